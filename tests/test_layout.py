"""The project's shape: what agrees with what, what is where, and what the verbs call."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Collection, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
import yaml
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from autograder import store
from autograder.doctor import CHROMIUMS
from course.topics import present_topics

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
# Where conda-forge has another name than pip.
CONDA_NAMES = {
    "bleach[css]": "bleach-with-css",
    "build": "python-build",
    "playwright": "playwright-python",
    "psycopg2-binary": "psycopg2",
}
# A topic appears whole or not at all; its text is written first.
BUILT = present_topics()
PAGES = sorted(path.name for path in (ROOT / "docs").glob("*.md"))
VERBS = set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))


def required(*groups: str) -> list[Requirement]:
    """The requirements of the student, or of the named extras."""
    extras = PROJECT["optional-dependencies"]
    lines = (
        [line for group in groups for line in extras[group]] if groups else PROJECT["dependencies"]
    )
    return [Requirement(line) for line in lines]


def locked(path: Path) -> list[Requirement]:
    """The pins of a lock file, with their markers."""
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    return [Requirement(line.split("--hash")[0].strip()) for line in text.splitlines() if line]


def pins_for(lock: list[Requirement], name: str, python: str) -> list[str]:
    """The versions that the lock gives `name` on Linux with this Python: one, if it is right."""
    environment = {**default_environment(), "python_version": python}
    environment["python_full_version"] = f"{python}.9"
    return [
        next(iter(pin.specifier)).version
        for pin in lock
        if canonicalize_name(pin.name) == canonicalize_name(name)
        and (pin.marker is None or pin.marker.evaluate(environment))
    ]


# What agrees with what


@pytest.mark.parametrize("python", PYTHONS)
def test_the_lock_satisfies_every_requirement(python):
    """Each requirement has one version in the lock, and it lies in the requirement's range."""
    lock = locked(ROOT / "requirements.lock")
    for requirement in [
        *required(),
        *required(*PROJECT["optional-dependencies"]),
        Requirement("hatchling>=1.27"),
    ]:
        pins = pins_for(lock, requirement.name, python)
        assert len(pins) == 1, f"{requirement.name} on {python}: {pins}; run `make lock`"
        assert requirement.specifier.contains(pins[0]), f"{requirement}: {pins[0]}; run `make lock`"


