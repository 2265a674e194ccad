# %% [markdown]
# # Queues between many processes
#
# Behind the shop two bakers work; in front three sellers. Nobody hands a loaf to a certain somebody: bakers put loaves on a shelf, and whichever seller is free takes the next one. Everything that can go wrong in this shop is about the shelf: it is full, it looks empty, nobody says that the last loaf has been baked, and at night somebody locks the door while a boy is still on his way with a tray.
#
# That shelf is a **queue** (消息队列): many processes put, many processes get, and each item is taken exactly once.
#
# When you have worked through this notebook, you can
#
# - say what happens between `put` and `get`, and when each of them waits;
# - end a group of consumers so that each of them goes home and nothing is lost;
# - join processes without a deadlock, however large their results are;
# - hold back a producer that is too fast;
# - count what is done, bring the work of several producers into one order, and notice when one of them dies.
#
# You guess before you see an answer, as in the first notebook: write your guess into the cell in place of `...`, then run.

# %% name="setup"
# %load_ext course
import multiprocessing
import os
import threading
import time
from queue import Empty, Full

from course import check, progress, timeline

# %% [markdown]
# The people of the bakery live in a module, because a process that is started must be able to import what it is to do.

# %% module="bakery"
import time


def baker(name, count, shelf, seconds=0.0):
    """Bake `count` loaves and put them on the shelf; each takes `seconds`."""
    for number in range(count):
        time.sleep(seconds)
        shelf.put((name, number))


def seller(shelf, sold, seconds=0.0):
    """Sell loaves until an end marker lies on the shelf, then hand in the list of what was sold."""
    mine = []
    while (loaf := shelf.get()) is not None:
        time.sleep(seconds)
        mine.append(loaf)
    sold.put(mine)


# %% [markdown]
# ## A queue is a pipe with a courier
#
# One baker puts five loaves on the shelf, and you are the seller. **Guess**: in which order do you get them?

# %% name="guess-order"
order_of_the_loaves = ...

# %% name="first-queue"
shelf = multiprocessing.Queue()
process = multiprocessing.Process(target=baker, args=("Ann", 5, shelf))
process.start()
print([shelf.get() for _ in range(5)], "your guess:", order_of_the_loaves)
process.join()

# %% [markdown]
# First in, first out. The queue is handed over as an argument when the process is made. Nobody is told how many will use it: whoever has it may put and get.
#
# The class notes that this course grew from call it a *message queue*, as if the operating system kept the items. Let us look inside. **Guess**: your process has made a queue and put one item. How many *threads* does it have more than before?

# %% name="guess-threads"
more_threads = ...

# %% name="the-courier"
before = set(threading.enumerate())
shelf = multiprocessing.Queue()
after_making = set(threading.enumerate()) - before
shelf.put("a loaf")
after_putting = set(threading.enumerate()) - before
print("after Queue():", [thread.name for thread in after_making])
print("after put:    ", [thread.name for thread in after_putting], " your guess:", more_threads)
print("inside:       ", type(shelf._reader).__name__, "and", type(shelf._writer).__name__)
print("taken out:    ", shelf.get())

# %% [markdown]
# There is no queue in the system. A `multiprocessing.Queue` is
#
# - a **pipe** (the two `Connection`s above) with room for about 64 KB,
# - **locks**, so that only one process writes and only one reads at a time,
# - in each process that puts, a list of what is still to be sent and a thread that sends it: the **courier**. Python calls it the *feeder thread*.
#
# `put` lays the loaf on the baker's own table and returns. Some time later the courier wraps it (pickles it) and carries it to the hatch in the wall. Nearly every surprise of this notebook comes from *some time later*.
#
# ```
#   baker's process                              seller's process
#   put ─▶ table (a list) ─▶ courier ─▶ ═ pipe, 64 KB ═ ─▶ get
#                            pickles                       unpickles
# ```
#
# There is another queue in Python, `queue.Queue`, for threads. It has the same `put` and `get`. **Guess** what happens if one takes it between processes: with `fork`, which copies the parent's memory, and with `spawn`, which sends the arguments.

# %% name="guess-thread-queue"
under_fork = ...
under_spawn = ...

# %% name="thread-queue" tags=["volatile"]
import queue

for method in multiprocessing.get_all_start_methods():
    context = multiprocessing.get_context(method)
    shelf = queue.Queue()
    process = context.Process(target=baker, args=("Ann", 5, shelf))
    try:
        process.start()
        process.join()
        print(
            f"{method:<11} exit code {process.exitcode}, loaves on the parent's shelf:",
            shelf.qsize(),
        )
    except TypeError as error:
        print(f"{method:<11} TypeError: {error}")

# %% [markdown]
# Under `fork` the child baked for a *copy* of the shelf, and its loaves vanished with it, without any error. Under the other methods you are told. Between processes: `multiprocessing.Queue`.
#
# Now a picture of two bakers and three sellers at one shelf. Before you run the cell, sketch on paper what you expect: five lanes; when does each begin, wait, work?

# %% name="two-bakers" tags=["volatile"]
with timeline("two bakers, three sellers"):
    shelf, sold = multiprocessing.Queue(), multiprocessing.Queue()
    bakers = [
        multiprocessing.Process(target=baker, args=(name, 4, shelf, 0.05), name=name)
        for name in ("Ann", "Ben")
    ]
    sellers = [
        multiprocessing.Process(target=seller, args=(shelf, sold, 0.1), name=name)
        for name in ("Xu", "Yan", "Zoe")
    ]
    for process in bakers + sellers:
        process.start()
    for process in bakers:
        process.join()
    for _ in sellers:
        shelf.put(None)
    lists = [sold.get() for _ in sellers]
    for process in sellers:
        process.join()
print("sold by each:", [len(mine) for mine in lists], "together", sum(map(len, lists)))

# %% [markdown]
# **Investigate.** Find in the picture a `get` that waits, and the `put` that ended it. Did every seller sell as many as the others? Nobody has promised that: each loaf is taken exactly once, by whoever is free.
#
# **Modify.** Let one seller need 0.4 seconds for a loaf. Who sells what he doesn't? Run it and compare.

# %% [markdown]
# ## Put and get, and when they wait
#
# | call | queue full / empty | after `timeout` seconds in vain |
# |---|---|---|
# | `q.put(item)`, `q.get()` | waits | |
# | `q.put(item, timeout=2)`, `q.get(timeout=2)` | waits | `Full`, `Empty` |
# | `q.put(item, False)`, `q.get(False)` | `Full`, `Empty` at once | |
# | `q.put_nowait(item)`, `q.get_nowait()` | the same | |
#
# In full: `put(item, block=True, timeout=None)` and `get(block=True, timeout=None)`. A queue is full when it was made with `Queue(maxsize)` and holds `maxsize` items. **Guess** how long these four calls take.

# %% name="guess-waits"
# Seconds: 0, 0.3 or 2?
put_on_full_with_timeout_03 = ...
put_on_full_without_block_and_timeout_2 = ...
get_from_empty_with_timeout_03 = ...
get_from_empty_without_block_and_timeout_2 = ...


# %% name="waits" tags=["volatile"]
def try_it(what, call, *args, **kwargs):
    began = time.perf_counter()
    try:
        result = call(*args, **kwargs)
    except (Full, Empty) as error:
        result = type(error).__name__
    print(f"{what:<24} {result!s:<8} after {round(time.perf_counter() - began, 1)} s")


small = multiprocessing.Queue(maxsize=1)
try_it("put", small.put, "rye")
try_it("put, timeout=0.3", small.put, "oat", timeout=0.3)
try_it("put, False, 2", small.put, "oat", False, 2)
try_it("get", small.get)
try_it("get, timeout=0.3", small.get, timeout=0.3)
try_it("get, False, 2", small.get, False, 2)
try_it("get, timeout=0", small.get, timeout=0)

# %% [markdown]
# A `timeout` only counts for a call that waits: with `block=False` it is ignored, and `Full` or `Empty` comes at once. Nor does `timeout=0` wait. `timeout=None`, which is what you get when you say nothing, waits as long as it takes; so 0 and None are opposites, although both count as false.
#
# **Decide.** Where do these exceptions live? A friend writes `except multiprocessing.Empty:`. It passes every test in which nothing goes wrong. What happens on the day on which the queue is empty? Guess, then run.

