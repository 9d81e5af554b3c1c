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


def test_a_name_keeps_clear_of_the_numbered_places() -> None:
    area = gpd.GeoDataFrame(
        {"name": ["Millfield"]}, geometry=[box(0, 0, 4_000, 4_000)], crs="EPSG:27700"
    )
    middle = pd.DataFrame({"x": [2_000.0], "y": [2_000.0], "number": [1], "kind": ["persistent"]})
    figure = spot_map(
        area,
        wards=area,
        surface=pd.DataFrame(columns=["column", "row", "class"]),
        cell_m=125,
        spots=middle,
        value_label="Incidents",
        labels=area,
    )
    figure.canvas.draw()
    boxes = {text.get_text(): text.get_window_extent() for text in figure.axes[0].texts}
    # The name would stand in the middle of its area, where the numbered place is.
    assert set(boxes) == {"Millfield", "1"}
    assert not boxes["Millfield"].overlaps(boxes["1"])


def test_a_name_without_room_is_left_off_and_never_a_second_number() -> None:
    area = gpd.GeoDataFrame(
        {"name": ["A name far too long for it"]}, geometry=[box(0, 0, 80, 80)], crs="EPSG:27700"
    )
    outline = gpd.GeoDataFrame(
        {"name": ["All"]}, geometry=[box(0, 0, 9_000, 9_000)], crs="EPSG:27700"
    )
    figure = spot_map(
        outline,
        wards=area,
        surface=pd.DataFrame(columns=["column", "row", "class"]),
        cell_m=125,
        spots=pd.DataFrame({"x": [5e3], "y": [5e3], "number": [1], "kind": ["persistent"]}),
        value_label="Incidents",
        labels=area,
    )
    assert [text.get_text() for text in figure.axes[0].texts] == ["1"]
