"""The watch over what tests leave behind, watched itself."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

CONFTEST = Path(__file__).with_name("conftest.py")
# Each of these leaves a process behind, in its own way.
LEAKS = {
    "child": "subprocess.Popen(['sleep', '60'])",
    "orphan": "subprocess.run('sleep 60 > /dev/null 2>&1 &', shell=True, check=True)",
    "own session": "subprocess.Popen(['sleep', '60'], start_new_session=True)",
}


def run_pytest(folder: Path, body: str) -> subprocess.CompletedProcess[str]:
    """Run one test with this body under a copy of conftest.py, in a process of its own."""
    shutil.copy(CONFTEST, folder)
    (folder / "test_one.py").write_text(
        f"import conftest, subprocess\nconftest.GRACE = 0.2\ndef test_one():\n    {body}\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "pytest", "-c", os.devnull, "-W", "ignore"]
    command += ["--rootdir", str(folder), "-p", "no:cacheprovider", "-q", str(folder)]
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},  # faster
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def end_sleepers(folder: Path) -> None:
    """End what the leaking test started, known by the folder that it runs in."""
    for process in psutil.process_iter():
        try:
            if process.name() == "sleep" and process.cwd() == str(folder):
                process.kill()
                process.wait(10)
        except psutil.Error:
            continue


@pytest.mark.parametrize("leak", LEAKS.values(), ids=LEAKS.keys())
def test_a_process_left_behind_is_an_error_of_the_run(tmp_path, leak):
    """A run whose test leaves a process fails and shows its command line."""
    try:
        done = run_pytest(tmp_path, leak)
        assert done.returncode == 1
        assert "The tests left behind:" in done.stdout
        assert "sleep 60" in done.stdout
        assert "1 passed, 1 error" in done.stdout
    finally:
        end_sleepers(tmp_path)


def test_shared_memory_left_behind_fails_a_run_in_ci(tmp_path, monkeypatch):
    """Nobody owns a block in /dev/shm, so it is the whole run's fault, by name."""
    monkeypatch.setenv("CI", "true")
    block = Path("/dev/shm", f"psm_test_{os.getpid()}")
    try:
        done = run_pytest(tmp_path, f"open({str(block)!r}, 'w').close()")
        assert done.returncode == 1
        assert f"The tests left behind in /dev/shm: {block.name}" in done.stdout
    finally:
        block.unlink(missing_ok=True)


def test_a_tidy_run_passes(tmp_path):
    """A process that has been waited for is no leak."""
    done = run_pytest(tmp_path, "subprocess.run(['true'], check=True)")
    assert done.returncode == 0, done.stdout
