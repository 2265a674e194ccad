"""Reading what was handed in: whatever the file is, an answer, and nothing of it is run."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.submission import Submission, SubmissionError, read_submission

SOLUTION = "%%module count_primes\ndef count_primes(limits, processes=2):\n    return []\n"


def code(source: object, grade_id: object = None, kind: str = "code") -> dict[str, Any]:
    cell: dict[str, Any] = {"cell_type": kind, "metadata": {}, "source": source}
    if kind == "code":
        cell |= {"outputs": [], "execution_count": None}
    if grade_id is not None:
        cell["metadata"]["nbgrader"] = {"grade_id": grade_id}
    return cell


def as_json(*cells: object, **frame: object) -> str:
    notebook = {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook | frame)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "03_pool.ipynb"


def read(file: Path, *cells: object, **frame: object) -> Submission:
    file.write_text(as_json(*cells, **frame), encoding="utf-8")
    return read_submission(file)


# ── files that are no notebook ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"\0\0\0", "not a notebook"),
        (b"print('hello')", "not a notebook"),
        (b"<html>", "not a notebook"),
        (as_json(code(SOLUTION)).encode()[:-30], "not a notebook"),
        (b"[" * 100_000, "not a notebook"),
        (b'{"a":' * 100_000, "not a notebook"),
        (b"1" * 10_000, "not a notebook"),
        (b"[]", "no cells"),
        (b"null", "no cells"),
        (b"{}", "no cells"),
        (b'{"cells": null}', "no list of cells"),
        (b'{"cells": {}}', "no list of cells"),
        (as_json(nbformat=99).encode(), "format 99"),
        (as_json(nbformat="four").encode(), "format four"),
        (as_json(nbformat=[4]).encode(), "format"),
        (b'{"nbformat": 3, "worksheets": 7}', "cannot be converted"),
        (b'{"nbformat": 3, "worksheets": [{"cells": [{"cell_type": 1}]}]}', "cannot be converted"),
    ],
)
def test_a_file_that_is_no_notebook_is_refused_with_a_next_step(
    file: Path, data: bytes, said: str
) -> None:
    """The message names the file, what is wrong with it, and what to do."""
    file.write_bytes(data)
    with pytest.raises(SubmissionError, match=said) as refused:
        read_submission(file)
    assert str(refused.value).startswith("03_pool.ipynb: ")
    assert "hand it in again" in str(refused.value)


def test_a_huge_file_is_refused_before_it_is_read(file: Path) -> None:
    """200 MB, and a terabyte with nothing in it, cost no memory."""
    for size in (200_000_000, 10**12):
        with open(file, "wb") as sparse:
            sparse.truncate(size)
        with pytest.raises(SubmissionError, match="MB are allowed"):
            read_submission(file)


def test_a_file_of_very_many_cells_or_words_is_refused(file: Path) -> None:
    """Whatever comes behind it, nbgrader's pages too, would take minutes for such a file."""
    with pytest.raises(SubmissionError, match="300,000 cells; 2,000 are allowed"):
        read(file, *({},) * 300_000)
    with pytest.raises(SubmissionError, match="characters; 1,000,000 are allowed"):
        read(file, *(code("x" * 100_000),) * 11)
    sheets = [{"cells": [{"cell_type": "code", "input": "1"}] * 3000}]
    file.write_text(json.dumps({"nbformat": 3, "worksheets": sheets}))
    with pytest.raises(SubmissionError, match="3,000 cells"):
        read_submission(file)


def test_what_stands_beside_the_cells_is_not_kept(file: Path) -> None:
    """Half a million lists that no notebook has cost no more than to read past them."""
    found = read(file, code(SOLUTION), more=[[]] * 500_000)
    assert list(found.modules) == ["count_primes"]


def test_a_module_of_very_many_words_costs_its_own_exercise(file: Path) -> None:
    """Python would take gigabytes to read it."""
    found = read(file, code("%%module count_primes\n" + "x = 1\n" * 50_000), code("%%module b\n"))
    assert list(found.modules) == ["b"]
    (problem,) = [each for each in found.problems if each.exercise == "count_primes"]
    assert "100,000 are allowed" in str(problem)


def test_a_link_is_refused(file: Path, tmp_path: Path) -> None:
    """It could lead to somebody else's solution."""
    real = tmp_path / "real.ipynb"
    real.write_text(as_json(code(SOLUTION)))
    file.symlink_to(real)
    with pytest.raises(SubmissionError, match="is a link"):
        read_submission(file)


