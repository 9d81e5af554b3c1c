"""Are the rows as a police force, fire service or council would send them?"""

import re

import numpy as np
import pandas as pd
import pytest

LOCATION = ["location_text", "easting", "northing", "coord_quality", "lsoa_code", "district_code"]
FLAGS = [
    "flag_domestic", "flag_cse", "flag_alcohol", "flag_drugs", "flag_weapon", "flag_nte",
    "flag_business", "flag_rural", "flag_cyber", "flag_youth",
]  # fmt: skip
VIOLENCE = "Violence and sexual offences"


def documented_columns(folder_and_name, docs):
    """Return the columns that docs/raw_formats.md lists for a partner extract.

    A star says that only listed values are stored.
    """
    section = docs.split(f"`{folder_and_name}`", 1)[1].split("###", 1)[0]
    return next(
        [name.rstrip("*") for name in re.split(r",\s*", text)]
        for text in re.findall(r"`([^`]+)`", section)
        if text.count(",") > 5 and "_ref" in text
    )


@pytest.mark.parametrize(
    ("name", "frame", "place"),
    [
        ("police/YYYY-MM-crimes.csv", "every_crime", True),
        ("police/YYYY-MM-victims.csv", "victims", False),
        ("police/YYYY-MM-suspects.csv", "suspects", False),
        ("asb/YYYY-MM-asb.csv", "asb", True),
        ("fire/YYYY-MM-deliberate-fires.csv", "fires", True),
        ("environment/YYYY-MM-<district>-environment.csv", "reports", True),
    ],
)
def test_columns_are_the_documented_ones(data, name, frame, place):
    from csa.settings import load_settings

    docs = (load_settings().root / "docs/raw_formats.md").read_text(encoding="utf-8")
    rows = getattr(data, frame)
    columns = [c for c in rows.columns if c not in ("month", "district", "x", "y")]
    assert columns == documented_columns(name, docs) + (LOCATION if place else [])


def test_unknown_is_not_no(data):
    """Every flag has all three states, and unknown is common enough to matter."""
    for flag in FLAGS:
        shares = data.crimes[flag].value_counts(normalize=True)
        assert set(shares.index) == {"yes", "no", ""}, flag
        assert 0.04 < shares[""] < 0.4, flag
    assert 0.04 < (data.crimes["flag_hate"] == "").mean() < 0.2


def test_crimes_end_before_they_are_recorded_and_after_they_begin(data):
    start = pd.to_datetime(data.crimes["committed_from"], format="%Y-%m-%d %H:%M", errors="coerce")
    end = pd.to_datetime(data.crimes["committed_to"], format="%Y-%m-%d %H:%M", errors="coerce")
    recorded = pd.to_datetime(data.crimes["recorded_date"])
    assert not (end < start).any()
    assert not (start >= recorded + pd.Timedelta(days=1)).any()
    assert not (end >= recorded + pd.Timedelta(days=1)).any()
    assert 0.005 < start.isna().mean() < 0.05
    assert 0.05 < end.isna().mean() < 0.2


def test_no_time_lies_in_the_hour_the_clocks_skip(data):
    """01:00 to 01:59 does not exist in Europe/London on the last Sunday of March."""
    times = pd.concat(
        [data.every_crime["committed_from"], data.every_crime["committed_to"],
         data.asb["created_at"], data.asb["closed_at"], data.fires["call_datetime"],
         data.reports["reported_at"]]
    )  # fmt: skip
    local = pd.to_datetime(times[times != ""], format="%Y-%m-%d %H:%M")
    placed = local.dt.tz_localize("Europe/London", nonexistent="NaT", ambiguous=True)
    assert placed.notna().all()


def test_burglary_and_vehicle_crime_are_known_only_within_a_night_or_an_absence(data):
    known = data.crimes[(data.crimes["committed_from"] != "") & (data.crimes["committed_to"] != "")]
    hours = (
        pd.to_datetime(known["committed_to"]) - pd.to_datetime(known["committed_from"])
    ) / pd.Timedelta(hours=1)
    median = hours.groupby(known["police_uk_category"]).median()
    assert median["Burglary"] > 5
    assert median["Vehicle crime"] > 5
    assert median[VIOLENCE] < 0.5


