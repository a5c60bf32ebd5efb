# The same people on three occasions or more, on data that ship with R.
suppressMessages({library(jsonlite); library(car); library(nlme); library(lme4); library(lmerTest); library(pbkrtest)})
options(contrasts = c("contr.sum", "contr.poly"))
wide <- function(name, id, arm, occasion, value) { # occasions in order, as t1, t2 ...
  o <- sort(unique(occasion)); i <- unique(id); m <- matrix(NA, length(i), 5, dimnames = list(NULL, paste0("t", 1:5)))
  m[cbind(match(id, i), match(occasion, o))] <- value
  data.frame(dataset = name, id = seq_along(i), arm = arm[match(i, id)], m) }
if (!file.exists("data.csv")) {
  h <- matrix(c(5.40, 5.50, 5.55, 5.85, 5.70, 5.75, 5.20, 5.60, 5.50, 5.55, 5.50, 5.40, 5.90, 5.85, 5.70, 5.45, 5.55, 5.60,
    5.40, 5.40, 5.35, 5.45, 5.50, 5.35, 5.25, 5.15, 5.00, 5.85, 5.80, 5.70, 5.25, 5.20, 5.10, 5.65, 5.55, 5.45,
    5.60, 5.35, 5.45, 5.05, 5.00, 4.95, 5.50, 5.50, 5.40, 5.45, 5.55, 5.50, 5.55, 5.55, 5.35, 5.45, 5.50, 5.55,
    5.50, 5.45, 5.25, 5.65, 5.60, 5.40, 5.70, 5.65, 5.55, 6.30, 6.30, 6.25), nrow = 22, byrow = TRUE)
  O <- as.data.frame(nlme::Orthodont); C <- subset(as.data.frame(datasets::ChickWeight), Time %in% c(0, 8, 16, 21))
  B <- subset(MASS::bacteria, week %in% c(0, 2, 4))
  d <- rbind(wide("rounding", rep(1:22, 3), rep("all", 66), rep(1:3, each = 22), as.vector(h)),
    wide("orthodont", as.character(O$Subject), as.character(O$Sex), O$age, O$distance),
    wide("chicks", as.character(C$Chick), paste0("diet ", C$Diet), C$Time, C$weight),
    wide("bacteria", as.character(B$ID), ifelse(as.character(B$ap) == "a", "active", "placebo"), B$week, as.numeric(B$y == "y")))
  write.csv(d, "data.csv", row.names = FALSE, quote = FALSE, na = "") }
d <- read.csv("data.csv")
values <- function(z) { m <- as.matrix(z[, paste0("t", 1:5)]); m[, colSums(!is.na(m)) > 0, drop = FALSE] }
anova_of <- function(m, arm = NULL) { m <- m; k <- ncol(m); id <- data.frame(occasion = factor(seq_len(k)))
  f <- if (is.null(arm)) lm(m ~ 1) else { arm <- factor(arm); lm(m ~ arm) }
  s <- summary(Anova(f, idata = id, idesign = ~occasion, type = 3), multivariate = FALSE)
  u <- s$univariate.tests; e <- s$pval.adjustments; y <- s$sphericity.tests
  rows <- setdiff(rownames(u), "(Intercept)"); all <- sum(unique(u[, "Error SS"]))
  o <- lapply(setNames(nm = rows), function(r) list(SS = u[r, "Sum Sq"], error = u[r, "Error SS"], df = u[r, "num Df"],
    df2 = u[r, "den Df"], F = u[r, "F value"], p = u[r, "Pr(>F)"], partial_eta2 = u[r, 1] / (u[r, 1] + u[r, "Error SS"]),
    generalised_eta2 = u[r, 1] / (u[r, 1] + all)))
  for (r in rownames(e)) o[[r]] <- c(o[[r]], list(GG = e[r, "GG eps"], p_GG = e[r, "Pr(>F[GG])"], HF = e[r, "HF eps"], p_HF = e[r, "Pr(>F[HF])"]))
  list(n = nrow(m), terms = o, mauchly = list(W = y["occasion", 1], p = y["occasion", 2])) }
