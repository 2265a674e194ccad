"""The red team: judges every attack of tests/redteam and says what it gained: `make redteam`.

    tests/redteam/<group>/<attack>.py   a student's module that attacks; its docstring says how
        Worth: 1.5          what its honest part earns (default 0: it solves nothing)
        Not stopped: why    what the threat model does not promise

Around each attack lie *canaries*: secrets with words of their own in the home directory, beside
the gradebook, in another submission, in the environment, and a server on the loopback. An attack
has failed only if none of the words comes back, nobody calls the server, no file outside changes,
no process is left, the verdict is a student's (never `grader_error`), and it comes in time. HOGS
are judged beside an honest submission, which must get its full marks meanwhile, and SPOILERS
together with an honest exercise of the same student, which must get its own.
"""

from __future__ import annotations

import argparse
import ast
import multiprocessing
import os
import re
import secrets
import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import psutil

from autograder.checks import TOPICS_FOLDER
from course.run.runner import Call, Runner

ROOT = Path(__file__).resolve().parent.parent
ATTACKS = ROOT / "tests" / "redteam"
SLUG = "03_pool"
EXERCISE = "count_primes"
HONEST = "fetch_all"
BANK = TOPICS_FOLDER / SLUG / "bank"
LONGEST = 400.0
"""Seconds within which an attack must have its verdict: every check at its deadline, on a busy
machine."""

HOGS = frozenset(
    """
    fork_bomb fork_bomb_of_sessions threads_without_end all_cores memory memory_in_children
    memory_nobody_maps million_files output_of_children shared_memory_filled witness_flooded
    """.split()  # noqa: SIM905
)
SPOILERS = frozenset(
    """
    shared_memory_filled tmp_filled_and_locked folders_in_folders stops_the_zygote kills_all_it_sees
    kills_its_parent semaphore_left_locked zombie_army double_fork pretends_to_be_of_the_course
    """.split()  # noqa: SIM905
)

SECRETS_OF_OURS = ("check_no_more", "too_many = [primes_below")
"""Words of the hidden checks that no report of ours holds."""


@dataclass(frozen=True)
class Attack:
    """One file of tests/redteam."""

    group: str
    name: str
    story: str
    worth: float
    not_stopped: str
    text: str

    @property
    def id(self) -> str:
        return f"{self.group}/{self.name}"


@dataclass
class Trial:
    """What became of an attack. `faults` says what it achieved; empty: nothing."""

    verdict: str = "none"
    points: float | None = None
    seconds: float = 0.0
    leaked: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    costs: float = 0.0
    """Points that the honest exercise of the same student lost."""
    beside: float | None = None
    """Seconds in which the honest submission beside it was judged, where there was one."""
    faults: list[str] = field(default_factory=list)


def attacks(chosen: Sequence[str] = ()) -> list[Attack]:
    """All, or those whose `group/name` begins with one of the words."""
    found = [_read(path) for path in sorted(ATTACKS.glob("*/*.py"))]
    return [a for a in found if not chosen or any(a.id.startswith(word) for word in chosen)]


def _read(path: Path) -> Attack:
    text = path.read_text(encoding="utf-8")
    story = ast.get_docstring(ast.parse(text)) or ""
    worth = re.search(r"^Worth: ([\d.]+)$", story, re.MULTILINE)
    beyond = re.search(r"^Not stopped: (.+)$", story, re.MULTILINE)
    return Attack(
        group=path.parent.name,
        name=path.stem,
        story=story.splitlines()[0],
        worth=float(worth[1]) if worth else 0.0,
        not_stopped=beyond[1] if beyond else "",
        text=text,
    )


# ------------------------------------------------------------------------------- the canaries


