"""The report of a call, taken apart: what comes from inside is a claim, and may be anything.

    0000   the driver's sign that from now on the student's code has the word
    size   four bytes, then so many of JSON: the report, and nothing after it

A report that is too large, doubled, of another call or of no form of ours is *forged*: something
other than the driver wrote on its channel.
"""

from __future__ import annotations

import base64
import json
import re
import secrets
from collections.abc import Mapping
from typing import Any

from course.run import wire
from course.run.call_process import MAX_REPORT, MAX_THREADS
from course.run.outcome import Status

MAX_ITEMS = 2_000_000
"""Values in a report. Each takes up to 200 bytes in the judge; more would let a student's process
fill the judge's memory."""

_TEXT = re.compile(rb'"(?:[^"\\]|\\.)*"')

_STATUSES = frozenset(
    status.value
    for status in (
        Status.RETURNED,
        Status.RAISED,
        Status.MISSING,
        Status.UNIMPORTABLE,
        Status.OVERRUN,
        Status.GRADER,
    )
)


class ReportReader:
    """Reads what comes on a call's channel, byte by byte as it comes."""

    def __init__(self) -> None:
        self.nonce = secrets.token_hex(16)
        """What the request tells the driver, and its report must repeat."""
        self.report: dict[str, Any] | None = None
        self.student_began = False
        """Whether the driver has said that from now on the student's code has the word."""
        self.forged = False
        self._received = bytearray()

    def feed(self, data: bytes) -> None:
        """Take note of further bytes."""
        self._received += data
        if not self.student_began and self._received.startswith(bytes(4)):
            self.student_began = True
            del self._received[:4]
        if len(self._received) < 4:
            return
        size = int.from_bytes(self._received[:4], "big")
        if size > MAX_REPORT or len(self._received) > size + 4:
            self.forged = True
        elif len(self._received) == size + 4:
            self._open(bytes(self._received[4:]))

    def _open(self, payload: bytes) -> None:
        try:
            if _marks(payload) > MAX_ITEMS and _marks(_TEXT.sub(b"", payload)) > MAX_ITEMS:
                raise ValueError
            report = json.loads(payload)
            if report["nonce"] != self.nonce or report["status"] not in _STATUSES:
                raise ValueError
            if not _are_names(report.get("threads", [])):
                raise ValueError
            self.report = report
        except (ValueError, KeyError, TypeError, RecursionError):
            self.forged = True


def _are_names(threads: object) -> bool:
    return (
        isinstance(threads, list)
        and len(threads) <= MAX_THREADS
        and all(isinstance(name, str) for name in threads)
    )


def _marks(payload: bytes) -> int:
    """No fewer than there are values in this JSON text."""
    return sum(map(payload.count, (b",", b"[", b"{")))


def members_of(report: Mapping[str, Any], seconds: float) -> dict[str, Any]:
    """What an Outcome takes from a report of a call that took `seconds`.

    Raises ValueError, KeyError, TypeError, AttributeError or RecursionError for what no driver
    of ours writes.
    """
    returned = report["status"] == Status.RETURNED.value
    return {
        "returned": wire.decode(report["value"]) if returned else None,
        "error": wire.decode_error(report["error"]) if "error" in report else None,
        "files": {str(n): base64.b64decode(text) for n, text in report.get("files", {}).items()},
        "seconds": min(float(report.get("seconds", seconds)), seconds),
        "note": str(report.get("note", "")),
    }
