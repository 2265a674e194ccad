# %% [markdown]
# # Pipes between two processes
#
# In an old house the bakery is in the cellar and the shop is upstairs. Nobody can see through the floor, so there is a speaking tube: who speaks into one end is heard at the other, and who waits for a word stands with an ear at the tube. All goes well as long as both know who speaks, who listens, and when the day is over.
#
# That tube is a **pipe** (管道), and the two floors are two processes.
#
# When you have worked through this notebook, you can
#
# - say why processes need something to talk through, and name six means;
# - make a pipe, give each process its end, and close what nobody needs;
# - tell what `recv` and `send` wait for, and end a talk without an end marker;
# - listen to many processes at once, and notice the one that dies;
# - build a chain of processes, and a swap that can't get stuck.
#
# You guess before you see an answer, as in the first notebook: write your guess into the cell in place of `...`, then run.

# %% name="setup"
# %load_ext course
import inspect
import multiprocessing
import os
import time
from multiprocessing.connection import wait

from course import check, progress, timeline

# %% tags=["volatile"] name="machine"
print(f"{os.cpu_count()} cores, start method {multiprocessing.get_start_method()}")

# %% [markdown]
# ## Each process has a memory of its own
#
# The baker notes in a list what he has baked. The shop looks into the list.

# %% module="cellar"
baked = []


def bake_for(guest):
    baked.append(f"bread for {guest}")


def write_down(list_of_mine, what):
    list_of_mine.append(what)


# %% [markdown]
# **Guess.** A child process calls `bake_for("Ada")`. What is in `baked` here, in the parent, when the child has ended?

# %% name="guess-memory"
in_the_list = ...

# %% name="memory"
for method in sorted(multiprocessing.get_all_start_methods()):
    child = multiprocessing.get_context(method).Process(target=bake_for, args=("Ada",))
    child.start()
    child.join()
    print(f"{method:<11} exit code {child.exitcode}, and in the list here: {baked}")

# %% [markdown]
# The child worked, without any error, and the list here is empty. The child appended to *its* list: under `fork` a copy of yours, under `spawn` and `forkserver` one that it made when it imported the module. So it is under every start method. Some books say that a child copies its parent's memory; that is `fork` alone, and a copy is no window.
#
# **Decide.** Would it help to pass the list as an argument? Say why (not), then run.

# %% name="list-as-argument"
mine = ["bread for me"]
child = multiprocessing.Process(target=write_down, args=(mine, "bread for Ada"))
child.start()
child.join()
print(mine)

# %% [markdown]
# Arguments are copied, too: forked, or pickled and built anew. What is to come back has to be *sent* back.

# %% [markdown]
# ## Six ways to talk
#
# The class notes name six means by which processes talk: pipe, message queue, shared memory, signal, semaphore, socket. Here is a live line of each. **Guess** before you run: which of the six carry *data*, and which only say *now*?

# %% name="guess-six"
carry_data = ...
only_say_now = ...

# %% module="floor_below"
import time


def count_here(number):
    number.value = 42


def sleep_long():
    time.sleep(30)


# %% name="six-means"
import signal
import socket

one, other = multiprocessing.Pipe()
one.send({"bread": 3})
print("pipe            管道     ", other.recv())

orders = multiprocessing.Queue()
orders.put("two rolls")
print("message queue   消息队列 ", orders.get())

number = multiprocessing.Value("i", 0)
child = multiprocessing.Process(target=count_here, args=(number,))
child.start()
child.join()
print("shared memory   共享内存 ", number.value)

sleeper = multiprocessing.Process(target=sleep_long)
sleeper.start()
sleeper.terminate()
sleeper.join()
print("signal          信号     ", signal.Signals(-sleeper.exitcode).name)

oven = multiprocessing.Semaphore(1)
print("semaphore       信号量   ", oven.acquire(), oven.acquire(block=False))

here, there = socket.socketpair()
here.sendall(b"good morning")
print("socket          套接字   ", there.recv(100))

for end in (one, other, here, there, orders):
    end.close()
orders.join_thread()

# %% [markdown]
# | | carries | who can use it | more in |
# |---|---|---|---|
# | pipe | objects | who was given an end | this notebook |
# | message queue | objects | any number of related processes | 05_queue |
# | shared memory | bytes, numbers | all see the same memory | 06_shared_memory |
# | signal | a number, no more | any process of the same user that knows the pid | 06_shared_memory |
# | semaphore | nothing: it only lets through or not | related processes | 06_shared_memory |
# | socket | bytes | also another machine | 06_shared_memory |
#
# Two remarks on the notes. `multiprocessing.Queue` is no message queue of the operating system: it is a pipe with locks and a thread. And some notes call signals *the only asynchronous means*; waiting for several things at once, as you will see below, is asynchronous, too.
#
# **Investigate.** The semaphore answered `True False`. What would the second `acquire()` have done without `block=False`?

# %% [markdown]
# ## A pipe has two ends
#
# `multiprocessing.Pipe()` returns two ends. What goes in at one comes out at the other. **Guess** what the next cell prints.

# %% name="guess-two-ends"
kind_of_an_end = ...
can_b_answer = ...

# %% name="two-ends"
a, b = multiprocessing.Pipe()
print(type(a).__name__)
a.send("hello from a")
print("b hears:", b.recv())
b.send("hello from b")
print("a hears:", a.recv())

# %% [markdown]
# The ends are `Connection` objects, not file descriptors, though the notes call them `fd1` and `fd2`. `Pipe()` means `Pipe(duplex=True)`: both ends speak and hear.
#
# With `Pipe(duplex=False)` it is one way. **Guess:** which end may speak, the first or the second?

# %% name="guess-one-way"
end_that_sends = ...

# %% name="one-way"
first, second = multiprocessing.Pipe(duplex=False)
for name, end in (("first", first), ("second", second)):
    print(name, "readable:", end.readable, " writable:", end.writable)
try:
    first.send("hello")
except OSError as error:
    print("OSError:", error)