class Canaries:
    """Secrets around the grader, and a server that nobody may call."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="redteam-"))
        self.home = Path.home() / f".redteam-{secrets.token_hex(4)}"
        self.words = {
            name: f"canary-{name}-{secrets.token_hex(8)}"
            for name in ("home", "gradebook", "other", "environment", "server")
        }
        self.hits = 0
        course = self.folder / "course"
        self.files = {
            "HOME": self.home,
            "GRADEBOOK": course / "gradebook.db",
            "OTHER": course / "submitted" / "ann" / SLUG / f"{SLUG}.ipynb",
        }
        for key, path in self.files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.words[key.lower()])
            path.chmod(0o644)
        self._server = socket.create_server(("127.0.0.1", 0))
        self._abstract = socket.socket(socket.AF_UNIX)
        self._name = f"redteam-{secrets.token_hex(4)}"
        self._abstract.bind(f"\0{self._name}")
        for server in (self._server, self._abstract):
            server.listen()
            threading.Thread(target=self._serve, args=(server,), daemon=True).start()

    def _serve(self, server: socket.socket) -> None:
        while True:
            try:
                line, _ = server.accept()
                self.hits += 1
                line.sendall(self.words["server"].encode())
                line.close()
            except OSError:
                return

    def aimed(self, attack: Attack) -> str:
        """The attack's text with the places of the secrets, which a real attacker has to guess."""
        places = {name: str(path) for name, path in self.files.items()}
        places["CHECKS"] = str(TOPICS_FOLDER / SLUG / "test_pool.py")
        places["BANK"] = str(BANK / EXERCISE / "accepted" / "executor.py")
        places["PORT"] = str(self._server.getsockname()[1])
        places["ABSTRACT"] = self._name
        places["OUTSIDE"] = str(self.folder / "outside")
        return re.sub(r"@@(\w+)@@", lambda found: places[found[1]], attack.text)

    def state(self) -> dict[str, str]:
        """What lies around: no attack may change it."""
        paths = [self.home, *(p for p in self.folder.rglob("*") if p.is_file())]
        found = {str(p): sha256(p.read_bytes()).hexdigest() for p in paths if p.is_file()}
        shared = [p.name for p in Path("/dev/shm").iterdir() if "redteam" in p.name]
        return found | dict.fromkeys(shared, "shared memory")

    def close(self) -> None:
        for server in (self._server, self._abstract):
            server.shutdown(socket.SHUT_RDWR)
            server.close()
        self.home.unlink(missing_ok=True)
        shutil.rmtree(self.folder)


@contextmanager
def canaries() -> Iterator[Canaries]:
    placed = Canaries()
    try:
        yield placed
    finally:
        placed.close()


# ----------------------------------------------------------------------------------- a trial


def try_out(attack: Attack, around: Canaries, *, level: str = "bubblewrap") -> Trial:
    """Judge one attack in a process of its own, and look at what it has achieved."""
    before, hits = around.state(), around.hits
    modules = {EXERCISE: around.aimed(attack)}
    bystander = None
    if attack.name in SPOILERS:
        modules[HONEST] = honest(HONEST)
    if attack.name in HOGS:
        bystander = _Bystander(level)
    temporary = Path(tempfile.mkdtemp(prefix="redteam-tmp-"))
    temporary.chmod(0o755)
    environment = {"REDTEAM_SECRET": around.words["environment"], "TMPDIR": str(temporary)}
    mine, theirs = multiprocessing.get_context("spawn").Pipe(duplex=False)
    words = [*around.words.values(), *SECRETS_OF_OURS]
    began = time.monotonic()
    judge = multiprocessing.get_context("spawn").Process(
        target=_judge, args=(modules, level, environment, words, theirs)
    )
    judge.start()
    theirs.close()
    trial = Trial()
    try:
        if mine.poll(LONGEST):
            trial = mine.recv()
        else:
            trial.faults.append(f"no verdict after {LONGEST:.0f} s")
    except EOFError:
        trial.faults.append("the judge died")
    finally:
        judge.kill()
        judge.join()
        mine.close()
    trial.seconds = time.monotonic() - began
    if bystander is not None:
        trial.beside, lost = bystander.end()
        if lost:
            trial.faults.append(f"took marks from the submission beside it: {lost}")
    trial.left += [f"file {path.name}" for path in temporary.iterdir()]
    shutil.rmtree(temporary)
    _assess(attack, trial, changed=around.state() != before, called=around.hits > hits)
    return trial


class _Bystander:
    """An honest submission that is judged meanwhile, in a process of its own."""

    def __init__(self, level: str) -> None:
        context = multiprocessing.get_context("spawn")
        self._answer, theirs = context.Pipe(duplex=False)
        self._process = context.Process(target=_judge_honest, args=(level, theirs))
        self._process.start()
        theirs.close()

    def end(self) -> tuple[float, str]:
        """How many seconds it took, and what it lost its marks for, if it did."""
        try:
            told = self._answer.recv() if self._answer.poll(LONGEST) else (LONGEST, "no verdict")
        except EOFError:
            told = (0.0, "its judge died")
        self._process.kill()
        self._process.join()
        seconds, lost = told
        return float(seconds), str(lost)


