from __future__ import annotations

from multiprocessing.process import BaseProcess
from typing import Any


def describe(process: BaseProcess) -> dict[str, Any]:
    """Describe a process as it is at this moment.

    A process may end between two looks. So look at is_alive() once, and let it decide whether
    there is an exit code: never "alive" together with an exit code.
    """
    alive = process.is_alive()
    exitcode = None if alive else process.exitcode
    return {
        "name": process.name,
        "pid": process.pid,
        "alive": alive,
        "daemon": process.daemon,
        "exitcode": exitcode,
    }
