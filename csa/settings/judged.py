"""What an officer may set of harm, risk and what else is weighed up when priorities are set."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from csa.settings.frozen import Model
from csa.settings.texts import Id, Month, Name, Words

Scheme = Literal["cambridge_harm", "ons_severity"]


class HarmIndex(Model):
    """How one published index of harm is used.

    Attributes
    ----------
    edition : int, optional
        The year of its edition; by default the latest received.
    leave_out : tuple of str
        Police types and Home Office subgroups that it leaves out: what the police find by looking.
    historic : tuple of str
        Types and subgroups of which crimes recorded long after they were committed are left out.
    historic_months : int
        How many months that is, or more.
    """

    edition: int | None = Field(None, ge=2000, le=2100)
    leave_out: tuple[Name, ...] = ()
    historic: tuple[Name, ...] = ()
    historic_months: int = Field(12, ge=1, le=1200)


class HarmFile(Model):
    """The tables of ``config/harm.toml``."""

    index: dict[Scheme, HarmIndex] = Field({})


class Judgement(Model):
    """Who judged, when, on what evidence, and until when it holds.

    ``date`` and ``until`` are months; a judgement holds up to the end of the month ``until``.
    """

    by: Words
    date: Month
    evidence: Words
    until: Month
    districts: tuple[Id, ...] = ()


class Criterion(Model):
    """One criterion of the matrix.

    Attributes
    ----------
    weight : float
        How much it weighs against the others.
    levels : tuple of str
        What each score means, from 0 up.
    figure : str, optional
        The figure that scores it where nobody judged it: ``volume, trend, confidence, harm``.
    above : tuple of float
        Of volume: the shares in per cent above which the scores 1, 2, 3 and 4 begin.
    """

    id: Id
    label: Words
    weight: float = Field(1.0, gt=0, le=10)
    levels: tuple[Words, ...] = Field(min_length=5, max_length=5)
    figure: Literal["volume", "trend", "confidence", "harm"] | None = None
    above: tuple[float, ...] = (2.0, 10.0, 20.0, 40.0)


class Score(Judgement):
    """What somebody scored a priority by a criterion."""

    priority: Id
    criterion: Id
    score: int


class Risk(Model):
    """The tables of ``config/risk.toml``; a synthetic one is shown with synthetic data alone."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    synthetic: bool = False
    criteria: tuple[Criterion, ...] = Field((), alias="criterion")
    scores: tuple[Score, ...] = Field((), alias="score")


class Influence(Judgement):
    """What acts on community safety from outside, under one heading of PESTELO."""

    heading: Literal[
        "political", "economic", "social", "technological", "environmental", "legal",
        "organisational",
    ]  # fmt: skip
    text: Words


class Emerging(Judgement):
    """An issue that no figure shows yet."""

    id: Id
    what: Words


class Outlook(Model):
    """The tables of ``config/outlook.toml``; a synthetic one is shown with synthetic data alone."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    synthetic: bool = False
    influences: tuple[Influence, ...] = Field((), alias="pestelo")
    emerging: tuple[Emerging, ...] = ()


class Theme(Model):
    """A theme of the Police and Crime Commissioner's plan."""

    name: Name
    text: Words


class CommissionersPlan(Model):
    """The tables of ``config/pcc.toml``."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    plan: Name = ""
    themes: tuple[Theme, ...] = Field((), alias="theme")


class Judged(Model):
    """What is judged and not counted: risk, the outlook, and the Commissioner's themes."""

    risk: Risk = Risk()
    outlook: Outlook = Outlook()
    pcc: CommissionersPlan = CommissionersPlan()
