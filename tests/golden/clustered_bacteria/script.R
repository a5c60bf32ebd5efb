# Cluster-robust inference for few clusters, written out with whole matrices (every cluster's leverage matrix), and by
# clubSandwich where the two definitions are the same.
library(MASS); library(clubSandwich); library(jsonlite)
if (!file.exists("data.csv")) {
  b <- MASS::bacteria
  write.csv(data.frame(id = b$ID, present = ifelse(b$y == "y", 1, 0), trt = b$trt, late = ifelse(b$week > 2, 1, 0)),
            "data.csv", row.names = FALSE, quote = FALSE)
}
d <- read.csv("data.csv")
d$trt <- factor(d$trt, levels = c("placebo", "drug", "drug+"))
power <- function(a, p) { e <- eigen(a, symmetric = TRUE); e$vectors %*% diag(e$values^p, length(e$values)) %*% t(e$vectors) }

by_hand <- function(fit, id, factors) {
  X <- model.matrix(fit); p <- fitted(fit); w <- p * (1 - p); M <- solve(t(X) %*% (w * X)); k <- ncol(X)
  S <- sqrt(w) * X; r <- (fit$y - p) / sqrt(w); n <- nrow(X); H <- S %*% M %*% t(S)
  groups <- split(seq_len(n), id)
  A <- lapply(groups, function(i) power(diag(length(i)) - H[i, i], -0.5))
  meat <- Reduce(`+`, Map(function(i, a) { u <- t(S[i, , drop = FALSE]) %*% a %*% r[i]; u %*% t(u) }, groups, A))
  V <- M %*% meat %*% M
  # parts of the variance of a combination cc of the coefficients: columns of (I - H) with one cluster's weights each
  parts <- function(cc) sapply(names(groups), function(g) {
    i <- groups[[g]]; (diag(n) - H)[, i] %*% A[[g]] %*% S[i, , drop = FALSE] %*% M %*% cc })
  df <- sapply(seq_len(k), function(j) { G <- crossprod(parts(diag(k)[, j])); sum(diag(G))^2 / sum(G * G) })
  terms <- lapply(seq_len(k), function(j) { t <- coef(fit)[[j]] / sqrt(V[j, j])
    list(estimate = coef(fit)[[j]], se = sqrt(V[j, j]), t = t, df = df[j], p = 2 * pt(-abs(t), df[j]),
         ci95 = coef(fit)[[j]] + c(-1, 1) * qt(0.975, df[j]) * sqrt(V[j, j])) })
  names(terms) <- names(coef(fit))
  whole <- lapply(factors, function(at) {
    q <- length(at); C <- diag(k)[at, , drop = FALSE]; root <- power(C %*% M %*% t(C), -0.5) %*% C
    P <- lapply(seq_len(q), function(s) parts(root[s, ]))
    total <- 0
    for (s in seq_len(q)) for (u in seq_len(q))
      total <- total + sum(crossprod(P[[s]]) * crossprod(P[[u]])) + sum(crossprod(P[[s]], P[[u]]) * crossprod(P[[u]], P[[s]]))
    eta <- q * (q + 1) / total; wald <- drop(t(coef(fit)[at]) %*% solve(V[at, at], coef(fit)[at]))
    F <- wald * (eta - q + 1) / (eta * q)
    list(wald = wald, F = F, df1 = q, df2 = eta - q + 1, p = pf(F, q, eta - q + 1, lower.tail = FALSE)) })
  list(terms = terms, whole = whole)
}
tight <- glm.control(epsilon = 1e-14, maxit = 100)
one <- glm(present ~ trt, binomial, d, control = tight)
two <- glm(present ~ trt + late, binomial, d, control = tight)
out <- list(by_treatment = by_hand(one, d$id, list(trt = 2:3)), with_week = by_hand(two, d$id, list(trt = 2:3, late = 4)))

# Within a cluster the treatment, and so the fitted probability, is the same: then clubSandwich's CR2 is the same thing.
V <- vcovCR(one, cluster = d$id, type = "CR2"); test <- coef_test(one, V, test = "Satterthwaite")
htz <- Wald_test(one, constraints = constrain_zero(2:3), vcov = V, test = "HTZ")
df <- if (is.null(test$df_Satt)) test$df else test$df_Satt
out$clubSandwich <- list(se = setNames(as.list(test$SE), names(coef(one))), df = setNames(as.list(df), names(coef(one))),
                         F = htz$Fstat, df2 = htz$df_denom, p = htz$p_val)
out$`_meta` <- list(r = R.version.string, clubSandwich = as.character(packageVersion("clubSandwich")))
writeLines(toJSON(out, digits = I(15), auto_unbox = TRUE, pretty = 1), "expected.json")
