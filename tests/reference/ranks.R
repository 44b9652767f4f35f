# Rank sets of R's csranks package, for tests/unit/test_ranks.py.
#   Rscript tests/reference/ranks.R > tests/reference/ranks.csv
# The cases are our own. No case may hang on the draws: each is run again with other seeds and with coverage 0.94
# and 0.96, and the script stops where any set differs. (10 000 draws give the coverage of a critical value with a
# standard error of 0.002.)
suppressPackageStartupMessages(library(csranks))
draws <- 20000
cases <- list(
  two_apart = list(x = c(90, 80), se = c(2, 3)),
  two_level = list(x = c(90, 86), se = c(2, 2)),
  tie_of_three = list(x = c(80, 80, 95), se = c(2, 3, 1)),
  all_equal = list(x = rep(86.5, 8), se = c(1, 1, 2, 2, 3, 3, 4, 5)),
  far_apart = list(x = c(10, 20, 30, 40, 50, 60), se = c(0.5, 0.7, 0.9, 1.1, 1.3, 1.5)),
  second_step_marginal = list(x = c(90, 86.32, seq(10, 66, by = 8)), se = rep(1, 10)),
  second_step_simultaneous = list(x = c(90, 85.67, seq(10, 66, by = 8)), se = rep(1, 10)),
  ten_districts = list(x = c(85.88, 80.58, 78.72, 90.99, 98.08, 87.18, 75.13, 77.33, 97.8, 90.99),
                       se = c(2.08, 2.18, 5.79, 1.58, 0.95, 2.2, 2.63, 3.42, 0.74, 3.7)),
  arcsine_scale = list(x = asin(sqrt(c(0.51, 0.72, 0.79, 0.88, 0.59, 1, 0.84, 0.69, 0.49, 0.67, 0.94, 0.91))),
                       se = 1 / (2 * sqrt(c(413, 356, 182, 217, 99, 279, 367, 229, 488, 318, 175, 447)))),
  twenty_in_pairs = list(x = 40 + 3.5 * (0:19 %/% 2), se = rep(c(1, 1.5, 2, 2.5), 5)),
  forty_on_a_ladder = list(x = 40 + 5 * (0:39 %/% 4), se = rep(c(1, 2), 20))
)
sets <- function(case, coverage, seed) {
  covariance <- diag(case$se^2)
  found <- data.frame(row.names = seq_along(case$x))
  for (steps in c("single", "stepdown")) {
    for (kind in c("marginal", "simultaneous")) {
      set <- csranks(case$x, covariance, coverage = coverage, R = draws, seed = seed,
                     simul = kind == "simultaneous", stepdown = steps == "stepdown")
      found[paste("low", kind, steps, sep = "_")] <- set$L
      found[paste("high", kind, steps, sep = "_")] <- set$U
    }
    best <- cstaubest(case$x, covariance, tau = 1, coverage = coverage, R = draws, seed = seed,
                      stepdown = steps == "stepdown")
    found[paste("best", steps, sep = "_")] <- as.integer(best)
  }
  found
}
rows <- lapply(names(cases), function(name) {
  case <- cases[[name]]
  found <- sets(case, 0.95, 1)
  for (other in list(c(0.94, 2), c(0.96, 3)))
    if (!identical(found, sets(case, other[1], other[2])))
      stop(sprintf("case %s hangs on the draws at coverage %g", name, other[1]))
  message(name)
  cbind(case = name, unit = seq_along(case$x), x = sprintf("%.17g", case$x), se = sprintf("%.17g", case$se), found)
})
cat(sprintf("# %s, csranks %s, %d draws\n", R.version.string, packageVersion("csranks"), draws))
write.csv(do.call(rbind, rows), quote = FALSE, row.names = FALSE)
