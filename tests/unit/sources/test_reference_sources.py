"""Population, deprivation, recorded crime, projects and commentary."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from ingest_project import REDDITCH, SPLIT_2011, SQUARES, Reader, write

from csa.errors import SourceError
from csa.reading.model import Reference
from csa.schemas import check_table
from csa.sources import all_sources

Read = Callable[[str, str, str], Reference]
AGES = [str(age) for age in range(90)] + ["90+"]


@pytest.fixture
def read(reader: Reader) -> Read:
    """Write one file of a source and read the source."""

    def write_and_read(source: str, name: str, content: str) -> Reference:
        write(reader.raw, name, content)
        return all_sources()[source].read(reader.files(source), reader.context)

    return write_and_read


def test_single_years_are_summed_into_bands(read: Read) -> None:
    # One person of every age: 10 of 0-9, 8 of 10-17, 7 of 18-24, 10 a decade, 16 of 75 and over.
    header = ",".join(["lsoa11_code", "total_population", *AGES])
    rows = [f"{SPLIT_2011},91.0," + ",".join(["1.0"] * 91), "E01099999,5," + ",".join(["0"] * 91)]
    name = "population/population17_lsoa11_single_year_age_x.csv"
    reference = read("population", name, "\n".join([header, *rows]) + "\n")
    table = check_table("population", reference.tables["population"])
    rows = table[(table["geo_level"] == "lsoa11") & (table["denominator"] == "resident")]
    assert rows.set_index("age_band")["n"].to_dict() == {
        "all": 91, "0-9": 10, "10-17": 8, "18-24": 7, "25-34": 10, "35-44": 10,
        "45-54": 10, "55-64": 10, "65-74": 10, "75+": 16,
    }  # fmt: skip
    assert set(table["year"]) == {2017}
    (account,) = reference.accounts
    assert (account.rows, account.accepted, account.out_of_area) == (2, 1, 1)


def test_a_row_without_the_number_of_one_age_is_set_aside_and_not_taken_as_zero(read: Read) -> None:
    header = ",".join(["lsoa11_code", "total_population", *AGES])
    full, gap = ["1"] * 91, [*["1"] * 20, "", *["1"] * 70]
    rows = [f"E01000003,91,{','.join(full)}", f"E01000004,91,{','.join(gap)}"]
    name = "population/population17_lsoa11_single_year_age_x.csv"
    reference = read("population", name, "\n".join([header, *rows]) + "\n")
    assert [(e["row_number"], e["column"]) for e in reference.quarantine] == [(2, "20")]
    table = reference.tables["population"]
    assert set(table.loc[table["geo_level"] == "lsoa11", "geo_code"]) == {"E01000003"}


def test_districts_are_summed_where_no_file_gives_them(read: Read) -> None:
    rows = "".join(f"{code},{number},1\n" for number, code in enumerate(SQUARES, start=100))
    content = "lsoa21_code,total_residents,total_households\n" + rows
    name = "population/census21_residents_households_lsoa21_x.csv"
    table = read("population", name, content).tables["population"]
    district = table[(table["geo_level"] == "district") & (table["denominator"] == "resident")]
    # Redditch's two LSOAs have 102 and 103 residents.
    assert district.set_index("geo_code")["n"][REDDITCH] == 205


def test_thousands_commas_and_an_empty_column_are_read(read: Read) -> None:
    content = (
        f'LSOA Code,LSOA Name,,Persons,Households\n{SPLIT_2011},Bromsgrove 001A,,"1,329",612\n'
    )
    name = "population/census2011_population_households_hectares_lsoa11_x.csv"
    table = read("population", name, content).tables["population"]
    own = table[table["geo_level"] == "lsoa11"].set_index("denominator")["n"].to_dict()
    assert own == {"resident": 1329, "household": 612}


def test_a_number_that_is_none_is_quarantined(read: Read) -> None:
    rows = f"{REDDITCH},F,0-9,many\n{REDDITCH},M,0-9,5\n"
    name = "population/ltla_age_sex_2016_x.csv"
    reference = read("population", name, f"ltla_code,sex,age_band,population\n{rows}")
    assert reference.tables["population"]["n"].tolist() == [5]
    assert [(e["row_number"], e["reason"]) for e in reference.quarantine] == [(1, "not_a_number")]
    (account,) = reference.accounts
    assert (account.rows, account.accepted, account.quarantined) == (2, 1, 1)


def test_an_unknown_layout_is_refused(read: Read) -> None:
    with pytest.raises(SourceError, match="none of the layouts"):
        read("population", "population/strange.csv", "a,b\n1,2\n")


def test_deprivation_moves_to_2021_codes_where_an_lsoa_did_not_change(read: Read) -> None:
    content = (
        "lsoa11_code,IMD_rank,IMD_decile,Income_decile,Housing_and_Access_rank\n"
        f"{SPLIT_2011},5.0,1.0,2.0,7\nE01000003,9,3,4,8\n"
    )
    reference = read("deprivation", "deprivation/imd2019_x.csv", content)
    table = check_table("deprivation", reference.tables["deprivation"]).set_index("lsoa")
    assert table["lsoa_vintage"].to_dict() == {SPLIT_2011: 2011, "E01000003": 2021}
    assert table.loc["E01000003", ["rank", "decile", "housing_rank"]].tolist() == [9, 3, 8]


def test_recorded_crime_may_be_negative(read: Read) -> None:
    content = (
        ",Financial_Year,Financial_Quarter,Force_Name,Offence_Description,Offence_Group,"
        "Offence_Subgroup,Offence_Code,Number_of_Offences,Policeuk_Cat\n"
        "0,2017/18,1,West Mercia,Robbery,Robbery,Robbery,34B,-2,Robbery\n"
    )
    reference = read("recorded_crime", "recorded_crime/prc.csv", content)
    table = check_table("recorded_crime", reference.tables["recorded_crime"])
    assert table["n"].tolist() == [-2]
    assert table["offence_code"].tolist() == ["34B"]


def test_projects_keep_money_and_flags(read: Read) -> None:
    header = (
        "project_id,name,lead,funder,year,priority_ids,pcc_themes,districts,place,target_group,"
        "allocated_gbp,spent_gbp,start,end,ring_fenced,in_allocation_total"
    )
    row = (
        "P1,Youth work,BDHT,PCC,2016-17,asb-damage-and-nuisance,,redditch,,young people,"
        '"12,500",,,,no,yes'
    )
    reference = read("projects", "projects/projects.csv", f"{header}\n{row}\n")
    table = check_table("project", reference.tables["project"])
    assert table["allocated_gbp"].tolist() == [12500.0]
    assert table["spent_gbp"].isna().all()
    assert (table["ring_fenced"].tolist(), table["in_allocation_total"].tolist()) == (
        [False],
        [True],
    )


def test_commentary_keeps_head_and_text(read: Read) -> None:
    content = (
        '+++\nkey = "burglary"\nauthor_role = "analyst"\ndate = "2017-01-10"\n'
        'editions = ["partner", "public"]\n+++\nA park was refurbished.\n\nAnd reopened.\n'
    )
    reference = read("commentary", "commentary/asb.md", content)
    row = check_table("commentary", reference.tables["commentary"]).iloc[0]
    assert (row["key"], row["editions"]) == ("burglary", "partner;public")
    assert row["text"] == "A park was refurbished.\n\nAnd reopened."
    assert pd.isna(row["expires"])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("Just text.", "TOML block"),
        ("+++\nkey = \n+++\nx", "not valid TOML"),
        ('+++\nkey = "a"\n+++\nx', "author_role"),
        ('+++\nkey = "a"\nauthor_role = "b"\ncolour = "red"\n+++\nx', "may hold"),
    ],
)
def test_commentary_without_a_proper_head_is_refused(
    read: Read, content: str, message: str
) -> None:
    with pytest.raises(SourceError, match=message):
        read("commentary", "commentary/a.md", content)


HEAD = '+++\nkey = "area"\nauthor_role = "b"\n+++\n'


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("Three victims came forward.", 5, "Three"),
        ("All is well.\n\nA dozen were hurt.", 7, "dozen"),
        ("It has doubled.", 5, "doubled"),
        ("Half of them are repeats.", 5, "Half"),
        ("A third of the victims are young.", 5, "third"),
        ("There were 14 in May 2016.", 5, "14"),
        ("It rose by 12%.", 5, "12%"),
        ("One victim lives near.", 5, "One"),
        ("A 14 year old was hurt.", 5, "14"),
        ("A tenfold rise.", 5, "tenfold"),
        ("Elev\u200ben were hurt.", 5, "Eleven"),
        ("There were 1\u20604.", 5, "14"),
    ],
)
def test_commentary_that_states_a_number_is_refused(
    read: Read, text: str, line: int, word: str
) -> None:
    with pytest.raises(SourceError) as refused:
        read("commentary", "commentary/a.md", HEAD + text + "\n")
    said = str(refused.value)
    assert said.startswith(f"commentary/a.md, line {line}: '{word}' states a number")
    assert "{after}" in said  # and what to write in its place


def test_commentary_that_describes_one_matter_is_refused(read: Read) -> None:
    text = "The rise comes from a single complaint.\n\nIt was made in September."
    with pytest.raises(SourceError) as refused:
        read("commentary", "commentary/a.md", HEAD + text + "\n")
    said = str(refused.value)
    assert said.startswith("commentary/a.md, line 7: 'September' says when or where")
    assert "'single complaint'" in said
    for harmless in text.split("\n\n"):
        read("commentary", "commentary/a.md", HEAD + harmless + "\n")


@pytest.mark.parametrize(
    "text",
    [
        "One of the first since 12 March 2016, in 2016-17, about 21:00 or 3am.",
        "No one saw the third party; one another, the one that came second.",
        "Over the last twelve months, two weeks before half-term, in the first half of the year.",
        "On the A441 and the M5, as in the last quarter.",
        "It fell from {before} to {after}.",
    ],
)
def test_dates_and_words_that_count_nothing_are_let_through(read: Read, text: str) -> None:
    reference = read("commentary", "commentary/a.md", HEAD + text + "\n")
    assert reference.tables["commentary"]["text"].tolist() == [text]


def test_placeholder_that_does_not_exist_is_refused(read: Read) -> None:
    with pytest.raises(SourceError, match=r"line 6: there is no placeholder \{now\}"):
        read("commentary", "commentary/a.md", HEAD + "Since then\nit is {now}.\n")


def test_a_geojson_that_is_none_is_refused(reader: Reader) -> None:
    write(reader.raw, "boundaries/lsoa21_x.geojson", "<html></html>")
    with pytest.raises(SourceError, match="not a GeoJSON"):
        all_sources()["boundaries"].read(reader.files("boundaries"), reader.context)


def test_every_source_says_whose_data_it_is(tmp_path: Path) -> None:
    for source in all_sources().values():
        assert all((source.publisher, source.licence, source.label)), source.name
        assert source.units or source.name == "postcodes", source.name  # looked up, no table
        assert source.attribution or not source.open
