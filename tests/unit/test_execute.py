"""Notebooks are run whole or not at all, with checked parameters, in this process."""

from __future__ import annotations

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from burnout.errors import STOPPED
from burnout.execute import main

PARAMETERS = new_code_cell("study = None\nresults = None", metadata={"tags": ["parameters"]})
GIVEN = ["study=007", "results=a folder"]


@pytest.fixture
def run(tmp_path):
    """Writes a notebook with the cells given, runs it, and tells the exit code and the executed copy."""

    def execute(*sources, parameters=GIVEN):
        cells = [PARAMETERS, new_markdown_cell("# A heading"), *(new_code_cell(source) for source in sources)]
        spec = {"display_name": "Python 3", "language": "python", "name": "python3"}
        nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": spec}), tmp_path / "stage.ipynb")
        output = tmp_path / "results" / "notebooks" / "stage.ipynb"
        code = main([str(tmp_path / "stage.ipynb"), str(output), *parameters])
        return code, output

    return execute


def outputs(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [output for cell in cells if cell["cell_type"] == "code" for output in cell["outputs"]]


def test_results_of_expressions_prints_and_pictures_are_kept(run):
    code, output = run(
        "print('said')\n6 * 7",
        "import pandas as pd\npd.DataFrame({'n': [1]})",
        "from IPython.display import Image, display\ndisplay(Image(data=b'\\x89PNG\\r\\n', format='png'))",
    )
    assert code == 0
    said, answer, frame, picture = outputs(output)
    assert said["text"] == ["said\n"]
    assert answer["data"]["text/plain"] == ["42"]
    assert "<table" in "".join(frame["data"]["text/html"])
    assert picture["data"]["image/png"].startswith("iVBOR")
    counts = [c["execution_count"] for c in json.loads(output.read_text(encoding="utf-8"))["cells"] if "outputs" in c]
    assert None not in counts


def test_parameters_stay_text(run):
    _, output = run("study, results")
    assert outputs(output)[-1]["data"]["text/plain"] == ["('007', 'a folder')"]


def test_one_notebook_leaves_no_names_for_the_next(run):
    run("leftover = 1")
    code, output = run("'leftover' in globals()")
    assert code == 0
    assert outputs(output)[-1]["data"]["text/plain"] == ["False"]


@pytest.mark.parametrize(
    ("parameters", "found"),
    [(["study=x"], "['study']"), ([*GIVEN, "studdy=x"], "studdy")],
    ids=["missing", "unknown"],
)
def test_parameters_must_be_those_of_the_notebook(run, parameters, found, capsys):
    code, output = run("1", parameters=parameters)
    assert code == 1
    assert not output.exists()
    said = capsys.readouterr().err
    assert said.startswith(STOPPED)
    assert found in said
    assert "['results', 'study']" in said


def test_a_failed_notebook_is_kept_apart_and_an_earlier_one_is_not_touched(run, tmp_path, capsys):
    _, output = run("'good'")
    good = output.read_bytes()
    code, _ = run("print('before')", "1 / 0", "print('never')")
    assert code == 1
    assert output.read_bytes() == good
    broken = tmp_path / "results" / "logs" / "stage.ipynb"
    kinds = [o["output_type"] for o in outputs(broken)]
    assert "error" in kinds
    assert "never" not in str([o.get("text") for o in outputs(broken)])
    said = capsys.readouterr().err
    assert said.startswith(f"{STOPPED}stage; the notebook is kept at {broken}")
    assert "ZeroDivisionError" in said
    assert not list(tmp_path.rglob("*.part.ipynb"))
    run("'good again'")
    assert not broken.exists()


def test_an_error_for_the_user_is_told_without_a_traceback(run, capsys):
    source = (
        "from burnout.errors import DataError, Problem\n"
        "raise DataError(Problem('a.csv', 'row 2', '9', '0 to 6', 'Correct it.'))"
    )
    assert run(source)[0] == 1
    said = capsys.readouterr().err
    assert "a.csv, row 2\n  found:   9\n  allowed: 0 to 6\n  to do:   Correct it." in said
    assert "Traceback" not in said


def test_a_syntax_error_stops_too(run, capsys):
    assert run("def")[0] == 1
    assert "SyntaxError" in capsys.readouterr().err
