# %% [markdown]
# # Processes of your own class
#
# A travel agency sends out guides. Each of them gets a photocopy of the folder that the office keeps: the route, the names of the guests, a telephone. Whatever a guide writes into the copy on the road, the folder in the office never learns of it; and yet the office must be able to call a tour off, and wants to hear how it went.
#
# The folder is an object of a class that you write, the guide is the process (进程) that this object starts, and the photocopy is called `self`.
#
# When you have worked through this notebook, you can
#
# - write a class that inherits (继承) from `Process`, and say what its `__init__`, its `start` and its `run` do, and in which process;
# - tell what of `self` reaches the child, and what comes back: nothing;
# - give your objects only what can travel, and open everything else where it is used;
# - stop a process that it ends itself, tidily and at once, and costs nothing while it waits;
# - bring results and exceptions home, also those that cannot travel, and notice a child that dies.
#
# You guess before you see an answer, as in the first notebook: write your guess into the cell in place of `...`, then run.

# %% name="setup"
# %load_ext course
import multiprocessing
import os
import time

from course import check, progress, timeline

# %% [markdown]
# ## A class of your own
#
# In the last notebook a process got a function: `Process(target=deliver, args=("a letter",))`. Here it gets a class. Three things make one: inherit from `multiprocessing.Process`; in `__init__` call the parent class's `__init__` and keep what the process will need; say in `run` what it does.

# %% module="tours"
import multiprocessing
import os
import time


class Tour(multiprocessing.Process):
    """A tour through one city."""

    def __init__(self, city, seconds=0.2, name=None):
        super().__init__(name=name)
        self.city = city
        self.seconds = seconds
        print(f"pid {os.getpid()}: a folder for {city}", flush=True)

    def run(self):
        time.sleep(self.seconds)
        print(f"pid {os.getpid()}: this was {self.city}", flush=True)


# %% [markdown]
# The class stands in a module, because a child must be able to import it. We come to that.
#
# **Guess.** Which process runs `__init__`, and which one runs `run`: this notebook's, or another one?

# %% name="guess-who-runs-what"
init_is_run_by = ...  # "the parent" or "the child"
run_is_run_by = ...

# %% name="who-runs-what" tags=["volatile"]
print("this notebook is pid", os.getpid())

with timeline("two tours at a time"):
    tours = [Tour("Rome", 0.3), Tour("Kyoto", 0.2)]
    for tour in tours:
        tour.start()
    for tour in tours:
        tour.join()

print("your guesses:", init_is_run_by, run_is_run_by)

# %% [markdown]
# **Investigate.** Where in your code is `run` called? Nowhere. `start()` asks the system for a new process, and the *new* process calls `run()`. `__init__` ran when you wrote `Tour("Rome")`: long before there was a process.
#
# What are these objects now? Everything that you know of a process is still there: `join`, `is_alive`, `pid`, `exitcode`, `daemon`, `name`. And the default name begins with the name of your class.

# %% name="still-a-process" tags=["volatile"]
for tour in tours:
    print(tour.name, tour.pid, "exit code", tour.exitcode, "for", tour.city)
print(Tour("Oslo", name="the early one").name)

# %% [markdown]
# **Decide.** `run` takes no argument but `self`. How does it learn which city it is to show? And who would pass it an argument, if it wanted one?
#
# <details><summary>One answer</summary>
#
# From `self`. It is `start` that has `run` called, and `start` passes nothing. So whatever a process needs is handed to the constructor, and kept.
#
# </details>

# %% [markdown]
# And why the module? **Predict** the exit code of a child whose class stands in this very cell, and which is spawned, as on a Mac. (`get_context("spawn").Process` is a `Process` that is always spawned.)

# %% name="class-in-a-cell" tags=["volatile"]
spawn = multiprocessing.get_context("spawn")


class InACell(spawn.Process):
    def run(self):
        print("hello", flush=True)


process = InACell()
process.start()
process.join()
print("exit code", process.exitcode)

# %% [markdown]
# The child has died of an `AttributeError` before it came to `run`: `Can't get attribute 'InACell'`, or, in the words of Python 3.14, `module '__main__' has no attribute 'InACell'`. A spawned child begins with an empty memory and has never seen your cells; it can only import what stands in a file. The red text is the child's. In *your* program no exception arrived, only the exit code 1: look at it.

# %% [markdown]
# ## super().__init__() comes first
#
# `Process.__init__` notes a dozen things down on the object: who its parent is, its name, that it has not been started. What if it is forgotten?
#
# **Guess** which of these lines raises, and what the message might be about.
#
# ```python
# tour = Forgot("Rome")       # a
# print(tour.city)            # b
# tour.start()                # c
# ```

# %% module="forgetful"
import multiprocessing


class Forgot(multiprocessing.Process):
    """Never calls the __init__ of Process."""

    def __init__(self, city):
        self.city = city

    def run(self):
        print(self.city, flush=True)


class Late(multiprocessing.Process):
    """Calls it, but not first."""

    def __init__(self, city):
        self.city = city
        self.daemon = True
        super().__init__()


# %% name="guess-forgotten"
line_that_raises = ...

# %% name="forgotten"
tour = Forgot("Rome")
print("the object is there, and tour.city is", tour.city)
try:
    tour.start()
except AttributeError as error:
    print("start(): AttributeError:", error)
print("your guess:", line_that_raises)

# %% [markdown]
# Remember this message, `has no attribute '_closed'`: it says that `super().__init__()` is missing, in a class that looks all right, at a line that *is* all right.
#
# **Predict** what `Late("Rome")` does, and when. Then run.

# %% name="late"
try:
    Late("Rome")
except AttributeError as error:
    print("AttributeError:", error)

# %% [markdown]
# `daemon` is no plain attribute: setting it asks first whether the process has been started, and that is one of the things that nobody has noted down. So: **`super().__init__()` is the first line.** It is not the place for your own arguments; **decide** what `super().__init__(city, seconds)` would be told, then try it in the cell below. (You met the message in the last notebook.)

# %% name="try-arguments-to-super"
# I think that ...

# %% [markdown]
# ## Names that are taken
#
# Your attributes live in one house with those of `Process`. Some names are taken.
#
# **Guess** for each of the four lines: does it raise, does it do nothing bad, or does it quietly do something else than meant?
#
# ```python
# self.name = 7          # a: seven guests
# self.name = "Rome"     # b: the name of the city
# self.pid = 12          # c: the "place id"
# self._args = [1, 2]    # d: two arguments
# ```

# %% module="labels"
import multiprocessing


class Labelled(multiprocessing.Process):
    """Sets one attribute of this name, whatever it is."""

    def __init__(self, attribute, value):
        super().__init__()
        setattr(self, attribute, value)

    def run(self):
        pass


# %% name="guess-taken"
guesses = {"a": ..., "b": ..., "c": ..., "d": ...}

