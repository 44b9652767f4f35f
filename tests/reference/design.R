# One survey under many designs, by R's survey package.
#   Rscript tests/reference/design.R > tests/reference/design_expected.csv
# Each unit is surveyed on its own: its strata are strata of the whole, its PSUs are its own.
source("tests/reference/linearised.R")
raw <- read.csv("tests/reference/design_responses.csv", check.names = FALSE)
dimensions <- list(access = c("1.1", "1.2", "1.3"), staff = c("2.1", "2.2"), feedback = c("3.1", "3.2"))
scales <- list(top2 = c(0, 0, 0, 1, 1), mean = c(0, 0.25, 0.5, 0.75, 1))

# Populations: of people (n is that of the sample in binh and in dong/b) and of PSUs (dong/a and dong/b taken whole).
people <- c(an = 400, binh = 51, chau = 900, dong = 333, giang = 40)
people_by_stratum <- c("an a" = 100, "an b" = 60, "an c" = 240, "binh a" = 31, "binh b" = 500, "chau a" = 300,
                       "chau b" = 400, "chau c" = 200, "dong a" = 80, "dong b" = 6, "dong c" = 247, "giang a" = 40)
psus <- c(an = 30, binh = 18, chau = 11, dong = 9, giang = 3)
psus_by_stratum <- c("an a" = 9, "an b" = 5, "an c" = 16, "binh a" = 4, "binh b" = 14, "chau a" = 6, "chau b" = 7,
                     "chau c" = 3, "dong a" = 4, "dong b" = 1, "dong c" = 9, "giang a" = 3)
lonely <- replace(psus_by_stratum, "dong b", 5)

framework <- function(scale = "top2") {
  list(values = scales[[scale]], dimensions = dimensions, weights = c(0.5, 0.3, 0.2), overall = "4")
}
answers <- function(raw, framework) {
  cbind(unit = raw$unit, coded(raw[c(unlist(dimensions, use.names = FALSE), "4")], framework))
}

described <- function(dataset, scale = "top2", strata = FALSE, psu = FALSE, weights = FALSE, fpc = NULL, into = NULL) {
  framework <- framework(scale)
  data <- answers(raw, framework)
  data$stratum <- if (strata) paste(raw$unit, raw$stratum) else raw$unit
  data$psu <- if (psu) paste(data$stratum, raw$psu) else raw$respondent
  data$weight <- if (weights) raw$weight else 1
  if (!is.null(fpc)) data$fpc <- fpc[data$stratum]
  design <- svydesign(ids = ~psu, strata = ~stratum, weights = ~weight, fpc = if (!is.null(fpc)) ~fpc, data = data)
  if (!is.null(into)) design <- update(design, unit = ifelse(unit %in% names(into), into[unit], unit))
  for (unit in sort(unique(design$variables$unit))) lines_of_unit(dataset, unit, design, framework)
}

# With the weights of design_raking.csv, taken as they are.
raked <- function(dataset) {
  weights <- read.csv("tests/reference/design_raking.csv", comment.char = "#")
  key <- function(table) paste(table$unit, table$gender, table$age)
  own <- raw[raw$unit != "giang", ]
  data <- answers(own, framework())
  data$weight <- weights$weight[match(key(own), key(weights))]
  design <- svydesign(ids = ~1, strata = ~unit, weights = ~weight, data = data)
  for (unit in sort(unique(data$unit))) lines_of_unit(dataset, unit, design, framework())
}

heading("Rscript tests/reference/design.R > tests/reference/design_expected.csv")
described("srs")
described("srs-fpc", fpc = people)
described("weights", weights = TRUE)
described("strata", strata = TRUE)
described("strata-fpc", strata = TRUE, fpc = people_by_stratum)
# A population told for the unit as a whole: the same sampling fraction in all of its strata.
described("strata-fpc-of-unit", strata = TRUE, fpc = {
  n <- table(raw$unit)
  unlist(lapply(unique(paste(raw$unit, raw$stratum)), function(stratum) {
    unit <- sub(" .*", "", stratum)
    setNames(c(n[unit] / people[unit]), stratum)
  }))
})
described("strata-weights", strata = TRUE, weights = TRUE)
described("psu", psu = TRUE)
described("psu-fpc", psu = TRUE, fpc = psus)
described("psu-strata-weights", psu = TRUE, strata = TRUE, weights = TRUE)
described("psu-strata-weights-fpc", psu = TRUE, strata = TRUE, weights = TRUE, fpc = psus_by_stratum)
described("lonely-fpc", psu = TRUE, strata = TRUE, weights = TRUE, fpc = lonely)
# binh reported under an: what was drawn, and out of what, stays as it was.
described("merged-fpc", psu = TRUE, strata = TRUE, weights = TRUE, fpc = psus_by_stratum, into = c(binh = "an"))
raked("raked")
described("mean-srs", scale = "mean")
described("mean-psu-strata-weights-fpc", "mean", psu = TRUE, strata = TRUE, weights = TRUE, fpc = psus_by_stratum)
