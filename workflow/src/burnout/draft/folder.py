"""The files of a drafted study: data copied byte for byte, stand-in texts, the study file; all or nothing."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from burnout.config.data import DataFile
from burnout.draft.study_file import TO_WRITE
from burnout.errors import ConfigError, DataError, Problem

README = """\
# Data of study {name}

Please fill in (data/README.md says why):

1. Where the data come from: {to_write}.
2. Files, as they came: {files}. How they were exported: {to_write}.
3. The columns and their codes: {to_write} (see also config/studies/{name}.yaml).
4. Who may see the data, and when they must be deleted: {to_write}.
5. SHA-256 of each file when it was put here:

{sums}
"""


def place_of(path: Path, root: Path, name: str) -> str:
    """Where a data file lies in the project, or will lie once it is copied there.

    A file inside ``data/<name>/`` stays where it is; any other is to be copied into that folder.
    """
    home = (root / "data" / name).resolve()
    found = path.resolve()
    if found.is_relative_to(home):
        return found.relative_to(root.resolve()).as_posix()
    return f"data/{name}/{path.name}"


def sources_of(path: Path, spec: DataFile, root: Path, name: str) -> dict[str, Path]:
    """Places in the project of a file and of those that belong to it (.chk, dictionary), and where they lie now."""
    found = {place_of(path, root, name): path}
    for key in ("checks", "dictionary"):
        if more := getattr(spec, key, None):
            beside = Path(more) if Path(more).is_absolute() else path.parent / Path(more).name
            found[place_of(beside, root, name)] = beside
    return found


def require_free(targets: Sequence[Path], root: Path) -> None:
    """Refuse to write over files that are there.

    Raises
    ------
    ConfigError
        Each file that is there.
    """
    remedy = "Choose another name (--name), or overwrite the draft (--force)."
    taken = [
        Problem(path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path), "", "a file that is "
                "there already", "no such file yet", remedy)
        for path in targets
        if path.exists()
    ]  # fmt: skip
    if taken:
        raise ConfigError(taken)


def copy_data(files: Mapping[str, Path], root: Path) -> list[str]:
    """Copy data files into the project, byte for byte; the originals are not touched.

    Returns
    -------
    list of str
        Places of the files that were copied. A file that is there with the same bytes is left alone.

    Raises
    ------
    DataError
        Another file of that name is there.
    """
    copied = []
    for place, source in files.items():
        target = root / place
        if target.exists():
            if target.resolve() != source.resolve() and digest(target) != digest(source):
                remedy = "Rename your file, or remove the one in the project if it is not needed."
                raise DataError(Problem(place, "", f"another file than {source}", "the same file, or none", remedy))
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f"{target.name}.part")
        shutil.copyfile(source, part)
        os.replace(part, target)
        copied.append(place)
    return copied


def texts_of(name: str, places: Sequence[str], root: Path) -> dict[str, str]:
    """Stand-in texts of a study by their places: introduction, discussion, README of the data."""
    sums = "\n".join(f"    {digest(root / place)}  {place}" for place in places if (root / place).is_file())
    files = ", ".join(f"`{place.rpartition('/')[2]}`" for place in places)
    return {
        f"manuscript/texts/{name}/introduction.md": f"{TO_WRITE}: introduction (this file, in Markdown).\n",
        f"manuscript/texts/{name}/discussion.md": f"{TO_WRITE}: discussion (this file, in Markdown).\n",
        f"data/{name}/README.md": README.format(name=name, files=files, sums=sums, to_write=TO_WRITE.lower()),
    }


def write(path: Path, text: str) -> None:
    """Write a text whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.write_text(text, encoding="utf-8", newline="\n")
    os.replace(part, path)


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
