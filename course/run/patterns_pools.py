"""The mistakes with pools that a hang looks like; `course.run.patterns` says in which order."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from course.run.scene import Held, Person, Scene
from course.run.wait_graph import waits_for
from course.run.words import clean, fate, label, name

Chain = Sequence[Held]

RESPAWNS = 30
"""So many workers of a pool must have ended, each before its first task, until it is certain that
the next one will as well. Fewer, and an initializer that fails now and then is called hopeless."""


def _results(scene: Scene) -> list[Held]:
    return scene.waiting("result")


def pool_result_after_terminate(scene: Scene, chain: Chain) -> str | None:
    for wait in _results(scene):
        for event in scene.happened("pterminate", wait.obj):
            if event["pid"] == wait.pid and float(event["t"]) <= wait.since:
                return (
                    f"{label(scene, wait.obj)} was terminated before: leaving its `with` block "
                    "does that, too. A task that had not finished by then never will."
                )
    return None


def pool_terminate_race(scene: Scene, chain: Chain) -> str | None:
    """`Pool.terminate` kills workers, and waits for a lock that one of them had: CPython's #73945.

    Whoever writes programs can do nothing about it, so it is no mistake of theirs.
    """
    wait = chain[0]
    workers = [p for p in scene.people.values() if p.role == "pool" and p.parent == wait.pid]
    if wait.kind != "pterminate" or not workers or any(p.alive for p in workers):
        return None
    return (
        "The pool ended a worker while that one sent a result, and waits for the lock that it had: "
        "a weakness of Python's own Pool (CPython issue 73945), not of your program. Run it again."
    )


def workers_of(scene: Scene, pool: str | None) -> list[Person]:
    return [p for p in scene.people.values() if p.pool == pool and pool is not None]


def executor_terminate_race(scene: Scene, chain: Chain) -> str | None:
    """A broken executor of Python 3.11 ends its workers, but not the one that is being started.

    `submit` starts it, holding a lock that `terminate_broken` does not ask for before 3.12. Nobody
    tells that worker to end, and the executor waits for it: no mistake of the program's.
    """
    if sys.version_info >= (3, 12):
        return None
    wait = chain[0]
    workers = [w for w in workers_of(scene, wait.obj) if w.role == "executor"]
    missed = [worker for worker in workers if worker.alive and not worker.terminated]
    if wait.kind != "pjoin" or not missed or not any(worker.terminated for worker in workers):
        return None
    return (
        f"The executor was broken and ended its workers while it was still starting "
        f"{name(scene, missed[0].pid)}, which nobody tells to end: a weakness of Python's own "
        "ProcessPoolExecutor before 3.12, not of your program. Run it again."
    )


def pool_initializer_fails(scene: Scene, chain: Chain) -> str | None:
    for wait in _results(scene):
        ended = _ended_at_once(scene, wait.obj)
        if ended and not _took_tasks(scene, wait.obj):
            what = f"{name(scene, ended[0].pid, first=True)} {fate(ended[0])}"
            if not ended[0].began:
                what += ": it could not import what it needs (its traceback is on stderr)"
            return (
                f"The workers of {label(scene, wait.obj)} end before their first task, because "
                f"their initializer fails. {what}. The pool starts another one each time, and "
                "nobody ever takes a task."
            )
    return None


def respawns_for_ever(scene: Scene) -> bool:
    """Whether the parent waits for a pool whose workers all end before their first task.

    It is certain if nobody else is there who could change what makes them fail.
    """
    for wait in scene.waiting("result"):
        ended = _ended_at_once(scene, wait.obj)
        others = [p for p in scene.living() if p.pid != scene.main and p.pool != wait.obj]
        parent = scene.busy.get(scene.main)
        alone = not others and not scene.timers and (parent is None or parent.at is None)
        if wait.pid == scene.main and wait.main and alone and len(ended) >= RESPAWNS:
            return not _took_tasks(scene, wait.obj)
    return False


def _ended_at_once(scene: Scene, pool: str | None) -> list[Person]:
    """The pool's workers that ended by themselves before they asked for a task, oldest first.

    One that cannot even import what it needs ends with code 1 and has said nothing.
    """
    return [
        worker
        for worker in workers_of(scene, pool)
        if not worker.alive
        and not worker.terminated
        and (worker.unready or (not worker.began and worker.code == 1))
    ]


def _took_tasks(scene: Scene, pool: str | None) -> bool:
    return bool(scene.total(pool, "task") or scene.tasks_of(pool, None))


def pool_cannot_import(scene: Scene, chain: Chain) -> str | None:
    for wait in _results(scene):
        for worker in workers_of(scene, wait.obj):
            if worker.ran is False and worker.err in _IMPORTING and not _began(scene, worker.pid):
                return (
                    f"A worker could not unpickle its task and died of it ({worker.err}: "
                    f"{clean(worker.text)}), so the task is lost. The function must be one that "
                    "a worker can import."
                )
    return None


_IMPORTING = {"AttributeError", "ImportError", "ModuleNotFoundError", "PicklingError",
              "UnpicklingError", "TypeError"}  # fmt: skip


def _began(scene: Scene, pid: int) -> bool:
    """Whether the worker died inside a task rather than on the way to one."""
    return any(worker == pid for worker, _ in scene.tasks_of(scene.people[pid].pool, None))


def pool_worker_died(scene: Scene, chain: Chain) -> str | None:
    for wait in _results(scene):
        if waits_for(scene, wait):
            continue
        dead = [p for p in workers_of(scene, wait.obj) if not p.alive and not p.terminated]
        dead = [p for p in dead if p.crashed or not p.ended]
        if dead:
            tasks = dict(scene.tasks_of(wait.obj, wait.task))
            doing = [f" in {tasks[p.pid]}()" for p in dead if p.pid in tasks]
            return (
                f"A worker, {name(scene, dead[0].pid)}, {fate(dead[0])}{(doing or [''])[0]}. "
                "The pool started another one, but the dead one's task is lost, "
                "and no result will come."
            )
    return None
