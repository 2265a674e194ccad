"""`%%module word_count`: saves a notebook's cell as `word_count.py` and imports it afresh.

    cell ─ compile ─ save beside the notebook ─ import afresh ─ names into the notebook
              └ a syntax error stops here: the last good file stays

Children that are spawned import the file, forked ones have the module in memory: after each run
of the cell both hold the same code, which plain `%%writefile` does not achieve. For that the
compiled copy has to go, too: Python trusts it if the source has the same size and was saved in
the same second. Modules from other cells that import this one are imported again as well.

What was saved lives on the shell (`saved_modules`), so a module of ours never holds state.
Loaded by `%load_ext course` only: needs IPython.
"""

from __future__ import annotations

import ast
import functools
import importlib
import importlib.util
import os
import secrets
import sys
import traceback
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import no_var_expand

from course.modules import ModuleNameError, check_name, module_text, parse_cell

_ATTRIBUTE = "course_modules"


@dataclass(frozen=True)
class SavedModule:
    """What the last good run of a module's cell left: the file, its text, and public names."""

    name: str
    path: Path
    text: str
    names: Mapping[str, object] = field(repr=False)


@dataclass
class _Cells:
    """The module cells of one shell. `folder`, the notebook's, stays even if a cell moves away."""

    folder: Path
    saved: dict[str, SavedModule] = field(default_factory=dict)
    run: dict[str, str] = field(default_factory=dict)
    """The text of each module as its cell was last run, with an error or without."""


class ModuleCellError(Exception):
    """A module's cell could not be used. IPython shows the lines of `report`, not our frames."""

    def __init__(self, report: str) -> None:
        super().__init__(report.strip().splitlines()[-1])
        self.report = report

    def _render_traceback_(self) -> list[str]:
        return self.report.splitlines()


def load(shell: InteractiveShell) -> None:
    """Give the shell the magic. Twice is as good as once."""
    if not hasattr(shell, _ATTRIBUTE):
        setattr(shell, _ATTRIBUTE, _Cells(folder=Path.cwd()))
        shell.input_transformers_cleanup.insert(0, _module_cell)
    folder = str(_cells(shell).folder)
    if folder not in sys.path:
        sys.path.insert(0, folder)

    @no_var_expand
    def module(line: str, cell: str) -> None:
        """Save this cell as a Python file beside the notebook, and import it.

        `%%module word_count` makes `word_count.py`, so that processes can import what the
        cell defines. Its public names can be used in the cells that follow.
        """
        run_cell(shell, f"%%module {line}\n{cell}")

    shell.magics_manager.register_function(module, magic_kind="cell", magic_name="module")
    # What stands below the first line is a line magic to IPython, called with one % less.
    shell.magics_manager.register_function(_too_late, magic_kind="line", magic_name="%module")


def _too_late(name: str) -> None:
    raise UsageError(
        f"`%%module {name}` has to be the first line of its cell: move it to the top, above any "
        f"comment, and run the cell again."
    )


def unload(shell: InteractiveShell) -> None:
    """Take the magic away. Files and imported modules stay."""
    if hasattr(shell, _ATTRIBUTE):
        shell.input_transformers_cleanup.remove(_module_cell)
        shell.magics_manager.magics["cell"].pop("module", None)
        shell.magics_manager.magics["line"].pop("%module", None)
        delattr(shell, _ATTRIBUTE)


def saved_modules(shell: InteractiveShell) -> Mapping[str, SavedModule]:
    """The modules that cells of this shell have saved, by name; none if nothing was loaded."""
    return _cells(shell).saved if hasattr(shell, _ATTRIBUTE) else {}


def modules_as_run(shell: InteractiveShell) -> Mapping[str, str]:
    """The text of each module as its cell was last run: what the grader would find.

    After an error in the cell this is not what was saved, or not what was imported.
    """
    return _cells(shell).run if hasattr(shell, _ATTRIBUTE) else {}


def folder_of(shell: InteractiveShell) -> Path:
    """The folder of the notebook, wherever its cells have moved since; it holds the modules."""
    return _cells(shell).folder if hasattr(shell, _ATTRIBUTE) else Path.cwd()


def run_cell(shell: InteractiveShell, source: str) -> None:
    """Run a module's cell, given with its magic line: save, import, and bring in its names.

    Raises UsageError if there can be no such file, ModuleCellError for a syntax error (then
    the file is as before), and whatever the module's own lines raise when they are imported.
    """
    cells = _cells(shell)
    parsed = parse_cell(source)
    name = parsed[0] if parsed else ""
    try:
        check_name(name)
    except ModuleNameError as error:
        raise UsageError(str(error)) from None

    text = module_text(name, source)
    path = cells.folder / f"{name}.py"
    data = _encode(text)
    cells.run[name] = text
    _compile(name, text)
    _save(path, data)

    others = _importers(name, cells.saved)
    _forget([path, *(each.path for each in others)])
    module = _import(shell, path)
    names = _public_names(module)
    _bring_in(shell, cells.saved.get(name), names)
    cells.saved.pop(name, None)
    cells.saved[name] = SavedModule(name, path, text, names)
    print(f"Saved {path.name}: {', '.join(_defined(module, names)) or 'nothing public in it'}")

    for other in others:
        names = _public_names(_import(shell, other.path))
        _bring_in(shell, other, names)
        cells.saved[other.name] = SavedModule(other.name, other.path, other.text, names)


