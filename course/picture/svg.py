"""The few SVG words that the pictures are made of, their colours and their one style sheet.

The style sheet is the same in every picture and its class names begin with `mp-`: inlined into a
page it meets neither the page's own rules nor those of another picture. Colours are those of Okabe
and Ito, told apart by the colour-blind, and no meaning rests on colour alone: waiting is hatched,
sending and receiving dotted, a held lock is a line under the bar, trouble is outlined and numbered.
"""

from __future__ import annotations

import base64
import hashlib
import unicodedata
from collections.abc import Iterable
from html import escape as _escape

FONT = "system-ui,'Segoe UI',Helvetica,Arial,'Noto Sans','DejaVu Sans',sans-serif"
MONO = "ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace"

# name: (light, dark). Text on its ground has a contrast of at least 4.5, a bar or line of 3.
PALETTE: dict[str, tuple[str, str]] = {
    "bg": ("#ffffff", "#16191d"),
    "band": ("#f5f7f9", "#1d2126"),
    "fg": ("#1b1f24", "#e8ebee"),
    "muted": ("#57606a", "#a9b3bd"),
    "grid": ("#dfe4e8", "#31373e"),
    "run": ("#bfe3f7", "#1f4a63"),
    "run-edge": ("#3d94c4", "#56b4e9"),
    "task": ("#0072b2", "#4aa8de"),
    "on-task": ("#ffffff", "#08161f"),
    "wait": ("#fdeccb", "#4d3a0c"),
    "wait-ink": ("#e69f00", "#8a6510"),
    "wait-edge": ("#a87400", "#e69f00"),
    "talk": ("#f6e1ed", "#4a2a3d"),
    "talk-ink": ("#cc79a7", "#8d4f72"),
    "talk-edge": ("#a5497c", "#e19bc3"),
    "hold": ("#00805d", "#1fc296"),
    "alarm": ("#c24a00", "#ff8f47"),
    "alarm-bg": ("#fff1e8", "#3a2214"),
}

_RULES = """
.mp-bg{fill:var(--mp-bg)}.mp-band{fill:var(--mp-band)}
.mp-t{fill:var(--mp-fg);font:12px FONT}.mp-title{font:600 16px FONT}.mp-b{font-weight:600}
.mp-s{font-size:11px}.mp-xs{font-size:10px}.mp-big{font-size:14px}.mp-m{font-family:MONO}
.mp-xxs{font-size:9.5px}.mp-mut{fill:var(--mp-muted)}.mp-onTask{fill:var(--mp-on-task)}.mp-al{fill:var(--mp-alarm)}
.mp-hd{fill:var(--mp-hold)}.mp-tk{fill:var(--mp-talk-edge)}.mp-mid{text-anchor:middle}
.mp-end{text-anchor:end}.mp-halo{stroke:var(--mp-bg);stroke-width:3px;stroke-linejoin:round;paint-order:stroke}
.mp-haloW{stroke:var(--mp-wait);stroke-width:3px;stroke-linejoin:round;paint-order:stroke}
.mp-haloT{stroke:var(--mp-talk);stroke-width:3px;stroke-linejoin:round;paint-order:stroke}
.mp-grid{stroke:var(--mp-grid);fill:none}.mp-axis{stroke:var(--mp-muted);fill:none}
.mp-birth{stroke:var(--mp-muted);stroke-opacity:.7;fill:none;stroke-dasharray:2 3}
.mp-starting{fill:var(--mp-bg);stroke:var(--mp-run-edge);stroke-dasharray:3 2}
.mp-running{fill:var(--mp-run);stroke:var(--mp-run-edge)}
.mp-idle{stroke:var(--mp-run-edge);stroke-width:2;fill:none}
.mp-task{fill:var(--mp-task);stroke:var(--mp-bg)}
.mp-waiting{stroke:var(--mp-wait-edge)}.mp-sending,.mp-receiving{stroke:var(--mp-talk-edge)}
.mp-hold{fill:var(--mp-hold)}.mp-feed{fill:var(--mp-talk-edge);fill-opacity:.75}.mp-msg{stroke:var(--mp-talk-edge);fill:none;stroke-width:1.5}
.mp-thick{stroke-width:3;stroke-opacity:.75}.mp-i4{stroke:var(--mp-bg);stroke-width:1}
.mp-head{fill:var(--mp-talk-edge)}.mp-lost{stroke:var(--mp-talk-edge);fill:var(--mp-bg);stroke-width:1.5}
.mp-dot{fill:var(--mp-fg)}.mp-ring{fill:var(--mp-bg);stroke:var(--mp-fg);stroke-width:1.2}
.mp-cap{stroke:var(--mp-fg);stroke-width:2;fill:none}.mp-alc{stroke:var(--mp-alarm);stroke-width:2.5;fill:none}
.mp-alb{fill:none;stroke:var(--mp-alarm);stroke-width:2.5}.mp-stuck{fill:var(--mp-alarm-bg);stroke:var(--mp-alarm);stroke-width:2.5}.mp-alf{fill:var(--mp-alarm)}
.mp-alt{fill:var(--mp-bg);font-weight:700}.mp-box{fill:var(--mp-alarm-bg)}
.mp-okf{fill:var(--mp-hold)}.mp-i0{fill:var(--mp-wait)}.mp-i1{stroke:var(--mp-wait-ink);stroke-width:2}
.mp-i2{fill:var(--mp-talk)}.mp-i3{fill:var(--mp-talk-ink)}.mp-brk{fill:var(--mp-bg);stroke:var(--mp-muted)}
"""


