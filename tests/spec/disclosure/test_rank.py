"""SDC-06: the list of relations is complete for every family that any exhibit declares.

Hundreds of districts full of random records are tabulated with the code of the release. To each
district the same identities apply, so each is one draw; what all draws have in common beyond the
listed relations is a missing one.
"""

from __future__ import annotations

import itertools
import tomllib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from csa.counting.areas import Areas
from csa.counting.cells import compute_cells
from csa.counting.dimensions import AGE_BANDS, ETHNICITIES, RELATIONSHIPS, VICTIM_TYPES
from csa.counting.families import Count, close_counts
from csa.counting.people_ties import maturity_relations, people_relations
from csa.counting.public_knowledge import KNOWN_COUNTS, relate_to_types, with_type_groups
from csa.counting.records.countable import build_countables
from csa.counting.records.day_kinds import with_day_kinds
from csa.counting.records.described import HOUR_BLOCKS, UNKNOWN
from csa.counting.records.harm_classes import with_harm_classes
from csa.counting.records.persons import LINKING_COUNTS, ONE_CASE, people_coverage, with_people
from csa.counting.records.searches import SEARCH, search_countable
from csa.counting.records.week import WEEKS, week_relations, with_week_hours
from csa.counting.relations import as_sums, list_relations
from csa.counting.weekends import weekend_cells
from csa.disclosure.rounding.relations import missing_identities
from csa.exhibits.desk import declared_counts
from csa.periods import Period
from csa.reading.reference.harm_weights import normal_code
from csa.schemas import SERVICE_MEASURES
from csa.settings import Priority, load_settings

CONFIG = Path(__file__).parents[3] / "config" / "priorities.toml"
PERIOD = Period("2015-10", "2016-05")
MONTHS = Period("2014-06", "2016-05").months
# Draws of the largest group of families need as many districts as its counts can vary in.
DISTRICTS = 140
PER_DISTRICT = 150
WITH_COMPLAINTS = 40
WIDEST_DOMAIN = 3
NO_PERSON = "no person"
# Days and blocks of hours that are told apart; crimes have so many themes that fewer blocks do.
DAYS_APART = ("Fri", "Sat", "Sun")
BLOCKS_APART = {"crime": HOUR_BLOCKS[:2]}
FLAGS = ("domestic", "cse", "nte", "hate", "alcohol", "drugs")
# The Home Office's groups of offences within the types of data.police.uk, with what rules look at.
SUBGROUPS = {
    "Violence and sexual offences": (
        "Violence with injury", "Violence without injury", "Homicide", "Rape",
        "Other sexual offences", "Stalking and harassment",
    ),
    "Public order": ("Public order offences",),
    "Criminal damage and arson": ("Arson", "Criminal damage"),
    "Drugs": ("Possession of drugs",),
    "Burglary": ("Domestic burglary",),
    "Shoplifting": ("Shoplifting",),
    "Vehicle crime": ("Theft from a vehicle",),
    "Other theft": ("Other theft offences",),
    "Bicycle theft": ("Bicycle theft",),
    "Theft from the person": ("Theft from the person",),
    "Robbery": ("Robbery of personal property",),
    "Other crime": ("Miscellaneous crimes against society",),
}  # fmt: skip
PRIORITIES = tuple(
    Priority(**one) for one in tomllib.loads(CONFIG.read_text(encoding="utf-8"))["priority"]
)


def district_name(number):
    return f"D{number:03d}"


def nesting():
    return pd.DataFrame(
        [
            (f"{district_name(d)}Z{z}", f"{district_name(d)}W{z // 2}", district_name(d))
            for d in range(DISTRICTS)
            for z in range(3)
        ],
        columns=["lsoa", "ward", "district"],
    )


