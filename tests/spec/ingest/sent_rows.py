"""Rows as people type them and programs cut them."""

from __future__ import annotations

import gzip

from dirty_cases import ASB, CLEAN, CRIMES, FIRE, STREET, changed, clean
from ingest_project import ELSEWHERE, NO_PLACE, as_csv, asb, centre, crime, degrees, fire, victim
from sent_case import OK, Sent, refused

ROWS = {path: clean(path).splitlines() for path in (ASB, CRIMES, FIRE, STREET)}
HOLE = "\0" * 5_000


def quoted(
    name: str, opened: tuple[int, str], closed: tuple[int, str], path: str = CRIMES, **more: object
) -> Sent:
    """A quote opened before a value of one row and closed after a value of a later row."""
    lines = [list(row.values()) for row in CLEAN[path]]
    columns = list(CLEAN[path][0])
    (first, start), (last, end) = opened, closed
    lines[first - 1][columns.index(start)] = f'"{lines[first - 1][columns.index(start)]}'
    lines[last - 1][columns.index(end)] += '"'
    text = "\n".join([ROWS[path][0], *(",".join(line) for line in lines)]) + "\n"
    rows = list(range(first, last + 1))
    case = Sent(
        name,
        {path: text},
        accepted=5 - len(rows),
        reasons={("", "stray_quote"): rows},
        note=[f"lines {first + 1} to {last + 1}"],
    )
    return Sent(**{**vars(case), **more})  # type: ignore[arg-type]


def with_comma() -> str:
    """A stray quote, and in the row that it swallows a quoted text with a comma."""
    rows = [
        crime(1),
        crime(2),
        crime(3, offence_description="Making off, no payment"),
        crime(4),
        crime(5),
    ]
    lines = as_csv(rows).splitlines()
    lines[2] = lines[2].replace("Burglary in a dwelling", '"Burglary in a dwelling')
    return "\n".join(lines) + "\n"


def dwelling(*rows: int) -> str:
    """Crimes with an address of three lines, as councils export it."""
    address = "Flat 2,\n12 High Street,\nRedditch"
    return as_csv(
        [crime(n, location_text=address if n in rows else "High Street") for n in range(1, 6)]
    )


def timed(name: str, text: str, local: str, **more: object) -> Sent:
    return Sent(
        f"time {name}",
        {ASB: as_csv([asb(n, created_at=text, closed_at="") for n in range(1, 6)])},
        values=("asb", "created_at", [local] * 5),
        **more,  # type: ignore[arg-type]
    )


def untimely(text: str) -> Sent:
    return Sent(
        f"time that could mean several: {text}",
        {ASB: changed(ASB, created_at=text, closed_at="")},
        accepted=4,
        reasons={("created_at", "invalid_date"): [2]},
        values=("asb", "created_at", ["2016-04-11 20:15:00+01:00"] * 4),
    )


def districts(*names: str, **place: str) -> str:
    rows = [asb(n, **{**NO_PLACE, **place, "district_code": one}) for n, one in enumerate(names, 1)]
    return as_csv([*rows, *(asb(n) for n in range(len(names) + 1, 11))])


