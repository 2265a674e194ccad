# %% [markdown]
# # Start here
#
# There will be guests tonight. You can cook every dish yourself, one after the other, in your own kitchen. Or you phone a friend: she has a kitchen of her own, with her own pots and a blackboard of her own, and while she makes the soup you make the rice. She can't see what is written on your blackboard, and your recipes she knows only if they stand in a book that she can open, too.
#
# Your program is a kitchen, and a **process** (进程) is the kitchen of a friend. Nearly everything that surprises people about Python's `multiprocessing` is one of these: her own pots, her own blackboard, the book.
#
# When you have worked through this notebook, which takes most of an hour, you can
#
# - work with the notebooks of this course, and hand them in;
# - say what a process is, and what it is not;
# - start one, give it something to do, and fetch its answer;
# - say why a function from a notebook's cell is not found, and where to put it;
# - write a program that runs everywhere, whichever way processes are made there.
#
# Run the cells from top to bottom: click into a cell and press **Shift+Enter**.

# %% name="setup"
# %load_ext course
import multiprocessing
import os
import sys

from course import check, progress, timeline

# %% [markdown]
# No message is a good message. And where are you? This shows the seven notebooks and their exercises, what you have solved and what comes next. You may write `progress()` in any of the notebooks, as often as you like.

# %% name="where-you-are" tags=["volatile"]
progress()

# %% [markdown]
# ## How a notebook works
#
# **You guess, then you run.** Before a cell shows you an answer, the cell above asks you for a guess. Write it in place of `...` and run both. Nobody marks it. A wrong guess that you noticed teaches more than a right one that you never made.
#
# Try it. Every process has a number, its **pid** (进程号). This notebook is a process, too, and so is the program that started it. **Guess:** have the two the same number?

# %% name="guess-pid"
same_number = ...  # "yes" or "no"

# %% name="your-own-pid" tags=["volatile"]
print("This notebook is pid", os.getpid())
print("It was started by pid", os.getppid())
print("your guess:", same_number)

# %% [markdown]
# **Code for other processes stands in a module.** A cell that begins with `%%module recipes` is saved as the file `recipes.py` beside the notebook, and what it defines can be used in the cells below. Why that is needed you will see in a minute.

# %% module="recipes"
import os
import time


def cook(dish):
    """Take half a second, and say in whose kitchen it happened."""
    time.sleep(0.5)
    print(f"{dish}, cooked by pid {os.getpid()}", flush=True)


# %% [markdown]
# **Your own programs are drawn.** `with timeline("…"):` shows who did what when, in the run that you have just seen, and tells the same in words if you open the line below the picture.
#
# **A deadline ends what hangs.** `check` runs your functions under one, and so does a cell that begins with `%%deadline 5`; when it is over, you are told who waited for whom. Any other cell that waits for ever goes on waiting until you interrupt it (*Kernel → Interrupt Kernel*). So if you try something dangerous of your own, write `%%deadline 5` as the first line of the cell.
#
# (**On Windows** a notebook shows only what its own process prints. What the processes that it starts print comes in the terminal in which you started JupyterLab: keep that window beside this one. Cells that begin with `%%program` show everything.)
#
# **You write functions, and `check` tries them.** Where a cell says `raise NotImplementedError`, it is your turn. What your function has to do stands in its docstring, all of it. Run the cell, then the cell `check("…")` below it, as often as you like. A check that fails tells you what it *observed*, what it *expected*, *why* that may be, and where to *look*. Below the check there are two hints, which open on a click.

# %% [markdown]
# ## Your kitchen and another one
#
# First a function call, then a process. A `Process` object is a phone call that you have planned: whom to ask for what. `start()` makes the call, `join()` waits until the friend has finished.
#
# **Guess.** There are two dishes. Which of them is cooked by *this* notebook's pid?

# %% name="guess-who-cooks"
cooked_here = ...  # "soup", "rice", "both" or "neither"

# %% name="call-and-process" tags=["volatile"]
print("This notebook is pid", os.getpid())

cook("soup")

