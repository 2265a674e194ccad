"""The exit code as True or False.

Misconception: exitcode-is-no-truth-value
"""


def describe(process):
    return {
        "name": process.name,
        "pid": process.pid,
        "alive": process.is_alive(),
        "daemon": process.daemon,
        "exitcode": bool(process.exitcode),
    }
