"""Residents and households sent again, twice, in parts or with gaps: never more, never fewer."""

from __future__ import annotations

import gzip

import pandas as pd
import pytest
from ingest_project import BROMSGROVE, ELSEWHERE, REDDITCH, SPLIT_2011, SQUARES, WYRE_FOREST, Reader
from ingest_project import areas as tiny_areas
from ingest_project import changes as tiny_changes
from reference_case import Case, check

from csa.counting.tables.reference import area_population
from csa.geography import Geography
from csa.sources import all_sources

FOLDER = "population/"
CENSUS = f"{FOLDER}census21_residents_households_lsoa21_x.csv"
HEADER = "lsoa21_code,total_residents,total_households\n"
# 100 residents and 40 homes in the first LSOA, 101 and 41 in the second, and so on.
FIGURES = {code: (100 + n, 40 + n) for n, code in enumerate(SQUARES)}
AGES = [*map(str, range(90)), "90+"]


def totals(*, header: str = HEADER, **changed: str) -> str:
    """Return a file of residents and households in which some rows are written otherwise."""
    rows = {code: f"{code},{people},{homes}" for code, (people, homes) in FIGURES.items()}
    return header + "".join(f"{row}\n" for row in (rows | changed).values() if row)


def ages(each: int, *codes: str, total: str = "total_population", without: str = "") -> str:
    """Return a file with as many people of every age in some LSOAs."""
    named = [age for age in AGES if age != without]
    rows = [f"{code},{each * len(named)}," + ",".join([str(each)] * len(named)) for code in codes]
    return "\n".join([",".join(["LSOA21CD", total, *named]), *rows]) + "\n"


def district(tables: dict[str, pd.DataFrame], code: str, what: str = "resident") -> list[int]:
    """Return the numbers of a district: one, or none where it is not available."""
    people = tables["population"]
    here = people[(people["geo_code"] == code) & (people["denominator"] == what)]
    return here.loc[(here["sex"] == "all") & (here["age_band"] == "all"), "n"].tolist()


def both(tables: dict[str, pd.DataFrame]) -> tuple[list[int], list[int]]:
    """Return residents and households of Redditch, which has the third and fourth LSOA."""
    return district(tables, REDDITCH), district(tables, REDDITCH, "household")


ALL = (6, 0, 0, 0)
NONE = (0, 0, 6, 0)
AS_SENT = ([205], [85])
MORE = {"E01000003": "E01000003,112,42"}
R2, R10 = CENSUS.replace(".csv", "-r2.csv"), CENSUS.replace(".csv", "-r10.csv")
COPY = f"{FOLDER}census21_residents_households_lsoa21_x (1).csv"
OTHER = f"{FOLDER}census2021_households.csv"
SYA20, SYA20_NEW = f"{FOLDER}population20_lsoa21_x.csv", f"{FOLDER}population2020_new.csv"

