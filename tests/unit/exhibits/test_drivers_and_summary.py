"""What makes a change, and what a summary says of it, on made-up cells."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from csa.counting.families import Count
from csa.counting.keys import write_dims
from csa.disclosure.ledger.release import Release
from csa.exhibits.desk import AreaDesk
from csa.exhibits.view import View
from csa.exhibits.where.ward_book import book_of
from csa.settings import load_settings

BEFORE, AFTER = "2015-04/2016-01", "2016-04/2017-01"
REDDITCH, PARTNERSHIP = "E07000236", "E22000368"
CHURCH_HILL, CENTRAL, GREENLANDS = "E05007870", "E05007868", "E05007874"
WARD_NAMES = {CHURCH_HILL: "Church Hill", CENTRAL: "Central", GREENLANDS: "Greenlands"}
VIOLENCE, DAMAGE = "violence-and-abuse", "asb-damage-and-nuisance"


def _cell(area: str, level: str, counts: tuple[int, int], **dims: str) -> list[dict[str, Any]]:
    text = write_dims(dims)
    return [
        {
            "key": f"crime|{area}|{period}|{text}", "area": area, "level": level, "dims": text,
            "period": period, "measure": "crime", "class": "public", "value": value,
            "printed_bound": 0, "by": "+".join(sorted(dims)), "reason": "", "mark": "",
        }
        for period, value in zip((BEFORE, AFTER), counts, strict=True)
    ]  # fmt: skip


def _redditch(*rows: list[dict[str, Any]]) -> AreaDesk:
    cells = pd.DataFrame([one for cell in rows for one in cell]).astype({"value": "Int64"})
    geography = pd.DataFrame(
        [
            {"lsoa": f"L{ward}", "ward": ward, "ward_name": name, "district": REDDITCH,
             "district_name": "Redditch"}
            for ward, name in WARD_NAMES.items()
        ]
    )  # fmt: skip
    release = Release(
        cells=cells,
        reference={"geography": geography},
        about={
            "year": "2016-17", "period": {"start": "2016-04", "end": "2017-01"},
            "unit_sources": {"crime": ["Recorded crime (police)"]},
        },
    )  # fmt: skip
    return AreaDesk(
        View(settings=load_settings(), release=release, slug="redditch", edition="partner")
    )


def _year(*, church_hill: tuple[int, int] = (403, 581), now: int = 4955) -> AreaDesk:
    """4,385 to 4,955 in all, after the shape of a real year; damage 601 to 704."""
    rest = (4385 - church_hill[0] - 900, now - church_hill[1] - 980)
    wards = {CHURCH_HILL: church_hill, CENTRAL: (900, 980), GREENLANDS: rest}
    damage = {CHURCH_HILL: (46, 161), CENTRAL: (255, 243), GREENLANDS: (300, 300)}
    return _redditch(
        _cell(REDDITCH, "district", (4385, now)),
        *(_cell(code, "ward", counts) for code, counts in wards.items()),
        _cell(REDDITCH, "district", (601, 704), category="Criminal damage and arson"),
        _cell(REDDITCH, "district", (3784, now - 704), category="Other theft"),
        *(
            _cell(code, "ward", damage[code], category="Criminal damage and arson")
            for code in WARD_NAMES
        ),
        *(
            _cell(
                code,
                "ward",
                (counts[0] - damage[code][0], counts[1] - damage[code][1]),
                category="Other theft",
            )
            for code, counts in wards.items()
        ),
    )


def test_the_ward_that_makes_almost_a_third_of_the_rise_is_the_first_finding() -> None:
    """178 of 570 is 31%; damage there 46 to 161, elsewhere 555 to 543."""
    shown = _year().summary.findings()
    first = shown.points[0]
    assert str(first.headline) == (
        "Church Hill ward made almost a third of the rise of recorded crime."
    )
    assert str(first.statement) == (
        "From 403 to 581; everywhere else in Redditch from 3,982 to 4,374. There, criminal damage "
        "and arson went from 46 to 161; elsewhere from 555 to 543."
    )
    assert (first.evidence, first.priority) == ("drivers", "")


def test_a_ward_that_moves_like_the_others_is_no_finding() -> None:
    """Of 403 of 4,385 the same 13% are 52."""
    assert _year(church_hill=(403, 455)).summary.findings().unavailable


def test_a_part_of_a_change_has_the_verdict_that_it_has_on_its_ward_s_page() -> None:
    """357 to 461 would be clear among the two types of the ward, and is not among three wards."""
    area = _year(church_hill=(403, 622), now=4800)
    (parts,) = [
        one for one in area.drivers.drivers().tables if one.caption.endswith("in Church Hill ward")
    ]
    of_parts = parts.frame.set_index("name")["word"].to_dict()
    frames = {
        name: area.view.frame(Count(unit, by=by, level="ward"))
        for name, unit, by in (
            ("total", "crime", ()), ("types", "crime", ("category",)), ("asb", "asb", ()),
            ("environment", "environment", ()), ("fire", "fire", ()),
        )
    }  # fmt: skip
    book = book_of(area.view, frames).rows
    page = book[book["ward"] == CHURCH_HILL].set_index("name")["reading"]
    assert of_parts == {"Criminal damage and arson": "rose", "Other theft": "no clear change"}
    assert page[list(of_parts)].to_dict() == of_parts


def test_every_number_of_the_summary_is_one_of_its_exhibits() -> None:
    shown = _year().summary.findings()
    keys = set(shown.numbers)
    assert f"crime|{CHURCH_HILL}|{AFTER}|" in keys
    assert f"crime|{CHURCH_HILL}|{AFTER}|category=Criminal damage and arson" in keys


def test_where_nothing_is_clear_the_summary_is_not_printed() -> None:
    same = dict.fromkeys(WARD_NAMES, (100, 104))
    desk = _redditch(
        _cell(REDDITCH, "district", (300, 312)),
        *(_cell(code, "ward", counts) for code, counts in same.items()),
        _cell(REDDITCH, "district", (300, 312), category="Other theft"),
        *(_cell(code, "ward", one, category="Other theft") for code, one in same.items()),
    )
    assert desk.summary.findings().editions == ("officer",)


def _public_order(*, of_one_complaint: int) -> AreaDesk:
    """Damage grows by ten and public order rises in one ward, beside offences of one complaint."""
    counts = {CHURCH_HILL: (4, 40), CENTRAL: (100, 104), GREENLANDS: (100, 104)}
    whole = {"priority": "protecting-vulnerable-communities"}
    case = _cell(REDDITCH, "district", (0, of_one_complaint), theme="hate-crime")
    cells = [one | {"measure": "one_case", "key": f"one_case{one['key'][5:]}"} for one in case]
    return _redditch(
        _cell(REDDITCH, "district", (204, 248), **whole),
        *(_cell(code, "ward", one, **whole) for code, one in counts.items()),
        *(_cell(f"L{code}", "lsoa", one, **whole) for code, one in counts.items()),
        cells,
    )


def test_beside_a_change_that_one_complaint_makes_no_ward_is_named() -> None:
    """Else the ward that rose is where the one who complained lives."""
    told = [
        str(one.headline) + str(one.statement)
        for of_one in (0, 10)
        for one in _public_order(of_one_complaint=of_one)
        .priority("protecting-vulnerable-communities")
        .drivers.drivers()
        .findings
        if "Church Hill" in str(one.headline)
    ]
    assert len(told) == 1, "named without a complaint, and not with one"


def test_where_the_year_before_is_missing_the_summary_says_where_most_is() -> None:
    """260 of 826 is 31%; 25 of 826 is nothing to tell."""
    theft = {"priority": "theft-and-acquisitive-crime"}
    counts = {CHURCH_HILL: (None, 148), CENTRAL: (None, 260), GREENLANDS: (None, 418)}
    area = _redditch(
        _cell(REDDITCH, "district", (None, 826), **theft),
        *(_cell(code, "ward", one, **theft) for code, one in counts.items()),
        *(_cell(f"L{code}", "lsoa", one, **theft) for code, one in counts.items()),
    )
    (point,) = area.summary.findings().points
    assert str(point.headline) == "Greenlands ward has 51% of theft and acquisitive crime."
    assert str(point.statement) == "418 of 826; the next is Central ward with 260."


def test_a_rise_that_no_type_and_no_ward_makes_is_said_to_be_spread(monkeypatch) -> None:
    """Ten types and twelve wards each rise by 13%: 57 of 438 may be chance, 570 of 4,380 is not."""
    for number in range(9):
        monkeypatch.setitem(WARD_NAMES, f"E0500999{number}", f"Ward {number}")
    types = {f"Type {number}": (438, 495) for number in range(10)}
    counts = dict.fromkeys(WARD_NAMES, (365, 412)) | {CENTRAL: (365, 418)}
    area = _redditch(
        _cell(REDDITCH, "district", (4380, 4950)),
        *(_cell(code, "ward", one) for code, one in counts.items()),
        *(_cell(REDDITCH, "district", one, category=name) for name, one in types.items()),
    )
    (point,) = area.summary.findings().points
    assert str(point.headline) == (
        "The rise of recorded crime is spread: no type of crime and no ward makes it."
    )
    assert "Type 0 went from 438 to 495." in str(point.statement)


def test_beside_one_complaint_no_type_is_told_of_a_ward() -> None:
    """The ward and its type together would say where one person lives."""
    plain = _year()
    case = _cell(REDDITCH, "district", (0, 10), theme="hate-crime")
    cells = pd.DataFrame(
        [one | {"measure": "one_case", "key": f"one_case{one['key'][5:]}"} for one in case]
    ).astype({"value": "Int64"})
    release = replace(plain.view.release, cells=pd.concat([plain.view.release.cells, cells]))
    beside = AreaDesk(replace(plain.view, release=release))
    told = [one.summary.findings().points[0].statement for one in (plain, beside)]
    assert "There, criminal damage and arson went from 46 to 161" in str(told[0])
    assert str(told[1]) == "From 403 to 581; everywhere else in Redditch from 3,982 to 4,374."
