"""How few places hold how much of the crime?

Every measure here is over all eligible places, those without a crime included: leaving them
out makes crime look evenly spread.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special

from csa.errors import SchemaError
from csa.measures.inputs import Floats, as_counts, check_between, refuse_rows, require_columns


def gini(counts: ArrayLike, *, generalised: bool = False) -> float:
    """Calculate the Gini coefficient of counts over places.

    Parameters
    ----------
    counts : Series or array
        Crimes at every eligible place, zeros included; missing places are left out.
    generalised : bool
        Correct for there being fewer crimes than places, which makes most places empty
        whatever happens.

    Returns
    -------
    float
        0 (the same everywhere) to 1 (all in one place); NaN without places or crimes.

    Raises
    ------
    SchemaError
        If a count is negative.

    References
    ----------
    Bernasco and Steenbeek (2017), Journal of Quantitative Criminology 33, 451-467.

    Examples
    --------
    >>> round(gini([10, 8, 2] + [0] * 7), 2)
    0.78
    """
    ascending = _known(counts)[::-1]
    n, total = ascending.size, float(ascending.sum())
    if not total:
        return float("nan")
    ranks = np.arange(1, n + 1)
    plain = 2 * float(ranks @ ascending) / (n * total) - (n + 1) / n
    return max(1.0, n / total) * (plain - 1) + 1 if generalised else plain


def lorenz_curve(counts: ArrayLike) -> pd.DataFrame:
    """Give the cumulative share of crime by share of places, the worst place first.

    Parameters
    ----------
    counts : Series or array
        Crimes at every eligible place, zeros included; missing places are left out.

    Returns
    -------
    DataFrame
        One row per place from the worst, after a first row for none: ``places`` and
        ``place_share``, ``offence_count`` (of the place) and ``count_share`` (cumulative), and
        ``expected_share``, the cumulative share if the same crimes fell at random. Shares of
        crime are missing when there is none.

    Raises
    ------
    SchemaError
        If a count is negative.

    References
    ----------
    Chalfin, Kaplan and Cuellar (2021), Journal of Research in Crime and Delinquency 58, 447-485.

    Examples
    --------
    >>> lorenz_curve([10, 20, 30, 40])["count_share"].round(2).tolist()
    [0.0, 0.4, 0.7, 0.9, 1.0]
    """
    descending = _known(counts)
    n, total = descending.size, float(descending.sum())
    place_share = np.arange(n + 1) / max(n, 1)
    cumulative = np.insert(np.cumsum(descending), 0, 0.0)
    return pd.DataFrame(
        {
            "places": np.arange(n + 1),
            "place_share": place_share,
            "offence_count": np.insert(descending, 0, 0.0),
            "count_share": cumulative / (total or np.nan),
            "expected_share": _poisson_curve(total / n, place_share) if total else np.nan,
        }
    )


def share_of_places(counts: ArrayLike, *, share: float = 0.5) -> float:
    """Find the smallest share of places that together hold a share of the crime.

    Parameters
    ----------
    counts : Series or array
        Crimes at every eligible place, zeros included; missing places are left out.
    share : float
        Share of crime, above 0 and at most 1.

    Returns
    -------
    float
        Share of places (0 to 1), whole places counted; NaN without places or crimes.

    Raises
    ------
    SchemaError
        If a count is negative.
    SettingsError
        If the share lies outside its bounds.

    References
    ----------
    Weisburd (2015), Criminology 53, 133-157.

    Examples
    --------
    >>> share_of_places([10, 4, 3, 2, 1, 0, 0, 0, 0, 0])
    0.1
    """
    check_between(share, 0, np.nextafter(1, 2), name="share")
    descending = _known(counts)
    if not descending.sum():
        return float("nan")
    cumulative = np.cumsum(descending)
    wanted = share * cumulative[-1] * (1 - 1e-12)
    return float((np.searchsorted(cumulative, wanted) + 1) / descending.size)


def predictive_accuracy_index(
    hits: float, crimes: float, *, hotspot_area: float, study_area: float
) -> float:
    """Compare the share of crime that hotspots caught with their share of the area.

    Parameters
    ----------
    hits, crimes : float
        Crimes inside the hotspots, and in all, in a period after the one that chose them.
    hotspot_area, study_area : float
        Areas of the hotspots and of all, in one unit.

    Returns
    -------
    float
        1 is no better than chance. NaN without crimes or area, or when something is missing.

    Raises
    ------
    SchemaError
        If a number is negative, or a part exceeds its whole.

    References
    ----------
    Chainey, Tompson and Uhlig (2008), Security Journal 21, 4-28.

    Examples
    --------
    >>> round(predictive_accuracy_index(25, 100, hotspot_area=3, study_area=100), 2)
    8.33
    """
    numbers = as_counts([hits, crimes, hotspot_area, study_area], name="hits, crimes or areas")
    if numbers[0] > numbers[1] or numbers[2] > numbers[3]:
        raise SchemaError("hits or hotspot_area is larger than the whole it is part of.")
    if not numbers[1:].all():
        return float("nan")
    return float((numbers[0] / numbers[1]) / (numbers[2] / numbers[3]))


def location_quotient(
    counts: pd.DataFrame, *, area: str = "area_code", group: str = "offence_group"
) -> pd.DataFrame:
    """Compare each area's mix of offences with the mix of all areas together.

    Parameters
    ----------
    counts : DataFrame
        One row per area and group: the two key columns and ``offence_count``.
    area, group : str
        Names of the key columns.

    Returns
    -------
    DataFrame
        One row per row of ``counts``: the keys, ``offence_count, area_count`` (of all groups in
        the area), ``group_count`` (of the group in all areas) and ``location_quotient``; 1 is the
        mix of the whole. Missing when either total is 0 or holds a missing count.

    Raises
    ------
    SchemaError
        If a column is absent, a count is negative, or an area and group occur twice.

    References
    ----------
    Brantingham and Brantingham (1998), Mapping Crime for Analytic Purposes.

    Examples
    --------
    >>> counts = {"area_code": list("AABB"), "offence_group": ["theft", "damage"] * 2}
    >>> mix = location_quotient(pd.DataFrame(counts).assign(offence_count=[30, 10, 30, 30]))
    >>> mix["location_quotient"].round(2).tolist()
    [1.25, 0.62, 0.83, 1.25]
    """
    require_columns(counts, [area, group, "offence_count"], name="counts")
    refuse_rows(counts.duplicated([area, group]).to_numpy(), "counts repeats an area and group")
    table = counts[[area, group]].assign(
        offence_count=as_counts(counts["offence_count"], name="counts")
    )
    for key, column in ((area, "area_count"), (group, "group_count")):
        table[column] = table.groupby(key)["offence_count"].transform(_sum_or_missing)
    total = _sum_or_missing(table["offence_count"])
    expected = table["area_count"] * table["group_count"] / (total or np.nan)
    return table.assign(location_quotient=table["offence_count"] / expected.where(expected > 0))


def _sum_or_missing(column: pd.Series) -> float:
    return float(column.sum(skipna=False))


def _known(counts: ArrayLike) -> Floats:
    numbers = as_counts(counts, name="counts")
    return np.sort(numbers[~np.isnan(numbers)])[::-1]


def _poisson_curve(mean: float, place_share: Floats) -> Floats:
    # Places with k crimes or more make up P(X >= k) of places and hold P(X >= k - 1) of crime.
    levels = np.arange(int(mean + 12 * np.sqrt(mean)) + 30, 0, -1)
    places = np.append(special.pdtrc(levels - 1, mean), 1.0)
    crime = np.append(special.pdtrc(levels[:-1] - 2.0, mean), [1.0, 1.0])
    return np.asarray(np.interp(place_share, np.append(0.0, places), np.append(0.0, crime)))
