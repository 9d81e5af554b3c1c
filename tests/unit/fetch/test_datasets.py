"""Each dataset becomes the file that csa build finds, or a sentence says what to do by hand."""

from __future__ import annotations

import csv
import hashlib
import json
import tomllib

import pytest
from builders import ROOT
from fetch_project import Project, seen_by_build
from misbehaving import Answer, Origin, Query

from csa.errors import FetchError, SettingsError, SourceError
from csa.fetch import FetchReport, Outcome, Wanted, fetch
from csa.fetch.run import LOCK
from csa.fetch.settings import FetchSettings, load_fetch_settings
from csa.locking import only_run
from csa.settings import Settings, load_settings
from csa.sources import all_sources

IMD = b"lsoa21_code,IMD_rank\nE01000001,5\nE01000002,6\n"
IMD_FILE = "deprivation/imd2025_x.csv"
PAGE = "https://www.gov.uk/somewhere"


def plain(address: str, *, name: str = "imd", file: str = "imd2025_x.csv", more: str = "") -> str:
    return f"""
[[dataset]]
name = "{name}"
kind = "file"
title = "Indices of deprivation"
source = "deprivation"
page = "{PAGE}"
address = "{address}"
folder = "deprivation"
file = "{file}"
{more}
"""


def only(report: FetchReport) -> Outcome:
    assert len(report.outcomes) == 1
    return report.outcomes[0]


def sidecar(settings: Settings, name: str) -> dict[str, object]:
    path = settings.raw / name
    beside = path.with_name(f".{path.name}.provenance.json")
    return json.loads(beside.read_text(encoding="utf-8"))


# Files as they are published


def test_a_file_is_put_where_build_finds_it_with_its_provenance_beside_it(
    origin: Origin, project: Project
) -> None:
    address = origin.serve("/old", Answer(status=302, headers={"Location": "/imd.csv"}))
    origin.serve("/imd.csv", Answer(IMD))
    settings = project(plain(address))
    done = only(fetch(settings))
    assert (done.status, done.file, done.size) == ("fetched", IMD_FILE, len(IMD))
    assert (settings.raw / IMD_FILE).read_bytes() == IMD
    assert seen_by_build(settings) == [IMD_FILE]
    found = sidecar(settings, IMD_FILE)
    source = all_sources()["deprivation"]
    assert found["publisher"] == source.publisher
    assert found["licence"] == "Open Government Licence v3.0"
    assert found["attribution"] == source.attribution
    assert found["sha256"] == found["original_sha256"] == hashlib.sha256(IMD).hexdigest()
    assert (found["address"], found["answered_by"]) == (address, origin.url("/imd.csv"))
    assert found["bytes"] == len(IMD)
    assert str(found["fetched"]).endswith("+00:00")


def test_provenance_names_the_publisher_that_the_pages_name(
    origin: Origin, project: Project
) -> None:
    settings = project(plain(origin.serve("/imd.csv", Answer(IMD))))
    with (settings.root / "config" / "sources.toml").open("a", encoding="utf-8") as file:
        file.write('\n[deprivation]\npublisher = "The Ministry"\n')
    fetch(load_settings(settings.root))
    assert sidecar(settings, IMD_FILE)["publisher"] == "The Ministry"


def test_a_second_run_asks_only_whether_the_file_changed(origin: Origin, project: Project) -> None:
    settings = project(plain(origin.serve("/imd.csv", Answer(IMD, etag='"one"'))))
    fetch(settings)
    before = (settings.raw / IMD_FILE).stat().st_mtime_ns
    assert only(fetch(settings)).status == "unchanged"
    assert origin.requests("/imd.csv")[1]["If-None-Match"] == '"one"'
    assert (settings.raw / IMD_FILE).stat().st_mtime_ns == before
    origin.serve("/imd.csv", Answer(IMD + b"E01000003,7\n", etag='"two"'))
    assert only(fetch(settings)).status == "fetched"
    assert b"E01000003" in (settings.raw / IMD_FILE).read_bytes()


def test_a_forced_run_downloads_what_did_not_change(origin: Origin, project: Project) -> None:
    settings = project(plain(origin.serve("/imd.csv", Answer(IMD, etag='"one"'))))
    fetch(settings)
    assert only(fetch(settings, Wanted(force=True))).status == "unchanged"  # the same bytes
    assert "If-None-Match" not in origin.requests("/imd.csv")[1]