try:
    second.recv()
except OSError as error:
    print("OSError:", error)

# %% [markdown]
# The first end **reads**, the second one **writes**, as the notes say. Write `reader, writer = Pipe(duplex=False)` and you will never mix them up.
#
# Now a mistake with a duplex pipe: both sides use the *same* end. **Guess:** `a.send("anybody?")`. Is there anything to hear at `a`? At `b`?

# %% name="guess-same-end"
at_a = ...
at_b = ...

# %% name="same-end"
a.send("anybody?")
print("something at a:", a.poll(0.1))
print("something at b:", b.poll(0.1), "->", b.recv())
for end in (a, b, first, second):
    end.close()

# %% [markdown]
# You never hear yourself. One end for each process. `poll(seconds)` asks whether there is something to hear, and waits no longer than that.

# %% [markdown]
# ## What can be sent
#
# `send` pickles the object into bytes, `recv` builds it anew. The notes say *almost any Python data*. **Guess** for each of these whether it can be sent.

# %% name="guess-send"
nested_lists = ...
a_function_of_a_module = ...
a_lambda = ...
an_open_file = ...

# %% name="what-can-be-sent"
import pickle

reader, writer = multiprocessing.Pipe(duplex=False)
with open(os.devnull) as file:
    for name, thing in {
        "nested lists": [[1, 2], {"three": (4, None)}],
        "a function of a module": bake_for,
        "a lambda": lambda: 1,
        "an open file": file,
    }.items():
        try:
            writer.send(thing)
            reader.recv()
            print(f"{name:<24} yes")
        except (pickle.PicklingError, AttributeError, TypeError):
            print(f"{name:<24} no")

# %% [markdown]
# What comes out is a **copy**. **Decide** what the next cell prints, then run it.

# %% name="a-copy"
dough = ["flour", "water"]
writer.send(dough)
copied = reader.recv()
copied.append("salt")
print(dough, copied, dough is copied)

# %% [markdown]
# If you have bytes already, `send_bytes` sends them as they are, without pickling, and `recv_bytes` takes them. The two pairs don't mix: **guess** what `recv` makes of `send_bytes(b"bread")`.

# %% name="guess-mixed"
what_recv_makes_of_it = ...

# %% name="mixed"
writer.send_bytes(b"bread")
print(reader.recv_bytes())
writer.send_bytes(b"bread")
try:
    print(reader.recv())
except (pickle.UnpicklingError, EOFError) as error:
    print(type(error).__name__)
reader.close()
writer.close()

# %% [markdown]
# One more thing about pickles. **Guess** what `recv` prints, and what it returns, when this parcel is sent.

# %% name="guess-parcel"
what_recv_prints = ...
what_recv_returns = ...


# %% name="parcel"
class Parcel:
    def __reduce__(self):
        """How to build me anew? Call print with this argument!"""
        return print, ("I run inside your recv().",)


reader, writer = multiprocessing.Pipe(duplex=False)
writer.send(Parcel())
print("recv returned", reader.recv())
reader.close()
writer.close()

# %% [markdown]
# To unpickle is to run code, and it is the *sender* who chooses which. Among your own processes that is fine. Never `recv` from somebody whom you don't trust: `recv_bytes` only takes bytes.
#
# And one about size: the manual warns that above about 32 MiB `send` may raise ValueError on some systems. Cut it in pieces, or use shared memory.

# %% [markdown]
# ## send waits, too
#
# `recv` waits while there is nothing to hear. Does `send` wait for somebody to listen? The next program lets a child push 1,000 bytes at a time into a pipe that nobody reads, and looks how far it comes.

# %% module="pusher"
import time


def push(writer, count):
    """Send 1,000 bytes at a time, and count in shared memory."""
    while True:
        writer.send_bytes(bytes(1000))
        count.value += 1


def push_one(writer, size):
    writer.send(bytes(size))


# %% name="guess-buffer"
kilobytes_before_it_waits = ...

# %% name="buffer" tags=["volatile"]
for duplex in (False, True):
    reader, writer = multiprocessing.Pipe(duplex)
    count = multiprocessing.Value("i", 0)
    child = multiprocessing.Process(target=push, args=(writer, count))
    child.start()
    came, before = count.value, -1
    while child.is_alive() and (came == 0 or came != before):
        time.sleep(0.2)
        came, before = count.value, came
    print(f"duplex={duplex}: waits after {came} kB. Your guess: {kilobytes_before_it_waits}")
    child.terminate()
    child.join()
    reader.close()
    writer.close()

# %% [markdown]
# A pipe has a buffer in the operating system. On Linux a one-way pipe has 64 KiB; a duplex one is a pair of sockets and has another number, and other systems have others: rely on none of them. When the buffer is full, `send` waits until somebody takes something out. With small messages you never notice, and that is what makes it dangerous: the program that was right with a test of ten bytes stops with a photo.
#
# **Guess:** the parent joins the child *before* it receives. With 1,000 bytes? With 1,000,000?

# %% name="guess-join-first"
with_1000 = ...
with_1000000 = ...


# %% name="join-first-small"
def join_then_receive(size):
    reader, writer = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.Process(target=push_one, args=(writer, size))
    child.start()
    child.join()
    return len(reader.recv())


print(join_then_receive(1000))

# %% name="join-first-large" tags=["volatile", "raises-exception"]
# %%deadline 5
print(join_then_receive(1_000_000))

# %% [markdown]
# **Investigate.** Read the explanation: who waits for whom? And **modify** `join_then_receive` so that any size comes through. What must come before `child.join()`, and where do you keep it until the `return`?

# %% [markdown]
# ## When nothing more will come
#
# How does a listener know that the day is over? Not by silence. A pipe has an end of its own: when **every copy of the other end is closed**, `recv` raises `EOFError`.
#
# **Guess.** One bread is sent, and the writer closes at once. Is that bread lost? And when it is taken out: does `poll()`, which asks whether there is something to hear, say True or False?

