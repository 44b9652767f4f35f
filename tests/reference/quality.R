# Reliability and drivers by R, for tests/unit/test_quality.py and tests/unit/test_drivers.py.
#   Rscript tests/reference/quality.R data > tests/reference/quality_answers.csv
#   Rscript tests/reference/quality.R tests/reference/quality_answers.csv > tests/reference/quality.csv
# The first makes simulated answers: 240 people, levels 1-5 of ten criteria in three dimensions and of an overall
# item, one in thirty cells blank, the third dimension answered by 100 people only, and a weight. The second
# computes with psych, lavaan and base R; nothing of hailong is used. `top2` counts levels 4 and 5 as 1, `mean`
# counts levels as 0, 1/4, ... 1.
suppressPackageStartupMessages({library(psych); library(lavaan)})
argument <- commandArgs(trailingOnly = TRUE)[1]
dimensions <- list(a = paste0("a", 1:4), b = paste0("b", 1:3), c = paste0("c", 1:3))
criteria <- unlist(dimensions, use.names = FALSE)

if (argument == "data") {
  set.seed(20190)
  people <- 240
  general <- rnorm(people)
  answer <- function(loading, own) {
    feeling <- loading * own + sqrt(1 - loading^2) * rnorm(people)
    findInterval(feeling, c(-1.9, -1.3, -0.7, 0.4)) + 1
  }
  factors <- lapply(dimensions, function(d) sqrt(0.5) * general + sqrt(0.5) * rnorm(people))
  answers <- data.frame(lapply(names(dimensions), function(d)
    setNames(data.frame(lapply(seq_along(dimensions[[d]]), function(j) answer(0.55 + 0.1 * j, factors[[d]]))),
             dimensions[[d]])))
  answers$overall <- answer(0.8, 0.6 * factors$a + 0.3 * factors$b + 0.2 * factors$c)
  answers[matrix(runif(people * ncol(answers)) < 1 / 30, people)] <- NA
  answers[101:people, dimensions$c] <- NA
  answers$weight <- round(runif(people, 0.5, 2), 2)
  write.csv(answers, stdout(), row.names = FALSE, na = "", quote = FALSE)
  quit()
}

answers <- read.csv(argument)
say <- function(case, item, measure, value) cat(sprintf("%s,%s,%s,%.15g\n", case, item, measure, value))
harmonic <- function(x) 1 / mean(1 / x)
kurtosis <- function(x) {
  d <- na.omit(x) - mean(x, na.rm = TRUE)
  mean(d^4) / (3 * mean(d^2)^2)
}
quiet <- function(expression) suppressMessages(suppressWarnings(expression))

# One factor by minimum residual with a general optimiser; omega as in psych::omega.
loadings_of <- function(r) {
  away <- function(l) {m <- tcrossprod(l) - r; diag(m) <- 0; sum(m^2)}
  slope <- function(l) {m <- tcrossprod(l) - r; diag(m) <- 0; as.vector(4 * m %*% l)}
  l <- sqrt(eigen(r)$values[1]) * abs(eigen(r)$vectors[, 1])
  control <- list(reltol = 1e-16, maxit = 5000)
  for (again in 1:5) l <- optim(l, away, slope, method = "BFGS", control = control)$par
  l
}
omega_of <- function(r) 1 - sum(1 - loadings_of(r)^2) / sum(r)
standardised_of <- function(r) {k <- nrow(r); k / (k - 1) * (1 - k / sum(r))}

# Standard error of a function of correlations: numerical gradient, and the normal-theory covariances of
# correlations (Olkin & Siotani 1976).
error_of <- function(f, r, n) {
  at <- which(lower.tri(r), arr.ind = TRUE)
  gradient <- apply(at, 1, function(p) {
    shift <- function(h) {s <- r; s[p[1], p[2]] <- s[p[2], p[1]] <- r[p[1], p[2]] + h; f(s)}
    (shift(1e-4) - shift(-1e-4)) / 2e-4
  })
  shared <- function(p, q) {
    i <- p[1]; j <- p[2]; k <- q[1]; l <- q[2]
    squares <- r[i, k]^2 + r[i, l]^2 + r[j, k]^2 + r[j, l]^2
    triples <- r[i, j] * r[i, k] * r[i, l] + r[i, j] * r[j, k] * r[j, l] +
      r[i, k] * r[j, k] * r[k, l] + r[i, l] * r[j, l] * r[k, l]
    r[i, j] * r[k, l] * squares / 2 + r[i, k] * r[j, l] + r[i, l] * r[j, k] - triples
  }
  among <- apply(at, 1, function(p) apply(at, 1, function(q) shared(p, q)))
  sqrt(sum(gradient * (among %*% gradient)) / n)
}
log_interval <- function(value, se) 1 - (1 - value) * exp(c(1, -1) * qnorm(0.975) * se / (1 - value))

