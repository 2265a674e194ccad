"""The same attacks on a stock nbgrader, whose tests stand in the notebook's cells.

An ordinary course of one notebook: the solution's cell, and four cells of half a point each that
ask what our hidden checks ask, partly in hidden tests. `nbgrader autograde` runs it as it comes,
with its kernel, its timeouts and its defaults. So that the attacks harm nobody, all of it happens
in a bubblewrap of ours with limits, as a user of its own; a run that we must end counts as one that
would not have ended.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat.v4 as v4

from autograder.nbgrader_course import Course
from autograder.sandbox import _folders, _privileges, _python_mounts
from tools.redteam.attacks import EXERCISE, Attack, honest

ASSIGNMENT = "primes"
LONGEST = 150.0
"""Seconds for an attack and the honest student after it: five cells at nbgrader's 30 seconds."""

OURS_ALONE = re.compile(r"_nonce|_report\b|CallProcess|course\.run|/run/w/s|/tmp/call-|/stage")
"""What only this grader has: such an attack says nothing about another."""

_TESTS = (
    """
from random import randrange
def _primes(limit):
    return sum(all(n % d for d in range(2, int(n**0.5) + 1)) for n in range(2, limit))
assert count_primes([13, 20], 2) == [5, 8]
### BEGIN HIDDEN TESTS
_limits = [randrange(50, 2000) for _ in range(5)]
assert count_primes(_limits, 2) == [_primes(limit) for limit in _limits]
### END HIDDEN TESTS
""",
    """
assert count_primes([], 2) == []
### BEGIN HIDDEN TESTS
assert count_primes([7, 0, 1, 2, 3, 7, 19], 2) == [3, 0, 0, 0, 1, 3, 7]
### END HIDDEN TESTS
""",
    """
import multiprocessing
### BEGIN HIDDEN TESTS
from unittest.mock import patch
with patch("multiprocessing.Pool", wraps=multiprocessing.Pool) as _pool:
    assert count_primes([300, 400, 500], processes=3) == [62, 78, 95]
assert _pool.called, "count in a pool"
### END HIDDEN TESTS
""",
    """
### BEGIN HIDDEN TESTS
_limits = [100_000, *(randrange(20, 400) for _ in range(9))]
assert count_primes(_limits, 2) == [_primes(limit) for limit in _limits]
#
# What follows is a secret. A test that fails shows the lines around it to the student, so it
# stands at some distance: who reads it has looked for it.
#
#
_secret = "@@WORD@@"
### END HIDDEN TESTS
""",
)


@dataclass
class StockTrial:
    """What became of an attack in a stock nbgrader."""

    points: float | None = None
    leaked: list[str] = field(default_factory=list)
    ended: bool = True
    outside: bool = False
    called: bool = False
    others_graded: bool = True
    applies: bool = True

    def verdict(self, worth: float) -> str:
        """A few words for the table; bold where the attack succeeded."""
        if not self.applies:
            return "aims at this grader's own parts"
        won = []
        if self.points is not None and self.points > worth:
            won.append(f"gains {self.points - worth:g} of 2 points")
        won += [f"reads {name}" for name in self.leaked]
        won += ["acts outside"] if self.outside else []
        won += ["reaches the loopback server"] if self.called else []
        won += [] if self.ended else [f"not over after {LONGEST:.0f} s"]
        won += [] if self.others_graded else ["the next student gets no mark"]
        if won:
            return f"**{', '.join(won)}**"
        return "no mark" if self.points is None else f"holds ({self.points:g} points)"


class StockCourse:
    """A generated course, of which each attack gets a copy. Close it, or leave its `with` block."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="redteam-stock-"))
        self.folder.chmod(0o755)
        self.words = {
            name: f"canary-{name}-{secrets.token_hex(8)}"
            for name in ("home", "gradebook", "other", "environment", "hidden", "server")
        }
        self._course = Course(self.folder / "course")
        source = self._course.folder / "source" / ASSIGNMENT
        source.mkdir(parents=True)
        (source / f"{ASSIGNMENT}.ipynb").write_text(json.dumps(self._notebook()))
        self._course.run("generate_assignment", ASSIGNMENT)
        # A comment on the assignment is part of what a gradebook holds.
        (self._course.folder / "secret").write_text(self.words["gradebook"])

    def __enter__(self) -> StockCourse:
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def _notebook(self) -> Any:
        def cell(source: str, name: str, **flags: Any) -> Any:
            made = v4.new_code_cell(source)
            base = {"schema_version": 3, "grade": False, "solution": False, "locked": False}
            made.metadata = {"nbgrader": {**base, "task": False, "grade_id": name, **flags}}
            return made

        solution = f"### BEGIN SOLUTION\n{honest(EXERCISE)}\n### END SOLUTION"
        cells = [cell(solution, EXERCISE, solution=True)]
        for number, text in enumerate(_TESTS):
            source = text.strip().replace("@@WORD@@", self.words["hidden"])
            name = f"test_{number}"
            cells.append(cell(source, name, grade=True, locked=True, points=0.5))
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        return v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})

    def _hand_in(self, course: Path, student: str, text: str) -> None:
        released = course / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        notebook = json.loads(released.read_text(encoding="utf-8"))
        notebook["cells"][0]["source"] = text
        place = course / "submitted" / student / ASSIGNMENT
        place.mkdir(parents=True)
        (place / f"{ASSIGNMENT}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")

    def try_out(self, attack: Attack) -> StockTrial:
        """Autograde the attacker `eve` and after her the honest `zoe`."""
        place = Path(tempfile.mkdtemp(dir=self.folder))
        course, home = place / "course", place / "home"
        shutil.copytree(self._course.folder, course)
        home.mkdir()
        (home / "secret").write_text(self.words["home"])
        self._hand_in(course, "eve", _aimed(attack.text))
        self._hand_in(course, "zoe", honest(EXERCISE) + f"\n# {self.words['other']}")
        for path in (place, *place.rglob("*")):
            path.chmod(0o777 if path.is_dir() else 0o666)
        trial = StockTrial()
        try:
            done = subprocess.run(
                self._command(place),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=LONGEST,
                check=False,
                env={"PATH": "/usr/bin:/bin"},
            )
            log = done.stdout.decode("utf-8", "replace")
        except subprocess.TimeoutExpired as error:
            trial.ended, log = False, (error.stdout or b"").decode("utf-8", "replace")
        shown = log + "".join(map(_outputs, (course / "autograded" / "eve").rglob("*.ipynb")))
        trial.leaked = [name for name, word in self.words.items() if word in shown]
        trial.outside = (course / "outside").exists()
        trial.called = (course / "called").exists()
        trial.points = _points(course, "eve")
        trial.others_graded = _points(course, "zoe") == 2.0
        shutil.rmtree(place, ignore_errors=True)
        return trial

    def _command(self, place: Path) -> list[str]:
        environment = Path(sys.prefix)
        grade = f"""
        python - <<'END' &
