"""`%%module`: which cell is which module, and what running such a cell does."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

import course
from course import module_magic, topics
from course.modules import (
    ModuleNameError,
    check_name,
    module_text,
    modules_in,
    parse_cell,
)

ROOT = Path(__file__).resolve().parent.parent


def notebook(*cells: str, kind: str = "code") -> dict[str, object]:
    return {
        "cells": [
            {"cell_type": kind, "source": source, "id": f"cell-{n}"}
            for n, source in enumerate(cells)
        ]
    }


# ── which cell is which module ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "source",
    [
        "%%module word_count\nx = 1",
        "%%module word_count\r\nx = 1\r\n",
        "\ufeff%%module word_count\nx = 1",
        "%%module\tword_count\t\nx = 1",
        "%%module   word_count   # the second exercise\nx = 1",
        "  %%module word_count\n  x = 1",
    ],
)
def test_a_module_cell_is_read_however_it_was_typed(source: str) -> None:
    """Line ends, tabs, a byte order mark, a comment and an indentation make no difference."""
    parsed = parse_cell(source)
    assert parsed is not None
    name, body = parsed
    assert (name, body.rstrip()) == ("word_count", "x = 1")


def test_blank_lines_before_the_magic_keep_their_place() -> None:
    """A line of the file is the same line of the cell, wherever the magic stands."""
    source = "\n  \n%%module word_count\na = 1\n\nb = 2\n"
    lines = module_text("word_count", source).split("\n")
    assert (lines[3], lines[5]) == ("a = 1", "b = 2")
    assert lines[0].startswith("#")


@pytest.mark.parametrize(
    "source",
    [
        "",
        "\n\n",
        "x = 1\n%%module word_count",
        "# %%module word_count\nx = 1",
        "%%modules word_count\nx = 1",
        "%%Module word_count\nx = 1",
        "%module word_count",
        "%%module?",
        "%%time\n%%module word_count",
    ],
)
def test_other_cells_are_no_modules(source: str) -> None:
    """Only the magic itself, on the first line with anything on it, makes a module."""
    assert parse_cell(source) is None


def test_white_space_inside_of_strings_is_kept() -> None:
    """A line of blanks in a docstring stays as it is."""
    source = '%%module word_count\ntext = """\n    \n"""'
    assert "\n    \n" in module_text("word_count", source)


@given(st.text() | st.text().map(lambda text: f"%%module name\n{text}"))
def test_any_cell_can_be_asked(source: str) -> None:
    """No text of a cell is an error, and no line of a module moves."""
    text = module_text("name", source)
    plain = source.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    assert text.split("\n")[1:2] == plain.rstrip("\n").split("\n")[1:2] or "\n" not in plain.strip(
        "\n"
    )


def test_the_last_cell_of_a_name_wins() -> None:
    """As when the notebook is run from top to bottom."""
    found = modules_in(notebook("%%module a\nx = 1", "%%module b\n", "%%module a\nx = 2"))
    assert [(module.name, module.cell_index) for module in found.values()] == [("b", 1), ("a", 2)]
    assert "x = 2" in found["a"].text
    assert found["a"].cell_id == "cell-2"


def test_only_code_cells_with_a_possible_name_count() -> None:
    """What raises in the notebook, or is no code, is no module."""
    assert modules_in(notebook("%%module os\n", "%%module\n", "%%module a b\n")) == {}
    assert modules_in(notebook("%%module a\n", kind="markdown")) == {}


def test_a_source_of_several_strings_is_one_cell() -> None:
    """The notebook format allows a list of lines."""
    cells = [{"cell_type": "code", "source": ["%%module a\n", "x = 1"]}]
    assert "x = 1" in modules_in({"cells": cells})["a"].text


# ── names ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["word_count", "词频", "mine2", "_helper", "test_mine"])
def test_a_good_name_is_accepted(name: str) -> None:
    """Any identifier that is nobody else's, in any script."""
    check_name(name)


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("", "names no module"),
        ("../x", "letters, digits"),
        ("a b", "letters, digits"),
        ("2nd", "letters, digits"),
        ("word_count.py", "letters, digits"),
        ("a.b", "letters, digits"),
        ("ｏｓ", "letters, digits"),
        ("x" * 300, "too long"),
        ("class", "word of the Python language"),
        ("__main__", "belong to Python"),
        ("con", "Windows"),
        ("NUL", "Windows"),
        ("com1", "Windows"),
        ("os", "Python's own module"),
        ("multiprocessing", "Python's own module"),
        ("this", "Python's own module"),
        ("course", "this course needs"),
        ("autograder", "this course needs"),
        ("pytest", "this course needs"),
        ("scenarios", "this course needs"),
        ("nbformat", "installed package"),
    ],
)
def test_a_bad_name_is_refused_with_a_reason_and_a_next_step(name: str, because: str) -> None:
    """The message says what is wrong with the name, and what to do."""
    with pytest.raises(ModuleNameError, match=because) as refused:
        check_name(name)
    assert "Take " in str(refused.value) or "Write " in str(refused.value)


