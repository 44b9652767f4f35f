# Standard errors, degrees of freedom and design effects of the Kansas City resident survey by R's survey package.
#   Rscript tests/reference/kcmo.R ../shared/data/kcmo/resident-survey-2021q3.csv > tests/reference/kcmo_expected.csv
# Simple random sampling of respondents within each council district. The data stay where they are.
source("tests/reference/linearised.R")
raw <- read.csv(commandArgs(trailingOnly = TRUE)[1])
of <- function(prefix) grep(paste0("^", prefix), names(raw), value = TRUE)
dimensions <- list(services = of("q3_"), fire_and_ambulance = of("q7_"), court = of("q15_"), "311" = of("q17_"))
framework <- list(values = c(0, 0, 0, 1, 1), dimensions = dimensions, weights = NULL, overall = "q2_01")
codes <- raw[c(unlist(dimensions, use.names = FALSE), "q2_01")]
data <- cbind(unit = raw$counci, coded(codes, framework), one = 1)
design <- svydesign(ids = ~1, strata = ~unit, weights = ~one, data = data)
heading("Rscript tests/reference/kcmo.R ../shared/data/kcmo/resident-survey-2021q3.csv > tests/reference/kcmo_expected.csv")
for (unit in sort(unique(data$unit))) lines_of_unit("kcmo", unit, design, framework)
