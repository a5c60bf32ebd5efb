"""Effects pooled over sites: what was done, what came out, and how sites differ."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from burnout.figures.style import slug
from burnout.language import joined, say, say_count, spelled, term
from burnout.manuscript.material import Source
from burnout.manuscript.numbers import (
    clauses,
    confidence,
    count,
    decimal,
    estimate,
    interval,
    listing,
    lower_first,
    p_phrase,
    p_value,
)
from burnout.manuscript.pipe import cell, figure, paragraphs, pipe_table, section
from burnout.render.escape import escape

PLANS = {
    "DL": "pooled by random effects with the variance between sites by DerSimonian and Laird [@dersimonian1986meta] "
    "and normal intervals",
    "REML": "pooled by random effects with the variance between sites by restricted maximum likelihood "
    "[@viechtbauer2005bias] and the intervals of Hartung and Knapp [@hartung2001refined]",
}
SCALES = {
    "OR": "log odds ratios",
    "RR": "log risk ratios",
    "RD": "risk differences",
    "MD": "differences of means",
    "SMD": "standardised mean differences with Hedges' correction",
    "MN": "means",
    "PLO": "logits of shares",
    "PAS": "arcsines of shares",
    "PFT": "double arcsines of shares",
    "PR": "shares as they stand",
}
SHOWN = {
    "odds-ratio": "odds ratio",
    "risk-ratio": "risk ratio",
    "difference-of-percent": "difference in percentage points",
    "mean-difference": "difference of means",
    "standardised-mean-difference": "standardised mean difference",
    "mean": "mean",
    "percent": "percentage",
    "effect": "effect",
}
MOST_FIGURES = 2


def _ok(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["status"] == "ok"] if len(table) else table


def pooling_of_plan(source: Source, plan: str) -> str:
    """How a plan pooled effects; empty when it pooled none."""
    rows = source.results.table("pool")
    if rows.empty:
        return ""
    rows = _ok(rows[rows["plan"] == plan])
    said = [term(PLANS[method]) for method in PLANS if (rows["method"] == method).any()]
    scales = [term(words) for measure, words in SCALES.items() if (rows["measure"] == measure).any()]
    if not said:
        return ""
    if not scales:
        return say("Effects of sites were {pooled}.", pooled=listing(said))
    return say("Effects of sites were, as {scales}, {pooled}.", scales=listing(scales), pooled=listing(said))


def pooling(source: Source) -> str:
    """What all plans share about sites: heterogeneity, other methods, small sites; empty when nothing was pooled."""
    if _ok(source.results.table("pool")).empty:
        return ""
    said = [
        say(
            "How much sites differ is told by the variance between them (tau²) with its interval by the Q profile "
            "[@viechtbauer2007confidence], by I² [@higgins2002quantifying], and by a prediction interval for the true "
            "effect of a new site, which takes the same quantile as the confidence interval."
        )
    ]
    if source.results.table("pool_sites")["note"].str.contains("one half").any():
        said.append(say("Where nobody or everybody in a group had the event, one half was added to its counts."))
    tests = set(_ok(source.results.table("pool_tests"))["test"])
    small = [say("Egger's regression [@egger1997bias]")] if tests & {"egger-lm", "egger-mixed"} else []
    small += [say("Begg's rank correlation [@begg1994operating]")] if "begg" in tests else []
    if small:
        said.append(
            say("Whether small sites show other effects than large ones was tested by {tests}.", tests=listing(small))
        )
    moderators = _ok(source.results.table("pool_moderators"))
    if len(moderators):
        names = dict.fromkeys(name for names in moderators["moderators"].unique() for name in names.split(", "))
        shown = [lower_first(source.label(name)) for name in names]
        said.append(say("Effects were regressed on {moderators}.", moderators=listing(shown)))
    return joined(said)


def sites(source: Source) -> str:
    """Every pooled effect of the primary plan: sentences, table, forest plots, and where the other plan differs."""
    rows = source.primary("pool")
    if rows.empty or source.study.pool is None:
        return ""
    whole = rows[rows["subgroup"] == ""]
    said = [_sentence(source, row) for row in whole.itertuples()]
    return paragraphs(
        section("Sites", "sites"),
        joined([*said, say("All pooled effects are in @tbl-pool.")]),
        _table(source, rows),
        *_drawings(source)[:MOST_FIGURES],
        _other_plan(source, whole),
        _moderators(source),
    )


def more_forests(source: Source) -> str:
    """Forest plots that have no place in the main text."""
    return paragraphs(*_drawings(source)[MOST_FIGURES:]) if len(_drawings(source)) > MOST_FIGURES else ""


def _label(source: Source, name: str) -> str:
    pool = source.study.pool
    return escape(term(pool.analyses[name].label)) if pool else escape(name)


def _effect(row: Any, ends: str = "") -> str:
    """An effect with its interval, as text of a table."""
    low, high = (getattr(row, f"effect{ends}_{side}") for side in ("low", "high"))
    return interval(low, high) if ends else estimate(row.effect, low, high)


def _phrase(row: Any, level: str) -> str:
    """An effect with its interval, as text of a sentence: ``25.10% (95% CI 20.00 to 31.00%)``."""
    unit = "%" if row.effect_name == "percent" else ""
    limits = interval(row.effect_low, row.effect_high) + unit
    return say("{effect} ({level} CI {limits})", effect=f"{decimal(row.effect)}{unit}", level=level, limits=limits)


def _sentence(source: Source, row: Any) -> str:
    name, label = row.analysis, lower_first(_label(source, row.analysis))
    if row.status != "ok":
        return say(
            "For {analysis} nothing could be pooled: {why}", analysis=label, why=lower_first(escape(term(row.note)))
        )
    put, level = source.values.put, confidence(source.study.plan.confidence)
    key = f"pool.{name}"
    figures = put(f"{key}.effect", _phrase(row, level))
    ahead = put(f"{key}.prediction", _effect(row, "_prediction") + ("%" if row.effect_name == "percent" else ""))
    share = put(f"{key}.i2", f"{decimal(row.i2, 1)}%")
    q = put(f"{key}.q-p", p_phrase(row.q_p))
    drawn = f"pool/forest-{slug(name)}" in source.results.figures
    number = int(row.sites)
    over = put(f"{key}.sites", say_count("{n} site", "{n} sites", number, n=spelled(number)))
    return say(
        "For {analysis}, the pooled {effect} over {sites} was {figures}{where}. I² was {share} ({q} for "
        "heterogeneity); the true value of a new site is to be expected from {ahead} ({level} prediction interval).",
        analysis=label,
        effect=term(SHOWN[row.effect_name]),
        sites=over,
        figures=figures,
        where=say(" ({figure})", figure=f"@fig-sites-{slug(name)}") if drawn else "",
        share=share,
        q=q,
        ahead=ahead,
        level=level,
    )


def _table(source: Source, rows: pd.DataFrame) -> str:
    lines = []
    for row in rows.itertuples():
        name = _label(source, row.analysis)
        if row.subgroup:
            name = say("{name}: {group}", name=name, group=cell(row.subgroup))
        if row.status != "ok":
            effect, status = term(SHOWN[row.effect_name]), cell(row.status)
            lines.append([name, effect, count(row.sites), status, "", "", "", ""])
            continue
        spread = estimate(row.tau2, row.tau2_low, row.tau2_high, 3)
        lines.append(
            [
                name,
                term(SHOWN[row.effect_name]),
                count(row.sites),
                _effect(row),
                _effect(row, "_prediction"),
                spread,
                decimal(row.i2, 1),
                p_value(row.q_p),
            ]
        )
    level = confidence(source.study.plan.confidence)
    return pipe_table(
        [
            say("Analysis"),
            say("Measure"),
            say("Sites"),
            say("Pooled (CI)"),
            say("Prediction interval"),
            say("tau² (CI)"),
            "I² (%)",
            say("*P* (Q)"),
        ],
        lines,
        caption=say("Effects pooled over sites.{synthetic}", synthetic=source.synthetic_note()),
        label="pool",
        align="llcccccc",
        note=say(
            "CI, {level} confidence interval; tau² is on the scale on which effects were pooled (logarithms of ratios, "
            "logits of shares).",
            level=level,
        ),
    )


def _drawings(source: Source) -> list[str]:
    drawn = []
    for name in source.study.pool.analyses if source.study.pool else []:
        alt = source.results.figures.get(f"pool/forest-{slug(name)}")
        if alt is not None:
            caption = say(
                "{analysis}: each site, and all sites pooled.{synthetic}",
                analysis=_label(source, name),
                synthetic=source.synthetic_note(),
            )
            drawn.append(figure(f"pool/forest-{slug(name)}", f"sites-{slug(name)}", caption, alt))
    return drawn


def _other_plan(source: Source, primary: pd.DataFrame) -> str:
    """The pooled effects under the other plan."""
    other = source.secondary("pool")
    if other.empty:
        return ""
    other = other[(other["subgroup"] == "") & (other["status"] == "ok")]
    level = confidence(source.study.plan.confidence)
    kept = [row for row in other.itertuples() if row.analysis in set(_ok(primary)["analysis"])]
    if not kept:
        return ""
    said = [
        say(
            "{effect} for {analysis}",
            effect=source.values.put(f"pool.{row.analysis}.other", _phrase(row, level)),
            analysis=lower_first(_label(source, row.analysis)),
        )
        for row in kept
    ]
    return say(
        "Under the plan *{plan}* the pooled effects were {effects}.", plan=term(kept[0].plan), effects=clauses(said)
    )


def _moderators(source: Source) -> str:
    """Which moderators explain differences between sites, by Hartung and Knapp's test."""
    rows = _ok(source.results.table("pool_moderators"))
    if rows.empty:
        return ""
    test = "knha" if source.study.plan.primary == "recommended" else "z"
    method = "REML" if test == "knha" else "DL"
    rows = rows[(rows["kind"] == "omnibus") & (rows["test"] == test) & (rows["method"] == method)]
    said = [_moderator(source, row) for row in rows.itertuples()]
    return joined(said)


def _moderator(source: Source, row: Any) -> str:
    names: Iterable[str] = row.moderators.split(", ")
    shown = listing([lower_first(source.label(name)) for name in names])
    p = source.values.put(f"pool.{row.analysis}.by.{slug(row.moderators.replace(', ', '-'))}", p_phrase(row.p_value))
    facts = {"analysis": lower_first(_label(source, row.analysis)), "moderators": shown, "p": p}
    if row.p_value < source.study.plan.alpha:
        return say("For {analysis}, {moderators} explained differences between sites ({p}).", **facts)
    return say("For {analysis}, {moderators} did not explain differences between sites beyond chance ({p}).", **facts)