# %% name="guess-eof"
is_the_bread_lost = ...
poll_at_the_end = ...

# %% name="eof"
reader, writer = multiprocessing.Pipe(duplex=False)
writer.send("the last bread")
writer.close()
print(reader.recv())
try:
    print("something to hear:", reader.poll())
    reader.recv()
except (EOFError, BrokenPipeError) as error:
    print(f"{type(error).__name__}: nothing more will come")
reader.close()

# %% [markdown]
# What was sent before the end still comes; then comes the end. And the end is something to hear: `poll()` says True, and it is `recv` that tells what it was. (On Windows it is `poll()` itself that raises then, a `BrokenPipeError`: so ask it inside of the `try`. `wait([reader])`, which comes below, is the same everywhere.)
#
# And the other way round? **Guess** which exceptions the next cell prints: for `send` to somebody who has closed, and for an end that you closed yourself.

# %% name="guess-broken"
nobody_listens = ...
closed_it_myself = ...

# %% name="broken"
reader, writer = multiprocessing.Pipe(duplex=False)
reader.close()
try:
    writer.send("hello?")
except BrokenPipeError:
    print("BrokenPipeError: nobody will hear it")
writer.close()
try:
    writer.send("hello?")
except OSError as error:
    print("OSError:", error)

# %% [markdown]
# A duplex pipe has a third way to end: if the other side closes while something that *you* sent still lies there unread, `recv` says so on most systems. **Decide** what the next cell prints, then run.

# %% name="reset" tags=["volatile"]
mine, theirs = multiprocessing.Pipe()
mine.send("who will read this?")
theirs.close()
try:
    mine.recv()
except (EOFError, OSError) as error:
    print(type(error).__name__)
mine.close()

# %% [markdown]
# So when the other side may have died, expect EOFError *or* OSError: BrokenPipeError and ConnectionResetError are both OSErrors.
#
# With two processes there is a trap in the words *every copy*. `start()` makes copies: the child gets the end that you pass, and the parent keeps its own.
#
# **Guess.** The baker sends three breads and returns; his process ends. The parent receives in a loop until EOFError. Does it print "closed for today"?


# %% module="baker"
def three_breads(writer):
    for number in range(3):
        writer.send(f"bread {number}")


# %% name="guess-forgotten"
does_it_end = ...

# %% name="forgotten-end" tags=["volatile", "raises-exception"]
# %%deadline 5
reader, writer = multiprocessing.Pipe(duplex=False)
child = multiprocessing.Process(target=three_breads, args=(writer,))
child.start()
try:
    while True:
        print(reader.recv())
except EOFError:
    print("closed for today")

# %% [markdown]
# The baker has gone home, but you hold a copy of his end of the tube. You wait for yourself.
#
# **Modify.** One line after `child.start()` mends it: `writer.close()`. Put it in and run again.
#
# The rule: **close what you gave away, right after `start()`.** And the second half of the rule is for the child. Draw the table of ends and processes for a duplex pipe, after `Process(target=serve, args=(theirs, mine)).start()`:
#
# | | `mine` | `theirs` |
# |---|---|---|
# | parent | speaks here | a copy: **close it** |
# | child | a copy: **close it** | speaks here |
#
# Why should the child have a copy of `mine`? Under `fork` it has one whether you pass it or not: a forked child inherits every end that is open. Under `spawn` and `forkserver` it has only what it was passed. So a program may end under `spawn` and hang under `fork`; pass `mine`, close it in the child, and it is right under all of them. Let us see the difference.


# %% module="listener"
def listen(theirs):
    """Say that you are here; wait for the end, holding whatever this process has."""
    theirs.send("I am here")
    try:
        while True:
            theirs.recv()
    except EOFError:
        pass


def listen_and_close(theirs, mine):
    mine.close()
    listen(theirs)


# %% name="guess-inherited"
# For each start method: does `listen` end when the parent has closed `mine`?
with_fork = ...
with_spawn = ...

# %% name="inherited" tags=["volatile"]
for method in multiprocessing.get_all_start_methods():
    context = multiprocessing.get_context(method)
    for target in (listen, listen_and_close):
        mine, theirs = context.Pipe()
        arguments = (theirs,) if target is listen else (theirs, mine)
        child = context.Process(target=target, args=arguments)
        child.start()
        theirs.close()
        mine.recv()
        mine.close()
        child.join(0.8)
        end = "still waits" if child.is_alive() else "ended"
        print(f"{method:<11} {target.__name__:<17} {end}")
        child.kill()
        child.join()

# %% [markdown]
# **Investigate.** `listen` under `fork` waits for an end that only it could bring about: whose copy keeps the pipe open?

# %% [markdown]
# ## The six steps, with a pipe
#
# The same six steps as in every program with several processes. Here is a finished one: a child adds up numbers, and the parent receives the sums until the end.

# %% module="sums"
import multiprocessing


# 1. define importable worker
def running_sums(theirs, mine):
    mine.close()
    total = 0
    try:
        while True:
            total += theirs.recv()
            theirs.send(total)
    except EOFError:
        theirs.close()


def sums_of(numbers):
    # 2. create channel
    mine, theirs = multiprocessing.Pipe()
    # 3. start, and close what was given away
    child = multiprocessing.Process(target=running_sums, args=(theirs, mine))
    child.start()
    theirs.close()
    sums = []
    for number in numbers:
        # 4. feed
        mine.send(number)
        # 5. collect until the end marker: here an answer for each question
        sums.append(mine.recv())
    # 6. stop, join, close: closing is the end marker, so close comes first
    mine.close()
    child.join()
    return sums


# %% name="see-sums" tags=["volatile"]
with timeline("question and answer"):
    print(sums_of([3, 4, 5]))

# %% [markdown]
# **Investigate** the picture: when does the parent wait, when the child?
#
# **Your turn, with help.** A one-way pipe this time. The child sends squares, the parent collects until the end. Replace the `...` and the condition of the loop, and add one line. Until you are done it prints `[Ellipsis]`; when it is right, `[0, 1, 4, 9, 16]`.

