"""The pictures of the pages in docs/, from a real JupyterLab: `make screenshots`.

    build/screenshots/   a class in a course of its own: one student, who solved one exercise,
                         whose second one hangs; graded by `autograder grade` itself
    docs/images/*.png    what is on the screen, reduced to few colours

Times and pids differ from run to run, so the tests compare nothing with these files; they are made
anew when a page has changed.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import pty
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from autograder.nbgrader_course import ROOT, Course
from autograder.sample_class import solutions, solved
from course.page import escape
from tools.chromium import Lab, Server, chromium, jupyter, new_page
from tools.lab import copy_new

IMAGES = ROOT / "docs" / "images"
PLACE = ROOT / "build" / "screenshots"
SLUG, EXERCISE = "03_pool", "count_primes"
BANK = ROOT / "autograder" / "topics" / SLUG / "bank" / EXERCISE
SERIAL, HANGS = "wrong_answer/apply_in_a_loop", "timed_out/read_after_the_with_block"
STUDENT = "lena"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.screenshots")
    parser.add_argument("of", nargs="*", help="students, instructors; default: both")
    chosen = parser.parse_args().of or ["students", "instructors"]
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir(parents=True)
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright, chromium(playwright) as browser:
        if "students" in chosen:
            for_students(browser)
        if "instructors" in chosen:
            course = a_course()
            terminal(browser, course)
            for_instructors(browser, course)
    return 0


def keep(what: Page | Locator, name: str) -> None:
    """Save what is seen as docs/images/<name>.png."""
    image = Image.open(io.BytesIO(what.screenshot()))
    plain = Image.Dither.NONE
    reduced = image.convert("RGB").quantize(64, method=Image.Quantize.MEDIANCUT, dither=plain)
    path = IMAGES / f"{name}.png"
    reduced.save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1000:.0f} kB", flush=True)


# ------------------------------------------------------------------------------- what is graded


def a_course() -> Course:
    """A course with one submission: one exercise solved, one that hangs, the others blank."""
    course = Course(PLACE / "course")
    course.add_topic(SLUG)
    course.run("generate_assignment", SLUG)
    notebook = course.source_notebook("release", SLUG)
    right = solutions(course.source_notebook("source", SLUG))
    answers = {"word_count": right["word_count"], EXERCISE: program(HANGS)}
    course.hand_in(SLUG, STUDENT, json.dumps(solved(notebook, answers)).encode())
    return course


def program(name: str) -> str:
    """A program of the bank as a student would have written it."""
    text = (BANK / f"{name}.py").read_text(encoding="utf-8")
    without_docstring = re.sub(r'\A""".*?"""\n', "", text, flags=re.DOTALL)
    return f"%%module {EXERCISE}\n{without_docstring}"


# ------------------------------------------------------------------------------- the terminal


def terminal(browser: Browser, course: Course) -> None:
    """`autograder grade` as it looks on a terminal."""
    shown = on_a_terminal([sys.executable, "-m", "autograder", "grade"], course.folder)
    last = [line.rsplit("\r", 1)[-1].rstrip() for line in shown.replace("\r\n", "\n").split("\n")]
    text = "\n".join(["$ autograder grade", *last]).rstrip()
    page = new_page(browser, width=760, height=600)
    page.set_content(
        "<style>body{margin:0;background:#fff}pre{margin:0;padding:16px 20px;width:max-content;"
        "background:#16191d;color:#e8ebee;font:14px/1.45 'DejaVu Sans Mono',monospace}</style>"
        f"<pre>{escape(text)}</pre>"
    )
    keep(page.locator("pre"), "grade")


def on_a_terminal(command: list[str], folder: Path) -> str:
    """What the command writes when it believes that somebody is looking."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(command, cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    written = b""
    try:
        while block := os.read(ours, 65536):
            written += block
    except OSError:  # Linux says so when the other end has been closed
        pass
    finally:
        os.close(ours)
    if process.wait():
        raise RuntimeError(written.decode())
    return written.decode()


# ------------------------------------------------------------------------------- the students


