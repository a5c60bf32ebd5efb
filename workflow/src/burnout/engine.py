"""A papermill engine that runs notebooks in this process: no kernel is started and no socket is opened.

Participants' answers thus never leave the process, and a notebook starts in a fraction of the time.
The notebooks themselves are ordinary: in Jupyter they run with any Python kernel.
"""

from __future__ import annotations

import base64
import sys
from typing import TYPE_CHECKING, Any

from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from nbformat.v4 import new_output
from papermill.engines import Engine, NotebookExecutionManager

if TYPE_CHECKING:
    from nbformat import NotebookNode

NAME = "in-process"


class InProcessEngine(Engine):
    """Runs the code cells of a notebook one after the other in an IPython shell of this process."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: NotebookExecutionManager, kernel_name: str, **settings: Any) -> None:
        """Execute every code cell; stop at the first that fails, with its error among its outputs.

        Parameters
        ----------
        nb_man : papermill.engines.NotebookExecutionManager
            Holds the notebook and writes it while it runs.
        kernel_name : str
            Not used: there is no kernel.
        **settings
            Settings for kernels; not used.
        """
        shell = _shell()
        for index, cell in enumerate(nb_man.nb.cells):
            if cell.cell_type != "code":
                continue
            nb_man.cell_start(cell, index)
            error = _run(shell, cell)
            if error is not None:
                nb_man.cell_exception(cell, index, exception=error)
            nb_man.cell_complete(cell, index)
            if error is not None:
                break


def _shell() -> InteractiveShell:
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance(colors="nocolor", history_load_length=0)
    shell.history_manager.enabled = False
    return shell


def _run(shell: InteractiveShell, cell: NotebookNode) -> BaseException | None:
    """Run one cell, fill in its outputs, and give the error it raised."""
    failures: list[NotebookNode] = []

    def keep(kind: type, value: BaseException, lines: list[str]) -> None:
        failures.append(new_output("error", ename=kind.__name__, evalue=str(value), traceback=lines))

    shell._showtraceback = keep  # the hook that Jupyter's own shell uses
    with capture_output() as captured:
        shell.display_trap.hook = sys.displayhook  # results of expressions go where displayed ones go
        result = shell.run_cell(cell.source, store_history=True)
    cell.execution_count = shell.execution_count - 1
    streams = (("stdout", captured.stdout), ("stderr", captured.stderr))
    cell.outputs = [new_output("stream", name=name, text=text) for name, text in streams if text]
    cell.outputs += [
        new_output("display_data", data=_text(o.data), metadata=o.metadata or {}) for o in captured.outputs
    ]
    cell.outputs += failures
    return result.error_before_exec or result.error_in_exec


def _text(data: dict[str, Any] | None) -> dict[str, Any]:
    """Displayed data as a notebook holds them: pictures as base64 text."""
    return {
        kind: base64.b64encode(content).decode("ascii") if isinstance(content, bytes) else content
        for kind, content in (data or {}).items()
    }