# %% module="squares"
import multiprocessing


# 1. define importable worker
def send_squares(writer, count):
    for number in range(count):
        writer.send(number * number)


def squares_below(count):
    # 2. create channel
    reader, writer = multiprocessing.Pipe(duplex=False)
    # 3. start; behind it a line is missing, which closes what was given away
    child = multiprocessing.Process(target=send_squares, args=(writer, count))
    child.start()
    # 4. feed: nothing to feed here
    found = []
    # 5. collect until the end marker: in place of `not found`, for ever; in place of ..., the next
    try:
        while not found:
            found.append(...)
    except EOFError:
        pass
    # 6. stop, join, close
    child.join()
    reader.close()
    return found


# %% name="try-squares" tags=["volatile", "raises-exception"]
# %%deadline 5
print(squares_below(5))

# %% [markdown]
# <details><summary>A finished one</summary>
#
# ```python
#     child.start()
#     writer.close()
#     …
#         while True:
#             found.append(reader.recv())
# ```
#
# </details>

# %% [markdown]
# ## Exercise ask
#
# Now alone: an echo. What you call into the cellar comes back. A server and an asker in one module.
#
# <details><summary>Rather put lines in order? The asker as a puzzle</summary>
#
# ```python
# server.join()
# theirs.close()
# mine.send(message)
# mine, theirs = multiprocessing.Pipe()
# mine.close()
# server.start()
# answers.append(mine.recv())
# server = multiprocessing.Process(target=echo_server, args=(theirs, mine))
# ```
#
# </details>

# %% exercise="ask" role="solution"
import multiprocessing


def echo_server(conn, other):
    """The worker: answer every message that comes in at `conn` with the message itself.

    conn    the server's end of a duplex pipe
    other   the asker's end. The server has a copy of it, whether it was forked or got it as an
            argument. As long as it is open, no EOF can come.

    Serves until the asker has closed its end, perhaps with an answer unread. Then it returns,
    without an exception. There is no end marker: any message is a message, also None, False, ""
    and 0.
    """
    ### BEGIN SOLUTION
    other.close()
    try:
        while True:
            conn.send(conn.recv())
    except (EOFError, OSError):
        conn.close()
    ### END SOLUTION


def ask(messages):
    """Start echo_server in a process of its own, send it the messages, return its answers.

    messages    a list, perhaps empty, of whatever a pipe can carry, perhaps of 1 MiB each

    Returns the list of the answers, in order. The server then ends by itself, because there is
    nobody left who could ask: it is neither terminated nor sent an end marker. When `ask`
    returns, the server has been joined.

    If the server dies before it has answered, `ask` raises what recv or send raises then
    (EOFError or an OSError). It never waits for the answer of a dead server.
    """
    ### BEGIN SOLUTION
    mine, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=echo_server, args=(theirs, mine))
    server.start()
    theirs.close()
    answers = []
    try:
        for message in messages:
            mine.send(message)
            answers.append(mine.recv())
    finally:
        mine.close()
        server.join()
    return answers
    ### END SOLUTION


# %% exercise="ask" role="check"

# %% [markdown] exercise="ask" role="hint"
# Four ends are open after `start()`: two in your process, two in the server's. Which two does nobody need? Close each of them where it is: one in `ask`, one in `echo_server`.

# %% [markdown] exercise="ask" role="hint"
# The server: `other.close()`, then `while True:` with `recv` and `send` in a `try`, and the end at `EOFError` or `OSError` (that is how a close with an answer unread is heard). The asker: one message, one answer, and so on; in a `finally` it closes its end *before* it joins.

# %% [markdown]
# ## Several pipes at once
#
# Three bakers, three tubes. With your ear at one of them you are deaf to the others. `course.samples.pipe` has bakers whose fate is written on the job.

# %% name="bakers"
from course.samples.pipe import bake

print(inspect.getdoc(bake))

# %% [markdown]
# Two jobs: `roll-1` takes 0.8 seconds with four reports, `bread-2` reports at once. **Guess** the order of the first three lines if the parent listens to `roll-1` until EOF, and then to `bread-2`. And if it waits for both at once?

# %% name="guess-order"
one_by_one = ...
both_at_once = ...


# %% name="start-jobs"
def start_jobs(jobs):
    """Start a process for each job; a dict from reader to (job, process)."""
    running = {}
    for job in jobs:
        reader, writer = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.Process(target=bake, args=(job, writer.send), name=job)
        process.start()
        writer.close()  # before the next one starts
        running[reader] = (job, process)
    return running


# %% name="listen-one-by-one" tags=["volatile"]
began = time.perf_counter()
for reader, (job, process) in start_jobs(["roll-1", "bread-2"]).items():
    try:
        while True:
            print(f"{time.perf_counter() - began:.1f} s {job} {reader.recv()}")
    except EOFError:
        process.join()

# %% name="listen-at-once" tags=["volatile"]
began = time.perf_counter()
with timeline("one ear for three"):
    running = start_jobs(["roll-1", "bread-2", "faint-3"])
    while running:
        for reader in wait(list(running)):
            job, process = running[reader]
            try:
                print(f"{time.perf_counter() - began:.1f} s {job} {reader.recv()}")
            except EOFError:
                process.join()
                print(f"{time.perf_counter() - began:.1f} s {job} ended: {process.exitcode}")
                del running[reader]
                reader.close()

# %% [markdown]
# `multiprocessing.connection.wait(readers)` sleeps until at least one of them has something, and returns those that have. **EOF is something, too**, so a job that ends, even by a crash, wakes you. After EOF, `join` and read `process.exitcode`: 0 for a good end, `N` for `os._exit(N)` or `sys.exit(N)`, 1 for an exception, `-9` for signal 9. Before the join it may still be `None`.
#
# You can wait for processes themselves: `wait([reader, process.sentinel])`. The next cell forgets `writer.close()`, so no EOF will ever come. **Guess:** `faint-4` reports 30 and dies. Does `wait` return? Is the report lost?

