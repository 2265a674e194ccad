"""Tells the witness nonsense: numbers, nests of brackets, tables without end."""
import socket


def count_primes(limits, processes=2):
    for data in (b"5\n", b"[" * 4000 + b"\n", b"null\n", b'{"op": []}\n', b'{"op": "meet"}\n',
                 b'{"op": "leave", "token": 1e999}\n', b'{"op": "enter", "token": "x"}\n', b"\xff\n",
                 b'{"op": "meet", "parties": 2, "timeout": NaN, "label": "gate"}\n', b"x" * 100_000):
        with socket.socket(socket.AF_UNIX) as line:
            line.connect("/run/w/s")
            try:
                line.sendall(data)
            except OSError:
                pass
    with socket.socket(socket.AF_UNIX) as line:
        line.connect("/run/w/s")
        for number in range(20_000):
            try:
                line.sendall(b'{"op": "meet", "parties": 9, "timeout": 9, "label": "%d"}\n' % number)
            except OSError:
                break
    return [0 for _ in limits]
