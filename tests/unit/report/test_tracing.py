"""A number that follows from nothing published is found, wherever it stands on a page."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

import csa
from csa.disclosure.ledger.release import Release
from csa.findings.telling import FALLS, SHARES
from csa.report.checks.figures import is_share, sums_of
from csa.report.checks.published import CellFacts, Published
from csa.report.checks.reading import ShownPage
from csa.report.checks.tracing import trace_page
from csa.report.checks.wording import CONSTANTS, results_in


def cell(value: int | None, sex: str, *, hidden: bool = True, area: str = "E1") -> CellFacts:
    return CellFacts(
        value, (area, "2016-04/2017-01", sex), ("victim", "district", "span", "sex"), hidden
    )


# 40 women, 60 men, none whose sex is not known: 100 in all.
CELLS = {
    "v|F": cell(40, "F"),
    "v|M": cell(60, "M"),
    "v|U": cell(0, "unknown"),
    "v|elsewhere": cell(10, "F", area="E2"),
}
AREAS = {
    ("district", "Easton"): frozenset({"E1"}),
    ("district", "Weston"): frozenset({"E2"}),
    ("partnership", "Both"): frozenset({"E0"}),
}
PEOPLE = {("E1", "F", "", ""): 10_000, ("E1", "M", "", ""): 12_000, ("E1", "", "", ""): 22_000}
PUBLISHED = Published(
    CELLS, frozenset({"18-24", "fewer than 20 records"}), population=PEOPLE, areas=AREAS
)
# Pages call a cell by its place in the order of the keys: F, M, U, elsewhere.
TABLE = (
    "<table><caption>Victims</caption>"
    '<thead data-kinds="text protected percent rate interval number"><tr><th>Sex</th>'
    '<th>Victims</th><th>Share, %</th><th data-of="1/residents">Per 1,000 residents</th>'
    "<th>95% interval</th><th>Index</th></tr></thead><tbody>"
    '<tr><th>Women</th><td data-key="0">40</td><td>40%</td><td>4.0</td><td>2.9 to 5.4</td>'
    "<td>97</td></tr>"
    '<tr><th>Men</th><td data-key="1">60</td><td>60%</td><td>5.0</td><td>3.8 to 6.4</td>'
    "<td>102</td></tr>"
    '<tr><th>Not known</th><td data-key="2">&lt;5</td><td>not available</td><td>not available</td>'
    "<td>not available</td><td>not available</td></tr></tbody></table>"
)
PAGE = (
    "<html><body><main><h1>Easton: April 2016 to January 2017</h1>"
    '<section class="exhibit" data-exhibit="sex" id="sex"><p class="exhibit-title">Victims</p>'
    "<p>Of 100 victims 60 are men (60%).</p>"
    '<figure><img alt="Bars of 40 and 60 victims"><figcaption>Victims aged 18-24</figcaption>'
    f"</figure>{TABLE}"
    '<ul class="notes"><li>No rate is shown on fewer than 20 records.</li></ul>'
    '<p class="source">Source: police.</p></section><p>Read with care.</p></main></body></html>'
)
ENTRY = {
    "id": "sex",
    "exhibit": "sex",
    "title": "Victims",
    "worked": [["40%", "2.9 to 5.4", "97", "60%", "3.8 to 6.4", "102", *["not available"] * 3]],
    "numbers": {"v|F": 40, "v|M": 60, "v|U": 0},
    "statements": [{"text": "Of 100 victims 60 are men (60%).", "values": {}}],
}


def faults(html: str, **changes: object) -> list[str]:
    return trace_page(ShownPage(html), [ENTRY | changes], PUBLISHED).faults


def test_page_whose_numbers_all_follow_from_the_release_has_no_fault() -> None:
    trace = trace_page(ShownPage(PAGE), [ENTRY], PUBLISHED)
    assert trace.faults == []
    assert trace.displayed == {"v|F": {40}, "v|M": {60}, "v|U": {0}}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        # A count that is none of 40, 60, 0 nor a sum of them, place by place.
        ("Victims aged 18-24", "Victims aged 18-24: 57", "its caption states 57"),
        ("Bars of 40", "Bars of 38", "its alt states 38"),
        ("on fewer than 20 records", "on 7 records", "its note states 7"),
        ("Source: police.", "Source: 3 officers.", "its source states 3"),
        ('title">Victims', 'title">Victims: 99', "its title states 99"),
        ("Read with care.", "There were 12 more.", "outside the exhibits states 12"),
        (">60</td>", ">65</td>", "shows 65, which is not what the release holds for v|M"),
        # 100 is a sum of cells, but this place is bound to the women.
        (">40</td>", ">100</td>", "shows 100, which is not what the release holds for v|F"),
        ('data-key="0"', "", "does not name the cell"),
        ('data-key="0"', 'data-key="4"', "a cell that the release does not hold"),
        ('data-key="0"', 'data-key="0,x"', "a cell that the release does not hold"),
        # The exhibit lists the three cells of Easton.
        ('data-key="0"', 'data-key="3"', "a cell that the exhibit does not list: v|elsewhere"),
        ("<th>Women", "<th>Weston", "shows a count of E1 beside the name Weston"),
        ("<h1>Easton", "<h1>Weston", "shows a count of E1 on the page of Weston"),
        ("<h1>Easton", "<h1>Nowhere", "shows a count of E1 on the page of Nowhere"),
        ("&lt;5</td>", "0</td>", "shows 0 for a protected count; it must read <5"),
        ("<td>60%</td>", "<td>61%</td>", "shows 61%, which is not what the exhibit worked out"),
        ("<td>60%</td>", "<td>60.0%</td>", "percentages are whole"),
        ("<td>102</td>", "<td>60</td>", "shows 60, which is not what the exhibit worked out"),
        # 60 of 12,000 is 5.0; 4.0 is the rate of the women.
        ("<td>5.0</td>", "<td>4.0</td>", "shows 4.0, which does not follow"),
        ("3.8 to 6.4", "2.9 to 5.4", "shows 2.9 to 5.4, which is not what the exhibit worked out"),
        ("<th>Women", "<th>Women (57)", "column 'Sex': states 57"),
        ("<td>60%</td>", '<td data-key="57">60%</td>', "names cells of the release and shows no"),
        ("<td>not available", '<td data-key="57">not available', "names cells of the release and"),
        ("<th>Index", "<th>Index of 57", "the heading of column 6 states 57"),
        ("60 are men", "61 are men", "its sentences are not those that the manifest records"),
        ('title">Victims', 'title">Victims of men', "its title is not the one"),
        ('id="sex"', 'id="other"', "is not once on the page and in the manifest"),
        ("Read with care.", "4<strong>0</strong>5", "outside the exhibits states 405"),
        ("Read with care.", "Four hundred and five", "exhibits states Four hundred and five"),
        ("Read with care.", "About 3.0 each", "outside the exhibits states 3.0"),
        ("Read with care.", "Victims\N{SUPERSCRIPT FIVE}", "states SUPERSCRIPT FIVE"),
        ("Read with care.", "\N{ARABIC-INDIC DIGIT FIVE} died", "states ARABIC-INDIC DIGIT FIVE"),
        ("Read with care.", "4\N{ZERO WIDTH SPACE}05", "states ZERO WIDTH SPACE"),
        ("Read with care.", "405x", "outside the exhibits states 405x"),
        ("Read with care.", "One victim", "outside the exhibits states One"),
        ("police.", "police, half of them.", "its source states half"),
        ("of 40 and", "of 40.0 and", "its alt states 40.0"),
    ],
)
def test_number_that_follows_from_nothing_is_found(old: str, new: str, said: str) -> None:
    assert old in PAGE
    found = faults(PAGE.replace(old, new, 1))
    assert any(said in one for one in found), found


def test_sentence_is_traced_even_where_the_manifest_repeats_it() -> None:
    text = "Of 100 victims 57 are men (60%)."
    found = faults(
        PAGE.replace("Of 100 victims 60 are men (60%).", text),
        statements=[{"text": text, "values": {"men": 57}}],
    )
    assert any("its sentence states 57" in one for one in found)


def test_manifest_that_claims_another_value_than_the_ledger_is_found() -> None:
    numbers = {"v|F": 40, "v|M": 60, "v|U": 5}
    assert any(
        "another value than the ledger's for v|U" in one for one in faults(PAGE, numbers=numbers)
    )


@pytest.mark.parametrize(
    ("cells", "shown", "is_right"),
    [
        ("0,1", "100", True),
        ("0,1", "60", False),
        ("1,-0", "20", True),  # what is left of the men without as many as there are women
        ("1,-0", "60", False),
        ("0,0", "80", True),  # each of 40 women counted twice
        ("0,0", "40", False),
    ],
)
def test_a_count_may_be_a_stated_sum_of_cells(cells: str, shown: str, is_right: bool) -> None:
    html = PAGE.replace('data-key="0">40', f'data-key="{cells}">{shown}')
    found = [one for one in faults(html) if "release holds" in one]
    assert (found == []) is is_right


def test_two_numbers_of_one_table_swapped_are_both_found() -> None:
    swapped = PAGE.replace(">40</td>", ">!</td>").replace(">60</td>", ">40</td>")
    found = [one for one in faults(swapped.replace(">!</td>", ">60</td>")) if "holds for" in one]
    assert found == [
        "sex (sex): row 'Women', column 'Victims': shows 60, which is not what the release holds "
        "for v|F",
        "sex (sex): row 'Men', column 'Victims': shows 40, which is not what the release holds "
        "for v|M",
    ]


def test_a_page_of_the_whole_partnership_may_show_every_part_of_it() -> None:
    assert faults(PAGE.replace("<h1>Easton", "<h1>Both")) == []


WORKED_OUT = (
    PAGE.replace("percent rate interval number", "protected percent change number")
    .replace(
        "<th>Victims</th><th>Share, %</th>", '<th>Victims</th><th>Of</th><th data-of="1/2">%</th>'
    )
    .replace('<th data-of="1/residents">Per 1,000 residents</th>', '<th data-of="1-2">Change</th>')
    .replace("<th>95% interval</th>", "")
    .replace("40%</td><td>4.0</td><td>2.9 to 5.4", "60</td><td>67%</td><td>\N{MINUS SIGN}20")
    .replace("60%</td><td>5.0</td><td>3.8 to 6.4", "60</td><td>100%</td><td>0")
    .replace("<td>60</td>", '<td data-key="1">60</td>')
)


def test_percentage_and_change_are_worked_out_anew_from_their_row() -> None:
    def said(html: str) -> list[str]:
        return [one for one in faults(html) if "does not follow" in one]

    assert said(WORKED_OUT) == []  # 40 of 60 is 67%, and 20 fewer
    # 60% is the share of the men among all victims: of published counts, but not of this row.
    less = "\N{MINUS SIGN}20"
    for old, new in ((">67%", ">60%"), (">67%", ">-67%"), (less, "20"), (less, less[0] + "60")):
        assert len(said(WORKED_OUT.replace(old, new, 1))) == 1, new


def test_sums_leave_out_what_is_not_recorded() -> None:
    cells = [cell(40, "F"), cell(60, "M"), cell(5, "unknown"), cell(10, "F", area="E2")]
    # Women 50, all 115, recorded 110, recorded in the first area 100, first area 105.
    assert {50, 115, 110, 100, 105} <= sums_of(cells)


@pytest.mark.parametrize(
    ("printed", "part", "whole", "fits"),
    [
        ("33", 10, 30, True),  # 33.3
        ("13", 5, 40, True),  # 12.5, half away from zero
        ("12", 5, 40, False),
        ("50", 5, 10, False),  # a base below twenty stands for nothing
    ],
)
def test_percentage_follows_from_its_counts(
    printed: str, part: int, whole: int, fits: bool
) -> None:
    assert is_share(printed, [part], [whole]) is fits


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("In August 2016 there were 1,497, or 11%, per 1,000 residents.", ["1,497", "11%"]),
        ("Busiest are Friday 21:00 to 00:00 (95% interval), 2016-17.", []),
        ("Between 60 and 64", ["60", "64"]),
        ("60 to 64 in the hotspot", ["60", "64"]),
        ("Release 9963311213e5", ["9963311213e5"]),
        ("3 victims within 200 metres", ["3", "200"]),
        ("405 neighbourhoods, 405 times, 405 crimes or more", ["405"] * 3),
        ("over 405 days, under 40% and from 2 to 3", ["405", "under 40%", "2", "3"]),
        ("It rose twelvefold in twelve months.", ["twelvefold"]),
        ("Twelve of them; a dozen; one third", ["Twelve", "dozen", "one third"]),
        ("2,016 victims in 2016-17", ["2,016"]),
        ("2016 victims", ["2016"]),
    ],
)
def test_only_results_have_to_be_traced(text: str, found: list[str]) -> None:
    assert results_in(text) == found


def test_the_difference_a_sentence_states_must_be_that_of_its_two_counts() -> None:
    for said, is_right in (("20 more", True), ("25 more", False)):
        sentence = f"Victims rose from 40 to 60 ({said})."
        html = PAGE.replace("Of 100 victims 60 are men (60%).", sentence)
        found = faults(html, statements=[{"text": sentence, "values": {}}])
        assert (found == []) is is_right


def test_a_name_with_digits_hides_no_part_of_a_longer_number() -> None:
    published = Published(CELLS, frozenset({"6 to 9"}))
    assert published.without_names("Aged 6 to 9.").split() == ["Aged", "."]
    for text in ("Most likely 66 to 93.", "From 1,6 to 9,500.", "6 to 9.5"):
        assert published.without_names(text) == text


def test_every_constant_of_method_stands_in_a_text_that_is_drawn() -> None:
    package = Path(csa.__file__).parent
    texts = [path.read_text(encoding="utf-8") for path in package.parent.glob("notebooks/*.ipynb")]
    texts += [path.read_text(encoding="utf-8") for path in (package / "report").rglob("*.j2")]
    for folder in ("exhibits", "present", "report", "disclosure", "counting", "synthetic"):
        for path in (package / folder).rglob("*.py"):
            if path.name != "wording.py":
                texts += literals(ast.parse(path.read_text(encoding="utf-8")))
    # A part of a change is put together of words that stand in one list.
    texts += [f"{words} {way}" for _, _, words in SHARES for way in ("rise", "fall")]
    texts += [f"a fall by {words}" for _, words in FALLS]
    drawn = masked("\n".join(texts))
    assert [one for one in CONSTANTS if masked(one) not in drawn] == []


def masked(text: str) -> str:
    """Return a text with numbers, and fields that numbers are filled in, all alike."""
    return re.sub(r"<?\d[\d,]*%?|\{[^{}]*\}|\b(?:two|three)\b", "#", text.casefold())


def literals(tree: ast.Module) -> Iterator[str]:
    """Yield the texts of a module, of those with values in them what stands between."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                part.value if isinstance(part, ast.Constant) else "{}" for part in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def told(said: str, key: str) -> list[str]:
    """Return what is said of a table of words with one cell."""
    table = (
        '<table><caption>Judgement</caption><thead data-kinds="text text"><tr><th>Author</th>'
        f"<th>Judgement</th></tr></thead><tbody><tr><th>Officer</th><td{key}>{said}</td></tr>"
        "</tbody></table>"
    )
    html = PAGE.replace('<ul class="notes">', f'{table}<ul class="notes">')
    return [one for one in faults(html) if "Judgement" in one]