QUOTES = [
    quoted(
        "quote opened and closed in a column that nobody reads",
        (2, "offence_description"),
        (4, "offence_description"),
    ),
    quoted("quote closed in the next row", (2, "offence_description"), (3, "offence_description")),
    quoted("quote closed in another column", (2, "offence_description"), (4, "location_text")),
    quoted("quote closed in an earlier column", (2, "location_text"), (4, "crime_ref")),
    quoted("quote from the first column on", (1, "crime_ref"), (2, "crime_ref")),
    quoted("quote in the last column", (1, "district_code"), (2, "district_code")),
    quoted("quote in a column that is read", (3, "status"), (5, "status")),
    quoted("quote over all rows", (1, "crime_ref"), (5, "status"), error=["stray_quote"]),
    quoted("quote in ASB", (2, "location_text"), (4, "location_text"), ASB),
    quoted("quote in fires", (2, "smoke_alarm"), (3, "smoke_alarm"), FIRE),
    quoted("quote in street crime", (1, "Location"), (3, "Location"), STREET),
    Sent(
        "quote closed by that of a text with a comma",
        {CRIMES: with_comma()},
        accepted=3,
        reasons={("", "stray_quote"): [2, 3]},
        note=["lines 3 to 4"],
    ),
    Sent(
        "quotes in two places, and a blank line between",
        {
            CRIMES: as_csv([crime(n) for n in range(1, 8)])
            .replace("22DX/00002/16", '"22DX/00002/16')
            .replace("22DX/00003/16", '22DX/00003/16"')
            .replace("22DX/00004/16", "\n22DX/00004/16")
            .replace("22DX/00005/16", '"22DX/00005/16')
            .replace("22DX/00006/16", '22DX/00006/16"')
        },
        accepted=3,
        blank=1,
        reasons={("", "stray_quote"): [2, 3, 6, 7]},
        note=["lines 3 to 4, 7 to 8"],
    ),
    Sent(
        "quote with Windows line ends",
        {
            CRIMES: clean(CRIMES)
            .replace("22DX/00002/16", '"22DX/00002/16')
            .replace("22DX/00003/16", '22DX/00003/16"')
            .replace("\n", "\r\n")
        },
        accepted=3,
        reasons={("", "stray_quote"): [2, 3]},
    ),
    Sent("address of three lines", {CRIMES: dwelling(2)}, inner_lines=2),
    Sent(
        "addresses of three lines in every row", {CRIMES: dwelling(1, 2, 3, 4, 5)}, inner_lines=10
    ),
    Sent(
        "address of three lines and a stray quote",
        {CRIMES: dwelling(1).replace("22DX/00003", '"3').replace("22DX/00004/16", '4"')},
        accepted=3,
        inner_lines=2,
        reasons={("", "stray_quote"): [3, 4]},
        note=["lines 6 to 7"],
    ),
    refused(
        "quote that nothing closes",
        {CRIMES: clean(CRIMES).replace("22DX/00002", '"22DX/00002')},
        "opens a quote in line 3 that is not closed",
    ),
]
TIMES = [
    timed("with a dot", "2016-04-11 23.45", "2016-04-11 23:45:00+01:00", coverage=OK),
    timed("with a dot, as written here", "11/04/2016 2.07", "2016-04-11 02:07:00+01:00"),
    timed("and date with dots", "11.04.2016 02.07.30", "2016-04-11 02:07:30+01:00"),
    timed("without a colon", "2016-04-11T2345", "2016-04-11 23:45:00+01:00"),
    timed("of universal time", "2016-04-11T22:45:00Z", "2016-04-11 23:45:00+01:00"),
    timed("of Greenwich", "2016-04-11 22.45 GMT", "2016-04-11 23:45:00+01:00"),
    timed("of summer", "11/04/2016 23:45 BST", "2016-04-11 23:45:00+01:00"),
    timed("with an offset", "2016-04-12T00:45:00+02:00", "2016-04-11 23:45:00+01:00"),
    timed("that is April here only", "2016-03-31 23:30 +0000", "2016-04-01 00:30:00+01:00"),
    untimely("2016-04-11 23.5"),
    untimely("2016-04-11 23.456"),
    untimely("2016-04-11 23:45.30"),
    untimely("2016-04-11 234"),
    untimely("2016-04-11 11.45 PM"),
    untimely("2016-04-11 24:00"),
    untimely("2016-04-11 20:15 CET"),
    untimely("2016-04-11 20:15+25:00"),
    Sent(
        "hour that happened twice, with and without its zone",
        {
            CRIMES: as_csv(
                [
                    crime(1, committed_from="2015-10-25 01:30", committed_to=""),
                    crime(2, committed_from="2015-10-25 01:30 BST", committed_to=""),
                    crime(3, committed_from="2015-10-25T01:30:00+00:00", committed_to=""),
                    crime(4, committed_from="25/10/2015 00:30Z", committed_to=""),
                    crime(5, committed_from="2016-03-27 01:30", committed_to=""),
                ]
            )
        },
        values=(
            "crime",
            "committed_from",
            [
                "2015-10-25 01:30:00+01:00",
                "2015-10-25 01:30:00+01:00",
                "2015-10-25 01:30:00+00:00",
                "2015-10-25 01:30:00+01:00",
                "2016-03-27 02:00:00+01:00",
            ],
        ),
    ),
]
LONGITUDE, LATITUDE = degrees("E01000005")
EAST, NORTH = (str(metres) for metres in centre("E01000005"))
PLACES = [
    Sent(
        "names of districts where codes belong",
        {ASB: districts("Redditch", "REDDITCH", "Bromsgrove", "Redditch Borough", "Worcester")},
        reasons={("district_code", "unknown_value"): [1, 2, 3, 4, 5]},
        coverage={("asb", "redditch", "2016-04"): ("partial", 5)},
    ),
    Sent(
        "names of districts beside codes of neighbourhoods",
        {ASB: districts("Redditch", "Wyre Forest", lsoa_code="E01000005")},
        accepted=10,
        note=["2 rows name a district by no code"],
        coverage={("asb", "wyre-forest", "2016-04"): ("ok", 2)},
    ),
    Sent(
        "names of districts beside coordinates",
        {ASB: districts("Redditch", "Wyre Forest", easting=EAST, northing=NORTH)},
        accepted=10,
        coverage={("asb", "wyre-forest", "2016-04"): ("ok", 2)},
    ),
    Sent(
        "districts that are not known",
        {ASB: districts("Unknown", "not recorded", "")},
        accepted=10,
        not_located=3,
    ),
    Sent(
        "codes of districts in small letters and of elsewhere",
        {ASB: districts("e07000236", "E08000025", "W06000001")},
        accepted=8,
        out_of_area=2,
    ),
    refused(
        "names of districts in every row",
        {ASB: as_csv([asb(n, **{**NO_PLACE, "district_code": "Redditch"}) for n in range(1, 6)])},
        "No row of asb/2016-04-asb.csv can be read",
        "unknown_value in column 'district_code'",
    ),
    Sent(
        "codes of wards, districts and names where a neighbourhood belongs",
        {
            ASB: as_csv(
                [
                    *(asb(n) for n in range(1, 6)),
                    asb(6, lsoa_code="E05000003"),
                    asb(7, lsoa_code="E07000236"),
                    asb(8, lsoa_code="Worcester"),
                    asb(9, lsoa_code="123456789"),
                    asb(10, lsoa_code="S01000001"),
                    asb(11, lsoa_code=ELSEWHERE),
                ]
            )
        },
        out_of_area=2,
        reasons={("lsoa_code", "unknown_lsoa"): [6, 7, 8, 9]},
    ),
    Sent(
        "month of which every row lies elsewhere",
        {ASB: as_csv([asb(n, lsoa_code=ELSEWHERE) for n in range(1, 6)])},
        accepted=0,
        out_of_area=5,
        coverage={("asb", "redditch", "2016-04"): ("ok", 0)},
    ),
    Sent(
        "coordinates in another neighbourhood than the code",
        {ASB: changed(ASB, easting=EAST, northing=NORTH)},
        note=["1 rows have coordinates outside the neighbourhood of their code"],
        coverage={("asb", "redditch", "2016-04"): ("ok", 5)},
    ),
    Sent(
        "numbers beyond all bounds",
        {FIRE: as_csv([*CLEAN[FIRE], fire(6, injuries="9" * 30), fire(7, easting="4" * 300)])},
        reasons={("injuries", "out_of_range"): [6], ("easting", "out_of_range"): [7]},
    ),
    Sent(
        "another district than the code's",
        {ASB: changed(ASB, district_code="E07000239")},
        note=["1 rows name another district than that of their code"],
    ),
    Sent(
        "snapped point in another neighbourhood than the code",
        {STREET: changed(STREET, Longitude=LONGITUDE, Latitude=LATITUDE)},
        note=["1 rows have coordinates outside"],
    ),
    Sent(
        "point just over the edge of its neighbourhood",
        {ASB: changed(ASB, easting=str(394_000 + 200))},
    ),
    Sent(
        "id that stands in two places",
        {ASB: as_csv([*CLEAN[ASB], asb(1, lsoa_code="E01000005"), asb(1)])},
        accepted=6,
        superseded=1,
        note=["1 ids stand in rows that differ, and each row counts"],
    ),
    Sent(
        "columns that nobody reads",
        {ASB: as_csv([{**row, "Officer notes": "x", "a\u202eb": "y"} for row in CLEAN[ASB]])},
        note=["not read: column 'location_text', 'Officer notes', 'a\\u202eb'"],
    ),
    Sent(
        "headings in capitals with spaces",
        {ASB: clean(ASB).replace(ROWS[ASB][0], ROWS[ASB][0].upper().replace("_", " "))},
        coverage=OK,
        note=["column 'created_at' under another spelling"],
    ),
]
DAMAGE = [
    refused("NUL bytes at the end", {ASB: clean(ASB) + HOLE}, f"{ASB} is damaged", "from line 7"),
    refused("NUL bytes from within a row on", {ASB: clean(ASB)[:-40] + HOLE}, "from line 6 on"),
    refused("two NUL bytes at the end", {ASB: f"{clean(ASB)}\0\0"}, "damaged", "from line 7"),
    refused("one NUL byte for a row", {ASB: f"{clean(ASB)}\0\n"}, "damaged", "from line 7"),
    refused(
        "NUL bytes among the rows",
        {ASB: clean(ASB).replace("A3", f"A3{HOLE}")},
        "damaged: from line 4",
    ),
    refused("nothing but NUL bytes", {ASB: HOLE}, "damaged: it begins with NUL bytes only"),
    refused(
        "NUL bytes at the end of a packed file",
        {f"{ASB}.gz": gzip.compress((clean(ASB) + HOLE).encode())},
        "damaged",
    ),
    refused(
        "row without an end",
        {ASB: clean(ASB) + "x" * (9 << 20)},
        f"Line 7 of {ASB} has no end",
    ),
    refused("header without an end", {ASB: ROWS[ASB][0] + "x" * (1 << 17)}, "no line end in its"),
    refused(
        "quote without an end in a line without one",
        {ASB: clean(ASB) + '"' + "x" * (9 << 20)},
        f"Line 7 of {ASB} has no end",
    ),
]
VICTIMS = [
    Sent(
        "quote in victims",
        {
            "police/2016-04-victims.csv": as_csv([victim(n) for n in range(1, 6)])
            .replace("99 Canary Row", '"99 Canary Row', 3)
            .replace('"99 Canary Row', "99 Canary Row", 2)
            .replace("99 Canary Row", '99 Canary Row"', 5)
            .replace('99 Canary Row"', "99 Canary Row", 4),
            CRIMES: clean(CRIMES),
        },
        accepted=2,
        reasons={("", "stray_quote"): [3, 4, 5]},
        others={CRIMES: (5, 0)},
    ),
]
FIRES = [
    Sent(
        "copy of a fire's number at another place",
        {FIRE: as_csv([*CLEAN[FIRE], fire(1, lsoa_code="E01000005")])},
        accepted=6,
        note=["1 ids stand in rows that differ"],
    ),
]
SENT_ROWS = [*QUOTES, *TIMES, *PLACES, *DAMAGE, *VICTIMS, *FIRES]