def for_students(browser: Browser) -> None:
    copy_new(ROOT / "release", PLACE / "lab")
    with jupyter(PLACE / "home", PLACE / "lab") as server:
        first = min((PLACE / "lab").glob("*/*.ipynb")).relative_to(PLACE / "lab")
        lab = Lab(new_page(browser, height=800), server)
        lab.open(first.as_posix())
        cells = cells_of(PLACE / "lab" / first)
        for n in (first_with("%load_ext course", cells), first_with("progress()", cells)):
            shown = lab.run(n)
        expect(shown).to_contain_text("Next")
        lab.page.set_viewport_size({"width": 1280, "height": 1000})
        shown.evaluate("output => output.scrollIntoView({block: 'end'})")
        keep(lab.page, "start-page")

        lab = Lab(new_page(browser, height=800), server)
        lab.open(f"{SLUG}/{SLUG}.ipynb")
        cells = cells_of(PLACE / "lab" / SLUG / f"{SLUG}.ipynb")
        places = {
            cell["metadata"].get("nbgrader", {}).get("grade_id"): n for n, cell in enumerate(cells)
        }
        drawn = first_with("with timeline(", cells)
        for n in range(drawn):
            if cells[n]["cell_type"] == "code":
                lab.run(n)
        lab.run(drawn)
        keep(lab.page, "lesson")
        for wrong, name in ((SERIAL, "failed-check"), (HANGS, "explained-hang")):
            lab.write(places[f"{EXERCISE}_module"], program(wrong))
            lab.run(places[f"{EXERCISE}_module"])
            block = lab.run(places[EXERCISE]).locator(".mp-feedback")
            expect(block).to_contain_text("does not pass yet")
            lab.page.set_viewport_size({"width": 1280, "height": 1400})
            keep(block, name)


def cells_of(path: Path) -> list[dict[str, Any]]:
    cells: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["cells"]
    return cells


def first_with(text: str, cells: list[dict[str, Any]]) -> int:
    """The place of the first code cell with that text."""
    return next(
        n
        for n, cell in enumerate(cells)
        if cell["cell_type"] == "code" and text in "".join(cell["source"])
    )


# ----------------------------------------------------------------------------- the instructors


def for_instructors(browser: Browser, course: Course) -> None:
    with formgrader(course) as server:
        page = new_page(browser, height=800)
        page.goto(server.address("formgrader"))
        expect(page.locator("td.num-submissions")).to_have_text("1")
        keep(page, "formgrader")
        page.goto(server.address(f"formgrader/manage_submissions/{SLUG}"))
        expect(page.locator("td.score")).to_contain_text("/")
        keep(page, "formgrader-submissions")
        (found,) = server.api(f"formgrader/api/submitted_notebooks/{SLUG}/{SLUG}")
        page.set_viewport_size({"width": 1280, "height": 1250})
        page.goto(server.address(f"formgrader/submissions/{found['id']}/"))
        block = page.locator(".mp-feedback").filter(has_text=EXERCISE).first
        comment = page.locator(f"#{EXERCISE}_module-comment")
        with page.expect_response(re.compile("/formgrader/api/comment/")):
            comment.fill("The workers end with the block: where would you call get()?")
            comment.blur()
        comment.evaluate("comment => comment.closest('.nbgrader_cell').scrollIntoView()")
        page.mouse.wheel(0, -60)  # from under the bar at the top
        expect(block).to_be_in_viewport()
        keep(page, "formgrader-marks")
    course.run("generate_feedback", SLUG)
    page = new_page(browser, width=1000, height=900)
    page.goto(course.notebook("feedback", STUDENT, SLUG, ".html").as_uri())
    page.locator(".mp-feedback").filter(has_text=EXERCISE).first.scroll_into_view_if_needed()
    keep(page, "feedback")


@contextmanager
def formgrader(course: Course) -> Iterator[Server]:
    """A server in the course, which has an exchange as a real one has."""
    exchange = PLACE / "exchange"
    exchange.mkdir(exist_ok=True)
    exchange.chmod(0o777)
    config = f"c = get_config()\nc.Exchange.root = {str(exchange)!r}"
    with jupyter(PLACE / "teacher", course.folder, config=config) as server:
        yield server


if __name__ == "__main__":
    sys.exit(main())
