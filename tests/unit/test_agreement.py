"""Agreement of raters: published examples, layouts of files, and what cannot be estimated."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from burnout.agreement import rate
from burnout.config.agreement import AgreementAnalysis
from burnout.statistics.kappa import brennan_prediger, cohen, conger, fleiss, light
from burnout.statistics.raters import intraclass, kendall_w, krippendorff, resampled_alpha
from helpers.analysis_study import groups, make_study, survey_rows

CODES = ["a", "b", "c"]


def rated(columns: dict[str, list[Any]], measurement: str = "nominal", **more: Any) -> Any:
    """All tables of a study in which every column is a rater."""
    numeric = measurement in ("interval", "ratio")
    kind: dict[str, Any] = {"type": "number"} if numeric else {"type": "ordinal", "levels": CODES}
    spec = {"label": "Coding", "ratings": list(columns), "measurement": measurement} | more
    variables = {name: {"label": name} | kind for name in columns}
    study = make_study(variables=variables, agreement={"analyses": {"a": spec}}, plan={"bootstrap": 50})
    made = {n: np.array(v, dtype=float) if numeric else groups(v, CODES, ordered=True) for n, v in columns.items()}
    return rate(study, survey_rows(**made))


def value(found: Any, statistic: str, **where: str) -> pd.Series:
    rows = found.agreement[found.agreement["statistic"] == statistic]
    for column, text in where.items():
        rows = rows[rows[column] == text]
    assert len(rows) == 1
    return rows.iloc[0]


def statuses(found: Any) -> set[str]:
    table = found.agreement
    assert (table.loc[table["status"] != "ok", "note"] != "").all()
    ok = table[(table["status"] == "ok") & (table["statistic"].str.contains("kappa|icc|alpha|percent|pabak"))]
    assert np.isfinite(ok["value"]).all()
    return set(table["status"])


def test_table_of_cohen():
    """Cohen J. Educ Psychol Meas 1960;20:37-46, its table of 200 diagnoses as shares: kappa 0.492."""
    shares = np.array([[0.25, 0.13, 0.12], [0.12, 0.02, 0.16], [0.03, 0.15, 0.02]])
    chance = shares.sum(axis=1) @ shares.sum(axis=0)
    assert cohen(200 * shares).value == pytest.approx((0.29 - chance) / (1 - chance))
    assert brennan_prediger(200 * shares) == pytest.approx((0.29 - 1 / 3) / (2 / 3))


def test_pabak_of_two_categories():
    table = np.array([[80.0, 10.0], [5.0, 5.0]])
    assert brennan_prediger(table) == pytest.approx(2 * 0.85 - 1)


def test_judges_of_shrout_and_fleiss():
    """Psychol Bull 1979;86:423: 0.17, 0.29, 0.71; of four judges 0.44, 0.62, 0.91."""
    scores = np.array(
        [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], dtype=float
    )
    found = {one.form: one.value for one in intraclass(scores.astype(float), 0.95)}
    printed = {"icc-1-1": 0.17, "icc-2-1": 0.29, "icc-3-1": 0.71, "icc-1-k": 0.44, "icc-2-k": 0.62, "icc-3-k": 0.91}
    assert {form: round(found[form], 2) for form in printed} == printed
    assert found["icc-a-1"] == found["icc-2-1"]


def test_alpha_of_two_coders_without_gaps():
    """Krippendorff K. Computing Krippendorff's alpha-reliability (2011), example of two observers: 0.095."""
    first = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0]
    second = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    values = np.column_stack([first, second]).astype(float)
    assert krippendorff(values, "nominal") == pytest.approx(0.095, abs=5e-4)


def test_alpha_is_fleiss_kappa_with_a_correction_for_small_samples():
    rng = np.random.default_rng(4)
    codes = rng.integers(0, 3, (40, 4))
    n = codes.size
    kappa = fleiss(codes, 3).overall.value
    assert krippendorff(codes.astype(float), "nominal") == pytest.approx(1 - (1 - kappa) * (n - 1) / n)


def test_alpha_ignores_units_with_one_rating_and_the_order_of_units():
    values = np.array([[1, 1, np.nan], [2, 3, 2], [np.nan, 3, 3], [4, np.nan, np.nan], [1, 2, 1]])
    for level in ("nominal", "ordinal", "interval", "ratio"):
        whole = krippendorff(values, level)
        assert krippendorff(values[[0, 1, 2, 4]], level) == whole
        assert krippendorff(values[::-1], level) == pytest.approx(whole)
    low, high = resampled_alpha(values, "nominal", 0.95, 200, 1)
    assert low <= krippendorff(values, "nominal") <= high


def test_two_raters_make_lights_kappa_cohens_and_congers():
    rng = np.random.default_rng(2)
    codes = rng.integers(0, 3, (50, 2))
    table = np.zeros((3, 3))
    np.add.at(table, (codes[:, 0], codes[:, 1]), 1)
    assert light(codes, 3) == pytest.approx(cohen(table).value)
    assert conger(codes, 3) == pytest.approx(cohen(table).value)


def test_concordance_is_full_when_all_rank_alike():
    scores = np.array([[1, 10], [2, 20], [3, 30]], dtype=float)
    assert kendall_w(scores)[0] == pytest.approx(1)


def test_rows_of_ratings_and_columns_of_raters_say_the_same():
    first, second = ["a", "b", "c", "a", "b"], ["a", "b", "b", "a", "c"]
    wide = rated({"one": first, "two": second})
    variables = {
        "unit": {"label": "unit", "type": "number"},
        "who": {"label": "who", "type": "nominal", "levels": ["one", "two"]},
        "code": {"label": "code", "type": "nominal", "levels": CODES},
    }
    spec = {"label": "Coding", "unit": "unit", "rater": "who", "code": "code"}
    study = make_study(variables=variables, agreement={"analyses": {"a": spec}}, plan={"bootstrap": 50})
    data = survey_rows(
        unit=[1.0, 2, 3, 4, 5] * 2, who=groups(["one"] * 5 + ["two"] * 5), code=groups(first + second, CODES)
    )
    pd.testing.assert_frame_equal(rate(study, data).agreement, wide.agreement)


