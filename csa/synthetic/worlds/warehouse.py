"""The synthetic partnership as text files from warehouses and call handling.

Quarters in Windows-1252 with titles in capitals, National Grid letters and the month of January
1900 for no date; logs with date and time apart; fires in UTC; reports in degrees and wards.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from csa.synthetic.places.geography import Ground
from csa.synthetic.worlds import theirs
from csa.synthetic.worlds.theirs import QUARTER, YEAR, words
from csa.synthetic.writers import RawFolder

NEVER = "01/01/1900 00:00"
FLAGS = {
    "flag_domestic": "DA_FLAG", "flag_hate": "HATE_STRAND", "flag_cse": "CSE_FLAG",
    "flag_alcohol": "ALCOHOL_FLAG", "flag_drugs": "DRUGS_FLAG", "flag_weapon": "WEAPON_FLAG",
    "flag_nte": "NTE_FLAG", "flag_business": "BUSINESS_FLAG", "flag_rural": "RURAL_FLAG",
    "flag_cyber": "CYBER_FLAG", "flag_youth": "YOUTH_FLAG",
}  # fmt: skip
BITS = {"yes": "1", "no": "0", "": "9"}
PRECISION = {"exact": "A1", "street": "S1", "snap": "P1", "none": ""}
PROCESS = {
    "suspect": "N||", "arrested": "N|Y|", "charged": "N|Y|CHARGED", "convicted": "N|Y|CONVICTED",
    "eliminated": "Y||",
}  # fmt: skip
RELATIONS = {
    "partner_ex": ("SPOUSE", "EX-PARTNER"), "family": ("PARENT", "SIBLING"),
    "acquaintance": "ACQUAINTANCE", "stranger": "STRANGER", "neighbour": "NEIGHBOUR",
}  # fmt: skip
CALLS = {
    "Nuisance": ("ASB NUISANCE", "ASB ROWDY OR INCONSIDERATE"), "Personal": "ASB PERSONAL",
    "Environmental": "ASB ENVIRONMENTAL",
}  # fmt: skip
OTHERS_AMONG = 40
MOTIVES = {
    "accidental": "A", "deliberate_own": "DO", "deliberate_others": "DX", "not_known": "NK",
    "deliberate_unknown_owner": "DU",
}  # fmt: skip
LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
SQUARE_M = 100_000
DEGREES = 8
WINDOWS = "cp1252"


def write(
    folder: RawFolder, extracts: Mapping[str, pd.DataFrame], ground: Ground
) -> dict[str, str]:
    """Write the files of every partner; return the look-ups of their layouts by name."""
    crimes = extracts["police_crimes"]
    for span, rows in theirs.spans(crimes, QUARTER):
        name = f"police/OFFENCE_SEARCH_{theirs.named(span, '_')}.csv"
        _add(folder, name, _crimes(rows, ground), encoding=WINDOWS)
    for span, rows in theirs.spans(_persons(extracts), QUARTER):
        name = f"police/NOMINAL_ROLES_{theirs.named(span, '_')}.csv"
        _add(folder, name, rows.drop(columns="month"), encoding=WINDOWS)
    for span, rows in theirs.spans(extracts["asb"], QUARTER):
        _add(folder, f"asb/LOG_{theirs.named(span, '_')}.csv", _calls(rows, ground))
    for span, rows in theirs.spans(extracts["fire"], YEAR):
        _add(folder, f"fire/fires_{theirs.named(span, '_')}.csv", _fires(rows), mark=";")
    for span, rows in theirs.spans(extracts["environment"], YEAR):
        name = f"environment/enquiries_{theirs.named(span, '_')}.csv"
        _add(folder, name, _reports(rows, ground), mark="\t")
    titled = crimes.assign(title=crimes["offence_description"].str.upper())
    others = {
        "group": "offence_group",
        "subgroup": "offence_subgroup",
        "category": "police_uk_category",
    }
    return {"offence_titles.csv": theirs.category_table(titled, "title", others)}


def _add(
    folder: RawFolder, name: str, rows: pd.DataFrame, *, mark: str = ",", encoding: str = "utf-8"
) -> None:
    text = rows.to_csv(sep=mark, index=False, lineterminator="\r\n")
    folder.data(name, text.encode(encoding), rows=len(rows))


def _grid(rows: pd.DataFrame) -> pd.Series:
    """Return references with two letters and five figures each way; empty for no place."""
    east = rows["easting"].astype("Int64").fillna(0).to_numpy(dtype=int)
    north = rows["northing"].astype("Int64").fillna(0).to_numpy(dtype=int)
    found = []
    for e, n in zip(east, north, strict=True):
        column, row = e // SQUARE_M, n // SQUARE_M
        first = LETTERS[(19 - row) // 5 * 5 + column // 5 + 2]
        second = LETTERS[(19 - row) % 5 * 5 + column % 5]
        found.append(f"{first}{second} {e % SQUARE_M:05d} {n % SQUARE_M:05d}" if e else "")
    return pd.Series(found)


def _crimes(rows: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    n = len(rows)
    code = rows["ho_offence_code"].str.extract(r"(\d+)(\D*)")
    table = {"CRIME_REF": rows["crime_ref"]}
    table["CREATED_DATE"] = theirs.stamped(rows["recorded_date"], "%d-%b-%Y").str.upper()
    for heading, column in (("FIRST", "committed_from"), ("LAST", "committed_to")):
        when = theirs.stamped(rows[column], "%d/%m/%Y %H:%M")
        table[f"{heading}_COMMITTED"] = when.replace("", NEVER)
    table["REC_HOMC_CODE"], table["REC_HOOC_CODE"] = code[0].str.zfill(3), code[1]
    table["REC_TITLE"] = rows["offence_description"].str.upper()
    status = {"recorded": "", "cancelled": ("DUP", "AVI"), "transferred": "TRF"}
    table["NCR_CODE"] = words(rows["status"], status)
    table["OUTCOME_CODE"] = rows["outcome_code"].astype(str).str.zfill(2).replace("00", "")
    for ours, heading in FLAGS.items():
        table[heading] = rows[ours].replace(BITS)
    table["COMPLAINT_URN"] = rows["complaint_ref"]
    table["POST_CODE"] = pd.Series(["ZZ9 9ZZ"] * n)
    table["OIC"] = pd.Series(theirs.tokens("O\u2019Brien", n))
    table["GRID_REF"] = _grid(rows)
    table["GRID_PRECISION"] = words(rows["coord_quality"], PRECISION)
    table["LSOA_CODE"] = rows["lsoa_code"]
    table["COUNCIL"] = theirs.councils(rows, ground, form="{}").str.upper()
    return pd.DataFrame(table)


def _persons(extracts: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return victims and suspects in one table, month by month."""
    victims, suspects = extracts["police_victims"], extracts["police_suspects"]
    both = pd.concat(
        [
            victims.rename(columns={"victim_ref": "ref"}).assign(ROLE="AGGR"),
            suspects.rename(columns={"suspect_ref": "ref"}).assign(ROLE="SUSP"),
        ],
        ignore_index=True,
    ).sort_values("month", kind="stable", ignore_index=True)
    text = both.drop(columns="age").fillna("")
    table = {"month": text["month"], "CRIME_REF": text["crime_ref"], "ROLE": text["ROLE"]}
    table["CAPACITY"] = text["role"].str.upper()
    table["NOMINAL_REF"], table["SURNAME_1"] = text["ref"], text["name"]
    table["FORENAME_1"] = pd.Series(theirs.tokens("Zo\u00eb", len(both)))
    table["DATE_OF_BIRTH"] = theirs.stamped(text["date_of_birth"], "%d/%m/%Y")
    table["LATEST_ADDRESS"], table["SEX"] = text["address"], text["sex"].str[:1].str.upper()
    table["AGE"] = both["age"].astype("Int64")
    table["ETHNICITY_16"], table["ETHNICITY_6"] = text["ethnicity_self"], text["ethnicity_officer"]
    table["VICTIM_TYPE"] = text["victim_type"].str[:1].str.upper()
    for ours in ("residence_lsoa", "injury", "iom_flag", "yot_flag", "disability", "vulnerable"):
        table[ours.upper()] = text[ours]
    for ours in ("alcohol", "drugs", "support_referred"):
        table[ours.upper()] = text[ours].replace({"yes": "true", "no": "false"})
    table["RELATIONSHIP"] = words(text["relationship_to_suspect"], RELATIONS)
    process = words(text["status"], PROCESS).str.split("|")
    table["ELIMINATED"], table["ARRESTED"] = process.str[0], process.str[1]
    table["PROCESS"] = process.str[2]
    return pd.DataFrame(table)


