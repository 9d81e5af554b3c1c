"""Numbers in prose: bound, rounded half away from zero, never a false zero."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from csa.present.number import Number
from csa.present.numbers import (
    count_text,
    percent_change_text,
    percent_text,
    round_text,
    signed_text,
    table_text,
)
from csa.present.words import (
    Statement,
    describe_change,
    list_text,
    ordinal,
    say,
    weekday_name,
)


def change(before, after, *, is_clear=True):
    """Return a comparison of two counts, its percentage worked out as 100 (after/before - 1)."""
    percent = 100 * (after - before) / before if before else float("nan")
    word = ("rose" if after > before else "fell") if is_clear else "no clear change"
    return SimpleNamespace(
        before=before, after=after, difference=after - before, percent=percent,
        is_clear=is_clear, word=word,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (0.5, 0, "1"),
        (2.5, 0, "3"),
        (-2.5, 0, "−3"),
        (-0.4, 0, "0"),
        (1.005, 2, "1.01"),
        (1234567, 0, "1,234,567"),
        (np.int64(4955), 0, "4,955"),
        (999.96, 1, "1,000.0"),
    ],
)
def test_numbers_are_rounded_half_away_from_zero(value, decimals, expected):
    assert round_text(value, decimals=decimals) == expected


def test_a_sign_is_shown_except_on_zero():
    assert [signed_text(value) for value in (570, -12, 0, 0.4, -0.4)] == [
        "+570",
        "−12",
        "0",
        "0",
        "0",
    ]


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, pd.NaT, np.nan, float("inf")])
def test_missing_is_never_zero(missing):
    assert count_text(missing) == "not available"
    assert count_text(missing, protected=True) == "not available"
    assert table_text(missing, protected=True) == "not available"
    assert percent_text(missing) == "not available"
    assert str(say("{rate:r}", rate=missing)) == "not available"


def test_a_protected_zero_says_what_it_may_be():
    assert count_text(0, protected=True) == "fewer than 5"
    assert table_text(0, protected=True) == "<5"
    assert table_text(5, protected=True) == "5"
    assert count_text(0) == table_text(0) == "0"


@pytest.mark.parametrize(
    ("percent", "expected"),
    [
        (0, "0%"),
        (0.3, "less than 1%"),
        (-0.3, "less than 1%"),
        (0.5, "1%"),
        (12.9989, "13%"),
        (99.4, "99%"),
        (99.7, "more than 99%"),
        (100, "100%"),
    ],
)
def test_a_percentage_is_whole_and_never_rounds_a_case_away(percent, expected):
    assert percent_text(percent) == expected


@pytest.mark.parametrize(
    ("before", "percent", "protected", "expected"),
    [
        (0, float("nan"), False, "n/a (from 0)"),
        (0, float("nan"), True, "n/a (from <5)"),
        (19, 40.0, False, "n/a (small base)"),
        (20, 40.0, False, "+40%"),
        (4385, 12.9989, False, "+13%"),
        (200, -4.2, False, "−4%"),
        (200, None, False, "not available"),
        (None, 4.0, False, "not available"),
    ],
)
def test_a_percentage_change_in_a_table_says_why_there_is_none(
    before, percent, protected, expected
):
    assert percent_change_text(before, percent, protected=protected) == expected


def test_every_format_writes_its_number():
    statement = say(
        "{a:n}; {b:+n}; {c:protected}; {d:p}; {e:+p}; {f:s}; {g:r}; {h:t}; {i:ordinal}; {j:month}",
        a=4955,
        b=-12,
        c=0,
        d=13.4,
        e=8,
        f=0.25,
        g=54.06,
        h="Batchley",
        i=3,
        j="2017-01",
    )
    assert str(statement) == (
        "4,955; −12; fewer than 5; 13%; +8%; 25%; 54.1; Batchley; third; January 2017"
    )
    assert statement.values["g"] == 54.06
    assert statement.values["j"] == "2017-01"


def test_bound_values_are_plain_python():
    values = say("{a:n} {b:n}", a=np.int64(7), b=np.nan).values
    assert type(values["a"]) is int
    assert values["b"] == "not available"


@pytest.mark.parametrize("template", ["A rise of 13% in {a:n}", "²{a:n}", "½ of {a:n}"])
def test_a_digit_outside_a_field_is_refused(template):
    with pytest.raises(ValueError, match="digit"):
        say(template, a=1)


def test_a_constant_is_allowed_only_as_it_was_named():
    assert str(say("a 95% interval, {a:n}", a=1, constants=["95%"])) == "a 95% interval, 1"
    with pytest.raises(ValueError, match="digit"):
        say("a 195% interval, {a:n}", a=1, constants=["95%"])


@pytest.mark.parametrize(
    ("template", "values"),
    [
        ("{a:n}", {}),
        ("{a:n}", {"a": 1, "b": 2}),
        ("{a}", {"a": 1}),
        ("{a:.1f}", {"a": 1}),
        ("{a!r:n}", {"a": 1}),
        ("{:n}", {"a": 1}),
        ("{a.real:n}", {"a": 1}),
    ],
)
def test_fields_and_values_must_match(template, values):
    with pytest.raises(ValueError, match=r"[Ff]ield|Values"):
        say(template, **values)


def test_joined_statements_keep_every_value():
    joined = Statement.join([say("{n:n} now.", n=4), say("{n:n} then.", n=7)])
    assert str(joined) == "4 now. 7 then."
    assert joined.values == {"n": 4, "n_2": 7}


def test_a_clear_rise_is_said_with_counts_and_percentage():
    # Redditch in the partnership's briefing note: 570 more offences, a 13% increase.
    text = str(describe_change("Recorded crime", change(4385, 4955)))
    assert text == "Recorded crime rose from 4,385 to 4,955 (570 more, 13%)."


def test_a_change_too_small_to_matter_is_said_as_such():
    small = change(1000, 1030)
    small.word = "rose slightly"
    assert str(describe_change("Theft", small)) == (
        "Theft rose slightly from 1,000 to 1,030 (30 more, 3%)."
    )


def test_the_periods_are_named_when_given():
    text = str(
        describe_change(
            "Recorded crime", change(400, 300), before_label="last year", after_label="this year"
        )
    )
    assert text == (
        "Recorded crime fell from 400 to 300 (100 fewer, 25%), this year compared with last year."
    )


def test_a_change_that_is_not_clear_says_so():
    text = str(describe_change("Hate crime", change(58, 69, is_clear=False)))
    assert text == "Hate crime: no clear change, from 58 to 69 (11 more, 19%)."


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (19, "Arson rose from 19 to 60 (41 more)."),
        (20, "Arson rose from 20 to 60 (40 more, 200%, small numbers)."),
        (49, "Arson rose from 49 to 60 (11 more, 22%, small numbers)."),
        (50, "Arson rose from 50 to 60 (10 more, 20%)."),
        (0, "Arson rose from 0 to 60 (60 more)."),
    ],
)
def test_small_bases_limit_what_is_said(before, expected):
    assert str(describe_change("Arson", change(before, 60))) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (0, 0, "Arson: no clear change, fewer than 5 in both periods."),
        (40, 0, "Arson fell from 40 to fewer than 5."),
        (0, 40, "Arson rose from fewer than 5 to 40."),
        (60, 40, "Arson fell from 60 to 40 (20 fewer, 33%)."),
    ],
)
def test_protected_counts_never_claim_none(before, after, expected):
    told = [Number(one, hidden=True) for one in (before, after)]
    text = describe_change("Arson", change(before, after), before=told[0], after=told[1])
    assert str(text) == expected


def test_missing_counts_are_not_compared():
    nan = float("nan")
    before = str(describe_change("Arson", change(nan, 12)))
    after = str(describe_change("Arson", change(12, nan)))
    assert before == "Arson: 12; no earlier figure is available to compare with."
    assert after == "Arson: not available for this period."


def test_lists_ordinals_weekdays_and_shares_read_as_words():
    assert [list_text(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    numbers = (1, 10, 11, 12, 13, 21, 22, 23, 101, 111)
    assert [ordinal(number) for number in numbers] == [
        "first", "tenth", "11th", "12th", "13th", "21st", "22nd", "23rd", "101st", "111th",
    ]  # fmt: skip
    assert [weekday_name(0), weekday_name(6)] == ["Monday", "Sunday"]


def test_there_is_no_place_before_the_first():
    with pytest.raises(ValueError, match="starts at 1"):
        ordinal(0)