def test_words_may_state_the_counts_of_the_cells_that_they_name() -> None:
    assert told("It fell from 60 to &lt;5.", ' data-key="1,2"') == []
    assert len(told("It fell from 60 to &lt;5.", ' data-key="1"')) == 1
    assert len(told("It fell from 60 to &lt;5.", "")) == 1
    assert len(told("It fell from 60 to 57.", ' data-key="1,2"')) == 1


def test_names_may_carry_numbers_and_nothing_but_numbers_is_no_name() -> None:
    release = Release(
        cells=pd.DataFrame(
            columns=["key", "measure", "area", "level", "period", "dims", "class", "value"]
        ),
        reference={
            "project": pd.DataFrame({"name": ["Three Spires", "Junction 5", "405", "Twelve"]}),
            "commentary": pd.DataFrame(
                {"text": ["For three weeks it rose\n\nto {after}, one of many."]}
            ),
        },
        about={"base": 5, "approval": {"settings": "0123456789012345"}},
    )
    published = Published.of(release, partnership="Both", stated=["Under 18s"])
    for text in ("Three Spires and Junction 5", "For three weeks it rose to 7", "of under 18s"):
        assert published.results_in(text) == tuple(one for one in ("7",) if one in text)
    for text in ("405", "Twelve", "three weeks", "Junction 57"):
        assert published.results_in(text) != ()
    assert published.results_in("Protection settings 0123456789012345.") == ()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"statements": [{"text": ENTRY["statements"][0]["text"], "values": {"true": 57}}]},
            "the manifest binds true, which the sentence does not state",
        ),
        ({"worked": [[*ENTRY["worked"][0], "57"]]}, "records figures that its tables do not show"),
        ({"worked": [*ENTRY["worked"], ["57"]]}, "records figures that its tables do not show"),
    ],
)
def test_manifest_that_holds_more_than_the_page_is_found(changes: dict, said: str) -> None:
    (fault,) = faults(PAGE, **changes)
    assert said in fault


