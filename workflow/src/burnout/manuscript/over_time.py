"""What the manuscript says of three occasions or more: methods, results, tables."""

from __future__ import annotations

import pandas as pd

from burnout.manuscript.material import Source
from burnout.manuscript.numbers import (
    MISSING,
    confidence,
    count,
    counted,
    decimal,
    estimate,
    interval,
    listing,
    lower_first,
    mean_sd,
    p_phrase,
    p_value,
    sentence,
    share,
)
from burnout.manuscript.pipe import cell, figure, paragraphs, pipe_table, section

NAMES = {
    "mixed-model": "a mixed model for repeated measures by restricted maximum likelihood, of everybody with any "
    "answer, with the small-sample inference of Kenward and Roger [@kenward1997small]",
    "rm-anova": "analysis of variance for repeated measures",
    "rm-anova-gg": "analysis of variance for repeated measures, its degrees of freedom corrected after Greenhouse and "
    "Geisser [@greenhouse1959methods] where Mauchly's test [@mauchly1940significance] rejected sphericity",
    "friedman": "Friedman's test [@friedman1937use] with Kendall's *W*",
    "cochran-q": "Cochran's *Q* test [@cochran1950comparison] of rates",
}
EFFECTS = {
    "partial-eta-squared": "partial η²",
    "generalised-eta-squared": "generalised η²",
    "kendalls-w": "Kendall's *W*",
}


def _occasions(source: Source) -> dict[str, str]:
    return {name: source.study.occasions[name].label for name in source.study.repeated_occasions}


def _first_tests(source: Source, frame: pd.DataFrame, term: str = "occasion") -> pd.DataFrame:
    """The first test of each measure, without rates."""
    rates = source.study.repeated.rates if source.study.repeated else []
    if frame.empty:
        return frame
    return frame[(frame["term"] == term) & ~frame["measure"].isin(rates)].drop_duplicates("measure")


def over_time(source: Source) -> str:
    """Results over the occasions in words, table and figure."""
    tests = source.primary("repeated")
    if tests.empty or source.study.repeated is None:
        return ""
    drawn = ""
    if "repeated/courses" in source.results.figures:
        level = confidence(source.study.plan.confidence)
        caption = (
            "Course of each participant (thin lines) and means (thick lines) over the occasions. Bars: "
            f"{level} intervals without the spread between participants [@morey2008confidence]."
            f"{source.synthetic_note()}"
        )
        drawn = figure("repeated/courses", "courses", caption, source.results.figures["repeated/courses"])
    return paragraphs(
        section("Course over the occasions", "course"),
        _words(source, _first_tests(source, tests)) + (" (@fig-courses)." if drawn else ""),
        _means(source, _first_tests(source, tests)),
        drawn,
        _rates(source, tests),
        _arms(source),
        _missing(source, tests),
        _other_plan(source),
    )


def _words(source: Source, tests: pd.DataFrame) -> str:
    if tests.empty:
        return ""
    alpha, put = source.study.plan.alpha, source.values.put
    ok, said = tests[tests["status"] == "ok"], []
    for row in ok[ok["p_value"] < alpha].itertuples():
        p = put(f"repeated.{row.measure}.p", p_phrase(row.p_value))
        statistic = put(f"repeated.{row.measure}.statistic", _statistic(row))
        said.append(f"{lower_first(source.label(row.measure))} ({statistic}, {p}{_change(source, row.measure)})")
    texts = ["Means on each occasion are in @tbl-repeated."]
    if said:
        texts.append(f"Differences between the occasions were found for {listing(said)}.")
    rest = ok[~(ok["p_value"] < alpha)]
    if len(rest):
        names = [
            f"{lower_first(source.label(r.measure))} ({put(f'repeated.{r.measure}.p', p_phrase(r.p_value))})"
            for r in rest.itertuples()
        ]
        texts.append(f"No change beyond chance was shown for {listing(names, 'or')}.")
    failed = tests[tests["status"] != "ok"]
    if len(failed):
        names = [lower_first(source.label(m)) for m in failed["measure"]]
        texts.append(f"No comparison could be made for {listing(names)}.")
    texts.append("Every two occasions are compared in @tbl-repeated-contrasts")
    return " ".join(texts)


