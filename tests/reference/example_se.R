# Standard errors, degrees of freedom and design effects of the example by R's survey package.
#   Rscript tests/reference/example_se.R > tests/reference/example_se.csv
# Simple random sampling of respondents within each district.
source("tests/reference/linearised.R")
files <- sort(list.files("raw/2019", pattern = "[.]csv$", full.names = TRUE))
raw <- do.call(rbind, lapply(files, function(file) {
  cbind(read.csv(file, check.names = FALSE, encoding = "UTF-8"), code = sub("[.]csv$", "", basename(file)))
}))
criteria <- grep("^[0-9]", names(raw), value = TRUE)
dimensions <- split(criteria, substr(criteria, 1, 1))
names(dimensions) <- c("access", "procedures", "civil_servants", "results", "feedback")
framework <- list(values = c(0, 0, 0, 1, 1), dimensions = dimensions, weights = NULL, overall = NULL)
data <- cbind(unit = raw$code, coded(raw[criteria], framework), one = 1)
design <- svydesign(ids = ~1, strata = ~unit, weights = ~one, data = data)
heading("Rscript tests/reference/example_se.R > tests/reference/example_se.csv")
for (unit in sort(unique(data$unit))) lines_of_unit("example", unit, design, framework)
