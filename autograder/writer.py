"""The one process that writes the gradebook: nbgrader's own autograde, submission by submission.

nbgrader stays the master: what this writes is what `nbgrader autograde` would have written, because
it is `nbgrader autograde`, in this process, with our preprocessor looking into the verdict store
before it judges.
"""

from __future__ import annotations

import logging
import os
import sys
import traceback
import warnings
from pathlib import Path

from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SQLAlchemyError
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograder.gradebook import auto_scores

CONFIG = "nbgrader_config.py"
# How nbgrader's words begin where an assignment is not in the gradebook ...
_NOT_GENERATED = "No assignment with ID"
# ... and after each error, of whatever kind.
_EMPTY_WORDS = ("There was an error processing assignment", "Please see the ")


def course_config(course: Path) -> Config:
    """The course's own configuration; raises FileNotFoundError with the next step."""
    if not (course / CONFIG).exists():
        raise FileNotFoundError(
            f"{course} has no {CONFIG}: copy the one of this project there, or name the course "
            f"with --course-dir"
        )
    config = PyFileConfigLoader(CONFIG, path=str(course)).load_config()
    config.CourseDirectory.root = str(course)
    return config


def autograde(
    course: Path, assignment: str, student: str, level: str
) -> tuple[str, dict[str, float | None]]:
    """Write the marks of one submission.

    Returns what went wrong, or an empty text, and what the gradebook has then, by exercise.
    """
    bin_folder = str(Path(sys.executable).parent)  # nbgrader calls alembic from PATH
    if bin_folder not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([bin_folder, os.environ.get("PATH", "")])
    _quiet_nbgrader()
    log = _Collected()
    try:
        config = course_config(course)
        config.Judge.sandbox = level
        config.Judge.verdicts = str(course / ".autograder" / "verdicts")
        config.CourseDirectory.student_id = student
        config.CourseDirectory.assignment_id = assignment
        directory = CourseDirectory(config=config)
        converter = Autograde(coursedir=directory, config=config)
        converter.log = log.logger
        converter.force = True
        converter.start()
        return "", auto_scores(directory.db_url, student)[assignment, student]
    except (NbGraderException, SystemExit) as error:
        told = log.cause or str(error)
        if told.startswith(_NOT_GENERATED):
            told += f": type `nbgrader generate_assignment {assignment}`, then grade again."
            return told, {}
        return _with_cause(told, error), {}
    except Exception:
        return traceback.format_exc(limit=-3), {}


def scores_of(course: Path) -> dict[tuple[str, str], dict[str, float | None]] | None:
    """The marks of the whole gradebook (`auto_scores`); None if it can't be read now."""
    _quiet_nbgrader()
    try:
        return auto_scores(CourseDirectory(config=course_config(course)).db_url)
    except Exception:  # a locked database, a server that is away: the writer will tell
        return None


def _quiet_nbgrader() -> None:
    # nbgrader's own queries make SQLAlchemy 2 warn; nobody who grades can do anything about it.
    warnings.filterwarnings("ignore", module=r"nbgrader\.")


def _with_cause(told: str, error: BaseException) -> str:
    """nbgrader tells of every fault of the database that it may need an upgrade."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, SQLAlchemyError):
            return f"{told} The database itself says: {str(seen).splitlines()[0]}"
        seen = seen.__cause__ or seen.__context__
    return told


class _Collected(logging.Handler):
    """Keeps the errors that nbgrader logs."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self._messages: list[str] = []
        self.logger = logging.Logger("autograder.writer")
        self.logger.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        self._messages.append(record.getMessage())

    @property
    def cause(self) -> str:
        """The error that tells most: its sentence if there is one, else a traceback's last line."""
        told = [message for message in self._messages if not message.startswith(_EMPTY_WORDS)]
        sentences = [message for message in told if not message.startswith("Traceback")]
        if sentences:
            return sentences[0]
        return told[0].strip().rpartition("\n")[2] if told else ""