@pytest.mark.parametrize(
    "name", ["word count.py", "os", "class", "con", "2nd try", "__main__", "!"]
)
def test_the_name_that_a_refusal_offers_can_be_taken(name: str) -> None:
    """The example in the message is itself a possible name."""
    with pytest.raises(ModuleNameError) as refused:
        check_name(name)
    offered = str(refused.value).rsplit("%%module ", 1)[1].rstrip("`.")
    check_name(offered)


def test_what_is_installed_beside_the_grader_is_no_reason() -> None:
    """In the grader, a student's module may be called as a package that only the grader has."""
    with pytest.raises(ModuleNameError):
        check_name("nbconvert")
    check_name("nbconvert", installed=False)


# ── running a cell ─────────────────────────────────────────────────────────────────────────

Run = Callable[[str], None]


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[InteractiveShell]:
    """A fresh IPython in a folder of its own, with the magic."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / ".ipython"))
    monkeypatch.setattr(sys, "path", list(sys.path))
    before = set(sys.modules)
    config = Config({"HistoryManager": {"enabled": False}})
    shell = InteractiveShell(config=config, colors="nocolor")
    module_magic.load(shell)
    yield shell
    shell.restore_sys_module_state()
    for name in set(sys.modules) - before:
        if str(tmp_path) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]


def good(shell: InteractiveShell, *cells: str) -> None:
    for cell in cells:
        assert shell.run_cell(cell, store_history=True).success


def test_a_cell_becomes_a_file_and_its_names_can_be_used(
    shell: InteractiveShell, tmp_path: Path
) -> None:
    """The file is UTF-8, whatever the platform prefers, and nothing else is left beside it."""
    good(shell, "%%module greet\ndef greet():\n    return '你好'\n", "said = greet()")
    assert shell.user_ns["said"] == "你好"
    assert "你好" in (tmp_path / "greet.py").read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.glob("*") if path.is_file()] == ["greet.py"]


@pytest.mark.parametrize("before", ["", "\n\n", "\ufeff", "  \n"])
def test_the_file_is_what_the_grader_reads_from_the_cell(
    shell: InteractiveShell, tmp_path: Path, before: str
) -> None:
    """One rule on both sides, down to the byte: also where IPython alone would strip lines."""
    cell = f'{before}%%module\tgreet  # mine\ntext = """\n    \n"""\n'
    good(shell, cell)
    assert (tmp_path / "greet.py").read_text() == modules_in(notebook(cell))["greet"].text


def test_private_names_stay_in_the_module(shell: InteractiveShell) -> None:
    """What `from module import *` would bring, and no more."""
    good(shell, "%%module greet\n_hidden = 1\nshown = 2\n")
    assert "shown" in shell.user_ns
    assert "_hidden" not in shell.user_ns


def test_a_name_that_is_gone_from_the_cell_is_gone_from_the_notebook(
    shell: InteractiveShell,
) -> None:
    """Otherwise a notebook would work until its kernel is restarted."""
    good(shell, "%%module greet\nold = kept = 1\n", "kept = 'mine'", "%%module greet\nnew = 2\n")
    assert "old" not in shell.user_ns
    assert shell.user_ns["kept"] == "mine"
    assert shell.user_ns["new"] == 2


def test_a_child_imports_what_the_cell_says_now(shell: InteractiveShell, tmp_path: Path) -> None:
    """Also when the edit kept the size and came within the second, which deceives Python."""
    command = [sys.executable, "-c", "import greet; print(greet.number)"]
    for number in (1, 2, 3):
        good(shell, f"%%module greet\nnumber = {number}\n")
        done = subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True
        )
        assert done.stdout == f"{number}\n"


def test_modules_that_import_it_are_imported_again(shell: InteractiveShell) -> None:
    """Otherwise forked children would run other code than spawned ones."""
    good(
        shell,
        "%%module base\ndef f():\n    return 'old'\n",
        "%%module middle\nfrom base import f\n",
        "%%module top\nimport middle\ndef g():\n    return middle.f()\n",
        "%%module base\ndef f():\n    return 'new'\n",
        "said = g(), f()",
    )
    assert shell.user_ns["said"] == ("new", "new")


def test_a_syntax_error_names_the_cells_line_and_leaves_the_last_good_file(
    shell: InteractiveShell, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The learner reads the line of the cell, and no line of ours."""
    good(shell, "%%module greet\nnumber = 1\n")
    capsys.readouterr()
    result = shell.run_cell("\n%%module greet\nnumber = 2\ndef oops(:\n    pass\n")
    shown = capsys.readouterr().out
    assert not result.success
    assert "Cell %%module greet, line 4:" in shown
    assert "def oops(:" in shown
    assert "SyntaxError" in shown
    assert "greet.py is as before" in shown
    assert "module_magic" not in shown
    assert "number = 1" in (tmp_path / "greet.py").read_text()
    assert shell.user_ns["number"] == 1


