"""What somebody else wrote is shown whole, on one line, and does nothing."""

from __future__ import annotations

import pytest

from csa.errors import SourceError
from csa.visible import MOST, nearest, spreadsheet_text, visible, visible_lines

PLANTED = {
    "colour": ("a\x1b[31mb", r"a\x1b[31mb"),
    "title": ("\x1b]0;owned\x07", r"\x1b]0;owned\x07"),
    "one-byte sequence": ("\x9b2J", r"\x9b2J"),
    "bell, backspace, delete": ("\a\b\x7f", r"\x07\x08\x7f"),
    "line ends": ("a\r\nb\u2028c\u2029d\x85e", r"a\r\nb\u2028c\u2029d\x85e"),
    "tab": ("a\tb", r"a\tb"),
    "turned": ("\u202egpj.exe\u2066x\u2069\u200f", r"\u202egpj.exe\u2066x\u2069\u200f"),
    "unseen": ("Red\u200bditch\u2060\ufeff\xad", r"Red\u200bditch\u2060\ufeff\xad"),
    "tags": ("a\U000e0041", r"a\U000e0041"),
    "no UTF-8": ("caf\udce9.csv", r"caf\udce9.csv"),
}


@pytest.mark.parametrize(("text", "shown"), PLANTED.values(), ids=PLANTED)
def test_what_acts_or_hides_is_shown_as_an_escape(text: str, shown: str) -> None:
    assert visible(text) == shown
    assert str(SourceError(text)) == shown


@pytest.mark.parametrize("text", ["Ystâd Tŷ Ŵyl", "O’Connor – 50 % ≥ £3", "■◧·", "日本", ""])
def test_what_people_write_stays(text: str) -> None:
    assert visible(text) == text


def test_lines_of_our_own_keep_their_ends_and_nothing_else() -> None:
    assert visible_lines("one\ntwo\r\nthree\x1b[2J\n") == "one\ntwo\\r\nthree\\x1b[2J\n"


def test_a_long_text_keeps_both_its_ends() -> None:
    shown = visible("a" * 10_000 + "b" * 10_000)
    assert MOST < len(shown) < MOST + 10
    assert shown.startswith("aaa")
    assert shown.endswith("bbb")
    assert len(visible("\x00" * 500, most=20)) < 100


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "+44 1234", "-1+1", "@SUM(A1)", "＝1", "＋1", "－1", "＠A1", "﹣1+1", " =1", "\t=1",
        "\r=1", "\n=1", "\0=1", "\u200b=1", "\xa0=1", "'=1", '"=1"', "-", "--",
    ],
)  # fmt: skip
def test_no_spreadsheet_takes_a_text_for_a_formula(text: str) -> None:
    assert spreadsheet_text(text).startswith("'")


@pytest.mark.parametrize("text", ["-1", "-12.5", "0", "1234", "<5", "O'Brien", "5-9", "a=b", ""])
def test_numbers_and_plain_texts_stay_what_they_are(text: str) -> None:
    assert spreadsheet_text(text) == text


@pytest.mark.parametrize(
    ("text", "plain"),
    [("■◧·", "#/."), ("Tŷ Ŵyl", "Ty Wyl"), ("2–3 × ≥4…", "2-3 x >=4..."), ("½ m²", r"\xbd m\xb2")],
)
def test_a_console_without_a_character_gets_the_nearest_and_never_another_number(
    text: str, plain: str
) -> None:
    assert nearest(text).encode("ascii").decode().replace(" ", "") == plain.replace(" ", "")
