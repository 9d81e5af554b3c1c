"""Numbers in commentary are those of the release, protected like all others."""

from __future__ import annotations

import pandas as pd
import pytest

from csa.disclosure.ledger.release import Release
from csa.exhibits.trust.judgement import JudgementExhibits
from csa.exhibits.view import View
from csa.settings import load_settings

NOW, EARLIER = "2016-04/2017-01", "2015-04/2016-01"
SUBTHEME = "hate-crime"
PRIORITY = "protecting-vulnerable-communities"


def _cell(period: str, value: int | None, **dims: str) -> dict[str, object]:
    (name, theme) = next(iter(dims.items()))
    return {
        "key": f"crime|E07000236|{period}|{name}={theme}", "area": "E07000236",
        "dims": f"{name}={theme}", "period": period, "measure": "crime", "class": "sensitive",
        "value": value, "printed_bound": 4, "by": name, "level": "district", "reason": "",
        "mark": "",
    }  # fmt: skip


CELLS = pd.DataFrame(
    [
        _cell(NOW, 0, subtheme=SUBTHEME),
        _cell(EARLIER, 25, subtheme=SUBTHEME),
        _cell(NOW, 1_240, priority=PRIORITY),
        _cell(EARLIER, None, priority=PRIORITY),
    ]
).astype({"value": "Int64"})


def _commentary(key: str, text: str):
    row = {
        "key": key, "author_role": "Officer", "date": "2017-01-18", "expires": None,
        "editions": "partner;public", "districts": "", "text": text,
    }  # fmt: skip
    release = Release(
        cells=CELLS,
        reference={"commentary": pd.DataFrame([row])},
        about={"year": "2016-17", "period": {"start": "2016-04", "end": "2017-01"}, "base": 5},
    )
    view = View(settings=load_settings(), release=release, slug="redditch", edition="public")
    return JudgementExhibits(view.of_priority(PRIORITY)).commentary()


@pytest.mark.parametrize(
    ("key", "text"),
    [
        # A protected zero is never printed as none.
        (SUBTHEME, "It fell from 25 to <5."),
        (PRIORITY, "It fell from not available to 1,240."),
    ],
)
def test_placeholders_are_filled_in_with_published_counts(key: str, text: str) -> None:
    exhibit = _commentary(key, "It fell from {before} to {after}.")
    assert exhibit.data["text"].tolist() == [text]
    # The manifest lists the cells, so the gate can trace the numbers.
    assert set(exhibit.numbers) == set(CELLS.loc[CELLS["dims"].str.endswith(key), "key"])


def test_commentary_without_a_placeholder_shows_no_number() -> None:
    exhibit = _commentary(SUBTHEME, "It fell.")
    assert exhibit.data["text"].tolist() == ["It fell."]
    assert exhibit.numbers == {}
