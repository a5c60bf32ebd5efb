"""The manuscripts exist in four formats, and each is opened and read as its readers would."""

from __future__ import annotations

import re
from itertools import chain

import docx
import pandas as pd
import pypdf
import pytest
import yaml
from docx.oxml.ns import qn
from lxml import etree, html

from burnout.manuscript.typed import statistics_in
from helpers.chain import ROOT, STUDIES

pytestmark = pytest.mark.xdist_group("full_run")
# In each study's manuscript: its title's beginning, and a number of the abstract as it is printed there.
NUMBER = {"chenggong": "54.10%", "balint": "0.047", "hospital-d": "322"}


# Latin words of four letters and more that a Chinese manuscript may print: names of people, programs and guidelines.
NAMES = """
Agresti Armitage Barnard Bartlett Benjamini Bergsma Bhapkar Bonett Bonferroni Bootstrap Bowker Brier COREQ CROSS
CHERRIES Cochran Cohen Colaizzi Cook Cookie Cram Cronbach DeLong Dunn Edwards EpiData Excel Firth Fisher Freeman Games
Geisser Glass Greenhouse Halton Hedges Hochberg Hodges Holm Hosmer Hotelling Howell Jacobson Jonckheere Kalimo Katz
Kendall Kenward Kruskal Lehmann Lemeshow Levene Lilliefors Mann Maslach Maxwell McDonald McFadden McNemar
Nagelkerke Newcombe ORCID Pearson Pratt ProQOL Python Quarto RMSEA Roger Rubin SPSS SRMR STROBE SRQR Satterthwaite
Shapiro Snakemake Snell Spearman Stata Stuart TREND Tango Terpstra Tjur Truax Tukey Wald Wallis Welch Whitney
Wilcoxon Wilk Wilson Woolf Yates Youden logistic logit probit delta bootstrap firthmodels matplotlib numpy pandas
pandoc papermill python scipy snakemake statsmodels typst multiverse analysis
"""


def plain(text):
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{SOFT HYPHEN}", "").split())


def title_of(study):
    content = yaml.safe_load((ROOT / "config" / "studies" / f"{study}.yaml").read_text(encoding="utf-8"))
    return plain(content["title"])


@pytest.fixture(params=STUDIES)
def study(request):
    return request.param


@pytest.fixture
def folder(study, full_run):
    return full_run.folder(study) / "manuscript"


def test_word_has_title_tables_captions_and_repeating_headers(study, folder):
    document = docx.Document(str(folder / "manuscript.docx"))
    text = plain(" ".join(paragraph.text for paragraph in document.paragraphs))
    assert title_of(study) in text
    assert NUMBER[study] in text
    assert "synthetic" in text.lower()
    captions = re.findall(r"Table \d+", plain(" ".join(p.text for p in document.paragraphs)))
    assert len(document.tables) >= 4
    assert len(captions) >= 4
    assert len(document.inline_shapes) >= 2
    for table in document.tables:
        first = table.rows[0]._tr
        assert first.trPr is not None
        assert first.trPr.find(qn("w:tblHeader")) is not None, "the header row repeats on every page"


def test_pdf_has_title_number_and_embedded_fonts(study, folder):
    reader = pypdf.PdfReader(folder / "manuscript.pdf")
    text = plain(" ".join(page.extract_text() for page in reader.pages))
    solid = re.sub(r"[\s-]", "", text)
    assert re.sub(r"[\s-]", "", title_of(study)) in solid
    assert NUMBER[study] in text
    assert "synthetic" in text.lower()
    assert len(reader.pages) >= 5
    assert "\N{REPLACEMENT CHARACTER}" not in text


