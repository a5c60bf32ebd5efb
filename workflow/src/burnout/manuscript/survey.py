"""Results of the survey: who took part, how common burnout is, what goes with it, which unit is worst."""

from __future__ import annotations

import pandas as pd

from burnout.labels import part_label
from burnout.language import joined, retell, say, say_count, spelled, term
from burnout.manuscript.analysis import TEST_NAMES
from burnout.manuscript.implied import missing_told
from burnout.manuscript.material import Source
from burnout.manuscript.numbers import (
    MISSING,
    apart,
    confidence,
    count,
    decimal,
    interval,
    listing,
    lower_first,
    mean_sd,
    p_phrase,
    p_value,
    percent,
    percent_interval,
    sentence,
    share,
)
from burnout.manuscript.pipe import INDENT, cell, figure, literal, paragraphs, pipe_table, refer, section
from burnout.manuscript.statements import OF_RESULTS, statements
from burnout.manuscript.trace import number_of
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
        caption = say("Flow of participants.{synthetic}", synthetic=source.synthetic_note())
        shown = figure("clean/flow", "flow", caption, source.results.figures["clean/flow"])
    if shown:
        texts[-1] = say("{flow} (@fig-flow)", flow=texts[-1])
    told = joined(say("{sentence}.", sentence=text) for text in texts)
    asked = joined([statements(source.study.manuscript.reporting.study, only=OF_RESULTS), missing_told(source)])
    return paragraphs(section("Participants", "participants"), told, asked, shown)


def _flow_text(source: Source, part: str, rows: pd.DataFrame) -> str:
    key = f"flow.{key_part(part)}." if part else "flow."
    first, last = rows.iloc[0], rows.iloc[-1]
    began = source.values.put(f"{key}{first['stage']}", count(first["n"]))
    start = _began(str(first["stage"]), first["n"], began)
    if part:
        text = say("{part}: {start}", part=escape(part_label(source.study, part)), start=start)
    else:
        text = say("In total, {start}", start=start)
    for stage in ("excluded", "lost"):
        gone = rows[rows["stage"] == stage]
        if len(gone):
            text += _gone(source, stage, gone, source.values.put(f"{key}{stage}", count(gone["n"].sum())))
    end = source.values.put(f"{key}{last['stage']}", count(last["n"]))
    rate = source.values.put(f"{key}rate", percent(100 * last["n"] / first["n"])) if first["n"] else MISSING
    return say_count(
        "{before}, and {n} ({share}) was analysed",
        "{before}, and {n} ({share}) were analysed",
        last["n"],
        before=text,
        n=end,
        share=rate,
    )


def _began(stage: str, number: int, n: str) -> str:
    if stage == "received":
        return say_count("{n} record was received", "{n} records were received", number, n=n)
    if stage == "enrolled":
        return say_count("{n} participant was enrolled", "{n} participants were enrolled", number, n=n)
    return say("{n} entered", n=n)


def _gone(source: Source, stage: str, rows: pd.DataFrame, n: str) -> str:
    """Those excluded or lost, with the reasons."""
    reasons = [say("{reason} {n}", reason=escape(retell(str(row.reason))), n=count(row.n)) for row in rows.itertuples()]
    number, shown = int(rows["n"].sum()), say(", ").join(reasons)
    if stage == "excluded":
        return say_count(
            ", {n} was excluded ({reasons})", ", {n} were excluded ({reasons})", number, n=n, reasons=shown
        )
    return say_count(", {n} was lost ({reasons})", ", {n} were lost ({reasons})", number, n=n, reasons=shown)


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
    pieces = [joined(texts)]
    for name in sorted(source.results.figures):
        if name.startswith("score/grades-"):
            label = name.removeprefix("score/")
            use = label.removeprefix("grades-").replace("-", "_")
            instrument = literal(source.instruments[source.study.instruments[use].instrument].abbreviation)
            caption = say(
                "Bands and grades of the {questionnaire}.{synthetic}",
                questionnaire=instrument,
                synthetic=source.synthetic_note(),
            )
            pieces.append(figure(name, label, caption, source.results.figures[name]))
    banded = _band_table(source, rows)
    if banded:
        drawn = [f"fig-{label}"] if any(n.startswith("score/grades-") for n in source.results.figures) else []
        shown = say("Bands of each scale are in {places}.", places=refer("tbl-bands", *drawn))
        pieces[0] = joined([pieces[0], shown])
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
        put(f"prevalence.{name}.interval", percent_interval(row["conf_low"], row["conf_high"])),
    )
    return say_count(
        "The proportion with {outcome} was {percent} ({events} of {n} respondent; {level} confidence interval "
        "{limits}).",
        "The proportion with {outcome} was {percent} ({events} of {n} respondents; {level} confidence interval "
        "{limits}).",
        int(row["n"]),
        outcome=lower_first(source.label(name)),
        percent=values[2],
        events=values[0],
        n=values[1],
        level=confidence(source.study.plan.confidence),
        limits=values[3],
    )