def test_what_is_no_file_is_refused(file: Path) -> None:
    """A pipe would block for ever. What isn't there at all is no fault of the submission's."""
    with pytest.raises(FileNotFoundError):
        read_submission(file)
    os.mkfifo(file)
    with pytest.raises(SubmissionError, match="not a file"):
        read_submission(file)
    file.unlink()
    file.mkdir()
    with pytest.raises(SubmissionError, match="not a file"):
        read_submission(file)


def test_a_notebook_of_something_else_is_refused(tmp_path: Path) -> None:
    """By its name it is no topic, and no cell is an exercise's."""
    with pytest.raises(SubmissionError, match="no notebook of this course"):
        read(tmp_path / "holiday.ipynb", code("1 + 1"))


# ── files that can be read nevertheless ────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "data",
    [
        as_json(code(SOLUTION)).encode("utf-8-sig"),
        as_json(code(SOLUTION)).encode("utf-16"),
        as_json(code(SOLUTION)).replace("\n", "\r\n").encode(),
        as_json(code(SOLUTION.replace("\n", "\r\n"))).encode(),
        as_json(code(SOLUTION.splitlines(keepends=True))).encode(),
        as_json(code("\n\ufeff" + SOLUTION), code("\ufeff" + SOLUTION)).encode(),
        as_json(code(SOLUTION), metadata=None).encode(),
        as_json(code(SOLUTION), nbformat_minor="x").encode(),
        as_json(code(SOLUTION) | {"metadata": []}).encode(),
        as_json(code(SOLUTION) | {"id": {}}).encode(),
        as_json(code(SOLUTION) | {"outputs": 3, "execution_count": "x"}).encode(),
        as_json(code(SOLUTION, grade_id=["x"])).encode(),
        as_json(code(SOLUTION), 1, None, [], {}, {"cell_type": 7}, code(7), code(None)).encode(),
    ],
)
def test_damage_that_does_not_matter_is_read_over(file: Path, data: bytes) -> None:
    """What the solution is can be seen, so it is judged."""
    file.write_bytes(data)
    assert "def count_primes" in read_submission(file).modules["count_primes"].text


def test_a_notebook_of_format_3_is_read(file: Path) -> None:
    """As an old Jupyter saves it."""
    old = nbformat.v3.new_notebook(
        worksheets=[nbformat.v3.new_worksheet(cells=[nbformat.v3.new_code_cell(input=SOLUTION)])]
    )
    file.write_text(json.dumps(old))
    assert "def count_primes" in read_submission(file).modules["count_primes"].text


def test_latin_1_and_surrogates_are_read_and_told(file: Path) -> None:
    """The reader may have got a character wrong, and says so."""
    text = as_json(code(SOLUTION + "# Größe")).encode().decode("unicode_escape")
    file.write_bytes(text.replace("\n", "\\n").encode("latin-1"))
    found = read_submission(file)
    assert "Größe" in found.modules["count_primes"].text
    assert any("Latin-1" in str(finding) for finding in found.notices)

    found = read(file, code(SOLUTION + "# \ud800"))
    assert "count_primes" in found.modules
    assert any("surrogates" in str(finding) for finding in found.notices)


def test_a_cell_that_no_python_reads_costs_only_itself(file: Path) -> None:
    """A NUL makes no module; the other exercises are judged."""
    found = read(file, code(SOLUTION), code("%%module word_count\nx = '\0'\n"))
    assert list(found.modules) == ["count_primes"]
    assert [str(problem)[:20] for problem in found.problems] == ["Cell 2: line 2 holds"]
    assert found.problems[0].exercise == "word_count"


@pytest.mark.parametrize("name", ["os", "course", "pytest", "../x", "con", "", "multiprocessing"])
def test_a_module_that_may_not_be_costs_only_its_own_cell(file: Path, name: str) -> None:
    """It is a problem with a cell number and a next step."""
    found = read(file, code(f"%%module {name}\nx = 1"), code(SOLUTION))
    assert list(found.modules) == ["count_primes"]
    (problem,) = found.problems
    assert str(problem).startswith("Cell 1: ")
    assert "for example `%%module" in str(problem)


