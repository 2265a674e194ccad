# PYTHON_ARGCOMPLETE_OK
"""The command line: `autograder check | grade | bank | doctor`.

Exit status everywhere: 0 all is well, 1 it is not (marks were lost, a check of ours is wrong), 2 it
could not be done (bad arguments, no sandbox, a file that is no notebook, a fault of ours). What 0
and 1 mean to a command stands in its help.
"""

from __future__ import annotations

import argparse
import json
import os
import select
import sys
import textwrap
from collections.abc import Sequence
from multiprocessing import get_all_start_methods
from pathlib import Path
from typing import Any

from autograder.checks import NoChecks
from autograder.classroom import CannotGrade
from autograder.sandbox import LEVELS, SandboxMissing
from autograder.submission import SubmissionError
from autograder.verdict import NotebookReport
from course.run.runner import GraderFault
from course.topics import TOPICS, UnknownExercise, UnknownTopic, topic, topic_of

CANNOT = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status.

    Whoever reads the output may stop when they have seen enough, as `autograder doctor | head`
    does: then it ends without a word.
    """
    try:
        try:
            return _run(argv)
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        if not _reader_is_gone():
            raise
        # What stdout still holds would be written when Python ends, and fail once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CANNOT


def _reader_is_gone() -> bool:
    output = select.poll()
    output.register(sys.stdout, 0)
    return any(events & select.POLLERR for _, events in output.poll(0))


def _run(argv: Sequence[str] | None) -> int:
    parser = _parser()
    if "_ARGCOMPLETE" in os.environ:  # the shell asks what could stand here
        import argcomplete

        argcomplete.autocomplete(parser)
    arguments = parser.parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except (
        CannotGrade,
        SandboxMissing,
        SubmissionError,
        UnknownExercise,
        UnknownTopic,
        NoChecks,
        GraderFault,
        OSError,
        ValueError,
    ) as error:
        if isinstance(error, BrokenPipeError) and _reader_is_gone():
            raise
        print(_in_80_columns(f"autograder: {error}"), file=sys.stderr)
        return CANNOT
    except KeyboardInterrupt:
        print("autograder: stopped", file=sys.stderr)
        return CANNOT


def _in_80_columns(text: str) -> str:
    lines = text.splitlines()
    return "\n".join(
        textwrap.fill(line, 80, break_long_words=False, break_on_hyphens=False) for line in lines
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="autograder",
        description="Judge notebooks of the multiprocessing course, outside the students' kernel.",
        epilog="Examples:\n"
        "  autograder check 03_pool.ipynb\n"
        "  autograder check word_count.py --exercise word_count --json\n"
        "  autograder grade 03_pool --course-dir ~/course\n"
        "  autograder bank 03_pool\n"
        "  autograder doctor\n\n"
        "Each command has examples of its own: autograder grade --help\n\n"
        "Exit status: 0 all is well, 1 it is not,\n"
        f"{_COULD_NOT}\n\n"
        "Completion by the Tab key, in bash and zsh, and in fish:\n"
        '  eval "$(register-python-argcomplete autograder)"\n'
        "  register-python-argcomplete --shell fish autograder | source",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    check = _command(
        commands,
        "check",
        "judge one notebook, or one module",
        "autograder check submitted/lena/03_pool/03_pool.ipynb",
        "autograder check 03_pool.ipynb --exercise word_count",
        "autograder check word_count.py --exercise word_count --json",
        status="0 full marks, 1 less",
    )
    check.add_argument("path", type=Path, metavar="NOTEBOOK|MODULE.py")
    _one_exercise(check, "judge this exercise only")
    _common(check)
    check.set_defaults(run=_check)

    grade = _command(
        commands,
        "grade",
        "grade a class: what changed, in parallel",
        "autograder grade                       # all that was collected",
        "autograder grade 03_pool --student lena",
        "autograder grade 03_pool --force       # after the checks changed",
        "autograder grade --cluster tcp://10.0.0.5:8786",
        status="0 all submissions have their marks",
        could_not="2 some have not, or were handed in where they can't be graded (the summary\n"
        "says which), or it could not be done (bad arguments, no sandbox).",
    )
    _topics(grade, "assignments", "ASSIGNMENT", "default: all")
    grade.add_argument(
        "--course-dir",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="the nbgrader course (default: the current folder)",
    )
    grade.add_argument("--student", metavar="S", help="this student only")
    grade.add_argument(
        "--jobs", type=_count, metavar="N", help="judges at once (default: measured)"
    )
    grade.add_argument("--cluster", metavar="ADDRESS", help="a Dask scheduler, tcp://host:port")
    grade.add_argument(
        "--force", action="store_true", help="judge all anew, and print whose marks changed"
    )
    _common(grade)
    grade.set_defaults(run=_grade)

    bank = _command(
        commands,
        "bank",
        "judge the solution bank: do the checks work?",
        "autograder bank 03_pool --exercise word_count",
        "autograder bank --quick --method spawn",
        "autograder bank 05_queue --repeat 5     # are the verdicts steady?",
        status="0 each solution has its verdict, 1 some have not",
    )
    _topics(bank, "topics", "TOPIC", "default: all topics")
    _one_exercise(bank, "this exercise only")
    bank.add_argument(
        "--method", choices=get_all_start_methods(), metavar="M", help="one start method only"
    )
    bank.add_argument("--repeat", type=_count, default=1, metavar="N", help="judge each N times")
    bank.add_argument(
        "--quick", action="store_true", help="stop each at its first failed check (no marks)"
    )
    bank.add_argument(
        "--sample",
        type=_count,
        metavar="N",
        help="of each exercise the reference, the stub and N others",
    )
    bank.add_argument(
        "--seed", metavar="TEXT", default="", help="another one samples others (default: empty)"
    )
    bank.add_argument("--jobs", type=_count, metavar="N", help="at once (default: measured)")
    _common(bank)
    bank.set_defaults(run=_bank)

    doctor = _command(
        commands,
        "doctor",
        "what this machine can do, and what is missing",
        "autograder doctor",
        "autograder doctor --json",
        status="0 notebooks can be graded here",
    )
    doctor.add_argument("--json", action="store_true", help="print one JSON object")
    doctor.set_defaults(run=_doctor)
    return parser


_COULD_NOT = "2 it could not be done (bad arguments, no sandbox, a fault of the grader)."


def _command(
    commands: Any, name: str, what: str, *examples: str, status: str, could_not: str = _COULD_NOT
) -> argparse.ArgumentParser:
    """A command whose help teaches by examples; `status` says what 0 and 1 mean to it, and
    `could_not` what 2 does."""
    shown = "\n  ".join(["Examples:", *examples])
    made: argparse.ArgumentParser = commands.add_parser(
        name,
        help=what,
        description=f"{what[0].upper()}{what[1:]}{'' if what.endswith('?') else '.'}",
        epilog=f"{shown}\n\nExit status: {status},\n{could_not}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    return made


def _count(text: str) -> int:
    """A number of things to do, 1 at least."""
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError(f"{number} is less than 1")
    return number


def _topics(parser: argparse.ArgumentParser, name: str, metavar: str, what: str) -> None:
    action = parser.add_argument(name, nargs="*", metavar=metavar, help=what)
    action.completer = lambda **_: [topic.slug for topic in TOPICS]  # type: ignore[attr-defined]


def _one_exercise(parser: argparse.ArgumentParser, what: str) -> None:
    action = parser.add_argument("--exercise", metavar="ID", help=what)
    action.completer = lambda **_: [  # type: ignore[attr-defined]
        exercise.id for topic in TOPICS for exercise in topic.exercises
    ]


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--sandbox",
        choices=LEVELS,
        default=os.environ.get("AUTOGRADER_SANDBOX", "bubblewrap"),
        help="the weakest sandbox that will do (default: bubblewrap)",
    )


def _check(arguments: argparse.Namespace) -> int:
    from autograder.judge import judge_module
    from autograder.notebook import judge_notebook
    from autograder.terminal import Waiting, report_text

    path: Path = arguments.path
    if not path.exists():
        raise FileNotFoundError(f"there is no file {path}")
    if path.suffix == ".py":
        if not arguments.exercise:
            raise ValueError(f"name the exercise that {path.name} solves: --exercise ID")
        with Waiting(f"judging {arguments.exercise}", sys.stderr):
            report = judge_module(path, arguments.exercise, level=arguments.sandbox)
    else:
        chosen = [arguments.exercise] if arguments.exercise else None
        with Waiting(f"judging {path.name}", sys.stderr):
            report = judge_notebook(path, level=arguments.sandbox, exercises=chosen)
        if not report.exercises:
            raise _not_of(arguments.exercise, report.topic)
    if arguments.json:
        print(json.dumps(report.to_json(), indent=2, ensure_ascii=False))
    else:
        print(report_text(report))
    return _status(report)


def _not_of(exercise: str, slug: str) -> UnknownExercise:
    """An exercise that was asked for where it does not belong; says where it does."""
    ids = ", ".join(each.id for each in topic(slug).exercises)
    return UnknownExercise(f"{exercise} is of {topic_of(exercise).slug}; {slug} has {ids}")


def _status(report: NotebookReport) -> int:
    if not report.could_judge:
        return CANNOT
    return 0 if report.full_marks else 1


def _grade(arguments: argparse.Namespace) -> int:
    from autograder import classroom, terminal

    report = classroom.grade(
        arguments.course_dir.resolve(),
        assignments=arguments.assignments,
        student=arguments.student,
        jobs=arguments.jobs,
        cluster=arguments.cluster,
        force=arguments.force,
        level=arguments.sandbox,
        tell=terminal.ProgressLine(sys.stderr, quiet=arguments.json),
    )
    if arguments.json:
        print(json.dumps(report.to_json(), indent=2, ensure_ascii=False))
    else:
        print(terminal.class_text(report))
    return CANNOT if report.failures or report.misplaced else 0


def _bank(arguments: argparse.Namespace) -> int:
    from autograder import bank, terminal

    chosen = [
        entry
        for topic in bank.topics(arguments.topics)
        for entry in (*bank.from_notebooks(topic), *bank.entries(topic))
        if arguments.exercise in (None, entry.exercise)
    ]
    if not chosen:
        raise _not_of(arguments.exercise, bank.topics(arguments.topics)[0].slug)
    if arguments.sample is not None:
        chosen = bank.sampled(chosen, arguments.sample, arguments.seed)
    methods = [arguments.method] if arguments.method else None
    judged = []
    work = bank.judge_all(
        chosen,
        level=arguments.sandbox,
        methods=methods,
        jobs=arguments.jobs,
        repeat=arguments.repeat,
        quick=arguments.quick,
    )
    total = len(chosen) * arguments.repeat
    count = terminal.Count(total, "judged", sys.stderr, quiet=arguments.json)
    for done in work:
        judged.append(done)
        count(len(judged))
    if arguments.json:
        print(json.dumps(terminal.bank_json(judged), indent=2))
    else:
        print(terminal.bank_text(judged))
    return 0 if terminal.bank_is_sound(judged) else 1


def _doctor(arguments: argparse.Namespace) -> int:
    from autograder import doctor

    findings = doctor.examine()
    if arguments.json:
        print(json.dumps(doctor.to_json(findings), indent=2))
    else:
        print(doctor.to_text(findings))
    return 0 if doctor.can_grade(findings) else CANNOT


if __name__ == "__main__":
    sys.exit(main())