def test_html_stands_alone(study, folder):
    page = html.parse(str(folder / "manuscript.html")).getroot()
    text = plain(page.text_content())
    assert title_of(study) in text
    assert NUMBER[study] in text
    assert "synthetic" in text.lower()
    fetched = [n.get("href") for n in page.iter("link")] + [n.get("src") for n in page.iter("img", "script", "iframe")]
    outside = [address for address in fetched if address and not address.startswith(("data:", "#"))]
    for address in outside:
        assert not re.match(r"(?i)(https?:)?//", address), f"the page fetches {address}"
        assert (folder / address).is_file(), f"{address} is not beside the page"
    styles = " ".join(node.text or "" for node in page.iter("style"))
    assert not re.search(r"(?i)@import|url\(\s*['\"]?(https?:)?//", styles)
    assert len(page.findall(".//table")) >= 4
    assert len(page.findall(".//img")) + len(page.findall(".//svg")) >= 2
    targets = {node.get("id") for node in page.iter() if node.get("id")}
    links = {n.get("href")[1:] for n in page.iter("a") if (n.get("href") or "").startswith("#")} - {""}
    assert links <= targets, "every link within the page leads somewhere"


def test_jats_has_what_a_publisher_reads(study, folder):
    parser = etree.XMLParser(load_dtd=False, no_network=True, resolve_entities=False)
    article = etree.parse(str(folder / "manuscript.xml"), parser).getroot()
    assert article.tag == "article"
    assert plain("".join(article.find(".//article-title").itertext())) == title_of(study)
    assert article.findall(".//contrib-group/contrib[@contrib-type='author']/name/surname")
    abstract = plain("".join(article.find(".//abstract").itertext()))
    for part in ("Objective", "Methods", "Results", "Conclusion"):
        assert part in abstract
    assert NUMBER[study] in abstract
    assert len(article.findall(".//body//table-wrap")) + len(article.findall(".//back//table-wrap")) >= 4
    assert article.findall(".//table-wrap/caption")
    assert len(article.findall(".//fig")) >= 2
    assert article.findall(".//fig/caption")
    assert article.findall(".//ref-list/ref")
    assert "synthetic" in plain("".join(article.itertext())).lower()
    ids = {node.get("id") for node in article.iter() if node.get("id")}
    assert {node.get("rid") for node in article.iter("xref")} <= ids


def test_nothing_is_left_unfilled(study, folder):
    document = docx.Document(str(folder / "manuscript.docx"))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    pages = [plain(" ".join(page.extract_text() for page in pypdf.PdfReader(folder / "manuscript.pdf").pages))]
    for text in [*(p.text for p in document.paragraphs), *cells, *pages]:
        assert not re.search(r"\{\{|\}\}|\?var|\?\?|@tbl-|@fig-|\b[Nn]a[Nn]\b|\[@", text), text[:300]


@pytest.mark.parametrize("name", ["chenggong", "hospital-d"])
def test_odds_ratios_in_the_text_are_those_of_the_table_they_name(name, full_run):
    """Every odds ratio of the running text is that of its own factor and level in the table."""
    folder = full_run.folder(name)
    values = yaml.safe_load((folder / "manuscript" / "build" / "_variables.yml").read_text(encoding="utf-8"))["model"]
    levels = yaml.safe_load((ROOT / "config" / "studies" / f"{name}.yaml").read_text(encoding="utf-8"))["variables"]
    table = pd.read_parquet(folder / "tables" / "logistic.parquet")
    rows = table[(table["kind"] == "multivariable") & (table["plan"] == "as-published")]
    told = 0
    for model, factors in values.items():
        for factor, places in factors.items():
            for place, printed in places.items() if isinstance(places, dict) else []:
                spec = levels[factor.replace("-", "_")]
                label = list(spec["levels"].values())[int(place.removeprefix("level-")) - 1]
                chosen = (rows["model"] == model) & (rows["factor"] == factor.replace("-", "_"))
                row = rows[chosen & (rows["level"] == label)].iloc[0]
                assert printed["odds-ratio"] == f"{row['odds_ratio']:.3f}", (model, factor, label)
                assert printed["interval"] == f"{row['conf_low']:.3f} to {row['conf_high']:.3f}", (model, factor, label)
                told += 1
    assert told >= 4


def test_no_result_is_typed_into_the_sources():
    """The project's sources hold no result: every number in the result parts was written by the workflow."""
    source = (ROOT / "manuscript").glob("*/index.qmd")
    for path in source:
        body = path.read_text(encoding="utf-8").split("---", 2)[2]
        assert not re.search(r"\d+\.\d+|\d+ ?%", re.sub(r"\{\{<.*?>\}\}", "", body)), path


