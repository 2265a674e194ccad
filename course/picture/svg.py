"""The few SVG words that the pictures are made of, their colours and their one style sheet.

The style sheet is the same in every picture and its class names begin with `tl-`: inlined into a
page it meets neither the page's own rules nor those of another picture. Colours are those of Okabe
and Ito, told apart by the colour-blind, and no meaning rests on colour alone: waiting is hatched,
sending and receiving dotted, a held lock is a line under the bar, trouble is outlined and numbered.
"""

from __future__ import annotations

import base64
import hashlib
import unicodedata
from collections.abc import Iterable, Sequence
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
    "alarm": ("#b94600", "#ff8f47"),
    "alarm-bg": ("#fff1e8", "#3a2214"),
}

_RULES = """
.tl-bg{fill:var(--tl-bg)}.tl-band{fill:var(--tl-band)}
.tl-t{fill:var(--tl-fg);font:12px FONT}.tl-title{font:600 16px FONT}.tl-b{font-weight:600}
.tl-s{font-size:11px}.tl-xs{font-size:10px}.tl-big{font-size:14px}.tl-m{font-family:MONO}
.tl-xxs{font-size:9.5px}.tl-mut{fill:var(--tl-muted)}.tl-onTask{fill:var(--tl-on-task)}.tl-al{fill:var(--tl-alarm)}
.tl-hd{fill:var(--tl-hold)}.tl-tk{fill:var(--tl-talk-edge)}.tl-mid{text-anchor:middle}
.tl-end{text-anchor:end}.tl-halo{stroke:var(--tl-bg);stroke-width:3px;stroke-linejoin:round;paint-order:stroke}
.tl-haloW{stroke:var(--tl-wait);stroke-width:3px;stroke-linejoin:round;paint-order:stroke}
.tl-haloT{stroke:var(--tl-talk);stroke-width:3px;stroke-linejoin:round;paint-order:stroke}
.tl-grid{stroke:var(--tl-grid);fill:none}.tl-axis{stroke:var(--tl-muted);fill:none}
.tl-birth{stroke:var(--tl-muted);stroke-opacity:.7;fill:none;stroke-dasharray:2 3}
.tl-starting{fill:var(--tl-bg);stroke:var(--tl-run-edge);stroke-dasharray:3 2}
.tl-running{fill:var(--tl-run);stroke:var(--tl-run-edge)}
.tl-idle{stroke:var(--tl-run-edge);stroke-width:2;fill:none}
.tl-task{fill:var(--tl-task);stroke:var(--tl-bg)}
.tl-waiting{stroke:var(--tl-wait-edge)}.tl-sending,.tl-receiving{stroke:var(--tl-talk-edge)}
.tl-hold{fill:var(--tl-hold)}.tl-feed{fill:var(--tl-talk-edge);fill-opacity:.75}.tl-msg{stroke:var(--tl-talk-edge);fill:none;stroke-width:1.5}
.tl-thick{stroke-width:3;stroke-opacity:.75}.tl-i4{stroke:var(--tl-bg);stroke-width:1}
.tl-head{fill:var(--tl-talk-edge)}.tl-lost{stroke:var(--tl-talk-edge);fill:var(--tl-bg);stroke-width:1.5}
.tl-dot{fill:var(--tl-fg)}.tl-ring{fill:var(--tl-bg);stroke:var(--tl-fg);stroke-width:1.2}
.tl-cap{stroke:var(--tl-fg);stroke-width:2;fill:none}.tl-alc{stroke:var(--tl-alarm);stroke-width:2.5;fill:none}
.tl-alb{fill:none;stroke:var(--tl-alarm);stroke-width:2.5}.tl-stuck{fill:var(--tl-alarm-bg);stroke:var(--tl-alarm);stroke-width:2.5}.tl-alf{fill:var(--tl-alarm)}
.tl-alt{fill:var(--tl-bg);font-weight:700}.tl-box{fill:var(--tl-alarm-bg)}
.tl-read{fill:var(--tl-bg);stroke:var(--tl-run-edge);stroke-width:1.5}
.tl-write{fill:var(--tl-task);stroke:var(--tl-task);stroke-width:1.5}.tl-alb2{stroke:var(--tl-alarm);stroke-width:3}
.tl-cell{fill:var(--tl-bg);stroke:var(--tl-grid)}.tl-cellw{fill:var(--tl-run);stroke:var(--tl-run-edge)}
.tl-dotm{fill:var(--tl-muted)}.tl-okf{fill:var(--tl-hold)}.tl-i0{fill:var(--tl-wait)}.tl-i1{stroke:var(--tl-wait-ink);stroke-width:2}
.tl-i2{fill:var(--tl-talk)}.tl-i3{fill:var(--tl-talk-ink)}.tl-brk{fill:var(--tl-bg);stroke:var(--tl-muted)}
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
    return sum(map(_units, text)) * size


def _units(c: str) -> float:
    """The width of one character, in font sizes."""
    if unicodedata.east_asian_width(c) in "WF":
        return 1.05
    if c in "ijl.,:;'|!()[]· ":
        return 0.38
    return 0.78 if c.isupper() or c in "mwMW@%#_" else 0.6


def fit(text: str, room: float, size: float = 12) -> str:
    """The text cut to the room with an ellipsis; empty if not even three letters fit."""
    left = room / size
    cut = 0
    for number, c in enumerate(text, 1):
        left -= _units(c)
        if left < 0:
            return text[:cut].rstrip() + "…" if cut >= 3 else ""
        cut = number if left >= _units("…") else cut
    return text


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
    names = f"tl-t {classes}".strip()
    extra = f" {attributes}" if attributes else ""
    return f'<text x="{num(x)}" y="{num(y)}" class="{names}"{extra}>{escape(content)}</text>'


def prose(x: float, y: float, lines: Sequence[str], classes: str, leading: float) -> list[str]:
    """Lines of running text, in which what stands in `backticks` is set as code.

    `y` is the first line's. What begins in one line may end in the next.
    """
    out: list[str] = []
    in_code = False
    for n, line in enumerate(lines):
        parts = []
        for m, part in enumerate(line.split("`")):
            in_code = in_code != (m > 0)
            if part:
                inner = escape(part)
                parts.append(f'<tspan class="tl-m">{inner}</tspan>' if in_code else inner)
        names = f"tl-t {classes}".strip()
        at = f'x="{num(x)}" y="{num(y + n * leading)}"'
        out.append(f'<text {at} class="{names}">{"".join(parts)}</text>')
    return out


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
    return "".join(f"--tl-{name}:{colours[theme]};" for name, colours in PALETTE.items())


def style_sheet(theme: str) -> str:
    """The rules for `theme`: "light", "dark", or "auto", which follows the page or the reader.

    A plain colour stands before each variable for the converters that know no variables.
    """
    rules = _RULES.strip().replace("\n", "").replace("FONT", FONT).replace("MONO", MONO)
    for name, colours in PALETTE.items():
        plain = colours[1 if theme == "dark" else 0]
        for key in ("fill", "stroke"):
            rules = rules.replace(
                f"{key}:var(--tl-{name})", f"{key}:{plain};{key}:var(--tl-{name})"
            )
    light, dark = f"{{{_variables(0)}}}", f"{{{_variables(1)}}}"
    if theme in ("light", "dark"):
        return f".tl-pic{light if theme == 'light' else dark}{rules}"
    # JupyterLab and VS Code say on the body which theme they have; elsewhere the reader's own
    # preference counts, and paper is always light.
    on_dark = "[data-jp-theme-light=false] .tl-pic,body.vscode-dark .tl-pic"
    on_light = "[data-jp-theme-light=true] .tl-pic,body.vscode-light .tl-pic"
    return (
        f".tl-pic{light}"
        f"@media (prefers-color-scheme:dark){{.tl-pic{dark}}}"
        f"{on_dark}{dark}{on_light}{light}"
        f"@media print{{.tl-pic,{on_dark}{light}}}{rules}"
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
    title, desc = escape(title), escape(desc)
    key = hashlib.sha256(f"{theme}{title}{desc}{content}".encode()).hexdigest()[:8]
    for name in ("WAIT", "TALK", "MANY"):
        content = content.replace(f'fill="@{name}@"', f'fill="url(#tl-{name.lower()}-{key})"')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {num(width)} {num(height)}"'
        f' width="{num(width)}" height="{num(height)}" class="tl-pic" role="img"'
        f' aria-labelledby="tl-n-{key} tl-d-{key}" style="max-width:100%;height:auto">'
        f'<title id="tl-n-{key}">{title}</title><desc id="tl-d-{key}">{desc}</desc>'
        f"<style>{style_sheet(theme)}</style><defs>"
        f'<pattern id="tl-wait-{key}" width="6" height="6" patternUnits="userSpaceOnUse"'
        ' patternTransform="rotate(45)"><rect width="6" height="6" class="tl-i0"/>'
        '<path d="M1 0v6" class="tl-i1"/></pattern>'
        f'<pattern id="tl-talk-{key}" width="6" height="6" patternUnits="userSpaceOnUse">'
        '<rect width="6" height="6" class="tl-i2"/><circle cx="3" cy="3" r="1.2" class="tl-i3"/>'
        f'</pattern><pattern id="tl-many-{key}" width="4" height="4" patternUnits="userSpaceOnUse">'
        '<path d="M3.5 0v4" class="tl-i4"/></pattern></defs>'
        f'<rect width="{num(width)}" height="{num(height)}" rx="8" class="tl-bg"/>'
        f"{content}</svg>\n"
    )


def data_uri(svg: str) -> str:
    """The picture as the `src` of an `<img>`."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode("ascii")
