# Functions that rules need, and nothing else: names of files, what a job depends on, how a notebook is run.
import os
import sys
import time
from pathlib import Path

from snakemake.exceptions import WorkflowError

LIBRARY = Path("workflow/src/burnout")
sys.path.insert(0, str(LIBRARY.parent.resolve()))
os.environ.update(
    PATH=os.pathsep.join([str(Path(sys.executable).parent), *os.get_exec_path()]),
    PYTHONPATH=str(LIBRARY.parent.resolve()),
)

from burnout.errors import ConfigError
from burnout.plan import DATA_STAGES, digest, open_studies

CONFIG = config.get("config_folder", "config")
RESULTS = config.get("results_folder", "results")
FOLDERS = [f"config={CONFIG}", f"results={RESULTS}"]
CHECKED = f"{RESULTS}/checked"
STARTED = time.time()
FORMATS = ["html", "docx", "pdf", "xml"]
EXECUTE = (
    "python -m burnout.execute --broken {params.broken:q} {input.notebook:q} {output.notebook:q}"
    " study={wildcards.study:q} {params.folders:q} > {log:q} 2>&1"
)

try:
    STUDIES, INSTRUMENTS = open_studies(config.get("studies"), Path(CONFIG))
except ConfigError as error:
    raise WorkflowError(f"The configuration cannot be used.\n{error}") from None


wildcard_constraints:
    study="[a-z][a-z0-9-]*",


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
    shared = ["__init__", "config", "engine", "errors", "execute", "tables", "workspace"]
    paths = []
    for part in [*shared, *parts]:
        package = LIBRARY / part
        paths += sorted(package.rglob("*.py")) if package.is_dir() else [LIBRARY / f"{part}.py"]
    return [str(path) for path in paths]


def settings(stage):
    """Digest of the part of the configuration that a stage depends on: a change reruns the stage."""
    return lambda wildcards: digest(STUDIES[wildcards.study], INSTRUMENTS, stage)


def there(paths):
    """Those of some files that are there: what is missing is for the check to say, in its own words."""
    return [path for path in paths if Path(path).is_file()]


def raw_files(wildcards):
    """Raw files of the study at hand."""
    return there(STUDIES[wildcards.study].raw_paths())


def interview_files(wildcards):
    """Interview files of the study at hand."""
    study = STUDIES[wildcards.study]
    if study.interviews is None:
        return []
    transcripts = sorted(str(path) for path in Path(study.interviews.transcripts).glob("*.txt"))
    return there([study.interviews.statements, study.interviews.themes, *transcripts])


def executed(wildcards):
    """Executed notebooks of the study at hand, one for each stage it needs before the manuscript."""
    stages = [stage for stage in STUDIES[wildcards.study].stages if stage in DATA_STAGES]
    return [f"{RESULTS}/{wildcards.study}/notebooks/{stage}.ipynb" for stage in stages]


def manuscripts():
    """Every manuscript of the run, in every format."""
    return [f"{RESULTS}/{name}/manuscript/manuscript.{kind}" for name in STUDIES for kind in FORMATS]


def manuscript_texts(wildcards):
    """The authors' own files that go into the manuscript of the study at hand."""
    return there(STUDIES[wildcards.study].text_paths().values())


def missing_texts(wildcards):
    """The authors' own files that are not there: when one vanishes, the check runs again."""
    texts = STUDIES[wildcards.study].text_paths().values()
    return sorted(set(texts) - set(there(texts)))


def manuscript_sources(wildcards):
    """The project's Quarto source and styles."""
    styles = sorted(str(path) for path in Path("manuscript/styles").iterdir())
    design = STUDIES[wildcards.study].design
    return [f"manuscript/{design}/index.qmd", "manuscript/_quarto.yml", "manuscript/references.bib", *styles]


def summarise():
    """What was made, where it lies, what needs a look: printed at the end of a run."""
    from burnout.summary import summary

    print(summary(Path(RESULTS), list(STUDIES)), file=sys.stderr)


def explain():
    """Where to look after a run that stopped."""
    from burnout.summary import stopped

    print(stopped(Path(RESULTS), list(STUDIES), STARTED), file=sys.stderr)
