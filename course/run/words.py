"""An explanation in words. Objects go by the names of their variables, processes by theirs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from course.run.scene import Held, Person, Scene

TOLD = 4
"""Waits that are told in full sentences; beyond, they are counted."""


def name(scene: Scene, pid: int, first: bool = False) -> str:
    """A process's name; the one that the call runs in is the parent."""
    if pid == scene.main:
        return "The parent" if first else "the parent"
    person = scene.people.get(pid)
    return person.name if person and person.name else f"process {pid}"


def names(scene: Scene, pids: Sequence[int]) -> str:
    """ "Worker-1, Worker-2 and Worker-3"."""
    return listed([name(scene, pid) for pid in pids])


def listed(parts: Sequence[str]) -> str:
    if len(parts) > 5:
        parts = [*parts[:4], f"{len(parts) - 4} more"]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def label(scene: Scene, obj: str | None) -> str:
    return f"`{scene.thing(obj).label}`"


def end_label(scene: Scene, wait: Held, other: bool = False) -> str:
    """The name of the end of a pipe that a process uses, or of the other one."""
    ends = scene.thing(wait.obj).ends
    found = ends[(1 - wait.end if other else wait.end) & 1]
    return f"`{found}`" if found else "the other end" if other else "its end"


def where(held: Held) -> str:
    return f" ({held.at[0]} line {held.at[1]})" if held.at else ""


def count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def doing(scene: Scene, wait: Held) -> str:
    """What it waits in, to follow "waits in"."""
    thing = label(scene, wait.obj)
    match wait.kind:
        case "join":
            return f"join() for {name(scene, wait.child or 0)}"
        case "get":
            return f"get() from {thing}"
        case "put":
            return f"put() into {thing}"
        case "feed" | "flush":
            return f"its last step: writing its items into the pipe of {thing}"
        case "qjoin":
            return f"join() of the queue {thing}"
        case "send":
            return f"send() on {end_label(scene, wait)}"
        case "recv" | "poll":
            return f"{wait.kind}() on {end_label(scene, wait)}"
        case "acquire":
            return f"acquire() of {thing}"
        case "wait":
            return f"wait() of {thing}"
        case "result":
            return f"get() of a result from {thing}"
        case "pjoin" | "pterminate":
            return f"join() of {thing}" if wait.obj else "terminate() of a pool"
        case "call":
            return f"{wait.method}() of the manager's {thing}"
        case "select":
            return "wait() for several connections at once"
        case "threads":
            return "the end of its threads"
    return wait.kind


def ends_when(scene: Scene, wait: Held) -> str:
    """What would end it, to follow "It ends when"."""
    thing = label(scene, wait.obj)
    owner = scene.owners.get(wait.obj or "")
    match wait.kind:
        case "join":
            return f"{name(scene, wait.child or 0)} ends"
        case "get":
            return f"somebody calls put() on {thing}"
        case "put" | "feed" | "flush":
            return f"somebody calls get() on {thing}"
        case "qjoin":
            missing = unfinished(scene, wait)
            return f"task_done() has been called {count(missing, 'more time')}"
        case "send":
            return f"somebody receives at {end_label(scene, wait, other=True)}"
        case "recv" | "poll":
            other = end_label(scene, wait, other=True)
            return f"somebody sends at {other}, or nobody has {other} open any more"
        case "acquire" if owner and owner[0] != wait.pid and scene.people[owner[0]].alive:
            return f"{name(scene, owner[0])} releases {thing}"
        case "acquire":
            return f"somebody releases {thing}"
        case "wait" if wait.obj and wait.obj.startswith("barrier"):
            return f"{scene.thing(wait.obj).parties} processes wait there at once"
        case "wait" if wait.obj and wait.obj.startswith("condition"):
            return f"somebody calls notify() on {thing}"
        case "wait":
            return f"somebody calls set() on {thing}"
        case "result":
            return "a worker has finished the task and sent its result"
        case "pjoin" | "pterminate":
            return "all its workers have ended"
        case "call" if wait.method == "get":
            return f"somebody calls put() on {thing}"
    return "somebody else acts"


def unfinished(scene: Scene, wait: Held) -> int:
    """Items of a JoinableQueue for which task_done() has not been called."""
    return max(1, scene.total(wait.obj, "put") - scene.total(wait.obj, "task_done"))


def statement(scene: Scene, wait: Held) -> str:
    """One process's wait as a sentence."""
    who = name(scene, wait.pid, first=True)
    if wait.kind in ("feed", "flush"):
        thing = label(scene, wait.obj)
        return (
            f"{who} cannot end before somebody takes out of {thing} what it has put there: "
            "the queue's pipe is full."
        )
    full = {"put": ", which is full", "send": ": the pipe is full"}.get(wait.kind, "")
    return f"{who} waits in {doing(scene, wait)}{where(wait)}{full}."


def tell(scene: Scene, chain: Sequence[Held], remark: str, key: Held | None) -> str:
    """The whole explanation: who waits for whom, the remark, and, with `key`, what would help."""
    shown = grouped(chain)
    parts = [statement(scene, wait) for wait in shown[:TOLD]]
    rest = len(shown) - TOLD
    if rest > 0:
        parts.append(f"{count(rest, 'more process waits', 'more processes wait')}, too.")
    if remark:
        parts.append(remark)
    if key is not None:
        parts.append(f"It would go on if {wish(ends_when(scene, key))}.")
    return " ".join(parts)


def grouped(chain: Sequence[Held]) -> list[Held]:
    """The waits without those that say the same of a further process on the same line."""
    seen: set[object] = set()
    found: list[Held] = []
    for wait in chain:
        key = (wait.kind, wait.obj, wait.at, wait.child)
        if key not in seen or len(found) < 3:
            found.append(wait)
        seen.add(key)
    return found


def wish(text: str) -> str:
    """ "Worker-1 releases `a`" → "Worker-1 released `a`", as it stands after "if"."""
    for now, then in (
        (" releases ", " released "), (" calls ", " called "), (" ends", " ended"),
        (" receives ", " received "), (" sends ", " sent "), (" has ", " had "),
        (" have ", " had "), (" wait ", " waited "), (" acts", " acted"),
    ):  # fmt: skip
        text = text.replace(now, then)
    return text


def clean(text: str) -> str:
    """An exception's text for a sentence: one line, without paths of this machine."""
    text = re.sub(r" from '[^']*'", "", " ".join(text.split())).rstrip(".")
    return text if len(text) <= 160 else text[:157] + "..."


def fate(person: Person) -> str:
    """How a process ended that did not end well."""
    spot = f" in {person.at[0]} line {person.at[1]}" if person.at else ""
    if person.err and person.err != "SystemExit":
        what = f": {clean(person.text)}" if person.text else ""
        return f"ended with {person.err}{spot}{what}"
    if person.code is not None and person.code < 0:
        return f"was killed by signal {-person.code}"
    if person.code not in (0, None):
        return f"ended with exit code {person.code}"
    return "ended before its work was done"