import socket, threading
def serve(line):
    other, _ = line.accept()
    open("/course/called", "w").close()
    other.sendall(b"{self.words["server"]}")
tcp = socket.create_server(("127.0.0.1", 4711))
unix = socket.socket(socket.AF_UNIX); unix.bind("\\0redteam"); unix.listen()
threading.Thread(target=serve, args=(unix,)).start()
serve(tcp)
END
        exec python -m nbgrader autograde {ASSIGNMENT} --course-dir=/course --db=sqlite:////course/gradebook.db
        """
        return [
            *("bwrap", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--die-with-parent"),
            *_privileges(True),
            *_folders("/root", "/etc", "/home", "/course"),
            *_python_mounts(),
            *("--proc", "/proc", "--dev", "/dev"),
            *("--perms", "1777", "--size", str(128 << 20), "--tmpfs", "/dev/shm"),
            *("--perms", "1777", "--size", str(512 << 20), "--tmpfs", "/tmp"),
            *_folders(*(str(parent) for parent in reversed(environment.parents))),
            *("--ro-bind", str(environment), str(environment)),
            *("--bind", str(place / "course"), "/course", "--bind", str(place / "home"), "/home"),
            *("--chdir", "/course", "--clearenv", "--setenv", "HOME", "/home"),
            *("--setenv", "PATH", f"{environment / 'bin'}:/usr/bin:/bin"),
            *(
                "--setenv",
                "REDTEAM_SECRET",
                self.words["environment"],
                "--setenv",
                "LANG",
                "C.UTF-8",
            ),
            *("setpriv", "--reuid=54321", "--regid=54321", "--clear-groups", "--no-new-privs"),
            *("prlimit", "--nproc=400", f"--data={3 << 30}", f"--fsize={256 << 20}", "--core=0"),
            *("timeout", "--signal=KILL", str(LONGEST - 5), "sh", "-c", grade),
        ]


def applies(attack: Attack) -> bool:
    """Whether an attack says anything about another grader than this one."""
    return OURS_ALONE.search(attack.text) is None


def _aimed(text: str) -> str:
    places = {
        "HOME": "/home/secret",
        "GRADEBOOK": "/course/secret",
        "OTHER": f"/course/submitted/zoe/{ASSIGNMENT}/{ASSIGNMENT}.ipynb",
        "CHECKS": f"/course/source/{ASSIGNMENT}/{ASSIGNMENT}.ipynb",
        "BANK": f"/course/source/{ASSIGNMENT}/{ASSIGNMENT}.ipynb",
        "PORT": "4711",
        "ABSTRACT": "redteam",
        "OUTSIDE": "/course/outside",
    }
    return re.sub(r"@@(\w+)@@", lambda found: places[found[1]], text)


def _outputs(path: Path) -> str:
    """What the student gets to see: the outputs, not the cells' own text."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8", errors="replace"))["cells"]
        return json.dumps([cell.get("outputs") for cell in cells])
    except (OSError, ValueError, KeyError, AttributeError):
        return ""


def _points(course: Path, student: str) -> float | None:
    """What the gradebook has; None if it has no marks of theirs, or can't be read any more."""
    from nbgrader.api import Gradebook, MissingEntry

    try:
        with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
            submission = gradebook.find_submission(ASSIGNMENT, student)
            grades = [grade for each in submission.notebooks for grade in each.grades]
            if not grades or all(grade.auto_score is None for grade in grades):
                return None
            return float(sum(grade.auto_score or 0.0 for grade in grades))
    except MissingEntry:
        return None
    except Exception:
        return None
