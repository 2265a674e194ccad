"""A loop over the names of the attributes."""

ATTRIBUTES = ["name", "pid", "daemon", "exitcode"]


def describe(process):
    result = {}
    for attribute in ATTRIBUTES:
        result[attribute] = getattr(process, attribute)
    result["alive"] = process.is_alive()
    return result
