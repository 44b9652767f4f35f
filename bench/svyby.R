# Five criteria by unit with R's survey package; what bench/variance.py is measured against.
#   Rscript bench/svyby.R responses.csv estimates.csv
# Reads the column `unit` and criteria as codes (levels 1-5, others missing; 4 and 5 are satisfied), writes the index
# and its standard error in percent, prints the seconds (elapsed, processor) that the five calls of svyby took. Reading
# the file and declaring the design are not counted.
suppressPackageStartupMessages(library(survey))
paths <- commandArgs(trailingOnly = TRUE)
table <- read.csv(paths[1], check.names = FALSE)
criteria <- setdiff(names(table), "unit")
satisfied <- lapply(table[criteria], function(code) ifelse(code %in% 1:5, as.numeric(code >= 4), NA))
data <- data.frame(unit = table$unit, one = 1, setNames(satisfied, paste0("c", seq_along(criteria))))
design <- svydesign(ids = ~1, strata = ~unit, weights = ~one, data = data)

spent <- system.time(found <- lapply(seq_along(criteria), function(k) {
  svyby(reformulate(paste0("c", k)), ~unit, design, svymean, na.rm = TRUE)
}))
estimates <- do.call(rbind, lapply(seq_along(criteria), function(k) {
  data.frame(unit = found[[k]]$unit, item = criteria[k], index = 100 * coef(found[[k]]), se = 100 * SE(found[[k]]))
}))
write.csv(format(estimates, digits = 16), paths[2], row.names = FALSE, quote = FALSE)
cat(spent[["elapsed"]], spent[["user.self"]] + spent[["sys.self"]], "\n")
