"""``burnout add-site``: map the file of a new site onto a study, and write it into the study file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from burnout.cli.screen import say, table
from burnout.errors import ConfigError, Problem

if TYPE_CHECKING:
    from burnout.config.data import DataFile
    from burnout.config.instrument import Instrument
    from burnout.config.study import Study
    from burnout.draft.match import Match
    from burnout.intake import RawTable


def add_site(
    study: Annotated[str, typer.Argument(help="Name of the study: its file in config/studies.")],
    file: Annotated[Path, typer.Argument(help="Data file of the new site.")],
    site: Annotated[
        str | None, typer.Option(help="Name of the site; made from the file's name when not given.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Write without asking; doubts become remarks.")] = False,
    mapping: Annotated[Path | None, typer.Option(help="The mapping table, edited by you.")] = None,
    file_name: Annotated[str | None, typer.Option(help="Name of the file in the study file.")] = None,
    old_site: Annotated[str, typer.Option(help="Site of files that have none yet.")] = "Site 1",
    config: Annotated[str, typer.Option(help="Configuration folder.")] = "config",
) -> None:
    """Add the file of a new site to a study.

    Shows which of its columns and codes are the study's, how sure that is and why. The mapping is also written as a
    table to edit (--mapping takes it back). Nothing else in the study file is changed; units are never converted.
    """
    from burnout.config import load_study
    from burnout.draft import folder
    from burnout.draft.insert import entry_of, insert_file
    from burnout.draft.mapping_table import as_csv, edited
    from burnout.workspace import project_root

    root = project_root()
    loaded, instruments = load_study(study, root / config)
    target = root / config / "studies" / f"{study}.yaml"
    key = _free_name(file_name, site or file.stem, loaded)
    spec, raw, sources = _read(file.resolve(), root, study, key, site or file.stem, loaded)
    matches = _match(loaded, instruments, root, raw, spec)
    if mapping is not None:
        text = mapping.read_text(encoding="utf-8-sig")
        matches = edited(matches, text, str(mapping), loaded, list(raw.frame.columns))
    show(matches)
    unnamed = {name: old_site for name, one in loaded.files.items() if one.site is None}
    before = target.read_text(encoding="utf-8")
    after = insert_file(before, entry_of(key, spec, matches, loaded), key, f"{config}/studies/{study}.yaml", unnamed)
    beside = root / "data" / study / f"{key}-mapping.csv"
    if not yes and not (sys.stdin.isatty() and typer.confirm("Write this into the study file?")):
        folder.write(beside, as_csv(matches))
        say(f"Nothing is changed. The mapping to edit: {beside.relative_to(root)}. Then, with your edits:")
        say(f"burnout add-site {study} {file} --mapping {beside.relative_to(root)} --yes")
        return
    for place in folder.copy_data(sources, root):
        say(f"Copied, byte for byte: {place}")
    folder.write(beside, as_csv(matches))
    folder.write(target, after)
    say(f"Written into {target.relative_to(root)}: files.{key}", style="bold green")
    if unnamed:
        say(f"Files without a site got the site {old_site!r}: people of two sites may have the same ids.")
    say(f"Next: look at the new lines, then burnout check {study}")


def _free_name(given: str | None, base: str, study: Study) -> str:
    from burnout.draft.names import free, slug

    if given is None:
        return free(slug(base, "_") or "site", study.files)
    if given in study.files or slug(given, "_") != given:
        found = f"{given!r}, which is taken" if given in study.files else repr(given)
        raise ConfigError(Problem("--file-name", "", found, "a free name: small letters, digits, _", "Choose another."))
    return given


def _read(
    path: Path, root: Path, study: str, key: str, site: str, loaded: Study
) -> tuple[DataFile, RawTable, dict[str, Path]]:
    from burnout.draft import folder
    from burnout.draft.people import people_of
    from burnout.intake import read_file
    from burnout.intake.detect import recognise

    guess = recognise(path, str(path))
    raw = read_file(key, guess.file, root)
    sources = folder.sources_of(path, guess.file, root, study)
    places = {str(source): place for place, source in sources.items()}
    moved = {k: places.get(str(v), v) for k, v in guess.file.model_dump(exclude_defaults=True).items()}
    spec = guess.file.model_copy(update=moved | {"site": site} | people_of(loaded, raw))
    return spec, raw, sources


def _match(study: Study, instruments: dict[str, Instrument], root: Path, raw: RawTable, spec: DataFile) -> list[Match]:
    from burnout.draft.match import match_file
    from burnout.draft.people import known_looks, new_looks
    from burnout.intake import read_file

    old = {name: read_file(name, one, root) for name, one in study.files.items()}
    return match_file(study, instruments, known_looks(study, old), new_looks(study, raw, spec))


def show(matches: list[Match]) -> None:
    """Print the mapping."""
    rows = []
    for match in matches:
        columns = match.columns if isinstance(match.columns, str) or match.columns is None else _ends(match.columns)
        why = "; ".join((*match.reasons, *match.doubts))
        rows.append((match.name, columns or "", f"{match.score:.2f}", match.sure, why))
        rows += [("", f"  {code} = {label}", "", "", "") for code, label in (match.levels or {}).items()]
    table(["study", "new file", "score", "how sure", "why"], rows, "Mapping")


def _ends(columns: list[str]) -> str:
    return f"{columns[0]} ... {columns[-1]}"
