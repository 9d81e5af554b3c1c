"""Secrets stay private, outside the project, and give hashes that depend on every part."""

from __future__ import annotations

import hashlib
import hmac
import stat
from dataclasses import dataclass
from datetime import date

import numpy as np
import pytest

from csa.errors import DisclosureError
from csa.keys import canonical_bytes, keyed_hash, person_key, release_secret

BOTH = pytest.mark.parametrize(
    ("variable", "read"),
    [("CSA_RELEASE_KEY", release_secret), ("CSA_PERSON_KEY", person_key)],
)


@BOTH
def test_key_is_created_once_and_then_read(tmp_path, monkeypatch, variable, read):
    file = tmp_path / "private" / "a.key"
    monkeypatch.setenv(variable, str(file))
    first = read()
    assert len(first) == 32
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert read() == first
    assert bytes.fromhex(file.read_text().strip()) == first


@BOTH
def test_default_place_is_the_users_own_configuration_folder(tmp_path, monkeypatch, variable, read):
    monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    read()
    name = "release.key" if read is release_secret else "person.key"
    assert (tmp_path / "csa" / name).is_file()


def test_default_place_without_configuration_folder_is_below_home(tmp_path, monkeypatch):
    monkeypatch.delenv("CSA_RELEASE_KEY", raising=False)
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    release_secret()
    assert (tmp_path / ".config" / "csa" / "release.key").is_file()


