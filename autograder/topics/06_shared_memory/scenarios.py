"""What runs inside, beside the student's module: stages without any expected answer.

transfer     `logged` and `rushed` play one teller with accounts that write down what is done to
             them; `crossed` and `apart` start two real tellers who meet at the worst moment.
row_filter   `weighed` counts the bytes that pass between the caller and all other processes.
ring_buffer  the rest: one process puts, another gets, and the stage says when.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import multiprocessing.connection
import multiprocessing.reduction
import os
import resource
import stat
import sys
import time
from collections.abc import Callable, Sequence
from types import FrameType, ModuleType, TracebackType
from typing import Any

from course.run import times, witness
from course.run.ears import EAR
from course.samples.shared import one_up, tellers

__all__ = ["tellers"]

# ------------------------------------------------------- transfer: one teller, closely watched


class LoggedLock:
    """The lock of an account in a one-process play: it is always free, and writes down its use."""

    def __init__(self, log: list[Any]) -> None:
        self.number = -1
        self.log = log
        self.depth = 0

    def acquire(self, block: bool = True, timeout: float | None = None) -> bool:
        patient = bool(block) and timeout is None
        self.depth += 1
        self.log.append(["take", self.number, patient])
        return True

    def release(self) -> None:
        if self.depth == 0:
            raise AssertionError("attempt to release recursive lock not owned by thread")
        self.depth -= 1
        self.log.append(["give", self.number, self.depth])

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *error: object) -> None:
        self.release()


class LoggedAccount:
    """Stands in for `Value("q", balance)`. With `rush`, whatever is read without the lock is
    gone a moment later: somebody else has taken it."""

    def __init__(self, log: list[Any]) -> None:
        self.log = log
        self.number = -1
        self.lock = LoggedLock(log)
        self.balance = 0
        self.rush = False

    @property
    def value(self) -> int:
        seen = self.balance
        self.log.append(["read", self.number, seen])
        if self.rush and self.lock.depth == 0:
            self.balance = 0
        return seen

    @value.setter
    def value(self, balance: int) -> None:
        self.balance = balance
        self.log.append(["write", self.number, balance])

    def get_lock(self) -> LoggedLock:
        return self.lock

    def get_obj(self) -> LoggedAccount:
        return self

    def acquire(self, block: bool = True, timeout: float | None = None) -> bool:
        return self.lock.acquire(block, timeout)

    def release(self) -> None:
        self.lock.release()

    def __enter__(self) -> bool:
        return self.lock.acquire()

    def __exit__(self, *error: object) -> None:
        self.lock.release()


def _open_accounts(
    balances: Sequence[int], log: list[Any], downwards: bool, rush: bool = False
) -> list[LoggedAccount]:
    """Accounts whose places in memory, and those of their locks, go up or down with the number."""
    accounts = sorted((LoggedAccount(log) for _ in balances), key=id, reverse=downwards)
    locks = sorted((account.lock for account in accounts), key=id, reverse=downwards)
    for number, (account, lock, balance) in enumerate(zip(accounts, locks, balances, strict=True)):
        account.number = lock.number = number
        account.lock, account.balance, account.rush = lock, balance, rush
    return accounts


def logged(
    module: ModuleType, balances: Sequence[int], moves: Sequence[tuple[int, int, int]]
) -> list[dict[str, Any]]:
    """Make each transfer with fresh accounts, twice; then audit. What was done, step by step."""
    plays = []
    for downwards in (False, True):
        for move in moves:
            log: list[Any] = []
            accounts = _open_accounts(balances, log, downwards)
            result = module.transfer(accounts, *move)
            after = [account.balance for account in accounts]
            plays.append({"move": list(move), "result": result, "log": log, "balances": after})
        log = []
        result = module.audit(_open_accounts(balances, log, downwards))
        plays.append({"move": None, "result": result, "log": log, "balances": list(balances)})
    return plays


def rushed(
    module: ModuleType, balances: Sequence[int], move: tuple[int, int, int]
) -> dict[str, Any]:
    """One transfer while somebody else empties each account that is read without its lock."""
    accounts = _open_accounts(balances, [], False, rush=True)
    result = module.transfer(accounts, *move)
    return {"result": result, "balances": [account.balance for account in accounts]}


# ------------------------------------------------------------- transfer: two tellers who meet


class MeetingLock:
    """A real lock. The first one that a process takes, it takes at the worst moment."""

    def __init__(self, lock: Any, wait: bool) -> None:
        self.lock = lock
        self.wait = wait

    def acquire(self, block: bool = True, timeout: float | None = None) -> bool:
        return self._take(sys._getframe(1), block, timeout)

    def release(self) -> None:
        self.lock.release()

    def __enter__(self) -> bool:
        return self._take(sys._getframe(1), True, None)

    def _take(self, frame: FrameType, block: bool, timeout: float | None) -> bool:
        """Take the lock as if the student's line had done so: a hang is told by that line."""
        ear = self.lock.__dict__.get(EAR)
        if ear is None:
            got = bool(self.lock.acquire(block, timeout))
        else:
            got = bool(ear.take(frame, block, timeout))
        if got and self.wait:
            _meet_once("first lock", 1.5)
        return got

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.release()


