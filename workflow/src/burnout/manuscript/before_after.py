"""Results of the before-after comparisons."""

from __future__ import annotations

import pandas as pd

from burnout.language import joined, say, say_count, term
from burnout.manuscript.analysis import TEST_NAMES
from burnout.manuscript.change import arms_table, arms_text, detectable_text, everybody_text
from burnout.manuscript.imputed import imputed_changes_text
from burnout.manuscript.material import Source
from burnout.manuscript.numbers import (
    MISSING,
    clauses,
    confidence,
    count,
    decimal,
    interval,
    listing,
    lower_first,
    mean_sd,
    none_of,
    p_phrase,
    p_value,
    share,
)
from burnout.manuscript.pipe import cell, figure, paragraphs, pipe_table, section
from burnout.manuscript.tested_change import HODGES_LEHMANN, change_note, shown_change

EFFECTS = {
    "hedges-gz": "*g*~z~",
    "cohens-dz": "*d*~z~",
    "rank-biserial": "*r*~rb~",
}


def before_after(source: Source) -> str:
    """Means and rates before and after in words, tables and figure, and what the design can show."""
    paired = source.primary("paired")
    if paired.empty or source.study.paired is None:
        return ""
    drawn = ""
    if "paired/slopes" in source.results.figures:
        caption = say(
            "Course of each participant (thin lines; blue rising, orange and dashed falling), means (thick lines) and, "
            "from ten participants on, distributions (grey) before and after.{synthetic}",
            synthetic=source.synthetic_note(),
        )
        drawn = figure("paired/slopes", "slopes", caption, source.results.figures["paired/slopes"])
    return paragraphs(
        section("Before and after", "before-after"),
        _means_text(source, paired, bool(drawn)),
        _means_table(source, paired),
        drawn,
        _rates_text(source),
        _rates_table(source),
        arms_text(source),
        arms_table(source),
        _regression_text(source),
        _sensitivity_text(source),
        joined((everybody_text(source), imputed_changes_text(source), detectable_text(source))),
    )


def _means_text(source: Source, paired: pd.DataFrame, drawn: bool) -> str:
    alpha = source.study.plan.alpha
    paired = paired.drop_duplicates("measure")
    ok = paired[paired["status"] == "ok"]
    clear, unclear = ok[ok["p_value"] < alpha], ok[~(ok["p_value"] < alpha)]
    put, level = source.values.put, confidence(source.study.plan.confidence)
    said = []
    for row in clear.itertuples():
        change = put(f"paired.{row.measure}.difference", decimal(row.estimate))
        limits = put(f"paired.{row.measure}.interval", interval(row.conf_low, row.conf_high))
        p = put(f"paired.{row.measure}.p", p_phrase(row.p_value))
        label = lower_first(source.label(row.measure))
        facts = {"measure": label, "change": change, "level": level, "limits": limits, "p": p}
        said.append(_told_change(row, facts))
    texts = [say("Means are in @tbl-paired")]
    if said:
        texts = [say("Means are in @tbl-paired. After the intervention, {changes}", changes=clauses(said))]
    if len(unclear):
        names = [
            say(
                "{name} ({p})",
                name=lower_first(source.label(row.measure)),
                p=put(f"paired.{row.measure}.p", p_phrase(row.p_value)),
            )
            for row in unclear.itertuples()
        ]
        texts.append(say("No change beyond chance was shown for {measures}", measures=none_of(names)))
    failed = paired[paired["status"] != "ok"]
    if len(failed):
        names = [lower_first(source.label(m)) for m in failed["measure"]]
        texts.append(say("No comparison could be made for {measures}", measures=listing(names)))
    *first, last = texts
    ended = [say("{sentence}.", sentence=text) for text in first]
    return joined(
        [*ended, say("{sentence} (@fig-slopes).", sentence=last) if drawn else say("{sentence}.", sentence=last)]
    )


def _told_change(row: object, facts: dict[str, str]) -> str:
    """A change beyond chance, by the estimate that the test of the row is about."""
    rose = row.estimate > 0  # type: ignore[attr-defined]
    if row.estimate_name != HODGES_LEHMANN:  # type: ignore[attr-defined]
        if rose:
            return say("{measure} was higher (mean difference {change}, {level} CI {limits}; {p})", **facts)
        return say("{measure} was lower (mean difference {change}, {level} CI {limits}; {p})", **facts)
    if rose:
        return say("{measure} was higher (median change {change}, {level} CI {limits}; {p})", **facts)
    return say("{measure} was lower (median change {change}, {level} CI {limits}; {p})", **facts)


