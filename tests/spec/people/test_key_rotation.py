"""Replacing the person key changes every pseudonym and no count."""

import shutil
import stat

import pytest

from csa.errors import DisclosureError
from csa.keys import person_key
from csa.settings import load_settings
from csa.store import Store, build


@pytest.fixture
def few(small_built, tmp_path, monkeypatch):
    """Two months of the small partnership's monthly files in a project of their own."""
    root = tmp_path / "project"
    shutil.copytree(small_built / "config", root / "config")
    raw = root / "data" / "raw"
    shutil.copytree(
        small_built / "data" / "raw", raw,
        ignore=lambda folder, names: [
            name for name in names
            if name[:2] == "20" and name[:7] not in ("2016-03", "2016-05")
        ],
    )  # fmt: skip
    monkeypatch.setenv("CSA_PERSON_KEY", str(tmp_path / "keys" / "person.key"))
    return load_settings(root)


def ids(settings):
    store = Store(settings)
    return {name: store.load(name)["person_id"] for name in ("victim", "suspect")}


def test_a_new_key_gives_new_pseudonyms_and_the_same_people(few, tmp_path, monkeypatch):
    build(few)
    before = ids(few)
    monkeypatch.setenv("CSA_PERSON_KEY", str(tmp_path / "keys" / "new.key"))
    build(few)
    after = ids(few)
    for name, old in before.items():
        new = after[name]
        assert len(new) == len(old)
        assert new.nunique() == old.nunique()
        assert new.isna().sum() == old.isna().sum()
        assert not set(new.dropna()) & set(old.dropna())
        assert sorted(new.value_counts()) == sorted(old.value_counts())
    # victims who are also suspects are recognised under either key
    shared = [len(set(one["victim"].dropna()) & set(one["suspect"])) for one in (before, after)]
    assert shared[0] == shared[1] > 0


def test_the_key_is_outside_the_project_and_the_owners_alone(few, tmp_path):
    person_key(few.root)
    path = tmp_path / "keys" / "person.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    with pytest.raises(DisclosureError, match="Others on this computer can read"):
        person_key(few.root)


def test_a_key_inside_the_project_is_refused(few, monkeypatch):
    monkeypatch.setenv("CSA_PERSON_KEY", str(few.root / "data" / "person.key"))
    with pytest.raises(DisclosureError, match="inside the project"):
        build(few)
    assert not (few.root / "data" / "person.key").exists()
