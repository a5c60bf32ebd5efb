source("../lib/gold.R"); suppressMessages({library(MASS); library(ordinal); library(VGAM); library(sandwich); library(nnet)})
options(warn = 1)
# Data ------------------------------------------------------------------------------------------------------------
if (!file.exists("housing.csv")) {
  h <- MASS::housing; h <- h[rep(seq_len(nrow(h)), h$Freq), c("Sat", "Infl", "Type", "Cont")]
  # MASS gives counts only. Blocks are invented here (24 in turn) to have clusters; they belong to the CSV as stored.
  h$Block <- paste0("B", rep(1:24, length.out = nrow(h))); wcsv(h, ".", "housing.csv")
}
if (!file.exists("birthwt.csv")) {
  b <- MASS::birthwt; b$race <- c("white", "black", "other")[b$race]
  wcsv(b[, c("age", "lwt", "race", "smoke", "ht", "bwt")], ".", "birthwt.csv")
}
if (!file.exists("pneumo.csv")) {
  data(pneumo, package = "VGAM"); p <- pneumo
  long <- do.call(rbind, lapply(c("normal", "mild", "severe"), function(s)
    data.frame(log_years = rep(log(p$exposure.time), p[[s]]), state = rep(s, sum(p[[s]])))))
  wcsv(long, ".", "pneumo.csv")
}
h <- rcsv(".", "housing.csv")
h$Sat <- factor(h$Sat, c("Low", "Medium", "High"), ordered = TRUE); h$Infl <- factor(h$Infl, c("Low", "Medium", "High"))
h$Type <- factor(h$Type, c("Tower", "Apartment", "Atrium", "Terrace")); h$Cont <- factor(h$Cont, c("Low", "High"))
b <- rcsv(".", "birthwt.csv"); b$race <- factor(b$race, c("white", "black", "other"))
b$weight <- cut(b$bwt, c(0, 2500, 3000, 3500, Inf), right = FALSE, labels = c("Under 2500", "2500-2999", "3000-3499", "3500 and over"), ordered_result = TRUE)
p <- rcsv(".", "pneumo.csv"); p$state <- factor(p$state, c("normal", "mild", "severe"), ordered = TRUE)

# Proportional odds: ordinal::clm --------------------------------------------------------------------------------
chi <- function(x2, df) list(chi2 = unname(x2), df = unname(df), p = unname(pchisq(x2, df, lower.tail = FALSE)))
tight <- clm.control(gradTol = 1e-10, maxIter = 200L)
wald <- function(est, se) lapply(setNames(seq_along(est), names(est)), function(i) {
  z <- est[[i]] / se[[i]]
  list(estimate = est[[i]], se = se[[i]], z = z, p = 2 * pnorm(-abs(z)), OR = exp(est[[i]]),
       or_wald_ci95 = exp(est[[i]] + c(-1, 1) * qnorm(.975) * se[[i]])) })
fitted_measures <- function(ll, ll0, k, df, n) list(n = n, loglik = ll, loglik_null = ll0, aic = 2 * k - 2 * ll,
  lr_omnibus = chi(2 * (ll - ll0), df), mcfadden = 1 - ll / ll0, cox_snell = 1 - exp(2 * (ll0 - ll) / n),
  nagelkerke = (1 - exp(2 * (ll0 - ll) / n)) / (1 - exp(2 * ll0 / n)))

