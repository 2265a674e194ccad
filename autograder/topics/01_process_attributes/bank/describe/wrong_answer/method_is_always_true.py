"""A method as a truth value.

Misconception: not-started-is-not-alive
"""


def describe(process):
    return {
        "name": process.name,
        "pid": process.pid,
        "alive": True if process.is_alive else False,
        "daemon": process.daemon,
        "exitcode": process.exitcode,
    }
