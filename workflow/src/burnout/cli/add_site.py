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
    from burnout.draft.kept import Kept
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
    from burnout.draft.complete import study_of
    from burnout.draft.insert import entry_of, insert_file
    from burnout.draft.kept import kept
    from burnout.draft.mapping_table import as_csv, edited
    from burnout.workspace import project_root

    root = project_root()
    loaded, instruments = load_study(study, root / config)
    target = root / config / "studies" / f"{study}.yaml"
    key = _free_name(file_name, site or file.stem, loaded)
    spec, raw, sources, times = _read(file.resolve(), root, study, key, site or file.stem, loaded)
    old = old_tables(loaded, instruments, root)
    matches = [*([times] if times else []), *_match(loaded, instruments, old, raw, spec)]
    if mapping is not None:
        text = mapping.read_text(encoding="utf-8-sig")
        matches = edited(matches, text, str(mapping), loaded, list(raw.frame.columns))
    show(matches)
    unnamed = {name: old_site for name, one in loaded.files.items() if one.site is None}
    before = target.read_text(encoding="utf-8")
    after = insert_file(before, entry_of(key, spec, matches, loaded), key, f"{config}/studies/{study}.yaml", unnamed)
    _tell(kept(loaded, study_of(after, study, instruments), instruments, {**old, key: raw}, key), loaded)
    beside = root / "data" / study / f"{key}-mapping.csv"
    if not yes and not (sys.stdin.isatty() and typer.confirm("Write this into the study file?")):
        folder.write(beside, as_csv(matches))
        say(f"\nNothing is changed. The mapping to edit: {beside.relative_to(root)} (column in_file). Then:")
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
) -> tuple[DataFile, RawTable, dict[str, Path], Match | None]:
    from burnout.clean.layout import OCCASION
    from burnout.draft import folder
    from burnout.draft.people import people_of
    from burnout.intake import read_file
    from burnout.intake.detect import recognise

    guess = recognise(path, str(path))
    raw = read_file(key, guess.file, root)
    sources = folder.sources_of(path, guess.file, root, study)
    places = {str(source): place for place, source in sources.items()}
    moved = {k: places.get(str(v), v) for k, v in guess.file.model_dump(exclude_defaults=True).items()}
    told, times = people_of(loaded, raw)
    if times is not None:
        told["occasion_codes"] = {label: code for code, label in (times.levels or {}).items()}
        told |= {} if times.columns == OCCASION else {"occasion_column": times.columns}
    spec = guess.file.model_copy(update=moved | {"site": site} | told)
    return spec, raw, sources, times


def old_tables(study: Study, instruments: dict[str, Instrument], root: Path) -> dict[str, RawTable]:
    """The study's files as it reads them, with what was adjudicated of two entries so far."""
    from burnout.double_entry import double_entries
    from burnout.workspace import Workspace

    raw = Workspace(root, study, instruments, root).read_raw()
    return raw | {name: entry.raw for name, entry in double_entries(study, raw, root).items()}


def _tell(found: Kept, study: Study) -> None:
    """What the new file does to what is there, and what the next run makes again."""
    if found.problems:
        count = len(found.problems)
        say(f"With it, the check finds {count} problem{'s' if count > 1 else ''}; burnout check shows them.", "yellow")
        return
    if found.changed:
        rules = "rules of cleaning that look at several files together (who stands twice, who was there each time)"
        say(f"{found.changed} of {found.rows} rows of the old sites would be others than before, by {rules}.", "yellow")
    else:
        say(f"The {found.rows} rows of the sites that are there are read exactly as before (compared).", "green")
    say(f"The new site adds {found.new} rows.")
    stages = ", ".join(stage for stage in study.stages if stage not in ("themes", "agreement"))
    say(f"The next run makes again: check, {stages}. They are about all sites together.")
    say("What they hold of one old site alone comes out as it was; other studies are not touched.")


def _match(
    study: Study, instruments: dict[str, Instrument], old: dict[str, RawTable], raw: RawTable, spec: DataFile
) -> list[Match]:
    from burnout.draft.match import match_file
    from burnout.draft.people import known_looks, new_looks

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
