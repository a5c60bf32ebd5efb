"""Command line of the renderer: ``python -m burnout.render BUILD --page FILE [--engine auto|quarto|portable]``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from burnout.errors import BurnoutError, report
from burnout.render import render


def main(arguments: list[str] | None = None) -> int:
    """Render a build folder into HTML, Word, PDF and JATS."""
    parser = argparse.ArgumentParser(prog="python -m burnout.render", description="Render a manuscript.")
    parser.add_argument("build", type=Path, help="folder with index.qmd")
    parser.add_argument("--page", type=Path, required=True, help="the HTML file; the others are put beside it")
    parser.add_argument("--engine", choices=["auto", "quarto", "portable"], default="auto", help="what renders")
    given = parser.parse_args(arguments)
    out = given.page.parent
    try:
        rendered = render(given.build, out, given.page.stem, given.engine)
    except BurnoutError as error:
        print(report(f"rendering {given.build}", error), file=sys.stderr)
        return 1
    for folder in ("figures", "tables", "submission"):
        (out / folder).mkdir(exist_ok=True)
    notes = "".join(f"- {note}\n" for note in rendered.notes)
    (out / "renderer.md").write_text(f"{rendered.engine} {rendered.version}\n{notes}", encoding="utf-8")
    print(f"Rendered by {rendered.engine} {rendered.version}: {', '.join(map(str, rendered.files.values()))}\n{notes}")
    print(_needs_a_look(out / "notices.md"), end="")
    return 0


def _needs_a_look(notices: Path) -> str:
    """What the manuscript's notices say, for the log: their first lines, without the lists under them."""
    lines = notices.read_text(encoding="utf-8").splitlines() if notices.is_file() else []
    told = "".join(f"{line}\n" for line in lines if line.startswith("- "))
    return f"Needs a look ({notices}):\n{told}" if told else ""


if __name__ == "__main__":
    sys.exit(main())
