"""`autograder doctor`: what this machine can do, and what to install for what it cannot."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.sandbox import bubblewrap_problem
from course.check import WIDTH
from course.checking import start_methods


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `advice` says what to do when it isn't well."""

    name: str
    value: str
    well: bool = True
    needed: bool = False
    advice: str = ""


def examine() -> list[Finding]:
    """Look at everything that grading needs. Takes a second: it tries the sandbox."""
    return [
        _python(),
        _sandbox(),
        Finding("start methods", ", ".join(start_methods())),
        Finding("processors", str(os.cpu_count())),
        _package("nbgrader", "0.9.6", needed=True),
        _package("nbval", "0.11", needed=False),
        _program(
            "alembic",
            needed=True,
            advice="nbgrader calls it from PATH: activate the virtual environment, or call the "
            "commands by `make`",
        ),
        _program(
            "chromium",
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
        mark = "ok" if finding.well else ("MISSING" if finding.needed else "missing")
        lines.append(_row(f"{finding.name:<15}{mark:<9}", finding.value))
        if not finding.well and finding.advice:
            lines.append(_row("", finding.advice))
    lines.append("")
    lines.append(
        "Students' notebooks can be graded here."
        if can_grade(findings)
        else "Students' notebooks can't be graded here until what is MISSING is installed."
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


def _package(name: str, wanted: str, *, needed: bool) -> Finding:
    try:
        version = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return Finding(name, "not installed", False, needed, f"pip install {name}=={wanted}")
    well = version.startswith(wanted)
    return Finding(name, version, well, needed, f"tried with {wanted}; other versions may differ")


def _program(name: str, *, needed: bool, advice: str) -> Finding:
    beside = Path(sys.executable).parent / name
    found = shutil.which(name) or (str(beside) if beside.exists() else None)
    return Finding(name, "found" if found else "not found", found is not None, needed, advice)


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
