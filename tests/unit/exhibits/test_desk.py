"""A group joins the desks by being there, and is found by its name."""

from __future__ import annotations

import pandas as pd
import pytest

from csa.disclosure.ledger.release import Release
from csa.errors import SettingsError
from csa.exhibits import desk
from csa.exhibits.base import Group, exhibit, show
from csa.exhibits.desk import AreaDesk, PriorityDesk, all_groups, on_desk
from csa.exhibits.view import View
from csa.exhibits.what.area import AreaExhibits
from csa.exhibits.what.change import ChangeExhibits
from csa.settings import load_settings


@pytest.fixture(scope="module")
def view() -> View:
    """Redditch, of a release without a cell."""
    release = Release(cells=pd.DataFrame(), reference={}, about={})
    return View(settings=load_settings(), release=release, slug="redditch", edition="officer")


def test_groups_of_a_priority_are_found_and_completed(view: View) -> None:
    profile = PriorityDesk(view)
    assert isinstance(profile.change, ChangeExhibits)
    assert {"change", "location", "victims", "judgement", "view"} <= set(dir(profile))
    assert "services" not in dir(profile)


def test_an_area_holds_its_own_exhibits_and_its_groups(view: View) -> None:
    area = AreaDesk(view)
    assert {*AreaExhibits.names(), "places", "services", "priority", "at"} <= set(dir(area))
    assert type(area.places) is not type(PriorityDesk(area.view).places)


def test_a_mistyped_subject_is_told_what_there_is(view: View) -> None:
    with pytest.raises(AttributeError, match=r"'changes' is not on the desk .* change, "):
        PriorityDesk(view).changes  # noqa: B018


def test_two_groups_of_one_name_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Again(Group):
        name = "change"
        scopes = ("priority",)

        @exhibit()
        def twice(view: View) -> dict[str, object]:  # noqa: N805
            """Show nothing."""
            return show(view, title="Twice")

    monkeypatch.setattr(desk, "all_groups", lambda: (*all_groups(), Again))
    with pytest.raises(SettingsError, match=r"ChangeExhibits and Again .* 'change'"):
        on_desk.__wrapped__("priority")
