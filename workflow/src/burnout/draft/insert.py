"""A new file written into a study file: lines are inserted, everything else stays as it is, remarks and order too."""

from __future__ import annotations

import re
from collections.abc import Sequence

from burnout.clean.layout import OCCASION
from burnout.config.data import DataFile
from burnout.config.load import parse_yaml
from burnout.config.study import Study
from burnout.draft.match import Match
from burnout.draft.people import TIMES
from burnout.draft.yaml_text import code, decide, listing, mapping, quote, sequence
from burnout.errors import ConfigError, Problem


def entry_of(name: str, spec: DataFile, matches: Sequence[Match], study: Study) -> list[str]:
    """The lines of a file's entry under ``files``."""
    times = next((match for match in matches if match.name == TIMES), None)
    matches = [match for match in matches if match.name != TIMES]
    if times is not None and times.columns != OCCASION:
        spec = spec.model_copy(update={"occasion_column": times.columns})
    stated = spec.model_dump(exclude_defaults=True)
    lines = [f"  {name}:"]
    lines += [f"    {key}: {quote(value)}" for key, value in stated.items() if isinstance(value, str)]
    if times is not None:
        lines += decide(times.doubts if times.sure == "please decide" else (), 4)
        lines += mapping("occasion_codes", {label: code(c) for c, label in (times.levels or {}).items()}, 4)
    lines += _columns(matches, study)
    levels = [match for match in matches if match.levels]
    if levels:
        lines.append("    levels:")
    for match in levels:
        lines += decide(match.doubts if match.sure == "please decide" else (), 6)
        lines += mapping(match.name, {code(c): quote(label) for c, label in (match.levels or {}).items()}, 6)
    first = {m.name: str(m.first_code) for m in matches if m.first_code is not None}
    lines += mapping("first_codes", first, 4) if first else []
    texts = [match for match in matches if match.texts]
    lines += ["    answer_texts:"] if texts else []
    for match in texts:
        lines += sequence(match.name, map(quote, match.texts), 6)
    missing = {m.name: listing(map(code, m.missing)) for m in matches if m.missing and m.columns is not None}
    lines += mapping("missing", missing, 4) if missing else []
    lacking = [match.name for match in matches if match.columns is None]
    return lines + (sequence("lacks", lacking, 4) if lacking else [])


def _columns(matches: Sequence[Match], study: Study) -> list[str]:
    """The columns that differ from the study's, and those of variables that only some files have."""
    lines: list[str] = []
    for match in matches:
        owner = study.variables.get(match.name) or study.instruments[match.name]
        usual = getattr(owner, "column", None) or getattr(owner, "columns", None) or match.name
        if match.columns is None or (match.columns == usual and owner.files is None):
            lines += (
                decide(match.doubts, 6) if match.sure == "please decide" and match.columns and not match.levels else []
            )
            continue
        lines += decide(match.doubts if match.sure == "please decide" else (), 6)
        if isinstance(match.columns, str):
            lines.append(f"      {match.name}: {quote(match.columns)}")
        else:
            lines += sequence(match.name, map(quote, match.columns), 6)
    named = any(not line.lstrip().startswith("#") for line in lines)
    return ["    columns:", *lines] if named else [line[2:] for line in lines]


def insert_file(text: str, entry: Sequence[str], name: str, shown: str, sites: dict[str, str] | None = None) -> str:
    """The text of a study file with one more file.

    Parameters
    ----------
    text : str
        The study file as it is.
    entry : sequence of str
        Lines of the new entry.
    name : str
        Name of the new file.
    shown : str
        How messages name the study file.
    sites : dict of str to str, optional
        Files that have no site yet, and the site to write into them.

    Raises
    ------
    ConfigError
        `files` or an entry stands in braces in one line, where no lines can be inserted, or the result is not what
        it should be.
    """
    lines = text.splitlines()
    start = next((i for i, line in enumerate(lines) if re.fullmatch(r"files:\s*(#.*)?", line)), None)
    if start is None:
        remedy = "Write each file on lines of its own: 'files:', then '  name:', then its keys."
        raise ConfigError(Problem(shown, "files", "files in braces", "files as indented lines", remedy))
    end = next((i for i in range(start + 1, len(lines)) if re.match(r"[^\s#]", lines[i])), len(lines))
    while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    block = lines[start + 1 : end]
    for file, site in (sites or {}).items():
        at = next((i for i, line in enumerate(block) if re.fullmatch(rf"\s+{re.escape(file)}:\s*(#.*)?", line)), None)
        if at is None:
            remedy = f"Write 'site: {site}' for it yourself, then call the command again."
            raise ConfigError(Problem(shown, f"files.{file}", "an entry in braces, without a site", "a site", remedy))
        indent = re.match(r"\s*", block[at + 1])[0] if at + 1 < len(block) else "    "  # type: ignore[index]
        block.insert(at + 1, f"{indent}site: {quote(site)}  # please decide: the name of this site")
    step = next((len(line) - len(line.lstrip()) for line in block if line.strip() and line.lstrip()[0] != "#"), 2)
    shifted = [f"{' ' * (step - 2)}{line}" if step > 2 else line for line in entry]
    made = "\n".join([*lines[: start + 1], *block, *shifted, *lines[end:]]) + "\n"
    _compare(text, made, name, shown, sites or {})
    return made


def _compare(before: str, after: str, name: str, shown: str, sites: dict[str, str]) -> None:
    """Make sure that nothing but the new file and the sites has changed."""
    old, new = parse_yaml(before, shown), parse_yaml(after, shown)
    new["files"].pop(name, None)
    for file in sites:
        new["files"][file].pop("site", None)
    if old != new:
        remedy = "Write the new file under 'files' by hand; the mapping shows what belongs there."
        raise ConfigError(Problem(shown, "files", "lines that cannot be inserted safely", "", remedy))