def test_without_an_entity_tag_the_bytes_decide_whether_a_file_changed(
    origin: Origin, project: Project
) -> None:
    settings = project(plain(origin.serve("/imd.csv", Answer(IMD))))
    fetch(settings)
    assert only(fetch(settings)).status == "unchanged"


def test_a_file_that_was_deleted_is_fetched_again(origin: Origin, project: Project) -> None:
    settings = project(plain(origin.serve("/imd.csv", Answer(IMD, etag='"one"'))))
    fetch(settings)
    (settings.raw / IMD_FILE).unlink()
    assert only(fetch(settings)).status == "fetched"
    assert (settings.raw / IMD_FILE).read_bytes() == IMD


def test_an_officers_own_file_is_kept_unless_forced(origin: Origin, project: Project) -> None:
    settings = project(plain(origin.serve("/imd.csv", Answer(IMD, etag='"one"'))))
    own = settings.raw / IMD_FILE
    own.parent.mkdir(parents=True)
    own.write_bytes(b"lsoa21_code,IMD_rank\nE01000001,9\n")
    done = only(fetch(settings))
    assert done.status == "kept"
    assert "--force" in done.reason
    assert own.read_bytes().endswith(b"9\n")
    assert only(fetch(settings)).status == "kept"  # said again as long as it is so
    assert only(fetch(settings, Wanted(force=True))).status == "fetched"
    assert own.read_bytes() == IMD


def test_a_fetched_file_that_was_edited_is_kept(origin: Origin, project: Project) -> None:
    settings = project(plain(origin.serve("/imd.csv", Answer(IMD, etag='"one"'))))
    fetch(settings)
    (settings.raw / IMD_FILE).write_bytes(IMD.replace(b"5", b"8"))
    assert only(fetch(settings)).status == "kept"
    assert b",8" in (settings.raw / IMD_FILE).read_bytes()


def test_columns_are_chosen_and_renamed_whatever_their_case(
    origin: Origin, project: Project
) -> None:
    theirs = (
        '\ufeff"LSOA Code (2021)","Index, Rank",Else\r\nE01000001,5,x\r\nE01000002,"1,006",y\r\n'
    )
    names = '[dataset.columns]\n"LSOA code  (2021)" = "lsoa21_code"\n"Index, Rank" = "IMD_rank"\n'
    address = origin.serve("/imd.csv", Answer(theirs.encode()))
    settings = project(plain(address, more=names))
    fetch(settings)
    text = (settings.raw / IMD_FILE).read_text(encoding="utf-8")
    assert list(csv.reader(text.splitlines())) == [
        ["lsoa21_code", "IMD_rank"], ["E01000001", "5"], ["E01000002", "1,006"],
    ]  # fmt: skip
    found = sidecar(settings, IMD_FILE)
    assert found["preparation"]
    assert found["original_sha256"] == hashlib.sha256(theirs.encode()).hexdigest()
    assert found["sha256"] == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("body", "more", "words"),
    [
        (b"<!DOCTYPE html><html>Sign in</html>", "", "web page instead of a .csv file"),
        (b"\xef\xbb\xbf\n <HTML>", "", "web page"),
        (b"PK\x03\x04rest", "", "zip archive"),
        (b"", "", "nothing"),
        (b"no table here\n", "", "no commas"),
        (IMD, f'sha256 = "{"0" * 64}"', "SHA-256"),
        (IMD, '[dataset.columns]\nRank = "IMD_rank"', "lacks the column 'Rank'"),
        (IMD + b"E01000003\n", '[dataset.columns]\nIMD_rank = "IMD_rank"', "Row 3"),
        (b"a,b\n\xff\xfe,1\n", '[dataset.columns]\na = "b"', "UTF-8"),
        (b"a,b\n", '[dataset.columns]\na = "b"', "no rows|lacks the column"),
    ],
)
def test_what_is_no_table_is_refused_and_never_seen_by_build(
    body: bytes, more: str, words: str, origin: Origin, project: Project
) -> None:
    address = origin.serve("/imd.csv", Answer(body, etag='"one"'))
    settings = project(plain(address, more=more))
    done = only(fetch(settings))
    assert done.status == "failed"
    assert address in done.reason
    assert any(word in done.reason for word in words.split("|"))
    assert seen_by_build(settings) == []
    assert list(settings.raw.glob(".fetch/*.part")) == []  # nothing that a later run could trust


