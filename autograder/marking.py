"""The hidden line of a grade cell: marks under an nbgrader that doesn't have our configuration.

There a kernel has run the student's notebook and comes to `autograder.mark("word_count")`:

    nbgrader ── kernel: the student's cells, then mark() ── child: judges the notebook's file
                        shows the HTML, returns the points ◄── one line of JSON

The child is a process of its own so that nothing which the notebook did to its kernel (start
method, patched modules, threads) reaches the judge. The kernel remains the student's: whoever
tampers with it can return any number. Only our configuration, which runs no kernel, prevents that.

nbgrader reads the cell's value as its mark and takes *no* value, like every text that is no
number, for full marks. So a float is returned whatever happens, and 0.0 wherever it isn't known.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from autograder.feedback import exercise_html, notice_html
from autograder.verdict import ExerciseResult
from course.topics import UnknownExercise, topic_of

# nbgrader refuses a mark above the cell's points: it reports an error for this student, and
# whatever mark was there stays. It is the only way to say "no mark" from inside a cell.
NO_MARK = float("inf")

# Far beyond what judging one exercise takes; nbgrader itself interrupts a cell after 30 seconds.
_LONGEST_JUDGING = 600


def cell_mark(result: ExerciseResult, worth: float) -> float | None:
    """What a grade cell worth `worth` points gets; None if no mark may be recorded."""
    if result.points is None:
        return None
    if not result.max_points > 0:
        return 0.0
    share = result.points / result.max_points
    return max(0.0, min(float(worth), share * worth)) if share == share else 0.0


def mark_in_kernel(exercise_id: str) -> float:
    """Judge one exercise of this kernel's notebook, show the feedback, return the points."""
    try:
        notebook = _notebook_of(exercise_id)
        answer = _ask_a_child(notebook, exercise_id)
        html, points = str(answer["html"]), answer["mark"]
        value = NO_MARK if points is None else float(points)
        _show(html)
    except Exception as error:
        _show(notice_html("No points 零分", [str(error) or type(error).__name__]))
        return 0.0
    return value if value >= 0.0 else 0.0  # NaN, too, which nbgrader takes for full marks


class _CannotMark(Exception):
    """Why no points are given; the message is shown in the cell."""


def _notebook_of(exercise_id: str) -> Path:
    try:
        name = f"{topic_of(exercise_id).slug}.ipynb"
    except UnknownExercise as error:
        raise _CannotMark(str(error)) from None
    path = _kernels_folder() / name
    if not path.is_file():
        raise _CannotMark(
            f"`{exercise_id}` is judged from the file `{name}` in the folder where the kernel "
            "was started, and it is not there. Keep the notebook's name and start it there."
        )
    return path


def _kernels_folder() -> Path:
    """Where the kernel was started, wherever the notebook has gone since."""
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    return Path(shell.starting_dir if shell is not None else os.getcwd())


def _ask_a_child(notebook: Path, exercise_id: str) -> dict[str, Any]:
    # -P: a file `autograder.py` or `json.py` beside the notebook is not imported.
    command = [sys.executable, "-P", "-m", "autograder.marking", str(notebook), exercise_id]
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=_LONGEST_JUDGING,
        check=False,
    )
    lines = done.stdout.splitlines()
    if done.returncode != 0 or not lines:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise _CannotMark(f"`{exercise_id}` could not be judged: {last}")
    answer: dict[str, Any] = json.loads(lines[-1])
    return answer


def _show(html: str) -> None:
    from IPython.display import HTML, clear_output, display

    if os.environ.get("NBGRADER_EXECUTION") == "autograde":
        # What the cell wrote before goes: to nbgrader a traceback on stderr is a failure, even
        # that of a child which was meant to raise.
        clear_output()  # type: ignore[no-untyped-call]
    display(HTML(html))  # type: ignore[no-untyped-call]


def main(arguments: list[str]) -> int:
    """The child: judge one exercise of one file and print a line of JSON."""
    from autograder.judge import judge_notebook

    notebook, exercise_id = Path(arguments[0]), arguments[1]
    level = os.environ.get("AUTOGRADER_SANDBOX", "bubblewrap")
    report = judge_notebook(notebook, level=level, exercises=[exercise_id])
    result = next(result for result in report.exercises if result.id == exercise_id)
    worth = _worth(notebook, exercise_id, result.max_points)
    points = cell_mark(result, worth)
    html = exercise_html(result, mark=points, worth=worth, sandbox=report.sandbox)
    print(json.dumps({"mark": points, "html": html}))
    return 0


def _worth(notebook: Path, exercise_id: str, default: float) -> float:
    """The points of the grade cell, which an instructor may have changed."""
    for cell in json.loads(notebook.read_text(encoding="utf-8")).get("cells", []):
        found = cell.get("metadata", {}).get("nbgrader", {})
        if found.get("grade_id") == exercise_id and found.get("grade"):
            return float(found.get("points", default))
    return default


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