# %% name="empty-lives-elsewhere"
try:
    try:
        small.get(timeout=0.1)
    except multiprocessing.Empty:
        print("nothing today")
except AttributeError as error:
    print("AttributeError:", error)

# %% [markdown]
# The name after `except` is looked up only when an exception arrives. `Empty` and `Full` are those of the standard module `queue`: `from queue import Empty, Full`.
#
# What else does `maxsize` mean? The notes say of `Queue(0)`: *the system allocates without limit*. Ask the machine.

# %% name="no-limit" tags=["volatile"]
from multiprocessing.synchronize import SEM_VALUE_MAX

print("places in Queue(0) on this machine:", f"{SEM_VALUE_MAX:,}")
print("and in Queue(3):", multiprocessing.Queue(3)._maxsize)

# %% [markdown]
# A queue counts its free places with a semaphore, and that has a largest value: 2 147 483 647 on Linux, but 32 767 on macOS. There `put` waits when 32 767 items lie around, `maxsize` or not. And what doesn't fit into the pipe lies not in the system but on the baker's table: in the memory of the process that put it.

# %% [markdown]
# ## Who says that it is over?
#
# A seller who finds the shelf empty can't know whether more will come. Somebody has to *say* it, and the shelf is the place to say it: an **end marker** (哨兵, sentinel), put behind the last loaf. `None` is the usual one.
#
# Three sellers, four loaves, and one `None` behind them. **Guess** what happens. (The cell has a deadline of four seconds, so that it can't hang your kernel.)

# %% name="guess-one-none"
one_none_for_three = ...

# %% name="one-none" tags=["volatile", "raises-exception"]
# %%deadline 4
shelf, sold = multiprocessing.Queue(), multiprocessing.Queue()
sellers = [
    multiprocessing.Process(target=seller, args=(shelf, sold), name=name)
    for name in ("Xu", "Yan", "Zoe")
]
for process in sellers:
    process.start()
for loaf in ["rye", "oat", "bun", "roll"]:
    shelf.put(loaf)
shelf.put(None)
for process in sellers:
    process.join()

# %% [markdown]
# An end marker is taken by one seller, like a loaf. **Modify** one line so that all three go home, and run the cell again.
#
# <details><summary>Two answers</summary>
#
# `for _ in sellers: shelf.put(None)`: one for each. Or every seller who finds the marker puts it back for the next one, before he leaves.
#
# </details>
#
# Must it be `None`? Somebody sells things among which `None` occurs, and makes a marker of his own, that is like nothing else in the world: `STOP = object()`. The seller asks `if loaf is STOP`. **Guess** what comes out at the other end.

# %% name="guess-marker"
is_it_the_same_object = ...

# %% name="marker"
STOP = object()
box = multiprocessing.Queue()
for marker in (STOP, None, "stop", 0):
    box.put(marker)
for marker in (STOP, None, "stop", 0):
    arrived = box.get()
    name = "STOP" if marker is STOP else repr(marker)
    print(f"{name:<7} is the same object: {arrived is marker!s:<6} is equal: {arrived == marker}")

# %% [markdown]
# What goes through a queue is pickled and built anew. `object()` arrives as *another* object, even in the same process. `None` is `None` everywhere, a text can be compared with `==`, and so can a member of an `Enum`.
#
# The last line has a trap in it. **Decide**: which of these three loops sells a loaf that is called `0`, or the empty text?
#
# ```python
# while loaf := shelf.get(): ...                    # a
# while (loaf := shelf.get()) is not None: ...      # b
# for loaf in iter(shelf.get, None): ...            # c
# ```

# %% name="decide-falsy"
loops_that_sell_zero = ...

# %% name="falsy"
box = multiprocessing.Queue()
for item in (7, 0, "", None):
    box.put(item)
by_truth = []
while item := box.get():
    by_truth.append(item)
by_none = list(iter(box.get, None))
print("a stops after", by_truth, "- b and c go on with", by_none)

# %% [markdown]
# `iter(f, end)` calls `f()` until it returns `end`: the shortest consumer there is.
#
# One thing more is said by the end marker: *whoever is free takes the next*. Sharing the loaves out beforehand needs no marker, but then a slow customer holds up a whole heap, while another seller has nothing to do.

# %% [markdown]
# ## Full, empty and qsize
#
# Could a consumer not simply look? `while not shelf.empty():` reads well, and the notes recommend it. **Guess**: you put an item, and in the next line you ask `empty()`. Two hundred times. How often does it say True?

# %% name="guess-empty"
how_often_empty = ...
how_often_get_nowait_fails = ...

# %% name="empty-after-put" tags=["volatile"]
looks_empty = get_fails = 0
for _ in range(200):
    fresh = multiprocessing.Queue()
    fresh.put("a loaf")
    looks_empty += fresh.empty()
    try:
        fresh.get_nowait()
    except Empty:
        get_fails += 1
        fresh.get()
print(f"empty() right after put:  {looks_empty} of 200, your guess: {how_often_empty}")
print(f"get_nowait() fails:       {get_fails} of 200, your guess: {how_often_get_nowait_fails}")

# %% [markdown]
# `empty()` looks into the pipe. The loaf still lies on the baker's table, and the courier is tying his shoes. Many notes put a `time.sleep(0.01)` behind the `put`. Does it help?

# %% name="sleep-hides-it" tags=["volatile"]
looks_empty = 0
for _ in range(50):
    fresh = multiprocessing.Queue()
    fresh.put("a loaf")
    time.sleep(0.01)
    looks_empty += fresh.empty()
    fresh.get()
print(f"empty() 10 ms after put: {looks_empty} of 50")

# %% [markdown]
# It *hides* the error: on your machine, today. On a busy machine a courier may be late by a second. A program whose result depends on who is faster is broken, however rarely one sees it.
#
# `full()` and `qsize()` count what was put, wherever it lies; so a queue can be full and look empty, both at once. They tell how it *was*: when you read the answer it may be another one. And on macOS `qsize()` only raises NotImplementedError.

# %% name="full-and-qsize" tags=["volatile"]
small = multiprocessing.Queue(maxsize=2)
small.put("rye")
small.put("oat")
print("full:", small.full(), " empty:", small.empty())
try:
    print("qsize:", small.qsize())
except NotImplementedError:
    print("qsize: NotImplementedError on this machine")
print(small.get(), small.get(), "- full now?", small.full())

# %% [markdown]
# **Decide.** Two bakers run the same line, `if not shelf.full(): shelf.put_nowait(loaf)`. There is one place left. Write down, step by step, how one of them gets `Full` all the same.

# %% name="decide-check-then-act"
# 1. Ann asks ...
# 2. ...

# %% [markdown]
# <details><summary>One answer</summary>
#
# Ann asks `full()`: no. Ben asks `full()`: no. Ann puts. Ben puts: `Full`. Between the question and the act somebody else has acted. Don't ask: `put` it, with a timeout if you like, and handle `Full`.
#
# </details>
#
# So the three of them are for a display in the corner of the screen. For a decision they are useless. A consumer knows *how many* items have to come, or an end marker tells it.

# %% [markdown]
# ## The six steps at a queue
#
# Every program of this course has the same six steps. Here they are with a queue there and a queue back. The program counts the letters of words.

# %% module="letters"
import multiprocessing


# 1. define importable worker: takes until the end marker, answers for each item
def count_letters(words, counts):
    for word in iter(words.get, None):
        counts.put((word, len(word)))


def letters(all_words, processes=2):
    """How many letters each word has."""
    # 2. create channel: one queue there, one back
    words = multiprocessing.Queue()
    counts = multiprocessing.Queue()
    # 3. start: all of them
    team = [
        multiprocessing.Process(target=count_letters, args=(words, counts))
        for _ in range(processes)
    ]
    for process in team:
        process.start()
    # 4. feed: all items, then an end marker for each worker
    for word in all_words:
        words.put(word)
    for _ in team:
        words.put(None)
    # 5. collect until the end marker: here we know how many have to come
    found = dict(counts.get() for _ in all_words)
    # 6. stop, join, close: the markers have stopped them
    for process in team:
        process.join()
    return found


