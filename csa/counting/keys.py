"""The key of a cell: what is counted, where, when, and which classes of which dimensions.

A key is a value, :class:`Key`; ledger, manifest and attack hold it as text, and so do frames of
cells, in the columns ``key, measure, by, area, period, dims``. Text is written and read here and
nowhere else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from csa.periods import Period

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

_BETWEEN, _AND, _IS, _TO, _PLUS = "|", ";", "=", "/", "+"
_PARTS = ["measure", "area", "period", "dims"]


class Key(NamedTuple):
    """What one cell counts.

    Attributes
    ----------
    unit : str
        What is counted.
    area : str
        Code of the area.
    period : str
        The :attr:`~csa.periods.Period.key` of a month or a span.
    dims : tuple of (name, value)
        One class of each dimension, by name of the dimension.
    """

    unit: str
    area: str
    period: str
    dims: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, unit: str, *, area: str, period: str, dims: Mapping[str, str]) -> Key:
        """Return the key of a unit by some classes."""
        return cls(unit, area, period, tuple(sorted(dims.items())))

    @classmethod
    def read(cls, text: str) -> Key:
        """Return the key that a text names."""
        unit, area, period, dims = text.split(_BETWEEN, 3)
        return cls(unit, area, period, tuple(read_dims(dims).items()))

    def __str__(self) -> str:
        """Write the key as cells have it."""
        dims = _AND.join([f"{name}{_IS}{value}" for name, value in self.dims])
        return _BETWEEN.join((self.unit, self.area, self.period, dims))

    @property
    def span(self) -> Period:
        """The months counted."""
        return Period.from_key(self.period)

    def over(self, period: str) -> Key:
        """Return the same of another period."""
        return self._replace(period=period)

    def by(self, **dims: str) -> Key:
        """Return the part of some classes."""
        return self._replace(dims=tuple(sorted({**dict(self.dims), **dims}.items())))

    def without(self, *names: str) -> Key:
        """Return the sum over some dimensions."""
        return self._replace(dims=tuple(pair for pair in self.dims if pair[0] not in names))


def write_dims(dims: Mapping[str, str]) -> str:
    """Write classes as text, sorted by dimension: ``priority=…;sex=F``."""
    return _AND.join(f"{name}{_IS}{dims[name]}" for name in sorted(dims))


def read_dims(text: str) -> dict[str, str]:
    """Return the classes that a text names, by dimension.

    Examples
    --------
    >>> read_dims("priority=violence;sex=F")
    {'priority': 'violence', 'sex': 'F'}
    """
    pairs = (pair.partition(_IS) for pair in text.split(_AND) if pair)
    return {name: value for name, _, value in pairs}


def names_class(text: str) -> bool:
    """Say whether a text names a class of a dimension, and not a dimension as a whole."""
    return _IS in text


def write_names(names: Iterable[str]) -> str:
    """Write the names of dimensions as the column ``by`` has them."""
    return _PLUS.join(sorted(names))


def read_names(by: str) -> list[str]:
    """Return the names of dimensions that the column ``by`` has."""
    return [name for name in by.split(_PLUS) if name]


def is_month(periods: pd.Series) -> pd.Series:
    """Say of each period whether it is a single month, and not a span of several."""
    return ~periods.str.contains(_TO, regex=False)


def first_months(periods: pd.Series) -> pd.Series:
    """Return the first month of each period."""
    return periods.str[:7]


def last_months(periods: pd.Series) -> pd.Series:
    """Return the last month of each period."""
    return periods.str[-7:]


def keys_of(cells: pd.DataFrame) -> list[str]:
    """Return the key of each row of ``measure, area, period, dims``, as text."""
    return [_BETWEEN.join(parts) for parts in zip(*(cells[one] for one in _PARTS), strict=True)]


def split_keys(keys: pd.Series) -> pd.DataFrame:
    """Return ``measure, area, period, dims`` of keys as text; index as given."""
    if not len(keys):
        return pd.DataFrame("", keys.index, _PARTS)
    return keys.str.split(_BETWEEN, n=3, expand=True).set_axis(_PARTS, axis=1)


def unit_of(key: Hashable) -> str:
    """Return the unit that a key names, as text."""
    return str(key).partition(_BETWEEN)[0]


def dims_of(cells: pd.DataFrame, names: Iterable[str]) -> list[str]:
    """Return the classes of each row as text, from a column for each dimension."""
    ordered = sorted(names)
    if not ordered:
        return [""] * len(cells)
    return write_many(cells[ordered].itertuples(index=False, name=None), names=ordered)


def write_many(rows: Iterable[Sequence[str]], *, names: Sequence[str]) -> list[str]:
    """Write classes as text: a row has one of each dimension, in the order of their names."""
    return [write_dims(dict(zip(names, values, strict=True))) for values in rows]


def has_class(dims: pd.Series, name: str, value: str) -> pd.Series:
    """Say of each text whether it names a class of a dimension."""
    return _pairs(dims).str.contains(f"{_AND}{name}{_IS}{value}{_AND}", regex=False)


def has_dimension(dims: pd.Series, name: str) -> pd.Series:
    """Say of each text whether it names any class of a dimension."""
    return _pairs(dims).str.contains(f"{_AND}{name}{_IS}", regex=False)


def has_any_class(dims: pd.Series, values: Iterable[str]) -> pd.Series:
    """Say of each text whether it names one of some classes, of whatever dimension."""
    found = pd.Series(False, index=dims.index)
    for value in values:
        found |= _pairs(dims).str.contains(f"{_IS}{value}{_AND}", regex=False)
    return found


def _pairs(dims: pd.Series) -> pd.Series:
    return _AND + dims.astype(str) + _AND


def classes_of(dims: pd.Series, name: str) -> pd.Series:
    """Return the class of one dimension that each text names; missing where it names none."""
    return dims.str.extract(rf"(?:^|{_AND}){name}{_IS}([^{_AND}]*)", expand=False)


def expand_dims(cells: pd.DataFrame, by: Iterable[str] = ()) -> pd.DataFrame:
    """Return the cells with a text column for each dimension, for those in ``by`` without cells."""
    if not len(cells):
        return cells.assign(**{name: pd.Series(dtype="object") for name in by})
    if not cells["dims"].iloc[0]:
        return cells.copy()
    place, texts = pd.factorize(cells["dims"])  # few texts, each of many cells
    read = [read_dims(text) for text in texts]
    values = pd.DataFrame(read, dtype="object")
    columns = {name: values[name].take(place).set_axis(cells.index) for name in read[0]}
    return cells.assign(**columns)
