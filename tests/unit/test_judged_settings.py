"""Mistakes in what is weighed up: each is refused in one sentence that says where."""

from __future__ import annotations

import shutil

import pytest
from builders import ROOT

from csa.errors import SettingsError
from csa.settings import load_settings
from csa.settings.counting import settings_to_count_by

EXAMPLE = ("synthetic = true ", "synthetic = false ")
MISTAKES = (
    (
        "risk.toml",
        [EXAMPLE, ('priority = "violence-and-abuse"', 'priority = "violence-abuse"')],
        "names 'violence-abuse', which is no id of a priority (the nearest is 'violence-and-abuse",
    ),
    (
        "risk.toml",
        [('criterion = "capacity"', 'criterion = "capacities"')],
        "names 'capacities', which is no id of a criterion (the nearest is 'capacity').",
    ),
    (
        "risk.toml",
        [("score = 4", "score = 5")],
        '[[score]] of "vulnerability" for "violence-and-abuse": the score 5 lies outside its scale',
    ),
    (
        "risk.toml",
        [('until = "2017-12"', 'until = "2016-11"')],
        "its evidence ran out in 2016-11, before it was judged in 2016-12.",
    ),
    (
        "risk.toml",
        [('criterion = "community"', 'criterion = "vulnerability"')],
        "the score of 'vulnerability of violence-and-abuse' is given more than once.",
    ),
    ("risk.toml", [("above = [2, 10", "above = [10, 2")], "above needs 4 numbers, each larger"),
    ("risk.toml", [("above = [2, 10", "above = [2, 2")], "above needs 4 numbers, each larger"),
    ("risk.toml", [("above = [2, 10", "above = [2, nan")], "above needs 4 numbers, each larger"),
    ("risk.toml", [('    "Hardly ever",\n', "")], "levels"),
    (
        "risk.toml",
        [("Survey of town centre", "Survey of 40 town centre")],
        "evidence states a number, which would be published unprotected",
    ),
    (
        "risk.toml",
        [('figure = "trend"', 'figure = "volume"')],
        "[[criterion]]: the figure 'volume' is given more than once.",
    ),
    (
        "outlook.toml",
        [("Young people are used", "Twelve families are used")],
        "[[emerging]] \"county-lines\": what states a number, 'Twelve', which would be published",
    ),
    (
        "outlook.toml",
        [('heading = "economic"', 'heading = "economy"')],
        "must be one of political, economic,",
    ),
    (
        "outlook.toml",
        [EXAMPLE, ('districts = ["bromsgrove"]', 'districts = ["bromsgrov"]')],
        "names 'bromsgrov', which is no slug of a district (the nearest is 'bromsgrove').",
    ),
    (
        "outlook.toml",
        [('id = "off-road-bikes"', 'id = "county-lines"')],
        "the id 'county-lines' is given more than once.",
    ),
    (
        "harm.toml",
        [('"Drugs"', '"Drug"')],
        "[index.cambridge_harm]: leave_out names 'Drug', which is no police.uk category",
    ),
    ("harm.toml", [("[index.ons_severity]", "[index.ons]")], "ons"),
    (
        "pcc.toml",
        [('name = "Reassure"', 'name = "Assure"')],
        "pcc_themes names 'Reassure', which is no theme of config/pcc.toml",
    ),
)


@pytest.mark.parametrize(("name", "changes", "said"), MISTAKES)
def test_a_mistake_is_told_in_one_sentence(tmp_path, name, changes, said):
    shutil.copytree(ROOT / "config", tmp_path / "config")
    path = tmp_path / "config" / name
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_settings(tmp_path)
    assert said in str(caught.value)
    assert str(caught.value).count("\n") == 0


def test_judgement_changes_no_number_and_weights_of_harm_do(tmp_path):
    shutil.copytree(ROOT / "config", tmp_path / "config")
    before = settings_to_count_by(load_settings(tmp_path)).fingerprint
    for name in ("risk.toml", "outlook.toml", "pcc.toml"):
        (tmp_path / "config" / name).unlink()
    assert settings_to_count_by(load_settings(tmp_path)).fingerprint == before
    (tmp_path / "config" / "harm.toml").unlink()
    assert settings_to_count_by(load_settings(tmp_path)).fingerprint != before
