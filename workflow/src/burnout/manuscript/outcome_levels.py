"""Ordinal and multinomial regressions: what methods, results and supplement say of them."""

from __future__ import annotations

import pandas as pd

from burnout.language import joined, say, term
from burnout.manuscript.material import Source
from burnout.manuscript.numbers import (
    apart,
    confidence,
    count,
    decimal,
    estimate,
    listing,
    lower_first,
    p_phrase,
    sentence,
)
from burnout.manuscript.pipe import INDENT, cell, literal, paragraphs, pipe_table

TESTS = {
    "parallel_lines_lr": ("likelihood ratio", "the likelihood ratio against a model with its own effects at each cut"),
    "parallel_lines_score": ("score test", "the score test"),
    "parallel_lines_brant": ("Brant's test", "Brant's test [@brant1990assessing]"),
}
"""Measures of the table diagnostics, in the order in which they are believed, with their names."""


def family_of(rows: pd.DataFrame) -> str:
    """Family of the rows of one model: binary, ordinal or multinomial."""
    return str(rows["family"].iloc[0]) if "family" in rows and len(rows) else "binary"


def of_family(source: Source, family: str, plan: str) -> list[str]:
    """Models of a family that were estimated under a plan, in the order of the study file."""
    logistic = source.results.table("logistic")
    if "family" not in logistic:
        return []
    kept = logistic[(logistic["kind"] == "multivariable") & (logistic["status"] == "ok") & (logistic["plan"] == plan)]
    found = set(kept.loc[kept["family"] == family, "model"])
    return [name for name in source.study.models if name in found]


def model_label(source: Source, name: str) -> str:
    """Name of a model in tables and text."""
    model = source.study.models[name]
    return literal(model.label) if model.label else source.label(model.outcome)


