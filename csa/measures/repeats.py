"""How much of the crime falls on the same people again?

Counts of repeats in a period, followed forward from each person's first event, and what chance
alone would give.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from csa.errors import SchemaError, SettingsError
from csa.measures.inputs import as_counts, as_moments, refuse_rows, require_columns


@dataclass(frozen=True)
class RepeatSummary:
    """Crimes and the people they fell on, in one period.

    Attributes
    ----------
    crimes : int
        Crimes with a known person.
    people : int
        Different people.
    repeats : int
        Crimes beyond each person's first.
    repeat_share : float or None
        Repeats over crimes; None without crimes.
    repeat_people : int
        People with two crimes or more.
    unidentified : int
        Crimes without a person, left out of everything above.
    """

    crimes: int
    people: int
    repeats: int
    repeat_share: float | None
    repeat_people: int
    unidentified: int


@dataclass(frozen=True)
class RepeatsWithin:
    """What followed in the months after each person's first event.

    Attributes
    ----------
    people : int
        People whose first event was followed for the whole time.
    repeat_people : int
        Those of them with another event in that time.
    repeats : int
        Their further events in that time.
    people_share : float or None
        Repeat people over people; None without people.
    repeat_share : float or None
        Repeats over all events counted, first ones included; None without people.
    not_followed : int
        People whose first event came too late to be followed.
    dropped : int
        Events without a person or a date.
    months : int
        Months followed.
    """

    people: int
    repeat_people: int
    repeats: int
    people_share: float | None
    repeat_share: float | None
    not_followed: int
    dropped: int
    months: int


@dataclass(frozen=True)
class ExpectedRepeats:
    """What chance alone gives when every target is as likely as any other.

    Attributes
    ----------
    targets, crimes : float
        As given.
    people : float
        Expected number of different victims.
    repeats : float
        Expected crimes beyond each victim's first.
    repeat_share : float or None
        Expected repeats over crimes; None without crimes.
    """

    targets: float
    crimes: float
    people: float
    repeats: float
    repeat_share: float | None


def repeat_summary(person_ids: Any) -> RepeatSummary:
    """Count crimes, people and repeats of a period.

    Parameters
    ----------
    person_ids : Series or array
        One row per crime: the pseudonymous key of its victim (or suspect, or address).

    Returns
    -------
    RepeatSummary
        Missing keys are counted apart, never as one person.

    Notes
    -----
    A person whose first crime comes late in the period has had little time for a second:
    :func:`repeats_within` gives all the same time.

    Examples
    --------
    >>> summary = repeat_summary(["a", "a", "b", None])
    >>> summary.crimes, summary.people, summary.repeats, summary.unidentified
    (3, 2, 1, 1)
    """
    ids = pd.Series(person_ids)
    per_person = ids.value_counts()
    crimes, people = int(per_person.sum()), len(per_person)
    return RepeatSummary(
        crimes=crimes,
        people=people,
        repeats=crimes - people,
        repeat_share=_share(crimes - people, crimes),
        repeat_people=int((per_person > 1).sum()),
        unidentified=int(ids.isna().sum()),
    )


def repeats_within(
    events: pd.DataFrame, *, months: int = 12, observed_to: str | pd.Timestamp | None = None
) -> RepeatsWithin:
    """Follow each person forward from their first event.

    Parameters
    ----------
    events : DataFrame
        One row per event: ``person_id`` and ``date``; at least twice as many months as are to be
        followed, or late first events dominate.
    months : int
        Months to follow, 1 or more. The same day counts; the day ``months`` later does not.
    observed_to : date, optional
        Last day for which events would be known; by default the last day with an event.

    Returns
    -------
    RepeatsWithin
        Counts and shares over people followed for the whole time.

    Raises
    ------
    SchemaError
        If a column is absent, or an event lies after ``observed_to``.
    SettingsError
        If ``months`` is below 1.

    Examples
    --------
    >>> events = pd.DataFrame({"person_id": list("aabc"), "date": ["2015-01-01", "2015-06-01"] * 2})
    >>> found = repeats_within(events, observed_to="2016-12-31")
    >>> found.people, found.repeat_people, found.repeats
    (3, 1, 1)
    """
    require_columns(events, ["person_id", "date"], name="events")
    if months < 1:
        raise SettingsError(f"months is {months}: give 1 or more.")
    days = as_moments(events["date"], name="date").dt.normalize()
    known = pd.DataFrame({"person_id": events["person_id"].to_numpy(), "date": days}).dropna()
    days = known["date"]
    end = pd.Timestamp(observed_to) if observed_to is not None else days.max()
    refuse_rows((days > end).to_numpy(), "events has a date after observed_to")
    first = days.groupby(known["person_id"]).transform("min")
    until = first + pd.DateOffset(months=months)
    is_followed = until <= end + pd.Timedelta(days=1)
    per_person = (days < until)[is_followed].groupby(known["person_id"]).sum()
    people, counted = len(per_person), int(per_person.sum())
    return RepeatsWithin(
        people=people,
        repeat_people=int((per_person > 1).sum()),
        repeats=counted - people,
        people_share=_share(int((per_person > 1).sum()), people),
        repeat_share=_share(counted - people, counted),
        not_followed=known["person_id"].nunique() - people,
        dropped=len(events) - len(known),
        months=months,
    )


def expected_repeats(n_targets: float, crimes: float) -> ExpectedRepeats:
    """Work out how many victims and repeats chance alone would give.

    Parameters
    ----------
    n_targets : float
        People, households or premises at risk, above 0.
    crimes : float
        Crimes that fell on them, zero or more.

    Returns
    -------
    ExpectedRepeats
        Victims are ``n_targets * (1 - exp(-crimes / n_targets))``.

    Raises
    ------
    SchemaError
        If a number is missing or negative, or there is no target.

    Examples
    --------
    >>> round(expected_repeats(1000, 200).people, 1)
    181.3
    """
    targets, number = as_counts([n_targets, crimes], name="n_targets or crimes")
    if not targets > 0 or np.isnan(number):
        raise SchemaError("expected_repeats needs targets above 0 and a number of crimes.")
    people = -float(targets) * math.expm1(-number / targets)
    repeats = float(number) - people
    return ExpectedRepeats(
        targets=float(targets),
        crimes=float(number),
        people=people,
        repeats=repeats,
        repeat_share=repeats / float(number) if number else None,
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
