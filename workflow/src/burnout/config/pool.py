"""The part of a study file that says what is pooled over sites."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Literal

from pydantic import Field, model_validator

from burnout.config.base import Closed, Label, Name, Text

if TYPE_CHECKING:
    from burnout.config.study import Study

Measure = Literal["OR", "RR", "RD", "MD", "SMD", "MN", "PLO", "PAS", "PFT", "PR"]
SITE = "site"
"""The column of the clean data that tells the site of a row's file."""

KINDS: dict[str, tuple[str, ...]] = {
    "counts": ("OR", "RR", "RD"),
    "means": ("SMD", "MD", "MN"),
    "shares": ("PLO", "PAS", "PFT", "PR"),
    "estimates": ("OR", "RR", "RD", "MD", "SMD", "MN", "PLO", "PAS", "PR"),
}
"""Kind of table to the measures it can give, the default first; estimates are taken as they stand."""


class PoolPeople(Closed):
    """The study's own people: the effect is estimated in each site, then pooled."""

    outcome: Name = Field(description="Outcome: yes/no, or a number.")
    factor: Name | None = Field(
        default=None,
        description="Factor with levels whose effect is pooled; without it the share or mean of each site.",
    )
    compare: tuple[Label, Label] | None = Field(
        default=None, description="Level and reference of the factor; its second and first (or reference) if not given."
    )


class PoolEstimates(Closed):
    """A table with one row per site that holds its effect."""

    estimate: Name = Field(description="Effect of the site; logarithms for ratios.")
    variance: Name | None = Field(default=None, description="Its sampling variance.")
    std_error: Name | None = Field(default=None, description="Its standard error; give this or the variance.")

    @model_validator(mode="after")
    def _one_precision(self) -> PoolEstimates:
        if (self.variance is None) == (self.std_error is None):
            raise ValueError("give variance or std_error")
        return self


class PoolCounts(Closed):
    """A table with one row per site that holds the counts of two arms."""

    events1: Name = Field(description="First arm: people with the event.")
    others1: Name | None = Field(default=None, description="First arm: people without it; give this or n1.")
    n1: Name | None = Field(default=None, description="First arm: all people.")
    events2: Name = Field(description="Second arm (the comparison): people with the event.")
    others2: Name | None = Field(default=None, description="Second arm: people without it; give this or n2.")
    n2: Name | None = Field(default=None, description="Second arm: all people.")

    @model_validator(mode="after")
    def _both_arms(self) -> PoolCounts:
        for arm in (1, 2):
            if (getattr(self, f"others{arm}") is None) == (getattr(self, f"n{arm}") is None):
                raise ValueError(f"give others{arm} or n{arm}")
        return self


class PoolMeans(Closed):
    """A table with one row per site that holds means: of two arms, or of one group."""

    mean1: Name = Field(description="First arm: mean.")
    sd1: Name = Field(description="First arm: standard deviation.")
    n1: Name = Field(description="First arm: people.")
    mean2: Name | None = Field(default=None, description="Second arm (the comparison): mean.")
    sd2: Name | None = Field(default=None, description="Second arm: standard deviation.")
    n2: Name | None = Field(default=None, description="Second arm: people.")

    @model_validator(mode="after")
    def _whole_second_arm(self) -> PoolMeans:
        if len({self.mean2 is None, self.sd2 is None, self.n2 is None}) > 1:
            raise ValueError("give mean2, sd2 and n2, or none of them")
        return self


class PoolShares(Closed):
    """A table with one row per site that holds how many of its people have the event."""

    events: Name = Field(description="People with the event.")
    n: Name = Field(description="All people.")


