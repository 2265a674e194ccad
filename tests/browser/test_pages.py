"""In a real browser, neither the feedback page nor formgrader runs anything of a student's."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from small_course import IDS, POINTS, SLUG, autograde, generate
from test_feedback import TRICKS

from autograder import preprocessor
from autograder.nbgrader_course import Course
from autograder.verdict import ExerciseResult, NotebookReport
from course.verdict import CheckResult, Verdict

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
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
    """The address of formgrader, served by a Jupyter server in the course."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(8)
    log = (course.folder / "server.log").open("wb")
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "jupyter", "server", "--no-browser", "--allow-root"),
            *(f"--ServerApp.port={port}", "--ServerApp.port_retries=0"),
            f"--IdentityProvider.token={token}",
            f"--ServerApp.root_dir={course.folder}",
        ],
        cwd=course.folder,
        env=course._environment(),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        found = None
        deadline = time.monotonic() + 90
        while found is None and time.monotonic() < deadline and server.poll() is None:
            with contextlib.suppress(OSError):
                found = _submissions(address, token)
            time.sleep(0.2)
        assert found, (course.folder / "server.log").read_text()
        yield f"{address}/formgrader/submissions/{found[0]['id']}/?token={token}"
    finally:
        server.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(20)
        server.kill()
        server.wait()
        log.close()


def _submissions(address: str, token: str) -> Any:
    url = f"{address}/formgrader/api/submitted_notebooks/{SLUG}/{SLUG}?token={token}"
    with urllib.request.urlopen(url, timeout=10) as answer:
        return json.load(answer)


def visit(address: str) -> tuple[list[str], int]:
    """Open a page and use it like a curious reader; what happened, and how many blocks it has."""
    happened: list[str] = []
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.on("dialog", lambda dialog: (happened.append("dialog"), dialog.dismiss()))
        page.on("popup", lambda _: happened.append("popup"))
        own = address.split("/formgrader")[0] if address.startswith("http") else "file:"

        def decide(route: Any) -> None:
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
            with contextlib.suppress(sync_api.Error):
                link.click(timeout=300, no_wait_after=True, modifiers=[])
            if page.url.split("#")[0] != address.split("#")[0]:
                happened += [f"went to {page.url}"] * (not page.url.startswith("https://"))
                page.goto(address, wait_until="load")
        for summary in page.locator("summary").all():
            with contextlib.suppress(sync_api.Error):
                summary.click(timeout=300)
        hit = page.evaluate("window.hit")
        if hit is not None:
            happened.append("a script ran")
        blocks = page.locator(".mp-feedback").count()
        browser.close()
    return happened, blocks


def test_the_feedback_page_runs_nothing(course: Course) -> None:
    """Every trick is shown, none works."""
    page = course.notebook("feedback", "lena", SLUG, ".html")
    happened, blocks = visit(page.as_uri())
    assert happened == [] and blocks >= len(IDS)


def test_formgrader_runs_nothing_of_a_students(formgrader: str) -> None:
    """The instructor's page, with the instructor's rights, shows the same and runs nothing."""
    happened, blocks = visit(formgrader)
    assert happened == [] and blocks >= len(IDS)
