"""What may a layout say of one table: which columns of a file fill it, and with which rows?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from csa.errors import did_you_mean
from csa.schemas import OWN_LINES
from csa.settings.frozen import Model
from csa.settings.texts import Name, as_tuple, check_words

SHEET, FILE = "(sheet)", "(file)"  # stand for the names of sheet and file, as if they were columns
ELSEWHERE = "outside"
OWN = "own_"
OWN_NAME = re.compile(r"own_[a-z0-9_]+")


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as problem:
        raise ValueError(f"is no regular expression: {problem}") from None
    return text


def _from(value: Any) -> Any:
    return {"from": value} if isinstance(value, str) else value


def _by_measure(value: Any) -> Any:
    return {"": value} if isinstance(value, int) else value


def _ways(value: Any) -> Any:
    return (value,) if isinstance(value, str | dict) else value


Texts = Annotated[tuple[str, ...], BeforeValidator(as_tuple)]
Expression = Annotated[str, AfterValidator(_pattern)]
ReportLine = Annotated[int, Field(ge=1, le=len(OWN_LINES))]


class LookUp(Model):
    """A table of values beside the settings or among the raw look-ups: a CSV file in UTF-8."""

    file: str
    key: str
    take: str


class Way(Model):
    """How one column of a table is filled.

    Attributes
    ----------
    headings : tuple of str
        The headings it is made of (``from``), or the names ``(sheet)`` and ``(file)``.
    value : str, optional
        What every row has, where no heading gives it.
    join : str
        What stands between the texts of several headings.
    part : str
        Regular expression of the part that counts: its first group, or all it matches.
    split, take : str
        What separates several values of a cell, and whether ``all`` count or the ``first``.
    values : dict
        What each text means; a star stands for any text, an empty meaning for nothing known.
    look_up : LookUp, optional
        A file that says what each text means.
    other : str, optional
        What any other text means; without it such rows are set aside.
    empty : str
        What an empty cell means.
    blank : tuple of str
        Words that stand for nothing here.
    code : bool
        Whether it is a code: zeros in front, spaces and case make no difference.
    by : str
        For a place: whether texts are codes, names of districts, names or codes of wards, or
        names of neighbourhoods.
    """

    headings: Texts = Field((), alias="from")
    value: str | None = None
    join: str = " "
    part: Expression = ""
    split: str = ""
    take: Literal["all", "first"] = "all"
    values: dict[str, str] = Field({})
    look_up: LookUp | None = None
    other: str | None = None
    empty: str = ""
    blank: Texts = ()
    code: bool = False
    by: Literal["code", "name", "ward"] = "code"

    @model_validator(mode="after")
    def _say_where_from(self) -> Way:
        if (self.value is None) == (not self.headings):
            raise ValueError("give either from (one or more headings) or value")
        if self.values and self.look_up:
            raise ValueError("give either values or look_up")
        return self


class Age(Model):
    """The column of dates of birth, which is dropped once the age is known."""

    born: str
    blank: Texts = ()


class Place(Model):
    """Where a row happened, if not by eastings and northings of its own columns."""

    grid_reference: str = ""
    latitude: str = ""
    longitude: str = ""
    postcode: str = ""

    @model_validator(mode="after")
    def _give_both(self) -> Place:
        if bool(self.latitude) != bool(self.longitude):
            raise ValueError("give both latitude and longitude")
        return self

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings that it reads."""
        every = (self.grid_reference, self.latitude, self.longitude, self.postcode)
        return tuple(one for one in every if one)


class Rule(Model):
    """Which rows are of our kind, by the texts of one column; a star stands for any text."""

    heading: str
    values: Annotated[Texts, Field(min_length=1)]
    why: Name


class Allowed(Model):
    """A column that is read although its cells name somebody: why, and who decides so."""

    heading: str
    why: Name
    role: Name


class Table(Model):
    """What one table takes from the file.

    Attributes
    ----------
    source : str
        The source, or ``own_<name>`` for figures that no source is written for.
    label, publisher : str
        Of own figures: what they are to a reader, and whose.
    report : dict of str to int
        The line of the pages that each measure stands on, or under an empty text that of figures
        without measures; those without a line are for the officer alone.
    """

    source: str
    label: Name | None = None
    publisher: Name | None = None
    report: Annotated[dict[str, ReportLine], BeforeValidator(_by_measure)] = Field({})
    only: tuple[Rule, ...] = ()
    leave_out: tuple[Rule, ...] = ()
    columns: dict[
        str,
        Annotated[
            tuple[Annotated[Way, BeforeValidator(_from)], ...],
            BeforeValidator(_ways),
            Field(min_length=1),
        ],
    ]
    place: Place = Place()
    age: Age | None = None

    @model_validator(mode="after")
    def _say_what_own_figures_are(self) -> Table:
        is_own = OWN_NAME.fullmatch(self.source) is not None
        if self.source.startswith(OWN) and not is_own:
            raise ValueError(f"source must be {OWN} and small letters, digits or _ after it")
        if is_own != (self.label is not None) or is_own != (self.publisher is not None):
            raise ValueError(
                f"label and publisher say what a source {OWN}... is; give both there, and nowhere "
                "else"
            )
        return self

    @model_validator(mode="after")
    def _report_what_is_counted(self) -> Table:
        if not self.source.startswith(OWN) and self.report != {}:
            raise ValueError(f"report is for figures of your own alone (source {OWN}...)")
        for told in (self.label, self.publisher, *self.report) if self.report else ():
            check_words(told or "any")
        if self.measures and "" in self.report:
            raise ValueError("report must give a line to each measure, as { knife = 1 }")
        for text in (one for one in self.report if one and one not in self.measures):
            asked = did_you_mean(text, self.measures)
            raise ValueError(f"report names '{text}', which is no measure of it.{asked}")
        return self

    @property
    def measures(self) -> list[str]:
        """What is counted, in the words of the layout; nothing where it is one thing."""
        ways = self.columns.get("measure", ())
        texts = [text for way in ways for text in (way.value, way.other, *way.values.values())]
        return [text for text in texts if text]

    @property
    def headings(self) -> Iterator[str]:
        """The headings that it reads, some perhaps more than once."""
        for ways in self.columns.values():
            for way in ways:
                yield from (h for h in way.headings if h not in (SHEET, FILE))
        yield from (rule.heading for rule in (*self.only, *self.leave_out))
        yield from self.place.headings
        if self.age is not None:
            yield self.age.born