class MeetingAccount:
    """A real Value. `meet` says where tellers wait for each other: "lock" or "write"."""

    def __init__(self, shared: Any, meet: str) -> None:
        self.shared = shared
        self.meet = meet

    @property
    def value(self) -> int:
        return int(self.shared.value)

    @value.setter
    def value(self, balance: int) -> None:
        self.shared.value = balance
        if self.meet == "write":
            _meet_once("write", 4.0)

    def get_lock(self) -> MeetingLock:
        return MeetingLock(self.shared.get_lock(), self.meet == "lock")

    def get_obj(self) -> Any:
        return self.shared.get_obj()

    def acquire(self, block: bool = True, timeout: float | None = None) -> bool:
        return self.get_lock()._take(sys._getframe(1), block, timeout)

    def release(self) -> None:
        self.shared.release()

    def __enter__(self) -> bool:
        return self.get_lock()._take(sys._getframe(1), True, None)

    def __exit__(self, *error: object) -> None:
        self.release()


_met: dict[int, bool] = {}
"""Whether this process, by its pid, has waited for the other one, and whether it came."""


def _meet_once(label: str, patience: float) -> None:
    if os.getpid() not in _met:
        _met[os.getpid()] = witness.meet(2, patience, label)


def _teller(
    transfer: Callable[..., Any], accounts: list[MeetingAccount], move: Sequence[int], writer: Any
) -> None:
    witness.meet(2, 10.0, "opening time")
    result = transfer(accounts, *move)
    writer.send([result, _met.get(os.getpid())])
    writer.close()


def two_tellers(
    module: ModuleType, meet: str, balances: Sequence[int], moves: Sequence[tuple[int, int, int]]
) -> dict[str, Any]:
    """Two processes make one transfer each, at the same time, and meet at "lock" or at "write"."""
    accounts = [multiprocessing.Value("q", balance) for balance in balances]
    meeting = [MeetingAccount(account, meet) for account in accounts]
    started = []
    for number, move in enumerate(moves, 1):
        reader, writer = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.Process(
            target=_teller, args=(module.transfer, meeting, move, writer), name=f"teller-{number}"
        )
        process.start()
        writer.close()
        started.append((process, reader))
    for process, _ in started:
        process.join()
    answers = []
    for _, reader in started:
        try:
            answers.append(reader.recv())
        except EOFError:
            answers.append([None, None])
        reader.close()
    return {
        "results": [result for result, _ in answers],
        "met": [met for _, met in answers],
        "balances": [account.value for account in accounts],
    }


# --------------------------------------------------------- row_filter: what travels, in bytes


def one_up_together(row: bytes) -> bytes:
    """`one_up(row)`, once three processes are in here at the same time or 4 s are over."""
    with witness.sighting("filtering"):
        witness.meet(3, label="studio")
        return one_up(row)


def weighed(module: ModuleType, *args: Any) -> dict[str, Any]:
    """Call row_filter and count the bytes that this process sends and receives meanwhile."""
    weight = [0]
    connection: Any = multiprocessing.connection.Connection
    reduction: Any = multiprocessing.reduction
    send, receive, dump = connection._send_bytes, connection._recv_bytes, reduction.dump

    def _send_bytes(self: Any, buffer: Any) -> Any:
        weight[0] += len(buffer)
        return send(self, buffer)

    def _recv_bytes(self: Any, *args: Any) -> Any:
        received = receive(self, *args)
        weight[0] += received.getbuffer().nbytes
        return received

    def weighed_dump(thing: Any, file: Any, protocol: Any = None) -> None:
        before = file.tell()
        dump(thing, file, protocol)
        weight[0] += file.tell() - before

    connection._send_bytes, connection._recv_bytes = _send_bytes, _recv_bytes
    reduction.dump = weighed_dump
    try:
        value = module.row_filter(*args)
    finally:
        connection._send_bytes, connection._recv_bytes = send, receive
        reduction.dump = dump
    return {"value": value, "travelled": weight[0]}


