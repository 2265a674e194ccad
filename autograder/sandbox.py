"""Where a submission runs: as little of this machine as a Python program needs.

bubblewrap   own pid, network, ipc, mount and (unless we are root) user namespaces; a read-only
             Python without site-packages; `/tmp` and `/dev/shm` private and of limited size; no
             file of the grader's but `course/` and the topic's scenarios; no environment; no system
             calls that reach memory which nobody counts (seccomp.py). Killing its first process
             kills everything in it. Started by root, it gives up root and becomes a user that
             nobody else is, so that the limit on processes binds.
limits       where bubblewrap is missing: resource limits, orphans come to our zygote, and the
             whole tree is killed. It can read what the grader's user can read, and use the network.

`launcher(minimum)` refuses to go below what the instructor asks for; docs/threat-model.md says
what each level stops.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from functools import cache
from pathlib import Path

import psutil

from autograder import scratch, seccomp
from course.run.launch import (
    DRIVER,
    ENGINE,
    PRELOAD,
    Launch,
    Launcher,
    Limits,
    compile_engine,
    environment,
    interpreter,
    own_python,
    plain_launch,
)

LEVELS = ("limits", "bubblewrap")
"""Weakest first."""

TMP_BYTES = 64 << 20
SHM_BYTES = 128 << 20
"""Sizes of the private `/tmp` and `/dev/shm`. The largest exercise uses 8 MiB of each."""


class SandboxMissing(RuntimeError):
    """This machine can't give the level of sandbox that was asked for."""


def launcher(minimum: str = "bubblewrap", limits: Limits | None = None) -> Launcher:
    """The strongest sandbox of this machine; raises SandboxMissing if it is below `minimum`."""
    if minimum not in LEVELS:
        raise ValueError(f"the sandbox level is one of {', '.join(LEVELS)}, not {minimum!r}")
    problem = bubblewrap_problem()
    if problem is None:
        return Bubblewrap(limits)
    if os.geteuid() == 0:
        raise SandboxMissing(
            f"{problem}\nThe weaker level is refused to root: a submission could end any process "
            f"of this machine. Install bubblewrap, or grade as an ordinary user."
        )
    if minimum == "bubblewrap":
        raise SandboxMissing(
            f"{problem}\nMarks for students are given only in a bubblewrap sandbox. Install it "
            f"(Debian, Ubuntu: apt install bubblewrap), ask `autograder doctor` what is wrong, "
            f"or allow the weaker level with `--sandbox limits`."
        )
    return ResourceLimits(limits)


