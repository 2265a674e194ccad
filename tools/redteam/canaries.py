"""The canaries: secrets around the grader that no attack may read, and a server it may not call."""

from __future__ import annotations

import re
import secrets
import shutil
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from autograder.checks import TOPICS_FOLDER
from tools.redteam.attacks import BANK, EXERCISE, SLUG, Attack


class Canaries:
    """Secrets around the grader, and a server that nobody may call."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="redteam-"))
        self.home = Path.home() / f".redteam-{secrets.token_hex(4)}"
        self.words = {
            name: f"canary-{name}-{secrets.token_hex(8)}"
            for name in ("home", "gradebook", "other", "environment", "server")
        }
        self.hits = 0
        course = self.folder / "course"
        self.files = {
            "HOME": self.home,
            "GRADEBOOK": course / "gradebook.db",
            "OTHER": course / "submitted" / "ann" / SLUG / f"{SLUG}.ipynb",
        }
        for key, path in self.files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.words[key.lower()])
            path.chmod(0o644)
        self._server = socket.create_server(("127.0.0.1", 0))
        self._abstract = socket.socket(socket.AF_UNIX)
        self._name = f"redteam-{secrets.token_hex(4)}"
        self._abstract.bind(f"\0{self._name}")
        for server in (self._server, self._abstract):
            server.listen()
            threading.Thread(target=self._serve, args=(server,), daemon=True).start()

    def _serve(self, server: socket.socket) -> None:
        while True:
            try:
                line, _ = server.accept()
                self.hits += 1
                line.sendall(self.words["server"].encode())
                line.close()
            except OSError:
                return

    def aimed(self, attack: Attack) -> str:
        """The attack's text with the places of the secrets, which a real attacker has to guess."""
        places = {name: str(path) for name, path in self.files.items()}
        places["CHECKS"] = str(TOPICS_FOLDER / SLUG / "test_pool.py")
        places["BANK"] = str(BANK / EXERCISE / "accepted" / "executor.py")
        places["PORT"] = str(self._server.getsockname()[1])
        places["ABSTRACT"] = self._name
        places["OUTSIDE"] = str(self.folder / "outside")
        return re.sub(r"@@(\w+)@@", lambda found: places[found[1]], attack.text)

    def state(self) -> dict[str, str]:
        """What lies around: no attack may change it."""
        paths = [self.home, *(p for p in self.folder.rglob("*") if p.is_file())]
        found = {str(p): sha256(p.read_bytes()).hexdigest() for p in paths if p.is_file()}
        shared = [p.name for p in Path("/dev/shm").iterdir() if "redteam" in p.name]
        return found | dict.fromkeys(shared, "shared memory")

    def close(self) -> None:
        for server in (self._server, self._abstract):
            server.shutdown(socket.SHUT_RDWR)
            server.close()
        self.home.unlink(missing_ok=True)
        shutil.rmtree(self.folder)


@contextmanager
def canaries() -> Iterator[Canaries]:
    placed = Canaries()
    try:
        yield placed
    finally:
        placed.close()
