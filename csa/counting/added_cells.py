"""Cells that no family of counts describes: hotspots, named places by month, bounds of weekends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.cells import CELL_COLUMNS
from csa.counting.places.spot_cells import CELLS, TIES
from csa.counting.relations import RELATION_COLUMNS, gather
from csa.counting.weekends import weekend_cells

if TYPE_CHECKING:
    from collections.abc import Mapping

PLACE_MONTHS = "place_month"


def add_cells(
    cells: pd.DataFrame, relations: pd.DataFrame, tables: Mapping[str, pd.DataFrame]
) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, pd.DataFrame]]:
    """Add what is counted outside the families to the cells of the release.

    Parameters
    ----------
    cells : DataFrame
        The cells of every family, with their class.
    relations : DataFrame
        Sums and subsets among them.
    tables : mapping
        What was worked out of points and places: counts, their ties, and tables without counts.

    Returns
    -------
    cells, relations : DataFrame
        With the counts and ties added, so that they are rounded and attacked with all others.
    tables : dict
        The tables that hold no count.
    """
    added = (CELLS, PLACE_MONTHS)
    columns = [*CELL_COLUMNS, "class"]
    bounds, of_weekends = weekend_cells(cells)
    pieces = [bounds, *(tables[name][columns] for name in added if name in tables)]
    ties = [of_weekends, *(tables[name][RELATION_COLUMNS] for name in (TIES,) if name in tables)]
    return (
        pd.concat([cells, *(one for one in pieces if len(one))], ignore_index=True),
        gather([relations, *(one for one in ties if len(one))]),
        {name: table for name, table in tables.items() if name not in (*added, TIES)},
    )
