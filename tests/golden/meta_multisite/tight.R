# Paule-Mandel and the Q profile with R's root finder run to its end: metafor's default stops within 1.22e-4 of tau².
# Reads the effects of expected.json, made by script.R.
suppressMessages({library(metafor); library(jsonlite)})
told <- read_json("expected.json", simplifyVector = TRUE)
sets <- names(told)[sapply(told, function(b) is.list(b) && !is.null(b$DL))]
found <- lapply(setNames(nm = sets), function(name) {
  y <- told[[name]]$yi; v <- told[[name]]$vi
  f <- rma(y, v, method = "PM", control = list(tol = 1e-15, maxiter = 10000)); p <- predict(f)
  r <- rma(y, v, method = "REML", control = list(threshold = 1e-8, maxiter = 20000, stepadj = 0.5))
  ci <- confint(r, control = list(tol = 1e-15, maxiter = 10000))$random
  list(PM = list(mu = as.numeric(f$beta), se = f$se, stat = f$zval, p = f$pval, ci95 = c(f$ci.lb, f$ci.ub),
                 tau2 = f$tau2, se_tau2 = f$se.tau2, I2 = f$I2, H2 = f$H2, pi95 = c(p$pi.lb, p$pi.ub)),
       tau2_Qprofile_ci95 = as.numeric(ci["tau^2", c("ci.lb", "ci.ub")]),
       I2_ci95 = as.numeric(ci["I^2(%)", c("ci.lb", "ci.ub")]))
})
found$`_meta` <- list(r_version = R.version.string, packages = list(metafor = as.character(packageVersion("metafor"))))
write_json(found, "tight.json", digits = 15, auto_unbox = TRUE, pretty = TRUE)