friend = multiprocessing.Process(target=cook, args=("rice",))
friend.start()
friend.join()
print("The friend was pid", friend.pid, "and is finished with exit code", friend.exitcode)
print("your guess:", cooked_here)

# %% [markdown]
# A function call happens in your own process. `start()` asks the operating system for a new one, and the *child* (子进程) calls the function. An exit code of 0 says that it went well.
#
# Note the comma in `args=("rice",)`: the arguments are a tuple, and a tuple of one has a comma.
#
# What do the two ways look like, side by side? **Predict:** you cook soup yourself while a friend makes the rice. Each takes half a second. How long do both take together?

# %% name="guess-together"
seconds_for_both = ...

# %% name="together" tags=["volatile"]
with timeline("soup here, rice there"):
    friend = multiprocessing.Process(target=cook, args=("rice",))
    friend.start()
    cook("soup")
    friend.join()
print("your guess:", seconds_for_both)

# %% [markdown]
# **Investigate.** Two bars, one above the other: two kitchens at work at one moment. How much of the friend's time passed before she began to cook? A process is not free of cost; notebook 01 measures it.
#
# Now the blackboard. Here is one, and a function that writes on it.

# %% module="blackboard"
dishes = []


def add(dish):
    dishes.append(dish)
    print("on this kitchen's board:", dishes, flush=True)


# %% [markdown]
# You add soup yourself and ask a friend to add rice. **Guess** what stands on *your* board at the end.

# %% name="guess-board"
on_my_board = ...

# %% name="two-boards" tags=["volatile"]
import blackboard

blackboard.dishes.clear()
blackboard.add("soup")
friend = multiprocessing.Process(target=blackboard.add, args=("rice",))
friend.start()
friend.join()
print("on my board at the end:", blackboard.dishes)
print("your guess:", on_my_board)

# %% [markdown]
# The friend did write, on a board of her own, which was wiped when her process ended. **Processes share no memory.** Whatever a child changes stays in the child; a list that you hand over arrives as a copy. (Notebook 06 is about memory that *is* shared, on purpose.)
#
# Whether the friend's line says `['soup', 'rice']` or `['rice']` depends on how her process was made. We come to that.

# %% [markdown]
# ## How an answer comes back
#
# So how do you get anything from a child? What the function returns is thrown away. It has to be *sent*, for example through a **queue** (队列): one process puts something in, another takes it out.
#
# Here is a finished program, with the six steps that all programs of this course have. Read it, guess what the cell below it prints, run it.

# %% module="ask_a_friend"
import multiprocessing


# 1. define importable worker: at the left margin of a module
def multiply(spoons, guests, answers):
    """The child's part: put the answer into the queue."""
    answers.put(spoons * guests)


def spoons_for(guests):
    # 2. create channel
    answers = multiprocessing.Queue()
    # 3. start, and 4. feed: here the arguments are all that the child gets
    friend = multiprocessing.Process(target=multiply, args=(3, guests, answers))
    friend.start()
    # 5. collect until the end marker: one answer is all there is
    spoons = answers.get()
    # 6. stop, join, close
    friend.join()
    return spoons


# %% name="guess-spoons"
spoons = ...

# %% name="try-ask-a-friend"
print("spoons of rice:", spoons_for(6))

# %% [markdown]
# `answers.get()` waits until there is something in the queue. If the child never puts anything in, it waits for ever. In a cell of your own that is what `%%deadline` is for. **Decide:** why does `get` stand before `join` here? Leave it in that order; notebook 05 shows what the other one can do to you.

# %% [markdown]
# **Your turn, with help.** The same six steps for several friends, with holes in them. The `...` and the missing lines are yours. Until you are done, the cell behind it complains; it has a deadline of three seconds.

# %% module="clean_vegetables"
import multiprocessing


# 1. define importable worker
def wash(vegetable, answers):
    answers.put(f"clean {vegetable}")


def clean(vegetables):
    # 2. create channel
    answers = multiprocessing.Queue()
    friends = []
    # 3. start, 4. feed
    for vegetable in vegetables:
        friend = multiprocessing.Process(target=wash, args=(vegetable, ...))
        # one line is missing here
        friends.append(friend)
    # 5. collect until the end marker: one answer from each
    cleaned = [answers.get() for friend in friends]
    # 6. stop, join, close
    # two lines are missing here
    return sorted(cleaned)


