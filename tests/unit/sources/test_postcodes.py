"""Rows that give a postcode: placed by a directory among the raw files, and never kept."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from ingest_project import ELSEWHERE, REDDITCH, WYRE_FOREST, Reader, centre, make_project, write
from layout_files import HEADINGS, layout, line, table, write_csv
from test_layouts import LayoutReader, reasons

from csa.errors import SourceError
from csa.sources.context.postcodes import SOURCE, directory_of
from csa.store import Store, build

EAST, NORTH = centre("E01000005")
# As the ONS and Ordnance Survey lay them out, with postcodes that nobody has.
ONSPD = (
    "pcd,pcd2,pcds,dointr,doterm,oseast1m,osnrth1m,lsoa11,lsoa21\n"
    '"B97 9ZZ","B97  9ZZ","B97 9ZZ",198001,,393500,270500,E01000003,E01000003\n'
    f'"ZZ1 1ZZ","ZZ1  1ZZ","ZZ1 1ZZ",198001,,1,1,{ELSEWHERE},{ELSEWHERE}\n'
    f'"DY109ZZ","DY10 9ZZ","DY10 9ZZ",198001,201501,{EAST},{NORTH},E99999999,\n'
)
CODE_POINT = (
    '"B979ZZ",10,393500,270500,"E92000001","","","","E07000236","E05000003"\n'
    f'"DY109ZZ",10,{EAST},{NORTH},"E92000001","","","","E07000239","E05000005"\n'
)
TEXTS = ["B97 9ZZ", "b979zz", "DY10 9ZZ", "ZZ1 1ZZ", "B97", "B98 9ZZ", ""]


@pytest.fixture
def by_layout(tmp_path: Any, tiny_geography: Any) -> LayoutReader:
    return LayoutReader(tmp_path, tiny_geography)


def read(by_layout: LayoutReader, directory: str) -> Any:
    if directory:
        write(by_layout.raw, "postcodes/ONSPD_TEST.csv", directory)
    rows = [[*line(n, Council=""), text] for n, text in enumerate(TEXTS)]
    write_csv(by_layout.raw, [[*HEADINGS, "Post Code"], *rows])
    return by_layout.read_by(layout(table=table(place={"postcode": "Post Code"})))


def test_a_whole_postcode_places_a_row_and_half_of_one_does_not(by_layout: LayoutReader) -> None:
    reading = read(by_layout, ONSPD)
    rows = by_layout.tables["asb"].sort_values("row_number")
    found = rows["lsoa"].astype("object").where(rows["lsoa"].notna(), "").tolist()
    assert found == ["E01000003", "E01000003", "E01000005", "", "", ""]
    assert rows["district"].tolist()[:3] == [REDDITCH, REDDITCH, WYRE_FOREST]
    assert reading.account.out_of_area == 1  # the directory says that it is elsewhere
    assert "4 rows are placed by their postcode, which is not kept" in reading.account.note
    assert "2 rows give a postcode that is in no directory" in reading.account.note
    told = f"{reading.account} {reading.quarantine} {rows.to_csv()}"
    assert "9ZZ" not in told.upper()


def test_code_point_open_has_no_headings_and_gives_points(by_layout: LayoutReader) -> None:
    read(by_layout, CODE_POINT)
    rows = by_layout.tables["asb"].sort_values("row_number")
    assert rows["lsoa"].tolist()[:3] == ["E01000003", "E01000003", "E01000005"]
    assert rows["coord_quality"].tolist()[0] == "street"


def test_without_a_directory_a_postcode_places_nothing(by_layout: LayoutReader) -> None:
    reading = read(by_layout, "")
    assert by_layout.tables["asb"]["lsoa"].isna().all()
    assert reasons(reading) == []
    assert reading.account.note == (
        "6 rows give a postcode that is in no directory below data/raw/postcodes: it places nothing"
    )


def test_what_is_no_directory_is_refused(reader: Reader) -> None:
    write(reader.raw, "postcodes/x.csv", "name,town\nZebedee,Quux\n")
    with pytest.raises(SourceError, match=r"postcodes/x.csv is no postcode directory"):
        directory_of(reader.context.settings)


def test_a_build_accounts_for_the_directory_and_reads_rows_again_when_it_changes(
    tmp_path: Any,
) -> None:
    settings = make_project(tmp_path)
    write(settings.raw, "postcodes/ONSPD_TEST.csv", ONSPD)
    rows = [[*line(n, Council=""), text] for n, text in enumerate(TEXTS)]
    write_csv(settings.raw, [[*HEADINGS, "Post Code"], *rows])
    layouts = (layout(table=table(place={"postcode": "Post Code"})),)
    settings = settings.model_copy(update={"layouts": layouts})
    report = build(settings)
    assert report.unrecognised == []
    note = report.accounts.set_index("source").loc[SOURCE.name, "note"]
    assert note == "3 postcodes to look up; none is kept"
    assert Store(settings).load("asb")["lsoa"].notna().sum() == 3
    write(settings.raw, "postcodes/ONSPD_TEST.csv", ONSPD.replace("DY10 9ZZ", "B98 9ZZ"))
    build(settings)
    kept = pd.DataFrame(Store(settings).load("asb"))
    assert kept["lsoa"].value_counts().to_dict() == {"E01000003": 2, "E01000005": 1}
    assert kept.sort_values("row_number")["lsoa"].isna().tolist() == [
        False, False, True, True, False, True,
    ]  # fmt: skip
