"""Is everything that is planted really there, and nothing else of the kind?"""

import numpy as np
import pandas as pd
import pytest

from csa.synthetic.records.planted import PLANTED

DAMAGE = "Criminal damage and arson"
VIOLENCE = "Violence and sexual offences"
YEARS = [("2014-02", "2015-01"), ("2015-02", "2016-01"), ("2016-02", "2017-01")]


def within(frame, plan):
    return np.hypot(frame["x"] - plan.point[0], frame["y"] - plan.point[1]) <= plan.radius_m


def by_period(frame, plan):
    """Count rows in each period that the plan states a number for."""
    periods = [key for key in plan.numbers if "/" in key]
    return {key: int(frame["month"].between(*key.split("/")).sum()) for key in periods}


def stated(plan):
    return {key: n for key, n in plan.numbers.items() if "/" in key}


@pytest.mark.parametrize(
    ("name", "lasting"),
    [
        ("hotspot-persistent", [True, True, True]),
        ("hotspot-emerging", [False, False, True]),
        ("hotspot-former", [True, False, False]),
    ],
)
def test_hotspots_of_damage_come_stay_and_go(data, name, lasting):
    plan = PLANTED[name]
    damage = data.crimes[data.crimes["police_uk_category"] == DAMAGE]
    months = damage[within(damage, plan)]["month"]
    counts = [int(months.between(*year).sum()) for year in YEARS]
    # a persistent hotspot has 8 a month, the others 10; a former one still has two months of 2015
    assert [n >= 80 for n in counts] == lasting
    assert all(n <= 40 for n, high in zip(counts, lasting, strict=True) if not high)


