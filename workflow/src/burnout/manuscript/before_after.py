"""Results of the before-after comparisons."""

from __future__ import annotations

import pandas as pd

from burnout.manuscript.analysis import TEST_NAMES
from burnout.manuscript.change import arms_table, arms_text, detectable_text, everybody_text
from burnout.manuscript.imputed import imputed_changes_text
from burnout.manuscript.material import Source
from burnout.manuscript.numbers import (
    MISSING,
    confidence,
    count,
    decimal,
    estimate,
    interval,
    listing,
    lower_first,
    mean_sd,
    p_phrase,
    p_value,
    share,
)
from burnout.manuscript.pipe import cell, figure, paragraphs, pipe_table, section

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
        caption = (
            "Course of each participant (thin lines; blue rising, orange falling) and means (thick lines) before and "
            f"after.{source.synthetic_note()}"
        )
        drawn = figure("paired/slopes", "slopes", caption, source.results.figures["paired/slopes"])
    return paragraphs(
        section("Before and after", "before-after"),
        _means_text(source, paired) + (" (@fig-slopes)." if drawn else "."),
        _means_table(source, paired),
        drawn,
        _rates_text(source),
        _rates_table(source),
        arms_text(source),
        arms_table(source),
        _regression_text(source),
        _sensitivity_text(source),
        " ".join(
            text for text in (everybody_text(source), imputed_changes_text(source), detectable_text(source)) if text
        ),
    )


def _means_text(source: Source, paired: pd.DataFrame) -> str:
    alpha = source.study.plan.alpha
    paired = paired.drop_duplicates("measure")
    ok = paired[paired["status"] == "ok"]
    clear, unclear = ok[ok["p_value"] < alpha], ok[~(ok["p_value"] < alpha)]
    put, level = source.values.put, confidence(source.study.plan.confidence)
    said = []
    for row in clear.itertuples():
        way = "higher" if row.mean_difference > 0 else "lower"
        change = put(f"paired.{row.measure}.difference", decimal(row.mean_difference))
        limits = put(f"paired.{row.measure}.interval", interval(row.conf_low, row.conf_high))
        p = put(f"paired.{row.measure}.p", p_phrase(row.p_value))
        said.append(
            f"{lower_first(source.label(row.measure))} was {way} (mean difference {change}, {level} CI {limits}; {p})"
        )
    texts = [
        f"Means are in @tbl-paired. After the intervention, {listing(said)}" if said else "Means are in @tbl-paired"
    ]
    if len(unclear):
        names = [
            f"{lower_first(source.label(row.measure))} ({put(f'paired.{row.measure}.p', p_phrase(row.p_value))})"
            for row in unclear.itertuples()
        ]
        texts.append(f"No change beyond chance was shown for {listing(names, 'or')}")
    failed = paired[paired["status"] != "ok"]
    if len(failed):
        texts.append(
            f"No comparison could be made for {listing([lower_first(source.label(m)) for m in failed['measure']])}"
        )
    return ". ".join(texts)


def _means_table(source: Source, paired: pd.DataFrame) -> str:
    design = source.study.paired
    ends = [source.study.occasions[o].label for o in (design.before, design.after)] if design else ["Before", "After"]
    level = confidence(source.study.plan.confidence)
    lines = [
        [
            source.label(row.measure),
            count(row.n),
            mean_sd(row.mean_pre, row.sd_pre),
            mean_sd(row.mean_post, row.sd_post),
            estimate(row.mean_difference, row.conf_low, row.conf_high),
            _statistic(row),
            p_value(row.p_value) if row.status == "ok" else MISSING,
            decimal(row.effect_size) if row.status == "ok" else MISSING,
        ]
        for row in paired.itertuples()
    ]
    tests = [TEST_NAMES[t] for t in dict.fromkeys(paired["test"]) if t in TEST_NAMES]
    effects = [EFFECTS.get(e, cell(e)) for e in dict.fromkeys(paired["effect_size_name"].dropna()) if e]
    return pipe_table(
        ["Measure", "n", cell(ends[0]), cell(ends[1]), f"Difference ({level} CI)", "Statistic", "*P*", "Effect"],
        lines,
        caption=f"Scores before and after (mean ± standard deviation).{source.synthetic_note()}",
        label="paired",
        note=(
            f"CI, confidence interval. Test: {listing(tests)}. Effect: "
            f"{listing(effects)}. *P* not "
            "adjusted for the number of measures."
        ),
    )


