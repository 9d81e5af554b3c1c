"""What does a reader see of counts that may be rounded?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.exhibits.base import is_protected
from csa.present.numbers import bounded_percent

if TYPE_CHECKING:
    from csa.exhibits.view import View


def is_hidden(view: View, cells: pd.DataFrame) -> bool:
    """Say whether the reader sees these cells rounded, and a zero as fewer than five."""
    return not view.is_officer and is_protected(cells)


def count_field(protected: bool) -> str:
    """Return the format of a count in a sentence: one that hides a small number, or a plain one."""
    return "protected" if protected else "n"


def bounded(shares: pd.Series, wholes: Any, *, protected: bool) -> pd.Series:
    """Return percentages as a table shows them: none and all of protected counts as bounds.

    Parameters
    ----------
    shares : Series
        Percentages (0-100) of published counts.
    wholes : Series or number
        The published counts they are percentages of.
    """
    of = wholes if isinstance(wholes, pd.Series) else pd.Series(wholes, index=shares.index)
    pairs = zip(shares, of, strict=True)
    values = [bounded_percent(share, whole, protected=protected) for share, whole in pairs]
    return pd.Series(values, index=shares.index, dtype=object)
