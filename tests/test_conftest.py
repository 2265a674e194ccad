"""The watch over what tests leave behind, watched itself."""

from __future__ import annotations

import os
import re
import runpy
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


def run_pytest(
    folder: Path, tests: dict[str, str], *options: str
) -> subprocess.CompletedProcess[str]:
    """Run these tests as in CI, under a copy of conftest.py, in a process of its own.

    That copy looks at `folder`/shm in place of /dev/shm, where whatever is at work puts blocks.
    """
    (folder / "shm").mkdir()
    text = CONFTEST.read_text(encoding="utf-8")
    looked_at = 'Path("/dev/shm")'
    assert text.count(looked_at) == 1
    text = text.replace(looked_at, f"Path({str(folder / 'shm')!r})")
    (folder / "conftest.py").write_text(text, encoding="utf-8")
    for name, text in tests.items():
        (folder / name).write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-c", os.devnull, "-W", "ignore", *options]
    command += ["--rootdir", str(folder), "-p", "no:cacheprovider", str(folder)]
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "CI": "true", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},  # faster
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def one_test(body: str) -> dict[str, str]:
    """A file whose one test has this body."""
    start = "import conftest, subprocess\nconftest.GRACE = 0.2\ndef test_one():\n    "
    return {"test_one.py": f"{start}{body}\n"}


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
        done = run_pytest(tmp_path, one_test(leak))
        assert done.returncode == 1
        assert "The tests left behind:" in done.stdout
        assert "sleep 60" in done.stdout
        assert "1 passed, 1 error" in done.stdout
    finally:
        end_sleepers(tmp_path)


def test_shared_memory_left_behind_fails_a_run_in_ci(tmp_path):
    """Nobody owns a block in /dev/shm, so it is the whole run's fault, by name."""
    done = run_pytest(tmp_path, one_test("conftest.SHARED_MEMORY.joinpath('psm_1').touch()"))
    assert done.returncode == 1
    assert "The tests left behind in /dev/shm: psm_1" in done.stdout


def test_a_tidy_run_passes(tmp_path):
    """A process that has been waited for is no leak."""
    done = run_pytest(tmp_path, one_test("subprocess.run(['true'], check=True)"))
    assert done.returncode == 0, done.stdout


def test_two_workers_share_the_tests_file_by_file(tmp_path):
    """Whoever begins a file does all of it."""
    slow = "import time, pytest\n"
    slow += "@pytest.mark.parametrize('n', range(4))\ndef test_one(n): time.sleep(0.2)\n"
    tests = {"test_first.py": slow, "test_second.py": slow, "test_third.py": slow}
    done = run_pytest(tmp_path, tests, "-p", "xdist", "-n", "2", "--dist", "loadfile", "-v")
    assert done.returncode == 0, done.stdout
    seen = set(re.findall(r"\[(gw\d)\].* PASSED (\w+\.py)::", done.stdout))
    assert sorted(file for _, file in seen) == sorted(tests)


def test_what_only_waits_goes_to_whoever_is_free():
    """Each test of such a file is a piece of work of its own."""
    kept_together = runpy.run_path(str(CONFTEST))["kept_together"]
    assert kept_together("tests/test_lint.py::test_a[x]") == "tests/test_lint.py"
    assert kept_together("tests/test_blocked.py::test_a[x]").endswith("::test_a[x]")