@cache
def bubblewrap_problem() -> str | None:
    """None if bubblewrap works here, else what is wrong with it. Tried once a process."""
    program = shutil.which("bwrap")
    if program is None:
        return "bubblewrap (the program `bwrap`) is not installed."
    place = Bubblewrap().prepare(())
    try:
        version = (*place.argv[:-1], "-c", "0")
        tried = subprocess.run(version, capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"bubblewrap could not be started: {error}"
    finally:
        place.clean_up()
    if tried.returncode != 0:
        return (
            "bubblewrap is installed but may not make a sandbox here (are user namespaces "
            f"allowed?): {tried.stderr.strip() or tried.returncode}"
        )
    return None


class Bubblewrap:
    """The full sandbox."""

    level = "bubblewrap"

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()

    def prepare(self, sources: tuple[Path, ...]) -> Launch:
        folder = Path(tempfile.mkdtemp(prefix="place-", dir=scratch.home()))
        meeting = folder / "w"
        meeting.mkdir(mode=0o755)
        as_root = os.geteuid() == 0
        argv = [
            *_bwrap(folder / "filter"),
            *("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"),
            *("--unshare-cgroup-try", "--die-with-parent", "--hostname", "sandbox"),
            *_privileges(as_root),
            *_folders("/engine", "/stage", "/run"),
            *_python_mounts(),
            *("--proc", "/proc", "--dev", "/dev"),
            *("--perms", "1777", "--size", str(SHM_BYTES), "--tmpfs", "/dev/shm"),
            *("--perms", "1777", "--size", str(TMP_BYTES), "--tmpfs", "/tmp"),
            *("--ro-bind", str(_readable_course(as_root)), "/engine/course"),
            *("--ro-bind", str(meeting), "/run/w"),
            *(part for s in sources for part in ("--ro-bind", str(s), f"/stage/{s.name}")),
            *("--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/tmp"),
            *("--", *interpreter(os.path.realpath(own_python())), f"/engine/{DRIVER}"),
        ]
        return Launch(
            argv=tuple(argv),
            env=environment("/tmp"),
            tmp="/tmp",
            witness="/run/w/s",
            witness_host=str(meeting / "s"),
            settings={
                "paths": ["/engine", "/stage"],
                "preload": PRELOAD,
                "private": True,
                "uid": 200_000 + secrets.randbelow(1 << 30) if as_root else None,
                "limits": {"RLIMIT_NPROC": self.limits.processes, "RLIMIT_CORE": 0},
            },
            clean_up=lambda: shutil.rmtree(folder, ignore_errors=True),
        )


class ResourceLimits:
    """The weaker level: a plain process tree with limits."""

    level = "limits"

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()

    def prepare(self, sources: tuple[Path, ...]) -> Launch:
        return plain_launch(
            sources,
            {"limits": {"RLIMIT_NPROC": _own_threads() + self.limits.processes, "RLIMIT_CORE": 0}},
        )


def _bwrap(filter_file: Path) -> tuple[str, ...]:
    """bubblewrap, with our filter of system calls where we have one for this machine."""
    program = shutil.which("bwrap") or "bwrap"
    found = seccomp.program()
    if found is None:
        return (program,)
    filter_file.write_bytes(found)
    # It reads the filter from a descriptor, which a shell opens before it becomes bubblewrap. The
    # runner leaves those below ten to us, and a shell knows no others.
    return ("/bin/sh", "-c", 'exec "$@" 9<"$0"', str(filter_file), program, "--seccomp", "9")


def _privileges(as_root: bool) -> tuple[str, ...]:
    """Root needs no user namespace, and keeps for a moment what it takes to stop being root."""
    if as_root:
        return ("--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID")
    return ("--unshare-user", "--uid", "65534", "--gid", "65534")


@cache
def _python_mounts() -> tuple[str, ...]:
    """The interpreter and the libraries it links to, read-only, without any installed package."""
    prefix = Path(sys.base_prefix).resolve()
    arguments: list[str] = ["--dir", "/usr"]
    for folder in ("/usr/lib", "/usr/lib64", "/usr/lib32", "/usr/bin"):
        if Path(folder).is_dir() and not Path(folder).is_symlink():
            arguments += ["--ro-bind", folder, folder]
    for name in ("lib", "lib64", "lib32", "bin"):
        root = Path("/", name)
        if root.is_symlink():
            arguments += ["--symlink", os.readlink(root), str(root)]
        elif root.is_dir():
            arguments += ["--ro-bind", str(root), str(root)]
    arguments += ["--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"]
    if prefix != Path("/usr"):
        arguments += _folders(*(str(parent) for parent in reversed(prefix.parents)))
        arguments += ["--ro-bind", str(prefix), str(prefix)]
    hidden = {
        Path(sysconfig.get_path(name, vars={"base": str(prefix)}))
        for name in ("purelib", "platlib")
    }
    for place in (Path("/usr"), prefix):
        hidden.update(place.glob("lib*/python*/site-packages"))
        hidden.update(place.glob("lib*/python*/dist-packages"))
    mounted = (Path("/usr/lib"), Path("/usr/lib64"), Path("/usr/lib32"), prefix)
    empty = [
        str(folder)
        for folder in sorted(hidden)
        if folder.is_dir() and any(_lies_in(folder, place) for place in mounted)
    ]
    for option in ("--tmpfs", "--remount-ro"):
        arguments += [part for folder in empty for part in (option, folder)]
    return tuple(arguments)


def _folders(*paths: str) -> list[str]:
    """Folders that everybody may enter: those that a mount makes by itself are for root only."""
    return [part for path in paths if path != "/" for part in ("--dir", path)]


@cache
def _readable_course(as_root: bool) -> Path:
    """The package `course`, where the sandbox's user may read it; a copy if need be."""
    course = ENGINE / "course"
    driver = ENGINE / DRIVER
    readable = course.stat().st_mode & 0o005 == 0o005 and driver.stat().st_mode & 0o004
    if compile_engine() and (readable or not as_root):
        return course
    copy = Path(tempfile.mkdtemp(prefix="course-", dir=scratch.home()))
    shutil.copytree(course, copy / "course")
    compile_engine(copy / "course")
    for path in (copy, *copy.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return copy / "course"


def _lies_in(path: Path, folder: Path) -> bool:
    return folder == path or folder in path.parents


def _own_threads() -> int:
    """Threads of this user that run already: the kernel counts them all against the limit."""
    count = 0
    for process in psutil.process_iter():
        try:
            if process.uids().real == os.getuid():
                count += process.num_threads()
        except psutil.Error:
            continue
    return count
