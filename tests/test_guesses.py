"""What a lesson shows where no guess was made."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from course import guesses
from course.guesses import NONE_YET

SOURCES = sorted((Path(__file__).resolve().parent.parent / "source").glob("*.py"))


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[InteractiveShell]:
    """A fresh IPython in which guesses are looked after."""
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    config = Config({"HistoryManager": {"enabled": False}})
    shell = InteractiveShell(config=config, colors="nocolor")
    guesses.load(shell)
    yield shell
    shell.restore_sys_module_state()


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("a = ...\nprint('your guess:', a)", "your guess: (none yet: write one above)"),
        ("a = ...  # 'yes' or 'no'\nprint(f'{a}')", "(none yet: write one above)"),
        ("a = ...\nprint(f'{a:>30}|')", "   (none yet: write one above)|"),
        ("a, b = ..., 3\nprint(a, b)", "(none yet: write one above) 3"),
        ("a = {'x': ..., 'y': 2}\nprint(a)", "{'x': (none yet: write one above), 'y': 2}"),
        ("a = 'in the child'\nprint('your guess:', a)", "your guess: in the child"),
    ],
)
def test_a_guess_that_was_not_made_invites_one(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str], cell: str, shown: str
) -> None:
    """In every form in which the lessons ask for guesses; one that was made is shown as it is."""
    assert shell.run_cell(cell).success
    assert capsys.readouterr().out == f"{shown}\n"


def test_what_is_no_guess_stays(shell: InteractiveShell) -> None:
    """In a function, a subscript, a call and a lambda `...` is Python's own."""
    cell = (
        "class Asked:\n"
        "    def __getitem__(self, key):\n"
        "        kept = ...\n"
        "        return key, kept\n"
        "got = Asked()[..., 0]\n"
        "called = type(...)\n"
        "made = (lambda: ...)()\n"
        "bodies = [lambda: ..., 2]\n"
    )
    assert shell.run_cell(cell).success
    names = shell.user_ns
    assert names["got"] == ((..., 0), ...)
    assert names["called"] is type(...)
    assert names["made"] is ...
    assert names["bodies"][0]() is ...


def test_there_is_one_in_every_process() -> None:
    """A guess may be sent to a child, which shows it as the parent would."""
    assert pickle.loads(pickle.dumps(NONE_YET)) is NONE_YET


def test_loading_twice_is_as_good_as_once(shell: InteractiveShell) -> None:
    """And after unloading `...` is Python's own again."""
    before = len(shell.ast_transformers)
    guesses.load(shell)
    assert len(shell.ast_transformers) == before
    guesses.unload(shell)
    guesses.unload(shell)
    shell.run_cell("a = ...")
    assert shell.user_ns["a"] is ...


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_every_lesson_can_tell_where_you_are(source: Path) -> None:
    """The first notebook and the page for students say that `progress()` works in all of them."""
    assert "from course import check, progress, timeline\n" in source.read_text(encoding="utf-8")
