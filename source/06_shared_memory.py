# %% [markdown]
# # Memory that processes share
#
# Two sellers sit in front of one cinema hall, each at a window of her own. On the wall between them hangs a board with the number of free seats: whoever sells a ticket reads the number, counts one down, and chalks the new number over the old one. One evening both look up at the same moment, both read *1*, both sell the last seat, both write *0* - and two people stand in front of one chair.
#
# That board is **shared memory** (共享内存): the fastest way for processes to have something in common, and the only one in which they can get into each other's way like this.
#
# When you have worked through this notebook, you can
#
# - share a number (`Value`), a row of numbers (`Array`) and a block of bytes (`SharedMemory`);
# - say why a board with a lock of its own can still be wrong, and hold a lock for exactly as long as it takes;
# - take two locks without ever waiting for ever;
# - clean up a block of memory that belongs to nobody;
# - let processes wait for each other with semaphores instead of looking at a clock;
# - say, from your own measurement, when a pipe, a queue or shared memory is the right thing.
#
# You guess before you see an answer, as in the first notebook: write your guess into the cell in place of `...`, then run.

# %% name="setup"
# %load_ext course
import multiprocessing
import os
import time

from course import check, progress, timeline

# %% tags=["volatile"] name="machine"
print(f"{os.cpu_count()} cores, start method {multiprocessing.get_start_method()}")

# %% [markdown]
# ## A box that everybody can open
#
# Here are the two sellers. Each sells as many tickets as she is told to. One counts with an ordinary variable of the module, the other with a board that is handed to her.

# %% module="box_office"
import time

sold = 0


def sell_by_heart(count):
    """Counts in a variable of the module."""
    global sold
    sold = sold + count


def sell(board, count):
    """Counts on the board: reads its number, writes a new one."""
    board.value = board.value + count


def sell_on_paper(board, count):
    """Meant to do the same. Does it?"""
    board = board.value + count


# %% [markdown]
# The board is a `multiprocessing.Value`: a box with one number in it, in memory that several processes see. `Value("i", 0)` says what fits into the box (`"i"`: a C int) and what is in it at the beginning. The number is `.value`; the object itself is the *box*.
#
# **Guess.** Three children, one after the other, each sell 5 tickets: by heart, on the board, on paper. What do we read afterwards?

# %% name="guess-box"
by_heart = ...
on_the_board = ...
on_paper = ...

# %% name="box"
board = multiprocessing.Value("i", 0)
paper = multiprocessing.Value("i", 0)

for target, args in [(sell_by_heart, (5,)), (sell, (board, 5)), (sell_on_paper, (paper, 5))]:
    child = multiprocessing.Process(target=target, args=args)
    child.start()
    child.join()

import box_office

print("by heart:", box_office.sold, "  on the board:", board.value, "  on paper:", paper.value)

# %% [markdown]
# By heart: each process has variables of its own, and the child's are gone with it. On the board: both saw the same memory. On paper: `board = …` gives the *name* `board` a new meaning in the child; nobody wrote into the box. To write into the box you assign to `.value`.
#
# The box is not a number. **Guess** what these three lines do: an exception, True or False?

# %% name="guess-not-a-number"
add_one = ...
compare = ...
truth = ...

# %% name="not-a-number"
empty = multiprocessing.Value("i", 0)
try:
    empty + 1
except TypeError as error:
    print("empty + 1   TypeError:", error)
print("empty == 0 ", empty == 0)
print("bool(empty)", bool(empty))

# %% [markdown]
# The second and the third are worse than the first: no message, and not what you meant. `if board:` is always true, `board == 0` never.
#
# How does a process get the box? In `args`, when it is *born*. A worker of a pool is born before its first task, so a task can't bring a box. **Decide** what the first line in the `with` block will say, then run.

# %% module="hall"
board = None


def set_up(shared):
    """The initializer: each worker's first deed is to hang up the board."""
    global board
    board = shared


def sell_one(ticket):
    with board.get_lock():
        board.value -= 1
        return board.value


# %% name="value-in-a-task"
seats = multiprocessing.Value("i", 100)
with multiprocessing.Pool(2, initializer=set_up, initargs=(seats,)) as pool:
    try:
        pool.apply(sell, (seats, 1))
    except RuntimeError as error:
        print("RuntimeError:", error)
    left = pool.map(sell_one, range(6))
print("the numbers that were read:", sorted(left), " free now:", seats.value)

# %% [markdown]
# *Through inheritance* means: by being there when a process is made, in `args` of a `Process` or in `initargs` of a pool.
#
# **Modify.** Sell by twos: change `sell_one` so that each call takes two seats. What is the smallest number that can be read?
#
# ## Two at one board
#
# Now both sell at the same time. Each adds 1 to the board, 50,000 times; a barrier makes them begin together. The class notes say: *each writing covers what was there; reading changes nothing*, and that a `Value` has a lock. **Guess** what the board says in the end.

# %% module="rush"
import multiprocessing


def push(board, times):
    for _ in range(times):
        board.value += 1


def push_safely(board, times):
    for _ in range(times):
        with board.get_lock():
            board.value += 1


def begin_together(barrier, worker, board, times):
    barrier.wait()  # until both are here
    worker(board, times)


def both(worker, times):
    """Two processes at the same time; what the board says in the end."""
    board = multiprocessing.Value("i", 0)
    barrier = multiprocessing.Barrier(2)
    args = (barrier, worker, board, times)
    sellers = [multiprocessing.Process(target=begin_together, args=args) for _ in range(2)]
    for seller in sellers:
        seller.start()
    for seller in sellers:
        seller.join()
    return board.value


# %% name="guess-rush"
of_100000 = ...

# %% name="rush" tags=["volatile"]
for _ in range(3):
    print(f"{both(push, 50_000):6} of 100000. Your guess: {of_100000}")

# %% [markdown]
# Less than 100,000, and another number each time. (On a machine with one core, or on a lucky day, it may be 100,000. A program that is right on lucky days is the worst kind.)
#
# `board.value += 1` *looks* like one step. It is three: read, add, write. The `Value` locks each reading and each writing, one at a time, and can't know that this reading and that writing belong together.
#
# **You are the scheduler.** A and B each take two steps: the first letter reads, the second writes. The order `"AABB"` is the lucky day. Find an order after which only *one* ticket is on the board, then run.

# %% name="scheduler"
order = "AABB"  # change it: two A and two B, in any order


def play(order, board=0):
    """A and B sell a ticket each, in steps: first read, then write one more."""
    read = {}
    for seller in order:
        if seller not in read:
            read[seller] = board
            print(f"{seller} reads  {board}")
        else:
            board = read[seller] + 1
            print(f"{seller} writes {board}")
    return board


print("on the board:", play(order))

# %% [markdown]
# <details><summary>How many of the six orders lose a ticket?</summary>
#
# Four: ABAB, ABBA, BAAB, BABA. Only AABB and BBAA are right: where one is done before the other begins. With a million steps each there are more orders than atoms in the universe, and your machine picks one.
#
# </details>
#
# This was on paper. Now the same, recorded from two real processes. `widen=True` makes each of them pause for a thousandth of a second after it has read without the lock: what happens once in a while then happens every time. **Predict** how many of the six pushes will be lost.

# %% name="guess-widened"
lost_of_six = ...

# %% name="race" tags=["volatile"]
with timeline("two sellers, one board", show=False, widen=True) as run:
    print("on the board:", both(push, 3), "of 6")
run.show_race()

# %% [markdown]
# **Investigate.** Find the first step at which it could no longer end well. Is it a reading or a writing?
#
# ## A lock belongs to its data
#
# The cure is to say what belongs together. `board.get_lock()` is the lock of this box; `with` takes it, and gives it back on every way out.
#
# | data | its lock | who must take it | for how long |
# |---|---|---|---|
# | `board.value` | `board.get_lock()` | everybody who reads it in order to write it | from before the reading until after the writing |
#
# **Predict** both results of the next cell.

