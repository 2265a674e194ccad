"""The pid of the process that looks.

Misconception: pid-of-the-parent
"""

import os


def describe(process):
    return {
        "name": process.name,
        "pid": os.getpid(),
        "alive": process.is_alive(),
        "daemon": process.daemon,
        "exitcode": process.exitcode,
    }
