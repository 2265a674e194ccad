"""Alive is what has no exit code yet.

Misconception: not-started-is-not-alive
"""


def describe(process):
    exitcode = process.exitcode
    return {
        "name": process.name,
        "pid": process.pid,
        "alive": exitcode is None,
        "daemon": process.daemon,
        "exitcode": exitcode,
    }
