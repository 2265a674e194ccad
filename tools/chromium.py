"""A real JupyterLab in a real Chromium, for the browser tests and for `make screenshots`.

    this process ── Playwright ──▶ Chromium ── HTTP, loopback ──▶ Jupyter server ──▶ kernels

`jupyter` starts a server with its own configuration folder and ends it; `chromium`
starts a browser with a fresh profile that reaches nothing but loopback; `Lab` does what a person
does in JupyterLab: scroll, click, type. Whoever starts something ends it (all are `with` blocks).
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, Playwright, Route, expect

from autograder.doctor import CHROMIUMS
from tools.ports import free_port

PROGRAM = next(filter(None, map(shutil.which, CHROMIUMS)), "")
ROOT = Path(__file__).resolve().parent.parent
# How long a server may take to answer, and a page to show what is waited for. Only a fault reaches
# them. Lower them and a busy machine fails; raising them costs time only when something is broken.
STARTS = 120.0
SHOWS = 60.0
expect.set_options(timeout=1000 * SHOWS)
_ARGUMENTS = [
    "--no-sandbox",  # Chromium refuses its own as root, and only our own pages are opened
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Server:
    """A running Jupyter server: its address without a slash at the end, its token, its log."""

    url: str
    token: str
    log: Path

    def address(self, path: str) -> str:
        """Where a page is, with the right to see it."""
        if not self.token:  # the browser has logged in
            return f"{self.url}/{path}"
        return f"{self.url}/{path}{'&' if '?' in path else '?'}token={self.token}"

    def api(self, path: str) -> Any:
        """What the server answers to a GET, as JSON."""
        with urllib.request.urlopen(self.address(path), timeout=20) as answer:
            return json.load(answer)


@contextlib.contextmanager
def jupyter(
    home: Path,
    folder: Path,
    *,
    config: str = "",
    command: Sequence[str] = ("-m", "jupyterlab"),
    settings: Mapping[str, Any] | None = None,
) -> Iterator[Server]:
    """A Jupyter server in `folder`, for somebody who has `config` as their nbgrader_config.py.

    `home` takes what Jupyter keeps for a user; `settings` are JupyterLab's, by plugin. The server
    and its kernels have ended when the block is left.
    """
    port, token = free_port(), secrets.token_hex(8)
    environment = _environment(home)
    (home / "config").mkdir(parents=True, exist_ok=True)
    (home / "config" / "nbgrader_config.py").write_text(config, encoding="utf-8")
    _write_settings(home, {**_QUIET, **(settings or {})})
    options = ("--no-browser", "--allow-root", f"--port={port}", "--ServerApp.port_retries=0")
    log = home / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *command, *options, f"--IdentityProvider.token={token}"],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
        server = Server(f"http://127.0.0.1:{port}", token, log)
        try:
            _wait_until_it_answers(server, process)
            yield server
        finally:
            _end(process)


def _environment(home: Path) -> dict[str, str]:
    """Jupyter's folders in `home`; commands of this environment come first."""
    paths = [str(Path(sys.executable).parent), os.environ.get("PATH", "")]
    return os.environ | {
        "HOME": str(home),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "IPYTHONDIR": str(home / "ipython"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "PATH": os.pathsep.join(paths),
        "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])),
    }


# No question about news, no look for updates: a test is no place for either.
_QUIET = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}
}


def _write_settings(home: Path, settings: Mapping[str, Any]) -> None:
    for plugin, values in settings.items():
        package, _, name = plugin.partition(":")
        path = home / "settings" / package / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values), encoding="utf-8")