# %% name="guess-sentinel"
does_wait_return = ...
is_30_lost = ...

# %% name="sentinel"
reader, writer = multiprocessing.Pipe(duplex=False)
process = multiprocessing.Process(target=bake, args=("faint-4", writer.send))
process.start()
wait([process.sentinel])
process.join()
print("exit code", process.exitcode)
while reader.poll():
    print("still in the pipe:", reader.recv())
reader.close()
writer.close()

# %% [markdown]
# A sentinel tells of the death whoever holds which end. What was sent before is still in the pipe: look into it once more before you give the process up.
#
# Back to EOF. In `start_jobs`, `writer.close()` stands *in* the loop. Somebody moves it behind all starts. **Guess** for `fork` and for `spawn`: `gone-1` dies at once, `nap-2` sleeps for two seconds. When does the EOF of `gone-1` arrive?

# %% name="guess-late"
seconds_under_fork = ...
seconds_under_spawn = ...


# %% name="closed-late" tags=["volatile"]
def eof_after(method, close_at_once):
    """Seconds until the end of a job that dies at once is heard."""
    context = multiprocessing.get_context(method)
    readers, writers, processes = [], [], []
    for job in ("gone-1", "nap-2"):
        reader, writer = context.Pipe(duplex=False)
        processes.append(context.Process(target=bake, args=(job, writer.send)))
        processes[-1].start()
        if close_at_once:
            writer.close()
        readers.append(reader)
        writers.append(writer)
    for writer in writers:
        writer.close()
    began = time.perf_counter()
    try:
        readers[0].recv()
    except EOFError:
        taken = time.perf_counter() - began
    for reader, process in zip(readers, processes, strict=True):
        process.terminate()
        process.join()
        reader.close()
    return taken


for method in ("fork", "spawn"):
    if method in multiprocessing.get_all_start_methods():
        for at_once in (True, False):
            when = "in the loop" if at_once else "behind it"
            print(f"{method:<6} closed {when:<12} {eof_after(method, at_once):.1f} s")

# %% [markdown]
# Under `fork` every process that is started later inherits the writers that are open at that moment, and the EOF comes when the last of them has ended: the crash is noticed much later.
#
# And what about asking each reader, `poll()`, again and again? **Guess** the processor time that one second of that costs, and one second of `wait`.

# %% name="guess-busy"
cost_of_asking = ...
cost_of_waiting = ...

# %% name="busy" tags=["volatile"]
reader, writer = multiprocessing.Pipe(duplex=False)
for name in ("asking", "waiting"):
    busy, end = time.process_time(), time.perf_counter() + 1
    while time.perf_counter() < end:
        if name == "asking":
            reader.poll()
        else:
            wait([reader], timeout=1)
    print(f"{name:<8} {time.process_time() - busy:.2f} s of processor time in one second")
reader.close()
writer.close()

# %% [markdown]
# Why not one tube for all? **Guess:** two processes listen at the same reader, and you send one message. How many hear it?


# %% module="two_ears"
import contextlib


def hear(reader, name, home, turn):
    """Send home what is heard within half a second. `turn`: one ear at a time at the pipe."""
    with turn:
        home.send((name, reader.recv() if reader.poll(0.5) else "nothing"))


def shout(writer, letter, turn, barrier):
    """Send a hundred messages of 50,000 equal bytes, with a lock or without."""
    barrier.wait(5)  # begin together
    for _ in range(100):
        with turn or contextlib.nullcontext():
            writer.send_bytes(letter * 50_000)


# %% name="guess-broadcast"
how_many_hear_it = ...

# %% name="broadcast" tags=["volatile"]
reader, writer = multiprocessing.Pipe(duplex=False)
turn = multiprocessing.Lock()
ears, homes = [], []
for name in ("left", "right"):
    home, theirs = multiprocessing.Pipe(duplex=False)
    ears.append(multiprocessing.Process(target=hear, args=(reader, name, theirs, turn)))
    ears[-1].start()
    theirs.close()
    homes.append(home)
writer.send("bread is ready")
for home in homes:
    name, heard = home.recv()
    print(f"{name} heard: {heard}")
for ear in ears:
    ear.join()
for end in (reader, writer, *homes):
    end.close()

# %% [markdown]
# One message, one listener: a pipe is no loudspeaker.
#
# And two who *write* to the same end? **Guess:** two processes send a hundred messages each, one of zeros, the other one of ones. How many of the two hundred arrive whole, without a lock and with one?

# %% name="guess-torn"
whole_without_lock = ...
whole_with_lock = ...

# %% name="torn" tags=["volatile"]
for turn in (None, multiprocessing.Lock()):
    reader, writer = multiprocessing.Pipe(duplex=False)
    barrier = multiprocessing.Barrier(2)
    mouths = [
        multiprocessing.Process(target=shout, args=(writer, letter, turn, barrier))
        for letter in (b"\0", b"\1")
    ]
    for mouth in mouths:
        mouth.start()
    writer.close()
    whole, end = 0, ""
    while not end:
        try:
            message = reader.recv_bytes()
            whole += len(message) == 50_000 and len(set(message)) == 1
        except (EOFError, OSError) as error:
            end = repr(error)
    for mouth in mouths:
        mouth.join()
    reader.close()
    print(f"{'with' if turn else 'without'} a lock: {whole} of 200 whole, then {end}")

# %% [markdown]
# Without a lock the bytes of the two are mixed, and from the first torn message on all is garbage; `recv` would find no pickle in it. The same happens to two who *read* at one end: that is why the ears above took turns. One pipe for each process, as in `start_jobs`; or a lock; or a queue, which brings its locks along: the next notebook.

# %% [markdown]
# ## Exercise watch_progress
#
# Many jobs, one who watches. The jobs of `bake` show what to expect: reports such as `0`, `None`, `""` or a text that no pipe holds, and ends by a return, an exception, an exit code or a signal.

