"""Run one notebook with papermill: checked parameters, whole outputs, and a broken copy that is kept.

Used by the rules as ``python -m burnout.execute SOURCE OUTPUT study=... config=... results=...``. A broken copy
is kept in the folder ``logs`` beside the output's folder.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from pathlib import Path

from burnout.errors import ConfigError, Problem, report


def prepare_process() -> None:
    """Settings of a process that runs one stage and ends; before anything else is imported."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # stages run side by side, and their matrices are small
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # there are none, and looking for them takes time
    gc.set_threshold(100_000, 50, 50)  # importing makes many objects and hardly any garbage


def execute(source: Path, output: Path, broken: Path, parameters: dict[str, str]) -> None:
    """Execute a notebook and write the executed copy.

    Parameters
    ----------
    source : Path
        The notebook.
    output : Path
        Executed copy; appears only when every cell ran.
    broken : Path
        Where the executed copy is kept when a cell failed.
    parameters : dict of str to str
        Values for the notebook's parameters cell; always text.

    Raises
    ------
    ConfigError
        A parameter the notebook does not declare, or a declared one that is not given.
    papermill.exceptions.PapermillExecutionError
        A cell failed.
    """
    import papermill
    from papermill.engines import papermill_engines
    from papermill.exceptions import PapermillExecutionError

    from burnout.engine import NAME, InProcessEngine

    papermill_engines.register(NAME, InProcessEngine)
    _check_parameters(source, parameters)
    output.parent.mkdir(parents=True, exist_ok=True)
    broken.parent.mkdir(parents=True, exist_ok=True)
    part = output.with_name(f".{output.stem}.part.ipynb")
    try:
        papermill.execute_notebook(
            str(source), str(part), parameters=parameters, engine_name=NAME, kernel_name="python3", progress_bar=False
        )
    except PapermillExecutionError:
        os.replace(part, broken)
        raise
    broken.unlink(missing_ok=True)
    os.replace(part, output)


def _check_parameters(source: Path, parameters: dict[str, str]) -> None:
    import papermill

    declared = set(papermill.inspect_notebook(str(source)))
    if declared != set(parameters):
        found = f"parameters {sorted(parameters)}"
        remedy = "Give each parameter of the notebook's first cell, and no other."
        raise ConfigError(Problem(str(source), "parameters", found, f"{sorted(declared)}", remedy))


def main(arguments: list[str] | None = None) -> int:
    """Command line of this module."""
    parser = argparse.ArgumentParser(prog="python -m burnout.execute", description="Run one notebook.")
    parser.add_argument("source", type=Path, help="the notebook")
    parser.add_argument("output", type=Path, help="the executed copy")
    parser.add_argument("parameters", nargs="*", help="name=value")
    given = parser.parse_args(arguments)
    broken = given.output.parent.parent / "logs" / given.output.name
    prepare_process()
    parameters = dict(p.split("=", 1) for p in given.parameters)
    from papermill.exceptions import PapermillExecutionError

    try:
        execute(given.source, given.output, broken, parameters)
    except PapermillExecutionError as error:
        known = error.ename in ("ConfigError", "DataError", "AnalysisError", "RenderError")
        message = str(error.evalue if known else error).strip()
        print(report(f"{given.source.stem}; the notebook is kept at {broken}", message), file=sys.stderr)
        return 1
    except ConfigError as error:
        print(report(str(given.source), error), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
