"""Rows with points, whose ``.explore()`` shows a map without any server.

The map of geopandas itself is made of a tile server and of scripts from the internet; what is at a
point of an officer's map is nobody else's business.
"""

from __future__ import annotations

from typing import Any

import geopandas


class MappedRows(geopandas.GeoDataFrame):  # type: ignore[misc]
    """Rows with points in metres; parts of them are the same."""

    @property
    def _constructor(self) -> Any:
        return _made

    def _constructor_from_mgr(self, mgr: Any, axes: Any) -> Any:
        return _mapped(super()._constructor_from_mgr(mgr, axes))

    def explore(self) -> Any:
        """Show the rows on a map; see :func:`csa.map`."""
        from csa.officer.explorer.showing import draw_map

        return draw_map(self)


def _made(*values: Any, **words: Any) -> Any:
    return _mapped(geopandas.GeoDataFrame()._constructor(*values, **words))


def _mapped(made: Any) -> Any:
    if isinstance(made, geopandas.GeoDataFrame):
        made.__class__ = MappedRows
    return made