def _change(source: Source, measure: str) -> str:
    """Change from the first to the last occasion, with its interval."""
    rows = source.primary("repeated_contrasts")
    ends = source.study.repeated_occasions
    rows = rows[(rows["measure"] == measure) & (rows["first"] == ends[0]) & (rows["second"] == ends[-1])]
    rows = rows[(rows["arm"].fillna("") == "") & (rows["status"] == "ok")]
    if rows.empty:
        return ""
    row, put = rows.iloc[0], source.values.put
    change = put(f"repeated.{measure}.change", decimal(row["estimate"]))
    limits = put(f"repeated.{measure}.interval", interval(row["conf_low"], row["conf_high"]))
    level = confidence(source.study.plan.confidence)
    return f"; change from the first to the last occasion {change}, {level} CI {limits}"


def _statistic(row: object) -> str:
    name = row.statistic_name  # type: ignore[attr-defined]
    df, value = row.df, decimal(row.statistic)  # type: ignore[attr-defined]
    digits = 0 if float(df).is_integer() else 2
    if name == "F":
        return f"*F*({decimal(df, digits)}, {decimal(row.df2, 1)}) = {value}"  # type: ignore[attr-defined]
    return f"χ²({decimal(df, digits)}) = {value}"


def _means(source: Source, tests: pd.DataFrame) -> str:
    if tests.empty:
        return ""
    occasions, means = _occasions(source), source.results.table("repeated_means")
    found = means[means["arm"].fillna("") == ""].set_index(["measure", "occasion"])
    lines = []
    for row in tests.itertuples():
        cells = []
        for name in occasions:
            one = found.loc[(row.measure, name)]
            cells.append(f"{mean_sd(one['mean'], one['sd'])} ({count(one['n'])})" if one["n"] else MISSING)
        fine = row.status == "ok"
        told = [_statistic(row), p_value(row.p_value), decimal(row.effect_size)] if fine else [MISSING] * 3
        lines.append([source.label(row.measure), *cells, *told])
    effects = [EFFECTS.get(name, cell(name)) for name in dict.fromkeys(tests["effect_size_name"]) if name]
    return pipe_table(
        ["Measure", *(cell(label) for label in occasions.values()), "Statistic", "*P*", "Effect"],
        lines,
        caption=f"Means on each occasion (mean ± standard deviation, n).{source.synthetic_note()}",
        label="repeated",
        note=f"Effect: {listing(effects)}. *P* not adjusted for the number of measures." if effects else "",
    )


def _rates(source: Source, tests: pd.DataFrame) -> str:
    rates = source.study.repeated.rates if source.study.repeated else []
    means, put, said = source.results.table("repeated_means"), source.values.put, []
    for rate in rates:
        own = means[means["measure"] == rate].set_index("occasion")
        shares = [
            put(f"repeated.{rate}.{name}", share(own.loc[name, "positive"], own.loc[name, "n"]).replace(")", "%)"))
            + f" at {lower_first(cell(label))}"
            for name, label in _occasions(source).items()
        ]
        row = tests[tests["measure"] == rate].iloc[0]
        p = put(f"repeated.{rate}.p", p_phrase(row["p_value"])) if row["status"] == "ok" else "not tested"
        said.append(f"{source.label(rate)} was present in {listing(shares)} ({p}).")
    return " ".join(said)


def _arms(source: Source) -> str:
    """Whether the arms took different courses, with the difference at the last occasion."""
    rows = source.primary("repeated")
    rows = rows[(rows["term"] == "arm-by-occasion") & (rows["status"] == "ok")].drop_duplicates("measure")
    if rows.empty:
        return ""
    put, alpha = source.values.put, source.study.plan.alpha
    told: tuple[list[str], list[str]] = [], []
    for row in rows.itertuples():
        numbers = put(f"repeated.{row.measure}.arms", f"{_statistic(row)}, {p_phrase(row.p_value)}")
        told[not row.p_value < alpha].append(f"{lower_first(source.label(row.measure))} ({numbers})")
    said = [f"The arms took different courses in {listing(told[0])} (@tbl-repeated-contrasts)." if told[0] else ""]
    said.append(
        f"No difference between their courses beyond chance was shown for {listing(told[1])}." if told[1] else ""
    )
    return " ".join(text for text in said if text)


