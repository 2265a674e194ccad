"""What students get: the wheel, the source archive and the kit; and what they never get."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tools import kit, kit_check

ROOT = Path(__file__).resolve().parent.parent


def build(target: str, folder: Path, kind: str | None = None) -> subprocess.CompletedProcess[str]:
    """Build a wheel or a source archive into the folder, as the kind of build."""
    environ = {name: value for name, value in os.environ.items() if name != "COURSE_BUILD"}
    environ |= {"COURSE_BUILD": kind} if kind else {}
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)]
    return subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=120, check=False
    )


def members(path: Path) -> dict[str, bytes]:
    """The files of a wheel, a zip or a source archive."""
    if path.suffix == ".gz":
        with tarfile.open(path) as archive:
            return {
                entry.name: archive.extractfile(entry).read()
                for entry in archive.getmembers()
                if entry.isfile()
            }
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def secrets(tracked) -> set[bytes]:
    """What students must not get: each file of the grader, each solution, each hidden test."""
    hidden = {path.read_bytes() for path in tracked("autograder/*", "source/*.py")}
    for path in tracked("source/*.ipynb"):
        for cell in json.loads(path.read_bytes())["cells"]:
            text = "".join(cell["source"])
            for kind in ("SOLUTION", "HIDDEN TESTS"):
                parts = re.findall(rf"### BEGIN {kind}\n(.+?)### END {kind}", text, re.DOTALL)
                hidden |= {part.strip().encode() for part in parts}
    # Shorter ones, an empty file or `return 0`, stand everywhere.
    long = {secret for secret in hidden if len(secret.strip()) > 30}
    assert len(long) > 50, "there is hardly anything to compare with"
    return long


def readable(name: str, data: bytes) -> bytes:
    """The data as one reads it: of a notebook, the text of its cells."""
    if not name.endswith(".ipynb"):
        return data
    cells = json.loads(data)["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells).encode()


def given_away(files: dict[str, bytes], secrets: set[bytes]) -> list[str]:
    """The files that hold something of the grader, by name or by content."""
    found = []
    for name, data in files.items():
        text = readable(name, data)
        of_the_grader = re.search(r"(^|/)(autograder|source|bank|tests|tools)/", name)
        if of_the_grader or any(secret in text for secret in secrets):
            found.append(name)
    return found


@pytest.fixture(scope="module")
def student_wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("student")
    done = build("wheel", folder)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl"))


def test_the_students_wheel_is_course_alone(student_wheel, secrets):
    """By default a wheel holds the package `course` and no command of the grader."""
    files = members(student_wheel)
    assert {name.split("/")[0].split("-")[0] for name in files} == {
        "course",
        "multiprocessing_course",
    }
    assert given_away(files, secrets) == []
    assert [name for name in files if name.endswith("entry_points.txt")] == []


def test_the_students_wheel_has_all_that_course_needs(student_wheel, tracked):
    """Every tracked file of course/ is in the wheel, the tables and pages too."""
    expected = {path.relative_to(ROOT).as_posix() for path in tracked("course/*")}
    assert expected - set(members(student_wheel)) == set()


def test_the_source_archive_is_the_students_too(tmp_path, secrets):
    """A source archive is made from the same files as the students' wheel."""
    assert build("sdist", tmp_path).returncode == 0
    assert given_away(members(next(tmp_path.glob("*.tar.gz"))), secrets) == []


def test_the_instructors_wheel_has_the_grader_and_its_command(tmp_path, tracked):
    """With COURSE_BUILD=full the wheel has `autograder`, its checks and its console script."""
    done = build("wheel", tmp_path, "full")
    assert done.returncode == 0, done.stderr
    files = members(next(tmp_path.glob("*.whl")))
    expected = {path.relative_to(ROOT).as_posix() for path in tracked("autograder/*")}
    assert expected - set(files) == set()
    scripts = next(data for name, data in files.items() if name.endswith("entry_points.txt"))
    assert b"autograder = autograder.__main__:main" in scripts


def test_an_unknown_kind_of_build_is_refused(tmp_path):
    """A misspelt COURSE_BUILD stops the build and says what can be chosen."""
    done = build("wheel", tmp_path, "ful")
    assert done.returncode != 0
    assert "leave it unset for the student's wheel" in done.stderr + done.stdout


def test_a_solution_in_a_notebook_would_be_seen(tracked, secrets):
    """The comparison sees through a notebook's JSON: each source notebook is given away."""
    notebooks = {path.name: path.read_bytes() for path in tracked("source/*.ipynb")}
    assert given_away(notebooks, secrets) == list(notebooks)


# The kit


@pytest.fixture(scope="module")
def the_kit(tmp_path_factory) -> Path:
    return kit.make_kit(tmp_path_factory.mktemp("kit"))


