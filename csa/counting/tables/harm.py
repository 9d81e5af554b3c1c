"""What does one crime of each kind of harm weigh, and which priority counts it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.public_knowledge import imagine_crimes
from csa.counting.records.harm_classes import (
    HARM_CLASS,
    LEFT_OUT,
    UNIT,
    describe_harm,
    latest_weights,
)
from csa.priorities import theme_membership

if TYPE_CHECKING:
    from csa.counting.cells import Countable
    from csa.settings import Priority, Settings


def harm_class_table(
    crimes: Countable | None, weights: pd.DataFrame, *, settings: Settings
) -> dict[str, pd.DataFrame]:
    """Describe each kind of harm, see :mod:`csa.counting.records.harm_classes`.

    Returns
    -------
    dict
        ``harm_class``: one row per kind and index: ``harm_class, type, subgroup``, ``priority``
        (the one that counts all of it, a cross-cutting one only where no other does; empty where
        none does), ``partly`` (priorities that count some of it, joined by semicolons),
        ``scheme, edition, unit, weight`` (missing where there is none) and ``is_left_out``.
        Nothing where crimes are not told apart by harm.
    """
    if crimes is None or HARM_CLASS not in crimes.domains or HARM_CLASS in crimes.unavailable:
        return {}
    used = latest_weights(weights, settings.harm)
    told = describe_harm(crimes.rows, used, indices=settings.harm).drop_duplicates(HARM_CLASS)
    kinds = told.join(_owners(crimes.rows, settings.priorities), on=HARM_CLASS)
    editions = used.drop_duplicates("scheme")[["scheme", "edition", "unit"]]
    pieces = [
        kinds[["type", "subgroup", HARM_CLASS, "priority", "partly"]].assign(
            **one,
            weight=pd.to_numeric(kinds[one["scheme"]], errors="coerce"),
            is_left_out=kinds[one["scheme"]] == LEFT_OUT,
        )
        for one in editions.to_dict("records")
    ]
    table = pd.concat(pieces, ignore_index=True)
    return {HARM_CLASS: table.sort_values(["scheme", HARM_CLASS], ignore_index=True)}


def _owners(crimes: pd.DataFrame, priorities: tuple[Priority, ...]) -> pd.DataFrame:
    """Return the priority that counts each kind as a whole, and those that count some of it."""
    kinds = imagine_crimes(crimes, priorities=priorities)
    member = theme_membership(kinds, unit=UNIT, priorities=priorities)
    member = member[member["counts_to_priority"]].drop_duplicates(["incident", "priority"])
    of_kind = member["incident"].map(kinds[HARM_CLASS])
    some = member.groupby([of_kind, "priority"]).size().unstack(fill_value=0)
    size = kinds.groupby(HARM_CLASS).size()
    first = sorted(priorities, key=lambda one: (one.cross_cutting, one.number))
    ordered = [one.id for one in first if one.id in some]
    some = some.reindex(size.index, fill_value=0)[ordered]
    whole = some.eq(size, axis=0)
    return pd.DataFrame(
        {
            "priority": [next((n for n in ordered if row[n]), "") for _, row in whole.iterrows()],
            "partly": [
                ";".join(n for n in ordered if 0 < row[n] < size[kind])
                for kind, row in some.iterrows()
            ],
        },
        index=size.index,
    )
