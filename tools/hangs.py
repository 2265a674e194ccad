"""Write docs/hangs.md, the gallery of hangs: each program of tests/gallery/hang, run, and what its
explanation says: `make hangs`. tests/test_blocked.py compares it with fresh runs.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from course.checking import start_methods
from course.run.launch import PlainLauncher
from course.run.runner import Call, Runner

ROOT = Path(__file__).resolve().parent.parent
GALLERY = ROOT / "tests" / "gallery" / "hang"
PAGE = ROOT / "docs" / "hangs.md"
# Seconds for a hang to be found: 1 is usual. Raising it costs only where none is found.
DEADLINE = 30.0

INTRODUCTION = """\
# Why it hangs: the gallery

Programs that hang, and what the course says about each, found as soon as it is certain: about a
second after nothing moves any more. The lines with `# waits` are those in which a process waits.
`make hangs` writes this page; the tests run every program under every start method in
which it hangs and compare.
"""


def explanation(path: Path) -> str:
    """Run the program until it is certain that it hangs; return the sentence."""
    text = path.read_text(encoding="utf-8")
    method = (methods(text) or start_methods())[0]
    with Runner({path.stem: text}, launcher=PlainLauncher()) as runner:
        outcome = runner.call(Call(path.stem, "main", method=method, deadline=DEADLINE))
    if outcome.blocked is None or not outcome.blocked.certain:
        raise SystemExit(f"{path.name} did not hang for certain: {outcome.ending}")
    return outcome.blocked.sentence


def methods(text: str) -> list[str]:
    """The start methods that the docstring names; empty for all."""
    match = re.search(r"^methods: (.*)$", text, re.MULTILINE)
    return match[1].split(", ") if match else []


def steady(sentence: str) -> str:
    """The sentence without what differs from run to run: numbers of processes and workers; and
    without Python's own words for an import that fails, which a new version may choose anew."""
    sentence = re.sub(r"\((AttributeError): [^)]*\)", r"(\1)", sentence)
    sentence = re.sub(r"\b(Fork|Spawn|ForkServer)?(Pool|Process)\w*-\d+", "a worker", sentence)
    return re.sub(r"Consumer-\d", "Consumer", sentence)


def section(path: Path) -> str:
    """Title, pattern, program and sentence."""
    text = path.read_text(encoding="utf-8")
    title, _, rest = text.removeprefix('"""').partition("\n")
    pattern = re.search(r"^pattern: (.*)$", text, re.MULTILINE)
    code = rest.partition('"""')[2].strip()
    only = f" Only under {' and '.join(methods(text))}." if methods(text) else ""
    return (
        f"## {title.rstrip('.')}\n\n`{pattern[1] if pattern else 'unknown'}`.{only}\n\n"
        f"```python\n{code}\n```\n\n> {explanation(path)}\n"
    )


def main() -> int:
    argparse.ArgumentParser(
        prog="python -m tools.hangs", description="Write docs/hangs.md from fresh runs."
    ).parse_args()
    parts = [INTRODUCTION, *(section(path) for path in sorted(GALLERY.glob("*.py")))]
    PAGE.write_text("\n".join(parts), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
