"""The Chinese catalogue: every sentence of the program is in it, with the same places, and none is left over."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import polib
import pytest
import yaml

from burnout.config import load_instruments
from helpers.chain import ROOT

LIBRARY = ROOT / "workflow" / "src" / "burnout"
CATALOGUE = LIBRARY / "language" / "zh.po"
SPEAKING = {"say": slice(1), "say_count": slice(2), "section": slice(1), "Told": slice(3, 4)}
"""Functions and classes that take templates, and which of their arguments these are."""
WORDS = {
    "analysis": ["TEST_NAMES", "PAIRED_EFFECTS"],
    "alternatives": ["ALTERNATIVES", "OTHER_QUESTIONS"],
    "imputed": ["METHODS"],
    "outcome_levels": ["TESTS"],
    "further_words": [
        *("ASSUMPTIONS", "SCREEN_EFFECTS", "SCREEN_INTERVALS", "POSTHOC", "INTERVALS", "FIT_MEASURES", "RISK_GROUPS"),
        *("CHECKS", "CLUSTERS", "CHANGE_TESTS", "CHANGE_EFFECTS", "SHIFT", "ARMS", "OVER_TIME", "POOLING"),
        *("POOL_TESTS", "AGREEMENT"),
    ],
}
"""Mappings of names to words, by module of `burnout.manuscript`."""


@cache
def trees() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(LIBRARY.rglob("*.py"))}


def calls(node: ast.AST) -> Iterator[ast.Call]:
    """Every call, but for those inside the functions that speak."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef) and child.name in SPEAKING:
            continue
        if isinstance(child, ast.Call):
            yield child
        yield from calls(child)


def speaks(tree: ast.Module) -> bool:
    """Whether a module takes `say` from the language package (that of the command line is another one)."""
    homes = ("burnout.language", "burnout.manuscript.pipe")
    taken = [n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module in homes]
    return any(name.name in SPEAKING for node in taken for name in node.names)


def spoken() -> list[tuple[str, ast.expr, ast.Call]]:
    """Place, template and call of every `say` and `say_count` in the code."""
    found = []
    for path, tree in trees().items():
        if path.parent == CATALOGUE.parent or not speaks(tree):
            continue
        for call in calls(tree):
            if isinstance(call.func, ast.Name) and call.func.id in SPEAKING:
                place = f"{path.relative_to(LIBRARY)}:{call.lineno}"
                found += [(place, template, call) for template in call.args[SPEAKING[call.func.id]]]
    return found


def places(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


@cache
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE), check_for_duplicates=True)


@cache
def translations() -> dict[str, str]:
    return {
        english: entry.msgstr or entry.msgstr_plural[0]
        for entry in catalogue()
        for english in (entry.msgid, entry.msgid_plural)
        if english
    }


def test_the_catalogue_is_whole():
    """It is merged line by line, so it may be damaged without a conflict."""
    text = CATALOGUE.read_text(encoding="utf-8")
    assert not re.findall(r"^(?:<<<<<<<|=======|>>>>>>>).*$", text, re.MULTILINE)
    blocks = [b for b in re.split(r"\n\s*\n", text) if re.search(r"^msg", b, re.MULTILINE)]
    assert [b for b in blocks if len(re.findall(r"^msgid ", b, re.MULTILINE)) != 1] == []
    assert len(blocks) == len(catalogue()) + 1, "the header and the entries"
    assert [
        entry.msgid for entry in catalogue() if entry.obsolete or entry.fuzzy or not translations()[entry.msgid]
    ] == []


def test_templates_are_literals():
    assert [place for place, template, _ in spoken() if not isinstance(template, ast.Constant)] == []


def test_every_sentence_is_translated():
    lacking = {f"{place}: {t.value}" for place, t, _ in spoken() if t.value not in translations()}
    assert not lacking, "add them to workflow/src/burnout/language/zh.po:\n" + "\n".join(sorted(lacking))