def test_a_failure_says_what_to_do_by_hand_and_stops_no_other_dataset(
    origin: Origin, project: Project
) -> None:
    good = origin.serve("/good.csv", Answer(IMD))
    bad = origin.serve("/bad.csv", Answer(status=404))
    settings = project(plain(bad, name="bad", file="imd2019_y.csv") + plain(good, name="good"))
    report = fetch(settings)
    assert [one.status for one in report.outcomes] == ["failed", "fetched"]
    assert report.exit_code == 18
    failed = report.failures[0]
    for part in ("Indices of deprivation", PAGE, "data/raw/deprivation/imd2019_y.csv"):
        assert part in failed.by_hand


def test_without_a_network_every_dataset_says_what_to_do(
    project: Project, waits: list[float]
) -> None:
    # .invalid is reserved by RFC 2606: no such host can ever exist.
    first = plain("https://data.csa-test.invalid/a.csv", name="a")
    second = plain("https://data.csa-test.invalid/b.csv", name="b", file="imd2019_b.csv")
    settings = project(first + second)
    report = fetch(settings)
    assert [one.status for one in report.outcomes] == ["failed", "failed"]
    assert all("cannot be reached" in one.reason for one in report.outcomes)
    assert "imd2019_b.csv" in report.outcomes[1].by_hand
    assert not settings.raw.exists()  # so that csa demo may still write there


# Layers of the Open Geography Portal

LAYER = """
[[dataset]]
name = "wards"
kind = "arcgis"
title = "LSOA to ward"
source = "lookups"
page = "https://geoportal.statistics.gov.uk"
address = "{address}"
folder = "lookups"
file = "lsoa21_ward24_ltla24_{{area}}.csv"
district_field = "LAD24CD"
columns = {{ LSOA21CD = "lsoa21_code", WD24CD = "ward24_code", LAD24CD = "ltla24_code" }}
page_size = 2
"""
SHAPES = """
[[dataset]]
name = "shapes"
kind = "arcgis"
title = "LSOA boundaries"
source = "boundaries"
page = "https://geoportal.statistics.gov.uk"
address = "{address}"
folder = "boundaries"
file = "lsoa21_{{area}}.geojson"
name_field = "LSOA21NM"
columns = {{ LSOA21CD = "LSOA21CD", LSOA21NM = "LSOA21NM" }}
"""
WARDS = [
    {"LSOA21CD": f"E0100000{n}", "WD24CD": f"E0500000{n}", "LAD24CD": "E07000236"}
    for n in range(1, 6)
]
LOOKUP = "lookups/lsoa21_ward24_ltla24_north-worcestershire.csv"


def layer(rows: list[dict[str, str]], *, total: int | None = None, most: int = 2) -> object:
    """Answer queries of a layer as ArcGIS does, at most so many rows at a time."""

    def answer(query: Query) -> Answer:
        if "returnCountOnly" in query:
            return Answer(json.dumps({"count": len(rows) if total is None else total}).encode())
        start = int(query["resultOffset"])
        page = rows[start : start + min(most, int(query["resultRecordCount"]))]
        ring = [[[-2, 52], [-1, 52], [-1, 53], [-2, 52]]]
        if query["f"] == "geojson":
            features = [
                {"type": "Feature", "id": start, "properties": row,
                 "geometry": {"type": "Polygon", "coordinates": ring}}
                for row in page
            ]  # fmt: skip
        else:
            features = [{"attributes": row} for row in page]
        more = {"exceededTransferLimit": True} if start + len(page) < len(rows) else {}
        return Answer(json.dumps({"features": features, **more}).encode())

    return answer


