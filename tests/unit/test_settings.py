"""What may be set, what is refused, and where the settings are found."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from builders import ROOT

from csa.errors import SettingsError
from csa.settings import find_root, load_settings


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A copy of the shipped settings."""
    shutil.copytree(ROOT / "config", tmp_path / "config")
    return tmp_path / "config"


def change(config: Path, name: str, old: str, new: str) -> None:
    path = config / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def refusal(config: Path) -> str:
    with pytest.raises(SettingsError) as caught:
        load_settings(config.parent)
    return str(caught.value)


def test_shipped_settings_are_the_three_districts_and_their_whole(config: Path) -> None:
    settings = load_settings(config.parent)
    assert settings.area_slugs == [
        "north-worcestershire",
        "bromsgrove",
        "redditch",
        "wyre-forest",
    ]
    assert settings.district("redditch").code == "E07000236"
    assert settings.area_name("north-worcestershire") == "North Worcestershire"
    assert settings.raw == config.parent / "data" / "raw"


@pytest.mark.parametrize(
    ("kind", "wrong", "offered"),
    [
        ("district", "Reditch", "redditch"),
        ("priority", "violence", "violence-and-abuse"),
        ("place", "town", "redditch-town-centre"),
    ],
)
def test_unknown_name_is_refused_with_those_there_are(
    config: Path, kind: str, wrong: str, offered: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        getattr(load_settings(config.parent), kind)(wrong)
    assert f"'{wrong}'" in str(caught.value)
    assert offered in str(caught.value)


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("disclosure.toml", "base = 5", "bace = 5", "bace"),
        ("disclosure.toml", "base = 5", "base = 4", "base"),
        ("disclosure.toml", "base = 5", "base = 6", "base"),
        ("disclosure.toml", "base = 5", "base = 0", "base"),
        ("disclosure.toml", "for_percent = 20", "for_percent = 5", "percent"),
        ("disclosure.toml", "[[merge.nth]]", "[[merge.number]]", "number"),
        ("partnership.toml", 'slug = "redditch"', 'slug = "../redditch"', "slug"),
        ("partnership.toml", 'code = "E07000236"', 'code = "Redditch"', "code"),
        ("partnership.toml", 'code = "E07000236"', 'code = "E07000234"', "E07000234"),
        ("partnership.toml", "[[place]]", "[[plaice]]", "plaice"),
        ("partnership.toml", "confidence = 0.95", "confidence = 95", "confidence"),
        ("priorities.toml", 'id = "shoplifting"', 'id = "burglary"', "burglary"),
        ("priorities.toml", 'unit = "crime"', 'unit = "crimes"', "unit"),
        ("priorities.toml", 'kind = "overlay"', 'kind = "extra"', "kind"),
        ("breaks.toml", 'start = "2014-11"', 'start = "November 2014"', "start"),
        ("breaks.toml", "[[break]]", "[[break", "breaks.toml"),
    ],
)  # fmt: skip
def test_wrong_setting_is_refused_and_named(
    config: Path, name: str, old: str, new: str, said: str
) -> None:
    change(config, name, old, new)
    assert said in refusal(config)


@pytest.mark.parametrize("name", ["partnership", "priorities", "breaks", "disclosure", "sources"])
def test_missing_file_is_named(config: Path, name: str) -> None:
    (config / f"{name}.toml").unlink()
    message = refusal(config)
    assert f"{name}.toml" in message or name == "partnership"
    assert "config" in message


def test_place_in_no_district_is_refused(config: Path) -> None:
    change(config, "partnership.toml", 'district = "redditch"', 'district = "solihull"')
    assert "'solihull'" in refusal(config)


def test_fingerprint_changes_with_any_file_and_with_nothing_else(config: Path) -> None:
    before = load_settings(config.parent).fingerprint
    assert load_settings(config.parent).fingerprint == before
    change(config, "sources.toml", "\n[fire]", "\n# A remark.\n[fire]")
    assert load_settings(config.parent).fingerprint != before


def test_root_is_the_nearest_folder_with_settings(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    below = config.parent / "data" / "raw"
    below.mkdir(parents=True)
    monkeypatch.delenv("CSA_ROOT", raising=False)
    monkeypatch.chdir(below)
    assert find_root() == config.parent


def test_root_in_the_environment_is_taken_and_never_searched_above(
    config: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CSA_ROOT", str(config.parent))
    assert find_root() == config.parent
    below = tmp_path / "below"
    below.mkdir()
    monkeypatch.setenv("CSA_ROOT", str(below))
    with pytest.raises(SettingsError, match="--root"):
        find_root()