def test_the_current_hotspots_are_the_highest_cells_of_the_district(data):
    plans = [PLANTED["hotspot-persistent"], PLANTED["hotspot-emerging"]]
    recent = data.crimes[
        (data.crimes["police_uk_category"] == DAMAGE)
        & (data.crimes["district"] == "redditch")
        & data.crimes["month"].between(*YEARS[2])
        & data.crimes["x"].notna()
    ]
    elsewhere = recent[~within(recent, plans[0]) & ~within(recent, plans[1])]
    cells = elsewhere.groupby([elsewhere["x"] // 500, elsewhere["y"] // 500]).size()
    assert cells.max() < min(within(recent, plan).sum() for plan in plans) / 2


def test_youth_disorder_rises_at_matchborough_centre(data):
    plan = PLANTED["youth-asb"]
    young = data.asb[data.asb["qualifiers"].str.contains("youth")]
    there = young[within(young, plan)]
    assert by_period(there, plan) == stated(plan)
    assert stated(plan)["2016-02/2017-01"] == 96
    rest = young[(young["district"] == "redditch") & ~young.index.isin(there.index)]
    before, after = (int(rest["month"].between(*year).sum()) for year in YEARS[1:])
    # no rise elsewhere beyond chance: three standard deviations of a difference of two counts
    assert abs(after - before) < 3 * np.sqrt(after + before)


def test_night_time_violence_has_its_shape(data):
    plan = PLANTED["night-time-violence"]
    rows = data.crimes[
        (data.crimes["flag_nte"] == "yes") & (data.crimes["police_uk_category"] == VIOLENCE)
    ]
    for district in ("redditch", "wyre-forest", "bromsgrove"):
        mine = rows[rows["district"] == district]
        assert len(mine) == plan.numbers[district]
        at = pd.to_datetime(mine["committed_from"])
        night = (at - pd.Timedelta(hours=3)).dt.day_of_week  # the night belongs to its evening
        late = (at.dt.hour >= 22) | (at.dt.hour < 3)
        assert (late & night.isin([4, 5])).sum() == len(mine) * 75 // 100


def test_five_suspects_carry_the_shoplifting_series(data):
    plan = PLANTED["shoplifting-series"]
    crimes = data.crimes[
        (data.crimes["police_uk_category"] == "Shoplifting")
        & (data.crimes["district"] == "wyre-forest")
        & data.crimes["month"].between(plan.since, plan.until)
    ]
    known = data.suspects[data.suspects["crime_ref"].isin(crimes["crime_ref"])]
    counts = known["suspect_ref"].value_counts()
    assert counts.head(5).tolist() == [44, 31, 22, 14, 9]
    assert counts.iloc[5] <= 6
    of_five = known[known["suspect_ref"].isin(counts.index[:5])]
    assert of_five["crime_ref"].nunique() == 120


def test_domestic_violence_in_redditch_repeats(data):
    rows = data.crimes[
        (data.crimes["flag_domestic"] == "yes")
        & (data.crimes["district"] == "redditch")
        & data.crimes["month"].between("2016-02", "2017-01")
    ]
    victims = data.victims[data.victims["crime_ref"].isin(rows["crime_ref"])]
    assert (len(rows), len(victims), victims["victim_ref"].nunique()) == (459, 459, 250)
    # the worked example: 209 repeats, 45.5%
    assert round(100 * (459 - 250) / 459, 1) == 45.5
    assert (victims["victim_ref"] != "").all()


def test_one_complaint_drives_the_rise_in_hate_crime(data):
    plan = PLANTED["hate-complaint"]
    hate = data.crimes[~data.crimes["flag_hate"].isin(["no", ""])]
    here = hate[hate["district"] == "bromsgrove"]
    assert by_period(here, plan) == {"2015-04/2016-01": 58, "2016-04/2017-01": 69}
    largest = here["complaint_ref"].replace("", np.nan).value_counts()
    assert largest.iloc[0] == 10
    without = here[here["complaint_ref"] != largest.index[0]]
    assert by_period(without, plan) == {"2015-04/2016-01": 58, "2016-04/2017-01": 59}


@pytest.mark.parametrize("district", ["redditch", "wyre-forest"])
def test_hate_crime_is_steady_elsewhere(data, district):
    hate = data.crimes[~data.crimes["flag_hate"].isin(["no", ""])]
    counts = by_period(hate[hate["district"] == district], PLANTED["hate-complaint"])
    before, after = counts.values()
    assert abs(after - before) <= 2


@pytest.mark.parametrize("district", ["bromsgrove", "redditch", "wyre-forest"])
def test_public_order_is_recorded_more_often_from_april_2015(data, district):
    order = data.crimes[
        (data.crimes["police_uk_category"] == "Public order")
        & (data.crimes["district"] == district)
    ]
    before = order["month"].between("2014-04", "2015-03").sum()
    after = order["month"].between("2015-04", "2016-03").sum()
    ratio = after / before
    spread = np.sqrt(1 / after + 1 / before)
    assert abs(np.log(ratio / 1.6)) < 3 * spread


def test_no_fire_file_of_august_2015(data):
    months = {path.name[:7] for path in data.raw.glob("fire/*.csv")}
    assert len(months) == 45
    assert "2015-08" not in months


def test_small_cells_are_small(data):
    rows = data.crimes[
        (data.crimes["district"] == "wyre-forest")
        & data.crimes["month"].between("2016-04", "2017-01")
    ]
    numbers = PLANTED["small-cells"].numbers
    assert (rows["flag_cse"] == "yes").sum() == numbers["flag_cse yes"] == 3
    strand = rows["flag_hate"].str.contains("transgender")
    assert strand.sum() == numbers["hate strand transgender"] == 2


def knox(rows, *, metres=200, days=14, draws=99):
    """Observed close pairs, their mean under permuted dates, and the share at least as many."""
    from scipy.spatial.distance import pdist

    near = pdist(rows[["x", "y"]].to_numpy(), "cityblock") < metres
    day = pd.to_datetime(rows["committed_from"]).to_numpy().astype("datetime64[D]").astype(float)
    first, second = (pairs[near] for pairs in np.triu_indices(len(day), 1))
    rng = np.random.default_rng(1)
    observed = (np.abs(day[first] - day[second]) < days).sum()
    shuffled = [rng.permutation(day) for _ in range(draws)]
    expected = np.array([(np.abs(d[first] - d[second]) < days).sum() for d in shuffled])
    return observed, expected.mean(), ((expected >= observed).sum() + 1) / (draws + 1)


@pytest.mark.parametrize(
    ("district", "planted"), [("bromsgrove", True), ("redditch", False), ("wyre-forest", False)]
)
def test_burglaries_repeat_nearby_in_one_district_only(data, district, planted):
    rows = data.crimes[
        (data.crimes["offence_subgroup"] == "Domestic burglary")
        & (data.crimes["district"] == district)
        & (data.crimes["coord_quality"] == "exact")
        & (data.crimes["committed_from"] != "")
    ]
    observed, expected, p_value = knox(rows)
    if planted:
        assert observed > 2.5 * expected
        assert p_value == 0.01  # no permutation of 99 reaches it
    else:
        assert observed < 2 * expected


def ward_counts(data, frame, ward):
    lookup = pd.read_csv(data.raw / "lookups/lsoa11_ward13_msoa11_ltla21_synthetic.csv")
    names = pd.read_csv(data.raw / "lookups/ward13_ltla13_synthetic.csv")
    codes = lookup.merge(names, on="ward13_code").query("ward13_name == @ward")["lsoa11_code"]
    months = frame[frame["lsoa_code"].isin(codes)]["month"]
    return [int(months.between(*year).sum()) for year in YEARS]


def test_the_project_in_oldington_lowers_disorder(data):
    plan = PLANTED["project-works"]
    treated = ward_counts(data, data.asb, "Oldington and Foley Park")
    assert treated == list(stated(plan).values()) == [262, 258, 142]
    control = ward_counts(data, data.asb, "Broadwaters")
    # relative effect on the treated ward, with its 95% interval
    effect = (treated[2] / treated[1]) / (control[2] / control[1])
    spread = 1.96 * np.sqrt(sum(1 / n for n in (*treated[1:], *control[1:])))
    assert effect * np.exp(spread) < 0.85


def test_the_project_in_redditch_town_centre_changes_nothing(data):
    shops = data.crimes[
        (data.crimes["police_uk_category"] == "Shoplifting")
        & (data.crimes["district"] == "redditch")
        & data.crimes["x"].notna()
    ]
    centre = np.hypot(shops["x"] - 404150, shops["y"] - 267750) <= 500
    inside = [int((centre & shops["month"].between(*year)).sum()) for year in YEARS[1:]]
    outside = [int((~centre & shops["month"].between(*year)).sum()) for year in YEARS[1:]]
    effect = np.log((inside[1] / inside[0]) / (outside[1] / outside[0]))
    assert abs(effect) < 2.5 * np.sqrt(sum(1 / n for n in (*inside, *outside)))


@pytest.mark.parametrize(
    ("district", "both"), [("bromsgrove", 230), ("redditch", 270), ("wyre-forest", 300)]
)
def test_some_suspects_were_harmed_in_the_same_year(data, district, both):
    crimes = data.crimes[data.crimes["month"].between(*YEARS[2])]
    here = crimes.loc[crimes["district"] == district, "crime_ref"]
    suspected = set(data.suspects.loc[data.suspects["crime_ref"].isin(here), "suspect_ref"])
    people = data.victims[data.victims["victim_ref"].str.startswith("SYN-P-")]
    harmed = set(people.loc[people["crime_ref"].isin(crimes["crime_ref"]), "victim_ref"])
    assert len(suspected & harmed) == PLANTED["suspects-harmed"].numbers[district] == both
    # three times the share of all residents at least: 4.4% of Redditch's were harmed
    residents = pd.read_csv(data.raw / "population/ltla_age_sex_2016_synthetic.csv")
    here_too = people.loc[people["crime_ref"].isin(here), "victim_ref"].nunique()
    code = {"bromsgrove": "E07000234", "redditch": "E07000236", "wyre-forest": "E07000239"}
    living = residents.loc[residents["ltla_code"] == code[district], "population"].sum()
    assert len(suspected & harmed) / len(suspected) > 3 * here_too / living


def test_nobody_is_suspected_of_a_crime_against_them(data):
    both = data.victims.merge(data.suspects, on="crime_ref")
    assert not (both["victim_ref"] == both["suspect_ref"]).any()


def test_alcohol_is_noted_twice_as_often_at_night(data):
    rows = data.crimes[
        (data.crimes["police_uk_category"] == VIOLENCE) & (data.crimes["committed_from"] != "")
    ]
    for hour, noted in (
        (rows["committed_from"].str[11:13].astype(int), rows["flag_alcohol"] == "yes"),
        (
            data.asb["created_at"].str[11:13].astype(int),
            data.asb["qualifiers"].str.contains("alcohol"),
        ),
    ):
        night = (hour >= 21) | (hour < 4)
        assert noted[night].mean() > 1.8 * noted[~night].mean()


def test_repeat_victims_at_home_are_harmed_at_one_address(data):
    rows = data.crimes[
        (data.crimes["flag_domestic"] == "yes")
        & data.crimes["month"].between(*YEARS[2])
        & (data.crimes["coord_quality"] == "exact")
    ].merge(data.victims[["crime_ref", "victim_ref"]], on="crime_ref")
    at = rows.groupby(["victim_ref", "lsoa_code"])[["x", "y"]].nunique()
    assert (at == 1).all(axis=None)
    often = rows.groupby(["x", "y"]).size()
    assert often[often > 1].sum() > 0.35 * len(rows)


def test_one_incident_in_eight_is_at_three_addresses_of_its_neighbourhood(data):
    rows = data.asb[(data.asb["coord_quality"] == "exact") & (data.asb["lsoa_code"] != "")]
    often = rows.groupby(["lsoa_code", "x", "y"]).size()
    three = often.groupby("lsoa_code").nlargest(3).sum()
    assert 0.12 < three / len(rows) < 0.25


def test_planted_places_are_the_configured_ones():
    from csa.settings import load_settings

    place = load_settings().place("matchborough-centre")
    plan = PLANTED["youth-asb"]
    assert plan.point == (place.easting, place.northing)
    assert plan.radius_m == place.radius_m


def test_every_planted_finding_is_documented():
    from csa.settings import load_settings

    text = (load_settings().root / "docs/synthetic_partnership.md").read_text(encoding="utf-8")
    for name in PLANTED:
        assert f"`{name}`" in text
