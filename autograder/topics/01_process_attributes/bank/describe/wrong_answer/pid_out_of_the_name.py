"""Reads the pid off the name.

Misconception: name-is-no-number
"""


def describe(process):
    number = int(process.name.split("-")[1])
    return {
        "name": process.name,
        "pid": number,
        "alive": process.is_alive(),
        "daemon": process.daemon,
        "exitcode": process.exitcode,
    }