def test_the_kit_has_what_a_student_needs_and_no_more(the_kit, tracked, secrets):
    """The kit is the released notebooks, the wheel, two lists of packages and how to begin."""
    files = {name.partition("/")[2]: data for name, data in members(the_kit).items()}
    wheel = next(name for name in files if name.endswith(".whl"))
    released = {
        f"notebooks/{path.relative_to(ROOT / 'release').as_posix()}"
        for path in tracked("release/*")
    }
    assert set(files) == released | {wheel, "BEGIN.md", "requirements.txt", "environment.yml"}
    assert given_away(files, secrets) == []
    for name in ("requirements.txt", "environment.yml"):
        assert f"./{wheel}".encode() in files[name]


def test_the_wheel_of_the_kit_installs_by_its_hash(the_kit, tmp_path):
    """pip takes the wheel by the hash in requirements.txt, and `course` works from it."""
    with zipfile.ZipFile(the_kit) as archive:
        archive.extractall(tmp_path)
    (folder,) = tmp_path.iterdir()
    lines = (folder / "requirements.txt").read_text(encoding="utf-8").splitlines()
    (tmp_path / "wheel.txt").write_text("\n".join(lines[-2:]), encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    pip += ["--require-hashes", "--target", "installed", "-r", str(tmp_path / "wheel.txt")]
    subprocess.run(pip, cwd=folder, check=True, timeout=120)
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import course; course.check, course.timeline; print(course.__file__)",
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "installed")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(folder))


def test_the_same_sources_give_the_same_kit(the_kit, tmp_path):
    """Two kits of one state are equal, byte by byte."""
    assert kit.make_kit(tmp_path).read_bytes() == the_kit.read_bytes()


def test_the_kit_takes_no_modules_that_a_run_left(tmp_path):
    """What running a notebook leaves beside it stays at home: it may be a solution."""
    (tmp_path / "03_pool" / "__pycache__").mkdir(parents=True)
    for name in ("03_pool.ipynb", "word_count.py", "words.csv", "__pycache__/word_count.pyc"):
        (tmp_path / "03_pool" / name).write_text("{}", encoding="utf-8")
    assert set(kit.notebooks(tmp_path)) == {
        "notebooks/03_pool/03_pool.ipynb",
        "notebooks/03_pool/words.csv",
    }


@pytest.mark.parametrize("word", kit.FORBIDDEN)
def test_a_solution_in_a_released_notebook_stops_the_kit(tmp_path, word):
    """A notebook that nbgrader has not stripped is refused by name."""
    (tmp_path / "03_pool.ipynb").write_text(f'{{"source": "### {word}"}}', encoding="utf-8")
    with pytest.raises(kit.KitError, match=r"notebooks/03_pool\.ipynb has .*make release"):
        kit.notebooks(tmp_path)


def test_a_kit_without_notebooks_is_refused(tmp_path):
    """An empty release says how to build one."""
    with pytest.raises(kit.KitError, match="make release"):
        kit.notebooks(tmp_path)


# The kit under every Python


@pytest.mark.parametrize("system", ["Linux", "macOS", "Windows"])
def test_the_page_has_three_lines_for_each_system(the_kit, system):
    """Make an environment, install, start: what `make kit-check` follows word by word."""
    files = {name.partition("/")[2]: data for name, data in members(the_kit).items()}
    make, install, start = kit_check.lines_for(system, files["BEGIN.md"].decode())
    assert make.endswith("-m venv .venv")
    assert install.endswith("-m pip install -r requirements.txt")
    assert start.endswith("-m jupyterlab notebooks")


def test_the_page_says_under_which_start_methods_check_runs(the_kit):
    """The system's own and spawn (`usual_methods`); it is the grader that uses every one."""
    page = next(data for name, data in members(the_kit).items() if name.endswith("/BEGIN.md"))
    words = " ".join(page.decode().split())
    assert "under the start method that your system uses by itself and under `spawn`" in words


def test_the_check_of_the_kit_finds_this_python():
    """One of each version is found, and this one can be named."""
    found = kit_check.pythons()
    versions = [python.version[:2] for python in found]
    assert versions == sorted(set(versions))
    assert kit_check.asked(sys.executable).version == sys.version_info[:3]
    assert kit_check.asked("/no/such/python") is None


def test_a_kit_that_does_not_install_is_told_with_the_line(tmp_path):
    """The line of BEGIN.md that failed is named, with pip's own words."""
    folder = "course/"
    with zipfile.ZipFile(tmp_path / "kit.zip", "w") as archive:
        lines = "    true\n    ls no-such-file\n    true\n"
        archive.writestr(f"{folder}BEGIN.md", f"## Linux\n\n{lines}\n## macOS\n")
    with pytest.raises(kit_check.KitFailed, match="no-such-file"):
        kit_check.try_kit(tmp_path / "kit.zip", kit_check.asked(sys.executable))


def test_the_date_of_a_kit_is_that_of_its_sources(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fixed date makes equal kits equal files; one of long ago would look odd in JupyterLab."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert kit.date_of(ROOT) == (2023, 11, 14, 22, 13, 20)
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert kit.date_of(tmp_path) == kit.NO_DATE
