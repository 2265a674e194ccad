"""Run a notebook in a fresh kernel and keep the outputs that are the same in every run.

The kernel works in a scratch copy of the notebook's folder, so that a build leaves nothing
beside the notebook, and two builds do not meet. The builder is the kernel's parent and reads
its outputs; when it is done, it counts the processes that the cells left behind and ends them.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import psutil
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from traitlets import default

from course import START_METHOD
from course.modules import modules_in
from tools.notebook_text import RAISES, VOLATILE

_SLOW = 10
"""Seconds that a learner may have to wait for a cell. Lower: some lessons don't fit in."""
_DEADLINE = 45
"""Seconds until a cell counts as hung. Lower and a busy machine fails the build."""
_CHECK_DEADLINE = 300
"""The same for a check cell, which judges a whole exercise under every start method."""

# What is another one in the next run or on the next machine.
_UNSTABLE = {
    re.compile(r"\b0x[0-9a-f]{6,}"): "an address in memory",
    re.compile(r"ipykernel_\d+"): "the pid of the kernel",
    re.compile(r"/(home|root|Users|tmp|work|opt|usr)/"): "a path of this machine",
}
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_GRACE = 2.0
"""Seconds for processes that are just ending when the last cell is done."""
# Python's own helpers; they end when the kernel does.
_HELPERS = ("multiprocessing.resource_tracker", "multiprocessing.forkserver")

# Its value is this build's alone, so whoever has it was started by this build.
_MARK = "IPYTHONDIR"
# What earlier runs of the notebook, by hand or by nbval, leave beside it; git ignores them, too.
_LEFTOVERS = ("*.ipynb", ".ipynb_checkpoints", "*.py", "__pycache__")


class RunError(Exception):
    """A cell did not do what a stored notebook needs; the message names its line in the text."""


class _ThisPython(AsyncKernelManager):
    """Kernels of the very Python that builds, whatever kernels are registered on the machine."""

    @default("kernel_spec_manager")
    def _own_kernel_only(self) -> KernelSpecManager:
        return KernelSpecManager(kernel_dirs=[])


def run(
    notebook: NotebookNode,
    *,
    text: Path,
    data: Path,
    root: Path,
    skip_checks: bool = False,
    start_method: str | None = None,
) -> NotebookNode:
    """Run the notebook that `expand` made and return it as it is stored.

    `text` is named in messages; files beside the notebook, in `data`, are there for its cells;
    `root` is put on the kernel's path. Raises RunError.
    """
    with tempfile.TemporaryDirectory(prefix="notebook-") as scratch:
        folder = Path(scratch, data.name)
        if data.is_dir():
            shutil.copytree(data, folder, ignore=shutil.ignore_patterns(*_LEFTOVERS))
        folder.mkdir(exist_ok=True)
        before = _files(folder)
        nbformat.write(notebook, folder / f"{data.name}.ipynb")
        _run_cells(notebook, text, folder, _environment(scratch, root, start_method), skip_checks)
        _remove_modules(notebook, folder)
        left = sorted(_files(folder) - before - {f"{data.name}.ipynb"})
    if left:
        raise RunError(
            f"{text.name}: the cells leave {', '.join(left)} beside the notebook. "
            f"Write to a temporary folder, or remove it in a later cell."
        )
    return tidy(notebook, text)


def _environment(scratch: str, root: Path, start_method: str | None) -> dict[str, str]:
    inherited = {key: value for key, value in os.environ.items() if key != START_METHOD}
    path = [str(root), *filter(None, [inherited.get("PYTHONPATH")])]
    own = {
        "PYTHONPATH": os.pathsep.join(path),
        _MARK: str(Path(scratch, "ipython")),  # no profile or history of the author's
    }
    return inherited | own | ({START_METHOD: start_method} if start_method else {})


def _run_cells(
    notebook: NotebookNode, text: Path, folder: Path, environment: dict[str, str], skip: bool
) -> None:
    client = NotebookClient(
        notebook,
        kernel_manager_class=_ThisPython,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        coalesce_streams=True,
        record_timing=False,
        store_widget_state=False,
        extra_arguments=["--log-level=ERROR"],
        timeout=_DEADLINE,
    )
    with client.setup_kernel(env=environment, cwd=str(folder)):
        try:
            for index, cell in enumerate(notebook.cells):
                if cell.cell_type == "code" and not (skip and cell.metadata.course.role == "check"):
                    _run_cell(client, cell, index, text)
        finally:
            left = _end_what_runs(client, environment[_MARK])
    if left:
        raise RunError(
            f"{text.name}: when all cells are done, {len(left)} processes are still running "
            f"({', '.join(left)}). Join or terminate them in the cells that start them."
        )


