"""What is too fine is shown in fewer classes, everywhere alike, instead of being withheld."""

from __future__ import annotations

import pandas as pd
import pytest
from builders import AREAS, Project
from pages import ShownPage

from csa.counting.cells import MERGED, SUMMED
from csa.disclosure.rules.policy import TELLING, TOO_FEW, TOO_THIN
from csa.disclosure.rules.steps import breakdown_of

# Of the synthetic partnership, April 2016 to January 2017, before classes were put together.
WITHHELD_BEFORE = 148


@pytest.fixture(scope="module")
def cells(synthetic: Project) -> pd.DataFrame:
    frozen = pd.read_parquet(synthetic.published / "release" / "cells.parquet")
    return frozen.assign(breakdown=breakdown_of(frozen))


def test_far_fewer_tables_are_withheld(cells: pd.DataFrame) -> None:
    held = cells[cells["reason"].isin([TOO_FEW, TOO_THIN, TELLING])]
    tables = held[["breakdown", "level", "period"]].drop_duplicates()
    assert len(tables) < WITHHELD_BEFORE / 2
    in_order = held[held["by"] == "nth+theme"]
    assert not (in_order["reason"] == TELLING).any()


def test_every_area_and_period_shows_the_same_classes_of_a_breakdown(
    synthetic: Project, cells: pd.DataFrame
) -> None:
    variables = set(synthetic.settings.disclosure.merge)
    has_steps = cells["by"].map(lambda names: bool(variables & set(names.split("+"))))
    protected = cells["class"].isin(["person", "sensitive"])
    shown = cells[has_steps & protected & (cells["reason"] == "")]
    assert variables <= set("+".join(shown["by"].unique()).split("+"))
    classes = shown.groupby(["breakdown", "area", "period"])["dims"].agg(frozenset)
    assert (classes.groupby("breakdown").nunique() == 1).all()


def test_sums_of_what_is_shown_are_known_to_the_attack_and_what_they_replace_has_no_number(
    cells: pd.DataFrame,
) -> None:
    assert cells.loc[cells["reason"] == SUMMED, "value"].notna().all()
    assert cells.loc[cells["reason"] == MERGED, "value"].isna().all()
    assert {SUMMED, MERGED} <= set(cells["reason"])


def test_suspects_of_shoplifting_are_shown_in_every_area(synthetic: Project) -> None:
    for area in AREAS:
        page = ShownPage(synthetic.page("partner", f"{area}-annex"))
        chapter = "annex-theft"
        shown = page.exhibit("few_suspects", chapter=chapter)
        assert "Shoplifting" in shown.text
        notes = [page.soup.find(id=link["href"][1:]) for link in shown.section.select(".source a")]
        told = shown.text + " ".join(note.get_text() for note in notes if note)
        assert "Groups that are too few alone are put together" in told
