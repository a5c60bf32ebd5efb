"""The statistical analysis in words: each plan's tests and models that ran, and none that did not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from burnout.config.study import Study
from burnout.manuscript.change import change_methods
from burnout.manuscript.followup import comparisons, trends
from burnout.manuscript.further import done, pointer
from burnout.manuscript.imputed import imputation_methods
from burnout.manuscript.material import Source
from burnout.manuscript.model_checks import closer_methods, firth_words
from burnout.manuscript.multiverse import multiverse_methods
from burnout.manuscript.numbers import confidence, listing, lower_first
from burnout.manuscript.outcome_levels import level_methods, of_family
from burnout.manuscript.over_time import methods_of_plan
from burnout.manuscript.raters import agreement_methods
from burnout.manuscript.sites import pooling, pooling_of_plan
from burnout.render.escape import escape

TEST_NAMES = {
    "pearson-chi-square": "Pearson's chi-square test",
    "yates-chi-square": "the chi-square test with Yates' continuity correction",
    "fisher-exact": "Fisher's exact test",
    "fisher-freeman-halton": "the Fisher-Freeman-Halton test",
    "student-t": "Student's *t* test",
    "welch-t": "Welch's *t* test",
    "one-way-anova": "one-way analysis of variance",
    "welch-anova": "Welch's analysis of variance",
    "mann-whitney": "the Mann-Whitney *U* test",
    "kruskal-wallis": "the Kruskal-Wallis test",
    "pearson-correlation": "Pearson's correlation",
    "spearman-correlation": "Spearman's rank correlation",
    "paired-t": "the paired *t* test",
    "wilcoxon": "the Wilcoxon signed-rank test",
    "mcnemar-exact": "the exact McNemar test",
}
PAIRED_EFFECTS = {"hedges-gz": "Hedges' *g*~z~", "rank-biserial": "the matched rank-biserial correlation"}


def statistics(source: Source) -> list[str]:
    """Paragraphs on the primary plan, the sensitivity plan, and what both share."""
    study = source.study
    texts = []
    for position, plan in enumerate(study.plan.names):
        lead = "The primary analysis" if position == 0 else "The sensitivity analysis"
        texts.append(f"{lead} followed the plan *{plan}*. " + " ".join(_plan_text(source, plan)))
    shared = (trends(source), pooling(source), agreement_methods(source))
    changes = (change_methods(source), imputation_methods(source))
    texts += [" ".join(text for text in part if text) for part in (shared, changes)]
    texts += [_common(source), multiverse_methods(source)]
    return [text for text in texts if text]


def _plan_text(source: Source, plan: str) -> list[str]:
    said = []
    screening = done(source, "screening")
    if len(screening):
        ran = screening[screening["plan"] == plan]["test"]
        tests = _tests(ran)
        if tests:
            said.append(f"Factors were compared with outcomes one at a time by {listing(tests)}.")
        if plan == "as-published" and {"student-t", "one-way-anova", "mann-whitney", "kruskal-wallis"} & set(ran):
            said.append(
                "For numbers the test was chosen by a test of normality in each group (Shapiro-Wilk up to 50 persons, "
                "Lilliefors above), as is customary; tests chosen in this way are not exact."
            )
    said.append(comparisons(source, plan, TEST_NAMES))
    said += _model_text(source, plan)
    paired = done(source, "paired")
    if len(paired):
        rows = paired[paired["plan"] == plan]
        tests = _tests(rows["test"])
        effects = [words for name, words in PAIRED_EFFECTS.items() if (rows["effect_size_name"] == name).any()]
        sized = f", with {listing(effects)} as effect size" + ("s" if len(effects) > 1 else "") if effects else ""
        said.append(f"Means before and after were compared by {listing(tests)}{sized}." if tests else "")
    said.append(methods_of_plan(source, plan))
    rates = done(source, "paired_rates")
    if len(rates):
        tests = _tests(rates[rates["plan"] == plan]["test"])
        if tests:
            said.append(f"Rates before and after were compared by {listing(tests)}.")
        if "fisher-exact" in set(rates[rates["plan"] == plan]["test"]):
            said.append("Fisher's test treats the two occasions as independent groups, which they are not.")
    said.append(pooling_of_plan(source, plan))
    return [text for text in said if text]


def _tests(column: Iterable[object]) -> list[str]:
    names = [str(test) for test in dict.fromkeys(column) if isinstance(test, str) and test not in ("", "none")]
    return [TEST_NAMES.get(name, name.replace("-", " ")) for name in TEST_NAMES if name in names] + [
        name.replace("-", " ") for name in names if name not in TEST_NAMES
    ]


def _model_text(source: Source, plan: str) -> list[str]:
    study, logistic = source.study, done(source, "logistic")
    if logistic.empty:
        return []
    rows = logistic[(logistic["plan"] == plan) & (logistic["kind"] == "multivariable")]
    said = []
    levels = [name for family in ("ordinal", "multinomial") for name in of_family(source, family, plan)]
    fitted = set(rows["model"])
    binary = [m for name, m in study.models.items() if name not in levels and name in fitted]
    of_each = "each {} regression" if len(binary) > 1 else "the {} regression"
    selected = [m for m in binary if m.factors is None and m.selection != "none"]
    which = "binary logistic" if levels else "logistic"
    if not binary:
        pass
    elif plan == "as-published" and selected:
        ways = {"forward-lr": "forward selection (entry by score test", "backward-lr": "backward elimination (entry"}
        kinds = listing([ways[w] for w in dict.fromkeys(m.selection for m in selected)])
        said.append(
            f"Factors with *P* < {study.plan.alpha:g} entered a "
            f"multivariable {which} "
            f"regression with {kinds} at *P* < "
            f"{study.plan.entry:g}, removal by likelihood ratio at *P* > {study.plan.removal:g})."
        )
    elif plan == "as-published" or not selected:
        said.append(f"The factors of {of_each.format(which)} were entered as they stand, without selection.")
    else:
        said.append(
            f"The factors of {of_each.format(which)} were fixed beforehand and entered together, without selection."
        )
    said += level_methods(source, plan)
    said += _inference(_kinds(rows), study, rows)
    said += _checked(source) if plan == study.plan.primary else []
    return said


def _checked(source: Source) -> list[str]:
    """How models were validated and checked: only what has results."""

    def ok(table: str) -> pd.DataFrame:
        return done(source, table)

    said = []
    validation = ok("validation")
    if len(validation):
        times = f"{int(validation['resamples'].max())} bootstrap resamples"
        repeated = ", each selection repeated in them" if len(ok("stability")) else ""
        said.append(
            f"Area under the curve, R² and calibration slope were corrected for optimism by {times} "
            f"[@harrell1996multivariable]{repeated}."
        )
    if len(ok("stability")):
        said.append(
            "How often resamples selected each candidate tells how stable a selection is [@heinze2018selection]."
        )
    measures = set(ok("diagnostics")["measure"]) if len(ok("diagnostics")) else set()
    if "gvif" in measures:
        said.append("Collinearity was judged by generalised variance inflation factors.")
    said += closer_methods(source)
    clusters = ok("cluster_sensitivity")
    if len(clusters) and (clusters["method"] == "gee-exchangeable").any():
        said.append(
            "As a check, clusters were allowed for by estimating equations with an exchangeable correlation "
            "[@liang1986longitudinal]."
        )
    return said


def _kinds(rows: pd.DataFrame) -> list[str]:
    """Methods of inference that ran; profile intervals of Firth's method and of maximum likelihood are two."""
    if "inference" not in rows:
        return []
    kinds = rows["inference"].astype(object)
    if "estimator" in rows:
        kinds = kinds.mask((kinds == "profile") & (rows["estimator"] == "firth"), "firth")
    return [str(kind) for kind in kinds.dropna().unique()]