# %% name="taken" tags=["volatile"]
for line, attribute, value in [
    ("a", "name", 7),
    ("b", "name", "Rome"),
    ("c", "pid", 12),
    ("d", "_args", [1, 2]),
]:
    try:
        tour = Labelled(attribute, value)
        tour.start()
        tour.join()
        print(line, "process", tour.name, "-", attribute, "is now", getattr(tour, attribute))
    except (AssertionError, AttributeError) as error:
        print(line, f"{type(error).__name__}: {error}")
    print("  your guess:", guesses[line])

# %% [markdown]
# `a` was refused, because a name must be a text. `b` has renamed the process, which you may like or not. `c` can't be set. And `d`? It was set, and *after `start()` it is gone*: a process that has been started forgets its target and its arguments, to free their memory, and yours was of the same name.
#
# The next cell prints the whole list. Skip it for now; come back when an attribute behaves strangely.

# %% name="all-taken" tags=["volatile"]
process = multiprocessing.Process()
print("methods:   ", *[name for name in dir(process) if not name.startswith("_")])
print("attributes:", *vars(process))

# %% [markdown]
# ## start() makes the process
#
# The class notes explain `start` like this: `def start(self): self.run()`. Let us write exactly that, and beside it a `start` that is better.

# %% module="starters"
import multiprocessing
import os
import time


class AsInTheNotes(multiprocessing.Process):
    def run(self):
        print(f"run: pid {os.getpid()}", flush=True)

    def start(self):
        self.run()


class WithAStamp(multiprocessing.Process):
    def run(self):
        print(f"run: pid {os.getpid()}, started: {hasattr(self, 'started')}", flush=True)

    def start(self):
        super().start()
        self.started = time.strftime("%H:%M")


# %% [markdown]
# **Guess.** Which pid is printed by the first one? And what does the child of the second one know about `started`?

# %% name="guess-start"
pid_of_as_in_the_notes = ...  # "the parent's" or "another one"
child_has_started = ...  # True or False

# %% name="start-overridden" tags=["volatile"]
print("this notebook is pid", os.getpid())
process = AsInTheNotes()
process.start()
print("is there a process? pid", process.pid)

process = WithAStamp()
process.start()
process.join()
print("in the office:", process.started)
print("your guesses:", pid_of_as_in_the_notes, child_has_started)

# %% [markdown]
# `start` is the one method that *makes* the process; replace it, and there is none. You may *extend* it: call `super().start()`, and do before or after it what belongs to the parent's side. What `start` does runs in the parent. What it sets *after* `super().start()` the child will never see. We come to the reason soon.

# %% [markdown]
# ## A way back: a queue
#
# A guide who wants to tell something needs a channel to the office. Notebook 05 is about queues (队列); until then two methods will do. `out.put(x)` sends a value, and does not wait; `out.get(timeout=5)` waits for the next one, five seconds at most. The queue is made by the office, handed to the constructor, and kept on `self`.

# %% module="reports"
import multiprocessing
import os


class Reporter(multiprocessing.Process):
    """Reports twice."""

    def __init__(self, city, out):
        super().__init__()
        self.city = city
        self.out = out
        self.pid_in_init = os.getpid()

    def run(self):
        self.out.put(("kept in __init__", self.pid_in_init))
        self.out.put(("asked in run", os.getpid()))


# %% [markdown]
# **Guess** which of the two numbers that come out of the queue is the reporter's own.

# %% name="guess-reporter"
own_number = ...  # "kept in __init__", "asked in run", "both", "none"

# %% name="reporter" tags=["volatile"]
out = multiprocessing.Queue()
with timeline("two reports"):
    reporter = Reporter("Rome", out)
    reporter.start()
    for _ in range(2):
        print(*out.get(timeout=5))
    reporter.join()
print("the reporter was", reporter.pid, "and this notebook is", os.getpid(), "-", own_number)

# %% [markdown]
# The office gets *first* and joins *afterwards*. With so little it would not matter; later you will see when it does.

# %% [markdown]
# ## Exercise ticker

# %% exercise="ticker" role="solution"
import multiprocessing
import os
import time


class Ticker(multiprocessing.Process):
    """A process that ticks: Ticker(n, interval, out).

    n          how many ticks, an int, perhaps 0
    interval   seconds from one tick to the next, a float
    out        a multiprocessing.Queue

    A tick is the pair (i, pid) in the queue: i counts from 0 to n - 1, and pid is the number of
    the process that ticks. The first tick comes at once, and a pause of `interval` seconds lies
    between each two. The process puts its ticks into the queue and nothing else, no end marker
    either. After the last one it ends by itself, with exit code 0.

    To make a Ticker starts nothing and puts nothing into the queue: that begins with start(),
    which returns at once. So several tickers can work at the same time. It works under every
    start method.
    """

    def __init__(self, n, interval, out):
        ### BEGIN SOLUTION
        super().__init__()
        self.n = n
        self.interval = interval
        self.out = out
        ### END SOLUTION

    def run(self):
        """What the process does."""
        ### BEGIN SOLUTION
        for i in range(self.n):
            if i:
                time.sleep(self.interval)
            self.out.put((i, os.getpid()))
        ### END SOLUTION


# %% exercise="ticker" role="check"

# %% [markdown] exercise="ticker" role="hint"
# `__init__` keeps three things on `self`, after its first line. `run` uses them. In which of the two must `os.getpid()` be called, so that it is the number of the process that ticks?

# %% [markdown] exercise="ticker" role="hint"
# `run` is a loop over `range(self.n)`. Sleep *before* each tick but the first one (`if i:`), then `self.out.put((i, os.getpid()))`. Leave `start` alone.

# %% [markdown]
# ## Whose self does run() work on?
#
# Now the heart of the matter. A guide counts the sights, in the folder: `self.seen += 1`, three times. In the meantime the office changes its folder, too.

# %% module="folders"
import multiprocessing
import time


class Guide(multiprocessing.Process):
    """Counts sights in its folder."""

    def __init__(self, city):
        super().__init__()
        self.city = city
        self.seen = 0
        self.names = []

    def run(self):
        for sight in ("the tower", "the market", "the bridge"):
            time.sleep(0.1)
            self.seen += 1
            self.names.append(sight)
        print(f"guide:  in {self.city} I have seen {self.seen}: {self.names}", flush=True)
        return self.names


# %% [markdown]
# **Guess** four things. Be exact: what does the *office's* folder say when the guide is back?

# %% name="guess-copy"
city_that_the_guide_shows = ...  # "Rome", "Kyoto" or "Oslo"
seen_in_the_office = ...
names_in_the_office = ...
what_join_returns = ...

# %% name="copy" tags=["volatile"]
with timeline("two folders"):
    guide = Guide("Rome")
    guide.city = "Kyoto"  # before start
    guide.start()
    guide.city = "Oslo"  # after start
    returned = guide.join()

