"""The demonstration data of `chenggong`: the committed files, their faults, and the published figures in them.

The file is read here by its own few lines (field positions of the .rec layout) and analysed with scipy and statsmodels,
without this project's own stages. Targets: the published abstract (counts of bands and grades, significant factors,
four odds ratios); how each dimension is made binary (moderate or severe) is the study file's choice.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2_contingency
from statsmodels.discrete.discrete_model import Logit

from burnout import simulate
from burnout.simulate import chenggong, chenggong_factors, chenggong_search
from burnout.simulate.chenggong_table import PERSONS

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "data" / "chenggong"
ITEMS = [f"M{n}" for n in range(1, 16)]
SCALES = {"exhaustion": ITEMS[:5], "depersonalisation": ITEMS[5:9], "accomplishment": ITEMS[9:]}
FACTORS = [f.field for f in chenggong_factors.FACTORS]
FIELD = {f.name: f.field for f in chenggong_factors.FACTORS}


def read_rec(path):
    lines = path.read_bytes().split(b"\r\n")
    assert lines.pop() == b""
    count = int(lines[0].split()[0])
    fields = [(line[1:11].decode().strip(), int(line[36:40])) for line in lines[1 : count + 1]]
    per_record = -(-sum(length for _, length in fields) // 78)
    rows = []
    for at in range(count + 1, len(lines), per_record):
        assert all(line.endswith(b"!") for line in lines[at : at + per_record])
        record, row = b"".join(line[:-1] for line in lines[at : at + per_record]), {}
        for name, length in fields:
            row[name], record = record[:length].decode("gbk").strip(), record[length:]
        rows.append(row)
    frame = pd.DataFrame(rows)
    numbers = frame.columns.drop(["ID", "REMARK"])
    return frame.assign(**{name: pd.to_numeric(frame[name]) for name in numbers})


@pytest.fixture(scope="module")
def decisions():
    return pd.read_csv(FOLDER / "differences.csv", dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def records(decisions):
    """The first entry with what was decided on the sheet."""
    frame = read_rec(FOLDER / "survey.rec")
    for one in decisions[decisions["field"] != "(whole record)"].itertuples():
        at = frame.index[frame["ID"] == one.record][0]
        assert frame.loc[at, one.field] == float(one.first or "nan") or one.first == ""
        frame.loc[at, one.field] = float(one.value)
    return frame


@pytest.fixture(scope="module")
def analysed(records):
    impossible = ((records[ITEMS] > 6) & (records[ITEMS] != 9)).any(axis=1)
    incomplete = (records[ITEMS] == 9).sum(axis=1) > 3
    out = records["ID"].duplicated() | impossible | incomplete | (records["CONSENT"] == 2)
    return records[~out].reset_index(drop=True)


@pytest.fixture(scope="module")
def bands(analysed):
    items = analysed[ITEMS].where(analysed[ITEMS] != 9)
    sums = {scale: items[columns].mean(axis=1) * len(columns) for scale, columns in SCALES.items()}
    return pd.DataFrame(
        {
            "exhaustion": 1 + (sums["exhaustion"] >= 11) + (sums["exhaustion"] >= 16),
            "depersonalisation": 1 + (sums["depersonalisation"] >= 6) + (sums["depersonalisation"] >= 11),
            "accomplishment": 1 + (sums["accomplishment"] <= 29) + (sums["accomplishment"] <= 23),
        }
    )


@pytest.fixture(scope="module")
def outcomes(bands):
    return {"burnout": (bands == 3).any(axis=1), **{scale: bands[scale] >= 2 for scale in bands}}


def model(analysed, y, factors):
    dummies = [(analysed[FIELD[f]] == level).to_numpy(float) for f in factors for level in levels(analysed, f)]
    names = [(f, level) for f in factors for level in levels(analysed, f)]
    fit = Logit(y.to_numpy(float), np.column_stack([np.ones(len(y)), *dummies])).fit(disp=0)
    return pd.Series(fit.params[1:], index=pd.MultiIndex.from_tuples(names)), fit


def levels(analysed, factor):
    return sorted(set(analysed[FIELD[factor]]) - {9})[1:]


def test_the_committed_files_are_remade_byte_for_byte(tmp_path):
    simulate.write("chenggong", tmp_path)
    for name in ("survey.rec", "survey-second.rec", "survey.chk", "differences.csv", "README.md"):
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes(), "run: snakemake demo_data"


def test_the_sheet_decides_on_just_what_differs_between_the_two_entries(decisions):
    """249 forms were typed by both; the three that lay in the pile twice only by the first typist."""
    first, second = (read_rec(FOLDER / name) for name in ("survey.rec", "survey-second.rec"))
    assert not second["ID"].duplicated().any()
    copies = first[first["ID"].duplicated()]["ID"]
    once = first.drop_duplicates("ID").reset_index(drop=True)
    assert once["ID"].tolist() == second["ID"].tolist()
    unlike = (once != second) & ~(once.isna() & second.isna())
    differing = {(once["ID"][row], once.columns[column]) for row, column in np.argwhere(unlike.to_numpy())}
    sheet = set(zip(decisions["record"], decisions["field"], strict=True))
    assert sheet == differing | {(f"{who} (2)", "(whole record)") for who in copies}
    taken = {kind: int((decisions["value"] == decisions[kind]).sum()) for kind in ("first", "second")}
    assert taken["first"] > taken["second"] > 0, "both typists made mistakes"
    neither = (decisions["value"] != decisions["first"]) & (decisions["value"] != decisions["second"])
    assert (neither & (decisions["field"] != "(whole record)")).sum() == 1, "one form was misread by both"


def test_every_slip_is_a_legal_value_and_their_number_is_that_of_careful_typing(decisions):
    """EpiData's checks let no other values in. Errors of hand entry with double entry: below 1 % of fields."""
    fields = {f.name: f for f in chenggong.fields()}
    for one in decisions[decisions["field"] != "(whole record)"].itertuples():
        field = fields[one.field]
        for cell in filter(None, (one.first, one.second)):
            low, high = field.range or (min(field.codes), max(field.codes))
            assert low <= int(cell) <= high
    assert 0.001 < (decisions["field"] != "(whole record)").sum() / (249 * 45) < 0.01