def test_an_exception_at_import_shows_the_modules_own_lines(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    """With its own type, its own line, and none of our frames."""
    result = shell.run_cell("%%module greet\nnumber = 1\nnumber / 0\n")
    shown = capsys.readouterr().out
    assert isinstance(result.error_in_exec, ZeroDivisionError)
    assert "greet.py:3" in shown
    assert "module_magic" not in shown
    assert "importlib" not in shown


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("%%module os\nx = 1\n", "would hide Python's own module 'os'"),
        ("%%module\nx = 1\n", "names no module"),
        ("%%module {name}\nx = 1\n", "letters, digits"),
        ("%%module greet\nraise SystemExit(3)\n", "ends the program"),
        ("%%module greet\nx = '\udc80'\n", "Line 2 of the cell"),
        ("%%module greet\nx = '\0'\n", "null bytes"),
        ("%%module greet\nx = " + "(" * 500 + "\n", "SyntaxError"),
        ("%%module packaged\nx = 1\n", "Rename the folder"),
        ("# mine\n%%module greet\nx = 1\n", "has to be the first line of its cell"),
    ],
)
def test_what_cannot_be_a_module_is_refused_in_a_line_or_two(
    shell: InteractiveShell,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    cell: str,
    said: str,
) -> None:
    """A short message, and no traceback of ours."""
    (tmp_path / "packaged").mkdir()
    (tmp_path / "packaged" / "__init__.py").touch()
    result = shell.run_cell(cell)
    captured = capsys.readouterr()
    assert not result.success
    assert said in captured.out + captured.err
    assert "module_magic" not in captured.out + captured.err
    assert len((captured.out + captured.err).splitlines()) <= 6


def test_a_notebook_that_moves_away_still_saves_beside_itself(
    shell: InteractiveShell, tmp_path: Path
) -> None:
    """The folder is that of the first moment, not of `os.chdir`."""
    (tmp_path / "elsewhere").mkdir()
    good(shell, "import os; os.chdir('elsewhere')", "%%module greet\nnumber = 1\n", "number")
    assert (tmp_path / "greet.py").exists()


