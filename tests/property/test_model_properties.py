"""What must hold for any logistic regression of the stage model, whatever the data."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from burnout.model import fit_models
from helpers.studies import NUMBER, make_study, nominal, scored, yes_no

STUDY = make_study(
    variables={"group": nominal("a", "b", "c"), "dose": NUMBER, "unit": nominal("p", "q", "r", "s")},
    outcomes={"event": {"label": "Event", "source": "dose", "above": 1}},
    models={"m": {"outcome": "event", "factors": ["group", "dose"]}},
)
FLIPPED = STUDY.model_copy(
    update={"variables": STUDY.variables | {"group": STUDY.variables["group"].model_copy(update={"reference": "b"})}}
)
QUIET = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
NUMBERS = ["estimate", "std_error", "p_value", "odds_ratio", "conf_low", "conf_high"]


@st.composite
def people(draw, least: int = 0) -> pd.DataFrame:
    n = draw(st.integers(least, 40))
    column = lambda values: draw(st.lists(values, min_size=n, max_size=n))  # noqa: E731
    return (
        scored(
            STUDY,
            {
                "group": column(st.sampled_from(["a", "b", "c", None])),
                "dose": column(st.sampled_from([0, 1, 2, 3, 10, None])),
                "unit": column(st.sampled_from(["p", "q", "r", "s"])),
                "event": column(st.sampled_from([0, 1, 1, None])),
            },
        )
        if n
        else scored(STUDY, {"group": [None], "dose": [None], "unit": [None], "event": [None]}).head(0)
    )


def solid(seed: int, n: int = 120) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    columns = {"group": rng.choice(list("abc"), n), "dose": rng.integers(0, 4, n), "event": rng.integers(0, 2, n)}
    return scored(STUDY, columns | {"unit": rng.choice(list("pqrs"), n)})


@given(people())
@QUIET
def test_any_data_give_rows_with_a_status(data: pd.DataFrame) -> None:
    made = fit_models(STUDY, data)
    assert len(made.fit) == 2
    assert (made.logistic["status"] != "").all()
    fine = made.logistic[made.logistic["status"] == "ok"]
    assert fine[NUMBERS].notna().all().all()
    assert (fine["conf_low"] <= fine["odds_ratio"] * (1 + 1e-9)).all()
    assert (fine["odds_ratio"] <= fine["conf_high"] * (1 + 1e-9)).all()
    bad = made.logistic[made.logistic["status"] != "ok"]
    assert bad["p_value"].isna().all()
    assert (bad["note"] != "").all()


@given(st.integers(0, 10_000))
@QUIET
def test_row_order_is_irrelevant(seed: int) -> None:
    data = solid(seed)
    mixed = data.sample(frac=1, random_state=seed)
    one, two = fit_models(STUDY, data), fit_models(STUDY, mixed)
    assert one.logistic[NUMBERS].to_numpy() == pytest.approx(two.logistic[NUMBERS].to_numpy(), rel=1e-7, nan_ok=True)
    numbers = one.fit.select_dtypes("float").columns
    assert one.fit[numbers].to_numpy() == pytest.approx(two.fit[numbers].to_numpy(), rel=1e-7, nan_ok=True)


@given(st.integers(0, 10_000))
@QUIET
def test_swapping_the_outcome_flips_the_sign(seed: int) -> None:
    data = solid(seed)
    other = data.assign(event=yes_no(data["event"] == "No"))
    one, two = fit_models(STUDY, data).logistic, fit_models(STUDY, other).logistic
    assert one["estimate"].to_numpy() == pytest.approx(-two["estimate"].to_numpy(), rel=1e-6, abs=1e-9, nan_ok=True)
    assert one["p_value"].to_numpy() == pytest.approx(two["p_value"].to_numpy(), rel=1e-6, nan_ok=True)


@given(st.integers(0, 10_000))
@QUIET
def test_the_reference_level_does_not_change_the_model(seed: int) -> None:
    data = solid(seed)
    one, two = fit_models(STUDY, data), fit_models(FLIPPED, data)
    assert one.fit["log_likelihood"].tolist() == pytest.approx(two.fit["log_likelihood"].tolist(), rel=1e-10)
    b = one.logistic[(one.logistic["level"] == "b") & (one.logistic["kind"] == "multivariable")]["estimate"].iloc[0]
    a = two.logistic[(two.logistic["level"] == "a") & (two.logistic["kind"] == "multivariable")]["estimate"].iloc[0]
    assert a == pytest.approx(-b, rel=1e-7, abs=1e-10)