def _cells(shell: InteractiveShell) -> _Cells:
    cells = getattr(shell, _ATTRIBUTE)
    assert isinstance(cells, _Cells)
    return cells


def _module_cell(lines: list[str]) -> list[str]:
    """Input transformer: hand a module's cell to the magic exactly as parse_cell reads it.

    IPython itself stops at a tab behind the magic's name, drops blank lines before it, which
    would move line numbers, and strips white space inside of docstrings.
    """
    parsed = parse_cell("".join(lines))
    if parsed is None:
        return lines
    name, body = parsed
    newline = "\n"  # IPython refuses an empty body before the magic can say something useful
    return [f"get_ipython().run_cell_magic('module', {name!r}, {body or newline!r})\n"]


def _compile(name: str, text: str) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the import says it again, and to the point
            # Under its real name, Python would quote the line from the last good file.
            compile(text, f"<{name}>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ModuleCellError(
            f"{_syntax_report(name, error)}\n"
            f"{name}.py is as before: correct the cell and run it again."
        ) from None


def _syntax_report(name: str, error: BaseException) -> str:
    """Like Python's own, but in terms of the cell. A line of the file is that line of the cell."""
    lines = "".join(traceback.format_exception_only(error)).rstrip().splitlines()
    number = getattr(error, "lineno", None)
    place = f", line {number}" if number else ""
    kept = [line for line in lines if not line.startswith('  File "')]
    return "\n".join([f"Cell %%module {name}{place}:", *kept])


def _encode(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        raise UsageError(
            f"Line {line} of the cell holds a character that no file can hold "
            f"({text[error.start]!a}), perhaps from copying. Delete it and type it anew."
        ) from None


def _save(path: Path, data: bytes) -> None:
    if (path.with_suffix("") / "__init__.py").exists():
        raise UsageError(
            f"A folder {path.stem!r} with an __init__.py lies beside the notebook: Python would "
            f"import it instead of {path.name}. Rename the folder, or take another name."
        )
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with open(beside, "xb") as file:
            file.write(data)
        os.replace(beside, path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise UsageError(
            f"{path.name} could not be saved in {path.parent}: {error.strerror}. "
            f"Is there a folder of that name, or may you not write there?"
        ) from None


def _forget(paths: Iterable[Path]) -> None:
    for path in paths:
        sys.modules.pop(path.stem, None)
        Path(importlib.util.cache_from_source(path)).unlink(missing_ok=True)
    importlib.invalidate_caches()


def _import(shell: InteractiveShell, path: Path) -> ModuleType:
    name = path.stem
    try:
        module = importlib.import_module(name)
    except SyntaxError as error:
        broken = Path(error.filename or path).stem
        raise ModuleCellError(_syntax_report(broken, error)) from None
    except SystemExit as error:
        raise ModuleCellError(
            f"{path.name} ends the program when it is imported: SystemExit({error.code!r}). "
            f"Leave out the call of exit(), or move it into a function."
        ) from None
    except Exception as error:
        _shorten(shell, error, path)
        raise
    found = getattr(module, "__file__", None)
    if found is None or not Path(found).samefile(path):
        raise UsageError(
            f"`import {name}` finds {found}, not the file of this cell. "
            f"Take another name for the module."
        )
    return module


def _shorten(shell: InteractiveShell, error: Exception, path: Path) -> None:
    """Have IPython show the frames from the module's own on, none of ours or the importer's."""
    frames = error.__traceback__
    while frames is not None and frames.tb_frame.f_code.co_filename != str(path):
        frames = frames.tb_next
    shown = shell.InteractiveTB.structured_traceback(type(error), error, frames, tb_offset=0)
    # IPython asks any exception whether it has this method.
    error._render_traceback_ = functools.partial(list, shown)  # type: ignore[attr-defined]


def _public_names(module: ModuleType) -> dict[str, object]:
    """What `from module import *` would bring."""
    everything = vars(module)
    listed = everything.get("__all__")
    if listed is None:
        return {name: value for name, value in everything.items() if not name.startswith("_")}
    return {name: everything[name] for name in listed if name in everything}


def _defined(module: ModuleType, names: Mapping[str, object]) -> list[str]:
    """The public names that the module defines itself, in order; not what it imported."""
    return [
        name
        for name, value in names.items()
        if not isinstance(value, ModuleType)
        and getattr(value, "__module__", module.__name__) == module.__name__
    ]


def _bring_in(
    shell: InteractiveShell, before: SavedModule | None, names: Mapping[str, object]
) -> None:
    """Put the names into the notebook; take out those of the last run that exist no more."""
    for name, value in before.names.items() if before else ():
        if name not in names and shell.user_ns.get(name) is value:
            del shell.user_ns[name]
    shell.user_ns.update(names)


def _importers(name: str, saved: Mapping[str, SavedModule]) -> list[SavedModule]:
    """The saved modules that import `name`, directly or through each other."""
    stale = {name}
    while True:
        more = {each for each in saved if each not in stale and _imports(saved[each].text) & stale}
        if not more:
            return [module for each, module in saved.items() if each in stale - {name}]
        stale |= more


def _imports(text: str) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found
