"""The frozen release: only protected values go in, and what comes out is what went in."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from releases import AREAS, NO_ROWS, PERIOD, THREE, cells_of, sums_of

from csa.disclosure.ledger.release import (
    Release,
    is_intact,
    read_about,
    read_release,
    write_release,
)
from csa.errors import DisclosureError


def freeze(folder, cells):
    release = Release(
        cells=cells, reference={"areas": pd.DataFrame({"code": ["A", "B"]})}, about={"base": 5}
    )
    write_release(
        release, relations=sums_of(*AREAS), counted_from=NO_ROWS, folder=folder,
        complete=lambda about: {**about, "n": 1},
    )  # fmt: skip
    return folder


def test_what_was_frozen_is_read_back(tmp_path):
    cells = cells_of(THREE, marks=[("A", PERIOD, "")])
    release = read_release(freeze(tmp_path / "release", cells))
    read = release.cells.set_index("area")
    assert read["value"].to_dict() == {"P": 25, "A": 15, "B": 10}
    assert read["mark"].to_dict() == {"P": "", "A": "r", "B": ""}
    assert read["printed_bound"].tolist() == [4, 4, 4]
    assert release.reference["areas"]["code"].tolist() == ["A", "B"]
    assert release.about["n"] == 1
    assert set(release.about["files"]) == {
        "cells.parquet", "counted_from.parquet", "relations.parquet", "reference/areas.parquet",
    }  # fmt: skip


def test_the_same_cells_in_another_order_give_the_same_bytes(tmp_path):
    cells = cells_of(THREE)
    one = freeze(tmp_path / "one", cells)
    other = freeze(tmp_path / "other", cells.iloc[::-1])
    assert read_about(one) == read_about(other)


@pytest.mark.parametrize("kind", ["person", "sensitive"])
def test_a_count_that_was_not_rounded_is_not_frozen(tmp_path, kind):
    places = {("A", PERIOD, ""): 12}
    cells = cells_of(places, classes=dict.fromkeys(places, kind))
    with pytest.raises(DisclosureError, match="unrounded") as caught:
        freeze(tmp_path / "release", cells)
    assert "12" not in str(caught.value)
    assert not (tmp_path / "release").exists()


def test_a_public_count_is_frozen_as_it_is(tmp_path):
    places = {("A", PERIOD, ""): 12}
    cells = cells_of(places, classes=dict.fromkeys(places, "public"))
    assert read_release(freeze(tmp_path / "release", cells)).cells["value"].tolist() == [12]


@pytest.mark.parametrize("harm", ["changed", "removed", "added"])
def test_a_changed_release_is_refused(tmp_path, harm):
    folder = freeze(tmp_path / "release", cells_of(THREE))
    assert is_intact(folder)
    table = folder / "reference" / "areas.parquet"
    if harm == "removed":
        table.unlink()
    else:
        (table if harm == "changed" else table.with_name("more.parquet")).write_bytes(b"0")
    assert not is_intact(folder)
    with pytest.raises(DisclosureError, match="changed since it was frozen"):
        read_release(folder)


def test_a_folder_without_a_release_says_how_to_make_one(tmp_path):
    assert read_about(tmp_path) == {}
    assert not is_intact(tmp_path)
    with pytest.raises(DisclosureError, match="csa assess"):
        read_release(tmp_path)
