"""Run checks: pytest in this process, the student's code elsewhere."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from course.checking.interrupt import interruptible
from course.checking.plugin import Plugin
from course.checking.student import Bench
from course.manners import NO_OTHERS, Manners
from course.run.runner import Runner
from course.verdict import CheckResult


def start_methods() -> tuple[str, ...]:
    """The start methods of this platform, in the order in which checks use them."""
    available = multiprocessing.get_all_start_methods()
    return tuple(m for m in ("fork", "spawn", "forkserver") if m in available)


def run_checks(
    files: Iterable[Path],
    exercises: Sequence[str],
    runner: Runner,
    *,
    slug: str,
    scenarios: str,
    methods: Sequence[str] | None = None,
    pictures: bool = True,
    stop_at_failure: bool = False,
    manners: Manners = NO_OTHERS,
) -> list[CheckResult]:
    """Run the checks of these exercises that the files hold, in file order.

    Blocks until all have run. `scenarios` is the module, importable inside, that holds the
    scenario functions. With `stop_at_failure` the first failed check of an exercise skips its
    others: enough for a verdict, too little for marks. `manners` are those towards other judges.
    Never raises for what a student's code does; a fault of ours is a `grader_error` result.
    Raises KeyboardInterrupt if it is stopped.
    """
    plugin = Plugin(
        bench=Bench(runner, scenarios, manners),
        exercises=tuple(exercises),
        slug=slug,
        methods=tuple(methods or start_methods()),
        pictures=pictures,
        stop_at_failure=stop_at_failure,
    )
    arguments = [*_PYTEST_OPTIONS, *(str(path) for path in files)]
    kept = {name: os.environ.pop(name, None) for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS")}
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    current = os.environ.pop("PYTEST_CURRENT_TEST", None)
    try:
        with interruptible():
            status = pytest.main(arguments, plugins=[plugin])
    finally:
        del os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"]
        for name, value in (*kept.items(), ("PYTEST_CURRENT_TEST", current)):
            if value is not None:
                os.environ[name] = value
    if plugin.stopped:
        raise KeyboardInterrupt  # pytest keeps it to itself
    return plugin.results(int(status))


_PYTEST_OPTIONS = (
    "--import-mode=importlib",
    "--noconftest",
    "--capture=no",
    "--assert=rewrite",
    f"--rootdir={Path(__file__).parents[1]}",
    "-c",
    os.devnull,
    *(
        part
        for name in (
            "terminal",
            "cacheprovider",
            "faulthandler",
            "junitxml",
            "logging",
            "warnings",
            "doctest",
            "unittest",
            "pastebin",
            "debugging",
            "setuponly",
            "setupplan",
            "stepwise",
            "unraisableexception",
            "threadexception",
            "tmpdir",
            "monkeypatch",
            "recwarn",
            "legacypath",
            "nose",
        )
        for part in ("-p", f"no:{name}")
    ),
)
"""Only what a check needs: the rest of pytest costs a tenth of a second and reads files."""