def test_eight_of_252_records_carry_a_fault_that_excludes_them(records, analysed):
    assert len(records) == 252
    assert records["ID"].duplicated().sum() == 3
    first = records.drop_duplicates("ID")
    assert ((first[ITEMS] > 6) & (first[ITEMS] != 9)).any(axis=1).sum() == 2
    assert (first["CONSENT"] == 2).sum() == 1
    assert ((first[ITEMS] == 9).sum(axis=1) > 3).sum() == 2
    assert len(analysed) == 244


def test_missing_codes_stand_only_in_factors_of_no_model_and_in_scales_that_prorating_allows(analysed):
    missing = (analysed[FACTORS] == 9).sum()
    assert missing[missing > 0].to_dict() == {"ETHNIC": 3, "MARITAL": 3, "CONTRACT": 2, "POST": 4}
    assert (analysed["HOURS"] == 99).sum() == 2
    unanswered = analysed[ITEMS] == 9
    assert unanswered.sum(axis=1).max() == 1
    assert unanswered.sum().loc[lambda n: n > 0].to_dict() == {"M2": 1, "M5": 1, "M11": 1, "M13": 1, "M14": 1}


def test_bands_and_grades_have_the_published_counts(bands):
    counts = {scale: bands[scale].value_counts().sort_index().tolist() for scale in bands}
    assert counts == {
        "exhaustion": [186, 39, 19],
        "depersonalisation": [156, 33, 55],
        "accomplishment": [107, 42, 95],
    }
    assert (bands == 3).sum(axis=1).value_counts().sort_index().tolist() == [112, 99, 29, 4]


def test_sixteen_factors_differ_by_burnout_and_no_other(analysed, outcomes):
    p = {}
    for factor in chenggong_factors.FACTORS:
        answered = analysed[factor.field] != 9
        table = pd.crosstab(analysed.loc[answered, factor.field], outcomes["burnout"][answered])
        test = chi2_contingency(table, correction=False)
        assert test.expected_freq.min() >= 5
        p[factor.name] = test.pvalue
    screened = {f.name for f in chenggong_factors.FACTORS if f.screened}
    assert len(screened) == 16
    assert {name for name, value in p.items() if value < 0.05} == screened
    assert max(p[name] for name in screened) < 0.04
    assert min(value for name, value in p.items() if name not in screened) > 0.08


def test_the_odds_ratios_of_burnout_are_the_published_ones_to_three_decimals(analysed, outcomes):
    beta, _ = model(analysed, outcomes["burnout"], ["income", "honours", "quitting", "health"])
    ratios = np.exp(beta)
    assert ratios["income"].to_numpy() == pytest.approx([0.479, 0.422], abs=0.0005)
    assert ratios["honours", 2] == pytest.approx(2.994, abs=0.0005)
    assert ratios["quitting", 2] == pytest.approx(0.456, abs=0.0005)
    assert 1 > ratios["health", 2] > ratios["health", 3]


@pytest.mark.parametrize("outcome", chenggong_factors.OUTCOMES)
def test_each_factor_of_a_model_improves_it(analysed, outcomes, outcome):
    factors = list(chenggong_factors.MODELS[outcome])
    _, full = model(analysed, outcomes[outcome], factors)
    for factor in factors:
        rest = [name for name in factors if name != factor]
        _, without = model(analysed, outcomes[outcome], rest)
        df = full.df_model - without.df_model
        change = 2 * (full.llf - without.llf)
        assert change > {1: 3.841, 2: 5.991}[df]  # 5 % points of chi-square


def test_scales_are_as_reliable_as_published_ones(analysed):
    items = analysed[ITEMS].where(analysed[ITEMS] != 9).dropna()
    for columns in SCALES.values():
        k, answers = len(columns), items[columns]
        alpha = k / (k - 1) * (1 - answers.var().sum() / answers.sum(axis=1).var())
        assert 0.80 < alpha < 0.90


def test_nobody_below_thirty_has_worked_for_more_than_ten_years(analysed):
    assert not ((analysed["AGE"] == 1) & (analysed["WORKYEAR"] == 3)).any()


def test_the_table_module_is_as_the_search_writes_it(tmp_path):
    target = tmp_path / "table.py"
    chenggong_search.write_table(PERSONS.strip().split("\n"), target)
    assert target.read_bytes() == (Path(chenggong.__file__).parent / "chenggong_table.py").read_bytes()


def test_the_bands_of_the_search_have_the_published_counts_for_any_seed():
    for seed in range(3):
        bands = chenggong_search.make_bands(np.random.default_rng(seed))
        assert [(bands == band).sum(axis=0).tolist() for band in (1, 2, 3)] == [
            [186, 156, 107],
            [39, 33, 42],
            [19, 55, 95],
        ]


def test_labels_are_chinese_and_the_file_says_synthetic():
    header = (FOLDER / "survey.rec").read_bytes().split(b"\r\n")[0].decode("gbk")
    assert header.startswith("46 1 VLAB Filelabel: SYNTHETIC")
    checks = (FOLDER / "survey.chk").read_bytes().decode("gbk")
    assert '    2  "36,000–60,000"\r\n' in checks
    assert "M1\r\n  RANGE 0 6\r\n  MISSINGVALUE 9\r\nEND" in checks
