"""A reference file damaged anyhow is read with a balanced account, or refused in a sentence."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ingest_project import Reader, geography, write
from test_boundary_cases import FILE as BOUNDARIES
from test_boundary_cases import drawn
from test_lookup_cases import BOTH
from test_other_reference_cases import IMD, NOTE, ONS, PRC, PROJECTS, WEIGHTS, note, offences, ranks
from test_other_reference_cases import projects as project_rows
from test_population_cases import CENSUS, SYA20, ages, totals

from csa.errors import CsaError
from csa.sources import all_sources

TRIES = 16
FILES: dict[str, dict[str, str]] = {
    "population": {CENSUS: totals(), SYA20: ages(1, "E01000003", "E01000004")},
    "lookups": BOTH,
    "boundaries": {BOUNDARIES: drawn(), "lookups/x.csv": "lsoa21_code,ward24_code\n"},
    "deprivation": {IMD: ranks()},
    "recorded_crime": {PRC: offences(5)},
    "ons_severity": {ONS: WEIGHTS.format(184)},
    "projects": {PROJECTS: project_rows()},
    "commentary": {NOTE: note()},
}
BYTES = [b"", b",", b'"', b"\n", b"\r", b";", b"\x00", b"\xff", b"\xe9", b"-5", b"9" * 30, b"E01"]
VALUES: list[Any] = [
    None, [], {}, "x", 5, float("nan"), True, [[]], [[1, 2]], [["1", "2"]], {"type": "Point"},
]  # fmt: skip


def damaged(text: str, chance: random.Random) -> bytes:
    """Return a text with some of its bytes replaced, left out or repeated."""
    content = text.encode()
    for _ in range(chance.choice((1, 1, 2, 4))):
        start = chance.randrange(len(content) + 1)
        end = min(len(content), start + chance.choice((0, 1, 3, 60)))
        middle = chance.choice((*BYTES, content[start:end] * 2))
        content = content[:start] + middle + content[end:]
    return content


def reset(text: str, chance: random.Random) -> bytes:
    """Return a JSON text with some of its values set to others."""
    document = json.loads(text)
    for _ in range(chance.choice((1, 2, 4))):
        *way, last = chance.choice(list(places(document)))
        inner = document
        for step in way:
            inner = inner[step]
        inner[last] = chance.choice(VALUES)
    return json.dumps(document).encode()


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    steps = value.items() if isinstance(value, dict) else enumerate(value)
    for step, inner in steps:
        yield (*way, step)
        if isinstance(inner, dict | list):
            yield from places(inner, (*way, step))


@pytest.mark.parametrize("source", FILES)
def test_damage_is_accounted_for_or_told(source: str, tmp_path: Path) -> None:
    chance, refused = random.Random(source), 0
    for attempt in range(TRIES):
        reader = Reader(tmp_path / str(attempt), geography())
        victim = chance.choice(list(FILES[source]))
        for name, text in FILES[source].items():
            harm = reset if name.endswith(".geojson") and attempt % 2 else damaged
            write(reader.raw, name, harm(text, chance) if name == victim else text)
        try:
            reference = all_sources()[source].read(reader.files(source), reader.context)
        except CsaError:
            refused += 1
            continue
        for one in reference.accounts:
            parts = (one.accepted, one.quarantined, one.superseded, one.out_of_area)
            assert sum(parts) == one.rows
            assert min(parts) >= 0
        set_aside = sum(one.quarantined for one in reference.accounts)
        assert len(reference.quarantine) == set_aside
    assert 0 < refused < TRIES
