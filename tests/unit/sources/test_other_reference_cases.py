"""Deprivation, recorded crime, weights, projects and commentary: sent again, twice, mistyped."""

from __future__ import annotations

import pandas as pd
import pytest
from ingest_project import REDDITCH, SPLIT_2011, SQUARES, Reader
from ingest_project import areas as tiny_areas
from ingest_project import changes as tiny_changes
from reference_case import Case, check

from csa.counting.tables.reference import build_reference
from csa.periods import Period
from csa.schemas import TABLES

IMD, SUB = "deprivation/imd2019_x.csv", "deprivation/imd2019_subdomains.csv"
IMD_R2 = "deprivation/imd2019_x-r2.csv"
DECILES = dict(zip(SQUARES, (1, 2, 3, 1, 5, 6), strict=True))


def ranks(column: str = "IMD_decile", **changed: str) -> str:
    rows = {code: f"{code},{decile}" for code, decile in DECILES.items()} | changed
    return f"lsoa21_code,{column}\n" + "".join(f"{row}\n" for row in rows.values() if row)


def decile(tables: dict[str, pd.DataFrame]) -> dict[str, int]:
    return dict(zip(tables["deprivation"]["lsoa"], tables["deprivation"]["decile"], strict=True))


INCOMES = (
    "lsoa21_code,ltla24_code,Income_score,population\n"
    f"{next(iter(SQUARES))},{REDDITCH},0.2,1000\n"
    # 100 of 1,000 residents and 900 of 3,000: 25% of them all.
    'E01999991,E07000001,0.1,"1,000"\nE01999992,E07000001,0.3,"3,000"\n'
    # Of one neighbourhood the residents are not known, and so of the district.
    "E01999993,E07000002,0.1,1000\nE01999994,E07000002,0.3,\n"
)


def incomes(tables: dict[str, pd.DataFrame]) -> bool:
    rows = tables["deprivation_district"]
    assert set(rows["measure"]) == {"income_score_of_lsoas"}
    told = dict(zip(rows["district"], rows["value"].round(9), strict=True))
    return told == {REDDITCH: 0.2, "E07000001": 0.25}


DEPRIVATION = (
    Case("incomes of districts", {IMD: INCOMES}, {IMD: (1, 0, 0, 4)}, holds=incomes),
    Case("once", {IMD: ranks()}, {IMD: (6, 0, 0, 0)}, holds=lambda t: decile(t) == DECILES),
    Case("a revision", {IMD: ranks(E01000003="E01000003,9"), IMD_R2: ranks()},
         {IMD: (0, 0, 6, 0), IMD_R2: (6, 0, 0, 0)}, holds=lambda t: decile(t) == DECILES),
    Case("two issues of a vintage", {IMD: ranks(), SUB: ranks(E01000003="E01000003,9")},
         said=(IMD, SUB, "give different figures of one vintage for E01000003")),
    Case("a copy", {IMD: ranks(), SUB: ranks()}, {IMD: (6, 0, 0, 0), SUB: (0, 0, 6, 0)},
         holds=lambda t: decile(t) == DECILES),
    Case("domains in a file of their own", {IMD: ranks(), SUB: ranks("Income_decile")},
         {IMD: (6, 0, 0, 0), SUB: (6, 0, 0, 0)},
         holds=lambda t: t["deprivation"]["income_decile"].tolist() == [*DECILES.values()]),
    Case("headings in capitals", {IMD: ranks().replace("lsoa21_code", "LSOA21CD").upper()},
         {IMD: (6, 0, 0, 0)}, holds=lambda t: decile(t) == DECILES),
    Case("a decile that is text", {IMD: ranks(E01000003="E01000003,n/a")}, {IMD: (5, 1, 0, 0)},
         reasons=("not_a_number",)),
    Case("districts twice", {
        "deprivation/imd2019_ltla19.csv": f"ltla19_code,Score\n{REDDITCH},20.5\n",
        "deprivation/imd2019_ltla19_new.csv": f"ltla19_code,Score\n{REDDITCH},21\n"},
         said=("ltla19.csv", "ltla19_new.csv", f"for {REDDITCH}")),
)  # fmt: skip


@pytest.mark.parametrize("case", DEPRIVATION, ids=lambda case: case.name)
def test_deprivation(case: Case, reader: Reader) -> None:
    check(case, "deprivation", reader)