# %% exercise="watch_progress" role="solution"
import multiprocessing
from multiprocessing.connection import wait


def work(func, job, writer):
    """The worker, a proposal: func(job, report), where report sends through `writer`."""
    ### BEGIN SOLUTION
    func(job, writer.send)
    ### END SOLUTION


def watch_progress(func, jobs, tell):
    """Run every job in a process of its own, all at the same time, and tell of their progress.

    func    func(job, report) does one job. It calls report(what), often with a percentage, but
            `what` may be anything a pipe can carry: 0, None, a text of 300,000 characters. It
            may also raise, or its process may die, at any moment. It can be imported.
    jobs    a list of different strings, perhaps empty
    tell    a function that is called in *your* process, the one that called watch_progress:
            tell(job, what) for each report as soon as it comes, whoever sent it, and
            tell(job, "done") or tell(job, "crashed") once, as soon as the job's process has ended

    Returns a dict: job -> (reports, exitcode), with the list of its reports in order and the exit
    code of its process. A job is done if the exit code is 0, and has crashed otherwise. Reports
    that came whole before a crash are kept. The crash of one job disturbs no other.

    While there is nothing to tell it sleeps: no busy waiting (it does not ask more than 20 times
    a second whether something has come). No process is left behind.
    """
    ### BEGIN SOLUTION
    running, result = {}, {}
    for job in jobs:
        reader, writer = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.Process(target=work, args=(func, job, writer))
        process.start()
        writer.close()
        running[reader] = (job, process)
        result[job] = ([], None)
    while running:
        for reader in wait(list(running)):
            job, process = running[reader]
            reports = result[job][0]
            try:
                what = reader.recv()
            except (EOFError, OSError):
                process.join()
                reader.close()
                del running[reader]
                result[job] = (reports, process.exitcode)
                tell(job, "done" if process.exitcode == 0 else "crashed")
            else:
                reports.append(what)
                tell(job, what)
    return result
    ### END SOLUTION


# %% exercise="watch_progress" role="check"

# %% [markdown] exercise="watch_progress" role="hint"
# One simplex pipe for each job. `wait` on all readers tells you which of them have something; the end of a job is something, too: `recv` raises EOFError. But only if you closed *your* copy of the writer right after `start()`, before the next process starts.

# %% [markdown] exercise="watch_progress" role="hint"
# A dict `running` from reader to (job, process). `while running:` `for reader in wait(list(running)):` one `recv` in a `try`. At EOFError or OSError (a process was killed in the middle of a report): join the process, read its exit code, take the reader out of `running`.

# %% [markdown]
# ## A chain of processes
#
# One kneads, one bakes, one slices. Each passes on to the next and takes the next piece. Here are two stages of 0.3 seconds each. **Guess**: how long do five pieces take, in a plain loop and in a chain?

# %% module="belt"
import multiprocessing
import time


def slow_stage(reader, writer, unused):
    """Pass on each item after 0.3 s, until EOF."""
    unused.close()
    try:
        while True:
            item = reader.recv()
            time.sleep(0.3)
            writer.send(item + "*")
    except EOFError:
        reader.close()
        writer.close()


def two_stages(items):
    """A chain of two, for a few small items only: do you see why?"""
    first_reader, entrance = multiprocessing.Pipe(duplex=False)
    middle_reader, middle_writer = multiprocessing.Pipe(duplex=False)
    one = multiprocessing.Process(target=slow_stage, args=(first_reader, middle_writer, entrance))
    one.start()
    first_reader.close()
    middle_writer.close()
    exit_reader, exit_writer = multiprocessing.Pipe(duplex=False)
    two = multiprocessing.Process(target=slow_stage, args=(middle_reader, exit_writer, entrance))
    two.start()
    middle_reader.close()
    exit_writer.close()
    for item in items:
        entrance.send(item)
    entrance.close()
    results = []
    try:
        while True:
            results.append(exit_reader.recv())
    except EOFError:
        exit_reader.close()
    one.join()
    two.join()
    return results


# %% name="guess-chain"
seconds_in_a_loop = ...
seconds_in_a_chain = ...

# %% name="chain" tags=["volatile"]
began = time.perf_counter()
with timeline("two stages"):
    print(two_stages(list("abcde")))
print(f"{time.perf_counter() - began:.1f} s, with the start of two processes. Loop: 3.0 s")

# %% [markdown]
# **Investigate.** Find a moment in the picture in which both stages are at work. Which item does each of them hold then?
#
# **Decide.** `two_stages` sends all items before it reads the first result. With five letters that is fine. With forty items of 1 MiB: which `send` waits, for whom, and who waits for the parent?
#
# <details><summary>One answer</summary>
#
# The last stage waits until somebody takes its result; the parent would, but it waits in `send` for the first stage, which waits for the last one. Feed and collect at the same time: a process of its own that feeds (or a thread), while the parent collects.
#
# </details>
#
# And if a stage dies? The stages *behind* it see EOF. The stages *before* it see a BrokenPipeError when they send, but only if nobody else holds the reader of the dead one. Under `fork` a stage has copies of all ends that were open when it was started; those must be closed in it (`unused`). Which ones depends on who feeds: in `two_stages` it is the parent, so `entrance` is still open when the stages start; where a process feeds, the parent has closed that end by then, and the one too many is the reader of the stage's own way out. (`two_stages` leaves that one open: nobody dies in it.) In the end look at the exit codes, and count what came out: EOF alone looks like a good end.

# %% [markdown]
# ## Exercise pipeline
#
# A chain of any length, for items of any size, that survives the death of a stage.

# %% exercise="pipeline" role="solution"
import multiprocessing


class StageFailed(Exception):
    """A stage of the chain ended before it had passed on everything."""


def stage(func, reader, writer, unused):
    """The worker, a proposal: pass on func(item) for each item, until EOF.

    `unused` is one end that this process has a copy of, and that belongs to another one.
    """
    ### BEGIN SOLUTION
    unused.close()
    while True:
        try:
            item = reader.recv()
        except EOFError:
            break
        writer.send(func(item))
    reader.close()
    writer.close()
    ### END SOLUTION


