"""The synthetic partnership as workbooks of a year, from systems of records.

Titles, totals and notes stand around the rows, dates and times apart, a sheet for each month or
council, headings that change in October; persons come in one file with what they were.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from csa.synthetic.books import Rows, workbook
from csa.synthetic.places.geography import Ground
from csa.synthetic.worlds import theirs
from csa.synthetic.worlds.theirs import YEAR, words
from csa.synthetic.writers import RawFolder

UNKNOWN = "Not Recorded"
FLAGS = {
    "flag_domestic": "Domestic Abuse", "flag_cse": "CSE", "flag_alcohol": "Alcohol",
    "flag_drugs": "Drugs", "flag_weapon": "Weapon", "flag_nte": "Night Time Economy",
    "flag_business": "Business Crime", "flag_rural": "Rural Crime", "flag_cyber": "Cyber",
    "flag_youth": "Youth",
}  # fmt: skip
YES_NO = {"yes": "Yes", "no": "No", "": UNKNOWN}
STATUS = {
    "recorded": "Confirmed",
    "cancelled": "Cancelled (additional verifiable information)",
    "transferred": "Transferred to another force",
}
ACCURACY = {"exact": "Address", "street": "Street", "snap": "Snap Point", "none": "Not Known"}
ROLES = {
    "victim": "Aggrieved", "complainant": "Complainant", "suspect": "Suspect",
    "arrested": "Arrested", "charged": "Charged", "convicted": "Convicted",
    "eliminated": "Eliminated",
}  # fmt: skip
SEX = {"M": "Male", "F": "Female", "other": "Other"}
TYPES = {"person": "Individual", "business": "Company", "state": "The Crown"}
RELATIONS = {
    "partner_ex": ("Husband/Wife", "Ex-partner"), "family": "Relative", "acquaintance": "Known",
    "stranger": "Not known to suspect", "neighbour": "Neighbour",
}  # fmt: skip
INCIDENTS = {
    "Nuisance": ("ASB - NUISANCE", "ASB - NUISANCE (VEHICLES)"),
    "Personal": "ASB - PERSONAL",
    "Environmental": "ASB - ENVIRONMENTAL",
}
OTHERS_AMONG = 25
RISKS = {"high": "High", "medium": "Medium", "standard": "Low", "": "Not assessed"}
FIRES = {
    "chimney": "Chimney | Dwelling", "secondary": "Secondary | Outdoor",
    "primary_dwelling": "Primary | Dwelling", "primary_vehicle": "Primary | Road Vehicle",
    "primary_other_building": ("Primary | Non Residential", "Primary | Other Residential"),
    "primary_outdoor": ("Primary | Outdoor", "Primary | Outdoor structure"),
}  # fmt: skip
MOTIVES = {
    "accidental": "Accidental", "deliberate_own": "Deliberate - own property",
    "deliberate_others": "Deliberate - others property", "not_known": "Not known",
    "deliberate_unknown_owner": "Deliberate - unknown owner",
}  # fmt: skip
BUILDINGS = {
    "House or flat": ("House - single occupancy", "Purpose Built Flats"), "Vehicle": ("Car", "Van"),
    "Refuse or grassland": ("Grassland, pasture, grazing etc", "Wheelie bin (domestic size)"),
    "Outdoor structure": "Outdoor structures", "Other building": "Retail - Single shop",
}  # fmt: skip
REPORTS = {
    "fly_tipping": ("Fly-tipping - household", "Fly-tipping - trade"), "litter": "Litter",
    "dog_fouling": "Dog fouling", "graffiti": ("Graffiti", "Graffiti - offensive"),
    "noise": ("Noise - domestic", "Noise - commercial"), "abandoned_vehicle": "Abandoned vehicle",
    "needles": "Needles / sharps", "street_cleansing": "Street cleansing", "other": "Other",
}  # fmt: skip
SIZES = {
    "single item": "Other Single Item", "car boot": "Car Boot or Less", "": UNKNOWN,
    "small van": "Small Van Load", "lorry": "Tipper Lorry Load",
}  # fmt: skip
ACTIONS = {
    "cleared": "Cleared", "inspected": "Investigation", "warning": "Warning Letter",
    "fixed penalty": "Fixed Penalty Notice",
}  # fmt: skip


def write(
    folder: RawFolder, extracts: Mapping[str, pd.DataFrame], ground: Ground
) -> dict[str, str]:
    """Write the files of every partner; return the look-ups of their layouts by name."""
    crimes = extracts["police_crimes"]
    for span, rows in theirs.spans(crimes, YEAR):
        _write_crimes(folder, rows, ground, name=f"Recorded crime {theirs.named(span)}")
    for span, rows in theirs.spans(_persons(extracts), YEAR):
        text = "\ufeff" + rows.drop(columns="month").to_csv(sep=";", index=False)
        folder.text(f"police/Persons {theirs.named(span)}.csv", text, rows=len(rows))
    for span, rows in theirs.spans(extracts["asb"], YEAR):
        sheets = dict(_months(rows, ground))
        _add(folder, f"asb/Incidents {theirs.named(span)}", sheets, rows=len(rows))
    for span, rows in theirs.spans(extracts["fire"], YEAR):
        sheets = {"Incidents": list(_fire_lines(rows, ground))}
        _add(folder, f"fire/Fires {theirs.named(span)}", sheets, rows=len(rows))
    for span, rows in theirs.spans(extracts["environment"], YEAR):
        sheets = dict(_councils(rows, ground))
        _add(folder, f"environment/Street scene {theirs.named(span)}", sheets, rows=len(rows))
    others = {
        "group": "offence_group",
        "subgroup": "offence_subgroup",
        "category": "police_uk_category",
    }
    return {
        "offence_codes.csv": theirs.category_table(crimes, "ho_offence_code", others),
        "beats.csv": _beats(ground),
    }


def _add(folder: RawFolder, name: str, sheets: Mapping[str, Rows], *, rows: int) -> None:
    folder.data(f"{name}.xlsx", workbook(sheets), rows=rows)


def _beat(rows: pd.DataFrame, ground: Ground) -> pd.Series:
    letters = ground.districts.set_index("code")["slug"].str[:2].str.upper()
    east = rows["easting"].astype("Int64").fillna(0).astype(int)
    return rows["district_code"].map(letters) + (east // 1000 % 10).astype(str)


def _beats(ground: Ground) -> str:
    pairs = zip(ground.districts["slug"], ground.districts["code"], strict=True)
    beats = [f"{slug[:2].upper()}{n},{code}" for slug, code in pairs for n in range(10)]
    return "\n".join(["BEAT,DISTRICT", *beats]) + "\n"


def _write_crimes(folder: RawFolder, rows: pd.DataFrame, ground: Ground, *, name: str) -> None:
    n = len(rows)
    table = {"Occurrence Number": rows["crime_ref"]}
    table["Occurrence Created Date"] = theirs.days(rows["recorded_date"])
    for what, column in (("From", "committed_from"), ("To", "committed_to")):
        table[f"Committed {what} Date"] = theirs.days(rows[column])
        table[f"Committed {what} Time"] = theirs.bare_times(rows[column])
    table["HO Class"] = rows["ho_offence_code"].str.zfill(4)
    table["Offence Description"] = rows["offence_description"]
    table |= {theirs: words(rows[ours], YES_NO) for ours, theirs in FLAGS.items()}
    hate = rows["flag_hate"].str.title().str.replace(";", "; ")
    table["Hate Crime"] = hate.replace({"No": "Not Hate", "": UNKNOWN})
    table["Related Complaint"] = rows["complaint_ref"]
    table["Stats Class Status"] = words(rows["status"], STATUS)
    outcome = rows["outcome_code"].astype(str)
    table["HO Outcome"] = (outcome + " - as the Home Office counts it").where(outcome != "", "")
    table["Location"] = pd.Series(theirs.tokens("Road", n))
    table["Investigating Officer"] = pd.Series(theirs.tokens("PC", n))
    table["Beat Code"] = _beat(rows, ground)
    table["LSOA Name"] = theirs.lsoa_names(rows["lsoa_code"], ground)
    table |= _points(rows)
    above: Rows = [["Recorded crime, invented"], ["Confidential"], []]
    below: Rows = [["Total occurrences", n], ["Source: records management system"]]
    criteria = [["Criteria"], ["Recorded in the year"], ["All classes"]]
    lines = [*above, *theirs.lines(pd.DataFrame(table)), *below]
    _add(folder, f"police/{name}", {"Criteria": criteria, "Sheet1": lines}, rows=n)


def _points(rows: pd.DataFrame) -> dict[str, pd.Series]:
    return {
        "Easting": rows["easting"].astype("Float64") + 0.25,
        "Northing": rows["northing"].astype("Float64") + 0.25,
        "Accuracy": words(rows["coord_quality"], ACCURACY),
    }


def _persons(extracts: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return victims and suspects in one table, month by month."""
    victims, suspects = extracts["police_victims"], extracts["police_suspects"]
    both = pd.concat(
        [
            victims.rename(columns={"victim_ref": "ref"}),
            suspects.rename(columns={"suspect_ref": "ref", "status": "role"}),
        ],
        ignore_index=True,
    ).sort_values("month", kind="stable", ignore_index=True)
    text = both.drop(columns="age").fillna("")
    n = len(both)
    table = {"month": text["month"], "Occurrence Number": text["crime_ref"]}
    table["Role"] = words(text["role"], ROLES)
    table["Person URN"] = text["ref"]
    table["Surname"], table["Forename"] = text["name"], pd.Series(theirs.tokens("Jo", n))
    table["DOB"] = theirs.stamped(text["date_of_birth"], "%d/%m/%Y")
    table["Address"] = text["address"]
    table["Mobile"] = pd.Series([f"07700 900{number % 1000:03d}" for number in range(n)])
    table["Type"] = words(text["victim_type"], TYPES)
    table["Age"] = both["age"].astype("Int64")
    table["Gender"] = words(text["sex"], SEX)
    defined, seen = text["ethnicity_self"], text["ethnicity_officer"].astype(str)
    table["Self Defined Ethnicity"] = (defined + " - self defined").where(defined != "", "")
    table["IC Code"] = ("IC" + seen).where(seen != "", "")
    table["Home LSOA"] = text["residence_lsoa"]
    answers = {
        "disability": "Disability", "vulnerable": "Vulnerable", "injury": "Injury Level",
        "support_referred": "Victim Support", "iom_flag": "IOM", "yot_flag": "YOT",
        "alcohol": "Alcohol", "drugs": "Drugs",
    }  # fmt: skip
    table |= {heading: text[ours] for ours, heading in answers.items()}
    table["Relationship"] = words(text["relationship_to_suspect"], RELATIONS)
    return pd.DataFrame(table)


