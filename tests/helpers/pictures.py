"""Makes the pictures of docs/your-own-data.md again: ``PYTHONPATH=tests .venv/bin/python -m helpers.pictures``.

Follows the guide in a copy of the project. A command's picture is what the terminal showed, drawn by Chromium; pages of
manuscripts come from pdftoppm. Both programs must be installed; the tests need neither.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from helpers.chain import ROOT
from helpers.guide import correct, project_with_tools, run, steps

GUIDE = ROOT / "docs" / "your-own-data.md"
MOST_LINES = 46
COLOURS = 48


def main(only: list[str]) -> None:
    """Follow the guide and draw what belongs to each step; with names, only those pictures, and no further."""
    left = set(only)
    with tempfile.TemporaryDirectory() as folder:
        project = project_with_tools(Path(folder) / "project")
        for step in steps(GUIDE.read_text(encoding="utf-8")):
            if step.kind == "diff":
                correct(project, step)
            if not step.kind.startswith("sh"):
                continue
            done = run(project, step.body, FORCE_COLOR="1", COLUMNS="96", TERM="xterm-256color")
            print(f"line {step.line}: exit code {done.returncode}: {step.body.splitlines()[-1]}")
            for place in step.pictures:
                if not only or Path(place).stem in only:
                    draw(project, step.body, done.stdout, GUIDE.parent / place)
                    left.discard(Path(place).stem)
            if only and not left:
                return


def draw(project: Path, command: str, said: str, target: Path) -> None:
    """The picture of a step: a page that it made, when its name tells one, else the terminal."""
    pages = sorted(project.glob("results/*/manuscript/manuscript.pdf"), key=lambda p: p.stat().st_mtime)
    if re.search(r"-page-\d+$", target.stem):
        picture = _page(pages[-1], int(target.stem.rsplit("-", 1)[1]))
    else:
        picture = _terminal(command, said)
    small = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(target, optimize=True)
    print(f"  {target.name}: {target.stat().st_size // 1000} kB")


def _terminal(command: str, said: str) -> Image.Image:
    from rich.console import Console
    from rich.terminal_theme import DEFAULT_TERMINAL_THEME
    from rich.text import Text

    console = Console(record=True, width=96, file=io.StringIO(), force_terminal=True)
    lines = said.rstrip("\n").split("\n")
    if "Manuscripts" in lines:
        lines = ["...", *lines[lines.index("Manuscripts") :]]
    shown = lines if len(lines) <= MOST_LINES else [*lines[:MOST_LINES], f"... {len(lines) - MOST_LINES} more lines"]
    for one in command.splitlines():
        console.print(Text(f"$ {one}", style="bold blue"), soft_wrap=False)
    for line in shown:
        console.print(Text.from_ansi(line))
    with tempfile.TemporaryDirectory() as folder:
        svg = console.export_svg(title="", theme=DEFAULT_TERMINAL_THEME)
        svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL).replace("Fira Code", "DejaVu Sans Mono")
        width, height = (float(n) for n in re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups())
        page = Path(folder) / "terminal.html"
        page.write_text(f'<meta charset="utf-8"><body style="margin:0">{svg}</body>', encoding="utf-8")
        return _screenshot(page, int(width) + 1, int(height) + 1)


def _screenshot(page: Path, width: int, height: int) -> Image.Image:
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or "google-chrome"
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "shot.png"
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--screenshot={target}"]
        size = [f"--window-size={width},{height}", f"--user-data-dir={folder}/profile"]
        subprocess.run([browser, *options, *size, page.resolve().as_uri()], check=True, capture_output=True)
        return Image.open(target).copy()


def _page(pdf: Path, number: int) -> Image.Image:
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder) / "page"
        one = ["-f", str(number), "-l", str(number), "-r", "80", "-png", "-singlefile"]
        subprocess.run(["pdftoppm", *one, pdf, where], check=True)
        return Image.open(where.with_suffix(".png")).copy()


if __name__ == "__main__":
    main(sys.argv[1:])
