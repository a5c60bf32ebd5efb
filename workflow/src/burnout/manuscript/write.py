"""Filling the folder from which a manuscript is rendered."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import yaml

from burnout.config import Study
from burnout.errors import Problem, RenderError
from burnout.manuscript.arrange import arranged
from burnout.manuscript.in_language import of_languages, with_headings
from burnout.manuscript.material import Composed, figure_folder
from burnout.manuscript.notebooks import article_notebooks, title
from burnout.manuscript.origin_page import FILE, SCRIPT, origin_page


def write_build(manuscript: Composed, study: Study, root: Path, folder: Path) -> None:
    """Write index.qmd, its parts, values, figures, references and styles into ``<folder>/manuscript/build``.

    A manuscript in a further language goes into the folder of that language in it, so write the study's own first.

    Parameters
    ----------
    manuscript : Composed
        The composed manuscript.
    study : Study
        The study; its design decides the Quarto source.
    root : Path
        The project's folder.
    folder : Path
        The study's results folder.
    """
    further = manuscript.language if manuscript.language in study.manuscript.translations else ""
    build = folder / "manuscript" / "build" / further
    if build.exists():
        shutil.rmtree(build)
    build.mkdir(parents=True)
    home = root / "manuscript"
    _write(build / "index.qmd", _with_front(home / study.design / "index.qmd", manuscript))
    for name, text in manuscript.parts.items():
        _write(build / f"_{name}.md", manuscript.linked.get(name, text))
    _submission(manuscript, build / "submission")
    _write(build / "_variables.yml", _yaml(manuscript.values))
    _project(home / "_quarto.yml", build, folder / "notebooks", study)
    shutil.copytree(home / "styles", build / "styles")
    if page := origin_page(manuscript.origins, (home / "styles" / SCRIPT).read_text(encoding="utf-8")):
        _write(build / FILE, page)
    _write(build / "references.bib", of_languages(_references(home, root, study)))
    for name in manuscript.figures:
        stage, _, own = name.partition("/")
        home_of_figure = figure_folder(study, folder, stage, own)
        for kind in ("png", "svg"):
            source, target = home_of_figure / f"{own}.{kind}", build / "figures" / f"{name}.{kind}"
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    listed = "".join(f"- {notice}\n" for notice in manuscript.notices)
    beside = folder / "manuscript" / further
    beside.mkdir(exist_ok=True)
    _write(beside / "notices.md", listed or "Nothing needs a look.\n")


def _submission(manuscript: Composed, folder: Path) -> None:
    """Write what goes to the journal beside the manuscript, and what the version without names has otherwise."""
    folder.mkdir()
    for name, text in manuscript.submission.items():
        _write(folder / f"{name}.md", text)
    if manuscript.anonymous is None:
        return
    (folder / "anonymous").mkdir()
    _write(folder / "anonymous" / "front.yml", _yaml(manuscript.anonymous.front))
    for name, text in manuscript.anonymous.parts.items():
        if text != manuscript.parts[name]:
            _write(folder / "anonymous" / f"_{name}.md", text)


def _project(source: Path, build: Path, executed: Path, study: Study) -> None:
    """Write the Quarto project, with the notebooks that go with the manuscript."""
    stages = [stage for stage in study.stages if stage != "manuscript"]
    found = article_notebooks(executed, stages, study.manuscript.notebooks)
    for stage, notebook in found.items():
        (build / "notebooks").mkdir(exist_ok=True)
        _write(build / "notebooks" / f"{stage}.ipynb", json.dumps(notebook, indent=1, ensure_ascii=False))
    project = yaml.safe_load(source.read_text(encoding="utf-8"))
    project["manuscript"]["notebooks"] = [
        {"notebook": f"notebooks/{stage}.ipynb", "title": title(notebook)} for stage, notebook in found.items()
    ]
    _write(build / "_quarto.yml", _yaml(project))


def _with_front(source: Path, manuscript: Composed) -> str:
    text = source.read_text(encoding="utf-8")
    if not text.startswith("---\n") or "\n---\n" not in text[4:]:
        raise RenderError(f"{source} does not begin with front matter between lines of ---")
    own, body = text[4:].split("\n---\n", 1)
    linked = {key: text for key, text in manuscript.linked.items() if key in manuscript.front}
    front = {**(yaml.safe_load(own) or {}), **manuscript.front, **linked}
    if not (source.parents[1] / str(front["csl"])).is_file():
        name = Path(front["csl"]).stem
        known = ", ".join(sorted(path.stem for path in (source.parents[1] / "styles").glob("*.csl")))
        remedy = "Correct citations in the journal's preset, or put the .csl file into manuscript/styles."
        place = f"journals/{manuscript.journal.journal}.yaml"
        raise RenderError(Problem(place, "citations", f"no style {name!r}", known, remedy))
    return f"---\n{_yaml(front)}---\n{with_headings(arranged(body, manuscript.journal))}"


def _references(home: Path, root: Path, study: Study) -> str:
    texts = [(home / "references.bib").read_text(encoding="utf-8")]
    if study.manuscript.bibliography:
        texts.append((root / study.manuscript.bibliography).read_text(encoding="utf-8-sig"))
    return "\n".join(texts)


def _yaml(content: object) -> str:
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=1000)


def _write(path: Path, text: str) -> None:
    path.write_text(text if text.endswith("\n") else text + "\n", encoding="utf-8", newline="\n")
