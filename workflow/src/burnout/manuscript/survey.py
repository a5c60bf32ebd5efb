"""Results of the survey: who took part, how common burnout is, what goes with it, which unit is worst."""

from __future__ import annotations

import pandas as pd

from burnout.labels import part_label
from burnout.manuscript.analysis import TEST_NAMES
from burnout.manuscript.material import Source
from burnout.manuscript.numbers import (
    MISSING,
    confidence,
    count,
    counted,
    decimal,
    interval,
    listing,
    lower_first,
    mean_sd,
    p_phrase,
    p_value,
    percent,
    share,
)
from burnout.manuscript.pipe import INDENT, cell, figure, paragraphs, pipe_table, section
from burnout.manuscript.statements import OF_RESULTS, statements
from burnout.render.escape import escape


def participants(source: Source) -> str:
    """Flow in words, the flow figure, and nothing that the flow table does not hold."""
    flow = source.results.table("flow")
    if flow.empty:
        return ""
    parts = flow["part"].astype("string").fillna("") if "part" in flow else pd.Series("", index=flow.index)
    texts = [_flow_text(source, str(part), flow[parts == part]) for part in parts.unique()]
    shown = ""
    if "clean/flow" in source.results.figures:
        caption = f"Flow of participants.{source.synthetic_note()}"
        shown = figure("clean/flow", "flow", caption, source.results.figures["clean/flow"])
    texts[-1] += " (@fig-flow)" if shown else ""
    asked = statements(source.study.manuscript.reporting.study, only=OF_RESULTS)
    return paragraphs(section("Participants", "participants"), " ".join(f"{text}." for text in texts), asked, shown)


def _flow_text(source: Source, part: str, rows: pd.DataFrame) -> str:
    key = f"flow.{key_part(part)}." if part else "flow."
    first, last = rows.iloc[0], rows.iloc[-1]
    start = source.values.put(f"{key}{first['stage']}", count(first["n"]))
    verb = {"received": "records were received", "enrolled": "participants were enrolled"}.get(
        first["stage"], "entered"
    )
    text = f"{escape(part_label(source.study, part))}: {start} {verb}" if part else f"In total, {start} {verb}"
    losses = rows[rows["stage"].isin(["excluded", "lost"])]
    for stage, word in (("excluded", "were excluded"), ("lost", "were lost")):
        gone = losses[losses["stage"] == stage]
        if len(gone):
            total = source.values.put(f"{key}{stage}", count(gone["n"].sum()))
            reasons = [f"{escape(str(row.reason))} {count(row.n)}" for row in gone.itertuples()]
            verb = word if gone["n"].sum() != 1 else word.replace("were", "was")
            text += f", {total} {verb} ({', '.join(reasons)})"
    end = source.values.put(f"{key}{last['stage']}", count(last["n"]))
    rate = source.values.put(f"{key}rate", percent(100 * last["n"] / first["n"])) if first["n"] else MISSING
    return f"{text}, and {end} ({rate}) were analysed"


def key_part(text: str) -> str:
    """A text as part of a key: small letters, digits and hyphens."""
    kept = "".join(c if c.isascii() and c.isalnum() else "-" for c in text.lower())
    return "-".join(piece for piece in kept.split("-") if piece) or "part"


def prevalence(source: Source) -> str:
    """Bands, grades and binary outcomes of the analysed occasion, in words, table and figures."""
    table = source.results.table("prevalence")
    if table.empty:
        return ""
    rows = table[table["occasion"].astype(str) == source.study.first_occasion]
    texts = [_outcome_text(source, name, rows) for name, o in source.study.outcomes.items() if o.is_binary]
    graded = [name for name in rows["outcome"].unique() if name.endswith("_grade")]
    texts += [_grade_text(source, name, rows) for name in graded]
    pieces = [" ".join(text for text in texts if text)]
    for name in sorted(source.results.figures):
        if name.startswith("score/grades-"):
            label = name.removeprefix("score/")
            use = label.removeprefix("grades-").replace("-", "_")
            instrument = source.instruments[source.study.instruments[use].instrument].abbreviation
            caption = f"Bands and grades of the {escape(instrument)}.{source.synthetic_note()}"
            pieces.append(figure(name, label, caption, source.results.figures[name]))
    banded = _band_table(source, rows)
    if banded:
        pieces[0] += " Bands of each scale are in @tbl-bands" + (
            f" and @fig-{label}." if any(n.startswith("score/grades-") for n in source.results.figures) else "."
        )
        pieces.insert(1, banded)
    return paragraphs(section("Prevalence", "prevalence"), *pieces)


