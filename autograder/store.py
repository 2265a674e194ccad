"""Verdicts that are kept, so that nothing is judged twice.

A verdict is that of one exercise, kept under the hash of everything it depends on: the student's
module and those of their modules that it imports, the checks of that exercise with what they share
with others, the scenarios, the misconceptions' texts, the engine, Python's version, the sandbox and
the start methods. Changing one check changes the keys of its exercise alone.

    <course>/.autograder/verdicts/ab/abcdef….json      one exercise, written whole or not at all

`grader_error` is never kept: the next run judges again.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import platform
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from autograder.checks import hidden_checks
from autograder.verdict import ExerciseResult
from course import misconceptions
from course.checking import start_methods
from course.parsing import parsed
from course.stubs import is_blank
from course.topics import Topic
from course.verdict import CheckResult, Verdict

_ENGINE = Path(__file__).resolve().parent.parent

STORE_VERSION = 1


class VerdictStore:
    """A folder of verdicts. Reading a damaged one finds nothing; writing replaces it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def find(self, key: str) -> ExerciseResult | None:
        """The verdict kept under this key, or None."""
        try:
            record = json.loads(self._path(key).read_text(encoding="utf-8"))
            return result_from(record) if record.get("version") == STORE_VERSION else None
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def has(self, key: str) -> bool:
        """Whether a verdict is kept under this key. It may turn out to be damaged."""
        return self._path(key).exists()

    def keep(self, key: str, result: ExerciseResult) -> None:
        """Keep a verdict, unless it is a fault of ours."""
        if result.verdict is Verdict.GRADER_ERROR:
            return
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}.new")
        try:
            fresh.write_text(json.dumps(record_of(result)), encoding="utf-8")
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.json"


def key_of(
    topic: Topic,
    exercise: str,
    modules: Mapping[str, str],
    level: str,
    methods: Sequence[str] | None = None,
) -> str:
    """The hash of everything that the verdict of an exercise depends on."""
    digest = hashlib.sha256()

    def add(*parts: str) -> None:
        for part in parts:
            data = part.encode("utf-8", "surrogatepass")
            digest.update(len(data).to_bytes(8, "big") + data)

    add(str(STORE_VERSION), topic.slug, exercise, level, *(methods or start_methods()))
    add(platform.python_implementation(), sys.version)
    add(engine_hash(), checks_hash(topic, exercise))
    for name in sorted(needed_modules(exercise, modules)):
        add(name, modules[name])
    return digest.hexdigest()


def keys_of(
    topic: Topic,
    modules: Mapping[str, str],
    level: str,
    exercises: Collection[str] | None = None,
) -> dict[str, str]:
    """The key of each exercise that has been attempted; of `exercises` alone, if they are given."""
    return {
        exercise.id: key_of(topic, exercise.id, modules, level)
        for exercise in topic.exercises
        if exercises is None or exercise.id in exercises
        if not is_blank(modules.get(exercise.id, ""))
    }


def needed_modules(exercise: str, modules: Mapping[str, str]) -> set[str]:
    """The student's modules that the exercise's module imports, directly or not, and itself.

    A module that can't be parsed, or that imports in another way than by `import`, might import
    anything: then all of them. What is not among them is not there when the exercise is judged.
    """
    found: set[str] = set()
    waiting = [exercise] if exercise in modules else []
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        imported = _imports(modules[name])
        if imported is None:
            return set(modules)
        waiting += [other for other in imported if other in modules]
    return found


def _imports(text: str) -> set[str] | None:
    tree = parsed(text)
    if tree is None:
        return None
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
        elif _hides_imports(node):
            return None
    return None if names & _IMPORTERS else names


_IMPORTERS = {"importlib", "pkgutil", "runpy"}
"""Modules of Python's that import others by their names."""


def _hides_imports(node: ast.AST) -> bool:
    if isinstance(node, ast.Name):
        return node.id in ("__import__", "exec", "eval", "open")
    return isinstance(node, ast.Attribute) and node.attr == "import_module"


def checks_hash(topic: Topic, exercise: str) -> str:
    """The hash of an exercise's checks: its own functions and whatever the file shares."""
    hidden = hidden_checks(topic)
    digest = hashlib.sha256()
    for text in (
        _own_part(hidden.checks.read_text(encoding="utf-8"), exercise),
        hidden.scenarios.read_text(encoding="utf-8") if hidden.scenarios.exists() else "",
        _misconceptions(),
        repr(next(e for e in topic.exercises if e.id == exercise)),
    ):
        digest.update(hashlib.sha256(text.encode()).digest())
    return digest.hexdigest()


@cache
def _misconceptions() -> str:
    """All that can be named, whatever its topic. Read once a process, as `load` reads them."""
    return repr(
        [(slug, sorted(misconceptions.load(slug).items())) for slug in misconceptions.slugs()]
    )


@cache
def _own_part(source: str, exercise: str) -> str:
    """A check file without the checks of other exercises."""
    tree = ast.parse(source)
    lines = source.splitlines()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and _exercise_of(node) not in (None, exercise):
            first = min(decorator.lineno for decorator in node.decorator_list)
            for number in range(first - 1, node.end_lineno or node.lineno):
                lines[number] = ""
    return "\n".join(line for line in lines if line.strip())


def _exercise_of(function: ast.FunctionDef) -> str | None:
    for decorator in function.decorator_list:
        if (
            isinstance(decorator, ast.Call)
            and isinstance(decorator.func, ast.Name)
            and decorator.func.id == "exercise"
            and decorator.args
            and isinstance(decorator.args[0], ast.Constant)
        ):
            return str(decorator.args[0].value)
    return None


@cache
def engine_hash() -> str:
    """The hash of the code that runs and judges: both packages, without topics and pages."""
    digest = hashlib.sha256()
    for path in sorted(engine_files()):
        digest.update(str(path.relative_to(_ENGINE)).encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def engine_files() -> Iterable[Path]:
    """The files of both packages on which a verdict depends, checks and scenarios excepted."""
    yield from (_ENGINE / "course" / "run").glob("*.py")
    yield from (_ENGINE / "course" / "picture").glob("*.py")
    yield from (_ENGINE / "course" / "samples").rglob("*.py")
    yield from (_ENGINE / "course" / "checking").glob("*.py")
    for name in ("manners", "misconceptions/__init__", "parsing", "verdict"):
        yield _ENGINE / "course" / f"{name}.py"
    for name in ("judge", "sandbox", "seccomp", "checks", "verdict"):
        yield _ENGINE / "autograder" / f"{name}.py"


# ------------------------------------------------------------------------- results as records


def record_of(result: ExerciseResult) -> dict[str, Any]:
    """A result as JSON data, pictures included."""
    return {"version": STORE_VERSION, **asdict(result)}


def result_from(record: Mapping[str, Any]) -> ExerciseResult:
    """What `record_of` made; raises KeyError, TypeError or ValueError for anything else."""
    checks = tuple(
        CheckResult(**{**check, "verdict": Verdict(check["verdict"])}) for check in record["checks"]
    )
    return ExerciseResult(
        id=record["id"],
        max_points=record["max_points"],
        checks=checks,
        repairs=tuple(record["repairs"]),
        problem=record["problem"],
    )
