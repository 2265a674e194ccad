"""The object comes back itself.

Misconception: no-plain-dict
"""


def describe(process):
    process.alive = process.is_alive()
    return process
