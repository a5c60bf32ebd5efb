"""Chinese fonts: those that the optional package ``pylopdf-fonts-zh-cn`` brings, beside those of the machine."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path

_PACKAGE = "pylopdf_fonts_zh_cn"
REMEDY = (
    'Install one: `.venv/bin/python -m pip install -e ".[chinese]"`, or on Debian and Ubuntu '
    "`sudo apt install fonts-noto-cjk`."
)
"""What to do where no font with Chinese characters is found."""


@cache
def font_folders() -> tuple[Path, ...]:
    """Folders of the Python environment that hold fonts with Chinese characters; none where the extra is missing."""
    found = importlib.util.find_spec(_PACKAGE)
    return tuple(Path(folder) for folder in (found.submodule_search_locations or ())) if found else ()


def font_files() -> list[Path]:
    """Font files in `font_folders`."""
    return [path for folder in font_folders() for path in sorted(folder.glob("*.[ot]tf"))]
