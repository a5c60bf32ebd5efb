"""From results and texts to the parts of a manuscript. Nothing is computed, nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import chain

from burnout.config import Checklist, Instrument, Journal, Study
from burnout.errors import RenderError
from burnout.language import current, retell, say, say_count, term
from burnout.manuscript import (
    association,
    before_after,
    front,
    methods,
    over_time,
    qualitative,
    raters,
    sites,
    supplement,
    survey,
)
from burnout.manuscript import multiverse as many
from burnout.manuscript.abbreviations import explain_questionnaires
from burnout.manuscript.checklists import fill
from burnout.manuscript.in_language import untranslated, without_font
from burnout.manuscript.journals import for_journal
from burnout.manuscript.material import Composed, Results, Source, Texts, Values
from burnout.manuscript.numbers import printed_as, restyled
from burnout.manuscript.origins import clean, origin_frame
from burnout.manuscript.pipe import paragraphs
from burnout.manuscript.trace import TracedTables, tracing
from burnout.manuscript.typed import typed_by_hand
from burnout.manuscript.wording_notes import wording_notice

LOOKED_AT = (
    "screening",
    "logistic",
    "paired",
    "paired_rates",
    "repeated",
    "pool",
    "agreement",
    "ranking",
    "reliability",
    "key_warnings",
    "imputation",
    "multiverse_summary",
)
"""Tables whose rows without a result a person should look at."""


def compose(
    study: Study,
    instruments: Mapping[str, Instrument],
    results: Results,
    texts: Texts,
    checklists: Mapping[str, Checklist] | None = None,
    journal: Journal | None = None,
) -> Composed:
    """Compose a manuscript.

    Parameters
    ----------
    study : Study
        The study.
    instruments : mapping of str to Instrument
        Instruments by name.
    results : Results
        Every result table and figure.
    texts : Texts
        The authors' texts.
    checklists : mapping of str to Checklist, optional
        Reporting checklists by name; none are filled when not given.
    journal : Journal, optional
        What the journal asks for; the house style when not given.

    Returns
    -------
    Composed
        Parts, front matter, values and what needs a look.

    Raises
    ------
    RenderError
        The authors' own texts hold a statistic typed by hand.
    """
    traced = replace(results, tables=TracedTables(results.tables))
    journal = journal or Journal()
    source = Source(study, instruments, traced, texts, Values(), journal)
    with tracing() as ledger, printed_as(journal.numbers):
        written, matter = _parts(source), front.front_matter(source)
        own = (texts.introduction, texts.discussion)
        written = {name: text if text in own else restyled(text) for name, text in written.items()}
        matter["abstract"] = restyled(matter["abstract"])
    if typed := typed_by_hand(study, texts, source.values.found):
        raise RenderError(typed)
    bare = replace(source, results=results)
    filled = fill(bare, written, matter["abstract"], checklists)
    written["supplement"] = paragraphs(written["supplement"], filled.text)
    named = {use.instrument: instruments[use.instrument] for use in study.instruments.values()}.values()
    written = {name: explain_questionnaires(text, named) for name, text in written.items()}
    made = {name: clean(name, text, source.values.marked) for name, text in written.items()}
    abstract = clean("abstract", matter["abstract"], source.values.marked)
    used = "\n".join(written.values())
    composed = Composed(
        parts={name: part.plain if part.plain.strip() else "\n" for name, part in made.items()},
        front={**matter, "abstract": abstract.plain},
        values=source.values.nested(),
        flat=dict(source.values.found),
        figures=[name for name in results.figures if f"figures/{name})" in used],
        notices=[
            *filter(None, [filled.notice]),
            *wording_notice(bare),
            *(_notices(bare) if study.manuscript.language == current().code else []),
            *without_font(),
            *untranslated(study, instruments),
        ],
        reporting=filled.table,
        language=current().code,
        linked={name: part.linked for name, part in made.items()} | {"abstract": abstract.linked},
        origins=origin_frame([*abstract.printed, *chain(*(p.printed for p in made.values()))], ledger, results.tables),
    )
    return for_journal(composed, source)


def _parts(source: Source) -> dict[str, str]:
    """Every part of the manuscript in markdown, by the name of its file."""
    study, texts = source.study, source.texts
    return {
        "second-abstract": front.second_abstract(source),
        "notice": front.notice(source),
        "introduction": paragraphs(texts.introduction, front.aim(study)),
        "methods": methods.methods(source),
        "participants": survey.participants(source),
        "prevalence": survey.prevalence(source),
        "screening": survey.screening(source),
        "models": association.models(source),
        "ranking": survey.ranking(source),
        "sites": sites.sites(source),
        "raters": raters.agreement(source),
        "before-after": before_after.before_after(source),
        "repeated": over_time.over_time(source),
        "multiverse": many.multiverse(source),
        "interviews": qualitative.interviews(source),
        "discussion": texts.discussion,
        "limitations": front.limitations(source),
        "declarations": front.declarations(source),
        "supplement": supplement.supplement(source),
    }


def _notices(source: Source) -> list[str]:
    """Rows with a status other than ok, and small models: what a person should look at."""
    said = []
    for name in LOOKED_AT:
        table = source.results.table(name)
        if "status" in table and "note" in table:
            odd = table[table["status"].ne("ok")]
            for note, rows in odd.groupby("note", sort=False):
                told = say("{table}: {note}", table=name, note=term(note))
                said.append(say("{notice} ({n} rows)", notice=told, n=len(rows)) if len(rows) > 1 else told)
    fit = source.results.table("fit")
    if "events_per_parameter" in fit:
        for row in fit[fit["events_per_parameter"] < 10].itertuples():
            said.append(
                say(
                    "fit: {model} ({plan}) has {events} events for each parameter",
                    model=row.model,
                    plan=row.plan,
                    events=f"{row.events_per_parameter:.1f}",
                )
            )
    return said + _cleaned(source)


def _cleaned(source: Source) -> list[str]:
    """What cleaning set aside or blanked."""
    said = []
    flow = source.results.table("flow")
    gone = flow[flow["stage"] == "excluded"] if len(flow) else flow
    aside = [say("{n} {reason}", n=row.n, reason=retell(row.reason)) for row in gone.itertuples()]
    if aside:
        rows = say(", ").join(aside)
        said.append(say("clean: rows set aside ({rows}) are listed in data/quarantine.csv", rows=rows))
    done = source.results.table("cleaning")
    blanked = done.loc[done["action"] == "blanked", "n"].sum() if len(done) else 0
    if blanked:
        said.append(
            say_count(
                "clean: {n} value that cannot be was blanked; listed in data/findings.csv",
                "clean: {n} values that cannot be were blanked; listed in data/findings.csv",
                int(blanked),
                n=blanked,
            )
        )
    return said
