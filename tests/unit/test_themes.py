"""Themes from coded statements; expected counts are made by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from burnout.agreement.coding import second_coding
from burnout.config.analysis import Interviews
from burnout.errors import DataError
from burnout.themes import STATEMENT_COLUMNS, Material, analyse, check, load

TRANSCRIPTS = {
    "P2.txt": "I: How is it?\nP2: Too much to do. Nobody\nasks how I am. <b>Really</b>, $x$ nobody.",
    "P10.txt": "P10: My pay is low. Too much to do here as well.",
}
STATEMENTS = [
    ("S1", "P2.txt", "P2", "Too much to do.", "Load is high.", "Load"),
    ("S2", "P2", "P2", "Nobody asks how I am.", "No support.", "Support"),
    ("S3", "P10", "P10", "My pay is low.", "Pay is low.", "Pay"),
    ("S4", "P10", "P10", "Too much to do", "Load is high.", "Load"),
    ("S5", "P2", "P2", "<b>Really</b>, $x$ nobody", "No support.", "Support"),
]
THEMES = [
    ("Reward", "Pay", "Pay and work"),
    ("Demands", "Load", "Amount of work"),
    ("Demands", "Support", "Help from others"),
]


def table(rows, columns):
    return pd.DataFrame(rows, columns=list(columns), index=range(2, 2 + len(rows)), dtype=object)


def material(statements=STATEMENTS, themes=THEMES, transcripts=TRANSCRIPTS):
    return Material(
        table(statements, STATEMENT_COLUMNS), table(themes, ("theme", "cluster", "definition")), transcripts
    )


def changed(row, **cells):
    """The statements with some cells of one row (counted from 0) changed."""
    rows = [dict(zip(STATEMENT_COLUMNS, s, strict=True)) for s in STATEMENTS]
    rows[row] |= cells
    return [tuple(r.values()) for r in rows]


def test_statements_and_participants_are_counted_in_the_order_of_the_themes():
    themes = analyse(material()).themes
    assert list(themes.columns[:4]) == ["theme", "cluster", "statements", "participants"]
    assert themes.iloc[:, :4].values.tolist() == [
        ["Reward", "Pay", 1, 1],
        ["Demands", "Load", 2, 2],
        ["Demands", "Support", 2, 1],
    ]


def test_quotations_follow_the_themes_and_stay_text():
    quotations = analyse(material()).quotations
    assert list(quotations.columns[:5]) == ["theme", "cluster", "participant", "quote", "meaning"]
    assert quotations["statement"].tolist() == ["S3", "S1", "S4", "S2", "S5"]
    assert quotations["quote"].iloc[-1] == "<b>Really</b>, $x$ nobody"


def test_saturation_counts_new_clusters_in_the_order_of_the_interviews():
    saturation = analyse(material()).saturation
    assert saturation.values.tolist() == [[1, "P2.txt", 3, 2, 2, 2], [2, "P10.txt", 2, 2, 1, 3]]


def test_a_transcript_without_statements_stays_in_the_saturation_table():
    saturation = analyse(material(transcripts=TRANSCRIPTS | {"P11.txt": "Nothing new."})).saturation
    assert saturation.values.tolist()[-1] == [3, "P11.txt", 0, 0, 0, 3]


def test_order_of_statement_rows_does_not_change_the_counts():
    turned = analyse(material(statements=STATEMENTS[::-1]))
    pd.testing.assert_frame_equal(turned.themes, analyse(material()).themes)
    pd.testing.assert_frame_equal(turned.saturation, analyse(material()).saturation)


def test_line_ends_and_blanks_in_a_transcript_do_not_matter():
    assert (
        check(material(transcripts={n: t.replace("Nobody\nasks", "Nobody \r\n  asks") for n, t in TRANSCRIPTS.items()}))
        == []
    )


@pytest.mark.parametrize(
    ("cells", "place", "found", "remedy"),
    [
        ({"quote": "Too much work to do."}, "row 2, quote", "is not in P2.txt", "Copy"),
        ({"quote": "My pay is low."}, "row 2, quote", "is not in P2.txt", "transcript"),
        ({"cluster": "Laod"}, "row 2, cluster", "'Laod'", "Did you mean 'Load'?"),
        ({"transcript": "P3"}, "row 2, transcript", "'P3'", ""),
        ({"quote": "  "}, "row 2, quote", "an empty cell", "Fill it in"),
        ({"participant": ""}, "row 2, participant", "an empty cell", "Fill it in"),
        ({"statement": "S2"}, "row 3, statement", "'S2' stands twice", "own number"),
    ],
)
def test_a_wrong_cell_is_named_with_its_row(cells, place, found, remedy):
    problems = check(material(statements=changed(0, **cells)))
    assert len(problems) == 1
    assert (problems[0].file, problems[0].place) == ("statements.csv", place)
    assert found in problems[0].found
    assert remedy in problems[0].remedy


def test_the_nearest_words_of_the_transcript_are_shown():
    problem = check(material(statements=changed(1, quote="Nobody asks me how I am.")))[0]
    assert "Nobody asks how I am" in problem.remedy


def test_a_theme_without_a_statement_is_refused():
    with pytest.raises(DataError, match="no statement supports 'Joy'"):
        analyse(material(themes=[*THEMES, ("Joy", "Laughter", "")]))


def test_a_cluster_without_a_statement_is_refused():
    problems = check(material(themes=[*THEMES, ("Demands", "Noise", "")]))
    assert [(p.file, p.place) for p in problems] == [("themes.csv", "row 5, cluster")]


def test_a_cluster_under_two_themes_is_refused():
    problems = check(material(themes=[*THEMES, ("Reward", "Load", "")]))
    assert "'Load' stands twice" in problems[0].found


def test_a_missing_column_is_named_with_the_nearest():
    bad = material()
    bad = Material(bad.statements.rename(columns={"quote": "quotes"}), bad.themes, bad.transcripts)
    problem = check(bad)[0]
    assert problem.place == "header"
    assert problem.remedy == "Rename 'quotes' to 'quote'."


def test_a_column_that_stands_twice_is_refused():
    bad = material()
    bad = Material(bad.statements, bad.themes.assign(more="")[["theme", "cluster", "definition", "cluster"]], {})
    assert "'cluster' stands twice" in check(bad)[0].found


def test_all_problems_come_at_once():
    rows = changed(0, quote="not said")
    rows[2] = (*rows[2][:5], "Nowhere")
    with pytest.raises(DataError, match="3 problems"):
        analyse(material(statements=rows))


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "talks").mkdir()
    for name, text in TRANSCRIPTS.items():
        (tmp_path / "talks" / name).write_text(text, encoding="utf-8")
    good = material()
    good.statements.to_csv(tmp_path / "statements.csv", index=False)
    good.themes.to_csv(tmp_path / "themes.csv", index=False)
    return tmp_path


INTERVIEWS = Interviews(transcripts="talks", statements="statements.csv", themes="themes.csv")


def test_files_are_read_and_transcripts_come_in_natural_order(folder):
    loaded = load(INTERVIEWS, folder)
    assert list(loaded.transcripts) == ["P2.txt", "P10.txt"]
    pd.testing.assert_frame_equal(analyse(loaded).themes, analyse(material()).themes)


def test_a_table_saved_by_excel_in_gb18030_is_read(folder):
    rows = [("奖励", "Pay", ""), *THEMES[1:]]
    table(rows, ("theme", "cluster", "definition")).to_csv(folder / "themes.csv", index=False, encoding="gb18030")
    assert analyse(load(INTERVIEWS, folder)).themes["theme"].iloc[0] == "奖励"


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("statements.csv", None, "no such file"),
        ("statements.csv", b"", "an empty file"),
        ("statements.csv", b"statement,transcript,participant,quote,meaning,cluster\n", "no rows"),
        ("themes.csv", b"theme,cluster,definition\nA,B,C,D\n", "row 2"),
        ("themes.csv", b'theme,cluster,definition\nA,"B,C\n', "broken row"),
        ("themes.csv", b"PK\x03\x04\x00\x00\x00\x00", "not plain text"),
        ("talks/P2.txt", b"  \n", "an empty file"),
        (
            "statements.csv",
            b"statement,transcript,participant,quote,cluster\nS1,P2,P2,Too,Load\n",
            "no column 'meaning'",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_named(folder, file, content, message):
    if content is None:
        (folder / file).unlink()
    else:
        (folder / file).write_bytes(content)
    with pytest.raises(DataError, match=message) as caught:
        load(INTERVIEWS, folder)
    assert any(p.file == file for p in caught.value.problems)


def test_a_missing_or_empty_folder_of_transcripts_is_named(folder):
    for path in (folder / "talks").iterdir():
        path.unlink()
    with pytest.raises(DataError, match=r"no \.txt file"):
        load(INTERVIEWS, folder)
    (folder / "talks").rmdir()
    with pytest.raises(DataError, match="no such folder"):
        load(INTERVIEWS, folder)


def second(*rows):
    """The material with what a second coder gave."""
    made = material()
    return Material(made.statements, made.themes, made.transcripts, second=table(rows, ("statement", "cluster")))


def test_a_second_coder_is_compared_on_clusters_and_themes():
    rows = [("S1", "Load"), ("S2", "Load"), ("S3", "Pay"), ("S4", " Load"), ("S5", "Support")]
    found = second_coding(second(*rows), 0.95).set_index(["analysis", "statistic"])
    assert found.loc[("cluster", "percent-agreement"), "value"] == pytest.approx(80)
    assert found.loc[("theme", "percent-agreement"), "value"] == pytest.approx(100)
    chance = (1 * 1 + 2 * 3 + 2 * 1) / 25
    assert found.loc[("cluster", "kappa"), "value"] == pytest.approx((0.8 - chance) / (1 - chance))
    assert set(found["units"]) == {5}


def test_statements_that_only_one_coded_do_not_count():
    found = second_coding(second(("S1", "Load"), ("S3", "Load")), 0.95)
    assert set(found["units"]) == {2}
    one = second_coding(second(("S1", "Load")), 0.95)
    assert set(one["status"]) == {"too-few"}
    assert second_coding(material(), 0.95).empty


def test_what_a_second_coder_names_must_be_there():
    bad = second(("S1", "Loud"), ("S9", "Pay"), ("S3", ""), ("S1", "Load"))
    told = [f"{p.place}: {p.found}" for p in check(bad)]
    first = ["row 4, cluster: an empty cell", "row 5, statement: 'S1' stands twice"]
    assert told == [*first, "row 2, cluster: 'Loud'", "row 3, statement: 'S9'"]
    assert check(Material(bad.statements, bad.themes, bad.transcripts, second=table([("S1",)], ("statement",))))


def test_a_second_coders_file_is_read(tmp_path):
    (tmp_path / "t").mkdir()
    for name, text in TRANSCRIPTS.items():
        (tmp_path / "t" / name).write_text(text, encoding="utf-8")
    table(STATEMENTS, STATEMENT_COLUMNS).to_csv(tmp_path / "s.csv", index=False)
    table(THEMES, ("theme", "cluster", "definition")).to_csv(tmp_path / "h.csv", index=False)
    (tmp_path / "c.csv").write_text("statement,cluster\nS1,Load\nS2,Pay\n", encoding="utf-8")
    given = {"transcripts": "t", "statements": "s.csv", "themes": "h.csv", "second_coder": "c.csv"}
    loaded = load(Interviews.model_validate(given), tmp_path)
    assert set(second_coding(loaded, 0.95)["units"]) == {2}
    with pytest.raises(DataError, match=r"d\.csv"):
        load(Interviews.model_validate(given | {"second_coder": "d.csv"}), tmp_path)
