"""Did it move next door? A place, the wards around it, and those that it is compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csa.present import maps, theme
from csa.present.ward_map import (
    HEIGHT_IN,
    MAP_SHARE,
    draw_letters,
    draw_lines,
    place_legend,
    show_bounds,
)

if TYPE_CHECKING:
    import geopandas as gpd
    from matplotlib.figure import Figure

PLACE, AROUND, COMPARED = "the place", "around it", "compared with"
FILLS = {PLACE: theme.SEQUENCE[2], AROUND: theme.OTHER_TINT, COMPARED: theme.MAIN_TINT}
MARGIN = 0.25


@theme.themed
def around_map(parts: gpd.GeoDataFrame, *, wards: gpd.GeoDataFrame) -> Figure:
    """Draw a place among its neighbours, each with its letter, its symbol and its counts.

    Parameters
    ----------
    parts : GeoDataFrame
        ``role`` (the place, around it or compared with), ``letter, line`` (what stands beside the
        map) and ``way`` (risen, as before, fallen or empty); what it is compared with is one shape.
    wards : GeoDataFrame
        All wards, drawn faintly.
    """
    from matplotlib.patches import Patch

    figure = theme.empty_figure(HEIGHT_IN)
    axes = figure.add_axes((0, 0, MAP_SHARE, 1))
    side = figure.add_axes((MAP_SHARE + 0.02, 0, 0.98 - MAP_SHARE, 1))
    for one in (axes, side):
        one.set_axis_off()
    near = parts[parts["role"] != COMPARED]
    show_bounds(axes, near.total_bounds, margin=MARGIN)
    maps.fill_areas(axes, wards, colour=theme.VOID)
    for role in (COMPARED, AROUND, PLACE):
        maps.fill_areas(axes, parts[parts["role"] == role], colour=FILLS[role])
    maps.draw_lines(axes, wards, colour=theme.MUTED, width=0.6)
    maps.draw_lines(axes, parts[parts["role"] == AROUND], colour=theme.OTHER, width=1.2)
    maps.draw_lines(axes, parts[parts["role"] == PLACE], colour=theme.INK, width=1.8)
    draw_letters(axes, near)
    draw_lines(side, parts)
    shown = [role for role in FILLS if (parts["role"] == role).any()]
    place_legend(side, [Patch(facecolor=FILLS[role], edgecolor=theme.MUTED, label=role)
                        for role in shown])  # fmt: skip
    return figure
