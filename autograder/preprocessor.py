"""Our half of `nbgrader autograde`: no kernel runs, the judge does.

nbgrader takes each submission through two passes, which nbgrader_config.py fills like this:

    sanitize    SubmissionExporter reads the file, whatever it is → RepairFromRelease mends it
                → nbgrader's own sanitizers → autograded/<student>/<assignment>/<notebook>.ipynb
    autograde   Judge judges that file and writes the outputs of its grade cells
                → SaveMarks puts them into the gradebook → late penalties

Between the passes lies only the file, so what the first has to tell the second stands in the
notebook's metadata under "autograder"; whatever a student wrote there is dropped on reading.

A mark travels the way nbgrader reads it: as the number that a grade cell's output shows. It takes
an empty output for full marks and stderr for none, so every grade cell gets a zero before anything
else happens, and never a stream.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat.v4 as v4
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades
from traitlets import Unicode

from autograder.feedback import exercise_html, notice_html, pessimistic_html
from autograder.gradebook import in_order, release_cells
from autograder.judge import judge_notebook
from autograder.marking import cell_mark
from autograder.reading import Unreadable, read_notebook
from autograder.repair import ReleaseCell, Repair, repair
from autograder.store import VerdictStore
from autograder.verdict import ExerciseResult, NotebookReport

_OURS = "autograder"


class SubmissionExporter(NotebookExporter):
    """Reads a submission without trusting it; a file that is no notebook becomes an empty one."""

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **kw: Any
    ) -> Any:
        """The notebook as JSON text, and nbconvert's resources."""
        # nbgrader has no public name for the pass it is in. Not knowing means not trusting.
        if not getattr(self.parent, "_sanitizing", True):
            return super().from_filename(filename, resources, **kw)
        path = Path(filename)
        ours: dict[str, Any] = {}
        try:
            reading = read_notebook(path)
            notebook, ours["repairs"] = reading.notebook, list(reading.repairs)
        except Unreadable as error:
            notebook, ours["unreadable"] = v4.new_notebook(), str(error)
            self.log.warning("%s: %s It gets no points.", filename, error)
        notebook.metadata = NotebookNode({_OURS: ours})
        named = resources or {}
        named["metadata"] = {"name": path.stem, "path": str(path.parent)}
        return super().from_notebook_node(notebook, named, **kw)  # type: ignore[no-untyped-call]


class RepairFromRelease(NbGraderPreprocessor):  # type: ignore[misc]
    """First of the sanitizers: nbgrader sees no cell or metadata that isn't the release's."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        names = resources["nbgrader"]
        release = self._release(names["db_url"], names["assignment"], names["notebook"])
        ours = nb.metadata[_OURS]
        mended, repairs = repair(nb, release)
        if "unreadable" not in ours:
            told = [Repair(None, text) for text in ours["repairs"]] + repairs
            for done in told:
                self.log.info("%s: %s", names["student"], done.text)
            ours["repairs"] = [{"cell": done.cell, "text": done.text} for done in told]
        mended.metadata[_OURS] = ours
        return mended, resources

    def _release(self, db_url: str, assignment: str, notebook: str) -> list[ReleaseCell]:
        """The released cells, of which the database keeps all but the order."""
        cells = release_cells(db_url, assignment, notebook)
        course = getattr(getattr(self.parent, "parent", None), "coursedir", None)
        if course is None:  # not called by one of nbgrader's converters
            return cells
        folder = course.format_path(course.release_directory, ".", assignment)
        return in_order(cells, Path(folder) / f"{notebook}.ipynb")


class Judge(NbGraderPreprocessor):  # type: ignore[misc]
    """In place of nbgrader's `Execute`: the outputs of the grade cells are our verdicts."""

    sandbox = Unicode(
        "bubblewrap",
        help="The weakest sandbox in which real students may be marked; see `autograder doctor`.",
    ).tag(config=True)

    verdicts = Unicode(
        "",
        help="A folder of verdicts that are kept (autograder.store); empty: judge everything anew.",
    ).tag(config=True)

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        cells = {cell.metadata.nbgrader.grade_id: cell for cell in nb.cells if _is_ours(cell)}
        for name, cell in cells.items():
            _write(cell, pessimistic_html(name), 0.0)
        ours = nb.metadata.get(_OURS, {})
        no_mark: list[str] = []
        if "unreadable" in ours:
            _write_unreadable(cells, ours["unreadable"])
        else:
            place = resources["metadata"]
            path = Path(place["path"]) / f"{place['name']}.ipynb"
            store = VerdictStore(Path(self.verdicts)) if self.verdicts else None
            report = _with_repairs(judge_notebook(path, level=self.sandbox, store=store), ours)
            no_mark = self._write_report(cells, report, _notes(report, ours))
            ours["report"] = report.to_json()
        nb.metadata[_OURS] = ours
        resources[_OURS] = {"no_mark": no_mark}
        return nb, resources

    def _write_report(
        self, cells: dict[str, NotebookNode], report: NotebookReport, notes: list[str]
    ) -> list[str]:
        """Fill the grade cells; returns the names of those that may get no mark."""
        results = {result.id: result for result in report.exercises}
        no_mark = []
        above = notice_html("About this notebook 关于此文件", notes) if notes else ""
        for name, cell in cells.items():
            result = results.get(name)
            worth = float(cell.metadata.nbgrader.points)
            mark = None if result is None else cell_mark(result, worth)
            if mark is None:
                no_mark.append(name)
            if result is None:
                html = notice_html(name, ["There are no checks for this cell: mark it by hand."])
            else:
                html = exercise_html(result, mark=mark, worth=worth, sandbox=report.sandbox)
            _write(cell, above + html, mark or 0.0)
            above = ""
        return no_mark