SENT_AGAIN = (
    Case("once", {CENSUS: totals()}, {CENSUS: ALL}, holds=lambda t: both(t) == AS_SENT),
    Case(
        "a revision", {CENSUS: totals(), R2: totals(**MORE)}, {CENSUS: NONE, R2: ALL},
        noted={CENSUS: f"replaced by {R2}"}, holds=lambda t: both(t) == ([215], [85]),
    ),
    Case(
        "the tenth revision comes after the second",
        {CENSUS: totals(), R2: totals(), R10: totals(**MORE)}, {CENSUS: NONE, R2: NONE, R10: ALL},
        holds=lambda t: both(t) == ([215], [85]),
    ),
    Case(
        "a revision that is packed",
        {CENSUS: totals(), f"{R2}.gz": gzip.compress(totals(**MORE).encode())},
        {CENSUS: NONE, f"{R2}.gz": ALL}, holds=lambda t: both(t) == ([215], [85]),
    ),
    Case(
        "a revision alone", {R2: totals()}, {R2: ALL}, holds=lambda t: both(t) == AS_SENT,
    ),
    Case(
        "a revision with faults in the file that it replaces",
        {CENSUS: totals(E01000003="E01000003,c,42"), R2: totals()}, {CENSUS: NONE, R2: ALL},
        holds=lambda t: both(t) == AS_SENT,
    ),
    Case(
        "one name, packed and plain, that differ",
        {CENSUS: totals(), f"{CENSUS}.gz": gzip.compress(totals(**MORE).encode())},
        said=(f"{CENSUS} and {CENSUS}.gz are issues of one file, and differ", "-r2"),
    ),
    Case(
        "two issues of a year", {CENSUS: totals(), OTHER: totals(**MORE)},
        said=(f"{OTHER} and {CENSUS}", "different figures of one kind and year for E01000003"),
    ),
    Case(
        "two estimates of a year",
        {SYA20: ages(1, *SQUARES), SYA20_NEW: ages(2, *SQUARES)},
        said=(SYA20, SYA20_NEW, "for E01000001 and 5 more"),
    ),
    Case(
        "a copy under another name", {CENSUS: totals(), COPY: totals()},
        {CENSUS: ALL, COPY: NONE}, noted={COPY: "count once"}, holds=lambda t: both(t) == AS_SENT,
    ),
    Case(
        "the same figures in another order and spelling",
        {CENSUS: totals(), OTHER: "\n".join([HEADER.strip(), *(
            f"{code},{people}.0,{homes}.0" for code, (people, homes) in reversed(FIGURES.items())
        )])},
        {CENSUS: NONE, OTHER: ALL}, holds=lambda t: both(t) == AS_SENT,
    ),
    Case(
        "a file for each district",
        {
            CENSUS: totals(E01000005="", E01000006=""),
            OTHER: totals(E01000001="", E01000002="", E01000003="", E01000004=""),
        },
        {CENSUS: (4, 0, 0, 0), OTHER: (2, 0, 0, 0)},
        holds=lambda t: (district(t, BROMSGROVE), district(t, WYRE_FOREST)) == ([201], [209]),
    ),
    Case(
        "files that overlap and agree", {CENSUS: totals(E01000005=""), OTHER: totals(E01000001="")},
        {CENSUS: (1, 0, 4, 0), OTHER: (5, 0, 0, 0)}, holds=lambda t: both(t) == AS_SENT,
    ),
    Case(
        "a census and an estimate of one year",
        {CENSUS: totals(), f"{FOLDER}population21_lsoa21_x.csv": ages(1, *SQUARES)},
        {CENSUS: ALL}, holds=lambda t: both(t) == AS_SENT,
    ),
    Case(
        "two tables of one census, a few people apart",
        {CENSUS: totals(), f"{FOLDER}census21_ages_lsoa21_x.csv": ages(1, *SQUARES)},
        {CENSUS: ALL, f"{FOLDER}census21_ages_lsoa21_x.csv": ALL},
        holds=lambda t: both(t) == AS_SENT,
    ),
    Case(
        "a row twice", {CENSUS: totals() + "E01000003,102,42\n"}, {CENSUS: (6, 0, 1, 0)},
        noted={CENSUS: "count once"}, holds=lambda t: both(t) == AS_SENT,
    ),
    Case(
        "an LSOA twice with other numbers", {CENSUS: totals() + "E01000003,103,42\n"},
        said=(f"{CENSUS} gives E01000003 different figures", "rows 3, 7"),
    ),
)  # fmt: skip

