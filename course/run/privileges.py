"""What the processes of the inside give up before anything of the student's is read."""

from __future__ import annotations

import os
import sys
from typing import Any


def harden(settings: dict[str, Any]) -> None:
    """Become the unprivileged user of this sandbox; orphans come here; no ptrace from below."""
    uid = settings.get("uid")
    if uid is not None:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    prctl(36, 1)  # PR_SET_CHILD_SUBREAPER
    dumpable(False)
    import resource

    for name, value in settings.get("limits", {}).items():
        limit = getattr(resource, name)
        hard = resource.getrlimit(limit)[1]
        if hard != resource.RLIM_INFINITY:
            value = min(value, hard)
        resource.setrlimit(limit, (value, value))


def dumpable(allowed: bool) -> None:
    """Whether a process of the same user may look into this one."""
    prctl(4, int(allowed))  # PR_SET_DUMPABLE


def prctl(option: int, argument: int) -> None:
    """Linux's prctl(2); nothing elsewhere."""
    if sys.platform != "linux":
        return
    import ctypes

    ctypes.CDLL(None).prctl(option, argument, 0, 0, 0)
