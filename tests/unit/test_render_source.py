"""Front matter, includes and shortcodes: what they become, and what is said when they are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from burnout.errors import RenderError
from burnout.render.front import front_of, jats_metadata
from burnout.render.source import read
from helpers.rendering import small

VARIABLES = "n:\n  total: 244\n  share: 54.1\nflag: true\nmany: [1, 2]\n"


def test_variables_metadata_and_includes_are_put_in(tmp_path: Path) -> None:
    build = small(
        tmp_path / "b",
        "{{< include _a.md >}}\n\n{{< meta short-title >}}, {{<var flag>}}",
        'title: "{{< var n.total >}} people"\nshort-title: Short\nabstract: |\n  **A:** {{< var n.share >}} %\n',
        _variables__yml=VARIABLES,
        _a__md="{{< include _b.md >}} end",
        _b__md="n = {{< var n.total >}}",
    )
    source = read(build)
    assert source.body.strip() == "n = 244 end\n\nShort, true"
    assert source.metadata["title"] == "244 people"
    assert source.metadata["abstract"] == "**A:** 54.1 %\n"
    assert set(source.files) == {"index.qmd", "_a.md", "_b.md"}


def test_escaped_shortcodes_and_comments(tmp_path: Path) -> None:
    body = read(small(tmp_path / "b", "{{{< var x >}}} a <!-- {{< var no >}}\nmore --> b")).body
    assert body.strip() == "{{< var x >}} a \n b"


def test_front_matter_wins_over_the_project(tmp_path: Path) -> None:
    assert read(small(tmp_path / "b", "x", "title: t\nlang: zh\n")).metadata["lang"] == "zh"


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        ("a\n\n{{< var n.totl >}}", ["index.qmd, line 7", "'n.totl'", "_variables.yml", "Did you mean 'n.total'?"]),
        ("{{< var many >}}", ["line 5", "not a single value"]),
        ("{{< meta titel >}}", ["line 5", "'titel'", "front matter", "Did you mean 'title'?"]),
        ("{{< include _yy.md >}}", ["line 5", "no file '_yy.md'", "_z.md", "Did you mean '_y.md'?"]),
        ("{{< include ../secret.md >}}", ["line 5", "'../secret.md'", "build folder"]),
        ("{{< include /etc/passwd >}}", ["line 5", "'/etc/passwd'", "build folder"]),
        ("{{< include _y.md >}}", ["_y.md, line 2", "'n.x'"]),
        ("{{< include _z.md >}}", ["_z.md, line 1", "includes itself"]),
        ("{{< inclde _y.md >}}", ["the shortcode 'inclde _y.md'", "Did you mean 'include'?"]),
        ("{{< video x >}}", ["the shortcode 'video x'", "include FILE, var NAME"]),
        ("a\n\n```{python}\n1\n```", ["line 7", "a code cell"]),
    ],
)
def test_faults_are_named_with_file_line_and_way_out(tmp_path: Path, body: str, parts: list[str]) -> None:
    build = small(
        tmp_path / "b",
        body,
        _variables__yml=VARIABLES,
        _y__md="fine\n{{< var n.x >}}",
        _z__md="{{< include _z.md >}}",
    )
    (tmp_path / "secret.md").write_text("secret")
    with pytest.raises(RenderError) as error:
        read(build)
    for part in parts:
        assert part in str(error.value)
    assert "secret\n" not in str(error.value)


@pytest.mark.parametrize(
    ("text", "part"),
    [("no front matter", "no front matter"), ("---\na: [1\n---\nx", "line 3"), ("---\n- a\n---\nx", "not a mapping")],
)
def test_faulty_front_matter(tmp_path: Path, text: str, part: str) -> None:
    build = small(tmp_path / "b", "x")
    (build / "index.qmd").write_text(text)
    with pytest.raises(RenderError, match=part):
        read(build)


def test_a_missing_manuscript_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match=r"no file 'index\.qmd'"):
        read(tmp_path)


AUTHORS = [
    {
        "name": {"given": "Min", "family": "Example"},
        "email": "m@example.org",
        "orcid": "0000-0002-1825-0097",
        "corresponding": True,
        "affiliations": [{"name": "A"}, {"name": "B"}],
    },
    {"name": "Ana María Other", "affiliations": ["B", "C"]},
]


def test_affiliations_are_numbered_once_in_order() -> None:
    front = front_of({"author": AUTHORS, "title": "T", "keywords": ["x"]})
    assert front.affiliations == ("A", "B", "C")
    assert [(a.name, a.marks) for a in front.authors] == [("Min Example", "1,2,*"), ("Ana María Other", "2,3")]
    assert front.correspondence == ("Min Example, m@example.org, ORCID 0000-0002-1825-0097",)
    assert front.running == "T"


def test_jats_metadata_links_people_and_places() -> None:
    made = jats_metadata(front_of({"author": AUTHORS, "keywords": ["x", "y"]}))
    assert made["author"][1] == {"surname": "Other", "given-names": "Ana María", "affiliation": ["2", "3"]}
    assert made["article"]["author-notes"]["corresp"] == [{"id": "1", "email": "m@example.org"}]
    assert made["tags"] == ["x", "y"]


def test_an_author_without_a_name_is_refused() -> None:
    with pytest.raises(RenderError, match="author 1"):
        front_of({"author": [{"email": "x"}]})
