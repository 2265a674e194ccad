"""What browser tests have to know of a released lesson: where its cells are, how it is solved."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from autograder.sample_class import solutions
from course.topics import Topic

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Lesson:
    """A released notebook, with its first exercise and the reference solution of it."""

    topic: Topic
    cells: tuple[dict[str, str], ...]
    exercise: str
    solution: str

    @property
    def path(self) -> str:
        return f"{self.topic.slug}/{self.topic.slug}.ipynb"

    @property
    def setup(self) -> int:
        """The first code cell, without which no other runs."""
        return next(n for n, cell in enumerate(self.cells) if "%load_ext course" in cell["source"])

    def cell(self, grade_id: str) -> int:
        """The place of an nbgrader cell."""
        return next(n for n, cell in enumerate(self.cells) if cell["grade_id"] == grade_id)


def lesson(topic: Topic) -> Lesson:
    slug, exercise = topic.slug, topic.exercises[0]
    source = json.loads((ROOT / "source" / slug / f"{slug}.ipynb").read_text(encoding="utf-8"))
    release = json.loads((ROOT / "release" / slug / f"{slug}.ipynb").read_text(encoding="utf-8"))
    cells = tuple(
        {
            "cell_type": cell["cell_type"],
            "source": "".join(cell["source"]),
            "grade_id": cell["metadata"].get("nbgrader", {}).get("grade_id", ""),
        }
        for cell in release["cells"]
    )
    return Lesson(topic, cells, exercise.id, solutions(source)[exercise.id])


def of_the_bank(slug: str, exercise: str, name: str) -> str:
    """A program of the bank, `wrong_answer/apply_in_a_loop`, as a student's cell."""
    path = ROOT / "autograder" / "topics" / slug / "bank" / exercise / f"{name}.py"
    return f"%%module {exercise}\n{path.read_text(encoding='utf-8')}"