# %% name="try-clean-vegetables" tags=["raises-exception"]
# %%deadline 3
print(clean(["carrots", "leek"]))

# %% [markdown]
# <details><summary>A finished one</summary>
#
# `args=(vegetable, answers)`, below it `friend.start()`, and in the end `for friend in friends:` with `friend.join()`. The answers come in the order in which they are ready, so they are sorted.
#
# </details>

# %% [markdown]
# ## Exercise first_module
#
# Now without help. Fill in both functions of this module, run the cell, then the check. A child can ask who it is: `multiprocessing.current_process().name` is the name of the process that runs this line, and `os.getpid()` is its number. The name is given by whoever makes the process: `multiprocessing.Process(target=…, args=…, name=…)`.


# %% exercise="first_module" role="solution"
import multiprocessing
import os


def introduce(answers):
    """The child's part: say which process this is.

    answers   a queue

    Puts one tuple into it: the pid and the name of the process that runs this function.
    """
    ### BEGIN SOLUTION
    answers.put((os.getpid(), multiprocessing.current_process().name))
    ### END SOLUTION


def first_module(name):
    """Start one process that runs `introduce`, and return what it says of itself.

    name   the name that the process gets, a str, not empty

    Returns a tuple: the child's pid, and its name. When first_module returns, the child has ended
    and has been joined. It works under every start method.
    """
    ### BEGIN SOLUTION
    answers = multiprocessing.Queue()
    child = multiprocessing.Process(target=introduce, args=(answers,), name=name)
    child.start()
    said = answers.get()
    child.join()
    return said
    ### END SOLUTION


# %% exercise="first_module" role="check"

# %% [markdown] exercise="first_module" role="hint"
# Look at `ask_a_friend`: which of its six steps are the same here? `introduce` is the worker, and all that it is handed is the queue.

# %% [markdown] exercise="first_module" role="hint"
# In `introduce` one line: `answers.put((os.getpid(), …))`, two brackets, because a tuple is *one* thing that is put. In `first_module` make the queue, make the process with `target=introduce, args=(answers,), name=name`, then `start()`, `get()`, `join()`, `return`.

# %% [markdown]
# ## Three ways to make a process
#
# A new kitchen can come to be in three ways, the **start methods** (启动方式):
#
# - `fork`: your kitchen is *copied* as it is, with everything that stands on the board.
# - `spawn`: an empty kitchen is built, from nothing. What is needed is looked up in books.
# - `forkserver`: an empty kitchen is built once, and then *that one* is copied.
#
# Which of them you get if you don't ask depends on the system and on the version of Python:
#
# | | Linux | macOS | Windows |
# |---|---|---|---|
# | Python 3.14 and newer | `forkserver` | `spawn` | `spawn` |
# | Python 3.11 to 3.13 | `fork` | `spawn` | `spawn` |
#
# (This course needs Python 3.11 or newer.)
#
# Many books, and the class notes that this course grew from, say that *a child copies the memory of its parent*. Whoever wrote that had Linux and `fork` in mind, and since Python 3.14 it is not even Linux's default.

# %% name="your-default" tags=["volatile"]
print("Python", sys.version.split()[0], "on", sys.platform)
print("possible here:", multiprocessing.get_all_start_methods())
print("by default:   ", multiprocessing.get_context().get_start_method())

# %% [markdown]
# Let us see all of them. `guests` is 0 when the module is imported. Then you write 6 on your board, and ask a friend what she reads on hers.

# %% module="party"
guests = 0


def read_the_board(answers, as_argument):
    answers.put((guests, as_argument))


# %% [markdown]
# **Guess** the number that the child reads under each method.

# %% name="guess-guests"
guests_under = {"fork": ..., "spawn": ..., "forkserver": ...}

# %% name="three-boards" tags=["volatile"]
import party

