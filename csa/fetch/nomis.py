"""How do counts of residents and households come from the API of Nomis, and in which layout?"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from csa.errors import FetchError
from csa.fetch.settings import NomisAges, NomisQuery, NomisTable, NomisTotals
from csa.settings import Settings

MOST_PAGES = 200
FIELDS = ("GEOGRAPHY_CODE", "GEOGRAPHY_NAME", "OBS_VALUE", "RECORD_COUNT")
AGE_FIELD = "C_AGE_NAME"
ALL_AGES = "all ages"
AGE = re.compile(r"aged? (\d+\+?)", re.IGNORECASE)
COUNT = re.compile(r"[0-9]{1,9}")
OLDEST = 90
AGE_COLUMNS = ["total_population", *(str(age) for age in range(OLDEST)), f"{OLDEST}+"]
ReadTable = Callable[[str], list[dict[str, str]]]
Row = dict[str, Any]


def read_ages(dataset: NomisAges, settings: Settings, read_table: ReadTable) -> list[Row]:
    """Return one row per area: code, name, all residents, and residents of each year of age.

    Parameters
    ----------
    dataset : NomisAges
        What to ask for.
    settings : Settings
        The project's settings.
    read_table : callable
        Returns the rows of the CSV file at an address.

    Raises
    ------
    FetchError
        If rows are missing, or an area lacks an age.
    """
    rows = _read_pages(dataset, dataset.query, settings, read_table, fields=(AGE_FIELD,))
    areas: dict[str, Row] = {}
    for row in rows:
        column = _column(row[AGE_FIELD])
        if column:
            _count(areas, row, column, dataset)
    return _in_order(areas, AGE_COLUMNS, dataset)


def read_totals(dataset: NomisTotals, settings: Settings, read_table: ReadTable) -> list[Row]:
    """Return one row per area: code, name, and one count from each of the dataset's tables.

    The parameters and errors are those of :func:`read_ages`.
    """
    areas: dict[str, Row] = {}
    for column, query in dataset.counts.items():
        for row in _read_pages(dataset, query, settings, read_table):
            _count(areas, row, column, dataset)
    return _in_order(areas, list(dataset.counts), dataset)


def _count(areas: dict[str, Row], row: dict[str, str], column: str, dataset: NomisTable) -> None:
    code = row["GEOGRAPHY_CODE"]
    names = {dataset.code_column: code, dataset.name_column: row["GEOGRAPHY_NAME"]}
    area = areas.setdefault(code, names)
    if column in area:
        raise FetchError(
            f"{dataset.address} gave {column} of {code} twice. Narrow the parameters of this "
            "dataset in config/fetch.toml."
        )
    area[column] = row["OBS_VALUE"]


def _in_order(areas: dict[str, Row], columns: list[str], dataset: NomisTable) -> list[Row]:
    """Return the areas by code; one without a count is an error, never a zero."""
    for code, area in areas.items():
        missing = [name for name in columns if not area.get(name, "").strip()]
        if missing:
            raise FetchError(
                f"{dataset.address} gave {code} without {missing[0]}. Check the parameters of "
                "this dataset in config/fetch.toml."
            )
    order = [dataset.code_column, dataset.name_column, *columns]
    return [{name: areas[code][name] for name in order} for code in sorted(areas)]


def _read_pages(
    dataset: NomisTable,
    query: NomisQuery,
    settings: Settings,
    read_table: ReadTable,
    *,
    fields: tuple[str, ...] = (),
) -> list[dict[str, str]]:
    wanted = (*FIELDS, *fields)
    within = [""] if dataset.everywhere else [one.code for one in settings.districts]
    areas = ",".join(f"{code}{dataset.geography_type}" for code in within)
    asked = {
        "geography": areas,
        **query.parameters,
        "select": ",".join(wanted).lower(),
        "recordlimit": dataset.page_size,
    }
    address = f"{dataset.address.rstrip('/')}/{query.dataset}.data.csv"
    rows: list[dict[str, str]] = []
    for _ in range(MOST_PAGES):
        page = read_table(f"{address}?{urlencode({**asked, 'recordoffset': len(rows)}, safe=',')}")
        _require_fields(page, wanted, address)
        rows += page
        if not page or len(rows) >= int(page[0]["RECORD_COUNT"]):
            break
    if not rows or len(rows) != int(rows[0]["RECORD_COUNT"]):
        total = rows[0]["RECORD_COUNT"] if rows else "any"
        raise FetchError(
            f"{address} gave {len(rows):,} rows instead of {total}. Check the parameters of this "
            "dataset in config/fetch.toml, or try again later."
        )
    return rows


def _require_fields(page: list[dict[str, str]], wanted: tuple[str, ...], address: str) -> None:
    missing = [name for name in wanted if page and name not in page[0]]
    counts = {row.get("RECORD_COUNT", "") for row in page}
    if missing or len(counts) > 1 or not all(COUNT.fullmatch(count) for count in counts):
        raise FetchError(f"{address} did not answer as Nomis does. It may have moved.")


def _column(label: str) -> str:
    """Return the column of an age, or nothing for a band of ages.

    Examples
    --------
    >>> _column("Age 7"), _column("Aged 90+"), _column("All Ages"), _column("Aged 0 to 15")
    ('7', '90+', 'total_population', '')
    """
    if label.strip().casefold() == ALL_AGES:
        return "total_population"
    match = AGE.fullmatch(label.strip())
    return match[1] if match else ""
