"""A short join brings the facts up to date before they are read, they believe.

Misconception: a-short-join-waits
"""


def describe(process):
    if process.pid is not None:
        process.join(0.5)  # let it settle, so that the exit code is right
    return {
        "name": process.name,
        "pid": process.pid,
        "alive": process.is_alive(),
        "daemon": process.daemon,
        "exitcode": process.exitcode,
    }