party.guests = 6
for method in multiprocessing.get_all_start_methods():
    context = multiprocessing.get_context(method)
    answers = context.Queue()
    friend = context.Process(target=party.read_the_board, args=(answers, party.guests))
    friend.start()
    on_the_board, as_argument = answers.get()
    friend.join()
    print(f"{method:<12} on the board {on_the_board}, as an argument {as_argument}", end="")
    print("   your guess for the board:", guests_under[method])

# %% [markdown]
# A forked child has a copy of your memory, at the moment of `start()`. The others import the module afresh, and there it says `guests = 0`. So a program that relies on the board works on one machine and fails on the next. **Pass in `args` whatever a child needs**: an argument arrives under every start method.
#
# The same holds for queues: a queue in a global is *another* queue in a spawned child. Hand it over.

# %% [markdown]
# ## Why a cell is no book
#
# Now for the book. This is a function in an ordinary cell, no module.


# %% name="a-recipe-on-the-wall"
def cook_from_the_wall(dish):
    print(dish, "is ready", flush=True)


print("cook:              ", cook.__module__)
print("cook_from_the_wall:", cook_from_the_wall.__module__)

# %% [markdown]
# `__main__` is the notebook itself: there is no file of that name. **Guess:** under which start methods does a child find this function? And how would you notice that it did not?

# %% name="guess-the-wall"
found_under = ...
i_would_notice_by = ...

# %% name="cook-from-the-wall" tags=["volatile"]
for method in multiprocessing.get_all_start_methods():
    child = multiprocessing.get_context(method).Process(target=cook_from_the_wall, args=("soup",))
    child.start()
    child.join()
    print(f"{method:<12} exit code {child.exitcode}", flush=True)
print("your guess:", found_under)

# %% [markdown]
# A function travels to a child *by its name*, `__main__.cook_from_the_wall`, and is imported there. A forked child has it already. A spawned one imports its own `__main__`, which is an empty kitchen, and finds nothing on the wall: `AttributeError: Can't get attribute 'cook_from_the_wall'`, or, in the words of Python 3.14, `AttributeError: module '__main__' has no attribute 'cook_from_the_wall'`. The red text was printed by the *child* (on Windows it is in the terminal). Your own program is not troubled by it: no exception arrives, and no `try` can catch one. To the program only the exit code tells.
#
# You may have read that `if __name__ == "__main__":` helps. **Decide** whether it does here, then run.

# %% name="guard-in-a-cell" tags=["volatile"]
if __name__ == "__main__":
    child = multiprocessing.get_context("spawn").Process(target=cook_from_the_wall, args=("soup",))
    child.start()
    child.join()
    print("exit code", child.exitcode)

# %% [markdown]
# It does not: the condition was true before, too. What is missing is the file.
#
# And with a pool of workers (notebook 03), which hires a new worker for each that dies? **Guess**, then run. The cell has a deadline of two seconds, and it will need it: a red text and a picture that explains the hang are what you should see.

# %% name="guess-pool"
what_the_pool_does = ...

# %% name="pool-from-the-wall" tags=["volatile", "raises-exception"]
# %%deadline 2
with multiprocessing.get_context("spawn").Pool(1) as pool:
    print(pool.map(cook_from_the_wall, ["soup"]))

# %% [markdown]
# The worker dies as soon as it reads the order, and the order is lost with it. Another worker is hired, nobody tells the parent, and `map` waits for ever. Without the deadline your notebook would stand still until you interrupt it.
#
# So the functions of this course stand in `%%module` cells, and that is all there is to it. The same holds at home: **put what children run into a `.py` file, at the left margin.** A `lambda`, or a function inside of a function, is a recipe on the wall as well.

# %% [markdown]
# ## Programs
#
# Outside of notebooks you write scripts: files that somebody starts. A script has one trap of its own, and you need to see it once.
#
# A cell that begins with `%%program feast` is not imported here. It runs as the script `feast.py`, in a Python of its own, once under each start method, for four seconds at most. **Guess** which runs go well, and what goes wrong in the others.

# %% name="guess-feast"
goes_well_under = ...

# %% name="feast" tags=["volatile"]
# %%program feast
import multiprocessing


