# Simulated respondents of a stratified, clustered, weighted survey, for design.R and tests/test_reference_variance.py.
#   Rscript tests/reference/design_data.R > tests/reference/design_responses.csv
# Answers are levels 1-5 or the code of a kind of missing (-1 blank, -2 not applicable, -3 don't know, -4 refused,
# -5 not eligible, -6 unreadable). On purpose: PSUs of the same name in every stratum and unit; nobody answers 2.2 in
# an/b, nor 3.1 and 3.2 in chau/c and in dong/b; dong/b has one PSU, giang one respondent; the second respondent of
# binh/a and of chau/a rates nothing but the overall item 4; one respondent of an has no known gender.
set.seed(20191124, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")
psus <- list(an = c(a = 4, b = 3, c = 5), binh = c(a = 3, b = 6), chau = c(a = 4, b = 3, c = 3),
             dong = c(a = 4, b = 1, c = 3), giang = c(a = 1))
criteria <- c("1.1", "1.2", "1.3", "2.1", "2.2", "3.1", "3.2", "4")
feedback <- criteria %in% c("3.1", "3.2")
rated <- criteria != "4"

answers <- function(n, place) {
  score <- matrix(rnorm(n * length(criteria), sd = 0.7), n) + rnorm(n, sd = 0.6) + place
  level <- matrix(findInterval(score, c(-1.6, -0.9, -0.2, 0.8)) + 1, n)
  lost <- matrix(runif(length(level)) < 0.09, n)
  level[lost] <- sample(c(-1, -2, -3, -4, -6), sum(lost), replace = TRUE)
  level[runif(n) < 0.6, feedback] <- -5
  level
}

rows <- list()
for (unit in names(psus)) for (stratum in names(psus[[unit]])) for (psu in seq_len(psus[[unit]][[stratum]])) {
  n <- if (unit == "giang") 1 else sample(4:9, 1)
  code <- answers(n, rnorm(1, 0.2, 0.45))
  if (unit == "an" && stratum == "b") code[, criteria == "2.2"] <- -3
  if (paste(unit, stratum) %in% c("chau c", "dong b")) code[, feedback] <- -5
  if (unit == "giang") code[, ] <- 4
  weight <- sprintf("%.3f", runif(1, 0.6, 2.4) * runif(n, 0.7, 1.5))
  row <- data.frame(unit, stratum, psu = paste0("p", psu), weight,
                    gender = sample(c("female", "male"), n, replace = TRUE),
                    age = sample(c("18-34", "35-54", "55+"), n, replace = TRUE, prob = c(0.3, 0.4, 0.3)))
  rows[[length(rows) + 1]] <- cbind(row, setNames(as.data.frame(code), criteria))
}
table <- do.call(rbind, rows)
for (unit in c("binh", "chau")) {
  second <- which(table$unit == unit & table$stratum == "a")[2]
  table[second, criteria[rated]] <- -1
  table[second, "4"] <- 4
}
table$gender[which(table$unit == "an")[10]] <- ""
table <- cbind(respondent = sprintf("R%03d", seq_len(nrow(table))), table)
write.csv(table, stdout(), row.names = FALSE, quote = FALSE)
