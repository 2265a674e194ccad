"""A real JupyterHub: two students and one instructor share an exchange.

    this process (root) ── bubblewrap ── jupyterhub, docs/hub/jupyterhub_config.py
                                           ├── configurable-http-proxy
                                           └── JupyterLab as teacher, as lena, as omar

The three are users of the system inside bubblewrap alone, by an /etc/passwd of its own: the
machine's users stay as they are. They log in by the test's authenticator instead of PAM.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from clicks import open_formgrader, press, press_in_list, row, solve_one
from lessons import ROOT, lesson
from playwright.sync_api import Browser, expect

from course.topics import present_topics
from tools.chromium import SHOWS, STARTS, Lab, Server, free_port, new_page

pytestmark = [
    pytest.mark.campaign,
    pytest.mark.skipif(os.geteuid() != 0, reason="only root may start servers as other users"),
    pytest.mark.skipif(shutil.which("bwrap") is None, reason="no bubblewrap on this machine"),
]
TOPIC = present_topics()[0]
USERS = {"teacher": 70001, "lena": 70002, "omar": 70003}
CONFIG = """
exec(open({config!r}).read())
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = "sesame"
c.JupyterHub.hub_port = {port}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api}"
"""


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """The hub's folder, with a home for each user and the instructor's course."""
    with tempfile.TemporaryDirectory(prefix="hub-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        for user, number in USERS.items():
            home = folder / "home" / user
            home.mkdir(parents=True)
            os.chown(home, number, number)
            home.chmod(0o700)
        source = folder / "course" / "source" / TOPIC.slug
        source.mkdir(parents=True)
        shutil.copy(ROOT / "source" / TOPIC.slug / f"{TOPIC.slug}.ipynb", source)
        shutil.copy(ROOT / "nbgrader_config.py", folder / "course")
        for path in [folder / "course", *(folder / "course").rglob("*")]:
            os.chown(path, USERS["teacher"], USERS["teacher"])
        (folder / "course").chmod(0o700)
        yield folder


@pytest.fixture(scope="module")
def hub(place: Path) -> Iterator[str]:
    """The address of the running hub."""
    lines = [f"{u}:x:{n}:{n}::{place / 'home' / u}:/bin/sh" for u, n in USERS.items()]
    passwd = Path("/etc/passwd").read_text(encoding="utf-8") + "\n".join(lines) + "\n"
    (place / "passwd").write_text(passwd, encoding="utf-8")
    groups = "".join(f"{user}:x:{number}:\n" for user, number in USERS.items())
    (place / "group").write_text(Path("/etc/group").read_text(encoding="utf-8") + groups)
    documented = ROOT / "docs" / "hub" / "jupyterhub_config.py"
    config = CONFIG.format(config=str(documented), port=free_port(), api=free_port())
    (place / "config.py").write_text(config, encoding="utf-8")
    url = f"http://127.0.0.1:{free_port()}"
    world = ["bwrap", "--dev-bind", "/", "/", "--cap-add", "ALL", "--die-with-parent"]
    world += ["--ro-bind", str(place / "passwd"), "/etc/passwd"]
    world += ["--ro-bind", str(place / "group"), "/etc/group"]
    world += _reachable(Path(sys.base_prefix))
    command = [sys.executable, "-m", "jupyterhub", "-f", str(place / "config.py")]
    environment = os.environ | {
        "COURSE_PLACE": str(place),
        "COURSE_HUB_URL": url,
        "COURSE_INSTRUCTORS": "teacher",
        "COURSE_STUDENTS": "lena omar",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    with (place / "hub.log").open("wb") as log:
        process = subprocess.Popen(
            [*world, *command], cwd=place, env=environment, stdout=log, stderr=log
        )
        try:
            _wait_for(f"{url}/hub/health", process, place / "hub.log")
            yield url
        finally:
            _end(process)
            # pytest shows it when the test failed.
            print((place / "hub.log").read_text(encoding="utf-8", errors="replace")[-20_000:])


def _reachable(path: Path) -> list[str]:
    """What bubblewrap has to do so that other users may enter this interpreter's folder."""
    way = [*reversed(path.parents)]
    closed = next((n for n, folder in enumerate(way) if not folder.stat().st_mode & 0o001), None)
    if closed is None:
        return []
    opened = ["--tmpfs", str(way[closed])]
    for folder in way[closed:]:
        opened += ["--dir", str(folder), "--chmod", "0755", str(folder)]
    return [*opened, "--ro-bind", str(path), str(path)]


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask the hub itself to end: it ends its proxy and all servers, which bubblewrap would not."""
    for hub in psutil.Process(process.pid).children():
        hub.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(STARTS)
    process.kill()
    process.wait()


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + STARTS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(url, timeout=5).close()
            return
        time.sleep(0.1)
    pytest.fail(f"The hub did not answer:\n{log.read_text(errors='replace')[-3000:]}")


def log_in(browser: Browser, hub: str, user: str) -> Lab:
    """The user's own JupyterLab, by the hub's login page."""
    page = new_page(browser)
    page.goto(f"{hub}/hub/login?next=/hub/spawn")
    page.get_by_label("Username").fill(user)
    page.get_by_label("Password").fill("sesame")
    page.locator("#login_submit").click()
    expect(page.locator("#jp-menu-panel")).to_be_visible(timeout=1000 * (STARTS + SHOWS))
    return Lab(page, Server(f"{hub}/user/{user}", "", Path()))


def test_a_class_shares_an_exchange(hub: str, place: Path, browser: Browser) -> None:
    """Released to all, handed in by both, collected; nobody sees the work of another."""
    teacher = log_in(browser, hub, "teacher")
    formgrader = open_formgrader(teacher)
    press(formgrader, TOPIC.slug, "assign")
    press(formgrader, TOPIC.slug, "release")

    for name in ("lena", "omar"):
        student = log_in(browser, hub, name)
        student.page.get_by_role("menuitem", name="Nbgrader", exact=True).click()
        expect(student.page.locator(".lm-Menu")).to_contain_text("Assignment List")
        expect(student.page.locator(".lm-Menu")).not_to_contain_text("Formgrader")
        student.page.keyboard.press("Escape")
        press_in_list(student, "released", "Fetch", [TOPIC])
        if name == "lena":
            solve_one(student, lesson(TOPIC))
        press_in_list(student, "fetched", "Submit", [TOPIC])

    inbound = place / "exchange" / "multiprocessing" / "inbound"
    assert {path.stat().st_uid for path in inbound.iterdir()} == {USERS["lena"], USERS["omar"]}
    assert inbound.stat().st_mode & 0o007 == 0o003, "students may write there and not list it"
    press(formgrader, TOPIC.slug, "collect")
    expect(row(formgrader, TOPIC.slug).locator(".num-submissions")).to_have_text("2")
    handed_in = place / "course" / "submitted"
    assert {path.name for path in handed_in.iterdir()} == {"lena", "omar"}
    row(formgrader, TOPIC.slug).locator(".num-submissions a").click()
    for name in ("lena", "omar"):
        press(formgrader, name, "autograde")
    earned = f"{TOPIC.exercises[0].points} / {sum(each.points for each in TOPIC.exercises)}"
    expect(row(formgrader, "lena").locator(".score")).to_contain_text(earned)
    expect(row(formgrader, "omar").locator(".score")).to_contain_text("0 /")
