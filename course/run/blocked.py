"""Why nothing moves: who waits for whom, where, for what, and what would end it.

Everything here is a pure function over what was seen. The certainty rests on one argument: if
every thread of every process of the call sleeps in a wait that has no end of its own, or serves
others and has nothing to do, and this has been so for a while, then nobody is left who could
end any of these waits. A thread that computes, sleeps for a time, waits with a timeout, or does
what the recorder doesn't know, makes it uncertain; so does a timer. One kind of hang moves all the
time: a pool whose workers all fail before their first task, and are replaced without end.

The name of the pattern says which mistake it looks like. It is found by going through the
patterns of patterns.py in a fixed order, the more particular ones first.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from course.run import patterns, wait_graph, words
from course.run.patterns_pools import respawns_for_ever
from course.run.scene import Event, Held, ProcessState, Scene
from course.run.stacks import At, Mode

__all__ = ["Explanation", "ProcessState", "Stall", "Turnover", "Wait", "explain"]

QUIET = 0.5
"""Seconds without any movement before stacks are gathered. Shorter asks busy processes more
often; longer delays the explanation of a hang by as much."""

SHOWN = 12
"""Waits that an explanation lists; beyond, they are counted."""


@dataclass(frozen=True)
class Wait:
    """One process that waits, as a reader sees it: "{name} waits in {doing}"."""

    pid: int
    name: str
    doing: str
    obj: str | None
    at: At | None
    waits_for: tuple[int, ...]
    ends_when: str


@dataclass(frozen=True)
class Explanation:
    """Why a call does not go on. `certain` if it never will; otherwise it is where it stands."""

    pattern: str
    sentence: str
    waits: tuple[Wait, ...] = ()
    certain: bool = False

    def to_json(self) -> dict[str, Any]:
        """Plain data for a report; version 1."""
        return {"version": 1, **asdict(self), "waits": [asdict(wait) for wait in self.waits]}

    def text(self) -> str:
        """The sentence, and a line for each wait."""
        lines = [self.sentence]
        for wait in self.waits:
            where = f" ({wait.at[0]} line {wait.at[1]})" if wait.at else ""
            lines.append(f"- {wait.name} waits in {wait.doing}{where}. "
                         f"It ends when {wait.ends_when}.")  # fmt: skip
        return "\n".join(lines)


def explained(*args: Any, **kwargs: Any) -> Explanation | None:
    """`explain`, or None where a recording that no recorder of ours wrote misleads it."""
    try:
        return explain(*args, **kwargs)
    except Exception:
        return None


def explain(
    events: Sequence[Event],
    stacks: Mapping[int, str],
    processes: Sequence[ProcessState],
    main_pid: int,
    student_modules: Collection[str],
    deadline_passed: bool,
) -> Explanation | None:
    """Say who waits for whom; None if nobody waits in a way that tells anything.

    `stacks` holds, by pid, what faulthandler wrote; `processes` all that are in the call's tree.
    Before the deadline has passed, None is the answer unless it is certain.
    """
    scene = Scene(events, stacks, processes, main_pid, student_modules)
    certain = scene.still and bool(scene.waits) and main_pid in scene.states
    certain = certain or respawns_for_ever(scene)
    if not certain and not deadline_passed:
        return None
    chain = _chain(scene)
    if not chain:
        return _standing(scene)
    found = patterns.find(scene, chain)
    last = next((wait for wait in reversed(chain) if wait.kind != "join"), chain[-1])
    key = None if found.hopeless else found.key or last
    sentence = words.tell(scene, chain, found.remark, key)
    shown = chain + [wait for wait in _others(scene) if wait.pid not in {w.pid for w in chain}]
    waits = tuple(_as_wait(scene, wait) for wait in shown[:SHOWN])
    return Explanation(found.pattern, sentence, waits, certain)


def _as_wait(scene: Scene, held: Held) -> Wait:
    return Wait(
        pid=held.pid,
        name=words.name(scene, held.pid, first=True),
        doing=words.doing(scene, held),
        obj=held.obj,
        at=held.at,
        waits_for=tuple(wait_graph.waits_for(scene, held)),
        ends_when=words.ends_when(scene, held),
    )


def _chain(scene: Scene) -> list[Held]:
    """The waits that follow from the parent's, one a process, in the order of who waits for whom.

    If the parent does not wait, those of any other process.
    """
    starts = [scene.main] if scene.waits_of(scene.main) else [w.pid for w in _others(scene)]
    chain: list[Held] = []
    todo = starts[:1]
    while todo:
        pid = todo.pop(0)
        if any(wait.pid == pid for wait in chain):
            continue
        waits = scene.waits_of(pid)
        if not waits:
            continue
        chain.append(wait_graph.telling(waits))
        todo += [p for wait in waits for p in wait_graph.waits_for(scene, wait)]
    return chain


def _others(scene: Scene) -> list[Held]:
    """One wait of every process that waits, in the order in which they were born."""
    by_pid: dict[int, list[Held]] = {}
    for wait in scene.waits:
        by_pid.setdefault(wait.pid, []).append(wait)
    order = sorted(by_pid, key=lambda pid: scene.people[pid].born)
    return [wait_graph.telling(scene.waits_of(pid)) for pid in order]


def _standing(scene: Scene) -> Explanation | None:
    """Nobody waits without an end: say where the parent is."""
    does = scene.busy.get(scene.main)
    if does is None or does.at is None:
        return None
    module, line = does.at
    if does.mode is Mode.BOUNDED and does.kind:
        call = words.doing(scene, Held(scene.main, does.kind, does.obj, does.at))
        sentence = f"The parent was in {call}, in {module} line {line}, with a timeout"
        return Explanation("unknown", f"{sentence}: it goes on by itself, perhaps in a circle.")
    return Explanation("unknown", f"The parent was busy in {module} line {line}.")


class Stall:
    """Notices that nothing has moved for a while; then it is worth to ask for the stacks.

    Says so after QUIET seconds, and again after twice as long each time, until something moves.
    """

    _CPU = 0.021
    """Seconds that all processes together may use meanwhile: answering a signal takes some."""

    def __init__(self) -> None:
        self._since = 0.0
        self._due = QUIET
        self._last: tuple[frozenset[tuple[int, str]], int] | None = None
        self._cpu = 0.0

    def seen(self, states: Sequence[ProcessState], events: int, now: float) -> bool:
        """Take in a look: the processes, the size of the recording, the time in seconds."""
        asleep = all(state.state in ("S", "I", "Z", "X") for state in states)
        picture = (frozenset((state.pid, state.state) for state in states), events)
        cpu = sum(state.cpu for state in states)
        if not asleep or picture != self._last or cpu - self._cpu > self._CPU:
            self._last = picture if asleep else None
            self._cpu, self._since, self._due = cpu, now, QUIET
            return False
        if now - self._since < self._due:
            return False
        self._due = 2 * (now - self._since)
        return True


class Turnover:
    """Notices that processes come and go: then it is worth to ask the recording why.

    Says so when some have gone that were seen, and then each time their number has doubled.
    """

    _FEW = 10
    """Most live too shortly to be seen: the recording counts them all."""

    def __init__(self) -> None:
        self._seen: set[int] = set()
        self._due = self._FEW

    def seen(self, states: Sequence[ProcessState]) -> bool:
        """Take in a look at the processes."""
        here = {state.pid for state in states}
        self._seen |= here
        if len(self._seen - here) < self._due:
            return False
        self._due *= 2
        return True
