"""Word counts tables and figures itself: captions are numbered by SEQ fields, references are REF fields."""

from __future__ import annotations

import re
from pathlib import Path

import docx
import pytest

from burnout.render import render
from helpers.rendering import W, document, paragraphs, small

TABLE = "| A | B |\n|:--|--:|\n| x | 1 |\n"
BODY = f"""# Results {{#sec-results}}

See @tbl-second and [-@tbl-first], then @tbl-second again, and @sec-results.

{TABLE}
: One. {{#tbl-first}}

{TABLE}
: Two. {{#tbl-second}}

{TABLE}
: Three, to which nothing refers. {{#tbl-third}}
"""


@pytest.fixture(scope="module")
def word(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fields")
    render(small(folder / "build", BODY), folder / "out", engine="portable")
    return folder / "out"


def codes(path: Path) -> list[str]:
    return [" ".join((node.text or "").split()) for node in document(path).iter(f"{W}instrText")]


def test_each_caption_is_counted_by_word(word: Path) -> None:
    assert codes(word / "manuscript.docx").count(r"SEQ Table \* ARABIC") == 3
    shown = [text for style, text in paragraphs(word / "manuscript.docx") if style == "TableCaption"]
    assert [re.sub("\u00a0", " ", text) for text in shown] == [
        "Table 1. One.", "Table 2. Two.", "Table 3. Three, to which nothing refers.",
    ]  # fmt: skip


def test_references_lead_to_marks_around_what_they_show(word: Path) -> None:
    root = document(word / "manuscript.docx")
    asked = [code.split()[1] for code in codes(word / "manuscript.docx") if code.startswith("REF ")]
    assert asked == ["_Ref_tbl_second", "_Ref_tbl_first_n", "_Ref_tbl_second"]
    starts = {node.get(f"{W}name"): node.get(f"{W}id") for node in root.iter(f"{W}bookmarkStart")}
    assert set(asked) <= set(starts), "every reference has its mark"
    ids = [node.get(f"{W}id") for node in root.iter(f"{W}bookmarkStart")]
    assert len(ids) == len(set(ids))
    assert sorted(ids) == sorted(node.get(f"{W}id") for node in root.iter(f"{W}bookmarkEnd"))
    inside, texts = None, {}
    for node in root.iter():
        if node.tag == f"{W}bookmarkStart" and node.get(f"{W}name", "").startswith("_Ref"):
            inside = node.get(f"{W}name")
        elif node.tag == f"{W}bookmarkEnd":
            inside = None
        elif inside and node.tag == f"{W}t":
            texts[inside] = texts.get(inside, "") + (node.text or "").replace("\u00a0", " ")
    assert texts == {"_Ref_tbl_second": "Table 2", "_Ref_tbl_first_n": "1"}
    text = docx.Document(str(word / "manuscript.docx")).paragraphs
    assert any(p.text.replace("\u00a0", " ").startswith("See Table 2 and 1, then Table 2 again") for p in text)


def test_begin_and_end_of_fields_match(word: Path) -> None:
    kinds = [node.get(f"{W}fldCharType") for node in document(word / "manuscript.docx").iter(f"{W}fldChar")]
    assert kinds == ["begin", "separate", "end"] * (len(kinds) // 3)


def test_a_table_by_itself_keeps_its_number(word: Path) -> None:
    assert codes(word / "tables" / "second.docx") == []
    assert ("TableCaption", "Table\u00a02. Two.") in paragraphs(word / "tables" / "second.docx")
