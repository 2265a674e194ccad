"""One notebook by itself, as `autograder check` judges it: its exercises beside each other."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from autograder import sandbox, scratch
from autograder.classroom.work import Work, judge_one, this_engine
from autograder.judge import judge_submission
from autograder.judges import Task, run_all
from autograder.store import VerdictStore, keys_of
from autograder.submission import read_submission
from autograder.verdict import NotebookReport


def judge_notebook(
    path: Path, *, level: str = "bubblewrap", exercises: Sequence[str] | None = None
) -> NotebookReport:
    """What `autograder.judge.judge_notebook` finds, by as many judges as keep the cores busy.

    Raises as it does. An exercise whose judge died is judged again, here.
    """
    submission = read_submission(path)
    launcher = sandbox.launcher(level)
    topic = submission.topic
    modules = {module.name: module.text for module in submission.modules.values()}
    tasks = [
        Task(key, exercise, judge_one, (Work(topic.slug, exercise, modules, level, this_engine()),))
        for exercise, key in keys_of(topic, modules, launcher.level, exercises).items()
    ]
    with tempfile.TemporaryDirectory(prefix="check-", dir=scratch.home()) as folder:
        store = VerdictStore(Path(folder))
        for done in run_all(tasks) if len(tasks) > 1 else ():
            if not done.died:
                store.keep(done.key, done.result)
        return judge_submission(
            submission, name=path.name, launcher=launcher, exercises=exercises, store=store
        )
