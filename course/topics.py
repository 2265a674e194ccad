"""What the course consists of: topics, their exercises, and what each is worth.

Slugs and exercise ids join everything: the id of an exercise is the name of the student's
module, of the nbgrader cell, and of the folder in the bank. Nothing else repeats this list.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Exercise:
    """One graded exercise. `points`, two to five, rise with its difficulty."""

    id: str
    points: int

    @property
    def solution_cell(self) -> str:
        """The nbgrader grade_id of the cell in which students write; `id` is the graded one's."""
        return f"{self.id}_module"


@dataclass(frozen=True)
class Topic:
    """One notebook. `short` names its files of checks and samples: `test_<short>.py`."""

    slug: str
    short: str
    title: str
    exercises: tuple[Exercise, ...]
    exit_ticket: str | None = None
    """The id of the exercise that has hidden checks only."""


class UnknownExercise(LookupError):
    """No exercise has this id; the message offers the nearest that exist."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows: the message, and no lines of ours."""
        return [str(self)]


class UnknownTopic(LookupError):
    """No topic has this slug; the message lists those that exist."""


TOPICS: tuple[Topic, ...] = (
    Topic(
        slug="00_start_here",
        short="start",
        title="Start here",
        exercises=(
            Exercise("first_module", points=2),
            Exercise("run_portably", points=3),
        ),
        exit_ticket="run_portably",
    ),
    Topic(
        slug="01_process_attributes",
        short="attributes",
        title="A process and its attributes",
        exercises=(
            Exercise("describe", points=2),
            Exercise("run_all", points=3),
            Exercise("run_with_timeout", points=4),
            Exercise("parallel_copy", points=5),
            Exercise("start_heartbeat", points=3),
        ),
        exit_ticket="start_heartbeat",
    ),
    Topic(
        slug="02_custom_process",
        short="custom",
        title="Processes of your own class",
        exercises=(
            Exercise("ticker", points=2),
            Exercise("hash_worker", points=3),
            Exercise("stoppable", points=4),
            Exercise("result_process", points=5),
        ),
        exit_ticket="result_process",
    ),
    Topic(
        slug="03_pool",
        short="pool",
        title="A pool of workers",
        exercises=(
            Exercise("count_primes", points=2),
            Exercise("fetch_all", points=4),
            Exercise("word_count", points=3),
            Exercise("shared_progress", points=4),
            Exercise("robust_map", points=5),
        ),
        exit_ticket="robust_map",
    ),
    Topic(
        slug="04_pipe",
        short="pipe",
        title="Pipes between two processes",
        exercises=(
            Exercise("ask", points=3),
            Exercise("watch_progress", points=4),
            Exercise("pipeline", points=5),
            Exercise("exchange", points=4),
        ),
        exit_ticket="exchange",
    ),
    Topic(
        slug="05_queue",
        short="queue",
        title="Queues between many processes",
        exercises=(
            Exercise("produce_consume", points=2),
            Exercise("drain_then_join", points=3),
            Exercise("bounded_pipeline", points=4),
            Exercise("job_server", points=5),
            Exercise("merge_in_order", points=4),
        ),
        exit_ticket="merge_in_order",
    ),
    Topic(
        slug="06_shared_memory",
        short="shared",
        title="Memory that processes share",
        exercises=(
            Exercise("count_up", points=2),
            Exercise("histogram", points=3),
            Exercise("transfer", points=4),
            Exercise("row_filter", points=5),
            Exercise("ring_buffer", points=5),
        ),
        exit_ticket="ring_buffer",
    ),
)


def topic(slug: str) -> Topic:
    """The topic with this slug; raises UnknownTopic."""
    for candidate in TOPICS:
        if candidate.slug == slug:
            return candidate
    known = [candidate.slug for candidate in TOPICS]
    raise UnknownTopic(f"There is no topic {slug!r}. {_offer(slug, known)}")


def topic_of(exercise_id: str) -> Topic:
    """The topic that an exercise belongs to; raises UnknownExercise."""
    for candidate in TOPICS:
        if any(each.id == exercise_id for each in candidate.exercises):
            return candidate
    known = [each.id for candidate in TOPICS for each in candidate.exercises]
    raise UnknownExercise(f"There is no exercise {exercise_id!r}. {_offer(exercise_id, known)}")


def exercise(exercise_id: str) -> Exercise:
    """The exercise with this id; raises UnknownExercise."""
    found = topic_of(exercise_id)
    return next(each for each in found.exercises if each.id == exercise_id)


def present_topics(root: Path = _ROOT) -> tuple[Topic, ...]:
    """The topics whose lesson is written in the checkout at `root`, in the course's order.

    An installed student wheel has no `source/` and so no topic: this is for building and
    testing the course, never for what a student does.
    """
    return tuple(each for each in TOPICS if (root / "source" / f"{each.slug}.py").is_file())


def _offer(wanted: str, known: Iterable[str]) -> str:
    known = list(known)
    near = difflib.get_close_matches(wanted.lower(), known, n=3, cutoff=0.6)
    if near:
        return f"Did you mean {' or '.join(near)}?"
    return f"There are: {', '.join(known)}."
