"""What teachers and students click in nbgrader's own pages."""

from __future__ import annotations

import re
from collections.abc import Collection

from lessons import Lesson
from playwright.sync_api import FrameLocator, Locator, expect

from course.topics import Topic
from tools.chromium import SHOWS, Lab


def open_formgrader(lab: Lab) -> FrameLocator:
    """Formgrader, by the menu."""
    lab.page.goto(lab.server.address("lab"))
    lab.menu("Nbgrader", "Formgrader")
    frame = lab.page.frame_locator(".nbgrader-mainarea-widget iframe, iframe")
    expect(frame.locator("#main-title, h1, table").first).to_be_visible()
    return frame


def row(formgrader: FrameLocator, name: str) -> Locator:
    return formgrader.locator("tbody tr").filter(has_text=name)


def press(formgrader: FrameLocator, name: str, button: str) -> str:
    """Press a button in a row and close the dialogue that tells how it went; returns its words."""
    row(formgrader, name).locator(f".{button} a").click()
    dialogue = formgrader.locator(".modal.in")
    expect(dialogue).to_be_visible()
    words: str = dialogue.inner_text()
    dialogue.locator(".modal-footer button", has_text="OK").click()
    expect(dialogue).to_have_count(0)
    assert "Success" in words, words
    return words


def press_in_list(
    lab: Lab, state: str, button: str, topics: Collection[Topic], listed: int | None = None
) -> None:
    """In nbgrader's list of assignments: press the button of these, when all `listed` are there.

    By default these are all that are in that state.
    """
    lab.menu("Nbgrader", "Assignment List")
    rows = lab.page.locator(f"#{state}_assignments_list .list_item")
    expect(rows.get_by_role("button", name=button).first).to_be_visible()
    expect(rows.get_by_role("button", name=button)).to_have_count(listed or len(topics))
    for topic in topics:
        rows.filter(has_text=topic.slug).get_by_role("button", name=button).click()
        expect(rows.get_by_role("button", name=re.compile(r"ing"))).to_have_count(0)


def solve_one(lab: Lab, lesson: Lesson) -> None:
    """Open the notebook, run its first cell, write the first exercise's solution, check, save."""
    lab.open(lesson.path)
    lab.run(lesson.setup)
    place = lesson.cell(f"{lesson.exercise}_module")
    lab.write(place, lesson.solution)
    lab.run(place)
    answer = lab.run(lesson.cell(lesson.exercise))
    expect(answer).to_contain_text("passes the visible checks", timeout=1000 * SHOWS)
    lab.save()
