"""A student in a real JupyterLab: a lesson, an exercise blank, wrong, hanging and solved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lessons import Lesson, lesson, of_the_bank
from playwright.sync_api import Browser, Locator, expect

from course.topics import present_topics, topic
from tools.chromium import SHOWS, Lab, Server, jupyter, new_page

POOL = lesson(topic("03_pool"))
HANGS = "timed_out/read_after_the_with_block"
WRONG = "wrong_answer/apply_in_a_loop"
WCAG = {"runOnly": ["wcag2a", "wcag2aa"]}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """What `make lab` starts, on a folder of its own."""
    folder = tmp_path_factory.mktemp("student")
    make_lab = ("-m", "tools.lab", "--folder", str(folder / "lab"))
    with jupyter(folder / "home", folder, command=make_lab) as started:
        yield started


@pytest.fixture
def lab(browser: Browser, server: Server) -> Lab:
    """JupyterLab with the lesson open, its first cells run."""
    made = Lab(new_page(browser), server)
    made.open(POOL.path)
    made.run(POOL.setup)
    return made


def attempt(lab: Lab, code: str) -> Locator:
    """Write the first exercise, run it and its check; returns what the check shows."""
    place = POOL.cell(f"{POOL.exercise}_module")
    lab.write(place, code)
    lab.run(place)
    return lab.run(POOL.cell(POOL.exercise)).locator(".mp-feedback")


def test_make_lab_begins_at_the_first_lesson(browser: Browser, server: Server) -> None:
    """The address without a path opens the first notebook; all are in the list of files."""
    page = new_page(browser)
    page.goto(server.address(""))
    in_front = page.locator(".lm-DockPanel-tabBar .lm-mod-current")
    expect(in_front).to_contain_text(present_topics()[0].slug, timeout=1000 * SHOWS)
    for each in present_topics():
        assert server.api(f"api/contents/{each.slug}/{each.slug}.ipynb?content=0")


def test_from_the_stub_to_the_solution(lab: Lab) -> None:
    """Not begun, wrong, hanging, solved: each is said, and the kernel lives through all of it."""
    check = POOL.cell(POOL.exercise)
    expect(lab.run(check)).to_contain_text("is not there yet: run the cell")
    lab.run(POOL.cell(f"{POOL.exercise}_module"))
    expect(lab.run(check)).to_contain_text("is still the stub")

    wrong = attempt(lab, of_the_bank("03_pool", POOL.exercise, WRONG))
    expect(wrong).to_contain_text("does not pass yet")
    expect(wrong).to_contain_text("two workers at work at the same time")
    expect(wrong.get_by_role("img").first).to_be_visible()

    hung = attempt(lab, of_the_bank("03_pool", POOL.exercise, HANGS))
    expect(hung).to_contain_text("never ended")
    expect(hung).to_contain_text(re.compile(r"The parent waits in get\(\).*line 21"))
    expect(hung).to_contain_text("The same as above")

    solved = attempt(lab, POOL.solution)
    expect(solved).to_contain_text("passes the visible checks")
    assert "Traceback" not in lab.notebook.inner_text()


def test_progress_tells_what_is_solved_and_leads_on(lab: Lab) -> None:
    """The first notebook knows of an exercise solved in another, and opens the next one."""
    expect(attempt(lab, POOL.solution)).to_contain_text("passes the visible checks")
    start = lesson(present_topics()[0])
    lab.open(start.path)
    lab.run(start.setup)
    place = next(n for n, cell in enumerate(start.cells) if cell["source"] == "progress()")
    shown = lab.run(place).locator(".mp-feedback")
    expect(shown.locator("li").filter(has_text=POOL.exercise)).to_contain_text("solved")
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(lab.page, context=".mp-feedback", options=WCAG)
    assert found.violations_count == 0, found.generate_report()
    following = POOL.topic.exercises[1]
    shown.get_by_role("link", name=following.id).click()
    in_front = lab.page.locator(".lm-DockPanel-tabBar .lm-mod-current")
    expect(in_front).to_contain_text(Path(POOL.path).name)


def test_a_lesson_draws_its_timeline(lab: Lab) -> None:
    """A picture that says in words what it shows, with the words to open below."""
    place = next(n for n, cell in enumerate(POOL.cells) if "with timeline(" in cell["source"])
    for n in range(POOL.setup + 1, place):
        if POOL.cells[n]["cell_type"] == "code":
            lab.run(n)
    shown = lab.run(place)
    picture = shown.get_by_role("img", name="six processes for six squares")
    expect(picture).to_be_visible()
    shown.get_by_text("The same in words").click()
    expect(shown.locator("details[open]")).to_contain_text(re.compile(r"Process-\d+"))


def contrast(words: Locator) -> float:
    """The contrast between an element's text and what is behind it, as WCAG counts it."""
    ratio: float = words.evaluate(
        """element => {
          const light = colour => {
            const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map(c => c / 255)
              .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          let behind = element;
          const clear = "rgba(0, 0, 0, 0)";
          while (getComputedStyle(behind).backgroundColor === clear) behind = behind.parentElement;
          const two = [light(getComputedStyle(element).color),
                       light(getComputedStyle(behind).backgroundColor)].sort((a, b) => b - a);
          return (two[0] + 0.05) / (two[1] + 0.05);
        }"""
    )
    return ratio


