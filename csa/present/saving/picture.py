"""How does a chart leave a notebook as a picture that says what it is?

Its title and protection stand above it, its source and period below, in the picture itself.
"""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from csa.errors import SettingsError
from csa.present import theme

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from csa.present.exhibit import Exhibit

LINE, TITLE_LINE = 105, 68
LINE_IN, MARGIN_IN = 0.2, 0.1
TITLE_PT = 12.0
SIZE = re.compile(r'width="([\d.]+)pt" height="([\d.]+)pt"')
ROOT = re.compile(r"^.*?(<svg\b)", re.DOTALL)


def draw_png(exhibit: Exhibit, *, dpi: int = theme.DPI) -> bytes:
    """Return the charts of an exhibit as one PNG, with what they are above and below them.

    Parameters
    ----------
    exhibit : Exhibit
        What is drawn.
    dpi : int
        Dots per inch; fewer are drawn faster.
    """
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    parts = [_as_image(figure, dpi=dpi) for figure in _stacked(exhibit)]
    width, height = max(one.width for one in parts), sum(one.height for one in parts)
    whole = Image.new("RGB", (width, height), theme.PAPER)
    top = 0
    for one in parts:
        whole.paste(one, (0, top))
        top += one.height
    said = PngInfo()
    for name, text in (("Title", exhibit.title), ("Description", " ".join(exhibit.about))):
        said.add_itxt(name, text)
    out = io.BytesIO()
    whole.save(out, format="PNG", optimize=True, pnginfo=said, dpi=(dpi, dpi))
    return out.getvalue()


def draw_svg(exhibit: Exhibit) -> bytes:
    """Return the charts of an exhibit as one SVG, with what they are above and below them."""
    pieces, top, width = [], 0.0, 0.0
    for figure in _stacked(exhibit):
        drawn = ROOT.sub(r"\1", _as_svg(figure))
        size = SIZE.search(drawn)
        across, down = (float(one) for one in size.groups()) if size else (0.0, 0.0)
        place = f'y="{top:g}" width="{across:g}" height="{down:g}"'
        pieces.append(SIZE.sub(place, drawn, count=1))
        top, width = top + down, max(width, across)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}pt" height="{top:g}pt" '
        f'viewBox="0 0 {width:g} {top:g}" role="img"><title>{escape(exhibit.title)}</title>'
        f"<desc>{escape(' '.join(exhibit.about))}</desc>"
        f'<rect width="100%" height="100%" fill="{theme.PAPER}"/>'
    )
    return "\n".join([head, *pieces, "</svg>\n"]).encode()


def _stacked(exhibit: Exhibit) -> list[Figure]:
    """Return the pieces of a picture from its top down."""
    if not exhibit.figures:
        raise SettingsError(
            f"'{exhibit.title}' has no chart to save as a picture. Save it as .xlsx or .docx."
        )
    figures = [one.draw() for one in exhibit.figures]
    return [_title(exhibit), *figures, _words(exhibit.about[1:] or exhibit.about)]


def _title(exhibit: Exhibit) -> Figure:
    first = exhibit.about[:1] if exhibit.officer else ()
    return _words(first, title=exhibit.title)


@theme.themed
def _words(texts: Sequence[str], *, title: str = "") -> Figure:
    """Return lines of text as a figure of the width of all others."""
    heads = textwrap.wrap(title, TITLE_LINE)
    lines = [line for text in texts for line in textwrap.wrap(text, LINE)]
    height = LINE_IN * (1.2 * len(heads) + len(lines)) + 2 * MARGIN_IN
    figure = theme.empty_figure(height)
    at = height - MARGIN_IN
    look: dict[str, Any] = {"va": "top", "ha": "left", "parse_math": False}
    for line in heads:
        figure.text(0.01, at / height, line, weight="bold", size=TITLE_PT, **look)
        at -= 1.2 * LINE_IN
    for line in lines:
        figure.text(0.01, at / height, line, size=theme.SMALL_PT, color=theme.MUTED, **look)
        at -= LINE_IN
    return figure


def _as_image(figure: Figure, *, dpi: int) -> Any:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    figure.set_dpi(dpi)
    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    return Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")


def _as_svg(figure: Figure) -> str:
    import matplotlib as mpl

    out = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": "csa"}):
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()
