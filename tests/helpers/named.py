"""Which phrase of the methods goes with which value of a column that tells a method, for every result table.

A phrase must stand in the methods of a manuscript (or in the supplementary methods) when an `ok` row has one of its
values, and must not stand there when none has. A value that is not listed here fails: whoever adds a method adds its
words. ``None``: the value is no method of its own (a count, a name that another value of the row explains).
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

COLUMNS = (
    "test", "method", "inference", "estimator", "family", "adjustment", "effect_interval", "effect_size_name",
)  # fmt: skip
OTHER = {"agreement": "statistic", "coding_agreement": "statistic"}
MEASURES = ("diagnostics", "goodness_of_fit", "influence", "validation", "pool", "pool_sites", "pool_methods")
"""Tables whose column `measure` tells a statistic, not an outcome."""

CHI, YATES = "Pearson's chi-square test", "the chi-square test with Yates' continuity correction"
FISHER, FFH = "Fisher's exact test", "the Fisher-Freeman-Halton test"
STUDENT, WELCH = "Student's *t* test", "Welch's *t* test"
ANOVA, WELCH_ANOVA = "one-way analysis of variance", "Welch's analysis of variance"
MW, KW = "the Mann-Whitney *U* test", "the Kruskal-Wallis test"
PEARSON, SPEARMAN = "Pearson's correlation", "Spearman's rank correlation"
LSD, TUKEY = "Fisher's least significant difference", "Tukey's honestly significant difference"
GH, DUNN = "the Games-Howell test", "Dunn's test"
PAIRED_T, WILCOXON = "the paired *t* test", "the Wilcoxon signed-rank test"
MCNEMAR, STUART = "the exact McNemar test", "the Stuart-Maxwell test"
EXACT_WILCOXON, Z_WILCOXON = "the exact Wilcoxon signed-rank test", "the asymptotic Wilcoxon signed-rank test"
ARMITAGE, LINEAR = "the Cochran-Armitage test", "the test of linear-by-linear association"
CLUSTER, FIRTH = "cluster-robust standard errors corrected for few clusters", "Firth's penalised likelihood"
HODGES = "pseudo-median of the changes"
ONE_SIDED, DZ, GZ = "one-sided exact tests", "*d*~z~", "*g*~z~"
CLASSIFIED = "classification (sensitivity, specificity and predictive values with Wilson's intervals)"
Words = dict[str, str | None]

SCREEN: Words = {
    "pearson-chi-square": CHI, "yates-chi-square": YATES, "fisher-exact": FISHER, "fisher-freeman-halton": FFH,
    "student-t": STUDENT, "welch-t": WELCH, "one-way-anova": ANOVA, "welch-anova": WELCH_ANOVA, "mann-whitney": MW,
    "kruskal-wallis": KW, "pearson-correlation": PEARSON, "spearman-correlation": SPEARMAN,
}  # fmt: skip
POSTHOC: Words = {"lsd": LSD, "tukey-hsd": TUKEY, "games-howell": GH, "dunn": DUNN, "mann-whitney": MW}
PAIRED: Words = {"paired-t": PAIRED_T, "wilcoxon": WILCOXON}
CHANGE_EFFECTS: Words = {
    "cohens-dz": DZ, "hedges-gz": GZ, "cohens-dav": "*d*~av~", "hedges-gav": "*g*~av~", "cohens-drm": "*d*~rm~",
    "glass-delta": "Glass's Δ", "pearson-r": "the correlation of before with after",
    "rank-biserial": "the matched rank-biserial correlation", "r-pairs": "by pairs", "r-answers": "by answers",
    "hodges-lehmann": HODGES, "hodges-lehmann-asymptotic": "asymptotic limits", "cohens-g": "Cohen's *g*",
    "difference-of-shares": "the difference of matched shares", "difference-of-shares-newcombe": "Newcombe's interval",
    "difference-of-shares-tango": "Tango's interval", "matched-odds-ratio": "matched odds ratio with exact limits",
    "difference-of-shares-agresti-min": "the interval of Agresti and Min",
    "matched-odds-ratio-wald": "matched odds ratio with Wald's limits",
    "smallest-detectable-dz": "for a power of 80%", "smallest-detectable-change": None, "none": None,
}  # fmt: skip
INFERENCE: Words = {"wald": "Wald intervals", "profile": None, "cluster-robust": CLUSTER, "": None}
POOL_EFFECT: Words = {
    "OR": "log odds ratios", "RR": "log risk ratios", "RD": "risk differences", "MD": "differences of means",
    "SMD": "standardised mean differences", "MN": "means", "PLO": "logits of shares", "PAS": None, "PFT": None,
    "PR": "shares as they stand",
}  # fmt: skip
POOL: Words = {
    "DL": "variance between sites by DerSimonian and Laird",
    "REML": "variance between sites by restricted maximum likelihood",
}  # fmt: skip
KINDS = dict.fromkeys(("z", "knha"))
AGREEMENT: Words = {
    "percent-agreement": "the share of units on which raters agree", "kappa": "Cohen's kappa", "pabak": "equal chances",
    "percent-agreement-all": "the share of units on which raters agree", "expected-percent": "expected by chance",
    "kappa-linear": "weighted kappa", "kappa-quadratic": "weighted kappa", "kappa-max": "the largest kappa",
    "fleiss-kappa": "Fleiss' kappa", "conger-kappa": "Conger's and Light's kappa",
    "light-kappa": "Conger's and Light's kappa", "kendall-w": "Kendall's coefficient of concordance",
    **dict.fromkeys(("icc-1-1", "icc-3-1", "icc-1-k", "icc-2-k", "icc-3-k"), "all forms of the intraclass correlation"),
    **dict.fromkeys(("icc-a-1", "icc-a-k", "icc-c-1", "icc-c-k"), "all forms of the intraclass correlation"),
    "icc-2-1": "intraclass correlations",
    **{f"krippendorff-alpha-{level}": "Krippendorff's alpha" for level in ("nominal", "ordinal", "interval", "ratio")},
    **dict.fromkeys(("stuart-maxwell", "bhapkar", "bowker"),
        "the tests of Stuart and Maxwell, of Bhapkar and of Bowker"),
}  # fmt: skip

REGISTRY: dict[tuple[str, str], Words] = {
    ("screening", "test"): SCREEN,
    ("screening", "effect_size_name"): dict.fromkeys(
        ("cramers-v", "epsilon-squared", "eta-squared", "hedges-g", "r", "rank-biserial", "rho", "")
    ),  # the same stand in screening_effects
    ("screening", "effect_interval"): dict.fromkeys(
        ("", "Fisher z", "Fisher z (Bonett and Wright)", "noncentral F", "noncentral chi-square", "noncentral t")
    ),
    ("posthoc", "test"): SCREEN | POSTHOC,
    ("posthoc", "adjustment"): {
        "bonferroni": "with Bonferroni's correction", "holm": "with Holm's correction", "none": "uncorrected",
        "tukey": None
    },
    ("trend", "test"): {
        "cochran-armitage": ARMITAGE, "linear-by-linear": LINEAR, "jonckheere-terpstra": "the Jonckheere-Terpstra test",
        "linear-contrast": "a linear contrast of means",
    },
    ("trend", "effect_size_name"): dict.fromkeys(("r", "somers-d", "")),
    ("assumptions", "test"): {
        "shapiro-wilk": "the Shapiro-Wilk test [", "shapiro-wilk-residuals": "Shapiro-Wilk test of the residuals",
        "lilliefors": "Lilliefors' test", "levene-mean": "Levene's test about the mean",
        "levene-median": "Levene's test about the median", "bartlett": "Bartlett's test",
        "variance-ratio": "the ratio of the variances",
    },
    ("screening_tests", "test"): {**SCREEN, "mann-whitney-asymptotic": MW,
        "mann-whitney-corrected": "the Mann-Whitney *U* test with continuity correction",
        "mann-whitney-exact": "the exact Mann-Whitney *U* test",
        "likelihood-ratio": "the likelihood-ratio chi-square test",
        "kendall-tau-b": "Kendall's rank correlation", "linear-by-linear": LINEAR, "cochran-armitage": ARMITAGE,
        "fisher-exact-greater": ONE_SIDED, "fisher-exact-less": ONE_SIDED,
    },
    ("screening_effects", "effect_size_name"): {
        "cohens-d": "Cohen's *d*", "hedges-g": "Hedges' *g*,", "hedges-g-approximate": "the approximate correction",
        "glass-delta": "Glass's Δ", "rank-biserial": "the rank-biserial correlation",
        "common-language": "the common language effect size", "r-from-z": "*r* from *z*,",
        "hodges-lehmann": "the Hodges-Lehmann shift", "u-first": "*U* of each group", "u-second": "*U* of each group",
        "u-smaller": "*U* of each group", "eta-squared": None, "omega-squared": "ω²", "epsilon-squared": None,
        "rank-epsilon-squared": "ε² of ranks", "rank-eta-squared": "η² of ranks", "cramers-v": None,
        "cramers-v-corrected": "Bergsma's correction", "contingency-coefficient": "the contingency coefficient",
        "phi": "φ", "share": "the share of each group", "risk-difference": "the risk difference",
        "risk-ratio": "the risk ratio", "odds-ratio": None,
        "odds-ratio-conditional": "by conditional maximum likelihood",
        "r": "Pearson's *r*", "rho": "Spearman's ρ", "tau-b": "Kendall's τ~b~", "none": None,
    },
    ("screening_effects", "method"): {
        "": None, "noncentral t": None, "noncentral F": "noncentral *F*",
        "noncentral chi-square": "noncentral chi-square",
        "Fisher z": "by Fisher's *z*", "Fisher z (Bonett and Wright)": "Bonett and Wright",
        "Newcombe": "after Newcombe",
        "Wilson": "after Wilson", "Woolf": "after Woolf", "log (Katz)": "after Katz",
        "conditional maximum likelihood, exact limits": "exact (conditional odds ratio)",
        "exact rank-sum distribution": "from the exact distribution of the rank sum",
        "rank-sum distribution, normal approximation": "from the normal approximation of the rank sum",
    },
    ("screening_posthoc", "test"): POSTHOC,
    ("logistic", "inference"): INFERENCE,
    ("logistic", "estimator"): {"maximum-likelihood": None, "firth": FIRTH, "": None},
    ("logistic", "family"): {"binary": None, "ordinal": "Ordinal regression (",
    "multinomial": "Multinomial regression "},
    ("fit", "inference"): dict.fromkeys(INFERENCE),
    ("fit", "estimator"): dict.fromkeys(("maximum-likelihood", "firth", "")),
    ("fit", "family"): dict.fromkeys(("binary", "ordinal", "multinomial")),
    ("parallel_lines", "inference"): dict.fromkeys(INFERENCE, "Binary regressions at each cut"),
    ("selection", "test"): dict.fromkeys(("screening", "score", "lr", "")),
    ("validation", "measure"): dict.fromkeys(("auc", "nagelkerke_r2", "calibration_slope"), "corrected for optimism"),
    ("diagnostics", "measure"): {
        **dict.fromkeys(("brier", "tjur_r2", "mcfadden_r2", "cooks_distance_max", "influential_count", "model")),
        "pearson_residual_max": None, "calibration_intercept": "apparent calibration intercept and slope",
        "calibration_slope": "apparent calibration intercept and slope", "vif": "with their tolerance",
        "gvif": "Collinearity was judged by generalised variance inflation factors", "gvif_adjusted": None,
        "tolerance": "with their tolerance", "vif_model": "from the covariance of the estimates",
        "design_effect": "design effects", "e_value": "E-values", "e_value_limit": "E-values",
        "average_marginal_effect": "average marginal effects",
        "parallel_lines_lr": "likelihood ratio against a model with its own effects at each cut",
        "parallel_lines_score": "the score test", "parallel_lines_brant": "Brant's test",
    },
    ("logistic_intervals", "method"): {
        "wald": "by Wald's method", "profile": None, "cluster-robust": "cluster-robust", "firth-profile": None,
        "median-bias-reduced": "median bias reduction", "probit": "a probit model",
    },
    ("goodness_of_fit", "measure"): {
        **dict.fromkeys(("log_likelihood", "log_likelihood_null", "deviance", "null_deviance", "hosmer_lemeshow")),
        "lr_omnibus": "the likelihood-ratio test against the empty model", "aic": "AIC", "bic": "BIC",
        "cox_snell_r2": "R² after Cox and Snell", "nagelkerke_r2": "R² after Nagelkerke", "tjur_r2": "R² after Tjur",
        "mcfadden_r2": "R² after McFadden", "brier": "the Brier score", "auc": "the area under the curve",
        **dict.fromkeys(("true_positives", "false_positives", "true_negatives", "false_negatives"), CLASSIFIED),
        **dict.fromkeys(("sensitivity", "specificity", "correctly_classified"), CLASSIFIED),
        **dict.fromkeys(("positive_predictive_value", "negative_predictive_value"), CLASSIFIED),
        "youden_index": "Youden's index",
    },
    ("goodness_of_fit", "method"): dict.fromkeys((
        "", "cut-0.5", "cut-youden", "deciles-type-2", "deciles-type-7", "delong", "equal-size", "maximum-likelihood",
        "penalised",
    )),
    ("calibration", "method"): {
        "deciles-type-7": "quantiles of type 7", "deciles-type-2": "quantiles of type 2",
        "equal-size": "tenths of equal size",
        "smooth": None,
    },
    ("influence", "measure"): dict.fromkeys((
        "cooks_distance_max", "dfbeta_max", "influential_count", "leverage_max", "odds_ratio", "odds_ratio_without",
        "pearson_residual_max",
    ), "Cook's distance"),
    ("cluster_sensitivity", "method"): {
        "gee-exchangeable": "estimating equations with an exchangeable correlation",
        "sandwich-cr1": "plain sandwich errors"
    },
    ("imputation", "method"): {
        "": None, "pmm": "predictive mean matching", "normal": "Bayesian linear regression", "logistic": None,
        "multinomial": "multinomial regression", "proportional-odds": "proportional odds regression",
    },
    ("imputation", "inference"): dict.fromkeys(("wald", "cluster-robust", "")),
    ("paired", "test"): PAIRED | {"none": None},
    ("paired", "effect_size_name"): {"hedges-gz": GZ, "rank-biserial": "the matched rank-biserial correlation",
    "": None},
    ("paired_by_arm", "test"): dict.fromkeys((*PAIRED, "none")),
    ("paired_by_arm", "effect_size_name"): dict.fromkeys(("hedges-gz", "rank-biserial", "")),
    ("paired_rates", "test"): {"fisher-exact": FISHER, "mcnemar-exact": MCNEMAR, "none": None},
    ("paired_tests", "test"): {
        "paired-t": PAIRED_T, "wilcoxon-asymptotic": Z_WILCOXON, "wilcoxon-exact": EXACT_WILCOXON,
        "wilcoxon-corrected": "the Wilcoxon signed-rank test with continuity correction",
        "wilcoxon-pratt": "the Wilcoxon signed-rank test after Pratt",
        "wilcoxon-pratt-exact": "the exact test after Pratt",
        "sign": "the sign test", "mcnemar-exact": MCNEMAR, "mcnemar-mid-p": "McNemar's test with mid-*P*",
        "mcnemar-asymptotic": "the asymptotic McNemar test", "mcnemar-edwards": "Edwards' correction",
        "mcnemar-corrected": "McNemar's test with continuity correction",
    },
    ("paired_effects", "effect_size_name"): CHANGE_EFFECTS,
    ("paired_bands", "test"): {"stuart-maxwell": STUART},
    ("paired_shift", "test"): {"stuart-maxwell": None, "bhapkar": "Bhapkar", "bowker": "Bowker"},
    ("paired_itt", "method"): {
        "complete-case": None, "mixed-model": "linear mixed model",
        "multiple-imputation": "answers lost before or after"
    },
    ("paired_arms", "method"): {
        "ancova": "analysis of covariance with the first value", "ancova-pairs": "adjusted means by Tukey's method",
        "ancova-robust": "(HC3)", "ancova-slopes": "a test whether the slopes differ", "ancova-first": None,
        "ancova-intercept": None, "ancova-mean": None, "difference-in-differences": "Welch's test",
        "change-score": "one variance for all arms",
    },
    ("attrition", "test"): {"welch-t": WELCH, "none": None, "": None},
    ("attrition", "effect_size_name"): dict.fromkeys(("hedges-g", "")),
    ("repeated", "test"): {
        "mixed-model": "Kenward and Roger", "rm-anova": "analysis of variance for repeated measures",
        "rm-anova-gg": "analysis of variance for repeated measures, its degrees of freedom corrected",
        "friedman": "Friedman's test", "cochran-q": "Cochran's *Q* test", "none": None,
    },
    ("repeated", "effect_size_name"): dict.fromkeys(
        ("", "eta-squared-q", "generalised-eta-squared", "kendalls-w", "partial-eta-squared")
    ),
    ("repeated_tests", "effect_size_name"): dict.fromkeys(
        ("", "eta-squared-q", "generalised-eta-squared", "kendalls-w", "partial-eta-squared")
    ),
    ("repeated_contrasts", "test"): {**dict.fromkeys(("mixed-model", "none")), **PAIRED, "mcnemar-exact": MCNEMAR},
    ("repeated_tests", "test"): {
        "mauchly": "Mauchly's test of sphericity", "mauchly-corrected": "Mauchly's test with the *P* of R",
        "rm-anova": "analysis of variance for repeated measures without correction",
        "rm-anova-gg": "correction of Greenhouse and Geisser", "rm-anova-hf": "correction of Huynh and Feldt",
        "mixed-unstructured": "unstructured covariance", "mixed-compound-symmetry": "compound symmetry",
        "friedman": "Friedman's rank test", "cochran-q": "Cochran's *Q*",
    },
    ("pool", "method"): POOL, ("pool", "test"): KINDS, ("pool", "measure"): POOL_EFFECT,
    ("pool_sites", "measure"): dict.fromkeys(POOL_EFFECT), ("pool_methods", "measure"): dict.fromkeys(POOL_EFFECT),
    ("pool_methods", "test"): KINDS,
    ("pool_methods", "method"): {
        "FE": "fixed effects", "DL": "the method of DerSimonian", "REML": None, "ML": None, "PM": "Paule and Mandel",
        "EB": "empirical Bayes",
        "HE": "the method of Hedges", "SJ": "Sidik and Jonkman", "MH": "Mantel and Haenszel", "PETO": "Peto's method",
    },
    ("pool_influence", "method"): dict.fromkeys(POOL), ("pool_influence", "test"): KINDS,
    ("pool_moderators", "method"): dict.fromkeys(POOL), ("pool_moderators", "test"): KINDS,
    ("pool_tests", "test"): {
        "egger-mixed": "Egger's regression", "egger-lm": "Egger's regression", "begg": "Begg's rank correlation",
        "cochran-mantel-haenszel": "the Cochran-Mantel-Haenszel test", "tarone": "Tarone's test",
    },
    ("agreement", "statistic"): AGREEMENT,
    ("coding_agreement", "statistic"): AGREEMENT,
    ("multiverse", "method"): {
        "maximum-likelihood": None, "cluster-robust": None, "firth": None, "linear": None, "linear-hc3": None,
        "paired-t": PAIRED_T, "wilcoxon": Z_WILCOXON, "wilcoxon-exact": EXACT_WILCOXON,
    },
}  # fmt: skip
BY_ARM = {"paired_tests_by_arm": "paired_tests", "paired_effects_by_arm": "paired_effects"}
NO_METHOD = {("paired_effects", "method"), ("paired_effects_by_arm", "method")}
"""Methods of intervals in words: the effect size names them."""
ALSO_TOLD = {WILCOXON, WELCH, FIRTH, MW, PAIRED_T, "the score test", "Cochran's *Q*", "means", "after Newcombe"}
"""Phrases that stand in other sentences, too: what is asserted of them is only that they stand where they must."""


def values_of(tables: Mapping[str, pd.DataFrame]) -> dict[tuple[str, str], set[str]]:
    """Every value of a column that tells a method, in rows with a result."""
    found: dict[tuple[str, str], set[str]] = {}
    for name, table in tables.items():
        rows = table[table["status"] == "ok"] if "status" in table else table
        columns = [*COLUMNS, *([OTHER[name]] if name in OTHER else []), *(["measure"] if name in MEASURES else [])]
        for column in columns:
            if column in rows and rows[column].dtype.kind not in "fi" and (name, column) not in NO_METHOD:
                found[name, column] = set(rows[column].dropna().astype(str))
    return found


def faults(tables: Mapping[str, pd.DataFrame], text: str) -> list[str]:
    """What a methods text leaves out, claims without reason, or has no words for."""
    wanted: dict[str, bool] = {phrase: False for words in REGISTRY.values() for phrase in words.values() if phrase}
    said = []
    for (name, column), values in values_of(tables).items():
        known = REGISTRY.get((BY_ARM.get(name, name), column))
        for value in values:
            if known is None or value not in known:
                said.append(f"no words are registered for {value!r} in {name}.{column}")
            elif (phrase := known[value]) and name not in BY_ARM:
                wanted[phrase] = True
    left = text
    for phrase in sorted(wanted, key=len, reverse=True):
        if wanted[phrase] and phrase not in text:
            said.append(f"ran, but is not named: {phrase}")
        if not wanted[phrase] and phrase in left and phrase not in ALSO_TOLD:
            said.append(f"is named, but did not run: {phrase}")
        left = left.replace(phrase, "~")
    return said


def methods_text(parts: Mapping[str, str]) -> str:
    """The methods section with the supplementary methods."""
    supplement = parts["supplement"]
    mark = "**Supplementary methods.**"
    lines = []
    for line in supplement[supplement.index(mark) :].splitlines() if mark in supplement else []:
        if line.startswith(("|", "!", ":", "#")):
            break
        lines.append(line)
    return parts["methods"] + "\n" + "\n".join(lines)
