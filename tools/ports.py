"""A port for a server that a tool or a test starts."""

from __future__ import annotations

import socket


def free_port() -> int:
    """A port of loopback that nobody uses at this moment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
