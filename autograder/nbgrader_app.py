"""nbgrader's own command line, `python -m autograder.nbgrader_app ARGUMENT ...`.

It is nbgrader's and does what nbgrader does. But this package is imported first, which saves a
start more than half of its processor time: see autograder/__init__.py.
"""

from __future__ import annotations

from nbgrader.apps.nbgraderapp import main

if __name__ == "__main__":
    main()
