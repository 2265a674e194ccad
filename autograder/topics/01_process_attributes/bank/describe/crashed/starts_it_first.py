"""Starts whatever it gets.

Misconception: process-started-twice
"""


def describe(process):
    process.start()
    return {
        "name": process.name,
        "pid": process.pid,
        "alive": process.is_alive(),
        "daemon": process.daemon,
        "exitcode": process.exitcode,
    }
