"""An approval holds for the settings it names and for no others; missing, it stops nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders import copy_project

from csa.disclosure.rules.approval import approval_facts, protection_fingerprint
from csa.errors import SettingsError
from csa.settings import load_settings


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return copy_project(tmp_path / "project")


def change(root: Path, name: str, old: str, new: str) -> None:
    path = root / "config" / f"{name}.toml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def approve(root: Path, fingerprint: str) -> None:
    with (root / "config" / "disclosure.toml").open("a", encoding="utf-8") as file:
        file.write(
            f'\n[approval]\nby = "R. Officer"\nrole = "Data controller"\ndate = 2026-04-01\n'
            f'fingerprint = "{fingerprint}"\n'
        )


def test_without_an_approval_settings_are_not_approved(root: Path) -> None:
    settings = load_settings(root)
    assert approval_facts(settings) == {
        "settings": protection_fingerprint(settings),
        "approved": False,
    }


def test_an_approval_of_these_settings_counts_and_changes_nothing_else(root: Path) -> None:
    before = load_settings(root)
    approve(root, protection_fingerprint(before))
    after = load_settings(root)
    facts = approval_facts(after)
    assert facts == {
        "settings": protection_fingerprint(before),
        "approved": True,
        "role": "Data controller",
        "date": "2026-04-01",
    }
    # Tables need not be built again.
    assert after.fingerprint == before.fingerprint


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("disclosure", "minimum_group = 10", "minimum_group = 11"),
        ("disclosure", "minimum_group = 10", "minimum_group = 12"),
        ("disclosure", '"Public order"', '"Other theft"'),
        ("disclosure", '"outcome_group", "maturity",', '"outcome_group",'),
        ("priorities", "sensitive = true\n", "\n"),
        ("priorities", 'category = ["Robbery"]', 'category = ["Other crime"]'),
        ("priorities", 'kind = "overlay"\nsensitive = true', 'kind = "overlay"'),
    ],
)
def test_an_approval_ends_with_any_setting_that_protection_depends_on(
    root: Path, name: str, old: str, new: str
) -> None:
    approve(root, protection_fingerprint(load_settings(root)))
    change(root, name, old, new)
    assert approval_facts(load_settings(root))["approved"] is False


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("priorities", 'label = "Shoplifting"', 'label = "Theft from shops"'),
        ("disclosure", "# Disclosure control of", "# Protection of"),
    ],
)
def test_words_that_protect_nobody_do_not_end_it(root: Path, name: str, old: str, new: str) -> None:
    approve(root, protection_fingerprint(load_settings(root)))
    change(root, name, old, new)
    assert approval_facts(load_settings(root))["approved"] is True


@pytest.mark.parametrize("fingerprint", ["", "0" * 16, "approved"])
def test_an_approval_of_something_else_does_not_count(root: Path, fingerprint: str) -> None:
    approve(root, fingerprint)
    assert approval_facts(load_settings(root))["approved"] is False


def test_who_signed_is_not_published(root: Path) -> None:
    approve(root, protection_fingerprint(load_settings(root)))
    assert "R. Officer" not in str(approval_facts(load_settings(root)))


def test_an_approval_without_a_date_is_refused_like_any_wrong_setting(root: Path) -> None:
    approve(root, "0" * 16)
    change(root, "disclosure", "\ndate = 2026-04-01\n", "\n")
    with pytest.raises(SettingsError, match="date"):
        load_settings(root)
