"""What was said is remembered once, in order, and cannot be altered unseen."""

from __future__ import annotations

import json

import pytest

from csa.errors import DisclosureError
from csa.report.run.said import _findings
from csa.said import Said, last_of, read_said, refuse_other_key, remember, sign_anew
from csa.settings import load_settings

KEY, ANOTHER = b"k" * 32, b"a" * 32


def said(year, *what):
    told = {"proposals": [{"id": one, "what": one} for one in what]}
    return Said(0, year, f"{year[:4]}-04/{year[:4]}-06", {"manifest": "0"}, told)


@pytest.fixture
def reports(tmp_path):
    (tmp_path / "ledger").mkdir()
    return tmp_path


def lines(reports):
    return (reports / "ledger" / "said.jsonl").read_text(encoding="utf-8").splitlines()


def test_the_same_is_remembered_once_and_what_is_new_after_it(reports):
    for one in (said("2015-16", "a"), said("2015-16", "a"), said("2016-17", "b")):
        remember(reports, one, secret=KEY)
    assert [one.year for one in read_said(reports)] == ["2015-16", "2016-17"]
    remember(reports, said("2015-16", "a", "\u2028c"), secret=KEY)
    known = read_said(reports)
    assert [one.number for one in known] == [1, 2, 3]
    assert len(last_of(known, "2015-16").told["proposals"]) == 2
    assert last_of(known, "2014-15") is None


@pytest.mark.parametrize(
    ("spoil", "said_of_it"),
    [
        (lambda rows: [rows[0].replace('"a"', '"z"'), *rows[1:]], "Line 1 of .* was changed"),
        (lambda rows: rows[1:], "Line 1 of .* does not follow"),
        (lambda rows: [rows[0], rows[2]], "Line 2 of .* does not follow"),
        (lambda rows: [*rows, "{}"], "Line 4 of .* was changed"),
        (lambda rows: [*rows, "nonsense"], "Line 4 of .* was changed"),
    ],
)
def test_what_was_altered_is_refused(reports, spoil, said_of_it):
    for one in (said("2014-15", "a"), said("2015-16", "b"), said("2016-17", "c")):
        remember(reports, one, secret=KEY)
    spoiled = "\n".join(spoil(lines(reports))) + "\n"
    (reports / "ledger" / "said.jsonl").write_text(spoiled, encoding="utf-8")
    with pytest.raises(DisclosureError, match=said_of_it):
        read_said(reports)


def test_lines_that_somebody_without_the_key_wrote_are_refused(reports):
    remember(reports, said("2015-16", "a"), secret=ANOTHER)
    with pytest.raises(DisclosureError, match="another release key"):
        remember(reports, said("2016-17", "b"), secret=KEY)
    sign_anew(reports, secret=KEY)
    refuse_other_key(read_said(reports), KEY)
    assert remember(reports, said("2016-17", "b"), secret=KEY).number == 2


def test_nothing_is_left_of_a_line_that_was_not_written_whole(reports):
    remember(reports, said("2015-16", "a"), secret=KEY)
    (reports / "ledger" / ".new-said.jsonl").write_text("half", encoding="utf-8")
    remember(reports, said("2016-17", "b"), secret=KEY)
    assert [json.loads(one)["year"] for one in lines(reports)] == ["2015-16", "2016-17"]


def exhibit(chapter, *statements, name="findings"):
    return {"exhibit": name, "chapter": chapter, "statements": list(statements)}


def test_a_finding_keeps_its_words_and_the_one_count_that_it_is_about():
    headline = {"text": "Theft rose by 18%: shops.", "values": {"subject": "Theft"}}
    key = "crime|E07000236|2016-04/2017-01|category=Shoplifting"
    statement = {"text": "From 5 to 9.", "cells": {"after": [[key], []], "before": [["x"], []]}}
    of_two = {"text": "From 5 to 9.", "cells": {"after": [[key, key], []]}}
    page = {
        "exhibits": [
            exhibit("strategic-assessment", headline, statement, headline, of_two),
            exhibit("priority-profile-violence-and-abuse", headline, statement),
            exhibit("strategic-assessment", {"text": "Other."}, name="headline"),
        ]
    }
    manifest = {"editions": {"partner": {"redditch.html": page}, "public": {}}}
    first, second = _findings(manifest, load_settings())
    assert first["area"] == "redditch"
    assert first["headline"] == "Theft rose: shops."
    assert first["text"] == "Theft rose by 18%: shops. From 5 to 9."
    assert (first["unit"], first["of"], first["dims"]) == (
        "crime", "E07000236", "category=Shoplifting",
    )  # fmt: skip
    assert second["unit"] == ""  # a sum of several is no one count
