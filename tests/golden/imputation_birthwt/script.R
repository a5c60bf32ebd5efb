# Multiple imputation of missing factors: MASS::birthwt (Hosmer and Lemeshow's low birth weight data, public) with
# values deleted at random given the outcome and the age, and MASS::Pima.tr2 with the gaps it has.
# Run in this folder: Rscript script.R
suppressMessages({library(mice); library(mitml); library(MASS); library(jsonlite)})
options(digits = 15)
tight <- glm.control(epsilon = 1e-14, maxit = 100)

pooled <- function(fits, tests) {
  p <- pool(fits)
  s <- summary(p, conf.int = TRUE, conf.level = 0.95)
  low <- grep("2.5|conf.low", names(s)); high <- grep("97.5|conf.high", names(s))
  rows <- lapply(seq_len(nrow(s)), function(i) list(
    term = as.character(s$term[i]), estimate = s$estimate[i], std_error = s$std.error[i], statistic = s$statistic[i],
    df = s$df[i], p_value = s$p.value[i], conf_low = s[i, low[1]], conf_high = s[i, high[1]],
    riv = p$pooled$riv[i], lambda = p$pooled$lambda[i], fmi = p$pooled$fmi[i],
    monte_carlo_error = sqrt(p$pooled$b[i] / p$pooled$m[i]), between = p$pooled$b[i], within = p$pooled$ubar[i]))
  list(m = p$pooled$m[1], dfcom = p$pooled$dfcom[1], terms = rows, D1 = lapply(tests, function(fit0) {
    d <- D1(fits, fit0)$result
    list(F = d[1], df1 = d[2], df2 = d[3], p_value = d[4], riv = d[5])
  }))
}

# --- birthwt: gaps in two nominal variables, a binary one and a number -----------------------------------------------
b <- birthwt
d <- data.frame(low = factor(b$low, 0:1, c("No", "Yes")), age = b$age, lwt = b$lwt,
  race = factor(b$race, 1:3, c("white", "black", "other")), smoke = factor(b$smoke, 0:1, c("no", "yes")),
  ftv = factor(pmin(b$ftv, 2), 0:2, c("none", "one", "more")))
set.seed(20261124)
chance <- function(rate) runif(nrow(d)) < rate * exp(0.5 * (d$low == "Yes") - 0.02 * (d$age - 23))
for (v in c("lwt", "race", "smoke", "ftv")) d[chance(0.12), v] <- NA
write.csv(d, "data.csv", row.names = FALSE, na = "")

run <- function(data, m, maxit, method, seed) mice(data, m = m, maxit = maxit, method = method, seed = seed,
  visitSequence = "monotone", printFlag = FALSE)
full <- function(i) with(i, glm(low ~ age + lwt + race + smoke + ftv, family = binomial, control = tight))
method <- c(low = "", age = "", lwt = "pmm", race = "polyreg", smoke = "logreg", ftv = "polyreg")

few <- run(d, 5, 10, method, 1)
long <- complete(few, "long")[, c(".imp", names(d))]
names(long)[1] <- "imputation"
write.csv(long, "completed.csv", row.names = FALSE)
few_fits <- full(few)
exact <- pooled(few_fits, list(
  race = with(few, glm(low ~ age + lwt + smoke + ftv, family = binomial, control = tight)),
  ftv = with(few, glm(low ~ age + lwt + race + smoke, family = binomial, control = tight))))

many <- run(d, 300, 10, method, 2)
many_fits <- full(many)
agree <- pooled(many_fits, list())

# --- the regressions behind the draws: augmented (White, Daniel and Royston), on numbers of mean 0 and SD 1 -----------
whole <- na.omit(d)
x <- model.matrix(~ low + scale(age) + scale(lwt) + smoke, whole)[, -1]
aug <- mice:::augment(whole$ftv, rep(TRUE, nrow(x)), x, rep(FALSE, nrow(x)))  # one "missing" is never asked for here
names(aug$x) <- paste0("x", seq_len(ncol(x)))
frame <- data.frame(y = factor(as.character(aug$y), c("none", "one", "more")), aug$x, w = aug$w)
polytomous <- nnet::multinom(y ~ x1 + x2 + x3 + x4, frame, weights = w, maxit = 2000, reltol = 1e-15, abstol = 0,
  Hess = TRUE, trace = FALSE)
odds <- suppressWarnings(polr(ordered(y) ~ x1 + x2 + x3 + x4, frame, weights = w, Hess = TRUE,
  control = list(reltol = 1e-15, maxit = 2000)))
draws <- list(weights = sum(aug$w), rows = nrow(frame), multinomial = coef(polytomous), multinomial_cov = vcov(polytomous),
  odds = c(odds$zeta, coef(odds)), odds_cov = vcov(odds), order = c(names(odds$zeta), names(coef(odds))),
  odds_cov_order = rownames(vcov(odds)))

# --- Pima.tr2: gaps in numbers only ------------------------------------------------------------------------------------
p <- Pima.tr2
write.csv(p, "pima.csv", row.names = FALSE, na = "")
pima_imp <- run(p, 300, 10, c("", "", "pmm", "pmm", "pmm", "", "", ""), 3)
pima <- pooled(with(pima_imp, glm(type ~ npreg + glu + bp + skin + bmi + ped + age, family = binomial, control = tight)), list())

out <- list(exact = exact, agree = agree, pima = pima, draws = draws,
  `_meta` = list(r_version = R.version.string,
    packages = lapply(c(mice = "mice", mitml = "mitml", MASS = "MASS", jsonlite = "jsonlite"),
      function(n) as.character(packageVersion(n))),
    incomplete = sum(!complete.cases(d)), incomplete_pima = sum(!complete.cases(p))))
writeLines(toJSON(out, digits = I(15), auto_unbox = TRUE, pretty = 1), "expected.json")
