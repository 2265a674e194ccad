"""Waits until there is an exit code.

Misconception: describing-waits
"""


def describe(process):
    alive = process.is_alive()
    if alive:
        process.join()
    return {
        "name": process.name,
        "pid": process.pid,
        "alive": alive,
        "daemon": process.daemon,
        "exitcode": process.exitcode,
    }