def _run_cell(client: NotebookClient, cell: NotebookNode, index: int, text: Path) -> None:
    where = f"{text.parent.name}/{text.name}, line {cell.metadata.course.line}"
    is_check = cell.metadata.course.role == "check"
    client.timeout = _CHECK_DEADLINE if is_check else _DEADLINE
    began = time.monotonic()
    try:
        client.execute_cell(cell, index)
    except CellTimeoutError:
        raise RunError(
            f"{where}: the cell is not done after {client.timeout} s. "
            f"What can block needs a deadline of its own."
        ) from None
    except CellExecutionError as error:
        trace = _ANSI.sub("", error.traceback).strip()
        raise RunError(
            f"{where}: the cell raises {error.ename}: {error.evalue}\n{trace}\n"
            f'If it is meant to, write tags=["{RAISES}"].'
        ) from None
    except DeadKernelError:
        raise RunError(f"{where}: the kernel died while it ran the cell") from None
    seconds = time.monotonic() - began
    if seconds > _SLOW and not is_check:
        print(
            f"{where}: the cell took {seconds:.0f} s; a learner should not wait longer than "
            f"{_SLOW} s",
            file=sys.stderr,
        )
    if is_check:
        _check_reference(cell, where)


def _check_reference(cell: NotebookNode, where: str) -> None:
    """The reference solution must earn all points: what the hidden line returned says so."""
    results = [
        out.data["text/plain"] for out in cell.outputs if out.output_type == "execute_result"
    ]
    points = float(cell.metadata.nbgrader.points)
    if results != [str(points)]:
        earned = results[-1] if results else "nothing"
        printed = "".join(out.get("text", "") for out in cell.outputs)
        message = f"{where}: the reference solution earns {earned} of {points} points."
        raise RunError(f"{message}\n{printed}".rstrip())


def _end_what_runs(client: NotebookClient, mark: str) -> list[str]:
    """Kill and name the processes that the cells left running, wherever they hang in the tree."""
    assert client.km is not None and isinstance(client.km.provisioner, LocalProvisioner)
    kernel = client.km.provisioner.pid
    running = [each for each in psutil.process_iter() if each.pid != kernel and _is_of(each, mark)]
    _, running = psutil.wait_procs(running, timeout=_GRACE)
    named = [str(each.pid) for each in running]
    for each in running:
        each.kill()
    return named


def _is_of(process: psutil.Process, mark: str) -> bool:
    """Whether the build with this mark started it; Python's helpers end by themselves."""
    try:
        return process.environ().get(_MARK) == mark and not any(
            helper in " ".join(process.cmdline()) for helper in _HELPERS
        )
    except psutil.Error:  # it has ended, or it is somebody else's
        return False


def tidy(notebook: NotebookNode, text: Path) -> NotebookNode:
    """Take out whatever another run or another machine would change; raises RunError."""
    notebook.metadata.language_info = {"name": "python"}
    for cell in notebook.cells:
        line = cell.metadata.pop("course").line
        if cell.cell_type != "code":
            continue
        if {VOLATILE, RAISES} & set(cell.metadata.get("tags", [])):
            cell.outputs = []
        if not cell.outputs:  # otherwise nbval wants the count
            cell.execution_count = None
        for output in cell.outputs:
            for what in _unstable(output):
                raise RunError(
                    f"{text.parent.name}/{text.name}, line {line}: the output shows {what}. "
                    f'Leave it out, or write tags=["{VOLATILE}"].'
                )
    return notebook


def _unstable(output: NotebookNode) -> Iterator[str]:
    data = output.get("data", {"text/plain": output.get("text", "")})
    if any(not kind.startswith("text/") for kind in data):
        yield "a picture or a widget"
    for kind in data:
        for pattern, what in _UNSTABLE.items():
            if kind.startswith("text/") and pattern.search(data[kind]):
                yield what


def _remove_modules(notebook: NotebookNode, folder: Path) -> None:
    for name in modules_in(notebook):
        (folder / f"{name}.py").unlink(missing_ok=True)
    shutil.rmtree(folder / "__pycache__", ignore_errors=True)


def _files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