reliability <- function(case, item, covariance, n, heaviness) {
  k <- ncol(covariance)
  correlation <- cov2cor(covariance)
  found <- quiet(psych::alpha(covariance, check.keys = FALSE))
  say(case, item, "alpha", found$total$raw_alpha)
  interval <- quiet(psych::alpha.ci(found$total$raw_alpha, n.obs = n / heaviness, n.var = k))
  say(case, item, "alpha_low", interval$lower.ci)
  say(case, item, "alpha_high", interval$upper.ci)
  say(case, item, "alpha_standardised", found$total$std.alpha)
  interval <- log_interval(found$total$std.alpha, error_of(standardised_of, correlation, n / heaviness))
  say(case, item, "alpha_standardised_low", interval[1])
  say(case, item, "alpha_standardised_high", interval[2])
  for (j in colnames(covariance)) {
    say(case, j, paste0("item_total.", item), found$item.stats[j, "r.drop"])
    say(case, j, paste0("alpha_without.", item), found$alpha.drop[j, "raw_alpha"])
  }
  omega <- omega_of(correlation)
  say(case, item, "omega", omega)
  interval <- log_interval(omega, error_of(omega_of, correlation, n / heaviness))
  say(case, item, "omega_low", interval[1])
  say(case, item, "omega_high", interval[2])
  by_psych <- quiet(psych::omega(correlation, nfactors = 1, n.obs = 200, plot = FALSE))
  say(case, item, "omega_psych", by_psych$omega.tot)
  model <- paste("f =~", paste(colnames(covariance), collapse = " + "))
  fit <- lavaan::cfa(model, sample.cov = correlation, sample.nobs = 200, std.lv = TRUE, estimator = "ULS",
                     sample.cov.rescale = FALSE)
  estimates <- lavaan::parameterEstimates(fit)
  loadings <- estimates$est[estimates$op == "=~"]
  say(case, item, "omega_lavaan", 1 - sum(1 - loadings^2) / sum(correlation))
}

# Shapley's value from regressions: the gains in R squared over all orders of the predictors.
orders <- function(v) if (length(v) == 1) list(v) else
  unlist(lapply(seq_along(v), function(i) lapply(orders(v[-i]), function(o) c(v[i], o))), recursive = FALSE)
lmg <- function(predictors, outcome) {
  explained <- function(j) if (length(j)) summary(lm(outcome ~ ., data = predictors[j]))$r.squared else 0
  p <- ncol(predictors)
  gains <- sapply(orders(1:p), function(o) sapply(1:p, function(j) {
    before <- o[seq_len(match(j, o) - 1)]
    explained(c(before, j)) - explained(before)
  }))
  rowMeans(gains)
}
# Johnson's relative weights by the singular values of the data, as in his paper.
johnson <- function(predictors, outcome) {
  s <- svd(scale(predictors))
  beta <- cor(s$u %*% t(s$v), outcome)
  lambda <- s$v %*% diag(s$d / sqrt(nrow(predictors) - 1)) %*% t(s$v)
  as.vector(lambda^2 %*% beta^2)
}
# Genizi's decomposition from the correlations alone: squared rows of R^(1/2) times squared R^(-1/2) r.
genizi <- function(correlation) {
  p <- nrow(correlation) - 1
  e <- eigen(correlation[1:p, 1:p])
  root <- function(power) e$vectors %*% diag(e$values^power) %*% t(e$vectors)
  as.vector(root(0.5)^2 %*% (root(-0.5) %*% correlation[1:p, p + 1])^2)
}

cat(sprintf("# %s, psych %s, lavaan %s\n", R.version.string, packageVersion("psych"), packageVersion("lavaan")))
cat("case,item,measure,value\n")
for (scale in c("top2", "mean")) {
  value <- if (scale == "top2") c(0, 0, 0, 1, 1) else (0:4) / 4
  values <- as.data.frame(lapply(answers[c(criteria, "overall")], function(x) value[x]))
  for (item in c(names(dimensions), "overall")) {
    own <- if (item == "overall") criteria else dimensions[[item]]
    pairs <- crossprod(!is.na(values[own]))
    reliability(scale, item, cov(values[own], use = "pairwise"), harmonic(pairs[lower.tri(pairs)]),
                max(1, mean(sapply(values[own], kurtosis))))
  }
  complete <- na.omit(values)
  scores <- as.data.frame(lapply(dimensions, function(own) rowMeans(complete[own])))
  parts <- lmg(scores, complete$overall)
  for (j in seq_along(parts)) say(scale, names(dimensions)[j], "lmg", parts[j])
  parts <- johnson(complete[criteria], complete$overall)
  for (j in seq_along(parts)) say(scale, criteria[j], "johnson", parts[j])
  parts <- genizi(cov2cor(cov(values, use = "pairwise")))
  for (j in seq_along(parts)) say(scale, criteria[j], "genizi_pairwise", parts[j])
  # Weighted, with the first dimension complete.
  whole <- complete.cases(values[dimensions$a])
  w <- answers$weight[whole]
  weighted <- cov.wt(values[whole, dimensions$a], wt = w / sum(w))$cov
  reliability(paste0(scale, "_weighted"), "a", weighted, sum(w)^2 / sum(w^2), 1)
}
