"""Every figure that the abstracts of the three reference studies print comes out of the result tables.

`published_figures.csv` lists them: what is published and where it is printed; in which of our tables, rows and column
it is found; and the tolerance. Percentages are printed to two decimals (0.005); odds ratios are to agree within 0.005;
P = 0.047 to three decimals (0.0005). Two printed percentages, 13.53 and 17.22, cannot come from n = 244 (13.5246 and
17.2131 are the nearest shares): they are compared within 0.011, and the counts are fixed by the other bands.

`where` holds conditions on columns, all of which must be true. `take` is a column of the one row found, or
`names:` (the set of its values), `distinct:` (how many different values), `distinct-value:` (the one value all rows
have), `sum:` a column, or `rows` (how many).
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pandas as pd
import pytest

from helpers.chain import ROOT

with (Path(__file__).parent / "published_figures.csv").open(encoding="utf-8", newline="") as file:
    FIGURES = list(csv.DictReader(file))

pytestmark = pytest.mark.xdist_group("full_run")


def rows_where(table, conditions):
    """Rows of a table that meet all conditions, such as ``plan=as-published; p_value<0.05``."""
    for condition in filter(None, conditions.split("; ")):
        column, relation, value = re.fullmatch(r"(\w+)(<=|>=|!=|=|<|>)(.*)", condition).groups()
        if relation in ("=", "!="):
            same = table[column].astype(str) == value
            table = table[same if relation == "=" else ~same]
        else:
            limit, numbers = float(value), table[column]
            met = {"<": numbers < limit, "<=": numbers <= limit, ">": numbers > limit, ">=": numbers >= limit}
            table = table[met[relation]]
    return table


def taken(table, take):
    """What is asked for of the rows found."""
    if take == "rows":
        return len(table)
    how, _, column = take.rpartition(":")
    values = table[column]
    if how == "names":
        return "|".join(dict.fromkeys(values))
    if how == "distinct":
        return values.nunique()
    if how == "sum":
        return values.sum()
    if how == "distinct-value":
        values = values.drop_duplicates()
    assert len(values) == 1, f"one row was expected, {len(values)} were found"
    return values.iloc[0]


def agrees(obtained, published, tolerance):
    """Whether what was obtained is what was published: a number, a limit, a set of names, or a text."""
    if published[0] in "<>":
        limit = float(published[1:])
        return obtained < limit if published[0] == "<" else obtained > limit
    if tolerance:
        return abs(float(obtained) - float(published)) <= float(tolerance) + 1e-12
    return set(str(obtained).split("|")) == set(published.split("|"))


@pytest.fixture(scope="module")
def found(full_run):
    """What was obtained for each figure, also written as a table beside the results."""
    obtained = []
    for row in FIGURES:
        source = ROOT / row["table"]
        table = pd.read_csv(source) if source.suffix == ".csv" else full_run.table(row["study"], row["table"])
        obtained.append(taken(rows_where(table, row["where"]), row["take"]))
    with (full_run.project / "results" / "published_figures.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["study", "figure", "published", "obtained", "agrees"])
        for row, value in zip(FIGURES, obtained, strict=True):
            good = agrees(value, row["published"], row["tolerance"])
            writer.writerow([row["study"], row["figure"], row["published"], value, good])
    return obtained


@pytest.mark.parametrize("index", range(len(FIGURES)), ids=[f"{f['study']}: {f['figure']}" for f in FIGURES])
def test_a_published_figure_is_obtained(index, found):
    row = FIGURES[index]
    assert agrees(found[index], row["published"], row["tolerance"]), (
        f"{row['study']}, {row['figure']}\n  published: {row['published']} ({row['printed']})\n"
        f"  obtained:  {found[index]}\n  from:      {row['table']}, {row['where']}, {row['take']}"
    )


def test_every_study_is_listed_and_every_number_of_the_abstracts_too():
    assert {row["study"] for row in FIGURES} == {"chenggong", "balint", "hospital-d"}
    listed = {row["published"] for row in FIGURES}
    printed = "54.10 40.57 11.89 1.64 76.23 15.98 7.79 63.93 13.53 22.54 43.85 17.22 38.93 "
    printed += "0.479 0.422 2.994 0.456 21 8 3 2 1 0.047"
    assert set(printed.split()) <= listed
    assert [row["published"] for row in FIGURES if row["tolerance"] == "0.011"] == ["13.53", "17.22"]


def test_better_health_has_less_risk_step_by_step(full_run):
    logistic = full_run.table("chenggong", "logistic")
    rows = rows_where(logistic, "plan=as-published; model=burnout; kind=multivariable; factor=health")
    ratios = rows.set_index("level")["odds_ratio"]
    assert 1 > ratios["Fair"] > ratios["Good"]


def test_the_overall_grade_is_the_number_of_severe_dimensions(full_run):
    """19 + 55 + 95 severe dimensions are 99 + 2 x 29 + 3 x 4: the rule that the published counts tell."""
    prevalence = full_run.table("chenggong", "prevalence").set_index(["outcome", "level"])["count"]
    severe = sum(prevalence[f"mbi_{d}_band", "Severe"] for d in ("exhaustion", "depersonalisation", "accomplishment"))
    grades = prevalence["mbi_grade"]
    assert severe == grades["Mild"] + 2 * grades["Moderate"] + 3 * grades["Severe"] == 169