def _wait_until_it_answers(server: Server, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + STARTS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError, urllib.error.URLError):
            server.api("api/status")
            return
        time.sleep(0.1)
    words = server.log.read_text(encoding="utf-8", errors="replace")[-3000:]
    raise RuntimeError(f"The Jupyter server did not answer:\n{words}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask it to end, which ends its kernels too; kill it if it does not."""
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextlib.contextmanager
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """A Chromium with a fresh profile."""
    browser = playwright.chromium.launch(executable_path=PROGRAM, args=_ARGUMENTS)
    try:
        yield browser
    finally:
        browser.close()


def new_page(browser: Browser, *, width: int = 1280, height: int = 900, **options: Any) -> Page:
    """A page in a profile of its own, which reaches loopback and nothing else."""
    context = browser.new_context(viewport={"width": width, "height": height}, **options)
    context.set_default_timeout(1000 * SHOWS)
    context.route("**/*", _only_loopback)
    return context.new_page()


def _only_loopback(route: Route) -> None:
    if re.match(r"(http://127\.0\.0\.1:|data:|blob:|file:)", route.request.url):
        route.continue_()
    else:
        route.abort()


# The number before a cell may be the same before and after; the star between them is certain.
_NOTICE_THE_END = """prompt => {
  window.cellHasRun = false;
  let started = false;
  const observer = new MutationObserver(() => {
    if (prompt.textContent.includes("*")) started = true;
    else if (started) { window.cellHasRun = true; observer.disconnect(); }
  });
  observer.observe(prompt, {childList: true, characterData: true, subtree: true});
}"""


class Lab:
    """JupyterLab in a page, used as a person uses it. Cells are counted from 0."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page = page
        self.server = server

    def open(self, path: str) -> None:
        """Open a notebook by its address and wait until its kernel can be used."""
        self.page.goto(self.server.address(f"lab/tree/{path}?reset"))
        in_front = self.page.locator(".lm-DockPanel-tabBar .lm-mod-current")
        expect(in_front).to_contain_text(Path(path).name, timeout=1000 * SHOWS)
        self.wait_for_kernel()

    def wait_for_kernel(self) -> None:
        """Until the status bar says that the kernel of the notebook in front is idle."""
        idle = re.compile(r"Python.*\| Idle")
        expect(self.page.locator("#jp-bottom-panel")).to_have_text(idle, timeout=1000 * SHOWS)

    @property
    def notebook(self) -> Locator:
        return self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-WindowedPanel-outer")

    def cell(self, index: int) -> Locator:
        """The cell, scrolled to. JupyterLab has them all in the page, and draws what is seen."""
        found = self.notebook.locator(f'.jp-Cell[data-windowed-list-index="{index}"]')
        found.scroll_into_view_if_needed()
        return found

    def run(self, index: int, *, wait: bool = True) -> Locator:
        """Run a code cell with Ctrl+Enter; returns its outputs."""
        cell = self.cell(index)
        prompt = cell.locator(".jp-InputArea-prompt")
        prompt.evaluate(_NOTICE_THE_END)
        prompt.click()
        self.page.keyboard.press("Control+Enter")
        if wait:
            self.wait_until_run()
        return cell.locator(".jp-Cell-outputArea")

    def wait_until_run(self) -> None:
        """Until the cell that was run last has ended."""
        self.page.wait_for_function("window.cellHasRun", timeout=1000 * SHOWS)

    def write(self, index: int, text: str) -> None:
        """Replace the text of a cell by typing."""
        editor = self.cell(index).locator(".cm-content")
        editor.click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)
        self.page.keyboard.press("Escape")

    def save(self) -> None:
        """Ctrl+S, and wait until nothing is unsaved."""
        self.page.keyboard.press("Control+s")
        unsaved = self.page.locator(".lm-DockPanel-tabBar .jp-mod-dirty")
        expect(unsaved).to_have_count(0, timeout=1000 * SHOWS)

    def menu(self, *names: str) -> None:
        """Choose from the menu bar: `menu("Run", "Run All Cells")`."""
        self.page.get_by_role("menuitem", name=names[0], exact=True).first.click()
        for name in names[1:]:
            label = re.compile(rf"^{re.escape(name)}$")
            self.page.locator(".lm-Menu-itemLabel").filter(has_text=label).last.click()
