"""Abbreviations of questionnaires are explained under the tables in which they occur, and nowhere else."""

from __future__ import annotations

from burnout.config.load import load_instruments
from burnout.manuscript.abbreviations import explain_questionnaires
from burnout.manuscript.pipe import pipe_table
from helpers.chain import ROOT

FOUND = [load_instruments(ROOT / "config" / "instruments")[name] for name in ("ghq-12", "proqol-5")]


def table(cell: str, note: str = "") -> str:
    return pipe_table(["A", "B"], [[cell, "1"]], caption="C", label="c", note=note)


def test_an_abbreviation_in_a_table_is_explained_in_its_note():
    text = explain_questionnaires(table(r"Distress \(GHQ\-12\)", "SD, standard deviation."), FOUND)
    assert text.count(":::") == 2
    assert "SD, standard deviation. GHQ\\-12, General Health Questionnaire" in text and "ProQOL" not in text


def test_a_note_is_made_where_there_is_none():
    first, second = table(r"GHQ\-12"), table("nothing")
    text = explain_questionnaires(f"GHQ\\-12 before.\n\n{first}\nAfter.\n\n{second}", FOUND)
    assert text.count("::: {.table-note}") == 1
    assert text.index("{#tbl-c}") < text.index(".table-note") < text.index("After.")


def test_nothing_is_explained_twice():
    once = explain_questionnaires(table(r"GHQ\-12"), FOUND)
    assert explain_questionnaires(once, FOUND) == once


def test_a_part_of_a_word_is_no_abbreviation():
    assert "table-note" not in explain_questionnaires(table(r"XGHQ\-12 and GHQ\-121"), FOUND)
