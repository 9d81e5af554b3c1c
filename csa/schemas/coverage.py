"""How well was each month received, by the best of its sources?"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

OK, PARTIAL, MISSING = "ok", "partial", "missing"


def best_of(coverage: pd.DataFrame) -> pd.DataFrame:
    """Return how each month of a unit and district stands, whichever source sent it.

    Parameters
    ----------
    coverage : DataFrame
        The table ``coverage``, or some rows of it.

    Returns
    -------
    DataFrame
        One row per ``unit, district, month`` with the best ``status`` of its sources.
    """
    order = coverage["status"].map({OK: 0, PARTIAL: 1, MISSING: 2})
    best = coverage.assign(order=order).sort_values("order", kind="stable")
    best = best.drop_duplicates(["unit", "district", "month"])
    columns = ["unit", "district", "month", "status"]
    return best[columns].sort_values(columns[:3], ignore_index=True)
