KEYS = ("name", "pid", "daemon", "exitcode")


def describe(process):
    """Describe a process as it is at this moment."""
    return {key: getattr(process, key) for key in KEYS} | {"alive": process.is_alive()}
