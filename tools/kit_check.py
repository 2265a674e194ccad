"""The students' kit under every Python of this machine: `make kit-check`.

For each Python from 3.11 on that is found (or named), the kit is unzipped into an empty folder and
the lines of BEGIN.md are run there, word by word: a virtual environment, pip, JupyterLab, which has
to answer. Then an exercise is checked as a notebook does it. pip gets what it always gets, so this
needs a network or a cache of packages; it takes a minute or two for each Python.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.kit import ROOT, make_kit
from tools.ports import free_port

OLDEST, NEWEST = (3, 11), (3, 14)
# How long pip, and JupyterLab's start, may take. Only a broken network or kit reaches them.
INSTALLS, STARTS = 900.0, 180.0
TRY_IT = """
import multiprocessing, sys
from pathlib import Path
import course
from course import check

if __name__ == "__main__":
    assert Path(course.__file__).is_relative_to(Path(sys.prefix)), course.__file__
    Path("count_primes.py").write_text('''
def count_primes(limits, processes=2):
    raise NotImplementedError
''')
    assert "is still the stub" in repr(check("count_primes"))
    Path("count_primes.py").write_text('''
import multiprocessing

def below(limit):
    return sum(all(n % d for d in range(2, n)) for n in range(2, limit))

def count_primes(limits, processes=2):
    with multiprocessing.Pool(processes) as pool:
        return pool.map(below, limits, chunksize=1)
''')
    answer = check("count_primes")
    assert answer.passed, answer
    try:
        import autograder
    except ImportError:
        pass
    else:
        raise AssertionError("the grader is in the kit")
"""


class KitFailed(Exception):
    """A line of BEGIN.md did not do what it says; the message has the line and its last words."""


@dataclass(frozen=True)
class Python:
    """An interpreter, and its version as it says itself."""

    program: str
    version: tuple[int, int, int]

    @property
    def name(self) -> str:
        return ".".join(map(str, self.version))


def pythons() -> list[Python]:
    """One of each version from OLDEST to NEWEST: from PATH, pyenv and uv, oldest first."""
    folders = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep)]
    folders += sorted(Path.home().glob(".pyenv/versions/*/bin"), reverse=True)
    folders += sorted(Path.home().glob(".local/share/uv/python/*/bin"), reverse=True)
    names = [f"python3.{minor}" for minor in range(OLDEST[1], NEWEST[1] + 1)]
    found: dict[tuple[int, int], Python] = {}
    for program in (folder / name for folder in folders for name in names):
        if program.is_file() and (python := asked(str(program))):
            found.setdefault(python.version[:2], python)
    return [found[version] for version in sorted(found)]


def asked(program: str) -> Python | None:
    """The Python, if it runs, is of a version that the course knows, and can make environments."""
    ask = "import sys, venv, ensurepip; print(*sys.version_info[:3])"
    try:
        done = subprocess.run(
            [program, "-c", ask], capture_output=True, text=True, timeout=30, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    major, minor, micro = map(int, done.stdout.split())
    return Python(program, (major, minor, micro)) if OLDEST <= (major, minor) <= NEWEST else None


def lines_for(system: str, begin: str) -> list[str]:
    """The lines that BEGIN.md tells one to copy on that system."""
    section = begin.split(f"## {system}\n")[1].split("\n## ")[0]
    return [line.strip() for line in re.findall(r"^    (.+)$", section, re.M)]


def try_kit(kit: Path, python: Python) -> None:
    """Unzip the kit and follow its page with that Python. Raises KitFailed."""
    with tempfile.TemporaryDirectory(prefix="kit-") as name:
        with zipfile.ZipFile(kit) as archive:
            archive.extractall(name)
        (folder,) = Path(name).iterdir()
        begin = (folder / "BEGIN.md").read_text(encoding="utf-8")
        make, install, start = lines_for("Linux", begin)
        environment = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("PYTHON", "VIRTUAL_ENV", "JUPYTER"))
        } | {"HOME": name}
        # pip's cache and settings are the user's own, not the kit's affair.
        environment.setdefault("PIP_CACHE_DIR", str(Path.home() / ".cache" / "pip"))
        config = Path.home() / ".config" / "pip" / "pip.conf"
        if config.is_file():
            environment.setdefault("PIP_CONFIG_FILE", str(config))
        _run(make.replace("python3", python.program, 1), folder, environment)
        _run(f"{install} --quiet --disable-pip-version-check", folder, environment)
        (folder / "try_it.py").write_text(TRY_IT, encoding="utf-8")
        _run(".venv/bin/python try_it.py", folder, environment)
        with _started(start, folder, environment) as url:
            _wait_for(url)


def _run(line: str, folder: Path, environment: dict[str, str]) -> None:
    done = subprocess.run(
        line.split(),
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=INSTALLS,
        check=False,
    )
    if done.returncode:
        raise KitFailed(f"{line}\n{(done.stdout + done.stderr)[-2000:]}")


@contextlib.contextmanager
def _started(line: str, folder: Path, environment: dict[str, str]) -> Iterator[str]:
    port = free_port()
    options = ["--no-browser", f"--port={port}", "--IdentityProvider.token=kit"]
    if os.geteuid() == 0:
        options.append("--allow-root")
    process = subprocess.Popen(
        [*line.split(), *options],
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield f"http://127.0.0.1:{port}/api/contents?token=kit"
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(30)
        process.kill()
        process.wait()


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + STARTS
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(url, timeout=10).close()
            return
        time.sleep(0.2)
    raise KitFailed("JupyterLab did not answer")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.kit_check",
        description="Try the students' kit under every Python of this machine.",
        epilog='With make: make kit-check PYTHONS="python3.12 python3.13"',
    )
    parser.add_argument("python", nargs="*", help="interpreters; default: all that are found")
    given = parser.parse_args(arguments)
    chosen = [asked(shutil.which(each) or each) for each in given.python] or pythons()
    kit = make_kit(ROOT / "kit")
    print(f"{kit.relative_to(ROOT)}, {kit.stat().st_size / 1e6:.1f} MB")
    failed = False
    for python in chosen:
        if python is None:
            print("no Python from 3.11 to 3.14 with venv:", *given.python, file=sys.stderr)
            return 2
        began = time.monotonic()
        print(f"  Python {python.name:<8}", end=" ", flush=True)
        try:
            try_kit(kit, python)
        except (KitFailed, subprocess.TimeoutExpired) as error:
            failed = True
            print(f"FAILED\n{error}")
        else:
            print(f"works ({time.monotonic() - began:.0f} s)")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