def feed(items, writer, unused):
    """The first worker, a proposal: it sends the items into the chain."""
    ### BEGIN SOLUTION
    unused.close()
    for item in items:
        writer.send(item)
    writer.close()
    ### END SOLUTION


def pipeline(items, stages):
    """Send each item through a chain of processes: one process for each stage, joined by pipes.

    items    a list, perhaps empty, of whatever a pipe can carry: None and 0 are items, too, and
             an item may be of 1 MiB. What a function returns can be carried, too.
    stages   a list of functions of one argument that can be imported, perhaps empty. An item goes
             through all of them, the first one first.

    Returns the list of what comes out of the last stage, in the order of the items.

    All stages work at the same time: when the first one has passed on an item, it takes the next
    one, while the second one works on the first.

    If a stage's function raises, or its process dies, by whatever cause and with whatever exit
    code, pipeline raises StageFailed. It does not hang then, wherever in the chain that was,
    however many items are still on their way. (A process that fails when it has passed on
    everything may count as failed or not.)
    No process is left behind, in no case.
    """
    ### BEGIN SOLUTION
    reader, writer = multiprocessing.Pipe(duplex=False)
    processes = [multiprocessing.Process(target=feed, args=(items, writer, reader))]
    processes[0].start()
    writer.close()
    for func in stages:
        next_reader, writer = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.Process(target=stage, args=(func, reader, writer, next_reader))
        process.start()
        reader.close()
        writer.close()
        processes.append(process)
        reader = next_reader
    results = []
    try:
        while True:
            results.append(reader.recv())
    except (EOFError, OSError):
        pass
    reader.close()
    for process in processes:
        process.join()
    codes = [process.exitcode for process in processes]
    if any(codes) or len(results) < len(items):
        raise StageFailed(f"exit codes {codes}, {len(results)} of {len(items)} items")
    return results
    ### END SOLUTION


# %% exercise="pipeline" role="check"

# %% [markdown] exercise="pipeline" role="hint"
# Who sends the items in? If you send them all before you read the first result, all pipes fill up and everybody waits. A process of its own (or a thread, started after the processes) can feed while you collect.

# %% [markdown] exercise="pipeline" role="hint"
# Make the pipes one after the other: make the next pipe, start the stage with the old reader and the new writer, close both in the parent. A forked stage then has a copy of one end too many, the new reader: hand it over and let the stage close it. Then a death runs through the chain in both directions, by EOFError and OSError (BrokenPipeError is one), also in the parent, and at the end you look at the exit codes and count the results.

# %% [markdown]
# ## Who talks first
#
# Two processes, one tube, and both have something to say. Each of these talks is written as *send, then receive* or *receive, then send*. **Guess** which of the three come to an end, with messages of 10 bytes and of 1,000,000.

# %% module="talk"
import multiprocessing


def speak_then_listen(conn, size):
    conn.send(bytes(size))
    return len(conn.recv())


def listen_then_speak(conn, size):
    heard = len(conn.recv())
    conn.send(bytes(size))
    return heard


def talk(here, there, size):
    """`there` runs in a child, `here` in this process."""
    mine, theirs = multiprocessing.Pipe()
    child = multiprocessing.Process(target=there, args=(theirs, size))
    child.start()
    theirs.close()
    heard = here(mine, size)
    child.join()
    return heard


# %% name="guess-talk"
both_speak_first_10 = ...
both_speak_first_1000000 = ...
both_listen_first = ...
one_speaks_one_listens = ...

# %% name="talk-small" tags=["volatile"]
print("both speak first, 10 bytes:", talk(speak_then_listen, speak_then_listen, 10))
with timeline("one speaks, one listens"):
    print("one speaks, one listens:   ", talk(speak_then_listen, listen_then_speak, 1_000_000))

# %% name="talk-large" tags=["volatile", "raises-exception"]
# %%deadline 5
talk(speak_then_listen, speak_then_listen, 1_000_000)

# %% [markdown]
# **Decide** what the next cell will say before you run it: who waits for whom, this time?

# %% name="talk-deaf" tags=["volatile", "raises-exception"]
# %%deadline 5
talk(listen_then_speak, listen_then_speak, 10)

# %% [markdown]
# Both speak first: it works with ten bytes, since the buffer takes them, and hangs with a million. Both listen first: it hangs always. A protocol says **who talks first**. One sends and then receives; the other one receives and then sends.

# %% [markdown]
# ## Bug clinic
#
# Three patients. Each is a module with a `main`, and runs in a Python of its own, under a deadline. For each: read, guess the symptom, run, find the *cause*, then mend the module and run it again.

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
# ### Patient 1: the mixed-up tube
#
# The shop wants to know how many breads there are. The child ends with exit code 1, and from the parent's end nothing can be read.

# %% module="patient_1"
import multiprocessing


def count_bread(writer):
    writer.send(12)


def main():
    writer, reader = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.Process(target=count_bread, args=(writer,), daemon=True)
    child.start()
    child.join()
    print("exit code of the child:", child.exitcode)
    print("something to read:", reader.readable)


# %% name="admit-1" tags=["volatile"]
admit("patient_1")

# %% [markdown]
# <details><summary>Cause and cure</summary>
#
# The first end of a one-way pipe reads. `writer, reader = …` gives the names the wrong way round: `OSError: connection is read-only` in the child, exit code 1. `reader, writer = multiprocessing.Pipe(duplex=False)`.
#
# </details>
#
# ### Patient 2: the empty plate
#
# Three plates are sent, one of them is empty (`""`). The guest gets one.

# %% module="patient_2"
import multiprocessing


def serve(writer):
    for plate in ["beef", "", "tofu"]:
        writer.send(plate)


def main():
    reader, writer = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.Process(target=serve, args=(writer,))
    child.start()
    writer.close()
    while plate := reader.recv():
        print("a plate of", plate)
    child.join()