@pytest.mark.parametrize("has_variable", [True, False])
def test_default_place_on_windows_is_application_data(tmp_path, monkeypatch, has_variable):
    monkeypatch.setattr("platform.system", lambda: "Windows")
    monkeypatch.delenv("CSA_RELEASE_KEY", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("APPDATA", raising=False)
    if has_variable:
        monkeypatch.setenv("APPDATA", str(tmp_path / "AppData" / "Roaming"))
    release_secret()
    assert (tmp_path / "AppData" / "Roaming" / "csa" / "release.key").is_file()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HOME", ""),
        ("HOME", "here"),
        ("XDG_CONFIG_HOME", "here"),
        ("CSA_RELEASE_KEY", "~nobody-here/k"),
    ],
)
def test_without_a_home_folder_no_key_is_made_anywhere(tmp_path, monkeypatch, name, value):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for one in ("CSA_RELEASE_KEY", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(one, raising=False)
    monkeypatch.setenv(name, value)
    with pytest.raises(DisclosureError, match=r"Set HOME .* or CSA_RELEASE_KEY"):
        release_secret()
    assert list(tmp_path.rglob("*")) == []


def test_a_user_whom_the_system_does_not_know_is_told_what_to_set(monkeypatch):
    for one in ("CSA_PERSON_KEY", "XDG_CONFIG_HOME", "HOME"):
        monkeypatch.delenv(one, raising=False)
    monkeypatch.setattr("os.getuid", lambda: 4_000_000)  # as in a container
    with pytest.raises(DisclosureError, match=r"Set HOME .* or CSA_PERSON_KEY"):
        person_key()


def test_two_users_get_different_keys(tmp_path, monkeypatch):
    found = set()
    for name in ("one", "two"):
        monkeypatch.setenv("CSA_RELEASE_KEY", str(tmp_path / name))
        found.add(release_secret())
    assert len(found) == 2


@BOTH
def test_key_inside_the_project_is_refused(tmp_path, monkeypatch, variable, read):
    file = tmp_path / "config" / "a.key"
    monkeypatch.setenv(variable, str(file))
    with pytest.raises(DisclosureError, match="inside the project"):
        read(tmp_path)
    assert not file.exists()


def test_key_linked_into_the_project_is_refused(tmp_path, monkeypatch):
    project, link = tmp_path / "project", tmp_path / "link.key"
    project.mkdir()
    link.symlink_to(project / "a.key")
    monkeypatch.setenv("CSA_RELEASE_KEY", str(link))
    with pytest.raises(DisclosureError, match="inside the project"):
        release_secret(project)


def test_key_in_a_reports_folder_is_refused_without_naming_a_project(tmp_path, monkeypatch):
    monkeypatch.setenv("CSA_RELEASE_KEY", str(tmp_path / "reports" / "2016-17" / "a.key"))
    with pytest.raises(DisclosureError, match="reports"):
        release_secret()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
def test_key_that_others_can_reach_is_refused(tmp_path, monkeypatch, mode):
    file = tmp_path / "a.key"
    monkeypatch.setenv("CSA_RELEASE_KEY", str(file))
    release_secret()
    file.chmod(mode)
    with pytest.raises(DisclosureError, match="chmod 600"):
        release_secret()


@pytest.mark.parametrize("content", [b"", b"00ff", b"not a key", b"\xff" * 64])
def test_file_without_a_key_is_refused_and_kept(tmp_path, monkeypatch, content):
    file = tmp_path / "a.key"
    file.write_bytes(content)
    file.chmod(0o600)
    monkeypatch.setenv("CSA_RELEASE_KEY", str(file))
    with pytest.raises(DisclosureError, match="does not hold a key"):
        release_secret()
    assert file.read_bytes() == content


def test_place_that_cannot_be_written_is_explained(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CSA_RELEASE_KEY", str(tmp_path / "file" / "a.key"))
    with pytest.raises(DisclosureError, match="cannot be read or written"):
        release_secret()


def test_message_never_holds_the_key(tmp_path, monkeypatch):
    file = tmp_path / "a.key"
    file.write_text("ab" * 31)
    file.chmod(0o600)
    monkeypatch.setenv("CSA_RELEASE_KEY", str(file))
    with pytest.raises(DisclosureError) as caught:
        release_secret()
    assert "abab" not in str(caught.value)


def test_permissions_are_left_to_windows_where_they_do_not_exist(tmp_path, monkeypatch):
    file = tmp_path / "a.key"
    file.write_text("ab" * 32)
    file.chmod(0o644)
    monkeypatch.setenv("CSA_RELEASE_KEY", str(file))
    monkeypatch.setattr("csa.private.applies", lambda: False)
    assert release_secret() == b"\xab" * 32


def test_keyed_hash_is_hmac_sha256_of_type_length_and_content():
    written = b"t28:what do ya want for nothing?"
    expected = hmac.new(b"Jefe", b"l%d:%s" % (len(written), written), hashlib.sha256).hexdigest()
    assert keyed_hash(b"Jefe", "what do ya want for nothing?").hex() == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("ab", "c"), ("a", "bc")),
        ((1,), ("1",)),
        ((None,), ("None",)),
        ((b"a",), ("a",)),
        ((("a",), "b"), (("a", "b"),)),
        ((date(2016, 4, 1),), ("datetime.date(2016, 4, 1)",)),
    ],
)
def test_keyed_hash_tells_parts_and_kinds_apart(one, other):
    assert keyed_hash(b"k", *one) != keyed_hash(b"k", *other)
    assert keyed_hash(b"k", *one) == keyed_hash(b"k", *one)


def test_keyed_hash_depends_on_the_secret():
    assert keyed_hash(b"k", "a") != keyed_hash(b"l", "a")


def test_keyed_hash_without_a_secret_is_refused():
    with pytest.raises(DisclosureError, match="empty"):
        keyed_hash(b"", "a")


def test_equal_keys_of_different_libraries_are_one_key():
    assert canonical_bytes(np.int64(5)) == canonical_bytes(5)
    assert canonical_bytes(np.str_("a")) == canonical_bytes("a")


def test_object_whose_text_is_its_address_is_refused():
    with pytest.raises(TypeError, match="no stable text"):
        canonical_bytes(object())


def test_dataclass_key_is_written_by_its_value():
    @dataclass(frozen=True)
    class Cell:
        area: str

    assert canonical_bytes(Cell("E1")) == canonical_bytes(Cell("E1"))
    assert canonical_bytes(Cell("E1")) != canonical_bytes(Cell("E2"))
