"""In a real browser, neither the feedback page nor formgrader runs anything of a student's."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Route
from small_course import IDS, POINTS, SLUG, autograde, generate
from test_feedback import TRICKS

from autograder import preprocessor
from autograder.nbgrader_course import Course
from autograder.verdict import ExerciseResult, NotebookReport
from course.verdict import CheckResult, Verdict
from tools.chromium import jupyter, new_page

pytestmark = [
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.LegacyAPIWarning"),
]

# Formgrader's own pages load MathJax from there; here there is no network.
ITS_OWN = "cdnjs.cloudflare.com"
EVERYTHING = " ".join(TRICKS)
PICTURE = (
    "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9' onload='window.hit=1'>"
    "<script>window.top.hit=1</script><image href='https://example.org/track.png'/></svg>"
)


def evil_report(path: Path, **_: object) -> NotebookReport:
    """A report in which every text came from a student."""
    results = []
    for name in IDS:
        check = CheckResult(
            id="test_it",
            title=EVERYTHING,
            exercise=name,
            points=0.0,
            max_points=float(POINTS[name]),
            verdict=Verdict.CRASHED,
            observed=EVERYTHING,
            expected=EVERYTHING,
            stuck=EVERYTHING,
            error=EVERYTHING,
            picture=PICTURE,
        )
        results.append(ExerciseResult(name, POINTS[name], (check,), (EVERYTHING,), EVERYTHING))
    return NotebookReport(path.name, SLUG, "bubblewrap", tuple(results), (EVERYTHING,))


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course in which one student has handed in every trick."""
    course = generate(tmp_path_factory.mktemp("pages") / "course")
    notebook = course.source_notebook("release", SLUG)
    for number, trick in enumerate(TRICKS):
        text = {"cell_type": "markdown", "id": f"t{number}", "metadata": {}, "source": trick}
        notebook["cells"].append(text)
        notebook["cells"][number]["metadata"]["tags"] = [trick]
    course.hand_in(SLUG, "lena", json.dumps(notebook).encode())
    with pytest.MonkeyPatch.context() as patched:
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        patched.setenv("PATH", path)
        patched.setattr(preprocessor, "judge_notebook", evil_report)
        autograde(course)
    course.run("generate_feedback", SLUG)
    return course


@pytest.fixture(scope="module")
def formgrader(course: Course) -> Iterator[str]:
    """The address of the submission in formgrader, served by a Jupyter server in the course."""
    with jupyter(course.folder / "home", course.folder, command=("-m", "jupyter_server")) as server:
        (found,) = server.api(f"formgrader/api/submitted_notebooks/{SLUG}/{SLUG}")
        yield server.address(f"formgrader/submissions/{found['id']}/")


def visit(browser: Browser, address: str) -> tuple[list[str], int]:
    """Open a page and use it like a curious reader; what happened, and how many blocks it has."""
    happened: list[str] = []
    page = browser.new_context().new_page()
    page.on("dialog", lambda dialog: (happened.append("dialog"), dialog.dismiss()))
    page.on("popup", lambda _: happened.append("popup"))
    own = address.split("/formgrader")[0] if address.startswith("http") else "file:"

    def decide(route: Route) -> None:
        url = route.request.url
        if url.startswith((own, "data:")):
            route.continue_()
            return
        if ITS_OWN not in url:
            happened.append(f"asked for {url}")
        route.abort()

    page.route("**/*", decide)
    page.goto(address, wait_until="load")
    for link in page.locator("#notebook-container a").all():
        with contextlib.suppress(Error):
            link.click(timeout=300, no_wait_after=True, modifiers=[])
        if page.url.split("#")[0] != address.split("#")[0]:
            happened += [f"went to {page.url}"] * (not page.url.startswith("https://"))
            page.goto(address, wait_until="load")
    for summary in page.locator("summary").all():
        with contextlib.suppress(Error):
            summary.click(timeout=300)
    if page.evaluate("window.hit") is not None:
        happened.append("a script ran")
    return happened, page.locator(".mp-feedback").count()


def test_the_feedback_page_runs_nothing(course: Course, browser: Browser) -> None:
    """Every trick is shown, none works."""
    page = course.notebook("feedback", "lena", SLUG, ".html")
    happened, blocks = visit(browser, page.as_uri())
    assert happened == [] and blocks >= len(IDS)


def test_the_score_stays_in_its_heading_when_narrow(course: Course, browser: Browser) -> None:
    """At 390 pixels it stands in a second line, and lay over the student's code below."""
    page = new_page(browser, width=390)
    page.goto(course.notebook("feedback", "lena", SLUG, ".html").as_uri())
    lower = (
        "e => e.lastElementChild.getBoundingClientRect().bottom - e.getBoundingClientRect().bottom"
    )
    headings = page.locator(".nbgrader_cell > .panel-heading", has_text="Score").all()
    assert headings
    assert [h.inner_text() for h in headings if h.evaluate(lower) > 1] == []


def test_formgrader_runs_nothing_of_a_students(formgrader: str, browser: Browser) -> None:
    """The instructor's page, with the instructor's rights, shows the same and runs nothing."""
    happened, blocks = visit(browser, formgrader)
    assert happened == [] and blocks >= len(IDS)
