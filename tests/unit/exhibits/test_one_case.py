"""A page never tells of one incident: not by commentary, nor by commentary and an exhibit."""

from __future__ import annotations

import pandas as pd
import pytest

from csa.errors import DisclosureError
from csa.exhibits.what.one_case import case_statement
from csa.report.checks.described_case import refuse_described_case
from csa.settings import load_settings
from csa.sources.single_case import named_times_and_places, single_case

BROMSGROVE, END = "E07000234", "2017-01"


@pytest.mark.parametrize(
    ("text", "case"),
    [
        ("It comes from a single complaint.", "single complaint"),
        ("One elderly female victim was followed.", "One elderly female victim"),
        ("The same suspect came back.", "same suspect"),
        ("A young man was hurt.", "A young man"),
        ("It was an isolated\nincident.", "isolated incident"),
        # These speak of many, of none, or of something else.
        ("One of the first victims.", ""),
        ("No single complaint lies behind it.", ""),
        ("The same victims come again.", ""),
        ("A victim support worker was hired.", ""),
        ("Groups gather on one corner.", ""),
    ],
)
def test_a_text_that_speaks_of_one_matter_is_known(text: str, case: str) -> None:
    assert single_case(text) == case


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It began in September.", ["September"]),
        ("Since May it may have grown.", ["May"]),
        ("On 12/09/2016 and on Fridays about 22:00.", ["12/09/2016", "Fridays", "22:00"]),
        ("Before Christmas, that night.", ["Christmas", "that night"]),
        ("All in one street, near Church Lane.", ["one street", "Church Lane"]),
        ("On the 3rd, at 10pm.", ["3rd", "10pm"]),
        ("It is twice what is usual in the town centre, every year.", []),
        ("Residents march on; august people may second it.", []),
    ],
)
def test_months_days_times_and_streets_are_known(text: str, words: list[str]) -> None:
    assert [word for _, word in named_times_and_places(text)] == words


def comments(**changed: object) -> dict[str, pd.DataFrame]:
    row = {
        "key": "hate-crime", "author_role": "Officer", "date": "2017-02-06", "expires": None,
        "editions": "partner", "districts": "bromsgrove", "path": "commentary/hate.md",
        "text": "Several were recorded at once in September.",
    }  # fmt: skip
    return {"commentary": pd.DataFrame([{**row, **changed}])}


def driven_by(theme: str = "hate-crime", *, value: int = 10) -> pd.DataFrame:
    dims = f"theme={theme}"
    key = "|".join(("one_case", BROMSGROVE, "2016-04/2017-01", dims))
    row = {"key": key, "measure": "one_case", "area": BROMSGROVE, "dims": dims, "value": value}
    return pd.DataFrame([row]).astype({"value": "Int64"})


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"districts": ""},
        {"districts": "redditch;bromsgrove"},
        {"key": "protecting-vulnerable-communities"},
        {"key": "harassment"},
        {"text": "It was all in one street."},
    ],
)
def test_a_comment_that_dates_or_places_the_one_complaint_stops_the_release(changed) -> None:
    with pytest.raises(DisclosureError, match=r"^commentary/hate\.md says '.*one complaint") as no:
        refuse_described_case(driven_by(), comments(**changed), settings=load_settings(), end=END)
    assert str(no.value).endswith("Nothing was published.")


@pytest.mark.parametrize(
    ("changed", "cells"),
    [
        ({"text": "Several were recorded at once."}, driven_by()),
        ({"districts": "redditch"}, driven_by()),
        ({"key": "burglary"}, driven_by()),
        ({"key": "area"}, driven_by()),
        ({"expires": "2016-12-31"}, driven_by()),
        ({}, driven_by(value=0)),
        ({}, driven_by("burglary")),
    ],
)
def test_other_comments_may_say_when(changed, cells) -> None:
    refuse_described_case(cells, comments(**changed), settings=load_settings(), end=END)


def test_what_is_published_of_a_complaint_names_neither_month_nor_number() -> None:
    class Partner:
        is_officer = False

    row = {
        "name": "Hate crime", "before": 58, "after": 69, "case_before": 0, "case_after": 10,
        "without_before": 58, "without_after": 59, "is_clear": False,
        "was_clear": False,
    }  # fmt: skip
    said = str(case_statement(Partner(), row))
    assert not any(character.isdigit() for character in said)
    assert list(named_times_and_places(said)) == []
