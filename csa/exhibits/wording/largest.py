"""Which group is the largest, as far as rounded counts can tell?"""

from __future__ import annotations

from typing import Any

import pandas as pd

from csa.counting.records.described import UNKNOWN
from csa.exhibits.wording.known import say_profile
from csa.present.number import Number, add_known, is_hidden
from csa.present.numbers import PROTECTION_BASE
from csa.present.words import Statement, list_text, weekday_name

# Names that keep their capital within a sentence.
PROPER = frozenset({"White", "Asian", "Black", *map(weekday_name, range(7))})
FEW = f"fewer than {PROTECTION_BASE}"
SEX_NOUNS = {"F": "women and girls", "M": "men and boys"}
ADULTS = {"F": "women", "M": "men"}
ADULT_FROM = 18


def leaders(values: pd.Series) -> list[Any]:
    """Return the groups of which any may be the largest; rounded counts leave several open.

    Parameters
    ----------
    values : Series
        Numbers, indexed by group. A protected one may lie one less than what it is rounded to off
        on either side.
    """
    numbers = values.dropna()
    known = numbers.astype(float)
    if not len(known) or known.max() <= 0:
        return []
    slack = max(2 * (one.small.base - 1) if one.hidden else 0 for one in numbers)
    return [*known.index[known >= known.max() - slack]]


def _among(known: pd.Series, named: list[Any], *, other: str) -> tuple[str, dict[str, Any]]:
    """Say of how many the groups named are; where no other is told, that each is few.

    The sum is then no number of all: each of the others may still hold some.
    """
    if is_hidden(known) and (known.drop(named).dropna() == 0).all():
        return f"{{noun:t}}; every other {other} {FEW}", {"constants": (FEW,)}
    return "of the {all_known:n} {noun:t}", {"all_known": add_known(known)}


def most_often(rows: pd.DataFrame, *, noun: str, whom: str) -> tuple[Statement, ...]:
    """Name the answer recorded most often, unless rounding leaves it open which one that is.

    ``whom`` is the noun's pronoun: a thing is a ``which``.
    """
    named = rows[rows["code"] != UNKNOWN].set_index("name")["value"]
    known, total = (add_known(values) for values in (named, rows["value"]))
    most = leaders(named)
    if not most:
        return ()
    if len(most) > 1:
        return say_profile(
            "No single answer is clearly the most frequent among the {all_known:n} {noun:t} for "
            f"{whom} it is recorded.",
            known=known,
            total=total,
            all_known=known,
            noun=noun,
        )
    name = str(most[0])
    name = name if name.split(",")[0] in PROPER else name[:1].lower() + name[1:]
    among, values = _among(named, most, other="answer")
    return say_profile(
        f"Most often: {{name:t}} ({{count:n}} {among}).",
        known=known,
        total=total,
        name=name,
        count=named[str(most[0])],
        noun=f"{noun} for {whom} it is recorded",
        **values,
    )


def largest_groups(known: pd.Series, total: Number, *, noun: str) -> tuple[Statement, ...]:
    """Name the largest group, or the two between which rounding leaves it open."""
    all_known, largest = add_known(known), leaders(known)
    words = [group_words(sex, band) for band, sex in largest]
    of = f"{noun} whose age and sex are recorded"
    among, values = _among(known, largest, other="group")
    if len(largest) == 1:
        return say_profile(
            f"The largest group is {{group:t}}: {{count:n}} {among}.",
            known=all_known,
            total=total,
            group=words[0],
            count=known[largest[0]],
            noun=of,
            **values,
        )
    if len(largest) == 2:
        return say_profile(
            f"The largest groups are {{groups:t}}: {{first:n}} and {{second:n}} {among}.",
            known=all_known,
            total=total,
            groups=list_text(words),
            first=known[largest[0]],
            second=known[largest[1]],
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


def group_words(sex: str, band: str) -> str:
    """Name people of a sex and an age band: ``women aged 18 to 24``."""
    youngest = int(band.rstrip("+").split("-")[0])
    nouns = ADULTS if youngest >= ADULT_FROM else SEX_NOUNS
    return f"{nouns[sex]} aged {band_words(band)}"


def band_words(band: str) -> str:
    """Write an age band in words: ``75+`` is ``75 or over``."""
    return band.replace("-", " to ").replace("+", " or over")
