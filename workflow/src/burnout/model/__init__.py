"""Stage model: logistic regression under each analysis plan."""

from burnout.model.run import Modelled, fit_models

__all__ = ["Modelled", "fit_models"]