def _months(rows: pd.DataFrame, ground: Ground) -> Iterator[tuple[str, Rows]]:
    """Yield a sheet for each month; from October on some headings and the form of dates change."""
    for month, part in rows.groupby("month", sort=True):
        table = _incidents(part.reset_index(drop=True), ground)
        if pd.Period(str(month), "M").month in (10, 11, 12, 1, 2, 3):
            table = table.rename(
                columns={"Incident Number": "Incident No.", "LSOA": "LSOA Name", "X": "Easting"}
            )
            table["Incident Date Time"] = stamp_cells(table["Incident Date Time"])
        lines = theirs.lines(table)
        name = f"{pd.Period(str(month), 'M').start_time:%b-%y}"
        yield name, [["Incidents, invented"], [], *lines, ["Count", len(lines) - 1]]


def stamp_cells(texts: pd.Series) -> pd.Series:
    """Return dates written with the day first as a workbook keeps them."""
    found = pd.to_datetime(texts, format="%d/%m/%Y %H:%M")
    return pd.Series(found.dt.to_pydatetime(), dtype=object)


def _incidents(rows: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    n = len(rows)
    table = {"Incident Number": rows["incident_ref"]}
    table["Incident Date Time"] = theirs.stamped(rows["created_at"], "%d/%m/%Y %H:%M")
    table["Closed Date Time"] = theirs.stamped(rows["closed_at"], "%d/%m/%y %H:%M")
    table["Incident Type"] = words(rows["nsir_category"], INCIDENTS)
    table["Qualifiers"] = "|" + rows["qualifiers"].str.upper().str.replace(";", "|") + "|"
    table["Caller Ref"] = rows["caller_ref"]
    table["Risk Level"] = words(rows["risk"], RISKS)
    table["Repeat Caller"] = words(rows["repeat_caller"], {"yes": "Y", "no": "N"})
    table["Received By"] = rows["source"].str.title()
    table["Caller Name"] = pd.Series(theirs.tokens("Caller", n))
    table["Location Text"] = pd.Series(theirs.tokens("Street", n))
    table["LSOA"] = theirs.lsoa_names(rows["lsoa_code"], ground)
    table |= {"X": rows["easting"], "Y": rows["northing"]}
    table["Accuracy"] = words(rows["coord_quality"], ACCURACY)
    table["Council"] = theirs.councils(rows, ground, form="{} Borough Council")
    found = pd.DataFrame(table)
    others = found.iloc[::OTHERS_AMONG].assign(**{"Incident Type": "RTC - DAMAGE ONLY"})
    others["Incident Number"] += "-T"
    return pd.concat([found, others]).sort_index(kind="stable").reset_index(drop=True)


def _fire_lines(rows: pd.DataFrame, ground: Ground) -> Iterator[list[object]]:
    """Yield two lines of headings, and the fires of each month with their sub-total."""
    table = _fires(rows, ground)
    yield ["Incident", "", "", "", "Fire"]
    yield list(table.columns)
    for month, part in table.groupby(rows["month"], sort=True):
        yield from (list(line) for line in theirs.lines(part)[1:])
        yield [f"{month} sub-total", len(part)]
    yield ["TOTAL", len(table)]
    yield ["Incident data may be amended later"]


def _fires(rows: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    n = len(rows)
    table = {"FRS Incident Number": rows["incident_ref"]}
    table["Date of Call"] = theirs.days(rows["call_datetime"])
    table["Time of Call"] = theirs.bare_times(rows["call_datetime"])
    kinds = words(rows["incident_class"], FIRES).str.split(" | ", regex=False)
    table["Incident Type"] = pd.Series(["Fire"] * n)
    table["Fire Type"], table["Property Type (Level 1)"] = kinds.str[0], kinds.str[1]
    table["Property Type (Level 3)"] = words(rows["property_type"], BUILDINGS)
    table["Motive"] = words(rows["motive"], MOTIVES)
    table["Urban or Rural"] = rows["location_type"].str.title()
    table["Fatalities"], table["Casualties"] = rows["fatalities"], rows["injuries"]
    table["Attack on crew"] = words(rows["attack_on_crew"], YES_NO)
    table["Malicious"] = words(rows["hoax"], YES_NO)
    table["Address"] = pd.Series(theirs.tokens("House", n))
    table["Officer in charge"] = pd.Series(theirs.tokens("Officer", n))
    table["LSOA Code"] = rows["lsoa_code"]
    table |= _points(rows)
    table["District"] = theirs.councils(rows, ground, form="{} District")
    return pd.DataFrame(table)


def _councils(rows: pd.DataFrame, ground: Ground) -> Iterator[tuple[str, Rows]]:
    """Yield a sheet for each council, two of them with headings of their own."""
    renamed: list[dict[str, str]] = [{}, {"Ref": "REF NO", "Date Reported": "DATE"}]
    renamed += [{"Ref": "Reference", "Action Taken": "Action", "Reported By": "Reporter"}]
    pairs = zip(ground.districts["code"], ground.districts["name"], strict=True)
    for (code, name), headings in zip(pairs, renamed, strict=True):
        mine = rows[rows["district_code"] == code].reset_index(drop=True)
        lines = theirs.lines(_reports(mine).rename(columns=headings))
        yield f"{name} DC", [*lines, ["Total", len(mine)]]


def _reports(rows: pd.DataFrame) -> pd.DataFrame:
    table = {"Ref": rows["report_ref"], "Date Reported": theirs.days(rows["reported_at"])}
    table["Time"] = theirs.stamped(rows["reported_at"], "%H:%M")
    table["Category"] = words(rows["report_type"], REPORTS)
    table["Size of load"] = words(rows["size"], SIZES)
    table["Land Type"] = words(
        rows["land"], {"public": ("Highway", "Council Land"), "private": "Private / Residential"}
    )
    table["Reported By"] = words(
        rows["on_behalf"], {"public": ("Member of public", "Councillor"), "officer": "Officer"}
    )
    table["Action Taken"] = words(rows["action"], ACTIONS)
    table["Details"] = pd.Series(theirs.tokens("at the corner of", len(rows)))
    table["LSOA"] = rows["lsoa_code"]
    table |= _points(rows)
    return pd.DataFrame(table)
