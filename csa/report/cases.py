"""Which people and places should the case management group discuss?

Lists for the officer and the anti-social behaviour case management group only: pseudonymous, with
the criteria that put each row there, readable by their owner alone, outside the reports and never
part of an edition. Each writing of them is logged, without anything of what they hold.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from csa.errors import DisclosureError, StoreError
from csa.periods import Period, parse_month, shift_month
from csa.priorities import is_counted
from csa.private import own_file, own_folder, said_of_rights, unlinked_folder
from csa.report.publish import write_whole
from csa.store.coverage import describe_gaps, how_months_stand
from csa.visible import spreadsheet_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from csa.settings import CaseCriteria, Settings
    from csa.store import Store

LOG = "cases.log.jsonl"
METRES = 100
MADE_OF = {
    "repeat_victims": ("crime", "victim"),
    "repeat_callers": ("asb",),
    "persistent_suspects": ("crime", "suspect"),
    "locations_of_concern": ("asb",),
}
READ_FIRST = (
    "RESTRICTED. For the case management group only. People are pseudonyms: the police can "
    "resolve them, nobody else may try. Suspects are not offenders. Do not copy, forward or "
    "publish; delete after the meeting."
)


def describe_criteria(criteria: CaseCriteria, last: str) -> dict[str, str]:
    """Return the criterion of each list in words."""
    span = f"in the {criteria.months} months to {last}"
    return {
        "repeat_victims": f"persons harmed by {criteria.victim_crimes} recorded crimes or more "
        f"{span}",
        "repeat_callers": f"callers of {criteria.caller_incidents} anti-social behaviour incidents "
        f"or more {span}",
        "persistent_suspects": f"persons suspected of {criteria.suspect_crimes} recorded crimes or "
        f"more {span}, those eliminated left out",
        "locations_of_concern": f"squares of {METRES} m with {criteria.place_incidents} "
        f"anti-social behaviour incidents or more {span}, of incidents placed exactly",
    }


@dataclass(frozen=True)
class CaseLists:
    """Where the lists are and how many rows each has."""

    folder: Path
    rows: Mapping[str, int]
    criteria: Mapping[str, str]


def find_cases(
    store: Store, *, district: str, last: str, criteria: CaseCriteria
) -> dict[str, pd.DataFrame]:
    """Find people and places that meet the criteria in one district.

    Parameters
    ----------
    store : Store
        The processed tables.
    district : str
        Code of the district.
    last : str
        Last month counted, ``YYYY-MM``.
    criteria : CaseCriteria
        What puts a row on a list.

    Returns
    -------
    dict of name to DataFrame
        ``repeat_victims``, ``repeat_callers``, ``persistent_suspects`` (``person``, counts, first
        and last date, kinds of crime) and ``locations_of_concern`` (square, ward, counts). A list
        whose source was not received is absent.
    """
    months = _months(criteria, last)
    crimes = _within(store, "crime", district, months)
    asb = _within(store, "asb", district, months)
    lists: dict[str, pd.DataFrame] = {}
    if len(crimes):
        victims = _people(store, "victim", crimes)
        victims = victims[victims["victim_type"] == "person"] if len(victims) else victims
        suspects = _people(store, "suspect", crimes)
        if len(victims):
            lists["repeat_victims"] = _often(victims, least=criteria.victim_crimes)
        if len(suspects):
            lists["persistent_suspects"] = _often(suspects, least=criteria.suspect_crimes)
    if len(asb) and asb["caller_id"].notna().any():
        calls = asb.rename(columns={"caller_id": "person_id", "created_at": "date"})
        calls["crime_id"] = calls["incident_id"]
        lists["repeat_callers"] = _often(calls, least=criteria.caller_incidents, noun="incidents")
    if len(asb):
        lists["locations_of_concern"] = _places(store, asb, least=criteria.place_incidents)
    return lists


def _within(store: Store, table: str, district: str, months: list[str]) -> pd.DataFrame:
    if table not in store.catalogue.tables:
        return pd.DataFrame()
    rows = store.load(table)
    rows = rows[(rows["district"] == district) & rows["month"].isin(months)]
    return rows[is_counted(rows, table=table)]


def _people(store: Store, table: str, crimes: pd.DataFrame) -> pd.DataFrame:
    if table not in store.catalogue.tables:
        return pd.DataFrame()
    people = store.load(table).dropna(subset=["person_id"])
    people = people[is_counted(people, table=table)]
    columns = ["crime_id", "recorded_date", "category"]
    own = [name for name in people if name not in columns or name == "crime_id"]
    joined = people[own].merge(crimes[columns], on="crime_id")
    joined = joined.drop_duplicates(["person_id", "crime_id"])
    return joined.rename(columns={"recorded_date": "date"})


def _often(records: pd.DataFrame, *, least: int, noun: str = "crimes") -> pd.DataFrame:
    known = records.dropna(subset=["person_id"])
    grouped = known.groupby("person_id")
    table = pd.DataFrame(
        {
            noun: grouped["crime_id"].nunique(),
            "first": grouped["date"].min().dt.strftime("%Y-%m-%d"),
            "last": grouped["date"].max().dt.strftime("%Y-%m-%d"),
            "kinds": grouped["category"].agg(_kinds),
        }
    )
    chosen = table[table[noun] >= least].rename_axis("person").reset_index()
    return chosen.sort_values([noun, "person"], ascending=[False, True], ignore_index=True)


def _kinds(categories: pd.Series) -> str:
    counts = (
        categories.dropna().value_counts().sort_index().sort_values(ascending=False, kind="stable")
    )
    return "; ".join(f"{name} {count}" for name, count in counts.items())


def _places(store: Store, asb: pd.DataFrame, *, least: int) -> pd.DataFrame:
    exact = asb[asb["coord_quality"] == "exact"].copy()
    exact["easting"] = exact["easting"] // METRES * METRES
    exact["northing"] = exact["northing"] // METRES * METRES
    grouped = exact.groupby(["easting", "northing"])
    table = pd.DataFrame(
        {
            "incidents": grouped.size(),
            "callers": grouped["caller_id"].nunique(),
            "ward": grouped["ward"].first(),
            "kinds": grouped["category"].agg(_kinds),
        }
    ).reset_index()
    names = store.load("geography").drop_duplicates("ward").set_index("ward")["ward_name"]
    table["ward"] = table["ward"].map(names)
    order = ["incidents", "easting", "northing"]
    chosen = table[table["incidents"] >= least]
    return chosen.sort_values(order, ascending=[False, True, True], ignore_index=True)


def write_cases(
    settings: Settings,
    store: Store,
    *,
    district: str,
    last: str | None = None,
    criteria: CaseCriteria | None = None,
    edition: str = "officer",
) -> CaseLists:
    """Write the restricted lists of a district.

    Parameters
    ----------
    settings : Settings
        The project's settings.
    store : Store
        The processed tables.
    district : str
        Slug, name or code of the district.
    last : str, optional
        Last month, by default the last one received.
    criteria : CaseCriteria, optional
        What puts a row on a list; by default what the settings say.
    edition : str
        Only ``officer``: the lists are part of no published edition.

    Returns
    -------
    CaseLists
        Files lie in ``data/restricted/<district>-<month>/``.

    Raises
    ------
    DisclosureError
        If a published edition is asked for, or the folder lies in the reports.
    SettingsError
        If the district is not one of the partnership's, or the month is none.
    StoreError
        If nothing was received that the lists could be made of.
    """
    criteria = criteria or settings.cases
    _refuse_published(settings, edition)
    found = settings.district(district)
    district, code = found.slug, found.code
    last = parse_month(last) if last else _last_month(store)
    lists = find_cases(store, district=code, last=last, criteria=criteria)
    if not lists:
        raise StoreError(
            f"No incidents, victims or suspects of {settings.area_name(district)} were received "
            f"for the {criteria.months} months to {last}: there is nothing to list."
        )
    every, months = describe_criteria(criteria, last), _months(criteria, last)
    described = {
        name: every[name]
        + _lacking(settings, store, MADE_OF[name], district=district, months=months)
        for name in every
        if name in lists
    }
    texts = {
        f"{name}.csv": _as_csv(table.assign(criterion=described[name]))
        for name, table in lists.items()
    }
    texts["READ_FIRST.txt"] = _cover(settings.area_name(district), described, lists)
    folder = _own_folder(settings, f"{district}-{last}")
    for name, text in texts.items():
        write_whole(folder / name, text)
    written = CaseLists(folder, {name: len(table) for name, table in lists.items()}, described)
    _log(settings, district=district, last=last, written=written)
    return written


def _lacking(
    settings: Settings, store: Store, tables: Sequence[str], *, district: str, months: list[str]
) -> str:
    """Say which of the months counted were not received, or not whole; nothing if all were."""
    here = (settings.district(district),)
    told = []
    for table in tables:
        standing = how_months_stand(store.coverage(), unit=table, districts=here)
        if standing is not None:
            gaps = describe_gaps(standing, months, districts=here)
            told += [f"; {table}: {gap[:1].lower()}{gap[1:-1]}" for gap in gaps]
    return "".join(told)


def _months(criteria: CaseCriteria, last: str) -> list[str]:
    return Period(shift_month(last, 1 - criteria.months), last).months


def _refuse_published(settings: Settings, edition: str) -> None:
    if edition != "officer":
        raise DisclosureError(
            f"Lists of cases are never part of the {edition} edition: they are for the officer "
            "and the case management group only. Nothing was written."
        )
    restricted, reports = map(os.path.realpath, (settings.restricted, settings.reports))
    if Path(restricted).is_relative_to(reports):
        raise DisclosureError(
            "The folder for restricted lists lies inside the reports, where it could be published. "
            "Nothing was written."
        )


def _last_month(store: Store) -> str:
    coverage = store.coverage()
    received = coverage[(coverage["unit"] == "crime") & (coverage["status"] == "ok")]
    if not len(received):
        raise StoreError("No month of recorded crime was received: there is nothing to list.")
    return str(received["month"].max())


def _own_folder(settings: Settings, name: str) -> Path:
    restricted = unlinked_folder(settings.restricted)
    write_whole(restricted / ".gitignore", "*\n")
    return own_folder(restricted / name)


def _as_csv(table: pd.DataFrame) -> str:
    """Write a list for a spreadsheet: no text in it is taken for a formula."""
    safe = table.map(lambda value: spreadsheet_text(value) if isinstance(value, str) else value)
    return str(safe.to_csv(index=False, lineterminator="\n"))


def _cover(area: str, described: Mapping[str, str], lists: Mapping[str, pd.DataFrame]) -> str:
    lines = [READ_FIRST, *said_of_rights(), "", area, ""]
    lines += [f"{name}.csv: {described[name]} ({len(lists[name])} rows)." for name in described]
    return "\n".join(lines) + "\n"


def _log(settings: Settings, *, district: str, last: str, written: CaseLists) -> None:
    entry = {
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "district": district,
        "last_month": last,
        "rows": dict(written.rows),
        "criteria": dict(written.criteria),
    }
    path = settings.restricted / LOG
    if not path.exists():
        own_file(path)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(entry) + "\n")
