"""Multiple imputation in the manuscript: told when it ran, and only then."""

from __future__ import annotations

import numpy as np
import pandas as pd

from burnout.manuscript.imputed import (
    imputation_methods,
    imputation_table,
    imputed_changes_text,
    imputed_models_text,
)
from burnout.manuscript.material import Results, Source, Texts, Values
from burnout.model import fit_models
from burnout.paired import compare
from helpers.analysis_study import paired_rows, paired_study
from helpers.studies import NUMBER, make_study, nominal, scored


def survey(gaps: float = 0.15, **changes) -> Source:
    random = np.random.default_rng(3)
    n = 200
    sex = random.integers(0, 2, n)
    columns = {
        "age": np.where(random.random(n) < gaps, np.nan, random.normal(40, 9, n)),
        "sex": np.array(["woman", "man"], dtype=object)[sex],
        "out": (random.random(n) < 0.3 + 0.4 * sex).astype(float),
    }
    study = make_study(
        variables={"age": NUMBER | {"label": "Age"}, "sex": nominal("woman", "man") | {"label": "Sex"}},
        outcomes={"out": {"label": "Burnout", "source": "age", "above": 1}},
        models={"m": {"outcome": "out", "factors": ["age", "sex"]}},
        plan={"bootstrap": 0, "imputation": {"number": 4}},
    )
    table = fit_models(study, scored(study, columns)).imputation
    for name, values in changes.items():
        table[name] = values(table)
    return Source(study, {}, Results({"imputation": table}, {}, {}), Texts("", ""), Values())


def before_after(lost: int = 12) -> Source:
    random = np.random.default_rng(5)
    before = random.normal(30, 6, 60)
    after = before + random.normal(3, 3, 60)
    after[:lost] = np.nan
    study = paired_study(["score"])
    compared = compare(study, paired_rows(score=(before, after)))
    tables = {"paired_itt": compared.paired_itt, "paired_tipping": compared.paired_tipping}
    return Source(study, {}, Results(tables, {}, {}), Texts("", ""), Values())


def test_methods_name_what_was_imputed_how_often_and_the_assumption():
    text = imputation_methods(survey())
    assert "(predictive mean matching; 4 imputed data sets)" in text
    assert "multinomial" not in text
    assert "missing at random" in text
    assert "lost before or after" not in text
    text = imputation_methods(before_after())
    assert "100 imputed data sets" in text
    assert "logistic" not in text


def test_nothing_is_said_when_nothing_was_imputed():
    for source in (survey(0.0), before_after(0)):
        for part in (imputation_methods, imputation_table, imputed_models_text, imputed_changes_text):
            assert part(source) == ""


def test_unchanged_conclusions():
    source = survey()
    text = source.values.fill(imputed_models_text(source))
    table = source.results.table("imputation")
    assert f"({table['complete_n'].iloc[0]} complete of 200 participants)" in text
    assert "every coefficient led to the same conclusion" in text
    assert "the same conclusions as the completers." in imputed_changes_text(before_after())


def test_how_far_those_lost_must_have_been_off_is_told():
    source = before_after(30)
    text = source.values.fill(imputed_changes_text(source))
    table = source.results.table("paired_tipping")
    found = table[table["tipping"] == "yes"].iloc[0]
    assert f"than was imputed: {abs(found['delta_sd']):.1f} for score." in text
    few = imputed_changes_text(before_after(2))
    assert "No shift of up to three standard deviations undid the significance of score." in few


def test_changed_conclusions_are_named():
    source = survey(complete_p_value=lambda t: np.where(t["factor"] == "sex", 0.2, 0.001))
    text = imputed_models_text(source)
    assert "sex (man) became significant" in text
    assert "age lost significance" in text
    source = before_after()
    table = source.results.table("paired_itt")
    table.loc[table["method"] == "complete-case", "p_value"] = 0.4
    text = source.values.fill(imputed_changes_text(source))
    assert "another conclusion for score (change " in text
    assert "*P* < 0.001" in text


def test_the_table_shows_both_odds_ratios():
    source = survey()
    text = imputation_table(source)
    assert "#tbl-imputation" in text
    row = source.results.table("imputation").set_index("factor").loc["sex"]
    assert f"{row['complete_odds_ratio']:.3f} | {row['odds_ratio']:.3f} (" in text
    age = source.results.table("imputation").set_index("factor").loc["age"]
    assert f"**Age** | {age['n_imputed']} |" in text


def test_what_failed_is_left_out():
    source = survey(status=lambda t: ["not-run"] * len(t))
    assert imputation_table(source) == imputed_models_text(source) == imputation_methods(source) == ""
    none = Source(source.study, {}, Results({"imputation": pd.DataFrame()}, {}, {}), Texts("", ""), Values())
    assert imputation_table(none) == ""
