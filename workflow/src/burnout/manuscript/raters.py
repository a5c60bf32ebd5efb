"""Agreement of raters: what was computed, what came out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from burnout.config.agreement import AgreementAnalysis
from burnout.language import joined, say, term
from burnout.manuscript.material import Source
from burnout.manuscript.numbers import confidence, count, decimal, interval, listing, lower_first, p_value
from burnout.manuscript.pipe import cell, paragraphs, pipe_table, section
from burnout.render.escape import escape

KINDS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "percent": (("percent-agreement", "percent-agreement-all"), "the share of units on which raters agree"),
    "kappa": (("kappa",), "Cohen's kappa [@cohen1960coefficient]"),
    "weighted": (("kappa-linear", "kappa-quadratic"), "weighted kappa (linear and quadratic weights)"),
    "pabak": (("pabak",), "kappa with equal chances of all categories"),
    "fleiss": (("fleiss-kappa",), "Fleiss' kappa [@fleiss1971measuring]"),
    "conger": (("conger-kappa", "light-kappa"), "Conger's and Light's kappa"),
    "icc": (("icc-2-1",), "intraclass correlations [@shrout1979intraclass]"),
    "kendall": (("kendall-w",), "Kendall's coefficient of concordance"),
    "alpha": (("krippendorff-alpha-nominal",), "Krippendorff's alpha [@hayes2007answering]"),
    "shift": (("stuart-maxwell",), "the tests of Stuart and Maxwell, of Bhapkar and of Bowker"),
}
NAMES = {
    "percent-agreement": "Agreement, %",
    "percent-agreement-all": "All raters agree, %",
    "kappa": "Cohen's kappa",
    "kappa-linear": "Kappa, linear weights",
    "kappa-quadratic": "Kappa, quadratic weights",
    "fleiss-kappa": "Fleiss' kappa",
    "icc-2-1": "ICC(2,1), absolute agreement",
    "icc-3-1": "ICC(3,1), consistency",
    "kendall-w": "Kendall's W",
}
MANY = 3
"""With more raters than this the table leaves pairs of raters to the result tables."""


def agreement_methods(source: Source) -> str:
    """How agreement was measured; empty when it was not."""
    rows = source.results.table("agreement")
    rows = rows[rows["status"] == "ok"] if len(rows) else rows
    if rows.empty:
        return ""
    ran = set(rows["statistic"])
    named = listing([term(words) for names, words in KINDS.values() if ran & set(names)])
    return say("Agreement of raters was measured by {statistics}.", statistics=named)


def agreement(source: Source) -> str:
    """The main coefficients of every analysis, and a table of the others."""
    rows = source.results.table("agreement")
    if rows.empty or source.study.agreement is None:
        return ""
    said = [
        text
        for name, analysis in source.study.agreement.analyses.items()
        if (text := _sentence(source, name, analysis, rows[rows["analysis"] == name]))
    ]
    text = joined([*said, say("More is in @tbl-agreement.")])
    return paragraphs(section("Agreement of raters", "agreement"), text, _table(source, rows))


def _sentence(source: Source, name: str, analysis: AgreementAnalysis, rows: pd.DataFrame) -> str:
    """The coefficient that fits the level of measurement, of all units."""
    whole = rows[(rows["group"] == "") & (rows["status"] == "ok")]
    label = lower_first(escape(term(analysis.label)))
    alpha = whole[whole["statistic"] == f"krippendorff-alpha-{analysis.measurement}"]
    if alpha.empty:
        why = next(iter(rows.loc[rows["status"] != "ok", "note"]), "")
        if not why:
            return ""
        return say(
            "For {analysis}, agreement could not be measured: {why}", analysis=label, why=lower_first(escape(term(why)))
        )
    wanted = {"nominal": "kappa", "ordinal": "kappa-quadratic"}.get(analysis.measurement, "icc-2-1")
    several = int(alpha["n_raters"].iloc[0]) > 2 and wanted != "icc-2-1"
    main = whole[whole["statistic"] == ("fleiss-kappa" if several else wanted)]
    put = source.values.put
    first = alpha.iloc[0]
    raters = put(f"agreement.{name}.raters", count(first["n_raters"]))
    units = put(f"agreement.{name}.units", count(first["units"]))
    told = [
        say(
            "Krippendorff's alpha ({measurement}) was {value}",
            measurement=term(analysis.measurement),
            value=put(f"agreement.{name}.alpha", _value(source, first)),
        )
    ]
    if len(main):
        row = main.iloc[0]
        value = put(f"agreement.{name}.main", _value(source, row))
        told.append(say("{statistic} {value}", statistic=_name(row["statistic"]), value=value))
    return say(
        "For {analysis}, {raters} raters judged {n} {units}: {values}.",
        analysis=label,
        raters=raters,
        n=units,
        units=escape(term(analysis.units)),
        values=listing(told),
    )


def _name(statistic: str) -> str:
    name = term(NAMES[statistic])
    return name if name[:3] == "ICC" or "'" in name else lower_first(name)


def _value(source: Source, row: pd.Series) -> str:
    """A coefficient with its interval where it has one."""
    level = confidence(source.study.plan.confidence)
    value = decimal(row["value"])
    if pd.isna(row["conf_low"]):
        return value
    limits = interval(row["conf_low"], row["conf_high"])
    return say("{value} ({level} CI {limits})", value=value, level=level, limits=limits)


def _table(source: Source, rows: pd.DataFrame) -> str:
    lines = []
    for name, analysis in source.study.agreement.analyses.items() if source.study.agreement else []:
        part = rows[rows["analysis"] == name]
        wanted = [*NAMES, f"krippendorff-alpha-{analysis.measurement}"]
        raters = part["n_raters"].max()
        part = part[part["statistic"].isin(wanted)]
        if pd.notna(raters) and raters > MANY:
            part = part[part["raters"] == "all"]
        if raters == 2:  # two raters have kappas of their own
            part = part[~part["statistic"].isin(["percent-agreement-all", "fleiss-kappa"])]
        for row in part.itertuples():
            lines.append(_line(row, analysis))
    return pipe_table(
        [say("Ratings"), say("Raters"), say("Statistic"), say("Units"), say("Value"), say("CI"), "*P*"],
        lines,
        caption=say("Agreement of raters.{synthetic}", synthetic=source.synthetic_note()),
        label="agreement",
        align="lllcccc",
        note=say(
            "CI, {level} confidence interval; *P* against agreement by chance.",
            level=confidence(source.study.plan.confidence),
        ),
    )


def _line(row: Any, analysis: AgreementAnalysis) -> list[str]:
    name = say("Krippendorff's alpha, {measurement}", measurement=term(analysis.measurement))
    if row.statistic in NAMES:
        name = term(NAMES[row.statistic])
    label, raters = escape(term(analysis.label)), cell(row.raters)
    if row.group:
        label = say("{name}: {group}", name=label, group=cell(row.group))
    if row.status != "ok":
        return [label, raters, name, count(row.units), cell(row.status), "", ""]
    limits = interval(row.conf_low, row.conf_high) if pd.notna(row.conf_low) else ""
    p = p_value(row.p_value) if pd.notna(row.p_value) else ""
    return [label, raters, name, count(row.units), decimal(row.value), limits, p]


def coding_methods(source: Source) -> str:
    """How two coders of interviews were compared; empty without a second coder."""
    if source.results.table("coding_agreement").empty:
        return ""
    return say(
        "A second coder, who had not seen the first coding, gave clusters to statements (COREQ item 24). The unit was "
        "the statement as it had been marked; agreement is told by the share of statements, Cohen's kappa "
        "[@cohen1960coefficient] and Krippendorff's alpha [@hayes2007answering]."
    )


def coding(source: Source) -> str:
    """How far two coders of interviews agree; empty without a second coder."""
    rows = source.results.table("coding_agreement")
    if rows.empty:
        return ""
    told = [text for name in ("cluster", "theme") if (text := _coded(source, name, rows[rows["analysis"] == name]))]
    share = rows[rows["statistic"] == "percent-agreement"].iloc[0]
    units = source.values.put("coding.statements", count(share["units"]))
    if not told:
        return say("A second coder coded {units} statements, too few to tell how far both agree.", units=units)
    first = say("A second coder also coded {units} statements.", units=units)
    last = say(
        "Such figures tell how alike two people code, not whether the coding is right; their use in descriptive "
        "phenomenology is disputed."
    )
    return joined([first, *told, last])


def _coded(source: Source, name: str, rows: pd.DataFrame) -> str:
    known = rows[rows["status"] == "ok"].set_index("statistic")
    if "percent-agreement" not in known.index:
        return ""
    put = source.values.put
    same = put(f"coding.{name}.same", f"{decimal(known.loc['percent-agreement', 'value'], 1)}%")
    others = {"kappa": "kappa", "krippendorff-alpha-nominal": "Krippendorff's alpha"}
    told = [
        say(
            "{statistic} {value}",
            statistic=term(words),
            value=put(f"coding.{name}.{statistic}", _value(source, known.loc[statistic])),
        )
        for statistic, words in others.items()
        if statistic in known.index
    ]
    facts = {"level": term(name), "same": same}
    if told:
        return say("Both gave the same {level} to {same} of them ({values}).", values=listing(told), **facts)
    return say("Both gave the same {level} to {same} of them.", **facts)
