"""Questions of ``burnout new-study --interactive``: only what is uncertain, with the proposal as the default."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from burnout.cli.screen import console, say

if TYPE_CHECKING:
    from burnout.draft.items import Candidate
    from burnout.draft.propose import Draft, UseDraft, VariableDraft

KINDS = ("nominal", "ordinal", "number", "leave out")


def ask(draft: Draft) -> Draft:
    """The draft with the uncertain things decided."""
    uses = tuple(_use(use) for use in draft.uses)
    answered = [(variable, _variable(variable)) for variable in draft.variables]
    kept = tuple(made for _, made in answered if made is not None)
    gone = tuple(replace(v.proposal, reason="left out when asked") for v, made in answered if made is None)
    return replace(draft, uses=uses, variables=kept, left_out=(*draft.left_out, *gone))


def _choose(question: str, choices: list[str], default: str) -> str:
    from rich.prompt import Prompt

    return Prompt.ask(question, choices=choices, default=default, console=console())


def _variable(variable: VariableDraft) -> VariableDraft | None:
    made = variable.proposal
    if made.sure != "please decide":
        return variable
    say(f"\n{made.look.name} ({variable.name}): {made.reason}")
    for doubt in made.doubts:
        say(f"  {doubt}")
    possible = [
        k for k in KINDS if (k != "number" or made.look.numbers is not None) and (made.levels or k not in KINDS[:2])
    ]
    kind = _choose("type", possible, made.kind)
    if kind == "leave out":
        return None
    levels = () if kind == "number" else tuple(_label(code, label) for code, label in made.levels)
    if levels and len({label for _, label in levels}) < 2:
        say("  All levels had the same label: the codes are kept as labels.")
        levels = tuple((code, code) for code, _ in made.levels)
    return replace(variable, proposal=replace(made, kind=kind, sure="certain", levels=levels, doubts=()))  # type: ignore[arg-type]


def _label(code: str, label: str) -> tuple[str, str]:
    from rich.prompt import Prompt

    if code != label or not code.lstrip("-").isdigit():
        return code, label
    return code, Prompt.ask(f"  label of {code}", default=label, console=console()).strip() or label


def _use(use: UseDraft) -> UseDraft:
    if not use.candidates or use.candidates[0].sure == "certain":
        return use
    names = [one.instrument for one in use.candidates]
    say(f"\n{len(use.run.columns)} columns, {use.run.columns[0]} to {use.run.columns[-1]}")
    for one in use.candidates:
        say(f"  {one.instrument}: {'; '.join((*one.reasons, *one.doubts))}")
    chosen = _choose("questionnaire", [*names, "none"], names[0])
    if chosen == "none":
        return replace(use, candidates=())
    first = _first_code(next(one for one in use.candidates if one.instrument == chosen))
    return replace(use, candidates=(first,))


def _first_code(one: Candidate) -> Candidate:
    if not any("first_code" in doubt or "counts from" in doubt for doubt in one.doubts):
        return replace(one, sure="certain", doubts=())
    from rich.prompt import IntPrompt

    proposed = 1 if one.first_code is None else one.first_code
    code = IntPrompt.ask("  code of the lowest answer in the file", default=proposed, console=console())
    return replace(one, first_code=code, sure="certain", doubts=())
