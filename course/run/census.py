"""What a call leaves behind: counted once its function has returned, then cleared away."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from course.run import tree
from course.run.outcome import LeftBehind, Leftover
from course.run.place import START_SECONDS, TICK, Place, role_of

EXIT_SECONDS = 2.0
"""For the calling process to end after its function has returned. Honest ones take 0.05."""

LOOKS = 5
"""So often in a row is it seen asleep, a TICK apart, before it is said not to end."""

LEAVE_SECONDS = 1.0
"""For children that are on their way out to be gone before they count as left behind."""


class Census:
    """Counts and ends what is left of one call, whose process has the pid `main` inside.

    `serve(seconds)` lets whoever has something to say meanwhile say it. `shared_before` are the
    shared-memory blocks that were there before the call.
    """

    def __init__(
        self,
        place: Place,
        main: int,
        shared_before: frozenset[str],
        serve: Callable[[float], None],
    ) -> None:
        self.left = LeftBehind()
        self._helpers: dict[tree.Identity, str] = {}
        """Who goes by the name of a helper of Python's, and under which."""
        self._place = place
        self._main = main
        self._shared_before = shared_before
        self._serve = serve

    def count(
        self,
        threads: Iterable[object],
        name_of: Callable[[int], str],
        blocks_made: Callable[[], frozenset[str]],
    ) -> None:
        """Count what the function left running, once whatever is on its way out has left.

        Of shared-memory blocks, where others have theirs too, only those that `blocks_made` names.
        """
        end = time.monotonic() + LEAVE_SECONDS
        while True:
            strays = self._strays()
            living = [p for p in strays if not p.is_zombie]
            if not living or time.monotonic() >= end:
                break
            self._serve(0.02)
        for process in living:
            pid = process.inner_pid()
            self.left.append(Leftover("process", f"{name_of(pid)} is still running", pid))
        for process in strays:
            if process.is_zombie:
                pid = process.inner_pid()
                detail = f"{name_of(pid)} has ended, but nobody joined it"
                self.left.append(Leftover("zombie", detail, pid))
        for name in threads:
            self.left.append(Leftover("thread", f"the thread {str(name)[:60]} is still running"))
        shared = self._place.ask("progress", "events")["shared_memory"]
        blocks = set(map(str, shared)) - self._shared_before
        if blocks and not self._place.private:
            blocks &= blocks_made()
        for name in sorted(blocks):
            detail = f"the shared-memory block {name[:60]} was not unlinked"
            self.left.append(Leftover("shared_memory", detail))

    def _strays(self) -> list[tree.Process]:
        """All but the call process and what is Python's own: the resource tracker, the fork server.

        Nor a zombie that only the zygote or the fork server can reap, and will in a moment: an
        orphan, such as the fork server that a child had for its own children. One look at the tree
        serves for all: a submission may leave hundreds of processes.
        """
        inner = {process: process.inner_pid() for process in self._place.others()}
        caller = {process.pid for process, pid in inner.items() if pid == self._main}
        roles = {each: role_of(each) for each in inner if each.ppid in caller}
        helpers = {each.pid for each, role in roles.items() if role != "python"}
        self._helpers = {
            who: role
            for process, role in roles.items()
            if process.pid in helpers and (who := tree.identity(process.pid)) is not None
        }
        keepers = self._place.keepers | helpers
        return [
            process
            for process in inner
            if process.pid not in caller | helpers
            and not (process.is_zombie and process.ppid in keepers)
        ]

    def await_exit(self) -> bool:
        """Serve the call process until it is gone; False if it sleeps instead.

        One that is ending, or would if it got a processor, gets more time on a busy machine.
        """
        end = time.monotonic() + EXIT_SECONDS
        latest = time.monotonic() + START_SECONDS
        asleep = 0
        while self._place.ended is None:
            now = time.monotonic()
            if now >= end:
                caller = self._place.find(self._main)
                sleeps = caller is not None and caller.state in "ST" and not caller.is_ending
                asleep = asleep + 1 if sleeps else 0
                if asleep == LOOKS or now >= latest:
                    return False
                end = now + TICK
            self._serve(end - now)
        return True

    def count_false_helpers(self) -> None:
        """Count who only went by the name of a helper, once the call process is gone.

        A real one reads from a pipe to its end, which has come then: it ends, or would if it got
        a processor. Whoever sleeps has never read there.
        """
        end = time.monotonic() + LEAVE_SECONDS
        latest = time.monotonic() + START_SECONDS
        asleep = 0
        while asleep < LOOKS and time.monotonic() < latest:
            living = tree.still_living(self._helpers)
            if not living:
                return
            late = time.monotonic() >= end
            asleep = asleep + 1 if late and all(each.state in "ST" for each in living) else 0
            self._serve(TICK if late else 0.02)
        for process in living:
            role = next(role for who, role in self._helpers.items() if who.pid == process.pid)
            detail = f"a process that calls itself Python's {role} is still running"
            self.left.append(Leftover("process", detail, process.inner_pid()))

    def clear(self) -> None:
        """Kill whatever is left of the call, then wait until it is gone."""
        place = self._place
        helpers_until = time.monotonic() + (0.0 if place.private else 1.0)
        end = time.monotonic() + 10.0
        while True:
            rest = place.others()
            if not rest and place.ended is not None:
                place.session = 0
                return
            sparing = time.monotonic() < helpers_until
            doomed = [p for p in rest if not (sparing and role_of(p) == "resource tracker")]
            tree.kill(doomed)
            if not rest and place.ended is None and self._gone():
                return
            if time.monotonic() > end:
                place.broken = True
                return
            self._serve(0.01)

    def _gone(self) -> bool:
        """Nothing is left, yet nobody said that the call has ended: the zygote is gone."""
        self._place.broken = self._place.process.poll() is not None
        return self._place.broken
