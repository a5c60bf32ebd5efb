"""Agreement of raters: what was computed, what came out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from burnout.config.agreement import AgreementAnalysis
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
    named = listing([words for names, words in KINDS.values() if ran & set(names)])
    return f"Agreement of raters was measured by {named}."


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
    return paragraphs(
        section("Agreement of raters", "agreement"),
        " ".join([*said, "More is in @tbl-agreement."]),
        _table(source, rows),
    )


def _sentence(source: Source, name: str, analysis: AgreementAnalysis, rows: pd.DataFrame) -> str:
    """The coefficient that fits the level of measurement, of all units."""
    whole = rows[(rows["group"] == "") & (rows["status"] == "ok")]
    label = lower_first(escape(analysis.label))
    alpha = whole[whole["statistic"] == f"krippendorff-alpha-{analysis.measurement}"]
    if alpha.empty:
        why = next(iter(rows.loc[rows["status"] != "ok", "note"]), "")
        return f"For {label}, agreement could not be measured: {lower_first(escape(why))}" if why else ""
    wanted = {"nominal": "kappa", "ordinal": "kappa-quadratic"}.get(analysis.measurement, "icc-2-1")
    several = int(alpha["n_raters"].iloc[0]) > 2 and wanted != "icc-2-1"
    main = whole[whole["statistic"] == ("fleiss-kappa" if several else wanted)]
    put = source.values.put
    first = alpha.iloc[0]
    text = f"For {label}, {put(f'agreement.{name}.raters', count(first['n_raters']))} raters judged "
    text += f"{put(f'agreement.{name}.units', count(first['units']))} {escape(analysis.units)}: "
    told = [
        f"Krippendorff's alpha ({analysis.measurement}) was {put(f'agreement.{name}.alpha', _value(source, first))}"
    ]
    if len(main):
        row = main.iloc[0]
        told.append(f"{_name(row['statistic'])} {put(f'agreement.{name}.main', _value(source, row))}")
    return f"{text}{listing(told)}."


def _name(statistic: str) -> str:
    name = NAMES[statistic]
    return name if name[:3] == "ICC" or "'" in name else lower_first(name)


def _value(source: Source, row: pd.Series) -> str:
    """A coefficient with its interval where it has one."""
    level = confidence(source.study.plan.confidence)
    limits = f" ({level} CI {interval(row['conf_low'], row['conf_high'])})" if pd.notna(row["conf_low"]) else ""
    return f"{decimal(row['value'])}{limits}"


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
        ["Ratings", "Raters", "Statistic", "Units", "Value", "CI", "*P*"],
        lines,
        caption=f"Agreement of raters.{source.synthetic_note()}",
        label="agreement",
        align="lllcccc",
        note=f"CI, {confidence(source.study.plan.confidence)} confidence interval; *P* against agreement by chance.",
    )


def _line(row: Any, analysis: AgreementAnalysis) -> list[str]:
    name = NAMES.get(row.statistic, f"Krippendorff's alpha, {analysis.measurement}")
    label = f"{escape(analysis.label)}{f': {cell(row.group)}' if row.group else ''}"
    if row.status != "ok":
        return [label, cell(row.raters), name, count(row.units), cell(row.status), "", ""]
    limits = interval(row.conf_low, row.conf_high) if pd.notna(row.conf_low) else ""
    p = p_value(row.p_value) if pd.notna(row.p_value) else ""
    return [label, cell(row.raters), name, count(row.units), decimal(row.value), limits, p]


def coding_methods(source: Source) -> str:
    """How two coders of interviews were compared; empty without a second coder."""
    if source.results.table("coding_agreement").empty:
        return ""
    return (
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
        return f"A second coder coded {units} statements, too few to tell how far both agree."
    return (
        f"A second coder also coded {units} statements. {' '.join(told)} Such figures tell how alike two people code, "
        "not whether the coding is right; their use in descriptive phenomenology is disputed."
    )


def _coded(source: Source, name: str, rows: pd.DataFrame) -> str:
    known = rows[rows["status"] == "ok"].set_index("statistic")
    if "percent-agreement" not in known.index:
        return ""
    put = source.values.put
    same = put(f"coding.{name}.same", f"{decimal(known.loc['percent-agreement', 'value'], 1)}%")
    others = {"kappa": "kappa", "krippendorff-alpha-nominal": "Krippendorff's alpha"}
    told = [
        f"{words} {put(f'coding.{name}.{statistic}', _value(source, known.loc[statistic]))}"
        for statistic, words in others.items()
        if statistic in known.index
    ]
    return f"Both gave the same {name} to {same} of them{f' ({listing(told)})' if told else ''}."
