# Weights raked to two margins within each unit, by R's survey package (function rake) and by plain proportional fitting.
#   Rscript tests/reference/design_raking.R > tests/reference/design_raking.csv
# The respondent of an without a known gender is a gender of its own, with its share of the sample. Left out is giang,
# whose one respondent cannot meet the margins. A line is a cell: n respondents; `weight` of each, from equal weights of
# 1; `factor` by which each one's own design weight is multiplied. The total is that before raking.
suppressPackageStartupMessages(library(survey))
raw <- read.csv("tests/reference/design_responses.csv", check.names = FALSE)
raw <- raw[raw$unit != "giang", ]
told <- list(binh = c(female = 0.55, male = 0.45), rest = c(female = 0.51, male = 0.49))
ages <- c("18-34" = 0.35, "35-54" = 0.40, "55+" = 0.25)

# The wanted sums of weights: shares of what those with a known value weigh together; the others keep theirs.
targets <- function(start, values, shares) {
  known <- values != ""
  found <- sum(start[known]) * shares
  if (all(known)) found else c(found, unknown = sum(start[!known]))
}

by_rake <- function(data, goals) {
  margins <- lapply(names(goals), function(name) {
    setNames(data.frame(names(goals[[name]]), goals[[name]]), c(name, "Freq"))
  })
  design <- svydesign(ids = ~1, weights = ~start, data = data)
  weights(rake(design, list(~gender, ~age), margins, control = list(maxit = 500, epsilon = 1e-14)))
}

by_hand <- function(data, goals) {
  weight <- data$start
  for (i in 1:500) for (name in names(goals)) {
    sums <- tapply(weight, data[[name]], sum)
    weight <- weight * (goals[[name]] / sums[names(goals[[name]])])[data[[name]]]
  }
  weight
}

factors <- function(data, shares) {
  goals <- list(gender = targets(data$start, data$gender, shares), age = targets(data$start, data$age, ages))
  data$gender[data$gender == ""] <- "unknown"
  found <- by_rake(data, goals)
  stopifnot(isTRUE(all.equal(as.numeric(found), as.numeric(by_hand(data, goals)), tolerance = 1e-12)))
  tapply(found / data$start, list(data$gender, data$age), mean)
}

cat(sprintf("# %s, survey %s\n", R.version.string, packageVersion("survey")))
cat("# Rscript tests/reference/design_raking.R > tests/reference/design_raking.csv\n")
cat("unit,gender,age,n,weight,factor\n")
for (unit in unique(raw$unit)) {
  own <- raw[raw$unit == unit, ]
  shares <- if (unit == "binh") told$binh else told$rest
  equal <- factors(cbind(own, start = 1), shares)
  designed <- factors(cbind(own, start = own$weight), shares)
  for (g in rownames(equal)) for (a in colnames(equal)) if (!is.na(equal[g, a])) {
    known <- if (g == "unknown") "" else g
    n <- sum(own$gender == known & own$age == a)
    cat(sprintf("%s,%s,%s,%d,%.17g,%.17g\n", unit, known, a, n, equal[g, a], designed[g, a]))
  }
}
