"""What each partner extract and open file becomes."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from ingest_project import (
    BROMSGROVE,
    ELSEWHERE,
    NO_PLACE,
    REDDITCH,
    SPLIT_2011,
    Reader,
    asb,
    centre,
    crime,
    fire,
    report,
    street,
    street_asb,
    suspect,
    victim,
    write,
)

from csa.errors import SourceError
from csa.geography import Geography
from csa.schemas import TABLES, check_table, to_frame


def test_street_rows_are_split_into_crime_and_asb(reader: Reader) -> None:
    rows = [street(1), street_asb(), street_asb(), street(2, lsoa=ELSEWHERE)]
    write(reader.raw, "police_uk/2024-01/2024-01-west-mercia-street.csv", rows)
    account = reader.read("police_uk_street").account
    assert (account.rows, account.accepted, account.out_of_area) == (4, 3, 1)
    assert len(reader.tables["crime"]) == 1
    # Two identical rows without an id are two incidents.
    assert len(reader.tables["asb"]) == 2
    assert reader.tables["crime"]["district"].tolist() == [REDDITCH]


def test_open_coordinates_come_back_to_the_point_they_were_made_from(reader: Reader) -> None:
    write(reader.raw, "police_uk/2024-01/2024-01-west-mercia-street.csv", [street(1)])
    reader.read("police_uk_street")
    row = reader.tables["crime"].iloc[0]
    easting, northing = centre("E01000003")
    # Six decimals of a degree are 0.1 m; whole metres may round either way.
    assert abs(row["easting"] - easting) <= 1
    assert abs(row["northing"] - northing) <= 1
    assert row["coord_quality"] == "snap"


@pytest.mark.parametrize("child", ["E01000001", "E01000002"])
def test_a_split_lsoa_is_resolved_by_coordinate(reader: Reader, child: str) -> None:
    row = {**street(1, lsoa=child), "LSOA code": SPLIT_2011}
    write(reader.raw, "police_uk/2024-01/2024-01-west-mercia-street.csv", [row])
    reader.read("police_uk_street")
    placed = reader.tables["crime"].iloc[0]
    assert (placed["lsoa"], placed["district"]) == (child, BROMSGROVE)
    assert placed["lsoa_supplied"] == SPLIT_2011


def test_a_district_is_ours_by_the_code_that_only_a_look_up_has(reader: Reader) -> None:
    geography = reader.context.geography
    also = geography.areas["district"].map({REDDITCH: "E07000299"})
    reader.context.geography = Geography(
        geography.areas.assign(district_also=also), geography.changes
    )
    rows = [{**asb(n), **NO_PLACE, "district_code": "e07000299"} for n in (1, 2)]
    write(reader.raw, "asb/2016-04-asb.csv", rows)
    account = reader.read("asb").account
    assert (account.accepted, account.out_of_area) == (2, 0)
    assert "another district" not in account.note
    assert "2 rows are placed in the district that they name, and in no ward" in account.note
    assert set(reader.tables["asb"]["district"]) == {REDDITCH}


def test_a_row_that_names_its_ward_alone_is_placed_in_it_and_in_no_neighbourhood(
    reader: Reader,
) -> None:
    ours = reader.context.geography.areas.iloc[2]
    point = {**asb(1), "lsoa_code": "", "district_code": ""}
    ward = {**asb(2), **NO_PLACE, "district_code": ours["ward"].lower()}
    # A code counts before what a row names besides.
    both = {**asb(3), "district_code": reader.context.geography.areas["ward"].iloc[0]}
    write(reader.raw, "asb/2016-04-asb.csv", [point, ward, both])
    account = reader.read("asb").account
    rows = reader.tables["asb"].sort_values("row_number")
    assert rows["ward"].tolist() == [ours["ward"]] * 3
    assert rows["district"].tolist() == [REDDITCH] * 3
    assert rows["lsoa"].isna().tolist() == [False, True, False]
    assert "1 rows are placed in the ward that they name, and in no neighbourhood" in account.note
    assert "1 rows have no code of a neighbourhood and are placed by their coord" in account.note
    assert "1 rows name another district" in account.note


def test_a_split_lsoa_without_coordinate_keeps_its_district_only(reader: Reader) -> None:
    row = {**street(1), "LSOA code": SPLIT_2011, "Longitude": "", "Latitude": ""}
    write(reader.raw, "police_uk/2024-01/2024-01-west-mercia-street.csv", [row])
    reader.read("police_uk_street")
    placed = reader.tables["crime"].iloc[0]
    assert placed["district"] == BROMSGROVE
    assert pd.isna(placed["lsoa"])


def test_no_location_rows_are_kept_without_district(reader: Reader) -> None:
    nowhere = {
        **street(1),
        **dict.fromkeys(("Longitude", "Latitude", "LSOA code", "LSOA name"), ""),
        "Location": "No Location",
    }
    write(reader.raw, "police_uk/2024-01/2024-01-west-mercia-street.csv", [nowhere, street(2)])
    account = reader.read("police_uk_street").account
    assert (account.accepted, account.out_of_area) == (2, 0)
    assert reader.tables["crime"]["district"].isna().tolist() == [True, False]


def test_rows_of_another_force_in_our_area_are_kept_and_marked(reader: Reader) -> None:
    row = {**street(1), "Reported by": "British Transport Police"}
    write(reader.raw, "police_uk/2024-01/2024-01-btp-street.csv", [row])
    reader.read("police_uk_street")
    assert reader.tables["crime"]["reporting_force"].tolist() == ["British Transport Police"]


def test_a_crime_id_with_two_outcomes_is_two_rows_but_a_copy_is_one(reader: Reader) -> None:
    other = {**street(1), "Last outcome category": "Local resolution"}
    rows = [street(1), other, street(1)]
    write(reader.raw, "police_uk/2024-01/2024-01-west-mercia-street.csv", rows)
    account = reader.read("police_uk_street").account
    assert (account.accepted, account.superseded) == (2, 1)
    assert reader.tables["crime"]["row_number"].tolist() == [1, 2]


def test_a_recorded_crime_keeps_its_details(reader: Reader) -> None:
    row = crime(1, flag_hate="Religion; race", flag_alcohol="", flag_domestic="yes")
    write(reader.raw, "police/2016-04-crimes.csv", [row])
    reader.read("police_crimes")
    kept = reader.tables["crime"].iloc[0]
    assert kept["month"] == "2016-04"
    assert kept["ho_offence_code"] == "28E"
    assert kept["flag_domestic"] is True or kept["flag_domestic"] == True  # noqa: E712
    assert pd.isna(kept["flag_alcohol"])
    assert (kept["flag_hate"], kept["hate_strands"]) == (True, "race;religion")
    # 9 April 2016 22:00 in summer time
    assert kept["committed_from"] == pd.Timestamp("2016-04-09 21:00", tz="UTC")


def test_references_become_keyed_hashes(reader: Reader) -> None:
    write(reader.raw, "police/2016-04-crimes.csv", [crime(1, complaint_ref="CP/9")])
    reader.read("police_crimes")
    row = reader.tables["crime"].iloc[0]
    assert len(row["crime_id"]) == len(row["complaint_id"]) == 32
    assert "22DX" not in row["crime_id"]


def test_a_later_row_of_a_crime_replaces_the_earlier(reader: Reader) -> None:
    rows = [crime(1), crime(2), crime(1, status="cancelled")]
    write(reader.raw, "police/2016-04-crimes.csv", rows)
    account = reader.read("police_crimes").account
    assert (account.rows, account.accepted, account.superseded) == (3, 2, 1)
    assert reader.tables["crime"]["status"].tolist() == ["recorded", "cancelled"]


def test_victims_take_month_and_district_from_their_crime(reader: Reader) -> None:
    write(reader.raw, "police/2016-04-crimes.csv", [crime(1)])
    write(reader.raw, "police/2016-04-victims.csv", [victim(7, crime_number=1)])
    reader.know_crimes()
    reader.read("police_victims")
    row = reader.tables["victim"].iloc[0]
    assert (row["month"], row["district"]) == ("2016-04", REDDITCH)
    assert (row["age"], row["age_band"], row["ethnicity"]) == (34, "25-34", "White")


def test_victims_of_crimes_elsewhere_are_out_of_area(reader: Reader) -> None:
    far = {**crime(1), **NO_PLACE, "district_code": "E08000025"}
    write(reader.raw, "police/2016-04-crimes.csv", [far, crime(2)])
    write(reader.raw, "police/2016-04-victims.csv", [victim(1), victim(2)])
    reader.know_crimes()
    account = reader.read("police_victims").account
    assert (account.accepted, account.out_of_area) == (1, 1)


def test_a_victim_without_an_accepted_crime_is_quarantined(reader: Reader) -> None:
    write(reader.raw, "police/2016-04-crimes.csv", [crime(1)])
    write(reader.raw, "police/2016-04-victims.csv", [victim(1), victim(99)])
    reader.know_crimes()
    reading = reader.read("police_victims")
    assert [entry["reason"] for entry in reading.quarantine] == ["unknown_crime"]


def test_the_same_reference_is_the_same_person_as_victim_and_suspect(reader: Reader) -> None:
    write(reader.raw, "police/2016-04-crimes.csv", [crime(5)])
    write(reader.raw, "police/2016-04-victims.csv", [victim(5)])
    write(reader.raw, "police/2016-04-suspects.csv", [suspect(5)])
    reader.know_crimes()
    reader.read("police_victims")
    person = reader.tables["victim"]["person_id"].iloc[0]
    reader.read("police_suspects")
    row = reader.tables["suspect"].iloc[0]
    assert row["person_id"] == person


def test_what_an_officer_saw_does_not_stand_in_for_a_group_that_was_not_stated(
    reader: Reader,
) -> None:
    write(reader.raw, "police/2016-04-crimes.csv", [crime(1), crime(2), crime(3)])
    said = {1: ("NS", "3"), 2: ("", "4"), 3: ("M2", "1")}
    rows = [
        suspect(n, ethnicity_self=own, ethnicity_officer=seen) for n, (own, seen) in said.items()
    ]
    write(reader.raw, "police/2016-04-suspects.csv", rows)
    reader.know_crimes()
    reader.read("police_suspects")
    table = reader.tables["suspect"]
    assert table["ethnicity"].tolist() == ["Not stated", "Not stated", "Mixed"]
    assert table["ethnicity_seen"].tolist() == ["Black", "Asian", "White"]


def test_names_births_and_addresses_reach_no_table(reader: Reader) -> None:
    write(reader.raw, "police/2016-04-crimes.csv", [crime(1)])
    write(reader.raw, "police/2016-04-victims.csv", [victim(1)])
    reader.know_crimes()
    reader.read("police_victims")
    text = reader.tables["victim"].to_csv()
    for canary in ("Zebedee", "1961-02-03", "Canary Row", "N1,"):
        assert canary not in text


def test_asb_qualifiers_become_flags(reader: Reader) -> None:
    write(
        reader.raw,
        "asb/2016-04-asb.csv",
        [asb(1), asb(2, qualifiers=""), asb(3, qualifiers="none")],
    )
    reader.read("asb")
    table = reader.tables["asb"]
    assert table["flag_youth"].tolist() == [True, None, False]
    assert table["flag_drugs"].tolist() == [False, None, False]
    assert table["qualifiers"].iloc[0] == "alcohol;youth"
    assert table["reported_to"].tolist() == ["police"] * 3


@pytest.mark.parametrize(
    ("incident_class", "motive", "bucket"),
    [
        ("primary_dwelling", "deliberate_own", "deliberate_primary"),
        ("primary_vehicle", "deliberate_unknown_owner", "deliberate_vehicle"),
        ("secondary", "deliberate_others", "deliberate_secondary"),
        ("primary_outdoor", "not_known", "not_deliberate"),
        ("chimney", "accidental", "not_deliberate"),
    ],
)
def test_fires_fall_into_buckets(
    reader: Reader, incident_class: str, motive: str, bucket: str
) -> None:
    row = fire(1, incident_class=incident_class, motive=motive)
    write(reader.raw, "fire/2016-04-deliberate-fires.csv", [row])
    reader.read("fire")
    kept = reader.tables["fire"].iloc[0]
    assert kept["bucket"] == bucket
    assert kept["is_deliberate"] == bucket.startswith("deliberate")


def test_environment_reports_keep_their_type(reader: Reader) -> None:
    write(reader.raw, "environment/2016-04-redditch-environment.csv", [report(1)])
    reader.read("environment")
    assert reader.tables["environment"]["category"].tolist() == ["fly_tipping"]


def test_outcomes_carry_the_district_of_the_crime(reader: Reader) -> None:
    row = {k: v for k, v in street(1).items() if k not in ("Crime type", "Context")}
    row["Outcome type"] = row.pop("Last outcome category")
    write(reader.raw, "police_uk/2024-01/2024-01-west-mercia-outcomes.csv", [row])
    reader.read("police_uk_outcomes")
    kept = reader.tables["outcome"].iloc[0]
    assert (kept["outcome_month"], kept["district"]) == ("2024-01", REDDITCH)


@pytest.mark.parametrize(
    ("source", "name", "rows"),
    [
        (
            "police_uk_street",
            "police_uk/a/2024-01-west-mercia-street.csv",
            [street(1), street_asb()],
        ),
        ("police_crimes", "police/2016-04-crimes.csv", [crime(1)]),
        ("asb", "asb/2016-04-asb.csv", [asb(1)]),
        ("fire", "fire/2016-04-deliberate-fires.csv", [fire(1)]),
        ("environment", "environment/2016-04-redditch-environment.csv", [report(1)]),
    ],
)
def test_every_table_keeps_its_contract(
    reader: Reader, source: str, name: str, rows: list[dict[str, str]]
) -> None:
    import pyarrow as pa

    write(reader.raw, name, rows)
    reader.read(source)
    for table, frame in reader.tables.items():
        typed = pa.Table.from_pandas(frame, schema=TABLES[table].arrow, preserve_index=False)
        check_table(table, to_frame(typed))


def test_a_bad_value_never_shows_in_an_error(reader: Reader) -> None:
    row = victim(1, age="Zebedee", sex="Canary")
    write(reader.raw, "police/2016-04-crimes.csv", [crime(1)])
    write(reader.raw, "police/2016-04-victims.csv", [row])
    reader.know_crimes()
    with pytest.raises(SourceError) as error:
        reader.read("police_victims")
    assert "not_a_whole_number" in str(error.value)
    assert "Zebedee" not in str(error.value)


def test_street_rows_without_look_ups_are_in_the_district_they_are_named_after(
    tmp_path: Path,
) -> None:
    reader = Reader(tmp_path, Geography.of_names({"E07000236": "Redditch"}))
    named = [
        street(1) | {"LSOA name": "Redditch 001A"},
        street(2) | {"LSOA name": "Solihull 001A"},
        street(3) | {"LSOA code": "", "LSOA name": "", "Longitude": "", "Latitude": ""},
    ]
    write(reader.raw, "police_uk/2024-01/2024-01-west-mercia-street.csv", named)
    account = reader.read("police_uk_street").account
    assert (account.accepted, account.out_of_area) == (2, 1)
    crimes = reader.tables["crime"]
    assert crimes["district"].fillna("").tolist() == ["E07000236", ""]
    assert crimes["ward"].isna().all()
    assert crimes["lsoa"].isna().all()
