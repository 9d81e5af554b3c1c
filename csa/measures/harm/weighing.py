"""How much harm do counts of offences stand for, and how far off can that be?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from csa.errors import SchemaError
from csa.measures.inputs import Floats, as_counts, refuse_rows, require_columns, same_length

Weighed = ArrayLike | Mapping[Any, Any]
BY_LABEL = (pd.Series, Mapping)
_NUMBERS = ("count", "bound", "total", "least", "most")


def crime_harm(counts: Weighed, weights: Weighed) -> float:
    """Add up counts of offences, each times its weight.

    Parameters
    ----------
    counts : array, Series or mapping
        How many offences of each kind.
    weights : array, Series or mapping
        The weight of one offence of each kind, for example days of the sentence that is the
        starting point. Series and mappings are matched by their labels.

    Returns
    -------
    float
        Harm in the unit of the weights. Missing where a count is missing, or where offences have
        no weight: missing is never zero. A kind without any offence needs no weight.

    Raises
    ------
    SchemaError
        If something is negative, or there are not as many weights as counts.

    Notes
    -----
    Sherman, Neyroud and Neyroud (2016), The Cambridge Crime Harm Index. The Crime Severity Score of
    the Office for National Statistics is the same sum with other weights, per resident.

    Examples
    --------
    >>> crime_harm([10, 2, 1], [1, 273.5, 365])
    922.0
    """
    number, weight = _matched(counts, weights)
    return float(np.where(number == 0, 0.0, number * weight).sum())


def _matched(counts: Weighed, weights: Weighed) -> tuple[Floats, Floats]:
    if isinstance(counts, BY_LABEL) and isinstance(weights, BY_LABEL):
        labelled = pd.Series(counts)
        number = as_counts(labelled, name="counts")
        weight = as_counts(pd.Series(weights).reindex(labelled.index), name="weights")
    elif isinstance(counts, Mapping) or isinstance(weights, Mapping):
        raise SchemaError("Give weights by the same labels as counts.")
    else:
        number, weight = as_counts(counts, name="counts"), as_counts(weights, name="weights")
    same_length(number, weight, name="counts and weights")
    return number, weight


def harm_limits(kinds: pd.DataFrame) -> tuple[float, float]:
    """Return the least and the most harm that rounded counts can stand for.

    Parameters
    ----------
    kinds : DataFrame
        One row per kind of offence: ``count`` as published, ``bound`` (the furthest that it may be
        from the truth, 0 if it is exact), ``weight``, ``group`` and ``total``: what the kinds of
        one group add up to exactly, missing where that is not known. With ``least_weight`` a kind
        is one whose crimes weigh between that and ``weight``.

    Returns
    -------
    least, most : float
        In the unit of the weights; missing where one of a count or a weight is.

    Raises
    ------
    SchemaError
        If a column is lacking, a number is negative, or the kinds of a group cannot add up to
        its total.

    Notes
    -----
    Of a group with a known total, what is left above the least counts goes to the kinds of the
    smallest weights for the least harm, and to those of the largest for the most: the
    linear programme of one sum within bounds, which is solved by that order.

    Examples
    --------
    >>> kinds = pd.DataFrame({"count": [5, 45], "bound": [4, 4], "weight": [100, 10]})
    >>> harm_limits(kinds.assign(group="robbery", total=49))
    (580.0, 1210.0)
    """
    require_columns(kinds, ["count", "bound", "weight", "group", "total"], name="kinds")
    known = kinds.assign(
        count=as_counts(kinds["count"], name="count"),
        total=as_counts(kinds["total"], name="total"),
        most=as_counts(kinds["weight"], name="weight"),
        least=as_counts(kinds.get("least_weight", kinds["weight"]), name="least_weight"),
    )
    place, names = pd.factorize(known["group"])
    columns = {name: known[name].to_numpy(float) for name in _NUMBERS}
    ends = [
        _of_group(**{name: one[place == group] for name, one in columns.items()})
        for group in range(len(names))
    ]
    return float(sum(low for low, _ in ends)), float(sum(high for _, high in ends))


def _of_group(
    *, count: Floats, bound: Floats, total: Floats, least: Floats, most: Floats
) -> tuple[float, float]:
    low = np.clip(count - bound, 0.0, None)
    room = count + bound - low
    if np.isnan(total[0]):
        return float(np.nansum(low * least)), float(np.nansum((low + room) * most))
    rest = float(total[0]) - float(np.nansum(low))
    refuse_rows(
        np.array([not 0 <= rest <= np.nansum(room)]) & ~np.isnan(count).any(),
        "The total of the kinds lies outside what they can be",
    )
    lightest, heaviest = np.argsort(least, kind="stable"), np.argsort(-most, kind="stable")
    return (
        _filled(low[lightest], room[lightest], least[lightest], rest=rest),
        _filled(low[heaviest], room[heaviest], most[heaviest], rest=rest),
    )


def _filled(low: Floats, room: Floats, weight: Floats, *, rest: float) -> float:
    """Return the harm where what is left goes to the kinds in their order."""
    return float(((low + _spread(rest, room)) * weight).sum())


def _spread(rest: float, room: Floats) -> Floats:
    """Give each in turn as much of the rest as it has room for."""
    before = np.concatenate([[0.0], np.cumsum(room)[:-1]])
    return np.clip(rest - before, 0.0, room)
