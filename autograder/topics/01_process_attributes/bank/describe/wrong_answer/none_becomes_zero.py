"""A missing exit code is "no error".

Misconception: none-is-not-zero
"""


def describe(process):
    return {
        "name": process.name,
        "pid": process.pid,
        "alive": process.is_alive(),
        "daemon": process.daemon,
        "exitcode": process.exitcode or 0,
    }