def test_a_layer_comes_in_pages_and_only_for_our_districts(
    origin: Origin, project: Project
) -> None:
    asked: list[Query] = []
    pages = layer(WARDS)

    def answer(query: Query) -> Answer:
        asked.append(query)
        return pages(query)  # type: ignore[operator]

    origin.answers["/layer/0/query"] = answer
    settings = project(LAYER.format(address=origin.url("/layer/0")))
    done = only(fetch(settings))
    assert (done.status, done.file) == ("fetched", LOOKUP)
    with (settings.raw / LOOKUP).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["lsoa21_code"] for row in rows] == [row["LSOA21CD"] for row in WARDS]
    assert list(rows[0]) == ["lsoa21_code", "ward24_code", "ltla24_code"]
    assert {query["where"] for query in asked} == {
        "LAD24CD IN ('E07000234','E07000236','E07000239')"
    }
    assert [query.get("resultOffset") for query in asked] == [None, "0", "2", "4"]
    assert only(fetch(settings)).status == "unchanged"


def test_areas_are_told_apart_by_their_whole_name(origin: Origin, project: Project) -> None:
    names = ["Redditch 001A", "Redditch 002B", "Redditch Park 001A", "Wyre Forest 003C"]
    rows = [{"LSOA21CD": f"E0100000{n}", "LSOA21NM": name} for n, name in enumerate(names)]
    origin.answers["/layer/0/query"] = layer(rows)  # type: ignore[assignment]
    settings = project(SHAPES.format(address=origin.url("/layer/0")))
    assert only(fetch(settings)).status == "fetched"
    found = json.loads(
        (settings.raw / "boundaries/lsoa21_north-worcestershire.geojson").read_text()
    )
    kept = [feature["properties"]["LSOA21NM"] for feature in found["features"]]
    assert kept == ["Redditch 001A", "Redditch 002B", "Wyre Forest 003C"]
    assert found["features"][0]["geometry"]["type"] == "Polygon"


def test_an_area_without_an_outline_is_refused(origin: Origin, project: Project) -> None:
    row = {"LSOA21CD": "E01000001", "LSOA21NM": "Redditch 001A"}
    feature = {"type": "Feature", "properties": row, "geometry": None}
    content = json.dumps({"count": 1, "features": [feature]}).encode()
    settings = project(SHAPES.format(address=origin.url("/layer/0")))
    origin.serve("/layer/0/query", Answer(content))
    done = only(fetch(settings))
    assert done.status == "failed"
    assert "without its outline" in done.reason


def test_a_name_with_an_apostrophe_stays_one_text(origin: Origin, project: Project) -> None:
    asked: list[str] = []

    def answer(query: Query) -> Answer:
        asked.append(query["where"])
        return Answer(b'{"count": 0}')

    origin.answers["/layer/0/query"] = answer
    settings = project(SHAPES.format(address=origin.url("/layer/0")))
    path = settings.root / "config" / "partnership.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('name = "Redditch"', 'name = "King\'s Lynn"'), encoding="utf-8")
    fetch(load_settings(settings.root))
    assert "LSOA21NM LIKE 'King''s Lynn %'" in asked[0]


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (layer(WARDS, total=7), "5 areas instead of 7"),
        (layer(WARDS, total=3), "areas instead of 3"),
        (layer([WARDS[0]] * 3), "some twice"),
        (layer([], total=0), "no area where"),
        (layer([{"LSOA21CD": "E01000001"}]), "lacks the column 'WD24CD'"),
        (lambda _: Answer(b'{"error": {"message": "Invalid field"}}'), "Invalid field"),
        (lambda _: Answer(b"[1]"), "ArcGIS"),
        (lambda _: Answer(b'{"count": 5, "features": 5}'), "without features"),
        (lambda _: Answer(b'{"count": 5'), "damaged JSON"),
        (lambda _: Answer(b"<html>Sign in</html>"), "web page"),
    ],
)  # fmt: skip
def test_a_layer_that_is_not_complete_is_refused(
    answers: object, words: str, origin: Origin, project: Project
) -> None:
    origin.answers["/layer/0/query"] = answers  # type: ignore[assignment]
    settings = project(LAYER.format(address=origin.url("/layer/0")))
    done = only(fetch(settings))
    assert done.status == "failed"
    assert words in done.reason
    assert "LSOA21CD' as lsoa21_code" in done.by_hand
    assert seen_by_build(settings) == []


# Residents by age


