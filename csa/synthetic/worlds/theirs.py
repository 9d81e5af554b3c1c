"""How do other systems write what our columns say: words, times, places and who it was?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from csa.periods import Period
from csa.synthetic.books import Rows
from csa.synthetic.places.geography import Ground

# Stands in every column that is never kept, so that a leak is found by one search.
PLANTED = "Zzcanary"
YEAR, QUARTER = 12, 3
APRIL = 4


def words(column: pd.Series, meaning: Mapping[str, Sequence[str] | str]) -> pd.Series:
    """Return how another system writes each value; of several ways the rows take turns."""
    turn = np.arange(len(column))
    found = np.full(len(column), "", dtype=object)
    for value, ways in meaning.items():
        several = np.array([ways] if isinstance(ways, str) else list(ways), dtype=object)
        mine = (column == value).to_numpy()
        found[mine] = several[turn[mine] % len(several)]
    return pd.Series(found, index=column.index)


def stamps(column: pd.Series) -> pd.Series:
    """Return the moments of a raw column; what it leaves empty is not a time."""
    moments: pd.Series = pd.to_datetime(column.replace("", None))
    return moments


def stamped(column: pd.Series, form: str) -> pd.Series:
    """Return moments as texts; empty where there is none."""
    text: pd.Series = stamps(column).dt.strftime(form).fillna("")
    return text


def days(column: pd.Series) -> pd.Series:
    """Return the days of moments as a workbook keeps dates."""
    return stamps(column).dt.date


def moments(column: pd.Series) -> pd.Series:
    """Return moments as a workbook keeps them."""
    return pd.Series([None if pd.isna(one) else one for one in stamps(column)], dtype=object)


def bare_times(column: pd.Series) -> pd.Series:
    """Return times as the numbers that a workbook makes of 0005 and 0930."""
    when = stamps(column)
    number = when.dt.hour * 100 + when.dt.minute
    return pd.Series([None if pd.isna(one) else int(one) for one in number], dtype=object)


def tokens(what: str, n: int) -> list[str]:
    """Return a text for every row of a column that is never kept."""
    return [f"{PLANTED} {what} {number:06d}" for number in range(n)]


def lsoa_names(codes: pd.Series, ground: Ground) -> pd.Series:
    """Return the names of neighbourhoods of 2011."""
    names: pd.Series = codes.map(ground.lsoas.set_index("code")["name"]).fillna("")
    return names


def wards(rows: pd.DataFrame, ground: Ground) -> pd.Series:
    """Return the ward of each row; empty where its neighbourhood is unknown."""
    names = ground.lsoas.set_index("code")["ward_name"]
    found: pd.Series = rows["lsoa_code"].map(names).fillna("")
    return found


def councils(rows: pd.DataFrame, ground: Ground, *, form: str) -> pd.Series:
    """Return the name of each row's council, as ``form`` writes it around that of the district."""
    names = ground.districts.set_index("code")["name"]
    found: pd.Series = rows["district_code"].map({c: form.format(n) for c, n in names.items()})
    return found


def spans(rows: pd.DataFrame, months: int) -> Iterator[tuple[Period, pd.DataFrame]]:
    """Yield the rows of each year or quarter, which begin in April, with the months they hold."""
    number = rows["month"].str[:4].astype(int) * YEAR + rows["month"].str[-2:].astype(int) - APRIL
    for _, part in rows.groupby(number // months, sort=True):
        yield Period(part["month"].min(), part["month"].max()), part.reset_index(drop=True)


def named(span: Period, mark: str = "-") -> str:
    """Return first and last day of a span as they stand in a file's name."""
    first = pd.Period(span.start, "M").start_time
    last = pd.Period(span.end, "M").end_time
    return f"{first:%Y%m%d}{mark}{last:%Y%m%d}"


def lines(rows: pd.DataFrame) -> Rows:
    """Return headings and rows as lines of a sheet; what is not there is empty."""
    plain = rows.astype(object).where(rows.notna(), None)
    return [list(rows.columns), *plain.itertuples(index=False, name=None)]


def category_table(crimes: pd.DataFrame, key: str, columns: Mapping[str, str]) -> str:
    """Return a look-up from a column of crimes to others, under the names that they get there."""
    table = crimes[[key, *columns.values()]].drop_duplicates().sort_values(key)
    text: str = table.set_axis([key, *columns], axis=1).to_csv(index=False, lineterminator="\n")
    return text
