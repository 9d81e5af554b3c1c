"""Which group is the largest, as far as rounded counts can tell?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.records.described import UNKNOWN
from csa.exhibits.wording.known import say_profile
from csa.present.numbers import PROTECTION_BASE
from csa.present.words import Statement, list_text

if TYPE_CHECKING:
    from csa.exhibits.view import View

PROPER = frozenset({"White", "Asian", "Black"})
FEW = f"fewer than {PROTECTION_BASE}"
SEX_NOUNS = {"F": "women and girls", "M": "men and boys"}


def leaders(values: pd.Series, *, base: int, protected: bool) -> list[Any]:
    """Return the groups of which any may be the largest; rounded counts leave several open.

    Parameters
    ----------
    values : Series
        Published counts, indexed by group.
    base : int
        What protected counts are rounded to; one may lie ``base - 1`` off on either side.
    protected : bool
        Whether the counts are protected.
    """
    known = values.dropna().astype(float)
    if not len(known) or known.max() <= 0:
        return []
    slack = 2 * (base - 1) if protected else 0
    return [*known.index[known >= known.max() - slack]]


def _among(
    known: pd.Series, named: list[Any], *, other: str, protected: bool
) -> tuple[str, dict[str, Any]]:
    """Say of how many the groups named are; where no other is told, that each is few.

    The sum is then no number of all: each of the others may still hold some.
    """
    if protected and (known.drop(named) == 0).fillna(value=False).all():
        return f"{{noun:t}}; every other {other} {FEW}", {"constants": (FEW,)}
    return "of the {all_known:n} {noun:t}", {"all_known": int(known.sum())}


def most_often(
    view: View, rows: pd.DataFrame, *, noun: str, protected: bool
) -> tuple[Statement, ...]:
    """Name the answer recorded most often, unless rounding leaves it open which one that is."""
    named = rows[rows["code"] != UNKNOWN].set_index("name")["value"]
    known, total = int(named.sum()), int(rows["value"].sum())
    base = view.settings.disclosure.base
    most = leaders(named, base=base, protected=protected)
    if not most:
        return ()
    if len(most) > 1:
        return say_profile(
            "No single answer is clearly the most frequent among the {all_known:n} {noun:t} for "
            "whom it is recorded.",
            known=known,
            total=total,
            all_known=known,
            noun=noun,
        )
    name = str(most[0])
    name = name if name.split(",")[0] in PROPER else name[:1].lower() + name[1:]
    among, values = _among(named, most, other="answer", protected=protected)
    return say_profile(
        f"Most often: {{name:t}} ({{count:n}} {among}).",
        known=known,
        total=total,
        name=name,
        count=int(named[str(most[0])]),
        noun=f"{noun} for whom it is recorded",
        **values,
    )


def largest_groups(
    view: View, known: pd.Series, total: int, *, noun: str, protected: bool
) -> tuple[Statement, ...]:
    """Name the largest group, or the two between which rounding leaves it open."""
    base, all_known = view.settings.disclosure.base, int(known.sum())
    largest = leaders(known, base=base, protected=protected)
    words = [f"{SEX_NOUNS[sex]} aged {band_words(band)}" for band, sex in largest]
    of = f"{noun} whose age and sex are recorded"
    among, values = _among(known, largest, other="group", protected=protected)
    if len(largest) == 1:
        return say_profile(
            f"The largest group is {{group:t}}: {{count:n}} {among}.",
            known=all_known,
            total=total,
            group=words[0],
            count=int(known[largest[0]]),
            noun=of,
            **values,
        )
    if len(largest) == 2:
        return say_profile(
            f"The largest groups are {{groups:t}}: {{first:n}} and {{second:n}} {among}.",
            known=all_known,
            total=total,
            groups=list_text(words),
            first=int(known[largest[0]]),
            second=int(known[largest[1]]),
            noun=of,
            **values,
        )
    return say_profile(
        "No group is clearly the largest among the {all_known:n} {noun:t}.",
        known=all_known,
        total=total,
        all_known=all_known,
        noun=of,
    )


def band_words(band: str) -> str:
    """Write an age band in words: ``75+`` is ``75 or over``."""
    return band.replace("-", " to ").replace("+", " or over")
