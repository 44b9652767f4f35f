# Indices of R's survey package, for tests/test_reference.py.
#   Rscript tests/reference/indices.R raw/2019 > tests/reference/indices.csv
# Reads the raw files itself: nothing of hailong is used. Simple random sampling of respondents, by unit;
# point estimates of every criterion and dimension (svyratio) and of the mean of the respondents' own means (svymean).
suppressPackageStartupMessages(library(survey))
folder <- commandArgs(trailingOnly = TRUE)[1]
files <- sort(list.files(folder, pattern = "[.]csv$", full.names = TRUE))
raw <- do.call(rbind, lapply(files, function(file) {
  table <- read.csv(file, check.names = FALSE, colClasses = "character", encoding = "UTF-8")
  table$unit <- sub("[.]csv$", "", basename(file))
  table
}))
criteria <- grep("^[0-9]", names(raw), value = TRUE)
answered <- as.data.frame(lapply(raw[criteria], function(x) as.numeric(x %in% c("1", "2", "3", "4", "5"))))
satisfied <- as.data.frame(lapply(raw[criteria], function(x) as.numeric(x %in% c("4", "5"))))
dimensions <- c("access", "procedures", "civil_servants", "results", "feedback")
items <- c(setNames(as.list(seq_along(criteria)), criteria),
           setNames(lapply(1:5, function(d) which(substr(criteria, 1, 1) == d)), dimensions))
cat(sprintf("# %s, survey %s\n", R.version.string, packageVersion("survey")))
cat("unit,item,index\n")
for (unit in unique(raw$unit)) {
  rows <- raw$unit == unit
  for (item in names(items)) {
    own <- items[[item]]
    data <- data.frame(v = rowSums(satisfied[rows, own, drop = FALSE]), a = rowSums(answered[rows, own, drop = FALSE]))
    design <- svydesign(ids = ~1, weights = ~1, data = data)
    cat(sprintf("%s,%s,%.15g\n", unit, item, 100 * coef(svyratio(~v, ~a, design))))
  }
  data <- data.frame(m = rowSums(satisfied[rows, ]) / rowSums(answered[rows, ]))
  cat(sprintf("%s,overall,%.15g\n", unit, 100 * coef(svymean(~m, svydesign(ids = ~1, weights = ~1, data = data)))))
}