def _statistic(row: object) -> str:
    if row.status != "ok":  # type: ignore[attr-defined]
        return MISSING
    if row.test == "paired-t":  # type: ignore[attr-defined]
        return f"*t*({count(row.df)}) = {decimal(row.statistic)}"  # type: ignore[attr-defined]
    mark = "*Z*" if row.test == "wilcoxon" else ""  # type: ignore[attr-defined]
    return f"{mark} = {decimal(row.statistic)}" if mark else decimal(row.statistic)  # type: ignore[attr-defined]


def _rates_text(source: Source) -> str:
    rates = source.primary("paired_rates")
    if rates.empty:
        return ""
    put = source.values.put
    said = []
    for row in rates.drop_duplicates("measure").itertuples():
        before = put(f"rates.{row.measure}.before", share(row.pre_positive, row.n).replace(")", "%)"))
        after = put(f"rates.{row.measure}.after", share(row.post_positive, row.n).replace(")", "%)"))
        p = put(f"rates.{row.measure}.p", p_phrase(row.p_value)) if row.status == "ok" else "not tested"
        said.append(f"{source.label(row.measure)} was present in {before} participants before and {after} after ({p}).")
    return " ".join([*said, "Both tests of each rate are in @tbl-rates."])


def _rates_table(source: Source) -> str:
    rates = source.results.table("paired_rates")
    if rates.empty:
        return ""
    lines = [
        [
            source.label(row.measure),
            share(row.pre_positive, row.n),
            share(row.post_positive, row.n),
            _upper(TEST_NAMES.get(row.test, cell(row.test))) if row.status == "ok" else MISSING,
            p_value(row.p_value),
        ]
        for row in rates.itertuples()
    ]
    notes = " ".join(dict.fromkeys(str(n) for n in rates["note"].dropna() if n))
    return pipe_table(
        ["Rate", "Before, n (%)", "After, n (%)", "Test", "*P*"],
        lines,
        caption=f"Rates before and after.{source.synthetic_note()}",
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
    expected = put("regression.expected", f"{decimal(changes.iloc[0])} to {decimal(changes.iloc[-1])}")
    observed = put("regression.observed", decimal(row["observed_change"]))
    low, high = (put(f"regression.reliability-{end}", decimal(ok["reliability"].agg(end))) for end in ("min", "max"))
    return (
        "The group was chosen for its high "
        f"{lower_first(source.label(row['measure']))}. "
        f"By regression to the mean alone, a change of {expected} was to be expected (for a correlation between the "
        f"occasions of {high} to {low}); {observed} was observed. The two should be read together."
    )


def _sensitivity_text(source: Source) -> str:
    first, second = source.primary("paired"), source.secondary("paired")
    if second.empty:
        return ""
    alpha = source.study.plan.alpha
    plan = str(second.iloc[0]["plan"])
    both = first.drop_duplicates("measure").merge(second, on="measure", suffixes=("", "_other"))
    differ = both[(both["p_value"] < alpha) != (both["p_value_other"] < alpha)]
    said = [
        f"{lower_first(source.label(row.measure))} "
        f"({TEST_NAMES.get(row.test_other, row.test_other)}: "
        f"{p_phrase(row.p_value_other)})"
        for row in differ.itertuples()
    ]
    adjusted = first.merge(second[["measure"]].drop_duplicates(), on="measure").drop_duplicates("measure")
    lost = (
        adjusted[(adjusted["p_value"] < alpha) & ~(adjusted["p_adjusted"] < alpha)] if "p_adjusted" in adjusted else []
    )
    text = f"Under the plan *{plan}* (@tbl-sensitivity-paired) the conclusions "
    text += f"differed for {listing(said)}." if said else f"at *P* < {alpha:g} were the same for every measure."
    if len(lost):
        names = listing([lower_first(source.label(m)) for m in lost["measure"]])
        text += (
            " After Holm's adjustment for "
            f"the number of measures, {names} "
            f"{'was' if len(lost) == 1 else 'were'} no longer below {alpha:g}."
        )
    return text


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
            (rises if row.mean_difference > 0 else falls).append(f"{label} ({p_phrase(row.p_value)})")
        else:
            rest.append(label)
    said = [f"{listing(group)} {way}" for group, way in ((rises, "increased"), (falls, "decreased")) if group]
    text = f"Among {count(ok.iloc[0]['n'])} participants with both measurements, {' and '.join(said)}." if said else ""
    if rest:
        text += f" No change beyond chance was shown for {listing(rest, 'or')}."
    return text.strip()