@pytest.mark.parametrize(
    ("lsoas", "redditch", "bromsgrove"),
    [
        (DECILES, 1, 2),
        ({code: n for code, n in DECILES.items() if code != "E01000004"}, None, 2),
        # Bromsgrove's two were one in 2011, whose rank stands for both.
        ({SPLIT_2011: 1, "E01000003": 1, "E01000004": 1, "E01000005": 3, "E01000006": 3}, 2, 1),
        ({"E01000003": 1, "E01000004": 1}, 2, None),
    ],
    ids=["all", "one without a rank", "an earlier code for two", "a district without"],
)
def test_deprived_neighbourhoods_are_counted_only_where_all_have_a_rank(
    reader: Reader, lsoas: dict[str, int], redditch: int | None, bromsgrove: int | None
) -> None:
    empty = {name: pd.DataFrame(columns=list(TABLES[name].fields)) for name in EMPTY}
    ranked = pd.DataFrame({"lsoa": list(lsoas), "decile": list(lsoas.values()), "vintage": 2019})
    tables = {
        **empty,
        "deprivation": ranked,
        "geography": tiny_areas(),
        "lsoa_change": tiny_changes(),
    }
    reference = build_reference(
        tables, settings=reader.settings, period=Period("2020-04", "2021-03"), names={}
    )
    found = reference["area_profile"].set_index("name")["deprived_lsoas"]
    assert [None if pd.isna(n) else n for n in (found["Redditch"], found["Bromsgrove"])] == [
        redditch,
        bromsgrove,
    ]
    assert pd.isna(found["North Worcestershire"]) == (None in (redditch, bromsgrove))


def test_neighbourhoods_of_a_district_that_no_look_up_was_received_of_are_not_nought(
    reader: Reader,
) -> None:
    empty = {name: pd.DataFrame(columns=list(TABLES[name].fields)) for name in EMPTY}
    here = tiny_areas().query(f"district == '{REDDITCH}'")
    tables = {
        **empty,
        "deprivation": pd.DataFrame(columns=list(TABLES["deprivation"].fields)),
        "geography": here,
        "lsoa_change": tiny_changes(),
    }
    period = Period("2020-04", "2021-03")
    reference = build_reference(tables, settings=reader.settings, period=period, names={})
    found = reference["area_profile"].set_index("name")[["lsoas", "wards"]]
    assert found.loc["Redditch"].tolist() == [here["lsoa"].nunique(), here["ward"].nunique()]
    assert found.drop("Redditch").isna().all(axis=None)


EMPTY = ("population", "coverage", "commentary", "project")
PRC, PRC_NEW, PRC_R2 = (f"recorded_crime/prc_2017{end}.csv" for end in ("", "_new", "-r2"))
PRC_HEADER = (
    "Financial Year,Financial Quarter,Force Name,Offence Description,Offence Group,"
    "Offence Subgroup,Offence Code,Number of Offences\n"
)


def offences(n: int, force: str = "West Mercia") -> str:
    rows = [f"2017/18,{q},{force},Robbery,Robbery,Robbery,34B,{n}\n" for q in (1, 2)]
    return PRC_HEADER + "".join([*rows, rows[1]])


def total(tables: dict[str, pd.DataFrame]) -> int:
    return int(tables["recorded_crime"]["n"].sum())


CSP = "recorded_crime/prc-csp-2017-18.csv"
CSP_ROWS = (
    "Financial Year,Financial Quarter,Force Name,CSP Name,Offence Description,Offence Group,"
    "Offence Subgroup,Offence Code,Offence Count\n"
    "2017/18,Q1,Dorset,Dorset,Burglary,Theft offences,Non-domestic burglary,30C,7\n"
    "2017/18,Q1,Dorset,Poole,Assault,Violence against the person,Violence with injury,8N,9\n"
    "2017/18,Q1,Dorset,Poole,Other fraud,Fraud offences,Fraud: action fraud,AF,3\n"
)


def _by_partnership(tables: dict[str, pd.DataFrame]) -> bool:
    rows = tables["recorded_crime"].set_index("offence_code")
    assert rows["area"].to_dict() == {"30C": "Dorset", "8N": "Poole", "AF": "Poole"}
    assert rows["is_partnership"].all()
    types = rows["category"].fillna("").to_dict()
    return types == {"30C": "Burglary", "8N": "Violence and sexual offences", "AF": ""}


