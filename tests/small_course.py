"""A small nbgrader course: the topic's exercises with one-line solutions, and its judge's answers.

The judge itself is slow and is tested elsewhere; tests of nbgrader say what it answers.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import nbformat.v4 as v4
from traitlets.config.loader import PyFileConfigLoader

from autograder.nbgrader_course import CONFIG, Course
from autograder.verdict import ExerciseResult, NotebookReport
from course.topics import topic
from course.verdict import CheckResult, Verdict

SLUG = "03_pool"
IDS = [exercise.id for exercise in topic(SLUG).exercises]
POINTS = {exercise.id: exercise.points for exercise in topic(SLUG).exercises}
HIDDEN = "### BEGIN HIDDEN TESTS\n__import__('autograder').mark('{0}')\n### END HIDDEN TESTS"


def cell(source: str, **nbgrader: Any) -> Any:
    made = v4.new_code_cell(source)
    if nbgrader:
        flags = {"grade": False, "solution": False, "locked": False, "task": False}
        made.metadata = {"nbgrader": {"schema_version": 3, **flags, **nbgrader}}
    return made


def small_notebook() -> dict[str, Any]:
    """The exercises of the topic with one-line solutions: what nbgrader sees of a lesson."""
    cells = [v4.new_markdown_cell("# A pool")]
    for name, points in POINTS.items():
        body = f"%%module {name}\n### BEGIN SOLUTION\n{name} = None\n### END SOLUTION"
        cells.append(cell(body, grade_id=f"{name}_module", solution=True))
        test = f"# test\n{HIDDEN.format(name)}"
        cells.append(cell(test, grade_id=name, grade=True, locked=True, points=points))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    return json.loads(json.dumps(notebook))


def generate(folder: Path) -> Course:
    """A course after the real `nbgrader generate_assignment`, with a module beside the source."""
    course = Course(folder)
    source = course.folder / "source" / SLUG
    source.mkdir(parents=True)
    (source / f"{SLUG}.ipynb").write_text(json.dumps(small_notebook()))
    (source / "word_count.py").write_text("SOLUTION = True")
    shutil.copy(CONFIG, course.folder)
    course.run("generate_assignment", SLUG)
    return course


def autograde(course: Course, *, force: bool = False) -> None:
    """nbgrader's own converter with our configuration, in this process."""
    from nbgrader.converters import Autograde
    from nbgrader.coursedir import CourseDirectory

    config = PyFileConfigLoader("nbgrader_config.py", path=str(course.folder)).load_config()
    directory = CourseDirectory(root=str(course.folder), assignment_id=SLUG, config=config)
    Autograde(coursedir=directory, config=config, force=force).start()


def check(exercise: str, verdict: Verdict, points: float) -> CheckResult:
    worth = float(POINTS[exercise])
    return CheckResult("test_it", "It works", exercise, points, worth, verdict)


def report(**points: float | None) -> NotebookReport:
    """A report in which each exercise has these points; None is a fault of ours, missing is 0."""
    results = []
    for name in IDS:
        earned = points.get(name, 0.0)
        verdict = Verdict.PASSED if earned else Verdict.WRONG_ANSWER
        if earned is None:
            verdict = Verdict.GRADER_ERROR
        results.append(ExerciseResult(name, POINTS[name], (check(name, verdict, earned or 0.0),)))
    return NotebookReport(SLUG, SLUG, "bubblewrap", tuple(results))