def escape(text: object) -> str:
    """Text made safe for element content and for attributes; what XML forbids becomes `�`."""
    allowed = (
        c
        if c in "\t\n\r" or (" " <= c <= "\ud7ff") or ("\ue000" <= c <= "\ufffd") or c > "\uffff"
        else "\ufffd"
        for c in str(text)
    )
    return _escape("".join(allowed), quote=True)


def num(value: float) -> str:
    """A coordinate: a tenth of a pixel is finer than any screen, and keeps files small."""
    text = f"{value:.1f}"
    text = text[:-2] if text.endswith(".0") else text
    return "0" if text == "-0" else text


def width_of(text: str, size: float = 12) -> float:
    """Pixels that a text takes, at most: fonts differ, so this errs on the wide side."""
    units = 0.0
    for c in text:
        if unicodedata.east_asian_width(c) in "WF":
            units += 1.05
        elif c in "ijl.,:;'|!()[]· ":
            units += 0.38
        elif c.isupper() or c in "mwMW@%#_":
            units += 0.78
        else:
            units += 0.6
    return units * size


def fit(text: str, room: float, size: float = 12) -> str:
    """The text cut to the room with an ellipsis; empty if not even three letters fit."""
    if width_of(text, size) <= room:
        return text
    for length in range(len(text) - 1, 2, -1):
        if width_of(text[:length] + "…", size) <= room:
            return text[:length].rstrip() + "…"
    return ""