print("office:", guide.city, guide.seen, guide.names, "- join returned", returned)
print("your guesses:", city_that_the_guide_shows, seen_in_the_office, end=" ")
print(names_in_the_office, what_join_returns)

# %% [markdown]
# Look at the picture: from `start` on there are two processes, and each has a `Guide` of its own. The child's one is a **copy** (副本), made when the process starts. So
#
# - what is set before `start()` reaches the child;
# - what either of them sets afterwards, the other one never sees: neither the number, nor the list, which is the child's own copy of a list;
# - the value that `run` returns goes nowhere, and `join` returns None, as always.
#
# This is so under every start method. Under `fork` the copy is that of the whole memory; under `spawn` and `forkserver` it is `self`, packed, sent, and unpacked.
#
# The same happens with a *method* as target. **Predict** what is printed.

# %% name="bound-method" tags=["volatile"]
diary = Guide("Lima")  # never started: only its method is used
process = multiprocessing.Process(target=diary.run)
process.start()
process.join()
print("office:", diary.seen, "sights")

# %% [markdown]
# `diary.run` is a function *and* the object that belongs to it, and the object is copied.
#
# What does come back, then? Only what is *sent*, or what is *shared on purpose*:
#
# | | for |
# |---|---|
# | the exit code | one number, 0 to 255 |
# | a queue, a pipe | any values that can be packed (notebooks 04 and 05) |
# | `Value`, `Array`, `SharedMemory` | numbers and bytes in memory that both see (notebook 06) |
# | `Event` | yes or no (below) |
# | files | all the rest |
#
# These are things that you keep on `self` *before* `start`. Their copies in the child are connected with yours.
#
# **Modify.** Give `Guide` a queue, let `run` put `self.names` into it in the end, and let the office print what it gets *before* it joins. Three lines change.
#
# <details><summary>One answer</summary>
#
# `def __init__(self, city, out)` with `self.out = out`; `self.out.put(self.names)` in the place of `return self.names`; in the cell `out = multiprocessing.Queue()`, `Guide("Rome", out)` and `print(out.get(timeout=5))`.
#
# </details>

# %% [markdown]
# ## What is opened in run, and what in __init__
#
# Under `spawn` and `forkserver` the whole of `self` is packed (pickled, 序列化) and sent. So everything on it must be something that can be packed. Here is a suitcase that is always spawned. A class that inherits from `multiprocessing.Process` starts in the way that is the default on the machine; one that inherits from a context's `Process` starts in the way of that context.

# %% module="suitcases"
import multiprocessing
import threading


class Suitcase(multiprocessing.get_context("spawn").Process):
    """Carries one thing to a spawned child."""

    def __init__(self, thing):
        super().__init__()
        self.thing = thing

    def run(self):
        print("    arrived:", type(self.thing).__name__, flush=True)


def numbers():
    yield 1


THINGS = {
    "a path": lambda: "diary.txt",
    "an open file": lambda: open(__file__, "rb"),
    "a threading.Lock": threading.Lock,
    "a multiprocessing.Event": multiprocessing.get_context("spawn").Event,
    "a lambda": lambda: lambda: 1,
    "a generator": numbers,
}

# %% [markdown]
# One word first: a **thread** (线程) is a second pair of hands *inside* one process. It sees all variables of that process, and works on its own. A `threading.Lock` lets one thread pass at a time.
#
# **Guess** which of the six arrive.

# %% name="guess-suitcase"
arrive = ...

# %% name="suitcase" tags=["volatile"]
for name, make in THINGS.items():
    suitcase = Suitcase(make())
    print(name)
    try:
        suitcase.start()
        suitcase.join()
    except Exception as error:
        print(f"    {type(error).__name__}: {error}")
    if hasattr(suitcase.thing, "close"):
        suitcase.thing.close()
print("your guess:", arrive)

# %% [markdown]
# **Investigate.** Where was the exception raised: in the child, or in `start()`? And would it have been raised under `fork`?
#
# In the parent's `start()`: the packing fails. Under `fork` nothing is packed, and all six arrive. So a class that keeps an open file on `self` works for years on Linux, and breaks with Python 3.14, where `forkserver` became the default, or on the first Mac. Even under `fork` it is no good idea: both processes then share one open file with *one* position, and both close it.
#
# The rule: **`__init__` keeps what describes the work** (paths, numbers, queues, events). **`run` opens what the work needs** (files, connections to databases, loggers, hash objects, locks of threads), and closes it. `run` is executed where the things are used.

# %% module="diaries"
import multiprocessing


class Diary(multiprocessing.Process):
    def __init__(self, path):
        super().__init__()
        self.path = path  # keep the path ...

    def run(self):
        with open(self.path, "a", encoding="utf-8") as file:  # ... and open it here
            file.write(f"{self.name} was here\n")


# %% name="diary" tags=["volatile"]
diary = Diary("diary.txt")
diary.start()
diary.join()
with open("diary.txt", encoding="utf-8") as file:
    print(file.read())
os.remove("diary.txt")

# %% [markdown]
# **Decide** what belongs where: the number of guests; a socket to the hotel; a queue of jobs; `hashlib.sha256()`; the name of the method, `"sha256"`.
#
# <details><summary>One answer</summary>
#
# `__init__`: the number, the queue, the name. `run`: the socket and the hash object; the latter can't be packed (`cannot pickle '_hashlib.HASH' object`).
#
# </details>

# %% [markdown]
# ## The six steps of a class
#
# All programs with several processes, in this notebook and in the others, have the same six steps. Here they are in a program that is finished. Two workers count the lines of some files. Jobs come through one queue and answers go through another; the end of the jobs is an *end marker* (结束标记), `None`, one for each worker.

# %% module="line_counters"
import multiprocessing


# 1. define importable worker: a class at the top level of a module
class LineCounter(multiprocessing.Process):
    def __init__(self, jobs, results):
        super().__init__()
        self.jobs = jobs
        self.results = results

    def run(self):
        for path in iter(self.jobs.get, None):  # calls get() until it gives None
            with open(path, "rb") as file:
                self.results.put((path, sum(1 for _ in file)))


def count_lines(paths, workers=2):
    """How many lines each file has: a dict."""
    # 2. create channel: one queue for the jobs, one for the answers
    jobs, results = multiprocessing.Queue(), multiprocessing.Queue()
    # 3. start: all workers
    crew = [LineCounter(jobs, results) for _ in range(workers)]
    for worker in crew:
        worker.start()
    # 4. feed: all jobs, then one end marker for each worker
    for path in paths:
        jobs.put(path)
    for _ in crew:
        jobs.put(None)
    # 5. collect until the end marker: here the end is known, one answer for each path
    counts = dict(results.get(timeout=10) for _ in paths)
    # 6. stop, join, close: the markers have stopped them
    for worker in crew:
        worker.join()
    return counts


