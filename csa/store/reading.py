"""How are processed tables read, and only the part of them that is needed?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from csa.errors import StoreError
from csa.periods import Period, parse_month
from csa.schemas import TABLES, contract, to_frame
from csa.store.catalogue import Catalogue, read_catalogue
from csa.store.digests import find_damaged
from csa.store.idle_rules import find_idle_rules
from csa.store.laid_out import months_of
from csa.store.parts import MONTHS, load_rows, part_path
from csa.store.plan import make_plan

if TYPE_CHECKING:
    from csa.settings import Settings

RUN_BUILD = "Run 'csa build'."
QUARANTINE = "quarantine"


class Store:
    """The processed tables of a project.

    Parameters
    ----------
    settings : Settings
        The project's settings.

    Examples
    --------
    >>> Store(settings).load("crime", district="redditch", since="2016-04")  # doctest: +SKIP
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._catalogue: Catalogue | None = None

    @property
    def catalogue(self) -> Catalogue:
        """What was built, from which files and on whose terms.

        Raises
        ------
        StoreError
            If nothing was built.
        """
        if self._catalogue is None:
            self._catalogue = read_catalogue(self._settings.processed)
        if self._catalogue is None:
            raise StoreError(f"There are no processed tables in data/processed. {RUN_BUILD}")
        return self._catalogue

    def load(
        self,
        table: str,
        *,
        district: str | None = None,
        since: str | None = None,
        until: str | None = None,
        columns: Sequence[str] | None = None,
        source: str | None = None,
    ) -> pd.DataFrame:
        """Load a processed table, or the part of it that is asked for.

        Where a partner's extract and open data cover the same month, the extract is taken, so
        that nothing counts twice.

        Parameters
        ----------
        table : str
            The table's name.
        district : str, optional
            Slug, name or code of a district.
        since, until : str, optional
            First and last month, ``YYYY-MM``.
        columns : sequence of str, optional
            The columns wanted; all by default.
        source : str, optional
            Rows of this source only, whatever others cover.

        Returns
        -------
        DataFrame or GeoDataFrame
            Columns and kinds as the table's contract says (:data:`csa.schemas.TABLES`).

        Raises
        ------
        StoreError
            If there is no such table or column, or it was not built.
        SettingsError
            If there is no such district, a month is malformed, or the span ends before it starts.
        """
        fields = contract(table).fields
        self._check_columns(table, columns, fields)
        code = self._settings.district(district).code if district is not None else None
        month = next((name for name in MONTHS if name in fields), None)
        wanted = _Wanted(code, parse_month(since) if since else None, _month(until), month)
        wanted.check(table, fields)
        paths = self._paths(table, wanted, source)
        if contract(table).is_spatial:
            return _load_spatial(paths, code, columns)
        chosen = list(columns) if columns is not None else list(fields)
        return to_frame(_load(table, paths, wanted, chosen))

    def count(self, table: str, *, source: str | None = None) -> int | None:
        """Return how many rows a table has, without reading them; None where it was not built."""
        if table not in self.catalogue.tables:
            return None
        paths = self._paths(table, _Wanted(None, None, None, None), source)
        return sum(pq.read_metadata(path).num_rows for path in paths)

    def coverage(self) -> pd.DataFrame:
        """Return the table ``coverage``: which months of which districts each source covers."""
        return self.load("coverage")

    def accounts(self) -> pd.DataFrame:
        """Return the table ``account``: what became of the rows of every raw file."""
        return self.load("account")

    def idle_rules(self) -> list[str]:
        """Name the rules of priorities that select nothing of all that was received."""
        return find_idle_rules(self._settings, self.catalogue)

    def is_stale(self) -> bool:
        """Return whether raw files, settings or sources changed since the tables were built."""
        return self.catalogue.state != make_plan(self._settings).state

    def find_damaged(self) -> list[str]:
        """Return the parts of tables that are lost or not as they were built, as ``table/part``."""
        return find_damaged(self._settings.processed, self.catalogue)

    def _check_columns(self, table: str, columns: Sequence[str] | None, fields: Any) -> None:
        unknown = [name for name in columns or () if name not in fields]
        if unknown:
            raise StoreError(
                f"The table '{table}' has no column {', '.join(unknown)}. "
                f"It has: {', '.join(fields)}."
            )

    def _paths(self, table: str, wanted: _Wanted, source: str | None) -> list[Path]:
        catalogue = self.catalogue
        if table not in catalogue.tables:
            if table == QUARANTINE:
                return []
            raise StoreError(
                f"The table '{table}' has not been built: data/raw holds no file for it. "
                f"Add the files, then run 'csa build'."
            )
        parts = _chosen_parts(catalogue, table, source)
        by_part = catalogue.by_part
        kept = [p for p in parts if wanted.may_be_in(by_part.get(p, {}).get("tables", {}), table)]
        paths = [part_path(self._settings.processed, table, part) for part in kept]
        lost = [path for path in paths if not path.is_file()]
        if lost:
            raise StoreError(f"{table}/{lost[0].name} is missing from data/processed. {RUN_BUILD}")
        return paths


