"""How checks are written and run: pytest functions that look at a student's code from outside.

    @exercise("word_count", points=2)
    def test_counts_words_across_files(student, rng):
        \"\"\"Words are counted over all files.\"\"\"
        run = student.call("word_count", ["a.txt"], processes=2, files={"a.txt": b"to be"})
        assert run.value == {"to": 1, "be": 1}
        assert run.left_behind == []

The first line of the docstring is what the student reads. Every check runs once for each start
method and earns its points only if it passes under all of them; after the first failure it is not
run again. Visible checks (`course/checks`) and hidden ones (`autograder/topics`) are the same kind
of file, run by the same `run_checks`: pytest in this process, the student's code elsewhere.

A check may be written for the good case alone. Reading `run.value` where no value came back
fails it with the verdict that fits, and so does a value of a shape that the check can't take apart.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from course.checking.run import run_checks, start_methods
from course.checking.student import Student, sample
from course.checking.trial import diagnose, tell, unmet

__all__ = [
    "Student",
    "diagnose",
    "exercise",
    "run_checks",
    "sample",
    "start_methods",
    "tell",
    "unmet",
]


def exercise(id: str, *, points: float = 0) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Mark a test function as a check of the exercise, worth so many points (0 if visible)."""
    return pytest.mark.exercise(id, points=points)
