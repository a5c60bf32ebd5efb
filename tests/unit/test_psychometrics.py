"""Item analysis and key warnings of a whole study. Expected numbers are hand arithmetic, or said otherwise."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from burnout.clean.values import answer_reader
from burnout.config import load_instruments
from burnout.config.data import InstrumentUse
from burnout.config.instrument import Instrument
from burnout.score import score
from burnout.score.item_analysis import analyse_items, item_rest
from burnout.score.key_check import Direction, check_direction, direction_note
from helpers.studies import make_study

INSTRUMENTS = load_instruments(Path(__file__).parents[2] / "config" / "instruments")
USE = {"instrument": "proqol-5", "columns": "q{n}"}
# Items (1,2,3,4), (2,1,4,3), (1,3,2,4): variances 5/3, covariances 1, 4/3, 0.
POINTS = np.array([[1, 2, 1], [2, 1, 3], [3, 4, 2], [4, 3, 4]], dtype=float)


def simulated(instrument: Instrument, people: int = 120, prefix: str = "pq") -> pd.DataFrame:
    """Answers that follow one factor in each scale of the default key."""
    rng = np.random.default_rng(1)
    answers = np.empty((people, instrument.items))
    for scale in instrument.keys[instrument.default_key].scales.values():
        factor = rng.standard_normal(people)
        for item in scale.items:
            latent = 0.7 * factor + 0.7 * rng.standard_normal(people)
            answer = np.clip(np.round(3 + 1.1 * latent), 1, 5)
            answers[:, item - 1] = 6 - answer if item in scale.reverse else answer
    frame = pd.DataFrame(answers, columns=[f"{prefix}_{n}" for n in range(1, instrument.items + 1)])
    frame.insert(0, "participant", [str(i) for i in range(people)])
    frame.insert(1, "occasion", pd.Categorical(["survey"] * people, categories=["survey"], ordered=True))
    return frame


def with_reversed(items: list[int]) -> dict[str, Instrument]:
    """The ProQOL with another list of reversed burnout items."""
    instrument = INSTRUMENTS["proqol-5"]
    key = instrument.keys["manual"]
    scale = key.scales["burnout"].model_copy(update={"reverse": items})
    key = key.model_copy(update={"scales": key.scales | {"burnout": scale}})
    return {"proqol-5": instrument.model_copy(update={"keys": {"manual": key}})}


def test_item_rest_and_alpha_if_deleted_by_hand():
    """Item 1: covariance with the rest 7/3, rest variance 10/3: r = 7/3 / sqrt(5/3 x 10/3) = 0.98995.

    Without item 1 the covariance is 0, hence alpha 0; without item 2 it is 2 x (1 - (10/3) / 6) = 8/9, without item 3
    2 x (1 - (10/3) / (16/3)) = 0.75.
    """
    found = item_rest(POINTS)
    assert found.correlation[0] == pytest.approx(7 / 3 / np.sqrt(50 / 9))
    assert found.alpha_if_deleted == pytest.approx([0, 8 / 9, 0.75], abs=1e-12)


def test_items_with_gaps_and_ends_by_hand():
    points = np.vstack([POINTS, [[np.nan, 4, 4]]])
    rows = analyse_items(points, [5, 6, 7], [(1.0, 4.0)] * 3, 0.95)
    assert [(r["item"], r["n"], r["n_missing"]) for r in rows] == [(5, 4, 1), (6, 5, 0), (7, 5, 0)]
    assert [(r["floor_percent"], r["ceiling_percent"]) for r in rows] == [(25, 25), (20, 40), (20, 40)]
    assert rows[0]["mean"] == 2.5
    assert rows[0]["sd"] == pytest.approx(np.sqrt(5 / 3))
    assert rows[0]["item_rest_correlation"] == pytest.approx(item_rest(POINTS).correlation[0])


@pytest.mark.parametrize(
    ("points", "note"),
    [
        (np.ones((5, 1)), "no other items"),
        (np.full((5, 3), np.nan), "three people"),
        (np.c_[np.ones(5), np.arange(5), np.arange(5) % 2], "same answer"),
        (np.c_[np.arange(5), np.ones(5), np.ones(5)], "same sum for everybody"),
    ],
)
def test_an_item_that_cannot_be_judged_says_why(points, note):
    row = analyse_items(points, list(range(1, points.shape[1] + 1)), [(0.0, 5.0)] * points.shape[1], 0.95)[0]
    assert row["status"] == "not-estimable"
    assert note in row["note"]
    assert np.isnan(row["item_rest_correlation"])


def test_a_forgotten_reversal_is_named_where_it_belongs():
    data = simulated(INSTRUMENTS["proqol-5"])
    found = score(make_study(instruments={"pq": USE}), with_reversed([1, 15, 17, 29]), data)
    (row,) = found.key_warnings.to_dict("records")
    assert (row["instrument"], row["scale"], row["items"], row["status"]) == ("pq", "burnout", "4", "look")
    assert row["note"] == "Burnout: item 4 seems to be scored in the wrong direction; compare the form with the key."
    right = score(make_study(instruments={"pq": USE}), INSTRUMENTS, data)
    assert right.key_warnings.empty
    assert list(right.key_warnings) == list(found.key_warnings)
    alphas = [r.reliability.set_index("scale").loc["burnout", "alpha"] for r in (found, right)]
    assert [row["alpha"], row["alpha_if_flipped"]] == pytest.approx(alphas)
    flagged = found.items[found.items["flagged"]]
    assert flagged[["scale", "item"]].to_numpy().tolist() == [["burnout", 4]]
    assert "wrong direction" in flagged["note"].iloc[0]
    assert not right.items["flagged"].any()


def test_several_wrong_items_are_named_together():
    found = score(
        make_study(instruments={"pq": USE}), with_reversed([1, 17, 19, 29]), simulated(INSTRUMENTS["proqol-5"])
    )
    assert found.key_warnings["items"].tolist() == ["4, 15, 19"]
    assert found.key_warnings["note"].iloc[0].startswith("Burnout: items 4, 15 and 19 seem to be scored in the wrong")


def test_a_reversal_of_half_the_items_is_not_judged():
    found = score(make_study(instruments={"pq": USE}), with_reversed([]), simulated(INSTRUMENTS["proqol-5"]))
    assert found.key_warnings["items"].tolist() == ["8, 10, 19, 21, 26"]
    assert "one of the two groups" in found.key_warnings["note"].iloc[0]


def test_items_table_has_a_row_for_each_item_of_each_scale():
    found = score(make_study(instruments={"pq": USE}), INSTRUMENTS, simulated(INSTRUMENTS["proqol-5"])).items
    assert list(found) == [
        "instrument",
        "scale",
        "item",
        "occasion",
        "n",
        "n_missing",
        "mean",
        "sd",
        "floor_percent",
        "ceiling_percent",
        "item_rest_correlation",
        "alpha_if_deleted",
        "flagged",
        "status",
        "note",
        "reversed",
        "mean_complete",
        "sd_complete",
        "scale_mean_if_deleted",
        "scale_variance_if_deleted",
        "alpha_if_deleted_pairwise",
        "kmo",
        "loading",
    ]
    assert found.groupby("scale")["item"].apply(list).to_dict() == {
        name: scale.items for name, scale in INSTRUMENTS["proqol-5"].keys["manual"].scales.items()
    }


def test_few_people_are_told_that_it_may_be_chance():
    """Six people, covariance -1 / 5, r = -1 / sqrt(4 x 2) = -0.35, far from clear."""
    points = np.array([[1, 2], [2, 3], [3, 1], [2, 2], [1, 2], [3, 2]], dtype=float)
    found = check_direction(points, 0.95)
    assert np.corrcoef(points.T)[0, 1] < 0
    assert (found.against, found.halves, found.clear) == ((1,), True, False)
    assert direction_note(found, [1, 2]) == (
        "Item 2 runs against item 1; one of the two groups seems to be scored in the wrong direction, "
        "but with 6 people this can be chance; compare the form with the key."
    )


def test_opposite_items_have_no_alpha_as_keyed():
    """Everybody has the sum 6: alpha cannot be estimated, after the flip it is 1."""
    answers = np.array([1.0, 2, 3, 4, 5, 1, 5])
    found = check_direction(np.c_[answers, 6 - answers], 0.95)
    assert np.isnan(found.alpha)
    assert found.alpha_if_flipped == pytest.approx(1)
    assert found.clear


@pytest.mark.parametrize("points", [np.ones((9, 1)), np.ones((9, 4)), np.full((9, 4), np.nan), np.ones((2, 3))])
def test_what_cannot_be_checked_is_not_accused(points):
    assert check_direction(points, 0.95).against == ()


def test_an_item_without_variance_is_not_accused():
    points = np.c_[np.arange(9) % 4, np.arange(9) % 4, np.ones(9), 3 - np.arange(9) % 4]
    assert check_direction(points, 0.95).against == (3,)


def test_a_total_over_scales_is_not_accused():
    """The JSE's total: an item may run against it without being wrong in its own scale."""
    rng = np.random.default_rng(2)
    frame = pd.DataFrame(rng.integers(1, 8, (40, 20)).astype(float), columns=[f"j_{n}" for n in range(1, 21)])
    frame.insert(0, "participant", [str(i) for i in range(40)])
    frame.insert(1, "occasion", "survey")
    found = score(make_study(instruments={"j": {"instrument": "jse-hp", "columns": "j{n}"}}), INSTRUMENTS, frame)
    assert "total" not in set(found.key_warnings["scale"])
    total = found.items[found.items["scale"] == "total"]
    against = total[total["item_rest_correlation"] < 0]
    assert len(against)
    assert not total["flagged"].any()
    assert against["note"].str.contains("row of its own scale").all()


