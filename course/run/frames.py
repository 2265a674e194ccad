"""Messages over a stream socket: four bytes that say how long it is, then the message."""

from __future__ import annotations

import socket

HEAD = 4
"""Bytes that say the length, the most significant first."""


def framed(message: bytes) -> bytes:
    """The message as it travels."""
    return len(message).to_bytes(HEAD, "big") + message


def read_frame(channel: socket.socket, begun: bytes = b"") -> bytes:
    """The next message; blocks until it is there. `begun` are bytes of its head that were read.

    Raises EOFError if the other end is closed before the message is complete.
    """
    head = begun + read_exactly(channel, HEAD - len(begun))
    return read_exactly(channel, int.from_bytes(head, "big"))


def read_exactly(channel: socket.socket, size: int) -> bytes:
    """So many bytes; raises EOFError if the other end is closed before."""
    data = bytearray()
    while len(data) < size:
        piece = channel.recv(min(size - len(data), 1 << 20))
        if not piece:
            raise EOFError("the other end is closed")
        data += piece
    return bytes(data)