def cook(dish):
    print(dish, "is ready", flush=True)


friend = multiprocessing.Process(target=cook, args=("soup",))
friend.start()
friend.join()
print("exit code", friend.exitcode)

# %% [markdown]
# Under `spawn` and `forkserver` the child has to find `cook`, so it imports the script, from the first line to the last. Among them are the lines that start a process. The friend opens the book at page one and does what it says there: *phone a friend*. Python notices and stops her: `RuntimeError: An attempt has been made to start a new process before …` (In newer versions it is the fork server who opens the book, and who is stopped; then the caller hears `Connection reset`.)
#
# The cure is a line that says: what follows is for the one who was started, not for those who only look something up. In the script that somebody runs, `__name__` is `"__main__"`; in a child that imports it, it is not. **Modify** the cell above: put this line in front of the last four, indent them, and run it again.
#
# ```python
# if __name__ == "__main__":
# ```
#
# It is called the **main guard**, and since Python 3.14 it is needed on Linux as well.

# %% [markdown]
# ## Bug clinic
#
# Two patients. For each of them: read, guess the symptom, run, find the *cause*, then mend the cell and run it again.
#
# ### Patient 1: the book that is read too often
#
# A guard is there, and every run goes well. But it takes longer than it should.

# %% name="patient-1" tags=["volatile"]
# %%program patient_1
import multiprocessing
import time

print("reading the book ...", flush=True)
time.sleep(0.3)


def cook(dish):
    print(dish, "is ready", flush=True)


if __name__ == "__main__":
    for dish in ("soup", "rice"):
        friend = multiprocessing.Process(target=cook, args=(dish,))
        friend.start()
        friend.join()

# %% [markdown]
# **Count** how often the book is read under each method.
#
# <details><summary>Cause and cure</summary>
#
# Whatever stands at the left margin runs again in each process that imports the script: under `spawn` in each child, under `forkserver` in each child as well or, in newer versions of Python, once in the fork server. A large file would be read again, too, and a connection opened again. At the left margin there should be imports, constants and definitions. Everything else belongs under the guard, or into a function that is called from there.
#
# </details>
#
# ### Patient 2: on the author's machine it works
#
# "For six guests", it says. At least under one of the methods.

# %% name="patient-2" tags=["volatile"]
# %%program patient_2
import multiprocessing

guests = 0


def cook(dish, answers):
    answers.put(f"{dish} for {guests}")


if __name__ == "__main__":
    guests = 6
    answers = multiprocessing.Queue()
    friend = multiprocessing.Process(target=lambda: cook("soup", answers))
    friend.start()
    print(answers.get())
    friend.join()

# %% [markdown]
# <details><summary>Cause and cure</summary>
#
# There are two. The lambda has no name that could be imported: `target=cook, args=("soup", answers)`. When that is mended, the program runs everywhere, and says *for 0* under two of the methods: `guests = 6` was written on the parent's board. Hand it over, too.
#
# </details>

# %% [markdown]
# ## Exit ticket: run_portably
#
# Every notebook ends with a small exercise that has hidden checks only: you hand it in, and the grader tells you what it thinks. You have seen all that this one needs.
#
# Somebody has written this program:
#
# ```python
# import multiprocessing
#
# guests = 0
# answers = multiprocessing.Queue()
#
# def run_portably(dishes, number):
#     global guests
#     guests = number
#
#     def cook(dish):
#         answers.put((dish, f"{dish} for {guests}"))
#
#     for dish in dishes:
#         multiprocessing.Process(target=cook, args=(dish,)).start()
#     return dict(answers.get() for dish in dishes)
#
# print(run_portably(["soup", "rice"], 6))
# ```
#
# It runs under `fork` and nowhere else. Write it anew, so that it runs everywhere. Below your cell there is one that tries it as a program, under each start method.


# %% exercise="run_portably" role="solution"
import multiprocessing


def cook(dish, guests, answers):
    """The child's part. You may give it other parameters, or write another function."""
    ### BEGIN SOLUTION
    cooked = f"{dish} for {guests}"
    answers.put((dish, cooked))
    ### END SOLUTION


