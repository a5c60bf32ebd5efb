"""Names people read, for the names that files and tables use."""

from __future__ import annotations

from collections.abc import Mapping

from burnout.config.instrument import Instrument
from burnout.config.study import Study
from burnout.language import say, term


def label_of(study: Study, instruments: Mapping[str, Instrument], name: str) -> str:
    """Label of an outcome, variable or score column; the name itself when nothing is declared.

    It is given in the language that is being written.

    Parameters
    ----------
    study : Study
        The study.
    instruments : mapping of str to Instrument
        Instruments by name.
    name : str
        Name of an outcome, a variable, or a score column such as ``mbi_exhaustion_band``.
    """
    if name in study.outcomes:
        return term(study.outcomes[name].label)
    if name in study.variables:
        return term(study.variables[name].label)
    for use_name, use in study.instruments.items():
        if name.startswith(f"{use_name}_") and use.instrument in instruments:
            label = _score_label(instruments[use.instrument], use.key, use.cutoffs, name.removeprefix(f"{use_name}_"))
            if label is not None:
                return label
    return name


def _score_label(instrument: Instrument, key_name: str | None, cutoff_name: str | None, part: str) -> str | None:
    key = instrument.keys[key_name or instrument.default_key]
    cutoffs = instrument.cutoffs.get(cutoff_name or "")
    if part == "grade" and cutoffs is not None and cutoffs.grade is not None:
        return term(cutoffs.grade.label)
    if part == "profile" and cutoffs is not None and cutoffs.profile is not None:
        return term(cutoffs.profile.label)
    scale = part.removesuffix("_band")
    found = key.scales.get(scale) or key.composites.get(scale)
    if found is None and (of_t := key.scales.get(part.removesuffix("_t"))):
        return say("{scale} (T score)", scale=term(of_t.label))
    return term(found.label) if found else None


def part_label(study: Study, part: str) -> str:
    """Label of a part of the flow: an occasion's label, or what the pair of occasions stands for.

    Parameters
    ----------
    study : Study
        The study.
    part : str
        Value of the flow table's column ``part``: an occasion's name, ``paired``, or a file's name.
    """
    if part in study.occasions:
        return term(study.occasions[part].label)
    if part == "paired":
        return term(study.intervention.name) if study.intervention else say("Before and after")
    return part
