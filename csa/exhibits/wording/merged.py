"""Which classes does a table show, where some were put together because they are too few alone?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.keys import read_dims
from csa.counting.recoding import merged_classes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from csa.exhibits.view import View

MERGED_NOTE = (
    "Groups that are too few alone are put together, in the same way for every area: {names}."
)


def shown_classes(
    view: View, cells: pd.DataFrame, name: str, classes: Iterable[str]
) -> dict[str, tuple[str, ...]]:
    """Return the classes of a variable that these cells show, in reading order.

    Parameters
    ----------
    name : str
        The variable, a column of the cells.
    classes : iterable of str
        Its finest classes, in reading order.

    Returns
    -------
    dict
        For each class shown the finest classes it holds: itself, unless some were put together.
    """
    every = merged_classes(name, classes, view.settings.disclosure.merge)
    here = set(cells[name])
    return {one: held for one, held in every.items() if one in here}


def shown_labels(
    view: View, cells: pd.DataFrame, name: str, labels: Mapping[str, str]
) -> dict[str, str]:
    """Return the words for each class that these cells show; one put together names itself."""
    return {one: labels.get(one, one) for one in shown_classes(view, cells, name, labels)}


def sum_by_class(values: pd.Series, classes: Mapping[str, tuple[str, ...]]) -> pd.Series:
    """Add up numbers given for the finest classes, such as residents, as the cells put them.

    Parameters
    ----------
    values : Series
        By finest class.
    classes : mapping
        As :func:`shown_classes` returns it.

    Returns
    -------
    Series
        By class shown; missing where the number of any class in it is.
    """
    return pd.Series(
        {
            one: values.reindex(list(held)).astype(float).sum(skipna=False)
            for one, held in classes.items()
        },
        dtype=float,
    )


def merged_notes(view: View, cells: pd.DataFrame) -> tuple[str, ...]:
    """Say which of the classes shown were put together; nothing where none were."""
    if "dims" not in cells:
        return ()
    made = {
        (name, one): one
        for name, steps in view.settings.disclosure.merge.items()
        for step in steps
        for one in step
    }
    pairs = {pair for dims in cells["dims"].dropna().unique() for pair in read_dims(dims).items()}
    names = [f"'{one}'" for pair, one in made.items() if pair in pairs]
    return (MERGED_NOTE.format(names=", ".join(dict.fromkeys(names))),) if names else ()
