"""Paired: the same people before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from burnout.config import Instrument, Study
from burnout.paired.arms import arms_table, by_arm_table, within_arms
from burnout.paired.attrition import attrition_table, losses_table
from burnout.paired.bands import bands_table, shift_table, transitions_table
from burnout.paired.describe import describe_table
from burnout.paired.everybody import itt_table
from burnout.paired.means import means_table
from burnout.paired.people import People, find_people
from burnout.paired.rates import rates_table
from burnout.paired.regression import regression_table
from burnout.paired.reliable import reliable_change_table
from burnout.paired.sensitivity import effects_table, tests_table
from burnout.paired.tipping import tipping_table

__all__ = ["Compared", "compare"]


@dataclass(frozen=True)
class Compared:
    """What changed from before to after.

    Parameters
    ----------
    paired : pandas.DataFrame
        Means of every measure, under each plan.
    paired_rates : pandas.DataFrame
        Rates of every binary outcome, under each plan.
    attrition : pandas.DataFrame
        Those who completed against those lost, at the first occasion.
    change : pandas.DataFrame
        participant (anonymous running number), measure, before, after.
    losses : pandas.DataFrame
        stage, n, reason: who began, was lost, and is analysed.
    regression_to_mean : pandas.DataFrame
        The change that selection alone would bring; no rows when the group was not chosen for extreme values.
    paired_tests, paired_effects : pandas.DataFrame
        Every customary test and effect size of every measure, whatever the plan.
    paired_bands, paired_transitions : pandas.DataFrame
        Bands, grades and profiles: the test of a shift, and who went from which level to which.
    reliable_change : pandas.DataFrame
        How many changed by more than the error of measurement allows.
    paired_itt : pandas.DataFrame
        The change in everybody enrolled beside that in those who completed.
    paired_by_arm, paired_arms : pandas.DataFrame
        Means within each arm, and arms compared; no rows in a study of one group.
    paired_describe : pandas.DataFrame
        Before, after and change described, for everybody (empty `arm`) and within each arm.
    paired_tests_by_arm, paired_effects_by_arm : pandas.DataFrame
        Every customary test and effect size within each arm; no rows in a study of one group.
    paired_shift : pandas.DataFrame
        Every customary test of a shift between bands.
    paired_tipping : pandas.DataFrame
        How much worse or better than imputed those lost must have been to change the conclusion.
    """

    paired: pd.DataFrame
    paired_rates: pd.DataFrame
    attrition: pd.DataFrame
    change: pd.DataFrame
    losses: pd.DataFrame = field(default_factory=pd.DataFrame)
    regression_to_mean: pd.DataFrame = field(default_factory=pd.DataFrame)
    paired_tests: pd.DataFrame = field(default_factory=pd.DataFrame)
    paired_effects: pd.DataFrame = field(default_factory=pd.DataFrame)
    paired_bands: pd.DataFrame = field(default_factory=pd.DataFrame)
    paired_transitions: pd.DataFrame = field(default_factory=pd.DataFrame)
    reliable_change: pd.DataFrame = field(default_factory=pd.DataFrame)
    paired_itt: pd.DataFrame = field(default_factory=pd.DataFrame)
    paired_by_arm: pd.DataFrame = field(default_factory=pd.DataFrame)
    paired_arms: pd.DataFrame = field(default_factory=pd.DataFrame)
    paired_describe: pd.DataFrame = field(default_factory=pd.DataFrame)
    paired_tests_by_arm: pd.DataFrame = field(default_factory=pd.DataFrame)
    paired_effects_by_arm: pd.DataFrame = field(default_factory=pd.DataFrame)
    paired_shift: pd.DataFrame = field(default_factory=pd.DataFrame)
    paired_tipping: pd.DataFrame = field(default_factory=pd.DataFrame)


def compare(
    study: Study,
    data: pd.DataFrame,
    instruments: Mapping[str, Instrument] | None = None,
    reliability: pd.DataFrame | None = None,
) -> Compared:
    """Compare the same people before and after.

    Parameters
    ----------
    study : Study
        Its `paired` names the occasions, the measures and the rates.
    data : pandas.DataFrame
        Scored data, one row for each participant and occasion.
    instruments : mapping of str to Instrument, optional
        Instruments by name; they tell whether a high score is better.
    reliability : pandas.DataFrame, optional
        The reliability table of scoring, for reliable change.

    Returns
    -------
    Compared
        The tables. Differences are after minus before, over those who took part on both occasions (and completed).

    Raises
    ------
    AnalysisError
        The study declares no paired comparison, a column is missing, or a participant stands twice at an occasion.
    """
    people = find_people(study, data)
    return Compared(
        paired=means_table(study, people),
        paired_rates=rates_table(study, people),
        attrition=attrition_table(study, people),
        change=_change(study, people),
        losses=losses_table(people),
        regression_to_mean=regression_table(study, people, data),
        paired_tests=tests_table(study, people),
        paired_effects=effects_table(study, people),
        paired_bands=bands_table(study, people),
        paired_transitions=transitions_table(study, people),
        reliable_change=reliable_change_table(
            study, people, data, instruments or {}, pd.DataFrame() if reliability is None else reliability
        ),
        paired_itt=itt_table(study, people),
        paired_by_arm=by_arm_table(study, people),
        paired_arms=arms_table(study, people),
        paired_describe=within_arms(study, people, describe_table, whole=True),
        paired_tests_by_arm=within_arms(study, people, tests_table),
        paired_effects_by_arm=within_arms(study, people, effects_table),
        paired_shift=shift_table(study, people),
        paired_tipping=tipping_table(study, people),
    )


def _change(study: Study, people: People) -> pd.DataFrame:
    """Individual courses under running numbers that do not follow the order of the ids."""
    number = people.running_numbers(study.plan.seed)
    found = []
    for measure in study.paired.measures if study.paired else []:
        before, after = people.pairs(measure)
        found += [
            (int(number[i]), measure, float(b), float(a)) for i, (b, a) in enumerate(zip(before, after, strict=True))
        ]
    table = pd.DataFrame(found, columns=["participant", "measure", "before", "after"])
    types = {"participant": "int64", "measure": "str", "before": "float64", "after": "float64"}
    table = table.astype(types).dropna(subset=["before", "after"])
    order = {m: i for i, m in enumerate(study.paired.measures)} if study.paired else {}
    place = table["measure"].map(order)
    return table.assign(place=place).sort_values(["place", "participant"]).drop(columns="place").reset_index(drop=True)
