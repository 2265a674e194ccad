"""`%%program party`: run a cell as a program of its own, under every start method.

    kernel ── a fresh Python for each method ── party.py as __main__ ── whatever it starts
              output of all of them goes into one file, which is read when the program has ended

A notebook's functions can't show what happens to a *script*: a child imports the script that its
parent was started with, and a kernel was started with none. So the cell is saved as a script in a
folder of its own and runs from there, for a few seconds at most. Then its processes are killed,
but for the resource tracker, which tidies up and ends by itself.
"""

from __future__ import annotations

import itertools
import multiprocessing
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from course.run import tree

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

SECONDS = 4.0
"""How long a program may run. Raise it and a hang costs a learner more; lower it and a spawned
child on a busy machine is called one."""
LONGEST = 12
"""Lines shown of one program. A program that starts itself over and over prints without end."""

_START = """\
import multiprocessing, runpy, sys
multiprocessing.set_start_method(sys.argv[1])
path = sys.argv[2]
sys.argv[:] = [path]
runpy.run_path(path, run_name="__main__")
"""
_CHAINED = ("During handling of the above exception", "The above exception was the direct cause")
_FRAME = re.compile(r'  File "(.+)", line (\d+), in ')


@dataclass(frozen=True)
class Ran:
    """What a program printed, and its exit code; None if it had to be stopped."""

    lines: tuple[str, ...]
    status: int | None

    @property
    def ending(self) -> str:
        if self.status is None:
            return "still running, and stopped"
        return f"ended, exit code {self.status}"


def run_program(
    name: str, source: str, method: str, *, folder: Path | None = None, seconds: float = SECONDS
) -> Ran:
    """Run `source` as the script `name`.py under a start method; modules of `folder` are there.

    Blocks for so many seconds at most.
    """
    path = os.pathsep.join(filter(None, [str(folder or Path.cwd()), os.getenv("PYTHONPATH")]))
    environment = os.environ | {"PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"}
    environment["PYTHON_COLORS"] = "0"  # a kernel asks for colours, which would hide the words
    with tempfile.TemporaryDirectory(prefix="program-", ignore_cleanup_errors=True) as stage:
        script = Path(stage, f"{name}.py")
        script.write_text(source, encoding="utf-8", newline="\n")
        with open(Path(stage, "printed"), "w+b") as printed:
            program = subprocess.Popen(
                [sys.executable, "-u", "-c", _START, method, str(script)],
                cwd=stage,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=subprocess.STDOUT,
            )
            status: int | None = None
            try:
                status = program.wait(seconds)
            except subprocess.TimeoutExpired:
                pass  # that it was stopped is what the learner is told
            finally:
                _end(program)
            printed.seek(0)
            text = printed.read().decode("utf-8", "replace")
    return Ran(tuple(_shortened(readable(text.splitlines(), script))), status)


def _end(program: subprocess.Popen[bytes]) -> None:
    if program.poll() is None:
        started = tree.below(program.pid)
        program.kill()
        tree.kill(each for each in started if "resource_tracker" not in each.command())
        program.wait()


def readable(lines: Iterable[str], script: Path) -> list[str]:
    """The lines as they are, but a traceback becomes one: the script's last line, and the error."""
    shown: list[str] = []
    where, state = "", "output"
    for line in lines:
        if line.startswith("Traceback (most recent call last)"):
            where, state = "", "frames"
        elif state == "frames" and line.startswith(" "):
            frame = _FRAME.match(line)
            if frame and Path(frame[1]) == script:
                where = f"{script.name} line {frame[2]}: "
        elif state == "frames":
            shown.append(f"{where}{line.rstrip()}")
            state = "message" if line.rstrip().endswith(":") else "output"
        elif state == "message" and line.strip():
            shown[-1] += f" {line.strip()}"
        elif state in ("message", "rest") and (line.startswith(" ") or not line.strip()):
            state = "message" if shown and shown[-1].endswith(":") else "rest"
        elif line.startswith(_CHAINED):
            while shown and not shown.pop():
                pass  # the error before: it was caught, and led to the next one
            state = "rest"
        elif "resource_tracker: " in line:
            state = "rest"  # of what was killed: none of the learner's business
        elif line.startswith("when serializing "):
            continue  # where in an object it stood; Python 3.14 says so after the error
        elif not re.fullmatch(r"Process \S+:", line):
            state = "output"
            shown.append(line)
    return shown


def _shortened(lines: list[str]) -> list[str]:
    """Equal neighbours become one line with a number, and no more than LONGEST are left."""
    groups = [(line, len(list(same))) for line, same in itertools.groupby(lines)]
    shown = [line if count == 1 else f"{line}   ({count} times)" for line, count in groups]
    if len(shown) > LONGEST:
        shown[LONGEST:] = [f"... and {len(shown) - LONGEST} lines more"]
    return shown


def load(shell: InteractiveShell) -> None:
    """Give the shell `%%program`."""
    from IPython.core.error import UsageError
    from IPython.core.magic import no_var_expand

    from course.module_magic import folder_of

    @no_var_expand
    def program(line: str, cell: str | None = None) -> None:
        """Run a script of its own, under every start method, or under those named.

        `%%program party` takes this cell as the script `party.py`. `%program word_count` takes
        what the cell `%%module word_count` has saved. `%%program party spawn` runs it under spawn
        alone. A program that does not end is stopped after four seconds.
        """
        known = multiprocessing.get_all_start_methods()
        name, *methods = line.split() or [""]
        if not name.isidentifier() or not set(methods) <= set(known):
            raise UsageError(
                f"%program {line}: give the script a name and, if you like, some of the start "
                f"methods {', '.join(known)}, as in %%program party spawn"
            )
        folder = folder_of(shell)
        saved = folder / f"{name}.py"
        if cell is None and not saved.is_file():
            raise UsageError(f"There is no {saved.name} yet: run the cell %%module {name} first.")
        source = saved.read_text(encoding="utf-8") if cell is None else f"# {name}.py\n{cell}"
        for method in methods or known:
            ran = run_program(name, source, method, folder=folder)
            print(f"--- {method}", *ran.lines, f"=== {ran.ending}", sep="\n", flush=True)

    shell.magics_manager.register_function(program, magic_kind="line_cell", magic_name="program")