# %% name="count-lines" tags=["volatile"]
paths = []
for number in (3, 0, 12):
    paths.append(f"guests-{number}.txt")
    with open(paths[-1], "w") as file:
        file.write("one more guest\n" * number)

with timeline("two workers, three files"):
    print(count_lines(paths))

# %% [markdown]
# **Investigate.** Who waits for whom in the picture? Which worker got the most files, and does that depend on anything that you wrote?
#
# **Decide.** What happens if a path does not exist? Follow it: the worker's `open` raises, `run` ends with an exception, the process ends with exit code 1. And the office? It waits for an answer that nobody will send; the `timeout=10` is all that saves it. A worker that does many jobs must survive a bad one, and *say* that it was bad.
#
# **Your turn, with help.** The same six steps, with holes. The workers look for the longest line of each file. Replace each `...`, and add the line that is missing. Until you are done, the cell behind it complains.

# %% module="longest_lines"
import multiprocessing


# 1. define importable worker
class LongestLine(multiprocessing.Process):
    def __init__(self, jobs, results):
        # one line is missing here
        self.jobs = jobs
        self.results = results

    def run(self):
        for path in iter(self.jobs.get, ...):
            with open(path, encoding="utf-8") as file:
                longest = max(file, key=len, default="")
            self.results.put((..., longest))


def longest_lines(paths, workers=2):
    # 2. create channel
    jobs, results = multiprocessing.Queue(), multiprocessing.Queue()
    # 3. start
    crew = [LongestLine(jobs, results) for _ in range(workers)]
    for worker in crew:
        worker.start()
    # 4. feed
    for item in [*paths, *[None] * workers]:
        jobs.put(item)
    # 5. collect until the end marker
    found = dict(results.get(timeout=3) for _ in range(...))
    # 6. stop, join, close
    for worker in crew:
        worker.join()
    return found


# %% name="try-longest-lines" tags=["volatile", "raises-exception"]
# %%deadline 6
print(longest_lines(paths))

# %% name="remove-guests"
for path in paths:
    os.remove(path)

# %% [markdown]
# <details><summary>A finished one</summary>
#
# `super().__init__()`; `iter(self.jobs.get, None)`; `self.results.put((path, longest))`; `range(len(paths))`.
#
# </details>

# %% [markdown]
# ## Exercise hash_worker
#
# Now alone.
#
# <details><summary>Rather put lines in order? The body of run as a puzzle</summary>
#
# These lines make one solution, in the wrong order and without their indentation.
#
# ```python
# digest = None
# for path in iter(self.jobs.get, None):
# except OSError:
# self.results.put((path, digest))
# try:
# with open(path, "rb") as file:
# digest = hashlib.file_digest(file, "sha256").hexdigest()
# ```
#
# (`hashlib.file_digest` reads an open file piece by piece. It came with Python 3.11, which this course needs.)
#
# </details>

# %% exercise="hash_worker" role="solution"
import hashlib
import multiprocessing


class HashWorker(multiprocessing.Process):
    """A process that hashes files: HashWorker(jobs, results).

    jobs      a multiprocessing.Queue with the paths of files (str, without NUL characters) and
              at last, for each worker, one end marker: None
    results   a multiprocessing.Queue

    For each path that it takes from `jobs` the worker puts one pair into `results`:

    (path, digest)   the SHA-256 of the file's bytes, as 64 hexadecimal digits
    (path, None)     if the file can't be read (an OSError): it is missing, or it is a folder

    A file that can't be read is no reason to stop. The worker goes on until it takes an end
    marker, however long the next job lets it wait. It takes no second marker, puts none back,
    and ends with exit code 0. Several workers can share both queues. It works under every start
    method.
    """

    def __init__(self, jobs, results):
        ### BEGIN SOLUTION
        super().__init__()
        self.jobs, self.results = jobs, results
        ### END SOLUTION

    def run(self):
        """What the process does."""
        ### BEGIN SOLUTION
        for path in iter(self.jobs.get, None):
            try:
                with open(path, "rb") as file:
                    digest = hashlib.file_digest(file, "sha256").hexdigest()
            except OSError:
                digest = None
            self.results.put((path, digest))
        ### END SOLUTION


# %% exercise="hash_worker" role="check"

# %% [markdown] exercise="hash_worker" role="hint"
# Take `LineCounter` and change two things: what is done with a file, and what happens if it can't be opened. Where must the `try` stand so that the loop goes on?

# %% [markdown] exercise="hash_worker" role="hint"
# Inside of the loop: `try`, open in `"rb"`, `hashlib.sha256(file.read()).hexdigest()`; `except OSError: digest = None`; and behind both, still in the loop, the `put`. A new hash object for every file.

# %% [markdown]
# ## Stopping when asked
#
# The weather turns, the tour must be called off. `terminate()` ends a process in the middle of a sentence, without `finally`; nobody gives the keys back. Better to ask the guide, and to let him end *himself*.
#
# The first idea of nearly everybody is a flag.

# %% module="flags"
import multiprocessing
import time


class Endless(multiprocessing.Process):
    """Goes on until its flag is set."""

    def __init__(self):
        super().__init__()
        self.stopped = False

    def run(self):
        while not self.stopped:
            time.sleep(0.05)
        print("the guide is back", flush=True)

    def stop(self):
        self.stopped = True


# %% [markdown]
# **Guess** what `join(1)` finds after `stop()`.

# %% name="guess-flag"
exitcode_a_second_after_stop = ...

# %% name="flag" tags=["volatile"]
guide = Endless()
guide.start()
guide.stop()
guide.join(1)
print("exit code", guide.exitcode, "  your guess:", exitcode_a_second_after_stop)
guide.kill()
guide.join()

# %% [markdown]
# `stop()` was called in the office, so it wrote into the office's folder. `threading.Event` is no better: it is made for the threads of one process, and would be copied as well (under `fork`), or not even that (under the others it can't be packed).
#
# What you need is an object whose copies are connected: `multiprocessing.Event` (事件). It lives on `self`, is made in `__init__`, and travels when the process starts. Two ways to use it in the child: look, `is_set()`, or wait, `wait(seconds)`, which returns True at once when it is set, and False when the time is over.
#
# **Predict** how long after `stop()` each of these two guides comes back. Both pause for 2 seconds between two sights.

# %% module="bells"
import multiprocessing
import time


class Sleepy(multiprocessing.Process):
    """Sleeps between two sights, and looks afterwards."""

    def __init__(self, pause):
        super().__init__()
        self.pause = pause
        self.bell = multiprocessing.Event()
        self.on_the_road = multiprocessing.Event()

    def run(self):
        try:
            while not self.bell.is_set():
                self.on_the_road.set()
                self.rest()
        finally:
            print(f"{self.name} has given the keys back", flush=True)

    def rest(self):
        time.sleep(self.pause)

    def stop(self):
        self.bell.set()


class Wakeful(Sleepy):
    """Waits for the bell between two sights."""

    def rest(self):
        self.bell.wait(self.pause)


