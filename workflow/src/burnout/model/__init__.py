"""Stage model: logistic regression under each analysis plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from burnout.model.run import Modelled, fit_models

__all__ = ["Modelled", "fit_models"]


def __getattr__(name: str) -> object:
    """What the stage as a whole offers, loaded when it is wanted: others use single modules of it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from burnout.model import run

    return getattr(run, name)