# %% [markdown]
# **Guess** how many things go through each of the two queues, for three words and two workers. Then look for these numbers in the words below the picture.

# %% name="guess-letters"
through_words = ...
through_counts = ...

# %% name="try-letters" tags=["volatile"]
with timeline("six steps"):
    print(letters(["rye", "wheat", "pumpernickel"]))

# %% [markdown]
# Why two queues? With one for both directions a worker would take answers for words, and you would take words for answers. And each answer says *what it is the answer to*, because answers come in the order in which they are ready.
#
# **Your turn, with help.** The same six steps, three of them empty. Replace each `()`. The program finds out which numbers are squares. Until you are done the cell behind it prints an empty list, or says who waits for whom.

# %% module="squares"
import math
import multiprocessing


# 1. define importable worker
def find_squares(numbers, answers):
    # in place of (), the numbers until the end marker
    for number in ():
        answers.put((number, math.isqrt(number) ** 2 == number))


def squares_among(candidates, processes=2):
    # 2. create channel
    numbers, answers = multiprocessing.Queue(), multiprocessing.Queue()
    # 3. start
    team = [
        multiprocessing.Process(target=find_squares, args=(numbers, answers))
        for _ in range(processes)
    ]
    for process in team:
        process.start()
    # 4. feed: in place of (), what has to go into the queue
    for item in ():
        numbers.put(item)
    for _ in team:
        numbers.put(None)
    # 5. collect: in place of (), as many answers as there have to be
    found = [number for number, is_square in () if is_square]
    # 6. stop, join, close: the markers have stopped them
    for process in team:
        process.join()
    return sorted(found)


# %% name="try-squares" tags=["volatile", "raises-exception"]
# %%deadline 5
print(squares_among([15, 16, 17, 25, 26, 0]))

# %% [markdown]
# <details><summary>A finished one</summary>
#
# ```python
#     # 1.
#     for number in iter(numbers.get, None):
#     # 4.
#     for item in candidates:
#         numbers.put(item)
#     # 5.
#     arrived = [answers.get() for _ in candidates]
#     found = [number for number, is_square in arrived if is_square]
# ```
#
# </details>

# %% [markdown]
# ## Exercise produce_consume
#
# Now alone. The specification is the docstring of `produce_consume`.
#
# <details><summary>Rather put lines in order? The heart of it as a puzzle</summary>
#
# These lines stand at the end of one solution, in the wrong order and without their indentation.
#
# ```python
# return found
# shelf.put(None)
# process.join()
# for item in items:
# found = [results.get() for _ in items]
# for _ in team:
# shelf.put(item)
# for process in team:
# ```
#
# </details>

# %% exercise="produce_consume" role="solution"
import multiprocessing


def consume(func, shelf, results):
    """One consumer: takes items from the shelf until there is an end marker."""
    ### BEGIN SOLUTION
    for item in iter(shelf.get, None):
        results.put(func(item))
    ### END SOLUTION


def produce_consume(func, items, consumers=2):
    """Call func(item) for each item, in consumer processes that take items from one queue.

    func        a function that can be imported; it does not raise, and what it returns can be sent
    items       a list, perhaps empty; None is not among them, but 0 and "" are items like others.
                Items and results may be larger than a pipe (100 KB)
    consumers   how many consumers work at the same time, perhaps more than there are items

    All items go into one queue (a Manager's, if you like). Whichever consumer is free takes the
    next one, so that a long item holds up nobody but the consumer that has it. Each consumer ends
    by itself when it finds an end marker: not because the queue looks empty, not because it has
    waited for some time (an item may take seconds on its way), and not because somebody kills it.

    Returns the list of all func(item), in any order. When it returns, every consumer has ended
    and has been joined.
    """
    ### BEGIN SOLUTION
    shelf = multiprocessing.Queue()
    results = multiprocessing.Queue()
    team = [
        multiprocessing.Process(target=consume, args=(func, shelf, results))
        for _ in range(consumers)
    ]
    for process in team:
        process.start()
    for item in items:
        shelf.put(item)
    for _ in team:
        shelf.put(None)
    found = [results.get() for _ in items]
    for process in team:
        process.join()
    return found
    ### END SOLUTION


# %% exercise="produce_consume" role="check"

# %% [markdown] exercise="produce_consume" role="hint"
# How many end markers are needed, and how many results have to come? You know both numbers before anything starts; so you need neither `empty()` nor a timeout.

# %% [markdown] exercise="produce_consume" role="hint"
# Compare with `letters` in *The six steps at a queue*, line by line. What is different: the work is `func(item)`, and the results need no name.

# %% [markdown]
# ## Join and take out: which comes first?
#
# A child puts its report into a queue and ends. The parent joins the child, then reads. That is how one would tell it to a human. **Guess** for which sizes of the report it works.


# %% module="reports"
def report(size, results):
    results.put("x" * size)


# %% name="guess-sizes"
works_with_1_000 = ...
works_with_60_000 = ...
works_with_200_000 = ...

# %% name="join-first" tags=["volatile"]
for size in (1_000, 60_000, 200_000):
    results = multiprocessing.Queue()
    child = multiprocessing.Process(target=report, args=(size, results))
    child.start()
    child.join(timeout=1.5)
    ended = "ended" if child.exitcode is not None else "still alive after 1.5 s of join"
    print(f"{size:>7,} characters: the child is {ended};", end=" ")
    print(f"then {len(results.get()):,} were read,", end=" ")
    child.join()
    print("and now it has ended.")

# %% [markdown]
# The pipe holds about 64 KB (so on Linux). A small report disappears in it, and the child can go. Of a large one the courier stands at the hatch with the rest in his arms, and a process *does not end before its courier has delivered everything*. The parent waits for the child, the child for its courier, the courier for the parent to take something out: a **deadlock** (死锁).
#
# Without the timeout of `join` it hangs for ever. See who waits for whom.

# %% name="join-before-drain" tags=["volatile", "raises-exception"]
# %%deadline 5
results = multiprocessing.Queue()
child = multiprocessing.Process(target=report, args=(200_000, results), name="reporter")
child.start()
child.join()
print(len(results.get()))

# %% [markdown]
# **Modify.** Mend the cell by moving one line, and run it again. Then decide: would `child.join(timeout=1)` in the old place have been a cure?
#
# <details><summary>One answer</summary>
#
# First `get`, then `join`. A timeout is no cure but a delay: it waits for one second in which nothing *can* happen, gives up, and goes on.
#
# </details>
#
# The size at which it begins is a treacherous one: tests use small data, customers don't. So the rule has no exception: **take out everything first, join afterwards.**
#
# And if the parent itself puts something that nobody takes? Your notebook's parent is the kernel, which never ends; so this is a script, in a Python of its own. It puts one item into a queue, prints *done*, and is at its end. **Guess** when it ends, with an item of 1 000 bytes and with one of a million.

# %% name="guess-unread"
ends_with_1_000 = ...
ends_with_a_million = ...

# %% name="unread" tags=["volatile"]
import subprocess
import sys

script = """
import multiprocessing
if __name__ == "__main__":
    q = multiprocessing.Queue()
    q.put(b"x" * {size})
    print("done", flush=True)
"""
for size in (1_000, 1_000_000):
    command = [sys.executable, "-c", script.format(size=size)]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        said, _ = run.communicate(timeout=2)
        how = f"and ended with exit code {run.returncode}"
    except subprocess.TimeoutExpired:
        run.kill()
        said, _ = run.communicate()
        how = "and was still there after 2 seconds"
    print(f"{size:>9,} bytes: it said {said.strip()!r} {how}")

# %% [markdown]
# The program is over, and doesn't end. Its courier still waits for somebody to take the tray. What you put must be taken out by somebody; or don't put it.

# %% [markdown]
# ## Exercise drain_then_join

# %% exercise="drain_then_join" role="solution"
import multiprocessing


