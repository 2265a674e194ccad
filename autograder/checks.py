"""Where the hidden checks of a topic lie, and what of them the sandbox may see: the scenarios."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from course.topics import Topic

TOPICS_FOLDER = Path(__file__).parent / "topics"


@dataclass(frozen=True)
class HiddenChecks:
    """The files of a topic's hidden checks. Only `scenarios` ever enters the sandbox."""

    folder: Path
    checks: Path
    scenarios: Path

    @property
    def bank(self) -> Path:
        return self.folder / "bank"

    def inside(self) -> tuple[Path, ...]:
        """The files that the sandbox may import."""
        return (self.scenarios,) if self.scenarios.exists() else ()


class NoChecks(FileNotFoundError):
    """The topic has no hidden checks in this checkout."""


def hidden_checks(topic: Topic) -> HiddenChecks:
    """Find them; raises NoChecks, with the path that is missing."""
    folder = TOPICS_FOLDER / topic.slug
    checks = folder / f"test_{topic.short}.py"
    if not checks.exists():
        raise NoChecks(f"the topic {topic.slug} has no hidden checks: {checks.name} is missing")
    return HiddenChecks(folder, checks, folder / "scenarios.py")


def with_checks(topics: tuple[Topic, ...]) -> tuple[Topic, ...]:
    """Those of the topics that have hidden checks."""
    return tuple(t for t in topics if (TOPICS_FOLDER / t.slug / f"test_{t.short}.py").exists())
