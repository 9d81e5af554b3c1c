"""Which crimes are of one kind of harm: of one type and subgroup, and of one weight?

Harm is told from published counts alone, so crimes are counted by classes that have one weight in
every index. A class lies within one police type and one Home Office subgroup, which themes are made
of; crimes of a subgroup with several weights are several classes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from csa.errors import SettingsError
from csa.reading.reference.harm_weights import normal_code

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csa.counting.cells import Countable
    from csa.settings import HarmIndex

UNIT, HARM_CLASS = "crime", "harm_class"
CODE, TYPE, SUBGROUP = "ho_offence_code", "category", "offence_subgroup"
NO_WEIGHT, LEFT_OUT = "no weight", "left out"
ABSENT = "no weights of harm were received, or no offence codes that they attach to"
WEIGHED = ["scheme", "edition", "unit"]
# A type of so few kinds is exact beside each of them, and may give the smallest of them away.
FEW_KINDS = 3


def latest_weights(weights: pd.DataFrame, indices: Mapping[str, HarmIndex]) -> pd.DataFrame:
    """Return the weight of each offence code in the edition of each index that is used.

    Parameters
    ----------
    weights : DataFrame
        The table ``harm_weight``.
    indices : mapping of scheme to HarmIndex
        The settings of each index; one without takes its latest edition.

    Returns
    -------
    DataFrame
        ``scheme, edition, unit, offence_code, weight``; a code that an edition lists on several
        lines has their mean.

    Raises
    ------
    SettingsError
        If an edition that is set was not received.
    """
    pieces = []
    for scheme, rows in weights.groupby("scheme", sort=True):
        there = sorted(rows["edition"].unique())
        index = indices.get(str(scheme))
        edition = index.edition if index and index.edition else there[-1]
        if edition not in there:
            raise SettingsError(
                f"config/harm.toml, [index.{scheme}]: the edition {edition} was not received; "
                f"received were {', '.join(map(str, there))}. Put its file into data/raw/harm."
            )
        pieces.append(rows[rows["edition"] == edition])
    used = pd.concat(pieces) if pieces else weights
    by_code = used.groupby([*WEIGHED, "offence_code"], sort=True)["weight"].mean()
    return by_code.reset_index()


def with_harm_classes(
    countables: Mapping[str, Countable],
    weights: pd.DataFrame,
    *,
    indices: Mapping[str, HarmIndex],
) -> dict[str, Countable]:
    """Add to recorded crimes the dimension ``harm_class``.

    Where no weight was received, or no crime has a type and an offence code, there is none, with
    the reason.
    """
    added = dict(countables)
    crimes = added.get(UNIT)
    if crimes is None or TYPE in crimes.unavailable or TYPE not in crimes.rows:
        return added
    is_coded = CODE in crimes.rows and bool(crimes.rows[CODE].notna().any())
    if not len(weights) or not is_coded:
        rows = crimes.rows.assign(**{HARM_CLASS: NO_WEIGHT})
        why = {**crimes.unavailable, HARM_CLASS: ABSENT}
        domains = {**crimes.domains, HARM_CLASS: (NO_WEIGHT,)}
        added[UNIT] = replace(crimes, rows=rows, domains=domains, unavailable=why)
        return added
    kinds = describe_harm(crimes.rows, latest_weights(weights, indices), indices=indices)
    rows = crimes.rows.assign(**{HARM_CLASS: kinds[HARM_CLASS]})
    domains = {**crimes.domains, HARM_CLASS: tuple(sorted(kinds[HARM_CLASS].unique()))}
    added[UNIT] = replace(crimes, rows=rows, domains=domains)
    return added


def describe_harm(
    crimes: pd.DataFrame, weights: pd.DataFrame, *, indices: Mapping[str, HarmIndex]
) -> pd.DataFrame:
    """Return the kind of harm of each crime.

    Returns
    -------
    DataFrame
        Index of ``crimes``: ``harm_class``, ``type, subgroup``, and for each scheme a column of its
        name with the weight as text, or why there is none.
    """
    codes = crimes[CODE].astype("object").map(normal_code, na_action="ignore")
    found = pd.DataFrame({"type": crimes[TYPE].astype("object"), "subgroup": _subgroup(crimes)})
    for scheme, rows in weights.groupby("scheme", sort=True):
        texts = rows.set_index("offence_code")["weight"].map("{:g}".format)
        told = codes.map(texts).astype("object").fillna(NO_WEIGHT)
        found[str(scheme)] = told.mask(_left_out(crimes, indices.get(str(scheme))), LEFT_OUT)
    schemes = [name for name in found if name not in ("type", "subgroup")]
    number = found.groupby(list(found), sort=False).ngroup()
    distinct = found.drop_duplicates().itertuples(index=False, name=None)
    names = [_name(row, schemes) for row in distinct]
    return found.assign(**{HARM_CLASS: number.map(dict(enumerate(names)))})


def _subgroup(crimes: pd.DataFrame) -> pd.Series:
    kind = crimes[TYPE].astype("object")
    return crimes[SUBGROUP].astype("object").fillna(kind) if SUBGROUP in crimes else kind


def _left_out(crimes: pd.DataFrame, index: HarmIndex | None) -> pd.Series:
    """Say of each crime whether an index leaves it out: found by looking, or long ago."""
    if index is None:
        return pd.Series(False, index=crimes.index)
    found = _is_any(crimes, index.leave_out)
    if not index.historic or not {"recorded_date", "committed_to"} <= set(crimes):
        return found
    until = crimes["committed_to"].fillna(crimes["committed_from"])
    since = crimes["recorded_date"] - pd.DateOffset(months=index.historic_months)
    return found | (_is_any(crimes, index.historic) & (until <= since))


def _is_any(crimes: pd.DataFrame, names: tuple[str, ...]) -> pd.Series:
    return crimes[TYPE].isin(names) | _subgroup(crimes).isin(names)


def _name(row: tuple[str, ...], schemes: list[str]) -> str:
    kind, subgroup, *told = row
    weights = ", ".join(f"{scheme} {text}" for scheme, text in zip(schemes, told, strict=True))
    return f"{kind}, {subgroup}: {weights}" if subgroup != kind else f"{kind}: {weights}"


def together(kind: str) -> str:
    """Return what the kinds of a type are called where they are put together."""
    return f"{kind}: several weights"


def harm_steps(crimes: Countable | None) -> tuple[dict[str, tuple[str, ...]], ...]:
    """Return how kinds of harm are put together where counts of them would tell too much.

    The police publish how many crimes of each type there are. Beside that, of two kinds of a type
    the one says how many the other has; so the kinds of all types of few are put together at once.

    Returns
    -------
    tuple of dict
        At most one step, as :mod:`csa.counting.recoding` takes them.
    """
    if crimes is None or HARM_CLASS not in crimes.rows or HARM_CLASS in crimes.unavailable:
        return ()
    kinds = crimes.rows.groupby(TYPE, observed=True)[HARM_CLASS].unique()
    few = {str(name): sorted(found) for name, found in kinds.items() if 1 < len(found) <= FEW_KINDS}
    return ({together(name): tuple(found) for name, found in few.items()},) if few else ()