def test_a_few_rows_have_no_place_but_keep_their_district(data):
    for rows in (data.crimes, data.asb, data.fires, data.reports):
        nowhere = rows[rows["coord_quality"] == "none"]
        assert 0.01 < len(nowhere) / len(rows) < 0.05
        assert (nowhere[["easting", "northing", "lsoa_code"]] == "").all(axis=None)
        assert (rows["district_code"] != "").all()
        assert (rows["coord_quality"] == "exact").mean() > 0.8


def test_codes_and_exact_coordinates_agree(data):
    import geopandas

    exact = data.crimes[
        (data.crimes["coord_quality"] == "exact") & (data.crimes["lsoa_code"] != "")
    ]
    areas = geopandas.read_file(data.raw / "boundaries/lsoa11_synthetic.geojson").to_crs(27700)
    points = geopandas.GeoDataFrame(
        exact, geometry=geopandas.points_from_xy(exact.x, exact.y), crs=27700
    )
    joined = geopandas.sjoin(points, areas[["LSOA11CD", "geometry"]], predicate="within")
    assert (joined["LSOA11CD"] == joined["lsoa_code"]).mean() > 0.995


def test_offences_fit_their_category(data):
    tree = data.crimes.groupby("offence_subgroup")["police_uk_category"].agg(set)
    assert tree["Stalking and harassment"] == {VIOLENCE}
    assert tree["Rape"] == tree["Other sexual offences"] == {VIOLENCE}
    assert tree["Arson"] == {"Criminal damage and arson"}
    assert tree["Domestic burglary"] == tree["Non-domestic burglary"] == {"Burglary"}
    assert all(len(categories) == 1 for categories in tree)


def test_references_are_unique(data):
    for rows, column in (
        (data.every_crime, "crime_ref"),
        (data.asb, "incident_ref"),
        (data.fires, "incident_ref"),
        (data.reports, "report_ref"),
    ):
        assert rows[column].is_unique


def test_people_are_canaries(data):
    """Whoever finds a name, address or reference anywhere knows that it leaked, and from whom."""
    people = data.victims[data.victims["name"].str.startswith("Synthetic Person")]
    rows = pd.concat([people, data.suspects.assign(victim_ref="")])
    number = rows["name"].str.removeprefix("Synthetic Person ")
    assert number.str.fullmatch(r"\d{6}").all()
    in_address = people["address"].str.removesuffix(" Canary Street, Nowhere ZZ9 9ZZ")
    assert (in_address == number[: len(people)]).all()
    named = people[people["victim_ref"] != ""]
    assert (named["victim_ref"] == "SYN-P-" + named["name"].str[-6:]).all()
    others = data.victims["name"].drop(people.index)
    assert others[others != ""].str.startswith("Synthetic Business").all()


def test_one_person_has_one_date_of_birth_and_sex(data):
    both = pd.concat(
        [data.victims.rename(columns={"victim_ref": "ref"}),
         data.suspects.rename(columns={"suspect_ref": "ref"})]
    )  # fmt: skip
    people = both[both["ref"].str.startswith("SYN-P-")].groupby("ref")
    assert (people[["date_of_birth", "sex", "ethnicity_self"]].nunique() == 1).all(axis=None)


def test_ages_are_those_of_the_birth_date(data):
    crimes = data.crimes.set_index("crime_ref")["recorded_date"]
    for rows in (data.victims, data.suspects):
        known = rows[(rows["age"] != "") & (rows["date_of_birth"] != "")]
        days = pd.to_datetime(known["crime_ref"].map(crimes)) - pd.to_datetime(
            known["date_of_birth"]
        )
        assert np.abs(days.dt.days / 365.25 - known["age"].astype(int) - 0.5).max() < 0.51
    assert (data.suspects["age"].replace("", "30").astype(int) >= 10).all()


