"""The grader's temporary files end with the process that made them, or are swept by the next."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from autograder import scratch

HOLDS = (
    "import time; from autograder import scratch; "
    "(scratch.home() / 'kept').touch(); print(scratch.home(), flush=True); time.sleep(60)"
)
ENDS = "from autograder import scratch; print(scratch.home())"
FORKS = (
    "import os; from autograder import scratch; first = scratch.home(); pid = os.fork()\n"
    "if pid == 0: print(first.is_dir(), scratch.home() != first); raise SystemExit\n"
    "os.waitpid(pid, 0); print(first.is_dir())"
)


def _python(code: str, temporary: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code],
        env={**os.environ, "TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_it_goes_with_its_process(tmp_path: Path) -> None:
    told, _ = _python(ENDS, tmp_path).communicate(timeout=60)
    assert Path(told.strip()).parent == tmp_path
    assert list(tmp_path.iterdir()) == []


def test_that_of_a_killed_process_is_swept_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not one in use, nor what others have named so, without our lock."""
    foreign = tmp_path / f"{scratch.PREFIX}of-somebody"
    foreign.mkdir()
    killed, alive = _python(HOLDS, tmp_path), _python(HOLDS, tmp_path)
    try:
        homes = [
            Path(str(each.stdout and each.stdout.readline()).strip()) for each in (killed, alive)
        ]
        killed.send_signal(signal.SIGKILL)
        killed.communicate(timeout=60)
        assert (homes[0] / "kept").exists()
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        mine = scratch.home()
        assert set(tmp_path.iterdir()) == {foreign, homes[1], mine}
        assert (homes[1] / "kept").exists()
    finally:
        for each in (killed, alive):
            each.kill()
            each.communicate(timeout=60)


def test_a_fork_has_its_own_and_spares_its_parents(tmp_path: Path) -> None:
    told, _ = _python(FORKS, tmp_path).communicate(timeout=60)
    assert told.split() == ["True", "True", "True"]
