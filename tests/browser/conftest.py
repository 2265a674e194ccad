"""One Chromium for all browser tests, and pictures of what it showed when a test failed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
# Kept from one run to the next until the same test fails again; `make clean` removes it.
FAILURES = ROOT / "build" / "browser-failures"

sync_api = pytest.importorskip("playwright.sync_api")
chromium = pytest.importorskip("tools.chromium")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder drives a browser; in CI there has to be one."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)
            if not chromium.PROGRAM and not os.environ.get("CI"):
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The one Chromium; every test opens pages of its own in it."""
    assert chromium.PROGRAM, "CI is set, and there is no Chromium on this machine"
    with sync_api.sync_playwright() as playwright, chromium.chromium(playwright) as started:
        yield started


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[Any]) -> Any:
    """When a test fails, keep a picture of each open page and say where it is."""
    report = yield
    started = getattr(item, "funcargs", {}).get("browser")
    if report.failed and started is not None:
        pages = [page for context in started.contexts for page in context.pages]
        FAILURES.mkdir(parents=True, exist_ok=True)
        for number, page in enumerate(pages):
            name = re.sub(r"\W+", "-", f"{item.name}-{call.when}-{number}")
            path = FAILURES / f"{name}.png"
            page.screenshot(path=path)
            report.sections.append(("picture of the page", f"{path}\n{page.url.split('?')[0]}"))
    return report


@pytest.fixture(autouse=True)
def pages_are_closed(request: pytest.FixtureRequest) -> Iterator[None]:
    """No page of a test is left for the next one."""
    yield
    if "browser" in request.fixturenames:
        for context in request.getfixturevalue("browser").contexts:
            context.close()