def random_crimes(rng):
    size = DISTRICTS * PER_DISTRICT
    pairs = [(kind, one) for kind, names in SUBGROUPS.items() for one in names]
    kind = [pairs[place] for place in rng.integers(0, len(pairs), size)]
    month = random_months(rng, size)
    start = pd.to_datetime(month + "-01", utc=True).tz_convert("Europe/London")
    start = start + pd.to_timedelta(rng.integers(0, 24 * 27, size), unit="h")
    crimes = random_places(rng, size).assign(
        crime_id=[f"c{n}" for n in range(size)],
        month=month,
        recorded_date=pd.to_datetime(month + "-15"),
        committed_from=start,
        committed_to=start + pd.to_timedelta(rng.choice([1, 9], size), unit="h"),
        category=[one for one, _ in kind],
        offence_subgroup=[one for _, one in kind],
        ho_offence_code=[f"{one}{rng.integers(0, 2)}" for _, one in kind],
        outcome=rng.choice(["1", "14", "16", "20"], size),
    )
    flags = {f"flag_{name}": rng.choice([True, False, None], size) for name in FLAGS}
    return crimes.assign(**flags).astype(dict.fromkeys(flags, "boolean"))


def harm_weights():
    """Weigh the two codes of a subgroup alike but for some, of which one also has no weight."""
    subgroups = list(itertools.chain.from_iterable(SUBGROUPS.values()))
    apart = {"Violence with injury": 5, "Arson": 9}
    rows = [
        ("cambridge_harm", 2020, "days", normal_code(f"{one}{n}"), 1 + n * apart.get(one, 0))
        for one, n in itertools.product(subgroups, range(2))
        if (one, n) != ("Rape", 1)
    ]
    columns = ["scheme", "edition", "unit", "offence_code", "weight"]
    return pd.DataFrame(rows, columns=columns)


def complaints(rng, crimes):
    """Let one complaint lead to many crimes of the period: of all kinds, or of one kind each."""
    number = crimes["district"].str[1:].astype(int)
    of_kind = crimes["district"] + " " + crimes["offence_subgroup"]
    driving = crimes["district"].where(number % 2 == 0, of_kind)
    chosen = crimes["month"].isin(PERIOD.months) & (rng.random(len(crimes)) < 0.7)
    return driving.where(chosen, crimes["crime_id"])


def random_searches(rng):
    size = DISTRICTS * PER_DISTRICT
    groups = ("White", "Mixed", "Asian", "Black", "Other ethnic group", None)
    outcome = rng.choice(["Arrest", "A no further action disposal", None], size)
    return random_places(rng, size).assign(
        month=random_months(rng, size),
        object_of_search=rng.choice(["Controlled drugs", "Stolen goods", "Fireworks", None], size),
        outcome=outcome,
        outcome_linked_to_object=pd.array(rng.choice([True, False, None], size), dtype="boolean"),
        self_defined_ethnicity=rng.choice(groups, size),
        officer_defined_ethnicity=rng.choice(groups, size),
    )


def random_months(rng, size):
    """Draw months, most of them in the period that is counted."""
    return np.where(
        rng.random(size) < 0.6, rng.choice(PERIOD.months, size), rng.choice(MONTHS, size)
    )


def random_places(rng, size):
    places = nesting().iloc[rng.integers(0, 3 * DISTRICTS, size)].reset_index(drop=True)
    lost = rng.random(size) < 0.2
    return places.assign(ward=places["ward"].mask(lost), lsoa=places["lsoa"].mask(lost))


def random_people(rng, crimes, numbers, **columns):
    chosen = crimes.iloc[rng.integers(0, len(crimes), 2 * len(crimes))]
    home = chosen["district"].to_numpy() + rng.choice(["Z0", "Z1", "Z2"], len(chosen))
    number = rng.choice(numbers, len(chosen))
    return pd.DataFrame(
        {
            "crime_id": chosen["crime_id"].to_numpy(),
            "residence_lsoa": pd.Series(home).where(rng.random(len(chosen)) < 0.8),
            "person_id": chosen["district"].to_numpy() + pd.Series(number).astype(str).to_numpy(),
            "age_band": rng.choice(AGE_BANDS, len(chosen)),
            "sex": rng.choice(["F", "M", "unknown"], len(chosen)),
            "ethnicity": rng.choice(ETHNICITIES, len(chosen)),
            **{name: rng.choice(values, len(chosen)) for name, values in columns.items()},
        }
    )