# %% name="guess-bells"
seconds_of_sleepy = ...
seconds_of_wakeful = ...

# %% name="bells" tags=["volatile"]
with timeline("called off"):
    for kind in (Sleepy, Wakeful):
        guide = kind(2)
        guide.start()
        guide.on_the_road.wait(5)
        began = time.perf_counter()
        guide.stop()
        guide.join()
        print(f"{time.perf_counter() - began:.2f} s, exit code {guide.exitcode}", flush=True)
print("your guesses:", seconds_of_sleepy, seconds_of_wakeful)

# %% [markdown]
# **Investigate.** `finally` ran in both, because each came to the end of `run` by itself. Try `guide.terminate()` in the place of `guide.stop()`: what of the keys, and what of the exit code?
#
# A pause in small pieces would come back soon, too: sleep a hundredth of a second, look, sleep, look ... And one could look without sleeping at all. **Guess** how many seconds of *computing* each of these costs while nothing happens for half a second.

# %% module="waiters"
import multiprocessing
import time


class Waiter(multiprocessing.Process):
    """Waits for a bell in one of three ways, and tells what that has cost."""

    def __init__(self, how, ready, bell, out):
        super().__init__()
        self.how = how
        self.ready = ready
        self.bell = bell
        self.out = out

    def run(self):
        self.ready.set()
        before = time.process_time()
        looks = 0
        while not self.bell.is_set():
            looks += 1
            if self.how == "wait":
                self.bell.wait()
            elif self.how == "sleep":
                time.sleep(0.001)
        self.out.put((time.process_time() - before, looks))


# %% name="guess-cost"
cost_of = {"look": ..., "sleep": ..., "wait": ...}

# %% name="cost-of-waiting" tags=["volatile"]
for how, guess in cost_of.items():
    ready, bell, out = multiprocessing.Event(), multiprocessing.Event(), multiprocessing.Queue()
    waiter = Waiter(how, ready, bell, out)
    waiter.start()
    ready.wait(5)
    time.sleep(0.5)
    bell.set()
    seconds, looks = out.get(timeout=5)
    waiter.join()
    print(f"{how:<6} {seconds:7.4f} s of computing, {looks:>8} looks   your guess: {guess}")

# %% [markdown]
# To look again and again is called **busy waiting** (忙等待): one processor fewer for everybody else, and your battery is warm. With a short sleep it is cheap but wakes up hundreds of times for nothing. `wait` costs one look: the system wakes the process when there is something to do. **Who waits should sleep, and who has news should ring.**
#
# And what if somebody *kills* a guide who waits for the bell, and then rings? **Predict**, and run. The cell has a deadline.

# %% name="guess-dead-waiter"
ringing_for_the_dead = ...

# %% name="dead-waiter" tags=["volatile", "raises-exception"]
# %%deadline 3
guide = Wakeful(30)
guide.start()
guide.on_the_road.wait(5)
time.sleep(0.2)  # now it waits
guide.kill()
guide.join()
guide.stop()

# %% [markdown]
# An Event counts who waits, and `set()` goes on when all of them have woken up. The dead does not wake. It is the same with locks and queues: **who uses something that others use, too, must not be killed**, but asked. If you have to kill, throw away whatever the dead has shared with you.
#
# One more question. **Decide:** `bell = multiprocessing.Event()` could stand at the top level of the module, where every class finds it. Why is that wrong, twice?
#
# <details><summary>One answer</summary>
#
# A spawned child imports the module anew and makes an Event *of its own*, which nobody ever sets. And under `fork`, where it works, all guides share the one bell: whoever stops one, stops all. The same holds for an attribute of the class (`class Guide: bell = Event()`).
#
# </details>

# %% [markdown]
# ## Exercise stoppable

# %% exercise="stoppable" role="solution"
import multiprocessing


class Stoppable(multiprocessing.Process):
    """A process that does the same over and over: Stoppable(step, cleanup, interval).

    step       a function without arguments that can be imported
    cleanup    another one
    interval   seconds of pause after each step, a float, perhaps 0 or an hour; never infinite

    The process calls step() at once, pauses, calls it again, and so on, until it is stopped.

    At its end it calls cleanup(), once, in the process itself: also if step() has raised. Such
    an exception ends the process with exit code 1, as it does in every process. A process
    that was stopped ends with exit code 0.

    In the pause it doesn't look again and again: it sleeps until the time is over or it is
    stopped, and costs nothing. (The check allows eight awakenings in a pause of one second.)
    It works under every start method.
    """

    def __init__(self, step, cleanup, interval):
        ### BEGIN SOLUTION
        super().__init__()
        self.step = step
        self.cleanup = cleanup
        self.interval = interval
        self.stopped = multiprocessing.Event()
        ### END SOLUTION

    def run(self):
        """What the process does."""
        ### BEGIN SOLUTION
        try:
            while not self.stopped.is_set():
                self.step()
                self.stopped.wait(self.interval)
        finally:
            self.cleanup()
        ### END SOLUTION

    def stop(self):
        """Tell this process, and no other, that it is to end. To be called in the parent.

        Returns at once and does not wait for the end. A step that is going on is finished; no
        other one is begun. If the process pauses, it ends within one second.

        May be called at any time and any number of times: also before start(), then no step
        is ever called; also when the process has ended by itself. What it does after the
        process was killed is left open: you have seen what an Event does.
        """
        ### BEGIN SOLUTION
        self.stopped.set()
        ### END SOLUTION


# %% exercise="stoppable" role="check"

# %% [markdown] exercise="stoppable" role="hint"
# Which object is connected with its copy in the child? Where must it be made so that `stop`, in the parent, and `run`, in the child, both have it? And which of its methods pauses?

# %% [markdown] exercise="stoppable" role="hint"
# A `multiprocessing.Event` on `self`. `stop` sets it. `run`: `try`, `while not self.stopped.is_set():` with the step and `self.stopped.wait(self.interval)`; `finally` the cleanup. No `except`: the exception shall end the process.

# %% [markdown]
# ## Results come home
#
# A guide is back and has seen something, and the office wants to have it as if it had called a function. So let a process bring one answer home, through a pipe (管道): two ends, one to receive, one to send.

# %% module="questions"
import multiprocessing


class Question(multiprocessing.Process):
    """Calls func(*args) in a process of its own, and sends back what it returns."""

    def __init__(self, func, args=()):
        super().__init__()
        self.func = func
        self.args = args
        self.reader, self.writer = multiprocessing.Pipe(duplex=False)

    def run(self):
        self.writer.send(self.func(*self.args))


# %% [markdown]
# `course.samples.custom` has a function `work` to ask for. **Guess** what the office sees with the second order: it fails.

# %% name="work"
from course.samples.custom import work

print(work.__doc__)

# %% name="guess-question"
what_the_office_sees = ...

