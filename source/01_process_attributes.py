# %% [markdown]
# # A process and its attributes
#
# You run a small office of couriers. For each parcel you hire somebody, pin a name to the jacket, write down the number of the badge, and send the courier out of the door; a badge that comes back carries a number that says how it went. What you do at closing time while some are still on the road, and what the couriers do if your office burns down: that is what most people who run such an office get wrong.
#
# Each courier is a **process** (进程), the office is the **parent** (父进程), and everything that the parent can know about a child is written on its `Process` object.
#
# When you have worked through this notebook, you can
#
# - start processes, wait for them, and read from their attributes what they do and how they ended;
# - let many of them work at the same time, and say what that gains and what it costs;
# - stop one that takes too long, also one that does not want to be stopped;
# - copy a file in parts without losing a byte;
# - predict what happens to children when their parent ends, is killed, or forgets them.
#
# You guess before you see an answer, as in the first notebook: write your guess into the cell in place of `...`, then run. It is a long notebook, and its exercises divide it into parts: stop behind any of them. When you come back, click into the cell at which you stopped and choose *Run → Run All Above Selected Cell*.

# %% name="setup"
# %load_ext course
import multiprocessing
import os
import time

from course import check, progress, timeline

# %% [markdown]
# Whatever a child is to do must stand in a file that the child can import. So the couriers live in a module.

# %% module="couriers"
import multiprocessing
import os
import time


def deliver(parcel, street="Station Road"):
    """Bring a parcel to a street. It takes 0.2 seconds."""
    time.sleep(0.2)
    print(f"pid {os.getpid()}: {parcel} delivered, {street}", flush=True)


def introduce_yourself():
    """Say who you are, and who sent you."""
    me = multiprocessing.current_process()
    boss = multiprocessing.parent_process()
    print(f"I am {me.name}, pid {os.getpid()}", flush=True)
    print("I was sent by", f"pid {boss.pid}" if boss else "nobody", flush=True)


# %% [markdown]
# ## start() is not run()
#
# `multiprocessing.Process(target=introduce_yourself)` is a plan: whom to send, and what for. Two methods sound as if they carried it out, `run()` and `start()`.
#
# **Guess.** This notebook's own process has a pid, too. Which of the two calls is answered by *another* pid?

# %% name="guess-run-or-start"
another_pid_answers = ...  # "run", "start", or "both"

# %% name="run-or-start" tags=["volatile"]
print("This notebook is pid", os.getpid())

print("--- run()")
plan = multiprocessing.Process(target=introduce_yourself)
plan.run()
print("Is there a process? pid", plan.pid)

print("--- start()")
courier = multiprocessing.Process(target=introduce_yourself)
courier.start()
courier.join()
print("Was there a process? pid", courier.pid)
print("your guess:", another_pid_answers)

# %% [markdown]
# `run()` is an ordinary call: the boss carries the parcel. `start()` asks the operating system for a new process, and the *new* process calls `run()`. That is why you will override `run` in the next notebook and never call it.
#
# The class notes say that `start()` *runs the function automatically*. True, as long as you add where: in the child.
#
# **Guess.** One plan, two parcels. What happens if you call `start()` on the same object twice, one after the other?

# %% name="guess-start-twice"
second_start = ...

# %% name="start-twice"
courier = multiprocessing.Process(target=abs, args=(-1,))
courier.start()
courier.join()
try:
    courier.start()
except AssertionError as error:
    print("AssertionError:", error)

# %% [markdown]
# One object, one process, once in its life. For the next parcel you make a new object; they are cheap, it is the process that costs.

# %% [markdown]
# ## Arguments travel apart
#
# The function and its arguments are handed over separately, because they are to meet in the child: `target=deliver, args=("a letter",)`, and if you like `kwargs={"street": "Hill Street"}`.
#
# **Guess** for each of these lines what is wrong with it, and what you would see. Two of the five raise at once, in the parent. One works.
#
# ```python
# Process(target=deliver("a letter"))                     # a
# Process(target=deliver, args=("a letter"))              # b
# Process(target=deliver, args=5)                         # c
# Process(deliver, ("a letter",))                         # d
# Process(target=deliver, args=["a letter"])              # e
# ```

# %% name="guess-arguments"
raise_at_once = ...
works = ...

# %% name="arguments" tags=["volatile"]
Process = multiprocessing.Process
print("This notebook is pid", os.getpid())

a = Process(target=deliver("a letter"))
print("a is a process that has nothing to do")
for name, make in {
    "c": lambda: Process(target=deliver, args=5),
    "d": lambda: Process(deliver, ("a letter",)),
}.items():
    try:
        make()
    except (TypeError, AssertionError) as error:
        print(f"{name}: {type(error).__name__}: {error}")
print("your guess:", raise_at_once)

b = Process(target=deliver, args=("a letter"))
e = Process(target=deliver, args=["a letter"])
for courier in (b, e):
    courier.start()
    courier.join()
    print("exit code", courier.exitcode)
print("your guess:", works)

# %% [markdown]
# **Investigate.** Which pid delivered the letter of `a`? How many arguments did the error message of `b` count, and what are they?
#
# <details><summary>One answer</summary>
#
# `a` *calls* `deliver`, here and now, and gives its result, None, to `Process`: the boss ran, and the courier has an empty bag. `("a letter")` is no tuple but a text in brackets, and a text is a sequence of letters: `deliver("a", " ", "l", ...)`. A tuple of one needs its comma: `("a letter",)`; a list does it, too. And the first parameter of `Process` is called `group`; nobody has ever been allowed to use it.
#
# </details>
#
# Note where the trouble of `b` showed up: the parent saw no exception at all, only the exit code 1. More of that soon.

# %% [markdown]
# ## Five facts about a process
#
# | | what it is | to be had |
# |---|---|---|
# | `p.name` | a label for people | always; you may choose it |
# | `p.pid` | the number that the system gave it | from `start()` on |
# | `p.is_alive()` | whether it is running: a *method* | always |
# | `p.daemon` | what happens to it when the parent ends | always; to be set before `start()` |
# | `p.exitcode` | how it ended | when it has ended |
#
# **Guess** the three values that are missing, as Python would print them.

# %% name="guess-facts"
pid_before_start = ...
exitcode_while_it_runs = ...
pid_after_the_end = ...  # the old number, or None?


# %% name="facts" tags=["volatile"]
def show(moment, p):
    facts = f"pid {p.pid}, alive {p.is_alive()}, daemon {p.daemon}, exitcode {p.exitcode}"
    print(f"{moment:<8} {p.name}: {facts}")