def run_portably(dishes, guests):
    """Have each dish cooked in a child process, and return what came of it.

    dishes   a list of different texts, perhaps empty
    guests   an int

    Returns a dict from each dish to a text: "soup" to "soup for 6" if there are 6 guests. The
    order of the dict is free. The texts are put together in child processes, not in the one that
    calls this function. How many children there are is free, too: one may cook several dishes,
    and they may work at the same time or one after the other. When it returns, all its processes
    have ended and have been joined. It works under every start method, and never asks for fork,
    which not every system has.
    """
    ### BEGIN SOLUTION
    answers = multiprocessing.Queue()
    friends = [
        multiprocessing.Process(target=cook, args=(dish, guests, answers)) for dish in dishes
    ]
    for friend in friends:
        friend.start()
    cooked = dict(answers.get() for _ in friends)
    for friend in friends:
        friend.join()
    return cooked
    ### END SOLUTION


def main():
    """The program. Prints run_portably(["soup", "rice"], 6), a dict on one line, and nothing else.

    Somebody has to call it: when this file is run as a script, under every start method, that
    one line is printed, once. When the file is imported, nothing is printed and no process is
    started. So some lines are missing below this function.
    """
    ### BEGIN SOLUTION
    print(run_portably(["soup", "rice"], 6))


if __name__ == "__main__":
    main()
    ### END SOLUTION


# %% exercise="run_portably" role="check"

# %% name="try-run-portably" tags=["volatile"]
# %program run_portably

# %% [markdown] exercise="run_portably" role="hint"
# Three things tie the old program to `fork`: a function that can't be imported, and two things on the parent's blackboard. A fourth one is that it starts itself when somebody imports it.

# %% [markdown] exercise="run_portably" role="hint"
# `cook` stands at the left margin and gets dish, guests and answers as arguments. The queue is made inside `run_portably`. Keep the processes in a list, so that you can join them at the end. And the last two lines of the file are `if __name__ == "__main__":` and, indented, `main()`.

# %% [markdown]
# ## Handing in
#
# Save the notebook and hand in this one file, under the name that it has. If your course works with nbgrader, its *Assignments* list does that for you. The files that `%%module` has written beside it are not needed: the grader takes your modules out of the cells. Nor do outputs count, so it does no harm to leave a cell unrun.
#
# The grader runs your functions under all three start methods, with other inputs than `check`, and each exercise by itself: one that hangs costs no other. You get back a page that says of each check what was observed and what was expected, with a picture of that very run.
#
# What you break you can mend: *Kernel → Restart Kernel* forgets everything but what stands in the cells.

# %% [markdown]
# ## What the class notes said, and what you saw
#
# | the notes | what is so | where you saw it |
# |---|---|---|
# | a child copies the space of its parent | under `fork` only | Three ways to make a process |
# | on Linux processes are forked | by default `forkserver` since Python 3.14 | Three ways to make a process |
# | parent and child run on their own and don't affect each other | no memory is shared; answers have to be sent | Your kitchen and another one |
# | (no example has a main guard) | needed with `spawn` and `forkserver`, so everywhere | Programs |

# %% [markdown]
# ## Terms
#
# | English | 中文 | here |
# |---|---|---|
# | process | 进程 | a running program with memory of its own |
# | parent process, child process | 父进程, 子进程 | who starts, and who was started |
# | pid | 进程号 | the number that the system gave a process |
# | module | 模块 | a `.py` file that can be imported |
# | to start, to join | 启动, 等待 | to make a process; to wait for its end |
# | exit code | 退出码 | how a process ended: 0 is well |
# | argument | 参数 | what is handed to a function |
# | queue | 队列 | a channel through which processes send things |
# | start method | 启动方式 | how a process is made: fork, spawn, forkserver |
# | main guard | 主程序保护 | `if __name__ == "__main__":` |
# | deadline | 时限 | the time after which a cell is stopped |
# | to hang | 卡住 | to wait for something that will never come |

# %% [markdown]
# ## Where to go on
#
# The notebooks follow one another, and 01 comes next.

# %% name="where-to-go-on" tags=["volatile"]
progress()
