"""Whatever a clerk types, a processed table holds what a list has, a code, or "not listed"."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from csa.reading.files.discovery import RawFile
from csa.reading.model import Source
from csa.reading.rows.block import Block
from csa.reading.rows.vocabulary import read_listed
from csa.settings import load_settings
from csa.sources import all_sources

SETTINGS = load_settings()
SOURCES = [one for one in all_sources().values() if any(c.listed for c in one.columns)]
# A code has digits first and never three letters in a row, so that it holds no name.
CODE = re.compile(r"\d(?!.*[^\W\d_]{3})[\w./]*")


def read(source: Source, texts: list[str]) -> dict[str, list[str | None]]:
    columns = [one for one in source.columns if one.listed]
    table = pa.table({one.name: pa.array(texts, pa.string()) for one in columns})
    file = RawFile(source, Path("listed.csv"), "listed.csv")
    block = Block(table, np.arange(len(texts)), columns=source.columns, file=file)
    found = read_listed(block, source, SimpleNamespace(settings=SETTINGS))
    return {
        name: [None if bad else value for bad, value in zip(~block.accepted, rows, strict=True)]
        for name, rows in ((name, column.to_pylist()) for name, column in found.items())
    }


@pytest.mark.parametrize("source", SOURCES, ids=lambda one: one.name)
@given(texts=st.lists(st.text(max_size=30), min_size=1, max_size=8))
@example(texts=["Ann Smith's brother", "8 Ann", "28E Smith", "1/Smith", "1.Ann", "12 Oak"])
@example(texts=["VICTIM ", "victim", "Police", "8N", "105A", "1/4.1/4.10/4.2", "1E+05", ""])
def test_no_other_text_is_ever_kept(source: Source, texts: list[str]) -> None:
    lists = SETTINGS.vocabulary.get(source.name, {})
    kept = {one.listed: set(lists.get(one.name, {})) for one in source.columns if one.listed}
    has_code = {one.listed for one in source.columns if one.pattern}
    for name, values in read(source, texts).items():
        strangers = {one for one in values if one is not None} - kept[name] - {"not listed"}
        assert name in has_code or not strangers
        assert all(CODE.fullmatch(one) for one in strangers)


def test_every_partner_source_with_text_is_tried() -> None:
    assert {one.name for one in SOURCES} == {
        "ae_assaults", "asb", "environment", "fire", "police_crimes", "police_victims",
    }  # fmt: skip
