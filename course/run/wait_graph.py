"""The wait-for graph: which living process could end a wait, and where the waits go in a circle.

Who holds a lock is known for certain; who might put, send or answer is read from what each has
done before.
"""

from __future__ import annotations

from collections.abc import Sequence

from course.run.scene import Held, Scene


def telling(waits: Sequence[Held]) -> Held:
    """Of one process's waits the one to tell of: a feeder's rather than "waits for its feeder"."""
    first = waits[0]
    if first.kind == "flush":
        return next((wait for wait in waits if wait.kind == "feed" and wait.obj), first)
    return first


def waits_for(scene: Scene, wait: Held) -> list[int]:
    """The living processes that could end a wait, as far as that can be known."""
    owner = scene.owners.get(wait.obj or "")
    match wait.kind:
        case "join" if wait.child is not None:
            found = [wait.child]
        case "acquire" if owner is not None:
            return [owner[0]] if scene.people[owner[0]].alive else []
        case "get":
            found = scene.users(wait.obj, "put") or _rivals(scene, wait)
        case "put" | "feed" | "flush":
            found = scene.users(wait.obj, "get") or [scene.thing(wait.obj).maker]
        case "send":
            found = _at_end(scene, wait, 1 - wait.end, "recv", "send")
        case "recv" | "poll":
            found = _at_end(scene, wait, 1 - wait.end, "send", "recv")
        case "qjoin":
            found = scene.users(wait.obj, "get")
        case "result":
            found = [pid for pid, _ in scene.tasks_of(wait.obj, wait.task)]
        case _:
            found = []
    return [p for p in found if p != wait.pid and p in scene.people and scene.people[p].alive]


def _rivals(scene: Scene, wait: Held) -> list[int]:
    """Nobody has ever put: whoever else waits in get(), but at another queue."""
    others = [w for w in scene.waiting("get") if w.pid != wait.pid and w.obj != wait.obj]
    return sorted({w.pid for w in others if scene.people[w.pid].role in ("main", "process")})


def _at_end(scene: Scene, wait: Held, end: int, *kinds: str) -> list[int]:
    """Who uses, or now waits at, this end of the pipe."""
    there = [w.pid for w in scene.waits if w.obj == wait.obj and w.end == end]
    return there or scene.users(wait.obj, *(f"{kind} {end}" for kind in kinds))


def cycle_from(scene: Scene, wait: Held, kind: str) -> list[Held]:
    """The waits of this kind that lead from one process to the next and back to this one."""
    path = [wait]
    while True:
        owner = scene.owners.get(path[-1].obj or "")
        if owner is None:
            return []
        if owner[0] == wait.pid:
            return path
        step = next((w for w in scene.waits_of(owner[0]) if w.kind == kind), None)
        if step is None or step in path:
            return []
        path.append(step)