def _outcome_text(source: Source, name: str, rows: pd.DataFrame) -> str:
    found = rows[(rows["outcome"] == name) & (rows["level"] == "Yes")]
    if found.empty:
        return ""
    row = found.iloc[0]
    put = source.values.put
    values = (
        put(f"prevalence.{name}.count", count(row["count"])),
        put(f"prevalence.{name}.n", count(row["n"])),
        put(f"prevalence.{name}.percent", percent(row["percent"])),
        put(f"prevalence.{name}.interval", f"{interval(row['conf_low'], row['conf_high'])}%"),
    )
    level = confidence(source.study.plan.confidence)
    share_of = f"The proportion with {lower_first(source.label(name))} was {values[2]}"
    return f"{share_of} ({values[0]} of {values[1]} respondents; {level} confidence interval {values[3]})."


def _grade_text(source: Source, name: str, rows: pd.DataFrame) -> str:
    levels = rows[rows["outcome"] == name]
    put = source.values.put
    said = [
        f"{lower_first(escape(str(row.level)))} in "
        f"{put(f'prevalence.{name}.{key_part(str(row.level))}', percent(row.percent))}"
        for row in levels.itertuples()
    ]
    return f"By {lower_first(source.label(name))}, it was {listing(said)}."


def _band_table(source: Source, rows: pd.DataFrame) -> str:
    names = [n for n in rows["outcome"].unique() if n.endswith(("_band", "_grade"))]
    if not names:
        return ""
    lines = []
    for name in names:
        part = rows[rows["outcome"] == name]
        lines.append([f"**{source.label(name)}**", "", ""])
        lines += [
            [
                INDENT + cell(row.level),
                share(row.count, row.n),
                interval(row.conf_low, row.conf_high),
            ]
            for row in part.rename(columns={"count": "number"}).assign(count=part["count"]).itertuples(name="Row")
        ]
    level = confidence(source.study.plan.confidence)
    n = max(rows[rows["outcome"].isin(names)]["n"])
    return pipe_table(
        ["Scale and band", "n (%)", f"{level} CI of the percentage"],
        lines,
        caption=f"Bands of the scales and overall grade (n = {count(n)}).{source.synthetic_note()}",
        label="bands",
        note="CI, confidence interval (Wilson). " + _cutoff_note(source),
    )


def _cutoff_note(source: Source) -> str:
    notes = []
    for use in source.study.instruments.values():
        instrument = source.instruments[use.instrument]
        if use.cutoffs:
            cutoffs = instrument.cutoffs[use.cutoffs]
            notes.append(f"{escape(instrument.abbreviation)}: {escape(cutoffs.label)}.")
    return " ".join(notes)


