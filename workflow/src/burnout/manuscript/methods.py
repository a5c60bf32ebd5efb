"""The methods section: generated from what was configured and from what ran, nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from burnout.config.instrument import CutoffSet, Key, Profile
from burnout.config.study import Study
from burnout.instruments import norms_of
from burnout.manuscript.change import change_methods
from burnout.manuscript.followup import comparisons, trends
from burnout.manuscript.material import Source
from burnout.manuscript.numbers import confidence, counted, decimal, listing, lower_first, sentence
from burnout.manuscript.pipe import paragraphs
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

DESIGNS = {
    "cross-sectional": "a cross-sectional survey",
    "pre-post": "a one-group study with measurements before and after an intervention, without a control group",
    "survey-then-group": (
        "a cross-sectional survey, followed by group work in the unit with the most marked burnout, with measurements "
        "before and after and without a control group"
    ),
}

WITH_ARMS = "a study with measurements before and after an intervention, with a comparison group"

GUIDELINES = {"cross-sectional": "STROBE [@vonelm2007strobe]", "pre-post": "TREND [@desjarlais2004trend]"}


def methods(source: Source) -> str:
    """The whole methods section in markdown, headings of the second level included."""
    study = source.study
    return paragraphs(
        "## Design, setting and participants",
        _design(study),
        *(_block("## Intervention", [_intervention(source)]) if study.intervention else []),
        *(_block("## Questionnaires", _instruments(source)) if study.instruments else []),
        *_block("## Outcomes and factors", [_outcomes(source)]),
        *(_block("## Interviews", [_interviews(study)]) if study.interviews else []),
        "## Data preparation",
        _cleaning(source),
        "## Statistical analysis",
        *_statistics(source),
    )


def _block(heading: str, texts: Iterable[str]) -> list[str]:
    kept = [text for text in texts if text]
    return [heading, *kept] if kept else []


def _design(study: Study) -> str:
    manuscript = study.manuscript
    guideline = GUIDELINES.get(study.design, "STROBE [@vonelm2007strobe] and TREND [@desjarlais2004trend]")
    if study.interviews:
        guideline = f"{guideline.replace(' and ', ', ')} and COREQ [@tong2007coreq]"
    texts = [
        f"This was {WITH_ARMS if study.paired and study.paired.arm else DESIGNS[study.design]}.",
        *(sentence(escape(t)) for t in (manuscript.setting, manuscript.period, manuscript.participants)),
        sentence(escape(manuscript.procedure)),
        sentence(escape(manuscript.declarations.ethics)),
        f"The report follows {guideline}.",
    ]
    return " ".join(texts)


def _intervention(source: Source) -> str:
    intervention = source.study.intervention
    if intervention is None:
        return ""
    text = f"{sentence(escape(intervention.description))}"
    if source.texts.needs is not None and len(source.texts.needs):
        text += " The plan answered the needs that the members named (@tbl-needs)."
    sessions = source.texts.sessions
    if sessions is not None and len(sessions):
        number = source.values.put("intervention.sessions", str(len(sessions)))
        text += f" There were {number} sessions (@tbl-sessions)."
    return text


def _cites(keys: Iterable[str]) -> str:
    keys = list(keys)
    return f" [{'; '.join(f'@{key}' for key in keys)}]" if keys else ""


def _instruments(source: Source) -> list[str]:
    texts = []
    for name, use in source.study.instruments.items():
        instrument = source.instruments[use.instrument]
        key = instrument.keys[use.key or instrument.default_key]
        rule = instrument.missing_rules[use.missing_rule]
        said = [
            f"**{escape(instrument.name)}** ({escape(instrument.abbreviation)}){_cites(instrument.cite)}.",
            escape(instrument.about),
            _key(key),
            f"Missing items: {lower_first(sentence(escape(rule.label)))}",
        ]
        if use.cutoffs:
            said.append(_cutoffs(instrument.cutoffs[use.cutoffs], key))
        norms = norms_of(use, instrument)
        if norms is not None:
            reference = "the participants at the first occasion" if isinstance(norms, str) else escape(norms.label)
            cites = "" if isinstance(norms, str) else _cites(norms.cite)
            said.append(f"Standardised scores refer to {reference}{cites}.")
        reliability = source.results.table("reliability")
        if len(reliability) and (reliability["instrument"] == name).any():
            said.append("Internal consistency in this sample is in @tbl-reliability.")
        texts.append(" ".join(said))
    return texts


def _key(key: Key) -> str:
    ways = {scale.score for scale in key.scales.values()}
    way = {"sum": "sums", "mean": "means"}
    shown = listing([way[w] for w in sorted(ways)], "or")
    reversed_items = sum(len(scale.reverse) for scale in key.scales.values() if not scale.total)
    text = f"Scores are {shown} of the items"
    factors = sorted({scale.multiply for scale in key.scales.values()} - {1})
    if factors:
        text += f", multiplied by {listing([f'{factor:g}' for factor in factors], 'or')}"
    if reversed_items:
        text += f"; {counted(reversed_items, 'item was', 'items were')} reverse-scored"
    return text + "."


def _cutoffs(cutoffs: CutoffSet, key: Key) -> str:
    """The cut-offs in words: ``Emotional exhaustion Moderate from 11, Severe from 16``."""
    words = {"at_least": "≥", "above": ">", "at_most": "≤", "below": "<"}
    scales = []
    for name, bands in cutoffs.scales.items():
        scale = key.scales.get(name) or key.composites.get(name)
        limits = [
            f"{escape(band.label)} {words[kind]} {decimal(value, 0 if float(value).is_integer() else 2)}"
            for band in bands.bands[1:]
            for kind, value in band.limits().items()
        ]
        on = {"score": "", "t": " (T score)"}.get(bands.on, f" ({bands.on} of the items)")
        scales.append(f"{lower_first(escape(scale.label)) if scale else escape(name)}{on} {listing(limits)}")
    named = f"Cut-offs ({escape(cutoffs.label)}{_cites(cutoffs.cite)})"
    text = f"{named}: {'; '.join(scales)}." if scales else f"{named}."
    if cutoffs.profile is not None:
        text += _profile(cutoffs.profile, key, words)
    if cutoffs.grade is not None:
        grade = cutoffs.grade
        levels = listing([f"{i} {escape(level)}" for i, level in enumerate(grade.levels)])
        critical = sorted({band for bands in grade.critical.values() for band in bands})
        text += (
            f" The overall grade is the number of scales in the band {listing([escape(c) for c in critical], 'or')}"
            f" ({levels})."
        )
    return text


def _profile(profile: Profile, key: Key, words: Mapping[str, str]) -> str:
    limits = [
        f"{lower_first(escape(key.scales[scale].label))} {words[kind]} {value:g} SD"
        for scale, limited in profile.boundaries.items()
        for kind, value in limited.limits().items()
    ]
    types = listing([escape(level) for level in profile.levels], "or")
    return f" The profile ({types}) tells which scales are unfavourable ({listing(limits)} from the mean)."


def _outcomes(source: Source) -> str:
    said = []
    words = {"at_least": "at or over", "above": "over", "at_most": "at or under", "below": "under"}
    for name, outcome in source.study.outcomes.items():
        if not outcome.is_binary:
            continue
        of = lower_first(source.label(outcome.source))
        if outcome.event is not None:
            what = f"{of}: {listing([escape(e) for e in outcome.event], 'or')}"
        else:
            kind, value = next(iter(outcome.limits.items()))
            what = f"{of} {words[kind]} {decimal(value, 0 if float(value).is_integer() else 2)}"
        said.append(f"*{source.label(name)}* ({what})")
    factors = source.study.screened_factors()
    text = f"The yes/no outcomes were {listing(said)}." if said else ""
    if factors:
        number = source.values.put("factors.screened", str(len(factors)))
        text += f" In all, {number} factors were examined; their levels and coding are in @tbl-participants"
        text += " and @tbl-assignment." if len(source.results.table("assignment")) else "."
    return text.strip()


def _interviews(study: Study) -> str:
    if study.interviews is None:
        return ""
    form = sentence(escape(study.interviews.form))
    if study.interviews.method == "colaizzi":
        how = (
            "The transcripts were analysed in Colaizzi's seven steps [@colaizzi1978research]: reading, marking "
            "significant statements, stating their meanings, gathering meanings into clusters and themes, describing "
            "the phenomenon, condensing "
            "it, and returning it to the "
            "participants. Whether and how the last step was done "
            "is for the authors to report."
        )
    else:
        how = "The transcripts were analysed thematically."
    return (
        f"Form: {lower_first(form)} {how} Each quotation was checked by program, word for word, against its transcript."
    )


def _cleaning(source: Source) -> str:
    cleaning = source.study.cleaning
    actions = {"stop": "stopped the analysis", "quarantine": "led to exclusion", "blank": "were treated as missing"}
    first = {"stop": "stopped the analysis", "quarantine": "were excluded, keeping the first"}[cleaning.duplicates]
    texts = [
        "The rules were fixed in the study file before analysis and applied by program.",
        "Records with an identifier that "
        f"stands twice {first}; values "
        f"outside the allowed range {actions[cleaning.out_of_range]}.",
    ]
    if cleaning.minimum_answered:
        texts.append(
            "Records with less than "
            f"{decimal(100 * cleaning.minimum_answered, 0)}% "
            "of a questionnaire's items answered were "
            "excluded as incomplete."
        )
    if cleaning.exclude:
        texts.append(f"Also excluded: {listing([escape(rule.reason) for rule in cleaning.exclude])}.")
    return " ".join(texts)


def _statistics(source: Source) -> list[str]:
    study = source.study
    texts = []
    for position, plan in enumerate(study.plan.names):
        lead = "The primary analysis" if position == 0 else "The sensitivity analysis"
        texts.append(f"{lead} followed the plan *{plan}*. " + " ".join(_plan_text(source, plan)))
    texts.append(" ".join(text for text in (trends(source), _common(source)) if text))
    return [text for text in texts if text]


def _plan_text(source: Source, plan: str) -> list[str]:
    said = []
    screening = source.results.table("screening")
    if len(screening):
        tests = _tests(screening[screening["plan"] == plan]["test"])
        if tests:
            said.append(f"Factors were compared with outcomes one at a time by {listing(tests)}.")
        if plan == "as-published" and {"student-t", "one-way-anova", "mann-whitney", "kruskal-wallis"} & set(
            screening[screening["plan"] == plan]["test"]
        ):
            said.append(
                "For numbers the test was chosen by a test of normality in each group (Shapiro-Wilk up to 50 persons, "
                "Lilliefors above), as is customary; tests chosen in this way are not exact."
            )
    said.append(comparisons(source, plan, TEST_NAMES))
    said += _model_text(source, plan)
    paired = source.results.table("paired")
    if len(paired):
        rows = paired[paired["plan"] == plan]
        tests = _tests(rows["test"])
        said.append(f"Means before and after were compared by {listing(tests)}." if tests else "")
    rates = source.results.table("paired_rates")
    if len(rates):
        tests = _tests(rates[rates["plan"] == plan]["test"])
        if tests:
            said.append(f"Rates before and after were compared by {listing(tests)}.")
        if "fisher-exact" in set(rates[rates["plan"] == plan]["test"]):
            said.append("Fisher's test treats the two occasions as independent groups, which they are not.")
    return [text for text in said if text]


def _tests(column: Iterable[object]) -> list[str]:
    names = [str(test) for test in dict.fromkeys(column) if isinstance(test, str) and test]
    return [TEST_NAMES.get(name, name.replace("-", " ")) for name in TEST_NAMES if name in names] + [
        name.replace("-", " ") for name in names if name not in TEST_NAMES
    ]


def _model_text(source: Source, plan: str) -> list[str]:
    study, logistic = source.study, source.results.table("logistic")
    if logistic.empty:
        return []
    rows = logistic[(logistic["plan"] == plan) & (logistic["kind"] == "multivariable")]
    said = []
    selected = [m for m in study.models.values() if m.factors is None and m.selection != "none"]
    if plan == "as-published" and selected:
        ways = {"forward-lr": "forward selection (entry by score test", "backward-lr": "backward elimination (entry"}
        kinds = listing([ways[w] for w in dict.fromkeys(m.selection for m in selected)])
        said.append(
            f"Factors with *P* < {study.plan.alpha:g} entered a "
            "multivariable logistic "
            f"regression with {kinds} at *P* < "
            f"{study.plan.entry:g}, removal by likelihood ratio at *P* > {study.plan.removal:g})."
        )
    elif plan == "as-published" or not selected:
        said.append("The factors of each logistic regression were entered as they stand, without selection.")
    else:
        said.append(
            "The factors of each logistic regression were fixed beforehand and entered together, without selection."
        )
    said += _inference(_kinds(rows), study)
    said += _checked(source) if plan == study.plan.primary else []
    return said


def _checked(source: Source) -> list[str]:
    """How models were validated and checked: only what has results."""

    def done(table: str) -> pd.DataFrame:
        rows = source.results.table(table)
        return rows[rows["status"] == "ok"] if len(rows) else rows

    said = []
    validation = done("validation")
    if len(validation):
        times = f"{int(validation['resamples'].max())} bootstrap resamples"
        repeated = ", each selection repeated in them" if len(done("stability")) else ""
        said.append(f"Area under the curve, R² and calibration slope were corrected for optimism by {times}{repeated}.")
    if len(done("stability")):
        said.append(
            "How often resamples selected each candidate tells how stable a selection is [@heinze2018selection]."
        )
    measures = set(done("diagnostics")["measure"]) if len(done("diagnostics")) else set()
    words = {
        "gvif": "collinearity by generalised variance inflation factors",
        "cooks_distance_max": "influence by Cook's distance",
        "average_marginal_effect": "effects on the probability as average marginal effects (delta method)",
        "e_value": "robustness to unmeasured confounding by E-values",
    }
    named = [word for measure, word in words.items() if measure in measures]
    if named:
        said.append(f"The result tables also give {listing(named)}.")
    if len(done("cluster_sensitivity")):
        said.append("As a check, clusters were allowed for by estimating equations with an exchangeable correlation.")
    return said


def _kinds(rows: pd.DataFrame) -> list[str]:
    """Methods of inference that ran; profile intervals of Firth's method and of maximum likelihood are two."""
    if "inference" not in rows:
        return []
    kinds = rows["inference"].astype(object)
    if "estimator" in rows:
        kinds = kinds.mask((kinds == "profile") & (rows["estimator"] == "firth"), "firth")
    return [str(kind) for kind in kinds.dropna().unique()]


def _inference(kinds: Iterable[str], study: Study) -> list[str]:
    words = {
        "wald": "Wald intervals",
        "profile": "profile likelihood intervals and likelihood ratio tests",
        "firth": "Firth's penalised likelihood "
        "with profile intervals "
        "[@firth1993bias; @heinze2002separation], where an "
        "outcome was separated by a factor",
        "cluster-robust": "cluster-robust standard errors with small-sample correction and *t* intervals",
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
    if len(source.results.table("screening")) or len(source.results.table("paired")):
        said.append(
            "P values adjusted by Holm's method [@holm1979procedure] stand in the result tables beside the raw ones."
        )
    said += [text] if (text := change_methods(source)) else []
    if study.ranking is not None:
        said.append(
            "Units were ranked by their "
            "means with intervals; means "
            "shrunken toward the overall mean and intervals of the "
            "ranks show how far the order can be trusted."
        )
    said.append(
        "The analysis was run as a Snakemake workflow [@molder2021snakemake] in Python; versions of all software and "
        "checksums of the raw files are in the supplement."
    )
    return " ".join(said)
