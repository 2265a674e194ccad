"""From the text of a lesson to its notebook, and from there to the release."""

from __future__ import annotations

import multiprocessing
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

from course.modules import modules_in
from course.topics import Exercise, Topic, present_topics
from tools import notebook_run, notebooks, release
from tools.notebook_run import RunError
from tools.notebook_text import STUB, TextError, expand

ROOT = Path(__file__).resolve().parent.parent

TOPIC = Topic(
    slug="99_scratch",
    short="scratch",
    title="For the tests",
    exercises=(Exercise("doubled", points=2), Exercise("farewell", points=3)),
    exit_ticket="farewell",
)

LESSON = '''\
# %% [markdown]
# # Two ways to count
#
# A story.

# %% name="setup"
# %load_ext course
import course

# %% module="squares"
def square(n):
    # cat and %time are words here
    return n * n


# %% name="predict-map"
import multiprocessing

with multiprocessing.Pool(2) as pool:
    print(pool.map(square, range(5)))

# %% tags=["volatile"]
import os

os.getpid()

# %% tags=["raises-exception"]
1 / 0

# %% [markdown]
# ## The exercises 练习

# %%
[1, 2]

# %% exercise="doubled" role="solution"
import functools


def doubled(n):
    """Return twice `n`."""
    ### BEGIN SOLUTION
    return 2 * n
    ### END SOLUTION


# %% exercise="doubled" role="check"

# %% [markdown] exercise="doubled" role="hint"
# Think of **two**.

# %% [markdown] exercise="doubled" role="hint"
# Multiply.

# %% exercise="farewell" role="solution"
class Farewell:
    """Says goodbye."""

    def say(self):
        """The word."""
        ### BEGIN SOLUTION
        return "bye"
        ### END SOLUTION

    def again(self):
        """The same word."""
        ### BEGIN SOLUTION
        return self.say()
        ### END SOLUTION


# %% exercise="farewell" role="check"
'''

Write = Callable[[str], Path]


def not_run(path: Path) -> NotebookNode:
    """The notebook that the text makes, without outputs."""
    notebook = expand(path, TOPIC)
    for cell in notebook.cells:
        del cell.metadata["course"]
    return notebook


@pytest.fixture
def lesson(tmp_path: Path) -> Write:
    """A function that writes the scratch topic's text and returns its path."""

    def write(text: str) -> Path:
        path = tmp_path / "source" / f"{TOPIC.slug}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


def cells(notebook: NotebookNode) -> dict[str, NotebookNode]:
    return {cell.id: cell for cell in notebook.cells}


def build(lesson: Write, text: str, **options: Any) -> NotebookNode:
    path = lesson(text)
    return notebooks.build(TOPIC, path.parent.parent, draft=True, **options)


# ── the text ───────────────────────────────────────────────────────────────────────────────


def test_what_an_author_writes_becomes_what_nbgrader_needs(lesson: Write) -> None:
    """Metadata, points, magic and hidden line are the builder's."""
    found = cells(expand(lesson(LESSON), TOPIC))
    solution, check = found["doubled_module"], found["doubled"]
    assert solution.source.startswith("%%module doubled\nimport functools\n")
    assert solution.metadata.nbgrader == {
        "grade": False,
        "grade_id": "doubled_module",
        "locked": False,
        "schema_version": 3,
        "solution": True,
        "task": False,
    }
    assert check.metadata.nbgrader == {
        "grade": True,
        "grade_id": "doubled",
        "locked": True,
        "points": 2,
        "schema_version": 3,
        "solution": False,
        "task": False,
    }
    assert check.source.split("\n") == [
        'check("doubled")',
        "### BEGIN HIDDEN TESTS",
        '__import__("autograder").mark("doubled")',
        "### END HIDDEN TESTS",
    ]
    assert "check(" not in found["farewell"].source.split("###")[0]
    assert "<summary>Hint 2</summary>\n\nMultiply." in found["doubled-hint-2"].source


def test_modules_and_magics_are_real_python_in_the_text(lesson: Write) -> None:
    """Only the magic's own line is a comment; words that look like one stay as they are."""
    found = cells(expand(lesson(LESSON), TOPIC))
    assert found["setup"].source == "%load_ext course\nimport course"
    assert "    # cat and %time are words here" in found["module-squares-1"].source
    compile(LESSON, "lesson", "exec")


def test_a_line_of_a_module_is_found_again_in_the_text(lesson: Write) -> None:
    """The marker stands for the magic, so lines keep their distance to it."""
    notebook = expand(lesson(LESSON), TOPIC)
    module = modules_in(notebook)["doubled"]
    marker = notebook.cells[module.cell_index].metadata.course.line
    for number, line in enumerate(module.text.rstrip().split("\n")[1:], 1):
        assert LESSON.split("\n")[marker - 1 + number] == line