# %% name="question" tags=["volatile"]
for order in ("report-1", "lost-2"):
    question = Question(work, (order,))
    question.start()
    if question.reader.poll(1):
        print(order, "→", question.reader.recv())
    else:
        print(order, "→ nothing within a second, exit code", question.exitcode)
    question.join()
print("your guess:", what_the_office_sees)

# %% [markdown]
# The exception ended the child, and the pipe stayed empty: with a plain `recv()` the office would wait for ever. (Try it if you like, in a cell that begins with `%%deadline 3`.) So the child has to *catch* it and to *send* it. A pair says which of the two it is, a value or an exception; for a function may also *return* an exception object, or None, and that is a value like any other.

# %% module="better_questions"
from questions import Question


class BetterQuestion(Question):
    """Brings home what func returns or raises."""

    def run(self):
        try:
            answer = ("returned", self.func(*self.args))
        except Exception as error:
            answer = ("raised", error)
        self.writer.send(answer)

    def result(self):
        """What func has returned; or raises what func has raised."""
        how, what = self.reader.recv()
        self.join()
        if how == "raised":
            raise what
        return what


# %% name="better-question" tags=["volatile"]
with timeline("one answer and one exception"):
    questions = [BetterQuestion(work, (order,)) for order in ("stroll-1", "lost-2")]
    for question in questions:
        question.start()
    print(questions[0].result())
    try:
        questions[1].result()
    except LookupError as error:
        print("caught in the office: LookupError", error)

# %% [markdown]
# **Decide.** `result` first receives and then joins. Why not the other way round? A small answer would not mind. **Guess** what happens with one of 8 MiB. The next cell has a deadline.

# %% name="guess-big"
join_before_recv = ...

# %% name="join-before-recv" tags=["volatile", "raises-exception"]
# %%deadline 3
question = BetterQuestion(work, ("big-8",))
question.start()
question.join()
print(len(question.result()))

# %% [markdown]
# A pipe holds about 64 KiB. The child's `send` waits until somebody reads the rest, the parent's `join` waits for the end of the child: a **deadlock** (死锁). First collect, then join, as in the six steps: 5 before 6. A `Queue` is no way out: it has room without end, but the child does not *end* before its queue has been read.
#
# ## Exceptions that cannot travel
#
# What is sent is packed by the child and unpacked by the parent. An exception is packed as its class and its `args`, and built anew from them: `LookupError("lost-2")`. **Guess** at which of the two ends each of these three fails, if it fails.

# %% name="three-exceptions"
import inspect

from course.samples import custom

print(inspect.getsource(custom.TooFar))
print(inspect.getsource(custom.NoRoom))
print(inspect.getsource(custom.Sealed))

# %% name="guess-travel"
fails_at = {"far-3": ..., "full-3": ..., "sealed-3": ...}  # "packing", "unpacking", "nowhere"

# %% name="travel" tags=["volatile"]
import pickle

for order, guess in fails_at.items():
    try:
        work(order)
    except Exception as error:
        where = "packing"
        try:
            packed = pickle.dumps(error)
            where = "unpacking"
            pickle.loads(packed)
            where = "nowhere"
        except Exception as trouble:
            print(f"    {type(trouble).__name__}: {trouble}")
        print(f"{type(error).__name__:<8} fails at {where:<10} your guess: {guess}")

# %% [markdown]
# The last kind is the more harmless one: `send` raises in the child. `NoRoom` is sent without complaint, and explodes in the *parent's* `recv()`, as a `TypeError` that speaks of a missing argument and says nothing of a hotel.
#
# There is a third kind, and it fails nowhere: an exception with `def __init__(self, n): super().__init__(f"{n} not found")`. Its `args` are the finished text, so it is built anew *from the text*, and arrives saying `7 not found not found`. Nothing in the office can put that right; only who writes the class can.
#
# What to do? The child can try it out. What `pickle.loads(pickle.dumps(answer))` can't do here can't be done there. What works here works there, too, unless it needs something that only the child has, such as a class that it made while it ran. If it does not work, send something that can travel for sure, such as a `RuntimeError` with the type and the text of what it stands for. The same goes for values: a function may return a lambda.
#
# So if you write exceptions yourself, let them be like `TooFar`: hand to `super().__init__` exactly the arguments that `__init__` takes, and make the text in `__str__`.

# %% [markdown]
# ## Somebody is not coming back
#
# A child that is killed sends nothing, catches nothing, and runs no `finally`. Does the waiting parent notice?
#
# A reading end of a pipe reports the end (`EOFError`) when *every* copy of the writing end is closed. The child's copy is closed by its death. The parent has one, too: made in `__init__`. So the parent closes its own right after it has called `super().start()`, and the place for that is a `start` that is extended.
#
# **Guess.** Two children, each with a pipe of its own; both pipes are there before the first start, and the parent closes each writing end right after the start of its child. The child that was started *second* dies. Does its pipe report the end, while the one that was started first still lives? Under each start method?

# %% module="two_ends"
import multiprocessing
import os
import time
from multiprocessing.connection import wait


class Child(multiprocessing.Process):
    """Dies at once or lives for a second, and sends nothing."""

    def __init__(self, dies):
        super().__init__()
        self.dies = dies
        self.reader, self.writer = multiprocessing.Pipe(duplex=False)

    def start(self):
        super().start()
        self.writer.close()  # the child has its own

    def run(self):
        if self.dies:
            os._exit(9)
        time.sleep(1)


def who_reports(out):
    """What the parent hears of the second child's death within half a second."""
    children = [Child(dies=False), Child(dies=True)]
    for child in children:
        child.start()
    dead = children[1]
    heard = [
        ("the pipe", dead.reader),
        ("the sentinel", dead.sentinel),
    ]
    ready = [wait([thing], timeout=0.5) for _, thing in heard]
    out.put([name for (name, _), found in zip(heard, ready, strict=True) if found])
    for child in children:
        child.join()


# %% name="guess-reports"
pipe_reports_the_death = {"fork": ..., "spawn": ..., "forkserver": ...}

# %% name="reports" tags=["volatile"]
import subprocess
import sys

PROGRAM = """
import multiprocessing, queue, two_ends
multiprocessing.set_start_method({method!r})
out = queue.Queue()
two_ends.who_reports(out)
print("{method:<11} reported by:", *out.get())
"""

for method in multiprocessing.get_all_start_methods():
    program = [sys.executable, "-c", PROGRAM.format(method=method)]
    run = subprocess.run(program, capture_output=True, text=True, timeout=10)
    print(run.stdout.strip() or run.stderr[-300:], "  your guess:", pipe_reports_the_death[method])

