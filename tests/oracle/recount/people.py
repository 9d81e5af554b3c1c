"""How the figures about people are counted: victims, suspects, and who is harmed again."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from counting import Counter, Truth
from shown import Table

ANSWERS = {"yes": "Yes", "no": "No", "": "Not recorded"}
BANDS = ("0-9", "10-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65-74", "75+")
GROUPS = {"W": "White", "M": "Mixed", "A": "Asian", "B": "Black", "O": "Other"}
NO_GROUP = "Not stated or not recorded"
RELATIONS = {
    "partner_ex": "A partner or ex-partner", "family": "A family member",
    "acquaintance": "An acquaintance", "neighbour": "A neighbour",
    "professional": "A professional contact", "stranger": "A stranger", "": "Not recorded",
}  # fmt: skip
KINDS = {
    "person": "A person", "business": "A business or organisation",
    "state": "The state (no individual victim)", "": "Not recorded",
}  # fmt: skip


def _described(people: pd.DataFrame) -> pd.DataFrame:
    age = pd.to_numeric(people["age"])
    lows = [int(band.rstrip("+").split("-")[0]) for band in BANDS]
    band = pd.cut(age, [*lows, 999], right=False, labels=BANDS).astype(object).fillna("unknown")
    group = people["ethnicity_self"].str[:1].map(GROUPS)
    group = group.where(people["ethnicity_self"] != "NS").fillna("unknown")
    sex = people["sex"].where(people["sex"].isin(["F", "M"]), "unknown")
    return people.assign(band=band, group=group, sex=sex)


def _persons(counter: Counter, table: Table, theme: str = "") -> tuple[str, pd.DataFrame]:
    of = "suspect" if "suspect" in table.name else "victim"
    people = _described(counter.people(of, counter.now, theme or table.chapter))
    return of, people[people["victim_type"].isin(["person", ""])] if of == "victim" else people


def age_sex(counter: Counter, table: Table) -> Iterator[Truth]:
    """People by age and sex."""
    _, people = _persons(counter, table)
    held = counter.classes("age_band", {band: band for band in (*BANDS, "unknown")})
    for row, *_ in table.rows:
        here = people[people["band"].isin(held[row])]
        for column, sex in (("Female", "F"), ("Male", "M"), ("Sex not known", "unknown")):
            yield Truth(row, column, int((here["sex"] == sex).sum()))


def equality(counter: Counter, table: Table) -> Iterator[Truth]:
    """People of each priority by the group that they stated."""
    held = counter.classes(
        "ethnicity", {**{name: name for name in GROUPS.values()}, "unknown": NO_GROUP}
    )
    for one in counter.raw.priorities:
        _, people = _persons(counter, table, theme=one["id"])
        for row, *_ in table.rows:
            if row.startswith(f"{one['short_label']}: "):
                group = row.removeprefix(f"{one['short_label']}: ")
                yield Truth(row, table.labels[1], int(people["group"].isin(held[group]).sum()))


def kinds(counter: Counter, table: Table) -> Iterator[Truth]:
    """Persons, businesses and the state."""
    people = counter.people("victim", counter.now, table.chapter)
    for value, row in KINDS.items():
        yield Truth(row, table.labels[1], int((people["victim_type"] == value).sum()))


def relationship(counter: Counter, table: Table) -> Iterator[Truth]:
    """How victims know the suspect."""
    _, people = _persons(counter, table)
    held = counter.classes("relationship", RELATIONS)
    for row, *_ in table.rows:
        yield Truth(
            row, table.labels[1], int(people["relationship_to_suspect"].isin(held[row]).sum())
        )


def support(counter: Counter, table: Table) -> Iterator[Truth]:
    """Victims marked vulnerable and referred to support."""
    _, people = _persons(counter, table)
    columns = {"Marked as vulnerable": "vulnerable", "Referred to support": "support_referred"}
    for row, name in columns.items():
        for answer, column in ANSWERS.items():
            yield Truth(row, column, int((people[name] == answer).sum()))


def suspect_known(counter: Counter, table: Table) -> Iterator[Truth]:
    """Crimes with and without a suspect."""
    crimes = counter.rows("crime", counter.now, table.chapter)
    is_known = crimes.index.isin(counter.raw.suspects["crime"])
    yield Truth("At least one suspect", table.labels[1], int(is_known.sum()))
    yield Truth("No suspect", table.labels[1], int((~is_known).sum()))


def together(counter: Counter, table: Table) -> Iterator[Truth]:
    """Crimes by how many suspects they have."""
    people = counter.people("suspect", counter.now, table.chapter)
    number_of = people[people["person"] != ""].groupby("crime")["person"].nunique()
    for row, least, most in (("One suspect", 1, 1), ("Two suspects", 2, 2),
                             ("Three suspects or more", 3, 999)):  # fmt: skip
        yield Truth(row, table.labels[1], int(number_of.between(least, most).sum()))


def _records(
    counter: Counter, of: str, months: list[str], theme: str, codes: list[str]
) -> pd.DataFrame:
    """Return one row for each identified person, district and crime of some months."""
    people = counter.people(of, months, theme)
    people = people[(people["person"] != "") & people["district"].isin(codes)]
    if of == "victim":
        people = people[people["victim_type"] == "person"]
    return people.drop_duplicates(["person", "crime"])


def _repeats(
    counter: Counter, theme: str, codes: list[str], row: str, table: Table
) -> Iterator[Truth]:
    each = _records(counter, "victim", counter.year, theme, codes)
    each = each.groupby(["district", "person"]).size()
    yield Truth(row, "Crimes", int(each.sum()))
    yield Truth(row, "People", len(each))
    yield Truth(row, "Repeats", int(each.sum()) - len(each))
    if "People with 3 crimes or more" in table.labels:
        yield Truth(row, "People with 3 crimes or more", int((each >= 3).sum()))
    two_years = counter.months_to(counter.now[-1], 24)
    if counter.has("victim", two_years, codes):
        followed, again = _followed(_records(counter, "victim", two_years, theme, codes), two_years)
        yield Truth(row, "People followed", followed)
        yield Truth(row, "Harmed again within 12 months", again)


def _followed(records: pd.DataFrame, months: list[str]) -> tuple[int, int]:
    """Return people first harmed in the first of two years, and those harmed again in a year."""
    by = ["district", "person"]
    records = records.sort_values("date", kind="stable")
    first = records.groupby(by)["date"].transform("min")
    opened = first.dt.strftime("%Y-%m").isin(months[:12])
    within = records[opened & (records["date"] < first + pd.DateOffset(months=12))]
    number_of = within.groupby(by).size()
    return len(number_of), int((number_of > 1).sum())


def repeat_victims(counter: Counter, table: Table) -> Iterator[Truth]:
    """People harmed again, by theme."""
    for row, theme in counter.themes(table.chapter).items():
        yield from _repeats(counter, theme, counter.codes, row, table)


def repeats_by_district(counter: Counter, table: Table) -> Iterator[Truth]:
    """People harmed again, by district, of the theme that the title names."""
    named = {
        f": {label[:1].lower()}{label[1:]}": one
        for label, one in counter.themes(table.chapter).items()
    }
    theme = next((one for label, one in named.items() if label in table.words), table.chapter)
    for name, codes in counter.areas().items():
        whole = Counter(counter.raw, codes, counter.now)
        yield from _repeats(whole, theme, codes, name, table)


def harmed(counter: Counter, table: Table) -> Iterator[Truth]:
    """People harmed and crimes against them."""
    for row, theme in counter.themes(table.chapter).items():
        each = _records(counter, "victim", counter.year, theme, counter.codes)
        yield Truth(row, "People harmed", each.groupby(["district", "person"]).ngroups)
        yield Truth(row, "Crimes against them", len(each))
        raw = counter.raw
        inside = raw.lsoas.index[raw.lsoas["ltla_code"].isin(counter.codes)]
        people = raw.sum_of(*raw.people_of(int(counter.now[0][:4])), inside)
        rate = 1000 * each.groupby(["district", "person"]).ngroups / people
        yield Truth(row, "People per 1,000 residents", rate, 1000 / people)


def victim_profiles(counter: Counter, table: Table) -> Iterator[Truth]:
    """Victims who are persons, by theme."""
    for row, theme in counter.themes(table.chapter).items():
        people = counter.people("victim", counter.now, theme)
        is_person = people["victim_type"].isin(["person", ""])
        yield Truth(row, "Victims who are persons", int(is_person.sum()))


def few_suspects(counter: Counter, table: Table) -> Iterator[Truth]:
    """Suspects by the number of crimes they are linked to; rows are told apart by two headings."""
    for row, theme in counter.themes(table.chapter).items():
        each = _records(counter, "suspect", counter.year, theme, counter.codes)
        each = each.groupby(["district", "person"]).size()
        for name, linked, *_ in table.rows:
            if name == row:
                least = int(linked.split()[0]) if linked[0].isdigit() else 1
                key = f"{row} / {linked}"
                yield Truth(key, "Suspects", int((each >= least).sum()))
                yield Truth(key, "Crimes linked to them", int(each[each >= least].sum()))