def test_ids_come_from_names_and_headings(lesson: Write) -> None:
    """A cell more in one section leaves the ids of the others alone."""
    before = list(cells(expand(lesson(LESSON), TOPIC)))
    assert before[:4] == ["two-ways-to-count-1", "setup", "module-squares-1", "predict-map"]
    more = LESSON.replace("# %% tags", "# %%\n1\n\n# %% tags", 1)
    after = list(cells(expand(lesson(more), TOPIC)))
    assert [each for each in before if each not in after] == []
    assert all(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", each) for each in after)


def test_a_text_may_speak_of_modules(lesson: Write) -> None:
    """In a cell of text the magic is only a word; in code it is the builder's to write."""
    spoken = LESSON.replace(
        "# ## The", "# A cell that begins with `%%module` is saved.\n#\n# ## The", 1
    )
    assert spoken != LESSON
    assert any("`%%module`" in cell.source for cell in expand(lesson(spoken), TOPIC).cells)


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        (
            "# %% [markdown]\n# # Two",
            "import os\n# %% [markdown]\n# # Two",
            1,
            "before the first marker",
        ),
        ("[1, 2]", "# %%module x", 34, "builder's to write"),
        ("[1, 2]", "import autograder", 34, "builder's to write"),
        ("[1, 2]", "### BEGIN SOLUTION", 34, "role solution"),
        ("[1, 2]", 'check("doubled")', 34, "in its cell of role check"),
        ("### BEGIN SOLUTION", "# BEGIN SOLUTION", 42, "write exactly"),
        ("    ### BEGIN SOLUTION\n    return 2", "    return 2", 43, "counterpart"),
        (
            "### BEGIN SOLUTION\n    return 2 * n\n    ### END SOLUTION",
            "...",
            36,
            "reference stands",
        ),
        ("return 2 * n", "return 2 *", 43, "does not compile"),
        ('"""Return twice `n`."""\n    ###', '"""Twice\n    ###', 1, "markers .* never ends"),
        (
            'exercise="doubled" role="check"',
            'exercise="dubled" role="check"',
            47,
            "exercises doubled",
        ),
        ('role="check"', 'role="chekc"', 47, "role is one of"),
        ('exercise="doubled" role="check"', 'role="check"', 47, "go together"),
        ('role="check"\n', 'role="check"\ncheck("doubled")\n', 48, "has no body"),
        ('[markdown] exercise="doubled"', 'exercise="doubled"', 49, r"a hint is a \[markdown\]"),
        ('name="setup"', 'nmae="setup"', 6, "cannot read nmae"),
        ('name="setup"', "name=setup", 6, "cannot read"),
        ('name="setup"', 'name="Set up"', 6, "a-z, 0-9"),
        ('name="setup"', 'name="predict-map"', 16, "another name"),
        ('tags=["volatile"]', 'tags=["volatil"]', 22, "a tag is one of"),
        ('module="squares"', 'module="string"', 10, "Python's own module"),
        ("# ## The", "# ### BEGIN HIDDEN TESTS\n# ## The", 31, "builder's to write"),
    ],
)
def test_what_would_go_wrong_later_is_refused_with_its_line(
    lesson: Write, old: str, new: str, line: int, said: str
) -> None:
    """In the author's file, before anything is run."""
    assert old in LESSON
    with pytest.raises(TextError, match=said) as refused:
        expand(lesson(LESSON.replace(old, new, 1)), TOPIC)
    assert str(refused.value).startswith(f"source/99_scratch.py, line {line}: ")


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ('# %% exercise="farewell" role="check"\n', "one cell of role check and has 0"),
        (
            '# %% [markdown] exercise="doubled" role="hint"\n# Multiply.\n',
            "needs 2 hints and has 1",
        ),
    ],
)
def test_an_exercise_must_be_complete_unless_it_is_a_draft(
    lesson: Write, part: str, said: str
) -> None:
    """An exit ticket needs no hints; the rest has all parts."""
    path = lesson(LESSON.replace(part, ""))
    with pytest.raises(TextError, match=said):
        expand(path, TOPIC)
    expand(path, TOPIC, draft=True)


# ── the run ────────────────────────────────────────────────────────────────────────────────


