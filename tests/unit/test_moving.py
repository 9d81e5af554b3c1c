"""What is held by another program for a moment is moved when it is free, as on Windows."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from csa import moving
from csa.moving import put_in_place


class HeldPath(type(Path())):
    """A file that another program holds for the first so many attempts to move it."""

    held_for = 0
    attempts = 0

    def replace(self, target: Path) -> Path:
        """Refuse as Windows does, or move."""
        type(self).attempts += 1
        if type(self).attempts <= type(self).held_for:
            raise PermissionError(13, "The process cannot access the file", str(self))
        return super().replace(target)


@pytest.fixture
def held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> HeldPath:
    monkeypatch.setattr(moving, "_PAUSE_S", 0)
    monkeypatch.setattr(HeldPath, "attempts", 0)
    monkeypatch.setattr(moving, "sys", SimpleNamespace(platform="win32"))
    (tmp_path / "new").write_text("new")
    (tmp_path / "page").write_text("old")
    return HeldPath(tmp_path / "new")


def test_a_file_that_a_scanner_holds_for_a_moment_is_moved(
    held: HeldPath, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(HeldPath, "held_for", 3)
    put_in_place(held, held.with_name("page"))
    assert held.with_name("page").read_text() == "new"
    assert not held.exists()


def test_a_file_that_stays_open_is_refused_and_both_stay(
    held: HeldPath, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(HeldPath, "held_for", 1000)
    with pytest.raises(PermissionError):
        put_in_place(held, held.with_name("page"))
    assert (held.read_text(), held.with_name("page").read_text()) == ("new", "old")


def test_elsewhere_what_is_forbidden_is_so_at_once(
    held: HeldPath, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "sys", SimpleNamespace(platform="linux"))
    monkeypatch.setattr(HeldPath, "held_for", 1)
    with pytest.raises(PermissionError):
        put_in_place(held, held.with_name("page"))