courier = multiprocessing.Process(target=time.sleep, args=(0.2,))
show("new", courier)
courier.start()
show("running", courier)
courier.join()
show("over", courier)
print("your guesses:", pid_before_start, exitcode_while_it_runs, pid_after_the_end)

# %% [markdown]
# Before `start()` there is no process, so there is no number. Afterwards the object keeps the number, although the process is gone and the system may give the same number to somebody else. So neither a pid nor a missing exit code tells that somebody is alive: ask `is_alive()`.
#
# The notes say that names are `Process-1`, `Process-2` and so on. **Guess:** may two couriers have the same name? And with which word does a name begin in a *context* of its own, such as `multiprocessing.get_context("spawn")`?

# %% name="guess-names"
same_name_twice = ...
begin_of_a_name_with_spawn = ...

# %% name="names" tags=["volatile"]
twins = [multiprocessing.Process(target=abs, args=(1,), name="Kim") for _ in range(2)]
print([twin.name for twin in twins], "  your guess:", same_name_twice)
for method in multiprocessing.get_all_start_methods():
    print(f"{method:<12}", multiprocessing.get_context(method).Process().name)
print("your guess:", begin_of_a_name_with_spawn)

# %% [markdown]
# A name is a label for people and for log files. It need not be unique, and nothing can be read off it.
#
# And `daemon`? Leave it False for now. A daemon is ended when its parent ends, and **a daemon may not start processes of its own**. The section *Daemons end with their parent* shows both.
#
# A child can ask about itself, too: `multiprocessing.current_process()`, and for its parent `multiprocessing.parent_process()`. You saw both in `introduce_yourself`.

# %% [markdown]
# ## Exercise describe
#
# Write down what can be seen of a process at this moment. All five facts can be read at any time in its life; none has to be waited for.


# %% exercise="describe" role="solution"
def describe(process):
    """Describe a process as it is at this moment.

    process   a multiprocessing.Process that is new, running, or over

    Returns a new dict with exactly these five keys:

    "name"       its name, a str
    "pid"        its pid, an int; None if it has not been started
    "alive"      True while it is running, False before it is started and when it is over
    "daemon"     True or False
    "exitcode"   an int when it is over: 0, N or -N, just as the process object says; else None

    Only looks, and changes nothing: it neither starts the process nor waits for it nor ends it.
    """
    ### BEGIN SOLUTION
    return {
        "name": process.name,
        "pid": process.pid,
        "alive": process.is_alive(),
        "daemon": process.daemon,
        "exitcode": process.exitcode,
    }
    ### END SOLUTION


# %% exercise="describe" role="check"

# %% [markdown] exercise="describe" role="hint"
# Four of the five are attributes. Which one is a method, and what does a method without brackets look like if you print it?

# %% [markdown] exercise="describe" role="hint"
# A dict of five lines, `"name": process.name,` and so on. Don't touch what the attributes say: `None` is an answer as good as any.

# %% [markdown]
# ## What join() does and returns
#
# `p.join()` waits until `p` has ended. `p.join(0.1)` waits until `p` has ended or a tenth of a second is over, whichever comes first.
#
# The next cell waits 0.1 seconds for a courier who needs 0.4, then does something else for 0.2 seconds, then joins it. **Guess** which value `join` returns if the time was up, and which if the process has ended. And sketch on paper: who is at work when, and where does the parent wait?

# %% name="guess-join"
join_returns_if_time_is_up = ...
join_returns_if_it_ended = ...

# %% name="join-returns" tags=["volatile"]
with timeline("a short wait, some work, a long wait"):
    courier = multiprocessing.Process(target=time.sleep, args=(0.4,))
    courier.start()
    print("time is up: join returns", courier.join(0.1), "and exitcode is", courier.exitcode)
    time.sleep(0.2)  # the parent does something else
    print("it ended:   join returns", courier.join(), "and exitcode is", courier.exitcode)
print("your guesses:", join_returns_if_time_is_up, join_returns_if_it_ended)

# %% [markdown]
# `join` always returns None. So `if p.join(5):` is never true, and `if not p.join(5):` always is. After a `join` with a timeout *look*: `p.exitcode is None` or `p.is_alive()` means that time was up.
#
# And the timeout ended your waiting, not the courier's walk: look at its bar in the picture.

# %% [markdown]
# ## How it ended: exitcode
#
# The attribute that the notes forgot. `course.samples.attributes` has a courier whose fate is written on the order.
#
# A **signal** (信号) is a number that the system delivers to a process; most of them end it, and number 9 always does.
#
# **Guess** the exit code of each: an `int`, positive or negative. And does an `except LookupError` around `start` and `join` catch what `lost-7` raises?

# %% name="guess-exitcodes"
from course.samples.attributes import errand

guesses = {
    "done-7": ...,  # returns
    "note-7": ...,  # sys.exit(7)
    "words-7": ...,  # sys.exit("a text")
    "lost-7": ...,  # raises LookupError
    "gone-7": ...,  # os._exit(7)
    "struck-9": ...,  # killed by signal 9
}
caught_in = ...  # "the parent" or "nowhere"

# %% name="exitcodes" tags=["volatile"]
where = "nowhere"
for order, guess in guesses.items():
    courier = multiprocessing.Process(target=errand, args=(order,))
    try:
        courier.start()
        courier.join()
    except LookupError:
        where = "the parent"
    print(f"{order:<10} exit code {courier.exitcode:>3}   your guess: {guess}", flush=True)
print("the LookupError was caught in", where, "  your guess:", caught_in)

# %% [markdown]
# | exit code | means |
# |---|---|
# | `None` | has not ended, or was never started |
# | `0` | the function returned, or `sys.exit(0)` |
# | `N` | `sys.exit(N)` or `os._exit(N)` |
# | `1` | an exception that nobody caught, or `sys.exit("a text")` |
# | `-N` | killed by signal N (Windows has no such signals: -15 after `terminate()` or `kill()`, and `struck-9` is 9) |
#
# **0 is the good one**, so as a truth value it is the wrong way round, and `None` looks like it. Write `== 0` and `is None`, never `if p.exitcode:`.
#
# What the function *returned* is nowhere to be found: it is thrown away. A result has to be sent, through a pipe or a queue (notebooks 04 and 05), or fetched by a pool (03).
#
# And the exception? The child printed its traceback, and no `except` in the parent saw it. An exception ends the process in which it was raised, and no other. The parent learns of it by the exit code, *if it looks*.