class PoolAnalysis(Closed):
    """One effect that is pooled over sites. Give exactly one of people, estimates, counts, means, shares."""

    label: Text = Field(description="Name in tables and text, for example 'High emotional exhaustion'.")
    site: Name = Field(default=SITE, description="Variable that names the site; the site of the files if not given.")
    people: PoolPeople | None = Field(default=None, description="The study's own people, grouped by site.")
    estimates: PoolEstimates | None = Field(default=None, description="Variables with effects and their precision.")
    counts: PoolCounts | None = Field(default=None, description="Variables with counts of two arms.")
    means: PoolMeans | None = Field(default=None, description="Variables with means.")
    shares: PoolShares | None = Field(default=None, description="Variables with events and people.")
    measure: Measure | None = Field(
        default=None,
        description="Effect: OR, RR, RD (two arms, yes/no), SMD, MD (two arms, numbers), MN (mean), PLO, PAS, PFT, PR "
        "(share: logit, arcsine, double arcsine, raw). The first that fits if not given.",
    )
    moderators: list[Name | list[Name]] = Field(
        default=[], description="Variables on which effects are regressed, each by itself; a list enters together."
    )
    subgroup: Name | None = Field(default=None, description="Variable by whose levels effects are also pooled apart.")

    @property
    def kind(self) -> str:
        """What the effects are made from."""
        return next(k for k in ("people", *KINDS) if getattr(self, k) is not None)

    @property
    def inputs(self) -> list[str]:
        """Variables of a table of sites."""
        block = getattr(self, self.kind)
        return [] if self.kind == "people" else [n for n in block.model_dump().values() if n]

    @property
    def explained_by(self) -> list[str]:
        """All moderators and the subgroup."""
        names = [n for one in self.moderators for n in (one if isinstance(one, list) else [one])]
        return list(dict.fromkeys([*names, *([self.subgroup] if self.subgroup else [])]))

    @model_validator(mode="after")
    def _one_source(self) -> PoolAnalysis:
        given = [k for k in ("people", *KINDS) if getattr(self, k) is not None]
        if len(given) != 1:
            raise ValueError("give exactly one of people, estimates, counts, means, shares")
        fitting = self._fitting()
        if self.measure is not None and self.measure not in fitting:
            raise ValueError(f"measure {self.measure} does not fit {given[0]}; use one of {', '.join(fitting)}")
        return self

    def _fitting(self) -> tuple[str, ...]:
        if self.people is not None:
            return ("OR", "RR", "RD", "MD", "SMD") if self.people.factor else ("PLO", "PAS", "PFT", "PR", "MN")
        if self.means is not None:
            return ("MN",) if self.means.mean2 is None else ("SMD", "MD")
        return KINDS[self.kind]


class Pool(Closed):
    """Effects of several sites pooled into one."""

    analyses: dict[Name, PoolAnalysis] = Field(min_length=1, description="What is pooled, by a name of your own.")


Want = Callable[[str, str | None, Iterable[str]], None]


def check_pool(study: Study, factors: Iterable[str], want: Want) -> None:
    """Report names of the pooling that point to nothing.

    Parameters
    ----------
    study : Study
        The study.
    factors : iterable of str
        Variables and scores.
    want : callable
        Takes place, name and allowed names; reports a name that is not among them.
    """
    numbers = [n for n, v in study.variables.items() if v.type == "number"]
    sites = [*study.variables, *([SITE] if any(f.site for f in study.files.values()) else [])]
    known = [n for n in study.variables if study.variables[n].type != "text"]
    for name, analysis in study.pool.analyses.items() if study.pool else []:
        place = f"pool.analyses.{name}"
        want(f"{place}.site", analysis.site, sites)
        for i, variable in enumerate(analysis.explained_by):
            want(f"{place}.moderators[{i}]", variable, known)
        if analysis.people is None:
            for key, variable in getattr(analysis, analysis.kind).model_dump().items():
                want(f"{place}.{analysis.kind}.{key}", variable, numbers)
            continue
        people = analysis.people
        binary = [n for n, o in study.outcomes.items() if o.is_binary]
        others = [n for n in study.outcomes if n not in binary]
        wanted = {"MD": others, "SMD": others, "MN": others} | dict.fromkeys(("OR", "RR", "RD"), binary)
        wanted |= dict.fromkeys(("PLO", "PAS", "PFT", "PR"), binary)
        want(f"{place}.people.outcome", people.outcome, wanted.get(analysis.measure or "", study.outcomes))
        want(f"{place}.people.factor", people.factor, factors)
        if people.factor in study.variables:
            for i, level in enumerate(people.compare or ()):
                want(f"{place}.people.compare[{i}]", level, study.variables[people.factor].level_labels)
