"""Which of the figures shown are not those first published, and how does a reader see it?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from csa.disclosure.ledger.revision import REVISED

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from csa.present.exhibit import FigurePart
    from csa.present.tables import Table

REVISED_NOTE = "r: revised since it was first published."
REVISED_FIGURE = "r: holds figures revised since they were first published"


def revised_keys(cells: pd.DataFrame) -> frozenset[str]:
    """Return the keys of the cells that were revised since they were first published."""
    if "mark" not in cells:
        return frozenset()
    return frozenset(cells.loc[cells["mark"] == REVISED, "key"])


def with_marks(tables: Iterable[Table], revised: frozenset[str]) -> tuple[Table, ...]:
    """Return the tables with a mark beside every revised figure."""
    return tuple(replace(table, revised=revised) for table in tables)


def with_notes(figures: Iterable[FigurePart]) -> tuple[FigurePart, ...]:
    """Return the figures with a note below each: a chart has no room for a mark at every point."""
    return tuple(
        replace(figure, caption=f"{figure.caption.rstrip('.')}. {REVISED_FIGURE}.")
        for figure in figures
    )
