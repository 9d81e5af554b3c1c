"""A month without figures is a gap, and a change in recording is marked."""

import numpy as np
import pandas as pd
import pytest

from csa.errors import SettingsError
from csa.periods import Period, shift_month
from csa.present import charts, theme
from csa.present.number import Number
from csa.settings import Break


def months(count, *, start="2015-04"):
    return [shift_month(start, at) for at in range(count)]


def series(values, **options):
    frame = pd.DataFrame({"month": months(len(values)), "value": values})
    return charts.month_series(frame, value_label="Offences", **options)


def texts(figure):
    return [text.get_text() for text in figure.axes[0].texts if text.get_text()]


def recording_break(start, label="Recording changed"):
    return Break(id=start, start=start, label=label, caveat="Compare with care.", affects=("a",))


def bands(figure):
    """Return the first and last month position of every band across the plot."""
    patches = figure.axes[0].patches
    return {(patch.get_x(), patch.get_x() + patch.get_width()) for patch in patches}


def test_the_line_holds_every_month_from_zero():
    axes = series([5, 7, 3, 9]).axes[0]
    assert axes.lines[0].get_ydata().tolist() == [5, 7, 3, 9]
    assert axes.get_ylim()[0] == 0


@pytest.mark.parametrize("how", ["absent", "missing"])
def test_a_month_without_figures_is_a_labelled_gap_and_not_zero(how):
    frame = pd.DataFrame({"month": months(6), "value": pd.array([5, 7, 3, None, 9, 8], "Int64")})
    if how == "absent":
        frame = frame.drop(index=3)
    figure = charts.month_series(frame, value_label="Offences")
    drawn = figure.axes[0].lines[0].get_ydata()
    assert np.isnan(drawn[3])
    assert drawn[[0, 1, 2, 4, 5]].tolist() == [5, 7, 3, 9, 8]
    assert texts(figure) == ["no figure"]
    assert bands(figure) == {(2.5, 3.5)}


def test_one_gap_of_many_months_is_labelled_once():
    figure = series([1, None, None, None, None, 2, None, 4])
    assert texts(figure) == ["no figure", "no figure"]
    assert bands(figure) == {(0.5, 4.5), (5.5, 6.5)}


def test_a_month_alone_between_gaps_is_still_seen():
    alone = series([1, 2, None, 4, None, 6, 7]).axes[0].lines[1]
    assert alone.get_xdata().tolist() == [3]
    assert alone.get_ydata().tolist() == [4]


def test_the_order_of_rows_does_not_matter():
    frame = pd.DataFrame({"month": months(4), "value": [1, 2, 3, 4]})
    one = theme.render_png(charts.month_series(frame, value_label="Offences"))
    other = theme.render_png(charts.month_series(frame[::-1], value_label="Offences"))
    assert one == other


def test_the_period_and_its_comparison_are_tinted_and_named():
    period = Period("2016-04", "2016-06")
    figure = series([5] * 15, highlight=period, compare=period.a_year_earlier)
    assert bands(figure) == {(11.5, 14.5), (-0.5, 2.5)}
    assert set(texts(figure)) == {"This period", "Compared with"}


def test_a_period_outside_the_months_shown_is_left_out():
    assert not bands(series([5] * 6, compare=Period("2011-04", "2012-03")))


def test_recording_breaks_are_dotted_lines_with_their_labels():
    figure = series([5] * 24, breaks=[recording_break("2016-04", "Burglary redefined")])
    dotted = [line for line in figure.axes[0].lines if line.get_linestyle() == ":"]
    assert [line.get_xdata()[0] for line in dotted] == [11.5]  # between March and April 2016
    assert texts(figure) == ["Burglary redefined"]


@pytest.mark.parametrize("start", ["2015-04", "2014-11", "2017-04"])
def test_a_break_that_no_shown_month_precedes_is_not_drawn(start):
    assert not texts(series([5] * 24, breaks=[recording_break(start)]))


def test_labels_of_close_breaks_do_not_cover_each_other():
    starts = ["2015-06", "2015-07", "2015-09", "2016-12", "2017-01"]
    breaks = [recording_break(start, f"A long change in recording {start}") for start in starts]
    figure = series(
        [5] * 24,
        breaks=breaks,
        highlight=Period("2016-04", "2017-01"),
        compare=Period("2015-04", "2016-01"),
    )
    figure.draw_without_rendering()
    named = [text for text in figure.axes[0].texts if text.get_text()]
    boxes = [text.get_window_extent() for text in named]
    assert len(boxes) == 7
    assert not [(a, b) for a in boxes for b in boxes if a is not b and a.overlaps(b)]
    page = figure.bbox
    assert all(page.x0 <= box.x0 and box.x1 <= page.x1 and box.y1 <= page.y1 for box in boxes)


def test_the_usual_range_is_drawn_and_named():
    frame = pd.DataFrame({"month": months(3), "value": [5, 6, 7], "lo": [4, 4, 4], "hi": [8, 8, 8]})
    axes = charts.month_series(frame, value_label="Offences", usual=("lo", "hi")).axes[0]
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["usual range"]
    heights = axes.collections[0].get_paths()[0].vertices[:, 1]
    assert (heights.min(), heights.max()) == (4, 8)


def test_a_protected_axis_has_steps_of_five_from_nought():
    figure = series([Number(one, hidden=True) for one in (0, 5, 5, 0)])
    figure.draw_without_rendering()
    axes = figure.axes[0]
    labels = [label.get_text() for label in axes.get_yticklabels()]
    inside = [text for text, at in zip(labels, axes.get_yticks(), strict=True) if 0 <= at <= 10]
    assert inside == ["0", "5", "10"]


@pytest.mark.parametrize("count", [1, 2, 13, 40, 90, 200, 400])
def test_months_named_below_the_axis_are_few_and_begin_in_april(count):
    axes = series([5] * count).axes[0]
    named = [label.get_text() for label in axes.get_xticklabels()]
    assert 1 <= len(named) <= 11
    assert named[0] == "Apr\n2015"


def test_months_must_be_months_and_stand_once():
    frame = pd.DataFrame({"month": ["2016-04", "2016-04"], "value": [1, 2]})
    with pytest.raises(ValueError, match="once"):
        charts.month_series(frame, value_label="Offences")
    with pytest.raises(ValueError, match="at least one month"):
        charts.month_series(frame[:0], value_label="Offences")
    with pytest.raises(SettingsError, match="not a month"):
        charts.month_series(frame[:1].replace("2016-04", "April"), value_label="Offences")