def test_a_check_is_readable_in_both_themes_and_when_narrow(lab: Lab) -> None:
    """Contrast, accessibility by axe's rules, and no sideways scrolling at 390 pixels."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    block = attempt(lab, of_the_bank("03_pool", POOL.exercise, HANGS))
    papers = set()
    for name, light in (("JupyterLab Dark", "false"), ("JupyterLab Light", "true")):
        lab.menu("Settings", "Theme", name)
        expect(lab.page.locator("body")).to_have_attribute("data-jp-theme-light", light)
        papers.add(block.evaluate("e => getComputedStyle(e).backgroundColor"))
        for part in ("p", ".mp-label", ".mp-quiet", "code", "summary", ".mp-failed"):
            for words in block.locator(part).all():
                if words.is_visible():
                    assert contrast(words) >= 4.5, (name, part, words.inner_text())
        found = axe.run(lab.page, context=".mp-feedback", options=WCAG)
        assert found.violations_count == 0, found.generate_report()
    assert len(papers) == 2, "the block looks the same in both themes"

    lab.page.set_viewport_size({"width": 390, "height": 800})
    lab.page.keyboard.press("Control+b")  # hides the list of files
    assert block.evaluate("e => e.scrollWidth <= e.clientWidth")
    for row in block.locator(".mp-row").all():
        if row.is_visible():  # others are folded away
            assert row.evaluate("e => e.scrollWidth <= e.clientWidth + 1")


def test_validate_says_what_does_not_pass(browser: Browser, server: Server) -> None:
    """nbgrader's Validate button lists the exercises that do not pass, in our words."""
    lab = Lab(new_page(browser), server)
    small = shortest()
    lab.open(small.path)
    lab.page.locator("jp-button", has_text="Validate").click()
    dialogue = lab.page.locator(".jp-Dialog").filter(has_text="Validation Results")
    expect(dialogue).to_be_visible(timeout=180_000)
    words = dialogue.inner_text()
    assert f"{small.exercise}: is still the stub" in words
    assert "Traceback" not in words


def shortest() -> Lesson:
    """The lesson with the fewest cells: Validate runs them all."""
    return min((lesson(each) for each in present_topics()), key=lambda each: len(each.cells))


def test_make_lab_keeps_what_was_written(tmp_path: Path) -> None:
    """A second start brings new notebooks and leaves the student's as they are."""
    from tools.lab import copy_new

    release, lab = tmp_path / "release", tmp_path / "lab"
    (release / "a").mkdir(parents=True)
    (release / "a" / "a.ipynb").write_text("new", encoding="utf-8")
    assert copy_new(release, lab)
    (lab / "a" / "a.ipynb").write_text("mine", encoding="utf-8")
    assert copy_new(release, lab) == []
    assert (lab / "a" / "a.ipynb").read_text(encoding="utf-8") == "mine"
