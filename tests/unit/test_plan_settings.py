"""Mistakes in the plan and in proposals: each is refused in one sentence that says where."""

from __future__ import annotations

import shutil

import pytest
from builders import ROOT

from csa.errors import SettingsError
from csa.settings import load_settings

MISTAKES = (
    ("synthetic = true ", "synthetic = 1 ", "synthetic must be true or false"),
    ('first_year = "2016-17"', "", "first_year is missing, the first of the three years"),
    ('first_year = "2016-17"', 'first_year = "2016"', "must be a school year such as 2016-17"),
    ('first_year = "2016-17"', 'first_year = "2016-18"', "must be a school year such as 2016-17"),
    (
        'outcome = "safer-at-home"',
        'outcome = "safe-at-home"',
        "\"domestic-abuse\" names 'safe-at-home', which is no outcome (the nearest is 'safer-at-",
    ),
    (
        'indicator = "shoplifting"',
        'indicator = "shop-lifting"',
        "\"shop-watch\" names 'shop-lifting', which is no indicator (the nearest is ",
    ),
    ('category = "Burglary"', 'category = "Burglry"', "(the nearest is 'Burglary')."),
    (
        'category = "Burglary"',
        'category = "Burglary"\nsubtheme = "burglary"',
        '"burglary" names more than one of priority, subtheme and category.',
    ),
    (
        'subtheme = "hate-crime"',
        'subtheme = "hate-crime"\nward = "Abbey"',
        "sub-themes are counted by district and no finer.",
    ),
    ('category = "Burglary"', 'category = "Burglary"\nunit = "asb"', "its unit must be crime."),
    ('direction = "more"', 'direction = "up"', "must be one of fewer, more, not 'up'"),
    (
        'year_2 = "Open in all districts"',
        'year_2 = "Open in 3 districts"',
        '[[action]] "one-front-door": year_2 states a number',
    ),
    ('id = "burglary"', 'id = "shoplifting"', "use the id 'shoplifting' more than once."),
    (
        '[[owner]]\npriority = "violence-and-abuse"',
        '[[owner]]\npriority = "theft-and-acquisitive-crime"',
        '[[owner]] of "theft-and-acquisitive-crime": there is another one for the same area.',
    ),
    ('role = "Equalities officer"', 'role = "Board of 3"', "[[owner]] number 5: role states a num"),
)


def fault_in(root, name, old, new):
    """Change one settings file of a copy, and return what is said of it."""
    shutil.copytree(ROOT / "config", root / "config")
    path = root / "config" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_settings(root)
    assert f"config/{name}" in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(("old", "new", "said"), MISTAKES)
def test_a_mistake_in_the_plan_is_refused_and_named(tmp_path, old, new, said):
    assert said in fault_in(tmp_path, "plan.toml", old, new)


def test_a_plan_of_ones_own_names_what_there_is(tmp_path):
    shutil.copytree(ROOT / "config", tmp_path / "config")
    path = tmp_path / "config" / "plan.toml"
    text = path.read_text(encoding="utf-8").replace("synthetic = true ", "# ", 1)
    path.write_text(text.replace('ward = "Greenhill"', 'place = "greenhill"'), encoding="utf-8")
    with pytest.raises(SettingsError, match="names 'greenhill', which is no named place"):
        load_settings(tmp_path)
    text = text.replace('priority = "violence-and-abuse"', 'priority = "violence"')
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match="names 'violence', which is no priority"):
        load_settings(tmp_path)


def test_a_proposal_names_an_indicator_that_there_is(tmp_path):
    shutil.copytree(ROOT / "config", tmp_path / "config")
    path = tmp_path / "config" / "proposals.toml"
    text = path.read_text(encoding="utf-8").replace("synthetic = true", "")
    path.write_text(text.replace('"domestic-abuse"', '"domestic-abuze"'), encoding="utf-8")
    with pytest.raises(SettingsError, match="nearest is 'domestic-abuse'"):
        load_settings(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("A problem-solving plan", "Visits to twelve homes", "what states a number, 'twelve'"),
        ("A problem-solving plan", "Ask the one person", "what states a number, 'one'"),
        ("Chair of the Safer Redditch Group", "j.smith@example.org", "owner holds an e-mail addr"),
        ("Damage there is back", "Damage " * 60, "success is longer than 400 characters"),
        ('id = "bromsgrove-burglary"', 'id = "kidderminster-shops"', "more than once"),
    ],
)
def test_words_that_would_be_published_unprotected_are_refused(tmp_path, old, new, said):
    assert said in fault_in(tmp_path, "proposals.toml", old, new)


