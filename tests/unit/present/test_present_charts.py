"""Charts show what the frame holds: no missing value as zero, no protected zero as none."""

import io
import re

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from PIL import Image

from csa.present import charts, theme
from csa.present.number import Number


def texts(figure):
    """Return every visible text of a figure."""
    figure.draw_without_rendering()
    found = figure.findobj(lambda artist: hasattr(artist, "get_text"))
    return [artist.get_text() for artist in found if artist.get_visible() and artist.get_text()]


def bar_lengths(figure):
    return [patch.get_width() for patch in figure.axes[0].patches]


def bars(*, none=0):
    frame = pd.DataFrame({"theme": ["Arson", "Theft", "Fraud"], "now": [none, 4955, None]})
    return charts.single_bars(frame, label="theme", value="now", value_label="Offences")


def ages(*, none=0, **options):
    frame = pd.DataFrame({"band": ["0-9", "10-17"], "f": [none, 40], "m": [None, 45]})
    return charts.age_sex_bars(
        frame,
        band="band",
        left="f",
        right="m",
        left_label="Female",
        right_label="Male",
        value_label="Victims",
        **options,
    )


def ranks(frame, **options):
    return charts.ranked_intervals(
        frame, label="a", value="v", lower="lo", upper="hi", value_label="Rate", **options
    )


def grid(values, **options):
    labels = [str(at) for at in range(np.shape(values)[1])]
    return charts.week_grid(values, column_labels=labels, value_label="Offences", **options)


def test_bars_write_each_count_and_what_is_missing():
    shown = texts(bars())
    for text in ("4,955", "not available", "Arson", "Offences"):
        assert text in shown
    assert bar_lengths(bars()) == [0, 4955, 0]


def test_bars_start_at_the_top():
    low, high = bars().axes[0].get_ylim()
    assert low > high


def test_a_protected_zero_is_written_as_below_five():
    none = Number(0, hidden=True)
    assert "<5" in texts(bars(none=none))
    assert "<5" not in texts(bars())
    assert "<5" in texts(ages(none=none))
    assert "<5" in texts(grid(np.full((7, 4), none)))


def test_age_bars_stand_back_to_back_without_signs():
    figure = ages()
    assert bar_lengths(figure) == [0, -40, 0, 45]
    shown = texts(figure)
    assert "not available" in shown
    assert not [text for text in shown if text.startswith(("-", "−"))]


def test_ranked_intervals_put_the_highest_first_and_the_unknown_last():
    frame = pd.DataFrame(
        {
            "a": ["Low", "Unknown", "High"],
            "v": [10, None, 30],
            "lo": [8, None, 25],
            "hi": [12, None, 36],
        }
    )
    figure = ranks(frame, reference=20, reference_label="Redditch")
    axes = figure.axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["High", "Low", "Unknown"]
    segments = [path.vertices[:, 0].tolist() for path in axes.collections[0].get_paths()]
    assert segments[:2] == [[25, 36], [8, 12]]
    assert {"not available", "Redditch"} <= set(texts(figure))
    assert frame["a"].tolist() == ["Low", "Unknown", "High"]


def test_a_week_is_seven_days_from_monday():
    values = np.arange(56).reshape(7, 8)
    figure = grid(values)
    axes = figure.axes[0]
    days = [label.get_text() for label in axes.get_yticklabels()]
    assert days[0] == "Monday"
    assert axes.get_ylim()[0] > axes.get_ylim()[1]
    assert [text.get_text() for text in axes.texts] == [str(value) for value in range(56)]


def test_a_missing_cell_of_the_week_has_no_colour_and_no_number():
    values = np.full((7, 4), 6.0)
    values[2, 1] = np.nan
    axes = grid(values).axes[0]
    assert len(axes.texts) == 27
    assert axes.collections[0].get_array().mask.sum() == 1


def test_a_fine_week_has_a_scale_instead_of_numbers():
    figure = grid(np.ones((7, 24)))
    assert not figure.axes[0].texts
    assert len(figure.axes) == 2