def test_tables_of_words_are_translated():
    lacking = []
    for module, names in WORDS.items():
        tables = vars(import_module(f"burnout.manuscript.{module}"))
        words = {name: strings(list(tables[name].values())) for name in names}
        lacking += [f"{module}.{name}: {word}" for name, found in words.items() for word in found]
    lacking = [place for place in lacking if place.split(": ", 1)[1] not in translations()]
    assert lacking == []


def test_every_text_of_an_instrument_that_is_printed_is_translated():
    """Names, scales, bands, grades and rules; sources and notes on scoring stay as they are."""
    lacking = set()
    for name, instrument in load_instruments(ROOT / "config" / "instruments").items():
        shown = {instrument.name, instrument.about}
        for key in instrument.keys.values():
            shown |= {scale.label for scale in (*key.scales.values(), *key.composites.values())}
        for cutoffs in instrument.cutoffs.values():
            shown |= {cutoffs.label, cutoffs.note or "AIC"}
            shown |= {band.label for bands in cutoffs.scales.values() for band in bands.bands}
            shown |= {cutoffs.grade.label, *cutoffs.grade.levels} if cutoffs.grade else set()
            shown |= {cutoffs.profile.label, *cutoffs.profile.levels} if cutoffs.profile else set()
        shown |= {rule.label for rule in instrument.missing_rules.values()}
        lacking |= {f"{name}: {text}" for text in shown if text not in translations()}
    assert sorted(lacking) == []


def test_a_translation_has_the_places_of_its_sentence():
    odd = {english: chinese for english, chinese in translations().items() if places(english) != places(chinese)}
    assert odd == {}


def test_a_translation_refers_and_cites_as_its_sentence():
    """The same tables, figures and sources; a reference that touches a Chinese word would not be seen."""
    key = re.compile(r"@([A-Za-z][\w:-]*[A-Za-z0-9])", re.ASCII)
    odd = {e: c for e, c in translations().items() if sorted(key.findall(e)) != sorted(key.findall(c))}
    assert odd == {}
    touching = re.compile(r"[一-鿿}]@|@[a-z][a-z0-9-]*[一-鿿]")
    assert [c for c in translations().values() if touching.search(c)] == []


def test_calls_fill_every_place():
    for place, template, call in spoken():
        if any(keyword.arg is None for keyword in call.keywords):
            continue
        if call.func.id == "Told":
            continue  # filled by the function that tells it
        given = {keyword.arg for keyword in call.keywords}
        assert places(template.value) <= given, place


def test_no_translation_is_left_over():
    """Each stands for a text of the code, of an instrument, or for a heading of the manuscripts' sources."""
    texts = {n.value for tree in trees().values() for n in ast.walk(tree) if isinstance(n, ast.Constant)}
    for path in (ROOT / "config" / "instruments").glob("*.yaml"):
        texts |= set(strings(yaml.safe_load(path.read_text(encoding="utf-8"))))
    for path in (ROOT / "manuscript").glob("*/index.qmd"):
        texts |= set(re.findall(r"^#+ (.+?)(?: \{.*\})?$", path.read_text(encoding="utf-8"), re.MULTILINE))
    assert sorted(set(translations()) - texts) == []


def strings(content):
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for key, value in content.items():
            yield from strings(key)
            yield from strings(value)
    elif isinstance(content, list):
        for value in content:
            yield from strings(value)


def test_translations_are_chinese():
    """Every one has Chinese characters, or nothing but places, symbols, abbreviations such as CI and names."""
    han, spared = re.compile(r"[一-鿿]"), re.compile(r"\{\w+\}|@[\w-]+|~\w+~|\b[A-ZÀ-Þ]\w+")
    small = re.compile(r"[a-z]{2}")
    assert {e: c for e, c in translations().items() if not han.search(c) and small.search(spared.sub("", c))} == {}


@pytest.mark.parametrize("mark", [", ", "; ", "? "])
def test_chinese_sentences_have_chinese_marks(mark):
    han_before = re.compile(r"[一-鿿]" + re.escape(mark))
    assert [c for c in translations().values() if han_before.search(c)] == []