FIVE = (5, 1, 0, 0)
LACKING = ([], [])
WITH_GAPS = (
    Case(
        "a number that is hidden", {CENSUS: totals(E01000003="E01000003,102,c")}, {CENSUS: FIVE},
        noted={CENSUS: "no figure for 1 of the partnership's 6 LSOAs"}, reasons=("not_a_number",),
        holds=lambda t: both(t) == LACKING and district(t, BROMSGROVE) == [201],
    ),
    Case(
        "a number that is missing", {CENSUS: totals(E01000003="E01000003,102,")}, {CENSUS: FIVE},
        reasons=("missing",), holds=lambda t: both(t) == LACKING,
    ),
    Case(
        "a number below zero", {CENSUS: totals(E01000003="E01000003,-102,42")}, {CENSUS: FIVE},
        reasons=("out_of_range",), holds=lambda t: both(t) == LACKING,
    ),
    Case(
        "a fraction of a home", {CENSUS: totals(E01000003="E01000003,102,42.5")}, {CENSUS: FIVE},
        reasons=("not_a_number",), holds=lambda t: both(t) == LACKING,
    ),
    Case(
        "a row that is missing", {CENSUS: totals(E01000003="")}, {CENSUS: (5, 0, 0, 0)},
        noted={CENSUS: "no figure for 1"}, holds=lambda t: both(t) == LACKING,
    ),
    Case(
        "a row too short", {CENSUS: totals(E01000003="E01000003,102")}, {CENSUS: FIVE},
        reasons=("field_count",), holds=lambda t: both(t) == LACKING,
    ),
    Case(
        "another county's file", {CENSUS: f"{HEADER}{ELSEWHERE},5,2\n"}, {CENSUS: (0, 0, 0, 1)},
        noted={CENSUS: "no figure for 6"}, holds=lambda t: both(t) == LACKING,
    ),
    Case(
        "a code that no area has", {CENSUS: totals(E01000003="Redditch 001A,102,42")},
        {CENSUS: FIVE}, reasons=("unknown_area",), holds=lambda t: both(t) == LACKING,
    ),
    Case(
        "names where codes belong",
        {CENSUS: f"{HEADER}Redditch 001A,102,42\nRedditch 001B,103,43\n"},
        said=(f"No row of {CENSUS} can be read", "'lsoa21_code'"),
    ),
    Case(
        "a character that cannot be read",
        {CENSUS: totals(E01000003="E01000003,102,42").encode().replace(b"102", b"10\x81")},
        {CENSUS: FIVE}, reasons=("undecodable",), holds=lambda t: both(t) == LACKING,
    ),
    Case(
        "one age is not there", {SYA20: ages(1, *SQUARES, without="45")},
        said=(f"{SYA20} lacks a column for '45'",),
    ),
    Case(
        "an unknown sex",
        {f"{FOLDER}ltla_age_sex_2016_x.csv": "ltla_code,sex,age_band,population\n"
         f"{REDDITCH},F,0-9,5\n{REDDITCH},X,0-9,5\n{REDDITCH},M,,5\n"},
        {f"{FOLDER}ltla_age_sex_2016_x.csv": (1, 2, 0, 0)}, reasons=("unknown_value", "missing"),
    ),
    Case("no year in the name", {f"{FOLDER}residents.csv": totals()}, said=("name its year",)),
)  # fmt: skip

UPPER = totals(header="LSOA21CD,TOTAL_RESIDENTS,Total Households\n")
HEADINGS = (
    Case("in capitals", {CENSUS: UPPER}, {CENSUS: ALL}, holds=lambda t: both(t) == AS_SENT),
    Case(
        "with a byte order mark and spaces",
        {CENSUS: "\ufeff LSOA code (2021) ,total residents, total_households\n"
         + totals(header="")},
        {CENSUS: ALL}, holds=lambda t: both(t) == AS_SENT,
    ),
    Case(
        "a code in small letters", {CENSUS: totals(E01000003=" e01000003 ,102,42")}, {CENSUS: ALL},
        holds=lambda t: both(t) == AS_SENT,
    ),
    Case(
        "all ages as ONS heads them", {SYA20: ages(1, *SQUARES, total="All ages")}, {SYA20: ALL},
        holds=lambda t: district(t, REDDITCH) == [182],
    ),
    Case(
        "a column twice", {CENSUS: HEADER.replace("total_households", "TOTAL_RESIDENTS") + "\n"},
        said=("more than once",),
    ),
)  # fmt: skip


@pytest.mark.parametrize("case", SENT_AGAIN + WITH_GAPS + HEADINGS, ids=lambda case: case.name)
def test_residents_and_homes(case: Case, reader: Reader) -> None:
    check(case, "population", reader)


def test_a_file_in_windows_1252_is_read_and_its_encoding_noted(reader: Reader) -> None:
    name = reader.raw / CENSUS
    name.parent.mkdir(parents=True)
    text = totals(header=HEADER.replace("\n", ",note\n")).replace("\n", ",Caf\u00e9\n")
    name.write_bytes(text.replace("note,Caf\u00e9", "note").encode("cp1252"))
    reference = all_sources()["population"].read(reader.files("population"), reader.context)
    (account,) = reference.accounts
    assert (account.accepted, account.encoding) == (6, "utf-8 and cp1252")


def test_a_district_under_the_code_of_a_look_up_is_ours(reader: Reader) -> None:
    geography = reader.context.geography
    also = geography.areas["district"].map({REDDITCH: "E07000299"})
    reader.context.geography = Geography(
        geography.areas.assign(district_also=also), geography.changes
    )
    name = f"{FOLDER}ltla_age_sex_2016_x.csv"
    text = "ltla_code,sex,age_band,population\nE07000299,F,0-9,5\nE08000025,F,0-9,7\n"
    check(
        Case(
            "",
            {name: text},
            {name: (2, 0, 0, 0)},
            holds=lambda t: set(t["population"]["geo_code"]) == {REDDITCH, "E08000025"},
        ),
        "population",
        reader,
    )


