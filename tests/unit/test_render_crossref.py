"""Numbers and references: worked out by hand on small texts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from burnout.errors import RenderError
from burnout.render import pandoc
from burnout.render.crossref import number, resolve
from burnout.render.portable import parse
from burnout.render.tree import nodes, text_of
from helpers.rendering import PROJECT, SAMPLE, small

TEXT = """
# Introduction {#sec-intro}

See @tbl-b, @fig-a, @sec-part and [@tbl-a; @tbl-b]. @Fig-a is first. Only the number: [-@tbl-b]. By name: @sec-end.

# Methods

## Part {#sec-part}

![First](a.png){#fig-a}

![No number](a.png)

| x |
|---|
| 1 |

: One {#tbl-a}

| x |
|---|
| 1 |

: Two {#tbl-b}

| x |
|---|
| 1 |

: Not numbered

# End {#sec-end .unnumbered}
"""


def tree_of(text: str) -> dict:
    return json.loads(pandoc.run(["--from", pandoc.READER, "--to", "json"], PROJECT, text))


def test_targets_are_numbered_in_order() -> None:
    _, targets = number(tree_of(TEXT))
    assert {key: target.label for key, target in targets.items() if "-" in key} == {
        "sec-intro": "Section 1",
        "sec-part": "Section 2.1",
        "fig-a": "Figure 1",
        "tbl-a": "Table 1",
        "tbl-b": "Table 2",
        "sec-end": "End",
    }


def test_captions_and_headings_carry_their_numbers() -> None:
    tree, _ = number(tree_of(TEXT))
    captions = [
        text_of(n["c"][1]).replace("\u00a0", " ") for n in nodes(tree["blocks"]) if n["t"] in ("Figure", "Table")
    ]
    assert captions == ["Figure 1. First", "No number", "Table 1. One", "Table 2. Two", "Not numbered"]
    headings = [text_of(n["c"][2]) for n in nodes(tree["blocks"]) if n["t"] == "Header"]
    assert headings == ["1 Introduction", "2 Methods", "2.1 Part", "End"]


def test_sections_without_numbers_are_referred_to_by_title() -> None:
    tree, targets = number(tree_of(TEXT), with_sections=False)
    assert targets["sec-part"].label == "Part"
    assert "Introduction" in [text_of(n["c"][2]) for n in nodes(tree["blocks"]) if n["t"] == "Header"]


def test_references_become_links() -> None:
    tree, targets = number(tree_of(TEXT))
    done = resolve(tree, targets, {})
    assert text_of(done["blocks"][1]).replace("\u00a0", " ") == (
        "See Table 2, Figure 1, Section 2.1 and Table 1, Table 2. Figure 1 is first. Only the number: 2. By name: End."
    )
    links = [n["c"][2][0] for n in nodes(done["blocks"][1]) if n["t"] == "Link"]
    assert links[:3] == ["#tbl-b", "#fig-a", "#sec-part"]


def test_no_blank_stays_between_a_chinese_character_and_a_reference() -> None:
    tree, targets = number(tree_of("见 @tbl-b。见 @other。见 *a* @tbl-b，see @tbl-b.\n\n" + TEXT))
    first = resolve(tree, targets, {})["blocks"][0]
    assert text_of(first).replace("\u00a0", " ").startswith("见Table 2。见 @other。见 a Table 2，see Table 2.")


def test_all_dead_references_are_told_at_once(tmp_path: Path) -> None:
    build = small(tmp_path / "b", "@fig-a, @tbl-grade\n\n{{< include _x.md >}}", _x__md=TEXT + "\n@sec-prt\n")
    with pytest.raises(RenderError) as error:
        parse(build)
    said = str(error.value)
    assert said.startswith("2 problems")
    assert "index.qmd, line 5" in said and "@tbl-grade" in said
    assert f"_x.md, line {TEXT.count(chr(10)) + 2}" in said and "Did you mean @sec-part?" in said


def test_an_identifier_that_stands_twice_is_refused() -> None:
    with pytest.raises(RenderError, match="#sec-a"):
        number(tree_of("# A {#sec-a}\n\n# B {#sec-a}\n"))


def test_a_callout_heading_is_a_title_and_no_section(tmp_path: Path) -> None:
    tree = parse(small(tmp_path / "b", "# A\n\n::: {.callout-tip}\n## Title *x*\nbody\n:::\n\n## B\n")).tree
    assert [text_of(n["c"][2]) for n in nodes(tree["blocks"]) if n["t"] == "Header"] == ["1 A", "1.1 B"]
    (callout,) = [n for n in nodes(tree["blocks"]) if n["t"] == "Div"]
    assert ["title", "Title x"] in callout["c"][0][2]


def test_an_unknown_citation_is_named_with_the_nearest_key(tmp_path: Path) -> None:
    bib = (SAMPLE / "references.bib").read_text(encoding="utf-8")
    build = small(tmp_path / "b", "A [@maslach1891].", "title: t\nbibliography: r.bib\n", r__bib=bib)
    with pytest.raises(RenderError) as error:
        parse(build)
    assert "line 6" in str(error.value) and "Did you mean @maslach1981?" in str(error.value)


def test_a_missing_bibliography_is_named(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match=r"no file 'r\.bib'"):
        parse(small(tmp_path / "b", "A", "title: t\nbibliography: r.bib\n"))