# Brant 1990 from binary regressions (glm) at each cut; the brant package is not in the distribution. Written out here.
brant <- function(X, y, J, groups) {            # X without intercept; y = 1..J; groups = factor of each column of X
  X1 <- cbind(1, X); k <- ncol(X); C <- J - 1
  f <- lapply(1:C, function(m) glm.fit(X1, as.numeric(y > m), family = binomial(), control = list(epsilon = 1e-14, maxit = 100)))
  pi <- sapply(f, fitted); inv <- lapply(1:C, function(m) solve(crossprod(X1, X1 * (pi[, m] * (1 - pi[, m])))))
  V <- matrix(0, C * k, C * k); bb <- unlist(lapply(f, function(g) coef(g)[-1]))
  for (m in 1:C) for (l in m:C) {
    W <- pi[, l] - pi[, m] * pi[, l]            # for l = m: pi(1-pi)
    S <- (inv[[m]] %*% crossprod(X1, X1 * W) %*% inv[[l]])[-1, -1]
    i <- (m - 1) * k + 1:k; j <- (l - 1) * k + 1:k; V[i, j] <- S; V[j, i] <- t(S) }
  test <- function(cols) { D <- do.call(rbind, lapply(2:C, function(m) { A <- matrix(0, length(cols), C * k)
      A[cbind(seq_along(cols), cols)] <- 1; A[cbind(seq_along(cols), (m - 1) * k + cols)] <- -1; A }))
    d <- D %*% bb; chi(drop(t(d) %*% solve(D %*% V %*% t(D), d)), nrow(D)) }
  c(list(overall = test(1:k)), lapply(split(1:k, factor(groups, unique(groups))), test))
}
# Score test of equal slopes (as SAS prints it): expected information of the general model, at the proportional odds
# estimates, by cumulative indicators z_j = (Y <= j) with covariance gamma_j (1 - gamma_l). Written out here.
score <- function(X, y, J, alpha, beta, groups) {
  k <- ncol(X); C <- J - 1; eta <- outer(-drop(X %*% beta), alpha, "+"); G <- plogis(eta)
  test <- function(free) { fixed <- setdiff(1:k, free); q <- C + length(fixed) + C * length(free)
    U <- numeric(q); I <- matrix(0, q, q)
    for (r in seq_len(nrow(X))) { g <- G[r, ]
      D <- cbind(diag(C), matrix(-X[r, fixed], C, length(fixed), byrow = TRUE), kronecker(diag(C), matrix(-X[r, free], 1)))
      V <- outer(1:C, 1:C, function(a, b) g[pmin(a, b)] * (1 - g[pmax(a, b)])); M <- t(D) %*% diag(g * (1 - g), C) %*% solve(V)
      U <- U + drop(M %*% ((y[r] <= 1:C) - g)); I <- I + M %*% diag(g * (1 - g), C) %*% D }
    chi(drop(U %*% solve(I, U)), (C - 1) * length(free)) }
  c(list(overall = test(1:k)), lapply(split(1:k, factor(groups, unique(groups))), test))
}
# Clusters: bias-reduced sandwich (Kauermann and Carroll 2001; for a linear model the CR2 of Bell and McCaffrey 2002),
# Satterthwaite's degrees of freedom, HTZ test (Pustejovsky and Tipton 2018); written out in the space of the scores.
# S: score of each cluster, A: its information, B: inverse of their sum. Under the working model the score of cluster g is
# e_g - A_g B sum(e), with independent e_g of variance A_g.
power <- function(M, p) { e <- eigen(M, symmetric = TRUE); e$vectors %*% (abs(e$values)^p * t(e$vectors)) }
clusters <- function(est, S, A, B, of, fac) {
  G <- length(A); K <- length(est); R <- power(B, .5); U <- power(B, -.5)
  L <- lapply(A, function(a) B %*% U %*% power(diag(K) - R %*% a %*% R, -.5) %*% R)      # influence of a cluster, corrected
  inf <- t(sapply(seq_len(G), function(g) L[[g]] %*% S[g, ])); V <- crossprod(inf); s <- sqrt(diag(V))
  cross <- function(g, h) L[[g]] %*% ((if (g == h) A[[g]] else 0) - A[[g]] %*% B %*% A[[h]]) %*% t(L[[h]])
  P <- array(0, c(G, G, K, K)); for (g in 1:G) for (h in 1:G) P[g, h, , ] <- cross(g, h)
  df <- sapply(1:K, function(j) sum(diag(P[, , j, j]))^2 / sum(P[, , j, j]^2))
  terms <- lapply(setNames(1:K, names(est)), function(j) { t <- est[[j]] / s[j]
    list(se = s[j], df = df[j], t = t, p = 2 * pt(-abs(t), df[j]), or_ci95 = exp(est[[j]] + c(-1, 1) * qt(.975, df[j]) * s[j])) })
  whole <- lapply(setNames(nm = fac), function(f) { a <- of(f); q <- length(a); T <- power(B[a, a, drop = FALSE], -.5)
    Q <- array(0, c(G, G, q, q)); for (g in 1:G) for (h in 1:G) Q[g, h, , ] <- T %*% matrix(P[g, h, a, a], q) %*% T
    tot <- 0; for (s1 in 1:q) for (t1 in 1:q) tot <- tot + sum(Q[, , s1, s1] * Q[, , t1, t1]) + sum(Q[, , s1, t1] * t(Q[, , s1, t1]))
    eta <- q * (q + 1) / tot; x <- drop(est[a] %*% solve(V[a, a], est[a])); v <- eta - q + 1
    list(chi2 = x, df = q, p = pf(x * v / (v + q - 1) / q, q, v, lower.tail = FALSE)) })
  list(cluster_robust = terms, cluster_wald = whole)
}
ordinal_model <- function(form, d, cluster = NULL, vgam = TRUE) {
  environment(form) <- environment()
  y <- all.vars(form)[1]; fac <- attr(terms(form), "term.labels"); J <- nlevels(d[[y]])
  m <- clm(form, data = d, control = tight); m0 <- clm(reformulate("1", y, env = environment()), data = d, control = tight)
  se <- sqrt(diag(vcov(m))); ci <- confint(m, type = "profile"); dr <- drop1(m, test = "Chisq")
  X <- model.matrix(form, d)[, -1, drop = FALSE]; groups <- fac[attr(model.matrix(form, d), "assign")[-1]]
  yi <- as.integer(d[[y]])
  o <- c(fitted_measures(as.numeric(logLik(m)), as.numeric(logLik(m0)), length(coef(m)), ncol(X), nrow(d)),
         list(terms = wald(coef(m), se)))
  for (nm in rownames(ci)) o$terms[[nm]]$or_profile_ci95 <- unname(exp(ci[nm, ]))
  o$lr_type2 <- lapply(setNames(nm = fac), function(f) chi(dr[f, "LRT"], dr[f, "Df"]))
  o$wald_type2 <- lapply(setNames(nm = fac), function(f) { a <- which(names(coef(m)) %in% colnames(X)[groups == f])
    chi(drop(coef(m)[a] %*% solve(vcov(m)[a, a], coef(m)[a])), length(a)) })
  g <- clm(reformulate("1", y, env = environment()), nominal = reformulate(fac), data = d, control = tight)
  if (vgam) print(c(clm = logLik(g), vglm = logLik(vglm(form, cumulative(parallel = FALSE), data = d, control = vglm.control(epsilon = 1e-10)))), digits = 12)
  part <- function(f) { rest <- setdiff(fac, f)
    logLik(clm(reformulate(if (length(rest)) rest else "1", y, env = environment()), nominal = reformulate(f), data = d, control = tight)) }
  o$parallel_lr <- c(list(overall = chi(2 * (as.numeric(logLik(g)) - as.numeric(logLik(m))), (J - 2) * ncol(X))),
    lapply(setNames(nm = fac), function(f) chi(2 * (as.numeric(part(f)) - as.numeric(logLik(m))), (J - 2) * sum(groups == f))))
  o$parallel_score <- score(X, yi, J, m$alpha, m$beta, groups); o$parallel_brant <- brant(X, yi, J, groups)
  o$cuts <- lapply(1:(J - 1), function(c) { gl <- glm.fit(cbind(1, X), as.numeric(yi > c), family = binomial(), control = list(epsilon = 1e-14, maxit = 100))
    class(gl) <- c("glm", "lm"); V <- chol2inv(gl$qr$qr[seq_len(ncol(X) + 1), seq_len(ncol(X) + 1), drop = FALSE])[-1, -1, drop = FALSE]
    wald(setNames(coef(gl)[-1], colnames(X)), sqrt(diag(V))) })
  v <- vcov(m)[colnames(X), colnames(X), drop = FALSE]; R <- cov2cor(v)
  if (length(fac) > 1) o$gvif <- lapply(setNames(nm = fac), function(f) { a <- which(groups == f); det(R[a, a, drop = FALSE]) * det(R[-a, -a, drop = FALSE]) / det(R) })
  if (!is.null(cluster)) { th <- c(m$alpha, m$beta); C <- J - 1
    ll <- function(t, r) { a <- c(-Inf, t[1:C], Inf); e <- drop(X[r, , drop = FALSE] %*% t[-(1:C)]); sum(log(plogis(a[yi[r] + 1] - e) - plogis(a[yi[r]] - e))) }
    parts <- split(seq_len(nrow(d)), d[[cluster]])
    S <- t(sapply(parts, function(r) numDeriv::grad(ll, th, r = r))); A <- lapply(parts, function(r) -numDeriv::hessian(ll, th, r = r))
    o <- c(o, clusters(th, S, A, vcov(m)[names(th), names(th)], function(f) which(names(th) %in% colnames(X)[groups == f]), fac))
    W <- vcovCL(m, cluster = d[[cluster]], type = "HC1"); n <- nrow(d); G <- length(parts)   # the plain sandwich agrees with the package
    B <- vcov(m); stopifnot(max(abs(W / (B %*% crossprod(S[, match(rownames(B), names(th))]) %*% B * G / (G - 1) * (n - 1) / (n - length(th))) - 1)) < 1e-5) }
  o
}
# Multinomial: VGAM's multinomial (Fisher scoring to the end); nnet::multinom stops at a few digits and is compared below
multinomial_model <- function(form, d, cluster = NULL) {
  y <- all.vars(form)[1]; fac <- attr(terms(form), "term.labels"); L <- levels(d[[y]]); d$.y <- factor(d[[y]], L, ordered = FALSE)
  fit <- function(rhs) vglm(reformulate(rhs, ".y"), multinomial(refLevel = 1), data = d, control = vglm.control(epsilon = 1e-12, maxit = 100))
  m <- fit(fac); m0 <- fit("1"); V <- vcov(m); est <- coef(m); k <- length(est) / (length(L) - 1)
  nice <- function(n) { i <- as.integer(sub(".*:", "", n)); paste0(L[-1][i], ":", sub(":[0-9]+$", "", n)) }
  o <- c(fitted_measures(as.numeric(logLik(m)), as.numeric(logLik(m0)), length(est), length(est) - length(L) + 1, nrow(d)),
         list(terms = wald(setNames(est, nice(names(est))), sqrt(diag(V)))))
  X <- model.matrix(reformulate(fac), d); groups <- c("", fac)[attr(X, "assign") + 1]
  for (f in fac) { rest <- setdiff(fac, f); ms <- if (length(rest)) fit(rest) else m0
    o$lr_type2[[f]] <- chi(2 * (logLik(m) - logLik(ms)), (length(L) - 1) * sum(groups == f))
    a <- which(sub(":[0-9]+$", "", names(est)) %in% colnames(X)[groups == f]); o$wald_type2[[f]] <- chi(drop(est[a] %*% solve(V[a, a], est[a])), length(a)) }
  if (!is.null(cluster)) {   # scores (1[y = level] - p) x, written out
    P <- fitted(m); S <- do.call(cbind, lapply(2:length(L), function(j) X * ((d$.y == L[j]) - P[, j])))
    nm <- unlist(lapply(2:length(L), function(j) paste0(L[j], ":", colnames(X)))); at <- match(nm, nice(names(est)))
    parts <- split(seq_len(nrow(d)), d[[cluster]])
    A <- lapply(parts, function(r) { H <- matrix(0, length(nm), length(nm)); for (i in r) { p <- P[i, -1]; H <- H + kronecker(diag(p) - p %o% p, X[i, ] %o% X[i, ]) }; H })
    slope <- sub("^[^:]*:", "", nm)
    o <- c(o, clusters(setNames(est[at], nm), rowsum(S, d[[cluster]])[names(parts), ], A, V[at, at], function(f) which(slope %in% colnames(X)[groups == f]), fac)) }
  o
}
o <- list(
  housing_ordinal = ordinal_model(Sat ~ Infl + Type + Cont, h, "Block"),
  housing_multinomial = multinomial_model(Sat ~ Infl + Type + Cont, h, "Block"),
  birthwt_ordinal = ordinal_model(weight ~ lwt + race + smoke, b, vgam = FALSE),
  birthwt_multinomial = multinomial_model(weight ~ lwt + race + smoke, b),
  pneumo_ordinal = ordinal_model(state ~ log_years, p),
  pneumo_multinomial = multinomial_model(state ~ log_years, p))
