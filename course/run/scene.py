"""The moment at which nothing moves: objects, processes, and what each thread waits for.

Put together from the recorder's events, the stacks and the states of the processes. Events say
what has happened so far, stacks what is happening; where they disagree the stack is right.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from course.run import stacks as _stacks
from course.run.stacks import At, Doing, Mode

Event = Mapping[str, Any]

FEEDING = {"feed", "flush"}
ASLEEP = {"S", "I"}


@dataclass(frozen=True)
class ProcessState:
    """A process of the call's tree, as seen from outside; `pid` and `ppid` as seen inside.

    `name` is "python", "resource tracker", "fork server" or "nursery"; `state` a letter as in
    ps(1); `cpu` the seconds of processor time it has used.
    """

    pid: int
    ppid: int
    name: str
    state: str
    cpu: float


@dataclass
class Thing:
    """An object of the learner's."""

    id: str
    type: str = ""
    label: str = ""
    ends: tuple[str, str] = ("", "")
    parties: int = 0
    maxsize: int = 0
    value: int = 0
    maker: int = 0


@dataclass
class Person:
    """A process, alive or not."""

    pid: int
    name: str = ""
    role: str = "process"
    pool: str | None = None
    parent: int | None = None
    method: str = ""
    born: float = 0.0
    began: bool = False
    """Whether it has come as far as its run()."""
    unready: bool = False
    """Whether it is a pool's worker that failed before it asked for a task."""
    alive: bool = False
    ran: bool | None = None
    """True when its run() has returned, False when it has raised, None before."""
    err: str = ""
    text: str = ""
    at: At | None = None
    ended: bool = False
    code: int | None = None
    terminated: bool = False

    @property
    def crashed(self) -> bool:
        """Whether it came to its end otherwise than by finishing its work."""
        if self.terminated:
            return False
        died = not self.alive and self.code not in (0, None)
        return died or (self.ran is False and self.code != 0)


@dataclass(frozen=True)
class Held:
    """A thread that waits for something, without an end of its own."""

    pid: int
    kind: str
    obj: str | None
    at: At | None = None
    end: int = 0
    child: int | None = None
    task: str | None = None
    method: str = ""
    since: float = 0.0
    main: bool = True
    locks: Mapping[str, At | None] = field(default_factory=dict)