def drain_then_join(make, names, size):
    """Make a batch for each name, each in a process of its own, and bring all batches together.

    make    a function that can be imported; make(name, size) returns a bytes object or raises an
            Exception. It ends no process: no sys.exit(), no os._exit()
    names   a list of different texts, perhaps empty
    size    how many bytes a batch has: from a few to eight megabytes (8 * 1024 * 1024)

    All batches are made at the same time. They come through a queue, in the order in which they
    are ready; so each must say whose it is.

    Returns a dict: name → batch. If make raises an exception for a name, its batch is None, and
    the others are not touched by that.

    Take out of the queue what has to come, then join, and without giving up on any join. When
    drain_then_join returns, all processes have ended by themselves and have been joined.
    """
    ### BEGIN SOLUTION
    results = multiprocessing.Queue()
    team = [
        multiprocessing.Process(target=send_batch, args=(make, name, size, results))
        for name in names
    ]
    for process in team:
        process.start()
    batches = dict(results.get() for _ in team)
    for process in team:
        process.join()
    return batches
    ### END SOLUTION


def send_batch(make, name, size, results):
    """The worker: puts whose batch it is, and the batch."""
    ### BEGIN SOLUTION
    try:
        batch = make(name, size)
    except Exception:
        batch = None
    results.put((name, batch))
    ### END SOLUTION


# %% exercise="drain_then_join" role="check"

# %% [markdown] exercise="drain_then_join" role="hint"
# How many things have to come out of the queue? Exactly one for each name, if the worker puts something in *every* case. Then you can take them out before you join.

# %% [markdown] exercise="drain_then_join" role="hint"
# In the worker: `try` around `make(name, size)`, with `except Exception`, and behind both one `results.put((name, batch))`. In the parent: `dict(results.get() for _ in names)`, then the joins.

# %% [markdown]
# ## A full shelf holds the baker back
#
# A baker needs 0.02 seconds for a loaf, a seller 0.1. **Guess**, for ten loaves: how many lie around when the last one is baked, if the shelf has room for as many as you like? And if it has room for two?

# %% name="guess-lead"
waiting_without_a_bound = ...
waiting_with_maxsize_2 = ...

# %% module="shop"
import time


def slow_seller(shelf, sold):
    """Sells until the end marker; tells each time how far he has come."""
    for _ in iter(shelf.get, None):
        time.sleep(0.1)
        with sold.get_lock():
            sold.value += 1


# %% name="back-pressure" tags=["volatile"]
for maxsize in (0, 2):
    with timeline(f"ten loaves, maxsize={maxsize}"):
        shelf = multiprocessing.Queue(maxsize)
        sold = multiprocessing.Value("i", 0)  # a number that both see: notebook 06
        process = multiprocessing.Process(target=slow_seller, args=(shelf, sold), name="seller")
        process.start()
        shelf.put("the first")
        while sold.value == 0:
            time.sleep(0.01)
        leads = []
        for loaf in range(1, 10):
            time.sleep(0.02)
            shelf.put(loaf)
            leads.append(loaf + 1 - sold.value)
        shelf.put(None)
        process.join()
    print(f"maxsize={maxsize}: baked but not sold, after each put: {leads}")

# %% [markdown]
# Without a bound the baker runs away: with a million loaves it would be a million, all in the memory of *his* process. With `maxsize=2` his `put` waits as soon as two lie on the shelf, and he bakes at the pace of the seller. This is called **back-pressure** (背压).
#
# **Investigate.** With `maxsize=2` the lead goes up to 3. Who has the third loaf?
#
# <details><summary>One answer</summary>
#
# The seller: he took it off the shelf and hasn't sold it yet. (While the baker waits in `put`, he holds one more; the list doesn't count it, since it counts when `put` has returned.)
#
# </details>
#
# Sometimes nobody can wait: a sensor measures on, whether or not there is room. Then an item is *dropped*, and `Full` is no error but the news. **Guess** how many of twelve are dropped, if each waits for 0.03 seconds at most and the seller needs 0.1.

# %% name="guess-dropped"
how_many_are_dropped = ...

# %% name="drop" tags=["volatile"]
shelf = multiprocessing.Queue(maxsize=2)
sold = multiprocessing.Value("i", 0)
process = multiprocessing.Process(target=slow_seller, args=(shelf, sold))
process.start()
dropped = []
for loaf in range(12):
    try:
        shelf.put(loaf, timeout=0.03)
    except Full:
        dropped.append(loaf)
shelf.put(None)  # this one must not be dropped: all the time in the world
process.join()
print("sold:", sold.value, " dropped:", dropped)

# %% [markdown]
# **Decide.** Why has the last `put` no timeout? And why is there no bound on the way *back* in the next exercise? Imagine both queues full: items, and results that nobody takes out because the parent is still feeding. Who waits for whom? Guess, then run.


# %% module="there_and_back"
def worker(items, results):
    for item in iter(items.get, None):
        results.put(item * 10)


# %% name="guess-both-bounded"
what_happens_with_two_bounded_queues = ...

# %% name="both-bounded" tags=["volatile", "raises-exception"]
# %%deadline 5
items, results = multiprocessing.Queue(2), multiprocessing.Queue(2)
process = multiprocessing.Process(target=worker, args=(items, results), name="worker")
process.start()
for number in range(10):
    items.put(number)
items.put(None)
print([results.get() for _ in range(10)])
process.join()

# %% [markdown]
# ## Exercise bounded_pipeline

# %% exercise="bounded_pipeline" role="solution"
import multiprocessing
from queue import Full


def consume(use, shelf, results):
    """The consumer's process: uses items until there is an end marker."""
    ### BEGIN SOLUTION
    for item in iter(shelf.get, None):
        results.put(use(item))
    results.put(None)
    ### END SOLUTION


def bounded_pipeline(use, items, maxsize, patience=None):
    """Feed one consumer process through a queue that holds at most maxsize items.

    use        a function that can be imported; the consumer calls use(item)
    items      something to loop over, once: a list, or a generator that makes items as it goes.
               None is not among them, use never returns None, and neither of the two raises
    maxsize    how many items the queue between the two processes holds, at least 1; it may be a
               Manager's
    patience   how many seconds an item may wait for room in the queue: None is as long as it
               takes, 0 is not at all

    The calling process feeds. It takes an item from `items` only when the one before has found
    its place in the queue, or was dropped. So while the consumer uses item 0, it puts items
    1 to maxsize into the queue and takes one more, item maxsize + 1, for which there is no room
    yet: exactly so far does it get ahead.

    An item for which there is no room within `patience` is dropped, and the next one has its
    chance. An item for which there is room in time is never dropped, and the end marker never
    is, however small the patience.

    Returns {"used": [...], "dropped": [...]}: what use returned, and the items that were
    dropped, each in the order of the items. Results may be large and many. When it returns, the
    consumer has ended and has been joined.
    """
    ### BEGIN SOLUTION
    shelf = multiprocessing.Queue(maxsize)
    results = multiprocessing.Queue()
    consumer = multiprocessing.Process(target=consume, args=(use, shelf, results))
    consumer.start()
    dropped = []
    for item in items:
        try:
            shelf.put(item, timeout=patience)
        except Full:
            dropped.append(item)
    shelf.put(None)
    used = list(iter(results.get, None))
    consumer.join()
    return {"used": used, "dropped": dropped}
    ### END SOLUTION


# %% exercise="bounded_pipeline" role="check"

# %% [markdown] exercise="bounded_pipeline" role="hint"
# `put` with a timeout does everything that `patience` asks for; look up in *Put and get, and when they wait* what `timeout=None` and `timeout=0` mean. You need neither `full()` nor an `if`.

# %% [markdown] exercise="bounded_pipeline" role="hint"
# One `for item in items:` with `try: shelf.put(item, timeout=patience)` and `except Full:` in it. Behind the loop `shelf.put(None)`, without a timeout. Only then the results, and only then `join`.

# %% [markdown]
# ## What is lost on the way
#
# `put` returns, and the courier begins. What can still go wrong then? Five experiments.
#
# *First:* you put a list, and change the list in the next line. **Guess** which one arrives.

# %% name="guess-changed"
what_arrives = ...

# %% name="changed-after-put" tags=["volatile"]
changed = 0
for _ in range(100):
    box = multiprocessing.Queue()
    tray = ["fresh"]
    box.put(tray)
    tray[0] = "stale"
    arrived = box.get()
    changed += arrived == ["stale"]
    arrived.append("eaten")
