"""The dict is built by keyword arguments."""


def describe(process):
    return dict(
        name=process.name,
        pid=process.pid,
        alive=process.is_alive(),
        daemon=process.daemon,
        exitcode=process.exitcode,
    )