# ------------------------------------------------------------------- ring_buffer: in one process


def alone(
    module: ModuleType, slots: int, size: int, rounds: Sequence[Sequence[bytes]]
) -> list[Any]:
    """Put each round's messages, then get as many: all in this process."""
    ring = module.RingBuffer(slots, size)
    heard = []
    for messages in rounds:
        for message in messages:
            ring.put(message)
        heard.append([ring.get() for _ in messages])
    return heard


def plumbing(module: ModuleType, slots: int, size: int) -> list[str]:
    """What a new ring opens: "pipe" or "socket" for each descriptor that is one.

    Semaphores and memory of multiprocessing need none, once its resource tracker is there.
    """
    multiprocessing.Semaphore(0)
    before = _channels()
    ring = module.RingBuffer(slots, size)
    ring.put(b"x")
    ring.get()
    return [kind for number, kind in sorted(_channels().items()) if number not in before]


def _channels() -> dict[int, str]:
    """The descriptors of this process that are pipes or sockets."""
    found = {}
    for name in os.listdir("/proc/self/fd"):
        with contextlib.suppress(OSError):
            mode = os.fstat(int(name)).st_mode
            if stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode):
                found[int(name)] = "pipe" if stat.S_ISFIFO(mode) else "socket"
    return found


def too_long(
    module: ModuleType, slots: int, size: int, long: bytes, messages: Sequence[bytes]
) -> dict[str, Any]:
    """Put a message that is too long, as often as there are slots, and then some that fit."""
    ring = module.RingBuffer(slots, size)
    said = []
    for _ in range(slots):
        try:
            ring.put(long)
            ring.get()
            said.append("no exception")
        except Exception as error:
            said.append(type(error).__name__)
    for message in messages:
        ring.put(message)
    return {"said": said, "heard": [ring.get() for _ in messages]}


# --------------------------------------------------------------------- ring_buffer: between two


def put_all(ring: Any, messages: Sequence[bytes], after_each: Any = None) -> None:
    for message in messages:
        ring.put(message)
        if after_each is not None:
            after_each.release()


def get_all(ring: Any, count: int, writer: Any) -> None:
    writer.send([ring.get() for _ in range(count)])
    writer.close()


def carried(module: ModuleType, slots: int, size: int, messages: Sequence[bytes]) -> list[bytes]:
    """A child puts, this process gets."""
    ring = module.RingBuffer(slots, size)
    child = multiprocessing.Process(target=put_all, args=(ring, messages), name="writer")
    child.start()
    heard = [ring.get() for _ in messages]
    child.join()
    return heard


def overfilled(
    module: ModuleType, slots: int, size: int, messages: Sequence[bytes]
) -> dict[str, Any]:
    """A child puts more than there are slots, and nobody gets until it has come to a halt.

    A new process may take seconds to come up, and each put at once what it can.
    """
    ring = module.RingBuffer(slots, size)
    done = multiprocessing.Semaphore(0)
    child = multiprocessing.Process(target=put_all, args=(ring, messages, done), name="writer")
    child.start()
    early = 0
    patience = [8.0, *(2.0 for _ in range(slots - 1)), *(0.7 for _ in messages)]
    while early < len(messages) and done.acquire(timeout=patience[early]):
        early += 1
    heard = [ring.get() for _ in messages[: slots if early > slots else None]]
    if early > slots:
        child.kill()
    child.join()
    return {"early": early, "heard": heard}


IDLE = 1.0
"""Seconds in which the one who waits is watched. Longer shows rarer looks, and costs the time."""