print(f"{changed} of 100 arrived changed. Your guess: {what_arrives}")
print("what the sender sees of the change that the receiver made:", tray)

# %% [markdown]
# Pickled *later*. Put something that you don't touch any more: a fresh object each time, a copy (`copy.deepcopy(tray)`), or its pickle (`pickle.dumps(tray)`). The other way round there is no danger: what you *got* is your own copy, and the sender never sees what you do with it.
#
# *Second:* you put something that can't be pickled, within a `try`. **Guess.**

# %% name="guess-unpicklable"
does_put_raise = ...
does_it_arrive = ...

# %% module="unsendable"
import multiprocessing
from queue import Empty


def main():
    box = multiprocessing.Queue()
    try:
        box.put(lambda: "a recipe")
        print("put: no exception")
    except Exception as error:
        print("put raised", type(error).__name__)
    box.put("a loaf")
    print("arrived:", box.get())
    try:
        print("arrived:", box.get(timeout=0.3))
    except Empty:
        print("nothing else")


# %% name="unpicklable" tags=["volatile"]
run = subprocess.run(
    [sys.executable, "-c", "import unsendable; unsendable.main()"], capture_output=True, text=True
)
print(run.stdout, end="")
print("--- and on stderr, as its last line:", run.stderr.strip().splitlines()[-1])

# %% [markdown]
# The exception came in the courier's thread. He prints a traceback and throws the thing away. If you want to know *before*, pickle it yourself: `pickle.dumps(item)` raises where you can catch it.
#
# *Third:* a child puts 2000 items and ends in three ways: it returns; it calls `os._exit(0)`; it has called `cancel_join_thread()` before it returns. How many arrive?

# %% name="guess-hard-exit"
after_return = ...
after_os_exit = ...
after_cancel_join_thread = ...

# %% module="endings"
import os
import time


def put_and_end(how, box):
    """Put 2000 loaves, and come to an end in one way or another."""
    if how == "cancel_join_thread":
        box.cancel_join_thread()
    for _ in range(2000):
        box.put(b"loaf" * 100)
    if how == "os._exit":
        os._exit(0)


def half_a_loaf(box):
    """Put something small and something large; then be gone at once."""
    box.put("a roll")
    box.put(b"x" * 1_000_000)
    time.sleep(0.3)
    os._exit(0)


def wait_for_a_loaf(shelf, ready):
    """Tell that you are there, then wait at the shelf."""
    ready.put("here I am")
    shelf.get()


# %% name="hard-exit" tags=["volatile"]
def arrivals(how):
    box = multiprocessing.Queue()
    child = multiprocessing.Process(target=put_and_end, args=(how, box))
    child.start()
    arrived = 0
    try:
        while arrived < 2000:
            box.get(timeout=1.5 if child.is_alive() else 0.2)
            arrived += 1
    except Empty:
        pass
    child.join()
    return arrived


for how in ("return", "os._exit", "cancel_join_thread"):
    print(f"{how:<19} {arrivals(how):>5} of 2000 arrived")

# %% [markdown]
# `cancel_join_thread` is often recommended against the deadlock of *Join and take out: which comes first?* It cures the patient by letting go of what he carries.
#
# *Fourth:* a child puts a roll and a large loaf, and is gone by `os._exit` while the courier stands at the hatch with half of the loaf. You have learned to be careful, and write `get(timeout=1)`. **Guess** what the second `get` does.

# %% name="guess-half"
what_the_second_get_does = ...

# %% name="half-a-loaf" tags=["volatile", "raises-exception"]
# %%deadline 3
box = multiprocessing.Queue()
child = multiprocessing.Process(target=half_a_loaf, args=(box,), name="baker")
child.start()
child.join()
print(box.get(timeout=1))
try:
    print(len(box.get(timeout=1)), "bytes")
except Empty:
    print("nothing within a second")

# %% [markdown]
# Three seconds, and still in `get` (the words below the picture say so). The timeout counts until an item *begins* to arrive. Half of one did; the other half never will.
#
# *Fifth:* Zoe waits in `get()`, and you terminate her, because the shop closes. Somebody else (you) is to take over. **Guess** whether you get the next loaf.

# %% name="guess-killed"
do_you_get_it = ...

# %% name="killed-in-get" tags=["volatile"]
with timeline("who has the key?"):
    shelf, ready = multiprocessing.Queue(), multiprocessing.Queue()
    waiting = multiprocessing.Process(target=wait_for_a_loaf, args=(shelf, ready), name="Zoe")
    waiting.start()
    ready.get()
    time.sleep(0.3)  # now she is in shelf.get()
    waiting.terminate()
    waiting.join()
    shelf.put("a loaf")
    try:
        print("got", shelf.get(timeout=1), "- your guess:", do_you_get_it)
    except Empty:
        print("nothing within a second - your guess:", do_you_get_it)

# %% [markdown]
# Who waits in `get` holds the lock of the reading side. She was killed with the key in her hand, and nobody will ever read from this queue again. So: **never kill a process that uses a queue**, unless nobody needs the queue any more. Tell it to end.

# %% [markdown]
# ## A queue that counts what is done
#
# With a `Queue` you know what was taken, not what was finished. A `JoinableQueue` counts: `put` adds one, `task_done()` takes one away, and `join()` waits for zero.
#
# Below are two ways to write the worker. **Guess**, for the first of them: does the order that fails count as done?

# %% name="guess-failed-order"
is_a_failed_order_done = ...

# %% module="oven"
import time


def bake_orders(orders):
    """For each order: bake it, then say that it is done. An order of -1 fails."""
    for order in iter(orders.get, None):
        try:
            if order < 0:
                raise ValueError(f"no such bread: {order}")
            time.sleep(0.05)
        except ValueError:
            pass
        finally:
            orders.task_done()
    orders.task_done()


def bake_carelessly(orders):
    """The same without try and finally."""
    for order in iter(orders.get, None):
        if order < 0:
            raise ValueError(f"no such bread: {order}")
        time.sleep(0.05)
        orders.task_done()


# %% name="joinable" tags=["volatile"]
with timeline("four orders, one of them fails"):
    orders = multiprocessing.JoinableQueue()
    team = [multiprocessing.Process(target=bake_orders, args=(orders,)) for _ in range(2)]
    for process in team:
        process.start()
    for order in (1, 2, -1, 4):
        orders.put(order)
    orders.join()
    print("all four are done")
    for _ in team:
        orders.put(None)
    for process in team:
        process.join()

# %% [markdown]
# The failed order counts as done. It has to: *done* means that nobody works at it any more. **Guess** what happens with `bake_carelessly`, where an exception goes past `task_done`.

# %% name="guess-careless"
what_join_does = ...

# %% name="careless" tags=["volatile", "raises-exception"]
# %%deadline 5
orders = multiprocessing.JoinableQueue()
process = multiprocessing.Process(target=bake_carelessly, args=(orders,), name="careless baker")
process.start()
for order in (1, -1, 3):
    orders.put(order)
orders.join()
print("all are done")

# %% [markdown]
# One `task_done` for each `get`: not fewer, and not more either. And only a `JoinableQueue` has it. **Guess** which exceptions the next two mistakes raise: `task_done` once too often, and `join` of a plain `Queue`.

# %% name="guess-too-often"
once_too_often = ...
join_of_a_plain_queue = ...

# %% name="too-often"
orders = multiprocessing.JoinableQueue()
orders.put("rye")
orders.get()
orders.task_done()
try:
    orders.task_done()
except ValueError as error:
    print("ValueError:", error)
try:
    multiprocessing.Queue().join()
except AttributeError as error:
    print("AttributeError:", error)

# %% [markdown]
# Mind what `join()` does *not* say. Whatever the workers put into *another* queue before their `task_done` may still be with the courier. So don't ask that other queue whether it is `empty()`; count.
#
# Two more facts for a server that is to live on. A job may call `sys.exit()`, which raises `SystemExit`. **Decide** whether `except Exception` catches that. And under `spawn` and `forkserver` all arguments of a worker are pickled. A `Process` that has not been started can travel: that is how your classes of notebook 02 came to their children. **Decide** whether one that *has been started* can.

