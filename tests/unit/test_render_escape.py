"""What a person typed comes out of Markdown as it went in."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from burnout.render import escape, pandoc
from burnout.render.tree import text_of
from helpers.rendering import PROJECT

# Quarto reads Markdown with more turned on than the portable renderer does.
QUARTO_READER = "markdown+autolink_bare_uris+emoji+mark"

NASTY = [
    "a <b>bold</b> {{< var x >}} @fig-x $x$ #let x = 1 `code`{=html}",
    "[link](javascript:alert(1)) ![i](x.png) [@key; -@b] ^sup^ ~sub~ ~~s~~ ==m==",
    '“quoted” ‘x’ "straight" it\'s -- --- ... – —',
    "1. list",
    "a) list",
    "(@) example",
    "i. roman",
    "- item",
    "# heading",
    "> quote",
    "| a | b |",
    ": caption {#tbl-x}",
    "::: {.callout-note}",
    "```{=typst}",
    "---",
    "😀 é 中文，“引号”。 á ¨",
    "\\begin{x} \\n \\",
    "&amp; &lt; http://x.org www.x.org a@b.org :smile:",
    "*a* _b_ __c__ **d**",
    "{{{< var x >}}}",
    "<!-- comment -->",
    "[^1]: note [^1]",
    "$$x$$ \\(a\\) \\[b\\]",
    "x" * 5000,
]


def round_trip(texts: list[str], reader: str) -> list[str]:
    markdown = "\n\n".join(escape(text) for text in texts)
    tree = json.loads(pandoc.run(["--from", reader, "--to", "json"], PROJECT, markdown))
    assert {block["t"] for block in tree["blocks"]} == {"Para"}
    return [text_of(block) for block in tree["blocks"]]


@pytest.mark.parametrize("reader", [pandoc.READER, QUARTO_READER])
def test_nasty_text_is_literal(reader: str) -> None:
    assert round_trip(NASTY, reader) == NASTY


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co"])), min_size=1, max_size=30))
def test_any_text_is_literal_but_for_white_space(texts: list[str]) -> None:
    texts = [text for text in texts if text.split()] or ["x"]
    assert round_trip(texts, QUARTO_READER) == [" ".join(text.split()) for text in texts]


def test_it_stays_in_its_table_cell() -> None:
    markdown = f"| a | b |\n|---|---|\n| {escape('x | y')} | {escape('two' + chr(10) + 'lines')} |\n"
    tree = json.loads(pandoc.run(["--from", pandoc.READER, "--to", "json"], PROJECT, markdown))
    assert [block["t"] for block in tree["blocks"]] == ["Table"]
    assert text_of(tree["blocks"]) == "abx | ytwo lines"


def test_control_characters_are_left_out() -> None:
    assert escape("a\x00b\x1b c") == "ab c"
