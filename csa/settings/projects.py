"""What was money given for, and how shall it be known whether a project made a difference?"""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, ConfigDict, Field

from csa.settings.frozen import Model
from csa.settings.plan import Counted
from csa.settings.texts import MOST_MONEY, Day, Name, SchoolYear, as_tuple

REST = "rest of the district"


class Allocation(Model):
    """What one funder allocated for one year, as its letter says.

    What projects that count towards it were given must add up to ``total_gbp``. Without ``funder``
    it is what all funders gave together.
    """

    year: SchoolYear
    total_gbp: int = Field(ge=0, le=MOST_MONEY)
    funder: Name | None = None


class Evaluation(Counted):
    """By what a project will be judged, written down before it starts.

    Attributes
    ----------
    project : str
        ``project_id`` of the register, which says when it starts.
    declared : str
        The day on which this was written down.
    ward, place
        Where it is counted; see :class:`~csa.settings.plan.Counted`.
    comparator : tuple of str
        Wards of the district that the project does not touch, or the rest of the district. Without
        one there is no evaluation.
    buffer : tuple of str
        Wards that it may have moved to; they are never part of the comparator.
    """

    project: Name
    declared: Day
    comparator: Annotated[tuple[Name, ...], BeforeValidator(as_tuple)] = ()
    buffer: Annotated[tuple[Name, ...], BeforeValidator(as_tuple)] = ()


class Programme(Model):
    """The tables of ``config/projects.toml``; a synthetic one is used with synthetic data alone."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    synthetic: bool = False
    allocations: tuple[Allocation, ...] = Field((), alias="allocation")
    evaluations: tuple[Evaluation, ...] = Field((), alias="evaluation")