# %% [markdown]
# ## Start all, then join all
#
# The notes say that a parent usually only creates children and reaps them. Let us see how it does that well.
#
# Three parcels, 0.2 seconds each. **Guess** how long each of the two programs takes, and whether the parcels are delivered in order.
#
# ```python
# for p in couriers:      |      for p in couriers:
#     p.start()           |          p.start()
#     p.join()            |      for p in couriers:
#                         |          p.join()
# ```

# %% name="guess-two-loops"
seconds_one_loop = ...
seconds_two_loops = ...

# %% name="two-loops" tags=["volatile"]
with timeline("start and join in one loop"):
    began = time.perf_counter()
    for parcel in ["a hat", "a fish", "a clock"]:
        courier = multiprocessing.Process(target=deliver, args=(parcel,), name=parcel)
        courier.start()
        courier.join()
    print(f"{time.perf_counter() - began:.2f} s. Your guess: {seconds_one_loop}")

with timeline("start all, then join all"):
    began = time.perf_counter()
    couriers = []
    for parcel in ["a hat", "a fish", "a clock"]:
        courier = multiprocessing.Process(target=deliver, args=(parcel,), name=parcel)
        courier.start()
        couriers.append(courier)
    for courier in couriers:
        courier.join()
    print(f"{time.perf_counter() - began:.2f} s. Your guess: {seconds_two_loops}")

# %% [markdown]
# **Investigate.** In the first picture, how many couriers are ever on the road at the same time? `join` in the same turn as `start` sends the second courier out when the first has come back: an office with one courier who changes jackets.
#
# In the second picture the parent joins the couriers in the order in which it sent them. What if the last one is back first? Nothing is lost: its exit code waits until somebody looks. Only the *printing* has no order: children write whenever they are ready.
#
# **Modify.** Replace the last loop by `for courier in reversed(couriers)`. What changes: the time, the picture, the deliveries?
#
# <details><summary>One answer</summary>
#
# Only the picture, and hardly: the parent waits for all of them anyway, so the order of waiting does not matter for the total.
#
# </details>

# %% [markdown]
# ## The six steps
#
# All programs with several processes, in this notebook and in the others, have the same six steps. Here they are in a program that is finished. It counts the lines of some files, and each courier brings its number back as its *exit code*: on Linux and macOS a channel of eight bits, good for numbers up to 255 and for nothing else.

# %% module="line_counts"
import multiprocessing
import sys


# 1. define importable worker: at the top level of a module
def count_lines(path):
    """The worker: leave with the number of lines as exit code."""
    with open(path, "rb") as file:
        sys.exit(sum(1 for _ in file))


def line_counts(paths):
    """The number of lines of each file, in the order of the paths."""
    # 2. create channel: the exit code is there already; pipes and queues come later
    # 3. start: all of them. A list keeps them
    couriers = []
    for path in paths:
        # 4. feed: here the arguments are all that a worker gets
        courier = multiprocessing.Process(target=count_lines, args=(path,))
        courier.start()
        couriers.append(courier)
    # 5. collect until the end marker: here the end is the end of each process
    for courier in couriers:
        courier.join()
    counts = [courier.exitcode for courier in couriers]
    # 6. stop, join, close: joined they are; free what the objects hold
    for courier in couriers:
        courier.close()
    return counts


# %% name="try-line-counts"
paths = []
for number in (3, 0, 12):
    path = f"poem-{number}.txt"
    with open(path, "w") as file:
        file.write("one more line\n" * number)
    paths.append(path)

print(line_counts(paths))

for path in paths:
    os.remove(path)

# %% [markdown]
# **Your turn, with help.** The same six steps, with holes in them. The program asks whether some numbers are primes; a worker leaves with 0 for a prime and with 1 for all others. Replace each `...`. Until you are done, the cell behind it complains.

# %% module="prime_flags"
import multiprocessing
import sys


# 1. define importable worker
def leave_with_verdict(n):
    is_prime = n > 1 and all(n % d for d in range(2, int(n**0.5) + 1))
    sys.exit(0 if is_prime else 1)


def prime_flags(numbers):
    """True or False for each number."""
    couriers = []
    # 3. start, 4. feed
    for n in numbers:
        courier = multiprocessing.Process(target=leave_with_verdict, args=..., name=f"about {n}")
        couriers.append(courier)
        # one line is missing here
    # 5. collect until the end marker, 6. stop, join, close
    flags = []
    for courier in couriers:
        # one line is missing here
        flags.append(courier.exitcode == ...)
    return flags


# %% name="try-prime-flags" tags=["raises-exception"]
print(prime_flags([2, 9, 97]))

# %% [markdown]
# <details><summary>A finished one</summary>
#
# `args=(n,)` and `courier.start()` in the first loop; `courier.join()` and `flags.append(courier.exitcode == 0)` in the second.
#
# </details>

# %% [markdown]
# ## Exercise run_all
#
# Now alone. What you start here may start processes of its own, so it must not be a daemon.
#
# <details><summary>Rather put lines in order? The same exercise as a puzzle</summary>
#
# These lines make one solution, in the wrong order and without their indentation. One of them is needed twice.
#
# ```python
# process.join()
# return [process.exitcode for process in processes]
# for process in processes:
# processes = [multiprocessing.Process(target=func, args=args) for args in argslist]
# process.start()
# ```
#
# </details>

# %% exercise="run_all" role="solution"
import multiprocessing


def run_all(func, argslist):
    """Call func(*args) for each args in argslist, each in a process of its own, all at once.

    func       a function that can be imported. It may end in any way: return, raise, sys.exit,
               be killed by a signal. It may also start processes of its own.
    argslist   a list of tuples, perhaps empty: the arguments of each call

    All processes work at the same time: none has to wait until another one has ended.

    Returns the list of their exit codes, ints as Process.exitcode tells them, in the order of
    argslist: 0, N, 1 or -N. Waits for every process, however long it takes; when run_all
    returns, all have ended and have been joined.
    """
    ### BEGIN SOLUTION
    processes = [multiprocessing.Process(target=func, args=args) for args in argslist]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return [process.exitcode for process in processes]
    ### END SOLUTION


# %% exercise="run_all" role="check"

# %% [markdown] exercise="run_all" role="hint"
# Two loops over the same list of process objects. What stands in the first, what in the second? And when is there an exit code?

