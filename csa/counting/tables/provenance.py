"""Which sources stand behind the figures, and what must be said of them?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from csa.store import Store

Sources = dict[str, dict[str, Any]]


def sources_in_use(store: Store, counted: Mapping[str, pd.DataFrame]) -> Sources:
    """Describe each source whose rows are counted or drawn.

    Parameters
    ----------
    store : Store
        The processed tables and what is known of their sources.
    counted : mapping of name to DataFrame
        The tables that cells are counted from.

    Returns
    -------
    dict
        Per source: label, publisher, licence, attribution, whether it is open, and ``tables``,
        the counted tables that hold rows of it.
    """
    found = {name: set(table["source"].unique()) for name, table in counted.items() if len(table)}
    described = {
        name: source | {"tables": [table for table in counted if name in found.get(table, ())]}
        for name, source in store.catalogue.sources.items()
    }
    return {
        name: source
        for name, source in described.items()
        if source["tables"] or not set(source["units"]) & set(counted)
    }


def open_units_of(sources: Sources) -> set[str]:
    """Return the units whose every source publishes its rows itself."""
    units = {unit for source in sources.values() for unit in source["tables"]}
    closed = {unit for one in sources.values() if not one["open"] for unit in one["tables"]}
    return units - closed


def attributions(sources: Sources) -> list[dict[str, str]]:
    """Return name, publisher, licence and attribution of each source, for the footer."""
    return [
        {
            "name": source["label"],
            "publisher": source["publisher"],
            "licence": source["licence"],
            "attribution": source["attribution"],
        }
        for _, source in sorted(sources.items())
    ]


def labels_by_unit(sources: Sources, *, units: Iterable[str]) -> dict[str, list[str]]:
    """Return, for each unit, its sources with their publishers."""
    return {
        unit: [
            f"{one['label']} ({one['publisher']})"
            for _, one in sorted(sources.items())
            if unit in one["tables"]
        ]
        for unit in units
    }
