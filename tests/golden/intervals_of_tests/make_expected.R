# Intervals that invert the tests of tables of two by two, and the signed-rank test, by base R only.
# Rscript make_expected.R > expected.csv        (R 4.2.2; packages: stats)
#
# Pearson, Yates: the table with the same margins and a given odds ratio is found by iterative proportional fitting, and
# uniroot looks for the odds ratios at which the chi-square statistic reaches its critical value.
# Fisher: fisher.test(or = ) for odds ratios on a grid of 0.02 in the logarithm, refined between its outermost points.
# Signed ranks: wilcox.test(conf.int = TRUE, correct = FALSE), exact where there are neither ties nor zeros.
tables <- list(c(7, 3, 5, 10), c(12, 5, 6, 9), c(4, 1, 2, 8), c(56, 14, 48, 32), c(20, 80, 40, 70), c(3, 7, 9, 2),
               c(30, 4, 14, 2), c(2, 15, 11, 9))
fitted_table <- function(x, odds) {
  e <- matrix(c(odds, 1, 1, 1), 2, byrow = TRUE)
  for (i in 1:500) {
    e <- e * rowSums(x) / rowSums(e)
    e <- t(t(e) * colSums(x) / colSums(e))
  }
  e
}
chi_square_p <- function(x, odds, correction) {
  e <- fitted_table(x, odds)
  pchisq(sum(pmax(0, abs(x - e) - correction)^2 / e), 1, lower.tail = FALSE)
}
inverted <- function(x, correction) {
  log_odds <- log(x[1, 1] * x[2, 2] / (x[1, 2] * x[2, 1]))
  f <- function(t) chi_square_p(x, exp(t), correction) - 0.05
  exp(c(uniroot(f, c(log_odds - 8, log_odds), tol = 1e-13)$root, uniroot(f, c(log_odds, log_odds + 8), tol = 1e-13)$root))
}
fisher_limits <- function(x) {
  kept <- function(t) fisher.test(x, or = exp(t), conf.int = FALSE)$p.value >= 0.05
  grid <- seq(-8, 8, by = 0.02)
  inside <- range(grid[sapply(grid, kept)])
  sapply(1:2, function(side) {
    a <- inside[side]
    b <- a + c(-0.02, 0.02)[side]
    for (i in 1:40) if (kept((a + b) / 2)) a <- (a + b) / 2 else b <- (a + b) / 2
    exp(a)
  })
}
cat("kind,values,low,high\n")
for (v in tables) {
  x <- matrix(v, 2, byrow = TRUE)
  for (kind in c("pearson-chi-square", "yates-chi-square", "fisher-exact")) {
    l <- switch(kind, "fisher-exact" = fisher_limits(x), inverted(x, if (kind == "yates-chi-square") 0.5 else 0))
    cat(kind, ",", paste(v, collapse = " "), ",", sprintf("%.12g,%.12g", l[1], l[2]), "\n", sep = "")
  }
}
changes <- list(
  plain = c(1.1, -0.4, 2.3, 0.7, 3.2, 1.9, -1.3, 2.8, 0.2, 1.6),
  few = c(0.31, 1.72, -0.44, 2.05, 0.93, 1.28, 3.14),
  longer = c(-2.1, 0.35, 4.4, 1.15, -0.9, 2.65, 3.3, -1.45, 0.8, 5.2, 2.2, -0.15, 1.75, 3.9, 0.5, -3.05, 2.95, 1.4, 4.15, 0.05)
)
for (v in changes) {
  for (exact in c(TRUE, FALSE)) {
    found <- wilcox.test(v, conf.int = TRUE, exact = exact, correct = FALSE, tol.root = 1e-10)
    kind <- if (exact) "wilcoxon-exact" else "wilcoxon"
    cat(kind, ",", paste(v, collapse = " "), ",", sprintf("%.12g,%.12g", found$conf.int[1], found$conf.int[2]), "\n", sep = "")
  }
}