# What the areas of a report are given.


def known(
    reader: Reader, files: dict[str, str], *, wards: tuple[str, ...] = (), year: int = 2021
) -> pd.DataFrame:
    """Return residents and homes by area; ``wards`` are those of the six LSOAs."""
    for name, content in files.items():
        path = reader.raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    read = all_sources()["population"].read(reader.files("population"), reader.context)
    areas = tiny_areas()
    tables = {
        "population": read.tables["population"],
        "geography": areas.assign(ward=wards) if wards else areas,
        "lsoa_change": tiny_changes(),
    }
    return area_population(tables, year=year).set_index(["level", "area"])


TWO_WARDS = ("W1", "W1", "W2", "W2", "W3", "W4")
LSOA11 = f"{FOLDER}census2011_population_households_lsoa11_x.csv"
OLD = {SPLIT_2011: (201, 81), **{code: FIGURES[code] for code in list(SQUARES)[2:]}}


def old_totals(*without: str) -> str:
    rows = [f"{code},{n},{h}" for code, (n, h) in OLD.items() if code not in without]
    return "\n".join(["LSOA Code,Persons,Households", *rows]) + "\n"


def test_an_area_with_a_gap_has_no_number_and_the_others_theirs(reader: Reader) -> None:
    people = known(reader, {CENSUS: totals(E01000003="E01000003,102,c")}, wards=TWO_WARDS)
    gaps = {("ward", "W2"), ("district", REDDITCH), ("lsoa", "E01000003")}
    assert set(people.index[people["households"].isna()]) == gaps
    assert people.loc[("ward", "W1"), "households"] == 81
    assert people.loc[("district", WYRE_FOREST), "households"] == 89


def test_a_gap_in_homes_leaves_residents_of_another_file_alone(reader: Reader) -> None:
    files = {
        CENSUS: totals(E01000003="E01000003,102,c"),
        f"{FOLDER}population21_lsoa21_x.csv": ages(1, *SQUARES),
    }
    people = known(reader, files)
    # The census goes before an estimate of its year, and its row of that LSOA was set aside.
    assert pd.isna(people.loc[("district", REDDITCH), "residents"])
    assert people.loc[("district", BROMSGROVE), "residents"] == 201
    without_census = {**files, CENSUS: HEADER + f"{ELSEWHERE},1,1\n"}
    assert known(reader, without_census).loc[("district", REDDITCH), "residents"] == 182


def test_a_split_lsoa_counts_where_all_its_parts_lie(reader: Reader) -> None:
    people = known(reader, {LSOA11: old_totals()}, wards=TWO_WARDS)
    assert people.loc[("ward", "W1"), "residents"] == 201
    assert people.loc[("district", BROMSGROVE), "households"] == 81
    assert pd.isna(people.loc[("lsoa", "E01000001"), "residents"])


def test_a_split_lsoa_between_two_wards_leaves_both_without_a_number(reader: Reader) -> None:
    people = known(reader, {LSOA11: old_totals()}, wards=("W1", "W2", "W2", "W3", "W3", "W3"))
    assert people.loc["ward", "residents"].isna().to_dict() == {"W1": True, "W2": True, "W3": False}
    assert people.loc[("district", BROMSGROVE), "residents"] == 201


def test_homes_by_other_lsoas_than_residents_are_all_counted(reader: Reader) -> None:
    """Residents are known by LSOA 2011 and homes by LSOA 2021; one of 2011 was split."""
    header = ",".join(["lsoa11_code", "total_population", *AGES])
    rows = [f"{code},{n}," + ",".join(["0"] * 90 + [str(n)]) for code, (n, _) in OLD.items()]
    files = {
        f"{FOLDER}population19_lsoa11_x.csv": "\n".join([header, *rows]) + "\n",
        CENSUS.replace("census21", "census15"): totals(),
    }
    people = known(reader, files, year=2019)
    assert people.loc[("district", BROMSGROVE), "residents"] == 201
    assert people.loc[("district", BROMSGROVE), "households"] == 40 + 41