def _judge_honest(level: str, answer: Any) -> None:
    from autograder import sandbox
    from autograder.judge import judge_modules
    from course.topics import topic

    began = time.monotonic()
    modules = {EXERCISE: honest(EXERCISE)}
    (result,) = judge_modules(
        topic(SLUG), modules, launcher=sandbox.launcher(level), exercises=[EXERCISE]
    )
    failed = result.failure
    lost = f"{failed.id} ({failed.method}): {failed.observed or failed.error}" if failed else ""
    answer.send((time.monotonic() - began, lost))


def honest(exercise: str) -> str:
    """A right solution from the bank."""
    return min((BANK / exercise / "accepted").glob("*.py")).read_text(encoding="utf-8")


def _assess(attack: Attack, trial: Trial, *, changed: bool, called: bool) -> None:
    if trial.points is not None and trial.points > attack.worth:
        trial.faults.append(f"gained {trial.points - attack.worth:g} points")
    if trial.verdict == "grader_error":
        trial.faults.append("passes for a fault of the grader")
    if trial.costs:
        trial.faults.append(f"cost the student's other exercise {trial.costs:g} points")
    trial.faults += [f"read a secret: {word}" for word in trial.leaked]
    trial.faults += [f"left behind: {what}" for what in trial.left]
    if changed:
        trial.faults.append("changed something outside")
    if called:
        trial.faults.append("reached the server on the loopback")


def _judge(
    modules: dict[str, str], level: str, environment: dict[str, str], words: list[str], answer: Any
) -> None:
    """In the judging process: the real judge, with an eye on everything that comes back."""
    os.environ |= environment
    tempfile.tempdir = environment["TMPDIR"]
    from autograder import sandbox
    from autograder.judge import judge_modules
    from course.topics import topic

    leaked: set[str] = set()
    users: set[int] = set()
    real = Runner.call

    def watched(runner: Runner, call: Call) -> Any:
        runner.warm_up()
        if runner._place is not None:
            users.add(psutil.Process(runner._place._zygote).uids().real)
        outcome = real(runner, call)
        text = repr(vars(outcome))
        leaked.update(word for word in words if word in text)
        leaked.update(re.findall(r"canary-[a-z-]+", outcome.stdout))
        return outcome

    Runner.call = watched  # type: ignore[assignment, method-assign]
    results = judge_modules(
        topic(SLUG), modules, launcher=sandbox.launcher(level), exercises=list(modules)
    )
    by_name = {result.id: result for result in results}
    trial = Trial(verdict=by_name[EXERCISE].verdict.value, points=by_name[EXERCISE].points)
    if HONEST in by_name:
        trial.costs = by_name[HONEST].max_points - (by_name[HONEST].points or 0.0)
    trial.leaked = sorted(leaked)
    trial.left = _left_of(users - {os.getuid()})
    answer.send(trial)


def _left_of(users: set[int]) -> list[str]:
    """Processes that still live ten seconds after their sandbox was closed: as root, each sandbox
    has a user of its own."""
    end = time.monotonic() + 10.0
    while True:
        found = []
        for process in psutil.process_iter(["pid", "name"]):
            try:
                if process.uids().real in users:
                    found.append(f"process {process.info['name']}")
            except psutil.Error:
                continue
        if not found or time.monotonic() > end:
            return found
        time.sleep(0.1)


def main(arguments: Sequence[str]) -> int:
    """Judge the attacks named by their beginnings, or all, and write the table."""
    from tools import redteam_report

    parser = argparse.ArgumentParser(prog="python -m tools.redteam", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="GROUP/ATTACK", help="how their names begin")
    parser.add_argument("--here", action="store_true", help="not on a stock nbgrader as well")
    parser.add_argument("--page", action="store_true", help="only write docs/redteam.md")
    options = parser.parse_args(arguments)
    status = 0
    if not options.page:
        with canaries() as around:
            status = redteam_report.run(attacks(options.names), around, stock=not options.here)
    redteam_report.write_page(attacks())
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