def random_incidents(rng, **columns):
    size = DISTRICTS * PER_DISTRICT
    month = random_months(rng, size)
    start = pd.to_datetime(month + "-01", utc=True).tz_convert("Europe/London")
    start = start + pd.to_timedelta(rng.integers(0, 24 * 27, size), unit="h")
    times = dict.fromkeys(("created_at", "called_at", "reported_at"), start)
    return random_places(rng, size).assign(
        month=month, **times, **{name: rng.choice(v, size) for name, v in columns.items()}
    )


@pytest.fixture(scope="module")
def tables(countables):
    """Draws and relations of every group, each tabulated once."""
    return {
        name: tabulated(countables, group_of(unit, **how)) for name, (unit, how) in GROUPS.items()
    }


@pytest.fixture(scope="module")
def countables():
    """Everything the release counts, from random records of every kind."""
    rng = np.random.default_rng(7)
    crimes = random_crimes(rng)
    tables = {
        "crime": crimes,
        "asb": random_incidents(rng, flag_youth=[True, False], category=["noise", "nuisance"]),
        "fire": random_incidents(rng, is_deliberate=[True, False]),
        "environment": random_incidents(rng, category=["litter", "graffiti"]),
        "victim": random_people(
            rng, crimes, range(24), victim_type=VICTIM_TYPES[:3], relationship=RELATIONSHIPS,
            vulnerable=[True, False], support_referred=[True, False],
        ),
        "suspect": random_people(rng, crimes, range(12, 36), status=["suspect"]),
    }  # fmt: skip
    places = {
        "geography": nesting(),
        "lsoa_change": pd.DataFrame({"lsoa11": ["D000Z0"], "lsoa21": ["D000Z0"]}),
        "boundary_lsoa": pd.DataFrame(),
    }
    built = build_countables(tables, priorities=PRIORITIES, open_units=())
    built = with_people(built, {**tables, **places}, period=PERIOD)
    built = with_type_groups(built, priorities=PRIORITIES)
    built = with_harm_classes(built, harm_weights(), indices={})
    built = {unit: with_few_slots(one, unit) for unit, one in with_week_hours(built).items()}
    built = with_day_kinds(built, settings=load_settings(), period=PERIOD)
    built[SEARCH] = search_countable(random_searches(rng))
    built[ONE_CASE] = offences_of_one_complaint(rng, tables, places)
    return {unit: with_small_domains(one) for unit, one in built.items()}


def offences_of_one_complaint(rng, tables, places):
    """Look for the complaint behind a change in some districts: one by one, which takes long."""
    few = tables["crime"]["district"].isin([district_name(n) for n in range(WITH_COMPLAINTS)])
    crimes = tables["crime"][few].reset_index(drop=True)
    crimes["complaint_id"] = complaints(rng, crimes)
    built = build_countables({"crime": crimes}, priorities=PRIORITIES, open_units=())
    return with_people(built, {**tables, **places}, period=PERIOD)[ONE_CASE]


def with_few_slots(countable, unit):
    """Leave a few slots of the week; all others count as not known."""
    blocks = BLOCKS_APART.get(unit, HOUR_BLOCKS)
    few = [f"{day} {block}" for day, block in itertools.product(DAYS_APART, blocks)]
    rows, domains = countable.rows.copy(), dict(countable.domains)
    for slot, day, hours in WEEKS:
        if slot in rows and slot in domains:
            is_other = ~rows[slot].isin(few)
            rows[[slot, day, hours]] = rows[[slot, day, hours]].mask(is_other, UNKNOWN)
            left = {slot: few, day: DAYS_APART, hours: blocks}
            domains |= {name: (*values, UNKNOWN) for name, values in left.items()}
    return replace(countable, rows=rows, domains=domains)


