"""The grader. It never ships to students; see docs/ for a submission's way through it.

Importing this package loads nothing: every grade cell does it, in a kernel that has just run a
student's notebook.
"""

from __future__ import annotations

import sys

# jsonschema, which comes with nbformat, would build a grammar of web addresses: a second of CPU in
# every process, for a check that no notebook needs. Without the package it does without.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

__all__ = ["mark"]


def mark(exercise_id: str) -> float:
    """The points of the exercise in the notebook that this kernel runs.

    Stands in the hidden line of each grade cell, so that an nbgrader without our configuration
    judges with the same engine. Shows the feedback and never raises; see marking.py.
    """
    from autograder.marking import mark_in_kernel

    return mark_in_kernel(exercise_id)