def test_a_rebuild_changes_nothing_and_nothing_else_is_stored(lesson: Write) -> None:
    """No times and no versions; volatile cells have no output, others have theirs."""
    first = build(lesson, LESSON)
    assert notebooks.as_text(first) == notebooks.as_text(build(lesson, LESSON))
    nbformat.validate(first)
    found = cells(first)
    assert found["predict-map"].outputs[0].text == "[0, 1, 4, 9, 16]\n"
    assert found["two-ways-to-count-2"].outputs == []
    assert found["two-ways-to-count-2"].metadata.tags == ["volatile", "nbval-ignore-output"]
    assert found["two-ways-to-count-3"].outputs == []
    assert found["two-ways-to-count-2"].execution_count is None
    assert all(set(cell.metadata) <= {"nbgrader", "tags"} for cell in first.cells)
    assert set(first.metadata) == {"kernelspec", "language_info"}
    assert list(lesson(LESSON).parent.iterdir()) == [lesson(LESSON)]


def test_the_command_builds_compares_and_says_what_it_did(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`make notebooks` twice writes once; `--check` tells a notebook that somebody edited."""
    text = tmp_path / "source" / "03_pool.py"
    text.parent.mkdir()
    text.write_text("# %%\nprint(1)\n")
    built = tmp_path / "source" / "03_pool" / "03_pool.ipynb"
    said = []
    for options in (["--draft"], ["--draft"], ["--check", "--draft"], ["--check"]):
        said.append((notebooks.main(options, tmp_path), "".join(capsys.readouterr())))
        if options == ["--draft"] and len(said) == 2:
            built.write_text(built.read_text().replace("1", "2"))
    assert [status for status, _ in said] == [0, 0, 1, 1]
    assert "03_pool.ipynb written" in said[0][1]
    assert "is up to date" in said[1][1]
    assert "is not what its text makes. Run `make notebooks`" in said[2][1]
    assert "count_primes needs one cell of role solution" in said[3][1]
    with pytest.raises(SystemExit):
        notebooks.main(["3_pool"], tmp_path)
    assert "Did you mean 03_pool?" in capsys.readouterr().err


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_children_run_what_the_cell_says_now(lesson: Write, method: str) -> None:
    """After a cell was run again, under each default start method, in a real kernel."""
    text = LESSON.split("# %% tags")[0] + "".join(
        f"""
# %% module="number"
def number(_):
    return {n}


# %% name="ask-{n}"
with multiprocessing.Pool(1) as pool:
    print(multiprocessing.get_start_method(), pool.map(number, [0]))
"""
        for n in (1, 2, 3)
    )
    found = cells(build(lesson, text, start_method=method))
    assert [found[f"ask-{n}"].outputs[0].text for n in (1, 2, 3)] == [
        f"{method} [{n}]\n" for n in (1, 2, 3)
    ]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("1 / 0", "line 6: the cell raises ZeroDivisionError"),
        ("print(object())", "line 6: the output shows an address in memory"),
        ("import os; print(os.getcwd())", "line 6: the output shows a path of this machine"),
        ("open('left.txt', 'w').close()", "leave left.txt beside the notebook"),
        ("import os; os._exit(1)", "line 6: the kernel died"),
        ("import time; time.sleep(60)", "line 6: the cell is not done after 2 s"),
        ("import subprocess; subprocess.Popen(['sleep', '60'])", "1 processes are still running"),
        ("import os; os.fork() or (os.fork() or os.execvp('sleep', ['sleep', '60']))", "running"),
    ],
)
def test_a_cell_that_no_stored_notebook_can_have_is_refused(
    lesson: Write, monkeypatch: pytest.MonkeyPatch, code: str, said: str
) -> None:
    """With its line in the text; and nothing is left running."""
    monkeypatch.setattr(notebook_run, "_DEADLINE", 2)
    with pytest.raises(RunError, match=re.escape(said)):
        build(lesson, f"# %% [markdown]\n# # One\n#\n# Text.\n\n# %%\n{code}\n")


def test_the_reference_must_earn_all_points(
    lesson: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the hidden line returns is compared with the points; a stand-in judges here."""
    judge = tmp_path / "path" / "autograder.py"
    judge.parent.mkdir()
    (judge.parent / "course").symlink_to(ROOT / "course")
    monkeypatch.setattr(notebooks, "ROOT", judge.parent)
    path = lesson(LESSON.replace("import course\n", "def check(exercise):\n    print(exercise)\n"))
    answers = "def mark(exercise):\n    return {'doubled': 2.0, 'farewell': %s}[exercise]\n"

    judge.write_text(answers % "3.0")
    built = notebooks.build(TOPIC, path.parent.parent)
    assert cells(built)["doubled"].outputs == []
    judge.write_text(answers % "0.5")
    with pytest.raises(RunError, match=r"earns 0\.5 of 3\.0 points"):
        notebooks.build(TOPIC, path.parent.parent)


@pytest.mark.slow
def test_nbval_agrees_with_the_stored_outputs_twice(lesson: Write, tmp_path: Path) -> None:
    """The builder and nbval mean the same by a volatile cell; a run's modules do not disturb."""
    path = tmp_path / "source" / TOPIC.slug / f"{TOPIC.slug}.ipynb"
    notebooks.write(build(lesson, LESSON.split('# %% exercise="doubled" role="check"')[0]), path)
    stored = path.read_bytes()
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval", str(path)],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout
    assert path.read_bytes() == stored


# ── the release ────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
def test_the_release_has_stubs_and_nothing_that_students_must_not_see(
    lesson: Write, tmp_path: Path
) -> None:
    """Through the real nbgrader; twice the same bytes; modules left by a run stay out."""
    notebook = tmp_path / "source" / TOPIC.slug / f"{TOPIC.slug}.ipynb"
    notebooks.write(not_run(lesson(LESSON)), notebook)
    (notebook.parent / "doubled.py").write_text("# BEGIN SOLUTION")
    first = release.release(TOPIC, tmp_path, tmp_path / "course-1")
    second = release.release(TOPIC, tmp_path, tmp_path / "course-2")
    assert first == second
    assert list(first) == [notebook.name]
    released = nbformat.reads(first[notebook.name].decode(), as_version=4)
    found = cells(released)
    assert found["doubled"].source == 'check("doubled")'
    assert found["doubled_module"].source.endswith(f'"""Return twice `n`."""\n    {STUB}')
    assert found["farewell_module"].source.count(f"        {STUB}") == 2
    for module in modules_in(released).values():
        compile(module.text, module.name, "exec")
    assert all(not cell.get("outputs") for cell in released.cells)


@pytest.mark.slow
def test_a_secret_stops_the_release(lesson: Write, tmp_path: Path) -> None:
    """A cell that lost its metadata would show the solution: then nothing is released."""
    notebook = not_run(lesson(LESSON))
    cells(notebook)["two-ways-to-count-2"].source = "import autograder"
    notebooks.write(notebook, tmp_path / "source" / TOPIC.slug / f"{TOPIC.slug}.ipynb")
    with pytest.raises(release.ReleaseError, match="would show autograder"):
        release.release(TOPIC, tmp_path, tmp_path / "course")


@pytest.mark.slow
def test_what_nbgrader_says_against_a_notebook_is_passed_on(lesson: Write, tmp_path: Path) -> None:
    """Here a grade id that is there twice."""
    notebook = not_run(lesson(LESSON))
    found = cells(notebook)
    found["farewell"].metadata.nbgrader.grade_id = "doubled"
    notebooks.write(notebook, tmp_path / "source" / TOPIC.slug / f"{TOPIC.slug}.ipynb")
    with pytest.raises(release.ReleaseError, match=r"nbgrader refuses(.|\n)*doubled"):
        release.release(TOPIC, tmp_path, tmp_path / "course")


# ── the course ─────────────────────────────────────────────────────────────────────────────

TOPICS = [pytest.param(topic, id=topic.slug) for topic in present_topics()]


@pytest.mark.parametrize("topic", TOPICS)
def test_the_notebook_is_what_its_text_makes(topic: Topic) -> None:
    """Else somebody edited the built notebook, or forgot `make notebooks`.

    The outputs are taken as stored, and what may not be stored is taken out of them. Whether a run
    brings the same is compared by `make nbval`, which runs the notebook anyway.
    """
    text, path = notebooks.text_path(topic.slug), notebooks.notebook_path(topic.slug)
    made, stored = expand(text, topic), nbformat.read(path, as_version=4)
    for cell, kept in zip(made.cells, stored.cells, strict=True):
        if cell.cell_type == kept.cell_type == "code":
            cell.outputs, cell.execution_count = kept.outputs, kept.execution_count
    assert notebooks.as_text(notebook_run.tidy(made, text)) == path.read_text(encoding="utf-8")


STARTS = [
    pytest.param(
        topic,
        method,
        id=f"{topic.slug}-{method}",
        marks=() if topic.slug.startswith("00") else pytest.mark.campaign,
    )
    for topic in present_topics()
    for method in multiprocessing.get_all_start_methods()
]


@pytest.mark.slow
@pytest.mark.parametrize(("topic", "method"), STARTS)
def test_a_lesson_runs_under_every_start_method(topic: Topic, method: str) -> None:
    """From top to bottom in a fresh kernel, no cell above ten seconds, and nothing is left."""
    notebooks.build(topic, start_method=method)


@pytest.mark.slow
@pytest.mark.parametrize("topic", TOPICS)
def test_the_release_is_what_the_notebook_makes(topic: Topic, tmp_path: Path) -> None:
    """Else somebody edited release/, or forgot `make release`."""
    assert release.stored(ROOT / "release" / topic.slug) == release.release(topic, ROOT, tmp_path)
