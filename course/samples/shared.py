"""What topic 06_shared_memory hands to student code: row filters, and stages for its checks.

Row filters take one row of an image as bytes and return a row of the same length. Everything
here can be imported by any process, under every start method. Standard library only.
"""

from __future__ import annotations

import hashlib
import multiprocessing
from collections.abc import Sequence
from types import ModuleType
from typing import Any

# ------------------------------------------------------------------------------ row filters


def negative(row: bytes) -> bytes:
    """Light becomes dark and dark becomes light."""
    return bytes(255 - pixel for pixel in row)


def one_up(row: bytes) -> bytes:
    """Every pixel one step lighter, white becomes black: a row filtered twice shows it."""
    return bytes((pixel + 1) % 256 for pixel in row)


def mirror(row: bytes) -> bytes:
    """The row from right to left."""
    return row[::-1]


def no_red(row: bytes) -> bytes:
    """`negative(row)`, but a row that begins with 13 raises ValueError."""
    if row[:1] == b"\x0d":
        raise ValueError(f"row {hashlib.sha256(row).hexdigest()[:8]} is red")
    return negative(row)


def one_short(row: bytes) -> bytes:
    """A filter with a bug: it loses the last pixel of the row."""
    return row[:-1]


# ---------------------------------------------------------------- stages for visible checks


def tellers(
    module: ModuleType, balances: Sequence[int], jobs: Sequence[Sequence[tuple[int, int, int]]]
) -> dict[str, Any]:
    """One process for each list of transfers, all at once; return results and balances.

    The result of a process that ended without one is None.
    """
    accounts = [multiprocessing.Value("q", balance) for balance in balances]
    started = []
    for moves in jobs:
        reader, writer = multiprocessing.Pipe(duplex=False)
        arguments = (module.transfer, accounts, moves, writer)
        process = multiprocessing.Process(target=_teller, args=arguments)
        process.start()
        writer.close()
        started.append((process, reader))
    results = []
    for process, reader in started:
        try:
            results.append(reader.recv())
        except EOFError:
            results.append(None)
        process.join()
        reader.close()
    return {"results": results, "balances": [account.value for account in accounts]}


def _teller(transfer: Any, accounts: Any, moves: Any, writer: Any) -> None:
    writer.send([transfer(accounts, *move) for move in moves])
    writer.close()


def audited(module: ModuleType, balances: Sequence[int]) -> Any:
    """What the student's audit counts."""
    return module.audit([multiprocessing.Value("q", balance) for balance in balances])