# %% name="decide-server"
except_exception_catches_sys_exit = ...
a_started_process_can_travel = ...

# %% name="two-facts"
try:
    sys.exit("going home")
except Exception:
    print("caught by except Exception")
except SystemExit as error:
    print("only SystemExit catches it:", error)

spawn = multiprocessing.get_context("spawn")
started = spawn.Process(target=abs, args=(-1,))
started.start()
started.join()
try:
    spawn.Process(target=print, args=(started,)).start()
except TypeError as error:
    print("TypeError:", error)

# %% [markdown]
# ## Exercise job_server
#
# A server with a team of its own, that does what you submit. Its two queues are made in `__init__`; the worker is a function at the top level of the module, that gets the queues as arguments. (A method would take `self` along, with everything that hangs on it: the list of processes, too.)

# %% exercise="job_server" role="solution"
import multiprocessing
import pickle


def work(jobs, results):
    """One worker: does jobs until there is an end marker. Yours to write, and to change."""
    ### BEGIN SOLUTION
    for job in iter(jobs.get, None):
        number, func, args = pickle.loads(job)
        try:
            outcome = pickle.dumps((number, ("ok", func(*args))))
        except (Exception, SystemExit) as error:
            outcome = pickle.dumps((number, ("failed", f"{type(error).__name__}: {error}")))
        finally:
            results.put(outcome)
            jobs.task_done()
    jobs.task_done()
    ### END SOLUTION


class JobServer:
    """A team of worker processes that does jobs in the order in which they were submitted.

    A job ends in an *outcome*: ("ok", value) with what the function returned, or
    ("failed", text) if it raised an Exception, where text is f"{type(error).__name__}: {error}",
    such as "ValueError: too hot". A job that calls sys.exit() has failed, too (SystemExit), and
    so has one whose value can't be pickled (with any text). A failed job harms neither its worker
    nor the other jobs. No job kills its worker, and what can be pickled can be unpickled.

    Queues may be a Manager's, and workers may be daemons.
    """

    def __init__(self, workers=2):
        """Start the workers: so many work at the same time."""
        ### BEGIN SOLUTION
        self.jobs = multiprocessing.JoinableQueue()
        self.results = multiprocessing.Queue()
        self.submitted = 0
        self.waiting = 0
        self.closed = False
        self.team = [
            multiprocessing.Process(target=work, args=(self.jobs, self.results))
            for _ in range(workers)
        ]
        for process in self.team:
            process.start()
        ### END SOLUTION

    def submit(self, func, *args):
        """Hand in the job func(*args) and return its number at once: 0, 1, 2, …

        If the job can't be pickled, raises an exception (any), and it is as if nothing had been
        submitted, except that its number may stay unused. After close, raises ValueError.
        """
        ### BEGIN SOLUTION
        if self.closed:
            raise ValueError("this server is closed")
        number = self.submitted
        job = pickle.dumps((number, func, args))
        self.submitted += 1
        self.waiting += 1
        self.jobs.put(job)
        return number
        ### END SOLUTION

    def wait_all(self):
        """Wait until all jobs are done that were submitted so far.

        Returns a dict, number → outcome, of the jobs submitted since the last wait_all; of no
        jobs, an empty one. Values may be large, and may take their time on the way.
        """
        ### BEGIN SOLUTION
        self.jobs.join()
        outcomes = dict(pickle.loads(self.results.get()) for _ in range(self.waiting))
        self.waiting = 0
        return outcomes
        ### END SOLUTION

    def close(self):
        """Let the workers finish all that was submitted, then end and join them.

        Perhaps nobody has called wait_all before; the outcomes are lost then, but the jobs are
        done. Workers end by themselves, with exit code 0. A second close does nothing, and
        nobody calls wait_all any more.
        """
        ### BEGIN SOLUTION
        if self.closed:
            return
        self.closed = True
        self.wait_all()
        for _ in self.team:
            self.jobs.put(None)
        for process in self.team:
            process.join()
        ### END SOLUTION


# %% exercise="job_server" role="check"

# %% [markdown] exercise="job_server" role="hint"
# Put `(number, func, args)` into one queue, `(number, outcome)` into the other. The server counts how many outcomes have to come: `wait_all` takes out exactly so many. And `close` may begin with a `wait_all`: a worker whose result nobody takes can't end.

# %% [markdown] exercise="job_server" role="hint"
# What can't be pickled is told to the courier, not to you. So pickle it yourself: `submit` puts `pickle.dumps((number, func, args))`, the worker tries `pickle.dumps(outcome)` *inside* of the `try` that also catches what the job raises. `except (Exception, SystemExit) as error`, and in `finally` one `put` and one `task_done`.

# %% [markdown]
# ## Whose order?
#
# Two bakers put six loaves each into one queue. **Guess** which of these are true in *every* run:
#
# 1. Ann's loaves come out in the order in which Ann put them.
# 2. Ann's loaf 0 comes out before Ben's loaf 1.
# 3. The loaves come out in the order in which they were put, whoever put them.

# %% name="guess-whose-order"
always_true = ...

# %% name="whose-order" tags=["volatile"]
with timeline("two bakers, one shelf"):
    shelf = multiprocessing.Queue()
    bakers = [
        multiprocessing.Process(target=baker, args=("Ann", 6, shelf, 0.002), name="Ann"),
        multiprocessing.Process(target=baker, args=("Ben", 6, shelf, 0.001), name="Ben"),
    ]
    for process in bakers:
        process.start()
    loaves = [shelf.get() for _ in range(12)]
    for process in bakers:
        process.join()
print(" ".join(f"{name[0]}{number}" for name, number in loaves))
for who in ("Ann", "Ben"):
    print(who, "in order:", [number for name, number in loaves if name == who] == [*range(6)])

# %% [markdown]
# Only the first one. Each baker has a courier of his own, and who is first at the hatch is luck. First in, first out counts from the hatch on: *a queue is in order for each producer, not among several.*
#
# If you need one order for all, it must be in the items: a time, or a number, and who it is from. Collect everything, then sort. **Guess** what `sorted` does with these three entries, which are tuples of a time, a name and a dict.

# %% name="guess-sorted"
what_sorted_does = ...

# %% name="sorted-entries"
entries = [(2, "ben", {"n": 1}), (1, "ann", {"n": 2}), (2, "ben", {"n": 3})]
try:
    print(sorted(entries))
except TypeError as error:
    print("TypeError:", error)
print(sorted(entries, key=lambda entry: entry[0]))

# %% [markdown]
# Tuples are compared from left to right, and where two have equal beginnings it is the turn of the dicts, which know no smaller and larger. `key=` says what counts. And `sorted` is *stable*: entries with equal keys keep the order in which they were. So their order before sorting must not be luck either.
#
# And when is everything there? When each producer has said so: with three producers, after the *third* end marker.

# %% [markdown]
# ## When a producer dies
#
# An end marker is put by somebody who is alive. A baker raises an exception in the middle, or is gone without a word; then no marker comes, and `get()` waits. **Guess** what the cell below does, and which of the two loaves are sold.

# %% module="fragile"
import os


def fragile_baker(shelf):
    shelf.put("rye")
    shelf.put("oat")
    shelf.close()
    shelf.join_thread()  # what was put is delivered
    os._exit(3)


# %% name="guess-dead"
loaves_sold = ...
what_get_does_then = ...

# %% name="dead-producer" tags=["volatile", "raises-exception"]
# %%deadline 5
shelf = multiprocessing.Queue()
process = multiprocessing.Process(target=fragile_baker, args=(shelf,), name="fragile baker")
process.start()
for loaf in iter(shelf.get, None):
    print(loaf)

# %% [markdown]
# A queue doesn't know who uses it, so it can't tell you. Somebody who does know is the *process object*: it has an `exitcode`. So wait a little, look, wait again:


# %% name="watch-the-exit-code" tags=["volatile"]
def take_all(shelf, producer):
    """Loaves until the end marker; RuntimeError if the producer is gone before."""
    while True:
        try:
            loaf = shelf.get(timeout=0.2)
        except Empty:
            if producer.exitcode:
                raise RuntimeError(f"it ended with exit code {producer.exitcode}") from None
            continue
        if loaf is None:
            return
        yield loaf