class SaveMarks(SaveAutoGrades):  # type: ignore[misc]
    """nbgrader's `SaveAutoGrades`, except where the grader itself failed: there nothing is saved.

    The mark of an earlier run stays, and the cell is flagged as "needs manual grading".
    """

    def _add_score(self, cell: NotebookNode, resources: dict[str, Any]) -> None:
        name = cell.metadata.nbgrader.grade_id
        if name not in resources[_OURS]["no_mark"]:
            super()._add_score(cell, resources)
            return
        names = (name, self.notebook_id, self.assignment_id, self.student_id)
        self.gradebook.find_grade(*names).needs_manual_grade = True
        self.gradebook.db.commit()
        self.log.error(
            "No mark for %s of student %s: see the feedback in its cell. Once the cause is mended, "
            "`nbgrader autograde %s --student %s --force` judges it again.",
            name,
            self.student_id,
            self.assignment_id,
            self.student_id,
        )


def _is_ours(cell: NotebookNode) -> bool:
    """A code cell with points that isn't the student's to edit."""
    return bool(cell.cell_type == "code" and utils.is_grade(cell) and not utils.is_solution(cell))


def _write(cell: NotebookNode, html: str, mark: float) -> None:
    shown = v4.new_output("display_data", {"text/html": html, "text/plain": "feedback"})
    value = v4.new_output("execute_result", {"text/plain": repr(float(mark))}, execution_count=1)
    cell.execution_count = 1
    cell.outputs = [shown, value]


def _write_unreadable(cells: dict[str, NotebookNode], reason: str) -> None:
    html = notice_html("Nothing could be judged 无法评分", [reason])
    for cell in cells.values():
        _write(cell, html, 0.0)


def _with_repairs(report: NotebookReport, ours: dict[str, Any]) -> NotebookReport:
    return replace(report, exercises=tuple(_repaired(e, ours) for e in report.exercises))


def _repaired(result: ExerciseResult, ours: dict[str, Any]) -> ExerciseResult:
    cells = (result.id, f"{result.id}_module")
    texts = [done["text"] for done in ours.get("repairs", []) if done["cell"] in cells]
    return replace(result, repairs=(*texts, *result.repairs)) if texts else result


def _notes(report: NotebookReport, ours: dict[str, Any]) -> list[str]:
    general = [done["text"] for done in ours.get("repairs", []) if done["cell"] is None]
    return [*_unique(general), *report.problems]


def _unique(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))
