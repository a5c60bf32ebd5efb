"""What the manuscript says of three occasions or more: methods, results, tables."""

from __future__ import annotations

import pandas as pd

from burnout.language import joined, say, say_count, spelled, term
from burnout.manuscript.material import Source
from burnout.manuscript.numbers import (
    MISSING,
    clauses,
    confidence,
    count,
    decimal,
    estimate,
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
from burnout.manuscript.tested_change import HODGES_LEHMANN, change_note

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
    return {name: term(source.study.occasions[name].label) for name in source.study.repeated_occasions}


def _first_tests(source: Source, frame: pd.DataFrame) -> pd.DataFrame:
    """The first test of each measure, without rates."""
    rates = source.study.repeated.rates if source.study.repeated else []
    if frame.empty:
        return frame
    return frame[(frame["term"] == "occasion") & ~frame["measure"].isin(rates)].drop_duplicates("measure")


def over_time(source: Source) -> str:
    """Results over the occasions in words, table and figure."""
    tests = source.primary("repeated")
    if tests.empty or source.study.repeated is None:
        return ""
    drawn = ""
    if "repeated/courses" in source.results.figures:
        level = confidence(source.study.plan.confidence)
        caption = say(
            "Course of each participant (thin lines) and means (thick lines) over the occasions. Bars: {level} "
            "intervals without the spread between participants [@morey2008confidence].{synthetic}",
            level=level,
            synthetic=source.synthetic_note(),
        )
        drawn = figure("repeated/courses", "courses", caption, source.results.figures["repeated/courses"])
    return paragraphs(
        section("Course over the occasions", "course"),
        _words(source, _first_tests(source, tests), bool(drawn)),
        _means(source, _first_tests(source, tests)),
        drawn,
        _rates(source, tests),
        _arms(source),
        _missing(source, tests),
        _other_plan(source),
    )


def _words(source: Source, tests: pd.DataFrame, drawn: bool) -> str:
    if tests.empty:
        return ""
    alpha, put = source.study.plan.alpha, source.values.put
    ok, said = tests[tests["status"] == "ok"], []
    for row in ok[ok["p_value"] < alpha].itertuples():
        p = put(f"repeated.{row.measure}.p", p_phrase(row.p_value))
        statistic = put(f"repeated.{row.measure}.statistic", _statistic(row))
        facts = {"measure": lower_first(source.label(row.measure)), "statistic": statistic, "p": p}
        said.append(say("{measure} ({statistic}, {p}{change})", change=_change(source, row.measure), **facts))
    texts = [say("Means on each occasion are in @tbl-repeated.")]
    if said:
        texts.append(say("Differences between the occasions were found for {measures}.", measures=clauses(said)))
    rest = ok[~(ok["p_value"] < alpha)]
    if len(rest):
        names = [
            say(
                "{name} ({p})",
                name=lower_first(source.label(r.measure)),
                p=put(f"repeated.{r.measure}.p", p_phrase(r.p_value)),
            )
            for r in rest.itertuples()
        ]
        texts.append(say("No change beyond chance was shown for {measures}.", measures=none_of(names)))
    failed = tests[tests["status"] != "ok"]
    if len(failed):
        names = [lower_first(source.label(m)) for m in failed["measure"]]
        texts.append(say("No comparison could be made for {measures}.", measures=listing(names)))
    if drawn:
        texts.append(say("Every two occasions are compared in @tbl-repeated-contrasts (@fig-courses)."))
    else:
        texts.append(say("Every two occasions are compared in @tbl-repeated-contrasts."))
    return joined(texts)


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
    facts = {"change": change, "level": level, "limits": limits}
    if row["estimate_name"] == HODGES_LEHMANN:
        return say("; median change from the first to the last occasion {change}, {level} CI {limits}", **facts)
    return say("; change from the first to the last occasion {change}, {level} CI {limits}", **facts)


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
    effects = [term(EFFECTS.get(name, cell(name))) for name in dict.fromkeys(tests["effect_size_name"]) if name]
    note = say("Effect: {effects}. *P* not adjusted for the number of measures.", effects=listing(effects))
    return pipe_table(
        [say("Measure"), *(cell(label) for label in occasions.values()), say("Statistic"), "*P*", say("Effect")],
        lines,
        caption=say(
            "Means on each occasion (mean ± standard deviation, n).{synthetic}", synthetic=source.synthetic_note()
        ),
        label="repeated",
        note=note if effects else "",
    )


def _rates(source: Source, tests: pd.DataFrame) -> str:
    rates = source.study.repeated.rates if source.study.repeated else []
    means, put, said = source.results.table("repeated_means"), source.values.put, []
    for rate in rates:
        own = means[means["measure"] == rate].set_index("occasion")
        shares = [
            say(
                "{share} at {occasion}",
                share=put(
                    f"repeated.{rate}.{name}", share(own.loc[name, "positive"], own.loc[name, "n"]).replace(")", "%)")
                ),
                occasion=lower_first(cell(label)),
            )
            for name, label in _occasions(source).items()
        ]
        row = tests[tests["measure"] == rate].iloc[0]
        p = put(f"repeated.{rate}.p", p_phrase(row["p_value"])) if row["status"] == "ok" else say("not tested")
        said.append(
            say("{measure} was present in {shares} ({p}).", measure=source.label(rate), shares=listing(shares), p=p)
        )
    return joined(said)


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
        named = say("{name} ({p})", name=lower_first(source.label(row.measure)), p=numbers)
        told[not row.p_value < alpha].append(named)
    differ, alike = (listing(names) for names in told)
    return joined(
        [
            say("The arms took different courses in {measures} (@tbl-repeated-contrasts).", measures=differ)
            if differ
            else "",
            say("No difference between their courses beyond chance was shown for {measures}.", measures=alike)
            if alike
            else "",
        ]
    )


def _missing(source: Source, tests: pd.DataFrame) -> str:
    most = int(tests["n_missing"].max())
    if most == 0:
        return ""
    people = source.values.put(
        "repeated.missing",
        say_count("{n} participant", "{n} participants", most, n=spelled(most).capitalize()),
    )
    first = say("{people} lacked an answer on some occasion (at most, over the measures).", people=people)
    if (source.results.table("repeated")["test"] == "mixed-model").any():
        second = say(
            "The mixed model takes their other answers in, which is right when answers are missing at random given "
            "these; other tests leave them out."
        )
    else:
        second = say("The tests leave them out.")
    return joined([first, second])


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
        return say(
            "Under the plan *{plan}* the conclusions over the occasions at *P* < {alpha} were the same.",
            plan=plan,
            alpha=f"{alpha:g}",
        )
    said = [
        say("{name} ({p})", name=lower_first(source.label(r.measure)), p=p_phrase(r.p_value_other))
        for r in differ.itertuples()
    ]
    return say(
        "Under the plan *{plan}* the conclusions over the occasions differed for {measures}.",
        plan=plan,
        measures=listing(said),
    )


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
        name = source.label(row.measure)
        if isinstance(row.arm, str) and row.arm:
            arms = {"arm": cell(row.arm), "reference": cell(row.reference)}
            name = say("{measure} ({arm} against {reference})", measure=name, **arms)
        numbers = [row.estimate, row.conf_low, row.conf_high]
        shown = estimate(*(100 * v if row.measure in rates else v for v in numbers)) if fine else MISSING
        told = [p_value(row.p_value), p_value(row.p_adjusted)] if fine else [MISSING] * 2
        between = f"{cell(labels[row.second])} − {cell(labels[row.first])}"
        lines.append([name, between, count(row.n), shown, *told])
    level = confidence(source.study.plan.confidence)
    return pipe_table(
        [say("Measure"), say("Occasions"), "n", say("Difference ({level} CI)", level=level), "*P*", say("*P* (Holm)")],
        lines,
        caption=say("Every two occasions compared.{synthetic}", synthetic=source.synthetic_note()),
        label="repeated-contrasts",
        align="llcccc",
        note=joined(
            [
                say(
                    "CI, confidence interval; of rates in percentage points. "
                    "Holm: adjusted for the comparisons of a measure."
                ),
                change_note(rows),
            ]
        ),
    )


def methods_of_plan(source: Source, plan: str) -> str:
    """Tests over the occasions that a plan made."""
    table = source.results.table("repeated")
    if table.empty:
        return ""
    rows = table[(table["plan"] == plan) & (table["status"] == "ok")]
    used = [term(name) for test, name in NAMES.items() if (rows["test"] == test).any()]
    said = [say("Changes over the occasions were tested by {tests}.", tests=listing(used))] if used else []
    contrasts = source.results.table("repeated_contrasts")
    own = contrasts[(contrasts["plan"] == plan) & (contrasts["status"] == "ok")]
    ways = {
        "mixed-model": "the same model" if (rows["test"] == "mixed-model").any() else "a mixed model",
        "paired-t": "the paired *t* test",
        "wilcoxon": "the Wilcoxon signed-rank test",
        "mcnemar-exact": "the exact McNemar test",
    }
    made = [term(name) for test, name in ways.items() if (own["test"] == test).any()]
    if made:
        said.append(
            say("Every two occasions were compared by {tests}, adjusted by Holm's method.", tests=listing(made))
        )
    return joined(said)


def first_result(source: Source) -> str:
    """The course in one sentence for the abstract."""
    tests = _first_tests(source, source.primary("repeated"))
    if tests.empty:
        return ""
    ok, alpha = tests[tests["status"] == "ok"], source.study.plan.alpha
    said = [
        say("{name} ({p})", name=lower_first(source.label(r.measure)), p=p_phrase(r.p_value))
        for r in ok[ok["p_value"] < alpha].itertuples()
    ]
    n = len(source.study.repeated_occasions)
    if said:
        return say("Over {n} occasions, differences were found for {measures}.", n=n, measures=listing(said))
    return say("Over {n} occasions, no change beyond chance was shown.", n=n) if len(ok) else ""
