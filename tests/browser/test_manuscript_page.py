"""The manuscript's web page in headless Chromium: accessible, usable on a phone, and fetching nothing.

Not part of `make test`, since a browser is needed: `make test-browser`. Without Chromium these tests fail.
"""

from __future__ import annotations

import html
import importlib.resources
import json
import re
from pathlib import Path

import pytest

from burnout.render import render
from helpers.browser import chromium
from helpers.rendering import sample

SERIOUS = {"serious", "critical"}


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    return render(sample(folder / "build"), folder / "out", engine="portable").files["html"]


def told(page: Path, folder: Path, script: str, *flags: str) -> str:
    """What a script, put at the end of a copy of the page, left in its last element."""
    copy = folder / "page.html"
    text = page.read_text(encoding="utf-8")
    copy.write_text(text.replace("</body>", f"<pre id='told'></pre><script>{script}</script></body>"), encoding="utf-8")
    shown = chromium(folder, "--virtual-time-budget=20000", *flags, "--dump-dom", copy.as_uri())
    return html.unescape(re.search(r'<pre id="told">(.*?)</pre>', shown, re.DOTALL)[1])


def test_axe_finds_nothing_serious(page: Path, tmp_path: Path) -> None:
    axe = importlib.resources.files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    run = """
    axe.run({exclude: [['#told']]}).then(found => { document.getElementById('told').textContent = JSON.stringify(
      found.violations.map(v => [v.impact, v.id, v.nodes.length, v.nodes[0].html.slice(0, 200)])); });
    """
    found = json.loads(told(page, tmp_path, axe + run))
    assert [finding for finding in found if finding[0] in SERIOUS] == []


@pytest.mark.parametrize("width", [360, 412])
def test_a_phone_does_not_scroll_sideways(page: Path, tmp_path: Path, width: int) -> None:
    # Chromium's own window is never narrower than 500 px: the page is shown in a frame of a phone's width.
    frame = tmp_path / "phone.html"
    script = (
        "const d = document.getElementById('f').contentDocument.documentElement;"
        "document.title = d.clientWidth + ' ' + d.scrollWidth"
    )
    frame.write_text(
        f"<title>x</title><iframe id=f width={width} height=800 style='border:0' src='{page.as_uri()}' "
        f'onload="{script}"></iframe>',
        encoding="utf-8",
    )
    shown = chromium(
        tmp_path, "--allow-file-access-from-files", "--virtual-time-budget=9000", "--dump-dom", frame.as_uri()
    )
    inside, wide = map(int, re.search(r"<title>(\d+) (\d+)</title>", shown).groups())
    assert inside == width
    assert wide <= inside, f"{wide - inside} pixels stand out"


def test_nothing_is_fetched(page: Path, tmp_path: Path) -> None:
    script = """window.addEventListener('load', () => setTimeout(() => {
      document.getElementById('told').textContent = JSON.stringify(
        performance.getEntriesByType('resource').map(e => e.name).filter(n => !n.startsWith('data:')));}, 200));"""
    assert json.loads(told(page, tmp_path, script)) == []
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"""(?:src|srcset|data)=["']?(?:https?:)?//|@import|url\(["']?(?:https?:)?//""", text)
    assert not re.search(r"""<link[^>]+href=["']?(?:https?:)?//""", text)


def test_on_paper_everything_is_there(page: Path, tmp_path: Path) -> None:
    from pypdf import PdfReader

    chromium(tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={tmp_path / 'paper.pdf'}", page.as_uri())
    sheets = PdfReader(tmp_path / "paper.pdf").pages
    assert abs(float(sheets[0].mediabox.width) - 595.3) < 2, "A4"
    text = " ".join(" ".join(sheet.extract_text() for sheet in sheets).split())
    for said in ("The survey was done at 9 sites.", "2.994 (1.62 to 5.53)", "References"):
        assert said in text