def test_a_layer_of_everywhere_is_not_cut(origin: Origin, project: Project) -> None:
    asked: list[Query] = []

    def answer(query: Query) -> Answer:
        asked.append(query)
        return layer(WARDS)(query)  # type: ignore[operator]

    origin.answers["/layer/0/query"] = answer
    uncut = LAYER.replace('district_field = "LAD24CD"', "everywhere = true")
    assert only(fetch(project(uncut.format(address=origin.url("/layer/0"))))).status == "fetched"
    assert {query["where"] for query in asked} == {"1=1"}


AGES = """
[[dataset]]
name = "people"
kind = "nomis_ages"
title = "Population"
source = "population"
page = "https://www.nomisweb.co.uk"
address = "{address}"
folder = "population"
file = "population22_lsoa21_single_year_age_{{area}}.csv"
geography_type = "TYPE151"
code_column = "lsoa21_code"
name_column = "lsoa21_name"
query = {{ dataset = "NM_2014_1", parameters = {{ date = "2022", c_age = "200,101...191" }} }}
page_size = 100
"""
LABELS = ["All Ages", *(f"Age {n}" for n in range(90)), "Aged 90+", "Aged 0 to 15"]


OURS = "E07000234TYPE151,E07000236TYPE151,E07000239TYPE151"


def ages(
    codes: list[str], *, without: str = "", total: int | None = None, places: str = OURS
) -> object:
    """Answer as Nomis does: one row per area and age, at most a hundred of them."""
    rows = [
        (code, f"Redditch {code[-3:]}A", label, 91 if label == "All Ages" else 1)
        for code in codes
        for label in LABELS
        if label != without
    ]

    def answer(query: Query) -> Answer:
        start = int(query["recordoffset"])
        assert query["geography"] == places
        assert (query["date"], query["c_age"]) == ("2022", "200,101...191")
        lines = ['"GEOGRAPHY_CODE","GEOGRAPHY_NAME","C_AGE_NAME","OBS_VALUE","RECORD_COUNT"']
        for code, name, label, n in rows[start : start + int(query["recordlimit"])]:
            lines.append(f'"{code}","{name}","{label}",{n},{len(rows) if total is None else total}')
        return Answer("\r\n".join(lines).encode())

    return answer


def test_residents_come_one_row_to_an_area_in_the_layout_that_build_reads(
    origin: Origin, project: Project
) -> None:
    origin.answers["/people/NM_2014_1.data.csv"] = ages(["E01000002", "E01000001"])  # type: ignore[assignment]
    settings = project(AGES.format(address=origin.url("/people")))
    done = only(fetch(settings))
    assert done.status == "fetched"
    with (settings.raw / done.file).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["lsoa21_code"] for row in rows] == ["E01000001", "E01000002"]
    assert list(rows[0])[:4] == ["lsoa21_code", "lsoa21_name", "total_population", "0"]
    assert list(rows[0])[-2:] == ["89", "90+"]
    assert rows[0]["total_population"] == "91"
    assert sum(int(rows[0][name]) for name in list(rows[0])[3:]) == 91  # 0 to 89, and 90+
    assert len(origin.requests("/people/NM_2014_1.data.csv")) == 2  # 186 rows, a hundred at a time


def test_residents_of_every_district_are_asked_for_by_their_type_alone(
    origin: Origin, project: Project
) -> None:
    answer = ages(["E07000236", "E07000001"], places="TYPE424")
    origin.answers["/people/NM_2014_1.data.csv"] = answer  # type: ignore[assignment]
    named = AGES.replace("lsoa21", "ltla23").replace("_{{area}}", "")
    text = named.replace('"TYPE151"', '"TYPE424"\neverywhere = true')
    settings = project(text.format(address=origin.url("/people")))
    done = only(fetch(settings))
    assert (done.status, done.file) == (
        "fetched",
        "population/population22_ltla23_single_year_age.csv",
    )
    with (settings.raw / done.file).open(encoding="utf-8", newline="") as file:
        assert [row["ltla23_code"] for row in csv.DictReader(file)] == ["E07000001", "E07000236"]


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (ages(["E01000001"], without="Age 7"), "E01000001 without 7"),
        (ages(["E01000001"], total=500), "93 rows instead of 500"),
        (ages(["E01000001", "E01000001"]), "E01000001 twice"),
        (ages([]), "0 rows"),
        (lambda _: Answer(b"a,b\n1,2\n"), "Nomis"),
    ],
)
def test_residents_that_are_not_complete_are_refused(
    answers: object, words: str, origin: Origin, project: Project
) -> None:
    origin.answers["/people/NM_2014_1.data.csv"] = answers  # type: ignore[assignment]
    done = only(fetch(project(AGES.format(address=origin.url("/people")))))
    assert done.status == "failed"
    assert words in done.reason


