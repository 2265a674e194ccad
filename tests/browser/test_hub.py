"""A real JupyterHub, set up as docs/for-instructors.md says: two students and one instructor.

    this process (root) ── bubblewrap ── sh, the lines of "A class on a hub"
                                           └── jupyterhub, docs/hub/jupyterhub_config.py
                                                 ├── docs/hub/proxy.py
                                                 └── JupyterLab as teacher, as lena, as omar

The lines are typed as they stand there, but for `git clone` and `make demo`, which have been done.
Within bubblewrap /etc, /home and this repository are copies in a temporary folder: users are made
and folders closed there alone, and the machine stays as it is.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from clicks import open_formgrader, press, press_in_list, row, solve_one
from lessons import ROOT, lesson
from playwright.sync_api import Browser, expect

from course.topics import present_topics
from tools.chromium import SHOWS, STARTS, Lab, Server, new_page
from tools.ports import free_port

pytestmark = [
    pytest.mark.campaign,
    pytest.mark.skipif(os.geteuid() != 0, reason="only root may start servers as other users"),
    pytest.mark.skipif(shutil.which("bwrap") is None, reason="no bubblewrap on this machine"),
]
TOPIC = present_topics()[0]
TEACHER, *STUDENTS = USERS = ("teacher", "lena", "omar")
PASSWORD = "sesame"
PAGE = (ROOT / "docs" / "for-instructors.md").read_text(encoding="utf-8")
APP, PLACE = "/srv/multiprocessing/app", "/srv/multiprocessing"
CONFIG = "docs/hub/jupyterhub_config.py"
# Ports that are free on a machine where other hubs may run; nothing else differs from the page.
PORTS = """
load_subconfig({config!r})
c.JupyterHub.hub_port = {port}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api}"
"""


@dataclass(frozen=True)
class Hub:
    """A running hub: its address, its folder, and the process whose /etc and /home it sees."""

    url: str
    place: Path
    pid: int

    def run_as(self, user: str, *command: str) -> int:
        """The exit status of a command that the user gives on the hub's machine."""
        who = self._number(user)
        inside = ["nsenter", f"--target={self.pid}", "--mount"]
        as_user = ["setpriv", f"--reuid={who}", f"--regid={who}", "--clear-groups"]
        done = subprocess.run([*inside, *as_user, *command], capture_output=True, check=False)
        return done.returncode

    def owner(self, path: Path) -> str:
        """Whose file it is, by the names of the hub's machine."""
        return next(user for user in USERS if self._number(user) == path.stat().st_uid)

    def _number(self, user: str) -> int:
        passwd = (self.place / "etc" / "passwd").read_text(encoding="utf-8")
        (number,) = re.findall(rf"^{user}:[^:]*:(\d+):", passwd, re.M)
        return int(number)


