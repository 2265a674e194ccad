"""What students' texts may do to the pages that show them: nothing."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import nbformat.v4 as v4
import pytest
from bs4 import BeautifulSoup
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from traitlets.config import Config

from autograder.feedback import exercise_html, notice_html, pessimistic_html
from autograder.gradebook import Mark, StudentMarks, csv_table
from autograder.pages import LONGEST_MARKDOWN, FeedbackPage, clean, safe_markdown
from autograder.verdict import ExerciseResult
from course.verdict import CheckResult, Verdict

EVIL = "<script>window.hit = 1</script><img src=x onerror='window.hit = 1'>\"'>"
SVG = "<svg xmlns='http://www.w3.org/2000/svg'><script>window.hit = 1</script></svg>"

# Each of these runs a script, loads something, or dresses up as the page, if it gets through.
TRICKS = [
    "<script>window.hit = 1</script>",
    "<ScRiPt src='https://example.org/x.js'></sCrIpT>",
    "<img src=x onerror=window.hit=1>",
    "<img src='https://example.org/track.png'>",
    "<svg onload=window.hit=1><animate onbegin=window.hit=1></svg>",
    "<svg><script>window.hit = 1</script></svg>",
    "<math><mtext><style><img src=x onerror=window.hit=1></style></mtext></math>",
    "<a href='javascript:window.hit=1'>click</a>",
    "<a href='JaVa&#10;ScRiPt:window.hit=1'>click</a>",
    "<a href='data:text/html,<script>window.hit=1</script>'>click</a>",
    "[click](javascript:window.hit=1)",
    "[click][1]\n\n[1]: javascript:window.hit=1",
    "<javascript:window.hit=1>",
    "![x](data:text/html;base64,PHNjcmlwdD4=)",
    "<iframe srcdoc='<script>window.hit=1</script>'></iframe>",
    "<object data='javascript:window.hit=1'></object>",
    "<embed src='https://example.org/x.swf'>",
    "<form action='https://example.org'><button formaction='javascript:window.hit=1'>ok</button>",
    "<input autofocus onfocus=window.hit=1>",
    "<details open ontoggle=window.hit=1>x</details>",
    "<body onload=window.hit=1>",
    "<base href='https://example.org/'>",
    "<meta http-equiv='refresh' content='0;url=javascript:window.hit=1'>",
    "<link rel=stylesheet href='https://example.org/x.css'>",
    "<style>body{background:url(https://example.org/x)}</style>",
    "<p style='position:fixed;background:url(https://example.org/x)'>x</p>",
    "<div class='btn btn-success full-credit'>Full credit</div>",
    "<span id='word_count'>x</span>",
    "<!--><script>window.hit=1</script>-->",
    "<noscript><p title='</noscript><img src=x onerror=window.hit=1>'></noscript>",
    "<template><script>window.hit=1</script></template>",
    "$\\href{javascript:window.hit=1}{x}$",
    "```<script>window.hit=1</script>\nx\n```",
    '```mermaid\nclick A "javascript:window.hit=1"\n```',
    "| a |\n|---|\n| <img src=x onerror=window.hit=1> |",
    "# <img src=x onerror=window.hit=1>",
    "\u202e<script>window.hit=1</script>\x00",
]


def check(**changes: object) -> CheckResult:
    settled = {
        "id": "test_it",
        "title": "Words are counted",
        "exercise": "word_count",
        "points": 0.0,
        "max_points": 2.0,
        "verdict": Verdict.WRONG_ANSWER,
    }
    return CheckResult(**{**settled, **changes})  # type: ignore[arg-type]


def result(*checks: CheckResult, **changes: object) -> ExerciseResult:
    return ExerciseResult("word_count", 3.0, checks, **changes)  # type: ignore[arg-type]


def is_harmless(page: str) -> list[str]:
    """What in the page would run, load or impersonate something; [] if nothing."""
    found = []
    for tag in BeautifulSoup(page, "html.parser").find_all(True):
        if tag.name in (
            "script",
            "iframe",
            "object",
            "embed",
            "form",
            "base",
            "link",
            "svg",
            "math",
        ):
            found.append(tag.name)
        for name, value in tag.attrs.items():
            text = " ".join(value) if isinstance(value, list) else str(value)
            if name.startswith("on") or name in ("srcdoc", "formaction", "action", "style", "id"):
                found.append(f"{tag.name}[{name}]")
            if name in ("href", "src") and not re.match(r"(#|https?://|mailto:|data:image/)", text):
                found.append(f"{tag.name}[{name}={text}]")
            if tag.name == "img" and name == "src" and not text.startswith("data:image/"):
                found.append(f"img[src={text}]")
            if name == "class" and re.search(r"\b(btn|full-credit|score|panel|navbar)\b", text):
                found.append(f"{tag.name}.{text}")
    return found


def test_every_text_of_a_check_is_escaped() -> None:
    """Titles, observations, reasons, hints, errors and repairs come out as text."""
    fields = ("title", "observed", "expected", "why", "look_at", "hint", "stuck", "error", "method")
    evil = check(**dict.fromkeys(fields, EVIL), misconception=EVIL)
    page = exercise_html(
        result(evil, repairs=(EVIL,), problem=EVIL), mark=1.0, worth=3.0, sandbox=EVIL
    )
    page += notice_html(EVIL, [EVIL]) + pessimistic_html(EVIL)
    soup = BeautifulSoup(page, "html.parser")
    assert soup.find("script") is None and soup.find("img") is None
    assert page.count("&lt;script&gt;") >= len(fields) + 5


def test_a_picture_is_an_image_in_which_no_script_runs() -> None:
    """The SVG stands in the page as a data address of an `img`, never as elements."""
    page = exercise_html(result(check(picture=SVG)), mark=0.0, worth=3.0)
    image = BeautifulSoup(page, "html.parser").find("img")
    assert image is not None and image["alt"]
    head, data = str(image["src"]).split(",")
    assert head == "data:image/svg+xml;base64"
    assert base64.b64decode(data).decode() == SVG


def test_a_block_loads_nothing_from_outside() -> None:
    """No address of another server, and no import, is in a block or its style."""
    page = exercise_html(result(check(picture=SVG)), mark=0.0, worth=3.0)
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)|@import|url\(", page)


def test_observed_and_expected_are_named_in_both_languages() -> None:
    """A failed check shows what was seen, what was expected, why, and where to read on."""
    failed = check(observed="3", expected="4", why="`apply` waits.", look_at="Four ways", hint="Go")
    text = BeautifulSoup(exercise_html(result(failed), mark=0, worth=3), "html.parser").text
    for label in ("Observed 观察", "Expected 期望", "Why 原因", "Look at 看", "Hint 提示"):
        assert label in text


def test_a_fault_of_ours_is_said_to_be_one() -> None:
    """No number is shown where no mark is recorded."""
    broken = check(verdict=Verdict.GRADER_ERROR)
    text = BeautifulSoup(exercise_html(result(broken), mark=None, worth=3), "html.parser").text
    assert "our fault" in text and "no mark" in text and "0 / 3" not in text


@pytest.mark.parametrize("trick", TRICKS)
def test_tricks_in_html_are_shown_and_not_run(trick: str) -> None:
    """HTML from a student keeps its words and loses its powers."""
    assert is_harmless(clean(trick)) == []


@pytest.fixture(scope="module")
def evil_notebook() -> NotebookNode:
    """Every trick in every place that a page shows or uses."""
    cells = [v4.new_markdown_cell(trick) for trick in TRICKS]
    for trick in TRICKS:
        code = v4.new_code_cell(f"x = 1  # {trick}")
        code.metadata = NotebookNode(
            tags=[trick.replace(",", "")],  # nbformat refuses a comma
            magics_language=trick,
            nbgrader=NotebookNode(grade_id=trick, grade=True, solution=True, points=1),
        )
        code.outputs = [
            v4.new_output("display_data", {"text/html": trick, "text/plain": trick}),
            v4.new_output("display_data", {"application/javascript": "window.hit = 1"}),
            v4.new_output("display_data", {"text/latex": trick}),
            v4.new_output("display_data", {"text/markdown": trick}),
            v4.new_output("display_data", {"image/svg+xml": SVG}),
            v4.new_output("display_data", {"image/png": trick}),
            v4.new_output("display_data", {"text/vnd.mermaid": trick}),
            v4.new_output("stream", name="stdout", text=trick),
            v4.new_output("error", ename=trick, evalue=trick, traceback=[trick]),
        ]
        cells.append(code)
    attached = v4.new_markdown_cell("![x](attachment:a.png) ![y](attachment:missing.png)")
    attached.attachments = NotebookNode({"a.png": {"image/png": '"><script>window.hit=1</script>'}})
    notebook = v4.new_notebook(cells=[*cells, attached])
    notebook.metadata = NotebookNode(
        title=EVIL,
        language_info=NotebookNode(name="python", pygments_lexer=EVIL),
        widgets={"application/vnd.jupyter.widget-state+json": {"x": "</script>" + EVIL}},
    )
    return notebook


def course_config() -> Config:
    """nbgrader_config.py as nbgrader reads it."""
    from traitlets.config.loader import PyFileConfigLoader

    root = Path(__file__).resolve().parent.parent
    return PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()


def body_of(page: str) -> str:
    """The notebook in the page: what stands around it is nbgrader's own."""
    return str(BeautifulSoup(page, "html.parser").find(id="notebook-container"))


