"""What do all figures share: colours, type, size, and how they become a picture?

One calm theme, safe for colour-blind readers: blue for now, ochre for what it is compared with,
greys for the rest; no colour stands for good or bad. Figures are made without pyplot, so no state
outlives them, and the same figure always gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Any, Literal, ParamSpec, TypeVar

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap
    from matplotlib.figure import Figure
    from PIL.Image import Image

P = ParamSpec("P")
R = TypeVar("R")

WIDTH_IN = 7.5
DPI = 150
SMALL_PT = 9.0
TEXT_PT = 9.5
MAX_PNG_BYTES = 130_000
PALETTE_SIZES = (128, 64, 32)

PAPER = "#ffffff"
INK = "#1f2a37"
MUTED = "#4b5768"
RULE = "#d9dee5"
MAIN = "#1f5f99"
MAIN_TINT = "#e3edf6"
OTHER = "#8f5610"
OTHER_TINT = "#f7ecdc"
PALE = "#b9c6d4"
VOID = "#f1f3f5"
HATCH = "#9aa5b1"
SEQUENCE = ("#eaf1f7", "#bfd6e8", "#86b0d3", "#4482b8", "#17497d")

STYLE: Mapping[str, Any] = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": TEXT_PT,
    "text.color": INK,
    "text.usetex": False,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.labelsize": TEXT_PT,
    "axes.linewidth": 0.8,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "grid.color": RULE,
    "grid.linewidth": 0.8,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.labelsize": TEXT_PT,
    "ytick.labelsize": TEXT_PT,
    "hatch.color": HATCH,
    "hatch.linewidth": 0.6,
    "lines.solid_capstyle": "round",
    "figure.facecolor": PAPER,
    "savefig.facecolor": PAPER,
}


def themed(draw: Callable[P, R]) -> Callable[P, R]:
    """Run a drawing function under this theme alone, whatever the reader's own defaults are."""

    @wraps(draw)
    def under_theme(*args: P.args, **kwargs: P.kwargs) -> R:
        from matplotlib import style

        with style.context(["default", dict(STYLE)]):
            return draw(*args, **kwargs)

    return under_theme


def empty_figure(
    height: float, *, width: float = WIDTH_IN, layout: Literal["constrained"] | None = None
) -> Figure:
    """Return an empty figure, of the standard width by default.

    Parameters
    ----------
    height, width : float
        Its size in inches.
    layout : str, optional
        Matplotlib's layout engine; by default none.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout=layout)
    FigureCanvasAgg(figure)
    return figure


def new_figure(height: float) -> tuple[Figure, Axes]:
    """Return a figure of the standard width with one plot that fills it.

    Parameters
    ----------
    height : float
        Height in inches.
    """
    figure = empty_figure(height, layout="constrained")
    return figure, figure.add_subplot()


@themed
def render_png(figure: Figure) -> bytes:
    """Return the figure as a small PNG, the same bytes for the same figure.

    The palette is reduced, to 32 colours at the least, until the picture has no more than 130 KB.
    It carries no text chunks, so neither dates nor program names.
    """
    from PIL import Image

    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=DPI, metadata={"Software": None})
    buffer.seek(0)
    with Image.open(buffer) as picture:
        full = picture.convert("RGB")
    for colours in PALETTE_SIZES:
        data = _encode(full, colours=colours)
        if len(data) <= MAX_PNG_BYTES:
            break
    return data


def _encode(picture: Image, *, colours: int) -> bytes:
    from PIL import Image

    reduced = picture.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    out = io.BytesIO()
    reduced.save(out, format="PNG", optimize=True)
    return out.getvalue()


def sequence_map() -> Colormap:
    """Return the continuous scale from the lightest to the darkest class."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("csa", SEQUENCE)


def text_on(colour: str) -> str:
    """Return black or white, whichever contrasts more with a fill (always at least 4.5 to 1)."""
    against_white = 1.05 / (luminance(colour) + 0.05)
    against_black = (luminance(colour) + 0.05) / 0.05
    return "#000000" if against_black > against_white else "#ffffff"


def luminance(colour: str) -> float:
    """Return a colour's relative luminance (0 black, 1 white) as WCAG 2.1 defines it."""
    from matplotlib.colors import to_rgb

    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
