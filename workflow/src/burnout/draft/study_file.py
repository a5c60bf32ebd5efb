"""A drafted study as the text of a study file, with remarks where the authors must decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from burnout.clean.layout import OCCASION
from burnout.config.instrument import Instrument
from burnout.draft.analysis import OutcomeDraft, cutoffs_for, factors_of, missing_rule_for, outcomes_of, usable
from burnout.draft.english import english_levels
from burnout.draft.further import TO_WRITE, attrition, front_matter, patterns
from burnout.draft.kinds import label_for
from burnout.draft.propose import Draft, UseDraft, VariableDraft
from burnout.draft.words import common_column, plain
from burnout.draft.yaml_text import code, decide, listing, mapping, quote, remark, sequence

REFUSALS = ("不同意", "拒绝", "已撤回", "撤回", "否", "no", "refused", "withdrawn", "withdrew", "not given", "disagree")
HEAD = """\
# yaml-language-server: $schema={schema}
#
# Drafted by `burnout new-study` from {sources}.
# Everything here is a proposal. Look at the lines with "please decide". docs/your-own-data.md shows how it goes on,
# config/README.md explains every section; the studies beside this file are examples.
# Then: burnout check {name}, and snakemake --config studies={name}
"""


@dataclass(frozen=True)
class Choices:
    """What could only be found out with the data read by a first draft.

    Parameters
    ----------
    cleaning : dict of str to str
        Cleaning rules without which the data would stop the run.
    models : dict of str to (list of str, int, int)
        Outcome to prespecified factors, events, parameters.
    """

    cleaning: Mapping[str, str] = field(default_factory=dict)
    models: Mapping[str, tuple[list[str], int, int]] = field(default_factory=dict)


def study_text(
    draft: Draft,
    name: str,
    instruments: Mapping[str, Instrument],
    choices: Choices | None = None,
    schema: str = "../../workflow/schemas/study.schema.json",
) -> str:
    """The text of a study file.

    Parameters
    ----------
    draft : Draft
        The drafted study.
    name : str
        Name of the study.
    instruments : mapping of str to Instrument
        Questionnaires by name.
    choices : Choices, optional
        Cleaning rules and models; none in a first draft.
    schema : str
        Path of the schema from the study file, for editors.
    """
    choices = choices or Choices()
    scored = [use for use in draft.uses if usable(use, instruments)]
    outcomes = outcomes_of(scored, instruments)
    sources = ", ".join(remark(file.spec.path) for file in draft.files)
    parts = [
        HEAD.format(schema=schema, sources=sources, name=name).splitlines(),
        _head(draft, name, outcomes),
        _files(draft),
        _occasions(draft, scored),
        _variables(draft.variables),
        _left_out(draft),
        _uses(draft, instruments),
        _cleaning(draft, choices),
        _sampling(draft),
        _factors(draft),
        _outcomes(outcomes),
        _analyses(draft, outcomes, choices),
        _plan(outcomes),
        patterns(draft, name),
        front_matter(name),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _head(draft: Draft, name: str, outcomes: Sequence[OutcomeDraft]) -> list[str]:
    design = "pre-post" if draft.occasions and outcomes else "cross-sectional"
    lines = [f"study: {name}", *decide(["the title; and whether the data are made up (synthetic: true)"], 0)]
    return [
        *lines,
        f"title: {quote(f'{TO_WRITE}: title of the study {name}')}",
        f"design: {design}",
        "synthetic: false",
    ]


def _files(draft: Draft) -> list[str]:
    lines = ["files:"]
    for file in draft.files:
        lines += decide(file.doubts, 2)
        lines.append(f"  {file.name}:")
        stated = file.spec.model_dump(exclude_defaults=True)
        lines += [f"    {key}: {quote(value)}" for key, value in stated.items() if isinstance(value, str)]
    return lines


def _occasions(draft: Draft, scored: Sequence[UseDraft]) -> list[str]:
    if not draft.occasions:
        return []
    lines = ["occasions:"]
    for name, (label, given) in draft.occasions.items():
        lines.append(f"  {name}: {{label: {quote(label)}" + (f", code: {code(given)}}}" if given is not None else "}"))
    if _followed(draft, scored):
        return [*decide(draft.occasion_doubts, 0), *lines]
    seen = "two occasions stand in the names of columns that are not used yet (below); with them, remove the '# ' here"
    return [*decide([seen], 0), *(f"# {line}" for line in lines)]


def _followed(draft: Draft, scored: Sequence[UseDraft]) -> bool:
    """Whether anything that is used stands there for each occasion."""
    if any(file.spec.occasion or file.spec.occasion_column for file in draft.files):
        return True
    used = [variable.column for variable in draft.variables] + [name for use in scored for name in use.run.columns]
    return any(OCCASION in column for column in used)


def _variables(variables: Sequence[VariableDraft]) -> list[str]:
    lines = ["variables:"] if variables else []
    for variable in variables:
        lines += _variable(variable)
    return lines


def _variable(variable: VariableDraft) -> list[str]:
    made, look = variable.proposal, variable.proposal.look
    lines = [f"  {variable.name}:" + f"  # {remark(made.reason)}"]
    lines += decide(made.doubts, 4)
    lines += [f"    label: {quote(label_for(look))}", f"    type: {made.kind}"]
    if variable.column != variable.name:
        lines.append(f"    column: {quote(variable.column)}")
    if variable.files:
        lines.append(f"    files: {listing(variable.files)}")
    if made.levels:
        words = [word for _, word in made.levels]
        shown = english_levels(words)
        if shown != words and any(c != w for c, w in made.levels):
            lines.append(f"    # in the file: {remark(', '.join(words))}")
        pairs = {code(cell): quote(label) for (cell, _), label in zip(made.levels, shown, strict=True)}
        if not all(label.isascii() for label in shown):
            lines += decide(["labels (right of the colon) in the language of the manuscript"], 4)
        lines += mapping("levels", pairs, 4)
    if made.kind == "number":
        lines += _range(variable)
    if made.missing:
        lines.append(f"    missing: {listing(map(code, made.missing))}")
    return lines


def _range(variable: VariableDraft) -> list[str]:
    look = variable.proposal.look
    numbers = look.numbers
    if any("mistakes" in doubt for doubt in variable.proposal.doubts):
        from burnout.draft.kinds import AGES

        return [f"    range: [{AGES[0]}, {AGES[1]}]"]
    if look.legal is not None and numbers is not None and look.legal[0] <= numbers[0] and numbers[-1] <= look.legal[1]:
        return [f"    range: [{look.legal[0]:g}, {look.legal[1]:g}]"]
    if numbers is None:
        return []
    return [
        f"    # range: [{numbers[0]:g}, {numbers[-1]:g}]  are the smallest and largest found; state what is possible"
    ]


def _left_out(draft: Draft) -> list[str]:
    if not draft.left_out:
        return []
    lines = ["# Columns that are not used:"]
    return lines + [f"#   {remark(made.look.name)}: {remark(made.reason)} ({made.kind})" for made in draft.left_out]


def _uses(draft: Draft, instruments: Mapping[str, Instrument]) -> list[str]:
    active = [use for use in draft.uses if usable(use, instruments)]
    idle = [use for use in draft.uses if use not in active]
    lines = ["instruments:"] if active else []
    for use in active:
        lines += _use(use, instruments)
    for use in idle:
        lines += _unknown(use)
    return lines


def _use(use: UseDraft, instruments: Mapping[str, Instrument]) -> list[str]:
    first, *others = use.candidates
    instrument = instruments[first.instrument]
    lines = [f"  {use.name}:  # {remark('; '.join(first.reasons))} ({first.sure})"]
    doubts = list(first.doubts)
    if not doubts and first.sure != "certain":
        doubts.append(f"is this the {instrument.abbreviation}? Nothing in the names says so")
    lines += decide(doubts, 4)
    lines += [f"    # or: {one.instrument} ({remark('; '.join(one.reasons))})" for one in others]
    lines.append(f"    instrument: {first.instrument}")
    if use.run.template is not None:
        lines.append(f"    columns: {quote(use.run.template)}")
    else:
        lines += sequence("columns", map(quote, use.run.columns), 4)
    if use.files:
        lines.append(f"    files: {listing(use.files)}")
    if first.first_code is not None:
        lines.append(f"    first_code: {first.first_code}")
    if use.run.texts:
        lines += sequence("answer_texts", map(quote, use.run.texts), 4)
    if use.run.missing:
        lines.append(f"    missing: {listing(map(code, use.run.missing))}")
    return [*lines, *_scoring(instrument)]


def _scoring(instrument: Instrument) -> list[str]:
    keys = [key for key in instrument.keys if key != instrument.default_key]
    lines = decide([f"scoring key; also there: {', '.join(keys)}"], 4) if keys else []
    lines.append(f"    key: {instrument.default_key}")
    chosen = cutoffs_for(instrument)
    if chosen:
        others = [name for name in instrument.cutoffs_for(None) if name != chosen]
        more = f"; also there: {', '.join(others)}" if others else ""
        lines += decide([f"cut-off set (burnout instruments {instrument.instrument}){more}"], 4)
        lines.append(f"    cutoffs: {chosen}")
    lines.append(f"    missing_rule: {missing_rule_for(instrument)}")
    return lines


def _unknown(use: UseDraft) -> list[str]:
    """A run that looks like items but cannot be scored as it is: remarks only."""
    run = use.run
    answers = f"answer texts {', '.join(run.texts)}" if run.texts else f"answers {run.low} to {run.high}"
    shown = f"{run.columns[0]} to {run.columns[-1]}"
    lines = [f"# please decide: {len(run.columns)} columns, {remark(shown)}, look like items ({remark(answers)})."]
    if use.candidates:
        names = ", ".join(one.instrument for one in use.candidates)
        return [*lines, f"#   They may be {names}, but not all answer texts occur: write answer_texts yourself."]
    return [
        *lines,
        "#   No questionnaire of config/instruments has so many items with such answers; see burnout instruments.",
    ]


def _cleaning(draft: Draft, choices: Choices) -> list[str]:
    why = {
        "duplicates": "people stand twice: the first row is kept (quarantine), or stop",
        "out_of_range": "values that cannot be are blanked (blank), or their rows set aside (quarantine), or stop",
        "unmatched_occasion": "rows without an occasion are set aside (quarantine), or stop",
    }
    lines = ["cleaning:"] if choices.cleaning else []
    for key, value in choices.cleaning.items():
        lines += [*decide([why[key]], 2), f"  {key}: {value}"]
    refused = [line for variable in draft.variables for line in _refused(variable)]
    if refused:
        lines = [*(lines or ["cleaning:"]), "  exclude:", *refused]
    for variable in draft.variables:
        words = f"{variable.column} {variable.proposal.look.label}".lower()
        if "请选择" in words or "attention" in words:
            labels = english_levels([word for _, word in variable.proposal.levels])
            shown = remark(", ".join(labels))
            lines.append(f"# please decide: exclude people by {variable.name} ({shown})? See cleaning, exclude.")
    return lines


def _refused(variable: VariableDraft) -> list[str]:
    """The exclusion of people who did not consent."""
    look, words = variable.proposal.look, [word for _, word in variable.proposal.levels]
    if common_column(look.name, look.label) != "consent":
        return []
    no = [label for word, label in zip(words, english_levels(words), strict=True) if plain(word) in REFUSALS]
    if not no or len(no) == len(words):
        return []
    rule = f"{{variable: {variable.name}, levels: {listing(map(quote, no))}, reason: did not consent}}"
    return [*decide(["people who did not consent are left out"], 4), f"    - {rule}"]


def _sampling(draft: Draft) -> list[str]:
    units = [v.name for v in draft.variables if v.proposal.kind == "nominal" and len(v.proposal.levels) > 4]
    if not units:
        return []
    return [f"# please decide: were whole units sampled? Then: sampling: {{cluster: {units[0]}}}"]


def _factors(draft: Draft) -> list[str]:
    names = [variable.name for variable in factors_of(draft)]
    return ["# Factors, in the order of the tables.", *sequence("factors", names, 0)] if names else []


def _outcomes(outcomes: Sequence[OutcomeDraft]) -> list[str]:
    if not outcomes:
        return [
            "# please decide: no questionnaire was found, so there is no outcome yet. See outcomes in config/README.md."
        ]
    lines = ["outcomes:"]
    for outcome in outcomes:
        event = f", event: {listing(map(quote, outcome.event))}" if outcome.event else ""
        lines.append(f"  {outcome.name}: {{label: {quote(outcome.label)}, source: {outcome.source}{event}}}")
    return lines


def _analyses(draft: Draft, outcomes: Sequence[OutcomeDraft], choices: Choices) -> list[str]:
    if not outcomes:
        return []
    lines: list[str] = []
    if draft.occasions and _followed(draft, [use for use in draft.uses if use.candidates]):
        numbers = [o.name for o in outcomes if not o.event]
        rates = [o.name for o in outcomes if o.event]
        lines += ["paired:", "  before: before", "  after: after", *sequence("measures", numbers, 2)]
        lines += sequence("rates", rates, 2) if rates else []
        return lines + attrition(draft.variables)
    if factors_of(draft):
        lines.append("screening: {}  # all factors against all outcomes")
    if choices.models:
        lines += ["", "models:"]
    for name, (factors, events, parameters) in choices.models.items():
        doubt = f"the factors fixed before the data were seen; {events} events (or non-events) carry {events // 10}"
        lines += [f"  {name}:", *decide([f"{doubt} parameters, these take {parameters}"], 4), f"    outcome: {name}"]
        lines += sequence("prespecified", factors, 4)
    return lines


def _plan(outcomes: Sequence[OutcomeDraft]) -> list[str]:
    """Which plan the manuscript shows; the other runs beside it."""
    if not outcomes:
        return []
    doubt = "recommended (what methodologists ask for), or as-published (what such papers do with SPSS)"
    return [*decide([doubt], 0), "plan:", "  primary: recommended"]
