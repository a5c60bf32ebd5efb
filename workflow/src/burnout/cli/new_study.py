"""``burnout new-study``: look at data files, show what they seem to hold and why, and write a study file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from burnout.cli.screen import say, table
from burnout.errors import ConfigError, DataError, Problem

if TYPE_CHECKING:
    from burnout.config.data import DataFile
    from burnout.draft.propose import Draft
    from burnout.intake import RawTable


def new_study(
    files: Annotated[list[Path], typer.Argument(help="Data files, in any format that can be read.")],
    name: Annotated[str | None, typer.Option(help="Name of the study: small letters, digits and -.")] = None,
    interactive: Annotated[bool, typer.Option("--interactive", help="Ask what is uncertain.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a study file and texts that are there.")] = False,
    output_config: Annotated[str, typer.Option(help="Configuration folder to write into.")] = "config",
) -> None:
    """Draft a study from data files.

    Shows what each column seems to be and why, and writes a study file in which everything uncertain is marked
    "please decide". Files outside the project's folder data/NAME are copied there; the originals are not touched.
    """
    from burnout.config import load_instruments
    from burnout.draft import folder
    from burnout.draft.complete import complete
    from burnout.draft.propose import draft_of
    from burnout.workspace import project_root

    root = project_root()
    config = root / output_config
    instruments = load_instruments(
        config / "instruments" if (config / "instruments").is_dir() else root / "config/instruments"
    )
    study = _name(name, files[0], root, config)
    target = config / "studies" / f"{study}.yaml"
    texts = [root / place for place in folder.texts_of(study, [], root)]
    if not force:
        folder.require_free([target], root)
        folder.require_free([text for text in texts if text.name != "README.md"], root)
    specs, raw, sources = _read(files, root, study)
    draft = draft_of(raw, specs, instruments)
    show(draft)
    if interactive:
        from burnout.cli.ask import ask

        draft = ask(draft)
    text, problems = complete(draft, raw, study, instruments, _schema(target, root))
    copied = folder.copy_data(sources, root)
    for place, content in folder.texts_of(study, list(sources), root).items():
        if (force and not place.endswith("README.md")) or not (root / place).exists():
            folder.write(root / place, content)
    folder.write(target, text)
    _end(study, target, root, copied, text)
    if problems:
        raise DataError(problems)


def _name(given: str | None, first: Path, root: Path, config: Path) -> str:
    """Name of the study: the one given, else made from the first file or its folder, else a free one."""
    import re

    from burnout.draft.names import slug

    if given is not None:
        if not re.fullmatch(r"[a-z][a-z0-9-]*", given):
            allowed = "small letters, digits and -, beginning with a letter"
            raise ConfigError(Problem("--name", "", repr(given), allowed, "Choose another name."))
        return given
    inside = first.resolve()
    home = (root / "data").resolve()
    if inside.is_relative_to(home) and len(inside.relative_to(home).parts) > 1:
        made = slug(inside.relative_to(home).parts[0], "-")
    else:
        made = slug(first.stem, "-")
    if made:
        return made
    taken = {path.stem for path in (config / "studies").glob("my-study*.yaml")}
    return next(name for n in range(1, 10**6) if (name := "my-study" if n == 1 else f"my-study-{n}") not in taken)


def _schema(target: Path, root: Path) -> str:
    import os

    return Path(os.path.relpath(root / "workflow/schemas/study.schema.json", target.parent)).as_posix()


def _read(
    files: list[Path], root: Path, study: str
) -> tuple[dict[str, DataFile], dict[str, RawTable], dict[str, Path]]:
    """Settings and cells of each file; and where its parts lie and will lie."""
    from burnout.draft import folder
    from burnout.draft.names import free, slug
    from burnout.intake import read_file
    from burnout.intake.detect import recognise

    specs: dict[str, DataFile] = {}
    raw: dict[str, RawTable] = {}
    sources: dict[str, Path] = {}
    problems: list[Problem] = []
    for path in files:
        name = free(slug(path.stem, "_") or f"file_{len(specs) + 1}", specs) if len(files) > 1 else "survey"
        try:
            guess = recognise(path.resolve(), str(path.resolve()))
            raw[name] = read_file(name, guess.file, root)
        except DataError as error:
            problems += error.problems
            continue
        say(f"{path}: {len(raw[name].frame)} rows, {len(raw[name].frame.columns)} columns. {' '.join(guess.reasons)}")
        parts = folder.sources_of(path.resolve(), guess.file, root, study)
        sources |= parts
        places = {str(source): place for place, source in parts.items()}
        moved = {k: places.get(str(v), v) for k, v in guess.file.model_dump(exclude_defaults=True).items()}
        specs[name] = guess.file.model_copy(update=moved)
    if problems:
        raise DataError(problems)
    return specs, raw, sources


def show(draft: Draft) -> None:
    """Print what was found, with reasons."""
    rows = [
        (v.column, v.name, v.proposal.kind, v.proposal.sure, "; ".join((v.proposal.reason, *v.proposal.doubts)))
        for v in draft.variables
    ]
    rows += [(p.look.name, "", p.kind, p.sure, p.reason) for p in draft.left_out]
    table(["column", "variable", "type", "how sure", "why"], [(_short(a), *rest) for a, *rest in rows], "Columns")
    rows = []
    for use in draft.uses:
        shown = f"{_short(use.run.columns[0])} ... {_short(use.run.columns[-1])}"
        for one in use.candidates:
            rows.append((shown, one.instrument, one.sure, "; ".join(one.reasons), "; ".join(one.doubts)))
            shown = ""
        if not use.candidates:
            rows.append((shown, "none fits", "please decide", f"{len(use.run.columns)} columns like items", ""))
    if rows:
        table(["columns", "questionnaire", "how sure", "why", "to decide"], rows, "Questionnaires (best first)")
    facts = [(f.spec.path, f.spec.id or "none", f.spec.occasion_column or f.spec.occasion or "") for f in draft.files]
    table(["file", "who (id)", "occasion"], facts, "People and occasions")
    for doubt in [d for f in draft.files for d in f.doubts] + list(draft.occasion_doubts):
        say(f"please decide: {doubt}")


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:37]}..."


def _end(study: str, target: Path, root: Path, copied: list[str], text: str) -> None:
    for place in copied:
        say(f"Copied, byte for byte: {place}")
    shown = target.relative_to(root).as_posix() if target.is_relative_to(root) else str(target)
    say(f"Written: {shown}; {text.count('# please decide')} lines say 'please decide'.", style="bold green")
    say(f"data/{study}/ may hold answers of real people: keep the repository private, or name it in .gitignore.")
    say(f"Next: look at the file, then burnout check {study}, then snakemake --config studies={study}")