# ── repairs ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("first", "said"),
    [
        ("", "is missing"),
        ("import os\n", "is missing"),
        ("%module count_primes\n", "begins with `%module count_primes`"),
        ("%% module count_primes\n", "begins with `%% module count_primes`"),
        ("# %%module count_primes\n", "begins with `# %%module count_primes`"),
        ("module count_primes\n", "begins with `module count_primes`"),
        ("%%Module count_primes\n", "begins with `%%Module count_primes`"),
        ("%%module countprimes\n", "begins with `%%module countprimes`"),
        ("%%module count-primes\n", "begins with `%%module count-primes`"),
        ("%%module\n", "begins with `%%module"),
        ("%%time\n%%module count_primes\n", "begins with `%%time`"),
    ],
)
def test_a_lost_magic_line_is_made_up_for(file: Path, first: str, said: str) -> None:
    """The cell was released for the exercise, so its text is the exercise's; line numbers stay."""
    body = "def count_primes(limits):\n    return []"
    found = read(file, code(f"{first}{body}", "count_primes_module"))
    lines = found.modules["count_primes"].text.split("\n")
    assert lines.index("def count_primes(limits):") == first.count("\n")
    (repair,) = found.repairs
    assert repair.exercise == "count_primes"
    assert str(repair).startswith("Cell 1: ")
    assert said in str(repair)
    assert found.problems == ()


def test_a_cell_that_became_text_is_still_the_solution(file: Path) -> None:
    """One wrong key in Jupyter does that."""
    found = read(file, code(SOLUTION, "count_primes_module", kind="markdown"))
    assert "def count_primes" in found.modules["count_primes"].text
    assert "markdown" in str(found.repairs[0])


def test_an_empty_solution_cell_is_a_problem_and_no_module(file: Path) -> None:
    """There is nothing to judge, and the student hears where something should be."""
    found = read(file, code("%%module\n# later", "count_primes_module"), code("x"))
    assert found.modules == {}
    assert any("is empty" in str(problem) for problem in found.problems)


def test_a_module_that_is_there_needs_no_repair(file: Path) -> None:
    """Where the student moved the solution into a cell of their own, that cell counts."""
    found = read(file, code("x = 1", "count_primes_module"), code(SOLUTION))
    assert "def count_primes" in found.modules["count_primes"].text
    assert found.repairs == ()


def test_of_two_cells_the_last_one_counts_and_it_is_told(file: Path) -> None:
    """As when the notebook is run."""
    found = read(file, code(SOLUTION), code("x"), code(SOLUTION.replace("[]", "[2]")))
    assert "[2]" in found.modules["count_primes"].text
    (repair,) = found.repairs
    assert str(repair).startswith(
        "Cell 3: `%%module count_primes` is also the first line of cell 1"
    )


def test_the_topic_is_the_files_name_or_else_its_cells(tmp_path: Path) -> None:
    """A browser calls a second download `03_pool (1).ipynb`."""
    assert read(tmp_path / "05_queue.ipynb", code(SOLUTION)).topic.slug == "05_queue"
    assert read(tmp_path / "my homework.ipynb", code(SOLUTION)).topic.slug == "03_pool"
    by_id = read(tmp_path / "03_pool (1).ipynb", code("", "word_count"))
    assert by_id.topic.slug == "03_pool"


def test_nothing_of_a_submission_is_run(file: Path, tmp_path: Path) -> None:
    """Reading leaves no trace of what the cells would do."""
    trap = f"open({str(tmp_path / 'trapped')!r}, 'w')"
    read(file, code(trap), code(f"%%module count_primes\n{trap}\n"), code(f"%%module b\n{trap}"))
    assert not (tmp_path / "trapped").exists()


_keys = st.sampled_from(
    ["cells", "cell_type", "source", "metadata", "nbgrader", "grade_id", "id", "nbformat", "code"]
)
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_keys, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(_keys, _json, max_size=5), st.lists(st.dictionaries(_keys, _json), max_size=3)
)
def test_any_json_gets_an_answer(file: Path, frame: dict[str, Any], cells: list[Any]) -> None:
    """A submission or a SubmissionError, never anything else."""
    for notebook in (frame, {"nbformat": 4, "cells": [code(SOLUTION), *cells], "metadata": {}}):
        file.write_text(json.dumps(notebook))
        try:
            found = read_submission(file)
        except SubmissionError:
            assert notebook is frame
        else:
            [str(finding) for finding in found.notices]
