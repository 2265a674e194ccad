"""`autograder doctor`: what this machine can do, and what to install for what it cannot."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from autograder.sandbox import bubblewrap_problem
from course.check import WIDTH
from course.checking import start_methods

PROJECT = "multiprocessing-course"
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
"""The names under which a Chromium may be installed; tools/system_packages.sh has the same."""

SPACE = 200
"""MB that must be free. A submission leaves less than one, its feedback page included. Lower it and
a class may fill the disk; raise it and small machines are refused that would do."""


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `fault` names what isn't well, `advice` says what to do about it."""

    name: str
    value: str
    well: bool = True
    needed: bool = False
    advice: str = ""
    fault: str = "missing"


def examine() -> list[Finding]:
    """Look at everything that grading needs. Takes a second: it tries the sandbox."""
    return [
        _python(),
        _sandbox(),
        Finding("start methods", ", ".join(start_methods())),
        Finding("processors", str(os.cpu_count())),
        _space(Path.cwd(), Path(tempfile.gettempdir())),
        _package("nbgrader", needed=True),
        _package("nbval", needed=False),
        _program(
            "alembic",
            needed=True,
            advice="nbgrader calls it from PATH: activate the virtual environment, or call the "
            "commands by `make`",
        ),
        _program(
            *CHROMIUMS,
            needed=False,
            advice=f"only the browser tests need it; {_install('chromium')}",
        ),
    ]


def can_grade(findings: list[Finding]) -> bool:
    """Whether students' notebooks may be graded on this machine."""
    return all(finding.well for finding in findings if finding.needed)


def to_text(findings: list[Finding]) -> str:
    lines = []
    for finding in findings:
        fault = finding.fault.upper() if finding.needed else finding.fault
        mark = "ok" if finding.well else fault
        lines.append(_row(f"{finding.name:<15}{mark:<9}", finding.value))
        if not finding.well and finding.advice:
            lines.append(_row("", finding.advice))
    lines.append("")
    lines.append(
        "Students' notebooks can be graded here."
        if can_grade(findings)
        else "Students' notebooks can't be graded here until the words in CAPITALS are ok."
    )
    return "\n".join(lines)


def _row(begin: str, text: str) -> str:
    indent = " " * 24
    return textwrap.fill(text, WIDTH, initial_indent=begin or indent, subsequent_indent=indent)


def to_json(findings: list[Finding]) -> dict[str, Any]:
    return {
        "version": 1,
        "can_grade": can_grade(findings),
        "sandbox": "bubblewrap" if bubblewrap_problem() is None else "limits",
        "findings": [
            {
                "name": f.name,
                "value": f.value,
                "well": f.well,
                "needed": f.needed,
                "advice": f.advice,
            }
            for f in findings
        ],
    }


def _python() -> Finding:
    well = sys.version_info >= (3, 11)
    return Finding("Python", platform.python_version(), well, True, "install Python 3.11 or newer")


def _sandbox() -> Finding:
    problem = bubblewrap_problem()
    if problem is not None:
        weaker = "no sandbox" if os.geteuid() == 0 else "the weaker level `limits`"
        return Finding("sandbox", f"{weaker}: {problem}", False, True, _install("bubblewrap"))
    version = subprocess.run(
        ["bwrap", "--version"], capture_output=True, text=True, check=False, timeout=10
    )
    return Finding("sandbox", version.stdout.strip() or "bubblewrap", True, True)


def _space(*folders: Path) -> Finding:
    """The fullest of the folders: the course is taken to be the current one."""
    free, folder = min((shutil.disk_usage(folder).free >> 20, folder) for folder in folders)
    told = f"{free} MB free in {folder}; grading needs {SPACE} MB"
    return Finding("disk", told, free >= SPACE, True, f"make space in {folder}", "full")


def _package(name: str, *, needed: bool) -> Finding:
    wanted = _wanted(name)
    try:
        version = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return Finding(name, "not installed", False, needed, f'pip install "{name}{wanted}"')
    well = wanted.contains(version, prereleases=True)
    advice = f'the course is tried with {wanted}: pip install "{name}{wanted}"'
    return Finding(name, version, well, needed, advice, "untried")


def _wanted(name: str) -> SpecifierSet:
    """The versions that the installed project asks for; any, where it isn't installed."""
    try:
        lines = importlib.metadata.requires(PROJECT) or []
    except importlib.metadata.PackageNotFoundError:
        lines = []
    found = (Requirement(line) for line in lines)
    return next((each.specifier for each in found if each.name == name), SpecifierSet())


def _program(*names: str, needed: bool, advice: str) -> Finding:
    """A program under the first of its names that is there."""
    path = f"{os.environ.get('PATH', '')}{os.pathsep}{Path(sys.executable).parent}"
    found = any(shutil.which(name, path=path) for name in names)
    return Finding(names[0], "found" if found else "not found", found, needed, advice)


def _install(package: str) -> str:
    managers = {
        "apt-get": f"apt-get install {package}",
        "dnf": f"dnf install {package}",
        "pacman": f"pacman -S {package}",
        "zypper": f"zypper install {package}",
        "apk": f"apk add {package}",
    }
    for program, command in managers.items():
        if shutil.which(program):
            return f"install it: {command} (as root)"
    return f"install the package {package} of your system"
