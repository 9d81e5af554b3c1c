"""What became of the files received: reference tables for the page on data quality."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.units import INCIDENT_UNITS, RECORDED_PEOPLE
from csa.reading.rows.reasons import in_words
from csa.schemas import OWN_COUNTS, SERVICES
from csa.store.revisions import restatements

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csa.store import Store

FATES = {
    "accepted": "Accepted",
    "quarantined": "Set aside",
    "superseded": "Replaced or repeated",
    "out_of_area": "Outside the area",
}
# Told only where a layout leaves any out.
LEFT_OUT = {"left_out": "Left out by a layout, as of another kind"}
# Restated counts are published for incidents only: those of people in one month are protected.
RESTATED_UNITS = frozenset(INCIDENT_UNITS)
ABOUT_PEOPLE = frozenset({*RECORDED_PEOPLE, *SERVICES, OWN_COUNTS})
NEAREST = 100


def received_tables(store: Store) -> dict[str, pd.DataFrame]:
    """Gather what is said of the rows received.

    Returns
    -------
    dict
        ``account`` (``label, files, rows`` and the four fates of rows by source; accepted rows
        ``about_people`` to the nearest hundred), ``set_aside`` (``label, reason`` in words,
        ``rows``), ``restated`` (``label, months, before, after``: rows accepted) and
        ``harm_known`` (``scheme, edition, share`` of the crimes whose offence has a weight,
        ``codes`` without one); those that are empty are left out.
    """
    described = store.catalogue.sources
    labels = {name: source["label"] for name, source in described.items()}
    of_incidents = [n for n, one in described.items() if RESTATED_UNITS & set(one["units"])]
    revisions = store.load("revision")
    tables = {
        "account": _account(store.accounts(), labels, described),
        "set_aside": _set_aside(store.load("quarantine"), labels),
        "restated": _labelled(
            restatements(revisions[revisions["source"].isin(of_incidents)]), labels
        ),
        "harm_known": _harm_known(store),
    }
    return {name: table for name, table in tables.items() if len(table)}


def _account(
    account: pd.DataFrame, labels: Mapping[str, str], described: Mapping[str, Mapping[str, Any]]
) -> pd.DataFrame:
    fates = [*FATES, *(name for name in LEFT_OUT if name in account)]
    counts = account.assign(files=1).groupby("source")[["files", "rows", *fates]].sum()
    about_people = counts.index.map(
        lambda name: bool(ABOUT_PEOPLE & set(described.get(name, {}).get("units", ())))
    ).astype(bool)
    # Two releases a month apart would otherwise tell the exact number of victims of that month.
    near = (counts["accepted"] + NEAREST // 2) // NEAREST * NEAREST
    moved = (near - counts["accepted"]).where(about_people, 0)
    shown = counts.assign(
        accepted=counts["accepted"] + moved, rows=counts["rows"] + moved, about_people=about_people
    )
    return _labelled(shown.reset_index(), labels)


def _labelled(table: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    names = table["source"].map(labels).fillna(table["source"])
    return table.assign(label=names).drop(columns="source")


def _set_aside(quarantine: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    counts = quarantine.groupby(["source", "reason"]).size().rename("rows").reset_index()
    table = _labelled(counts, labels)
    table["reason"] = table["reason"].map(in_words)
    return table.sort_values(["label", "reason"], ignore_index=True)


def _harm_known(store: Store) -> pd.DataFrame:
    if "harm_match" not in store.catalogue.tables:
        return pd.DataFrame()
    rows = []
    for (scheme, edition), here in store.load("harm_match").groupby(["scheme", "edition"]):
        known = here["is_matched"].astype(bool)
        total = int(here["crimes"].sum())
        unknown = here.loc[~known, "offence_code"].dropna()
        share = 100 * int(here.loc[known, "crimes"].sum()) / total if total else None
        rows.append(
            {"scheme": scheme, "edition": int(edition), "share": share, "codes": len(unknown)}
        )
    return pd.DataFrame(rows)
