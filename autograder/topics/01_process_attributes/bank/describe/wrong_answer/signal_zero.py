"""Knows Unix: a process that takes signal 0 is alive. So does a zombie.

Misconception: a-pid-is-no-sign-of-life
"""
import os


def is_running(pid):
    if pid is None:
        return False
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def describe(process):
    return {
        "name": process.name,
        "pid": process.pid,
        "alive": is_running(process.pid),
        "daemon": process.daemon,
        "exitcode": process.exitcode,
    }
