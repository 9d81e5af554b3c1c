"""Look-ups: conflict copies, parts, headings as published, codes that only one of them has."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pandas as pd
import pytest
from ingest_project import ELSEWHERE, NAMES, REDDITCH, SPLIT_2011, SQUARES, Reader, lsoa_name
from reference_case import Case, check

WARDS = "lookups/lsoa21_ward24_ltla24_x.csv"
CHANGES = "lookups/lsoa11_lsoa21_ltla22_x.csv"
COPY = "lookups/lsoa21_ward24_ltla24_x-DESKTOP-7F3A.csv"
NEW_CODE = "E07000299"
Row = dict[str, str]
Change = Callable[[Row], Row]


def text(rows: list[Row]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def wards(change: Change = dict, *, only: tuple[str, ...] = (*SQUARES, ELSEWHERE)) -> str:
    """Return a look-up of the six LSOAs and one of another area, each row changed."""
    rows = [
        {
            "lsoa21_code": code,
            "lsoa21_name": lsoa_name(code) if code in SQUARES else "Birmingham 128B",
            "ward24_code": f"E05{int(code[3:]):06d}",
            "ward24_name": f"Ward {code[-1]}",
            "ltla24_code": SQUARES[code][0] if code in SQUARES else "E08000025",
            "ltla24_name": NAMES[SQUARES[code][0]] if code in SQUARES else "Birmingham",
        }
        for code in only
    ]
    return text([change(row) for row in rows])


def changes(change: Change = dict) -> str:
    """Return a look-up of LSOAs of 2011; those of Bromsgrove were one."""
    rows = [
        {
            "lsoa11_code": SPLIT_2011 if int(code[-1]) < 3 and code != ELSEWHERE else code,
            "change_code": "S" if int(code[-1]) < 3 and code != ELSEWHERE else "U",
            "lsoa21_code": code,
            "lsoa21_name": lsoa_name(code) if code in SQUARES else "Birmingham 128B",
            "ltla22_code": SQUARES[code][0] if code in SQUARES else "E08000025",
        }
        for code in (*SQUARES, ELSEWHERE)
    ]
    return text([change(row) for row in rows])


def other_ward(row: Row) -> Row:
    return row | ({"ward24_code": "E05000099"} if row["lsoa21_code"] == "E01000003" else {})


def recoded(name: str) -> Change:
    """Give Redditch its new code in a column."""
    return lambda row: row | ({name: NEW_CODE} if row[name] == REDDITCH else {})


def without(column: str) -> Change:
    return lambda row: {name: value for name, value in row.items() if name != column}


def blank(column: str, code: str) -> Change:
    return lambda row: row | ({column: ""} if row["lsoa21_code"] == code else {})


def headed(*names: str) -> Change:
    return lambda row: dict(zip(names, row.values(), strict=True))


def small_codes(row: Row) -> Row:
    return {name: v.lower() if name.endswith("code") else v for name, v in row.items()}


def places(tables: dict[str, pd.DataFrame]) -> dict[str, str]:
    return dict(zip(tables["geography"]["lsoa"], tables["geography"]["district"], strict=True))


def partnerships(tables):
    """The partnership of each district, ours or another's."""
    table = tables["district_partnership"]
    return dict(zip(table["district"], table["partnership"], strict=True))


def also(tables: dict[str, pd.DataFrame]) -> dict[str, str]:
    """Return the other code of each district that has one."""
    rows = tables["geography"].dropna(subset=["district_also"])
    return dict(zip(rows["district"], rows["district_also"], strict=True))


def is_right(tables: dict[str, pd.DataFrame]) -> bool:
    """Say whether the tables are those of the tiny partnership."""
    ward = dict(zip(tables["geography"]["lsoa"], tables["geography"]["ward"], strict=True))
    pairs = set(zip(tables["lsoa_change"]["lsoa11"], tables["lsoa_change"]["lsoa21"], strict=True))
    return (
        places(tables) == {code: square[0] for code, square in SQUARES.items()}
        and ward == {code: f"E05{int(code[3:]):06d}" for code in SQUARES}
        and len(tables["lsoa_change"]) == len(SQUARES) == len(pairs)
    )


BOM = "\ufeff"
PUBLISHED_WARDS = ("LSOA21CD", "LSOA21NM", "WD24CD", "WD24NM", "LAD24CD", "LAD24NM")
PUBLISHED_CHANGES = ("LSOA11CD", "CHGIND", "LSOA21CD", "LSOA21NM", "LAD22CD")
COPY_OF, CSP = "lookups/Copy of lsoa21_ward24_ltla24_x.csv", "lookups/ltla24_csp24_x.csv"
FIRE = "lookups/ltla24_fra24_x.csv"
OURS, REPEATED, OLDER = (6, 0, 0, 1), (0, 0, 7, 0), (0, 0, 7, 0)
BOTH = {WARDS: wards(), CHANGES: changes()}
R2 = WARDS.replace(".csv", "-r2.csv")
HALF = "lookups/lsoa21_ward24_ltla24_y.csv"
WARDS_23 = "lookups/lsoa21_ward23_ltla23_x.csv"
TWICE = wards() + wards(other_ward).split("\n")[3] + "\n"

