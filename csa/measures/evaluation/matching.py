"""Which areas without a project are most like the one with it, and how alike are they?"""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from csa.measures.evaluation.effect import NO_COMPARATOR
from csa.measures.inputs import require_columns
from csa.measures.peers import nearest_neighbours, standardise

MOST = 5


@dataclass(frozen=True)
class Matched:
    """Areas to compare with, and how alike they are.

    Attributes
    ----------
    controls : tuple of str
        The areas, the most alike first.
    balance : DataFrame
        One row per trait: ``own``, ``matched`` (mean of the controls), ``all`` (mean of all that
        could be chosen), and both distances in standard deviations, ``off`` and ``off_all``.
    why : str
        Why there are none.
    """

    controls: tuple[str, ...] = ()
    balance: pd.DataFrame = field(default_factory=pd.DataFrame)
    why: str = ""


def match_controls(traits: pd.DataFrame, own: str, *, most: int = MOST) -> Matched:
    """Choose the areas most like one by Euclidean distance over standardised traits.

    Parameters
    ----------
    traits : DataFrame
        One row per area, one column per trait, known before the project starts; an area of which
        one is missing cannot be chosen.
    own : str
        The area with the project.
    most : int
        How many are chosen.

    Raises
    ------
    SchemaError
        If the area is not among the rows.

    References
    ----------
    Stuart (2010), Statistical Science 25, 1-21.

    Examples
    --------
    >>> traits = pd.DataFrame({"density": [10, 11, 30], "share": [2, 2, 5]}, index=list("TAB"))
    >>> match_controls(traits, "T", most=1).controls
    ('A',)
    """
    require_columns(traits.T, [own], name="traits")
    known = traits.dropna()
    others = known.index.drop(own, errors="ignore")
    if own not in known.index or not len(others):
        return Matched(why=NO_COMPARATOR)
    controls = nearest_neighbours(known, own, among=others, most=most).index
    spread = standardise(known)
    balance = pd.DataFrame(
        {
            "own": known.loc[own],
            "matched": known.loc[controls].mean(),
            "all": known.loc[others].mean(),
            "off": spread.loc[controls].mean() - spread.loc[own],
            "off_all": spread.loc[others].mean() - spread.loc[own],
        }
    )
    return Matched(tuple(map(str, controls)), balance)
