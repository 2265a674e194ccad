"""Open the released notebooks in JupyterLab: `make lab`.

In a copy, the folder lab/: release/ is built and never edited, and running a notebook writes its
modules beside it. A notebook that is in lab/ already stays as you left it.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from tools.kit import is_left_by_a_run

ROOT = Path(__file__).resolve().parent.parent
RELEASE = ROOT / "release"
LAB = ROOT / "lab"


def copy_new(source: Path, target: Path) -> list[Path]:
    """Copy the files of `source` that `target` lacks; return what was copied, sorted."""
    copied = []
    for file in sorted(path for path in source.rglob("*") if path.is_file()):
        place = target / file.relative_to(source)
        if not is_left_by_a_run(file) and not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, place)
            copied.append(place)
    return copied


def main() -> int:
    if not RELEASE.is_dir():
        print(f"There is no {RELEASE}: build it with `make release`.", file=sys.stderr)
        return 1
    for path in copy_new(RELEASE, LAB):
        print(f"new: {path.relative_to(ROOT)}")
    os.execv(sys.executable, [sys.executable, "-m", "jupyterlab", str(LAB), *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