RECORDED = (
    Case("by partnership", {CSP: CSP_ROWS}, {CSP: (3, 0, 0, 0)}, holds=_by_partnership),
    Case("a force and a partnership of one name", {CSP: CSP_ROWS, PRC: offences(5, "Dorset")},
         {CSP: (3, 0, 0, 0), PRC: (3, 0, 0, 0)}),
    # The Home Office itself has rows that are alike; all of them count.
    Case("once", {PRC: offences(5)}, {PRC: (3, 0, 0, 0)}, holds=lambda t: total(t) == 15),
    Case("a revision", {PRC: offences(5), PRC_R2: offences(6)},
         {PRC: (0, 0, 3, 0), PRC_R2: (3, 0, 0, 0)}, holds=lambda t: total(t) == 18),
    Case("two issues of a quarter", {PRC: offences(5), PRC_NEW: offences(6)},
         said=(PRC, PRC_NEW, "count one quarter differently for West Mercia")),
    Case("a copy", {PRC: offences(5), PRC_NEW: offences(5)},
         {PRC: (3, 0, 0, 0), PRC_NEW: (0, 0, 3, 0)}, holds=lambda t: total(t) == 15),
    Case("another force", {PRC: offences(5), PRC_NEW: offences(6, "Warwickshire")},
         {PRC: (3, 0, 0, 0), PRC_NEW: (3, 0, 0, 0)}, holds=lambda t: total(t) == 33),
    Case("a fifth quarter", {PRC: offences(5) + offences(5).split("\n")[1].replace(",1,", ",5,")},
         {PRC: (3, 1, 0, 0)}, reasons=("out_of_range",)),
    Case("without the count", {PRC: offences(5).replace("Number of Offences", "Rate")},
         said=(f"{PRC} lacks a column for the number of offences",)),
)  # fmt: skip


@pytest.mark.parametrize("case", RECORDED, ids=lambda case: case.name)
def test_recorded_crime(case: Case, reader: Reader) -> None:
    check(case, "recorded_crime", reader)


ONS, ONS_R2, ONS_NEW = (f"harm/severity-2020{end}.csv" for end in ("", "-r2", "-new"))
ONS_2019 = "harm/severity-2019.csv"
WEIGHTS = "Offence code,Offence,Weight\n1,Murder,7979\n8N,Assault,{}\n"


def weight(tables: dict[str, pd.DataFrame]) -> list[float]:
    rows = tables["harm_weight"]
    return rows.loc[rows["offence_code"] == "8N", "weight"].tolist()


HARM = (
    Case("a revision", {ONS: WEIGHTS.format(184), ONS_R2: WEIGHTS.format(190)},
         {ONS: (0, 0, 2, 0), ONS_R2: (2, 0, 0, 0)}, noted={ONS: f"replaced by {ONS_R2}"},
         holds=lambda t: weight(t) == [190]),
    Case("two files of an edition", {ONS: WEIGHTS.format(184), ONS_NEW: WEIGHTS.format(190)},
         said=(f"{ONS} and {ONS_NEW} give offence 8N different weights",)),
    Case("a copy", {ONS: WEIGHTS.format(184), ONS_NEW: WEIGHTS.format(184)},
         {ONS: (2, 0, 0, 0), ONS_NEW: (0, 0, 2, 0)}, holds=lambda t: weight(t) == [184]),
    Case("two editions", {ONS: WEIGHTS.format(184), ONS_2019: WEIGHTS.format(180)},
         {ONS: (2, 0, 0, 0), ONS_2019: (2, 0, 0, 0)}, holds=lambda t: weight(t) == [180, 184]),
)  # fmt: skip


@pytest.mark.parametrize("case", HARM, ids=lambda case: case.name)
def test_weights(case: Case, reader: Reader) -> None:
    check(case, "ons_severity", reader)


OUTPUTS = "projects/project_outputs.csv"
PROJECTS, PROJECTS_R2 = "projects/projects.csv", "projects/projects-r2.csv"


def projects(
    priorities: str = "violence-and-abuse", districts: str = "redditch", **others: str
) -> str:
    values = {
        "project_id": "P1", "name": "Caf\u00e9", "priority_ids": priorities,
        "districts": districts, "allocated_gbp": "12500", "ring_fenced": "no", **others,
    }  # fmt: skip
    fields = list(TABLES["project"].fields)
    return f"{','.join(fields)}\n{','.join(values.get(name, '') for name in fields)}\n"


def named(tables: dict[str, pd.DataFrame]) -> tuple[str, str, str]:
    return tuple(tables["project"].loc[0, ["name", "priority_ids", "districts"]])