def documented() -> tuple[str, list[str]]:
    """The line of the page that makes a user, and those after `make demo`."""
    block = PAGE.partition("## A class on a hub")[2].split("```")[1]
    first, clone, *rest = block.strip().splitlines()
    assert first.startswith("useradd") and clone.startswith("git clone")
    assert rest[:2] == [f"cd {APP}", "make demo"]
    return first, rest[2:]


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """The hub's folder, with copies of what the lines of the page change."""
    with tempfile.TemporaryDirectory(prefix="hub-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        subprocess.run(["cp", "-a", "/etc", str(folder / "etc")], check=True)
        (folder / "home").mkdir()
        built = shutil.ignore_patterns(".venv", "build", "lab", ".*_cache", "__pycache__")
        shutil.copytree(ROOT, folder / "app", ignore=built, symlinks=True)
        (folder / "app" / ".venv").mkdir()
        yield folder


@pytest.fixture(scope="module")
def hub(place: Path) -> Iterator[Hub]:
    """The hub, as it runs after the lines of the page."""
    url = f"http://127.0.0.1:{free_port()}"
    config = PORTS.format(config=str(ROOT / CONFIG), port=free_port(), api=free_port())
    (place / "config.py").write_text(config, encoding="utf-8")
    environment = os.environ | {
        "COURSE_PLACE": str(place),
        "COURSE_HUB_URL": url,
        "PATH": f"{os.environ['PATH']}{os.pathsep}/usr/sbin",  # `useradd` is there
    }
    with (place / "hub.log").open("wb") as log:
        process = subprocess.Popen(
            [*world(place), "sh", "-e", "-c", typed(place)],
            cwd=place,
            env=environment,
            stdout=log,
            stderr=log,
        )
        try:
            _wait_for(f"{url}/hub/health", process, place / "hub.log")
            (inside,) = psutil.Process(process.pid).children()
            yield Hub(url, place, inside.pid)
        finally:
            _end(process)
            # pytest shows it when the test failed.
            print((place / "hub.log").read_text(encoding="utf-8", errors="replace")[-20_000:])


def typed(place: Path) -> str:
    """What root types: the page's lines, at the places that this test has for its own."""
    one, lines = documented()
    twice = f"printf '{PASSWORD}\\n{PASSWORD}\\n'"
    users = [f"{twice} | ({one.replace('lena', user)}\n)" for user in USERS]
    text = "\n".join([*users, f"cd {APP}", *lines[:-1], f"exec {lines[-1]}"])
    text = text.replace(CONFIG, str(place / "config.py"))
    return text.replace(APP, str(ROOT)).replace(PLACE, str(place))


def world(place: Path) -> list[str]:
    """The machine, but that /etc, /home and this repository are the copies."""
    start = ["bwrap", "--dev-bind", "/", "/", "--cap-add", "ALL", "--die-with-parent"]
    for name in ("etc", "home"):
        start += ["--bind", str(place / name), f"/{name}"]
    start += ["--tmpfs", "/var/log", "--tmpfs", "/var/mail"]
    start += _reachable(Path(sys.base_prefix))
    start += ["--bind", str(place / "app"), str(ROOT)]
    return [*start, "--ro-bind", sys.prefix, str(ROOT / ".venv")]


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
    if process.poll() is None:
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


def log_in(browser: Browser, hub: Hub, user: str) -> Lab:
    """The user's own JupyterLab, by the hub's login page."""
    page = new_page(browser)
    page.goto(f"{hub.url}/hub/login?next=/hub/spawn")
    page.get_by_label("Username").fill(user)
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("#login_submit").click()
    expect(page.locator("#jp-menu-panel")).to_be_visible(timeout=1000 * (STARTS + SHOWS))
    return Lab(page, Server(f"{hub.url}/user/{user}", "", Path()))


# Four minutes on a machine that is as busy as it can be.
@pytest.mark.timeout(900)
def test_a_class_shares_an_exchange(hub: Hub, browser: Browser) -> None:
    """Released, handed in by both, collected, graded, given back; nobody sees another's work."""
    teacher = log_in(browser, hub, TEACHER)
    formgrader = open_formgrader(teacher)
    press(formgrader, TOPIC.slug, "assign")
    press(formgrader, TOPIC.slug, "release")

    desks = {name: log_in(browser, hub, name) for name in STUDENTS}
    for name, student in desks.items():
        student.page.get_by_role("menuitem", name="Nbgrader", exact=True).click()
        expect(student.page.locator(".lm-Menu")).to_contain_text("Assignment List")
        expect(student.page.locator(".lm-Menu")).not_to_contain_text("Formgrader")
        student.page.keyboard.press("Escape")
        press_in_list(student, "released", "Fetch", [TOPIC])
        if name == "lena":
            solve_one(student, lesson(TOPIC))
        press_in_list(student, "fetched", "Submit", [TOPIC])
    what_is_closed(hub)

    press(formgrader, TOPIC.slug, "collect")
    expect(row(formgrader, TOPIC.slug).locator(".num-submissions")).to_have_text("2")
    row(formgrader, TOPIC.slug).locator(".num-submissions a").click()
    press(formgrader, "lena", "autograde")
    earned, most = TOPIC.exercises[0].points, sum(each.points for each in TOPIC.exercises)
    expect(row(formgrader, "lena").locator(".score")).to_contain_text(f"{earned} / {most}")
    grade = f"cd {hub.place / 'course'} && PATH={ROOT}/.venv/bin:$PATH autograder grade"
    assert hub.run_as(TEACHER, "sh", "-c", grade) == 0
    formgrader.locator("a", has_text="Manage Assignments").first.click()
    press(formgrader, TOPIC.slug, "generate-feedback")
    press(formgrader, TOPIC.slug, "release-feedback")

    for name, student in desks.items():
        press_in_list(student, "submitted", "Fetch Feedback", [TOPIC])
        home = hub.place / "home" / name
        (path,) = home.glob(f"{TOPIC.slug}/feedback/*/{TOPIC.slug}.html")
        student.page.goto(f"{hub.url}/user/{name}/files/{path.relative_to(home)}")
        marks = f"{earned if name == 'lena' else 0:.1f} / {most:.1f}"
        score = student.page.get_by_text(f"{TOPIC.slug} (Score: {marks})")
        expect(score).to_be_visible()


def what_is_closed(hub: Hub) -> None:
    """What the page says of who may read and write what."""
    inbound = hub.place / "exchange" / "multiprocessing" / "inbound"
    assert {hub.owner(path) for path in inbound.iterdir()} == set(STUDENTS)
    assert inbound.stat().st_mode & 0o007 == 0o003, "students may write there and not list it"
    names = {path.name for path in (hub.place / "app").iterdir() if path.name[0] != "."}
    closed = [ROOT / name for name in sorted(names - {"course"} | {".git"})]
    closed += [hub.place / "course", hub.place / "home" / "omar"]
    assert [path for path in closed if may_read(hub, "lena", path)] == []
    assert may_read(hub, "lena", ROOT / "course") and may_read(hub, TEACHER, ROOT / "autograder")


def may_read(hub: Hub, user: str, path: Path) -> bool:
    """Whether the user can list the folder, or read the file."""
    return hub.run_as(user, "ls" if path.is_dir() else "cat", str(path)) == 0
