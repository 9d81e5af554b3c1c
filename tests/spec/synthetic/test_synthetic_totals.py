"""Does the synthetic partnership have the published totals, and can it be taken for a real one?"""

import json
import re

import pandas as pd
import pytest

YEAR_TO_DATE = {"2015-16": ("2015-04", "2016-01"), "2016-17": ("2016-04", "2017-01")}


def count(crimes, district, year):
    here = crimes[crimes["district"] == district] if district else crimes
    return int(here["month"].between(*YEAR_TO_DATE[year]).sum())


def test_redditch_has_the_published_year_to_date(data):
    # The briefing note to the scrutiny panel: 570 more offences, 13%.
    before, after = (count(data.crimes, "redditch", year) for year in YEAR_TO_DATE)
    assert (before, after, after - before) == (4385, 4955, 570)
    assert round(100 * 570 / 4385) == 13


@pytest.mark.parametrize(("district", "percent"), [("bromsgrove", 8), ("wyre-forest", 11)])
def test_the_other_districts_rise_by_the_published_percentage(data, district, percent):
    before, after = (count(data.crimes, district, year) for year in YEAR_TO_DATE)
    assert round(100 * (after - before) / before) == percent


def test_the_partnership_is_the_sum_of_its_districts(data):
    # 4,385 + 3,487 + 4,871 and 4,955 + 3,772 + 5,392
    assert [count(data.crimes, None, year) for year in YEAR_TO_DATE] == [12743, 14119]


def test_transferred_and_cancelled_crimes_come_on_top(data):
    extra = data.every_crime["status"].value_counts()
    assert extra["transferred"] > 500
    assert extra["cancelled"] > 500
    assert set(extra.index) == {"recorded", "transferred", "cancelled"}


def test_a_crime_is_in_the_file_of_the_month_it_was_recorded_in(data):
    assert (data.every_crime["recorded_date"].str[:7] == data.every_crime["month"]).all()


def test_every_category_of_police_uk_occurs_in_every_district(data):
    kinds = data.crimes.groupby("district")["police_uk_category"].nunique()
    assert kinds.to_dict() == {"bromsgrove": 13, "redditch": 13, "wyre-forest": 13}


def test_forty_six_months_are_covered(data):
    months = sorted(set(data.crimes["month"]))
    assert (months[0], months[-1], len(months)) == ("2013-04", "2017-01", 46)


def test_no_area_code_is_an_official_one(data):
    """Only the three district codes are real; ONS codes of small areas start with E01, E02, E05."""
    for path in [*data.raw.glob("boundaries/*"), *data.raw.glob("lookups/*")]:
        codes = set(re.findall(r"\b[A-Z]\d{8}\b", path.read_text(encoding="utf-8")))
        official = {code for code in codes if code.startswith(("E", "W"))}
        assert official <= {"E07000234", "E07000236", "E07000239", "E22000368"}, path.name
    used = set(data.crimes["lsoa_code"]) | set(data.victims["residence_lsoa"]) - {""}
    assert all(re.fullmatch(r"Z01\d{6}", code) for code in used - {""})


@pytest.mark.parametrize(
    ("layer", "counts"),
    [("lsoa11", (58, 55, 65)), ("lsoa21", (60, 57, 67)), ("ward13", (23, 12, 17))],
)
def test_the_districts_have_as_many_areas_as_the_real_ones(data, layer, counts):
    features = json.loads((data.raw / f"boundaries/{layer}_synthetic.geojson").read_text())[
        "features"
    ]
    key = "LAD13CD" if layer == "ward13" else "LADCD_ACTIVE"
    found = pd.Series([f["properties"][key] for f in features]).value_counts()
    assert tuple(found.sort_index()) == counts


def test_districts_meet_without_gap_or_overlap(data):
    from shapely.geometry import shape
    from shapely.ops import unary_union

    features = json.loads((data.raw / "boundaries/lad24_synthetic.geojson").read_text())["features"]
    shapes = [shape(feature["geometry"]) for feature in features]
    union = unary_union(shapes)
    assert union.geom_type == "Polygon"
    assert len(union.interiors) == 0
    assert union.area == pytest.approx(sum(part.area for part in shapes), rel=1e-9)


def test_each_district_has_two_split_areas_with_crimes_in_both_halves(data):
    import geopandas

    lookup = pd.read_csv(data.raw / "lookups/lsoa11_lsoa21_ltla22_synthetic.csv")
    split = lookup[lookup["change_code"] == "S"]
    assert split.groupby("ltla22_code")["lsoa11_code"].nunique().tolist() == [2, 2, 2]
    halves = geopandas.read_file(data.raw / "boundaries/lsoa21_synthetic.geojson").to_crs(27700)
    halves = halves[halves["LSOA21CD"].isin(split["lsoa21_code"])]
    exact = data.crimes[data.crimes["coord_quality"] == "exact"]
    points = geopandas.GeoDataFrame(
        exact, geometry=geopandas.points_from_xy(exact.x, exact.y), crs=27700
    )
    found = geopandas.sjoin(points, halves, predicate="within")["LSOA21CD"].value_counts()
    assert len(found) == 12
    assert found.min() > 20


def test_named_places_lie_in_their_district(data):
    import geopandas

    from csa.settings import load_settings

    settings = load_settings()
    districts = geopandas.read_file(data.raw / "boundaries/lad24_synthetic.geojson").to_crs(27700)
    shapes = districts.set_index("ltla24_code")["geometry"]
    for place in settings.places:
        circle = geopandas.points_from_xy([place.easting], [place.northing])[0].buffer(
            place.radius_m
        )
        assert shapes[settings.district(place.district).code].contains(circle), place.slug


def test_population_of_the_districts_is_that_of_their_areas(data):
    code_of = pd.read_csv(data.raw / "lookups/lsoa11_ward13_msoa11_ltla21_synthetic.csv")
    for year in (2013, 2016):
        small = pd.read_csv(
            data.raw / f"population/population{year % 100}_lsoa11_single_year_age_synthetic.csv"
        )
        ages = [str(age) for age in range(90)] + ["90+"]
        assert (small[ages].sum(axis=1) == small["total_population"]).all()
        by_area = small.merge(code_of, on="lsoa11_code").groupby("ltla21_code")["total_population"]
        large = pd.read_csv(data.raw / f"population/ltla_age_sex_{year}_synthetic.csv")
        assert by_area.sum().to_dict() == large.groupby("ltla_code")["population"].sum().to_dict()


def test_crime_follows_deprivation(data):
    scores = pd.read_csv(data.raw / "deprivation/imd2015_lsoa11_synthetic.csv")
    counts = data.crimes["lsoa_code"].value_counts()
    together = scores.set_index("lsoa11_code")["IMD_score"].to_frame().join(counts)
    assert together.corr(method="spearman").iloc[0, 1] > 0.5