# %% name="guess-locked"
with_the_lock = ...
pushes_lost_with_the_lock = ...

# %% name="locked" tags=["volatile"]
print(both(push_safely, 50_000), "of 100000")
with timeline("with the board's lock", widen=True) as run:
    both(push_safely, 3)
print("lost:", run.lost_updates)

# %% [markdown]
# Always 100,000. A lock keeps out only those who ask for *this* lock. Here are three friends who have heard that a lock helps.

# %% module="friends"
import multiprocessing

lock_of_the_module = multiprocessing.Lock()


def lock_of_my_own(board, times):
    lock = multiprocessing.Lock()
    for _ in range(times):
        with lock:
            board.value += 1


def lock_at_the_top(board, times):
    for _ in range(times):
        with lock_of_the_module:
            board.value += 1


def lock_the_writing(board, times):
    for _ in range(times):
        seen = board.value
        with board.get_lock():
            board.value = seen + 1


# %% [markdown]
# **Guess** for each friend: does it help always, never, or under some start methods?

# %% name="guess-friends"
own = ...
at_the_top = ...
only_the_writing = ...

# %% name="friends" tags=["volatile"]
for worker in (lock_of_my_own, lock_at_the_top, lock_the_writing):
    with timeline(show=False, widen=True):
        print(f"{worker.__name__:<18} {both(worker, 20):3} of 40")

# %% [markdown]
# <details><summary>One answer</summary>
#
# A lock that every process makes for itself is a door of one's own: nobody else ever stands before it. The lock at the top of the module is made once and inherited under `fork`, but under `spawn` and `forkserver` each child imports the module and makes another one. And who reads before the lock has read too early.
#
# </details>
#
# A default `Value` brings an `RLock`: whoever holds it may take it again, and `.value` does so each time. You may choose otherwise: `lock=False` (or `RawValue`) means no lock at all, and any lock of your own means that one. **Decide** what goes wrong in each of the next two cells: the first has a `Value` without a lock, the second one with a plain `Lock`. One of them would hang your kernel, so it stands under a deadline.

# %% name="no-lock"
bare = multiprocessing.Value("i", 0, lock=False)
try:
    with bare.get_lock():
        bare.value += 1
except AttributeError as error:
    print("AttributeError:", error)

# %% name="plain-lock" tags=["volatile", "raises-exception"]
# %%deadline 3
board = multiprocessing.Value("i", 0, lock=multiprocessing.Lock())
with board.get_lock():
    board.value += 1

# %% [markdown]
# A plain `Lock` does not know who holds it. The process took it in the first line and asked for it again in the second: it waits for itself.
#
# And a lock whose holder has ended stays locked for ever; the system does not give it back. That is the reason for `with`, and the reason never to `terminate()` a process that may hold a lock.

# %% [markdown]
# ## Exercise count_up
#
# Your turn: the board of the museum, with several doors.

# %% exercise="count_up" role="solution"
import multiprocessing


def push(counter, times):
    """The function of each process: add 1 to the shared counter, `times` times."""
    ### BEGIN SOLUTION
    for _ in range(times):
        with counter.get_lock():
            counter.value += 1
    ### END SOLUTION


