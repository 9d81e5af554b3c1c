"""What a project won in its place is looked for around it, on a map and in counts."""

from __future__ import annotations

import io

import geopandas
import pandas as pd
from judged_worlds import CODES, counts, desk
from PIL import Image
from shapely import box

from csa.exhibits.projects.displaced import DisplacedExhibits
from csa.present.theme import render_png

AROUND = {"buffer": "Abbey;Central"}


def around(*, cells=None, **design):
    cells = counts(Greenlands=(220, 130)) if cells is None else cells
    view = desk(cells, design=AROUND | design).view
    squares = geopandas.GeoDataFrame(
        {"code": list(CODES.values())},
        geometry=[box(n * 1000, 0, n * 1000 + 1000, 1000) for n in range(len(CODES))],
        crs="EPSG:27700",
    )
    view.release.reference.update(boundary_ward=squares, boundary_lsoa=squares)
    return DisplacedExhibits(view).around()


def test_the_place_each_ward_around_it_and_the_others_stand_with_both_counts():
    shown = around(cells=counts(Greenlands=(220, 130), Abbey=(200, 262), Central=(210, 190)))
    (table,) = shown.tables
    rows = {row["name"]: row for row in table.frame.to_dict("records")}
    assert [(row["role"], row["before"], row["after"]) for row in rows.values()] == [
        ("the place", 220, 130),
        ("around it", 200, 262),
        ("around it", 210, 190),
        # by hand: 221 + 228 + 235 + 242 and 222 + 228 + 234 + 240
        ("compared with", 926, 924),
    ]
    assert "Greenlands ward went from 220 to 130. " in shown.sentence
    assert "In the wards around it they went from 410 to 452. " in shown.sentence
    assert "Most was added in Abbey ward: from 200 to 262" in shown.sentence
    assert {220, 130, 200, 262, 210, 190} <= set(shown.numbers.values())


def test_the_map_is_drawn_with_words_for_those_who_cannot_see_it():
    (figure,) = around().figures
    assert "Abbey ward and Central ward" in figure.alt
    assert Image.open(io.BytesIO(render_png(figure.draw()))).width > 500


def test_where_nothing_rose_around_it_no_ward_is_named():
    shown = around(cells=counts(Greenlands=(220, 130), Abbey=(200, 180), Central=(200, 190)))
    assert "Most was added" not in shown.sentence


def test_a_withheld_ward_is_not_added_up_and_without_wards_around_there_is_no_map():
    shown = around(cells=counts(Greenlands=(220, 130), Abbey=(200, None), reason="withheld"))
    assert "In the wards around it" not in shown.sentence
    line = shown.tables[0].to_csv_text().splitlines()[2]
    assert line.startswith("Abbey ward,around it,200,not available")
    assert around(buffer="").unavailable.startswith("No project that was measured")
    view = desk(counts(Greenlands=(220, 130)), design=AROUND).view
    assert not DisplacedExhibits(view).around().figures
    assert isinstance(shown.data, pd.DataFrame)
