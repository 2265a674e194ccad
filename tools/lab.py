"""Open the released notebooks in JupyterLab: `make lab`.

In a copy, the folder lab/: release/ is built and never edited, and running a notebook writes its
modules beside it. A notebook that is in lab/ already stays as you left it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path

from tools.kit import is_left_by_a_run

ROOT = Path(__file__).resolve().parent.parent
RELEASE = ROOT / "release"
LAB = ROOT / "lab"
QUIET = (
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
)
"""Nothing is fetched, and no question about JupyterLab's news covers a corner of the lesson."""


def copy_new(source: Path, target: Path) -> list[Path]:
    """Copy the files of `source` that `target` lacks; return what was copied, sorted."""
    copied = []
    for file in sorted(path for path in source.rglob("*") if path.is_file()):
        inside = file.relative_to(source)
        place = target / inside
        if not is_left_by_a_run(inside) and not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, place)
            copied.append(place)
    return copied


def first_notebook(folder: Path) -> Path:
    """The notebook to begin with, seen from `folder`. No checkpoint: Jupyter shows none."""
    inside = (path.relative_to(folder) for path in folder.rglob("*.ipynb"))
    return min(path for path in inside if not is_left_by_a_run(path))


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.lab",
        description="Open the released notebooks in JupyterLab, in a copy that keeps your work.",
        epilog="Whatever else is named goes to JupyterLab: python -m tools.lab --port=8890",
    )
    parser.add_argument("--folder", type=Path, default=LAB, metavar="DIR", help="default: lab/")
    given, others = parser.parse_known_args()
    if not RELEASE.is_dir():
        print(f"There is no {RELEASE}: build it with `make release`.", file=sys.stderr)
        return 1
    folder: Path = given.folder.resolve()
    for path in copy_new(RELEASE, folder):
        print(f"new: {path.relative_to(folder.parent)}")
    # The first notebook is open, the others are in the list beside it.
    first = first_notebook(folder).as_posix()
    options = [f"--LabApp.default_url=/lab/tree/{first}", *QUIET, *others]
    os.execv(sys.executable, [sys.executable, "-m", "jupyterlab", str(folder), *options])


if __name__ == "__main__":
    sys.exit(main())
