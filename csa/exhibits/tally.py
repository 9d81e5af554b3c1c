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
from csa.exhibits.persons import (
    people_coverage,
    people_reference,
    people_relations,
    with_people,
)
from csa.exhibits.places import build_places
from csa.exhibits.point_tables import build_near_repeats, build_spread_hours
from csa.exhibits.provenance import (
    attributions,
    labels_by_unit,
    open_units_of,
    sources_in_use,
)
from csa.exhibits.reference import build_reference
from csa.periods import Period, assessment_year, year_to_date
from csa.schemas import TABLES, check_table
from csa.sources.discovery import MARKER

if TYPE_CHECKING:
    from csa.settings import Settings
    from csa.store import Store

COUNTED_TABLES = ("crime", "asb", "fire", "environment", "victim", "suspect")
REFERENCE_TABLES = (
    "geography", "lsoa_change", "boundary_lsoa", "boundary_ward", "boundary_district",
    "population", "population_group", "deprivation", "project", "commentary",
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
    sources = sources_in_use(store, {name: tables[name] for name in COUNTED_TABLES})
    open_units = open_units_of(sources)
    countables = build_countables(
        {name: tables[name] for name in COUNTED_TABLES},
        priorities=settings.priorities,
        open_units=open_units,
    )
    countables = with_people(countables, tables, period=period)
    nesting = tables["geography"][["lsoa", "ward", "district"]]
    areas = Areas(partnership=settings.partnership.code, nesting=nesting)
    cells = compute_cells(
        counts,
        countables=countables,
        areas=areas,
        coverage=people_coverage(coverage, period=period),
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
    reference |= build_places(
        countables, tables, settings=settings, coverage=coverage, period=period
    )
    for build in (build_near_repeats, build_spread_hours):
        reference |= build(countables, settings=settings, period=period)
    return Tally(
        cells=cells,
        relations=pd.concat(
            [
                list_relations(cells, counted, areas=areas, priorities=settings.priorities),
                people_relations(cells, priorities=settings.priorities),
            ],
            ignore_index=True,
        ),
        reference=reference
        | people_reference(tables, codes=list(areas.codes("district")), year=int(period.start[:4])),
        about={
            "year": year,
            "period": {"start": period.start, "end": period.end},
            "base": settings.disclosure.base,
            "settings": settings.fingerprint,
            "synthetic": _seed(settings) if store.catalogue.synthetic else None,
            "sources": attributions(sources),
            "unit_sources": labels_by_unit(sources, units=COUNTED_TABLES),
        },
    )


def _seed(settings: Settings) -> dict[str, int]:
    marker = json.loads((settings.raw / MARKER).read_text(encoding="utf-8"))
    return {"seed": int(marker["seed"])}


def _load(store: Store, table: str) -> pd.DataFrame:
    """Load a table and hold it to its contract; one that no source fills is an empty frame."""
    if table in store.catalogue.tables:
        return check_table(table, store.load(table))
    return pd.DataFrame(columns=list(TABLES[table].fields))


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