def test_one_that_counts_nothing_is_a_word_like_any_other(tmp_path):
    shutil.copytree(ROOT / "config", tmp_path / "config")
    path = tmp_path / "config" / "proposals.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("A problem-solving plan", "One plan of one kind"), encoding="utf-8"
    )
    assert load_settings(tmp_path).proposals[0].what.startswith("One plan of one kind")


def test_an_allocation_of_one_year_stands_once(tmp_path):
    text = (ROOT / "config" / "projects.toml").read_text(encoding="utf-8")
    table = text[text.index("[[allocation]]") :].partition("\n\n")[0]
    said = fault_in(tmp_path, "projects.toml", table, f"{table}\n\n{table}")
    assert "[[allocation]] of 2016-17 by" in said
    assert said.endswith("there is another one. Leave one of them.")


def test_a_project_without_a_plan_has_none(tmp_path):
    shutil.copytree(ROOT / "config", tmp_path / "config")
    (tmp_path / "config" / "plan.toml").unlink()
    assert load_settings(tmp_path).plan.actions == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('kind = "invited"', 'kind = "guest"', "must be one of statutory, invited, not 'guest'"),
        ('["NHS bodies"]', '["NHS body"]', "(the nearest is 'NHS bodies')."),
        ('under = "board"', 'under = "bord"', "under names 'bord', which is no group"),
        ('name = "Voluntary sector"', 'name = "the police"', "the name 'The police' stands there"),
        ('["NHS bodies"]', '["The police"]', "shares_as 'The police' stands there more than once"),
        (
            'does = "Agrees priorities, plan and money"',
            'does = "Agrees"\nunder = "cases"',
            "is under itself, by way of",
        ),
        ('name = "Voluntary sector"', 'name = "The police"', "the name 'The police' more than"),
    ],
)
def test_a_mistake_in_the_membership_is_refused_and_named(tmp_path, old, new, said):
    assert said in fault_in(tmp_path, "membership.toml", old, new)


def test_a_sum_of_money_that_is_a_slip_of_the_key_is_refused(tmp_path):
    said = fault_in(tmp_path, "projects.toml", "total_gbp = 161500", "total_gbp = 161500000000000")
    assert "total_gbp" in said


def test_a_ward_stands_once_among_those_around_a_project(tmp_path):
    said = fault_in(tmp_path, "projects.toml", 'buffer = ["', 'buffer = ["Mitton", "')
    assert "buffer names a ward twice" in said


def test_letters_that_only_look_different_are_read_as_what_they_say(tmp_path):
    said = fault_in(
        tmp_path, "proposals.toml", "A problem-solving plan", "Visits to \uff54\uff57\uff4f men"
    )
    assert "what states a number, 'two'" in said


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('done = "2016-11-14"', 'done = "2016-10-01"', "done is 2016-10-01, before it was agreed"),
        ('due = "2017-01-20"', 'due = "20 January"', "due must be a date in quotes"),
        ('id = "redditch-shops"', 'id = "church-hill-repairs"', "more than once"),
        ("Repair and light", "Repair 3 lights of", "what states a number"),
        ('"Town centre manager"', '"ring 01527 64252"', "owner holds a telephone number"),
        ('category = "Shoplifting"', 'category = "Shop lifting"', "nearest is 'Shoplifting'"),
        ('place = "church-hill-centre"', 'place = "x"\nward = "Abbey"', "names a ward and a place"),
    ],
)
def test_a_mistake_in_what_a_group_agreed_is_refused(tmp_path, old, new, said):
    assert said in fault_in(tmp_path, "actions.toml", old, new)


def test_what_a_group_agreed_itself_names_what_there_is(tmp_path):
    shutil.copytree(ROOT / "config", tmp_path / "config")
    path = tmp_path / "config" / "actions.toml"
    text = path.read_text(encoding="utf-8").replace("synthetic = true", "")
    path.write_text(text.replace('"matchborough-centre"', '"matchboro-centre"'), encoding="utf-8")
    with pytest.raises(SettingsError, match="nearest is 'matchborough-centre'"):
        load_settings(tmp_path)
