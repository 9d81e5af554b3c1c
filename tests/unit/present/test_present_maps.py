"""Maps keep shapes whole, share their classes and say what they do not know."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from shapely.geometry import MultiPolygon, Point, Polygon, box

from csa.errors import GeographyError
from csa.present import maps, theme
from csa.present.classes import class_colours, class_words, classify
from csa.present.number import Number

BNG = "EPSG:27700"
HOLE = [(40, 40), (60, 40), (60, 60), (40, 60)]


def layer(*shapes, crs=BNG, names="ABCDEFGHIJKLMNOPQRSTUVWXYZ"):
    codes = [f"E{at}" for at in range(len(shapes))]
    return gpd.GeoDataFrame(
        {"code": codes, "name": list(names[: len(shapes)])}, geometry=list(shapes), crs=crs
    )


def strip(count, *, side=1000):
    """Return a row of square areas of one kilometre."""
    return layer(*(box(at * side, 0, (at + 1) * side, side) for at in range(count)))


def draw(boundaries, values, *, breaks=(5, 10), labels=None, **options):
    outline = boundaries.dissolve()
    return maps.symbol_map(
        boundaries,
        pd.Series(values, dtype=float),
        breaks=breaks,
        outline=outline,
        labels=labels,
        value_label="Offences",
        **options,
    )


def legend_texts(figure):
    return [text.get_text() for text in figure.axes[1].get_legend().get_texts()]


def circles(figure):
    return figure.axes[0].collections[1]


def colours(figure):
    return [to_hex(colour) for colour in circles(figure).get_facecolor()]


def map_texts(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def test_holes_stay_open_and_parts_stay_together():
    outer = [(0, 0), (100, 0), (100, 100), (0, 100)]
    holed = Polygon(outer, [HOLE])
    wrong_way = Polygon(outer[::-1], [HOLE[::-1]])
    parts = MultiPolygon([box(0, 0, 10, 10), box(90, 90, 100, 100)])
    paths = maps.area_paths(layer(holed, wrong_way, parts))
    assert len(paths) == 3
    for path in paths[:2]:
        # the rings run opposite ways, so the hole's area is taken off: 100 x 100 - 20 x 20
        assert signed_area(path) == pytest.approx(9600)
    assert signed_area(paths[2]) == pytest.approx(200)


def signed_area(path):
    """Return the area by the shoelace formula, ring by ring."""
    total = 0.0
    for ring in np.split(path.vertices, np.flatnonzero(path.codes == path.MOVETO)[1:]):
        x, y = ring[:, 0], ring[:, 1]
        total += float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])) / 2
    return total


def test_a_hole_shows_paper_in_the_picture():
    square = [(0, 0), (100, 0), (100, 100), (0, 100)]
    figure = draw(layer(Polygon(square, [HOLE]), box(100, 0, 200, 100)), {"E0": 50, "E1": 50})
    figure.canvas.draw()
    pixels = np.asarray(figure.canvas.buffer_rgba())
    axes = figure.axes[0]
    x, y = axes.transData.transform((50, 50)).astype(int)
    assert pixels[pixels.shape[0] - y, x, :3].tolist() == [255, 255, 255]
    x, y = axes.transData.transform((20, 20)).astype(int)
    assert pixels[pixels.shape[0] - y, x, :3].tolist() != [255, 255, 255]


def test_each_area_has_the_circle_of_its_class_and_no_fill_of_its_own():
    areas = strip(5)
    figure = draw(areas, {"E0": 0, "E1": 4, "E2": 5, "E3": 9, "E4": 10})
    low, middle, high = class_colours(3)
    assert colours(figure) == [low, low, middle, middle, high]
    sizes = circles(figure).get_sizes()
    assert sizes[0] == sizes[1] < sizes[2] == sizes[3] < sizes[4]
    places = [Point(*at) for at in circles(figure).get_offsets()]
    assert all(area.contains(at) for area, at in zip(areas.geometry, places, strict=True))
    assert len(figure.axes[0].collections[0].get_facecolor()) == 1
    assert legend_texts(figure) == ["10 or more", "5 to 9", "fewer than 5"]


def test_areas_that_the_text_names_have_its_letters_which_no_name_covers():
    areas = strip(4)
    figure = draw(areas, {"E0": 1}, labels=areas, letters=pd.Series({"E1": "A", "E3": "B"}))
    at = {text.get_text(): text for text in figure.axes[0].texts if text.get_weight() == "bold"}
    for letter, area in (("A", 1), ("B", 3)):
        assert areas.geometry[area].contains(Point(at[letter].get_position()))
    figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in figure.axes[0].texts]
    assert not [(a, b) for a in boxes for b in boxes if a is not b and a.overlaps(b)]


def test_an_area_without_a_value_is_hatched_and_in_the_legend():
    figure = draw(strip(3), {"E0": 0, "E1": np.nan})
    assert len(circles(figure).get_offsets()) == 1
    hatched = figure.axes[0].collections[2]
    assert hatched.get_hatch()
    assert len(hatched.get_paths()) == 2
    assert legend_texts(figure)[-1] == "not available"
    assert "not available" not in legend_texts(draw(strip(2), {"E0": 1, "E1": 2}))


def test_codes_that_match_nothing_are_an_error():
    with pytest.raises(GeographyError, match="do not match"):
        draw(strip(3), {"W1": 4, "W2": 5})


def test_an_area_that_stands_twice_is_an_error():
    areas = strip(2)
    with pytest.raises(GeographyError, match="twice"):
        draw(pd.concat([areas, areas]), {"E0": 1, "E1": 2})
    with pytest.raises(GeographyError, match="twice"):
        maps.symbol_map(
            areas,
            pd.Series([1, 2], index=["E0", "E0"]),
            breaks=(5,),
            outline=areas,
            value_label="Offences",
        )


@pytest.mark.parametrize("crs", ["EPSG:4326", None])
def test_boundaries_in_degrees_are_refused(crs):
    areas = layer(box(-2, 52, -1.9, 52.1), crs=crs)
    with pytest.raises(GeographyError, match="metres"):
        draw(areas, {"E0": 3})


def test_layers_must_share_one_coordinate_system():
    areas = strip(2)
    with pytest.raises(GeographyError, match="share"):
        maps.symbol_map(
            areas,
            pd.Series({"E0": 3.0}),
            breaks=(5,),
            outline=areas.to_crs("EPSG:3857"),
            value_label="Offences",
        )


def test_a_map_keeps_its_proportions():
    figure = draw(layer(box(0, 0, 1000, 3000), box(1000, 0, 2000, 3000)), {"E0": 1, "E1": 9})
    to_pixels = figure.axes[0].transData.transform
    origin, across, up = to_pixels([(0, 0), (1000, 0), (0, 1000)])
    assert across[0] - origin[0] == pytest.approx(up[1] - origin[1])


def test_the_scale_bar_is_as_long_as_it_says():
    figure = draw(strip(5), {"E0": 1})
    side = figure.axes[1]
    stated = next(text.get_text() for text in side.texts if text.get_text().endswith(" km"))
    ends = side.transData.transform(np.column_stack(side.lines[0].get_data()))
    per_metre = figure.axes[0].transData.transform([(0, 0), (1, 0)])
    metres = (ends[1, 0] - ends[0, 0]) / (per_metre[1, 0] - per_metre[0, 0])
    assert metres == pytest.approx(1000 * float(stated.split()[0]))


def test_names_with_room_stand_in_their_own_area():
    areas = strip(4)
    figure = draw(areas, {"E0": 1}, labels=areas)
    assert sorted(map_texts(figure)) == ["A", "B", "C", "D"]
    for text in figure.axes[0].texts:
        own = areas.loc[areas["name"] == text.get_text(), "geometry"].item()
        assert own.contains(Point(text.get_position()))
        assert text.get_path_effects()


def test_names_without_room_become_numbers_with_a_key():
    areas = strip(26)
    labels = areas.assign(name=[f"Ward of {name}" for name in areas["name"]])
    figure = draw(areas, {"E0": 1}, labels=labels)
    assert sorted(map_texts(figure), key=int) == [str(at) for at in range(1, 27)]
    key = next(text.get_text() for text in figure.axes[1].texts if "Ward" in text.get_text())
    assert key.splitlines()[0] == "1 Ward of A"
    assert key.splitlines()[25] == "26 Ward of Z"
    figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in figure.axes[0].texts]
    assert not [(a, b) for a in boxes for b in boxes if a is not b and a.overlaps(b)]
    assert figure.axes[1].texts[0].get_window_extent().y0 > 0


def test_points_are_marked_and_named_beside_the_mark():
    places = layer(Point(500, 500), Point(2500, 500), names=["Town", "Park"])
    figure = draw(strip(4), {"E0": 1}, labels=places)
    assert set(map_texts(figure)) == {"Town", "Park"}
    assert figure.axes[0].lines[0].get_xdata().tolist() == [500, 2500]


def test_a_map_is_the_same_each_time():
    areas = strip(9)
    one, other = (draw(areas, {"E0": 1, "E4": 7}, labels=areas) for _ in range(2))
    assert theme.render_png(one) == theme.render_png(other)


def test_class_limits_are_round_and_show_no_extreme():
    values = pd.Series([1, 4, 12, 19, 33, 41, 68, 90, 130, 210, None])
    # quarters of the ten begin at the 4th, 6th and 8th value: 19, 41, 90; the highest twentieth at
    # the 9th: 130
    assert maps.class_breaks(values) == (19, 40, 90, 130)


def test_protected_limits_are_multiples_of_five():
    counts = [Number(one, hidden=True) for one in (0, 0, 5, 5, 10, 15, 25, 60)]
    breaks = maps.class_breaks(pd.Series(counts))
    # quarters of the eight begin at the 3rd, 5th and 7th value: 5, 10, 25, the highest there too
    assert breaks == (5, 10, 25)
    assert class_words(breaks, counts=True, protected=True)[0] == "fewer than 5"


@pytest.mark.parametrize(
    ("values", "expected"),
    [([], ()), ([None, None], ()), ([0, 0, 0], ()), ([7, 7], ()), ([0, 0, 0, 0, 9], (9,))],
)
def test_values_that_are_alike_make_fewer_classes(values, expected):
    assert maps.class_breaks(pd.Series(values, dtype=float)) == expected


@pytest.mark.parametrize("classes", [1, 6])
def test_a_map_has_two_to_five_classes(classes):
    with pytest.raises(ValueError, match="2 to 5"):
        maps.class_breaks(pd.Series([1.0, 2.0]), classes=classes)


@pytest.mark.parametrize(
    ("breaks", "counts", "expected"),
    [
        ((1, 2, 10), True, ["none", "1", "2 to 9", "10 or more"]),
        ((1000, 2500), True, ["fewer than 1,000", "1,000 to 2,499", "2,500 or more"]),
        ((2.5, 10), False, ["under 2.5", "2.5 to under 10.0", "10.0 or more"]),
        ((), True, ["all areas alike"]),
    ],
)
def test_the_legend_says_its_limits_in_words(breaks, counts, expected):
    assert class_words(breaks, counts=counts) == expected


@pytest.mark.parametrize("breaks", [(5, 5), (10, 5), (1, 2, 3, 4, 5)])
def test_limits_that_make_no_classes_are_refused(breaks):
    with pytest.raises(ValueError, match="limits"):
        classify(np.array([1.0]), breaks)


def test_a_map_without_limits_is_one_class():
    figure = draw(strip(2), {"E0": 0, "E1": 0}, breaks=())
    assert len(set(colours(figure))) == 1
    assert legend_texts(figure) == ["all areas alike"]


def test_an_area_without_a_shape_leaves_the_others_as_they_are():
    areas = layer(box(0, 0, 1000, 1000), Polygon(), box(1000, 0, 2000, 1000))
    figure = draw(areas, {"E0": 1, "E1": 7, "E2": 12})
    assert len(maps.area_paths(areas)[1].vertices) == 0
    assert theme.render_png(figure).startswith(b"\x89PNG")


def test_every_name_of_the_key_stands_on_the_map_however_crowded():
    specks = layer(*(box(5000 + at, 5000, 5001 + at, 5001) for at in range(90)), names=["x"] * 90)
    areas = layer(box(0, 0, 10_000, 10_000))
    figure = draw(areas, {"E0": 1}, labels=specks)
    assert sorted(map(int, map_texts(figure))) == list(range(1, 91))


def test_names_of_areas_in_the_same_place_move_apart():
    areas = layer(box(0, 0, 10_000, 10_000))
    labels = layer(*[areas.geometry[0]] * 3, names=["Town", "Park", "Mill"])
    figure = draw(areas, {"E0": 1}, labels=labels)
    assert sorted(map_texts(figure)) == ["Mill", "Park", "Town"]
    boxes = [text.get_window_extent() for text in figure.axes[0].texts]
    assert not [(a, b) for a in boxes for b in boxes if a is not b and a.overlaps(b)]


def test_an_inset_shows_the_part_within_the_whole():
    whole = layer(box(0, 0, 1000, 1000), box(1000, 0, 2000, 1000))
    part = whole.iloc[:1]
    with_inset = draw(part, {"E0": 7}, context=whole)
    assert [axes.get_label() for axes in with_inset.axes][2:] == ["inset"]
    assert with_inset.axes[2].get_xlim() == (0, 2000)
    assert len(draw(part, {"E0": 7}).axes) == 2
