"""What may an officer propose and plan: proposals, and the three-year rolling plan."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from csa.settings.frozen import Model
from csa.settings.texts import MOST_MONEY, Day, Id, Month, Name, SchoolYear, Words

CountedUnit = Literal["crime", "asb", "fire", "environment"]


class Proposal(Model):
    """One thing to be decided: what, who answers for it, by when, and how one shall know.

    ``indicator`` names the indicator of the plan that it will be measured by, and ``cost_gbp`` is
    what it costs; both may be left out, which pages say.
    """

    id: Id
    what: Words
    owner: Words
    by: Month
    success: Words
    priority: Id | None = None
    districts: tuple[Id, ...] = ()
    indicator: Id | None = None
    cost_gbp: int | None = Field(None, ge=0, le=MOST_MONEY)
    synthetic: bool = False


class ProposalsFile(Model):
    """The tables of ``config/proposals.toml``."""

    proposal: tuple[Proposal, ...] = ()


class Owner(Model):
    """Which role answers for a priority as a whole; one for some districts goes before that."""

    priority: Id
    role: Words
    districts: tuple[Id, ...] = ()


class Outcome(Model):
    """What the partnership wants to reach within one priority."""

    id: Id
    text: Words
    priority: Id


class Counted(Model):
    """A count that a release holds.

    Attributes
    ----------
    unit : str
        What is counted.
    priority, subtheme, category : str, optional
        Which of them, at most one of the three; none is all of the unit.
    ward, place : str, optional
        Name of a ward or slug of a named place that it is counted in, at most one; by default each
        area as a whole.
    """

    unit: CountedUnit = "crime"
    priority: Id | None = None
    subtheme: Id | None = None
    category: Name | None = None
    ward: Name | None = None
    place: Id | None = None


class Indicator(Counted):
    """By what an outcome is measured.

    Attributes
    ----------
    direction : str
        Whether fewer or more are wanted.
    districts : tuple of str
        The districts it is for; none is all, and the partnership.
    """

    id: Id
    outcome: Id
    text: Words
    direction: Literal["fewer", "more"] = "fewer"
    districts: tuple[Id, ...] = ()


class Action(Model):
    """What is done for an outcome, by whom, and where it shall stand in each year of the plan.

    An action without ``owner`` or ``indicator`` is listed as such. No district is the whole
    partnership's.
    """

    id: Id
    outcome: Id
    what: Words
    owner: Words | None = None
    indicator: Id | None = None
    districts: tuple[Id, ...] = ()
    year_1: Words | None = None
    year_2: Words | None = None
    year_3: Words | None = None


class Agreed(Counted):
    """What a group of one district agreed to do, who does it where, and whether it was done.

    Attributes
    ----------
    district : str
        Slug of the district.
    agreed, due, done : str
        The days of the meeting, by which it shall be done, and on which it was; none is not yet.
    unit, priority, subtheme, category, ward, place
        What should become less there; without a ward or place nothing is counted.
    """

    id: Id
    district: Id
    agreed: Day
    what: Words
    owner: Words
    due: Day
    done: Day | None = None
    synthetic: bool = False


class ActionsFile(Model):
    """The tables of ``config/actions.toml``."""

    action: tuple[Agreed, ...] = ()


class Plan(Model):
    """The tables of ``config/plan.toml``; a synthetic one is shown with synthetic data alone."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    first_year: SchoolYear | None = None
    synthetic: bool = False
    owners: tuple[Owner, ...] = Field((), alias="owner")
    outcomes: tuple[Outcome, ...] = Field((), alias="outcome")
    indicators: tuple[Indicator, ...] = Field((), alias="indicator")
    actions: tuple[Action, ...] = Field((), alias="action")
