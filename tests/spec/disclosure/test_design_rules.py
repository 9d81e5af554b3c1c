"""SDC-09: the design rules hold for every exhibit, and no setting switches them off."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from csa.counting.families import Count, close_counts
from csa.counting.public_knowledge import KNOWN_COUNTS
from csa.disclosure.rules.design_rules import refuse_too_fine
from csa.errors import DisclosureError, SettingsError
from csa.exhibits.desk import declared_counts, exhibits_by_family
from csa.settings import load_settings

ROOT = Path(__file__).parents[3]


@pytest.fixture
def project(tmp_path):
    """A project of which only the settings matter."""
    shutil.copytree(ROOT / "config", tmp_path / "config")
    return tmp_path


def change(project, old, new):
    path = project / "config" / "disclosure.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_every_family_that_exhibits_declare_keeps_the_rules(project):
    counts = close_counts([*declared_counts(), *KNOWN_COUNTS])
    known = {"rules": load_settings(project).disclosure.rules, "used_by": exhibits_by_family()}
    refuse_too_fine(counts, **known)
    # One family of people below the district among them is enough.
    with pytest.raises(DisclosureError, match="D1"):
        refuse_too_fine([*counts, Count("victim", by=("sex",), level="ward")], **known)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("base = 5 ", "base = 0 "),
        ("base = 5 ", "base = 1 "),
        ("base = 5 ", "base = -5 "),
        ("base = 5 ", "base = 3 "),
        ("minimum_group = 10", "minimum_group = 9"),
        ("minimum_group = 10", "minimum_group = -1"),
        ("minimum_base_for_percent = 20", "minimum_base_for_percent = 10"),
        ("small_base = 50", "small_base = 5"),
        ("minimum_months = 3", "minimum_months = 1"),
        ("most_attributes = 2", "most_attributes = 3"),
        ("least_per_cell = 5", "least_per_cell = 4"),
        ("base = 5 ", "sdc = 'off'\nbase = 5 "),
        ("base = 5 ", "enabled = false\nbase = 5 "),
        ("[rules]", "[rules]\ngate = false"),
        ("[rules]", "[rules]\nnarrowest = 1"),
        ("[public_dimensions]", "[public_dimensions]\nvictim = ['sex']"),
        ("violence-and-abuse = ", "no-such-priority = "),
    ],
)
def test_a_weaker_or_unknown_setting_is_refused(project, old, new):
    change(project, old, new)
    with pytest.raises(SettingsError):
        load_settings(project)


def test_a_stricter_setting_is_accepted(project):
    change(project, "minimum_months = 3", "minimum_months = 6")
    assert load_settings(project).disclosure.rules.minimum_months == 6


def test_every_sensitive_priority_has_a_public_figure_to_stand_in(project):
    settings = load_settings(project)
    sensitive = {priority.id for priority in settings.priorities if priority.sensitive}
    assert set(settings.disclosure.nearest_public) == sensitive
