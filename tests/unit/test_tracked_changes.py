"""Tracked changes of Word: accepting all gives the new manuscript, rejecting all the old one."""

from __future__ import annotations

import copy
import io

import docx
import pytest

from burnout.diff.align import align, words
from burnout.diff.tracked import track_changes
from burnout.render.package import read_xml, unpack, w


def word_file(*content: str | list[list[str]]) -> bytes:
    document = docx.Document()
    for block in content:
        if isinstance(block, str):
            start, *rest = block.split("**")
            paragraph = document.add_paragraph(start)
            for i, text in enumerate(rest):
                paragraph.add_run(text).bold = i % 2 == 0
            continue
        table = document.add_table(len(block), len(block[0]))
        for cells, row in zip(block, table.rows, strict=True):
            for text, cell in zip(cells, row.cells, strict=True):
                cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def body(content: bytes):
    return read_xml(unpack(content)["word/document.xml"]).find(w("body"))


def settled(tracked: bytes, accept: bool) -> list[object]:
    """Texts of paragraphs and tables after accepting, or rejecting, every change."""
    keep, drop = ("ins", "del") if accept else ("del", "ins")
    out: list[object] = []
    carried = ""
    for block in copy.deepcopy(body(tracked)):
        if block.tag == w("p"):
            text = carried + paragraph_text(block, drop)
            end_gone = block.find(f"{w('pPr')}/{w('rPr')}/{w(drop)}") is not None
            carried = text if end_gone else ""
            out += [] if end_gone else [text]
        elif block.tag == w("tbl"):
            rows = [r for r in block.findall(w("tr")) if r.find(f"{w('trPr')}/{w(drop)}") is None]
            table = [
                ["".join(paragraph_text(p, drop) for p in c.findall(w("p"))) for c in r.findall(w("tc"))] for r in rows
            ]
            out += [table] if table else []
    assert keep
    return out


def paragraph_text(paragraph, drop: str) -> str:
    gone = {id(run) for mark in paragraph.iter(w(drop)) for run in mark.iter(w("r"))}
    runs = [run for run in paragraph.iter(w("r")) if id(run) not in gone]
    return "".join(t.text or "" for run in runs for t in run if t.tag in (w("t"), w("delText")))


def plain(content: bytes) -> list[object]:
    return settled(content, accept=True)


OLD = word_file(
    "Results",
    "The share was 54.10% (132 of 244), and **income** mattered (P = 0.047).",
    "This paragraph goes away altogether.",
    "Same as before.",
    [["Factor", "OR", "P"], ["Income", "2.99", "0.012"], ["Age", "1.10", "0.500"]],
    [["A", "B"], ["1", "2"]],
    "The end.",
)
NEW = word_file(
    "Results",
    "The share was 52.30% (126 of 241), and **income** mattered no longer (P = 0.061).",
    "Same as before.",
    "A new paragraph, with other words.",
    [["Factor", "OR", "P"], ["Income", "2.41", "0.061"], ["Health", "0.30", "0.004"]],
    [["A", "B", "C"], ["1", "2", "3"]],
    "The end.",
)


@pytest.mark.parametrize(("old", "new"), [(OLD, NEW), (NEW, OLD), (OLD, OLD), (word_file("a"), NEW)])
def test_accepting_gives_the_new_text_and_rejecting_the_old(old, new):
    tracked = track_changes(old, new)
    assert settled(tracked, accept=True) == plain(new)
    assert settled(tracked, accept=False) == plain(old)
    assert len(docx.Document(io.BytesIO(tracked)).tables) >= 1 or old is not OLD


def test_only_words_that_changed_are_marked_and_their_look_is_kept():
    tracked = body(track_changes(OLD, NEW))
    paragraph = next(p for p in tracked.findall(w("p")) if "share" in "".join(p.itertext()))
    marks = [(m.tag.split("}")[1], "".join(m.itertext())) for m in paragraph if m.tag in (w("ins"), w("del"))]
    assert marks[:4] == [("del", "54.10"), ("ins", "52.30"), ("del", "132"), ("ins", "126")]
    assert ("ins", "no longer ") in marks or ("ins", " no longer") in marks
    assert [r for r in paragraph.findall(w("r")) if r.find(f"{w('rPr')}/{w('b')}") is not None]
    ids = [m.get(w("id")) for m in tracked.iter() if m.tag in (w("ins"), w("del"))]
    assert len(ids) == len(set(ids)) > 10
    assert {m.get(w("author")) for m in tracked.iter(w("ins"))} == {"burnout diff"}


def test_a_changed_cell_is_compared_by_itself_and_rows_come_and_go():
    table = body(track_changes(OLD, NEW)).findall(w("tbl"))[0]
    income = next(r for r in table.findall(w("tr")) if "Income" in "".join(r.itertext()))
    cells = [[(m.tag.split("}")[1], "".join(m.itertext())) for m in c.iter() if m.tag in (w("ins"), w("del"))]
             for c in income.findall(w("tc"))]  # fmt: skip
    assert cells == [[], [("del", "2.99"), ("ins", "2.41")], [("del", "0.012"), ("ins", "0.061")]]
    kinds = {"".join(r.itertext())[:3]: [k for k in ("ins", "del") if r.find(f"{w('trPr')}/{w(k)}") is not None]
             for r in table.findall(w("tr"))}  # fmt: skip
    assert kinds == {"Fac": [], "Inc": [], "Age": ["del"], "Hea": ["ins"]}


def test_the_same_manuscripts_have_no_changes_and_the_same_bytes_come_out():
    assert not [m for m in body(track_changes(OLD, OLD)).iter() if m.tag in (w("ins"), w("del"))]
    assert track_changes(OLD, NEW) == track_changes(OLD, NEW)


def test_pieces_are_paired_in_order_by_what_they_have_in_common():
    old = ["one two three four", "gone with the wind", "five six seven"]
    new = ["one two three five", "five six seven", "quite another thing"]
    assert align(old, new) == [(0, 0), (1, None), (2, 1), (None, 2)]
    assert align([], ["a"]) == [(None, 0)]
    assert words("占54.10%，n = 2") == ["占", "54.10", "%", "，", "n", " ", "=", " ", "2"]