def _month(text: str | None) -> str | None:
    return parse_month(text) if text else None


class _Wanted:
    """The district and months asked for, and the column that holds the month."""

    def __init__(
        self, district: str | None, since: str | None, until: str | None, month: str | None
    ) -> None:
        self.district = district
        self.since = since
        self.until = until
        self.month = month

    def check(self, table: str, fields: Any) -> None:
        """Refuse a district or months for a table that has none."""
        if self.district and "district" not in fields:
            raise StoreError(f"The table '{table}' has no district.")
        if (self.since or self.until) and self.month is None:
            raise StoreError(f"The table '{table}' has no months.")
        if self.since and self.until:
            Period(self.since, self.until)

    def may_be_in(self, tables: dict[str, list[list[Any]]], table: str) -> bool:
        """Return whether a part may hold rows that are wanted."""
        counts = tables.get(table)
        if counts is None or self.month is None:
            return True
        return any(
            (self.district is None or district == self.district)
            and (self.since is None or month >= self.since)
            and (self.until is None or month <= self.until)
            for district, month, _ in counts
        )

    def expression(self) -> ds.Expression | None:
        """Return the filter that is pushed into the files."""
        found: list[ds.Expression] = []
        if self.district:
            found.append(ds.field("district") == self.district)
        if self.since:
            found.append(ds.field(self.month) >= self.since)
        if self.until:
            found.append(ds.field(self.month) <= self.until)
        whole: ds.Expression | None = None
        for expression in found:
            whole = expression if whole is None else whole & expression
        return whole


def _chosen_parts(catalogue: Catalogue, table: str, source: str | None) -> list[str]:
    """Return a table's parts; open data stand back where a partner's extract has the month.

    What was set aside is told of every file, whether it counts or not.
    """
    by_part, parts = catalogue.by_part, catalogue.tables[table]
    if source is not None:
        return [part for part in parts if by_part.get(part, {}).get("source") == source]
    if table == QUARANTINE:
        return parts
    partner = {
        month
        for part in parts
        if part in by_part and not catalogue.is_open(by_part[part]["source"])
        for month in months_of(by_part[part])
    }
    return [
        part
        for part in parts
        if part not in by_part
        or not catalogue.is_open(by_part[part]["source"])
        or by_part[part]["month"] not in partner
    ]


def _load(table: str, paths: list[Path], wanted: _Wanted, columns: list[str]) -> pa.Table:
    schema = TABLES[table].arrow
    if not paths:
        return pa.schema([schema.field(name) for name in columns]).empty_table()
    with _sound(table):
        data = ds.dataset([str(path) for path in paths], schema=schema, format="parquet")
        return data.to_table(columns=columns, filter=wanted.expression())


@contextmanager
def _sound(table: str) -> Iterator[None]:
    """Say that a part cannot be read, whatever the reader of its format says."""
    try:
        yield
    except MemoryError:  # Arrow's own is both
        raise
    except (pa.ArrowException, OSError) as problem:
        raise StoreError(
            f"The table '{table}' in data/processed is damaged. {RUN_BUILD} It makes anew what is "
            "damaged."
        ) from problem


def _load_spatial(
    paths: list[Path], district: str | None, columns: Sequence[str] | None
) -> pd.DataFrame:
    import geopandas

    with _sound(paths[0].parent.name):
        frame = geopandas.read_parquet(paths[0])
    if district:
        frame = frame[frame["district"] == district].reset_index(drop=True)
    chosen: pd.DataFrame = frame if columns is None else frame[list(columns)]
    return chosen


def read_part(folder: Path, table: str, part: str) -> pd.DataFrame:
    """Read one part of a table."""
    if contract(table).is_spatial:
        path = part_path(folder, table, part)
        return _load_spatial([path], None, list(contract(table).fields))
    return to_frame(load_rows(folder, table, part))
