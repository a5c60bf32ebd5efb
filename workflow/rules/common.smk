# Functions that rules need, and nothing else: names of files, what a job depends on, how a notebook is run.
import logging
import os
import shlex
import sys
import time
from pathlib import Path

from snakemake.exceptions import WorkflowError
from snakemake.settings.enums import Quietness

LIBRARY = Path("workflow/src/burnout")
sys.path.insert(0, str(LIBRARY.parent.resolve()))
os.environ.update(
    PATH=os.pathsep.join([str(Path(sys.executable).parent), *os.get_exec_path()]),
    PYTHONPATH=str(LIBRARY.parent.resolve()),
    OPENBLAS_NUM_THREADS="1",  # jobs run side by side; threads inside them only get in each other's way
    PYDANTIC_DISABLE_PLUGINS="__all__",  # there are none, and each job would look for them
)

from burnout.errors import ConfigError
from burnout.plan import open_plans

CONFIG = config.get("config_folder", "config")
RESULTS = config.get("results_folder", "results")
FOLDERS = shlex.join([f"config={CONFIG}", f"results={RESULTS}"])
STARTED = time.time()
CHATTER = (
    *("Assuming", "Building DAG", "Complete log", "Conda env", "Config file", "Elapsed", "Execute", "Finished job"),
    *("Provided cores", "Rules claiming", "Select jobs", "Using shell"),
)
FORMATS = ["html", "docx", "pdf", "xml"]
EXECUTE = (
    "python -m burnout.execute {input.notebook:q} {output.notebook:q} study={wildcards.study:q}"
    f" {FOLDERS} > {{log:q}} 2>&1"
)
CHECK = (
    "python -m burnout.check {wildcards.study:q} --output {output:q}"
    f" --config {shlex.quote(CONFIG)} > {{log:q}} 2>&1"
)
RENDER = (
    "python -m burnout.render {input.build:q}/{params.part} --page {output.html:q}"
    f" --engine {shlex.quote(config.get('engine', 'auto'))} > {{log:q}} 2>&1"
)

try:
    STUDIES = open_plans(config.get("studies"), Path(CONFIG), Path(RESULTS))
except ConfigError as error:
    raise WorkflowError(f"The configuration cannot be used.\n{error}") from None


def hush(record):
    """Mark what Snakemake says of itself, so that a profile with `quiet: reason` shows only what concerns the study."""
    if str(record.msg).startswith(CHATTER):
        record.quietness = Quietness.REASON
    return True


logging.getLogger("snakemake.logging").addFilter(hush)


wildcard_constraints:
    study="[a-z][a-z0-9-]*",
    language="en|zh",


def result(path):
    """A file in the results folder of the study at hand."""
    return f"{RESULTS}/{{study}}/{path}"


def data(*names):
    """Frames handed over between stages."""
    return [result(f"data/{name}.parquet") for name in names]


def tables(*names):
    """Result tables as CSV and Parquet."""
    return [result(f"tables/{name}.{kind}") for name in names for kind in ("csv", "parquet")]


def library(*parts):
    """Library files that a stage uses: an edit of one of them reruns the stage."""
    shared = ["__init__", "config", "engine", "errors", "execute", "language", "tables", "tally", "workspace"]
    paths = []
    for part in [*shared, *parts]:
        package = LIBRARY / part
        inside = sorted(path for path in package.rglob("*") if path.suffix in (".py", ".po", ".yaml"))
        paths += inside if package.is_dir() else [LIBRARY / f"{part}.py"]
    return [str(path) for path in paths]


def settings(stage):
    """A small file that changes when the configuration a stage depends on does, and then reruns the stage."""
    return f"{RESULTS}/{{study}}/settings/{stage}.txt"


def there(paths):
    """Those of some files that are there: what is missing is for the check to say, in its own words."""
    return [path for path in paths if Path(path).is_file()]


def raw_files(wildcards):
    """Raw files of the study at hand."""
    return there(STUDIES[wildcards.study].raw)


def accepted(wildcards):
    """The list of raw files as they were accepted, where the study at hand has one."""
    return there([f"data/{wildcards.study}/SHA256SUMS"])


def screened(wildcards):
    """The screening of the study at hand, where it has that stage."""
    names = tables("screening") if "screen" in STUDIES[wildcards.study].stages else []
    return [name.format(study=wildcards.study) for name in names]


def interview_files(wildcards):
    """Interview files of the study at hand."""
    *logs, transcripts = STUDIES[wildcards.study].interviews or [""]
    return there([*logs, *sorted(str(path) for path in Path(transcripts).glob("*.txt"))]) if logs else []


def executed(wildcards):
    """Executed notebooks of the study at hand, one for each stage it needs before the manuscript."""
    stages = STUDIES[wildcards.study].data_stages
    return [f"{RESULTS}/{wildcards.study}/notebooks/{stage}.ipynb" for stage in stages]


def manuscripts():
    """Every manuscript of the run, in every language and format."""
    places = [f"{name}/manuscript/{part}" for name, plan in STUDIES.items() for part in ["", *plan.parts]]
    return [f"{RESULTS}/{place}manuscript.{kind}" for place in places for kind in FORMATS]


def manuscript_texts(wildcards):
    """The authors' own files that go into the manuscript of the study at hand."""
    return there(STUDIES[wildcards.study].texts)


def checklists(wildcards):
    """Reporting checklists of the configuration folder."""
    return sorted(str(path) for path in Path(CONFIG, "checklists").glob("*.yaml"))


def manuscript_sources(wildcards):
    """The project's Quarto source and styles."""
    styles = sorted(str(path) for path in Path("manuscript/styles").iterdir())
    design = STUDIES[wildcards.study].design
    journals = sorted(str(path) for path in Path(CONFIG, "journals").glob("*.yaml"))
    return [f"manuscript/{design}/index.qmd", "manuscript/_quarto.yml", "manuscript/references.bib", *styles, *journals]


def summarise():
    """What was made, where it lies, what needs a look: printed at the end of a run."""
    from burnout.summary import summary

    print(summary(Path(RESULTS), list(STUDIES), STARTED), file=sys.stderr)


def explain():
    """Where to look after a run that stopped."""
    from burnout.summary import stopped

    print(stopped(Path(RESULTS), list(STUDIES), STARTED), file=sys.stderr)
