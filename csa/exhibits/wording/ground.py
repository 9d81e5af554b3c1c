"""What are neighbourhoods called, at the head of a row and within a sentence?"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from csa.exhibits.view import View


def named_ground(view: View) -> pd.DataFrame:
    """Return the neighbourhoods with their wards and districts, and what people call each.

    A release made before neighbourhoods had names calls them by their codes.
    """
    table = view.reference("geography")
    return table if "called" in table else table.assign(called=table["lsoa_name"])


def names_of_ground(view: View) -> pd.Series:
    """Return what people call each neighbourhood, by its code; with the district where they mix."""
    table = named_ground(view).set_index("lsoa")
    return table["called"] + (" (" + table["district_name"] + ")" if view.is_partnership else "")


def capitalised(names: pd.Series) -> pd.Series:
    """Return names as they begin a line."""
    return names.str[:1].str.upper() + names.str[1:]


def spoken(name: str) -> str:
    """Return a name that began a line as it stands within a sentence."""
    begins = ("The ", "North", "South", "East", "West")
    return name[:1].lower() + name[1:] if name.startswith(begins) and " of " in name else name
