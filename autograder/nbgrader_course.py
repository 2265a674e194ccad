"""A folder that nbgrader takes for a course, and nbgrader's own commands run in it.

nbgrader is called as an instructor calls it, as a program: what works here works for them.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.gradebook import StudentMarks, class_marks

ROOT = Path(__file__).resolve().parent.parent
CONFIG = ROOT / "nbgrader_config.py"

# What running a notebook leaves beside it; its modules are the solutions.
_LEFTOVERS = ("*.py", "__pycache__", ".ipynb_checkpoints")


class NbgraderFailed(RuntimeError):
    """A command of nbgrader ended with an error; the message has its last words."""


@dataclass(frozen=True)
class Course:
    """An nbgrader course in `folder`."""

    folder: Path

    @property
    def db_url(self) -> str:
        return f"sqlite:///{self.folder / 'gradebook.db'}"

    def add_topic(self, slug: str, *, config: Path | None = CONFIG) -> None:
        """Copy a topic's source, and the configuration; None leaves nbgrader as it is."""
        source = self.folder / "source" / slug
        shutil.copytree(ROOT / "source" / slug, source, ignore=shutil.ignore_patterns(*_LEFTOVERS))
        if config is not None:
            shutil.copy(config, self.folder / "nbgrader_config.py")

    def hand_in(self, slug: str, student: str, notebook: bytes) -> Path:
        """Put a student's file where nbgrader collects it."""
        path = self.notebook("submitted", student, slug)
        path.parent.mkdir(parents=True)
        path.write_bytes(notebook)
        return path

    def notebook(self, step: str, student: str, slug: str, suffix: str = ".ipynb") -> Path:
        """Where nbgrader keeps a notebook at a step of its way."""
        return self.folder / step / student / slug / f"{slug}{suffix}"

    def source_notebook(self, step: str, slug: str) -> dict[str, Any]:
        """The notebook of `source` or `release`."""
        return _json(self.folder / step / slug / f"{slug}.ipynb")

    def told(self, slug: str, student: str) -> dict[str, Any]:
        """What our preprocessor noted in the judged notebook: report, repairs, or unreadable."""
        path = self.notebook("autograded", student, slug)
        if not path.is_file():
            return {}
        found = _json(path)["metadata"].get("autograder", {})
        return found if isinstance(found, dict) else {}

    def marks(self, slug: str) -> list[StudentMarks]:
        return class_marks(self.db_url, slug)

    def run(self, *arguments: str) -> list[str]:
        """Run a command of nbgrader to its end; raises NbgraderFailed."""
        return list(self.lines(*arguments))

    def lines(self, *arguments: str) -> Iterator[str]:
        """Run a command of nbgrader and yield its log line by line; raises NbgraderFailed."""
        command = [sys.executable, "-m", "autograder.nbgrader_app", *arguments]
        process = subprocess.Popen(
            [*command, f"--course-dir={self.folder}", f"--db={self.db_url}"],
            cwd=self.folder,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
        log = []
        assert process.stdout is not None
        try:
            for line in process.stdout:
                log.append(line.rstrip("\n"))
                yield log[-1]
        except BaseException:  # also when the caller reads no further
            process.terminate()
            raise
        finally:
            status = process.wait()
            process.stdout.close()
        if status != 0:
            last = "\n".join(log[-12:])
            raise NbgraderFailed(f"`nbgrader {' '.join(arguments)}` failed ({status}):\n{last}")

    def _environment(self) -> dict[str, str]:
        """nbgrader calls `alembic` from the PATH; the author's own settings stay out."""
        bin_folder = str(Path(sys.executable).parent)
        paths = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        return os.environ | {
            "PATH": os.pathsep.join([bin_folder, os.environ.get("PATH", "")]),
            "PYTHONPATH": paths,
            "JUPYTER_CONFIG_DIR": str(self.folder / ".no-config-of-the-author"),
        }


def _json(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
