"""An officer writes names as they are spoken; a slip is answered with the nearest there is."""

from __future__ import annotations

import pytest

from csa.areas import find_ward
from csa.errors import SettingsError, StoreError, did_you_mean
from csa.schemas import contract
from csa.settings import load_settings


@pytest.fixture(scope="module")
def settings():
    """The project's own settings."""
    return load_settings()


@pytest.mark.parametrize("name", ["wyre-forest", "Wyre Forest", "WYRE FOREST", "E07000239"])
def test_a_district_has_a_slug_a_name_and_a_code(settings, name) -> None:
    assert settings.district(name).slug == "wyre-forest"


@pytest.mark.parametrize(
    "name", ["matchborough-centre", "Matchborough Centre", "matchborough centre"]
)
def test_a_place_has_a_slug_and_a_name(settings, name) -> None:
    assert settings.place(name).slug == "matchborough-centre"


def test_a_priority_is_known_by_its_labels(settings) -> None:
    for one in settings.priorities:
        for name in (one.id, one.label, one.short_label, one.label.upper()):
            assert settings.priority(name) is one


@pytest.mark.parametrize(
    ("kind", "slip", "nearest"),
    [
        ("district", "Reditch", "Redditch"),
        ("place", "Matchboro Centre", "Matchborough Centre"),
        ("priority", "violence-and-abse", "Violence and abuse"),
    ],
)
def test_a_slip_is_answered_with_the_nearest_name(settings, kind, slip, nearest) -> None:
    with pytest.raises(SettingsError, match=rf"Did you mean '{nearest}'\? Choose from: "):
        getattr(settings, kind)(slip)


def test_what_is_near_nothing_gets_no_guess(settings) -> None:
    with pytest.raises(SettingsError, match=r"'x' is not a district of this partnership\. Choose"):
        settings.district("x")
    assert did_you_mean("x", []) == ""


def test_tables_are_guessed_too() -> None:
    with pytest.raises(StoreError, match=r"no table 'crimes'\. Did you mean 'crime'\?"):
        contract("crimes")


def test_a_ward_name_of_two_districts_is_not_taken_for_one() -> None:
    import pandas as pd

    nesting = pd.DataFrame(
        {
            "ward": ["W1", "W2", "W2", "W3"],
            "ward_name": ["Central", "Church Hill", "Church Hill", "Central"],
            "district": ["D1", "D1", "D1", "D2"],
        }
    )
    assert find_ward(nesting, "church hill", where="the county") == ("Church Hill", "W2", "D1")
    assert find_ward(nesting, "W3", where="the county").district == "D2"
    with pytest.raises(SettingsError, match="More than one ward of the county is called 'central'"):
        find_ward(nesting, "central", where="the county")


def test_an_error_is_one_red_sentence_in_a_notebook() -> None:
    from IPython.core.interactiveshell import InteractiveShell

    shown: list[str] = []
    shell = InteractiveShell()
    shell._showtraceback = lambda _, __, lines: shown.extend(lines)
    shell.run_cell("import csa.errors\nraise csa.errors.SettingsError('Say which.')")
    assert shown == ["\x1b[31mSay which.\x1b[0m"]