@pytest.mark.parametrize("made", ["<b>", "<", "&a", "a|b\n-|-\n"])
def test_a_text_made_to_take_for_ever_is_shown_as_it_is(made: str) -> None:
    """Cleaning and rendering take time by the square of it: longer texts are not rendered."""
    source = made * (400_000 // len(made))
    shown = safe_markdown({}, source)  # type: ignore[arg-type]
    assert len(shown) < 10 * LONGEST_MARKDOWN
    assert "characters in all" in shown
    assert set(re.findall(r"<[/a-z]+", shown)) == {"<pre", "</pre"}


def test_a_picture_shown_a_thousand_times_is_left_out() -> None:
    """Each time it would be written into the page anew."""
    picture = {"x.png": {"image/png": "A" * 100_000}}
    for times, there in ((1, True), (1000, False)):
        source = "![](attachment:x.png)\n" * times
        shown = safe_markdown({"cell": {"attachments": picture}}, source)  # type: ignore[arg-type]
        assert ("data:image/png" in shown) is there
        assert len(shown) < 300_000


@pytest.mark.parametrize("template", ["feedback", "formgrade"])
@pytest.mark.filterwarnings("ignore:No lexer found")
def test_no_trick_survives_in_a_page(template: str, evil_notebook: NotebookNode) -> None:
    """Neither nbgrader's feedback page nor formgrader has a script or handler of a student's."""
    import nbgrader.server_extensions.formgrader.handlers as formgrader

    config = course_config()
    config.HTMLExporter.template_name = template
    config.HTMLExporter.extra_template_basedirs = [formgrader.template_path]
    static = Path(formgrader.static_path, "node_modules", "bootstrap", "dist", "css")
    config.HTMLExporter.extra_template_paths = [str(static)]
    exporter = (FeedbackPage if template == "feedback" else HTMLExporter)(config=config)
    words = {"notebook": "x", "score": 1, "max_score": 1, "late_penalty": 0}
    resources = {"nbgrader": words, "base_url": "", "index": 0, "total": 1, "notebook_path": "x"}
    page, _ = exporter.from_notebook_node(evil_notebook, resources)
    allowed = {"id"} if template == "feedback" else {"id", "style"}  # the template's own
    found = [
        each
        for each in is_harmless(body_of(page))
        if not any(each.endswith(f"[{name}]") for name in allowed) and ".panel" not in each
    ]
    own = re.compile(r"(div|span|button|input|textarea)\.(.*)(panel|score|btn|full-credit)")
    assert [each for each in found if not own.match(each)] == []
    assert "window.hit" in page, "the tricks are shown as text"


@pytest.mark.filterwarnings("ignore:No lexer found")
def test_the_feedback_page_allows_no_script_at_all(evil_notebook: NotebookNode) -> None:
    """Its policy forbids every script and every address, and it has no script element."""
    import nbgrader.server_extensions.formgrader.handlers as formgrader

    config = course_config()
    config.HTMLExporter.template_name = "classic"
    config.HTMLExporter.extra_template_basedirs = [formgrader.template_path]
    page, _ = FeedbackPage(config=config).from_notebook_node(evil_notebook, {})
    soup = BeautifulSoup(page, "html.parser")
    policy = soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
    assert policy is not None and "default-src 'none'" in str(policy["content"])
    assert soup.find("script") is None


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "＝", "|"])
def test_the_table_of_marks_has_no_formula(start: str) -> None:
    """Whatever a student is called, or a note quotes, a spreadsheet takes it for a text."""
    evil = f'{start}HYPERLINK("https://example.org";"x")'
    row = StudentMarks(evil, (Mark("word_count", 1.5, 3.0), Mark("fetch_all", None, 4.0)))
    lines = csv_table([row], {evil: evil}).splitlines()
    assert len(lines) == 2
    assert lines[1].startswith(("'", "\"'")), lines[1]
    assert ",1.5,,1.5,7.0,no," in lines[1]
