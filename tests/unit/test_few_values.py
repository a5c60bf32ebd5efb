"""Statistics of small samples at the borders of their formulas."""

from __future__ import annotations

import numpy as np
import pytest

from burnout.statistics import lilliefors
from burnout.statistics.freeman_halton import exact_p
from burnout.statistics.signed_ranks import pseudo_medians


def test_lilliefors_p_next_to_a_tenth() -> None:
    """Ages of `datasets::infert` (0-5yrs): R's nortest::lillie.test gives D = 0.2233287, P = 0.100659357741232."""
    ages = np.array([26, 42, 39, 34, 26, 42, 39, 34, 26, 42, 39, 34], dtype=float)
    assert lilliefors(ages) == pytest.approx((0.2233286704881774, 0.100659357741232), rel=1e-5)


@pytest.mark.parametrize(("pairs", "level"), [(3, "75 %"), (5, "93.75 %"), (6, "")])
def test_level_of_an_interval_from_few_pairs(pairs: int, level: str) -> None:
    """All pairs changing, the widest interval has 1 - 2 / 2^n."""
    changes = np.array([1.0, 2.3, 3.7, 5.2, 6.8, 8.5])[:pairs]
    exact = pseudo_medians(changes, 0.95)[0]
    assert ("the most that so few pairs allow" in exact.method) == bool(level)
    assert level in exact.method
    assert (exact.low, exact.high) == (changes.min(), changes.max())


def test_exact_p_of_hundreds_of_people() -> None:
    """Hair by sex of `datasets::HairEyeColor`: R's fisher.test gives 0.0448887777743594."""
    assert exact_p(np.array([[56, 52], [143, 143], [34, 37], [46, 81]])) == pytest.approx(0.0448887777743594, rel=1e-8)