PROJECT = (
    Case("a priority that there is not", {PROJECTS: projects("violence-and-abuze")},
         said=(f"{PROJECTS}, row 1: column priority_ids names 'violence-and-abuze'",
               "the nearest is 'violence-and-abuse'")),
    Case("a district that there is not", {PROJECTS: projects(districts="redditch;bromsgrov")},
         said=("column districts names 'bromsgrov'", "the nearest is 'bromsgrove'")),
    Case("a day that there is not", {PROJECTS: projects(start="2017-02-30")},
         said=(f"{PROJECTS}, row 1: column start must hold a date such as 2017-02-01.",)),
    Case("an end before the start", {PROJECTS: projects(start="2017-02-01", end="2016-07-31")},
         said=(f"{PROJECTS}, row 1: column end lies before start.",)),
    Case("an output of no project",
         {PROJECTS: projects(), OUTPUTS: "project_id,measure,unit,target,actual,period,source\n"
          "P2,Evenings held,evenings,10,9,2016-04/2017-01,\n"},
         said=("project_outputs.csv: column project_id names 'P2'", "Choose from: P1")),
    Case("lists with spaces and capitals",
         {PROJECTS: projects("Theft-and-acquisitive-crime ; violence-and-abuse", "Redditch;")},
         {PROJECTS: (1, 0, 0, 0)}, holds=lambda t: named(t)[1:] == (
             "violence-and-abuse;theft-and-acquisitive-crime", "redditch")),
    Case("in Windows-1252", {PROJECTS: projects().encode("cp1252")}, {PROJECTS: (1, 0, 0, 0)},
         holds=lambda t: named(t)[0] == "Caf\u00e9"),
    Case("a revision", {PROJECTS: projects(), PROJECTS_R2: projects(districts="bromsgrove")},
         {PROJECTS: (0, 0, 1, 0), PROJECTS_R2: (1, 0, 0, 0)},
         holds=lambda t: named(t)[2] == "bromsgrove"),
    Case("a row twice", {PROJECTS: projects() + projects().split("\n")[1] + "\n"},
         {PROJECTS: (1, 0, 1, 0)}),
    Case("without a column", {PROJECTS: projects().replace("funder", "payer")},
         said=(f"{PROJECTS} lacks a column for 'funder'",)),
)  # fmt: skip


@pytest.mark.parametrize("case", PROJECT, ids=lambda case: case.name)
def test_projects(case: Case, reader: Reader) -> None:
    check(case, "projects", reader)


NOTE, NOTE_R2 = "commentary/park.md", "commentary/park-r2.md"


def note(text: str = "A park was refurbished.", **head: str) -> str:
    values = {"key": '"burglary"', "author_role": '"analyst"'} | head
    lines = "\n".join(f"{name} = {value}" for name, value in values.items())
    return f"+++\n{lines}\n+++\n{text}\n"


COMMENTARY = (
    Case("not in UTF-8", {NOTE: note("A caf\u00e9 opened.").encode("cp1252")},
         said=(f"{NOTE} is not in UTF-8: see line 5. Save it as UTF-8.",)),
    Case("in UTF-16", {NOTE: note().encode("utf-16")}, said=(f"{NOTE} is in UTF-16.",)),
    Case("with a byte order mark", {NOTE: note().encode("utf-8-sig")}, {NOTE: (1, 0, 0, 0)}),
    Case("a subject that there is not", {NOTE: note(key='"burglery"')},
         said=(f"In the head of {NOTE}, key names 'burglery'", "the nearest is 'burglary'")),
    Case("a subject that is a number", {NOTE: note(key="5")}, said=("key names '5'",)),
    Case("an edition that there is not", {NOTE: note(editions='["partners"]')},
         said=("editions names 'partners'", "the nearest is 'partner'")),
    Case("a district that there is not", {NOTE: note(districts='["reditch"]')},
         said=("districts names 'reditch'", "the nearest is 'redditch'")),
    Case("a date that is none", {NOTE: note(date='"10/01/2017"')},
         said=("date is no date: write it as 2017-01-31",)),
    Case("a date of TOML's own", {NOTE: note(date="2017-01-10")}, {NOTE: (1, 0, 0, 0)},
         holds=lambda t: t["commentary"]["date"].tolist() == ["2017-01-10"]),
    Case("a revision", {NOTE: note(), NOTE_R2: note("A park was closed.")},
         {NOTE: (0, 0, 1, 0), NOTE_R2: (1, 0, 0, 0)}, noted={NOTE: f"replaced by {NOTE_R2}"},
         holds=lambda t: t["commentary"]["text"].tolist() == ["A park was closed."]),
)  # fmt: skip


@pytest.mark.parametrize("case", COMMENTARY, ids=lambda case: case.name)
def test_commentary(case: Case, reader: Reader) -> None:
    check(case, "commentary", reader)
