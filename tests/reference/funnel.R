# Funnel limits in base R, for tests/unit/test_funnel.py.
#   Rscript tests/reference/funnel.R > tests/reference/funnel.csv
# The cases are our own. Nothing is turned around by a formula: a limit is the share at which the z score is the
# normal quantile, found by bisection, 0 or 100 where there is none; the spread between units is the tau at which the
# expected weighted sum of squares is the observed one (DerSimonian-Laird), found by bisection too. Squares of
# winsorised z scores are divided by what winsorising leaves of normal ones, an integral.
cases <- list(
  by_chance = list(index = c(84, 86, 85, 88, 83, 87, 85.5), n = c(80, 120, 200, 150, 90, 60, 400)),
  ten_districts = list(index = c(93.3, 99.39, 89.7, 84.4, 88.04, 82.45, 77.88, 80.07, 86.04, 86.14),
                       n = c(2304.4, 2545.2, 1876, 960.55, 707.39, 590.04, 338.82, 485.78, 925.2, 711.2)),
  one_far_below = list(index = c(90, 91, 89, 90.5, 89.5, 92, 88, 90.2, 60, 91.5, 89.8), n = rep(c(100, 300), c(6, 5))),
  both_sides = list(index = c(95, 94, 96, 95.5, 94.5, 95.2, 94.8, 95.1, 80, 99.9, 95.4, 94.6),
                    n = c(500, 200, 800, 150, 300, 250, 900, 400, 350, 3000, 120, 60)),
  at_the_ends = list(index = c(100, 99, 98, 100, 97, 0), n = c(30, 45, 60, 33, 50, 40)),
  three_units = list(index = c(70, 80, 95), n = c(40, 90, 30)),
  same_size = list(index = c(50, 51, 49, 55, 40, 62.5, 50.5, 30), n = rep(100, 8))
)
left <- integrate(function(z) pmin(z^2, qnorm(0.9)^2) * dnorm(z), -Inf, -qnorm(0.9), rel.tol = 1e-12)$value * 2 +
  integrate(function(z) z^2 * dnorm(z), -qnorm(0.9), qnorm(0.9), rel.tol = 1e-12)$value
inside <- function(share, n) asin(sqrt((n * share + 3 / 8) / (n + 3 / 4)))
bisect <- function(f, low, high) uniroot(f, c(low, high), tol = .Machine$double.eps, maxiter = 10000)$root
winsorised <- function(z, q) {
  sorted <- sort(z)
  at <- function(p) approx(seq(0, 1, length.out = length(z)), sorted, p)$y
  pmin(pmax(z, at(q)), at(1 - q))
}
funnel <- function(case) {
  share <- case$index / 100
  centre <- asin(sqrt(median(share)))
  chance <- 1 / (4 * (case$n + 1 / 2))
  z <- winsorised((inside(share, case$n) - centre) / sqrt(chance), 0.1)
  observed <- sum(z^2) / left
  weight <- 1 / chance
  own <- weight / sum(weight)
  expected <- function(tau) sum(weight * (1 - own) * (chance + tau^2)) - observed
  between <- if (expected(0) < 0) bisect(expected, 0, 10) else 0
  spread <- sqrt(chance + between^2)
  limit <- function(i, p) {
    f <- function(x) (inside(x, case$n[i]) - centre) / spread[i] - qnorm(p)
    if (f(0) > 0) 0 else if (f(1) < 0) 100 else 100 * bisect(f, 0, 1)
  }
  at <- function(p) vapply(seq_along(share), limit, 0, p)
  data.frame(centre = 100 * sin(centre)^2, low_95 = at(0.025), high_95 = at(0.975), low_998 = at(0.001),
             high_998 = at(0.999), z = (inside(share, case$n) - centre) / spread, dispersion = observed / length(z),
             between = between)
}
rows <- lapply(names(cases), function(name) {
  case <- cases[[name]]
  found <- as.data.frame(lapply(funnel(case), function(x) sprintf("%.17g", x)))
  cbind(case = name, index = case$index, n_effective = case$n, found)
})
cat(sprintf("# %s; Rscript tests/reference/funnel.R\n", R.version.string))
write.csv(do.call(rbind, rows), quote = FALSE, row.names = FALSE)