def count_up(processes, times, start=0):
    """Let several processes add to one shared counter at the same time; return the last number.

    processes   how many processes, at least 1
    times       how often each of them adds 1; may be 0
    start       the number with which the counter begins; start and result may be larger than
                5,000,000,000

    Makes one multiprocessing.Value, starts `processes` processes that all run at the same time,
    and lets each add its pushes to the Value, one by one or all at once. No push may be lost.
    Returns, as an int, the number that the Value holds when all processes have ended: start +
    processes * times, if all went well. All processes are joined. (`push` is a proposal: only
    `count_up` is called.)
    """
    ### BEGIN SOLUTION
    counter = multiprocessing.Value("q", start)
    workers = [
        multiprocessing.Process(target=push, args=(counter, times)) for _ in range(processes)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return counter.value
    ### END SOLUTION


# %% exercise="count_up" role="check"

# %% [markdown] exercise="count_up" role="hint"
# Make the `Value` in `count_up` and hand it to each process in `args`. In `push`, everything from the reading to the writing stands under `with counter.get_lock():`.

# %% [markdown] exercise="count_up" role="hint"
# Two loops, one that starts and one that joins. And mind the type code: `"i"` ends at 2,147,483,647. The next section has a table.

# %% [markdown]
# ## What a type code can hold
#
# The first argument of `Value` and `Array` is a *type code*: one letter that stands for a C type, as in the module `array`, and `"c"` for a single byte. The notes have a table of sizes that says `"i"` takes 2 bytes. **Guess**, then ask your machine.

# %% name="guess-sizes"
bytes_of_i = ...
largest_i = ...
largest_i_plus_1 = ...

# %% name="sizes"
import ctypes

for code in "bBhHiIqQfd":
    box = multiprocessing.Value(code, 0)
    size = ctypes.sizeof(box.get_obj())
    if code in "fd":
        print(f"{code}  {size} bytes, about {7 if code == 'f' else 16} digits")
    else:
        low, high = (
            (0, 256**size - 1) if code.isupper() else (-(256**size) // 2, 256**size // 2 - 1)
        )
        print(f"{code}  {size} bytes, {low:,} to {high:,}")

board = multiprocessing.Value("i", 2_147_483_647)
board.value += 1
print("largest + 1 =", board.value, "  Your guess:", largest_i_plus_1)

# %% [markdown]
# C promises `"i"` *at least* 2 bytes; on all machines of today it has 4. And what doesn't fit is cut off, without a word.
#
# (`"l"` and `"L"` are left out: 8 bytes on Linux and macOS, 4 on Windows. `"q"` has 8 everywhere.)
#
# **Guess** what each of the next lines prints. Two of them raise.

# %% name="guess-fits"
free_seats_below_zero = ...
ten_cents = ...
half_a_ticket = ...
a_word = ...

# %% name="fits"
free = multiprocessing.Value("H", 0)
free.value -= 1
print("'H', 0 - 1:  ", free.value)

price = multiprocessing.Value("f", 0.1)
print("'f', 0.1:    ", price.value)
print("'d', 2**53+1:", int(multiprocessing.Value("d", 2**53 + 1).value) - 2**53, "above 2**53")

for code, what in [("i", 0.5), ("i", "two")]:
    try:
        multiprocessing.Value(code, what)
    except TypeError as error:
        print(f"{code!r}, {what!r}:   TypeError:", error)

# %% [markdown]
# So: money in whole cents, in `"q"`; a float only for what is measured anyway; and no board of free seats that may be counted down below zero in an unsigned type.
#
# ## A row of boxes
#
# An `Array` is a row of boxes of one type. Its second argument is a *number* (so many zeros) or a *sequence* (its contents). **Guess** what these three print.

# %% name="guess-array"
a_number = ...
a_list = ...
after_append = ...

# %% name="array"
print(multiprocessing.Array("i", 5)[:])
print(multiprocessing.Array("i", [5])[:])

row = multiprocessing.Array("i", [10, 20, 30])
row[1] = 21
row[0:2] = [11, 22]
print(row[:], len(row), list(row))
try:
    row.append(40)
except AttributeError as error:
    print("AttributeError:", error)
try:
    row[3] = 40
except IndexError as error:
    print("IndexError:", error)

# %% [markdown]
# The length is fixed: it is a piece of memory, not a list. `row[:]` takes all of it out at once, as a list.
#
# For text the notes say: *an `Array` holds lists and strings*. **Decide** what `Array("c", "hello")` does, then run.

# %% name="text"
try:
    multiprocessing.Array("c", "hello")
except TypeError:
    print("TypeError: text is no bytes")

sign = multiprocessing.Array("c", 16)
sign.value = b"hall seven"
print(sign.value, len(sign))
sign.value = "厅七".encode()
print(sign.value.decode())
print(sign.raw)

# %% [markdown]
# An `Array` of type `"c"` holds *bytes*, so text has to be encoded and decoded, and the room for it has to be there at the beginning: `厅七` takes six bytes.
#
# **Investigate** the last line. Each writing covers what was there - as far as it reaches. `hall seven` was longer, and its end still shows. `.value` reads up to the first zero byte, as C does; `.raw` is everything. **Guess**: what do the next two lines print?

# %% name="guess-nul"
by_value = ...
by_raw = ...

# %% name="nul"
packet = multiprocessing.Array("c", 4)
packet.raw = b"a\0b\0"
print(packet.value, packet.raw)

# %% [markdown]
# For data that may contain a zero byte, `.value` loses the rest, and stripping zeros from `.raw` loses those that belong to the data. Keep the *length* beside the bytes, in a box of its own, and take a slice: `packet[:length]`.

# %% [markdown]
# ## Touch shared memory seldom
#
# How much is a step on shared memory? **Guess**, in multiples of an ordinary `n += 1`.

# %% name="guess-price"
raw_value = ...
value_without_its_lock = ...
value_with_its_lock = ...

# %% name="price" tags=["volatile"]
import statistics


def nanoseconds(statement, repeats=5, loops=20_000, **names):
    """Of one execution, without any competitor: the median of several measurements."""
    code = compile(f"for _ in range({loops}):\n    {statement}", "<measured>", "exec")
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        exec(code, names)
        times.append((time.perf_counter() - began) / loops * 1e9)
    return statistics.median(times)


class Plain:
    value = 0


board = multiprocessing.Value("q", 0)
prices = {
    "plain attribute": nanoseconds("b.value += 1", b=Plain()),
    "RawValue": nanoseconds("b.value += 1", b=multiprocessing.RawValue("q", 0)),
    "Value": nanoseconds("b.value += 1", b=board),
    "Value with get_lock()": nanoseconds("\n    with b.get_lock(): b.value += 1", b=board),
}
for name, taken in prices.items():
    times = taken / prices["plain attribute"]
    print(f"{name:<22} {taken:6.0f} ns, {times:5.1f} times the plain one")

row = multiprocessing.Array("q", 20_000)
one_by_one = nanoseconds("sum(r[i] for i in range(len(r)))", loops=1, r=row)
one_slice = nanoseconds("sum(r[:])", loops=1, r=row)
print(
    f"20,000 elements: one by one {one_by_one / 1e6:.1f} ms, as one slice {one_slice / 1e6:.1f} ms"
)
print(f"({os.cpu_count()} cores; median of 5)")

# %% [markdown]
# And this was without any competitor: with others about, everyone also waits for the lock. So the pattern is: **work alone, meet once.** Each process adds up in variables of its own and goes to the board a single time.
#
# Here is a finished program with the six steps that all programs of this course have. It counts letters: how often does each letter from a to e occur in some texts?

# %% module="letters"
import multiprocessing

LETTERS = "abcde"


# 1. define importable worker: at the top level of a module
def count_letters(totals, texts):
    mine = [0] * len(LETTERS)
    # 5. collect until the end marker: here the end is the end of the list
    for text in texts:
        for place, letter in enumerate(LETTERS):
            mine[place] += text.count(letter)
    with totals.get_lock():
        for place, number in enumerate(mine):
            totals[place] += number


def letters(texts, processes=2):
    """How often each letter from a to e occurs."""
    # 2. create channel: one Array, which brings its lock
    totals = multiprocessing.Array("q", len(LETTERS))
    # 3. start and 4. feed: each process gets the Array and every n-th text
    workers = [
        multiprocessing.Process(target=count_letters, args=(totals, texts[n::processes]))
        for n in range(processes)
    ]
    for worker in workers:
        worker.start()
    # 6. stop, join, close: an Array needs no closing; its memory goes with the last who has it
    for worker in workers:
        worker.join()
    return totals[:]


# %% name="letters" tags=["volatile"]
with timeline("work alone, meet once"):
    counts = letters(["a bad cab", "dead bee", "ace", "decade", "abba"])
print(dict(zip(LETTERS, counts, strict=True)))

# %% [markdown]
# Two details. `texts[n::processes]` is every n-th text: nothing is left over, whatever the numbers. And the lock is held for five additions, not for the counting of texts.
#
# **Your turn, with help.** The same six steps with two holes. For each of three rooms the program finds the *largest* number that was measured there. Replace both `...`; until then, the cell behind it prints zeros.

# %% module="rooms"
import multiprocessing


def measure(largest, records):
    """records: pairs (room, number), room 0, 1 or 2, number not negative."""
    mine = [0, 0, 0]
    for room, number in records:
        mine[room] = max(mine[room], number)
    with largest.get_lock():
        for room in range(3):
            largest[room] = ...  # the larger of the two numbers


def rooms(records, processes=2):
    largest = multiprocessing.Array("q", 3)
    workers = [
        multiprocessing.Process(target=measure, args=(largest, ...))  # which records?
        for n in range(processes)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return largest[:]


# %% name="try-rooms" tags=["volatile", "raises-exception"]
records = [(0, 3), (1, 8), (2, 5), (0, 9), (1, 1), (2, 7), (0, 4)]
print(rooms(records), "should be [9, 8, 7]")

# %% [markdown]
# <details><summary>One answer</summary>
#
# `largest[room] = max(largest[room], mine[room])` and `records[n::processes]`. Before you filled the holes, the children ended with `TypeError: 'ellipsis' object is not iterable`, and the parent went on as if nothing had happened: an exception in a child ends the child, and only its exit code tells.
#
# </details>

# %% [markdown]
# ## Exercise histogram
#
# A web server's log: at which hour were how many bytes sent?

# %% exercise="histogram" role="solution"
import multiprocessing


def add(totals, part):
    """The function of each process: add up this part, then merge it into the shared totals."""
    ### BEGIN SOLUTION
    mine = [0] * 24
    for hour, size in part:
        mine[hour] += size
    with totals.get_lock():
        for hour in range(24):
            totals[hour] += mine[hour]
    ### END SOLUTION


def histogram(records, processes=2):
    """The bytes sent in each hour of the day, added up by several processes.

    records     a list of pairs (hour, size): hour is 0 to 23, size an int; perhaps empty
    processes   how many processes add at the same time; there may be more than records

    Returns a list of 24 ints: the sum of all sizes of that hour. A sum may be as large as 10**18,
    and every sum is exact.

    The totals lie in one shared multiprocessing.Array. Each process takes its part of the
    records, adds it up in a list of its own, and merges that into the Array: it touches the Array
    and its lock at most 192 times, eight for each hour, however many records there are. (One loop
    of `totals[hour] += …` under the lock is far below that.) No record is lost or counted twice.
    All processes are joined. (`add` is a proposal: only `histogram` is called.)
    """
    ### BEGIN SOLUTION
    totals = multiprocessing.Array("q", 24)
    workers = [
        multiprocessing.Process(target=add, args=(totals, records[n::processes]))
        for n in range(processes)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return totals[:]
    ### END SOLUTION


# %% exercise="histogram" role="check"

# %% [markdown] exercise="histogram" role="hint"
# `count_letters` in the section above has the same shape. Which type code holds 10**18 exactly? Look at the table again; the answer is no float.

# %% [markdown] exercise="histogram" role="hint"
# `mine = [0] * 24`, a loop over the part, then `with totals.get_lock():` one loop over the 24 hours. Each process gets `records[n::processes]`.

# %% [markdown]
# ## Two locks, one order
#
# A bank keeps each account in a `Value`, each with a lock of its own. Who moves money needs two of them. This teller takes the lock of the account from which the money goes, then the other one; the short sleep stands for whatever happens in between on a busy day.

# %% module="bank"
import time


def transfer_as_it_comes(accounts, src, dst, amount):
    with accounts[src].get_lock():
        time.sleep(0.2)
        with accounts[dst].get_lock():
            accounts[src].value -= amount
            accounts[dst].value += amount


def transfer_in_order(accounts, src, dst, amount):
    first, second = sorted((src, dst))
    with accounts[first].get_lock(), accounts[second].get_lock():
        time.sleep(0.2)
        accounts[src].value -= amount
        accounts[dst].value += amount


def transfer_one_by_one(accounts, src, dst, amount):
    with accounts[src].get_lock():
        accounts[src].value -= amount
    time.sleep(0.2)
    with accounts[dst].get_lock():
        accounts[dst].value += amount


# %% [markdown]
# **Guess.** One teller moves 10 from account 0 to account 1; at the same time another one moves 20 from 1 to 0. What happens with `transfer_as_it_comes`? (There is a deadline.)

# %% name="guess-deadlock"
what_happens = ...

# %% name="deadlock" tags=["volatile", "raises-exception"]
# %%deadline 5
accounts = [multiprocessing.Value("q", 100) for _ in range(2)]
tellers = [
    multiprocessing.Process(target=transfer_as_it_comes, args=(accounts, *move), name=name)
    for name, move in [("Ada", (0, 1, 10)), ("Bo", (1, 0, 20))]
]
for teller in tellers:
    teller.start()
for teller in tellers:
    teller.join()

# %% [markdown]
# A **deadlock** (死锁): Ada holds lock 0 and wants lock 1, Bo holds lock 1 and wants lock 0. Neither gives back what it has.
#
# **Investigate.** Which line could be changed for *one* of the two directions, so that it can't happen?
#
# The rule is short: **all take their locks in one order**, whichever way the money goes. For accounts the number is a good order. (Not `id()`: the same account has another one in each process. Not the balance: it changes.)

# %% name="in-order" tags=["volatile"]
with timeline("two locks, one order"):
    accounts = [multiprocessing.Value("q", 100) for _ in range(4)]
    moves = [(0, 1, 10), (1, 0, 20), (2, 3, 5)]
    tellers = [
        multiprocessing.Process(target=transfer_in_order, args=(accounts, *move), name=name)
        for name, move in zip(("Ada", "Bo", "Cy"), moves, strict=True)
    ]
    for teller in tellers:
        teller.start()
    for teller in tellers:
        teller.join()
    print([account.value for account in accounts])

# %% [markdown]
# **Investigate.** Who waits for whom in the picture, and who for nobody? Cy moves money between two other accounts and need not wait. One big lock for the whole bank could not deadlock either, but Cy would stand in line.
#
# Why both locks *together*? Because of the auditor, who counts the money: 200 in all. He has coffee between his two readings, and that is when the teller is at work. **Guess** what he counts each time.

# %% name="guess-audit"
one_lock_after_the_other = ...
both_locks_but_the_auditor_has_none = ...
both_locks_and_the_auditor_has_all = ...

# %% name="audit" tags=["volatile"]
from contextlib import ExitStack


def coffee_break(transfer, moment, auditor_locks):
    """What an auditor counts. The teller begins before the audit, or during the coffee."""
    accounts = [multiprocessing.Value("q", 100) for _ in range(2)]
    teller = multiprocessing.Process(target=transfer, args=(accounts, 0, 1, 10))
    if moment == "before":
        teller.start()
        while accounts[0].value == 100:
            time.sleep(0.001)
    with ExitStack() as stack:
        if auditor_locks:
            for account in accounts:
                stack.enter_context(account.get_lock())
        counted = accounts[0].value
        if moment == "coffee":
            teller.start()
            teller.join(timeout=0.4 if auditor_locks else None)
        counted += accounts[1].value
    teller.join()
    return counted


print(
    "one lock after the other, audit under all locks:",
    coffee_break(transfer_one_by_one, "before", True),
)
print(
    "both locks together, audit without locks:       ",
    coffee_break(transfer_in_order, "coffee", False),
)
print(
    "both locks together, audit under all locks:     ",
    coffee_break(transfer_in_order, "coffee", True),
)

# %% [markdown]
# With one lock after the other the money is nowhere for a while, and the most careful auditor counts 190. With both locks held it is always somewhere; but an auditor without locks reads one account before the transfer and the other one after it, and counts 210. Each of his readings was right. They did not belong to the same moment. Only the third way is good: the teller holds both locks, the auditor holds all. (`ExitStack` holds any number of them and gives all back.)
#
# One more trap: *look, then act*. Between `if accounts[src].value >= amount:` and the line that takes the money, somebody else may take it. The look belongs under the lock.

# %% [markdown]
# ## Exercise transfer

# %% exercise="transfer" role="solution"
import contextlib


def transfer(accounts, src, dst, amount):
    """Move `amount` cents from account number src to account number dst.

    accounts    a list of objects like multiprocessing.Value("q", cents), each with a lock of its
                own: accounts[i].get_lock() guards accounts[i].value
    src, dst    numbers of accounts; they may be the same
    amount      a positive int

    Returns True when the money has been moved. If src holds less than `amount`, returns False,
    and nothing changes. With src == dst nothing changes either way; True if there is enough.

    Many processes call transfer and audit at the same time, in all directions:
    - they never wait for each other for ever, whichever way the money goes (any one order of the
      numbers does it; locks may be taken by `with` or by acquire and release);
    - no account ever falls below zero, whoever else takes money at the same moment;
    - balances are written under their own locks, and whoever holds the locks of all accounts
      finds all the money;
    - transfers that have no account in common do not wait for each other: take the locks of the
      two accounts, and no other lock.
    """
    ### BEGIN SOLUTION
    first, second = sorted((src, dst))
    with accounts[first].get_lock(), accounts[second].get_lock():
        if accounts[src].value < amount:
            return False
        accounts[src].value -= amount
        accounts[dst].value += amount
        return True
    ### END SOLUTION


def audit(accounts):
    """The sum of all balances at one moment: of all accounts, while all their locks are held."""
    ### BEGIN SOLUTION
    with contextlib.ExitStack() as stack:
        for account in accounts:
            stack.enter_context(account.get_lock())
        return sum(account.value for account in accounts)
    ### END SOLUTION


# %% exercise="transfer" role="check"

# %% [markdown] exercise="transfer" role="hint"
# `first, second = sorted((src, dst))` gives the order. The default lock is an `RLock`: taking the same one twice, when src and dst are the same, does no harm.

# %% [markdown] exercise="transfer" role="hint"
# Under both locks: look whether there is enough, leave with `return False` if not, otherwise write both. `audit` takes the locks in the same order as `transfer`, by number, and reads while it holds all of them.

# %% [markdown]
# ## Bytes without a copy
#
# Numbers are small. A photo isn't, and to send it through a pipe means: pickle it, copy it into the operating system's memory, copy it out, unpickle it. `multiprocessing.shared_memory.SharedMemory` is a block of bytes that has a *name*, and any process that knows the name can attach it.

# %% name="a-block"
from multiprocessing.shared_memory import SharedMemory

block = SharedMemory(create=True, size=12)
block.buf[:5] = b"hello"
again = SharedMemory(name=block.name)  # as another process would do it
again.buf[0] = ord("J")
print(bytes(block.buf[:5]), type(block.buf).__name__, "at least 12 bytes:", block.size >= 12)

# %% [markdown]
# `buf` is a `memoryview`: a window onto the block. **Guess.** Which of these lines change the block?

# %% name="guess-copies"
line_1, line_2, line_3, line_4 = ..., ..., ..., ...

# %% name="copies"
copy = bytearray(block.buf[:5])
copy[0] = ord("1")  # line 1

part = bytes(block.buf[:5])
part = b"2" + part[1:]  # line 2

with block.buf[:5] as window:
    window[1] = ord("3")  # line 3

block.buf[2:4] = b"44"  # line 4
print(bytes(block.buf[:5]))

try:
    block.buf[:5] = b"too long"
except ValueError as error:
    print("ValueError:", error)

again.close()
block.close()
block.unlink()

# %% [markdown]
# A slice of a window is a window; `bytes(…)` and `bytearray(…)` are copies, in your own memory. And a window has the length that it has.
#
# The block itself may be **larger than you asked for**: some systems give whole pages of some thousand bytes, and `buf` is as long as the block. So keep the size that you asked for, and take `block.buf[:size]`. A block of no bytes can't be made: `size=0` is a `ValueError`.
#
# Now a picture of 240 by 160 pixels, one byte each, row by row: row y begins at byte `y * width`. Two workers darken it where it lies. What travels to a worker? **Predict** how many bytes a task is, when it is pickled: about 40, about 4,000, or about 40,000?

# %% name="guess-task"
bytes_of_a_task = ...

# %% module="darkroom"
import os
import time
from multiprocessing.shared_memory import SharedMemory


def darken(name, begin, end):
    """Halve the bytes from begin to end of the block of that name, where they are."""
    block = SharedMemory(name=name)
    try:
        block.buf[begin:end] = bytes(pixel // 2 for pixel in block.buf[begin:end])
    finally:
        block.close()
    time.sleep(0.05)


# %% name="darken" tags=["volatile"]
import pickle

width, height = 240, 160
picture = bytes((x * y) % 256 for y in range(height) for x in range(width))

block = SharedMemory(create=True, size=len(picture))
try:
    block.buf[: len(picture)] = picture
    half = height // 2 * width
    tasks = [(block.name, 0, half), (block.name, half, len(picture))]
    with timeline("the picture stays where it is"), multiprocessing.Pool(2) as pool:
        pool.starmap(darken, tasks, chunksize=1)
    darker = bytes(block.buf[: len(picture)])
finally:
    block.close()
    block.unlink()

print(len(pickle.dumps(tasks[0])), "bytes a task. Your guess:", bytes_of_a_task)
print("all right:", darker == bytes(pixel // 2 for pixel in picture))

# %% [markdown]
# **Modify.** Send `picture[:half]` instead of the three numbers and let `darken` return the new bytes. How many bytes travel then, there and back?
#
# The worker is a function at the top level of a module: a task travels as the *name* of its function. A lambda or a function inside of a function has no name that a worker could import.
#
# ## Who unlinks, and when
#
# A process that ends loses its variables. A block belongs to no process. Four words:
#
# | word | who | what |
# |---|---|---|
# | `SharedMemory(create=True, size=n)` | one process | makes the block, of n bytes or more; `ValueError` if n is 0 |
# | `SharedMemory(name=…)` | everybody else | attaches it |
# | `close()` | everybody | *I* no longer look at it |
# | `unlink()` | one process, at the end | away with it |
#
# **Guess** for each of the numbered lines: does it work, or which exception comes?

# %% name="guess-unlink"
line_1, line_2, line_3, line_4, line_5 = ..., ..., ..., ..., ...


# %% name="unlink"
def attempt(number, action):
    try:
        action()
        print(number, "works")
    except Exception as error:
        print(number, type(error).__name__, str(error).replace(name, "NAME"))


block = SharedMemory(create=True, size=4)
name = block.name
window = block.buf[:2]
attempt(1, block.close)  # a window is still open
window.release()
attempt(2, block.close)
attempt(3, lambda: block.buf[0])
attempt(4, lambda: SharedMemory(name=name).close())  # closed here, but it still exists
block.unlink()
attempt(5, lambda: SharedMemory(name=name))

# %% [markdown]
# Closed is not gone. And gone is gone for everybody: a second `unlink()` raises `FileNotFoundError`, like line 5. (On Windows a block is gone as soon as nobody has it open: there line 4 is a `FileNotFoundError`, `unlink()` does nothing, and the last `close()` counts. Write `unlink()` all the same.)
#
# What if nobody unlinks? Two scripts, each in a Python of its own, because it is about what happens when a program *ends*. The first one forgets to clean up. The second one is killed before it can. **Guess**: is the block still there afterwards?

# %% name="guess-forgotten"
forgotten = ...
killed = ...

# %% name="forgotten" tags=["volatile"]
import subprocess
import sys

FORGETS = """
from multiprocessing.shared_memory import SharedMemory
block = SharedMemory(create=True, size=1000)
print(block.name, flush=True)
block.close()
"""
IS_KILLED = FORGETS.replace("block.close()", "import os; os.kill(os.getpid(), 9)")


def still_there(name):
    try:
        SharedMemory(name=name).close()
        return "still there"
    except FileNotFoundError:
        return "gone"


for title, script in [("forgets", FORGETS), ("is killed", IS_KILLED)]:
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    complaint = run.stderr.strip().splitlines()[:1]
    time.sleep(0.3)
    print(f"{title:<10} {still_there(run.stdout.strip())}", *complaint, sep="\n   ")

# %% [markdown]
# Gone, both times. On Linux and macOS every program that uses `multiprocessing` has a small helper, the *resource tracker*, which outlives it and cleans up with a complaint: `leaked shared_memory objects`. It is a safety net for programs that end. A kernel, a server, a grader do not end for days: there the block stays until somebody unlinks it.
#
# The net has a hole: a program that only *attaches* a block has it on its own list, too, unless it says otherwise (possible since Python 3.13). **Guess** what happens to a block of yours when an unrelated program attaches it and ends.

# %% name="guess-guest"
my_block_afterwards = ...

# %% name="guest" tags=["volatile"]
GUEST = """
import sys
from multiprocessing.shared_memory import SharedMemory
options = {"track": False} if "untracked" in sys.argv else {}
block = SharedMemory(name=sys.argv[1], **options)
print(bytes(block.buf[:3]))
block.close()
"""

for options in [[]] + ([["untracked"]] if sys.version_info >= (3, 13) else []):
    block = SharedMemory(create=True, size=3)
    block.buf[:3] = b"abc"
    command = [sys.executable, "-c", GUEST, block.name, *options]
    run = subprocess.run(command, capture_output=True, text=True)
    time.sleep(0.3)
    print("the guest read", run.stdout.strip(), *options, "- my block is", still_there(block.name))
    block.close()
    if still_there(block.name) == "still there":
        block.unlink()

# %% [markdown]
# On Linux and macOS the guest's tracker took it for a leak and removed it for everybody. Since Python 3.13 a guest says `SharedMemory(name=…, track=False)`. Children of your own program are no guests: they share its tracker.
#
# So the pattern is a `try`, and its `finally` runs whatever happens in between:
#
# ```python
# block = SharedMemory(create=True, size=size)
# try:
#     ...                      # fill it, let the workers work, copy the result out
# finally:
#     block.close()
#     block.unlink()
# ```
#
# And the workers? Let a worker fail, in a pool and in a process of its own. **Decide** which of the two tells you.

# %% name="failing-worker" tags=["volatile"]
child = multiprocessing.Process(target=darken, args=("no-such-block", 0, 1))
child.start()
child.join()
print("the process: start and join returned, exit code", child.exitcode)

with multiprocessing.Pool(1) as pool:
    try:
        pool.apply(darken, ("no-such-block", 0, 1))
    except FileNotFoundError as error:
        print("the pool:", type(error).__name__, error.strerror)

# %% [markdown]
# ## Exercise row_filter

# %% exercise="row_filter" role="solution"
import multiprocessing
from itertools import pairwise
from multiprocessing.shared_memory import SharedMemory


def filter_rows(name, width, begin, end, func):
    """The worker: filter the rows from begin to end of the image in the block of that name."""
    ### BEGIN SOLUTION
    block = SharedMemory(name=name)
    try:
        for y in range(begin, end):
            row = func(bytes(block.buf[y * width : (y + 1) * width]))
            if len(row) != width:
                raise ValueError(f"row {y} has {len(row)} pixels after the filter, not {width}")
            block.buf[y * width : (y + 1) * width] = row
    finally:
        block.close()
    ### END SOLUTION


def row_filter(image, width, height, func, processes=2):
    """Filter each row of an image, in shared memory, by several processes.

    image       bytes, width * height of them, row by row: row y begins at y * width
    func        a function that can be imported: gets one row as bytes and returns a row, as
                bytes, or raises an Exception that can be pickled. It ends no process
    processes   how many processes work at the same time; fewer will do if there are fewer rows

    Returns the filtered image as bytes, width * height of them: row y is func(row y), and func is
    called once for each row. An image without rows or without columns is b"".

    The image lies in shared memory, and the workers change it there. (Mind that a block may be
    larger than you asked for, and that there is none of 0 bytes.) What is sent to them and
    back is small, however large the image is: the image and its rows do not travel. (One task of
    some numbers and names for each row is small enough.)

    If func raises an exception, row_filter raises that exception. If func returns a row of
    another length, row_filter raises ValueError. However it ends: no block of shared memory and
    no process is left. (`filter_rows` is a proposal: only `row_filter` is called.)
    """
    ### BEGIN SOLUTION
    size = width * height
    if size == 0:
        return b""
    block = SharedMemory(create=True, size=size)
    try:
        block.buf[:size] = image
        edges = [height * n // processes for n in range(processes + 1)]
        tasks = [(block.name, width, begin, end, func) for begin, end in pairwise(edges)]
        with multiprocessing.Pool(processes) as pool:
            pool.starmap(filter_rows, tasks, chunksize=1)
            pool.close()
            pool.join()
        return bytes(block.buf[:size])
    finally:
        block.close()
        block.unlink()
    ### END SOLUTION


# %% exercise="row_filter" role="check"

# %% [markdown] exercise="row_filter" role="hint"
# A pool brings home by itself every `Exception` that can be pickled. A task is the block's name, the width, a range of rows, and `func`. Compare the length of what `func` returned with `width` before you write it.

# %% [markdown] exercise="row_filter" role="hint"
# Everything after `SharedMemory(create=True, …)` stands in a `try`, with `close()` and `unlink()` in its `finally`; the worker has a `try` and `finally` of its own with `close()` alone. `[height * n // processes for n in range(processes + 1)]` are the edges of ranges that leave no row over.

# %% [markdown]
# ## Semaphores count
#
# A lock knows two states. A **semaphore** (信号量) counts: it has so many permits, `acquire()` takes one and waits while there are none, `release()` gives one. It carries no data, and whoever releases need not be the one who acquired. **Guess** the five answers.

# %% name="guess-semaphore"
five_answers = ...

# %% name="semaphore"
seats = multiprocessing.Semaphore(2)
print([seats.acquire(block=False) for _ in range(3)])
seats.release()
print(seats.acquire(block=False), seats.acquire(timeout=0.1))

bounded = multiprocessing.BoundedSemaphore(1)
try:
    bounded.release()
except ValueError as error:
    print("ValueError:", error)

# %% [markdown]
# A plain semaphore lets you release more often than was acquired, and then there are seats that no hall has. `BoundedSemaphore` doesn't (on macOS only one with a single permit notices).
#
# Two sellers knew the same board. Now one *writes* on a slate and the other *reads* it, and each has to wait for the other: nobody may write before the last word was read, and nobody may read a word twice. Two semaphores do it: `free` counts slates that may be written on, `full` those that may be read. **Predict**: with which number does each begin?

# %% name="guess-begin"
free_begins_with = ...
full_begins_with = ...

# %% module="slate"
import time


def write(slate, free, full, words):
    for word in words:
        free.acquire()
        slate.value = word
        full.release()


def read(slate, free, full, count):
    for _ in range(count):
        full.acquire()
        word = slate.value
        free.release()
        time.sleep(0.02)  # thinks about it
        print(word.decode(), end=" ", flush=True)


def look_again_and_again(box):
    """Wait for the box to become 1, by looking. Returns nothing; costs something."""
    while box.value == 0:
        pass


def look_now_and_then(box):
    while box.value == 0:
        time.sleep(0.001)


def sleep_until_released(semaphore):
    semaphore.acquire()


# %% name="slate" tags=["volatile"]
with timeline("one slate, two semaphores"):
    slate = multiprocessing.Array("c", 16)
    free = multiprocessing.Semaphore(1)
    full = multiprocessing.Semaphore(0)
    words = [b"one", b"two", b"three", b"four", b"five"]
    writer = multiprocessing.Process(target=write, args=(slate, free, full, words))
    writer.start()
    read(slate, free, full, len(words))
    writer.join()

# %% [markdown]
# **Investigate.** In `read`, `free.release()` says: *you may write*. What could go wrong if it stood one line higher, before the word was read? And in `write`, `full.release()` one line higher?
#
# With a row of several slates the writer can be some words ahead. After the last slate comes the first again: a *ring*. Both then need to know which slate is the next, and if different processes take turns at writing, that number has to lie in shared memory as well: an attribute such as `self.position` belongs to one process, and a child changes its own copy.
#
# Why not simply look again and again whether there is something? **Guess** how much CPU time each of three ways takes to wait for half a second.

# %% name="guess-waiting"
looking_all_the_time = ...
looking_now_and_then = ...
with_a_semaphore = ...

# %% module="stopwatch"
import time

import psutil


def cost_of(wait, what, answer):
    """CPU seconds of a wait, and how often the process was put to sleep."""
    me = psutil.Process()
    cpu, naps = time.process_time(), me.num_ctx_switches().voluntary
    wait(what)
    answer.send((time.process_time() - cpu, me.num_ctx_switches().voluntary - naps))


# %% name="waiting" tags=["volatile"]
for wait in (look_again_and_again, look_now_and_then, sleep_until_released):
    box, semaphore = multiprocessing.Value("i", 0), multiprocessing.Semaphore(0)
    what = semaphore if wait is sleep_until_released else box
    here, there = multiprocessing.Pipe()
    child = multiprocessing.Process(target=cost_of, args=(wait, what, there))
    child.start()
    time.sleep(0.5)
    box.value = 1
    semaphore.release()
    cpu, naps = here.recv()
    child.join()
    print(f"{wait.__name__:<22} {cpu:6.3f} s of CPU, went to sleep {naps:4} times")

# %% [markdown]
# Looking all the time burns a core. Looking now and then wakes up hundreds of times for nothing and still comes late. A semaphore puts the process to sleep, and the operating system wakes it when there is something to do.
#
# ## Signals and sockets
#
# Two of the six means are left; each has a notebook of its own in a later course. A live line of each, so that you have met. **Guess**: which of the two could talk to another *machine*?

# %% module="ringer"
import signal
import time


def wait_for_the_bell(ready):
    """Ends when SIGTERM comes, with an exit code of its own."""

    def bell(number, frame):
        raise SystemExit(7)

    signal.signal(signal.SIGTERM, bell)
    ready.release()
    time.sleep(5)


# %% name="signal-and-socket"
import socket

ready = multiprocessing.Semaphore(0)
child = multiprocessing.Process(target=wait_for_the_bell, args=(ready,))
child.start()
ready.acquire()
child.terminate()  # sends the signal SIGTERM
child.join()
print("a signal (信号): the child left with exit code", child.exitcode)

mine, yours = socket.socketpair()
mine.sendall("hello, 你好".encode())
print("a socket (套接字):", yours.recv(100).decode())
mine.close()
yours.close()

# %% [markdown]
# 7 says that the child heard the bell. (On Windows `terminate()` rings no bell but ends the child: -15.)
#
# A signal is a tap on the shoulder: a number and no data, at any moment, between any two instructions. A socket carries bytes, in both directions, and its other end may be on another machine.

# %% [markdown]
# ## Measure it yourself
#
# The class notes end with a table: efficiency of a pipe *average*, of a queue *average*, of shared memory *faster*. Don't believe it, and don't believe me. **Guess** first: a message of 10 bytes, and one of a million bytes - which channel is the quickest, and how many times quicker than the slowest?

# %% name="guess-table"
quickest_for_10_bytes = ...
quickest_for_1_000_000_bytes = ...
how_many_times_quicker = ...

# %% [markdown]
# The child echoes nothing; it takes each message and looks at its last byte, and when it has got all of them it says so. With shared memory only a *token* of one byte travels, through a pipe; the bytes are copied into the block by the sender and out of it by the receiver.

# %% module="couriers"
from multiprocessing.shared_memory import SharedMemory


def take_from_pipe(conn, count, done):
    done.release()  # I am here
    for _ in range(count):
        conn.recv()[-1]
    done.release()


def take_from_queue(queue, count, done):
    done.release()
    for _ in range(count):
        queue.get()[-1]
    done.release()


def take_from_block(conn, name, size, count, done):
    block = SharedMemory(name=name)
    done.release()
    for _ in range(count):
        conn.recv_bytes()
        bytes(block.buf[:size])[-1]
        conn.send_bytes(b"1")  # the block may be written again
    done.release()
    block.close()


# %% name="measure" tags=["volatile"]
import statistics

import couriers


def seconds_each(size, channel, count):
    """Seconds for one message: made, sent, taken. The child is up before the clock starts."""
    message = bytes(size)
    done = multiprocessing.Semaphore(0)
    block = None
    if channel == "pipe":
        theirs, mine = multiprocessing.Pipe(duplex=False)
        target, args, send = couriers.take_from_pipe, (theirs, count, done), mine.send
    elif channel == "queue":
        queue = multiprocessing.Queue()
        target, args, send = couriers.take_from_queue, (queue, count, done), queue.put
    else:
        block = SharedMemory(create=True, size=size)
        mine, theirs = multiprocessing.Pipe()
        target, args = couriers.take_from_block, (theirs, block.name, size, count, done)

        def send(message):
            block.buf[:size] = message
            mine.send_bytes(b"1")
            mine.recv_bytes()

    try:
        child = multiprocessing.Process(target=target, args=args)
        child.start()
        done.acquire()
        began = time.perf_counter()
        for _ in range(count):
            send(message)
        done.acquire()
        taken = time.perf_counter() - began
        child.join()
    finally:
        if block is not None:
            block.close()
            block.unlink()
    return taken / count


SIZES = [10, 10_000, 1_000_000, 10_000_000]
CHANNELS = ["pipe", "queue", "shared memory"]
measured = {channel: [] for channel in CHANNELS}
for size in SIZES:
    count = max(3, min(300, 10_000_000 // size))
    for channel in CHANNELS:
        times = [seconds_each(size, channel, count) for _ in range(3)]
        measured[channel].append(statistics.median(times))

# %% [markdown]
# Your table. It is filled with *your* numbers, and with your guess.

# %% name="table" tags=["volatile"]
from IPython.display import Markdown


def readable(seconds):
    return f"{seconds * 1e6:.1f} µs" if seconds < 1e-3 else f"{seconds * 1e3:.2f} ms"


lines = [
    "| message | " + " | ".join(CHANNELS) + " | quickest | your guess |",
    "|---|---|---|---|---|---|",
]
guesses = {10: quickest_for_10_bytes, 1_000_000: quickest_for_1_000_000_bytes}
for number, size in enumerate(SIZES):
    times = [measured[channel][number] for channel in CHANNELS]
    quickest = CHANNELS[times.index(min(times))]
    cells = " | ".join(map(readable, times))
    lines.append(f"| {size:,} bytes | {cells} | {quickest} | {guesses.get(size, '')} |")
here = (
    f"{os.cpu_count()} cores, {multiprocessing.get_start_method()}, Python {sys.version.split()[0]}"
)
Markdown("\n".join([*lines, "", f"({here}; median of 3)"]))

# %% name="plot" tags=["volatile"]
# %matplotlib inline
import matplotlib.pyplot as plt

figure, axes = plt.subplots(figsize=(7, 4))
for channel, marker in zip(CHANNELS, "os^", strict=True):
    axes.loglog(SIZES, [1e6 * each for each in measured[channel]], marker=marker, label=channel)
axes.set_xlabel("bytes in a message")
axes.set_ylabel("microseconds a message")
axes.set_title("What it costs to hand over a message")
axes.grid(True, which="major", alpha=0.3)
axes.legend()
plt.show()

# %% [markdown]
# **Investigate.** Where do the lines cross? Which part of a short message's time is the *waking up* of the other process, which nobody saves, and which part of a long one's is *copying*? With shared memory the token still has to travel: for 10 bytes it saves nothing.
#
# Now finish the notes' table in your own words: replace each `...` in the next cell, then compare.

# %% name="my-table"
my_table = {
    # channel: (where the data lie, how they are read and written, how quick, what for)
    "pipe": (..., ..., ..., ...),
    "queue": (..., ..., ..., ...),
    "shared memory": (..., ..., ..., ...),
}

# %% [markdown]
# <details><summary>One answer</summary>
#
# | | pipe | queue | shared memory |
# |---|---|---|---|
# | space | a buffer in the operating system, about 64 KiB | a pipe, and before it the sender's memory | the processes' own memory, as much as you ask for |
# | reading and writing | two ends; what was read is gone | in order; what was got is gone | any place, any number of times; writing covers what was there |
# | small messages | a few µs | about the same, a little more | no gain: somebody has to be told |
# | a million bytes | about a millisecond | somewhat more: one more thread, one more copy | a small part of that |
# | one number that all change | – | – | many times an ordinary `+=`, because of the lock |
# | care | close the ends | drain before you join | locks; unlink |
# | use | two processes that talk | many producers, many consumers | large data that stay where they are; a few numbers that all must see |
#
# So *faster* is true of many bytes at once, and untrue of many small steps.
#
# </details>

# %% [markdown]
# ## Bug clinic
#
# Three patients. Each is a module with a `main`, and runs in a Python of its own under a deadline. For each: read, guess the symptom, run, find the *cause*, then mend the module and run it again.

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
    errors = [
        line
        for line in complained.splitlines()
        if line.strip(' "') and not line.startswith((" ", "Traceback", "Process"))
    ]
    print(*(f"stderr: {line}" for line in errors[:5]), f"--- {end}", sep="\n")


# %% [markdown]
# ### Patient 1: 65,535 free seats
#
# Three seats, four customers, and every single access is under the lock.

# %% module="patient_1"
import multiprocessing


def sell(free):
    with free.get_lock():
        free.value -= 1


def main():
    free = multiprocessing.Value("H", 3)
    customers = [multiprocessing.Process(target=sell, args=(free,)) for _ in range(4)]
    for customer in customers:
        customer.start()
    for customer in customers:
        customer.join()
    print("free seats:", free.value)


# %% name="admit-1" tags=["volatile"]
admit("patient_1")

# %% [markdown]
# <details><summary>Cause and cure</summary>
#
# `"H"` is unsigned: 0 - 1 is 65,535, without a word. A signed type would show -1, which is no better for the fourth customer. The cure is to look before selling, *under the same lock*: `if free.value > 0:`.
#
# </details>
#
# ### Patient 2: the second customer waits for ever
#
# There is a lock, it is taken and it is released, and yet nobody can buy any more. (The customers are daemons, so that the program can end.)

# %% module="patient_2"
import multiprocessing


def buy(board, lock, tickets):
    lock.acquire()
    if board.value < tickets:
        print("not enough for", tickets, flush=True)
        return
    board.value -= tickets
    lock.release()


def main():
    board, lock = multiprocessing.Value("i", 5), multiprocessing.Lock()
    for tickets in (9, 2):
        customer = multiprocessing.Process(target=buy, args=(board, lock, tickets), daemon=True)
        customer.start()
        customer.join(timeout=1.5)
        if customer.is_alive():
            print("the customer for", tickets, "is still waiting")
    print("left:", board.value)


# %% name="admit-2" tags=["volatile"]
admit("patient_2", seconds=8)

# %% [markdown]
# <details><summary>Cause and cure</summary>
#
# The early `return` leaves with the lock, and the process ends with it. A lock does not come back when its holder is gone. `with lock:` gives it back on every way out.
#
# </details>
#
# ### Patient 3: the complaint after the end
#
# The program ends with an exception. That may happen. But who is it that complains afterwards, and about what?

# %% module="patient_3"
import multiprocessing
from multiprocessing.shared_memory import SharedMemory


def brighten(name, size, by):
    block = SharedMemory(name=name)
    block.buf[:size] = bytes(pixel + by for pixel in block.buf[:size])
    block.close()


def main():
    block = SharedMemory(create=True, size=4)
    block.buf[:4] = bytes([10, 20, 30, 200])
    with multiprocessing.Pool(1) as pool:
        pool.apply(brighten, (block.name, 4, 50))
        print("first time: ", list(block.buf[:4]))
        pool.apply(brighten, (block.name, 4, 50))
        print("second time:", list(block.buf[:4]))
    block.close()
    block.unlink()


# %% name="admit-3" tags=["volatile"]
admit("patient_3")

# %% [markdown]
# <details><summary>Cause and cure</summary>
#
# The second time 200 + 50 + 50 doesn't fit into a byte: `ValueError`. The exception comes home to the parent, and there it jumps over `close()` and `unlink()`. The resource tracker finds the block when the program ends and complains. `try: … finally:` in the parent, another one in the worker - and `min(255, …)` for the pixel.
#
# </details>

# %% [markdown]
# ## Exit ticket: ring_buffer
#
# The last exercise has hidden checks only. You have seen all that it needs: bytes with their lengths in shared memory, positions in shared memory, two semaphores.

# %% exercise="ring_buffer" role="solution"
import multiprocessing


class RingBuffer:
    """A ring of slots in shared memory, through which one process sends messages to another.

    slots   how many messages fit in before the writer has to wait: all slots can be used
    size    how many bytes a slot holds, at least 1

    A RingBuffer is handed to a Process in `args`. At any time at most one process puts and at
    most one gets, but they take turns: whoever puts or gets next, in whatever process, goes on
    where the last one stopped.

    The messages go through memory of multiprocessing (RawArray, Array, RawValue, Value), not
    through a queue or a pipe, so nothing has to be unlinked. Who has to wait sleeps: no loop that
    looks again and again. A slot counts as full only when its message is completely written, and
    as free only when its message is completely read.
    """

    def __init__(self, slots, size):
        ### BEGIN SOLUTION
        self.slots = slots
        self.size = size
        self.data = multiprocessing.RawArray("B", slots * size)
        self.lengths = multiprocessing.RawArray("q", slots)
        self.next_in = multiprocessing.RawValue("q", 0)
        self.next_out = multiprocessing.RawValue("q", 0)
        self.free = multiprocessing.Semaphore(slots)
        self.full = multiprocessing.Semaphore(0)
        ### END SOLUTION

    def put(self, message):
        """Put `message`, bytes of any content, also b"". Waits while all slots are full.

        A message of more than `size` bytes raises ValueError at once and changes nothing.
        """
        ### BEGIN SOLUTION
        if len(message) > self.size:
            raise ValueError(f"{len(message)} bytes don't fit into a slot of {self.size}")
        self.free.acquire()
        slot = self.next_in.value
        begin = slot * self.size
        self.data[begin : begin + len(message)] = message
        self.lengths[slot] = len(message)
        self.next_in.value = (slot + 1) % self.slots
        self.full.release()
        ### END SOLUTION

    def get(self):
        """The oldest message, as bytes, exactly as it was put. Waits while there is none."""
        ### BEGIN SOLUTION
        self.full.acquire()
        slot = self.next_out.value
        begin = slot * self.size
        message = bytes(self.data[begin : begin + self.lengths[slot]])
        self.next_out.value = (slot + 1) % self.slots
        self.free.release()
        return message
        ### END SOLUTION


# %% exercise="ring_buffer" role="check"

# %% [markdown] exercise="ring_buffer" role="hint"
# One semaphore begins with `slots`, the other with 0. `put` acquires the first and releases the second, `get` does the reverse; everything else happens in between.

# %% [markdown] exercise="ring_buffer" role="hint"
# A `RawArray("B", slots * size)` for the bytes, a `RawArray("q", slots)` for the lengths, a `RawValue("q", 0)` for each position. Only one process puts, only one gets, and each side is announced by a semaphore: so no lock is needed.

# %% [markdown]
# ## What the class notes said, and what you saw
#
# | the notes | what is so | where you saw it |
# |---|---|---|
# | each writing covers what was there, reading changes nothing | true; but read, add, write is three steps | Two at one board |
# | shared memory needs synchronisation | true: a lock for its data, in one order, on every way out | A lock belongs to its data, Two locks, one order |
# | `Value(ctype, obj)` | true; `.value` is locked, `+=` is not | A box that everybody can open |
# | `Array`: lists and strings | bytes, not text; fixed length; a number is a size | A row of boxes |
# | `"i"` has 2 bytes | at least 2; here 4, and what doesn't fit is cut off silently | What a type code can hold |
# | pipe *average*, queue *average*, shared memory *faster* | for many bytes at once; not for small messages, and not for single steps | Measure it yourself |

# %% [markdown]
# ## Terms
#
# | English | 中文 | here |
# |---|---|---|
# | shared memory | 共享内存 | memory that several processes see |
# | to write, to overwrite | 写入, 覆盖 | the last writing is what is read |
# | race, lost update | 竞态条件, 丢失更新 | the result depends on who comes first |
# | lock, mutual exclusion | 锁, 互斥 | who holds it keeps out all others who ask for it |
# | reentrant lock | 可重入锁 | its holder may take it again |
# | critical section | 临界区 | what must not be done by two at a time |
# | deadlock | 死锁 | everybody waits for somebody |
# | semaphore | 信号量 | so many permits: take one, give one |
# | synchronisation | 同步 | who waits for whom |
# | ring buffer | 环形缓冲区 | a row of slots; after the last comes the first |
# | busy waiting | 忙等待 | looking again and again |
# | type code | 类型码 | one letter for a C type |
# | overflow | 溢出 | a number that doesn't fit is cut off |
# | to attach, to close, to unlink | 连接, 关闭, 删除 | look at a block by its name; stop looking; remove it |
# | resource tracker | 资源跟踪器 | removes what a program forgot when it ended |
# | signal | 信号 | a tap on the shoulder, no data |
# | socket | 套接字 | bytes in both directions, also between machines |
# | pipe, message queue | 管道, 消息队列 | bytes or objects in order; what was read is gone |