@pytest.mark.parametrize("shape", [(6, 8), (7, 0), (8, 8)])
def test_a_grid_that_is_no_week_is_refused(shape):
    with pytest.raises(ValueError, match="week grid"):
        charts.week_grid(np.zeros(shape), column_labels=["a"] * 8, value_label="Offences")


def test_counts_have_no_half_steps_on_the_axis():
    frame = pd.DataFrame({"a": ["x"], "b": [1]})
    figure = charts.single_bars(frame, label="a", value="b", value_label="v")
    assert not [text for text in texts(figure) if re.fullmatch(r"\d+\.\d+", text)]


@pytest.mark.parametrize("empty", [True, False])
def test_charts_without_any_figure_still_draw(empty):
    frame = pd.DataFrame({"a": [] if empty else ["x"], "v": [] if empty else [np.nan]})
    frame = frame.assign(lo=frame["v"], hi=frame["v"])
    assert theme.render_png(ranks(frame)).startswith(b"\x89PNG")
    figure = charts.single_bars(frame, label="a", value="lo", value_label="v")
    assert theme.render_png(figure).startswith(b"\x89PNG")


@pytest.mark.parametrize("draw", [bars, ages])
def test_the_same_figure_gives_the_same_small_picture(draw):
    first, second = theme.render_png(draw()), theme.render_png(draw())
    assert first == second
    assert len(first) <= 130_000
    with Image.open(io.BytesIO(first)) as picture:
        assert picture.width == 1125  # 7.5 inches at 150 dots an inch
        assert picture.mode == "P"
        assert not picture.text


def test_a_readers_own_defaults_neither_change_nor_are_changed():
    usual = theme.render_png(bars())
    with mpl.rc_context({"font.size": 30, "axes.facecolor": "red", "axes.grid": True}):
        before = dict(mpl.rcParams)
        assert theme.render_png(bars()) == usual
        assert dict(mpl.rcParams) == before


def test_no_text_is_smaller_than_nine_points():
    sizes = [
        artist.get_fontsize()
        for figure in (bars(), ages(), grid(np.ones((7, 8))), grid(np.ones((7, 24))))
        for artist in figure.findobj(lambda artist: hasattr(artist, "get_fontsize"))
        if hasattr(artist, "get_text") and artist.get_text()
    ]
    assert min(sizes) >= 9


@pytest.mark.parametrize(("shape", "most_colours"), [((180, 540, 3), 64), ((375, 1125, 3), 32)])
def test_a_picture_too_rich_gets_fewer_colours(shape, most_colours):
    figure, axes = theme.new_figure(2.5)
    noise = np.random.default_rng(4).random(shape)
    axes.imshow(noise, aspect="auto", interpolation="nearest")
    with Image.open(io.BytesIO(theme.render_png(figure))) as picture:
        assert len(picture.getcolors(256)) == most_colours


def contrast(one, other):
    """Return the WCAG contrast ratio, worked out apart from the package."""

    def light(colour):
        values = np.array([int(to_hex(colour)[at : at + 2], 16) / 255 for at in (1, 3, 5)])
        linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
        return float(linear @ [0.2126, 0.7152, 0.0722])

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("ink", [theme.INK, theme.MUTED, theme.MAIN, theme.OTHER])
def test_text_stands_out_from_paper_by_four_and_a_half_to_one(ink):
    for ground in (theme.PAPER, theme.VOID, theme.MAIN_TINT):
        assert contrast(ink, ground) >= 4.5


def test_text_in_cells_stands_out_whatever_the_shade():
    for share in np.linspace(0, 1, 101):
        fill = to_hex(theme.sequence_map()(share))
        assert contrast(theme.text_on(fill), fill) >= 4.5


def test_each_shade_is_darker_than_the_one_below():
    lightness = [theme.luminance(colour) for colour in theme.SEQUENCE]
    assert lightness == sorted(lightness, reverse=True)
    assert min(np.array(lightness[:-1]) / np.array(lightness[1:])) > 1.2


def test_no_colour_of_the_theme_is_red():
    for colour in (theme.MAIN, theme.OTHER, theme.PALE, *theme.SEQUENCE):
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        assert red < 200 or green > 150
        assert not (red > 2 * green and red > 2 * blue)
