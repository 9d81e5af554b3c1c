"""Numbers that know their cells: how they are told, added, divided and compared."""

from __future__ import annotations

import pandas as pd
import pytest

from csa.present.number import (
    Cited,
    Number,
    SmallNumbers,
    add_known,
    as_plain,
    is_hidden,
    percents,
)
from csa.present.origin import Origin
from csa.present.words import say


def count(value, key="", *, bound=0, hidden=False):
    return Number(value, Origin.of(key), bound=bound, hidden=hidden)


def test_a_number_says_itself_as_far_as_it_may_be_told():
    assert [str(count(n)) for n in (0, 4955)] == ["0", "4,955"]
    none = count(0, hidden=True)
    assert (str(none), none.text) == ("fewer than 5", "<5")


def test_a_sentence_takes_numbers_as_they_are_and_knows_their_cells():
    part, whole = count(0, "a", hidden=True), count(40, "b", hidden=True)
    said = say("{part:n} of {whole:n} ({share:p}).", part=part, whole=whole,
               share=part.percent_of(whole))  # fmt: skip
    # None of 40 stands for up to 4 of 36.
    assert str(said) == "fewer than 5 of 40 (under 12%)."
    assert said.values == {"part": 0, "whole": 40, "share": "under 12%"}
    assert said.origins == {"part": Origin.of("a"), "whole": Origin.of("b")}


def test_sums_and_differences_carry_cells_bounds_and_protection():
    whole, part = count(162, "all"), count(10, "some", bound=4, hidden=True)
    rest = whole - part
    assert (rest.value, rest.bound, rest.hidden) == (152, 4, True)
    assert rest.origin == Origin(("all",), ("some",))
    both = Number.sum([part, part])
    assert both is not None
    assert (both.value, both.bound, both.origin.plus) == (20, 8, ("some", "some"))


def test_a_sum_with_something_missing_is_missing_and_never_zero():
    assert Number.sum([count(5), None]) is None
    assert Number.sum([count(5), pd.NA]) is None
    assert Number.sum([]) is None
    assert add_known([count(5), None]) == 5


@pytest.mark.parametrize(("whole", "told"), [(19, False), (20, True)])
def test_a_percentage_is_refused_on_a_small_base(whole, told):
    assert (count(5).percent_of(count(whole)) is not None) == told
    assert (count(whole).per(1000) is not None) == told


def test_the_least_base_is_that_of_the_settings():
    few = Number(5, small=SmallNumbers(minimum=3))
    assert few.percent_of(few) == 100
    assert count(5).percent_of(None) is None


def test_all_of_a_protected_whole_is_a_bound():
    whole = count(40, hidden=True)
    share = whole.percent_of(whole)
    assert share is not None
    assert (share.text, share.value) == ("over 88%", 100)


@pytest.mark.parametrize(
    ("before", "text"),
    [(None, "not available"), (0, "n/a (from 0)"), (19, "n/a (small base)"),
     (40, "+25% (small numbers)"), (400, "+25%")],
)  # fmt: skip
def test_a_change_says_why_it_is_no_percentage(before, text):
    earlier = None if before is None else count(before)
    assert count(50).change_text(earlier, 25.0) == text


def test_numbers_compare_by_value_in_a_column_too():
    column = pd.Series([count(5), None, count(20)], dtype=object)
    assert (column > 5).tolist() == [False, False, True]
    assert column.astype(float).tolist()[::2] == [5, 20]
    assert percents(column, count(50)).tolist()[2] == 40
    assert not is_hidden(column)


def test_the_frame_of_an_officer_holds_plain_numbers():
    cited = Cited("It fell to <5.", Origin.of("a"))
    frame = pd.DataFrame(
        {
            "n": [count(5, "a"), None],
            "share": [count(5).percent_of(count(20)), None],
            "text": [cited, "none"],
        }
    )
    plain = as_plain(frame)
    assert plain["n"].tolist() == [5, pd.NA]
    assert plain["share"].tolist()[0] == 25
    assert plain["text"].tolist() == ["It fell to <5.", "none"]
