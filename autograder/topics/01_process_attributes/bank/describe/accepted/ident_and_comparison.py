"""`ident` is the same as `pid`; alive is worked out from what is known."""

from multiprocessing import Process
from typing import Any


def describe(process: Process) -> dict[str, Any]:
    started = process.ident is not None
    code = process.exitcode
    return {
        "name": process.name,
        "pid": process.ident,
        "alive": started and code is None,
        "daemon": bool(process.daemon),
        "exitcode": code,
    }
