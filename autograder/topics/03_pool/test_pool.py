"""Hidden checks of topic 03_pool. DESIGN.md says which mistake is caught by which of them."""

from __future__ import annotations

import math
import re
import time
from collections import Counter
from collections.abc import Mapping
from functools import cache
from random import Random
from typing import Any

from course.checking import Student, diagnose, exercise, sample
from course.parsing import calls_itself
from course.run.outcome import LeftBehind, Leftover, Outcome, Status, clip, most_at_once
from course.run.wire import Error, Opaque

COOK = sample("course.samples.pool:cook")
FETCH = sample("course.samples.pool:fetch")
COOK_TOGETHER = sample("scenarios:cook_together")
FETCH_TOGETHER = sample("scenarios:fetch_together")

# ------------------------------------------------------------------------- what runs tell


def value_of(run: Outcome, student: Student, if_hung: str | None = None) -> Any:
    """The returned value. Without one the check fails, and `if_hung` is what a hang means here."""
    if run.status is Status.HUNG and (guess := why_hung(run, student) or if_hung):
        diagnose(guess)
    elif run.status is Status.FORGED:
        diagnose("report-of-ones-own")
    assert run.value is not None, diagnose("printed-not-returned")
    assert not isinstance(run.value, Opaque), diagnose("handle-not-result")
    return run.value


def error_of(run: Outcome, student: Student, if_hung: str | None = None) -> Error | None:
    """The exception that the call ended with, or None if it returned."""
    if run.status is not Status.RAISED:
        value_of(run, student, if_hung)
    return run.error


def why_hung(run: Outcome, student: Student) -> str | None:
    """What every hang of this kind means, in whichever exercise."""
    if calls_itself(student.source):
        return "code-at-top-level"
    waiting = [event["t"] for event in kinds(run, "result") if event["ph"] == "B"]
    ended = [event["t"] for event in kinds(run, "pterminate")]
    if waiting and ended and ended[0] < waiting[-1]:
        return "read-after-with"
    return None


def check_nothing_left(run: Outcome, otherwise: str = "workers-never-told-to-stop") -> None:
    """Assert that no process is left, and no pool that was neither closed nor terminated."""
    ended = {event["obj"] for event in (*kinds(run, "pclose"), *kinds(run, "pterminate"))}
    pools = [event for event in kinds(run, "obj") if event["type"] == "Pool"]
    still_open = [pool for pool in pools if pool["id"] not in ended]
    left = LeftBehind(run.left_behind)
    for pool in still_open:
        where = f" (line {pool['at'][1]})" if pool["at"] else ""
        left.append(Leftover("process", f"a pool that nobody closed or terminated{where}"))
    kinds_left = {leftover.kind for leftover in run.left_behind}
    if still_open:
        why = "pool-left-open"
    elif kinds_left == {"zombie"}:
        why = "never-joined"
    else:
        why = "others-left-running" if "thread" in kinds_left else otherwise
    assert left == [], diagnose(why)


def kinds(run: Outcome, kind: str) -> list[Mapping[str, Any]]:
    """The events of one kind, in order of time."""
    return [event for event in run.events if event["k"] == kind]


def check_team(run: Outcome, student: Student, processes: int) -> None:
    """Assert that `processes` workers were at work at the same time, no fewer and no more."""
    assert run.met, diagnose(why_not_together(run, student, processes))
    hired = max([pool["workers"] for pool in kinds(run, "pool")], default=0)
    assert max(run.overlapping_workers, hired) <= processes, diagnose(
        "processes-ignored",
        observed=f"{max(run.overlapping_workers, hired)} workers",
        expected=f"{processes} workers, as the caller asked",
    )


def check_no_more(student: Student, function: str, *args: Any) -> None:
    """Assert that no third worker comes where two are asked for.

    The gate waits for one that must not come, which takes two seconds: once is enough.
    """
    if student.method != "fork":
        return
    run = student.call(function, *args, processes=2, gate=3, deadline=20.0)
    assert not run.met, diagnose(
        "processes-ignored", observed="three workers or more", expected="two, as the caller asked"
    )


