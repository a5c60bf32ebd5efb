"""Names of the tests, effect sizes and measures that stand in the result tables only, in the order of listing."""

from __future__ import annotations

from collections.abc import Mapping

Words = Mapping[str, str]

ASSUMPTIONS: Words = {
    "shapiro-wilk": "the Shapiro-Wilk test [@shapiro1965normality]",
    "shapiro-wilk-residuals": "the Shapiro-Wilk test of the residuals",
    "lilliefors": "Lilliefors' test [@lilliefors1967test]",
    "levene-mean": "Levene's test about the mean",
    "levene-median": "Levene's test about the median",
    "bartlett": "Bartlett's test",
    "variance-ratio": "the ratio of the variances",
}
SCREEN_EFFECTS: Words = {
    "cohens-d": "Cohen's *d*",
    "hedges-g": "Hedges' *g*",
    "hedges-g-approximate": "Hedges' *g* with the approximate correction",
    "glass-delta": "Glass's Δ",
    "rank-biserial": "the rank-biserial correlation",
    "common-language": "the common language effect size",
    "r-from-z": "*r* from *z*",
    "hodges-lehmann": "the Hodges-Lehmann shift",
    "u-first": "Mann and Whitney's *U* of each group",
    "u-second": "Mann and Whitney's *U* of each group",
    "u-smaller": "Mann and Whitney's *U* of each group",
    "eta-squared": "η²",
    "omega-squared": "ω²",
    "epsilon-squared": "ε²",
    "rank-epsilon-squared": "ε² of ranks",
    "rank-eta-squared": "η² of ranks",
    "cramers-v": "Cramér's *V*",
    "cramers-v-corrected": "Cramér's *V* with Bergsma's correction",
    "contingency-coefficient": "the contingency coefficient",
    "phi": "φ",
    "share": "the share of each group",
    "risk-difference": "the risk difference",
    "risk-ratio": "the risk ratio",
    "odds-ratio": "the odds ratio",
    "odds-ratio-conditional": "the odds ratio by conditional maximum likelihood",
    "r": "Pearson's *r*",
    "rho": "Spearman's ρ",
    "tau-b": "Kendall's τ~b~",
}
SCREEN_INTERVALS: Words = {
    "noncentral t": "by the noncentral *t* distribution",
    "noncentral F": "by the noncentral *F* distribution",
    "noncentral chi-square": "by the noncentral chi-square distribution",
    "Fisher z": "by Fisher's *z*",
    "Fisher z (Bonett and Wright)": "by Fisher's *z* after Bonett and Wright",
    "Newcombe": "after Newcombe",
    "Wilson": "after Wilson",
    "Woolf": "after Woolf",
    "log (Katz)": "after Katz",
    "conditional maximum likelihood, exact limits": "exact (conditional odds ratio)",
    "exact rank-sum distribution": "from the exact distribution of the rank sum",
    "rank-sum distribution, normal approximation": "from the normal approximation of the rank sum",
}
POSTHOC: Words = {
    "lsd": "Fisher's least significant difference",
    "tukey-hsd": "Tukey's honestly significant difference",
    "games-howell": "the Games-Howell test",
    "dunn": "Dunn's test",
    "mann-whitney": "the Mann-Whitney *U* test",
}
INTERVALS: Words = {
    "wald": "Wald's method",
    "profile": "profile likelihood [@venzon1988method]",
    "cluster-robust": "cluster-robust errors",
    "firth-profile": "Firth's penalised likelihood",
    "median-bias-reduced": "median bias reduction [@kenne2017median]",
    "probit": "a probit model",
}
FIT_MEASURES: Words = {
    "log_likelihood": "the log-likelihood",
    "log_likelihood_null": "the log-likelihood without factors",
    "lr_omnibus": "the likelihood-ratio test against the empty model",
    "deviance": "the deviance",
    "null_deviance": "the deviance without factors",
    "aic": "AIC",
    "bic": "BIC",
    "cox_snell_r2": "R² after Cox and Snell",
    "nagelkerke_r2": "R² after Nagelkerke [@nagelkerke1991note]",
    "mcfadden_r2": "R² after McFadden",
    "tjur_r2": "R² after Tjur",
    "brier": "the Brier score",
    "hosmer_lemeshow": "the Hosmer-Lemeshow statistic",
    "auc": "the area under the curve",
    **dict.fromkeys(
        ("true_positives", "false_positives", "true_negatives", "false_negatives", "sensitivity", "specificity"),
        "classification (sensitivity, specificity and predictive values with Wilson's intervals)",
    ),
    **dict.fromkeys(
        ("positive_predictive_value", "negative_predictive_value", "correctly_classified"),
        "classification (sensitivity, specificity and predictive values with Wilson's intervals)",
    ),
    "youden_index": "Youden's index",
}
RISK_GROUPS: Words = {
    "deciles-type-7": "tenths by quantiles of type 7 (as R)",
    "deciles-type-2": "tenths by quantiles of type 2 (as Stata)",
    "equal-size": "tenths of equal size",
}
CHECKS: Words = {
    "calibration_intercept": "apparent calibration intercept and slope",
    "calibration_slope": "apparent calibration intercept and slope",
    "vif": "variance inflation factors of single coefficients with their tolerance",
    "tolerance": "variance inflation factors of single coefficients with their tolerance",
    "vif_model": "variance inflation factors from the covariance of the estimates",
    "design_effect": "design effects",
    "average_marginal_effect": "average marginal effects (delta method)",
    "e_value": "E-values for unmeasured confounding [@vanderweele2017sensitivity]",
    "e_value_limit": "E-values for unmeasured confounding [@vanderweele2017sensitivity]",
}
CLUSTERS: Words = {"sandwich-cr1": "plain sandwich errors"}
CHANGE_TESTS: Words = {
    "paired-t": "the paired *t* test",
    "wilcoxon-asymptotic": "the asymptotic Wilcoxon signed-rank test",
    "wilcoxon-exact": "the exact Wilcoxon signed-rank test",
    "wilcoxon-corrected": "the Wilcoxon signed-rank test with continuity correction",
    "wilcoxon-pratt": "the Wilcoxon signed-rank test after Pratt [@pratt1959remarks]",
    "wilcoxon-pratt-exact": "the exact test after Pratt",
    "sign": "the sign test",
    "mcnemar-exact": "the exact McNemar test",
    "mcnemar-mid-p": "McNemar's test with mid-*P*",
    "mcnemar-asymptotic": "the asymptotic McNemar test",
    "mcnemar-corrected": "McNemar's test with continuity correction",
    "mcnemar-edwards": "McNemar's test with Edwards' correction",
}
CHANGE_EFFECTS: Words = {
    "cohens-dz": "*d*~z~",
    "hedges-gz": "*g*~z~",
    "cohens-dav": "*d*~av~",
    "hedges-gav": "*g*~av~",
    "cohens-drm": "*d*~rm~",
    "glass-delta": "Glass's Δ",
    "pearson-r": "the correlation of before with after",
    "rank-biserial": "the matched rank-biserial correlation",
    "r-pairs": "*r* from *z* by pairs",
    "r-answers": "*r* from *z* by answers",
    "hodges-lehmann": "the pseudo-median of the changes [@hodges1963estimates] with exact limits",
    "hodges-lehmann-asymptotic": "the pseudo-median with asymptotic limits",
    "difference-of-shares": "the difference of matched shares with Wald's interval",
    "difference-of-shares-newcombe": "that with Newcombe's interval [@newcombe1998paired]",
    "difference-of-shares-tango": "that with Tango's interval [@tango1998equivalence]",
    "difference-of-shares-agresti-min": "that with the interval of Agresti and Min [@agresti2005simple]",
    "matched-odds-ratio": "the matched odds ratio with exact limits",
    "matched-odds-ratio-wald": "the matched odds ratio with Wald's limits",
    "cohens-g": "Cohen's *g*",
}
SHIFT: Words = {
    "bhapkar": "Bhapkar's test [@bhapkar1966note]",
    "bowker": "Bowker's test [@bowker1948test]",
}
ARMS: Words = {
    "ancova-robust": "analysis of covariance with errors that allow for unequal variances (HC3) [@mackinnon1985some]",
    "ancova-pairs": "every two adjusted means by Tukey's method",
    "ancova-slopes": "a test whether the slopes differ",
    "change-score": "the changes with one variance for all arms",
}
OVER_TIME: Words = {
    "mauchly": "Mauchly's test of sphericity",
    "mauchly-corrected": "Mauchly's test with the *P* of R",
    "rm-anova": "analysis of variance for repeated measures without correction",
    "rm-anova-gg": "that with the correction of Greenhouse and Geisser [@greenhouse1959methods]",
    "rm-anova-hf": "that with the correction of Huynh and Feldt [@huynh1976estimation]",
    "mixed-unstructured": "a mixed model with unstructured covariance",
    "mixed-compound-symmetry": "a mixed model with compound symmetry",
    "friedman": "Friedman's rank test",
    "cochran-q": "Cochran's *Q*",
}
POOLING: Words = {
    "FE": "fixed effects",
    "DL": "the method of DerSimonian and Laird",
    "REML": "restricted maximum likelihood",
    "ML": "maximum likelihood",
    "PM": "the method of Paule and Mandel",
    "EB": "empirical Bayes",
    "HE": "the method of Hedges",
    "SJ": "the method of Sidik and Jonkman",
    "MH": "the method of Mantel and Haenszel [@mantel1959statistical]",
    "PETO": "Peto's method",
}
POOL_TESTS: Words = {
    "cochran-mantel-haenszel": "the Cochran-Mantel-Haenszel test",
    "tarone": "Tarone's test",
}
AGREEMENT: Words = {
    "expected-percent": "the agreement expected by chance",
    "kappa-max": "the largest kappa that the shares allow",
    **dict.fromkeys(
        ("icc-1-1", "icc-3-1", "icc-1-k", "icc-2-k", "icc-3-k", "icc-a-1", "icc-a-k", "icc-c-1", "icc-c-k"),
        "all forms of the intraclass correlation",
    ),
}
