# Intervals of the difference of matched shares (after minus before), of the rank-biserial correlation, and HC3 errors.
# Difference of shares by the formulas of the papers, written here anew: Newcombe 1998 (method 10), Tango 1998 (root of
# the score), Agresti and Min 2005. The first table is that of Bentur et al. (Fagerland MW et al. Stat Med
# 2014;33:2850-75 print Newcombe 0.026 to 0.507, Tango 0.026 to 0.517, with the sign turned).
suppressMessages({library(jsonlite); library(sandwich)})
z <- qnorm(.975)
wilson <- function(x, n) { p <- x / n; m <- (p + z^2 / (2 * n)) / (1 + z^2 / n)
  h <- z * sqrt(p * (1 - p) / n + z^2 / (4 * n^2)) / (1 + z^2 / n); c(p, m - h, m + h) }
newcombe <- function(a, b, c, d) { n <- a + b + c + d
  A <- (a + b) * (c + d) * (a + c) * (b + d); B <- a * d - b * c
  C <- if (B > n / 2) B - n / 2 else if (B >= 0) 0 else B
  phi <- if (A == 0) 0 else C / sqrt(A)
  w2 <- wilson(a + c, n); w1 <- wilson(a + b, n); D <- w2[1] - w1[1]
  lo <- D - sqrt((w2[1] - w2[2])^2 - 2 * phi * (w2[1] - w2[2]) * (w1[3] - w1[1]) + (w1[3] - w1[1])^2)
  hi <- D + sqrt((w2[3] - w2[1])^2 - 2 * phi * (w2[3] - w2[1]) * (w1[1] - w1[2]) + (w1[1] - w1[2])^2)
  c(lo, hi) }
tango <- function(b, c, n) { # c gained, b lost
  score <- function(D) { A <- 2 * n; B <- -c - b + (2 * n - c + b) * D; C <- -b * D * (1 - D)
    q <- (sqrt(B^2 - 4 * A * C) - B) / (2 * A); (c - b - n * D) / sqrt(n * (2 * q + D * (1 - D))) }
  D <- (c - b) / n; f <- function(side) function(x) score(x) - side * z
  c(uniroot(f(1), c(-1 + 1e-9, D - 1e-12), tol = 1e-15)$root, uniroot(f(-1), c(D + 1e-12, 1 - 1e-9), tol = 1e-15)$root) }
agresti <- function(b, c, n) { b <- b + .5; c <- c + .5; n <- n + 2; D <- (c - b) / n
  D + base::c(-1, 1) * z * sqrt(b + c - (c - b)^2 / n) / n }
d <- read.csv("data.csv"); d[] <- lapply(d, as.numeric)
o <- list(tables = lapply(seq_len(nrow(d)), function(i) with(d[i, ], {
  list(newcombe = newcombe(both, lost, gained, neither), tango = tango(lost, gained, both + lost + gained + neither),
       agresti_min = agresti(lost, gained, both + lost + gained + neither)) })))
x <- read.csv("../anorexia_arms/data.csv"); x$arm <- factor(x$arm, levels = c("Cont", "CBT", "FT"))
m <- lm(post ~ pre + arm, x); se <- sqrt(diag(vcovHC(m, "HC3")))
o$hc3 <- lapply(setNames(nm = c("armCBT", "armFT")), function(t) list(estimate = coef(m)[[t]], se = se[[t]],
  t = coef(m)[[t]] / se[[t]], p = 2 * pt(-abs(coef(m)[[t]] / se[[t]]), m$df.residual)))
o$`_meta` <- list(r_version = R.version.string, packages = list(sandwich = as.character(packageVersion("sandwich"))))
writeLines(toJSON(o, digits = I(15), auto_unbox = TRUE, pretty = 1), "expected.json")