def screening(source: Source) -> str:
    """Participants' characteristics with the first outcome, and which factors screened."""
    table = source.primary("screening")
    outcomes = source.study.screened_outcomes()
    if table.empty or not outcomes:
        return ""
    alpha = source.study.plan.alpha
    texts = []
    for outcome in outcomes:
        rows = table[(table["outcome"] == outcome) & (table["status"] == "ok")]
        hits = rows[rows["p_value"] < alpha]
        number = source.values.put(f"screening.{outcome}.significant", count(len(hits)))
        tested = source.values.put(f"screening.{outcome}.tested", count(len(rows)))
        names = f": {listing([lower_first(source.label(f)) for f in hits['factor']])}" if len(hits) else ""
        texts.append(
            f"For {lower_first(source.label(outcome))}, {number} of {tested} factors had *P* < {alpha:g}{names}."
        )
    failed = table[table["status"] != "ok"]
    if len(failed):
        texts.append(f"{counted(len(failed), 'comparison')} could not be made (see the supplement).".capitalize())
    lead = (
        "Characteristics of the "
        "participants and their univariate "
        "relation to the first outcome are in @tbl-participants."
    )
    others = " Other outcomes are in @tbl-screening." if len(outcomes) > 1 else ""
    return paragraphs(
        section("Univariate screening", "screening"),
        " ".join([lead + others, *texts]),
        _participant_table(source, outcomes[0]),
    )


def _participant_table(source: Source, outcome: str) -> str:
    described = source.results.table("descriptive")
    tests = source.primary("screening").set_index(["outcome", "factor"])
    binary = source.study.outcomes[outcome].is_binary
    lines: list[list[str]] = []
    for factor in source.study.screened_factors():
        test = tests.loc[(outcome, factor)] if (outcome, factor) in tests.index else None
        lines += _factor_lines(source, described[described["factor"] == factor], factor, outcome, binary, test)
    head = f"{source.label(outcome)}, n (%)" if binary else f"{source.label(outcome)}"
    used = [t for t in dict.fromkeys(tests.loc[[outcome]]["test"]) if t in TEST_NAMES] if len(tests) else []
    marks = [f"{_mark(t)}, {TEST_NAMES[t]}" for t in used]
    return pipe_table(
        ["Characteristic", "All, n (%)", head, "Statistic", "*P*"],
        lines,
        caption="Characteristics of the participants and "
        f"{lower_first(source.label(outcome))}.{source.synthetic_note()}",
        label="participants",
        note=(
            "Percentages of all participants, "
            "and of the participants "
            "in each row. Numbers are mean ± standard deviation. " + ("; ".join(marks) + "." if marks else "")
        ),
    )


MARKS = {
    "pearson-chi-square": "χ²",
    "yates-chi-square": "χ²~Y~",
    "fisher-exact": "Fisher",
    "fisher-freeman-halton": "FFH",
    "student-t": "*t*",
    "welch-t": "*t*~W~",
    "one-way-anova": "*F*",
    "welch-anova": "*F*~W~",
    "mann-whitney": "*Z*",
    "kruskal-wallis": "*H*",
    "pearson-correlation": "*r*",
    "spearman-correlation": "*r*~s~",
}


def _mark(test: object) -> str:
    return MARKS.get(str(test), cell(test))


def _factor_lines(
    source: Source, rows: pd.DataFrame, factor: str, outcome: str, binary: bool, test: pd.Series | None
) -> list[list[str]]:
    statistic, p = "", ""
    if test is not None:
        ok = test["status"] == "ok"
        value = decimal(test["statistic"], 2)
        statistic = (f"{_mark(test['test'])} = {value}" if value != MISSING else _mark(test["test"])) if ok else MISSING
        p = p_value(test["p_value"]) if ok else MISSING
    overall = rows[rows["outcome"].isna() | (rows["outcome"] == "")]
    within = rows[(rows["outcome"] == outcome) & (rows["group"].astype("string") == "Yes")] if binary else rows.iloc[:0]
    if (overall["statistic"] == "count").any():
        lines = [[f"**{source.label(factor)}**", "", "", statistic, p]]
        shares, events = _by_level(overall, "count"), _by_level(within, "count")
        total = sum(shares.values())
        for level, number in shares.items():
            event = share(events.get(level, 0), number) if binary else ""
            lines.append([INDENT + cell(level), share(number, total), event, "", ""])
        absent = overall[overall["statistic"] == "n_missing"]["value"].sum()
        return lines + ([[f"{INDENT}*Not answered*", count(absent), "", "", ""]] if absent else [])
    found = dict(zip(overall["statistic"], overall["value"], strict=False))
    event = dict(zip(within["statistic"], within["value"], strict=False))
    number = source.study.variables.get(factor)
    unit = f", {escape(number.unit)}" if number is not None and number.unit else ""
    cells = [mean_sd(v.get("mean", float("nan")), v.get("sd", float("nan")), 1) for v in (found, event)]
    return [[f"**{source.label(factor)}{unit}**", cells[0], cells[1] if binary else "", statistic, p]]


