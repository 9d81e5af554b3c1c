"""What holds for any text and any number that reaches a reader."""

import csv
import io
import re
from html.parser import HTMLParser
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csa.present.classes import class_breaks, class_words, classify
from csa.present.number import Number
from csa.present.numbers import percent_text, round_text
from csa.present.tables import Column, Table
from csa.present.words import describe_change, say

COUNTS = st.integers(0, 10**6)
TEXTS = st.text(max_size=40)


class Texts(HTMLParser):
    """The tags and texts of a piece of HTML."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tags, self.texts = set(), []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)

    def handle_data(self, data):
        self.texts.append(data)


@given(st.lists(TEXTS.filter(str.strip), min_size=1, max_size=5))
def test_any_text_in_a_table_is_text_in_the_page(values):
    frame = pd.DataFrame({"a": values})
    parsed = Texts()
    parsed.feed(Table(frame, (Column("a", "A"),), caption="C", row_header="a").to_html())
    assert parsed.tags == {"div", "table", "caption", "thead", "tbody", "tr", "th"}
    shown = "".join(parsed.texts)
    assert all(clean(value) in clean(shown) for value in values)


def clean(text):
    """Return text as an HTML parser reads it: one kind of line end, no null characters."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")


@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_no_text_becomes_a_formula_in_a_spreadsheet(values):
    frame = pd.DataFrame({"a": pd.Series(values, dtype=object)})
    text = Table(frame, (Column("a", "A"),), caption="C", row_header="a").to_csv_text()
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert len(rows) >= len(values)
    cells = [row[0] for row in rows if row and not re.fullmatch(r"-?\d+(\.\d+)?", row[0])]
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@＝＋－＠\t\r\n\0")]


@given(TEXTS)
def test_whatever_text_is_bound_the_sentence_holds_it(text):
    assert str(say("{x:t}", x=text)) == text


@given(st.integers(-(10**9), 10**9), st.integers(1, 999))
def test_rounding_is_symmetric_about_zero(whole, thousandths):
    value = abs(whole) + thousandths / 1000
    assert round_text(-value).lstrip("−") == round_text(value)


@given(st.floats(0.001, 99.999))
def test_a_part_is_never_said_to_be_nothing_or_everything(percent):
    assert percent_text(percent) not in ("0%", "100%")


@given(COUNTS, COUNTS, st.booleans(), st.booleans())
def test_a_described_change_agrees_with_its_counts(before, after, is_clear, protected):
    percent = 100 * (after - before) / before if before else float("nan")
    word = ("rose" if after > before else "fell") if is_clear else "no clear change"
    change = SimpleNamespace(
        before=before, after=after, difference=after - before, percent=percent,
        is_clear=is_clear, word=word,
    )  # fmt: skip
    told = [Number(one, hidden=protected) for one in (before, after)]
    text = str(describe_change("Crime", change, before=told[0], after=told[1]))
    assert ("rose" in text) == (is_clear and after > before)
    assert ("fell" in text) == (is_clear and after < before)
    assert "−" not in text
    assert "nan" not in text
    if before < 20:
        assert "%" not in text
    if protected and 0 in (before, after):
        assert " 0 " not in text
        assert "fewer than 5" in text


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=60), st.integers(2, 5))
def test_classes_rise_hold_every_value_and_match_their_words(values, classes):
    breaks = class_breaks(pd.Series(values), classes=classes)
    assert list(breaks) == sorted(set(breaks))
    assert len(breaks) < classes
    numbers = classify(np.array(values, dtype=float), breaks)
    words = class_words(breaks, counts=True)
    assert numbers.min() == 0
    assert numbers.max() == len(breaks)
    for value, number in zip(values, numbers, strict=True):
        assert within(value, words[number])


def within(value, words):
    """Say whether a count keeps what its class promises, read from the words alone."""
    words = words.replace(",", "")
    if words in ("none", "all areas alike"):
        return words != "none" or value == 0
    if words.startswith("fewer than "):
        return value < int(words.removeprefix("fewer than "))
    if words.endswith(" or more"):
        return value >= int(words.removesuffix(" or more"))
    ends = [int(end) for end in words.split(" to ")]
    return ends[0] <= value <= ends[-1]


@given(st.lists(st.integers(0, 400), min_size=1, max_size=60))
def test_limits_of_protected_values_are_multiples_of_five(values):
    breaks = class_breaks(pd.Series([Number(5 * one, hidden=True) for one in values]))
    assert [limit % 5 for limit in breaks] == [0] * len(breaks)
    assert pytest.approx(breaks) == [limit for limit in breaks if limit >= 5]