TOTALS = """
[[dataset]]
name = "homes"
kind = "nomis_totals"
title = "Census"
source = "population"
page = "https://www.nomisweb.co.uk"
address = "{address}"
folder = "population"
file = "census21_residents_households_lsoa21_{{area}}.csv"
geography_type = "TYPE151"
code_column = "lsoa21_code"
name_column = "lsoa21_name"
[dataset.counts]
total_residents = {{ dataset = "NM_1_1", parameters = {{ date = "latest" }} }}
total_households = {{ dataset = "NM_2_1", parameters = {{ date = "latest" }} }}
"""


def counts(values: dict[str, int]) -> Answer:
    """Answer with one count of each area."""
    lines = ["GEOGRAPHY_CODE,GEOGRAPHY_NAME,OBS_VALUE,RECORD_COUNT"]
    lines += [f"{code},Redditch 001A,{n},{len(values)}" for code, n in values.items()]
    return Answer("\n".join(lines).encode())


def test_residents_and_households_come_together(origin: Origin, project: Project) -> None:
    origin.serve("/api/NM_1_1.data.csv", counts({"E01000002": 1500, "E01000001": 1400}))
    origin.serve("/api/NM_2_1.data.csv", counts({"E01000001": 600, "E01000002": 700}))
    settings = project(TOTALS.format(address=origin.url("/api")))
    done = only(fetch(settings))
    assert (settings.raw / done.file).read_text(encoding="utf-8").splitlines() == [
        "lsoa21_code,lsoa21_name,total_residents,total_households",
        "E01000001,Redditch 001A,1400,600",
        "E01000002,Redditch 001A,1500,700",
    ]


def test_an_area_that_only_one_table_has_is_refused(origin: Origin, project: Project) -> None:
    origin.serve("/api/NM_1_1.data.csv", counts({"E01000001": 1400, "E01000002": 1500}))
    origin.serve("/api/NM_2_1.data.csv", counts({"E01000001": 600}))
    done = only(fetch(project(TOTALS.format(address=origin.url("/api")))))
    assert done.status == "failed"
    assert "E01000002 without total_households" in done.reason
    assert "lsoa21_code, lsoa21_name, total_residents, total_households" in done.by_hand


# What is asked of a run


def test_a_dry_run_asks_for_nothing_and_writes_nothing(origin: Origin, project: Project) -> None:
    settings = project(plain(origin.serve("/imd.csv", Answer(IMD))))
    done = only(fetch(settings, Wanted(dry_run=True)))
    assert (done.status, done.file) == ("would fetch", IMD_FILE)
    assert done.address == origin.url("/imd.csv")
    assert origin.asked == []
    assert not settings.raw.exists()


def test_datasets_are_chosen_by_their_name_or_by_the_source_that_reads_them(
    origin: Origin, project: Project
) -> None:
    one = plain(origin.url("/a"), name="one", file="imd2019_a.csv")
    settings = project(
        one + plain(origin.url("/b"), name="two") + LAYER.format(address=origin.url("/l"))
    )

    def chosen(*names: str) -> list[str]:
        report = fetch(settings, Wanted(names=names, dry_run=True))
        return [one.dataset for one in report.outcomes]

    assert chosen() == ["one", "two", "wards"]
    assert chosen("two") == ["two"]
    assert chosen("deprivation") == ["one", "two"]
    with pytest.raises(SettingsError, match="Choose from: one, two, wards"):
        chosen("three")


@pytest.mark.parametrize(
    ("first", "last"), [("2024-13", None), (None, "May"), ("2024-02", "2024-01")]
)
def test_months_are_checked(first: str | None, last: str | None) -> None:
    with pytest.raises(SettingsError):
        Wanted(first=first, last=last)


