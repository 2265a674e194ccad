"""`timeline`: draws what the processes did that were started inside it.

    with timeline("My first pool") as t:         %%timeline My first pool
        …                                        …

    t.save("run.svg")      t.to_perfetto("run.json")      t.events

In a notebook the picture appears below the cell, with the same in words to fold out; elsewhere
the words are printed. Queues, pipes, locks and pools that are to appear have to be made inside.
"""

from __future__ import annotations

import html
from pathlib import Path
from typing import TYPE_CHECKING, Any

from course import trace_export
from course.picture import count_lost, draw, draw_interleaving, lost_updates, text_alternative
from course.recording import Event, Recording

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from course.run.blocked import Explanation

LAST = "_timeline"
"""The name under which a notebook finds what its last `%%timeline` recorded."""


class Timeline:
    """Records the processes that are started inside `with timeline() as t:`, then draws them.

    It shows itself when the block ends, also by an error; with `show=False` only when asked to.
    `inline=False` shows the picture as a plain image, as a notebook that is to be read on GitHub
    needs it: without tips and without the page's theme. `widen=True` lets each process pause
    after it has read a shared value without its lock: what two processes get wrong once in a
    while they then get wrong every time.
    """

    def __init__(
        self,
        title: str = "",
        *,
        width: float = 880,
        theme: str = "auto",
        show: bool = True,
        inline: bool = True,
        widen: bool = False,
    ) -> None:
        self.title, self.width, self.theme = title, width, theme
        self.explanation: Explanation | None = None
        """Why it hangs, if somebody found out."""
        self._show, self._inline = show, inline
        self._recording = Recording(widen=widen)

    def __enter__(self) -> Timeline:
        self._recording.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._recording.stop()
        if self._show:
            self.show()

    @property
    def events(self) -> list[Event]:
        """What was recorded, a dict an event, in order of time (docs/events.md)."""
        return self._recording.events

    def svg(self) -> str:
        """The picture."""
        return draw(
            self.events,
            title=self.title,
            explanation=self.explanation,
            width=self.width,
            theme=self.theme,
            until=self._recording.ended,
        )

    def race(self, obj: str | None = None) -> str:
        """The picture of who read and wrote a shared value (its name), step by step."""
        return draw_interleaving(self.events, obj, theme=self.theme)

    def show_race(self, obj: str | None = None) -> None:
        """Draw `race()` below the cell; without a notebook, print how an update was lost."""
        updates = lost_updates(self.events, obj)
        words = updates[0].sentence if updates else "No update of a shared value was lost."
        show_picture(self.race(obj), words, inline=self._inline)

    @property
    def lost_updates(self) -> int:
        """How many updates of shared values were lost, as far as they were recorded singly."""
        return count_lost(self.events)

    def text(self) -> str:
        """The same in words."""
        return text_alternative(self.events, self.explanation, until=self._recording.ended)

    def save(self, path: str | Path) -> Path:
        """Write the picture to a file that ends in `.svg`. Returns the path."""
        target = Path(path)
        if target.suffix != ".svg":
            raise ValueError(
                f"{target.name} does not end in .svg, and SVG is what is written. "
                f"Call it {target.stem}.svg; for a trace viewer's file use to_perfetto()."
            )
        target.write_text(self.svg(), encoding="utf-8")
        return target

    def to_perfetto(self, path: str | Path) -> Path:
        """Write the recording for a trace viewer (ui.perfetto.dev). Returns the path."""
        return trace_export.to_perfetto(self.events, path, until=self._recording.ended)

    def show(self) -> None:
        """Draw it below the cell; without a notebook, print it in words."""
        show_picture(self.svg(), self.text(), inline=self._inline)

    def __repr__(self) -> str:
        state = "recorded" if self._recording.ended is not None else "not ended yet"
        return f"<timeline {self.title!r}: {len(self.events)} events, {state}>"


timeline = Timeline
"""The name that lessons use."""


def show_picture(svg: str, words: str, *, inline: bool = True) -> None:
    """Show a picture below the notebook's cell, with the words to fold out; else print these."""
    shell = notebook_shell()
    if shell is None:
        print(words)
        return
    from IPython.display import display

    if inline:
        told = html.escape(words).replace("\n", "<br>")
        page = (
            f'<figure style="margin:0">{svg}<figcaption><details>'
            f"<summary>The same in words</summary>{told}</details></figcaption></figure>"
        )
        bundle: dict[str, str] = {"text/html": page, "text/plain": words}
    else:
        bundle = {"image/svg+xml": svg, "text/plain": words}
    display(bundle, raw=True)  # type: ignore[no-untyped-call]


def notebook_shell() -> Any:
    """The shell of the notebook's kernel that this runs in, None in a terminal or a script."""
    import sys

    if "IPython" not in sys.modules:
        return None
    from IPython import get_ipython

    shell = get_ipython()
    return shell if hasattr(shell, "kernel") else None


def load(shell: InteractiveShell) -> None:
    """Give the shell `%%timeline`."""
    from IPython.core.magic import no_var_expand

    from course.cells import run_body

    @no_var_expand
    def timeline_magic(line: str, cell: str) -> None:
        """Draw what the processes did that this cell started.

        After the magic: a title. `--widen` before it makes races certain (see `timeline`).
        """
        words = line.split()
        widen = words[:1] == ["--widen"]
        recorded = Timeline(" ".join(words[widen:]), widen=widen)
        shell.user_ns[LAST] = recorded
        with recorded:
            run_body(shell, f"%%timeline {line}", cell)

    shell.magics_manager.register_function(timeline_magic, magic_kind="cell", magic_name="timeline")


def unload(shell: InteractiveShell) -> None:
    """Take `%%timeline` away again."""
    shell.magics_manager.magics["cell"].pop("timeline", None)