def _inference(kinds: Sequence[str], study: Study, rows: pd.DataFrame) -> list[str]:
    words = {
        "wald": "Wald intervals",
        "profile": "profile likelihood intervals and likelihood ratio tests",
        "firth": firth_words(rows) if "firth" in kinds else "",
        "cluster-robust": "cluster-robust standard errors corrected for few clusters [@kauermann2001sandwich] and *t* "
        "intervals with Satterthwaite's degrees of freedom [@bell2002bias]; whole factors by Hotelling's approximation "
        "[@pustejovsky2018small]",
    }
    said = [words[kind] for kind in kinds if kind in words]
    if not said:
        return []
    cluster = ""
    if "cluster-robust" in set(kinds) and study.sampling.cluster:
        cluster = f" (clusters: {lower_first(escape(study.variables[study.sampling.cluster].label))})"
    return [f"Odds ratios are given with {listing(said)}{cluster}."]


def _common(source: Source) -> str:
    study = source.study
    said = [f"Tests are two-sided at {study.plan.alpha:g}; intervals are at {confidence(study.plan.confidence)}."]
    if len(done(source, "prevalence")):
        said.append("Proportions have Wilson's intervals [@wilson1927inference].")
    adjusted = (done(source, name) for name in ("screening", "paired", "paired_rates", "repeated"))
    if any("p_adjusted" in table and table["p_adjusted"].notna().any() for table in adjusted):
        said.append(
            "P values adjusted by Holm's method [@holm1979procedure] stand in the result tables beside the raw ones."
        )
    if len(done(source, "ranking")):
        said.append(
            "Units were ranked by their "
            "means with intervals; means "
            "shrunken toward the overall mean and intervals of the "
            "ranks show how far the order can be trusted."
        )
    said.append(pointer(source))
    said.append(
        "The analysis was run as a Snakemake workflow [@molder2021snakemake] in Python; versions of all software and "
        "checksums of the raw files are in the supplement."
    )
    return " ".join(text for text in said if text)
