"""How does a body of groups look: each in a box below the one that it reports to?"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pandas as pd

from csa.present import theme

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BOX, GAP_IN, LETTERS = 0.86, 1.0, 96


@theme.themed
def structure_chart(groups: pd.DataFrame) -> Figure:
    """Draw groups as boxes, joined to the group above.

    Parameters
    ----------
    groups : DataFrame
        ``id, name`` and ``under``, the id of the group above, empty at the top; without circles.
    """
    from matplotlib.figure import Figure

    places = _places(groups)
    widest = max(x for x, _ in places.values()) + 1
    deepest = max(y for _, y in places.values()) + 1
    figure = Figure(figsize=(theme.WIDTH_IN, 0.3 + GAP_IN * deepest))
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_axis_off()
    axes.set_xlim(-0.5, widest - 0.5)
    axes.set_ylim(deepest - 0.5, -0.5)
    for one in groups.itertuples():
        x, y = places[one.id]
        if one.under:
            _join(axes, places[one.under], (x, y))
        label = textwrap.fill(one.name, max(int(LETTERS / widest * BOX), 12))
        box = {"boxstyle": "round,pad=0.5", "facecolor": theme.MAIN_TINT, "edgecolor": theme.MAIN}
        axes.text(x, y, label, ha="center", va="center", fontsize=theme.SMALL_PT, bbox=box)
    return figure


def _join(axes: Axes, above: tuple[float, float], below: tuple[float, float]) -> None:
    half = (above[1] + below[1]) / 2
    line = [above[0], above[0], below[0], below[0]], [above[1], half, half, below[1]]
    axes.plot(*line, color=theme.MUTED, linewidth=1.0, zorder=0)


def _places(groups: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """Return where each group stands: a level down for each above it, amid those below it."""
    below: dict[str, list[str]] = {}
    for one in groups.itertuples():
        below.setdefault(one.under, []).append(one.id)
    places: dict[str, tuple[float, float]] = {}
    taken = 0

    def settle(name: str, level: int) -> float:
        nonlocal taken
        own = [settle(one, level + 1) for one in below.get(name, [])]
        x = sum(own) / len(own) if own else float(taken)
        taken += not own
        places[name] = (x, float(level))
        return x

    for top in below.get("", []):
        settle(top, 0)
    return places
