"""Two wheels from one project: the student's (the default) and the instructor's.

The student's wheel holds the package `course` and nothing else. With the environment variable
COURSE_BUILD=full the wheel, or the editable install, holds `autograder` too and has its console
script. The default is the harmless one: who forgets the variable gives nothing away.

    pip wheel --no-deps .                                  the student's
    COURSE_BUILD=full pip install --no-deps -e .           the instructor's, as in the Makefile
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

VARIABLE = "COURSE_BUILD"
KINDS = ("student", "full")
SCRIPTS = {"autograder": "autograder.__main__:main"}


def kind() -> str:
    """Which of the two is being built; raises ValueError for a word that is neither."""
    chosen = os.environ.get(VARIABLE, "student")
    if chosen not in KINDS:
        raise ValueError(
            f"{VARIABLE}={chosen!r} is no kind of build: leave it unset for the student's wheel, "
            f"or set it to 'full' for the instructor's"
        )
    return chosen


class Scripts(MetadataHookInterface):
    """The console script `autograder`, in the instructor's build only."""

    def update(self, metadata: dict[str, Any]) -> None:
        metadata["scripts"] = SCRIPTS if kind() == "full" else {}


class Packages(BuildHookInterface):  # type: ignore[type-arg]  # its parameter is not public
    """Adds the package `autograder` to the instructor's wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        # An editable install puts the whole root on the path: there is nothing to add to it.
        if kind() != "full" or self.target_name != "wheel" or version == "editable":
            return
        package = Path(self.root) / "autograder"
        if not package.is_dir():
            raise FileNotFoundError(
                f"{VARIABLE}=full, but there is no autograder/ in {self.root}: the source archive "
                "is the student's. Build the wheel from a clone: COURSE_BUILD=full pip wheel ."
            )
        build_data["force_include"][str(package)] = "autograder"


def get_metadata_hook() -> type[MetadataHookInterface]:
    """Which class of this file is the metadata hook."""
    return Scripts


def get_build_hook() -> type[BuildHookInterface]:  # type: ignore[type-arg]  # as above
    """Which class of this file is the build hook."""
    return Packages