def wrap(text: str, room: float, size: float = 12, most: int = 12) -> list[str]:
    """The text in lines that fit the room, broken at spaces (or anywhere, if there are none)."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        while width_of(word, size) > room:
            cut = next(
                n for n in range(len(word), 0, -1) if n == 1 or width_of(word[:n], size) <= room
            )
            lines += [line] if line else []
            lines.append(word[:cut])
            line, word = "", word[cut:]
            if not word:
                break
        longer = f"{line} {word}".strip()
        if width_of(longer, size) <= room:
            line = longer
        else:
            lines.append(line)
            line = word
    lines += [line] if line else []
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1] + " …"]
    return lines


def text(x: float, y: float, content: str, classes: str = "", attributes: str = "") -> str:
    """A line of text; `classes` come on top of the common one."""
    names = f"mp-t {classes}".strip()
    extra = f" {attributes}" if attributes else ""
    return f'<text x="{num(x)}" y="{num(y)}" class="{names}"{extra}>{escape(content)}</text>'


def rect(
    x: float,
    y: float,
    width: float,
    height: float,
    classes: str,
    *,
    radius: float = 0,
    fill: str = "",
    tip: str = "",
) -> str:
    """A bar; `tip` is what hovering over it shows."""
    extra = f' rx="{num(radius)}"' if radius else ""
    extra += f' fill="{fill}"' if fill else ""
    inner = f"><title>{escape(tip)}</title></rect>" if tip else "/>"
    return (
        f'<rect x="{num(x)}" y="{num(y)}" width="{num(max(width, 0.5))}" height="{num(height)}"'
        f' class="{classes}"{extra}{inner}'
    )


def path(d: str, classes: str, attributes: str = "", tip: str = "") -> str:
    """A line or an area, given by its path data."""
    extra = f" {attributes}" if attributes else ""
    inner = f"><title>{escape(tip)}</title></path>" if tip else "/>"
    return f'<path d="{d}" class="{classes}"{extra}{inner}'


def arrow_head(x: float, y: float, dx: float, dy: float, classes: str, size: float = 6) -> str:
    """A triangle whose tip is at (x, y) and which points along (dx, dy)."""
    length = (dx * dx + dy * dy) ** 0.5 or 1.0
    ux, uy = dx / length, dy / length
    left = x - size * ux - size * 0.5 * uy, y - size * uy + size * 0.5 * ux
    right = x - size * ux + size * 0.5 * uy, y - size * uy - size * 0.5 * ux
    points = f"M{num(x)} {num(y)}L{num(left[0])} {num(left[1])}L{num(right[0])} {num(right[1])}z"
    return path(points, classes)


def _variables(theme: int) -> str:
    return "".join(f"--mp-{name}:{colours[theme]};" for name, colours in PALETTE.items())


def style_sheet(theme: str) -> str:
    """The rules for `theme`: "light", "dark", or "auto", which follows the page or the reader.

    A plain colour stands before each variable for the converters that know no variables.
    """
    rules = _RULES.strip().replace("\n", "").replace("FONT", FONT).replace("MONO", MONO)
    for name, colours in PALETTE.items():
        plain = colours[1 if theme == "dark" else 0]
        for key in ("fill", "stroke"):
            rules = rules.replace(
                f"{key}:var(--mp-{name})", f"{key}:{plain};{key}:var(--mp-{name})"
            )
    light, dark = f"{{{_variables(0)}}}", f"{{{_variables(1)}}}"
    if theme in ("light", "dark"):
        return f".mp-pic{light if theme == 'light' else dark}{rules}"
    # JupyterLab and VS Code say on the body which theme they have; elsewhere the reader's own
    # preference counts, and paper is always light.
    on_dark = "[data-jp-theme-light=false] .mp-pic,body.vscode-dark .mp-pic"
    on_light = "[data-jp-theme-light=true] .mp-pic,body.vscode-light .mp-pic"
    return (
        f".mp-pic{light}"
        f"@media (prefers-color-scheme:dark){{.mp-pic{dark}}}"
        f"{on_dark}{dark}{on_light}{light}"
        f"@media print{{.mp-pic,{on_dark}{light}}}{rules}"
    )


def document(
    body: Iterable[str], *, width: float, height: float, title: str, desc: str, theme: str
) -> str:
    """A whole SVG: stands alone, inside an `<img>`, or inlined in a page.

    `fill="@WAIT@"`, `@TALK@` and `@MANY@` in the body become references to the patterns (no label
    can say that: its quotes are escaped). Ids are drawn from the content, so that several pictures
    on one page don't share them.
    """
    content = "".join(body)
    key = hashlib.sha256(f"{theme}{title}{desc}{content}".encode()).hexdigest()[:8]
    for name in ("WAIT", "TALK", "MANY"):
        content = content.replace(f'fill="@{name}@"', f'fill="url(#mp-{name.lower()}-{key})"')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {num(width)} {num(height)}"'
        f' width="{num(width)}" height="{num(height)}" class="mp-pic" role="img"'
        f' aria-labelledby="mp-n-{key} mp-d-{key}" style="max-width:100%;height:auto">'
        f'<title id="mp-n-{key}">{escape(title)}</title><desc id="mp-d-{key}">{escape(desc)}</desc>'
        f"<style>{style_sheet(theme)}</style><defs>"
        f'<pattern id="mp-wait-{key}" width="6" height="6" patternUnits="userSpaceOnUse"'
        ' patternTransform="rotate(45)"><rect width="6" height="6" class="mp-i0"/>'
        '<path d="M1 0v6" class="mp-i1"/></pattern>'
        f'<pattern id="mp-talk-{key}" width="6" height="6" patternUnits="userSpaceOnUse">'
        '<rect width="6" height="6" class="mp-i2"/><circle cx="3" cy="3" r="1.2" class="mp-i3"/>'
        f'</pattern><pattern id="mp-many-{key}" width="4" height="4" patternUnits="userSpaceOnUse">'
        '<path d="M3.5 0v4" class="mp-i4"/></pattern></defs>'
        f'<rect width="{num(width)}" height="{num(height)}" rx="8" class="mp-bg"/>'
        f"{content}</svg>\n"
    )


def data_uri(svg: str) -> str:
    """The picture as the `src` of an `<img>`."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode("ascii")
