"""A new process is started, so that it has a pid.

Misconception: describing-starts-it
"""


def describe(process):
    if process.pid is None:
        process.start()
    return {
        "name": process.name,
        "pid": process.pid,
        "alive": process.is_alive(),
        "daemon": process.daemon,
        "exitcode": process.exitcode,
    }
