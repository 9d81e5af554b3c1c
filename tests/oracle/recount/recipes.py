"""How the figures of each table are counted: the recipes, from raw rows to what should be shown.

A recipe gets a table and yields, for rows and columns it knows by their headings, the true number.
Those about people are in :mod:`people`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pandas as pd
import people
from counting import NOW, Counter, Truth
from people import GROUPS, NO_GROUP
from shown import Table

Recipe = Callable[[Counter, Table], Iterator[Truth]]

UNITS = {
    "crime": "recorded crimes",
    "asb": "anti-social behaviour incidents",
    "fire": "deliberate fires",
    "environment": "environmental reports",
}
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
NOWHERE = "Place not recorded"
# Home Office outcome types, and how the categories of data.police.uk for them begin.
OUTCOMES = {
    "A suspect was charged or summonsed": (
        "1", "1A", "4", "Suspect charged", "Awaiting court", "Court ", "Defendant ",
        "Offender deprived", "Offender fined", "Offender given absolute",
        "Offender given community", "Offender given conditional", "Offender given suspended",
        "Offender ordered", "Offender otherwise", "Offender sent"),
    "Caution, penalty notice, warning or community resolution": (
        "2", "2A", "3", "3A", "6", "7", "8", "Offender given a caution", "Offender given penalty",
        "Offender given a drugs", "Local resolution"),
    "Not prosecuted: evidence, the victim's wish or the public interest": (
        "5", "9", "10", "11", "12", "13", "14", "15", "16", "17", "21", "22", "Unable to prosecute",
        "Formal action is not", "Further action is not", "Further investigation is not"),
    "No suspect identified": ("18", "Investigation complete; no suspect"),
    "Passed to another body": ("19", "20", "Action to be taken by another"),
}  # fmt: skip
NO_OUTCOME = "No outcome yet, or not recorded"
OBJECTS = {
    "Drugs": ("drug", "psychoactive"), "Stolen goods, or tools for theft": ("theft", "stolen"),
    "Weapons and firearms": ("weapon", "firearm", "threaten or harm"),
    "Tools for criminal damage": ("criminal damage",),
}  # fmt: skip


def compared(counter: Counter, row: str, unit: str, **picked: Any) -> Iterator[Truth]:
    """Yield the counts of both periods in a row."""
    for column, months in counter.spans.items():
        yield Truth(row, column, counter.count(unit, months, **picked))


# --- The area


def year_to_date(counter: Counter, table: Table) -> Iterator[Truth]:
    """Every type of crime, all of them, anti-social behaviour, and deliberate fires."""
    for row, *_ in table.rows:
        if row.startswith("Deliberate fires"):
            if row == "Deliberate fires":
                yield from compared(counter, row, "fire", theme="deliberate-fires")
        elif row == "All recorded crime":
            yield from compared(counter, row, "crime")
        elif row.startswith("Anti-social behaviour"):
            yield from compared(counter, row, "asb")
        else:
            yield from compared(counter, row, "crime", category=row)


def years(counter: Counter, table: Table) -> Iterator[Truth]:
    """Crime, its types and anti-social behaviour in the same months of each year."""
    named = [label for label in table.labels if re.fullmatch(r"\d{4}-\d{2}", label)]
    for back, label in enumerate(reversed(named)):
        months = [f"{int(month[:4]) - back}{month[4:]}" for month in counter.now]
        for row, *_ in table.rows:
            if row.startswith("Deliberate fires"):
                continue
            unit = "asb" if row.startswith("Anti-social") else "crime"
            of_all = unit == "asb" or row == "All recorded crime"
            picked = {} if of_all else {"category": row}
            yield Truth(row, label, counter.count(unit, months, **picked))


def areas_compared(counter: Counter, table: Table) -> Iterator[Truth]:
    """Crime and anti-social behaviour of every district and the partnership."""
    unit = table.name.removeprefix("areas-")
    for name, codes in counter.areas().items():
        yield from compared(counter, name, unit, codes=codes)


def priorities(counter: Counter, table: Table) -> Iterator[Truth]:
    """Every priority by what it counts."""
    for one in counter.raw.priorities:
        for unit, noun in UNITS.items():
            row = f"{one['short_label']}: {noun}"
            if any(row == shown for shown, *_ in table.rows):
                yield from compared(counter, row, unit, theme=one["id"])


def crime_by_ward(counter: Counter, table: Table) -> Iterator[Truth]:
    """All recorded crime of every ward."""
    names = _wards(counter)
    for column, months in counter.spans.items():
        if not counter.has("crime", months):
            continue
        located = counter.rows("crime", months)["lsoa"].value_counts()
        for row, *_ in table.rows:
            codes = names.index[names == row.casefold()]
            if len(codes):
                yield Truth(row, column, int(located.reindex(codes).sum()))


def glance(counter: Counter, table: Table) -> Iterator[Truth]:
    """What the priorities count, by the name of a priority or of what it counts besides crime."""
    for one in counter.raw.priorities:
        if any(one["short_label"] == row for row, *_ in table.rows):
            yield from compared(counter, one["short_label"], "crime", theme=one["id"])
    if any(row == UNITS["asb"].capitalize() for row, *_ in table.rows):
        yield from compared(counter, UNITS["asb"].capitalize(), "asb")


def answers(counter: Counter, table: Table) -> Iterator[Truth]:
    """What each priority counts first, by its name: crimes, or all incidents of disorder."""
    for one in counter.raw.priorities:
        if one.get("headline_unit") == "asb":
            yield from compared(counter, one["short_label"], "asb")
        else:
            yield from compared(counter, one["short_label"], "crime", theme=one["id"])


def by_month(counter: Counter, table: Table) -> Iterator[Truth]:
    """Counts month by month."""
    column = table.labels[1]
    unit = next(unit for unit, noun in UNITS.items() if noun == column.lower())
    theme = "" if table.chapter in ("strategic-assessment", "annex-area") else table.chapter
    for row, *_ in table.rows:
        month = str(pd.Period(pd.Timestamp(row), freq="M"))
        yield Truth(row, column, counter.count(unit, [month], theme))


def profile(counter: Counter, table: Table) -> Iterator[Truth]:
    """Neighbourhoods, residents, homes and deprivation of every district."""
    raw, year = counter.raw, int(counter.now[0][:4])
    for name, codes in counter.areas().items():
        inside = raw.lsoas.index[raw.lsoas["ltla_code"].isin(codes)]
        yield Truth(name, "LSOAs", float(len(inside)))
        for column, homes in (("Residents", False), ("Households", True)):
            people = raw.people_of(year, homes=homes)
            yield Truth(name, column, raw.sum_of(*people, inside))
        ranked = raw.deprivation(year, codes)
        yield Truth(name, "LSOAs ranked by deprivation", float(len(ranked)))
        deprived = float(ranked.isin([1, 2]).sum())
        yield Truth(name, "Of these in the most deprived fifth", deprived)


def row_account(counter: Counter, table: Table) -> Iterator[Truth]:
    """Rows of every source; those about people to the nearest hundred."""
    patterns = {
        "Anti-social behaviour incidents": "asb/*.csv", "Fires": "fire/*.csv",
        "Environmental reports to the councils": "environment/*.csv",
        "Recorded crime (police extract)": "police/*-crimes*.csv",
        "Victims (police extract)": "police/*-victims*.csv",
        "Suspects (police extract)": "police/*-suspects*.csv",
        "Stop and search (data.police.uk)": "stop_search/*.csv",
        "Street-level crime (data.police.uk)": "police_uk/*/*-street.csv",
    }  # fmt: skip
    for row, *_ in table.rows:
        if row in patterns:
            read = len(counter.raw.read(patterns[row]))
            is_people = row.startswith(("Victims", "Suspects"))
            yield Truth(row, "Rows", float(round(read, -2) if is_people else read))
            yield Truth(row, "Files", float(len(counter.raw.files(patterns[row]))))


# --- A priority


def headline(counter: Counter, table: Table) -> Iterator[Truth]:
    """What a priority counts."""
    for row, *_ in table.rows:
        unit = next((unit for unit, noun in UNITS.items() if noun == row.lower()), "")
        if unit:
            yield from compared(counter, row, unit, theme=table.chapter)


def subthemes(counter: Counter, table: Table) -> Iterator[Truth]:
    """Every sub-theme."""
    for one in counter.priority(table.chapter)["subtheme"]:
        if any(one["label"] == row for row, *_ in table.rows):
            unit = one["rules"][0]["unit"]
            yield from compared(counter, one["label"], unit, theme=one["id"])


def places(counter: Counter, table: Table) -> Iterator[Truth]:
    """Wards and neighbourhoods; a sensitive priority by the type that stands for it."""
    raw, is_ward = counter.raw, table.labels[0] == "Ward"
    names = _wards(counter) if is_ward else _neighbourhoods(counter)
    counted = _by_column(counter, table)
    located = {column: rows["lsoa"].value_counts() for column, rows in counted.items()}
    for row, *_ in table.rows:
        codes = names.index[names == row.casefold()]
        own = [code for code, name in raw.names.items() if row.endswith(f"({name})")]
        for column, rows in counted.items():
            if row.startswith(NOWHERE):
                here = rows[rows["district"].isin(own or raw.names)]
                yield Truth(row, column, int(here["lsoa"].isna().sum()))
            else:
                yield Truth(row, column, int(located[column].reindex(codes).sum()))
        for column in {*counter.spans} - {*counted}:
            yield Truth(row, column, None)
        if not row.startswith(NOWHERE):
            yield from _rates(counter, row, codes, located)


def _wards(counter: Counter) -> pd.Series:
    """Return the ward of each neighbourhood in small letters, as pages of the area name it."""
    return _in_district(counter, counter.raw.lsoas["ward_name"]).str.casefold()


def _neighbourhoods(counter: Counter) -> pd.Series:
    """Return what pages of the area call each neighbourhood, in small letters."""
    return _in_district(counter, counter.raw.called).str.casefold()


def _in_district(counter: Counter, names: pd.Series) -> pd.Series:
    districts = counter.raw.lsoas["ltla_code"].map(counter.raw.names)
    return names + " (" + districts + ")" if len(counter.codes) > 1 else names


def _by_column(counter: Counter, table: Table) -> dict[str, pd.DataFrame]:
    """Return the incidents that a table of places counts, by the heading of their column."""
    unit, nearest = counter.headline(table.chapter), counter.nearest(table.chapter)
    counted = {}
    for column, months in counter.spans.items():
        if counter.has(unit, months):
            rows = counter.rows(unit, months, "" if nearest else table.chapter)
            counted[column] = rows[rows["category"] == nearest] if nearest else rows
    if "Burglary" in table.labels:
        rows = counter.rows("crime", counter.now)
        counted["Burglary"] = rows[rows["category"] == "Burglary"]
    return counted


def _rates(
    counter: Counter, row: str, codes: Iterable[str], located: dict[str, pd.Series]
) -> Iterator[Truth]:
    """Yield incidents per 1,000 residents and burglaries per 1,000 households."""
    for column, label, homes in (
        (NOW, "Per 1,000 residents, this period", False),
        ("Burglary", "Burglary per 1,000 households, this period", True),
    ):
        if column in located:
            found = counter.raw.people_of(int(counter.now[0][:4]), homes=homes)
            people = counter.raw.sum_of(*found, codes)
            count = float(located[column].reindex(codes).sum())
            yield Truth(row, label, 1000 * count / people if people else None, 0.0)


def concentration(counter: Counter, table: Table) -> Iterator[Truth]:
    """Incidents with a known neighbourhood, neighbourhoods, and how few hold half."""
    nearest = counter.nearest(table.chapter)
    unit = counter.headline(table.chapter)
    everywhere = counter.raw.lsoas.index[counter.raw.lsoas["ltla_code"].isin(counter.codes)]
    for (row, *_), months in zip(reversed(table.rows), (counter.now, counter.before), strict=False):
        rows = counter.rows(unit, months, "" if nearest else table.chapter)
        rows = rows[rows["category"] == nearest] if nearest else rows
        counts = rows["lsoa"].value_counts().reindex(everywhere, fill_value=0)
        counts = counts.sort_values(ascending=False).cumsum()
        yield Truth(row, table.labels[1], float(counts.iloc[-1]))
        yield Truth(row, "Neighbourhoods", float(len(everywhere)))
        yield Truth(row, "That hold half", float((counts < counts.iloc[-1] / 2).sum() + 1))


def week(counter: Counter, table: Table) -> Iterator[Truth]:
    """Days and three-hour blocks of what is known to within six hours."""
    rows = counter.rows(counter.headline(table.chapter), counter.now, table.chapter)
    known = rows[rows["began"].notna() & ~(rows["ended"] - rows["began"] > pd.Timedelta(hours=6))]
    day, hour = known["began"].dt.day_of_week, known["began"].dt.hour // 3
    if table.labels[0] == "Hours":
        for row, *_ in table.rows:
            yield Truth(row, table.labels[1], int((hour == int(row[:2]) // 3).sum()))
        return
    for row, *_ in table.rows:
        here = day.isin(range(7)) if row == "All days" else day == WEEKDAYS.index(row)
        for column in table.labels[1:]:
            at = here & (hour == int(column[:2]) // 3) if column[:2].isdigit() else here
            yield Truth(row, column, int(at.sum()))


def season(counter: Counter, table: Table) -> Iterator[Truth]:
    """Days of each kind are whole numbers of days of the period."""
    first = pd.Timestamp(counter.now[0])
    last = pd.Period(counter.now[-1], freq="M").end_time
    weekend = pd.date_range(first, last).day_of_week.isin((5, 6)).sum()
    yield Truth("Saturdays and Sundays", "How many", float(weekend))
    rows = counter.rows(counter.headline(table.chapter), counter.now, table.chapter)
    inside = (rows["began"] >= first) & (rows["ended"] <= last)
    inside &= ~(rows["ended"] - rows["began"] > pd.Timedelta(days=1))
    both = [rows[name].dt.day_of_week.isin((5, 6)) for name in ("began", "ended")]
    column = table.labels[2]
    yield Truth("Saturdays and Sundays", column, float((inside & both[0] & both[1]).sum()))


# --- What is known, outcomes, marks, searches


def completeness(counter: Counter, table: Table) -> Iterator[Truth]:
    """Of how many incidents victims and suspects are known."""
    if not len(counter.raw.victims):  # open data give neither people nor times
        return
    crimes = counter.rows("crime", counter.now, table.chapter)
    victims = counter.raw.victims
    for row, known in (
        ("Who was harmed", victims[victims["victim_type"] != ""]["crime"]),
        ("Who is suspected", counter.raw.suspects["crime"]),
    ):
        is_known = crimes.index.isin(known)
        yield Truth(row, "Known", int(is_known.sum()))
        yield Truth(row, "Not known", int((~is_known).sum()))
    rows = counter.rows(counter.headline(table.chapter), counter.now, table.chapter)
    is_timed = rows["began"].notna()
    is_timed &= ~(rows["ended"] - rows["began"] > pd.Timedelta(hours=6))
    yield Truth("When it happened (day and hour)", "Known", int(is_timed.sum()))
    yield Truth("When it happened (day and hour)", "Not known", int((~is_timed).sum()))


def outcomes(counter: Counter, table: Table) -> Iterator[Truth]:
    """What came of crimes of the types that a priority is made of, or that stand for it."""
    nearest = counter.nearest(table.chapter)
    crimes = counter.rows("crime", counter.now, "" if nearest else table.chapter)
    crimes = crimes[crimes["category"] == nearest] if nearest else crimes
    recent = crimes["month"].isin(counter.months_to(counter.now[-1], 6))
    for column, here in (
        ("Six months old or more", crimes[~recent]),
        ("Less than six months old", crimes[recent]),
    ):
        if column in table.labels:
            ended = here.get("outcome_code", here.get("Last outcome category")).map(_outcome)
            for row, *_ in table.rows:
                yield Truth(row, column, int((ended == row).sum()))


def _outcome(text: str) -> str:
    for name, some in OUTCOMES.items():
        if text in some or any(len(one) > 2 and text.startswith(one) for one in some):
            return name
    return NO_OUTCOME


def marked(counter: Counter, table: Table) -> Iterator[Truth]:
    """Crimes marked for alcohol and drugs."""
    for one in counter.raw.priorities:
        if one.get("cross_cutting"):
            continue
        crimes = counter.rows("crime", counter.now, one["id"])
        for flag in ("alcohol", "drugs"):
            name = flag.capitalize()
            row = name if one["id"] == table.chapter else f"{name}: {one['short_label'].lower()}"
            for answer, column in (("yes", "Yes"), ("no", "No"), ("", "Not known")):
                yield Truth(row, column, int((crimes[f"flag_{flag}"] == answer).sum()))


def searches(counter: Counter, table: Table) -> Iterator[Truth]:
    """Stops and searches by what was looked for and what came of it."""
    rows = counter.raw.searches
    rows = rows[rows["month"].isin(counter.now) & rows["district"].isin(counter.codes)]
    sought = rows["Object of search"].map(_sought)
    nothing = rows["Outcome"].str.lower().str.contains("no further action")
    linked = rows["Outcome linked to object of search"].str.lower()
    has_result = (rows["Outcome"] != "") & ~nothing
    results = {
        "Searches": pd.Series(data=True, index=rows.index),
        "Found what was looked for": has_result & (linked == "true"),
        "Found something else": has_result & (linked == "false"),
        "No further action": nothing,
        "Not recorded": (rows["Outcome"] == "") | (has_result & (linked == "")),
    }
    for row, *_ in table.rows:
        here = sought == row if row != "All searches" else sought == sought
        for column, fits in results.items():
            yield Truth(row, column, int((here & fits).sum()))


def _sought(text: str) -> str:
    if not text:
        return "Not recorded"
    words = text.lower()
    found = (name for name, some in OBJECTS.items() if any(one in words for one in some))
    return next(found, "Something else")


def searched(counter: Counter, table: Table) -> Iterator[Truth]:
    """People searched by the group they stated, and by the one that officers noted."""
    rows = counter.raw.searches
    rows = rows[rows["month"].isin(counter.now) & rows["district"].isin(counter.codes)]
    for column, source in (
        ("Searches, by what people say", "Self-defined ethnicity"),
        ("By what officers note", "Officer-defined ethnicity"),
    ):
        group = rows[source].map(_group)
        for row, *_ in table.rows:
            yield Truth(row, column, int((group == row).sum()))


def _group(text: str) -> str:
    words = text.lower()
    if "not stated" in words:
        return NO_GROUP
    if "chinese" in words:
        return "Asian"
    return next((name for name in GROUPS.values() if words.startswith(name.lower())), NO_GROUP)


RECIPES: dict[tuple[str, str], Recipe] = {
    ("profile", "profile"): profile,
    ("year_to_date", "year-to-date"): year_to_date,
    ("years", "years"): years,
    ("areas_compared", "areas-crime"): areas_compared,
    ("areas_compared", "areas-asb"): areas_compared,
    ("priorities_at_a_glance", "priorities"): priorities,
    ("priorities", "priorities"): glance,
    ("findings", "counts"): glance,
    ("findings_for_the_public", "counts"): glance,
    ("each_priority", "answers"): answers,
    ("each_priority_for_the_public", "answers"): answers,
    ("crime_by_ward", "crime-by-ward"): crime_by_ward,
    ("crime_trend", "crime-by-month"): by_month,
    ("asb_trend", "asb-by-month"): by_month,
    ("row_account", "row-account"): row_account,
    ("headline", "headline"): headline,
    ("subthemes", "subthemes"): subthemes,
    ("months", "months"): by_month,
    ("ward_table", "wards"): places,
    ("where", "wards"): places,
    ("lsoa_map", "lsoa-map"): places,
    ("lsoa_map", "neighbourhoods"): places,
    ("half", "concentration"): concentration,
    ("week", "week"): week,
    ("week", "week-day"): week,
    ("week", "week-hours"): week,
    ("day_kinds", "day-kinds"): season,
    ("panel", "completeness"): completeness,
    ("overview", "victim-overview"): people.harmed,
    ("age_and_sex", "victim-age-sex"): people.age_sex,
    ("age_and_sex", "suspect-age-sex"): people.age_sex,
    ("by_subtheme", "victim-profiles"): people.victim_profiles,
    ("victims", "equality-victims"): people.equality,
    ("suspects", "equality-suspects"): people.equality,
    ("kinds", "victim-victim-type"): people.kinds,
    ("relationship", "victim-relationship"): people.relationship,
    ("support_and_vulnerability", "victim-support"): people.support,
    ("repeat_victims", "victim-repeats"): people.repeat_victims,
    ("repeats_by_district", "victim-repeat-districts"): people.repeats_by_district,
    ("coverage", "crime-suspect-known"): people.suspect_known,
    ("together", "crime-suspects"): people.together,
    ("few_suspects", "suspect-few"): people.few_suspects,
    ("outcomes", "outcomes"): outcomes,
    ("strip", "cross-cutting"): marked,
    ("results", "stop-search"): searches,
    ("by_ethnic_group", "stop-search-groups"): searched,
}