def _wait_and_tell(wait: Callable[[], Any], begun: Any, writer: Any) -> None:
    """Wait once and tell for how many seconds the process slept meanwhile, and how often."""
    begun.release()
    slept, sleeps = times.asleep(), resource.getrusage(resource.RUSAGE_SELF).ru_nvcsw
    wait()
    sleeps = resource.getrusage(resource.RUSAGE_SELF).ru_nvcsw - sleeps
    writer.send([max(0.0, times.asleep() - slept), sleeps])
    writer.close()


def _get_one(ring: Any, begun: Any, writer: Any) -> None:
    _wait_and_tell(ring.get, begun, writer)


def _put_one(ring: Any, message: bytes, begun: Any, writer: Any) -> None:
    _wait_and_tell(lambda: ring.put(message), begun, writer)


def idle(module: ModuleType, message: bytes) -> dict[str, Any]:
    """How a child waits for a second: in get of an empty ring, in put of a full one."""
    waited = {}
    for who in ("get", "put"):
        ring = module.RingBuffer(1, len(message))
        begun = multiprocessing.Semaphore(0)
        reader, writer = multiprocessing.Pipe(duplex=False)
        if who == "get":
            target, args = _get_one, (ring, begun, writer)
        else:
            ring.put(message)
            target, args = _put_one, (ring, message, begun, writer)  # type: ignore[assignment]
        child = multiprocessing.Process(target=target, args=args, name=who)
        child.start()
        writer.close()
        begun.acquire()
        time.sleep(IDLE)
        if who == "get":
            ring.put(message)
        else:
            ring.get()
        try:
            waited[who] = reader.recv()
        except EOFError:
            waited[who] = None
        child.join()
        reader.close()
    return waited


def handed_over(
    module: ModuleType, slots: int, size: int, shifts: Sequence[Sequence[bytes]]
) -> list[Any]:
    """One writer after the other: this process, a child, this process again, another child.

    Then one reader after the other: this process gets every second shift, a child the others.
    All shifts together fit into the ring.
    """
    ring = module.RingBuffer(slots, size)
    for number, messages in enumerate(shifts):
        if number % 2:
            child = multiprocessing.Process(target=put_all, args=(ring, messages))
            child.start()
            child.join()
        else:
            put_all(ring, messages)
    heard = []
    for number, messages in enumerate(shifts):
        if number % 2:
            reader, writer = multiprocessing.Pipe(duplex=False)
            child = multiprocessing.Process(target=get_all, args=(ring, len(messages), writer))
            child.start()
            writer.close()
            try:
                heard.append(reader.recv())
            except EOFError:
                heard.append(None)
            child.join()
            reader.close()
        else:
            heard.append([ring.get() for _ in messages])
    return heard


def _pause_after_release(ring: Any, passed: Any) -> None:
    """After each release of one of the ring's semaphores, wait until the other side is through."""
    for thing in list(getattr(ring, "__dict__", {}).values()):
        inner = getattr(thing, "_semlock", None)
        if inner is None or not hasattr(thing, "get_value"):
            continue
        release = thing.release

        def slow(release: Callable[[], None] = release) -> None:
            release()
            passed.acquire(timeout=1.0)

        thing.release = slow


def _put_slowly(ring: Any, message: bytes, passed: Any) -> None:
    _pause_after_release(ring, passed)
    ring.put(message)


def _get_slowly(ring: Any, passed: Any, writer: Any) -> None:
    _pause_after_release(ring, passed)
    writer.send(ring.get())
    writer.close()


def released_too_early(module: ModuleType, first: bytes, second: bytes) -> dict[str, Any]:
    """A ring of one slot, and a process that dawdles right after it has released a semaphore."""
    passed = multiprocessing.Semaphore(0)
    ring = module.RingBuffer(1, len(first))
    ring.put(first)
    ring.get()
    writing = multiprocessing.Process(
        target=_put_slowly, args=(ring, second, passed), name="writer"
    )
    writing.start()
    got = ring.get()
    passed.release()
    writing.join()
    ring = module.RingBuffer(1, len(first))
    ring.put(first)
    passed = multiprocessing.Semaphore(0)
    reader, writer = multiprocessing.Pipe(duplex=False)
    reading = multiprocessing.Process(
        target=_get_slowly, args=(ring, passed, writer), name="reader"
    )
    reading.start()
    writer.close()
    ring.put(second)
    passed.release()
    try:
        kept = reader.recv()
    except EOFError:
        kept = None
    reading.join()
    reader.close()
    return {"got": got, "kept": kept}
