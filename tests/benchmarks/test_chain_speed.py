"""How much the workflow costs beyond the work itself. Ratios within one run; not part of the ordinary tests.

Repeat with ``make benchmark``. Printed:

- a cold ``snakemake`` of the three studies against the same library calls in one warm Python process, plus bare pandoc
  and typst over the same text (aim: at most 3);
- a ``snakemake`` that has nothing to do against a trivial Snakefile that has nothing to do (aim: at most 1.3).
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pypandoc
import typst

from burnout.check import check_study
from burnout.clean import clean, count_findings, missingness
from burnout.config import load_study
from burnout.figures import (
    model_figures,
    paired_figures,
    participant_flow,
    score_figures,
    screen_figures,
)
from burnout.figures.multiverse import multiverse_figures
from burnout.instruments import used_sheet
from burnout.manuscript import compose
from burnout.model import fit_models
from burnout.multiverse import explore
from burnout.paired import compare
from burnout.render.source import read
from burnout.score import score
from burnout.screen import screen
from burnout.themes import analyse, load
from burnout.workspace import Workspace

ROOT = Path(__file__).parents[2]
STUDIES = ("chenggong", "balint", "hospital-d")
SNAKEMAKE = [str(Path(sys.executable).parent / "snakemake")]


def seconds(work: Callable[[], object]) -> float:
    """Wall seconds of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def library_calls(name: str, results: Path) -> None:
    """What the notebooks of one study call, in this process."""
    study, instruments = load_study(name, ROOT / "config")
    here = Workspace(ROOT, study, instruments, results / name)
    check_study(here)
    raw = here.read_raw()
    cleaned = clean(study, instruments, raw)
    here.write_data("clean", cleaned.data)
    here.write_table("flow", cleaned.flow)
    here.write_table("cleaning", count_findings(cleaned.findings, study))
    here.write_table("missing", missingness(cleaned.data, study))
    here.write_figures("clean", {"flow": participant_flow(study, cleaned.flow)})
    scored = score(study, instruments, cleaned.data)
    here.write_data("scored", scored.data)
    here.write_table("instruments", used_sheet(study, instruments))
    for table in ("scores", "reliability", "prevalence"):
        here.write_table(table, getattr(scored, table))
    here.write_figures("score", score_figures(study, instruments, scored.prevalence))
    if "screen" in study.stages:
        screened = screen(study, scored.data)
        for table in ("descriptive", "screening", "ranking"):
            here.write_table(table, getattr(screened, table))
        here.write_figures("screen", screen_figures(study, screened.ranking))
    if "model" in study.stages:
        modelled = fit_models(study, scored.data, screened.screening, instruments)
        for table in ("assignment", "selection", "logistic", "fit"):
            here.write_table(table, getattr(modelled, table))
        here.write_figures("model", model_figures(study, instruments, modelled.logistic))
    if "paired" in study.stages:
        compared = compare(study, scored.data)
        for table in ("paired", "paired_rates", "attrition", "regression_to_mean"):
            here.write_table(table, getattr(compared, table))
        here.write_figures("paired", paired_figures(study, instruments, compared.change, compared.paired))
    if "multiverse" in study.stages:
        screening = screened.screening if "screen" in study.stages else None
        explored = explore(study, instruments, cleaned.data, scored.data, screening)
        for table in ("multiverse", "multiverse_summary", "multiverse_dimensions"):
            here.write_table(table, getattr(explored, table))
        here.write_figures("multiverse", multiverse_figures(study, instruments, explored.multiverse))
    if study.interviews is not None:
        themed = analyse(load(study.interviews, ROOT))
        for table in ("themes", "quotations", "saturation"):
            here.write_table(table, getattr(themed, table))
    here.write_build(compose(study, instruments, here.read_results(), here.read_texts()))


def bare_rendering(build: Path) -> None:
    """The same text through pandoc and typst, without any of our own work on it."""
    source = read(build)
    text = f"---\nbibliography: references.bib\ncsl: styles/vancouver.csl\n---\n\n{source.body}"
    for target, options in (
        ("html5", ["--standalone", "--embed-resources", "--default-image-extension=svg"]),
        ("docx", ["--reference-doc", "styles/reference.docx", "--default-image-extension=png"]),
        ("jats_publishing", ["--standalone", "--default-image-extension=svg"]),
        ("typst", ["--standalone", "--default-image-extension=svg"]),
    ):
        output = build / f"bare.{'typ' if target == 'typst' else target}"
        command = [
            pypandoc.get_pandoc_path(),
            "--from=markdown-raw_html-raw_tex",
            "--to",
            target,
            "--citeproc",
            *options,
        ]
        subprocess.run([*command, "--output", str(output)], input=text.encode(), cwd=build, check=True)
    typst.compile(str(build / "bare.typ"), output=str(build / "bare.pdf"), root=str(build))


def test_cold_run_against_warm_library(tmp_path: Path) -> None:
    """Cold ``snakemake`` of the three studies against the warm calls; the parts are printed."""
    for name in STUDIES:
        library_calls(name, tmp_path / "warm-up")
    calls = {name: seconds(lambda name=name: library_calls(name, tmp_path / "warm")) for name in STUDIES}
    build = "manuscript/build"
    bare = {name: seconds(lambda name=name: bare_rendering(tmp_path / "warm" / name / build)) for name in STUDIES}
    command = [*SNAKEMAKE, "--config", f"results_folder={tmp_path / 'cold'}", "--quiet", "all"]
    cold = seconds(lambda: subprocess.run(command, cwd=ROOT, check=True, capture_output=True))
    warm = sum(calls.values()) + sum(bare.values())
    print(f"\nlibrary calls, warm: {', '.join(f'{k} {v:.1f} s' for k, v in calls.items())}")
    print(f"bare pandoc and typst: {', '.join(f'{k} {v:.1f} s' for k, v in bare.items())}")
    print(f"cold snakemake {cold:.1f} s / warm {warm:.1f} s = {cold / warm:.2f}")
    assert all((tmp_path / "cold" / name / "manuscript" / "manuscript.pdf").is_file() for name in STUDIES)


def test_nothing_to_do_against_trivial_snakefile(tmp_path: Path) -> None:
    """A run with nothing to do against a trivial Snakefile with nothing to do, turn by turn."""
    ours = [*SNAKEMAKE, "--config", f"results_folder={tmp_path / 'results'}"]
    subprocess.run([*ours, "--quiet", "all"], cwd=ROOT, check=True, capture_output=True)
    trivial = tmp_path / "trivial"
    trivial.mkdir()
    (trivial / "Snakefile").write_text("rule all:\n    output: 'done'\n    shell: 'touch {output}'\n")
    plain = [*SNAKEMAKE, "--cores", "all"]
    subprocess.run(plain, cwd=trivial, check=True, capture_output=True)
    pairs = [
        (
            seconds(lambda: subprocess.run(ours, cwd=ROOT, check=True, capture_output=True)),
            seconds(lambda: subprocess.run(plain, cwd=trivial, check=True, capture_output=True)),
        )
        for _ in range(7)
    ]
    ratio = statistics.median(a / b for a, b in pairs)
    ours_median, plain_median = (statistics.median(p[i] for p in pairs) for i in (0, 1))
    print(f"\nnothing to do: {ours_median:.2f} s, trivial Snakefile: {plain_median:.2f} s, ratio {ratio:.2f}")
    done = subprocess.run(ours, cwd=ROOT, check=True, capture_output=True, text=True)
    assert "Nothing to be done" in done.stdout + done.stderr
