def describe(process):
    """Describe a process as it is at this moment."""
    # first an empty dict, every time a new one
    facts = {}

    # these four are attributes, no brackets
    facts["name"] = process.name
    facts["pid"] = process.pid  # None if nobody has started it
    facts["daemon"] = process.daemon

    # this one is a method, so brackets!
    if process.is_alive():
        facts["alive"] = True
    else:
        facts["alive"] = False

    # None while it is running
    facts["exitcode"] = process.exitcode

    return facts