def _means_table(source: Source, paired: pd.DataFrame) -> str:
    design = source.study.paired
    ends = (
        [term(source.study.occasions[o].label) for o in (design.before, design.after)]
        if design
        else [say("Before"), say("After")]
    )
    level = confidence(source.study.plan.confidence)
    lines = [
        [
            source.label(row.measure),
            count(row.n),
            mean_sd(row.mean_pre, row.sd_pre),
            mean_sd(row.mean_post, row.sd_post),
            shown_change(row),
            _statistic(row),
            p_value(row.p_value) if row.status == "ok" else MISSING,
            decimal(row.effect_size) if row.status == "ok" else MISSING,
        ]
        for row in paired.itertuples()
    ]
    tests = [term(TEST_NAMES[t]) for t in dict.fromkeys(paired["test"]) if t in TEST_NAMES]
    effects = [EFFECTS.get(e, cell(e)) for e in dict.fromkeys(paired["effect_size_name"].dropna()) if e]
    return pipe_table(
        [
            say("Measure"),
            "n",
            cell(ends[0]),
            cell(ends[1]),
            say("Difference ({level} CI)", level=level),
            say("Statistic"),
            "*P*",
            say("Effect"),
        ],
        lines,
        caption=say(
            "Scores before and after (mean ± standard deviation).{synthetic}", synthetic=source.synthetic_note()
        ),
        label="paired",
        note=joined([_means_note(tests, effects), change_note(paired)]),
    )


def _means_note(tests: list[str], effects: list[str]) -> str:
    if not (tests and effects):
        return say("CI, confidence interval.")
    return say(
        "CI, confidence interval. Test: {tests}. Effect: {effects}. *P* not adjusted for the number of measures.",
        tests=listing(tests),
        effects=listing(effects),
    )


def _statistic(row: object) -> str:
    if row.status != "ok":  # type: ignore[attr-defined]
        return MISSING
    if row.test == "paired-t":  # type: ignore[attr-defined]
        return f"*t*({count(row.df)}) = {decimal(row.statistic)}"  # type: ignore[attr-defined]
    mark = "*Z*" if row.test == "wilcoxon" else ""  # type: ignore[attr-defined]
    value = decimal(row.statistic)  # type: ignore[attr-defined]
    return f"{mark} = {value}" if mark else value


def _rates_text(source: Source) -> str:
    rates = source.primary("paired_rates")
    if rates.empty:
        return ""
    put = source.values.put
    said = []
    for row in rates.drop_duplicates("measure").itertuples():
        before = put(f"rates.{row.measure}.before", share(row.pre_positive, row.n).replace(")", "%)"))
        after = put(f"rates.{row.measure}.after", share(row.post_positive, row.n).replace(")", "%)"))
        p = put(f"rates.{row.measure}.p", p_phrase(row.p_value)) if row.status == "ok" else say("not tested")
        said.append(
            say(
                "{measure} was present in {before} participants before and {after} after ({p}).",
                measure=source.label(row.measure),
                before=before,
                after=after,
                p=p,
            )
        )
    return joined([*said, say("Both tests of each rate are in @tbl-rates."), _rates_that_differ(source, rates)])


def _rates_that_differ(source: Source, rates: pd.DataFrame) -> str:
    """Rates about which the other plan's test concludes otherwise; empty when there are none."""
    second = source.secondary("paired_rates")
    if second.empty:
        return ""
    alpha = source.study.plan.alpha
    both = rates.drop_duplicates("measure").merge(second, on="measure", suffixes=("", "_other"))
    both = both[both[["p_value", "p_value_other"]].notna().all(axis=1)]
    differ = both[(both["p_value"] < alpha) != (both["p_value_other"] < alpha)]
    if differ.empty:
        return ""
    return say(
        "Under the plan *{plan}* the conclusions differed for {measures}.",
        plan=term(str(second.iloc[0]["plan"])),
        measures=_other_tests(source, differ),
    )


def _other_tests(source: Source, differ: pd.DataFrame) -> str:
    """Measures with the other plan's test and its P value."""
    return listing(
        [
            say(
                "{measure} ({test}: {p})",
                measure=lower_first(source.label(row.measure)),
                test=term(TEST_NAMES.get(row.test_other, row.test_other)),
                p=p_phrase(row.p_value_other),
            )
            for row in differ.itertuples()
        ]
    )