def test_every_traced_number_prints_again_from_the_row_it_names(study, full_run):
    """One cell behind a number: the number is that cell, rounded; its row is in the table on disk."""
    tables = full_run.folder(study) / "tables"
    found = pd.read_parquet(tables / "manuscript_numbers.parquet")
    assert len(found) > 400
    alone = found.groupby(["key", "number"])["table"].transform("size") == 1
    for row in found[alone & found["value"].notna()].itertuples():
        frame = pd.read_parquet(tables / f"{row.table}.parquet")
        value = frame.iloc[row.table_row - 1][row.table_column]
        assert value == pytest.approx(row.value, rel=1e-12), row
        shown = float(row.number.strip("<> ").replace("−", "-"))
        step = 0.5 * 10.0 ** -len(row.number.partition(".")[2]) * 1.0001
        close = [abs(scale * value - shown) <= step for scale in (1, 100)] + [abs(abs(value) - shown) <= step]
        assert any(close) or (row.number[0] in "<>" and value < 0.001) or value > 0.999, row


MEANT = {
    "levels of the plan": ["0.05", "*P* > 0.1", "95%"],
    "power that sample sizes are judged by": ["power of 80%"],
    "missing items that a score may have": ["20 %", "20%"],
    "answers that a record must have": ["less than 80%"],
    "missing factors from which on imputation is run": ["5% of the participants"],
    "a note of an instrument file on its own cut-offs": ["about 97 %"],
}
"""Statistics of the generated text that come from the configuration, not from results."""


def test_generated_parts_hold_no_statistic_without_origin(study, full_run):
    """What the authors may not type, the workflow does not print either without saying where it comes from."""
    folder = full_run.folder(study)
    keys = set(pd.read_parquet(folder / "tables" / "manuscript_numbers.parquet")["key"])
    for path in sorted((folder / "manuscript" / "build").glob("_*.md")):
        if path.stem not in ("_introduction", "_discussion"):
            text = _without_traced(path.read_text(encoding="utf-8"), keys)
            assert list(statistics_in(text, [*chain(*MEANT.values())])) == [], path.name


def _without_traced(text, keys):
    lines, label, first = text.split("\n"), "", 0
    for i in reversed(range(len(lines))):
        caption = re.match(r": .*\{#(tbl-[\w-]+)", lines[i])
        label = caption[1] if caption else label
        if lines[i].startswith("|"):
            first = next(k for k in range(i, -1, -1) if k == 0 or not lines[k - 1].startswith("|"))
            row = max(i - first - 1, 0)
            cells = re.split(r"(?<!\\)\|", lines[i])[1:-1]
            lines[i] = " | ".join(c for k, c in enumerate(cells, start=1) if f"{label}.{row}.{k}" not in keys)
    spans = r'\[(?:\{\{<[^>]*>\}\}|[^\]]*)\]\{\.traced[^}]*\}|fig-alt="[^"]*"|\[@[^\]]*\]'
    return re.sub(spans, "VALUE", "\n".join(lines)).replace("\\", "")


def test_the_chinese_manuscript_has_no_english_left(folder):
    """All texts of the page and its pictures, without the English abstract, references, addresses and files."""
    page = html.parse(str(folder / "zh" / "manuscript.html")).getroot()
    for element in [
        *page.iter("script", "style", "code"),
        *page.xpath('//body//*[@id="refs" or starts-with(@lang, "en")]'),
    ]:
        element.drop_tree()
    assert page.get("lang") == "zh-CN"
    text = plain(" ".join([*page.xpath("//body//text()"), *page.xpath("//img/@alt")]))
    text = re.sub(r"\S+@\S+|[\w./-]*(?:/[\w.-]+|\.(?:csv|xlsx))", " ", text)
    words = set(re.findall(r"(?<![A-Za-z])[A-Za-z]{4,}(?![A-Za-z])", text))
    assert words - set(NAMES.split()) == set()
    assert "合成的演示数据" in text


def test_chinese_tables_and_figures_are_called_so_in_word(folder):
    text = plain(" ".join(p.text for p in docx.Document(str(folder / "zh" / "manuscript.docx")).paragraphs))
    assert len(re.findall(r"表 ?\d+", text)) >= 4 and len(re.findall(r"图 ?\d+", text)) >= 2
    assert "Table" not in text and "Figure" not in text
