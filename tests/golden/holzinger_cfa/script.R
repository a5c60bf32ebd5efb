library(lavaan)
d <- read.csv("data.csv")
fit <- cfa("visual =~ x1 + x2 + x3
            textual =~ x4 + x5 + x6
            speed =~ x7 + x8 + x9", data = d)
summary(fit, fit.measures = TRUE, standardized = TRUE)