long <- function(m, arm) { x <- data.frame(id = factor(as.vector(row(m))), occasion = factor(as.vector(col(m))), arm = factor(rep(arm, ncol(m))), y = as.vector(m)); x[!is.na(x$y), ] }
pairs_of <- function(k) { L <- matrix(0, 0, k); for (i in 1:(k - 1)) for (j in (i + 1):k) { l <- rep(0, k); l[i] <- -1; l[j] <- 1; L <- rbind(L, l) }; L }
mixed <- function(m) { x <- long(m, "all"); k <- ncol(m); L <- pairs_of(k); D <- cbind(-1, diag(k - 1))
  g <- gls(y ~ occasion - 1, x, correlation = corSymm(form = ~ as.integer(occasion) | id), weights = varIdent(form = ~ 1 | occasion), na.action = na.omit, control = glsControl(maxIter = 500, msMaxIter = 500, tolerance = 1e-10, msTol = 1e-12))
  b <- coef(g); V <- vcov(g); W <- as.numeric(t(D %*% b) %*% solve(D %*% V %*% t(D)) %*% (D %*% b))
  l <- lmer(y ~ occasion - 1 + (1 | id), x, control = lmerControl(optCtrl = list(ftol_abs = 1e-15, xtol_abs = 1e-12))); K <- KRmodcomp(l, D)$test["Ftest", ]
  co <- apply(L, 1, function(v) { r <- contest1D(l, v, ddf = "Kenward-Roger"); list(estimate = r$Estimate, se = r$`Std. Error`, df = r$df, t = r$`t value`, p = r$`Pr(>|t|)`) })
  list(unstructured = list(means = as.numeric(b), se = sqrt(diag(V)), wald = W, contrast_se = apply(L, 1, function(v) sqrt(as.numeric(t(v) %*% V %*% v)))),
    compound = list(logLik = as.numeric(logLik(l)), F = K$stat, df = K$ndf, df2 = K$ddf, p = K$p.value, contrasts = co)) }
crossed <- function(m, arm) { x <- long(m, arm); l <- lmer(y ~ occasion * arm + (1 | id), x, control = lmerControl(optCtrl = list(ftol_abs = 1e-15, xtol_abs = 1e-12)))
  s <- lmer(y ~ occasion + arm + (1 | id), x); K <- KRmodcomp(l, s)$test["Ftest", ]; list(F = K$stat, df = K$ndf, df2 = K$ddf, p = K$p.value) }
hotelling <- function(m) { k <- ncol(m); n <- nrow(m); D <- m[, -1] - m[, 1]; T2 <- n * as.numeric(t(colMeans(D)) %*% solve(cov(D)) %*% colMeans(D)); F <- (n - k + 1) / ((n - 1) * (k - 1)) * T2
  list(F = F, df = k - 1, df2 = n - k + 1, p = pf(F, k - 1, n - k + 1, lower.tail = FALSE)) }
rank_test <- function(m) { h <- friedman.test(m); list(Q = unname(h$statistic), df = unname(h$parameter), p = h$p.value, W = unname(h$statistic) / (nrow(m) * (ncol(m) - 1))) }
morey <- function(m) { k <- ncol(m); own <- m - rowMeans(m) + mean(m); h <- qt(.975, nrow(m) - 1) * apply(own, 2, sd) / sqrt(nrow(m)) * sqrt(k / (k - 1)); list(low = colMeans(m) - h, high = colMeans(m) + h) }
o <- list()
for (n in c("rounding", "orthodont", "chicks")) { z <- d[d$dataset == n, ]; m <- values(z); ok <- complete.cases(m); a <- z$arm
  o[[n]] <- list(n_complete = sum(ok), n_people = nrow(m), anova = anova_of(m[ok, ]), friedman = rank_test(m[ok, ]), mixed = mixed(m), within = morey(m[ok, ]), pairwise = apply(pairs_of(ncol(m)), 1, function(v) { e <- m[ok, ] %*% v; h <- t.test(e); w <- suppressWarnings(wilcox.test(round(e[, 1], 10), exact = FALSE, correct = FALSE)); list(t = unname(h$statistic), p = h$p.value, ci = as.numeric(h$conf.int), p_wilcoxon = w$p.value) }))
  if (all(ok)) o[[n]]$hotelling <- hotelling(m)
  if (length(unique(a)) > 1) { o[[n]]$by_arm <- anova_of(m[ok, ], a[ok]); o[[n]]$crossed <- crossed(m, a) } }
z <- d[d$dataset == "bacteria", ]; m <- values(z); m <- m[complete.cases(m), ]; k <- ncol(m); C <- colSums(m); R <- rowSums(m)
Q <- (k - 1) * (k * sum(C^2) - sum(C)^2) / (k * sum(R) - sum(R^2))
o$bacteria <- list(n = nrow(m), positive = as.numeric(C), Q = Q, df = k - 1, p = pchisq(Q, k - 1, lower.tail = FALSE), eta2 = Q / (nrow(m) * (k - 1)),
  mcnemar = apply(pairs_of(k), 1, function(v) { e <- m %*% v; list(gained = sum(e > 0), lost = sum(e < 0), p = binom.test(sum(e > 0), sum(e != 0))$p.value) }))
o$`_meta` <- list(r_version = R.version.string, packages = lapply(setNames(nm = c("car", "nlme", "lme4", "lmerTest", "pbkrtest", "MASS")), function(p) as.character(packageVersion(p))),
  confirmed = list(rounding_chi2_11.143_p_.003805 = round(o$rounding$friedman$Q, 3) == 11.143 && round(o$rounding$friedman$p, 6) == .003805))
print(o$`_meta`$confirmed); writeLines(toJSON(o, digits = I(15), auto_unbox = TRUE, pretty = 1), "expected.json")
