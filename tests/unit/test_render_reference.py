"""The Word reference document and the citation style."""

from __future__ import annotations

import json
import re

from burnout.render import pandoc
from burnout.render.package import unpack
from burnout.render.reference import build
from burnout.render.tree import text_of
from helpers.rendering import PROJECT, SAMPLE

STYLES = PROJECT / "manuscript" / "styles"


def test_the_committed_reference_document_is_what_the_builder_makes() -> None:
    made = unpack(build())
    committed = unpack((STYLES / "reference.docx").read_bytes())
    assert made == committed, "run: python -m burnout.render.reference manuscript/styles/reference.docx"


def test_every_style_builds_on_one_that_is_there() -> None:
    text = unpack(build())["word/styles.xml"].decode()
    known = set(re.findall(r'w:styleId="([^"]+)"', text))
    named = set(re.findall(r'<w:(?:basedOn|next|link) w:val="([^"]+)"', text))
    assert named <= known
    assert {"Title", "Author", "Affiliation", "Abstract", "Keywords", "Table", "TableNote", "TableCaption"} <= known


def test_headings_are_black_and_the_page_is_a4() -> None:
    parts = unpack(build())
    heading = re.search(r'w:styleId="Heading1">.*?</w:style>', parts["word/styles.xml"].decode(), re.DOTALL)
    assert heading is not None and 'w:color w:val="000000"' in heading[0]
    assert 'w:w="11906" w:h="16838"' in parts["word/document.xml"].decode()


def bibliography(entries: list[dict]) -> tuple[str, list[str]]:
    keys = "; ".join(f"@{entry['id']}" for entry in entries)
    header = json.dumps({"references": entries, "csl": str(STYLES / "vancouver.csl")})
    made = pandoc.run(
        ["--from", "markdown", "--citeproc", "--to", "json"], SAMPLE, f"---\n{header}\n---\n\nA [{keys}]."
    )
    blocks = json.loads(made)["blocks"]
    return text_of(blocks[0]), [re.sub(r"^\d+\.\s*", "", text_of(b)) for b in blocks[1]["c"][1]]


def person(family: str, given: str) -> dict:
    return {"family": family, "given": given}


def test_citation_style_by_type() -> None:
    year = {"date-parts": [[2020]]}
    seven = [person(f"Name{i}", "Ann B.") for i in range(1, 8)]
    entries = [
        {
            "id": "article", "type": "article-journal", "title": "On rest", "author": seven, "issued": year,
            "container-title": "Journal of Rest", "container-title-short": "J. Rest", "volume": "2", "issue": "3",
            "page": "4-9", "DOI": "10.1/x",
        },
        {
            "id": "book", "type": "book", "title": "Rest", "author": seven[:2], "issued": year, "edition": "2",
            "publisher": "Press", "publisher-place": "Town",
        },
        {
            "id": "chapter", "type": "chapter", "title": "A part", "author": seven[:1], "issued": year, "page": "1-5",
            "container-title": "The whole", "editor": [person("Edit", "E.")], "publisher": "Press",
            "publisher-place": "Town",
        },
        {
            "id": "thesis", "type": "thesis", "title": "A thesis", "author": seven[:1], "issued": year,
            "publisher": "University",
        },
        {
            "id": "web", "type": "webpage", "title": "A page", "author": [{"literal": "The Bureau"}], "issued": year,
            "URL": "https://example.org", "accessed": {"date-parts": [[2026, 11, 2]]},
        },
        {
            "id": "report", "type": "report", "title": "A report", "author": [{"literal": "WHO"}], "issued": year,
            "publisher": "WHO", "publisher-place": "Geneva",
        },
    ]  # fmt: skip
    cited, listed = bibliography(entries)
    assert cited.replace("\u2013", "-") in ("A [1-6].", "A [1,2,3,4,5,6].")
    # Expected by hand, after the numbered style of medical journals.
    assert listed == [
        "Name1 AB, Name2 AB, Name3 AB, Name4 AB, Name5 AB, Name6 AB, et al. On rest. J Rest. 2020;2(3):4\u20139. "
        "doi:10.1/x.",
        "Name1 AB, Name2 AB. Rest. 2nd ed. Town: Press; 2020.",
        "Name1 AB. A part. In: Edit E, editor. The whole. Town: Press; 2020. p 1\u20135.",
        "Name1 AB. A thesis [thesis]. University; 2020.",
        "The Bureau. A page [internet]. 2020. https://example.org (accessed 2 Nov 2026).",
        "WHO. A report. Geneva: WHO; 2020.",
    ]
