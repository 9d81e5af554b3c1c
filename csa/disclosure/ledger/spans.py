"""How do counts of different periods bound each other, and which of them are one number?

Records of a shorter period are among those of a longer one. People are counted over the twelve
months to the end of a period, whenever it starts; those followed for a year are the people harmed
in the year before. Whoever keeps several releases can set all of these against each other.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.dimensions import DIMENSIONS, THEMES
from csa.counting.keys import (
    Key,
    classes_of,
    first_months,
    has_dimension,
    is_month,
    keys_of,
    last_months,
    read_dims,
    split_keys,
    write_dims,
)
from csa.counting.relations import RELATION_COLUMNS, WEIGHT, gather
from csa.counting.units import BASED_ON, RECORDS, units_of
from csa.periods import Period, shift_month

if TYPE_CHECKING:
    from collections.abc import Iterable

# These mean something of their own in each release: the case that drives the change it reports,
# and how long before its last month a crime was recorded.
RELATIVE_UNITS = units_of("case")
RELATIVE_DIMENSIONS = tuple(name for name, one in DIMENSIONS.items() if one.is_relative)
# A period of these holds each of its months once; different people are counted over a year.
HARMED, NAMED, FOLLOWED = "harmed", "named", "followed"
AGAIN = "again"
RECORDS_OF = {name: BASED_ON[name] for name in (HARMED, NAMED)}
YEAR = 12
# The last class of a person's records that holds a single one, before the bands.
MOST_SHARED = 5
NAMES = ["key", "measure", "area", "dims", "period"]


def is_relative(cells: pd.DataFrame) -> pd.Series:
    """Say for each cell whether its key means something else in every release."""
    relative = cells["measure"].isin(RELATIVE_UNITS)
    for name in RELATIVE_DIMENSIONS:
        relative |= has_dimension(cells["dims"], name)
    return relative


def number_names(cells: pd.DataFrame) -> pd.Series:
    """Name the number that each cell shows: cells of one name show the same number.

    Parameters
    ----------
    cells : DataFrame
        ``key, measure, area, dims, period``.

    Returns
    -------
    Series of str
        The key, as if people were counted for the twelve months that they are counted over; for
        all people followed, that of the people harmed in the year before.
    """
    is_person = cells["measure"].isin([*RECORDS_OF, FOLLOWED]).to_numpy()
    people = keys_of(cells[is_person])
    names = cells["key"].to_numpy(dtype=object, copy=True)
    names[is_person] = [str(_person_name(Key.read(key))) for key in people]
    return pd.Series(names, index=cells.index, dtype=str)


def _person_name(key: Key) -> Key:
    end = key.span.end
    if key.unit == FOLLOWED and AGAIN not in dict(key.dims):
        key, end = key._replace(unit=HARMED).by(nth="1"), shift_month(end, -YEAR)
    return key.over(_year_to(end))


def _year_to(end: str) -> str:
    return Period(shift_month(end, 1 - YEAR), end).key


def nested_pairs(cells: pd.DataFrame) -> pd.DataFrame:
    """List the cells whose period lies within that of another: no more can be counted in it.

    Parameters
    ----------
    cells : DataFrame
        ``key, measure, area, dims, period``.

    Returns
    -------
    DataFrame
        ``inner, outer`` (keys) for each period and the next longer one with the same start, and
        for every two that start differently.
    """
    spans = cells[
        cells["measure"].isin(RECORDS) & ~is_month(cells["period"]) & ~is_relative(cells)
    ].drop_duplicates("key")
    spans = spans.assign(start=first_months(spans["period"]), end=last_months(spans["period"]))
    same = ["measure", "area", "dims"]
    ordered = spans.sort_values([*same, "start", "end"])
    after = ordered.groupby([*same, "start"])["key"].shift(-1)
    pieces = [pd.DataFrame({"inner": ordered["key"], "outer": after}).dropna()]
    for inner, outer in _inside(spans["period"].unique()):
        here = spans[spans["period"] == inner].merge(spans[spans["period"] == outer], on=same)
        pieces.append(here[["key_x", "key_y"]].set_axis(["inner", "outer"], axis=1))
    return pd.concat(pieces, ignore_index=True)


def _inside(periods: Iterable[str]) -> list[tuple[str, str]]:
    spans = {key: Period.from_key(key) for key in sorted(periods)}
    return [
        (inner, outer)
        for (inner, one), (outer, other) in itertools.permutations(spans.items(), 2)
        if one.start > other.start and one.end <= other.end
    ]


def period_ties(cells: pd.DataFrame) -> pd.DataFrame:
    """List how cells of different periods bound each other.

    Parameters
    ----------
    cells : DataFrame
        ``key, measure, area, dims, period``, each number once.

    Returns
    -------
    DataFrame
        ``kind, relation, parent, child, weight`` as
        :func:`csa.counting.relations.list_relations` returns them, by number.
    """
    pairs = nested_pairs(cells)
    nested = pd.DataFrame(
        {
            "kind": "least",
            "relation": "months of " + split_keys(pairs["inner"])["period"],
            "parent": pairs["outer"],
            "child": pairs["inner"],
        }
    )
    people = _people(cells)
    return gather(
        [
            nested,
            _harmed_again(people),
            _people_since(people, cells[cells["measure"].isin(RECORDS_OF.values())]),
            _between(people),
        ]
    )


def _people(cells: pd.DataFrame) -> pd.DataFrame:
    """Return the numbers of people under the names that tell them apart, each once."""
    names = number_names(cells)[cells["measure"].isin([*RECORDS_OF, FOLLOWED])].drop_duplicates()
    return split_keys(names).assign(key=names)


def key_ties(cells: pd.DataFrame) -> pd.DataFrame:
    """List how cells of one release that are counted over different periods bound each other.

    Returns
    -------
    DataFrame
        As :func:`period_ties`, by key; only cells with a number.
    """
    shown = cells[cells["value"].notna() & ~is_relative(cells)]
    named = shown.assign(name=number_names(shown)).drop_duplicates("name")
    ties = period_ties(named)
    keys = dict(zip(named["name"], named["key"], strict=True))
    return ties.assign(**{side: ties[side].map(keys.get) for side in ("parent", "child")})


def _harmed_again(people: pd.DataFrame) -> pd.DataFrame:
    """Tie those harmed again within a year to second records of the first year, and to the next.

    A second record in the first year is one within twelve months of the first; all others who are
    harmed again are among the people of the second year.
    """
    known = set(people["key"])
    is_again = classes_of(people["dims"], AGAIN).str.startswith("harmed ").fillna(False)
    again = people.loc[(people["measure"] == FOLLOWED) & is_again.astype(bool), "key"]
    rows: list[tuple[str, str, str, str, int]] = []
    for name in again:
        followed = Key.read(name)
        end = followed.span.end
        harmed = followed.without(AGAIN)._replace(unit=HARMED)
        key = str(_person_name(followed))
        twice = str(harmed.by(nth="2").over(_year_to(shift_month(end, -YEAR))))
        later = str(harmed.by(nth="1").over(_year_to(end)))
        if twice not in known:
            continue
        rows.append(("least", "harmed twice", key, twice, 1))
        if later in known:
            rows += [
                ("least", "harmed again", later, key, 1),
                ("least", "harmed again", later, twice, -1),
            ]
    return pd.DataFrame(rows, columns=[*RELATION_COLUMNS, WEIGHT])


def _people_since(people: pd.DataFrame, records: pd.DataFrame) -> pd.DataFrame:
    """Tie people of two overlapping years to the records of the months that only one of them has.

    Whoever is new in the later year has a record in its new months, and no record moves more than
    one person, or one record, into a class.
    """
    rows: list[tuple[str, str, str, str, int]] = []
    for unit, source in RECORDS_OF.items():
        spans_of = _spans_of(records[records["measure"] == source])
        for (area, theme, _), years in _years_of(people[people["measure"] == unit]).items():
            for one, other in itertools.combinations(sorted(years), 2):
                if other >= shift_month(one, YEAR):
                    continue
                for few, many, back in ((one, other, 0), (other, one, -YEAR)):
                    for start, spans in spans_of.get((area, theme), {}).items():
                        since = [spans.get(shift_month(end, back)) for end in (one, other)]
                        if None not in since:
                            name = f"people of {many} from {start}"
                            rows += [
                                ("least", name, years[few], years[many], 1),
                                ("least", name, years[few], str(since[0]), 1),
                                ("least", name, years[few], str(since[1]), -1),
                            ]
    return pd.DataFrame(rows, columns=[*RELATION_COLUMNS, WEIGHT])


def _between(people: pd.DataFrame) -> pd.DataFrame:
    """Tie people of twelve months to those of an earlier and a later year that cover them.

    Whoever has so many records in them has some of these in the one year or the others in the
    other.
    """
    rows: list[tuple[str, str, str, str, int]] = []
    for unit in RECORDS_OF:
        found = _years_of(people[people["measure"] == unit])
        for (area, theme, rest), years in found.items():
            for one, other in _shared(rest):
                before, after = (found.get((area, theme, part), {}) for part in (one, other))
                for first, middle, last in itertools.combinations(
                    sorted({*years, *before, *after}), 3
                ):
                    if last > shift_month(first, YEAR):
                        continue
                    if first in before and middle in years and last in after:
                        name = f"{rest} of {middle}, {one} of {first} or {other} of {last}"
                        rows += [
                            ("least", name, before[first], years[middle], 1),
                            ("least", name, before[first], after[last], -1),
                        ]
    return pd.DataFrame(rows, columns=[*RELATION_COLUMNS, WEIGHT])


def _shared(rest: str) -> list[tuple[str, str]]:
    """Return how the records of a person can be shared out over two years that cover another."""
    if not rest:
        return [("", "")]
    dims = read_dims(rest)
    number = dims.get("nth", "")
    if len(dims) > 1 or not number.isdigit() or int(number) > MOST_SHARED:
        return []
    nth = [write_dims({"nth": str(one)}) for one in range(1, int(number) + 1)]
    return list(zip(nth, reversed(nth), strict=True))


def _years_of(people: pd.DataFrame) -> dict[tuple[str, str, str], dict[str, str]]:
    """Return by area, theme and class the names of people by the end of their twelve months."""
    years: dict[tuple[str, str, str], dict[str, str]] = {}
    for name, area, period, dims in zip(
        people["key"], people["area"], people["period"], people["dims"], strict=True
    ):
        rest = read_dims(dims)
        found = years.setdefault((area, rest.pop("theme"), write_dims(rest)), {})
        found[Period.from_key(period).end] = name
    return years


def _spans_of(records: pd.DataFrame) -> dict[tuple[str, str], dict[str, dict[str, str]]]:
    """Return by area and theme the keys of records by the start and the end of their period."""
    spans: dict[tuple[str, str], dict[str, dict[str, str]]] = {}
    for text in records["key"]:
        key = Key.read(text)
        names, themes = zip(*key.dims, strict=True) if key.dims else ((), ())
        if len(names) == 1 and names[0] in THEMES:
            by_start = spans.setdefault((key.area, themes[0]), {})
            by_start.setdefault(key.span.start, {})[key.span.end] = text
    return spans
