"""``burnout instruments``: keys, cut-off sets, missing-item rules, their sources and the licence."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Annotated

import typer

from burnout.cli.screen import say, table
from burnout.errors import ConfigError, Problem

if TYPE_CHECKING:
    from burnout.config.instrument import Instrument


def instruments(
    name: Annotated[str | None, typer.Argument(help="One instrument, in full; all in short when not given.")] = None,
    config: Annotated[str, typer.Option(help="Configuration folder.")] = "config",
) -> None:
    """List the questionnaires that can be scored.

    Keys, cut-off sets, missing-item rules, their sources, and licences.
    """
    from burnout.config import load_instruments
    from burnout.workspace import project_root

    known = load_instruments(project_root() / config / "instruments")
    if name is None:
        _all(known)
        return
    if name not in known:
        near = [other for other in known if name in other] or difflib.get_close_matches(name, known, n=1)
        remedy = f"Did you mean {' or '.join(near)}?" if near else "Take one of the allowed names."
        raise ConfigError(Problem(f"{config}/instruments", "", f"no instrument {name!r}", ", ".join(known), remedy))
    _one(known[name])


def _all(known: dict[str, Instrument]) -> None:
    rows = [
        (name, one.name, one.items, f"{one.answers.low}-{one.answers.high}", ", ".join(one.cutoffs) or "none")
        for name, one in known.items()
    ]
    table(["instrument", "name", "items", "answers", "cut-off sets"], rows)
    say("burnout instruments NAME shows one in full. No item wordings are in this project.")


def _one(one: Instrument) -> None:
    say(f"{one.name} ({one.abbreviation})", style="bold")
    say(one.about)
    say(f"{one.items} items, answers {one.answers.low} to {one.answers.high}.")
    say(f"Licence: {one.licence}\n")
    for name, key in one.keys.items():
        used = " (used when the study file names no key)" if name == one.default_key else ""
        say(f"key: {name}{used}", style="bold")
        say(f"{key.label}. Source ({key.certainty}): {key.source}" + (f" {key.note}" if key.note else ""))
        rows = [
            (n, s.label, _numbers(s.items), _numbers(s.reverse) or "none", s.score, f"higher is {s.higher_is}")
            for n, s in key.scales.items()
        ]
        table(["scale", "label", "items", "reversed", "score", "direction"], rows)
    for name, cut in one.cutoffs.items():
        say(f"cutoffs: {name}", style="bold")
        say(f"{cut.label}. Source ({cut.certainty}): {cut.source}" + (f" {cut.note}" if cut.note else ""))
        rows = [(scale, b.label, _limit(b.limits())) for scale, bands in cut.scales.items() for b in bands.bands]
        if rows:
            table(["scale", "band", "score"], rows)
    for name, rule in one.missing_rules.items():
        say(f"missing_rule: {name}", style="bold")
        say(f"{rule.label} Source ({rule.certainty}): {rule.source}\n")


def _limit(limits: dict[str, float]) -> str:
    words = {"at_least": ">=", "above": ">", "at_most": "<=", "below": "<"}
    return " and ".join(f"{words[kind]} {value:g}" for kind, value in limits.items()) or "all others"


def _numbers(items: list[int]) -> str:
    """Item numbers, runs joined: ``1-5, 9``."""
    parts: list[list[int]] = []
    for item in items:
        if parts and item == parts[-1][-1] + 1:
            parts[-1].append(item)
        else:
            parts.append([item])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in parts)
