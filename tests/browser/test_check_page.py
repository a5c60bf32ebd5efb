"""The page of `burnout check --html` in headless Chromium: what a cell holds is shown, and never done.

Not part of `make test`, since a browser is needed: `make test-browser`. Without Chromium these tests fail.
"""

from __future__ import annotations

import html
import re
import struct
import subprocess
import sys

import pytest

from helpers.browser import chromium
from helpers.small_project import small_project

HOSTILE = "[bold]年[/bold] &amp; <script>document.title=1</script><img src=x onerror=1>"


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """The page of a study with hostile cells, as the command writes it."""
    folder = small_project(tmp_path_factory.mktemp("page"))
    quoted = '"' + HOSTILE.replace('"', '""') + '"'
    rows = "".join(f"{n},4000\n" for n in range(3, 33))
    (folder / "rows.csv").write_text(f"id,age\n1,30\n2,{quoted}\n{rows}", encoding="utf-8")
    (folder / "text.md").unlink()
    command = [sys.executable, "-m", "burnout.cli", "check", "small", "--html", "report/page.html"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 1, done.stderr
    assert "[bold]" in done.stderr, "the screen takes no cell for markup either"
    assert not list((folder / "report").glob("*.part"))
    return folder / "report" / "page.html"


def test_every_failing_row_is_shown_and_hostile_text_is_text(page, tmp_path):
    shown = chromium(tmp_path, "--dump-dom", page.as_uri())
    assert re.search(r"<title>Check of small</title>", shown), "no script of a cell has run"
    assert "<script" not in shown and "<img" not in shown
    cells = [html.unescape(cell) for cell in re.findall(r'<td data-label="Found">(.*?)</td>', shown, re.DOTALL)]
    assert any(HOSTILE in cell for cell in cells), "the cell appears literally"
    assert cells.count("'4000'") == 30, "more rows than the screen tells"
    for n in range(4, 34):
        assert f'<th scope="row" data-label="Row">{n}</th>' in shown
    assert shown.count("<table") == shown.count("<caption") > 1
    assert shown.count('scope="col"') > 1


def test_the_page_needs_nothing_else(page):
    text = page.read_text(encoding="utf-8")
    assert "default-src 'none'" in text
    assert not re.search(r"""(?:src|href)=["'](?!#)|url\(|@import|<link|<script""", text)


@pytest.mark.parametrize("width", [1200, 500])
def test_a_picture_is_as_wide_as_the_window(page, tmp_path, width):
    picture = tmp_path / "page.png"
    chromium(tmp_path, f"--window-size={width},1400", f"--screenshot={picture}", page.as_uri())
    assert struct.unpack(">II", picture.read_bytes()[16:24]) == (width, 1400)


@pytest.mark.parametrize("width", [1200, 500])
def test_nothing_stands_beyond_the_window(page, tmp_path, width):
    """A copy of the page, allowed to measure itself, tells how wide its content is."""
    measure = "<script>document.title=document.documentElement.scrollWidth+' '+innerWidth</script></body>"
    text = page.read_text(encoding="utf-8").replace("default-src 'none'; ", "").replace("</body>", measure)
    (tmp_path / "measured.html").write_text(text, encoding="utf-8")
    shown = chromium(tmp_path, f"--window-size={width},1400", "--dump-dom", (tmp_path / "measured.html").as_uri())
    content, window = map(int, re.search(r"<title>(\d+) (\d+)</title>", shown).groups())
    assert content <= window
