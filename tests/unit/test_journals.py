"""Journal presets: forms of numbers, order and headings, tables at the end, limits, and what goes in beside."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from burnout.config import Journal, load_journal, load_study
from burnout.config.journal import Limits, NumberFormat
from burnout.config.load import parse
from burnout.errors import ConfigError
from burnout.manuscript.arrange import arranged, floats_at_end
from burnout.manuscript.lengths import exceeded, lengths, words
from burnout.manuscript.numbers import (
    decimal,
    estimate,
    interval,
    p_phrase,
    p_value,
    percent,
    printed_as,
    restyled,
    share,
)
from burnout.manuscript.submission import without_names
from burnout.render import render
from burnout.render.escape import escape
from helpers.chain import ROOT
from helpers.rendering import paragraphs, pdf_text, small

PRESETS = sorted(path.stem for path in (ROOT / "config" / "journals").glob("*.yaml"))
APA = NumberFormat(p_letter="p", p_leading_zero=False, percent_decimals=1, interval="comma", brackets="square")
DOTS = NumberFormat(p_letter="p", p_spaces=False, p_decimals=4, decimal_point="·", percent_decimals=1, interval="dash")


@pytest.mark.parametrize("name", PRESETS)
def test_presets_are_valid_and_their_styles_are_there(name: str) -> None:
    journal = load_journal(name, ROOT / "config")
    assert journal.citations is None or (ROOT / "manuscript" / "styles" / f"{journal.citations}.csl").is_file()
    assert journal.certainty, "each preset says how sure its settings are"
    asked = {"citations", "abstract", "limits", "anonymous", "headings", "numbers", "layout"} & journal.model_fields_set
    assert {place.split(".")[0] for place in journal.certainty} >= asked - {"layout"}


def test_the_default_is_the_house_style() -> None:
    house, default = Journal(), load_journal("default", ROOT / "config")
    said = {"name", "note", "certainty"}
    assert default.model_dump(exclude=said) == house.model_dump(exclude=said)


def test_an_unknown_journal_is_told_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="Did you mean 'apa-like'"):
        load_journal("apa-lik", ROOT / "config")
    (tmp_path / "journals").mkdir()
    (tmp_path / "journals" / "mine.yaml").write_text("journal: mine\nlimit: {}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="Did you mean 'limits'"):
        load_journal("mine", tmp_path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"order": ["methods"]}, "order names each of"),
        ({"certainty": {"numbers.colour": "memory"}}, "which is no setting"),
        ({"numbers": {"decimal_point": ","}}, "decimal_point"),
        ({"abstract": {"headings": {"Aim": ["aims"]}}}, "abstract"),
    ],
)
def test_faulty_presets_are_refused(content: dict, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        parse(Journal, content, "journals/mine.yaml")


def test_numbers_as_psychologists_print_them() -> None:
    with printed_as(APA):
        assert (p_value(0.0471), p_value(0.0004), p_value(0.9999)) == (".047", "<.001", ">.999")
        assert (p_phrase(0.0471), p_phrase(0.0004)) == ("*p* = .047", "*p* < .001")
        assert estimate(0.48, 0.27, 0.85) == "0.48 [0.27, 0.85]"
        assert (percent(54.098), share(132, 244)) == ("54.1%", "132 (54.1)")
        assert restyled("At *P* < 0.05, *P* not adjusted") == "At *p* < .05, *p* not adjusted"
    assert p_phrase(0.0471) == "*P* = 0.047"


def test_numbers_with_middle_dots() -> None:
    with printed_as(DOTS):
        assert (p_phrase(0.0471), p_value(0.00004)) == ("*p*=0·0471", "<0·0001")
        assert (decimal(-1.5), interval(0.27, 0.85)) == ("−1·50", "0·27–0·85")
        assert interval(-0.5, 0.3) == "−0·50 to 0·30", "a dash before a minus sign cannot be read"
        assert restyled("At *P* < 0.05") == "At *p*<0·05"


BODY = """
{{< include _notice.md >}}

# Introduction {#sec-introduction}

Why.

# Methods {#sec-methods}

How.

# Results {#sec-results}

What.

# Discussion {#sec-discussion}

So.

# Declarations {.unnumbered}

# References {.unnumbered}

{{< pagebreak >}}

# Supplementary material {.unnumbered}

