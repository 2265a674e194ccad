"""Alive is what has a pid.

Misconception: a-pid-is-no-sign-of-life
"""


def describe(process):
    return {
        "name": process.name,
        "pid": process.pid,
        "alive": process.pid is not None,
        "daemon": process.daemon,
        "exitcode": process.exitcode,
    }