class Scene:
    """Everything known when nothing moves."""

    def __init__(
        self,
        events: Sequence[Event],
        stacks: Mapping[int, str],
        processes: Sequence[ProcessState],
        main_pid: int,
        students: Collection[str],
    ) -> None:
        self.main = main_pid
        self.events = events
        self.things: dict[str, Thing] = {}
        self.people: dict[int, Person] = {main_pid: Person(main_pid, role="main")}
        self.counts: Counter[tuple[int, str, str]] = Counter()
        """Successful calls by pid, kind and object; for pipes the kind is "send 0" and so on."""
        self.owners: dict[str, tuple[int, At | None]] = {}
        """By lock: who has acquired it and not released it, and where."""
        self.closed: set[tuple[int, str, int]] = set()
        self.timers = False
        self._open: dict[tuple[int, str, str], dict[Any, list[Event]]] = defaultdict(dict)
        """By pid, kind and object, then by task: calls that have begun and not returned."""
        self._loose: set[tuple[int, str]] = set()
        for event in events:
            try:
                self._take_in(event)
            except (KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError):
                continue  # the learner's code can write into the file, too
        self.states = {p.pid: p for p in processes if p.state not in ("Z", "X")}
        for pid, state in self.states.items():
            if not self._is_helper(state):
                self._know(pid)
                self.people[pid].alive = True
        self.waits: list[Held] = []
        self.busy: dict[int, Doing] = {}
        """By pid: what a thread does that may go on by itself."""
        self.still = not self.timers
        """Whether no thread of any process can go on by itself."""
        for person in list(self.people.values()):
            if person.alive:
                self._look_at(person, stacks.get(person.pid), students)
        self._settle_owners()

    def _is_helper(self, state: ProcessState) -> bool:
        """Whether it is Python's own: the resource tracker, the fork server, but not its forks."""
        parent = self.states.get(state.ppid)
        forked = parent is not None and parent.name == state.name
        return state.name != "python" and not forked

    # -- from events

    def _take_in(self, event: Event) -> None:
        kind, pid = str(event["k"]), int(event["pid"])
        match kind:
            case "obj":
                ends = event.get("ends") or ("", "")
                self.things[str(event["id"])] = Thing(
                    id=str(event["id"]),
                    type=str(event.get("type", "")),
                    label=str(event.get("label", event["id"])),
                    ends=(str(ends[0]), str(ends[1])),
                    parties=_int(event.get("parties")),
                    maxsize=_int(event.get("maxsize")),
                    value=_int(event.get("value")),
                    maker=pid,
                )
            case "start" if isinstance(event.get("child"), int):
                person = self.people.setdefault(event["child"], Person(event["child"]))
                person.name = str(event.get("name", ""))
                person.role = str(event.get("role", "process"))
                person.pool = None if event.get("pool") is None else str(event["pool"])
                person.parent = pid
                person.born = float(event["t"])
            case "run":
                person = self.people.setdefault(pid, Person(pid))
                person.name = str(event.get("name", ""))
                person.role = str(event.get("role", "process"))
                person.method = str(event.get("method", ""))
                person.began = True
                person.born = person.born or float(event["t"])
            case "ran":
                person = self.people.setdefault(pid, Person(pid))
                person.ran = event.get("ok") is not False
                person.err, person.text = str(event.get("err", "")), str(event.get("text", ""))
                person.at = _at(event)
            case "unready":
                self.people.setdefault(pid, Person(pid)).unready = True
            case "exit":
                person = self.people.setdefault(pid, Person(pid))
                person.ended, person.code = True, _code(event)
            case "reap":
                child = _int(event.get("child"))
                person = self.people.setdefault(child, Person(child))
                person.ended, person.code = True, _code(event)
            case "terminate":
                child = _int(event.get("child"))
                self.people.setdefault(child, Person(child)).terminated = True
            case "timer":
                self.timers = True
            case "more":
                key = (pid, str(event.get("of")), str(event.get("obj")))
                self.counts[key] = max(self.counts[key], _int(event.get("count")))
                self._know(pid)
                self._loose.add((pid, str(event.get("obj"))))
            case "cclose":
                self.closed.add((pid, str(event.get("obj")), _int(event.get("end"))))
            case _:
                self._take_in_call(kind, pid, event)

    def _know(self, pid: int) -> None:
        """Somebody of whom no birth is recorded, as of a child of a plain os.fork()."""
        self.people.setdefault(pid, Person(pid, name=f"process {pid}", role="unknown"))

    def _take_in_call(self, kind: str, pid: int, event: Event) -> None:
        self._know(pid)
        obj = str(event.get("obj", event.get("child", "")))
        phase = event.get("ph")
        if phase == "B":
            self._open[pid, kind, obj].setdefault(event.get("task"), []).append(event)
            return
        if phase == "E":
            if begun := self._open[pid, kind, obj].get(event.get("task")):
                begun.pop()
            if event.get("ok") is False:
                return
        if kind in ("send", "recv"):
            self.counts[pid, f"{kind} {event.get('end')}", obj] += 1
        self.counts[pid, kind, obj] += 1
        if kind == "acquire":
            self.owners[obj] = (pid, _at(event))
        elif kind == "release":
            self.owners.pop(obj, None)

    # -- from stacks

    def _look_at(self, person: Person, text: str | None, students: Collection[str]) -> None:
        state = self.states[person.pid]
        threads = _stacks.parse(text) if text else []
        if state.state not in ASLEEP:
            self.still = False
        if not threads:
            self.still = False
            self._from_events(person)
            return
        for number, frames in enumerate(threads):
            main = number == len(threads) - 1
            does = _stacks.doing(frames, students)
            if does.mode is Mode.WAITING:
                held = self._wait_of(person.pid, does, main)
                if held is None:
                    does = Doing(Mode.BOUNDED, does.kind, does.obj, does.at)
                else:
                    self.waits.append(held)
                    continue
            if does.mode in (Mode.RUNNING, Mode.BOUNDED):
                self.still = False
                if main or person.pid not in self.busy:
                    self.busy[person.pid] = does

    def _wait_of(self, pid: int, does: Doing, main: bool) -> Held | None:
        """The wait with what its event adds; None if it has an end of its own."""
        begun = self._begun(pid, does)
        if any(e.get("timeout") is not None for e in begun):
            return None
        event: Event = begun[-1] if begun else {}
        locks = event.get("held")
        child = event.get("child")
        return Held(
            pid=pid,
            kind=does.kind,
            obj=does.obj or (self._unfed(pid) if does.kind in FEEDING else None),
            at=does.at or _at(event),
            end=_int(event.get("end")),
            child=child if isinstance(child, int) else None,
            task=None if event.get("task") is None else str(event["task"]),
            method=str(event.get("method", "")),
            since=float(event.get("t", 0.0)),
            main=main,
            locks={str(name): _pair(where) for name, where in locks.items()}
            if isinstance(locks, dict)
            else {},
        )

    def _unfed(self, pid: int) -> str | None:
        """The queue into which a process has put most that its feeder has not written yet."""
        rest = Counter(
            {
                obj: number - self.counts[pid, "feed", obj]
                for (who, kind, obj), number in self.counts.items()
                if who == pid and kind == "put"
            }
        )
        return rest.most_common(1)[0][0] if rest else None

    def _begun(self, pid: int, does: Doing) -> list[Event]:
        if does.kind == "join":
            return [
                event
                for (p, kind, _), by_task in self._open.items()
                if (p, kind) == (pid, "join")
                for event in _all(by_task)
            ]
        return _all(self._open.get((pid, does.kind, str(does.obj)), {}))

    def _from_events(self, person: Person) -> None:
        """Without a stack: the call that began last and has not returned."""
        begun = [
            (float(e["t"]), kind, obj, e)
            for (pid, kind, obj), by_task in self._open.items()
            if pid == person.pid and kind not in ("task", "work", "feed")
            for e in _all(by_task)
        ]
        if not begun:
            self.busy[person.pid] = Doing(Mode.RUNNING)
            return
        _, kind, obj, event = max(begun, key=lambda item: item[0])
        does = Doing(Mode.WAITING, kind, obj, _at(event))
        held = self._wait_of(person.pid, does, True)
        if held is None:
            self.busy[person.pid] = Doing(Mode.BOUNDED, kind, obj, does.at)
        else:
            self.waits.append(held)

    def _settle_owners(self) -> None:
        """Who holds which lock: what waiting processes say of themselves counts most."""
        told = {wait.pid for wait in self.waits if wait.main}
        for name, (pid, _) in list(self.owners.items()):
            if (pid, name) in self._loose and pid in told:
                del self.owners[name]
        for wait in self.waits:
            for name, where in wait.locks.items():
                self.owners[name] = (wait.pid, where)

    # -- questions

    def thing(self, obj: str | None) -> Thing:
        return self.things.get(obj or "", Thing(obj or "", label=obj or "something"))

    def living(self) -> list[Person]:
        return [p for p in self.people.values() if p.alive]

    def users(self, obj: str | None, *kinds: str) -> list[int]:
        """Processes that have done this to the object, in order of birth."""
        pids = {
            p for (p, kind, name), n in self.counts.items() if name == obj and n and kind in kinds
        }
        return sorted(pids, key=lambda p: self.people[p].born)

    def total(self, obj: str | None, kind: str) -> int:
        return sum(n for (_, k, name), n in self.counts.items() if name == obj and k == kind)

    def waiting(self, *kinds: str) -> list[Held]:
        return [wait for wait in self.waits if wait.kind in kinds]

    def waits_of(self, pid: int) -> list[Held]:
        """The waits of a process, that of its main thread first."""
        return sorted((w for w in self.waits if w.pid == pid), key=lambda w: not w.main)

    def tasks_of(self, pool: str | None, job: str | None) -> list[tuple[int, str]]:
        """Tasks of a pool's job that have begun and not ended: worker and name of the function."""
        found = []
        for (pid, kind, obj), by_task in self._open.items():
            if kind == "task" and obj == str(pool):
                for event in _all(by_task):
                    number = str(event.get("task"))
                    if job is None or number == job or number.startswith(f"{job}."):
                        found.append((pid, str(event.get("func"))))
        return found

    def happened(self, kind: str, obj: str | None) -> Iterable[Event]:
        return (e for e in self.events if e["k"] == kind and e.get("obj") == obj)


def _all(by_task: Mapping[Any, Sequence[Event]]) -> list[Event]:
    return [event for events in by_task.values() for event in events]


def _int(value: Any) -> int:
    return value if isinstance(value, int) else 0


def _code(event: Event) -> int | None:
    code = event.get("code")
    return code if isinstance(code, int) else None


def _at(event: Event) -> At | None:
    return _pair(event.get("at"))


def _pair(where: Any) -> At | None:
    if isinstance(where, (list, tuple)) and len(where) == 2 and isinstance(where[1], int):
        return str(where[0]), where[1]
    return None
