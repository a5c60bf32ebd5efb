"""Every customary test, effect size and comparison, and what they say of odd data. Expected by hand or from scipy."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import scipy

from burnout.screen import screen
from burnout.statistics.rank_sum import rank_sum_tests, shift
from burnout.statistics.two_by_two import conditional_odds, one_sided_fisher, risk_difference
from helpers.analysis_study import from_table, groups, screening_study, survey_rows

TABLES = ("screening_tests", "screening_effects", "screening_posthoc")
EACH = groups(["a"] * 6 + ["b"] * 6 + ["c"] * 6, ["a", "b", "c"])
TWO = groups(["a"] * 6 + ["b"] * 6, ["a", "b"])


def screened(outcome, factor, **plan):
    return screen(screening_study(["outcome"], ["factor"], plan=plan), survey_rows(outcome=outcome, factor=factor))


def told_of(outcome, factor):
    return screened(outcome, factor).screening_tests.set_index("test")


def test_every_kind_of_pair_has_its_tests():
    numbers = list(np.arange(18.0) % 7)
    table = from_table([[5, 3], [2, 8]])
    wide = from_table([[5, 3, 2], [2, 8, 3]])
    expected = {
        ("t", "welch"): (numbers[:12], TWO, 5),
        ("one-way-anova", "kruskal-wallis"): (numbers, EACH, 3),
        ("yates-chi-square", "fisher-exact-less"): (table["outcome"], table["factor"], 7),
        ("fisher-freeman-halton", "cochran-armitage"): (wide["outcome"], wide["factor"], 5),
        ("kendall-tau-b", "spearman-correlation"): (numbers, numbers[::-1], 3),
    }
    for names, (outcome, factor, count) in expected.items():
        found = screened(outcome, factor).screening_tests
        assert len(found) == count
        assert all(found["test"].str.contains(name).any() for name in names)
        assert (found["status"] == "ok").all()
        assert (found["convention"] != "").all()


def test_the_plain_tests_are_adjusted_over_the_factors_of_an_outcome():
    rows = survey_rows(outcome=np.arange(12.0), one=TWO, two=groups(list("xy") * 6), three=np.arange(12.0) % 5)
    table = screen(screening_study(["outcome"], ["one", "two", "three"]), rows).screening_tests
    plain = table[table["p_holm"].notna()]
    assert list(plain["test"]) == ["welch-t", "welch-t", "pearson-correlation"]
    assert plain["p_bonferroni"].tolist() == pytest.approx(np.minimum(1, 3 * plain["p_value"]))


def test_exact_rank_sum_p_counts_all_ways_to_choose_the_group():
    # Of the 20 ways to choose 3 of 1, 2, 2, 3, 4, 5 with ranks 1, 2.5, 2.5, 4, 5, 6 two have a sum of 15 or more,
    # (4, 5, 6) = 15, and one a sum of 6 or less, (1, 2.5, 2.5); expectation 10.5, 15 and 6 are 4.5 away.
    found = rank_sum_tests(np.array([3.0, 4, 5]), np.array([1.0, 2, 2]))["mann-whitney-exact"]
    assert (found.statistic, found.statistic_name) == (9, "U")
    assert found.p_value == pytest.approx(2 / 20)
    rng = np.random.default_rng(1)
    a, b = rng.normal(size=9), rng.normal(size=12)
    theirs = scipy.stats.mannwhitneyu(a, b, method="exact").pvalue
    assert rank_sum_tests(a, b)["mann-whitney-exact"].p_value == pytest.approx(theirs)


def test_the_shift_has_the_exact_interval_without_ties():
    # R: wilcox.test(c(1.1, 2.2, 3.3, 4.4), c(0.5, 1.6, 2.9), conf.int = TRUE) gives 1.05 (-1.8, 3.9), 8 of 12 pairs.
    found = shift(np.array([1.1, 2.2, 3.3, 4.4]), np.array([0.5, 1.6, 2.9]), 0.95)
    assert (found.u_first, found.u_second) == (9, 3)
    assert found.value == pytest.approx(1.05)
    assert (found.low, found.high) == (pytest.approx(-1.8), pytest.approx(3.9))


def test_large_groups_have_no_exact_test_and_say_so():
    found = told_of(np.arange(120.0) % 31, groups(["a"] * 60 + ["b"] * 60)).loc["mann-whitney-exact"]
    assert found["status"] == "not-estimable"
    assert "asymptotic test is as good" in found["note"]


def test_conditional_odds_at_the_ends_and_between():
    table = np.array([[3, 1], [1, 3]])
    mine = conditional_odds(table, 0.95)
    theirs = scipy.stats.contingency.odds_ratio(table)
    assert mine.value == pytest.approx(theirs.statistic, rel=1e-6)
    assert [mine.low, mine.high] == pytest.approx(list(theirs.confidence_interval(0.95)), rel=1e-6)
    empty = conditional_odds(np.array([[4, 0], [3, 16]]), 0.95)
    assert (empty.value, empty.high) == (np.inf, np.inf)
    none = conditional_odds(np.array([[0, 5], [6, 2]]), 0.95)
    assert (none.value, none.low) == (0, 0)
    one = one_sided_fisher(table)
    assert one["fisher-exact-greater"].p_value == pytest.approx(17 / 70)


def test_newcombes_interval():
    # Newcombe 1998, table II, example (a): 56/70 against 48/80, method 10.
    found = risk_difference(np.array([[56, 14], [48, 32]]), 0.95)
    assert found.value == pytest.approx(0.2)
    assert (round(found.low, 4), round(found.high, 4)) == (0.0524, 0.3339)


def test_ratios_are_given_both_ways_round():
    made = from_table([[5, 15], [10, 10]])
    table = screened(made["outcome"], made["factor"]).screening_effects
    ratios = table[(table["effect_size_name"] == "risk-ratio") & (table["level"] == "o1")].set_index("group1")
    assert ratios.loc["f1", "value"] == pytest.approx(10 / 15)
    assert ratios.loc["f0", "value"] == pytest.approx(15 / 10)
    assert ratios.loc["f0", "conf_low"] == pytest.approx(1 / ratios.loc["f1", "conf_high"])


def test_an_empty_cell_has_no_ratio_that_looks_like_an_estimate():
    made = from_table([[0, 5], [6, 2]])
    table = screened(made["outcome"], made["factor"]).screening_effects
    ratios = table[table["effect_size_name"] == "odds-ratio"]
    assert set(ratios["value"]) == {0, np.inf}
    assert ratios["conf_low"].isna().all()
    assert ratios.loc[ratios["value"] == np.inf, "note"].str.contains("A cell is empty").all()


def test_all_procedures_compare_every_two_groups_whatever_the_test_over_all_says():
    values = [1.0, 2, 3, 4, 5, 6] * 3
    table = screened(values, EACH).screening_posthoc
    assert table.groupby("test", sort=False).size().to_dict() == dict.fromkeys(
        ["lsd", "tukey-hsd", "games-howell", "dunn", "mann-whitney"], 3
    )
    assert (table["status"] == "ok").all()
    assert table.loc[table["test"] == "dunn", "p_value"].tolist() == pytest.approx([1] * 3)


def test_too_many_groups_are_not_compared_two_by_two():
    many = groups([f"g{i}" for i in range(40)] * 3)
    table = screened(np.arange(120.0) % 7, many).screening_posthoc
    assert len(table) == 1
    assert "merge levels" in table.loc[0, "note"]


NOTHING = [np.nan] * 18


@pytest.mark.parametrize(
    ("outcome", "factor", "says", "posthoc"),
    [
        ([2.0] * 18, EACH, "Everybody has the same value", 1),
        (NOTHING, EACH, "Nobody has both values", 1),
        (np.arange(18.0), groups(["a"] * 18, ["a", "b", "c"]), "Everybody has the same value", 1),
        (groups(["No"] * 18, ["No", "Yes"]), EACH, "Everybody has the same value", 0),
        (np.full(18, np.inf), EACH, "Nobody has both values", 1),
        (NOTHING, np.arange(18.0), "Nobody has both values", 0),
        (np.arange(18.0), np.ones(18), "Everybody has the same value", 0),
    ],
)
def test_what_cannot_be_compared_is_one_row_with_a_reason(outcome, factor, says, posthoc):
    found = screened(outcome, factor)
    for name in TABLES:
        table = getattr(found, name)
        assert len(table) == (posthoc if name == "screening_posthoc" else 1), name
        assert (table["status"] != "ok").all()
        assert table["note"].str.contains(says).all()
        assert table.select_dtypes("float").isna().all(axis=None)


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_few_people_give_rows_with_a_reason_instead_of_nonsense(n):
    columns = {"number": np.arange(float(n)), "two": groups(list("abab")[:n], ["a", "b"])}
    columns |= {"three": groups(list("abca")[:n], ["a", "b", "c"]), "yes": groups(list("yynn")[:n], ["y", "n"])}
    study = screening_study(["number", "yes"], ["two", "three", "number"])
    found = screen(study, survey_rows(**columns))
    for name in TABLES:
        table = getattr(found, name)
        failed = table["status"] != "ok"
        assert (table.loc[failed, "note"] != "").all()
        numbers = table.select_dtypes("float")
        assert numbers[failed].isna().all(axis=None)
        if "p_value" in table:
            done = table.loc[~failed, "p_value"].dropna()
            assert done.between(0, 1).all()


def test_infinite_values_count_as_missing_and_the_note_says_so():
    values = [1.0, 2, 3, np.inf, 5, 6, 7, 8, -np.inf, 10, 11, 12]
    found = screened(values, TWO)
    assert set(found.screening_tests["n"]) == {10}
    assert found.screening["note"].str.contains("infinite").all()


def test_groups_without_spread_keep_what_can_be_told():
    table = told_of([1.0] * 6 + [2.0] * 6, TWO)
    assert table.loc["welch-t", "status"] == "not-estimable"
    assert table.loc["mann-whitney-exact", "p_value"] == pytest.approx(2 / 924)
    effects = screened([1.0] * 6 + [2.0] * 6, TWO).screening_effects
    assert "cohens-d" not in set(effects["effect_size_name"])
    assert pd.Series(effects["value"]).notna().all()