@pytest.mark.parametrize("name", ["requirements.lock", "tools/student/requirements.txt"])
def test_a_lock_has_hashes_and_no_address(name):
    """Every pin is exact and has hashes, and no line names a place."""
    text = (ROOT / name).read_text(encoding="utf-8")
    for block in re.split(r"\n(?=\S)", text.rstrip("\n")):
        first, *rest = block.splitlines()
        assert re.fullmatch(r"[a-z0-9._-]+==[^ ]+( ; .+)? \\", first), first
        assert rest, f"{first} has no hash"
        assert all(re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", line) for line in rest)
    assert "://" not in text


def test_the_students_lock_is_a_part_of_the_lock():
    """Students get the versions that the tests ran with, and nothing of the grader."""
    whole = {pin.name: set() for pin in locked(ROOT / "requirements.lock")}
    for pin in locked(ROOT / "requirements.lock"):
        whole[pin.name].add(str(pin.specifier))
    student = locked(ROOT / "tools/student/requirements.txt")
    assert [pin for pin in student if str(pin.specifier) not in whole[pin.name]] == []
    names = {pin.name for pin in student}
    assert {canonicalize_name(requirement.name) for requirement in required()} <= names
    assert names.isdisjoint({"nbgrader", "nbval", "sqlalchemy", "alembic", "hypothesis", "mypy"})


@pytest.mark.parametrize(
    ("path", "groups"),
    [
        ("environment.yml", ("grader", "hub", "cluster", "dev")),
        ("tools/student/environment.yml", ()),
    ],
)
def test_conda_asks_for_the_same_as_pip(path, groups):
    """The conda environment has the requirements of pyproject.toml in the same ranges."""
    requirements = required() + (required(*groups) if groups else [])
    expected = {"python": SpecifierSet(">=3.11,<3.15"), "pip": SpecifierSet()}
    for requirement in requirements:
        extras = f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else ""
        name = requirement.name + extras
        expected[CONDA_NAMES.get(name, name)] = requirement.specifier
    text = (ROOT / path).read_text(encoding="utf-8")
    lines = [line for line in yaml.safe_load(text)["dependencies"] if isinstance(line, str)]
    found = {Requirement(line).name: Requirement(line).specifier for line in lines}
    assert found == expected


def test_every_python_that_the_project_names_is_in_the_tests():
    """The classifiers, the lock's tests and requires-python speak of the same versions."""
    prefix = "Programming Language :: Python :: "
    named = {line.removeprefix(prefix) for line in PROJECT["classifiers"] if prefix in line}
    assert named == set(PYTHONS)
    assert PROJECT["requires-python"] == f">={PYTHONS[0]}"


# What is where


def test_a_topic_is_built():
    """There is something to learn."""
    assert BUILT


@pytest.mark.parametrize("topic", BUILT, ids=lambda topic: topic.slug)
def test_a_topic_has_all_its_parts(topic):
    """A topic's slug joins its text, its notebook, its release, its checks and its bank."""
    slug, short = topic.slug, topic.short
    expected = [
        f"source/{slug}.py",
        f"source/{slug}/{slug}.ipynb",
        f"release/{slug}/{slug}.ipynb",
        f"course/checks/test_{short}.py",
        f"course/samples/{short}.py",
        f"course/misconceptions/{slug}.toml",
        f"autograder/topics/{slug}/test_{short}.py",
        f"autograder/topics/{slug}/scenarios.py",
        f"autograder/topics/{slug}/DESIGN.md",
        *(f"autograder/topics/{slug}/bank/{exercise.id}" for exercise in topic.exercises),
    ]
    assert [path for path in expected if not (ROOT / path).exists()] == []


def test_source_and_release_hold_the_topics_and_nothing_else(tracked):
    """nbgrader publishes whatever lies in source/, so nothing else may lie there."""
    slugs = {topic.slug for topic in BUILT}
    texts = {f"{slug}.py" for slug in slugs}
    in_source = {path.relative_to(ROOT / "source").parts[0] for path in tracked("source/*")}
    in_release = {path.relative_to(ROOT / "release").parts[0] for path in tracked("release/*")}
    assert in_source == slugs | texts
    assert in_release == slugs
    assert tracked("release/*.py", "source/*/*.py") == []


def imports_of(path: Path) -> Iterator[str]:
    """The modules that a Python file imports by statement."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def test_course_never_imports_autograder(tracked):
    """`autograder` imports `course`, never the other way: students have only `course`."""
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in tracked("course/*.py")
        for name in imports_of(path)
        if name.split(".")[0] in {"autograder", "tools", "tests", "nbgrader"}
    ]
    assert wrong == []


def module_of(path: Path) -> str:
    """The name by which a file of ours is imported."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def needs_of(path: Path, modules: Collection[str]) -> set[str]:
    """Which of our modules a file imports anywhere: in functions and under TYPE_CHECKING, too."""
    package = module_of(path) if path.name == "__init__.py" else module_of(path.parent)
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = importlib.util.resolve_name("." * node.level + (node.module or ""), package)
            inner = {f"{base}.{alias.name}" for alias in node.names}
            found |= {name if name in modules else base for name in inner}
    return (found & set(modules)) - {module_of(path)}


def cycle_in(graph: dict[str, set[str]]) -> str:
    """One circle of imports in words, each module followed by one that it imports, or ""."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return " imports ".join(reversed(error.args[1]))
    return ""


def test_no_two_modules_need_each_other(tracked):
    """Imports go one way, those inside functions and for type checkers included.

    A late import may save a child's start; it may not hide a circle.
    """
    files = {
        module_of(path): path
        for path in tracked("course/*.py", "autograder/*.py", "tools/*.py")
        if not {"bank", "clinic"} & set(path.parts)  # written as students write
    }
    assert len(files) > 100
    graph = {name: needs_of(path, files) for name, path in files.items()}
    assert cycle_in(graph) == ""


NO_ENGINE = {
    "autograder": "",
    "autograder.scratch": "says where temporary files lie",
    "autograder.submission": "what it reads, the text of the modules, is in the key itself",
    "autograder.store": "keeps verdicts and makes none",
    "course": "",
    "course.stubs": "what is blank has no key, and is not judged",
    "course.topics": "an exercise's entry is in the hash of its checks",
}
"""What the judge imports and no verdict depends on."""


def test_verdicts_are_kept_under_all_that_makes_them(tracked):
    """Whatever the judge imports is in the engine's hash, but what is named here with a reason."""
    files = {module_of(path): path for path in tracked("course/*.py", "autograder/*.py")}
    needed, waiting = set(), ["autograder.judge", "course.run.driver"]
    while waiting:
        if (name := waiting.pop()) not in needed and name not in NO_ENGINE:
            needed.add(name)
            waiting += needs_of(files[name], files)
    hashed = {module_of(path) for path in store.engine_files()}
    assert sorted(needed - hashed) == []


def test_a_circle_of_imports_is_named():
    """The words say who imports whom."""
    graph = {"a": {"b"}, "b": {"c"}, "c": {"b", "d"}, "d": set()}
    assert cycle_in(graph) in ("b imports c imports b", "c imports b imports c")


# The pages


def anchors(page: Path) -> set[str]:
    """The names under which a page's headings are linked to."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in headings}


@pytest.mark.parametrize("name", ["README.md", "CHANGES.md", *(f"docs/{n}" for n in PAGES)])
def test_every_picture_and_link_of_a_page_exists(name):
    """Files and headings that a page points to are there."""
    page = ROOT / name
    for target in re.findall(r"\]\((?!https?://)([^)]+)\)", page.read_text(encoding="utf-8")):
        path, _, heading = target.partition("#")
        there = page.parent / path if path else page
        assert there.exists(), target
        assert not heading or heading in anchors(there), target


def test_the_readme_leads_to_every_page():
    """A page that nothing points to is not read."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in PAGES if f"(docs/{name})" not in text] == []


# The verbs


def is_program(path: Path) -> bool:
    return '__name__ == "__main__"' in path.read_text(encoding="utf-8")


# nbgrader imports setuptools, which says so if another test has imported distutils before.
@pytest.mark.filterwarnings("ignore:Setuptools is replacing distutils")
def test_every_verb_runs_a_module_that_exists():
    """Each `python -m` of the Makefile names a module that can be found."""
    named = re.findall(r"\$\(PY\) -m ([\w.]+)", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert [name for name in sorted(set(named)) if importlib.util.find_spec(name) is None] == []


@pytest.mark.parametrize(
    "name", sorted(path.stem for path in (ROOT / "tools").glob("*.py") if is_program(path))
)
def test_help_of_a_tool_does_none_of_its_work(name):
    """A tool that is asked for help says how it is called, and ends."""
    command = [sys.executable, "-m", f"tools.{name}", "--help"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.startswith(f"usage: python -m tools.{name} ")


def test_make_alone_lists_the_verbs():
    """`make` says what there is to do, each verb with a word on it, and builds nothing."""
    command = ["make", "--no-print-directory"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {line.split()[0] for line in said.splitlines()} == {"make"}
    assert {line.split()[1] for line in said.splitlines()} == VERBS
    assert VERBS.issuperset({"demo", "test", "lab", "notebooks", "release", "grade", "bank"})


def test_ci_runs_make_test_and_is_nobodys_product():
    """CI is one script that calls `make test`; there are no files of a vendor."""
    script = ROOT / ".ci/run"
    assert script.read_text(encoding="utf-8").rstrip().endswith("exec make test")
    assert os.access(script, os.X_OK)
    vendors = (".github", ".gitlab-ci.yml", ".circleci", ".travis.yml", "azure-pipelines.yml")
    assert [name for name in vendors if (ROOT / name).exists()] == []


@pytest.mark.parametrize(
    ("package", "codes"), [("bubblewrap", (0, 1)), ("python3.11-venv", (1, 1))]
)
def test_a_missing_system_package_is_named(tmp_path, package, codes):
    """Without apt-get the script says what to install; it goes on outside CI, if that can be."""
    for tool in ("bash", "id", "cat", "env"):
        found = next(
            Path(d, tool) for d in [*os.defpath.split(":"), "/usr/bin"] if Path(d, tool).exists()
        )
        (tmp_path / tool).symlink_to(found)
    for ci, code in zip(("", "true"), codes, strict=True):
        done = subprocess.run(
            [ROOT / "tools/system_packages.sh", package],
            env={"PATH": str(tmp_path), "CI": ci, "PYTHON": "false"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code
        assert f"Missing on this machine: {package}" in done.stderr
        assert f"sudo apt-get install {package}" in done.stderr


def test_a_chromium_has_the_same_names_everywhere():
    """What the script takes for one the doctor and the browser tests find."""
    script = (ROOT / "tools/system_packages.sh").read_text(encoding="utf-8")
    line = re.search(r"^ *chromium\) (.*) ;;$", script, re.M)[1]
    assert tuple(re.findall(r"command -v ([\w-]+)", line)) == CHROMIUMS
