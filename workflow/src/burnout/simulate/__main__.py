"""Make the demonstration files of one study again: ``python -m burnout.simulate STUDY FOLDER``."""

from __future__ import annotations

import argparse
from pathlib import Path

from burnout.simulate import STUDIES, write


def main() -> None:
    """Read the command line and write the files."""
    parser = argparse.ArgumentParser(prog="python -m burnout.simulate", description=__doc__)
    parser.add_argument("study", choices=sorted(STUDIES), help="study whose demonstration files are made")
    parser.add_argument("folder", type=Path, help="folder they are written to, for example data/balint")
    arguments = parser.parse_args()
    write(arguments.study, arguments.folder)


if __name__ == "__main__":
    main()
