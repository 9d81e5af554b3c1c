"""Everything of one assessment before protection: cells of all areas, and reference tables."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.disclosure.cells import Areas, compute_cells
from csa.disclosure.countable import build_countables
from csa.disclosure.policy import classify_cells, refuse_too_fine
from csa.disclosure.relations import list_relations
from csa.errors import StoreError
from csa.exhibits.desk import declared_counts
from csa.exhibits.reference import build_reference
from csa.periods import Period, assessment_year, year_to_date
from csa.schemas import TABLES
from csa.sources.discovery import MARKER

if TYPE_CHECKING:
    from csa.settings import Settings
    from csa.store import Store

COUNTED_TABLES = ("crime", "asb", "fire", "environment", "victim", "suspect")
REFERENCE_TABLES = (
    "geography", "lsoa_change", "boundary_lsoa", "boundary_ward", "boundary_district",
    "population", "deprivation", "project", "commentary",
)  # fmt: skip


@dataclass(frozen=True)
class Tally:
    """True cells of one assessment. They must not leave the process unprotected.

    Attributes
    ----------
    cells : DataFrame
        One row per cell, with its class.
    relations : DataFrame
        Sums and subsets among the cells.
    reference : dict
        Public tables.
    about : dict
        Year, period, sources and whether the data are synthetic.
    """

    cells: pd.DataFrame
    relations: pd.DataFrame
    reference: dict[str, pd.DataFrame]
    about: dict[str, Any]


def tally(settings: Settings, store: Store, *, year: str, to: str | None = None) -> Tally:
    """Count everything that any exhibit declares, for every area.

    Parameters
    ----------
    settings : Settings
        The project's settings.
    store : Store
        The processed tables.
    year : str
        Assessment year, for example ``2016-17``.
    to : str, optional
        Last month; by default the last month of the year that crime and anti-social behaviour
        were both received for.

    Raises
    ------
    StoreError
        If no month of the year was received.
    """
    coverage = store.coverage()
    period = resolve_period(settings, coverage, year=year, to=to)
    counts = declared_counts()
    refuse_too_fine(counts)
    tables = {name: _load(store, name) for name in (*COUNTED_TABLES, *REFERENCE_TABLES)}
    sources = _sources_in_use(store, tables)
    open_units = _open_units(sources)
    countables = build_countables(
        {name: tables[name] for name in COUNTED_TABLES},
        priorities=settings.priorities,
        open_units=open_units,
    )
    nesting = tables["geography"][["lsoa", "ward", "district"]]
    areas = Areas(partnership=settings.partnership.code, nesting=nesting)
    cells = compute_cells(
        counts,
        countables=countables,
        areas=areas,
        coverage=coverage,
        spans=(period.a_year_earlier, period),
    )
    cells["class"] = classify_cells(
        cells,
        open_units=open_units,
        priorities=settings.priorities,
        rules=settings.disclosure,
    )
    counted = [count for count in counts if count.unit in countables]
    reference = build_reference(
        {**tables, "coverage": coverage, "account": _labelled_account(store)},
        settings=settings,
        period=period,
    )
    return Tally(
        cells=cells,
        relations=list_relations(cells, counted, areas=areas, priorities=settings.priorities),
        reference=reference,
        about={
            "year": year,
            "period": {"start": period.start, "end": period.end},
            "base": settings.disclosure.base,
            "settings": settings.fingerprint,
            "synthetic": _seed(settings) if store.catalogue.synthetic else None,
            "sources": _for_the_footer(sources),
            "unit_sources": _labels_by_unit(sources),
        },
    )


def _seed(settings: Settings) -> dict[str, int]:
    marker = json.loads((settings.raw / MARKER).read_text(encoding="utf-8"))
    return {"seed": int(marker["seed"])}


def _load(store: Store, table: str) -> pd.DataFrame:
    """Load a table; one that no source fills is an empty frame with its columns."""
    if table in store.catalogue.tables:
        return store.load(table)
    return pd.DataFrame(columns=list(TABLES[table].fields))


def _sources_in_use(store: Store, tables: dict[str, pd.DataFrame]) -> dict[str, dict[str, Any]]:
    """Return what is known of each source whose rows are counted or drawn."""
    counted = {name for t in COUNTED_TABLES for name in set(tables[t].get("source", ()))}
    described = {
        name: source
        for name, source in store.catalogue.sources.items()
        if name in counted or not set(source["units"]) & set(COUNTED_TABLES)
    }
    for name, source in described.items():
        source["tables"] = [t for t in COUNTED_TABLES if name in set(tables[t].get("source", ()))]
    return described


def _open_units(sources: dict[str, dict[str, Any]]) -> set[str]:
    units = {unit for source in sources.values() for unit in source["tables"]}
    closed = {unit for one in sources.values() if not one["open"] for unit in one["tables"]}
    return units - closed


def _for_the_footer(sources: dict[str, dict[str, Any]]) -> list[dict[str, str]]:
    return [
        {
            "name": source["label"],
            "publisher": source["publisher"],
            "licence": source["licence"],
            "attribution": source["attribution"],
        }
        for _, source in sorted(sources.items())
    ]


def _labels_by_unit(sources: dict[str, dict[str, Any]]) -> dict[str, list[str]]:
    return {
        unit: [
            f"{one['label']} ({one['publisher']})"
            for _, one in sorted(sources.items())
            if unit in one["tables"]
        ]
        for unit in COUNTED_TABLES
    }


def _labelled_account(store: Store) -> pd.DataFrame:
    account = store.accounts()
    labels = {name: source["label"] for name, source in store.catalogue.sources.items()}
    return account.assign(label=account["source"].map(labels).fillna(account["source"]))


def resolve_period(
    settings: Settings, coverage: pd.DataFrame, *, year: str, to: str | None
) -> Period:
    """Return the assessment period, checked against the months received.

    Raises
    ------
    SettingsError
        If the year or month is malformed, or the month lies outside the year.
    StoreError
        If no crime of the period was received; the message lists the years that were.
    """
    first_month = settings.partnership.year_starts_in_month
    whole = assessment_year(year, first_month=first_month)
    received = _months_of_every(coverage, ("crime", "asb"))
    inside = [month for month in received if whole.start <= month <= whole.end]
    wanted = year_to_date(year, to, first_month=first_month) if to else None
    if not inside or (wanted and wanted.end not in inside):
        last = f" up to {to}" if wanted else ""
        spans = f"{received[0]} to {received[-1]}" if received else "none"
        raise StoreError(
            f"There are no complete data for {year}{last}. Months received for recorded crime and "
            f"anti-social behaviour: {spans}. Choose another --year or --to, or add the files to "
            "data/raw and run csa build."
        )
    return wanted or Period(whole.start, inside[-1])


def _months_of_every(coverage: pd.DataFrame, units: tuple[str, ...]) -> list[str]:
    rows = coverage[coverage["unit"].isin(units) & (coverage["status"] == "ok")]
    per_month = rows.groupby("month")["unit"].nunique()
    wanted = rows["unit"].nunique()
    return sorted(per_month.index[per_month == wanted])