def test_what_was_saved_is_known(shell: InteractiveShell, tmp_path: Path) -> None:
    """`check` compares the cell with the file beside the notebook."""
    good(shell, "%%module greet\nnumber = 1\n")
    saved = module_magic.saved_modules(shell)["greet"]
    assert saved.path == tmp_path / "greet.py"
    assert saved.text == saved.path.read_text()


def test_loading_twice_is_as_good_as_once_and_unloading_takes_the_magic_away(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    """`%reload_ext course` is what a learner tries when something is odd."""
    transformers = len(shell.input_transformers_cleanup)
    module_magic.load(shell)
    assert len(shell.input_transformers_cleanup) == transformers
    good(shell, "%%module greet\nnumber = 1\n")
    module_magic.unload(shell)
    module_magic.unload(shell)
    assert not shell.run_cell("%%module greet\nnumber = 1\n").success
    assert module_magic.saved_modules(shell) == {}


# ── the package ────────────────────────────────────────────────────────────────────────────


def python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(ROOT), "PATH": "", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_package_is_light() -> None:
    """The driver and every spawned child import it: outside of IPython, too."""
    done = python(
        "import sys, course, course.modules, course.topics\n"
        "heavy = {'IPython', 'pytest', 'psutil', 'nbformat', 'matplotlib', 'multiprocessing'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")


@pytest.mark.parametrize("name", ["check", "timeline"])
@pytest.mark.parametrize("first", ["import course", "import course.check, course.timeline"])
def test_what_lessons_import_is_never_a_module(first: str, name: str) -> None:
    """Each has the name of the module in which it lives; whoever imports that one first."""
    done = python(f"{first}\nfrom course import {name}\nprint(callable({name}))")
    assert done.stdout == "True\n", done.stderr


def test_no_other_name_is_made_up() -> None:
    """A typing error is an AttributeError, as with any module."""
    with pytest.raises(AttributeError, match="chek"):
        course.chek  # noqa: B018


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_the_environment_can_choose_the_start_method(method: str) -> None:
    """So that each notebook can be run under each of them."""
    done = python(
        "import course, multiprocessing\n"
        "course._set_start_method(__import__('os').environ[course.START_METHOD])\n"
        "print(multiprocessing.get_start_method())",
        COURSE_START_METHOD=method,
    )
    assert done.stdout == f"{method}\n", done.stderr


def test_a_start_method_that_does_not_exist_is_refused() -> None:
    """The message lists those of this machine."""
    done = python("import course; course._set_start_method('frok')")
    assert "Choose one of" in done.stderr


# ── topics ─────────────────────────────────────────────────────────────────────────────────


def test_ids_are_unique_and_can_be_modules() -> None:
    """An id joins module, cell, checks and bank: it must be good as each of them."""
    ids = [exercise.id for topic in topics.TOPICS for exercise in topic.exercises]
    assert len(ids) == len(set(ids)) >= 28
    for each in ids:
        check_name(each)


@pytest.mark.parametrize("topic", topics.TOPICS, ids=lambda topic: topic.slug)
def test_a_topic_is_complete(topic: topics.Topic) -> None:
    """Points, exit ticket and lookup agree."""
    assert all(2 <= exercise.points <= 5 for exercise in topic.exercises)
    assert topic.exit_ticket in {None, *(exercise.id for exercise in topic.exercises)}
    assert topics.topic(topic.slug) is topic
    for exercise in topic.exercises:
        assert topics.topic_of(exercise.id) is topic
        assert topics.exercise(exercise.id) is exercise


def test_an_unknown_exercise_is_answered_with_the_nearest() -> None:
    """`check("wordcount")` should not cost a look into the manual."""
    with pytest.raises(topics.UnknownExercise, match="Did you mean word_count"):
        topics.topic_of("wordcount")
    with pytest.raises(topics.UnknownTopic, match="03_pool"):
        topics.topic("pools")


def test_a_topic_is_present_when_its_text_is(tmp_path: Path) -> None:
    """Tests and tools go over what is written, so that they are green while more is coming."""
    assert topics.present_topics(tmp_path) == ()
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "05_queue.py").touch()
    assert [topic.slug for topic in topics.present_topics(tmp_path)] == ["05_queue"]
