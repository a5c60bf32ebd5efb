# What the comparison of test_million_rows.py does in R: fread, 16 chi-square tests, a logistic regression of 8 factors.
# Rscript million_rows.R FILE [tight]: with "tight" glm iterates to the end, for the comparison of numbers.
suppressMessages(library(data.table))
arguments <- commandArgs(trailingOnly = TRUE)
data <- fread(arguments[1])
factors <- paste0("f", 1:16)
statistics <- sapply(factors, function(f) chisq.test(table(data[[f]], data$burnout), correct = FALSE)$statistic)
for (f in factors[1:8]) data[[f]] <- factor(data[[f]])
control <- if (length(arguments) > 1) glm.control(epsilon = 1e-14, maxit = 50) else glm.control()
model <- glm(reformulate(factors[1:8], "burnout"), family = binomial, data = data, control = control)
table <- coef(summary(model))
numbers <- c(as.numeric(logLik(model)), statistics, table[, "Estimate"], table[, "Std. Error"])
cat(sprintf("%.17g", numbers), sep = "\n")