def with_small_domains(countable):
    """Lump values together: identities do not depend on how many values a dimension has."""
    kept = (
        "priority",
        "subtheme",
        "theme",
        "category",
        "type_group",
        "harm_class",
        "suspects",
        "victim_type",
        "day_kind",
        *itertools.chain.from_iterable(WEEKS),
    )
    small = {
        name: values[: WIDEST_DOMAIN - 1] + values[-1:]
        for name, values in countable.domains.items()
        if name not in kept and len(values) > WIDEST_DOMAIN
    }
    rows = countable.rows.copy()
    for name in set(small) & set(rows):
        rest = small[name][0 if NO_PERSON in small[name] else -1]
        rows[name] = rows[name].where(rows[name].isin(small[name]), rest)
    return replace(countable, rows=rows, domains={**countable.domains, **small})


def coverage():
    units = ("crime", "asb", "fire", "environment", "victim", "suspect", SEARCH)
    names = [district_name(number) for number in range(DISTRICTS)]
    return pd.DataFrame(
        [(*pair, "ok") for pair in itertools.product(units, names, MONTHS)],
        columns=["unit", "district", "month", "status"],
    )


def tabulated(countables, counts, *, put_together=None):
    """Return the counts of each district by role, and the relations of one of them.

    ``put_together`` may add cells and relations, and take others away.
    """
    areas = Areas("P", nesting())
    covered = people_coverage(coverage(), period=PERIOD)
    covered = covered[covered["month"].isin(PERIOD.months)]
    cells = compute_cells(
        counts, countables=countables, areas=areas, coverage=covered, spans=(PERIOD,)
    )
    cells = cells[~is_closed(cells)].assign(**{"class": "sensitive"})
    bounds, of_weekends = weekend_cells(cells)
    listed = [
        list_relations(cells, counts, areas=areas, priorities=PRIORITIES),
        people_relations(cells, priorities=PRIORITIES),
        maturity_relations(cells, period=PERIOD),
        week_relations(cells),
        of_weekends,
        relate_to_types(cells, counts, crimes=countables["crime"], priorities=PRIORITIES),
    ]
    cells = pd.concat([cells, bounds], ignore_index=True)
    relations = pd.concat(listed, ignore_index=True)
    if put_together is not None:
        cells, relations = put_together(cells, relations)
    cells = cells[(cells["level"] != "partnership") & cells["value"].notna()]
    district = cells["area"].str[:4]
    role = cells["key"].str.replace(r"\|D\d{3}", "|D", regex=True)
    wide = pd.DataFrame({"d": district, "role": role, "value": cells["value"].astype(int)})
    counted = wide.pivot(index="d", columns="role", values="value")
    # What these sources cannot record, such as the sex of a business, is zero for everybody.
    possible = counted.loc[:, counted.any()]
    first = relations["parent"].str.contains("|D000", regex=False)
    own = relations[first].replace(r"\|D\d{3}", "|D", regex=True)
    own = own[own["parent"].isin(possible) & own["child"].isin(possible)]
    return possible.to_dict(orient="records"), own.drop_duplicates(ignore_index=True)


def is_closed(cells):
    """Sensitive themes are not published below the district."""
    sensitive = [one.id for one in PRIORITIES if one.sensitive]
    themed = cells["dims"].map(lambda dims: any(f"priority={one}" in dims for one in sensitive))
    return themed & cells["level"].isin(["ward", "lsoa"])


def plan():
    return close_counts([*declared_counts(), *KNOWN_COUNTS, *LINKING_COUNTS])


