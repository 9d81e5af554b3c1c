"""What becomes of files that a layout describes, row by row."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from ingest_project import BROMSGROVE, REDDITCH, Reader, centre, crime, write
from layout_files import HEADINGS, layout, line, table, write_book, write_csv
from pydantic import ValidationError

from csa.errors import SettingsError, SourceError
from csa.geography import Geography
from csa.layouts import read_laid_out
from csa.reading.rows.corrections import Correction, check_corrections
from csa.reading.rows.parts import FileReading
from csa.settings import Layout
from csa.sources import all_sources

FATES = ("accepted", "quarantined", "superseded", "out_of_area", "left_out")


class LayoutReader(Reader):
    """Reads single files by a layout."""

    def read_by(self, *layouts: Layout, source: str = "asb") -> FileReading:
        self.settings = self.settings.model_copy(update={"layouts": layouts})
        self.context.settings = self.settings
        (file,) = (one for one in self.files(source) if one.layout)
        parts: dict[str, list[Any]] = {}
        reading = read_laid_out(
            file, self.context, lambda t, rows: parts.setdefault(t, []).append(rows)
        )
        frames = {
            name: pd.concat([one.to_pandas() for one in found]).astype("object")
            for name, found in parts.items()
        }
        frames = {name: frame.where(frame.notna(), None) for name, frame in frames.items()}
        self.tables = {
            name: frame[~frame["row_number"].isin(reading.superseded)].reset_index(drop=True)
            for name, frame in frames.items()
        }
        account = reading.account
        assert account.rows == sum(getattr(account, fate) for fate in FATES)
        return reading


@pytest.fixture
def by_layout(tmp_path: Path, tiny_geography: Geography) -> LayoutReader:
    return LayoutReader(tmp_path, tiny_geography)


def reasons(reading: FileReading) -> list[tuple[str, str]]:
    return [(str(one["column"]), str(one["reason"])) for one in reading.quarantine]


def test_a_line_becomes_a_row_by_the_words_of_the_layout(by_layout: LayoutReader) -> None:
    write_csv(by_layout.raw, [HEADINGS, line(1), line(2, **{"Again?": "", "Council": ""})])
    account = by_layout.read_by(layout()).account
    assert (account.lines, account.rows, account.accepted) == (3, 2, 2)
    first, second = by_layout.tables["asb"].to_dict("records")
    assert (first["category"], first["district"], first["repeat_caller"]) == (
        "Nuisance",
        REDDITCH,
        True,
    )
    assert (first["month"], first["created_at"].hour) == ("2016-04", 21)
    assert second["repeat_caller"] is None
    assert second["district"] is None


def test_nothing_of_a_personal_column_is_kept_or_told(by_layout: LayoutReader) -> None:
    write_csv(by_layout.raw, [HEADINGS, line(1), line(2, Type="Zebedee Quux")])
    reading = by_layout.read_by(layout())
    written = f"{by_layout.tables} {reading.quarantine} {reading.account}"
    assert "Quux" not in written
    assert "07700" not in written
    assert reasons(reading) == [("Type", "unknown_category")]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2016-04-04T21:15:00", "2016-04-04 21:15"),
        ("04/04/2016 2115", "2016-04-04 21:15"),
        ("4 April 2016", "2016-04-04 00:00"),
        ("04-Apr-16", "2016-04-04 00:00"),
        ("04.04.16", "2016-04-04 00:00"),
        ("20160404", "2016-04-04 00:00"),
        ("04/04/2016 9:15 PM", "2016-04-04 21:15"),
        ("4 April 2016, 12:05 am", "2016-04-04 00:05"),
    ],
)
def test_a_date_is_read_in_any_form_with_the_day_first(
    by_layout: LayoutReader, text: str, read: str
) -> None:
    write_csv(by_layout.raw, [HEADINGS, line(1, When=text)])
    by_layout.read_by(layout())
    (moment,) = by_layout.tables["asb"]["created_at"]
    assert moment.replace(tzinfo=None) == datetime.fromisoformat(read)


@pytest.mark.parametrize("text", ["31/04/2016", "04/13/2016", "soon", "42464"])
def test_a_date_that_cannot_be_read_sets_its_row_aside(by_layout: LayoutReader, text: str) -> None:
    write_csv(by_layout.raw, [HEADINGS, line(1, When=text), line(2)])
    reading = by_layout.read_by(layout())
    assert [column for column, _ in reasons(reading)] == ["When"]


def test_a_form_with_the_month_first_is_read_where_the_layout_says_so(
    by_layout: LayoutReader,
) -> None:
    write_csv(by_layout.raw, [HEADINGS, line(1, When="04/13/2016"), line(2, When="04/05/2016")])
    by_layout.read_by(layout(date_order="month"))
    assert sorted(m.day for m in by_layout.tables["asb"]["created_at"]) == [5, 13]


@pytest.mark.parametrize(
    ("text", "month"), [("2016-04-30T22:59:59", "2016-04"), ("2016-04-30 23:00", "2016-05")]
)
def test_the_local_time_of_a_moment_in_utc_decides_its_month(
    by_layout: LayoutReader, text: str, month: str
) -> None:
    write_csv(by_layout.raw, [HEADINGS, line(1, When=text)])
    by_layout.read_by(layout(zone="UTC"))
    assert by_layout.tables["asb"]["month"].tolist() == [month]


@pytest.mark.parametrize(
    ("time", "hour"), [("5", (0, 5)), ("930", (9, 30)), ("0", (0, 0)), ("23:45", (23, 45))]
)
def test_a_time_in_a_column_of_its_own_may_have_lost_its_zeros(
    by_layout: LayoutReader, time: str, hour: tuple[int, int]
) -> None:
    write_csv(by_layout.raw, [[*HEADINGS, "At"], [*line(1, When="04/04/2016"), time]])
    joined = table(columns={"created_at": {"from": ["When", "At"]}})
    by_layout.read_by(layout(table=joined))
    (moment,) = by_layout.tables["asb"]["created_at"]
    assert (moment.hour, moment.minute) == hour


def test_a_time_that_cannot_be_read_is_told_by_its_own_heading(by_layout: LayoutReader) -> None:
    write_csv(
        by_layout.raw,
        [[*HEADINGS, "At"], [*line(1, When="04/04/2016"), "2460"], [*line(2), "1200"]],
    )
    joined = table(columns={"created_at": {"from": ["When", "At"]}})
    assert reasons(by_layout.read_by(layout(table=joined))) == [("At", "invalid_date")]


def test_rows_of_another_kind_are_left_out_and_counted(by_layout: LayoutReader) -> None:
    write_csv(by_layout.raw, [HEADINGS, line(1), line(2, Type="ALARM"), line(3, Type="ASB - PET")])
    only = [{"heading": "Type", "values": ["ASB*"], "why": "no disorder"}]
    reading = by_layout.read_by(layout(table=table(only=only)))
    account = reading.account
    assert (account.rows, account.accepted, account.left_out) == (3, 1, 1)
    assert "1 rows left out by config/layouts/asb-log.toml: no disorder" in account.note
    assert reasons(reading) == [("Type", "unknown_category")]


def test_several_values_in_a_cell_are_read_one_by_one(by_layout: LayoutReader) -> None:
    tags = {"from": "Tags", "split": "|", "values": {"DRINK": "alcohol", "INTERNAL": "none"}}
    rows = [[*line(n), text] for n, text in enumerate(["DRINK | INTERNAL", "INTERNAL", "", "X"])]
    write_csv(by_layout.raw, [[*HEADINGS, "Tags"], *rows])
    reading = by_layout.read_by(layout(table=table(columns={"qualifiers": tags})))
    found = by_layout.tables["asb"].sort_values("row_number")
    assert found["qualifiers"].tolist() == ["alcohol", None, None]
    # A cell with others only says no; an empty one says nothing.
    assert found["flag_alcohol"].tolist() == [True, False, None]
    assert reasons(reading) == [("Tags", "unknown_value")]


def test_a_month_outside_the_period_is_a_mismatch(by_layout: LayoutReader) -> None:
    write_csv(by_layout.raw, [HEADINGS, line(1, When="01/07/2016"), line(2, When="30/06/2016")])
    assert reasons(by_layout.read_by(layout())) == [("When", "month_mismatch")]


def test_a_renamed_heading_is_refused_with_both_names(by_layout: LayoutReader) -> None:
    renamed = ["Date/Time" if name == "When" else name for name in HEADINGS]
    write_csv(by_layout.raw, [renamed, line(1)])
    with pytest.raises(SourceError, match="'When' is gone; 'Date/Time' is new; did they rename it"):
        by_layout.read_by(layout())
    also = layout(headings={"When": ["Date/Time"]})
    assert by_layout.read_by(also).account.accepted == 1


def test_a_new_heading_is_refused_until_the_layout_names_it(by_layout: LayoutReader) -> None:
    write_csv(by_layout.raw, [[*HEADINGS, "Notes"], [*line(1), "text"]])
    with pytest.raises(SourceError, match="new: 'Notes'"):
        by_layout.read_by(layout())
    assert by_layout.read_by(layout(personal=["Caller", "Notes"])).account.accepted == 1


def test_another_file_is_refused_without_any_of_its_values(by_layout: LayoutReader) -> None:
    write_csv(by_layout.raw, [["Zebedee", "Quux"], ["1", "2"]])
    with pytest.raises(SourceError, match=r"No line of asb/log.csv holds the headings") as told:
        by_layout.read_by(layout())
    assert "Quux" not in str(told.value)


def test_titles_totals_and_notes_are_no_rows(by_layout: LayoutReader) -> None:
    write_book(
        by_layout.raw,
        "asb/log.xlsx",
        {
            "Data": [
                ["Incidents, run by Zebedee Quux"],
                [],
                HEADINGS,
                line(1),
                ["Sub-total", None, 1],
                [],
                line(2),
                ["Total", None, None, 2],
                ["Contact Zebedee Quux"],
            ],
            "Criteria": [["From", "April"]],
        },
    )
    said = {"totals": ["Total"], "subtotals": ["Sub-total"], "notes": ["Contact*"]}
    account = by_layout.read_by(layout(files=["asb/log*.xlsx"], **said)).account
    assert (account.lines, account.rows, account.blank, account.accepted) == (9, 2, 6, 2)
    assert "sheet 'Criteria' is not read" in account.note


def test_a_total_that_does_not_agree_is_refused(by_layout: LayoutReader) -> None:
    write_csv(by_layout.raw, [HEADINGS, line(1), line(2), ["Total", "3", *[""] * 5]])
    with pytest.raises(SourceError, match=r"Line 4 .* states a total of 3, but 2 rows"):
        by_layout.read_by(layout(totals=["Total"]))


def test_a_sheet_for_each_month_whose_headings_change(by_layout: LayoutReader) -> None:
    later = ["Number" if name == "No" else name for name in HEADINGS]
    write_book(
        by_layout.raw,
        "asb/log.xlsx",
        {
            "Apr-16": [HEADINGS, line(1), line(2, When="01/05/2016")],
            "May-16": [["May"], later, line(3, When="01/05/2016"), line(4, When="31/04/2016")],
        },
    )
    reading = by_layout.read_by(
        layout(
            files=["asb/log*.xlsx"],
            period={"sheet": True, "form": "Mmm-YY"},
            headings={"No": ["Number"]},
        )
    )
    assert by_layout.tables["asb"]["month"].tolist() == ["2016-04", "2016-05"]
    told = [(one["sheet"], one["line"], one["reason"]) for one in reading.quarantine]
    assert told == [("Apr-16", "3", "month_mismatch"), ("May-16", "4", "invalid_date")]


def test_a_heading_that_occurs_twice_is_told_apart_by_the_line_above(
    by_layout: LayoutReader,
) -> None:
    groups = [*[""] * 7, "Caller", "Suspect"]
    row = [*line(1), "T1", "Zebedee Quux"]
    write_csv(by_layout.raw, [groups, [*HEADINGS, "Ref", "Ref"], row])
    reading = by_layout.read_by(
        layout(
            personal=["Caller", "Suspect / Ref"],
            table=table(columns={"caller_ref": "Caller / Ref"}),
        )
    )
    assert reading.account.accepted == 1
    assert len(by_layout.tables["asb"]["caller_id"][0]) == 32


def test_windows_text_is_read_as_the_layout_says(by_layout: LayoutReader) -> None:
    write_csv(by_layout.raw, [HEADINGS, line(1, Type="NOISE – £")], encoding="cp1252")
    kinds = {"from": "Type", "values": {"noise – £": "Nuisance"}}
    said = {"encoding": "cp1252", "table": table(columns={"nsir_category": kinds})}
    assert by_layout.read_by(layout(**said)).account.accepted == 1


def test_a_place_is_found_by_grid_reference_degrees_and_name(by_layout: LayoutReader) -> None:
    easting, northing = centre("E01000003")
    # SO covers eastings from 300 km and northings from 200 km.
    reference = f"SO {easting - 300_000:05d} {northing - 200_000:05d}"
    rows = [[*line(n, Council=""), text] for n, text in enumerate([reference, "SO123", "ZZ1234"])]
    write_csv(by_layout.raw, [[*HEADINGS, "Grid"], *rows])
    reading = by_layout.read_by(layout(table=table(place={"grid_reference": "Grid"})))
    placed = by_layout.tables["asb"].iloc[0]
    assert (placed["lsoa"], placed["easting"], placed["coord_quality"]) == (
        "E01000003",
        easting,
        "exact",
    )
    assert reasons(reading) == [("Grid", "invalid_grid_reference")] * 2


def test_a_neighbourhood_is_found_by_its_name_and_never_guessed(by_layout: LayoutReader) -> None:
    names = ["REDDITCH 001a", "Redditch 099Z", "Birmingham 128B", ""]
    rows = [[*line(n, Council=""), text] for n, text in enumerate(names)]
    write_csv(by_layout.raw, [[*HEADINGS, "Area"], *rows])
    by_name = {"from": "Area", "by": "name"}
    reading = by_layout.read_by(layout(table=table(columns={"lsoa_code": by_name})))
    assert by_layout.tables["asb"]["district"].tolist() == [REDDITCH, None]
    assert reading.account.out_of_area == 1
    assert reasons(reading) == [("Area", "unknown_lsoa")]


def test_half_a_postcode_is_no_district(by_layout: LayoutReader) -> None:
    write_csv(by_layout.raw, [HEADINGS, line(1, Council="B98"), line(2)])
    assert reasons(by_layout.read_by(layout())) == [("Council", "unknown_value")]


def test_a_beat_is_looked_up_and_one_on_no_list_places_nothing(by_layout: LayoutReader) -> None:
    beats = by_layout.settings.root / "config" / "layouts" / "beats.csv"
    beats.parent.mkdir(parents=True)
    beats.write_text("beat,district\nB1,Bromsgrove\n", encoding="utf-8")
    write_csv(by_layout.raw, [HEADINGS, line(1, Council="b1"), line(2, Council="X9")])
    look_up = {"file": "config/layouts/beats.csv", "key": "beat", "take": "district"}
    way = {"from": "Council", "look_up": look_up, "other": ""}
    by_layout.read_by(layout(table=table(columns={"district_code": way})))
    assert by_layout.tables["asb"]["district"].tolist() == [BROMSGROVE, None]


PEOPLE = {
    "files": ["police/people*.csv"],
    "personal": ["Name"],
    "ignored": [],
    "table": [
        {
            "source": source,
            "only": [{"heading": "Role", "values": [role], "why": "another role"}],
            "age": {"born": "Born", "blank": ["01/01/1900"]},
            "columns": {"crime_ref": "Crime", reference: "Person", "sex": "Sex"},
        }
        for source, role, reference in (
            ("police_victims", "V", "victim_ref"),
            ("police_suspects", "S", "suspect_ref"),
        )
    ],
}


def test_one_file_of_persons_feeds_two_tables_and_keeps_no_date_of_birth(
    by_layout: LayoutReader,
) -> None:
    write(by_layout.raw, "police/2016-04-crimes.csv", [crime(1)])
    by_layout.know_crimes()
    reference = crime(1)["crime_ref"]
    people = [["Crime", "Person", "Role", "Born", "Sex", "Name"]]
    # The crime is of 9 April 2016: the first is a day short of 40.
    for number, (role, born) in enumerate(
        [
            ("V", "10/04/1976"),
            ("V", "01/01/1900"),
            ("S", "09/04/1976"),
            ("S", "11/04/2016"),
            ("W", ""),
        ]
    ):
        people.append([reference, f"N{number}", role, born, "F", "Zebedee Quux"])
    write_csv(by_layout.raw, people, name="police/people.csv")
    both = layout("police_people", **PEOPLE)
    victims = by_layout.read_by(both, source="police_victims")
    assert by_layout.tables["victim"]["age"].fillna(-1).tolist() == [39, -1]
    suspects = by_layout.read_by(both, source="police_suspects")
    assert by_layout.tables["suspect"]["age"].tolist() == [40]
    assert reasons(suspects) == [("Born", "impossible_age")]
    accounts = [victims.account, suspects.account]
    # Together they account for each line of the file once.
    assert sum(account.rows for account in accounts) == 5
    assert (victims.account.left_out, suspects.account.left_out) == (1, 0)
    assert "1976" not in f"{by_layout.tables} {accounts} {suspects.quarantine}"


def test_corrections_of_a_file_with_two_tables_go_to_the_table_of_their_row(
    by_layout: LayoutReader,
) -> None:
    write(by_layout.raw, "police/2016-04-crimes.csv", [crime(1)])
    by_layout.know_crimes()
    reference = crime(1)["crime_ref"]
    rows = [[reference, f"N{n}", role, "", "F", "Quux"] for n, role in enumerate("VSV")]
    heading = ["Crime", "Person", "Role", "Born", "Sex", "Name"]
    write_csv(by_layout.raw, [heading, *rows], name="police/people.csv")
    both = layout("police_people", **PEOPLE)
    corrections = []
    for source, kind, row, column, value in (
        ("police_victims", "victim", 3, "sex", "M"),
        ("police_suspects", "suspect", 2, "sex", "other"),
    ):
        by_layout.read_by(both, source=source)
        known = by_layout.tables[kind].set_index("row_number")["row_hash"]
        said = {"row": row, "row_hash": known[row], "column": column, "value": value}
        why = {"reason": "confirmed", "author_role": "analyst", "date": "2017-02-01"}
        corrections.append(Correction(file="police/people.csv", **said, **why))
    by_layout.context.corrections = corrections
    by_layout.read_by(both, source="police_victims")
    assert by_layout.tables["victim"]["sex"].tolist() == ["F", "M"]
    by_layout.read_by(both, source="police_suspects")
    assert by_layout.tables["suspect"]["sex"].tolist() == ["other"]


def test_a_correction_of_a_column_of_the_other_table_stops_no_reading(
    by_layout: LayoutReader,
) -> None:
    fix = Correction(
        file="asb/log.csv", row=1, row_hash="0" * 16, column="status", value="charged",
        reason="confirmed", author_role="analyst", date="2017-02-01",
    )  # fmt: skip
    victims = all_sources()["police_victims"]
    check_corrections([fix], victims, elsewhere={"status"})
    with pytest.raises(SourceError, match="corrects the column 'status' of asb/log"):
        check_corrections([fix], victims)


FIRES = {
    "files": ["fire/list*.csv"],
    "ignored": [],
    "personal": [],
    "table": [
        {
            "source": "fire",
            "columns": {
                "incident_ref": "No",
                "call_datetime": "When",
                "incident_class": {
                    "from": ["Kind", "What"],
                    "join": "|",
                    "values": {"Secondary|*": "secondary", "Primary|Car": "primary_vehicle"},
                },
            },
        }
    ],
}


def test_fires_without_motives_are_neither_deliberate_nor_not(by_layout: LayoutReader) -> None:
    rows = [["1", "04/04/2016", "Secondary", "Bin"], ["2", "04/04/2016", "Primary", "Tram"]]
    write_csv(by_layout.raw, [["No", "When", "Kind", "What"], *rows], name="fire/list.csv")
    reading = by_layout.read_by(layout("fire-list", **FIRES), source="fire")
    assert by_layout.tables["fire"]["is_deliberate"].isna().all()
    assert reasons(reading) == [("Kind + What", "unknown_category")]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"personal": ["Caller", "Council"]}, "reads 'Council', which it also names as personal"),
        ({"ignored": ["When"]}, "reads 'When', which it also ignores"),
        ({"period": {"first": "2016-04"}}, "does not say the last month"),
        ({"zone": "Mars"}, "must be UTC"),
        ({"files": ["../log.csv"]}, "must name files below data/raw"),
        ({"table": table(columns={"risk": {}})}, "give either from"),
    ],
)
def test_a_layout_that_contradicts_itself_is_refused(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        layout(**changed)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"columns": {"created_at": None}}, "does not say what gives created_at"),
        ({"columns": {"caller_name": "Type"}}, "asb has no column 'caller_name'"),
        ({"age": {"born": "Grade"}}, "asb has no ages. Take age out of its table"),
    ],
)
def test_a_layout_that_does_not_fit_its_source_is_refused(
    by_layout: LayoutReader, changed: dict[str, Any], said: str
) -> None:
    write_csv(by_layout.raw, [HEADINGS, line(1)])
    with pytest.raises(SettingsError, match=said):
        by_layout.read_by(layout(table=table(**changed), ignored=[]))


CRIMES = {
    "files": ["police/list*.csv"],
    "ignored": [],
    "personal": [],
    "table": [
        {
            "source": "police_crimes",
            "columns": {
                "crime_ref": "No",
                "recorded_date": "Recorded",
                "committed_from": "From",
                "police_uk_category": {"value": "Burglary"},
                "status": {"value": "recorded"},
            },
        }
    ],
}


def test_a_crime_of_a_day_without_an_hour_may_be_of_any_hour(by_layout: LayoutReader) -> None:
    rows = [["1", "10/04/2016", "09/04/2016"], ["2", "10/04/2016", "09/04/2016 22:00"]]
    write_csv(by_layout.raw, [["No", "Recorded", "From"], *rows], name="police/list.csv")
    by_layout.read_by(layout("police_crimes-list", **CRIMES), source="police_crimes")
    first, second = by_layout.tables["crime"].sort_values("row_number").to_dict("records")
    assert (first["committed_to"].hour, first["committed_to"].minute) == (23, 59)
    assert second["committed_to"] is None
    assert first["flag_domestic"] is None
