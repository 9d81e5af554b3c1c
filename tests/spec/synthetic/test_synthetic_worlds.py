"""The small partnership as other systems send it: the same tables, and nothing personal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from builders import run_csa
from pandas.testing import assert_frame_equal
from small_partnership import small_project

from csa.errors import SettingsError
from csa.layouts.proposing.offer import offer
from csa.proposals import offer_text, trials_text
from csa.settings import load_settings
from csa.store import Store
from csa.store.trial import try_file
from csa.synthetic.worlds import WORLDS, write_layouts

TABLES = ("crime", "victim", "suspect", "asb", "fire", "environment")
PROVENANCE = ["source", "file_id", "row_number", "row_hash"]
# What stands in columns that are never kept.
PLANTED = (b"Zzcanary", b"zzcanary", b"07700 900", b"Synthetic Person", b"Canary Street")


@pytest.fixture(scope="module", params=list(WORLDS))
def world(request: pytest.FixtureRequest, once: Callable[..., Path]) -> Path:
    """The small partnership from another world, with its processed tables."""
    return once(f"small_{request.param}", lambda root: _make(root, request.param))


def _make(root: Path, world: str) -> None:
    shown = run_csa("build", cwd=small_project(root, world=world))
    (root / "shown.txt").write_text(shown.stderr + shown.stdout, encoding="utf-8")


def rows(store: Store, table: str) -> pd.DataFrame:
    """Return a table without what tells where its rows came from, month by month."""
    found = pd.DataFrame(store.load(table)).drop(columns=PROVENANCE)
    return found.sort_values(["district", "month"], kind="stable", ignore_index=True)


@pytest.mark.parametrize("table", TABLES)
def test_every_row_is_the_same_as_in_our_own_format(
    world: Path, small_built: Path, table: str
) -> None:
    theirs, ours = Store(load_settings(world)), Store(load_settings(small_built))
    assert_frame_equal(rows(theirs, table), rows(ours, table))


def test_the_same_months_were_received(world: Path, small_built: Path) -> None:
    theirs, ours = (Store(load_settings(root)).coverage() for root in (world, small_built))
    assert_frame_equal(theirs, ours)


def test_nothing_of_a_column_that_is_never_kept_is_written_or_shown(world: Path) -> None:
    raw = {path for path in (world / "data" / "raw").rglob("*") if path.is_file()}
    written = [path for path in world.rglob("*") if path.is_file() and path not in raw]
    assert len(written) > 20
    for path in written:
        text = path.read_bytes()
        assert not [one for one in PLANTED if one in text], path.name


def test_no_proposal_and_no_trial_shows_such_a_cell(world: Path) -> None:
    settings = load_settings(world)
    shown = []
    for layout in settings.layouts:
        path = sorted(settings.raw.glob(layout.files[0]))[0]
        found = offer(settings, path)
        shown += [found.text, offer_text(found)]
    shown.append(trials_text(settings, try_file(settings, sorted(settings.raw.glob("asb/*"))[0])))
    for one in PLANTED:
        assert one.decode() not in "".join(shown)


def test_incidents_of_another_kind_are_counted_and_nothing_is_set_aside(world: Path) -> None:
    account = Store(load_settings(world)).load("account")
    theirs = account[account["path"].str.contains("police/|asb/|fire/|environment/")]
    assert not theirs["quarantined"].any()
    assert (theirs["rows"] == theirs["accepted"] + theirs["left_out"]).all()
    calls = theirs[theirs["source"] == "asb"]
    assert calls["left_out"].sum() >= 1350 // 40
    assert calls["accepted"].sum() == 1350


def test_a_world_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"no layout 'crystal'.*records, warehouse"):
        small_project(tmp_path, world="crystal")


def test_a_layout_that_an_officer_wrote_is_not_overwritten(tmp_path: Path) -> None:
    write_layouts(tmp_path, {"asb-log.toml": "ours"})
    write_layouts(tmp_path, {"asb-log.toml": "ours"})
    with pytest.raises(SettingsError, match=r"asb-log\.toml is there already"):
        write_layouts(tmp_path, {"asb-log.toml": "other"})
