"""A default argument is made anew at every call, they believe.

Misconception: one-dict-for-all
"""


def describe(process, facts={}):
    facts["name"] = process.name
    facts["pid"] = process.pid
    facts["alive"] = process.is_alive()
    facts["daemon"] = process.daemon
    facts["exitcode"] = process.exitcode
    return facts
