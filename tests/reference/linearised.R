# Indices of R's survey package with standard errors, degrees of freedom and design effects; read by design.R,
# example_se.R and kcmo.R. Nothing of hailong is used.
#
# A framework is list(values = value of the levels 1-5, dimensions = list of criteria by dimension, weights = weights of
# the dimensions or NULL, overall = criterion or NULL). The data have the columns `unit` and `v.<criterion>`,
# `a.<criterion>`: value of the answer and 1, or 0 and 0 where the answer is missing.
# Every figure is computed in two ways that must agree to 12 digits.
suppressPackageStartupMessages(library(survey))
options(survey.lonely.psu = "fail", digits = 17)

# Columns of values and answer indicators from codes; what is no level is missing.
coded <- function(codes, framework) {
  answered <- lapply(codes, function(x) as.numeric(!is.na(x) & x >= 1 & x <= 5))
  values <- lapply(codes, function(x) ifelse(!is.na(x) & x >= 1 & x <= 5, framework$values[pmax(x, 1)], 0))
  data.frame(c(setNames(values, paste0("v.", names(codes))), setNames(answered, paste0("a.", names(codes)))),
             check.names = FALSE)
}

same <- function(x, y) stopifnot(isTRUE(all.equal(as.numeric(x), as.numeric(y), tolerance = 1e-12)))

# The figures of an index, in percent; no standard error where survey refuses to give one.
row <- function(index, own, estimated) {
  found <- tryCatch(estimated(), error = function(e) {
    if (!grepl("has only one PSU", conditionMessage(e))) stop(e)
    c(NA, NA)
  })
  list(index = 100 * index, se = 100 * found[1], df = degf(own), deff = found[2])
}

total <- function(design, x) sum(x / design$prob)

# Sum of values over sum of answers to some criteria: svyratio, and svymean of the answered where it is one criterion.
ratio <- function(full, criteria) {
  full <- update(full, num = rowSums(full$variables[paste0("v.", criteria)]),
                 den = rowSums(full$variables[paste0("a.", criteria)]))
  own <- subset(full, den > 0)
  row(total(full, full$variables$num) / total(full, full$variables$den), own, function() {
    found <- svyratio(~num, ~den, own, deff = "replace")
    same(SE(found), SE(svyratio(~num, ~den, full)))
    if (length(criteria) == 1) {
      mean <- svymean(~I(ifelse(den > 0, num, NA)), full, na.rm = TRUE, deff = "replace")
      same(c(coef(found), SE(found), attr(found, "deff")), c(coef(mean), SE(mean), deff(mean)))
    }
    c(SE(found), attr(found, "deff"))
  })
}

# Weighted mean of several ratios: svycontrast on their joint covariance, and svytotal of the linearised variable.
mean_of_ratios <- function(full, parts, weights, rated) {
  columns <- function(prefix) do.call(cbind, lapply(parts, function(p) rowSums(full$variables[paste0(prefix, p)])))
  v <- columns("v."); a <- columns("a.")
  share <- weights / sum(weights)
  ratios <- colSums(v / full$prob) / colSums(a / full$prob)
  z <- Reduce(`+`, lapply(seq_along(parts), function(k) {
    share[k] * (v[, k] - ratios[k] * a[, k]) / total(full, a[, k])
  }))
  full <- update(full, z = z, any = rowSums(full$variables[paste0("a.", rated)]) > 0)
  own <- subset(full, any)
  row(sum(share * ratios), own, function() {
    colnames(v) <- paste0("v", seq_along(parts)); colnames(a) <- paste0("a", seq_along(parts))
    joint <- svyratio(as.data.frame(v), as.data.frame(a), full, covmat = TRUE)
    mean <- svycontrast(joint, list(mean = as.vector(diag(share, length(parts)))))
    linear <- svytotal(~z, own, deff = "replace")
    same(c(coef(mean), SE(mean)), c(sum(share * ratios), SE(linear)))
    c(SE(mean), deff(linear))
  })
}

# Mean of the respondents' own means over the criteria they answered.
mean_of_respondents <- function(full, rated) {
  v <- rowSums(full$variables[paste0("v.", rated)]); a <- rowSums(full$variables[paste0("a.", rated)])
  full <- update(full, m = ifelse(a > 0, v / a, 0), any = as.numeric(a > 0))
  own <- subset(full, any > 0)
  row(total(own, own$variables$m) / total(own, own$variables$any), own, function() {
    found <- svymean(~m, own, deff = "replace")
    same(c(coef(found), SE(found)), c(coef(ratio <- svyratio(~m, ~any, full)), SE(ratio)))
    c(SE(found), deff(found))
  })
}

# All items of one unit as lines of the expected CSV.
lines_of_unit <- function(dataset, unit, design, framework) {
  full <- design[design$variables$unit == unit, ]
  rated <- unlist(framework$dimensions, use.names = FALSE)
  write <- function(kind, item, found) {
    figures <- vapply(found, function(x) if (is.finite(x)) sprintf("%.17g", x) else "", "")
    cat(paste(c(dataset, unit, kind, item, figures), collapse = ","), "\n", sep = "")
  }
  for (code in c(rated, framework$overall)) write("criterion", code, ratio(full, code))
  for (d in names(framework$dimensions)) write("dimension", d, ratio(full, framework$dimensions[[d]]))
  one <- rep(1, length(framework$dimensions))
  write("formula", "pooled_answers", ratio(full, rated))
  write("formula", "mean_of_criteria", mean_of_ratios(full, as.list(rated), rep(1, length(rated)), rated))
  write("formula", "mean_of_dimensions", mean_of_ratios(full, framework$dimensions, one, rated))
  if (!is.null(framework$weights)) {
    found <- mean_of_ratios(full, framework$dimensions, framework$weights, rated)
    write("formula", "weighted_dimensions", found)
  }
  write("formula", "mean_of_respondents", mean_of_respondents(full, rated))
  if (!is.null(framework$overall)) write("formula", "overall_item", ratio(full, framework$overall))
}

heading <- function(command) {
  cat(sprintf("# %s, survey %s\n# %s\n", R.version.string, packageVersion("survey"), command))
  cat("dataset,unit,kind,item,index,se,df,deff\n")
}
