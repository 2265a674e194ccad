"""Hooks on locks, semaphores, conditions, events and barriers."""

from __future__ import annotations

from course.run.hooks_process import Later


def hook(when_imported: Later) -> None:
    return