def test_notes_name_one_item_and_several():
    one = Direction((3,), False, True, 0.5, 0.7, 100)
    assert direction_note(one, [1, 2, 3, 4, 5]).startswith("Item 4 seems to be scored in the wrong direction; compare")
    two = Direction((0, 3), False, True, 0.5, 0.7, 100)
    assert direction_note(two, [1, 2, 3, 4, 5]).startswith("Items 1 and 4 seem to be scored in the wrong direction")


def test_items_with_a_range_of_their_own_are_read_as_numbers():
    """first_code and answer_texts are for the common range; counts stand in the file as they are."""
    ssrs = INSTRUMENTS["ssrs"]
    use = InstrumentUse(instrument="ssrs", columns="s{n}", first_code=0)
    common = answer_reader(use, ssrs.answers_of(1), [])
    count = answer_reader(use, ssrs.answers_of(6), [], own_range=True)
    assert (common("0").value, count("0").value, count("9").value) == (1, 0, 9)
    assert count("10").allowed == "whole numbers from 0 to 9"
    texts = InstrumentUse(instrument="ssrs", columns="s{n}", answer_texts=["none", "few", "some", "many"])
    assert answer_reader(texts, ssrs.answers_of(1), [])("few").value == 2
    assert answer_reader(texts, ssrs.answers_of(6), [], own_range=True)("4").value == 4
