"""Command line of the renderer: ``python -m burnout.render BUILD OUT [--engine auto|quarto|portable]``."""

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
    parser.add_argument("out", type=Path, help="folder for the manuscripts")
    parser.add_argument("--engine", choices=["auto", "quarto", "portable"], default="auto", help="what renders")
    given = parser.parse_args(arguments)
    try:
        rendered = render(given.build, given.out, engine=given.engine)
    except BurnoutError as error:
        print(report(f"rendering {given.build}", error), file=sys.stderr)
        return 1
    print(f"Rendered by {rendered.engine} {rendered.version}: {', '.join(str(file) for file in rendered.files)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