def _missing(source: Source, tests: pd.DataFrame) -> str:
    most = int(tests["n_missing"].max())
    if most == 0:
        return ""
    people = source.values.put("repeated.missing", sentence(counted(most, "participant")).removesuffix("."))
    return f"{people} lacked an answer on some occasion (at most, over the measures)." + (
        " The mixed model takes their other answers in, which is right when answers are missing at random given "
        "these; other tests leave them out."
        if (source.results.table("repeated")["test"] == "mixed-model").any()
        else " The tests leave them out."
    )


def _other_plan(source: Source) -> str:
    first = _first_tests(source, source.primary("repeated"))
    second = _first_tests(source, source.secondary("repeated"))
    if first.empty or second.empty:
        return ""
    alpha = source.study.plan.alpha
    both = first.merge(second, on="measure", suffixes=("", "_other"))
    differ = both[(both["p_value"] < alpha) != (both["p_value_other"] < alpha)]
    plan = cell(second.iloc[0]["plan"])
    if differ.empty:
        return f"Under the plan *{plan}* the conclusions over the occasions at *P* < {alpha:g} were the same."
    said = [f"{lower_first(source.label(r.measure))} ({p_phrase(r.p_value_other)})" for r in differ.itertuples()]
    return f"Under the plan *{plan}* the conclusions over the occasions differed for {listing(said)}."


def contrasts_table(source: Source) -> str:
    """Every two occasions compared, for the supplement."""
    rows = source.primary("repeated_contrasts")
    if rows.empty:
        return ""
    labels = _occasions(source)
    rates = source.study.repeated.rates if source.study.repeated else []
    lines = []
    for row in rows.itertuples():
        fine = row.status == "ok"
        arm = f" ({cell(row.arm)} against {cell(row.reference)})" if isinstance(row.arm, str) and row.arm else ""
        numbers = [row.estimate, row.conf_low, row.conf_high]
        shown = estimate(*(100 * v if row.measure in rates else v for v in numbers)) if fine else MISSING
        told = [p_value(row.p_value), p_value(row.p_adjusted)] if fine else [MISSING] * 2
        between = f"{cell(labels[row.second])} − {cell(labels[row.first])}"
        lines.append([source.label(row.measure) + arm, between, count(row.n), shown, *told])
    level = confidence(source.study.plan.confidence)
    return pipe_table(
        ["Measure", "Occasions", "n", f"Difference ({level} CI)", "*P*", "*P* (Holm)"],
        lines,
        caption=f"Every two occasions compared.{source.synthetic_note()}",
        label="repeated-contrasts",
        align="llcccc",
        note="CI, confidence interval; of rates in percentage points. Holm: adjusted for the comparisons of a measure.",
    )


def methods_of_plan(source: Source, plan: str) -> str:
    """Tests over the occasions that a plan made."""
    table = source.results.table("repeated")
    if table.empty:
        return ""
    rows = table[(table["plan"] == plan) & (table["status"] == "ok")]
    used = [name for test, name in NAMES.items() if (rows["test"] == test).any()]
    said = [f"Changes over the occasions were tested by {listing(used)}."] if used else []
    contrasts = source.results.table("repeated_contrasts")
    own = contrasts[(contrasts["plan"] == plan) & (contrasts["status"] == "ok")]
    ways = {
        "mixed-model": "the same model" if (rows["test"] == "mixed-model").any() else "a mixed model",
        "paired-t": "the paired *t* test",
        "wilcoxon": "the Wilcoxon signed-rank test",
        "mcnemar-exact": "the exact McNemar test, with intervals after Newcombe [@newcombe1998paired]",
    }
    made = [name for test, name in ways.items() if (own["test"] == test).any()]
    said += [f"Every two occasions were compared by {listing(made)}, adjusted by Holm's method."] if made else []
    return " ".join(said)


def first_result(source: Source) -> str:
    """The course in one sentence for the abstract."""
    tests = _first_tests(source, source.primary("repeated"))
    if tests.empty:
        return ""
    ok, alpha = tests[tests["status"] == "ok"], source.study.plan.alpha
    said = [
        f"{lower_first(source.label(r.measure))} ({p_phrase(r.p_value)})"
        for r in ok[ok["p_value"] < alpha].itertuples()
    ]
    if said:
        return f"Over {len(source.study.repeated_occasions)} occasions, differences were found for {listing(said)}."
    return (
        f"Over {len(source.study.repeated_occasions)} occasions, no change beyond chance was shown." if len(ok) else ""
    )
