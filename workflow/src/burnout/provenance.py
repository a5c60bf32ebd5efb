"""Where results come from: checksums of raw files, versions of what ran."""

from __future__ import annotations

import hashlib
import importlib.metadata
import platform
from collections.abc import Iterable
from pathlib import Path

PACKAGES = ("snakemake", "pandas", "numpy", "scipy", "statsmodels", "firthmodels", "papermill", "matplotlib")


def sha256(path: Path) -> str:
    """SHA-256 of a file, as hexadecimal text."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def checksums(paths: Iterable[str], root: Path) -> dict[str, str]:
    """SHA-256 of each file, by its path from the project's folder."""
    return {path: sha256(root / path) for path in paths}


def versions(packages: Iterable[str] = PACKAGES) -> dict[str, str]:
    """Versions of Python and of the packages that computed the results."""
    return {"python": platform.python_version()} | {name: importlib.metadata.version(name) for name in packages}