def test_victims_and_suspects_belong_to_counted_crimes(data):
    counted = set(data.crimes["crime_ref"])
    assert set(data.victims["crime_ref"]) <= counted
    assert set(data.suspects["crime_ref"]) <= counted


def test_kinds_of_victims_and_detection_differ_by_category(data):
    crimes = data.crimes.set_index("crime_ref")["police_uk_category"]
    victims = data.victims.assign(category=data.victims["crime_ref"].map(crimes))
    kinds = pd.crosstab(victims["category"], victims["victim_type"], normalize="index")
    assert kinds.at["Shoplifting", "business"] > 0.9
    assert kinds.at["Drugs", "state"] > 0.9
    assert kinds.at[VIOLENCE, "person"] > 0.9
    detected = data.crimes["crime_ref"].isin(data.suspects["crime_ref"])
    share = detected.groupby(data.crimes["police_uk_category"]).mean()
    assert share["Drugs"] > 0.9
    assert share["Shoplifting"] > 0.4
    assert share["Vehicle crime"] < 0.12


def test_ages_differ_by_offence(data):
    """Damage and robbery are of the young, theft from shops is not; owners are grown up."""
    crimes = data.crimes.set_index("crime_ref")["police_uk_category"]
    young = {}
    for rows, name in ((data.suspects, "suspects"), (data.victims, "victims")):
        known = rows[rows["age"] != ""]
        under = known["age"].astype(int) < 18
        young[name] = under.groupby(known["crime_ref"].map(crimes)).mean()
    suspects, victims = young["suspects"], young["victims"]
    assert suspects["Criminal damage and arson"] > 2 * suspects["Shoplifting"]
    assert suspects["Robbery"] > 1.5 * suspects["Drugs"]
    assert victims["Burglary"] < 0.03
    assert victims["Robbery"] > 0.12


def test_charged_suspects_go_with_a_charge(data):
    outcome = data.crimes.set_index("crime_ref")["outcome_code"]
    status = data.suspects["status"]
    charged = status.isin(["charged", "convicted"])
    assert ((data.suspects["crime_ref"].map(outcome) == "1") == charged).all()


def test_recent_crimes_more_often_have_no_outcome_yet(data):
    missing = (data.crimes["outcome_code"] == "").groupby(data.crimes["month"]).mean()
    assert missing["2017-01"] > 2 * missing["2016-06"]


def test_projects_hold_together(data):
    projects = pd.read_csv(data.raw / "projects/projects.csv")
    outputs = pd.read_csv(data.raw / "projects/project_outputs.csv")
    assert set(outputs["project_id"]) <= set(projects["project_id"])
    assert (projects["spent_gbp"] <= projects["allocated_gbp"]).all()
    counted = projects["in_allocation_total"] == "yes"
    # 28,000 + 16,500 + 62,000 + 34,000 + 6,000 + 5,000 + 10,000; the cameras are apart
    assert projects.loc[counted, "allocated_gbp"].sum() == 161_500
    assert (~counted).sum() == 1


def test_projects_name_configured_priorities_and_districts(data):
    from csa.settings import load_settings

    settings = load_settings()
    projects = pd.read_csv(data.raw / "projects/projects.csv")
    named = {p for text in projects["priority_ids"] for p in text.split(";")}
    assert named <= {priority.id for priority in settings.priorities}
    districts = {d for text in projects["districts"] for d in text.split(";")}
    assert districts == {district.slug for district in settings.districts}


def test_commentary_has_a_head_and_a_text(data):
    import tomllib

    files = sorted((data.raw / "commentary").glob("*.md"))
    assert len(files) == 5
    for path in files:
        _, head, text = path.read_text(encoding="utf-8").split("+++\n")
        assert {"key", "author_role", "date", "expires", "editions", "districts"} == set(
            tomllib.loads(head)
        )
        assert len(text.strip()) > 60