# %% name="admit-2" tags=["volatile"]
admit("patient_2")

# %% [markdown]
# <details><summary>Cause and cure</summary>
#
# `while plate := reader.recv()` ends at the first thing that is false: `""`, 0, None, an empty list. They are messages like any other. The end of a pipe is EOFError: `while True:` in a `try`, and `except EOFError`.
#
# </details>
#
# ### Patient 3: the baker who dies
#
# The baker faints. The shop waits, and waits.

# %% module="patient_3"
import multiprocessing
import os


def bake(conn):
    conn.recv()
    os._exit(3)


def main():
    mine, theirs = multiprocessing.Pipe()
    child = multiprocessing.Process(target=bake, args=(theirs,), daemon=True)
    child.start()
    mine.send("one bread")
    print("the shop gets", mine.recv())


# %% name="admit-3" tags=["volatile"]
admit("patient_3", seconds=2)

# %% [markdown]
# <details><summary>Cause and cure</summary>
#
# The parent never closed `theirs`. So there is a process that has the baker's end open: the parent itself. With `theirs.close()` after `start()`, `recv` raises EOFError as soon as the baker is gone, and the program can say so.
#
# </details>

# %% [markdown]
# ## Exit ticket
#
# The last exercise has hidden checks only. You have seen all that it needs.

# %% exercise="exchange" role="solution"
import multiprocessing


def swap(gift, conn, home, unused, sends_first):
    """The worker, a proposal: give `gift` away through `conn`, send home what came for it.

    `unused` is a list of ends that this process has copies of, and that belong to others.
    """
    ### BEGIN SOLUTION
    for end in unused:
        end.close()
    if sends_first:
        conn.send(gift)
        got = conn.recv()
    else:
        got = conn.recv()
        conn.send(gift)
    home.send(got)
    ### END SOLUTION


def exchange(a, b):
    """Two processes swap what they have, directly, through a pipe between them.

    a, b    whatever a pipe can carry, of any size: 1 MiB each, or one of them tiny

    A first process starts with `a`, a second one with `b`. The first one sends `a` to the second
    one, the second one sends `b` to the first one, both without the parent in between. Then each
    process sends home what it got.

    Returns the tuple (what the first process got, what the second process got).

    If one of the two processes dies before it has sent home what it got, exchange raises an
    exception, of any kind, and doesn't hang. Neither process is left behind, in no case.
    """
    ### BEGIN SOLUTION
    end_a, end_b = multiprocessing.Pipe()
    processes, readers = [], []
    for gift, conn, other in ((a, end_a, end_b), (b, end_b, end_a)):
        reader, home = multiprocessing.Pipe(duplex=False)
        arguments = (gift, conn, home, [other, reader], conn is end_a)
        process = multiprocessing.Process(target=swap, args=arguments)
        process.start()
        home.close()
        processes.append(process)
        readers.append(reader)
    end_a.close()
    end_b.close()
    try:
        return tuple(reader.recv() for reader in readers)
    finally:
        for reader in readers:
            reader.close()
        for process in processes:
            process.join()
    ### END SOLUTION


# %% exercise="exchange" role="check"

# %% [markdown] exercise="exchange" role="hint"
# Who talks first? Read *Who talks first* once more. And who reads what the two send home, before they are joined?

# %% [markdown] exercise="exchange" role="hint"
# Three pipes: one between the two, and for each of them one that leads home. One process sends and then receives, the other one receives and then sends. Each closes what is not its own: the end of the other one, and the reader of its way home, which belongs to the parent. The parent closes all ends but its two readers, and joins both in a `finally`.

# %% [markdown]
# ## What the class notes said, and what you saw
#
# | the notes | what is so | where you saw it |
# |---|---|---|
# | processes have separate memory, so they need IPC | true, under every start method | Each process has a memory of its own |
# | six means: pipe, message queue, shared memory, signal, semaphore, socket | true; semaphores and signals carry no data, and `mp.Queue` is no queue of the operating system | Six ways to talk |
# | a pipe is memory that several processes use | two ends, one for each process; one message has one listener | A pipe has two ends, Several pipes at once |
# | `Pipe(duplex)` returns `fd1`, `fd2` | two `Connection` objects | A pipe has two ends |
# | `Pipe(False)`: the first reads, the second writes | true; the other way is an OSError | A pipe has two ends |
# | `recv` waits while the pipe is empty | and raises EOFError when every copy of the other end is closed | When nothing more will come |
# | `send` waits while the pipe is full | true, from about 64 KiB on | send waits, too |
# | `send` takes almost any Python data | what can be pickled, as a copy | What can be sent |

# %% [markdown]
# ## Terms
#
# | English | 中文 | here |
# |---|---|---|
# | interprocess communication, IPC | 进程间通信 | how processes tell each other something |
# | pipe | 管道 | two ends; what goes in at one comes out at the other |
# | end, connection | 端, 连接对象 | what a process sends to and receives from |
# | duplex, one-way (simplex) | 双向, 单向 | both ends send; one end sends |
# | to send, to receive | 发送, 接收 | `send`, `recv` |
# | to block, to wait | 阻塞 | not to return before something has happened |
# | buffer | 缓冲区 | where the system keeps what was sent and not yet received |
# | end of file, EOF | 文件结尾 (EOF) | nothing more will come |
# | to pickle | 序列化 | to turn an object into bytes that can be sent |
# | message queue | 消息队列 | many senders, many receivers |
# | shared memory | 共享内存 | memory that several processes see |
# | signal | 信号 | a number that interrupts a process |
# | semaphore | 信号量 | a number of permits to go on |
# | socket | 套接字 | a connection that also reaches other machines |
# | deadlock | 死锁 | everybody waits for somebody |
# | busy waiting | 忙等待 | asking again and again instead of sleeping |
# | protocol | 协议 | the agreement who says what, and when |
# | pipeline | 流水线 | a chain of processes, each with its own step |
