"""What an officer may set of harm, risk and what else is weighed up when priorities are set."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from csa.settings.frozen import Model
from csa.settings.texts import Name

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
