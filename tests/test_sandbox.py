"""What a submission can do inside bubblewrap, tried from inside."""

from __future__ import annotations

import itertools
import os
import secrets
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest
from programs import ENDINGS, POOL

from autograder import sandbox, seccomp
from course.checking import start_methods
from course.run.outcome import Status
from course.run.runner import Call, Runner

pytestmark = pytest.mark.skipif(
    sandbox.bubblewrap_problem() is not None and not os.environ.get("CI"),
    reason="bubblewrap does not work here",
)


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    modules = {"pool": POOL, "endings": ENDINGS}
    with Runner(modules, launcher=sandbox.Bubblewrap()) as runner:
        yield runner


@pytest.mark.parametrize("method", start_methods())
@pytest.mark.parametrize("name", ["squares", "squares_by_executor", "squares_by_processes"])
def test_honest_work_runs(runner: Runner, name: str, method: str) -> None:
    """Pools, executors and processes work, and parallel ones meet."""
    outcome = runner.call(Call("pool", name, (4, 2), method=method, gate=2))
    assert outcome.value == [0, 1, 4, 9]
    assert outcome.met
    assert outcome.left_behind == []


def test_it_sees_nothing_of_this_machine(runner: Runner) -> None:
    """No user's rights, no environment, no network, no process but its own."""
    seen = runner.call(Call("endings", "looks_around")).value
    assert seen["uid"] not in (0, os.getuid()) or os.getuid() == 65534
    assert set(seen["environment"]) <= {
        *("HOME", "LANG", "PATH", "PWD", "PYTHONUNBUFFERED", "TMPDIR", "LC_CTYPE"),
    }
    assert not {"home", "mnt", "var", "srv", "opt", "boot"} & set(seen["root"])
    assert seen["processes"] <= 4
    assert seen["interfaces"] == []


def test_it_reads_no_check_and_no_secret(runner: Runner, tmp_path: Path) -> None:
    """Hidden checks, the bank and any file of ours are not there, by their own paths."""
    secret = tmp_path / "secret"
    secret.write_text(secrets.token_hex())
    secret.chmod(0o644)
    judge = Path(sandbox.__file__)
    for path in (
        secret,
        judge,
        judge.parent / "judge.py",
        Path("/etc/passwd"),
        Path("/etc/shadow"),
    ):
        outcome = runner.call(Call("endings", "reads", (str(path),)))
        assert outcome.status is Status.RAISED, path
        assert outcome.error is not None
        assert outcome.error.is_a("OSError")


def test_it_writes_nowhere_but_in_its_own_small_space(runner: Runner) -> None:
    """The root is read-only, and /tmp and /dev/shm are full before they hurt anybody."""
    for path in ("/x", "/engine/course/x", "/run/w/x", "/usr/x"):
        outcome = runner.call(Call("endings", "fills", (path, 1)))
        assert outcome.error is not None
        assert outcome.error.is_a("OSError"), path
    for path in ("/tmp/x", "/dev/shm/x"):
        outcome = runner.call(Call("endings", "fills", (path, 200)))
        assert outcome.status is not Status.RETURNED


def test_one_call_leaves_nothing_for_the_next(runner: Runner) -> None:
    """Files and shared memory of a call are gone when the next one begins."""
    call = Call("endings", "stays_and_reports", ("/dev/shm/left_over",))
    assert runner.call(call).value is True
    assert runner.call(call).value is True  # it could be created anew: the old one was gone
    outcome = runner.call(Call("endings", "reads", ("/tmp/left-over",)))
    assert outcome.status is Status.RAISED


def test_a_fork_bomb_ends_in_an_error_of_its_own(runner: Runner) -> None:
    """The limit on processes binds, for root as well, and all of them are gone afterwards."""
    outcome = runner.call(Call("endings", "forks_without_end", deadline=20))
    assert outcome.status is not Status.RETURNED or outcome.value < 300
    assert runner.call(Call("pool", "square", (3,))).value == 9


def test_killing_everything_it_sees_harms_only_itself(runner: Runner) -> None:
    """The sandbox breaks, the call earns nothing, and the next one gets a new sandbox."""
    assert runner.call(Call("endings", "kills_all_it_sees")).status is Status.DIED
    assert runner.call(Call("pool", "square", (3,))).value == 9


def test_calls_that_reach_uncounted_memory_fail(runner: Runner) -> None:
    """No memfd, no System V segment, no user namespace of one's own."""
    told = runner.call(Call("endings", "calls_what_is_forbidden")).value
    assert set(told.values()) == {"EPERM"}, told


def test_the_filter_names_every_call_once() -> None:
    """Each architecture has a number for each forbidden call; others have no filter."""
    for _, numbers, clone in seccomp._ARCHITECTURES.values():
        listed = numbers.split()
        assert len(set(listed)) == len(listed) == len(seccomp.FORBIDDEN)
        assert str(clone) not in listed
    assert seccomp.program("riscv64") is None
    assert len(seccomp.program("x86_64") or b"") % 8 == 0


