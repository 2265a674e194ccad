"""A Dask cluster on this machine's loopback, for tests and the benchmark.

It is the real thing, `dask scheduler` and `dask worker` as processes of their own, each in a folder
of its own, so that nothing is shared but the packages.
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import psutil

from autograder.nbgrader_course import ROOT
from tools.ports import free_port

PLACE = ("--host", "127.0.0.1", "--no-dashboard")
PATIENCE = 20
"""Seconds in which a scheduler or a worker ends when it is told to; then it is killed."""


def scheduler(stack: ExitStack, folder: Path) -> str:
    """Start a scheduler that ends with `stack`; returns its address."""
    port = free_port()
    folder.mkdir()
    _start(stack, folder, ROOT, "dask_scheduler", *PLACE, "--port", str(port))
    return f"tcp://127.0.0.1:{port}"


def worker(
    stack: ExitStack,
    folder: Path,
    address: str,
    *,
    root: Path = ROOT,
    core: int | None = None,
) -> subprocess.Popen[bytes]:
    """Start a worker that ends with `stack`.

    It imports the packages from `root`. With `core` it and all that it starts run there alone.
    """
    folder.mkdir()
    options = ("--nthreads", "1", "--no-nanny", "--local-directory", str(folder))
    process = _start(stack, folder, root, "dask_worker", address, *PLACE, *options)
    if core is not None:
        psutil.Process(process.pid).cpu_affinity([core])
    return process


def _start(
    stack: ExitStack, folder: Path, root: Path, module: str, *arguments: str
) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.{module}", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(root)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    def end() -> None:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    stack.callback(end)
    return process