def why_not_together(run: Outcome, student: Student, processes: int) -> str:
    """The likely reason why no `processes` workers met at the gate."""
    if run.overlapping_workers > 1:
        return "processes-ignored"
    if not run.worker_pids - {run.pid}:
        return "parent-does-the-work"
    if len(kinds(run, "pool")) > 1:
        return "pool-for-each-item"
    if any(start["role"] == "process" for start in kinds(run, "start")):
        return "start-then-join-each"
    if re.search(r"\.apply\(", student.source):
        return "apply-is-serial"
    if len(run.sightings) == 1:
        return "one-big-chunk"
    return "get-right-after-asking"


def check_worked_on(run: Outcome, label: str, processes: int) -> None:
    """Assert that it was the workers who called func, and not the parent beside idle ones."""
    assert run.most_at(label) >= processes, diagnose(
        "parent-does-the-work",
        observed=f"{run.most_at(label)} workers inside of func at the same time",
        expected=f"{processes} workers inside of func at the same time",
    )


# --------------------------------------------------------------------------- count_primes


def primes_below(limit: int) -> int:
    """Counted without finding them, by the sums of Legendre and Lucy_Hedgehog: large limits, too.

    `upto[v]` is how many of 2 ... v no prime tried so far divides, for each v = n // i.
    """
    n = max(1, limit - 1)
    root = math.isqrt(n)
    values = [n // i for i in range(1, root + 1)]
    values += range(values[-1] - 1, 0, -1)
    upto = {v: v - 1 for v in values}
    for p in range(2, root + 1):
        if upto[p] > upto[p - 1]:
            for v in values:
                if v < p * p:
                    break
                upto[v] -= upto[v // p] - upto[p - 1]
    return upto[n]


LONG, HOW_MANY = 35_000, 5
"""About how large the long limits are, and how many there are."""

LONGER, LONGEST = 4, 150_000_000
"""So many times larger are the next limits, up to these, where one who counts takes no time."""

ALONE = 0.55
"""The share of `counting_costs()` below which nothing is said of a parent's CPU time, once the
workers have met. One that asks without a pause whether they are ready was seen to take a fifth of
these costs. Lower it and impatience passes for counting alone; at 1 counting alone passes."""

IDLE = 0.2
"""Workers that together use less than this share of their parent's CPU time have not counted."""

SOMEWHERE = 3
"""So many times `counting_costs()` computes somebody who counts, and not those who were seen at
work. To start and to end its processes took a call a fifth of these costs, once, at most."""


@cache
def counting_costs() -> float:
    """CPU seconds for the long limits by trial division, here."""
    began = time.process_time()
    sum(all(n % d for d in range(2, math.isqrt(n) + 1)) for n in range(2, LONG))
    return HOW_MANY * (time.process_time() - began)


def check_workers_count(run: Outcome, costs: float) -> None:
    """Assert that the counting was not the parent's, while its workers only looked busy.

    `costs` are the CPU seconds that it takes here. Honest workers may count so quickly that they
    have hardly worked: then so has the parent, and all processes together.
    """
    if run.main_cpu is None or run.workers_cpu is None:
        return
    meanwhile = run.main_cpu > ALONE * costs and run.workers_cpu < IDLE * run.main_cpu
    before = run.cpu_seconds > SOMEWHERE * costs and took_no_time(run, costs)
    assert not (meanwhile or before), diagnose(
        "parent-does-the-work",
        observed=f"the workers computed {run.workers_cpu:.2f} s, "
        f"of {run.cpu_seconds:.2f} that the call took",
        expected="the workers do the counting",
    )


def took_no_time(run: Outcome, costs: float) -> bool:
    """Whether the workers computed too little to tell by the clocks who counted."""
    return run.workers_cpu is not None and run.workers_cpu < IDLE * ALONE * costs


def check_primes(value: Any, limits: list[int]) -> None:
    """Assert that each limit has its number, and say which mistake it looks like."""
    expected = [primes_below(limit) for limit in limits]
    assert None not in value, diagnose("printed-not-returned")
    too_many = [primes_below(limit + 1) for limit in limits]
    assert value == expected or value != too_many, diagnose("limit-is-included")
    check_order(value, expected)
    assert value == expected


def check_order(value: Any, expected: list[Any]) -> None:
    """Assert that these are not the right results in another order."""
    moved = value != expected and sorted(value) == sorted(expected)
    assert not moved, diagnose("completion-order", observed=clip(value), expected=clip(expected))


@exercise("count_primes", points=0.5)
def test_each_limit_has_its_number_of_primes(student, rng):
    """Each limit has its number of primes, in the order of the limits."""
    limits = [13, *(rng.randrange(50, 2000) for _ in range(5))]
    run = student.call("count_primes", limits, 2)
    check_primes(value_of(run, student), limits)
    check_nothing_left(run)


@exercise("count_primes", points=0.5)
def test_small_limits_and_none_at_all(student, rng):
    """Small limits, prime limits, repeated limits, and no limits at all."""
    limits = [7, 0, 1, 2, 3, 7, rng.choice([11, 13, 17, 19])]
    run = student.call("count_primes", limits, 2)
    check_primes(value_of(run, student), limits)
    assert student.call("count_primes", [], 2).value == []


@exercise("count_primes", points=0.5)
def test_workers_count_at_the_same_time(student, rng):
    """As many workers as the caller asks for count at the same time."""
    short = [rng.randrange(300, 600) for _ in range(7)]
    size, costs = LONG, counting_costs()
    while size < LONGEST:
        long = [rng.randrange(size - 1000, size + 1000) for _ in range(HOW_MANY)]
        limits = [*short[:2], *long]
        run = student.call("count_primes", limits, processes=3, gate=3)
        check_primes(value_of(run, student), limits)
        check_team(run, student, 3)
        check_nothing_left(run)
        check_workers_count(run, costs)
        if not took_no_time(run, costs):
            break
        size *= LONGER
    check_no_more(student, "count_primes", short)


@exercise("count_primes", points=0.5)
def test_a_long_count_keeps_its_place(student, rng):
    """A long count at the front of the list keeps its place, whoever is ready first."""
    limits = [60_000, *rng.sample(range(20, 400), 9)]
    run = student.call("count_primes", limits, 2, gate=2)
    check_primes(value_of(run, student), limits)


# ------------------------------------------------------------------------------ fetch_all


def numbered(rng: Random, kind: str, count: int = 1) -> list[str]:
    return [f"{kind}-{number}" for number in rng.sample(range(100, 1000), count)]


def check_pair(value: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Assert that a pair of dicts came back, and return it."""
    assert isinstance(value, (tuple, list)) and len(value) == 2, "the pair (results, errors)"
    results, errors = value
    assert not isinstance(results, list), diagnose("list-not-dict")
    assert not isinstance(errors, list), diagnose("list-not-dict")
    return results, errors


@exercise("fetch_all", points=1)
def test_every_page_comes_back(student, rng):
    """Every page comes back under its name, and soon: nobody waits for the timeout."""
    pages = numbered(rng, "page", 7)
    run = student.call("fetch_all", FETCH, pages, processes=3, timeout=40.0)
    results, errors = check_pair(value_of(run, student, if_hung="sleep-is-not-waiting"))
    assert errors == {}, diagnose("read-after-with" if not results else "late-item-forgotten")
    assert results.keys() == set(pages), diagnose("late-binding")
    assert results == {page: f"text of {page}" for page in pages}
    check_nothing_left(run)


@exercise("fetch_all", points=1)
def test_errors_are_kept_and_so_is_all_else(student, rng):
    """An exception costs its own page only, and empty results are results."""
    good = [page for kind in ("page", "empty", "blank", "zero") for page in numbered(rng, kind)]
    bad = [page for kind in RAISES for page in numbered(rng, kind)]
    pages = [bad[0], *rng.sample(good + bad[1:], len(good) + len(bad) - 1)]
    run = student.call("fetch_all", FETCH, pages, processes=2, timeout=20.0)
    if error_of(run, student) is not None:
        caught = "except" in student.source
        diagnose("only-expected-exceptions" if caught else "one-failure-fails-map")
    results, errors = check_pair(run.value)
    swapped = [page for page in good if page in errors]
    assert not swapped, diagnose("one-failure-fails-map", observed=f"errors for {swapped}")
    lost = [page for page in pages if page not in results and page not in errors]
    falsy = [page for page in good if not page.startswith("page")]
    assert not lost or not set(lost) <= set(falsy), diagnose("falsy-is-lost", observed=says(lost))
    assert set(lost) != set(bad), diagnose("exception-without-get", observed=says(lost))
    assert not lost, diagnose("first-failure-ends-the-loop", observed=says(lost))
    assert {page: results.get(page, "nothing") for page in good} == {
        page: FALSY.get(page.partition("-")[0], f"text of {page}") for page in good
    }
    for page in bad:
        kind = page.partition("-")[0]
        error = errors[page]
        right = isinstance(error, Error) and error.is_a(RAISES[kind][0])
        assert right and error.args == RAISES[kind][1](page), diagnose(
            "message-not-exception",
            observed=f"errors[{page!r}] is {error!r}",
            expected=f"the {RAISES[kind][0]} itself, with its arguments",
        )
    assert len(results) + len(errors) == len(pages)


FALSY = {"empty": "", "blank": None, "zero": 0}

RAISES = {
    "missing": ("FileNotFoundError", lambda page: (2, "there is no such page")),
    "secret": ("PermissionError", lambda page: (13, "you may not read this page")),
    "broken": ("ValueError", lambda page: (f"{page} is no text",)),
    "keyless": ("KeyError", lambda page: (page,)),
    "far": ("TooFar", lambda page: (page, int(page.partition("-")[2]))),
}


def says(lost: list[str]) -> str:
    return f"neither a result nor an error for {', '.join(lost)}"


@exercise("fetch_all", points=1)
def test_pages_are_fetched_at_the_same_time(student, rng):
    """As many workers as the caller asks for fetch at the same time."""
    pages = numbered(rng, "page", 6)
    run = student.call("fetch_all", FETCH_TOGETHER, pages, processes=3, timeout=20.0, gate=3)
    results, _ = check_pair(value_of(run, student))
    assert results == {page: f"text of {page}" for page in pages}
    check_team(run, student, 3)
    check_worked_on(run, "fetching", 3)
    check_nothing_left(run)
    check_no_more(student, "fetch_all", FETCH, pages)


@exercise("fetch_all", points=1)
def test_a_slow_page_holds_nobody_up(student, rng):
    """A page that takes half a minute holds up neither the others nor the caller."""
    slow = numbered(rng, "slow")[0]
    pages = [slow, *numbered(rng, "page", 5)]
    run = student.call("fetch_all", FETCH, pages, processes=2, timeout=3.0, deadline=12.0)
    joining = [*kinds(run, "pjoin"), *kinds(run, "join")]
    hung = "join-waits-for-the-slow-one" if joining else "get-without-timeout"
    if error_of(run, student, hung) is not None:
        diagnose("only-expected-exceptions")
    results, errors = check_pair(run.value)
    assert slow in errors, diagnose("late-item-forgotten")
    assert isinstance(errors[slow], Error) and errors[slow].is_a("TimeoutError"), diagnose(
        "message-not-exception", observed=f"{errors[slow]!r}", expected="a TimeoutError"
    )
    late = [page for page in pages[1:] if page not in results]
    assert not late, diagnose("first-failure-ends-the-loop", observed=says(late))
    check_nothing_left(run, "others-left-running")


# ----------------------------------------------------------------------------- word_count

LANGUAGES = {
    "english": "the quick brown fox jumps over a lazy dog and then sleeps under old trees",
    "chinese": "进程 进程池 管道 消息队列 共享内存 信号量 信号 套接字",
    "german": "straße STRASSE Übung übung größer GRÖSSER öl Öl",
    "russian": "процесс Процесс очередь ОЧЕРЕДЬ канал память",
}


LENGTH = 20
"""How often a text of 20 KB is repeated where the counting is to be seen on the CPU clocks; more
often where one who counts takes no time."""


def text_of(rng: Random, language: str, count: int) -> str:
    words = LANGUAGES[language].split()
    return "".join(
        rng.choice(words) + rng.choice([" ", ", ", "\n", ". ", "! "]) for _ in range(count)
    )


def counted(texts: list[str], times: int = 1) -> Counter:
    """The words of the texts, each text so many times over."""
    once: Counter[str] = Counter()
    for text in texts:
        once.update(re.findall(r"\w+", text.casefold()))
    return Counter({word: times * number for word, number in once.items()})


def as_files(texts: list[str]) -> dict[str, bytes]:
    return {f"text{number}.txt": text.encode() for number, text in enumerate(texts)}


def difference(got: object, expected: Counter) -> str:
    """The first words whose numbers differ: two whole Counters are hard to compare by eye."""
    if not isinstance(got, dict):
        return f"{got!r:.200}"
    wrong = [word for word in expected | got if got.get(word, 0) != expected[word]]
    return ", ".join(
        f"{word!r}: {got.get(word, 0)} instead of {expected[word]}" for word in wrong[:5]
    )


def check_counts(value: object, texts: list[str], times: int = 1) -> None:
    """Assert that these are the words of the texts, each text so many times over.

    If not, it says which mistake it looks like.
    """
    expected = counted(texts, times)
    if value == expected:
        return
    assert not isinstance(value, list), diagnose("map-without-reduce")
    if expected and not value:
        assert value == expected, "no words at all"
    largest, last = Counter(), {}
    for text in texts:
        largest |= counted([text], times)
        last.update(counted([text], times))
    overwritten = value != expected and value in (largest, last)
    assert not overwritten, diagnose("update-overwrites", observed=difference(value, expected))
    wrong = difference(value, expected)
    assert wrong == "", "the number of each word over all files"


@exercise("word_count", points=1)
def test_words_are_counted_over_all_files(student, rng):
    """Words are counted over all files."""
    texts = [text_of(rng, "english", 60) for _ in range(5)]
    run = student.call("word_count", list(as_files(texts)), 2, files=as_files(texts))
    value = value_of(run, student)
    lazy = kinds(run, "task_submit") and not kinds(run, "result") and not kinds(run, "pjoin")
    left_early = lazy and value != counted(texts)  # some work may have been done by then
    assert not left_early, diagnose("read-after-with")
    assert value != {}, diagnose("global-is-per-process")
    check_counts(value, texts)
    check_nothing_left(run)
    assert student.call("word_count", [], 2).value == {}


@exercise("word_count", points=0.5)
def test_any_language_any_machine(student, rng):
    """Files in any language, also on a machine whose own encoding is not UTF-8."""
    texts = [text_of(rng, language, 40) for language in LANGUAGES] + [""]
    run = student.call("word_count", list(as_files(texts)), 2, files=as_files(texts))
    check_counts(value_of(run, student), texts)
    run = student.scenario(
        "word_count_elsewhere", list(as_files(texts)), 2, files=as_files(texts), method="spawn"
    )
    check_counts(value_of(run, student), texts)


@exercise("word_count", points=0.5)
def test_files_are_read_at_the_same_time(student, rng):
    """As many workers as the caller asks for read at the same time."""
    short = [text_of(rng, "english", 3000) for _ in range(6)]
    began = time.process_time()
    counted([text * 4 for text in short])
    costs = LENGTH / 4 * (time.process_time() - began)
    for length in (LENGTH, 4 * LENGTH, 16 * LENGTH):
        files = as_files([text * length for text in short])
        run = student.call("word_count", list(files), 3, files=files, gate=3)
        check_counts(value_of(run, student), short, length)
        check_team(run, student, 3)
        check_workers_count(run, costs)
        if not took_no_time(run, costs):
            break


@exercise("word_count", points=0.5)
def test_a_large_vocabulary(student, rng):
    """Files with tens of thousands of different words."""
    texts = [" ".join(f"w{rng.randrange(10**9)}" for _ in range(20_000)) for _ in range(2)]
    run = student.call("word_count", list(as_files(texts)), 2, files=as_files(texts))
    check_counts(value_of(run, student, if_hung="joined-before-collecting"), texts)


@exercise("word_count", points=0.5)
def test_a_missing_file_is_an_error(student, rng):
    """A file that isn't there raises FileNotFoundError where word_count was called."""
    texts = [text_of(rng, "english", 20) for _ in range(3)]
    names = list(as_files(texts))
    names.insert(rng.randrange(4), "nowhere.txt")
    run = student.call("word_count", names, 2, files=as_files(texts), deadline=8.0)
    error = error_of(run, student, if_hung="crashed-child-sends-nothing")
    silent = kinds(run, "task_submit") and not kinds(run, "result")
    assert error is not None, diagnose(
        "exception-without-get" if silent else "missing-file-swallowed",
        observed="a Counter, as if nothing were wrong",
        expected="FileNotFoundError",
    )
    assert error.is_a("FileNotFoundError"), f"FileNotFoundError, not {error}"
    check_nothing_left(run)


# ------------------------------------------------------------------------ shared_progress


def check_progress(value: Any, orders: list[str]) -> list[int]:
    """Assert results in the order of the items; return the numbers."""
    dishes = [f"dish of {order}" for order in orders]
    assert len(value) == len(orders) and None not in value, "one pair for each item"
    numbers_only = all(isinstance(each, int) for each in value)
    assert not numbers_only, diagnose("result-forgotten", observed=f"{value}")
    results = [result for result, _ in value]
    check_order(results, dishes)
    assert results == dishes
    return [done for _, done in value]


def check_numbers(numbers: list[int], why: str) -> None:
    assert sorted(numbers) == list(range(1, len(numbers) + 1)), diagnose(
        why,
        observed=f"the numbers {sorted(numbers)}",
        expected=f"each number from 1 to {len(numbers)} once",
    )


def why_miscounted(student: Student) -> str:
    """The likely reason for numbers that occur twice where nothing was widened."""
    if not shares_a_number(student):
        return "global-is-per-process"
    handed_over = re.search(r"initializer|initargs|Process\(|set_up", student.source)
    return why_lost(student) if handed_over else "global-only-under-fork"


def shares_a_number(student: Student) -> bool:
    return bool(re.search(r"\b(Raw)?(Value|Array)\(", student.source))


@exercise("shared_progress", points=1)
def test_results_and_numbers(student, rng):
    """Each item has its result, and each number from 1 on occurs once."""
    orders = numbered(rng, "soup", 7)
    run = student.call("shared_progress", COOK, orders, 2, gate=2)
    if run.error is not None and run.error.type in ("NameError", "AttributeError"):
        given = "initializer" in student.source or "set_up" in student.source
        diagnose("initializer-without-global" if given else "global-only-under-fork")
    numbers = check_progress(value_of(run, student), orders)
    check_numbers(numbers, why_miscounted(student))
    check_nothing_left(run)


@exercise("shared_progress", points=1)
def test_no_number_is_lost(student, rng):
    """No number is lost or given twice, even if workers finish at the same moment."""
    orders = numbered(rng, "soup", 60)
    run = student.call("shared_progress", COOK_TOGETHER, orders, 3, gate=3, widen=True)
    numbers = check_progress(value_of(run, student), orders)
    check_numbers(numbers, why_lost(student))
    assert run.met, diagnose(why_not_together(run, student, 3))
    check_worked_on(run, "cooking", 1)


def why_lost(student: Student) -> str:
    """Which of the ways to lose an increment the module's text looks like."""
    if re.search(r"(?<!\w)(R?Lock)\(\)", student.source):
        return "lock-made-in-the-worker"
    if re.search(r"get_lock|acquire", student.source):
        return "read-after-release"
    return "increment-without-lock"


@exercise("shared_progress", points=1)
def test_nobody_waits_while_another_works(student, rng):
    """Workers cook at the same time: nobody holds the lock while func works."""
    orders = numbered(rng, "soup", 6)
    run = student.call("shared_progress", COOK_TOGETHER, orders, 2, gate=2)
    check_progress(value_of(run, student), orders)
    check_team(run, student, 2)
    assert together(run), diagnose("lock-around-the-work")


def together(run: Outcome) -> bool:
    """Whether two workers were inside of func at the same time."""
    return most_at_once(tuple(s for s in run.sightings if s.label == "cooking")) > 1


@exercise("shared_progress", points=0.5)
def test_the_number_tells_when_an_item_was_finished(student, rng):
    """An item that takes longest has a late number, wherever it stands in the list."""
    orders = [*numbered(rng, "stew"), *numbered(rng, "soup", 7)]
    run = student.call("shared_progress", COOK, orders, 2, gate=2)
    numbers = check_progress(value_of(run, student), orders)
    assert run.met, diagnose(why_not_together(run, student, 2))
    early = "counted-before-the-work" if shares_a_number(student) else "counted-in-the-parent"
    assert numbers[0] > 2, diagnose(early, observed=f"{numbers}", expected="the slow one late")


@exercise("shared_progress", points=0.5)
def test_each_call_begins_with_one(student, rng):
    """Each call of shared_progress begins with 1."""
    first, second = numbered(rng, "soup", 3), numbered(rng, "rice", 4)
    run = student.scenario("shared_progress_twice", first, second, 2)
    for value, orders in zip(value_of(run, student), (first, second), strict=True):
        check_numbers(check_progress(value, orders), "count-never-reset")
    run = student.call("shared_progress", COOK, [], 2)
    assert run.value == []


# ----------------------------------------------------------------------------- robust_map


@exercise("robust_map", points=1)
def test_results_in_order(student, rng):
    """Without any accident it is like map: all results in order, from workers side by side."""
    orders = [*numbered(rng, "stew"), *numbered(rng, "soup", 5)]
    run = student.call("robust_map", COOK_TOGETHER, orders, 2, gate=2)
    expected = [f"dish of {order}" for order in orders]
    check_alive(run, student)
    check_order(run.value, expected)
    assert run.value == expected
    assert run.met, diagnose(why_not_together(run, student, 2))
    check_worked_on(run, "cooking", 2)
    check_nothing_left(run)
    assert student.call("robust_map", COOK, [], 2).value == []


def check_alive(run: Outcome, student: Student) -> None:
    """Assert that nobody was called dead."""
    error = error_of(run, student)
    killed = error is not None and error.is_a("WorkerDied")
    assert not killed, diagnose("slow-is-not-dead", observed=f"{error}", expected="all the dishes")


@exercise("robust_map", points=1)
def test_a_worker_that_dies_is_noticed(student, rng):
    """A worker that dies becomes WorkerDied, by whatever hand, and nobody waits for the rest."""
    for kind in ("faint", "struck"):
        orders = [
            *numbered(rng, "soup", 2),
            *numbered(rng, "feast"),
            f"{kind}-{rng.randrange(1, 9)}",
        ]
        run = student.call("robust_map", COOK, orders, 2, deadline=6.0)
        check_death(run, student, if_hung=why_never_noticed(student, run))
        check_nothing_left(run, "others-left-running")


def why_never_noticed(student: Student, run: Outcome) -> str:
    if "while True" in student.source and len(kinds(run, "pool")) > 1:
        return "tries-again-for-ever"
    if "Queue(" in student.source:
        return "crashed-child-sends-nothing"
    if "Pipe(" in student.source:
        return "watched-one-by-one"
    return "pool-waits-for-the-dead"


def check_death(run: Outcome, student: Student, if_hung: str) -> None:
    """Assert that the call raised WorkerDied."""
    error = error_of(run, student, if_hung)
    assert error is not None, diagnose(
        "death-swallowed",
        observed=f"{run.function} returned {run.value!r:.120}",
        expected="WorkerDied",
    )
    assert error.is_a("WorkerDied"), diagnose(
        "sys-exit-slips-through" if error.is_a("SystemExit") else "broken-pool-not-translated",
        observed=f"{error}",
        expected="WorkerDied",
    )


@exercise("robust_map", points=1)
def test_slow_is_not_dead(student, rng):
    """A worker that takes its time is not dead, and there are as many as the caller asks for."""
    # Five seconds are more than any timeout that would pass the check before this one, but once
    # is enough: patience doesn't depend on the start method.
    long = "roast" if student.method == "spawn" else "stew"
    orders = [*numbered(rng, long), *numbered(rng, "soup", 7)]
    run = student.call("robust_map", COOK, orders, processes=3, gate=3, deadline=20.0)
    check_alive(run, student)
    assert run.value == [f"dish of {order}" for order in orders]
    check_team(run, student, 3)
    check_no_more(student, "robust_map", COOK, numbered(rng, "soup", 6))


@exercise("robust_map", points=1)
def test_an_ordinary_exception_stays_what_it_is(student, rng):
    """An exception of func reaches the caller as it is, or, if it can't be sent, as another."""
    burnt = numbered(rng, "burnt")[0]
    run = student.call("robust_map", COOK, [*numbered(rng, "soup", 2), burnt], 2)
    error = error_of(run, student)
    assert error is not None, diagnose("death-swallowed", observed="no exception")
    assert error.is_a("ValueError"), diagnose("every-error-is-a-death", observed=f"{error}")
    assert error.args == (f"{burnt} is burnt",)
    check_nothing_left(run, "others-left-running")
    orders = [*numbered(rng, "grumble"), *numbered(rng, "soup", 2)]
    run = student.call("robust_map", COOK, orders, 2, deadline=8.0)
    assert error_of(run, student, if_hung="exception-cannot-travel") is not None, "some exception"


@exercise("robust_map", points=1)
def test_sys_exit_is_a_death(student, rng):
    """sys.exit in a worker is a death like any other, and doesn't end the caller's program."""
    orders = [*numbered(rng, "soup", 2), f"home-{rng.randrange(3)}"]
    run = student.call("robust_map", COOK, orders, 2, deadline=8.0)
    check_death(run, student, if_hung="pool-waits-for-the-dead")
    check_nothing_left(run)
