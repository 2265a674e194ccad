# %% [markdown]
# # A pool of workers
#
# It is noon, and forty people stand in front of the noodle shop. The owner could hire a cook for each bowl and send him home when it is served; the hiring would take longer than the cooking. So in the morning she hires two cooks, hangs every order on a rail, and whoever is free takes the next one.
#
# That kitchen is a **pool** (进程池): a fixed team of processes, a rail of orders, and a hatch through which the dishes come out.
#
# When you have worked through this notebook, you can
#
# - say what a process costs, and when a pool pays;
# - ask a pool in four ways, and tell which of them wait;
# - close a pool so that nothing is lost and nobody is left;
# - keep every exception, and live with a call that is slow and a worker that dies;
# - hand all workers something that they share.
#
# You guess before you see an answer, as in the first notebook: write your guess into the cell in place of `...`, then run.

# %% name="setup"
# %load_ext course
import multiprocessing
import os
import time

from course import check, progress, timeline

# %% [markdown]
# As always, what a worker is to do lives in a module.

# %% module="kitchen"
import os
import time


def square(n):
    """The smallest of jobs."""
    return n * n


def serve(dish, seconds=0.3):
    """A bowl takes 0.3 seconds, unless you say otherwise."""
    time.sleep(seconds)
    return f"a bowl of {dish}"


def who(_):
    """The number of the process that does this."""
    time.sleep(0.05)
    return os.getpid()


# %% [markdown]
# ## What a process costs
#
# To square a number takes less than a microsecond. What it takes to start a process you have measured in notebook 01.
#
# Six squares are wanted, in three ways: by your own process; with a new process for each square; with one pool of two workers, whose hiring counts. **Guess** before you run the cell after this one.

# %% name="guess-cost"
# Your guesses, in milliseconds for all six squares
alone = ...
six_processes = ...
one_pool = ...


# %% name="measure-cost" tags=["volatile"]
def do_it_alone():
    return [square(n) for n in range(6)]


def start_six_processes():
    for n in range(6):
        process = multiprocessing.Process(target=square, args=(n,))
        process.start()
        process.join()


def hire_one_pool():
    with multiprocessing.Pool(2) as pool:
        return pool.map(square, range(6))


