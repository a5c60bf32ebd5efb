"""Tables of counts through a study file: textbook tables (R's chisq.test, fisher.test, prop.trend.test).

Tolerances, relative (absolute where R's value is 0): 1e-6, all being closed formulas.
"""

from __future__ import annotations

import pytest

from helpers.golden import expected
from helpers.golden_screen import check_cells, check_screening, check_trend
from helpers.ledger import unaccounted

SIZES = {
    "lady_tasting_tea": (2, 2), "twins_convictions": (2, 2), "job_satisfaction_4x4": (4, 4), "mehta_patel_3x9": (5, 7),
    "uc_berkeley_all": (2, 2), "titanic_class": (4, 2), "party_gender_3": (2, 3), "edge_zero_cell_a": (2, 2),
    "edge_zero_cell_b": (2, 2), "sleep_transport_workers": (3, 5),
}  # fmt: skip


@pytest.mark.parametrize("name", SIZES)
def test_tables_of_counts(name: str) -> None:
    block = expected("classic_2x2_fisher_mcnemar")[name]
    place = ("tables", name, f"{name}_row")
    check_screening(*place, block)
    rows, columns = ([f"{letter}{i + 1}" for i in range(k)] for letter, k in zip("rc", SIZES[name], strict=True))
    check_cells(*place, block, rows, columns)
    check_trend(*place, block)


@pytest.mark.parametrize("name", SIZES)
def test_every_value_is_compared_or_excused(name: str) -> None:
    test_tables_of_counts(name)
    assert unaccounted("classic_2x2_fisher_mcnemar", name) == []
