"""Recommendations that an officer hands in: what is read, and what is refused in one sentence."""

from __future__ import annotations

import pytest
from ingest_project import Reader
from reference_case import Case, check

FILE = "recommendations/recommendations.csv"
HEAD = "id,finding_key,text,owner,due,status,year"
READ = (
    "id,text,owner,status,year,districts,finding_key\n"
    "a,Cameras,Chair,Not Done,2015-16,Redditch;bromsgrove,Burglary\n"
    "b,Talks,,,2015-16,,\n"
    ",Nothing,,,2015-16,,\n"
)


def _are_read(tables):
    first, second = tables["recommendation"].to_dict("records")
    assert (first["status"], first["districts"]) == ("not done", "bromsgrove;redditch")
    assert (first["finding_key"], second["text"]) == ("burglary", "Talks")
    return tables["recommendation"]["due"].isna().all()


def refused(name, row, *said):
    return Case(name, {FILE: f"{HEAD}\n{row}\n"}, said=(FILE, "row 1", *said))


def refused_twice():
    rows = f"{HEAD}\na,,Talks,Chair,,done,2015-16\na,,Walks,Chair,,done,2015-16\n"
    return Case("twice", {FILE: rows}, said=(FILE, "row 2", "column id holds the id of row 1"))


CASES = (
    Case("read", {FILE: READ}, {FILE: (2, 1, 0, 0)}, reasons=("missing",), holds=_are_read),
    refused(
        "a number", "a,,Cut it by 12%,Chair,,done,2015-16", "column text states a number, '12%'"
    ),
    refused("a word", "a,,Halve it,Two officers,,done,2015-16", "column owner states a number"),
    refused("an address", "a,,Talks,j.smith@example.org,,done,2015-16", "owner holds an e-mail"),
    refused("a long text", f"a,,{'Talk ' * 90},Chair,,done,2015-16", "longer than 400 characters"),
    refused_twice(),
    refused("a year", "a,,Talks,Chair,,done,2015", "column year must hold a year such as 2016-17"),
    refused("a status", "a,,Talks,Chair,,finished,2015-16", "must hold one of done, in part, not"),
    refused("a month", "a,,Talks,Chair,May,done,2015-16", "due must hold a month such as 2017-01"),
    refused("a key", "a,burglry,Talks,Chair,,done,2015-16", "(the nearest is 'burglary')"),
    refused("keys", "a,burglary;robbery,Talks,,,done,2015-16", "must hold one name and no more"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_recommendations(case: Case, reader: Reader) -> None:
    check(case, "recommendations", reader)