# Published values ------------------------------------------------------------------------------------------------
ck <- list()
hp <- polr(Sat ~ Infl + Type + Cont, weights = Freq, data = MASS::housing)
ck$housing_is_polr <- max(abs(coef(hp) - sapply(o$housing_ordinal$terms[names(coef(hp))], `[[`, "estimate"))) < 1e-4
# summary(house.plr) in MASS, 4th edition, section 7.3, and on the help page of polr
ck$MASS_book_coef <- all(abs(sapply(o$housing_ordinal$terms[c("InflMedium", "InflHigh", "TypeApartment", "TypeAtrium", "TypeTerrace", "ContHigh")], `[[`, "estimate") - c(.5664, 1.2888, -.5724, -.3662, -1.0910, .3603)) < 6e-5)
ck$MASS_book_deviance <- abs(-2 * o$housing_ordinal$loglik - 3479.149) < 6e-4
mn <- multinom(Sat ~ Infl + Type + Cont, weights = Freq, data = MASS::housing, trace = FALSE, reltol = 1e-14, maxit = 500)
ck$housing_is_multinom <- max(abs(coef(mn)["High", "InflHigh"] - o$housing_multinomial$terms[["High:InflHigh"]]$estimate), abs(deviance(mn) + 2 * o$housing_multinomial$loglik)) < 1e-5
# help page of VGAM's cumulative and propodds on pneumo: slope 2.5969 (McCullagh and Nelder 1989, p. 179: 2.60)
ck$pneumo_slope <- abs(o$pneumo_ordinal$terms$log_years$estimate - 2.5969) < 6e-4
print(unlist(ck)); o$`_meta` <- list(confirmed = ck); gold_write(o, ".")
readme(".", "outcome_levels", "Outcomes with more than two levels. `housing.csv`: satisfaction of tenants (MASS::housing, 1681 persons; the blocks are invented, to have clusters), proportional odds and multinomial, with cluster-robust errors. `birthwt.csv`: birth weight in four groups (MASS::birthwt, cut at 2500, 3000, 3500 g) on weight, race and smoking of the mother. `pneumo.csv`: lungs of coal miners (VGAM::pneumo, McCullagh and Nelder) on the log of years of exposure. Each ordinal model has estimates, standard errors, Wald and profile intervals, likelihood ratio and Wald tests of factors, the test of parallel lines by likelihood ratio (clm with nominal effects; VGAM's vglm with parallel = FALSE gives the same), by score and by Brant's method (both written out in script.R), binary regressions at each cut, and generalised variance inflation. Each multinomial model has the same without the checks.\n\nConfirmed against: summary of the proportional odds model in MASS, 4th edition, section 7.3 (coefficients, deviance 3479.149); nnet's multinom; the slope of pneumo on the help pages of VGAM. See `_meta.confirmed`.")
