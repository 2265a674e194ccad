"""Keeps students' notebooks from running anything in the browser of whoever reads them.

Two pages show a submission: nbgrader's feedback page and formgrader. Both are made by nbconvert's
`HTMLExporter`, so nbgrader_config.py hangs these in:

    a notebook  → SanitizePage   (preprocessor)  metadata and outputs: only what a page needs
                → safe_markdown  (filter)        markdown and comments, cleaned *after* rendering,
                                                 since rendering is what turns text into HTML
                → FeedbackPage   (exporter)      the feedback page alone: no script element is left,
                                                 and a policy in its head allows none

nbconvert's own `SanitizeHTML` isn't used: it cleans markdown before rendering, so that
`[x](javascript:…)` passes, and leaves metadata as it is.
"""

from __future__ import annotations

import html
import re
from functools import cache
from pathlib import Path
from typing import Any

import bleach
from bs4 import BeautifulSoup
from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode

from autograder.repair import visible_source
from course.page import style

_TAGS = frozenset(
    """
    a abbr b blockquote br code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img ins kbd li
    ol p pre q s small span strong sub summary sup table tbody td tfoot th thead tr u ul
    """.split()  # noqa: SIM905  (a list of forty quoted words is harder to read)
)
_PLAIN_ATTRIBUTES = frozenset(
    {"title", "alt", "width", "height", "colspan", "rowspan", "open", "lang"}
)
# Ours (mp-…) and those by which pygments colours code. Any other class would let a student's text
# put on the clothes of formgrader's own buttons.
_CLASSES = re.compile(r"mp-[a-z]+|highlight|err|[a-z]{1,2}[0-9]?")
_IMAGE = re.compile(r"data:image/(png|jpeg|gif|svg\+xml);base64,[A-Za-z0-9+/=\s]*\Z")
_LINK = re.compile(r"(https?://|mailto:|#)", re.IGNORECASE)
_SHOWN_OUTPUTS = ("text/html", "text/plain", "image/png", "image/jpeg")
_NBGRADER_FLAGS = ("grade", "solution", "locked", "task")
_GRADE_ID = re.compile(r"[A-Za-z0-9_-]+")
_OUR_BLOCK = '<div class="mp-feedback">'
# What renders markdown and what cleans HTML take time by the square of a text that was made for
# it: a second for so many characters, minutes for ten times as many. The course's longest text has
# 4,000. Below are the bytes of pictures that one text may show, each as often as it does.
LONGEST_MARKDOWN = 20_000
MOST_PICTURES = 20_000_000
_CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'"


def clean(text: str) -> str:
    """HTML that runs nothing and loads nothing; what isn't allowed is shown as text."""
    own_style = re.compile(rf"<style>[^<]*</style>(?={_OUR_BLOCK})")
    cleaned: str = bleach.clean(
        own_style.sub("", text),
        tags=_TAGS,
        attributes=_allowed,
        protocols={"http", "https", "mailto", "data"},
    )
    # MathJax, which both pages load, leaves this element's inside alone: no TeX of a student's.
    return f'<div class="tex2jax_ignore">{cleaned}</div>'


@pass_context
def safe_markdown(context: Context, source: str) -> str:
    """nbconvert's `markdown2html`, cleaned. What is too long to be rendered is shown as text."""
    if len(source) > LONGEST_MARKDOWN:
        shown = f"{source[:LONGEST_MARKDOWN]}\n… {len(source):,} characters in all"
        return f'<pre class="tex2jax_ignore">{html.escape(shown)}</pre>'
    cell = context.get("cell", {})
    attachments = cell.get("attachments", {}) if isinstance(cell, dict) else {}
    if source.count("attachment:") * len(str(attachments)) > MOST_PICTURES:
        attachments = {}
    renderer = IPythonRenderer(escape=False, attachments=attachments, exclude_anchor_links=True)
    try:
        rendered = MarkdownWithMath(renderer=renderer).render(source)
    except Exception as error:  # markdown made to break the renderer, and attachments that lie
        shown = f"This text could not be rendered ({type(error).__name__}):\n{source}"
        rendered = f"<pre>{html.escape(shown)}</pre>"
    return clean(rendered)