# %% [markdown]
# Under `fork` a child inherits *everything* that is open in its parent when it starts. The one that lives was started while the parent still had the other one's writing end in its hands, and holds a copy without knowing it. So the pipe stays open until that child has ended, too. (If `start` also *made* the pipe, just before `super().start()`, no other child could get hold of the writing end: it is open in the parent only while this one child is made.)
#
# The **sentinel** (哨兵) knows no such trouble: `process.sentinel` is something to wait for that becomes ready when this process has ended, for whatever reason. `multiprocessing.connection.wait` waits for several things at a time:
#
# ```python
# from multiprocessing.connection import wait
#
# wait([self.reader, self.sentinel], timeout)    # a list of those that are ready; [] if time is up
# ```
#
# **Decide.** Both are ready: there is an answer, *and* the process has ended. In which order do you look? And what does it mean if only the sentinel is ready?
#
# <details><summary>One answer</summary>
#
# First the pipe, inside of a `try` (on Windows `poll()` raises at the end): `if self.reader.poll():` there is an answer (or the end of the file), whether the process still lives or not. Only if there is none, and the sentinel is ready, the process has died without a word. A large answer makes the reader ready first, and the process ends later: after `recv()` has returned.
#
# And one that is killed in the middle of a large answer? `poll()` says True, and `recv()` waits for the rest. If no copy of the writing end is left, it raises an `OSError` (not the `EOFError` of a pipe that ends between two answers). If another child holds one, it waits until that child has ended. So there are cases in which the sentinel is not enough, and the pipe must be made in `start`.
#
# </details>
#
# And `sys.exit()` in a function? It raises `SystemExit`, which is no `Exception`: `except Exception` lets it pass, the process ends, the pipe stays empty. For the office that is a death like any other. The exit code does not help: after `sys.exit(0)` it says 0, as if all had gone well, and there is no answer. Somebody who writes `except BaseException` sends a `SystemExit` home, and there it ends *your* program.

# %% [markdown]
# ## Bug clinic
#
# Three patients. Each is a module with a `main` and runs as a program of its own, under a deadline. For each of them: read, guess the symptom, run, find the *cause*, then mend the module and run it again.

# %% name="clinic"


def admit(patient, method=None, seconds=4):
    """Run the patient's main() in a fresh Python; show what it says, and stop it in time."""
    method = method or multiprocessing.get_start_method()
    program = (
        f"import multiprocessing, {patient}\n"
        f"multiprocessing.set_start_method({method!r})\n"
        f"{patient}.main()"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", program], stdout=-1, stderr=-1, text=True, encoding="utf-8"
    )
    try:
        said, complained = run.communicate(timeout=seconds)
        end = f"It ended with exit code {run.returncode}."
    except subprocess.TimeoutExpired:
        run.kill()
        said, complained = run.communicate()
        end = f"It was still running after {seconds} seconds and was stopped."
    print(said, end="")
    errors = [line for line in complained.splitlines() if line.strip() and line[0] != " "]
    for line in errors[-2:]:
        print("stderr:", line)
    print("---", end)


# %% [markdown]
# ### Patient 1: the page that disappears
#
# All three sights are shown. Then the office wants to write the bill, and the folder lacks a page that was there a moment ago.

# %% module="patient_1"
import multiprocessing


class Tour(multiprocessing.Process):
    def __init__(self, *sights):
        super().__init__()
        self._args = sights

    def run(self):
        for sight in self._args:
            print("on the left you see", sight, flush=True)


def main():
    tour = Tour("the tower", "the market", "the bridge")
    print("booked:", len(tour._args), "sights", flush=True)
    tour.start()
    tour.join()
    print("to be paid:", len(tour._args), "sights", flush=True)


# %% name="admit-1" tags=["volatile"]
admit("patient_1")

# %% [markdown]
# <details><summary>Cause and cure</summary>
#
# `_args` is the name under which `Process` keeps its own arguments, and `start()` deletes them in the parent. Call them `self.sights`.
#
# </details>
#
# ### Patient 2: works on my machine
#
# The author has used it for years. Her friend, with the same Python on a Mac, has never seen it work. We run it in both ways.

# %% module="patient_2"
import multiprocessing
import os
import tempfile


class Chronicle(multiprocessing.Process):
    def __init__(self, path):
        super().__init__()
        self.file = open(path, "w", encoding="utf-8")

    def run(self):
        self.file.write("we have arrived\n")
        self.file.flush()


def main():
    path = os.path.join(tempfile.gettempdir(), f"chronicle-{os.getpid()}.txt")
    chronicle = Chronicle(path)
    try:
        chronicle.start()
        chronicle.join()
    finally:
        chronicle.file.close()
        with open(path, encoding="utf-8") as file:
            print("the chronicle says:", file.read().strip() or "nothing", flush=True)
        os.remove(path)


# %% name="admit-2" tags=["volatile"]
if "fork" in multiprocessing.get_all_start_methods():
    admit("patient_2", "fork")
admit("patient_2", "spawn")

# %% [markdown]
# <details><summary>Cause and cure</summary>
#
# The open file on `self` can't be packed. Keep `self.path`, and open the file in `run`, in a `with` block. Then the author may move to Python 3.14, too.
#
# </details>
#
# ### Patient 3: nobody hears the bell
#
# It says "calling off", and a second later nobody is back.

# %% module="patient_3"
import multiprocessing
import time


class Tour(multiprocessing.Process):
    def __init__(self):
        super().__init__()
        self.on_the_road = multiprocessing.Event()

    def run(self):
        self.called_off = multiprocessing.Event()
        self.on_the_road.set()
        while not self.called_off.is_set():
            time.sleep(0.05)
        print("we are back", flush=True)

    def stop(self):
        self.called_off = multiprocessing.Event()
        self.called_off.set()


def main():
    tour = Tour()
    tour.start()
    tour.on_the_road.wait(5)
    print("calling off", flush=True)
    tour.stop()
    tour.join(1)
    print("back after a second?", not tour.is_alive(), flush=True)
    tour.kill()


# %% name="admit-3" tags=["volatile"]
admit("patient_3")

# %% [markdown]
# <details><summary>Cause and cure</summary>
#
# There are two bells. The child makes one in `run`, on its copy; the parent makes another one in `stop`, on its original. An object that both shall have is made *before* `start`, in `__init__`, and only then do both have it.
#
# </details>

# %% [markdown]
# ## Exit ticket
#
# The last exercise has hidden checks only, and it is the hardest of this notebook. You have seen all that it needs. Go one step at a time: first a value that comes home, then an exception, then what can't be sent, then a death, and the timeout at the end. The cell below yours tries one order for each of the steps, as often as you like.

# %% exercise="result_process" role="solution"
import multiprocessing
import pickle
from multiprocessing.connection import wait


