"""A JupyterHub for one class on one machine: docs/for-instructors.md, "A class on a hub".

    jupyterhub -f docs/hub/jupyterhub_config.py          as root, since it starts servers as users

    COURSE_PLACE/exchange/     nbgrader's exchange: everybody may write, nobody may list inbound/
    COURSE_PLACE/course/       the instructor's nbgrader course, theirs alone
    COURSE_PLACE/config/       what everybody's Jupyter is told: written here, at each start

Every user is a user of the system, with a home and a password of their own. The students' names
stand in COURSE_STUDENTS, the instructors' in COURSE_INSTRUCTORS, with spaces between.
"""

import json
import os
import sys
from pathlib import Path

c = get_config()  # noqa: F821  (JupyterHub provides it)

PLACE = Path(os.environ.get("COURSE_PLACE", "/srv/multiprocessing"))
INSTRUCTORS = set(os.environ["COURSE_INSTRUCTORS"].split())
STUDENTS = set(os.environ["COURSE_STUDENTS"].split())
COMMANDS = Path(sys.executable).parent
PROXY = Path(__file__).with_name("proxy.py")

# ---- who may log in: users of the system, by their passwords (PAM)
c.JupyterHub.authenticator_class = "pam"
c.Authenticator.allowed_users = INSTRUCTORS | STUDENTS

# ---- the hub and its proxy: TLS belongs in front of it when it is reached from elsewhere
c.JupyterHub.bind_url = os.environ.get("COURSE_HUB_URL", "http://127.0.0.1:8000")
c.JupyterHub.cookie_secret_file = str(PLACE / "hub-cookie-secret")
c.JupyterHub.db_url = f"sqlite:///{PLACE / 'hub.sqlite'}"
# It passes on what the TLS in front says (X-Forwarded-Proto), and says nothing of its own.
c.ConfigurableHTTPProxy.command = [sys.executable, str(PROXY), "--no-x-forward"]
c.ConfigurableHTTPProxy.pid_file = str(PLACE / "proxy.pid")

# ---- a server for each user, as that user: JupyterLab with nbgrader
c.JupyterHub.spawner_class = "jupyterhub.spawner.LocalProcessSpawner"
c.Spawner.cmd = [str(COMMANDS / "jupyterhub-singleuser")]
c.Spawner.default_url = "/lab"
# Seconds for a server to start, and then to answer. By default 60 and 30, too few when a class logs
# in at the same minute; more only make a user wait longer for the news that a server is broken.
c.Spawner.start_timeout = 300
c.Spawner.http_timeout = 300
c.Spawner.environment = {
    "PATH": f"{COMMANDS}{os.pathsep}{os.environ['PATH']}",  # nbgrader calls `alembic` from there
    "JUPYTER_CONFIG_PATH": lambda spawner: str(PLACE / "config" / role(spawner.user.name)),
}


def role(name: str) -> str:
    return "instructor" if name in INSTRUCTORS else "student"


def begin_in_the_course(spawner) -> None:  # type: ignore[no-untyped-def]
    """Instructors' servers start within the course's folder, where nbgrader looks for it."""
    if role(spawner.user.name) == "instructor":
        course = str(PLACE / "course")
        spawner.notebook_dir = course
        spawner.cmd = ["env", f"--chdir={course}", str(COMMANDS / "jupyterhub-singleuser")]


c.Spawner.pre_spawn_hook = begin_in_the_course

# ---- what nbgrader has to know: the course and the exchange; formgrader is the instructors'
NBGRADER = f"""\
c = get_config()
c.CourseDirectory.course_id = "multiprocessing"
c.Exchange.root = {str(PLACE / "exchange")!r}
"""
NOT_FOR_STUDENTS = (
    "nbgrader.server_extensions.formgrader",
    "nbgrader.server_extensions.course_list",
)
HIDDEN = ("formgrader", "course-list", "create-assignment")
# JupyterLab asks each new user about news of Jupyter, in a box that lies on formgrader's buttons.
QUIET = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}
}

# In JupyterLab formgrader is a page within the page, which a hub forbids. 'self' allows it to pages
# of this hub: also to a student's server, so instructors had better open no link to /user/<name>/.
WITHIN_A_PAGE = {"headers": {"Content-Security-Policy": "frame-ancestors 'self'"}}

for each in ("instructor", "student"):
    folder = PLACE / "config" / each
    (folder / "labconfig").mkdir(parents=True, exist_ok=True)
    (folder / "nbgrader_config.py").write_text(NBGRADER, encoding="utf-8")
    student = each == "student"
    app: dict[str, object] = {"jpserver_extensions": dict.fromkeys(NOT_FOR_STUDENTS, not student)}
    if not student:
        app["tornado_settings"] = WITHIN_A_PAGE
    server = {"ServerApp": app}
    (folder / "jupyter_server_config.json").write_text(json.dumps(server), encoding="utf-8")
    lab = {"disabledExtensions": {f"@jupyter/nbgrader:{name}": student for name in HIDDEN}}
    (folder / "labconfig" / "page_config.json").write_text(json.dumps(lab), encoding="utf-8")
    settings = folder / "labconfig" / "default_setting_overrides.json"
    settings.write_text(json.dumps(QUIET), encoding="utf-8")

exchange = PLACE / "exchange"
exchange.mkdir(parents=True, exist_ok=True)
exchange.chmod(0o777)
