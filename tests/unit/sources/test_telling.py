"""Columns that name or describe somebody are found by their cells, and not read unless allowed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from ingest_project import make_project
from layout_files import HEADINGS, layout, line, table, write_csv
from pydantic import ValidationError
from test_layouts import LayoutReader, by_layout  # noqa: F401 - a fixture

from csa.errors import SourceError
from csa.layouts.proposing.offer import offer, texts_under
from csa.layouts.telling import find_telling
from csa.proposals import offer_text
from csa.sources import all_sources

WHAT_HAPPENED = "he came out again at night and shouted at number {} until they called"
TELLING = {
    "names of people": ["Jane Quux", "QUUX, Jane", "Mr A Quux", "PC Quux", "Oliver"],
    "telephone numbers": ["07700 900123", "+44 7700 900124", "01527 900125", "07700900126"],
    "addresses of mail": ["a.quux@example.invalid", "b@example.invalid", "c@example.invalid"],
    "addresses": ["14 Quux Lane", "Flat 2, Quux House", "9 Old Quux Road, Redditch", "B98 0ZZ"],
    "marks of vehicles": ["AB12 CDE", "B98 QUX", "QUX 123A", "AB12CDF"],
    "free text": [WHAT_HAPPENED.format(n) for n in range(6)],
}
HARMLESS = [
    ["ASB - NUISANCE", "ASB - PERSONAL", "RTC", "Not Recorded"],
    ["WM-20160405-0103", "22/41690/17", "041053", "ZZT07000", "BDC/16/1003"],
    ["E01032125", "SO9598472290", "Wyre Forest 004B", "B02"],
    ["Astwood Bank & Feckenham", "Headless Cross and Oakenshaw", "St John's", "Lickey Hills"],
    ["08/09/2016 05:11", "15/02/2017", "2016-07-22", "20 May 2016"],
    ["ASSAULT OCCASIONING ACTUAL BODILY HARM", "RAPE OF FEMALE 16 AND OVER", "ARSON", "THEFT"],
    ["Police Generated (inc. Call Sign / Collar Numbers)", "999 Call", "Single Online Home"],
    ["18 - Investigation complete; no suspect identified"] * 9,
]


@pytest.mark.parametrize("what", TELLING)
def test_what_tells_of_somebody_is_found(what: str) -> None:
    found = find_telling(Counter(TELLING[what]))
    assert found is not None
    assert found.what == what


@pytest.mark.parametrize("texts", HARMLESS)
def test_what_other_systems_write_otherwise_is_let_through(texts: list[str]) -> None:
    assert find_telling(Counter(texts)) is None


def test_dates_of_birth_are_found_among_dates_and_a_few_old_crimes_are_none() -> None:
    column = next(c for c in all_sources()["asb"].columns if c.name == "created_at")
    born = Counter(f"{n % 27 + 1:02d}/03/{1950 + 2 * n}" for n in range(28))
    found = find_telling(born, column)
    assert found is not None
    assert found.what == "dates of birth"
    recorded = Counter({f"{n:02d}/04/2016": 5 for n in range(1, 20)})
    assert find_telling(recorded + Counter({"01/01/1900": 9, "03/05/1983": 1}), column) is None


def test_a_reference_of_words_is_none() -> None:
    column = next(c for c in all_sources()["asb"].columns if c.name == "caller_ref")
    found = find_telling(Counter(["Zebedee Q", "Quux Z", "Zed Quux", "Q Z"]), column)
    assert found is not None
    assert found.what == "words and no references"


CALLER = table(columns={"caller_ref": "Caller"})
WHY = {"heading": "Caller", "why": "the log has no other number", "role": "Head of analysis"}


@pytest.mark.parametrize("what", TELLING)
def test_a_layout_that_would_read_such_a_column_is_refused_without_a_cell(
    by_layout: LayoutReader,  # noqa: F811
    what: str,
) -> None:
    lines = [line(n, Caller=text) for n, text in enumerate(TELLING[what])]
    write_csv(by_layout.raw, [HEADINGS, *lines])
    said = rf"asb/log\.csv: the column 'Caller' seems to hold {what} \(\d of {len(lines)} cells"
    with pytest.raises(SourceError, match=said) as told:
        by_layout.read_by(layout(personal=[], table=CALLER))
    assert "[[allowed]]" in str(told.value)
    assert not [text for text in TELLING[what] if text in str(told.value)]


def test_it_is_read_where_the_layout_says_why_and_who_decided(
    by_layout: LayoutReader,  # noqa: F811
) -> None:
    numbers = [f"07700 90012{n}" for n in range(4)]
    write_csv(by_layout.raw, [HEADINGS, *(line(n, Caller=t) for n, t in enumerate(numbers))])
    reading = by_layout.read_by(layout(personal=[], table=CALLER, allowed=[WHY]))
    note = "'Caller' seems to hold telephone numbers and is read: the log has no other number"
    assert f"{note} (Head of analysis)" in reading.account.note
    assert by_layout.tables["asb"]["caller_id"].nunique() == 4
    assert "07700" not in f"{by_layout.tables} {reading.account}"


@pytest.mark.parametrize(
    ("allowed", "said"),
    [
        ({**WHY, "heading": "Grade"}, "allows 'Grade', which it does not read"),
        ({**WHY, "why": " "}, "must not be empty"),
        ({"heading": "Caller", "why": "so"}, "role"),
    ],
)
def test_a_permission_names_a_column_a_reason_and_a_role(
    allowed: dict[str, str], said: str
) -> None:
    with pytest.raises(ValidationError, match=said):
        layout(personal=[], table=CALLER, allowed=[allowed])


def test_a_proposal_reads_no_such_column_and_shows_no_such_text(tmp_path: Path) -> None:
    settings = make_project(tmp_path)
    heading = ["Log No", "Call Date/Time", "ASB Type", "Repeat Caller?", "Council", "Caller ID"]
    lines = [
        [f"L{n}", f"{n + 1:02d}/04/2016 21:15", kind, "Y", "Redditch", f"07700 90012{n}"]
        for n, kind in enumerate(["Nuisance"] * 8 + ["Jane Quux", "Personal"])
    ]
    path = write_csv(settings.raw, [heading, *lines], name="asb/calls.csv")
    found = offer(settings, path)
    assert "Caller ID" in found.proposal.personal
    assert "caller_ref" not in found.proposal.tables["asb"]
    shown = texts_under(settings, path, "ASB Type")
    assert shown[0] == ("Nuisance", 8)
    assert ("(not shown: names of people)", 1) in shown
    assert "Quux" not in f"{shown} {found.text} {offer_text(found)}"
