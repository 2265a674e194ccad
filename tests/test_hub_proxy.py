"""The proxy of docs/hub lets a whole class wait at once, for as long as an answer takes.

this process ── 40 requests ──▶ docs/hub/proxy.py ──▶ a server in this process
"""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tools.ports import free_port

pytest.importorskip("configurable_http_proxy")

PROXY = Path(__file__).resolve().parent.parent / "docs" / "hub" / "proxy.py"
CLASS = 40
# How long the proxy may take to start, and the class to be answered: only a fault reaches it.
PATIENCE = 60.0
# What the proxy grants a server by itself, in seconds.
STOCK_LIMIT = 20.0


class _Server(ThreadingHTTPServer):
    """Answers nobody before the whole class has asked."""

    daemon_threads = True
    request_queue_size = 2 * CLASS

    def __init__(self, after: float) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.after = after
        self.everybody = threading.Barrier(CLASS)


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self.server.everybody.wait(PATIENCE)
        time.sleep(self.server.after)  # it is what a slow server does
        words = self.headers["X-Forwarded-Proto"].encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(words)))
        self.end_headers()
        self.wfile.write(words)

    def log_message(self, *_: object) -> None:
        """Nothing: what matters is the answer."""


@contextlib.contextmanager
def server(after: float) -> Iterator[str]:
    """The address of a server that answers so many seconds after the last of the class asked."""
    with _Server(after) as started:
        thread = threading.Thread(target=started.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{started.server_port}"
        finally:
            started.shutdown()
            thread.join()


@contextlib.contextmanager
def proxy(target: str) -> Iterator[int]:
    """The port of a proxy, started as docs/hub starts it, that leads to the target."""
    port, api = free_port(), free_port()
    places = ["--ip=127.0.0.1", f"--port={port}", "--api-ip=127.0.0.1", f"--api-port={api}"]
    process = subprocess.Popen(
        [sys.executable, str(PROXY), "--no-x-forward", *places, f"--default-target={target}"],
        env=os.environ | {"CONFIGPROXY_AUTH_TOKEN": "sesame"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + PATIENCE
        while not answers(port):
            assert process.poll() is None and time.monotonic() < deadline, "the proxy did not start"
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait()


def answers(port: int) -> bool:
    with contextlib.suppress(OSError):
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
        return True
    return False


def ask(port: int) -> tuple[int, bytes]:
    """What a browser behind TLS gets."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2 * PATIENCE)
    with contextlib.closing(connection):
        connection.request("GET", "/", headers={"X-Forwarded-Proto": "https"})
        answer = connection.getresponse()
        return answer.status, answer.read()


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(0.0, id="at-once"),
        pytest.param(STOCK_LIMIT + 1, id="slowly", marks=pytest.mark.campaign),
    ],
)
def test_a_class_waits_at_once(after: float) -> None:
    """Nobody is answered before all have asked, and all are, with what the TLS in front said."""
    with server(after) as target, proxy(target) as port, ThreadPoolExecutor(CLASS) as browsers:
        assert list(browsers.map(ask, [port] * CLASS)) == [(200, b"https")] * CLASS
