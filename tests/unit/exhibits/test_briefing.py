"""The note to members and the return to the Commissioner: each project once, words that bind."""

from __future__ import annotations

import pandas as pd
from judged_worlds import counts, desk

THEMES = pd.DataFrame(
    [{"name": name, "text": "", "plan": "Safer Shire"} for name in ("Secure", "Reform")]
)


def rows_of(table):
    keys = [column.key for column in table.columns]
    return table.frame[keys].astype(str).to_numpy().tolist()


def test_the_return_holds_each_project_once_with_all_that_a_funder_asks():
    area = desk(counts(Greenlands=(220, 110)), slug="north-worcestershire", requested_gbp=9500.0)
    (inside,) = area.returned.projects().tables
    project, total = rows_of(inside)
    assert project == [
        "Lantern", "9500.0", "9000.0", "9000.0", "1", "1", "strong evidence of reduction", "third",
    ]  # fmt: skip
    assert total[:4] == ["The allocation", "9500.0", "9000.0", "9000.0"]
    assert inside.total_row


def test_a_district_adds_nothing_up_and_what_is_separate_stands_apart():
    area = desk(counts(), in_allocation_total=False)
    (apart,) = area.returned.projects().tables
    assert apart.caption.startswith("Separate from the allocation")
    assert len(apart.frame) == 1
    assert not apart.total_row


def test_a_project_without_outputs_has_none_handed_in_and_not_nought():
    area = desk(counts(), project_id="Q", design=False)
    (table,) = area.returned.projects().tables
    assert rows_of(table)[0][3:5] == ["none handed in", "none handed in"]


def test_a_place_that_money_was_agreed_for_has_its_counts_its_sum_and_its_start():
    area = desk(counts(Greenlands=(200, 300)), start="2017-02-01", allocated_gbp=10000.0)
    shown = area.briefing.local_issues()
    assert shown.sentence == (
        "Greenlands ward: anti-social behaviour incidents went from 200 to 300 (no clear change). "
        "£10,000 was agreed for Lantern, which begins in February 2017."
    )
    assert set(shown.numbers.values()) >= {200, 300}
    assert desk(counts()).briefing.local_issues().unavailable


def test_a_place_whose_count_is_withheld_still_has_its_sum():
    area = desk(counts(Greenlands=(200, None), reason="withheld"), start="2017-02-01")
    assert area.briefing.local_issues().sentence == (
        "£9,000 was agreed for Lantern, which begins in February 2017."
    )


def test_outcomes_stand_apart_from_outputs_in_the_words_of_the_chapter():
    area = desk(counts(Greenlands=(220, 110)))
    shown, chapter = area.briefing.outcomes(), area.evaluation.effects()
    assert shown.sentence == chapter.sentence
    assert rows_of(shown.tables[-1]) == rows_of(chapter.tables[-1])
    assert not shown.figures
    assert "Evenings" not in shown.sentence


def test_themes_name_what_serves_them_and_say_none():
    view = desk(counts(), pcc_themes="Secure").view
    view.release.reference["theme"] = THEMES
    from csa.exhibits.projects.briefing import BriefingExhibits

    shown = BriefingExhibits(view).themes()
    assert shown.title == "How this serves Safer Shire"
    secure, reform = rows_of(shown.tables[0])
    assert secure[2] == "Lantern"
    assert "Violence and abuse" in secure[1]
    assert reform == ["Reform", "none", "none"]
