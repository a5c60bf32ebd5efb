"""What the authors alone know of how the study was done: their sentences, in the order of the study file's keys."""

from __future__ import annotations

from collections.abc import Collection

from burnout.config.base import Closed
from burnout.language import joined, term
from burnout.manuscript.numbers import sentence
from burnout.render.escape import escape

OF_RESULTS = ("response", "refusals")
"""Statements on the study that belong to its results."""


def statements(group: Closed, *, only: Collection[str] | None = None, without: Collection[str] = ()) -> str:
    """The sentences of one group of `manuscript.reporting`, as text.

    Parameters
    ----------
    group : Closed
        The group, for example ``manuscript.reporting.study``.
    only, without : collection of str
        Keys to take, or to leave out.
    """
    given = {key: getattr(group, key) for key in type(group).model_fields}
    wanted = [text for key, text in given.items() if text and key not in without and (only is None or key in only)]
    return joined([sentence(escape(term(text))) for text in wanted])