def milliseconds(work, repeats=3):
    """The middle one of three measurements."""
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - began))
    return sorted(times)[repeats // 2]


print(f"{os.cpu_count()} cores, start method {multiprocessing.get_start_method()}")
print(f"alone          {milliseconds(do_it_alone):10.4f} ms   your guess: {alone}")
print(f"six processes  {milliseconds(start_six_processes):10.4f} ms   your guess: {six_processes}")
print(f"one pool       {milliseconds(hire_one_pool):10.4f} ms   your guess: {one_pool}")

# %% [markdown]
# **Investigate.** Where does the time go? The squares themselves are in the first line. All the rest is hiring and sending home.
#
# **Modify.** Write `range(12)` in all three functions and run the cell again. Compare the last two lines: one doubles, one hardly moves. Which, and why?
#
# <details><summary>One answer</summary>
#
# Twice as many processes cost twice as much. The pool was hired once, and six more squares are six more slips of paper on the rail. So a pool pays when there are many jobs. And no pool pays for jobs as small as this: working alone is faster by far.
#
# </details>
#
# And this is what the six processes look like. **Decide** before you run: how much of each bar is work? And will there ever be two of them at the same time? (You know this loop from notebook 01.)

# %% name="six-processes" tags=["volatile"]
with timeline("six processes for six squares"):
    start_six_processes()

# %% [markdown]
# ## When is the team hired?
#
# `multiprocessing.Pool(processes)` makes a pool. Many books say: *when a request arrives and the pool is not full, a new process is created for it*. Let us see.
#
# **Guess.** A pool of three, and nobody has asked it for anything yet. How many processes are there?

# %% name="guess-hired"
workers_before_the_first_order = ...

# %% name="hired" tags=["volatile"]
with multiprocessing.Pool(3) as pool:
    team = multiprocessing.active_children()
    for worker in team:
        print(worker.name, "pid", worker.pid, "daemon" if worker.daemon else "no daemon")

print(f"{len(team)} workers, no orders. Your guess: {workers_before_the_first_order}")

# %% [markdown]
# All workers are there from the first moment. The books describe something that Python's `Pool` does not do.
#
# And if you don't say how many? **Guess** what `Pool()` takes on your machine.

# %% name="guess-default"
workers_by_default = ...

# %% name="default" tags=["volatile"]
usable = getattr(os, "process_cpu_count", os.cpu_count)()
with multiprocessing.Pool() as pool:
    print(len(multiprocessing.active_children()), "workers by default")
print(usable, "processors for this process. Your guess:", workers_by_default)

# %% [markdown]
# Since Python 3.13 the default is `os.process_cpu_count()`: the processors on which the system lets this process run (its CPU *affinity*). Before it was `os.cpu_count()`: all that the machine has. Neither of them sees the CPU *quota* of a container: there, say the number yourself.
#
# **Investigate.** The workers are daemons, and you know what a daemon may not do. So can a worker make a pool of its own? Decide, then run.

# %% module="nested"
import multiprocessing


def hire_helpers():
    with multiprocessing.Pool(1) as helpers:
        return helpers.map(abs, [-1, -2])


# %% name="no-pool-in-a-worker"
with multiprocessing.Pool(1) as pool:
    try:
        print(pool.apply(hire_helpers))
    except AssertionError as error:
        print("AssertionError:", error)

# %% [markdown]
# ## Four ways to ask a pool
#
# Four bowls, two cooks, 0.3 seconds a bowl. There are several ways to put the question:
#
# | you write | you get |
# |---|---|
# | `pool.apply(serve, ("beef",))` | a bowl |
# | `pool.apply_async(serve, ("beef",))` | a *handle*; `handle.get()` gives the bowl |
# | `pool.map(serve, dishes)` | a list of bowls |
# | `pool.imap(serve, dishes)` | an iterator over bowls |
#
# After the function stand its positional arguments as a tuple and, if you like, its keyword arguments as a dict: `pool.apply(serve, ("beef",), {"seconds": 0.1})`.
#
# The class notes that this course grew from say of `apply`: *puts the task into the pool's queue*. **Guess** how long the four bowls take, from the first question to the last bowl.

# %% name="guess-four-ways"
# Your guesses, in seconds
with_apply = ...
with_apply_async = ...
with_map = ...

# %% name="apply" tags=["volatile"]
dishes = ["beef", "tofu", "egg", "leek"]

with timeline("apply, four times"), multiprocessing.Pool(2) as pool:
    began = time.perf_counter()
    bowls = [pool.apply(serve, (dish,)) for dish in dishes]
    print(f"{time.perf_counter() - began:.2f} s. Your guess: {with_apply}")
print(bowls)

# %% name="apply-async" tags=["volatile"]
with timeline("apply_async, four times"), multiprocessing.Pool(2) as pool:
    began = time.perf_counter()
    handles = [pool.apply_async(serve, (dish,)) for dish in dishes]
    bowls = [handle.get() for handle in handles]
    print(f"{time.perf_counter() - began:.2f} s. Your guess: {with_apply_async}")
print(bowls)

# %% name="map" tags=["volatile"]
with timeline("map, once"), multiprocessing.Pool(2) as pool:
    began = time.perf_counter()
    bowls = pool.map(serve, dishes)
    print(f"{time.perf_counter() - began:.2f} s. Your guess: {with_map}")
print(bowls)

# %% [markdown]
# **Investigate.** Look at the first picture. How many cooks are ever at work at the same time? What does the parent do meanwhile?
#
# `apply` puts the task into the queue, that much is true. Then it *waits* until the bowl is there, and returns it. The next question comes when the last one is answered: a kitchen with one cook who changes his face. `apply_async` asks and does not wait; waiting is what `get` does. `map` asks for everything and then waits once.
#
# What is a handle? Ask it.

# %% name="a-handle"
with multiprocessing.Pool(2) as pool:
    handle = pool.apply_async(serve, ("beef",), {"seconds": 0.2})
    print("ready right after the question?", handle.ready())
    print("get() waits and returns:", handle.get())
    print("ready now?", handle.ready(), " without an exception?", handle.successful())

# %% [markdown]
# **Decide.** A friend has heard that `apply_async` is the fast one and writes the next cell. How long will *his* four bowls take? Guess, run, look, and then mend it, so that two cooks work at the same time.

# %% name="guess-friend"
seconds_of_the_friend = ...

# %% name="friend" tags=["volatile"]
with timeline("the friend's kitchen"), multiprocessing.Pool(2) as pool:
    began = time.perf_counter()
    bowls = [pool.apply_async(serve, (dish,)).get() for dish in dishes]
    print(f"{time.perf_counter() - began:.2f} s. Your guess: {seconds_of_the_friend}")

# %% [markdown]
# <details><summary>One answer</summary>
#
# `get()` stands right behind the question, so the second question waits for the first bowl. Two lines mend it:
#
# ```python
# handles = [pool.apply_async(serve, (dish,)) for dish in dishes]
# bowls = [handle.get() for handle in handles]
# ```
#
# </details>
#
# One more thing about `map`: it hands over *one* argument. `starmap` takes tuples apart.

# %% name="starmap"
with multiprocessing.Pool(2) as pool:
    print(pool.starmap(serve, [("beef", 0.1), ("tofu", 0.05)]))
    print(pool.starmap(pow, [(2, 10), (10, 2)]))

# %% [markdown]
# **Decide.** What would `pool.map(pow, [(2, 10), (10, 2)])` do? Write your guess here as a comment, then write the call and run it.

# %% name="try-map-with-pairs"
# I think that ...

# %% [markdown]
# ## Close, join, and the end of with
#
# The day is over. There are three ways to end it:
#
# - `pool.close()`: *no more orders*. What hangs on the rail is still cooked.
# - `pool.join()`: wait until the last cook has gone home.
# - `pool.terminate()`: *fire alarm*. Everybody leaves at once, whatever is on the stove.
#
# **Guess.** What happens if you call `join` without `close`? And if you ask after `close`?

# %% name="guess-join"
join_without_close = ...
ask_after_close = ...

# %% name="join-without-close"
pool = multiprocessing.Pool(2)
print(pool.map(serve, ["beef", "tofu"]))
try:
    pool.join()
except ValueError as error:
    print("join before close:  ValueError:", error)

pool.close()
try:
    pool.apply_async(serve, ("egg",))
except ValueError as error:
    print("asking after close: ValueError:", error)

pool.join()
print("children left:", multiprocessing.active_children())

# %% [markdown]
# First `close`, then `join`. Some notes say that `map` closes and joins for you. It does not: the pool took `close` only after `map` had returned, and it would have taken more orders.
#
# Now the trap. In Python the end of a `with` block mostly means *finish properly*. For a pool it is the fire alarm.
#
# **Guess.** Four bowls are asked for inside of the block and fetched behind it. Which of them come?

# %% name="guess-with"
bowls_that_come = ...

# %% name="read-after-with" tags=["volatile"]
with timeline("the block ends too early"):
    with multiprocessing.Pool(2) as pool:
        handles = [pool.apply_async(serve, (dish,)) for dish in dishes]

    for dish, handle in zip(dishes, handles, strict=True):
        try:
            print(handle.get(timeout=0.2))
        except multiprocessing.TimeoutError:
            print(f"{dish}: nothing after 0.2 s. It will never come.")

# %% [markdown]
# **Investigate.** Without the `timeout` the first `get()` would wait for ever: its cook is gone.
#
# **Modify.** Two more lines as the last ones of the `with` block, and all four bowls come. Which lines?
#
# <details><summary>One answer</summary>
#
# `pool.close()` and `pool.join()`. Or call `get()` inside of the block: what you have fetched can't be lost.
#
# </details>

# %% [markdown]
# ## The six steps of every pool program
#
# All programs with several processes, in this notebook and in the next ones, have the same six steps. Here they are, in a program that is finished. It counts the steps of the Collatz game: halve an even number, take three times an odd one plus one, until you come to 1.

# %% module="collatz"
import multiprocessing


# 1. define importable worker: at the top level of a module
def steps(n):
    """How many steps from n to 1."""
    count = 0
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        count += 1
    return count


def longest(numbers, processes=2):
    """The number with the most steps."""
    # 2. create channel: a pool brings its own, a queue of tasks and a queue of results
    # 3. start: all workers, at once
    pool = multiprocessing.Pool(processes)
    # 4. feed: ask for everything, wait for nothing
    handles = [pool.apply_async(steps, (n,)) for n in numbers]
    # 5. collect until the end marker: here the end is the last handle
    counts = [handle.get() for handle in handles]
    # 6. stop, join, close: no more tasks, and everybody goes home
    pool.close()
    pool.join()
    return max(zip(counts, numbers, strict=True))[1]


# %% name="longest" tags=["volatile"]
with timeline("the longest way"):
    print(longest(range(2, 12)), "takes the longest way")

# %% [markdown]
# Nothing is printed by the workers. What they found out travels as a *return value*: from the worker to the parent, and from `longest` to whoever called it. Print where you look, return where you work.
#
# **Your turn, with help.** The same six steps, three of them missing. Replace each `...`, and add a line. The program finds the longest word of each sentence. Until you are done the cell behind it prints `Ellipsis`.

# %% module="longest_words"
import multiprocessing


# 1. define importable worker
def longest_word(sentence):
    return max(sentence.split(), key=len)


def longest_words(sentences, processes=2):
    # 2. create channel, 3. start
    with multiprocessing.Pool(processes) as pool:
        # 4. feed: in place of ..., a question that doesn't wait
        handles = [... for sentence in sentences]
        # 5. collect: in place of ..., what the handle stands for
        words = [... for handle in handles]
        # 6. stop, join, close: one line is missing
        pool.close()
    return words


# %% name="try-longest-words"
print(longest_words(["a bowl of noodles", "the rail is full", "everybody is hungry"]))

# %% [markdown]
# <details><summary>A finished one</summary>
#
# ```python
#         handles = [pool.apply_async(longest_word, (sentence,)) for sentence in sentences]
#         words = [handle.get() for handle in handles]
#         pool.close()
#         pool.join()
# ```
#
# When every handle has been asked, the last two lines change nothing that you can see: all the work is done, and terminating idle workers is harmless. They are the habit that saves you when you forget a handle.
#
# </details>

# %% [markdown]
# ## Exercise count_primes
#
# Now alone. The specification is the docstring of `count_primes`; the worker has its place already.
#
# <details><summary>Rather put lines in order? The same exercise as a puzzle</summary>
#
# These lines make one solution, in the wrong order and without their indentation.
#
# ```python
# return pool.map(primes_below, limits)
# return sum(is_prime(n) for n in range(limit))
# with multiprocessing.Pool(processes) as pool:
# ```
#
# </details>

# %% exercise="count_primes" role="solution"
import math
import multiprocessing


def is_prime(n):
    """Whether n is a prime number. Given: your worker may use it."""
    return n > 1 and all(n % d for d in range(2, math.isqrt(n) + 1))


def primes_below(limit):
    """The worker: how many primes are smaller than `limit`."""
    ### BEGIN SOLUTION
    return sum(map(is_prime, range(limit)))
    ### END SOLUTION


def count_primes(limits, processes=2):
    """Count the primes below each limit, with several workers at the same time.

    limits      a list of ints, in any order, perhaps with repeats, perhaps empty
    processes   how many workers work at the same time: no fewer (unless there are fewer limits)
                and no more

    Returns a list of ints in the order of the limits: for each limit, how many primes are
    smaller than it. Below 10 there are four (2, 3, 5, 7), below 7 there are three.

    Leave nothing behind: when count_primes returns, its pool is closed or terminated.
    """
    ### BEGIN SOLUTION
    with multiprocessing.Pool(processes) as pool:
        return pool.map(primes_below, limits)
    ### END SOLUTION


# %% exercise="count_primes" role="check"

# %% [markdown] exercise="count_primes" role="hint"
# The worker counts for *one* limit. Which of the four ways asks for a whole list and keeps its order?

# %% [markdown] exercise="count_primes" role="hint"
# `with multiprocessing.Pool(processes) as pool:` and in it one call of `pool.map`. If something hangs: does a line at the top level of the module call your function?

# %% [markdown]
# ## Order, chunks, and who works
#
# Three bowls that take 0.3, 0.1 and 0.2 seconds, three cooks. The second bowl is ready first. **Guess** the order of the results.

# %% module="stove"
import time


def simmer(seconds):
    time.sleep(seconds)
    return seconds


# %% name="guess-order"
order_of_map = ...
order_of_imap_unordered = ...

# %% name="order" tags=["volatile"]
with multiprocessing.Pool(3) as pool:
    print("map           ", pool.map(simmer, [0.3, 0.1, 0.2]))
    print("imap          ", list(pool.imap(simmer, [0.3, 0.1, 0.2])))
    print("imap_unordered", list(pool.imap_unordered(simmer, [0.3, 0.1, 0.2])))
print("your guesses  ", order_of_map, order_of_imap_unordered)

# %% [markdown]
# `map` and `imap` give results in the order of the questions, however long each takes. `imap_unordered` gives each as soon as it is there. Where order doesn't matter, as in a sum, nobody has to wait for the slowest.
#
# `map` does not hang up each order singly. It cuts the list into **chunks**, about four for each worker, and a worker takes a chunk at a time. **Guess**: 12 tiny jobs for two workers. How many different workers do you find behind the results, for each `chunksize`?

# %% name="guess-chunks"
workers_chunksize_1 = ...
workers_chunksize_6 = ...
workers_chunksize_12 = ...

# %% name="chunks" tags=["volatile"]
for size in (1, 6, 12):
    with timeline(f"chunks of {size}"), multiprocessing.Pool(2) as pool:
        pids = pool.map(who, range(12), chunksize=size)
    print("chunksize", size, "->", len(set(pids)), "workers:", [pids.count(p) for p in set(pids)])

# %% [markdown]
# **Investigate.** A chunk of 12 goes to one worker, and the other has nothing to do. Chunks of one are the fairest, and each costs a trip to the rail.
#
# **Don't believe in fairness.** Nobody deals out the work evenly: whoever is free takes the next chunk. With very short jobs one quick worker may have taken them all before the other is awake; perhaps you saw it just now. So never conclude from the pids alone that a program is parallel, or that it isn't.

# %% [markdown]
# ## When a call fails
#
# `course.samples.pool` has a cook whose fate is written on the order: `cook("soup-1")` works, `cook("burnt-2")` raises a ValueError, `cook("stew-3")` takes a second.
#
# Here is a program in the style of the class notes: ask, close, join. One of the three orders burns. **Guess** what you will see of it.

# %% name="guess-silence"
what_i_will_see = ...

# %% name="silence"
from course.samples.pool import cook

pool = multiprocessing.Pool(2)
handles = [pool.apply_async(cook, (order,)) for order in ("soup-1", "burnt-2", "soup-3")]
pool.close()
pool.join()
print("The day is over, and all went well.")

# %% [markdown]
# Nothing. The notes conclude that errors of child processes *can't be seen*. They can: the exception lies in the handle and waits for somebody to ask.

# %% name="ask-the-handles"
for handle in handles:
    try:
        print(handle.get())
    except ValueError as error:
        print("ValueError:", error)

# %% [markdown]
# `get()` returns what the function returned, or raises what it raised. **An exception that nobody asks for is lost.** So ask every handle, also those whose result you don't need.
#
# And `map`? **Guess** which dishes you get of the same three orders.

# %% name="guess-map-fails"
dishes_of_map = ...

# %% name="map-fails" tags=["volatile"]
with timeline("one of three is burnt"), multiprocessing.Pool(2) as pool:
    try:
        print(pool.map(cook, ["soup-1", "burnt-2", "soup-3"]))
    except ValueError as error:
        print("ValueError:", error)
        print("Below it hangs the worker's own traceback:", type(error.__cause__).__name__)

# %% [markdown]
# In `map` one failure is everybody's failure: the first exception is raised, and the dishes of the others are lost to you. Look at the picture: they were cooked all the same.
#
# So when items may fail, ask for each of them singly. And when they may be slow, say how long you are ready to wait: `handle.get(timeout)`.

# %% name="get-with-timeout"
with multiprocessing.Pool(2) as pool:
    handle = pool.apply_async(cook, ("stew-1",))
    try:
        handle.get(timeout=0.2)
    except multiprocessing.TimeoutError:
        print("not ready after 0.2 s. Is the cook still at it?", not handle.ready())
    print("later:", handle.get())

# %% [markdown]
# The timeout ends your waiting and not the work. **Decide:** your program has given up on the stew and wants to go on. What does `close` and `join` do now, and what does the end of the `with` block? Which of the two do you want?
#
# <details><summary>One answer</summary>
#
# `close` and `join` let the cook finish: you wait after all. The end of the block terminates him. This time the fire alarm is what you want.
#
# </details>
#
# There is a third way to learn what became of a call: **callbacks**. Who calls them?

# %% name="callbacks" tags=["volatile"]
import threading


def tell(what):
    print(f"{what!r} told by", threading.current_thread().name, "of pid", os.getpid())


print("I am", threading.current_thread().name, "of pid", os.getpid())
with multiprocessing.Pool(2) as pool:
    for order in ("soup-1", "burnt-2"):
        pool.apply_async(cook, (order,), callback=tell, error_callback=tell)
    pool.close()
    pool.join()

# %% [markdown]
# Callbacks run in *your* process, but not in its main thread, the one that works through your program. A pool has **threads** (线程, notebook 02) of its own in the parent, and one of them receives all results: it is that one. So they may change your variables. They must be short, and they must never raise: while that thread is busy, no result arrives, and when it is dead, none ever will.

# %% [markdown]
# ## Exercise fetch_all
#
# Pages are to be fetched. Some are missing, some are locked, one takes for ever. `fetch` of `course.samples.pool` plays the web: look at what it can do.

# %% name="the-web"
from course.samples.pool import fetch

print(fetch.__doc__)

# %% exercise="fetch_all" role="solution"
import multiprocessing


def fetch_all(func, items, processes=4, timeout=10.0):
    """Call func(item) for every item in several workers, and lose neither result nor error.

    func        a function that can be imported; it may raise any exception that can be sent from
                one process to another, or take very long
    items       a list of different strings, in any order, perhaps empty
    processes   how many workers work at the same time
    timeout     how many seconds you wait for an item at most

    Returns the pair (results, errors) of two dicts. Each item is a key of exactly one of them:

    results[item]   what func(item) returned, whatever it is: None, 0 and "" are results, too
    errors[item]    the exception that func(item) raised: the exception itself, not its text.
                    For an item that isn't ready in time it is a TimeoutError, that of
                    multiprocessing or Python's own.

    Whether the timeout runs from the beginning or from the moment in which you begin to wait for
    an item is up to you. A bad item costs the others nothing, as long as not all workers are busy
    with slow ones. fetch_all returns as soon as each item has its entry, and leaves nobody behind,
    not even a worker who is busy with a slow item.
    """
    ### BEGIN SOLUTION
    results, errors = {}, {}
    with multiprocessing.Pool(processes) as pool:
        handles = [(item, pool.apply_async(func, (item,))) for item in items]
        for item, handle in handles:
            try:
                results[item] = handle.get(timeout)
            except Exception as error:
                errors[item] = error
    return results, errors
    ### END SOLUTION


# %% exercise="fetch_all" role="check"

# %% [markdown] exercise="fetch_all" role="hint"
# Two loops: one that asks and remembers which handle belongs to which item, one that collects. Where does the `try` stand, and what does it catch?

# %% [markdown] exercise="fetch_all" role="hint"
# In the second loop: `try: results[item] = handle.get(timeout)` and `except Exception as error: errors[item] = error`. A `TimeoutError` is an exception like any other. And at the end: do you want to wait for the slow worker?

# %% [markdown]
# ## What can travel to a worker
#
# Tasks travel through a pipe, so they are packed on one side and unpacked on the other: they are *pickled*. Data is packed as it is. A function is packed as its **name**, and the worker looks the name up.
#
# **Guess** for each of these whether it arrives: a lambda; a function inside of a function; `functools.partial(serve, seconds=0.1)`; a set of numbers; an open file.

# %% name="guess-travel"
arrives = {"lambda": ..., "inner function": ..., "partial": ..., "set": ..., "open file": ...}

# %% name="travel"
import functools


def make_inner():
    def inner(n):
        return n

    return inner


with multiprocessing.Pool(1) as pool, open(os.devnull) as file:
    for name, func, argument in [
        ("lambda", lambda n: n, 1),
        ("inner function", make_inner(), 1),
        ("partial", functools.partial(serve, seconds=0.1), "beef"),
        ("set", sum, {1, 2, 3}),
        ("open file", type, file),
    ]:
        try:
            pool.apply_async(func, (argument,)).get(timeout=5)
            print(f"{name:<15} arrived      your guess: {arrives[name]}")
        except Exception:
            print(f"{name:<15} can't travel your guess: {arrives[name]}")

# %% [markdown]
# A lambda has no name of its own. An inner function can't be reached from outside. This is so under *every* start method, because tasks are always pickled. An open file belongs to the process that opened it: send the path, and open it there.
#
# What about variables? This module counts the guests it has served. **Guess** what the parent finds in its list when the workers have served six.

# %% module="guests"
import os

served = []
imported_by = os.getpid()


def welcome(guest):
    served.append(guest)
    return len(served)


def imported_here():
    """Whether the process that calls this is the one that imported the module."""
    return imported_by == os.getpid()


# %% name="guess-served"
length_of_served = ...

# %% name="served" tags=["volatile"]
with timeline("six guests"), multiprocessing.Pool(2) as pool:
    print("each worker counts its own:", pool.map(welcome, range(6), chunksize=1))
print("the parent's list:", served, "  your guess:", length_of_served)

# %% [markdown]
# Two workers, two lists, and neither is yours. Processes share no variables: what a worker found out has to come back as a *result*. You put the results together. That is all there is to **map and reduce**: `map` sends the parts out, and you reduce the answers to one.
#
# And where does a worker's module come from? **Guess**: does a worker import the module anew, or does it have the parent's?

# %% name="guess-import"
under_fork = ...
under_spawn = ...

# %% name="who-imported"
for method in ("fork", "spawn"):
    if method in multiprocessing.get_all_start_methods():
        with multiprocessing.get_context(method).Pool(1) as pool:
            print(f"{method:<6} imported by the worker itself:", pool.apply(imported_here))

# %% [markdown]
# A spawned worker imports the module itself, and so runs *every line at its top level*. That is why a module has only definitions there. A line that tries your function out belongs into another cell; at the top level of the module, each worker would run it, too, and ask for a pool of its own.

# %% [markdown]
# ## Exercise word_count
#
# Map: each worker counts the words of one file. Reduce: you add the numbers up. What a word is, `words` says.

# %% exercise="word_count" role="solution"
import multiprocessing
import re
from collections import Counter


def words(text):
    """The words of a text, in small letters. Given: use it as it is."""
    return re.findall(r"\w+", text.casefold())


def count_file(path):
    """The worker: a Counter of the words in one file."""
    ### BEGIN SOLUTION
    with open(path, encoding="utf-8") as file:
        return Counter(words(file.read()))
    ### END SOLUTION


def word_count(paths, processes=2):
    """Count the words of many files, with several workers at the same time.

    paths       a list of names of text files, perhaps empty; files may be empty, too, and a file
                that is named twice counts twice
    processes   how many workers work at the same time

    Returns one Counter for all files together: word -> how often it occurs. For no files it is
    empty. The files are UTF-8, in any language, whatever the machine's own encoding is.

    If a file isn't there, the caller gets a FileNotFoundError, as from open(). Also then no
    worker is left behind, and the pool is closed or terminated.
    """
    ### BEGIN SOLUTION
    total = Counter()
    with multiprocessing.Pool(processes) as pool:
        for counts in pool.map(count_file, paths):
            total.update(counts)
    return total
    ### END SOLUTION


# %% exercise="word_count" role="check"

# %% [markdown] exercise="word_count" role="hint"
# The worker takes a path and returns a Counter. `open` takes an `encoding`. Which way of asking brings an exception to you without your help?

# %% [markdown] exercise="word_count" role="hint"
# `total = Counter()`, and for each of the counters that `pool.map(count_file, paths)` returns: `total.update(...)`. A Counter's `update` adds; a dict's replaces.

# %% [markdown]
# ## A counter for the whole team
#
# Over the hatch hangs a board with the number of bowls served today, and every cook adds his own. Such a board for processes is a `multiprocessing.Value`: one number in memory that all of them see. Notebook 06 is all about it; here we need just one.
#
# How does a worker get it? **Guess** what happens if you send it along with a task.

# %% name="guess-value-travels"
value_as_argument = ...

# %% name="value-as-argument"
board = multiprocessing.Value("i", 0)  # "i": an int; it begins with 0

with multiprocessing.Pool(2) as pool:
    try:
        pool.apply(type, (board,))
    except RuntimeError as error:
        print("RuntimeError:", error)

# %% [markdown]
# A `Value`, a `Lock` and a `Queue` can't be posted. They must be there when a process is *born*. For this a pool has two parameters: every worker begins its life by calling `initializer(*initargs)`.
#
# Some use a global instead, and with `fork` it works: the worker is born with a copy of the parent's memory. With `spawn` it is born empty. The initializer works everywhere.

# %% module="board_module"
import os
import time

board = None  # each worker's initializer puts the board here


def set_up(shared):
    """Runs once in each worker, before its first task."""
    global board
    board = shared


def add_bowls(count):
    """Adds 1, so many times. The pause makes room for others between reading and writing."""
    for _ in range(count):
        seen = board.value
        time.sleep(0.001)
        board.value = seen + 1


def add_bowls_safely(count):
    """The same, with the board's lock in hand."""
    for _ in range(count):
        with board.get_lock():
            seen = board.value
            time.sleep(0.001)
            board.value = seen + 1


# %% [markdown]
# `board.value += 1` is what `add_bowls` does, in slow motion: read, add, write. Two cooks add 20 bowls each. **Guess** what stands on the board in the end.

# %% name="guess-board"
on_the_board = ...

# %% name="lost-updates" tags=["volatile"]
with timeline("two cooks, one board"):
    board = multiprocessing.Value("i", 0)
    with multiprocessing.Pool(2, initializer=set_up, initargs=(board,)) as pool:
        pool.map(add_bowls, [20, 20])
print(f"on the board: {board.value} of 40 bowls. Your guess: {on_the_board}")

# %% [markdown]
# **Investigate.** Both cooks read 7, both add 1, both write 8. One bowl is lost, and nobody did anything wrong, taken alone. A `Value` guards each reading and each writing. It can't know that your reading and your writing belong together: you have to say so.
#
# Its lock guards exactly this cell of memory. Draw them together:
#
# | cell | its lock | the rule |
# |---|---|---|
# | `board.value` | `board.get_lock()` | who reads in order to write holds the lock from the reading to the writing |
#
# **Modify.** Take `add_bowls_safely` in the cell above and run it again. Which of these would *not* help, and why: a `Lock()` that `add_bowls` makes for itself; the lock around the writing alone; the lock around the whole `for` loop?
#
# <details><summary>One answer</summary>
#
# A lock of one's own keeps nobody out: the others don't ask for it. A lock around the writing comes too late: both have read already. A lock around the whole loop is correct, and slow: the second cook may begin when the first has finished. Hold a lock as long as you must and no longer, above all not while you cook.
#
# </details>

# %% [markdown]
# ## Exercise shared_progress
#
# Each worker that has finished an item adds 1 to the shared number and notes what it is now. The first item to be finished has 1, the last one has as many as there are items.
#
# The stub proposes three functions. If you have a better plan, replace the first two: only `shared_progress` is called.

# %% exercise="shared_progress" role="solution"
import multiprocessing

counter = None


def set_up(shared):
    """The initializer: runs once in each worker."""
    ### BEGIN SOLUTION
    global counter
    counter = shared
    ### END SOLUTION


def finish(func, item):
    """The worker: the pair (func(item), how many items are finished with this one)."""
    ### BEGIN SOLUTION
    result = func(item)
    with counter.get_lock():
        counter.value += 1
        return result, counter.value
    ### END SOLUTION


def shared_progress(func, items, processes=2):
    """Call func(item) for every item, and tell of each how many were finished when it was.

    func        a function that can be imported, and that raises nothing
    items       a list, perhaps empty
    processes   how many workers work at the same time

    Returns a list of pairs (result, done) in the order of the items. `result` is func(item).
    `done` counts the items that are finished, this one included: 1 for the item that was finished
    first, len(items) for the last one. So every number from 1 to len(items) occurs exactly once,
    also when workers finish at the same moment, and a slow item has a late number wherever it
    stands in the list. Each call of shared_progress begins with 1.

    Who counts? The worker that has finished the item, in the number that all workers share. (The
    parent may do it instead, if it counts each result at the moment at which it arrives, whichever
    it is. To number a finished list would be wrong: it tells nothing of who was first.)

    The workers really work at the same time: nobody has to wait while another one's func works.
    No worker is left behind, and the pool is closed or terminated.
    """
    ### BEGIN SOLUTION
    shared = multiprocessing.Value("i", 0)
    with multiprocessing.Pool(processes, initializer=set_up, initargs=(shared,)) as pool:
        return pool.starmap(finish, [(func, item) for item in items])
    ### END SOLUTION


# %% exercise="shared_progress" role="check"

# %% [markdown] exercise="shared_progress" role="hint"
# Make the `Value` in `shared_progress` and hand it over with `initializer=set_up, initargs=(shared,)`. Mind the comma: a tuple of one needs it. And `set_up` needs a `global`.

# %% [markdown] exercise="shared_progress" role="hint"
# In the worker: first `func(item)`, without a lock. Then `with counter.get_lock():` add 1 *and* read the number, both under the lock. `return` may stand inside of the block.

# %% [markdown]
# ## When a worker dies
#
# An exception comes home. But a worker can be gone without a word: killed because memory ran out, crashed in a library, ended by `os._exit`. `cook("faint-3")` plays that: its process is gone in the middle of the order.
#
# **Guess.** What does `pool.map` do: raise, leave the item out, or something else? The next cell has a deadline of three seconds, so that it can't hang your kernel.

# %% name="guess-death"
what_map_does = ...

# %% name="death-in-a-pool" tags=["volatile", "raises-exception"]
# %%deadline 3
with multiprocessing.Pool(2) as pool:
    print(pool.map(cook, ["soup-1", "faint-3", "soup-2"]))

# %% [markdown]
# The pool saw that a cook was gone and hired another one. But the slip of paper that the first one had in hand is gone with him. `map` waits for a dish that nobody cooks, and it will wait for ever.
#
# **Modify.** Put `home-3`, which calls `sys.exit(3)`, in the place of `faint-3`. Then `struck-3`, which kills its process as the system does when memory runs out. Does the pool behave otherwise?
#
# <details><summary>One answer</summary>
#
# It does not: `map` waits for ever, by whatever hand its worker has ended.
#
# </details>
#
# `Pool` has no answer to the end of a worker. Its younger brother has.

# %% name="death-in-an-executor" tags=["volatile"]
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

with ProcessPoolExecutor(2) as executor:
    print(list(executor.map(cook, ["soup-1", "soup-2"])))
    try:
        print(list(executor.map(cook, ["soup-3", "faint-3"])))
    except BrokenProcessPool as error:
        print("BrokenProcessPool:", error)

# %% [markdown]
# `concurrent.futures.ProcessPoolExecutor` watches its processes. When one dies, it ends the others and every call that is not finished raises `BrokenProcessPool`.
#
# | | `multiprocessing.Pool` | `ProcessPoolExecutor` |
# |---|---|---|
# | ask for one | `apply_async(f, (x,))` → `handle.get()` | `submit(f, x)` → `future.result()` |
# | ask for a list | `map(f, xs)` → list | `map(f, xs)` → iterator |
# | the end of `with` | terminates | waits until all is done |
# | a worker dies | waits for ever | `BrokenProcessPool` |
# | a result or an exception that can't be packed | `get()` raises `MaybeEncodingError` | `result()` raises what the packing raised |
# | an exception that is packed but can't be built again (patient 3 below) | waits for ever | `BrokenProcessPool` |
# | `sys.exit()` in a task | waits for ever | raises `SystemExit` in *your* process |
#
# **Decide** whether you believe the last line. What would it do to your program? Then run.

# %% name="exit-in-an-executor"
with ProcessPoolExecutor(1) as executor:
    future = executor.submit(cook, "home-3")
    try:
        future.result()
    except SystemExit as error:
        print("SystemExit", error.code, "- is it an Exception?", isinstance(error, Exception))

# %% [markdown]
# **Investigate.** `except Exception` would not have caught it, and your program would have ended, with exit code 3, because of a line in a worker.
#
# Why not simply wait with a timeout, and call a worker dead that takes too long? Think of the stew.

# %% [markdown]
# ## Bug clinic
#
# Three patients. Each is a module with a `main`, and each runs in a Python of its own, under a deadline, so that none can do harm. For each of them: read, guess the symptom, run, find the *cause*, then mend the module and run it again.

# %% name="clinic"
import subprocess
import sys


def admit(patient, seconds=4):
    """Run the patient's main() in a fresh Python; show what it says, and stop it in time."""
    method = multiprocessing.get_start_method()
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
    lines = [line for line in complained.splitlines() if line.strip()]
    errors = [line for line in lines if not line.startswith((" ", "Traceback", "Process"))]
    if lines:
        print(f"--- stderr: {len(lines)} lines. Where tracebacks end, {len(errors)} times:")
        print("\n".join(errors[:3]))
    print("---", end)


# %% [markdown]
# ### Patient 1: the quiet till
#
# Three guests have eaten for 12, 15 and 9. The till has too little in it, the exit code is 0, and there is no message.

# %% module="patient_1"
import multiprocessing

PRICES = {"beef": 15, "tofu": 12, "egg": 9}


def price_of(dish):
    return PRICES[dish]


def main():
    till = []
    pool = multiprocessing.Pool(2)
    for dish in ["tofu", "Beef", "egg"]:
        pool.apply_async(price_of, (dish,), callback=till.append)
    pool.close()
    pool.join()
    print("in the till:", sum(till))


# %% name="admit-1" tags=["volatile"]
admit("patient_1")

# %% [markdown]
# <details><summary>Cause and cure</summary>
#
# `"Beef"` is no key: that call raised a KeyError. Nobody has kept the handle, and there is no `error_callback`, so the exception was lost. Keep the handles and `get()` each of them; then the program says what is wrong, and you correct the order.
#
# </details>
#
# ### Patient 2: hiring without end
#
# It prints nothing, it doesn't end, and the machine is busy.

# %% module="patient_2"
import multiprocessing

board = None


def set_up(shared):
    global board
    board = shared


def serve(dish):
    with board.get_lock():
        board.value += 1
        return dish, board.value


def main():
    shared = multiprocessing.Value("i", 0)
    with multiprocessing.Pool(2, initializer=set_up, initargs=(shared)) as pool:
        print(pool.map(serve, ["beef", "tofu"]))


# %% name="admit-2" tags=["volatile"]
admit("patient_2", seconds=2)

# %% [markdown]
# <details><summary>Cause and cure</summary>
#
# `(shared)` is not a tuple; `(shared,)` is. The initializer fails in each worker, the worker dies, the pool hires another one, and so on: the number of tracebacks is the number of workers that were hired for nothing. Nobody tells the parent.
#
# </details>
#
# ### Patient 3: the message that nobody can read
#
# One of three orders raises an exception. It is caught, and yet a later dish is missing, and the end is ugly.

# %% module="patient_3"
import multiprocessing


class OutOf(Exception):
    def __init__(self, what, until):
        super().__init__(f"no {what} until {until}")


def serve(dish):
    if dish == "tofu":
        raise OutOf(dish, "Tuesday")
    return f"a bowl of {dish}"


def main():
    with multiprocessing.Pool(1) as pool:
        handles = [pool.apply_async(serve, (dish,)) for dish in ["beef", "tofu", "egg"]]
        for handle in handles:
            try:
                print(handle.get(timeout=1))
            except Exception as error:
                print(type(error).__name__, error)


# %% name="admit-3" tags=["volatile"]
admit("patient_3")

# %% [markdown]
# <details><summary>Cause and cure</summary>
#
# An exception travels as its class and its `args`, and is built anew on the other side: `OutOf("no tofu until Tuesday")`. But `OutOf` wants two arguments. The building fails in the parent, in the thread that receives *all* results, and the thread dies of it. From then on no result arrives, whoever sent it.
#
# The cure: let `args` be what the constructor wants, `super().__init__(what, until)`, and make the text in `__str__`.
#
# </details>

# %% [markdown]
# ## Exit ticket
#
# The last exercise has hidden checks only. You have seen all that it needs.

# %% exercise="robust_map" role="solution"
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool


class WorkerDied(Exception):
    """A worker process was gone before it had a result."""


def robust_map(func, items, processes=2):
    """Like pool.map, but it never hangs: a worker that dies becomes a WorkerDied.

    func        a function that can be imported
    items       a list, perhaps empty
    processes   how many workers work at the same time

    Returns [func(item) for item in items], in the order of the items, however long one takes.

    Raises WorkerDied within two seconds after a worker has ended in the middle of an item by
    os._exit or by a signal; it does not wait for other items then. sys.exit() in func becomes a
    WorkerDied, too, but there it may first wait for all other items. Whether it does, and whether
    items that have not begun are still worked through or given up, is up to you.
    An ordinary exception that func raises reaches the caller as it is. If it can't be sent from
    one process to another, any exception will do, but the call comes to an end.

    When robust_map returns or raises, none of its workers is left.
    """
    ### BEGIN SOLUTION
    try:
        with ProcessPoolExecutor(processes) as executor:
            return list(executor.map(func, items))
    except (BrokenProcessPool, SystemExit) as error:
        raise WorkerDied(f"a worker is gone: {error!r}") from error
    ### END SOLUTION


# %% exercise="robust_map" role="check"

# %% [markdown] exercise="robust_map" role="hint"
# Which of the two kinds of pool notices a death? Read the table in *When a worker dies* once more, line by line.

# %% [markdown] exercise="robust_map" role="hint"
# A `try` around the executor's `with` block, and two things to catch: `BrokenProcessPool` and `SystemExit`. Everything else passes.

# %% [markdown]
# ## What the class notes said, and what you saw
#
# | the notes | what is so | where you saw it |
# |---|---|---|
# | a process is made when a request arrives | all workers are there at once | When is the team hired? |
# | `apply` puts the task into the queue | and waits, and returns the result: no two calls at a time | Four ways to ask a pool |
# | `apply_async` returns an object with `get()` | true; without `get()` its exception is lost | When a call fails |
# | errors of child processes can't be seen | `get()` raises them | When a call fails |
# | `map` returns a list | true: in order, in chunks, and the first failure raises | Order, chunks, and who works |
# | `close()`, then `join()` | true; the other way round is a ValueError, and `with` terminates | Close, join, and the end of with |
# | functions must be defined before the pool is made | under `fork`; in general a worker must be able to *import* them | What can travel to a worker |

# %% [markdown]
# ## Terms
#
# | English | 中文 | here |
# |---|---|---|
# | process | 进程 | a running program with memory of its own |
# | process pool | 进程池 | a fixed team of processes that take tasks from a queue |
# | worker | 工作进程 | a process of the team |
# | thread | 线程 | one of several flows of work in one process, all with the same memory |
# | task | 任务 | a function's name and its arguments |
# | to block, to wait | 阻塞 | not to return before something has happened |
# | asynchronous call | 异步调用 | a call that returns before its work is done |
# | handle, future | 异步结果对象 | stands for a result that may not be there yet |
# | callback | 回调函数 | a function of yours that is called when a result arrives |
# | to pickle | 序列化 | to turn an object into bytes that can be sent |
# | chunk | 分块 | some items of a list that go to one worker together |
# | initializer | 初始化函数 | what every worker does first |
# | shared memory | 共享内存 | memory that several processes see |
# | lock | 锁 | who holds it keeps out all others who ask for it |
# | race, lost update | 竞态条件, 丢失更新 | the result depends on who comes first |
# | start method | 启动方式 | how a process is made: fork, spawn, forkserver |
# | daemon process | 守护进程 | ended together with its parent |
# | to close, to join, to terminate | 关闭, 等待回收, 终止 | no more tasks; wait for the end; end at once |
# | deadlock | 死锁 | everybody waits for somebody |