def test_only_its_own_space_is_writable(runner: Runner) -> None:
    """Every mount but /tmp, /dev/shm, /proc, terminals and the null devices is read-only."""
    devices = {f"/dev/{name}" for name in ("null", "zero", "full", "random", "urandom", "tty")}
    found = set(runner.call(Call("endings", "mounts_it_may_write")).value)
    assert found <= {"/tmp", "/dev/shm", "/dev/pts", "/dev/console", "/proc", *devices}


def test_limits_are_as_the_threat_model_says(runner: Runner) -> None:
    """docs/threat-model.md names these numbers."""
    limits = runner.call(Call("endings", "limits")).value
    expected = {"CPU": 60, "FSIZE": 64 << 20, "NOFILE": 1024, "NPROC": 256, "CORE": 0}
    assert limits == expected
    text = (Path(sandbox.__file__).parent.parent / "docs" / "threat-model.md").read_text()
    for words in ("60 s of CPU", "256 processes", "48 processes", "64 MB", "1024", "1 GB"):
        assert words in text


def test_a_crowd_that_takes_all_cores_is_ended(runner: Runner) -> None:
    """Long before its deadline, with the whole sandbox; the next call has a new one."""
    outcome = runner.call(Call("endings", "spins_in_many", deadline=60))
    assert outcome.status is Status.OVERRUN
    assert "busy" in outcome.note
    assert runner.call(Call("pool", "square", (3,))).value == 9


@pytest.mark.parametrize("name", ["fills_and_locks", "nests_folders"])
def test_a_place_that_was_spoilt_is_replaced(name: str) -> None:
    """What a call left behind and nobody can remove costs no later call its result."""
    modules = {"pool": POOL, "endings": ENDINGS}
    with Runner(modules, launcher=sandbox.Bubblewrap()) as runner:
        runner.call(Call("endings", name, record=False))
        assert runner.call(Call("pool", "squares", (4, 2))).value == [0, 1, 4, 9]
        runner.renew()
        assert runner.call(Call("endings", "fills", ("/tmp/x", 30))).status is Status.RETURNED


def test_without_bubblewrap_marks_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the program and the next step; the weaker level must be asked for."""
    problem = "bubblewrap (the program `bwrap`) is not installed."
    monkeypatch.setattr(sandbox, "bubblewrap_problem", lambda: problem)
    with pytest.raises(sandbox.SandboxMissing, match=r"nstall bubblewrap"):
        sandbox.launcher()
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert sandbox.launcher("limits").level == "limits"
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(sandbox.SandboxMissing, match="root"):
        sandbox.launcher("limits")


def test_an_unknown_level_is_an_error() -> None:
    """There are two levels."""
    with pytest.raises(ValueError, match="limits, bubblewrap"):
        sandbox.launcher("docker")


def test_any_descriptors_may_be_open_already() -> None:
    """Whatever numbers the judge's own files have, the sandbox's filter and socket don't meet."""
    script = """
import os
from autograder import sandbox
from course.run.runner import Call, Runner

held = []
for _ in range(9):
    with Runner({"seven": "def seven(): return 7"}, launcher=sandbox.launcher()) as runner:
        print(runner.call(Call("seven", "seven", method="fork")).value, end="")
    held.append(os.open(os.devnull, os.O_RDONLY))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.stdout, done.stderr) == ("7" * 9, "")


def test_the_environment_may_be_made_of_copies(tmp_path: Path) -> None:
    """`python -m venv --copies`: the copy of the interpreter is not in the sandbox."""
    made = tmp_path / "venv"
    venv.create(made, symlinks=False, with_pip=False)
    program = (
        "from autograder import sandbox\n"
        "from course.run.runner import Call, Runner\n"
        "with Runner({'m': 'def f(): return 7'}, launcher=sandbox.Bubblewrap()) as runner:\n"
        "    print(runner.call(Call('m', 'f')).value)\n"
    )
    paths = os.pathsep.join([str(sandbox.ENGINE), sysconfig.get_path("purelib")])
    done = subprocess.run(
        [made / "bin" / "python", "-c", program],
        env=os.environ | {"PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "7\n", done.stderr


def test_a_python_in_usr_local_keeps_its_library_and_hides_packages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Official images and `make install` put Python there: only what was installed is hidden."""
    assert "/usr/local/lib" not in hidden_from("/usr/local", monkeypatch)
    library = tmp_path / "lib" / "python3.99"
    packages = [library / "site-packages", library / "dist-packages"]
    for folder in packages:
        folder.mkdir(parents=True)
    hidden = hidden_from(str(tmp_path), monkeypatch)
    assert {str(folder) for folder in packages} <= hidden
    assert hidden >= set(map(str, Path("/usr/lib").glob("python*/dist-packages")))
    assert not {str(tmp_path), str(library), str(library.parent)} & hidden


def hidden_from(prefix: str, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The folders that are empty inside if Python lies under this prefix."""
    monkeypatch.setattr(sys, "base_prefix", prefix)
    mounts = sandbox._python_mounts.__wrapped__()
    return {path for option, path in itertools.pairwise(mounts) if option == "--tmpfs"}