def compared(rows: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Rows of one model by the outcome level that is compared; one group without name for other families."""
    if family_of(rows) != "multinomial":
        return [("", rows)]
    return [(str(level), part) for level, part in rows.groupby("outcome_level", sort=False)]


def heading(source: Source, name: str, level: str, rows: pd.DataFrame) -> str:
    """The line of a table over the factors of one model, or of one comparison of it."""
    head, label = rows.iloc[0], f"***{model_label(source, name)}***"
    known = (rows["status"] == "ok").any()
    sizes = say(" (n = {n})", n=count(head["n"])) if known else ""
    if family_of(rows) == "binary":
        if not known:
            return label
        return say(
            "{model} (n = {n}, events = {events})", model=label, n=count(head["n"]), events=count(head["events"])
        )
    if not level:
        return say("{model}, {family}{n}", model=label, family=term(family_of(rows)), n=sizes)
    return say(
        "{model}: {level} against {reference} (n = {n})",
        model=label,
        level=cell(level),
        reference=cell(head["outcome_reference"]),
        n=count(head["n"]),
    )


def lead(source: Source, name: str, rows: pd.DataFrame) -> str:
    """How the sentence on a model begins; the rows are those that could be estimated."""
    outcome = lower_first(model_label(source, name))
    put = source.values.put
    n = put(f"model.{name}.n", count(rows.iloc[0]["n"]))
    family = family_of(rows)
    if family == "binary":
        events = put(f"model.{name}.events", count(rows.iloc[0]["events"]))
        return say(
            "In the model for {outcome} ({events} events among {n} participants), ", outcome=outcome, events=events, n=n
        )
    if family == "ordinal":
        return say(
            "In the ordinal regression for {outcome} ({n} participants; odds of a higher level), ", outcome=outcome, n=n
        )
    return say(
        "In the multinomial regression for {outcome} ({n} participants; each level against {reference}), ",
        outcome=outcome,
        n=n,
        reference=literal(rows.iloc[0]["outcome_reference"]),
    )


def check_text(source: Source, name: str) -> str:
    """How the check of parallel lines of a model came out; empty for other families."""
    rows = source.primary("diagnostics")
    if not len(rows) or "df" not in rows:
        return ""
    rows = rows[(rows["model"] == name) & (rows["factor"] == "") & (rows["status"] == "ok")]
    used = next((test for test in TESTS if (rows["measure"] == test).any()), None)
    if used is None:
        return ""
    p = float(rows.loc[rows["measure"] == used, "p_value"].iloc[0])
    shown = say(
        "{test}, {p}",
        test=term(TESTS[used][0]),
        p=source.values.put(f"model.{name}.parallel-lines", p_phrase(p)),
    )
    place = f"@tbl-{_label(source, name)}" if name in _with_cuts(source) else ""
    if p >= source.study.plan.alpha:
        shown = apart([shown, place]) if place else shown
        return say("Nothing spoke against the same odds ratios at each cut ({test}).", test=shown)
    if place:
        said = say(
            "The odds ratios differed between the cuts ({test}), so that those at each cut should be read in place of "
            "the common ones ({table}).",
            test=shown,
            table=place,
        )
    else:
        said = say(
            "The odds ratios differed between the cuts ({test}), so that those at each cut should be read in place of "
            "the common ones.",
            test=shown,
        )
    sparse = used != next(iter(TESTS))
    return joined([said, say("This test rejects too often where few people lie beyond a cut.") if sparse else ""])


def level_methods(source: Source, plan: str) -> list[str]:
    """What the methods say of the ordinal and multinomial regressions of a plan; nothing when there are none."""
    ordinal, multinomial = (of_family(source, family, plan) for family in ("ordinal", "multinomial"))
    said = []
    if ordinal:
        said.append(
            say(
                "Ordinal regression (proportional odds) was used for {outcomes} [@mccullagh1980regression]; an odds "
                "ratio over 1 means higher levels.",
                outcomes=_named(source, ordinal),
            )
        )
    said += _check_methods(source, plan, bool(ordinal))
    if multinomial:
        said.append(
            say(
                "Multinomial regression against the reference level was used for {outcomes}.",
                outcomes=_named(source, multinomial),
            )
        )
    return said + _entered(source, plan, [*ordinal, *multinomial])


def _entered(source: Source, plan: str, names: list[str]) -> list[str]:
    """How factors came into the ordinal and multinomial regressions."""
    screened = [n for n in names if plan == "as-published" and source.study.models[n].factors is None]
    said = []
    if screened:
        said.append(
            say(
                "Into {regressions} all factors with *P* < {alpha} in screening entered together.",
                regressions=_these(source, screened, names),
                alpha=f"{source.study.plan.alpha:g}",
            )
        )
    rest = [n for n in names if n not in screened]
    if rest:
        those = _these(source, rest, names)
        said.append(say("The factors of {regressions} were entered together, without selection.", regressions=those))
    return said


def _these(source: Source, some: list[str], of: list[str]) -> str:
    """Regressions in a sentence: all that were just named, or some of them by their outcomes."""
    if len(some) == len(of):
        return say("these regressions")
    return say("that of {outcomes}", outcomes=_named(source, some))


def _named(source: Source, names: list[str]) -> str:
    return listing([lower_first(model_label(source, name)) for name in names])


def _check_methods(source: Source, plan: str, estimated: bool) -> list[str]:
    """How parallel lines were checked, and the binary regressions at each cut (also where no ordinal one came out)."""
    rows = source.results.table("diagnostics")
    rows = rows[(rows["plan"] == plan) & (rows["status"] == "ok")] if len(rows) else rows
    done = [term(TESTS[test][1]) for test in TESTS if len(rows) and (rows["measure"] == test).any()]
    said = []
    if done:
        said.append(
            say(
                "That odds ratios are the same at each cut (parallel lines) was checked by {tests}.",
                tests=listing(done),
            )
        )
    cuts = source.results.table("parallel_lines")
    cuts = cuts[(cuts["plan"] == plan) & (cuts["status"] == "ok")] if len(cuts) else cuts
    if len(cuts):
        firth = cuts["note"].astype(str).str.contains("Firth").any()
        how = say(", by Firth's method where a factor separated them [@firth1993bias]") if firth else ""
        if estimated:
            said.append(say("Binary regressions at each cut were set beside them{how}.", how=how))
        else:
            said.append(
                say("Binary regressions at each cut took the place of an ordinal one without estimate{how}.", how=how)
            )
    return said


def _with_cuts(source: Source) -> list[str]:
    """Models of the primary plan that have odds ratios at two or more cuts."""
    cuts = source.primary("parallel_lines")
    if not len(cuts):
        return []
    several = cuts.groupby("model")["cut"].nunique()
    return [name for name in source.study.models if several.get(name, 0) > 1]


def _label(source: Source, name: str) -> str:
    place = _with_cuts(source).index(name)
    return "parallel" if place == 0 else f"parallel-{place + 1}"


def parallel_tables(source: Source) -> str:
    """Odds ratios at each cut of each ordinal outcome, for the supplement."""
    rows = source.primary("parallel_lines")
    return paragraphs(*[_table(source, name, rows[rows["model"] == name]) for name in _with_cuts(source)])


def _table(source: Source, name: str, rows: pd.DataFrame) -> str:
    cuts = list(dict.fromkeys(rows["cut"]))
    level = confidence(source.study.plan.confidence)
    lines: list[list[str]] = []
    for factor, part in rows.groupby("factor", sort=False):
        label = f"**{source.label(str(factor))}**"
        for i, (shown, at) in enumerate(part.groupby("level", sort=False)):
            found = {r.cut: estimate(r.odds_ratio, r.conf_low, r.conf_high) for r in at.itertuples()}
            figures = [found.get(cut, decimal(float("nan"))) for cut in cuts]
            if not shown:
                lines.append([label, *figures])
                continue
            if i == 0:
                reference = cell(at.iloc[0]["reference"])
                lines.append([say("{factor} (ref. {level})", factor=label, level=reference), *[""] * len(cuts)])
            lines.append([INDENT + cell(shown), *figures])
    heads = [say("{level} or higher", level=cell(cut.split(" | ")[1])) for cut in cuts]
    notes = dict.fromkeys(sentence(literal(n)) for n in rows.loc[rows["status"] != "ok", "note"].dropna() if n)
    return pipe_table(
        [say("Factor"), *heads],
        lines,
        caption=say(
            "Odds ratios at each cut of {outcome}.{synthetic}",
            outcome=lower_first(model_label(source, name)),
            synthetic=source.synthetic_note(),
        ),
        label=_label(source, name),
        note=joined([_cut_note(level), *notes]),
    )


def _cut_note(level: str) -> str:
    return say(
        "Odds ratios ({level} confidence interval) of binary regressions of lying above the cut; ordinal regression "
        "takes them to be the same.",
        level=level,
    )