shelf = multiprocessing.Queue()
process = multiprocessing.Process(target=fragile_baker, args=(shelf,))
process.start()
try:
    for loaf in take_all(shelf, process):
        print(loaf)
except RuntimeError as error:
    print("RuntimeError:", error)
process.join()

# %% [markdown]
# **Investigate.** Here a timeout is right, and in *Full, empty and qsize* it was wrong. What is different?
#
# <details><summary>One answer</summary>
#
# There waiting in vain was taken for the *end*. Here it is only an occasion to look at a fact: the exit code. If that says nothing, the loop waits on.
#
# </details>
#
# **Decide.** Why does it look at the exit code only after `Empty`, and not before each `get`?
#
# <details><summary>One answer</summary>
#
# What he has put and delivered still lies on the shelf when he is gone, and is to be taken first. And `exitcode` 0 is no reason to stop: his end marker may be on its way.
#
# </details>
#
# This cure has a limit, and you have seen it: somebody who dies with half a large loaf in the hatch. Only a pipe for each producer (notebook 04) ends by itself then: `recv` raises an `OSError` in the middle of an item, and `EOFError` only between two.
#
# When several producers work and one of them dies, the others don't know. Whoever gives up has to clear up: `terminate()` those that are still alive, and `join()` all. (Here killing is allowed: nobody will use this queue any more.)

# %% [markdown]
# ## Closing a queue
#
# `q.close()` sounds as if it ended something for everybody. **Guess**: you put two loaves and close the queue. May you still put? Does a seller in another process still get the loaves? Is he told that it is over?

# %% name="guess-close"
may_i_still_put = ...
does_the_seller_get_them = ...
is_he_told = ...

# %% name="close" tags=["volatile"]
with timeline("closed, and still sold"):
    shelf, sold = multiprocessing.Queue(), multiprocessing.Queue()
    process = multiprocessing.Process(target=seller, args=(shelf, sold), name="seller")
    process.start()
    for loaf in ("rye", "oat", None):
        shelf.put(loaf)
    shelf.close()
    try:
        shelf.put("bun")
    except ValueError as error:
        print("put after close: ValueError:", error)
    print("the seller sold", sold.get(), "because there was an end marker")
    process.join()
print("a shutdown() for all, as queue.Queue has it since 3.13:", hasattr(shelf, "shutdown"))

# %% [markdown]
# `close()` says: *this* process won't use this queue any more. Its courier still delivers what was put before. Nobody else hears of it; without the `None` the seller would wait to this day.
#
# | method | what it does |
# |---|---|
# | `q.close()` | no more `put` or `get` in this process; the courier goes home when he has delivered |
# | `q.join_thread()` | after `close`: wait until the courier has delivered |
# | `q.cancel_join_thread()` | don't wait for him at the end of the process: what he carries may be lost |
#
# A program that simply ends does the first two by itself.

# %% [markdown]
# ## What it costs
#
# There are three queues between processes: `SimpleQueue` (a pipe and locks, no courier: its `put` pickles at once, and waits when the pipe is full), `Queue`, and the queue of a `Manager` (a process of its own that keeps the items; every `put` and `get` is a conversation with it). **Guess** which is the fastest for 2000 small items, and how much slower the slowest is.

# %% name="guess-cost"
fastest = ...
how_many_times_slower = ...


# %% name="cost" tags=["volatile"]
def microseconds(box, count=2000):
    """For one put and one get, in one process, one item at a time; the best of three."""
    best = float("inf")
    for _ in range(3):
        began = time.perf_counter()
        for number in range(count):
            box.put(number)
            box.get()
        best = min(best, (time.perf_counter() - began) / count)
    return 1e6 * best


print(f"{os.cpu_count()} cores")
print(f"SimpleQueue        {microseconds(multiprocessing.SimpleQueue()):8.1f} µs")
print(f"Queue              {microseconds(multiprocessing.Queue()):8.1f} µs")
with multiprocessing.Manager() as manager:
    print(f"Manager().Queue()  {microseconds(manager.Queue(), count=500):8.1f} µs")

# %% [markdown]
# **Decide** what a `SimpleQueue` does with the two experiments of *What is lost on the way*: something is changed after `put`, and something can't be pickled.

# %% name="guess-simple"
simple_changed_after_put = ...
simple_unpicklable = ...

# %% name="simple-queue"
box = multiprocessing.SimpleQueue()
tray = ["fresh"]
box.put(tray)
tray[0] = "stale"
print("arrived:", box.get())
try:
    box.put(lambda: "a recipe")
except Exception:
    print("put of a lambda raised an exception")

# %% [markdown]
# Without a courier both surprises are gone. There is a price. **Guess** it: you put 200 000 bytes, and nobody takes them out yet.

# %% name="guess-price"
what_put_does = ...

# %% name="simple-queue-full" tags=["volatile", "raises-exception"]
# %%deadline 4
box = multiprocessing.SimpleQueue()
box.put(b"x" * 200_000)
print("put has returned")

# %% [markdown]
# A manager's queue pays where the others can't go: into the arguments of a pool's task, or over a network. And its items lie in the manager. **Guess**: may a child that has put something large be joined before it is read?

# %% name="guess-manager"
plain_queue_as_argument_of_a_task = ...
joined_before_it_is_read = ...

# %% name="manager-queue" tags=["volatile"]
with multiprocessing.Pool(1) as pool:
    try:
        pool.apply(report, (10, multiprocessing.Queue()))
    except RuntimeError as error:
        print("RuntimeError:", error)
with multiprocessing.Manager() as manager, multiprocessing.Pool(1) as pool:
    results = manager.Queue()
    pool.apply(report, (10, results))
    print("from a pool's task:", results.get())
    child = multiprocessing.Process(target=report, args=(200_000, results))
    child.start()
    child.join()
    print("joined first, then read", len(results.get()), "characters")

# %% [markdown]
# ## Bug clinic
#
# Three patients. Each is a module with a `main`, and each runs in a Python of its own, under a deadline, so that none can do harm. For each of them: read, write down what you expect and why, run, then mend the module and run it again.


# %% name="clinic"
import signal