class SanitizePage(Preprocessor):
    """Before a page is made: drops every output and metadata that could reach it unescaped."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        nb.metadata = NotebookNode(language_info=NotebookNode(name="python"))
        for position, cell in enumerate(nb.cells):
            cell.metadata = _page_metadata(cell.metadata)
            cell.id = f"cell-{position}"
            if cell.cell_type == "code":
                cell.source = visible_source(cell.source)
                cell.outputs = [_page_output(output) for output in _shown(cell.outputs)]
                if not isinstance(cell.get("execution_count"), int):
                    cell.execution_count = None
        return nb, resources


class FeedbackPage(HTMLExporter):
    """nbgrader's feedback page, without any script and with our style."""

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> Any:
        """The page and nbconvert's resources."""
        page, new_resources = super().from_notebook_node(nb, resources, **kw)
        soup = BeautifulSoup(page, features="html.parser")
        for script in soup.find_all("script"):
            script.decompose()
        if soup.head is not None:
            policy = {"http-equiv": "Content-Security-Policy", "content": _CSP}
            soup.head.insert(0, soup.new_tag("meta", attrs=policy))
            element = soup.new_tag("style")
            element.string = _page_css()
            soup.head.append(element)
        # nbgrader calls every one of them "Test cell".
        for link in soup.select("#toc a[href^='#']"):
            link.string = str(link["href"]).removeprefix("#").removeprefix("comment-")
        return str(soup), new_resources


def _allowed(tag: str, name: str, value: str) -> bool:
    if name == "class":
        return all(_CLASSES.fullmatch(word) for word in value.split())
    if name == "aria-hidden":  # our signs before a title
        return tag == "span"
    if tag == "a" and name == "href":
        return _LINK.match(value) is not None
    if tag == "img" and name == "src":
        return _IMAGE.match(value) is not None
    return name in _PLAIN_ATTRIBUTES


def _page_metadata(metadata: Any) -> NotebookNode:
    """Only nbgrader's own fields, each of the kind that the templates expect."""
    found = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    if not isinstance(found, dict) or not _GRADE_ID.fullmatch(str(found.get("grade_id", ""))):
        return NotebookNode()
    shown = NotebookNode({flag: found.get(flag) is True for flag in _NBGRADER_FLAGS})
    shown.grade_id = found["grade_id"]
    shown.schema_version = 3
    if isinstance(found.get("points"), (int, float)):
        shown.points = float(found["points"])
    return NotebookNode(nbgrader=shown)


def _shown(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Without what no page shows, and without the bare number behind a feedback block."""
    kept = [o for o in outputs if "data" not in o or any(k in o.data for k in _SHOWN_OUTPUTS)]
    if any(_OUR_BLOCK in _text(o.get("data", {}).get("text/html", "")) for o in kept):
        return [output for output in kept if output.output_type != "execute_result"]
    return kept


def _page_output(output: NotebookNode) -> NotebookNode:
    """The output with its HTML cleaned. Streams and errors are escaped by nbconvert."""
    if output.output_type in ("stream", "error"):
        return output
    data = {kind: output.data[kind] for kind in _SHOWN_OUTPUTS if kind in output.data}
    if "text/html" in data:
        shown = _text(data["text/html"])
        # The style as this program has it, not as the file claims.
        data["text/html"] = (style() if _OUR_BLOCK in shown else "") + clean(shown)
    return NotebookNode({**output, "data": NotebookNode(data), "metadata": NotebookNode()})


def _text(value: Any) -> str:
    return "".join(map(str, value)) if isinstance(value, list) else str(value)


@cache
def _page_css() -> str:
    return (Path(__file__).parent / "feedback.css").read_text(encoding="utf-8")
