"""One tree of errors: what a user can put right, each with an exit code of its own.

A :class:`CsaError` is shown as one sentence without a traceback. Its text says what happened,
where (file, column, row number, never a personal value) and what to do.

Besides them a command ends with :data:`FAULT` where nobody foresaw what happened,
:data:`INTERRUPTED` where it was stopped by hand, and :data:`UNREAD` where whatever read its output
went away. A file or disk that fails unforeseen, or too little memory, has the code of a store.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

from csa.visible import visible

FAULT, INTERRUPTED, UNREAD = 70, 130, 141
RED, PLAIN = "\x1b[31m", "\x1b[0m"
NAMED = 5
NEAR = 0.6


class CsaError(Exception):
    """Base of every error a user can put right; its text is safe to show anywhere."""

    exit_code = 1

    def __str__(self) -> str:
        """Return the sentence, with nothing in it that acts or hides."""
        return visible(super().__str__())

    def _render_traceback_(self) -> list[str]:
        """Return what a notebook shows instead of a traceback: the sentence, in red."""
        return [f"{RED}{self}{PLAIN}"]


class SettingsError(CsaError):
    """A setting, parameter or name is not one of those allowed."""

    exit_code = 10


class UnknownNameError(SettingsError, AttributeError):
    """Something is asked for by a name that is not there."""


class SourceError(CsaError):
    """A raw file is missing, unreadable or not what its name says."""

    exit_code = 11


class SchemaError(CsaError):
    """A table does not keep its contract."""

    exit_code = 12


class GeographyError(CsaError):
    """Codes, boundaries or coordinate systems do not agree."""

    exit_code = 13


class DisclosureError(CsaError):
    """Publishing could reveal a person, or the release cannot be trusted."""

    exit_code = 14


class NotebookError(CsaError):
    """A chapter failed, or was given parameters it does not have."""

    exit_code = 15


class CheckError(CsaError):
    """A finished report failed a check."""

    exit_code = 16


class StoreError(CsaError):
    """The processed tables are missing, out of date or cannot be written."""

    exit_code = 17


class FetchError(CsaError):
    """Open data could not be fetched, or what came is not what was asked for."""

    exit_code = 18


class TotalsError(CsaError):
    """Sums that are stated and sums of what stands behind them do not agree."""

    exit_code = 19


def folded(name: object) -> str:
    """Return a name without case and marks: ``Church Hill`` and ``church-hill`` are the same."""
    return re.sub(r"[^a-z0-9]+", "-", str(name).casefold()).strip("-")


def did_you_mean(wanted: object, known: Iterable[str]) -> str:
    """Return a question, with a space before it, that offers the nearest of some names, if any."""
    by_form = {folded(name): name for name in known}
    near = get_close_matches(folded(wanted), by_form, n=1, cutoff=NEAR)
    return f" Did you mean '{by_form[near[0]]}'?" if near else ""


def first_of(problems: Iterable[object]) -> str:
    """Return what is wrong with files in one text: the first few, and how many more there are."""
    told = [str(one) for one in problems]
    more = len(told) - NAMED
    return " ".join([*told[:NAMED], *([f"And {more} more files."] if more > 0 else [])])