def admit(patient, seconds=4):
    """Run the patient's main() in a fresh Python; show what it says, and stop it in time."""
    method = multiprocessing.get_start_method()
    program = (
        f"import multiprocessing, {patient}\n"
        f"multiprocessing.set_start_method({method!r})\n"
        f"{patient}.main()"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    try:
        said, complained = run.communicate(timeout=seconds)
        end = f"It ended with exit code {run.returncode}."
    except subprocess.TimeoutExpired:
        # As Ctrl-C: it clears up behind itself. (Windows has no such signal for one process.)
        run.kill() if os.name == "nt" else run.send_signal(signal.SIGINT)
        said, complained = run.communicate()
        end = f"It was still running after {seconds} seconds and was stopped."
    print(said, end="")
    lines = [line for line in complained.splitlines() if line.strip()]
    errors = [line for line in lines if not line.startswith((" ", "Traceback", "Process"))]
    if errors:
        print("--- stderr, where tracebacks end:", *errors[:3], sep="\n")
    print("---", end)


# %% [markdown]
# ### Patient 1: the early closing time
#
# Eight loaves, two sellers. No error, exit code 0, and fewer loaves sold than were baked, some days none. Run it several times, and once with a baker who needs no time.

# %% module="patient_1"
import multiprocessing
import time


def sell(shelf, sold):
    while not shelf.empty():
        sold.put(shelf.get())


def main():
    shelf, sold = multiprocessing.Queue(), multiprocessing.Queue()
    sellers = [multiprocessing.Process(target=sell, args=(shelf, sold), daemon=True) for _ in "ab"]
    for seller in sellers:
        seller.start()
    for loaf in range(8):
        time.sleep(0.1)  # a loaf takes its time
        shelf.put(loaf)
    for seller in sellers:
        seller.join(timeout=1)
    count = 0
    while not sold.empty():
        sold.get()
        count += 1
    print(count, "of 8 loaves sold")


# %% name="guess-1"
symptom_1 = ...
cause_1 = ...  # the line, and what it takes for granted

# %% name="admit-1" tags=["volatile"]
admit("patient_1")

# %% [markdown]
# <details><summary>Cause and cure</summary>
#
# Three times a question about emptiness is taken for a promise. A seller who comes between two loaves goes home. With a baker who needs no time it depends on who is faster, the start of the sellers or the courier. And if two sellers see the last loaf, one takes it and the other waits for ever (that is why somebody has added the timeout and `daemon=True`). The cure: one `None` for each seller, `for loaf in iter(shelf.get, None)`, and `sold.get()` exactly eight times, before the joins.
#
# </details>
#
# ### Patient 2: four times the last order
#
# The waiter writes each order on the same slip and puts it on the queue. The cook cooks the last order, again and again.

# %% module="patient_2"
import multiprocessing


def take_orders(orders):
    slip = {}
    for table, dish in enumerate(["soup", "bread", "tea", "cake"]):
        slip["table"], slip["dish"] = table, dish
        orders.put(slip)
    orders.put(None)


def main():
    orders = multiprocessing.Queue()
    waiter = multiprocessing.Process(target=take_orders, args=(orders,))
    waiter.start()
    for slip in iter(orders.get, None):
        print(slip)
    waiter.join()


# %% name="guess-2"
symptom_2 = ...
cause_2 = ...

# %% name="admit-2" tags=["volatile"]
admit("patient_2")

# %% [markdown]
# <details><summary>Cause and cure</summary>
#
# All four items are the same dict, and the courier pickles it when he comes to it: by then it has been overwritten. How many orders are wrong depends on how fast he is. A fresh dict for each order, `orders.put({"table": table, "dish": dish})`, is the simplest cure; `put(dict(slip))` another one.
#
# </details>
#
# ### Patient 3: the oven that is never done
#
# It bakes two of three orders, tells of the third one, and then it stands still.

# %% module="patient_3"
import multiprocessing


def bake(orders, baked):
    for order in iter(orders.get, None):
        try:
            baked.put(f"{1000 // order} g")
            orders.task_done()
        except ZeroDivisionError as error:
            print("can't bake this:", error, flush=True)


def main():
    orders, baked = multiprocessing.JoinableQueue(), multiprocessing.Queue()
    oven = multiprocessing.Process(target=bake, args=(orders, baked), daemon=True)
    oven.start()
    for order in (2, 0, 5):
        orders.put(order)
    orders.join()
    print("all done")


# %% name="guess-3"
symptom_3 = ...
cause_3 = ...

# %% name="admit-3" tags=["volatile"]
admit("patient_3", seconds=2)

# %% [markdown]
# <details><summary>Cause and cure</summary>
#
# The exception jumps over `task_done`, so one of three orders counts as unfinished for ever. `finally: orders.task_done()` mends it, and the line in the `try` goes away.
#
# </details>

# %% [markdown]
# ## Exit ticket
#
# The last exercise has hidden checks only. You have seen all that it needs.

# %% exercise="merge_in_order" role="solution"
import multiprocessing
import pickle
from queue import Empty


class ProducerDied(Exception):
    """A producer came to its end before it had produced everything."""


def send_all(produce, name, results):
    """The process of one producer. Yours to write, and to change."""
    ### BEGIN SOLUTION
    for stamp, payload in produce(name):
        results.put((name, pickle.dumps((stamp, payload))))
    results.put((name, None))
    ### END SOLUTION


def merge_in_order(produce, names):
    """Let several producers produce at the same time, and bring all they produce into one order.

    produce   a function that can be imported; produce(name) gives something to loop over (such
              as a generator) of pairs (stamp, payload). Stamps are numbers that never fall
    names     a list of different texts, perhaps empty; each gets a process of its own

    Returns a list of tuples (stamp, name, payload): everything that was produced, in order of
    the stamps. Entries with equal stamps stand in the order of their producers in `names`, and
    those of one producer in the order in which it produced them.

    A payload is anything that can be pickled, large or small; payloads can't be compared. A
    producer may change a payload after it has yielded it: the list holds what it was when it
    was yielded. There may be many entries, and a producer may have none.

    If a producer raises an Exception, or its process ends with an exit code other than 0,
    merge_in_order raises ProducerDied within two seconds, although the other producers may
    need half a minute for their next entry. Two cases don't occur: a producer that ends too early
    with exit code 0 (as by a bare sys.exit()), and one that dies while an entry of its own of
    more than 500 bytes is on its way.

    Whether it returns or raises, no process is left.
    """
    ### BEGIN SOLUTION
    results = multiprocessing.Queue()
    team = [
        multiprocessing.Process(target=send_all, args=(produce, name, results)) for name in names
    ]
    entries = {name: [] for name in names}
    unfinished = set(names)
    for process in team:
        process.start()
    try:
        while unfinished:
            if any(process.exitcode for process in team):
                raise ProducerDied("a producer ended too early")
            try:
                name, entry = results.get(timeout=0.2)
            except Empty:
                continue
            if entry is None:
                unfinished.remove(name)
            else:
                stamp, payload = pickle.loads(entry)
                entries[name].append((stamp, name, payload))
    finally:
        for process in team:
            if unfinished:
                process.terminate()
            process.join()
    merged = [entry for name in names for entry in entries[name]]
    return sorted(merged, key=lambda entry: entry[0])
    ### END SOLUTION


# %% exercise="merge_in_order" role="check"

# %% [markdown] exercise="merge_in_order" role="hint"
# Three sections have a part of it each: *Whose order?* for the sorting and the number of end markers, *What is lost on the way* for payloads that change, *When a producer dies* for the waiting. With one difference: nothing that a dead producer has put is wanted here, so you may look at the exit codes before each `get`, and need not wait for `Empty`.

# %% [markdown] exercise="merge_in_order" role="hint"
# Put `(name, pickle.dumps((stamp, payload)))`, and `(name, None)` at the end. Collect into one list for each name; in the end lay the lists behind one another in the order of `names`, and sort by the stamp alone: the sort is stable. Around the collecting `try … finally`, in which you terminate (if you give up) and join.

# %% [markdown]
# ## What the class notes said, and what you saw
#
# | the notes | what is so | where you saw it |
# |---|---|---|
# | a message queue | a pipe, locks and a feeder thread | A queue is a pipe with a courier |
# | first in, first out | for each producer | Whose order? |
# | `Queue(0)`: the system allocates without limit | up to the largest semaphore; items wait in the memory of the one who put them | Put and get, and when they wait |
# | `put` puts the data into the queue | later, in a thread: what can't be pickled vanishes, what is changed arrives changed | What is lost on the way |
# | `put` and `get` with `block` and `timeout` | true; `timeout` is ignored without `block`; the exceptions are those of the module `queue` | Put and get, and when they wait |
# | ask `full()`, `empty()`, `qsize()` | they tell how it was; `qsize` is missing on macOS | Full, empty and qsize |
# | `close()` closes the queue | for this process; nobody else is told | Closing a queue |

# %% [markdown]
# ## Terms
#
# | English | 中文 | here |
# |---|---|---|
# | message queue | 消息队列 | many put, many get, each item is taken once |
# | pipe | 管道 | two ends, about 64 KB of room |
# | producer, consumer | 生产者, 消费者 | who puts, who gets |
# | thread | 线程 | one of several flows of work in one process, all with the same memory |
# | feeder thread, courier | 发送线程 | sends what was put, later |
# | to block, to wait | 阻塞 | not to return before something has happened |
# | timeout | 超时 | how long to wait at most |
# | end marker, sentinel | 哨兵, 结束标记 | an item that means: no more will come |
# | back-pressure | 背压 | a full queue slows down who fills it |
# | to drain | 取空 | to take out all that is in it |
# | deadlock | 死锁 | everybody waits for somebody |
# | race | 竞态条件 | the result depends on who comes first |
# | to pickle | 序列化 | to turn an object into bytes that can be sent |
# | first in, first out | 先进先出 | the order of a queue |
# | semaphore | 信号量 | a counter one can wait at |
# | exit code | 退出码 | 0 for a process that ended properly |
