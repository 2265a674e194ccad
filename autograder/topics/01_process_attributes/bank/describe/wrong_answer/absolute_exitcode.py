"""The sign of the exit code is thrown away.

Misconception: exitcode-is-a-number-with-a-sign
"""


def describe(process):
    code = process.exitcode
    if code is not None:
        code = abs(code)
    return {
        "name": process.name,
        "pid": process.pid,
        "alive": process.is_alive(),
        "daemon": process.daemon,
        "exitcode": code,
    }
