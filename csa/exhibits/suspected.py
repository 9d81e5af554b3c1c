"""How what is known of suspects is worked out of its cells, laid out and worded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.disclosure.countable import UNKNOWN
from csa.exhibits.known import say_profile
from csa.exhibits.people import bounded, count_field, year_to_end
from csa.exhibits.persons import ORDERS
from csa.present.numbers import bounded_percent
from csa.present.tables import Column, Table
from csa.present.words import Statement, say

if TYPE_CHECKING:
    from csa.exhibits.view import View

FEW_KNOWN = "What follows about suspects speaks for the smaller part of these crimes."
THRESHOLDS = (("10", "10 crimes or more", 10), ("5", "5 crimes or more", 5),
              ("3", "3 crimes or more", 3), ("2", "2 crimes or more", 2),
              ("1", "All suspects", 1))  # fmt: skip
MATURITY_COLUMNS = {"mature": "Six months old or more", "recent": "Less than six months old"}


def coverage_statements(
    view: View, known: int, total: int, *, protected: bool
) -> tuple[Statement, ...]:
    """Say for how many crimes there is a suspect, and whether that is the smaller part."""
    if total < view.settings.disclosure.minimum_base_for_percent:
        return (say("Too few crimes are recorded to say how many have a suspect."),)
    return (
        say(
            f"A suspect is known for {{known:{count_field(protected)}}} of {{total:n}} crimes "
            "({share:p}).",
            known=known,
            total=total,
            share=bounded_percent(100 * known / total, total, protected=protected),
        ),
        *((say(FEW_KNOWN),) if 2 * known < total else ()),
    )


def youth_statements(view: View, wide: pd.DataFrame, *, protected: bool) -> tuple[Statement, ...]:
    """Say how many of the suspects of known age are 10 to 17.

    Parameters
    ----------
    wide : DataFrame
        As :func:`csa.exhibits.people.age_sex_rows` returns it.
    """
    by_age = wide.set_index("age_band")[["F", "M", "not_known"]].fillna(0).sum(axis=1)
    everybody, known = int(by_age.sum()), int(by_age.drop(UNKNOWN).sum())
    if known < view.settings.disclosure.minimum_base_for_percent:
        return ()
    young = int(by_age["10-17"])
    return say_profile(
        f"Of {{of_known_age:n}} suspects of known age, {{young:{count_field(protected)}}} "
        "({share:p}) were aged {low:n} to {high:n}.",
        known=known,
        total=everybody,
        of_known_age=known,
        young=young,
        share=bounded_percent(100 * young / known, known, protected=protected),
        low=10,
        high=17,
    )


def together_statements(view: View, values: pd.Series, *, protected: bool) -> tuple[Statement, ...]:
    """Say how many crimes with a known suspect have several.

    Parameters
    ----------
    values : Series
        Crimes by number of suspects.
    """
    several = int(values["2"] + values["3 or more"])
    known = several + int(values["1"])
    if known < view.settings.disclosure.minimum_base_for_percent:
        return (say("Too few crimes have a known suspect to say how many acted together."),)
    return say_profile(
        f"Of {{with_suspect:n}} crimes with a known suspect, {{several:{count_field(protected)}}} "
        "({share:p}) have two or more.",
        known=known,
        total=known + int(values[UNKNOWN]),
        with_suspect=known,
        several=several,
        share=bounded_percent(100 * several / known, known, protected=protected),
    )


def overlap_statement(both: int, people: int, *, protected: bool) -> Statement:
    """Say how many of the suspects are also recorded as victims."""
    return say(
        f"Of {{people:n}} people suspected of these crimes, {{both:{count_field(protected)}}} "
        "({share:p}) were themselves recorded as a victim of some crime in the same twelve months.",
        both=both,
        people=people,
        share=bounded_percent(100 * both / people, people, protected=protected),
    )


def threshold_rows(view: View, nth: pd.DataFrame, theme: tuple[str, str]) -> list[dict[str, Any]]:
    """Return suspects and crimes at each number of crimes a suspect is linked to.

    A suspect with five crimes has a fifth record; those with fewer have none. So the crimes of
    the suspects with k or more are their first k each and every later one.
    """
    values = nth[nth["theme"] == theme[0]].set_index("nth")["value"].reindex(list(ORDERS))
    total = values.sum() if values.notna().all() else 0
    if total < view.settings.disclosure.minimum_base_for_percent:
        return []
    rows = []
    for order, label, least in THRESHOLDS:
        suspects = int(values[order])
        later = int(values.iloc[ORDERS.index(order) + 1 :].sum())
        crimes = least * suspects + later
        rows.append(
            {
                "theme": theme[0], "name": theme[1], "linked": label, "least": least,
                "suspects": suspects, "crimes": crimes,
                "share": 100 * min(crimes / total, 1),
                "of_suspects": 100 * suspects / max(int(values["1"]), 1),
            }
        )  # fmt: skip
    return [row for row in rows if row["suspects"]]


def few_statements(rows: pd.DataFrame) -> tuple[Statement, ...]:
    """Say how much the suspects with five crimes or more are linked to."""
    statements = []
    often = rows[(rows["least"] >= 5) & (rows["theme"] == rows["theme"].iloc[0])]
    for chosen in (often, rows[(rows["least"] >= 5) & (rows["theme"] != rows["theme"].iloc[0])]):
        if not len(chosen):
            continue
        top = chosen.loc[chosen["share"].idxmax()]
        statements.append(
            say(
                "{name:t}: {suspects:n} suspects with {least:n} crimes or more each are linked "
                "to {crimes:n} crimes, {share:p} of those with an identified suspect.",
                name=top["name"],
                suspects=int(top["suspects"]),
                least=int(top["least"]),
                crimes=int(top["crimes"]),
                share=top["share"],
            )
        )
    return tuple(statements) or (say("No suspect is linked to five of these crimes or more."),)


def few_table(view: View, rows: pd.DataFrame, *, protected: bool) -> Table:
    """Lay out suspects by the number of crimes they are linked to."""
    kind = "protected" if protected else "count"
    return Table(
        rows,
        [
            Column("name", "Sub-theme"),
            Column("linked", "Suspects linked to"),
            Column("suspects", "Suspects", kind),
            Column("of_suspects", "Share of suspects, %", "percent"),
            Column("crimes", "Crimes linked to them", kind, summed=True),
            Column("share", "Share of crimes, %", "percent"),
        ],
        caption=f"Suspects by number of crimes in {view.name}, {year_to_end(view).label}",
        row_header="name",
        table_id="suspect-few",
    )


def outcome_statements(rows: pd.DataFrame, total: int, *, protected: bool) -> tuple[Statement, ...]:
    """Say what came of the crimes old enough to tell, as far as an outcome is recorded."""
    if "share" not in rows:
        return (say("Too few crimes are old enough to say what came of them."),)
    by_group = rows.set_index("outcome_group")
    shares = bounded(by_group["share"], total, protected=protected)
    ended = total - int(by_group.loc[UNKNOWN, "mature"])
    said = say_profile(
        "Of {mature:n} crimes at least six months old, an offender was dealt with for {share:p}; "
        "{none:p} ended without a suspect.",
        known=ended,
        total=total,
        mature=total,
        share=shares["offender dealt with"],
        none=shares["no suspect"],
    )
    return (
        *(said or (say("Too few outcomes are recorded to say what came of these crimes."),)),
        say(
            f"{{recent:{count_field(protected)}}} crimes are more recent; many of them will still "
            "be decided.",
            recent=int(rows["recent"].sum()),
        ),
    )


def outcome_table(view: View, rows: pd.DataFrame, *, protected: bool) -> Table:
    """Lay out outcomes of crimes old enough to tell, beside those of recent ones."""
    kind = "protected" if protected else "count"
    share = [Column("share", "Share of the older ones, %", "percent")] if "share" in rows else []
    if share:
        shares = bounded(rows["share"], int(rows["mature"].sum()), protected=protected)
        rows = rows.assign(share=shares)
    return Table(
        rows,
        [
            Column("name", "Outcome"),
            Column("mature", MATURITY_COLUMNS["mature"], kind),
            *share,
            Column("recent", MATURITY_COLUMNS["recent"], kind),
        ],
        caption=f"Outcomes of crimes in {view.name}, {view.period.label}, by age of the crime",
        row_header="name",
        table_id="outcomes",
    )