CASES = (
    Case("as they are", BOTH, {WARDS: OURS, CHANGES: OURS}, holds=is_right),
    Case("a conflict copy", {**BOTH, COPY: wards(other_ward)},
         said=(f"{WARDS} and {COPY} are look-ups of one vintage, and differ for E01000003", "-r2")),
    Case("a conflict copy, named first", {**BOTH, COPY_OF: wards(other_ward)},
         said=(WARDS, "Copy of", "differ for E01000003")),
    Case("a copy", {**BOTH, COPY: wards()}, {WARDS: OURS, COPY: REPEATED},
         noted={COPY: "count once"}, holds=is_right),
    Case("a copy with rows in another order",
         {**BOTH, COPY: wards(only=(ELSEWHERE, *reversed(SQUARES)))},
         {WARDS: OURS, COPY: REPEATED}, holds=is_right),
    Case("a copy that lacks a row", {**BOTH, COPY: wards(only=tuple(SQUARES))},
         said=(WARDS, COPY, f"differ for {ELSEWHERE}")),
    Case("a copy of the other kind", {**BOTH, f"{CHANGES[:-4]} (1).csv": changes(
        lambda row: row | {"change_code": "X"})}, said=(CHANGES, "(1).csv", "differ for E0100000")),
    Case("in two parts",
         {**BOTH, WARDS: wards(only=tuple(SQUARES)[:2]), HALF: wards(only=tuple(SQUARES)[2:])},
         {WARDS: (2, 0, 0, 0), HALF: (4, 0, 0, 0)}, holds=is_right),
    Case("a revision", {**BOTH, WARDS: wards(other_ward), R2: wards()},
         {WARDS: REPEATED, R2: OURS}, noted={WARDS: f"replaced by {R2}"}, holds=is_right),
    Case("an older vintage", {**BOTH, WARDS_23: wards(headed(
        "lsoa21_code", "lsoa21_name", "ward23_code", "ward23_name", "ltla23_code", "ltla23_name"))},
         {WARDS: OURS, WARDS_23: OLDER}, noted={WARDS_23: "an older vintage"}, holds=is_right),
    Case("a row twice", {**BOTH, WARDS: wards() + wards().split("\n")[3] + "\n"},
         {WARDS: (6, 0, 1, 1)}, holds=is_right),
    Case("an LSOA in two wards", {**BOTH, WARDS: TWICE}, said=("into two wards: E01000003",)),
    Case("no ward for one of ours", {**BOTH, WARDS: wards(blank("ward24_code", "E01000003"))},
         said=("give no ward for E01000003",)),
    Case("no ward for one of another area", {**BOTH, WARDS: wards(blank("ward24_code", ELSEWHERE))},
         {WARDS: OURS}, holds=is_right),
    Case("a row without a code", {**BOTH, WARDS: wards(blank("lsoa21_code", ELSEWHERE))},
         {WARDS: (6, 1, 0, 0)}, reasons=("missing",), holds=is_right),
    Case("headings as published", {WARDS: BOM + wards(headed(*PUBLISHED_WARDS)),
                                   CHANGES: BOM + changes(headed(*PUBLISHED_CHANGES))},
         {WARDS: OURS, CHANGES: OURS}, holds=is_right),
    Case("headings as published, in small letters", {
        WARDS: wards(headed(*map(str.lower, PUBLISHED_WARDS))),
        CHANGES: changes(headed(*map(str.lower, PUBLISHED_CHANGES)))},
         {WARDS: OURS, CHANGES: OURS}, holds=is_right),
    Case("headings in mixed letters, with spaces", {
        WARDS: wards(lambda row: {n.replace("_", " ").title(): v for n, v in row.items()}),
        CHANGES: changes(lambda row: {n.replace("_", " ").title(): v for n, v in row.items()})},
         {WARDS: OURS, CHANGES: OURS}, holds=is_right),
    Case("codes in small letters", {**BOTH, WARDS: wards(small_codes)}, {WARDS: OURS},
         holds=is_right),
    Case("a file named after a look-up that is none",
         {**BOTH, WARDS: wards(without("ward24_code"))},
         said=(f"{WARDS} lacks a column for the ward code with its year (WD24CD)", "lsoa21_code,")),
    Case("a name that says nothing", {"lookups/download.csv": wards(), CHANGES: changes()},
         {"lookups/download.csv": OURS}, holds=is_right),
    Case("a look-up of something else",
         {**BOTH, FIRE: f"ltla24_code,fra24_code\n{REDDITCH},E31\nE08000025,E31\n"},
         {FIRE: (1, 0, 0, 1)}, noted={FIRE: "no table is made of it"}, holds=is_right),
    Case("the partnerships of all districts",
         {**BOTH, CSP: f"ltla24_code,csp24_code\n{REDDITCH},E22\nE08000025,E23\n"},
         {CSP: (2, 0, 0, 0)},
         holds=lambda t: is_right(t) and partnerships(t) == {REDDITCH: "E22", "E08000025": "E23"}),
    Case("no look-up of wards", {CHANGES: changes()}, said=("no look-up of LSOAs to wards",)),
    Case("no look-up of changes", {WARDS: wards()}, said=("no look-up of LSOA 2011 to 2021",)),
    Case("the old code in the look-up of changes",
         {**BOTH, CHANGES: changes(recoded("ltla22_code"))}, {CHANGES: OURS},
         holds=lambda t: is_right(t) and also(t) == {REDDITCH: NEW_CODE}),
    Case("the old code in the look-up of wards",
         {**BOTH, WARDS: wards(recoded("ltla24_code"))}, {WARDS: OURS},
         holds=lambda t: is_right(t) and also(t) == {REDDITCH: NEW_CODE}),
    Case("districts that were merged, in the look-up of changes",
         {**BOTH, CHANGES: changes(lambda row: row | {"ltla22_code": NEW_CODE})},
         {CHANGES: OURS}, holds=lambda t: is_right(t) and also(t) == {}),
    Case("another code in both", {
        WARDS: wards(recoded("ltla24_code")), CHANGES: changes(recoded("ltla22_code"))},
         said=(f"hold no LSOA of {REDDITCH}; they have Redditch as {NEW_CODE}",)),
    Case("an LSOA of ours without a change",
         {**BOTH, CHANGES: changes().replace("U,E01000003", f"U,{ELSEWHERE}")},
         said=("disagree on the LSOAs of the partnership: E01000003",)),
    Case("an LSOA of ours that the wards lack",
         {**BOTH, WARDS: wards(only=(*tuple(SQUARES)[:3], *tuple(SQUARES)[4:], ELSEWHERE))},
         said=("disagree on the LSOAs of the partnership: E01000004",)),
    Case("an LSOA named after us that the wards lack", {
        CHANGES: changes(recoded("ltla22_code")),
        WARDS: wards(only=(*tuple(SQUARES)[:3], *tuple(SQUARES)[4:], ELSEWHERE))},
         said=("disagree on the LSOAs of the partnership: E01000004",)),
    Case("a kind of change in small letters",
         {**BOTH, CHANGES: changes(lambda row: row | {"change_code": row["change_code"].lower()})},
         {CHANGES: OURS}, holds=is_right),
    Case("a kind of change that there is not",
         {**BOTH, CHANGES: changes(lambda row: row | (
             {"change_code": "Z"} if row["lsoa21_code"] == ELSEWHERE else {}))},
         {CHANGES: (6, 1, 0, 0)}, reasons=("unknown_value",), holds=is_right),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_look_ups(case: Case, reader: Reader) -> None:
    check(case, "lookups", reader)


RUC = "lookups/ruc21_lsoa21_x.csv"


def classes(urban: str = "Urban", heading: str = "Urban_rural_flag") -> str:
    return f"LSOA21CD,RUC21CD,RUC21NM,{heading}\n" + "".join(
        f"{code},UN1,Urban: nearer,{urban}\n" for code in (*SQUARES, ELSEWHERE)
    )


RURAL = (
    Case("as published", {**BOTH, RUC: classes()}, {RUC: OURS},
         holds=lambda t: set(t["geography"]["rural_urban"]) == {"Urban"}),
    Case("with the finer class only", {**BOTH, RUC: classes(heading="x")}, {RUC: OURS},
         holds=lambda t: set(t["geography"]["rural_urban"]) == {"Urban: nearer"}),
    Case("two that differ", {**BOTH, RUC: classes(), f"{RUC[:-4]}_new.csv": classes("Rural")},
         said=(RUC, "_new.csv", "differ for E01000001")),
    Case("an older one", {**BOTH, RUC: classes(), RUC.replace("ruc21", "ruc11"): classes(
        "Rural").replace("RUC21", "RUC11")},
         {RUC: OURS}, holds=lambda t: set(t["geography"]["rural_urban"]) == {"Urban"}),
)  # fmt: skip


@pytest.mark.parametrize("case", RURAL, ids=lambda case: case.name)
def test_rural_and_urban_classes(case: Case, reader: Reader) -> None:
    check(case, "lookups", reader)
