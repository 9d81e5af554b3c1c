"""Keys of cells are written and read in one place."""

from __future__ import annotations

import pandas as pd
import pytest

from csa.counting.keys import (
    Key,
    classes_of,
    expand_dims,
    has_any_class,
    has_class,
    has_dimension,
    is_month,
    keys_of,
    split_keys,
)

TEXTS = ["crime|E07000234|2016-04/2016-06|priority=theft;sex=F", "asb|E07000234|2016-04|"]


@pytest.mark.parametrize("text", TEXTS)
def test_a_key_is_written_as_it_was_read(text: str) -> None:
    assert str(Key.read(text)) == text


def test_a_key_says_what_it_counts() -> None:
    key = Key.read(TEXTS[0])
    assert (key.unit, key.area, dict(key.dims)) == (
        "crime",
        "E07000234",
        {"priority": "theft", "sex": "F"},
    )
    assert key.span.months == ["2016-04", "2016-05", "2016-06"]
    assert str(key.without("sex").over("2016-05")) == "crime|E07000234|2016-05|priority=theft"
    assert key == key.without("sex").by(sex="F")
    assert key == Key.of("crime", area=key.area, period=key.period, dims=dict(reversed(key.dims)))


def test_frames_of_cells_are_written_and_read_alike() -> None:
    keys = pd.Series(TEXTS, index=[4, 2])
    parts = split_keys(keys)
    assert keys_of(parts) == TEXTS
    assert is_month(parts["period"]).tolist() == [False, True]
    assert len(split_keys(keys.iloc[:0])) == 0


def test_classes_are_found_whole() -> None:
    dims = pd.Series(["sex=F;theme=theft", "sex=F or M", "", "prefix_sex=F"])
    assert has_class(dims, "sex", "F").tolist() == [True, False, False, False]
    assert has_any_class(dims, ["F", "theft"]).tolist() == [True, False, False, True]
    assert has_dimension(dims, "sex").tolist() == [True, True, False, False]
    assert classes_of(dims, "sex").fillna("").tolist() == ["F", "F or M", "", ""]
    both = expand_dims(pd.DataFrame({"dims": ["sex=F;theme=a", "sex=M;theme=a"]}))
    assert both[["sex", "theme"]].to_numpy().tolist() == [["F", "a"], ["M", "a"]]