def test_real_files_are_never_mixed_with_the_synthetic_partnership(
    origin: Origin, project: Project
) -> None:
    settings = project(plain(origin.serve("/imd.csv", Answer(IMD))))
    settings.raw.mkdir(parents=True)
    (settings.raw / "synthetic.json").write_text('{"synthetic": true}')
    with pytest.raises(SourceError, match="synthetic partnership"):
        fetch(settings)
    assert origin.asked == []


def test_two_runs_never_write_at_once(origin: Origin, project: Project) -> None:
    settings = project(plain(origin.serve("/imd.csv", Answer(IMD))))
    held = only_run(settings.raw / ".fetch" / LOCK, command="csa fetch")
    with held, pytest.raises(FetchError, match="Another csa fetch is running"):
        fetch(settings)
    assert only(fetch(settings)).status == "fetched"


# The settings


@pytest.mark.parametrize(
    ("datasets", "words"),
    [
        (plain("https://gov.uk/a", more='colour = "blue"'), '[[dataset]] "imd": colour'),
        (plain("http://gov.uk/a"), "only https"),
        (plain("https://gov.uk/a", file="deprivation.csv"), "no source reads it"),
        (plain("https://gov.uk/a", file="../imd2025.csv"), '[[dataset]] "imd": file'),
        (plain("https://gov.uk/a") * 2, "more than one dataset named imd"),
        (plain("https://gov.uk/a").replace('"deprivation"', '"rain"', 1), "rain"),
        (plain("https://gov.uk/a").replace('"file"', '"torrent"', 1), "torrent"),
        ("[transports]\n" + plain("https://gov.uk/a"), "transports"),
        (
            LAYER.format(address="https://a.uk").replace(
                'district_field = "LAD24CD"', 'name_field = "LSOA21NM"'
            ),
            "name_field",
        ),
        (
            LAYER.format(address="https://a.uk").replace(
                "page_size", "everywhere = true\npage_size"
            ),
            "give one of district_field, name_field and everywhere = true",
        ),
        ("", "dataset"),
        ("[[dataset]\n", "TOML"),
    ],
)
def test_settings_that_are_not_valid_are_refused(
    datasets: str, words: str, project: Project
) -> None:
    settings = project(datasets)
    with pytest.raises(SettingsError) as refused:
        load_fetch_settings(settings)
    assert words in str(refused.value)


def test_missing_settings_are_named(project: Project) -> None:
    settings = project(plain("https://gov.uk/a"))
    (settings.root / "config" / "fetch.toml").unlink()
    with pytest.raises(SettingsError, match=r"config/fetch\.toml is missing"):
        load_fetch_settings(settings)


def test_the_settings_that_csa_comes_with_are_valid_and_attribute_as_the_pages_do() -> None:
    settings = load_settings(ROOT)
    found = load_fetch_settings(settings)
    sources = all_sources()
    assert {one.source for one in found.datasets} >= {
        "police_uk_street", "boundaries", "lookups", "population", "deprivation",
    }  # fmt: skip
    for one in found.datasets:
        assert one.publisher == sources[one.source].publisher
        assert one.licence == sources[one.source].licence
        assert one.address.startswith("https://")
    assert (
        found.transport
        == FetchSettings.model_validate(
            {**tomllib.loads((ROOT / "config" / "fetch.toml").read_text(encoding="utf-8"))}
        ).transport
    )


def test_the_sidecar_attributes_boundaries_to_ordnance_survey(
    origin: Origin, project: Project
) -> None:
    rows = [{"LSOA21CD": "E01000001", "LSOA21NM": "Redditch 001A"}]
    origin.answers["/layer/0/query"] = layer(rows)  # type: ignore[assignment]
    settings = project(SHAPES.format(address=origin.url("/layer/0")))
    done = only(fetch(settings))
    assert "OS data © Crown copyright" in str(sidecar(settings, done.file)["attribution"])


def test_a_source_that_does_not_exist_is_refused_before_anything_is_asked_for(
    origin: Origin, project: Project
) -> None:
    settings = project(plain(origin.url("/imd.csv")))
    odd = settings.model_copy(update={"sources": {"deprivatoin": {}}})
    with pytest.raises(SettingsError, match=r"\[deprivatoin\] is no source.*deprivation"):
        fetch(odd, Wanted())
    assert origin.asked == []