@pytest.mark.parametrize(("said", "is_right"), [("543", True), ("544", False)])
def test_what_is_left_of_a_district_without_one_of_its_wards_is_traced(
    said: str, is_right: bool
) -> None:
    both = {
        f"c|{area}|{n}": CellFacts(value, (area, month), ("crime", level, "span"), False)
        for area, level, values in (
            ("E1", "district", (601, 704)), ("W1", "ward", (46, 161)), ("W2", "ward", (5, 6)),
        )
        for n, (month, value) in enumerate(zip(("before", "now"), values, strict=True))
    }  # fmt: skip
    more = {f"c|X{n}": CellFacts(9_000 + 97 * n, (f"X{n}", "now"), ("crime", "lsoa", "span"), False)
            for n in range(12)}  # fmt: skip
    published = Published({**both, **more}, known=frozenset())
    sentence = f"Elsewhere from 555 to {said}."
    html = (
        PAGE.replace("Of 100 victims 60 are men (60%).", sentence)
        .replace(TABLE, "")
        .replace("Bars of 40 and 60 victims", "Bars")
    )
    numbers = {key: one.value for key, one in published.cells.items()}
    entry = ENTRY | {
        "numbers": numbers, "worked": [], "statements": [{"text": sentence, "values": {}}],
    }  # fmt: skip
    told = trace_page(ShownPage(html), [entry], published).faults
    found = [one for one in told if f"sentence states {said}" in one or "states 555" in one]
    assert (found == []) is is_right