def _grade_text(source: Source, name: str, rows: pd.DataFrame) -> str:
    levels = rows[rows["outcome"] == name]
    put = source.values.put
    said = [
        say(
            "{level} in {percent}",
            level=lower_first(literal(str(row.level))),
            percent=put(f"prevalence.{name}.{key_part(str(row.level))}", percent(row.percent)),
        )
        for row in levels.itertuples()
    ]
    return say("{grade}: {levels}.", grade=source.label(name), levels=listing(said))


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
        [say("Scale and band"), say("n (%)"), say("{level} CI of the percentage", level=level)],
        lines,
        caption=say(
            "Bands of the scales and overall grade (n = {n}).{synthetic}",
            n=count(n),
            synthetic=source.synthetic_note(),
        ),
        label="bands",
        note=joined([say("CI, confidence interval (Wilson)."), *_cutoff_notes(source)]),
    )


def _cutoff_notes(source: Source) -> list[str]:
    notes = []
    for use in source.study.instruments.values():
        instrument = source.instruments[use.instrument]
        if use.cutoffs:
            cutoffs = instrument.cutoffs[use.cutoffs]
            notes.append(
                say(
                    "{questionnaire}: {cutoffs}.",
                    questionnaire=literal(instrument.abbreviation),
                    cutoffs=literal(cutoffs.label),
                )
            )
    return notes


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
        number = source.values.put(f"screening.{outcome}.significant", count(number_of(hits)))
        tested = source.values.put(f"screening.{outcome}.tested", count(number_of(rows)))
        facts = {"outcome": lower_first(source.label(outcome)), "n": number, "tested": tested, "alpha": f"{alpha:g}"}
        if len(hits):
            names = listing([lower_first(source.label(factor)) for factor in hits["factor"]])
            texts.append(
                say_count(
                    "For {outcome}, {n} of {tested} factor had *P* < {alpha}: {factors}.",
                    "For {outcome}, {n} of {tested} factors had *P* < {alpha}: {factors}.",
                    len(rows),
                    **facts,
                    factors=names,
                )
            )
        else:
            texts.append(
                say_count(
                    "For {outcome}, {n} of {tested} factor had *P* < {alpha}.",
                    "For {outcome}, {n} of {tested} factors had *P* < {alpha}.",
                    len(rows),
                    **facts,
                )
            )
    failed = table[table["status"] != "ok"]
    if len(failed):
        texts.append(
            sentence(
                say_count(
                    "{n} comparison could not be made (see the supplement)",
                    "{n} comparisons could not be made (see the supplement)",
                    len(failed),
                    n=spelled(len(failed)),
                )
            )
        )
    lead = say(
        "Characteristics of the participants and their univariate relation to the first outcome are in "
        "@tbl-participants."
    )
    others = say("Other outcomes are in @tbl-screening.") if len(outcomes) > 1 else ""
    return paragraphs(
        section("Univariate screening", "screening"),
        joined([lead, others, *texts]),
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
    head = say("{outcome}, n (%)", outcome=source.label(outcome)) if binary else source.label(outcome)
    used = [t for t in dict.fromkeys(tests.loc[[outcome]]["test"]) if t in TEST_NAMES] if len(tests) else []
    marks = [say("{mark}, {test}", mark=_mark(t), test=term(TEST_NAMES[t])) for t in used]
    return pipe_table(
        [say("Characteristic"), say("All, n (%)"), head, say("Statistic"), "*P*"],
        lines,
        caption=say(
            "Characteristics of the participants and {outcome}.{synthetic}",
            outcome=lower_first(source.label(outcome)),
            synthetic=source.synthetic_note(),
        ),
        label="participants",
        note=joined(
            [
                say("Percentages of all participants, and of the participants in each row."),
                say("Numbers are mean ± standard deviation.") if "±" in str(lines) else "",
                say("{sentence}.", sentence=apart(marks)) if marks else "",
            ]
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
        mark = _mark(test["test"])
        shown = say("{mark} = {value}", mark=mark, value=value) if value != MISSING else mark
        statistic = shown if ok else MISSING
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
        return lines + ([[f"{INDENT}*{say('Not answered')}*", count(absent), "", "", ""]] if absent else [])
    found = dict(zip(overall["statistic"], overall["value"], strict=False))
    event = dict(zip(within["statistic"], within["value"], strict=False))
    number = source.study.variables.get(factor)
    label = f"**{source.label(factor)}**"
    if number is not None and number.unit:
        label = say("**{factor}, {unit}**", factor=source.label(factor), unit=literal(number.unit))
    cells = [mean_sd(v.get("mean", float("nan")), v.get("sd", float("nan")), 1) for v in (found, event)]
    return [[label, cells[0], cells[1] if binary else "", statistic, p]]


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
    said = [
        sentence(
            say("{n} units were ranked by {outcome} (@tbl-ranking, @fig-ranking).", n=spelled(len(ok)), outcome=outcome)
        )
    ]
    if len(chosen):
        row = chosen.iloc[0]
        put = source.values.put
        n, mean = put("ranking.chosen.n", count(row["n"])), put("ranking.chosen.mean", decimal(row["mean"]))
        said.append(
            say(
                "The worst was {unit} (n = {n}; mean {mean}, {level} confidence interval {limits}; interval of its "
                "rank {ranks}).",
                unit=lower_first(literal(str(row["unit"]))),
                n=n,
                mean=mean,
                level=confidence(source.study.plan.confidence),
                limits=put("ranking.chosen.interval", interval(row["conf_low"], row["conf_high"])),
                ranks=put("ranking.chosen.ranks", _ranks(row["rank_low"], row["rank_high"])),
            )
        )
    small = table[table["status"] != "ok"]
    if len(small):
        few = say_count(
            "{n} unit with too few respondents is not ranked.",
            "{n} units with too few respondents are not ranked.",
            len(small),
            n=spelled(len(small)),
        )
        said.append(sentence(few))
    lines = [
        [
            cell(row.unit),
            count(row.n),
            mean_sd(row.mean, row.sd),
            interval(row.conf_low, row.conf_high),
            decimal(row.shrunken_mean),
            count(row.rank),
            _ranks(row.rank_low, row.rank_high),
        ]
        for row in ok.itertuples()
    ]
    shown = pipe_table(
        [
            say("Unit"),
            "n",
            say("Mean ± SD"),
            say("CI of the mean"),
            say("Shrunken mean"),
            say("Rank"),
            say("Ranks compatible"),
        ],
        lines,
        caption=say("Units ranked by {outcome}.{synthetic}", outcome=outcome, synthetic=source.synthetic_note()),
        label="ranking",
        note=say(
            "SD, standard deviation; CI, confidence interval. Shrunken means are drawn toward the mean of all, the "
            "more so the smaller a unit."
        ),
    )
    drawn = ""
    if "screen/ranking" in source.results.figures:
        caption = say(
            "Units ranked by {outcome}, with intervals.{synthetic}",
            outcome=outcome,
            synthetic=source.synthetic_note(),
        )
        drawn = figure("screen/ranking", "ranking", caption, source.results.figures["screen/ranking"])
    return paragraphs(section("Units compared", "ranking"), joined(said), drawn, shown)


def _ranks(low: float, high: float) -> str:
    return say("{low} to {high}", low=count(low), high=count(high))


def disagreements(source: Source) -> list[str]:
    """Factor and outcome pairs whose screening differs between the plans at the study's alpha."""
    first, second = source.primary("screening"), source.secondary("screening")
    if first.empty or second.empty:
        return []
    alpha = source.study.plan.alpha
    both = first.merge(second, on=["outcome", "factor"], suffixes=("", "_other"))
    differ = both[(both["p_value"] < alpha) != (both["p_value_other"] < alpha)]
    return [
        say(
            "{factor} with {outcome} ({p} against {other})",
            factor=source.label(row.factor),
            outcome=lower_first(source.label(row.outcome)),
            p=p_phrase(row.p_value),
            other=p_phrase(row.p_value_other),
        )
        for row in differ.itertuples()
    ]
