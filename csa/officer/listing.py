"""How is a list shown whole, in a notebook and in a terminal?"""

from __future__ import annotations

from typing import Any

import pandas as pd


class Listing(pd.DataFrame):  # type: ignore[misc]
    """A frame that is shown with all its rows and words, for it is read and not worked with."""

    @property
    def _constructor(self) -> Any:
        return pd.DataFrame

    def __repr__(self) -> str:
        """Return every row and word."""
        return str(self.to_string(index=False))

    def _repr_html_(self) -> str:
        return str(self.to_html(index=False))
