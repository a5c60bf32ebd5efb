"""Origins of numbers in headless Chromium: shown at the right number, one stop for the Tab key, nothing on paper."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from burnout.manuscript.origin_page import FILE, origin_page
from burnout.manuscript.origins import COLUMNS
from burnout.render import render
from helpers.browser import chromium
from helpers.rendering import PROJECT, small

TEXT = (
    '# Results\n\nThe share was [54.10%]{.traced key="prevalence.percent"}.\n\n'
    "| Characteristic | All | Ill | *P* |\n|:---|:---:|:---:|:---:|\n"
    "| **Sex** |  |  | 0.429 |\n| Male | 58 | 34 |  |\n\n: Who. {#tbl-who}\n"
)
ORIGINS = pd.DataFrame(
    [
        ("prevalence.percent", "54.10%", "54.10", "p", 0, 0, "prevalence", 2, "level = <b>Yes", "percent", 54.098),
        ("tbl-who.1.4", "0.429", "0.429", "tbl-who", 1, 4, "screening", 1, "factor = sex", "p_value", 0.4286),
        ("tbl-who.2.2", "58", "58", "tbl-who", 2, 2, "descriptive", 1, "level = Male", "value", 58.0),
        ("tbl-who.2.3", "99", "99", "tbl-who", 2, 3, "descriptive", 1, "level = Male", "value", 99.0),
    ],
    columns=list(COLUMNS),
)
ASK = """
const told = [document.querySelectorAll("td.traced").length, document.querySelectorAll('[tabindex="0"].traced').length];
document.querySelector("span.traced").focus();
for (let i = 0; i < 2; i++) {
  document.activeElement.dispatchEvent(new FocusEvent("focusin", { bubbles: true })); // no window has the focus here
  told.push(document.getElementById("origin").textContent);
  document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
}
told.push(document.querySelectorAll("#origin b").length);
document.title = told.join(" ; ");
"""


def test_a_number_shows_its_origin_and_a_cell_that_does_not_hold_it_shows_none(tmp_path: Path) -> None:
    build = small(tmp_path / "build", TEXT)
    script = (PROJECT / "manuscript" / "styles" / "origins.js").read_text(encoding="utf-8")
    (build / FILE).write_text(origin_page(ORIGINS, script), encoding="utf-8")
    page = render(build, tmp_path / "out", engine="portable").files["html"]
    asked = tmp_path / "asked.html"
    asked.write_text(page.read_text(encoding="utf-8").replace("</body>", f"<script>{ASK}</script></body>"), "utf-8")
    shown = re.search(r"<title>(.*?)</title>", chromium(tmp_path, "--dump-dom", asked.as_uri()), re.DOTALL)
    assert shown is not None
    assert shown[1].split(" ; ") == [
        "2",
        "1",
        "54.10 ← prevalence.csv #2 (level = &lt;b&gt;Yes): percent = 54.098",
        "0.429 ← screening.csv #1 (factor = sex): p_value = 0.4286",
        "0",
    ]