More.
"""


def test_sections_in_the_journals_order_under_its_headings() -> None:
    order = ["introduction", "results", "discussion", "methods", "declarations", "references"]
    made = arranged(BODY, Journal(order=order, headings={"Methods": "Patients and methods"}))
    heads = [line for line in made.splitlines() if line.startswith("# ")]
    assert [head.split(" {")[0] for head in heads] == [
        "# Introduction", "# Results", "# Discussion", "# Patients and methods", "# Declarations", "# References",
        "# Supplementary material",
    ]  # fmt: skip
    assert "# Patients and methods {#sec-methods}\n\nHow." in made
    assert made.index("{{< include _notice.md >}}") < made.index("# Introduction")
    assert made.count("{{< pagebreak >}}") == 1
    assert arranged(BODY, Journal()).split() == BODY.split()


TABLE = "| A | B |\n|:--|--:|\n| x | 1 |\n\n: Caption one. {#tbl-one}\n\n::: {.table-note}\nNote one.\n:::"


def test_tables_and_figures_at_the_end_in_their_order() -> None:
    figure = '![Caption two.](figures/score/grades){#fig-two fig-alt="Bars"}'
    parts = {
        "results": f"Before.\n\n{TABLE}\n\nBetween.\n\n{figure}\n\nAfter.\n",
        "supplement": TABLE.replace("one", "s"),
    }
    made = floats_at_end(parts)
    assert made["results"].split() == ["Before.", "Between.", "After."]
    assert made["supplement"] == parts["supplement"]
    assert made["floats"] == f"{TABLE}\n\n{{{{< pagebreak >}}}}\n\n{figure}\n"
    assert "_floats.md" in arranged(BODY, Journal(layout={"figures_and_tables": "at the end"}))


def test_words_are_counted_as_a_reader_would() -> None:
    assert words("The proportion was {{< var share.burnout >}} (*P* = 0.047) [@a2001; @b-c:2].") == 6
    assert words(f"## Heading\n\nTwo words.\n\n{TABLE}\n") == 2
    assert words("health\\-care workers, see @tbl-one") == 3
    assert words("职业倦怠 in 244 人") == 7


def test_limits_that_are_exceeded_are_told() -> None:
    parts = {
        "introduction": "One two three [@a].",
        "declarations": "Not counted.",
        "supplement": f"Nor this.\n\n{TABLE}",
    }
    found = lengths(parts, "one two three four", "A title", "Short", ["a", "b", "c"])
    assert (found.text_words, found.abstract_words, found.references, found.tables_and_figures) == (3, 4, 1, 0)
    said = exceeded(
        found, Limits(abstract_words=3, keywords=3, references=0 or None, title_characters=6), "this journal"
    )
    assert said == [
        "journal: the abstract has 4 words, and this journal allows 3",
        "journal: the title has 7 characters, and this journal allows 6",
    ]


FRONT = """title: "A title"
abstract: "An abstract by Min Li."
author:
  - name: {given: Min, family: Li}
    affiliations: [{name: North Hospital}]
    email: min@example.org
    corresponding: true
line-numbers: true
line-spacing: 2
"""


def test_files_beside_the_manuscript(tmp_path: Path) -> None:
    build = small(
        tmp_path / "build", "# Text\n\n{{< include _methods.md >}}", FRONT, _methods__md="At North Hospital.\n"
    )
    shutil.copytree(ROOT / "manuscript" / "styles", build / "styles", dirs_exist_ok=True)
    hidden = build / "submission" / "anonymous"
    hidden.mkdir(parents=True)
    (build / "submission" / "cover-letter.md").write_text("Dear editor,\n\n**[TO FILL IN: date]**\n", encoding="utf-8")
    (hidden / "front.yml").write_text(
        yaml.safe_dump({"title": "A title", "abstract": "An abstract."}), encoding="utf-8"
    )
    (hidden / "_methods.md").write_text("At \\[withheld for review\\].\n", encoding="utf-8")
    out = tmp_path / "out"
    render(build, out, engine="portable")
    assert sorted(path.name for path in (out / "submission").iterdir()) == [
        "cover-letter.docx", "cover-letter.md", "manuscript-anonymous.docx", "manuscript-anonymous.pdf",
    ]  # fmt: skip
    letter = [text for _, text in paragraphs(out / "submission" / "cover-letter.docx")]
    assert letter[:2] == ["Dear editor,", "[TO FILL IN: date]"]
    word = "\n".join(text for _, text in paragraphs(out / "submission" / "manuscript-anonymous.docx"))
    raw = (out / "submission" / "manuscript-anonymous.pdf").read_bytes()
    for text in (word, pdf_text(out / "submission" / "manuscript-anonymous.pdf"), raw.decode("latin-1")):
        assert not any(name in text for name in ("Min", "North", "example.org"))
    assert "At [withheld for review]." in word
    assert "Min Li" in "\n".join(text for _, text in paragraphs(out / "manuscript.docx"))


def test_names_ethics_and_funding_are_taken_out() -> None:
    study = load_study("balint", ROOT / "config")[0]
    author = study.manuscript.authors[0]
    told = {"author": [1], "abstract": f"By {author.given} {author.family}.", "title": "T"}
    place = escape(author.affiliations[0])
    parts = {"methods": f"At the {place}, see {escape(author.email or '')}.\n", "declarations": "Everything.\n"}
    made, front = without_names(parts, told, study, study.manuscript.authors)
    hidden = escape("[withheld for review]")
    assert made["methods"] == f"At the {hidden}, see {hidden}.\n"
    assert front == {"abstract": f"By {hidden}.", "title": "T"}
    given = study.manuscript.declarations
    assert escape(given.conflicts) in made["declarations"] and escape(given.data) in made["declarations"]
    assert given.ethics[:20] not in made["declarations"] and given.funding[:20] not in made["declarations"]


def test_double_spacing_in_word(tmp_path: Path) -> None:
    import docx

    render(small(tmp_path / "build", "# Text\n\nWords.", FRONT), tmp_path / "out", engine="portable")
    style = docx.Document(str(tmp_path / "out" / "manuscript.docx")).styles["Body Text"]
    assert style.paragraph_format.line_spacing == 2.0