def group_of(unit, *, is_fine=False, by=None):
    """Return families of a unit that hang together, few enough for exact linear algebra."""
    chosen = [count for count in plan() if count.unit == unit]
    chosen = [count for count in chosen if (count.level in ("ward", "lsoa")) == is_fine]
    if is_fine and unit == "crime":
        chosen += [count for count in KNOWN_COUNTS if not count.months]
    if by is None:
        return chosen
    return [count for count in chosen if set(count.by) <= {"priority", *by}]


GROUPS = {
    "crimes by theme and type, spans and months": ("crime", {"by": ("subtheme", "category",
                                                                    "type_group", "harm_class")}),
    "crimes and when": ("crime", {"by": (*WEEKS[0], *WEEKS[1])}),
    "crimes and parts of the week": ("crime", {"by": ("part_of_week", "subtheme")}),
    "crimes and kinds of days": ("crime", {"by": ("day_kind", "weekday")}),
    "crimes and outcomes": ("crime", {"by": ("category", "type_group", "outcome_group",
                                            "maturity")}),
    "crimes and who is known": ("crime", {"by": ("suspect_known", "suspects", "victim_known",
                                                "repeat_suspect")}),
    "crimes and flags": ("crime", {"by": ("alcohol", "drugs", "subtheme")}),
    "crimes of places": ("crime", {"is_fine": True}),
    "anti-social behaviour": ("asb", {}),
    "anti-social behaviour of places": ("asb", {"is_fine": True}),
    "fires": ("fire", {}),
    "fires of places": ("fire", {"is_fine": True}),
    "environmental reports": ("environment", {}),
    "environmental reports of places": ("environment", {"is_fine": True}),
    "victims": ("victim", {}),
    "suspects": ("suspect", {}),
    "people harmed": ("harmed", {}),
    "people named": ("named", {}),
    "people followed": ("followed", {}),
    "offences of one complaint": (ONE_CASE, {}),
    "stops and searches": (SEARCH, {}),
}  # fmt: skip


def test_every_family_is_in_a_group():
    grouped = {count for unit, how in GROUPS.values() for count in group_of(unit, **how)}
    alone = {Count(unit) for unit in SERVICE_MEASURES}  # one count each: nothing to agree with
    assert [count.family for count in plan() if count not in grouped | alone] == []


@pytest.mark.parametrize("name", GROUPS)
def test_no_identity_is_missing(name, tables):
    draws, relations = tables[name]
    missing = missing_identities(drawn_from(draws), as_sums(relations))
    assert missing.count == 0, missing.examples


def drawn_from(draws):
    """Draw sets of records: those of a random half of the districts together."""
    table = pd.DataFrame(draws)

    def draw(rng):
        chosen = rng.integers(0, 2, len(table)) @ table.to_numpy()
        return dict(zip(table.columns, chosen.tolist(), strict=True))

    return draw


@pytest.mark.parametrize(
    ("name", "forgotten"),
    [
        ("crimes by theme and type, spans and months", "months"),
        ("crimes by theme and type, spans and months", "type_group by priority"),
        ("crimes by theme and type, spans and months", "kinds of harm"),
        ("crimes and when", "slots by weekday"),
        ("crimes and when", "slots by spread_hours"),
        ("anti-social behaviour", "weekend of asb"),
        ("stops and searches", "margin:ethnicity"),
        ("crimes and outcomes", "months of that age"),
        ("crimes and who is known", "same rows: no, suspects"),
        ("crimes and flags", "marked: alcohol"),
        ("fires of places", "areas:ward"),
        ("people followed", "only part"),
        ("suspects", "same rows: same neighbourhood, journey"),
    ],
)
def test_a_forgotten_relation_is_found(name, forgotten, tables):
    draws, relations = tables[name]
    left = relations[relations["relation"] != forgotten]
    assert len(left) < len(relations)
    assert missing_identities(drawn_from(draws), as_sums(left)).count > 0