# %% [markdown] exercise="run_all" role="hint"
# Each `args` is a tuple already: `args=args`, without another pair of brackets. Daemons may not start processes; leave `daemon` alone.

# %% [markdown]
# ## What several processes gain and cost
#
# Gains: several processors can compute at the same time, waiting overlaps, and a crash takes only its own process with it. Costs: every process has to be made, has memory of its own, and whatever it is to know or to tell has to be sent.
#
# `grind` computes for about a tenth of a second, `nod` does next to nothing. **Guess** for each: two calls one after the other, or in two processes, which is faster, and by how much?

# %% module="mill"
import multiprocessing


def grind(rounds=1_500_000):
    """Pure computing."""
    total = 0
    for n in range(rounds):
        total += n & 7
    return total


def nod():
    """Hardly anything."""
    return 1


def twice_alone(work):
    work()
    work()


def twice_in_processes(work):
    pair = [multiprocessing.Process(target=work) for _ in range(2)]
    for process in pair:
        process.start()
    for process in pair:
        process.join()


# %% name="guess-gain"
processes_gain_for_grind = ...  # 2.0 would be: twice as fast
processes_gain_for_nod = ...


# %% name="gain" tags=["volatile"]
def milliseconds(call, *args, repeats=3):
    """The middle one of three measurements."""
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        call(*args)
        times.append(1000 * (time.perf_counter() - began))
    return sorted(times)[repeats // 2]


cores = getattr(os, "process_cpu_count", os.cpu_count)()
print(f"{cores} cores, start method {multiprocessing.get_start_method()}, middle of 3 runs")
for work, guess in ((grind, processes_gain_for_grind), (nod, processes_gain_for_nod)):
    alone, together = milliseconds(twice_alone, work), milliseconds(twice_in_processes, work)
    gain = alone / together
    print(f"{work.__name__:<6} alone {alone:8.3f} ms, in two processes {together:7.1f} ms,", end="")
    print(f" gain {gain:.4f}, your guess: {guess}")

# %% [markdown]
# With one core, or with other programs that want the same cores, even `grind` gains nothing. And no number of cores makes `nod` worth a process: hiring takes longer than the work.
#
# How long does the hiring take? That depends on how a process is made, and that is called the **start method**. **Guess** the order, fastest first, then measure.

# %% name="guess-start-cost"
fastest_first = ["fork", "spawn", "forkserver"]  # put them in order


# %% name="start-cost" tags=["volatile"]
def start_and_join(context):
    process = context.Process(target=nod)
    process.start()
    process.join()


print(f"{cores} cores, middle of 3 runs")
for method in multiprocessing.get_all_start_methods():
    context = multiprocessing.get_context(method)
    start_and_join(context)  # the first one under forkserver also starts the server
    print(f"{method:<12} {milliseconds(start_and_join, context):7.1f} ms for one process")
print("your guess:", fastest_first)

# %% [markdown]
# ## What the child knows
#
# The notes say that a child *copies the space of its parent*. That is `fork` alone, as you saw in the first notebook with the number of guests on the board: `spawn` begins with a fresh Python, and so does `forkserver`, once, and then forks that fresh one. But an argument arrives under every start method. So **pass in `args` whatever the child needs**, and you need not know how it was made.
#
# What is passed has to be packed and sent, except under `fork`. Data can be packed, and so can the *name* of a function that stands at the left margin of a module. **Decide** which of these three can't be sent to a spawned child: a lambda, an open file, a path.

# %% name="what-can-be-sent" tags=["volatile"]
spawn = multiprocessing.get_context("spawn")
with open(os.devnull, "rb") as file:
    for name, target, args in [
        ("a lambda", lambda: None, ()),
        ("an open file", repr, (file,)),
        ("a path", repr, (os.devnull,)),
    ]:
        child = spawn.Process(target=target, args=args)
        try:
            child.start()
            child.join()
            print(f"{name:<13} arrived, exit code {child.exitcode}")
        except Exception as error:
            print(f"{name:<13} {type(error).__name__}: {error}")

# %% [markdown]
# In a *script* the lines that start processes stand under `if __name__ == "__main__":`, as you know. In this course your functions stand in modules, and nothing at their top level starts anything.

# %% [markdown]
# ## Asking and killing: terminate and kill
#
# A courier does not come back. `p.terminate()` sends the signal SIGTERM, `p.kill()` sends SIGKILL.
#
# **Guess.** Is a process alive in the line right after `terminate()`? And does its `finally` run?

# %% module="careful"
import os
import signal
import time


def walk(path):
    """Walk for half a minute; tidy up in the end, whatever happens."""
    try:
        with open(path, "w") as file:
            file.write("on the road")
        time.sleep(30)
    finally:
        os.remove(path)


def walk_on(path):
    """The same, deaf to SIGTERM."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    walk(path)


# %% name="guess-terminate"
exit_code_right_after_terminate = ...  # a number, or None while it still runs
finally_runs = ...


# %% name="terminate" tags=["volatile"]
def send_and_wait_for_the_road(target):
    """Start a courier and wait until it is really on its way, five seconds at most."""
    if os.path.exists("road.txt"):
        os.remove("road.txt")
    courier = multiprocessing.Process(target=target, args=("road.txt",))
    courier.start()
    late = time.monotonic() + 5
    while not os.path.exists("road.txt") and time.monotonic() < late:
        time.sleep(0.01)
    return courier


courier = send_and_wait_for_the_road(walk)
courier.terminate()
print(
    "right after terminate(): exitcode",
    courier.exitcode,
    "  your guess:",
    exit_code_right_after_terminate,
)
courier.join()
print("after join():            exitcode", courier.exitcode)
print("tidied up by finally?   ", not os.path.exists("road.txt"), "  your guess:", finally_runs)

# %% [markdown]
# `terminate()` sends a signal and returns. The process is gone a moment later, and it is `join()` that tells you when. A Python process that does not handle SIGTERM simply stops: no `finally`, no flush, no goodbye. (Since Python 3.14 there is `p.interrupt()`, which does let `finally` run.)
#
# (On Windows `terminate()` and `kill()` are the same: both end the process at once, it can't refuse, and its exit code is -15. So there nobody waits in what follows.)
#
# **Guess.** `walk_on` ignores SIGTERM. What does `terminate()` followed by `join()` do? The next cell has a deadline of three seconds.

# %% name="guess-deaf"
deaf_courier = ...

# %% name="deaf" tags=["volatile", "raises-exception"]
# %%deadline 3
courier = send_and_wait_for_the_road(walk_on)
courier.terminate()
courier.join()

# %% [markdown]
# SIGTERM is a request. SIGKILL is none: no process can handle or ignore it. The usual way is to ask, to give a moment, and then to kill. **Investigate** in the picture how long each stage lasts.

# %% name="ask-then-kill" tags=["volatile"]
with timeline("ask, wait a moment, kill"):
    courier = send_and_wait_for_the_road(walk_on)
    courier.terminate()
    courier.join(0.3)
    print("after asking: ", courier.exitcode)
    courier.kill()
    courier.join()
    print("after killing:", courier.exitcode)
os.remove("road.txt")

# %% [markdown]
# One more method sounds like an end, and is none. **Predict** what `p.close()` does to a process that is running, then run.

# %% name="close"
courier = multiprocessing.Process(target=time.sleep, args=(0.3,))
courier.start()
try:
    courier.close()
except ValueError as error:
    print("ValueError:", error)
courier.join()
courier.close()
try:
    courier.exitcode
except ValueError as error:
    print("ValueError:", error)

# %% [markdown]
# `close()` frees what the *object* holds, once the process has ended. Read the exit code before.

# %% [markdown]
# ## Exercise run_with_timeout
#
# Three endings, and you have met them all: a courier who is back in time and well, one who is back in time and not well, and one who has to be fetched.

# %% exercise="run_with_timeout" role="solution"
import multiprocessing


def run_with_timeout(func, args, seconds):
    """Call func(*args) in a process of its own, and give it so many seconds.

    func      a function that can be imported
    args      a tuple, its arguments
    seconds   how long it may take, a float; whether it includes the start of the process, which
              takes a moment, is up to you

    Returns one of three words:

    "ok"        it ended in time with the exit code 0
    "error"     it ended in time in any other way: by an exception, by sys.exit with a number or
                a text, by os._exit, by a signal that killed it
    "timeout"   it was still running after `seconds`. Then it has been ended, also if it ignores
                SIGTERM. You may kill it at once, or ask first; if you ask, give it at most one
                second to leave of its own accord

    Returns as soon as the process has ended, without waiting for the rest of the time. When
    run_with_timeout returns, the process is gone and has been joined.
    """
    ### BEGIN SOLUTION
    process = multiprocessing.Process(target=func, args=args)
    process.start()
    process.join(seconds)
    if process.exitcode is None:
        process.kill()
        process.join()
        return "timeout"
    return "ok" if process.exitcode == 0 else "error"
    ### END SOLUTION


# %% exercise="run_with_timeout" role="check"

# %% [markdown] exercise="run_with_timeout" role="hint"
# `join(seconds)` tells nothing. What do you look at right after it, and *before* you end the process? What does the exit code say after `kill()`?

# %% [markdown] exercise="run_with_timeout" role="hint"
# Three cases, in this order: `exitcode is None` (kill, join, "timeout"), `exitcode == 0` ("ok"), everything else ("error"). Which calls leave a process behind that ignores SIGTERM?

# %% [markdown]
# ## A file in parts
#
# The notes copy a file in two halves, with `os.path.getsize(path)` to find the middle. It is a fine exercise, because nearly everything can go wrong with it.
#
# **Decide.** Two halves of `size // 2` bytes each: how many bytes of a file of eleven are copied? And of a file of one byte?
#
# So cut at *edges*: part i of n goes from `size * i // n` to `size * (i + 1) // n`. Each part ends where the next begins, and the last one ends at `size`. Here are the halves of eleven bytes, and the edges of eleven bytes in four parts and of two bytes in three.

# %% name="edges"
with open("letter.bin", "wb") as file:
    file.write(b"abcdefghijk")
size = os.path.getsize("letter.bin")
print(size, "bytes; half of it is", size // 2)

for size, n in [(11, 4), (2, 3)]:
    parts = [(size * i // n, size * (i + 1) // n) for i in range(n)]
    print(size, "bytes:", [(begin, end - begin) for begin, end in parts], "(offset, length)")

# %% [markdown]
# Now two writers and one file. In which mode does each open it? Luck must not decide, so we let the *second* half be written first and then the first one, in one process.
#
# **Guess** what is in the file in the end, for each mode. `truncate(11)` has made it eleven zero bytes long before, shown as dots.


# %% module="writers"
import os


def write_part(path, mode, offset, data):
    """Open the file in this mode, go to the offset, write."""
    with open(path, mode) as file:
        file.seek(offset)
        file.write(data)


def read_five(descriptor, channel):
    """Read five bytes from a file that somebody else has opened."""
    channel.send(os.read(descriptor, 5))


# %% name="guess-modes"
in_the_end = {"wb": ..., "ab": ..., "r+b": ...}

# %% name="modes"
for mode, guess in in_the_end.items():
    with open("copy.bin", "wb") as file:
        file.truncate(11)
    write_part("copy.bin", mode, 5, b"fghijk")
    write_part("copy.bin", mode, 0, b"abcde")
    with open("copy.bin", "rb") as file:
        found = file.read().replace(b"\0", b".").decode()
    print(f"{mode:<4} {found:<24} your guess: {guess}")

# %% [markdown]
# | mode | what it does | for parts |
# |---|---|---|
# | `"wb"` | empties the file at every opening | whoever comes last has emptied the others' work |
# | `"ab"` | writes at the end, wherever you `seek` | the halves stand in the order of arrival |
# | `"r+b"` | neither; but the file has to exist | right |
#
# With `"wb"` and two processes it is *sometimes* right: a program that is wrong and works on your machine today. So: the parent makes the file once, `open(dst, "wb")`, and gives it its size, `file.truncate(size)`. That also cuts off the rest of an older, longer file. Then every part opens it for itself with `"r+b"`.
#
# Each part opens it *for itself*. **Predict:** the parent opens `letter.bin` once and two children read five bytes each, with `read_five` of the module above. Under `fork` they can have the same open file. Do they read the same bytes?

# %% name="shared-offset" tags=["volatile"]
import warnings

if "fork" in multiprocessing.get_all_start_methods():
    fork = multiprocessing.get_context("fork")
    descriptor = os.open("letter.bin", os.O_RDONLY)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # a kernel has threads: fork warns
        for _ in range(2):
            here, there = fork.Pipe()
            child = fork.Process(target=read_five, args=(descriptor, there))
            child.start()
            there.close()  # the child has it now; so recv() below ends even if the child fails
            print(here.recv())
            child.join()
    os.close(descriptor)

# %% [markdown]
# The second child goes on where the first one stopped: there is one open file, with *one* position, and both move it. Under the other start methods an open file can't be handed over at all, you saw it. Pass the path and the offset, and open in the child.
#
# And is a copy in two parts twice as fast? Hardly ever: one disk is one disk. It pays when every byte costs computing, as in packing or hashing. How do you know that the copy is right? Not by its size. Compare the bytes, or their digests.

# %% name="digest"
import hashlib

for path in ("letter.bin", "copy.bin"):
    with open(path, "rb") as file:
        print(path, hashlib.sha256(file.read()).hexdigest()[:16])
    os.remove(path)

# %% [markdown]
# ## Exercise parallel_copy

# %% exercise="parallel_copy" role="solution"
import multiprocessing
import os


def copy_range(src, dst, offset, length):
    """The worker: copy `length` bytes that begin at `offset` in src to the same place in dst.

    dst exists and is large enough. All its other bytes stay what they are, so ranges may be
    copied in any order. `length` may be 0. Opens both files for itself.
    """
    ### BEGIN SOLUTION
    with open(src, "rb") as source, open(dst, "r+b") as target:
        source.seek(offset)
        target.seek(offset)
        target.write(source.read(length))
    ### END SOLUTION


def parallel_copy(src, dst, parts=2):
    """Copy the file src to dst, in `parts` processes that work at the same time.

    src, dst   paths of two different files
    parts      how many processes, at least 1; each copies one range with copy_range

    Returns the number of bytes copied. Then dst holds exactly the bytes of src: also if the
    size can't be divided by `parts`, if there are more parts than bytes, if src is empty, and
    if dst existed before and was longer.

    If src does not exist, the caller gets a FileNotFoundError, and a dst that exists stays what
    it is. If a part can't be copied (src may turn out to be a folder), the caller gets an
    OSError; what is in dst then does not matter.

    When parallel_copy returns or raises, all its processes have ended and have been joined.
    """
    ### BEGIN SOLUTION
    size = os.path.getsize(src)
    with open(dst, "wb") as target:
        target.truncate(size)
    processes = []
    for part in range(parts):
        begin, end = size * part // parts, size * (part + 1) // parts
        arguments = (src, dst, begin, end - begin)
        processes.append(multiprocessing.Process(target=copy_range, args=arguments))
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode != 0 for process in processes):
        raise OSError(f"not every part of {src} could be copied to {dst}")
    return size
    ### END SOLUTION


# %% exercise="parallel_copy" role="check"

# %% [markdown] exercise="parallel_copy" role="hint"
# Four steps for the parent: the size of src (which raises if there is none), an empty dst of that size, start all and join all, look at the exit codes. Which modes do the parent and the parts use to open dst?

# %% [markdown] exercise="parallel_copy" role="hint"
# `with open(dst, "wb") as target: target.truncate(size)` in the parent, `open(dst, "r+b")` in the part. Part i goes from `size * i // parts` to `size * (i + 1) // parts`. In the end: `if any(p.exitcode != 0 for p in processes): raise OSError(...)`.

# %% [markdown]
# ## When the parent comes to its end
#
# What becomes of children when their parent ends? A notebook can't show it: its parent is the *kernel*, the process that runs your cells, and that goes on. So the next programs run in a Python of their own. `run_program` starts one, notes at which moment which line came, watches for some time what goes on after its end, and clears up.

# %% name="run-program"
import signal
import subprocess
import sys
import threading


def run_program(module, watch=1.0, seconds=4.0):
    """Run main() of a module as a program of its own; print what happened, and when."""
    method = multiprocessing.get_start_method()
    code = (
        f"import multiprocessing, {module}\n"
        f"multiprocessing.set_start_method({method!r})\n"
        f"{module}.main()"
    )
    began = time.monotonic()
    program = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    happened = []

    def listen():
        for line in program.stdout:
            happened.append((time.monotonic() - began, line.rstrip()))

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    try:
        status = program.wait(seconds)
        end = f"==== the program has ended, exit code {status}"
    except subprocess.TimeoutExpired:
        end = f"==== still running after {seconds} s"
    happened.append((time.monotonic() - began, end))
    time.sleep(watch)
    if hasattr(os, "killpg"):
        try:
            os.killpg(program.pid, signal.SIGKILL)  # whatever of this program is still there
        except ProcessLookupError:
            pass
    program.kill()
    program.wait()
    listener.join(1)
    for when, what in sorted(happened):
        print(f"{when:5.2f} s  {what}")


# %% module="evening"
import multiprocessing
import time


def walk():
    time.sleep(0.6)
    print("the courier is back", flush=True)


def main():
    multiprocessing.Process(target=walk).start()
    print("the last line of the parent", flush=True)


# %% [markdown]
# The notes say of `daemon=False`, the default: *the exit of the parent does not affect the child*. Here is a parent that comes to its last line while its courier is still on the road. **Guess** in which order you see these three: the parent's last line (a), the courier is back (b), the program has ended (c).

# %% name="guess-evening"
order_of_events = ...  # such as "a c b"

# %% name="run-evening" tags=["volatile"]
run_program("evening")
print("your guess:", order_of_events)

# %% [markdown]
# The office stays open until the last courier is back. A program that comes to its end *joins* all children that are not daemons, without being asked. So it is not the child that is affected but the parent: a child that never ends is a program that never ends.
#
# **Decide:** what happens with a courier who walks for ever, and what with the exit code of the program if a child fails? Try it: change `walk`, and run both cells again.

# %% [markdown]
# ## Daemons end with their parent
#
# `Process(..., daemon=True)`, or `p.daemon = True` before `start()`: a **daemon** (守护进程) is a courier for whom the office does not stay open.
#
# **Guess** the lines that you will see of this one. It has a `finally`, too.

# %% module="night"
import multiprocessing
import time


def walk():
    try:
        time.sleep(0.6)
        print("the courier is back", flush=True)
    finally:
        print("the courier has tidied up", flush=True)


def main():
    multiprocessing.Process(target=walk, daemon=True).start()
    time.sleep(0.3)
    print("the last line of the parent", flush=True)


# %% name="guess-night"
lines_of_the_courier = ...

# %% name="run-night" tags=["volatile"]
run_program("night")
print("your guess:", lines_of_the_courier)

# %% [markdown]
# At its end a parent terminates its daemons. That is SIGTERM, in the middle of whatever they do, and you know what becomes of `finally`. So a daemon is for work that may stop at any moment. It is *not* what Unix calls a daemon, a service that goes on in the background after you have logged out: it is the opposite.
#
# "Children end with their parent": always? **Guess** what the two couriers do when the parent is *killed*, without a chance to do anything at its end.

# %% module="fire"
import multiprocessing
import os
import signal
import time


def walk(who):
    for _ in range(5):
        time.sleep(0.2)
        print(who, "still walks", flush=True)


def main():
    multiprocessing.Process(target=walk, args=("the daemon",), daemon=True).start()
    multiprocessing.Process(target=walk, args=("the other one",)).start()
    time.sleep(0.5)
    print("the office burns down", flush=True)
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))


# %% name="guess-fire"
the_daemon = ...
the_other_one = ...

# %% name="run-fire" tags=["volatile"]
run_program("fire", watch=1.5)
print("your guesses:", the_daemon, the_other_one)

# %% [markdown]
# Both go on: they are **orphans** (孤儿进程), adopted by the system. Waiting for children and terminating daemons is work that the parent does at its end; SIGKILL leaves it no time for that. So if something must not outlive your program, don't rely on `daemon` alone.
#
# | the parent | `daemon=False` | `daemon=True` |
# |---|---|---|
# | comes to its end | is waited for | is terminated, without `finally` |
# | is killed | goes on | goes on |
#
# The notes also say: *with `daemon=True` don't use `join`*. **Guess** what this cell prints.

# %% name="guess-join-daemon"
exitcode_of_the_daemon = ...

# %% name="join-a-daemon" tags=["volatile"]
with timeline("waiting for a daemon"):
    courier = multiprocessing.Process(target=deliver, args=("a letter",), daemon=True)
    courier.start()
    courier.join()
print("exit code", courier.exitcode, "  your guess:", exitcode_of_the_daemon)

# %% [markdown]
# `join` waits for a daemon as for anybody else, and if you need what it does, you have to. The two are different questions: **`daemon` decides what happens at the parent's end, `join` decides whether you wait now.**
#
# Two more rules, of which you know the second one: a daemon may not start processes. **Predict** before you run: may `daemon` be set after `start()`? And who hears of it if a daemon breaks the second rule?

# %% module="manager"
import multiprocessing


def hire_a_helper():
    helper = multiprocessing.Process(target=abs, args=(-1,))
    try:
        helper.start()
        helper.join()
    except AssertionError as error:
        print("in the daemon: AssertionError:", error, flush=True)


# %% name="two-rules" tags=["volatile"]
courier = multiprocessing.Process(target=time.sleep, args=(0.1,))
courier.start()
try:
    courier.daemon = True
except AssertionError as error:
    print("after start:   AssertionError:", error)
courier.join()

daemon = multiprocessing.Process(target=hire_a_helper, daemon=True)
daemon.start()
daemon.join()

# %% [markdown]
# ## Zombies
#
# The notes say that `join` *reaps* a child. What is there to reap? When a process ends, the system keeps its pid and its exit code until the parent has asked for them. In between it is a **zombie** (僵尸进程): it does nothing, has no memory, and occupies a line in the system's table.
#
# **Guess** what the system says of a child that has ended, before and after its parent asks.

# %% name="guess-zombie"
before_asking = ...
after_asking = ...

# %% name="zombie" tags=["volatile"]
import psutil


def state_of(pid):
    try:
        return psutil.Process(pid).status()
    except psutil.NoSuchProcess:
        return "no such process"


child = multiprocessing.get_context("spawn").Process(target=abs, args=(-1,))
child.start()
end = time.monotonic() + 5
while state_of(child.pid) not in ("zombie", "no such process") and time.monotonic() < end:
    time.sleep(0.02)
print("before join:", state_of(child.pid), "  your guess:", before_asking)
child.join()
print("after join: ", state_of(child.pid), "  your guess:", after_asking)

# %% [markdown]
# Not only `join` reaps: `is_alive()`, `exitcode` and `multiprocessing.active_children()` ask as well. Under `forkserver` you see no zombies, because the fork server is the one who reaps. On Windows there are none. Reap all the same: a program that starts processes for days and never asks after them fills the table.
#
# **Decide.** A program has started three children. Which of these lines leave a zombie behind: `p.kill()`; `p.kill(); p.join()`; `while p.is_alive(): time.sleep(0.1)`; `del p`?
#
# <details><summary>One answer</summary>
#
# The first, until somebody asks. The second and the third ask. `del p` forgets the object and not the process; the next `start()` or `active_children()` will reap it, sooner or later.
#
# </details>

# %% [markdown]
# ## When a line is in the file
#
# Processes often meet in a file: one writes, another one reads. A writer keeps a file open and writes a line. **Guess** how many lines a reader finds: right after `write`, after `flush`, and after one more `write` and the end of the `with` block.

# %% name="guess-buffer"
after_write, after_flush, after_the_block = ..., ..., ...


# %% name="buffer"
def lines_to_be_read():
    """What another process would find: opens the file anew."""
    with open("log.txt") as file:
        return len(file.readlines())


with open("log.txt", "a") as file:
    file.write("a line\n")
    print("after write():  ", lines_to_be_read(), "  your guess:", after_write)
    file.flush()
    print("after flush():  ", lines_to_be_read(), "  your guess:", after_flush)
    file.write("a line\n")
print("after the block:", lines_to_be_read(), "  your guess:", after_the_block)
os.remove("log.txt")

# %% [markdown]
# `write` puts the text into a **buffer** (缓冲区) in the memory of its own process. The file gets it when the buffer is full, which takes some thousand characters (since Python 3.14 more than a hundred thousand), at `flush()`, and when the file is closed. A process that is terminated takes its buffer with it. So whoever writes now and then, and wants to be read at once, flushes after every line, or opens and closes the file for every line. Mode `"a"` leaves what is in the file and writes behind it, also when several processes do so.

# %% [markdown]
# ## Bug clinic
#
# Three patients. Each runs as a program of its own, under a deadline. For each of them: read, guess the symptom, run, find the *cause*, then mend the module and run it again.
#
# ### Patient 1: the program that never ends
#
# It says that it is done. It isn't.

# %% module="patient_1"
import multiprocessing
import time


def watch_the_door():
    while True:
        time.sleep(0.1)


def main():
    guard = multiprocessing.Process(target=watch_the_door)
    guard.start()
    guard.join(0.5)
    print("done", flush=True)


# %% name="admit-1" tags=["volatile"]
run_program("patient_1", watch=0.1, seconds=2)

# %% [markdown]
# <details><summary>Cause and cure</summary>
#
# `join(0.5)` gives up waiting, but not the guard. At its end the program joins him once more, without a timeout. Make him a daemon, or end him: `guard.terminate()` and `guard.join()`.
#
# </details>
#
# ### Patient 2: all went well
#
# Three parcels, three couriers, "all delivered". The customer in Hill Street calls and complains. There is a message, and nobody reads it.

# %% module="patient_2"
import multiprocessing

STREETS = {"hat": "Station Road", "fish": "Harbour"}


def deliver(parcel):
    print(f"{parcel} to {STREETS[parcel]}", flush=True)


def main():
    couriers = [
        multiprocessing.Process(target=deliver, args=(p,)) for p in ("hat", "clock", "fish")
    ]
    try:
        for courier in couriers:
            courier.start()
        for courier in couriers:
            courier.join()
        print("all delivered", flush=True)
    except KeyError:
        print("a street is missing", flush=True)


# %% name="admit-2" tags=["volatile"]
run_program("patient_2", watch=0.1)

# %% [markdown]
# <details><summary>Cause and cure</summary>
#
# The KeyError was raised in a child, and ended the child. `except` in the parent waits in vain. After joining, look: `if any(courier.exitcode != 0 for courier in couriers)`.
#
# </details>
#
# ### Patient 3: an office with one courier
#
# Four errands of 0.3 seconds take 1.2 seconds. The author swears that there are four processes, and is right.

# %% module="patient_3"
import multiprocessing
import time


def walk(n):
    time.sleep(0.3)
    print("errand", n, "done", flush=True)


def send(n):
    courier = multiprocessing.Process(target=walk, args=(n,))
    courier.start()
    return courier.join()


def main():
    couriers = [send(n) for n in range(4)]
    print("all started:", couriers, flush=True)


# %% name="admit-3" tags=["volatile"]
run_program("patient_3", watch=0.1)

# %% [markdown]
# <details><summary>Cause and cure</summary>
#
# `send` waits for its courier before it returns, so there is never more than one on the road. And `join()` returns None: the list holds nobody. `send` has to return `courier`, and `main` joins all of them afterwards.
#
# </details>

# %% [markdown]
# ## Exit ticket
#
# The last exercise has hidden checks only. You have seen all that it needs.

# %% exercise="start_heartbeat" role="solution"
import multiprocessing
import os
import time


def beat(path, interval):
    """The worker: write a beat, sleep, and so on."""
    ### BEGIN SOLUTION
    while True:
        with open(path, "a", encoding="utf-8") as file:
            file.write(f"{os.getpid()}\n")
        time.sleep(interval)
    ### END SOLUTION


def start_heartbeat(path, interval):
    """Start a process that shows in a file that it is alive, and return it at once.

    path       a file; what stands in it stays (it ends with a line break), and beats are written
               behind it
    interval   seconds from one beat to the next, a float

    Returns the multiprocessing.Process, started and running. A beat is one line in the file: the
    pid of the process that beats, and a line break. The first beat comes at once, and everybody
    who opens the file can read a beat as soon as it has been written. Several hearts may beat
    into the same file.

    The heart beats until it is ended. When the program that started it comes to its end, the
    program is not held up, and the heart stops with it.
    """
    ### BEGIN SOLUTION
    heart = multiprocessing.Process(target=beat, args=(path, interval), daemon=True)
    heart.start()
    return heart
    ### END SOLUTION


# %% exercise="start_heartbeat" role="check"

# %% [markdown] exercise="start_heartbeat" role="hint"
# Which attribute decides what happens to a process when its parent ends? It has to be set before something else happens. And how does a line get into a file at once? Read *When a line is in the file* once more.

# %% [markdown] exercise="start_heartbeat" role="hint"
# `beat` is a loop without an end: open the file with `"a"`, write `os.getpid()` and a line break, close it (a `with` block does), sleep. `start_heartbeat` makes the process with `daemon=True`, starts it, and returns it without a `join`.

# %% [markdown]
# ## What the class notes said, and what you saw
#
# | the notes | what is so | where you saw it |
# |---|---|---|
# | a parent only creates children and reaps them | true; start all, then join all | Start all, then join all |
# | `start()` runs the function | true: in the child, once for each object | start() is not run() |
# | `join([timeout])` waits and reaps | true; it always returns None | What join() does and returns |
# | `name`, `pid`, `is_alive()` | a label; None before `start()`; a method | Five facts about a process |
# | (nothing about `exitcode`) | how a process ended: 0, N, 1, -signal, None | How it ended: exitcode |
# | `daemon=False`: the parent's exit does not affect the child | the parent *waits* for it; only if it is killed do children live on alone | When the parent comes to its end |
# | `daemon=True`: children end with the parent | at a normal end, terminated without `finally`; not if the parent is killed | Daemons end with their parent |
# | `daemon` before `start()` | true, or in the constructor | Daemons end with their parent |
# | with `daemon=True` don't use `join` | `daemon` is about the end, `join` about waiting | Daemons end with their parent |
# | a child copies the space of its parent | under `fork` only | notebook 00; What the child knows |
# | `os.path.getsize` for copying in halves | also odd sizes, one file made once, exit codes, digests | A file in parts |

# %% [markdown]
# ## Terms
#
# | English | 中文 | here |
# |---|---|---|
# | process | 进程 | a running program with memory of its own |
# | parent process, child process | 父进程, 子进程 | who starts, and who was started |
# | pid | 进程号 | the number that the system gave a process |
# | to start | 启动 | to make the process |
# | to join | 等待 | to wait for the end of a process |
# | to reap | 回收 | to ask the system for the exit code of a process that has ended |
# | exit code | 退出码 | how a process ended |
# | signal | 信号 | a message of the system that can end a process |
# | to terminate, to kill | 终止, 强制终止 | SIGTERM, which may be ignored; SIGKILL, which may not |
# | daemon process | 守护进程 | terminated when its parent ends |
# | orphan | 孤儿进程 | a process whose parent is gone |
# | zombie | 僵尸进程 | has ended, and nobody has asked for its exit code |
# | timeout | 超时 | the time after which waiting ends |
# | buffer | 缓冲区 | where a process keeps what is not in the file yet |
# | start method | 启动方式 | how a process is made: fork, spawn, forkserver |
# | serial, parallel | 串行, 并行 | one after the other; at the same time |