def test_units_without_a_rating_by_everybody_are_counted():
    found = rated({"x": ["a", "b", "c", "a", None], "y": ["a", "b", "b", "a", "c"], "z": ["a", "b", "c", None, "c"]})
    row = value(found, "fleiss-kappa")
    assert row["units"] == 3
    assert "2 of 5 units" in row["note"]
    assert value(found, "krippendorff-alpha-nominal")["units"] == 5
    assert value(found, "kappa", raters="x / y")["units"] == 4


def test_groups_stand_beside_all_units():
    columns = {"x": ["a", "b", "c", "a"], "y": ["a", "b", "b", "a"]}
    variables = {n: {"label": n, "type": "nominal", "levels": CODES} for n in columns}
    variables["part"] = {"label": "part", "type": "nominal", "levels": ["east", "west"]}
    spec = {"label": "Coding", "ratings": ["x", "y"], "by": "part"}
    study = make_study(variables=variables, agreement={"analyses": {"a": spec}})
    part = groups(["east", "east", "west", "west"])
    found = rate(study, survey_rows(**{n: groups(v, CODES) for n, v in columns.items()}, part=part))
    shares = [value(found, "percent-agreement", group=g)["value"] for g in ("", "east", "west")]
    assert shares == [75, 100, 50]


def test_full_agreement():
    found = rated({"x": ["a", "b", "c", "a"], "y": ["a", "b", "c", "a"]}, "ordinal")
    row = value(found, "kappa")
    assert (row["value"], row["status"]) == (pytest.approx(1), "ok")
    assert np.isnan(row["conf_low"])
    assert value(found, "stuart-maxwell")["status"] == "constant"
    assert "agree on every unit" in value(found, "bowker")["note"]
    statuses(found)


def test_one_category_only():
    found = rated({"x": ["a"] * 5, "y": ["a"] * 5}, "ordinal")
    assert value(found, "kappa")["status"] == "constant"
    assert value(found, "fleiss-kappa")["status"] == "constant"
    assert value(found, "krippendorff-alpha-nominal")["status"] == "constant"
    assert value(found, "percent-agreement")["value"] == 100
    statuses(found)


def test_a_category_that_nobody_uses():
    found = rated({"x": ["a", "b", "a", "b"], "y": ["a", "b", "b", "b"]})
    assert value(found, "kappa")["status"] == "ok"
    row = found.agreement_categories.query("category == 'c'").iloc[0]
    assert (row["status"], row["note"]) == ("constant", "Nobody used this category.")
    assert value(found, "pabak")["value"] == pytest.approx((0.75 - 1 / 3) / (2 / 3))


def test_a_rater_who_rated_nothing():
    found = rated({"x": ["a", "b", "c"], "y": ["a", "b", "b"], "z": [None] * 3}, "ordinal")
    assert value(found, "kappa", raters="x / z")["status"] == "too-few"
    assert value(found, "fleiss-kappa")["status"] == "too-few"
    assert value(found, "krippendorff-alpha-nominal")["status"] == "ok"
    assert "too-few" in statuses(found)


@pytest.mark.parametrize("measurement", ["nominal", "ordinal", "interval", "ratio"])
def test_one_unit(measurement):
    ones: list[Any] = [1.0] if measurement in ("interval", "ratio") else ["a"]
    assert statuses(rated({"x": ones, "y": ones}, measurement)) == {"too-few"}


def test_numbers_that_do_not_vary():
    found = rated({"x": [3.0] * 4, "y": [3.0] * 4}, "interval")
    assert value(found, "icc-2-1")["status"] == "constant"
    assert value(found, "kendall-w")["status"] == "constant"
    found = rated({"x": [1.0, 2, 3, 4], "y": [1.0, 2, 3, 4]}, "interval")
    row = value(found, "icc-2-1")
    assert (row["status"], row["value"]) == ("ok", pytest.approx(1))
    assert np.isnan(row["conf_low"])
    found = rated({"x": [1.0, 2, 3, 4], "y": [4.0, 3, 2, 1]}, "interval")
    assert value(found, "icc-2-1")["status"] == "constant"
    statuses(found)


def test_nobody_rated():
    found = rated({"x": [None, None], "y": [None, None]})
    assert statuses(found) == {"too-few"}


def test_a_unit_rated_twice_by_one_rater():
    variables = {n: {"label": n, "type": "text"} for n in ("unit", "who", "code")}
    spec = {"label": "Coding", "unit": "unit", "rater": "who", "code": "code"}
    study = make_study(variables=variables, agreement={"analyses": {"a": spec}})
    found = rate(study, survey_rows(unit=["u1", "u1", "u2"], who=["x", "x", "y"], code=["a", "b", "a"]))
    assert "x rated u1 twice" in found.agreement["note"].iloc[0]
    assert statuses(found) == {"not-estimable"}


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"ratings": ["x"]},
        {"ratings": ["x", "y"], "unit": "u"},
        {"unit": "u", "code": "c"},
        {"ratings": ["x", "y"], "rows": "raters", "by": "z"},
        {"unit": "u", "rater": "r", "code": "c", "rows": "raters"},
    ],
)
def test_layouts_that_are_none(given):
    with pytest.raises(ValidationError):
        AgreementAnalysis.model_validate({"label": "Coding"} | given)
