"""The facts are printed.

Misconception: shown-not-returned
"""


def describe(process):
    print("name:", process.name)
    print("pid:", process.pid)
    print("alive:", process.is_alive())
    print("daemon:", process.daemon)
    print("exitcode:", process.exitcode)