def _rates_table(source: Source) -> str:
    rates = source.results.table("paired_rates")
    if rates.empty:
        return ""
    lines = [
        [
            source.label(row.measure),
            share(row.pre_positive, row.n),
            share(row.post_positive, row.n),
            _upper(term(TEST_NAMES.get(row.test, cell(row.test)))) if row.status == "ok" else MISSING,
            p_value(row.p_value),
        ]
        for row in rates.itertuples()
    ]
    notes = joined(dict.fromkeys(term(str(n)) for n in rates["note"].dropna() if n))
    return pipe_table(
        [say("Rate"), say("Before, n (%)"), say("After, n (%)"), say("Test"), "*P*"],
        lines,
        caption=say("Rates before and after.{synthetic}", synthetic=source.synthetic_note()),
        label="rates",
        note=cell(notes),
    )


def _upper(text: str) -> str:
    text = text.removeprefix("the ")
    return text[:1].upper() + text[1:]


def _regression_text(source: Source) -> str:
    table = source.results.table("regression_to_mean")
    if table.empty:
        return ""
    ok = table[table["status"] == "ok"]
    if ok.empty:
        return ""
    put = source.values.put
    row, changes = ok.iloc[0], ok["expected_change"].sort_values(key=abs)
    expected = put("regression.expected", interval(changes.iloc[0], changes.iloc[-1]))
    observed = put("regression.observed", decimal(row["observed_change"]))
    low, high = (put(f"regression.reliability-{end}", decimal(ok["reliability"].agg(end))) for end in ("min", "max"))
    return say(
        "The group was chosen for its high {measure}. By regression to the mean alone, a change of {expected} was to "
        "be expected (for a correlation between the occasions of {high} to {low}); {observed} was observed. The two "
        "should be read together.",
        measure=lower_first(source.label(row["measure"])),
        expected=expected,
        high=high,
        low=low,
        observed=observed,
    )


def _sensitivity_text(source: Source) -> str:
    first, second = source.primary("paired"), source.secondary("paired")
    if second.empty:
        return ""
    alpha = source.study.plan.alpha
    plan = term(str(second.iloc[0]["plan"]))
    both = first.drop_duplicates("measure").merge(second, on="measure", suffixes=("", "_other"))
    differ = both[(both["p_value"] < alpha) != (both["p_value_other"] < alpha)]
    adjusted = first.merge(second[["measure"]].drop_duplicates(), on="measure").drop_duplicates("measure")
    lost = (
        adjusted[(adjusted["p_value"] < alpha) & ~(adjusted["p_adjusted"] < alpha)] if "p_adjusted" in adjusted else []
    )
    texts = [
        say(
            "Under the plan *{plan}* (@tbl-sensitivity-paired) the conclusions differed for {measures}.",
            plan=plan,
            measures=_other_tests(source, differ),
        )
        if len(differ)
        else say(
            "Under the plan *{plan}* (@tbl-sensitivity-paired) the conclusions about means at *P* < {alpha} were "
            "the same for every measure.",
            plan=plan,
            alpha=f"{alpha:g}",
        )
    ]
    if len(lost):
        texts.append(
            say_count(
                "After Holm's adjustment for the number of measures, {measures} was no longer below {alpha}.",
                "After Holm's adjustment for the number of measures, {measures} were no longer below {alpha}.",
                len(lost),
                measures=listing([lower_first(source.label(m)) for m in lost["measure"]]),
                alpha=f"{alpha:g}",
            )
        )
    return joined(texts)


def first_result(source: Source) -> str:
    """The comparisons in one or two sentences for the abstract."""
    paired = source.primary("paired")
    paired = paired.drop_duplicates("measure") if len(paired) else paired
    ok = paired[paired["status"] == "ok"] if len(paired) else paired
    if ok.empty:
        return ""
    alpha = source.study.plan.alpha
    rises, falls, rest = [], [], []
    for row in ok.itertuples():
        label = lower_first(source.label(row.measure))
        if row.p_value < alpha:
            told = say("{name} ({p})", name=label, p=p_phrase(row.p_value))
            (rises if row.estimate > 0 else falls).append(told)
        else:
            rest.append(label)
    facts = {"n": count(ok.iloc[0]["n"]), "rises": listing(rises), "falls": listing(falls)}
    texts = []
    if rises and falls:
        texts = [
            say("Among {n} participants with both measurements, {rises} increased and {falls} decreased.", **facts)
        ]
    elif rises:
        texts = [say("Among {n} participants with both measurements, {rises} increased.", **facts)]
    elif falls:
        texts = [say("Among {n} participants with both measurements, {falls} decreased.", **facts)]
    if rest:
        texts.append(say("No change beyond chance was shown for {measures}.", measures=none_of(rest)))
    return joined(texts)