def _by_level(rows: pd.DataFrame, statistic: str) -> dict[str, float]:
    kept = rows[rows["statistic"] == statistic]
    return dict(zip(kept["level"].astype(str), kept["value"], strict=True))


def ranking(source: Source) -> str:
    """Units in the order of their means, and how far the order can be trusted."""
    table = source.results.table("ranking")
    if table.empty or source.study.ranking is None:
        return ""
    ok = table[table["status"] == "ok"].sort_values("rank", kind="stable")
    chosen = ok[ok["chosen"].astype(bool)]
    outcome = lower_first(source.label(source.study.ranking.outcome))
    text = f"{counted(len(ok), 'unit')} were ranked by {outcome} (@tbl-ranking, @fig-ranking).".capitalize()
    if len(chosen):
        row = chosen.iloc[0]
        put = source.values.put
        n, mean = put("ranking.chosen.n", count(row["n"])), put("ranking.chosen.mean", decimal(row["mean"]))
        level = confidence(source.study.plan.confidence)
        limits = put("ranking.chosen.interval", interval(row["conf_low"], row["conf_high"]))
        ranks = put("ranking.chosen.ranks", f"{count(row['rank_low'])} to {count(row['rank_high'])}")
        text += (
            " The worst was "
            f"{lower_first(escape(str(row['unit'])))} "
            f"(n = {n}; mean {mean}, {level} confidence interval "
            f"{limits}; interval of its rank {ranks})."
        )
    small = table[table["status"] != "ok"]
    if len(small):
        text += (
            f" {counted(len(small), 'unit')} with too few respondents {'is' if len(small) == 1 else 'are'} not ranked."
        ).replace(" one", " One")
    lines = [
        [
            cell(row.unit),
            count(row.n),
            mean_sd(row.mean, row.sd),
            interval(row.conf_low, row.conf_high),
            decimal(row.shrunken_mean),
            count(row.rank),
            f"{count(row.rank_low)} to {count(row.rank_high)}",
        ]
        for row in ok.itertuples()
    ]
    shown = pipe_table(
        ["Unit", "n", "Mean ± SD", "CI of the mean", "Shrunken mean", "Rank", "Ranks compatible"],
        lines,
        caption=f"Units ranked by {outcome}.{source.synthetic_note()}",
        label="ranking",
        note=(
            "SD, standard deviation; CI, confidence interval. Shrunken means "
            "are drawn toward the mean of all, "
            "the more so the smaller a unit."
        ),
    )
    drawn = ""
    if "screen/ranking" in source.results.figures:
        caption = f"Units ranked by {outcome}, with intervals.{source.synthetic_note()}"
        drawn = figure("screen/ranking", "ranking", caption, source.results.figures["screen/ranking"])
    return paragraphs(section("Units compared", "ranking"), text, drawn, shown)


def disagreements(source: Source) -> list[str]:
    """Factor and outcome pairs whose screening differs between the plans at the study's alpha."""
    first, second = source.primary("screening"), source.secondary("screening")
    if first.empty or second.empty:
        return []
    alpha = source.study.plan.alpha
    both = first.merge(second, on=["outcome", "factor"], suffixes=("", "_other"))
    differ = both[(both["p_value"] < alpha) != (both["p_value_other"] < alpha)]
    return [
        f"{source.label(row.factor)} with {lower_first(source.label(row.outcome))} ({p_phrase(row.p_value)} against "
        f"{p_phrase(row.p_value_other)})"
        for row in differ.itertuples()
    ]
