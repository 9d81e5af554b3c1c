"""Does what projects were given add up to what was allocated?"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from csa.measures.inputs import require_columns

COLUMNS = ("name", "year", "funder", "allocated_gbp", "in_allocation_total")


@dataclass(frozen=True)
class Reconciled:
    """An allocation beside what was given out of it.

    Attributes
    ----------
    total, agreed : float
        Pounds allocated, and given to the projects that count towards it.
    unknown : tuple of str
        Projects of which it is not recorded what they were given; they count nothing.
    """

    total: float
    agreed: float
    unknown: tuple[str, ...] = ()

    @property
    def difference(self) -> float:
        """Pounds given beyond what was allocated; below 0 there is some left."""
        return self.agreed - self.total

    @property
    def is_right(self) -> bool:
        """Whether both agree to the penny, and nothing is unknown."""
        return not self.unknown and round(self.difference, 2) == 0


def counts_towards(projects: pd.DataFrame) -> pd.Series:
    """Say which projects count towards the allocation: those of which nothing else is recorded.

    Examples
    --------
    >>> counts_towards(pd.DataFrame({"in_allocation_total": [True, False, None]})).tolist()
    [True, False, True]
    """
    return projects["in_allocation_total"].astype("boolean").fillna(value=True).astype(bool)


def reconcile(
    projects: pd.DataFrame, *, year: str, total: float, funder: str | None = None
) -> Reconciled:
    """Add up what was given out of an allocation.

    Parameters
    ----------
    projects : DataFrame
        One row per project: ``name, year, funder, allocated_gbp, in_allocation_total``. What is
        separate from the allocation, such as a capital bid, never counts.
    year : str
        The year of the allocation.
    total : float
        Pounds allocated.
    funder : str, optional
        Whose it is; by default all funders together.

    Raises
    ------
    SchemaError
        If a column is absent.

    Examples
    --------
    >>> projects = pd.DataFrame({"name": ["A", "B"], "year": "2016-17", "funder": "PCC"})
    >>> projects = projects.assign(allocated_gbp=[900.0, 100.0], in_allocation_total=[True, False])
    >>> found = reconcile(projects, year="2016-17", total=900)
    >>> found.agreed, found.is_right
    (900.0, True)
    """
    require_columns(projects, COLUMNS, name="projects")
    chosen = counts_towards(projects) & (projects["year"] == year)
    if funder:
        chosen &= projects["funder"] == funder
    rows = projects[chosen]
    unknown = tuple(rows.loc[rows["allocated_gbp"].isna(), "name"])
    return Reconciled(float(total), float(rows["allocated_gbp"].sum()), unknown)
