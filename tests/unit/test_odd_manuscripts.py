"""Odd studies through the whole chain, to four formats: hostile words, no model, too many factors, failures."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import html

from burnout.render import Rendered
from helpers.odd_studies import MANUSCRIPT, as_csv, rows, run, study
from helpers.rendering import paragraphs, pdf_text, squeeze, text_of_markup

FORMATS = ("html", "docx", "pdf", "xml")
YES_NO = {"type": "nominal", "levels": ["No", "Yes"]}
TALKS = {"transcripts": "talks", "statements": "statements.csv", "themes": "themes.csv"}
LONG = "Donaudampfschiff" * 320
WORDS = {
    "markdown": "**bold** _it_ [a](http://x.org) ![i](x.png) # head ~~s~~ `c`",
    "html": "<b>x</b> <script>document.title='taken'</script> <img src=x onerror=alert(1)> &amp;",
    "tex": r"\textbf{x} $\frac{1}{2}$ \input{secret} \begin{table} % rest",
    "typst": '#image("a.png") #let x = 1 #panic("no") $x^2$ @fig-flow <label>',
    "pandoc": "`<b>`{=html} ::: {.callout-note} [^1] @key [-@tbl-x] {#tbl-x} | a | b |",
    "shortcode": "{{< var n.total >}} {{< include /etc/passwd >}} {{{< x >}}}",
    "rtl": "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627 \u202eabc",
    "emoji": "tired 😀 👩\u200d⚕️",
}


@pytest.fixture(scope="module")
def monkeymodule():
    with pytest.MonkeyPatch.context() as patch:
        yield patch


def texts(made: Rendered) -> dict[str, str]:
    """The text of each format, without white space."""
    read = {
        "html": text_of_markup,
        "xml": text_of_markup,
        "pdf": pdf_text,
        "docx": lambda path: "\n".join(text for _, text in paragraphs(path)),
    }
    return {kind: squeeze(read[kind](made.files[kind])) for kind in FORMATS}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, monkeymodule: pytest.MonkeyPatch) -> Rendered:
    people = rows(60, *WORDS, "answer")
    said = [*WORDS.values(), LONG]
    quotes = [
        {"statement": f"S{i}", "transcript": "P1.txt", "participant": "P1", "quote": text, "meaning": text,
         "cluster": f"C {text}"}
        for i, text in enumerate(said)
    ]  # fmt: skip
    themes = [{"theme": f"T {text}", "cluster": f"C {text}", "definition": text} for text in said]
    author = {"given": WORDS["html"], "family": WORDS["typst"], "affiliations": [WORDS["tex"]], "corresponding": True}
    content = study(
        title=f"Odd {WORDS['html']} {WORDS['typst']}",
        variables={name: {"label": f"{name} {text}", **YES_NO} for name, text in WORDS.items()}
        | {"answer": {"label": "Answer", **YES_NO}},
        factors=list(WORDS),
        outcomes={"outcome": {"label": f"Outcome {WORDS['pandoc']}", "source": "answer", "event": ["Yes"]}},
        screening={},
        models={"main": {"outcome": "outcome", "factors": ["markdown", "html"]}},
        interviews={"method": "thematic", "form": WORDS["shortcode"], **TALKS},
        manuscript=MANUSCRIPT | {
            "authors": [author], "keywords": list(WORDS.values()), "setting": WORDS["shortcode"],
            "background": WORDS["rtl"], "short_title": WORDS["html"],
        },
    )  # fmt: skip
    files = {
        "rows.csv": as_csv(people),
        "talks/P1.txt": "\n".join(said),
        "statements.csv": as_csv(quotes),
        "themes.csv": as_csv(themes),
    }
    return run(tmp_path_factory.mktemp("hostile") / "p", content, files, monkeymodule)


@pytest.mark.parametrize("kind", FORMATS)
def test_hostile_words_stand_literally_in_every_format(hostile: Rendered, kind: str) -> None:
    text = texts(hostile)[kind]
    for name, words in WORDS.items():
        if name in ("rtl", "emoji") and kind == "pdf":
            continue  # reading order and glyphs are the font's; their presence is looked at in the others
        assert squeeze(words.replace("\u202e", "")) in text.replace("\u202e", ""), (kind, name)
    assert LONG in text or (kind == "pdf" and LONG[:200] in re.sub("-", "", text))


def test_hostile_words_do_nothing(hostile: Rendered) -> None:
    page = html.fromstring(hostile.files["html"].read_bytes())
    assert not [node for node in page.iter() if any(str(name).startswith("on") for name in node.attrib)]
    running = [node for node in page.iter("script") if node.get("type") != "application/json"]
    assert len(running) <= 1 and not any("document.title" in (node.text or "") for node in running)
    fetched = [node.get(key) for node in page.iter() for key in ("src", "href") if node.get(key)]
    assert not [address for address in fetched if not address.startswith(("#", "data:", "mailto:", "https://doi.org/"))]
    assert "root:x:0" not in page.text_content()
    assert page.findtext(".//title").startswith("Odd <b>x</b>")


def plain(made: Rendered) -> str:
    """The running text of the Word file."""
    return " ".join("\n".join(text for _, text in paragraphs(made.files["docx"])).replace("\u00a0", " ").split())


def outcome(source: str = "answer") -> dict:
    return {"distress": {"label": "Distress", "source": source, "event": ["Yes"]}}


def yes_no(*names: str) -> dict:
    return {name: {"label": f"Factor {name}", **YES_NO} for name in names}


def check_readable(made: Rendered) -> str:
    """What must hold of every manuscript; its text."""
    text = plain(made)
    assert not re.search(r"(?<![\w-])(nan|None|inf|NaT)(?![\w-])|\{\{<|\?\?|\(\)|  ", text)
    assert not re.search(r"\b(1|one) (factors|participants|models|measures|tests)\b", text)
    assert all(made.files[kind].stat().st_size > 4000 for kind in FORMATS)
    return text


def test_a_study_without_a_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = study(variables=yes_no("a", "answer"), factors=["a"], outcomes=outcome())
    text = check_readable(run(tmp_path / "p", content, {"rows.csv": as_csv(rows(30, "a", "answer"))}, monkeypatch))
    assert "odds ratio" not in text.lower().split("supplementary material")[0]


def test_sixty_factors_of_which_none_is_significant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"f{n}" for n in range(60)]
    # Each factor is a yes for two of every four people, crossed with the answer: all tables are 15, 15, 15, 15.
    people = [
        {"id": f"N{i}", **{name: ["No", "Yes"][(i // 2) % 2] for name in names}, "answer": ["No", "Yes"][i % 2]}
        for i in range(60)
    ]
    content = study(
        variables=yes_no(*names, "answer"), factors=names, outcomes=outcome(), screening={},
        models={"main": {"outcome": "distress"}}, plan={"primary": "as-published", "bootstrap": 0},
    )  # fmt: skip
    made = run(tmp_path / "p", content, {"rows.csv": as_csv(people)}, monkeypatch)
    text = check_readable(made)
    assert "0 of 60 factors had P < 0.05" in text
    assert all(f"Factor f{n}" in text for n in range(60))


def test_one_pair_before_and_after(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = study(
        design="pre-post",
        occasions={"pre": {"label": "Before", "code": 1}, "post": {"label": "After", "code": 2}},
        variables={"load": {"label": "Load", "type": "number", "range": [0, 10], "column": "load{occasion}"}},
        outcomes={"strain": {"label": "Strain", "source": "load"}},
        paired={"before": "pre", "after": "post", "measures": ["strain"]},
    )
    lines = [{"id": "N1", "load1": "7", "load2": "4"}, {"id": "N2", "load1": "5", "load2": ""}]
    made = run(tmp_path / "p", content, {"rows.csv": as_csv(lines)}, monkeypatch)
    text = check_readable(made)
    assert "covers 2 (before) and 1 (after) participants" in text
    notices = (made.files["html"].parent / "notices.md").read_text(encoding="utf-8")
    assert "paired: Only one pair. At least two are needed." in notices


def test_a_model_that_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    people = [{"id": f"N{i}", "a": ["No", "Yes"][i % 2], "answer": ["No", "Yes"][i % 2]} for i in range(40)]
    content = study(
        variables=yes_no("a", "answer"), factors=["a"], outcomes=outcome(), screening={},
        models={"main": {"outcome": "distress", "factors": ["a"]}}, plan={"primary": "as-published", "bootstrap": 0},
    )  # fmt: skip
    made = run(tmp_path / "p", content, {"rows.csv": as_csv(people)}, monkeypatch)
    text = check_readable(made)
    assert re.search(r"separat|could not be", text), "the failure is told in the text"
    notices = (made.files["html"].parent / "notices.md").read_text(encoding="utf-8")
    assert "logistic:" in notices
