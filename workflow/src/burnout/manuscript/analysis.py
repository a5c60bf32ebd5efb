"""The statistical analysis in words: each plan's tests and models that ran, and none that did not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from burnout.config.analysis import Model
from burnout.config.study import Study
from burnout.language import current, joined, say, say_count, term
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
from burnout.manuscript.pipe import literal
from burnout.manuscript.raters import agreement_methods
from burnout.manuscript.sites import pooling, pooling_of_plan

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
        if position == 0:
            lead = say("The primary analysis followed the plan *{plan}*.", plan=term(plan))
        else:
            lead = say("The sensitivity analysis followed the plan *{plan}*.", plan=term(plan))
        texts.append(joined([lead, *_plan_text(source, plan)]))
    shared = (trends(source), pooling(source), agreement_methods(source))
    changes = (change_methods(source), imputation_methods(source))
    texts += [joined(part) for part in (shared, changes)]
    texts += [_common(source), multiverse_methods(source)]
    return [text for text in texts if text]


def _plan_text(source: Source, plan: str) -> list[str]:
    said = [*_screening_text(source, plan), comparisons(source, plan, TEST_NAMES), *_model_text(source, plan)]
    said += [_means_text(source, plan), methods_of_plan(source, plan), *_rates_text(source, plan)]
    said.append(pooling_of_plan(source, plan))
    return [text for text in said if text]


def _screening_text(source: Source, plan: str) -> list[str]:
    screening = done(source, "screening")
    if screening.empty:
        return []
    ran = screening[screening["plan"] == plan]["test"]
    tests, said = _tests(ran), []
    if tests:
        said.append(say("Factors were compared with outcomes one at a time by {tests}.", tests=listing(tests)))
    if plan == "as-published" and {"student-t", "one-way-anova", "mann-whitney", "kruskal-wallis"} & set(ran):
        said.append(
            say(
                "For numbers the test was chosen by a test of normality in each group (Shapiro-Wilk up to 50 persons, "
                "Lilliefors above), as is customary; tests chosen in this way are not exact."
            )
        )
    return said


def _means_text(source: Source, plan: str) -> str:
    paired = done(source, "paired")
    if paired.empty:
        return ""
    rows = paired[paired["plan"] == plan]
    tests = _tests(rows["test"])
    effects = [term(words) for name, words in PAIRED_EFFECTS.items() if (rows["effect_size_name"] == name).any()]
    if not tests:
        return ""
    sized = ""
    if effects:
        sized = say_count(
            ", with {effects} as effect size",
            ", with {effects} as effect sizes",
            len(effects),
            effects=listing(effects),
        )
    return say("Means before and after were compared by {tests}{sized}.", tests=listing(tests), sized=sized)


def _rates_text(source: Source, plan: str) -> list[str]:
    rates = done(source, "paired_rates")
    ran = rates[rates["plan"] == plan]["test"] if len(rates) else []
    tests, said = _tests(ran), []
    if tests:
        said.append(say("Rates before and after were compared by {tests}.", tests=listing(tests)))
    if "fisher-exact" in set(ran):
        said.append(say("Fisher's test treats the two occasions as independent groups, which they are not."))
    return said


def _tests(column: Iterable[object]) -> list[str]:
    names = [str(test) for test in dict.fromkeys(column) if isinstance(test, str) and test not in ("", "none")]
    return [term(words) for name, words in TEST_NAMES.items() if name in names] + [
        name.replace("-", " ") for name in names if name not in TEST_NAMES
    ]


def _model_text(source: Source, plan: str) -> list[str]:
    study, logistic = source.study, done(source, "logistic")
    if logistic.empty:
        return []
    rows = logistic[(logistic["plan"] == plan) & (logistic["kind"] == "multivariable")]
    levels = [name for family in ("ordinal", "multinomial") for name in of_family(source, family, plan)]
    fitted = set(rows["model"])
    binary = [m for name, m in study.models.items() if name not in levels and name in fitted]
    said = _entered(study, plan, binary, bool(levels)) if binary else []
    said += level_methods(source, plan)
    said += _inference(_kinds(rows), study, rows)
    said += _checked(source) if plan == study.plan.primary else []
    return said


def _entered(study: Study, plan: str, binary: Sequence[Model], other_families: bool) -> list[str]:
    """How factors came into the binary regressions."""
    selected = [m for m in binary if m.factors is None and m.selection != "none"]
    if plan == "as-published" and selected:
        ways = dict.fromkeys(m.selection for m in selected)
        return [_selected(study, way, other_families) for way in ways]
    if len(binary) > 1:
        those = say("each binary logistic regression") if other_families else say("each logistic regression")
    else:
        those = say("the binary logistic regression") if other_families else say("the logistic regression")
    if plan == "as-published" or not selected:
        return [say("The factors of {regressions} were entered as they stand, without selection.", regressions=those)]
    return [
        say(
            "The factors of {regressions} were fixed beforehand and entered together, without selection.",
            regressions=those,
        )
    ]


def _selected(study: Study, way: str, other_families: bool) -> str:
    limits = {"alpha": f"{study.plan.alpha:g}", "entry": f"{study.plan.entry:g}", "removal": f"{study.plan.removal:g}"}
    limits["regression"] = say("binary logistic regression") if other_families else say("logistic regression")
    if way == "forward-lr":
        return say(
            "Factors with *P* < {alpha} entered a multivariable {regression} with forward selection (entry by score "
            "test at *P* < {entry}, removal by likelihood ratio at *P* > {removal}).",
            **limits,
        )
    return say(
        "Factors with *P* < {alpha} entered a multivariable {regression} with backward elimination (entry at "
        "*P* < {entry}, removal by likelihood ratio at *P* > {removal}).",
        **limits,
    )


def _checked(source: Source) -> list[str]:
    """How models were validated and checked: only what has results."""

    def ok(table: str) -> pd.DataFrame:
        return done(source, table)

    said = []
    validation = ok("validation")
    if len(validation):
        repeated = say(", each selection repeated in them") if len(ok("stability")) else ""
        said.append(
            say(
                "Area under the curve, R² and calibration slope were corrected for optimism by {n} bootstrap resamples "
                "[@harrell1996multivariable]{repeated}.",
                n=int(validation["resamples"].max()),
                repeated=repeated,
            )
        )
    if len(ok("stability")):
        said.append(
            say("How often resamples selected each candidate tells how stable a selection is [@heinze2018selection].")
        )
    measures = set(ok("diagnostics")["measure"]) if len(ok("diagnostics")) else set()
    if "gvif" in measures:
        said.append(say("Collinearity was judged by generalised variance inflation factors."))
    said += closer_methods(source)
    clusters = ok("cluster_sensitivity")
    if len(clusters) and (clusters["method"] == "gee-exchangeable").any():
        said.append(
            say(
                "As a check, clusters were allowed for by estimating equations with an exchangeable correlation "
                "[@liang1986longitudinal]."
            )
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
        "wald": say("Wald intervals"),
        "profile": say("profile likelihood intervals and likelihood ratio tests"),
        "firth": firth_words(rows) if "firth" in kinds else "",
        "cluster-robust": say(
            "cluster-robust standard errors corrected for few clusters [@kauermann2001sandwich] and *t* intervals with "
            "Satterthwaite's degrees of freedom [@bell2002bias]; whole factors by Hotelling's approximation "
            "[@pustejovsky2018small]"
        ),
    }
    said = [words[kind] for kind in kinds if kind in words]
    if not said:
        return []
    cluster = ""
    if "cluster-robust" in set(kinds) and study.sampling.cluster:
        label = lower_first(literal(study.variables[study.sampling.cluster].label))
        cluster = say(" (clusters: {clusters})", clusters=label)
    return [say("Odds ratios are given with {methods}{clusters}.", methods=listing(said), clusters=cluster)]


def _common(source: Source) -> str:
    study = source.study
    said = [
        _customs(source),
        say(
            "Tests are two-sided at {alpha}; intervals are at {level}.",
            alpha=f"{study.plan.alpha:g}",
            level=confidence(study.plan.confidence),
        ),
    ]
    if len(done(source, "prevalence")):
        said.append(say("Proportions have Wilson's intervals [@wilson1927inference]."))
    adjusted = (done(source, name) for name in ("screening", "paired", "paired_rates", "repeated"))
    if any("p_adjusted" in table and table["p_adjusted"].notna().any() for table in adjusted):
        said.append(
            say(
                "P values adjusted by Holm's method [@holm1979procedure] stand in the result tables beside the raw "
                "ones."
            )
        )
    if len(done(source, "ranking")):
        said.append(
            say(
                "Units were ranked by their means with intervals; means shrunken toward the overall mean and intervals "
                "of the ranks show how far the order can be trusted."
            )
        )
    said.append(pointer(source))
    said.append(
        say(
            "The analysis was run as a Snakemake workflow [@molder2021snakemake] in Python; versions of all software "
            "and checksums of the raw files are in the supplement."
        )
    )
    return joined(said)


def _customs(source: Source) -> str:
    """How numbers and counts are given: said in Chinese, where journals ask for it."""
    if current().code != "zh":
        return ""
    return say("Numbers are given as mean and standard deviation, counts with percentages.")