class ResultProcess(multiprocessing.Process):
    """A process whose result can be asked for: ResultProcess(func, args=()).

    func   a function that can be imported
    args   a tuple, its arguments

    start() starts the process, which calls func(*args), and returns at once. Several of them
    can work at the same time. It works under every start method.

    You may add methods, and extend start(). These are left open: result() before start(); a func
    that leaves a thread or a process of its own behind; a process that is killed in the middle of
    sending its answer; an answer with a class that func made while it ran.
    """

    def __init__(self, func, args=()):
        ### BEGIN SOLUTION
        super().__init__()
        self.func = func
        self.args = args
        self.answer = None

    def start(self):
        # The writing end is open in the parent only while this child is made, so that no other
        # child inherits it under fork. Else recv would wait for a rest that nobody sends.
        self.reader, self.writer = multiprocessing.Pipe(duplex=False)
        super().start()
        self.writer.close()
        ### END SOLUTION

    def run(self):
        """What the process does."""
        ### BEGIN SOLUTION
        try:
            answer = ("returned", self.func(*self.args))
        except Exception as error:
            answer = ("raised", error)
        try:
            packed = pickle.dumps(answer)
            pickle.loads(packed)
        except Exception:
            what = RuntimeError(f"can't be sent: {type(answer[1]).__name__}: {answer[1]}")
            packed = pickle.dumps(("raised", what))
        self.writer.send_bytes(packed)
        ### END SOLUTION

    def result(self, timeout=None):
        """Return what func has returned, or raise what func has raised. To be called in the parent.

        Waits for it: `timeout` seconds at most, or without an end if it is None. The caller
        joins nothing before. It may be asked again, and then gives the same answer.

        Returns any value that can be sent from one process to another, also None, also an
        exception object that func has *returned*, also one of 8 MiB.

        Raises
        the exception that func has raised, with its class and its arguments. (One that hands
                            other arguments to super().__init__ than it takes may arrive changed.)
        RuntimeError        if the value or the exception can't be sent, or can't be built again
                            when it has arrived. The text contains the name of its class.
        ChildProcessError   within two seconds when the process is gone without an answer: killed
                            by a signal, ended by os._exit, or by sys.exit() in func; also if
                            other processes that you started before or after it go on. (Another
                            exception in func that is no Exception, such as KeyboardInterrupt,
                            may come home or end the process like this.)
        TimeoutError        if there is no answer after `timeout` seconds. Then the process works
                            on, and result may be asked for later.

        When result has returned, or raised anything but TimeoutError, the process has ended and
        has been joined.
        """
        ### BEGIN SOLUTION
        if self.answer is None:
            if not wait([self.reader, self.sentinel], timeout):
                raise TimeoutError(f"no answer after {timeout} seconds")
            self.answer = ("raised", ChildProcessError("the process died without an answer"))
            try:
                if self.reader.poll():  # on Windows this raises at the end of the pipe
                    self.answer = pickle.loads(self.reader.recv_bytes())
            except (EOFError, OSError):  # it ended before its answer, or in the middle
                pass
            self.join()
        how, what = self.answer
        if how == "raised":
            raise what
        return what
        ### END SOLUTION


# %% exercise="result_process" role="check"

# %% [markdown]
# The next cell asks each process twice, and prints what came home beside what is wanted. If that takes more than ten seconds, it stops and says who waits for whom. It gives no marks, and the grader tries more.

# %% name="try-result-process" tags=["volatile", "raises-exception"]
# %%deadline 10
orders = {
    "report-1": "returned 'report of report-1'",
    "regret-2": "returned ValueError('regret-2')",
    "far-3": "raised TooFar('far-3', 3)",
    "lambda-4": "raised RuntimeError(...), with the word function in its text",
    "full-5": "raised RuntimeError(...), with the word NoRoom in its text",
    "gone-6": "raised ChildProcessError(...)",
    "stroll-7": "raised TimeoutError(...), then returned 'report of stroll-7'",
}


def ask(process, timeout=None):
    try:
        return f"returned {process.result(timeout)!r}"
    except Exception as error:
        return f"raised {error!r}"


for order, wanted in orders.items():
    process = ResultProcess(work, (order,))
    process.start()
    first, again = ask(process, 0.1 if order == "stroll-7" else None), ask(process)
    print(f"{order} (joined: {not process.is_alive()})")
    print("    first: ", first)
    print("    again: ", again)
    print("    wanted:", wanted)

# %% [markdown] exercise="result_process" role="hint"
# Begin with `BetterQuestion`, and go through the docstring line by line: what is missing? Keep the answer on `self` once you have it (that is the *parent's* `self`, and it is the parent who is asked again).

# %% [markdown] exercise="result_process" role="hint"
# In `run`: try `pickle.loads(pickle.dumps(answer))`. If that fails, whichever of the two `answer` was, the whole pair becomes `("raised", RuntimeError(...))`, with the name of the class in its text. Extend `start`: make the pipe, call `super().start()`, close the parent's writing end. In `result`: `wait([self.reader, self.sentinel], timeout)`; nothing ready is a `TimeoutError`; then, inside of a `try`, `self.reader.poll()` tells whether there is something to read. `EOFError` (only the end) and `OSError` (it died in the middle of its answer, or Windows' `poll()` at the end) mean `ChildProcessError`, and so does an empty pipe when the sentinel is ready.

# %% [markdown]
# ## What the class notes said, and what you saw
#
# | the notes | what is so | where you saw it |
# |---|---|---|
# | inherit from `Process` | true; in an importable module | A class of your own |
# | override `__init__`, call the parent's | true: first of all, and with nothing of your own | super().__init__() comes first |
# | (nothing about names) | `name`, `pid`, `_args` and others are taken | Names that are taken |
# | `start() { self.run() }` | `start` makes a process, and *that* calls `run` | start() makes the process |
# | override `run`, called by `start` | on a copy of `self`: nothing set there comes back, nor what it returns | Whose self does run() work on? |
# | child processes copy the same object and use it (files, sockets) | under `fork` they share what is open; the others refuse to send it | What is opened in run, and what in __init__ |

# %% [markdown]
# ## Terms
#
# | English | 中文 | here |
# |---|---|---|
# | class, object, attribute, method | 类, 对象, 属性, 方法 | the folder's form, a folder, a page in it, what can be done with it |
# | to inherit | 继承 | to get everything that another class has |
# | to override, to extend | 重写, 扩展 | to replace a method; to add to it with `super()` |
# | constructor | 构造方法 | `__init__`: runs in the parent, before there is a process |
# | copy | 副本 | what the child gets of `self` |
# | to pickle | 序列化 | to turn an object into bytes that can be sent |
# | thread | 线程 | one of several flows of work in one process, all with the same memory |
# | resource | 资源 | something that must be opened and closed: a file, a connection |
# | queue | 队列 | values go in on one side and come out on the other, in order |
# | end marker | 结束标记 | an item that says: nothing more will come |
# | event | 事件 | a yes or no that several processes see and can wait for |
# | busy waiting | 忙等待 | to look again and again instead of sleeping |
# | pipe | 管道 | two ends, one to send, one to receive |
# | sentinel | 哨兵 | of a process: becomes ready when it has ended |
# | deadlock | 死锁 | everybody waits for somebody |
# | start method | 启动方式 | how a process is made: fork, spawn, forkserver |
