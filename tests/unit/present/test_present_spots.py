"""Numbered places on a map: none covers another, and kinds differ by more than colour."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.spatial.distance import pdist
from shapely.geometry import box

from csa.present.curves import share_curve
from csa.present.spots import KINDS, keep_apart, spot_map
from csa.present.theme import render_png


def test_points_at_one_place_are_parted_and_distant_ones_stay() -> None:
    points = np.array([[0.0, 0.0], [0.0, 0.0], [5.0, 0.0], [10_000.0, 0.0]])
    moved = keep_apart(points, gap=100)
    assert pdist(moved).min() > 90
    assert np.abs(moved[3] - points[3]).max() < 1


def test_kinds_differ_by_shape_or_by_a_hollow_fill() -> None:
    assert len({(style["marker"], style["facecolor"]) for style in KINDS.values()}) == len(KINDS)
    assert KINDS["former"]["facecolor"] != KINDS["persistent"]["facecolor"]


def test_the_map_names_only_the_kinds_it_shows() -> None:
    area = gpd.GeoDataFrame({"name": ["A"]}, geometry=[box(0, 0, 4_000, 4_000)], crs="EPSG:27700")
    figure = spot_map(
        area,
        wards=area,
        surface=pd.DataFrame({"column": [3, 4], "row": [5, 5], "class": [1, 5]}),
        cell_m=125,
        spots=pd.DataFrame({"x": [500.0], "y": [650.0], "number": [1], "kind": ["former"]}),
        value_label="Incidents",
    )
    words = [text.get_text() for text in figure.axes[1].get_legend().get_texts()]
    assert "former hotspot" in words
    assert "emerging hotspot" not in words
    assert render_png(figure).startswith(b"\x89PNG")


def test_share_curve_marks_where_half_is_reached() -> None:
    frame = pd.DataFrame(
        {"places": [0, 0.25, 0.5, 1], "held": [0, 0.6, 0.8, 1], "chance": [0, 0.3, 0.55, 1]}
    )
    figure = share_curve(
        frame, x="places", y="held", expected="chance", x_label="places", y_label="crimes"
    )
    marked = figure.axes[0].lines[2].get_xydata()
    assert marked.tolist() == [[0, 0.5], [0.25, 0.5], [0.25, 0]]
