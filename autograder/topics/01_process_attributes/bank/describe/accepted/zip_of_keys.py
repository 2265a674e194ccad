"""Keys and values are zipped."""

from operator import attrgetter

facts = attrgetter("name", "pid", "daemon", "exitcode")


def describe(process):
    d = dict(zip(("name", "pid", "daemon", "exitcode"), facts(process)))
    d.update(alive=process.is_alive())
    return d