def _calls(rows: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    n = len(rows)
    table = {"LOG_NO": rows["incident_ref"]}
    table["CALL_DATE"] = theirs.stamped(rows["created_at"], "%Y%m%d")
    table["CALL_TIME"] = theirs.stamped(rows["created_at"], "%H%M")
    table["CLOSED"] = theirs.stamped(rows["closed_at"], "%d %B %Y %H:%M")
    table["OPENING_CODE"] = words(rows["nsir_category"], CALLS)
    table["TAGS"] = rows["qualifiers"].str.replace(";", ", ")
    table["CALLER_ID"], table["GRADE"] = rows["caller_ref"], rows["risk"].str[:1].str.upper()
    table["REPEAT"] = words(rows["repeat_caller"], {"yes": "1", "no": "0", "": "Unknown"})
    table["ORIGIN"] = words(
        rows["source"],
        {"police": ("999", "101"), "council": "COUNCIL", "housing": "HOUSING"},
    )
    table["CALLER_TEL"] = pd.Series([f"07700 900{number % 1000:03d}" for number in range(n)])
    table["REMARKS"] = pd.Series(theirs.tokens("says, that", n))
    table["LSOA_CODE"] = rows["lsoa_code"]
    table |= {"X": rows["easting"].astype("Int64").fillna(0)}
    table |= {"Y": rows["northing"].astype("Int64").fillna(0)}
    table["PRECISION"] = words(rows["coord_quality"], PRECISION)
    table["LPA"] = theirs.councils(rows, ground, form="{}").str.upper()
    found = pd.DataFrame(table)
    others = found.iloc[::OTHERS_AMONG].assign(OPENING_CODE="MISSING PERSON")
    others["LOG_NO"] += "-M"
    return pd.concat([found, others], ignore_index=True)


def _fires(rows: pd.DataFrame) -> pd.DataFrame:
    local = theirs.stamps(rows["call_datetime"]).dt.tz_localize(
        "Europe/London", ambiguous=np.ones(len(rows), dtype=bool)
    )
    table = {"id": rows["incident_ref"]}
    table["call_time"] = local.dt.tz_convert("UTC").dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    table["class"] = rows["incident_class"].str.upper()
    table["cause"] = words(rows["motive"], MOTIVES)
    for name in ("property_type", "location_type", "fatalities", "injuries"):
        table[name] = rows[name]
    for name in ("attack_on_crew", "hoax"):
        table[name] = words(rows[name], {"yes": "Y", "no": "N", "": "Don't Know"})
    table["owner"] = pd.Series(theirs.tokens("Mrs", len(rows)))
    table["grid"] = _grid(rows)
    table["accuracy"] = words(rows["coord_quality"], PRECISION)
    table["lsoa"], table["lad"] = rows["lsoa_code"], rows["district_code"]
    return pd.DataFrame(table)


def _reports(rows: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    table = {"enquiry": rows["report_ref"]}
    table["logged"] = theirs.stamped(rows["reported_at"], "%A %d %B %Y, %H:%M")
    table["service"] = rows["report_type"].str.replace("_", " ").str.capitalize()
    table["size"], table["outcome"] = rows["size"], rows["action"]
    table["land"] = words(rows["land"], {"public": "PUB", "private": "PRI", "": "n/k"})
    table["channel"] = words(rows["on_behalf"], {"public": ("Web", "Phone"), "officer": "Staff"})
    table["email"] = pd.Series([f"zzcanary{n}@example.invalid" for n in range(len(rows))])
    table["latitude"], table["longitude"] = _degrees(rows)
    table["accuracy"] = words(rows["coord_quality"], PRECISION)
    table["neighbourhood"], table["ward"] = rows["lsoa_code"], theirs.wards(rows, ground)
    table["authority"] = theirs.councils(rows, ground, form="{} Council")
    return pd.DataFrame(table)


def _degrees(rows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return latitudes and longitudes; zeros for no place."""
    from pyproj import Transformer

    known = rows["easting"].notna().to_numpy()
    points = rows[["easting", "northing"]].astype("Float64").fillna(0).to_numpy(dtype=float)
    to_degrees = Transformer.from_crs("EPSG:27700", "EPSG:4326", always_xy=True).transform
    east, north = (np.round(one, DEGREES) for one in to_degrees(points[:, 0], points[:, 1]))
    return np.where(known, north, 0.0), np.where(known, east, 0.0)
