"""How is a number said in plain words, and can every stated number be traced?

Sentences are built from templates by :func:`say`, which binds each number to a name and refuses
digits typed by hand. Missing is "not available"; a protected zero is "fewer than 5".
"""

from __future__ import annotations

import calendar
import re
import string
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from csa.periods import month_name
from csa.present.number import Number, Percent
from csa.present.numbers import (
    NOT_AVAILABLE,
    Real,
    count_text,
    is_missing,
    percent_text,
    plain_value,
    round_text,
    signed_text,
)
from csa.present.origin import Origin

Value = Real | str

ORDINALS = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
)


class Change(Protocol):
    """What :func:`describe_change` asks of a comparison of two counts."""

    @property
    def before(self) -> float:
        """Earlier count."""

    @property
    def after(self) -> float:
        """Later count."""

    @property
    def difference(self) -> float | None:
        """Later less earlier; None without one of the counts."""

    @property
    def percent(self) -> float | None:
        """Difference in per cent of the earlier count; None from zero."""

    @property
    def is_clear(self) -> bool:
        """Whether the difference is more than chance."""

    @property
    def word(self) -> str:
        """What may be said: rose, fell, either of them slightly, or no clear change."""


@dataclass(frozen=True)
class Statement:
    """A sentence and the values bound in it, as made by :func:`say`.

    Attributes
    ----------
    text : str
        The sentence.
    values : mapping of str to number or str
        Every value the sentence states, by name, unrounded.
    origins : mapping of str to Origin
        The cells that its counts are made of, by the same names.
    """

    text: str
    values: Mapping[str, Value] = field(default_factory=dict)
    origins: Mapping[str, Origin] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the sentence."""
        return self.text

    @classmethod
    def join(cls, statements: Iterable[Statement], *, separator: str = " ") -> Statement:
        """Return one statement of several.

        A name bound in more than one of them gets a running number: ``before``, ``before_2``.
        """
        texts: list[str] = []
        values: dict[str, Value] = {}
        origins: dict[str, Origin] = {}
        for statement in statements:
            texts.append(statement.text)
            for name, value in statement.values.items():
                free = _free_name(name, values)
                values[free] = value
                if name in statement.origins:
                    origins[free] = statement.origins[name]
        return cls(separator.join(texts), values, origins)


def _free_name(name: str, taken: Mapping[str, Value]) -> str:
    candidate, number = name, 2
    while candidate in taken:
        candidate, number = f"{name}_{number}", number + 1
    return candidate


def say(template: str, /, *, constants: Sequence[str] = (), **values: Any) -> Statement:
    """Build a sentence whose every number is bound to a name.

    Parameters
    ----------
    template : str
        Text with fields ``{name:spec}``. The specs are ``n`` count, ``+n`` signed count,
        ``protected`` count of which 0 reads "fewer than 5", ``p`` percentage (0-100, whole),
        ``+p`` signed percentage, ``s`` share (0-1, as a whole percentage), ``r`` rate (one
        decimal), ``t`` text, ``ordinal`` position and ``month`` (from ``YYYY-MM``).
    constants : sequence of str
        Wordings with digits that are no result, for example ``95%``.
    **values
        One value for each field, and no more. A number or percentage of cells words itself.

    Raises
    ------
    ValueError
        If a digit stands outside a field, or fields and values do not match.

    Examples
    --------
    >>> str(say("{count:n} offences, {part:s} of all", count=4955, part=0.25))
    '4,955 offences, 25% of all'
    """
    parts: list[str] = []
    stated: dict[str, Value] = {}
    origins: dict[str, Origin] = {}
    for literal, name, spec, conversion in string.Formatter().parse(template):
        _refuse_digits(literal, constants=constants)
        parts.append(literal)
        if name is not None:
            _check_field(name, spec or "", conversion=conversion, values=values)
            parts.append(FORMATS[spec or ""](values[name]))
            stated[name] = plain_value(values[name])
            if isinstance(values[name], Number):
                origins[name] = values[name].origin
    unused = sorted(set(values) - set(stated))
    if unused:
        raise ValueError(f"Values that the sentence does not state: {', '.join(unused)}.")
    return Statement("".join(parts), stated, origins)


def _refuse_digits(literal: str, *, constants: Sequence[str]) -> None:
    for constant in constants:
        literal = re.sub(rf"(?<!\d){re.escape(constant)}(?!\d)", "", literal)
    if any(character.isnumeric() for character in literal):
        raise ValueError(
            f"A digit is typed in '{literal.strip()}': bind it to a field, "
            "or name it in constants if it is no result."
        )


def _check_field(
    name: str, spec: str, *, conversion: str | None, values: Mapping[str, Any]
) -> None:
    if spec not in FORMATS or conversion:
        raise ValueError(
            f"Field '{name}' needs one of the formats {', '.join(FORMATS)}, not '{spec}'."
        )
    if name not in values:
        raise ValueError(f"Field '{name}' has no value; given: {', '.join(values) or 'none'}.")


def _itself_or(write: Any, value: Any) -> str:
    """Let a value that knows how it may be told word itself."""
    return str(value) if isinstance(value, (Number, Percent)) else str(write(value))


def _missing_or(write: Any) -> Any:
    return lambda value: NOT_AVAILABLE if is_missing(value) else write(value)


FORMATS: Mapping[str, Any] = {
    "n": lambda value: _itself_or(count_text, value),
    "+n": _missing_or(signed_text),
    "protected": lambda value: count_text(plain_value(value), protected=True),
    "p": lambda value: _itself_or(percent_text, value),
    "+p": _missing_or(lambda value: f"{signed_text(value)}%"),
    "s": _missing_or(lambda value: percent_text(100 * value)),
    "r": _missing_or(lambda value: round_text(value, decimals=1)),
    "t": _missing_or(str),
    "ordinal": lambda value: ordinal(value),
    "month": _missing_or(month_name),
}


def describe_change(
    subject: str,
    change: Change,
    *,
    before: Number | None = None,
    after: Number | None = None,
    before_label: str = "",
    after_label: str = "",
) -> Statement:
    """Say how a count changed, as strongly as the numbers allow and no more.

    Parameters
    ----------
    subject : str
        What is counted, as the sentence's first words: "Recorded crime".
    change : Change
        Has ``before``, ``after``, ``difference``, ``percent`` (0-100), ``is_clear`` and ``word``.
    before, after : Number, optional
        The two counts with their cells, told as small or protected where they are; by default
        those of the change.
    before_label, after_label : str
        The two periods in words; both empty leaves them out.

    Returns
    -------
    Statement
        One sentence that ends in a full stop. A change that is not clear says so; a missing
        count gives no comparison.
    """
    labels: dict[str, Any] = {"before_label": before_label, "after_label": after_label}
    periods = _periods_clause(labels)
    labels = labels if periods else {}
    before = Number.of(change.before) if before is None else before
    after = Number.of(change.after) if after is None else after
    if before is None or after is None:
        return _without_comparison(subject, after)
    if before == after:
        template = f"{{subject:t}}: no clear change, {{after:n}} in both periods{periods}."
        return say(template, subject=subject, after=after, **labels)
    amount, bound = _amount_clause(before, after, percent=change.percent)
    template = f"{{subject:t}}{_verb(change)} from {{before:n}} to {{after:n}}"
    return say(
        f"{template}{amount}{periods}.",
        subject=subject,
        before=before,
        after=after,
        **bound,
        **labels,
    )


def _without_comparison(subject: str, after: Number | None) -> Statement:
    if after is None:
        return say("{subject:t}: not available for this period.", subject=subject)
    return say(
        "{subject:t}: {after:n}; no earlier figure is available to compare with.",
        subject=subject,
        after=after,
    )


def _verb(change: Change) -> str:
    return f" {change.word}" if change.is_clear else ": no clear change,"


def _periods_clause(labels: Mapping[str, str]) -> str:
    if not all(labels.values()):
        return ""
    return ", {after_label:t} compared with {before_label:t}"


def _amount_clause(
    before: Number, after: Number, *, percent: float | None
) -> tuple[str, dict[str, Any]]:
    if (before.hidden or after.hidden) and 0 in (before, after):
        return "", {}
    difference = after.value - before.value
    bound: dict[str, Any] = {"difference": abs(difference)}
    direction = "more" if difference > 0 else "fewer"
    parts = [f"{{difference:n}} {direction}"]
    if before.is_enough and percent is not None:
        parts.append("{percent:p}")
        bound["percent"] = abs(percent)
        if before.is_small:
            parts.append("small numbers")
    return f" ({', '.join(parts)})", bound


def list_text(items: Iterable[str], *, last: str = "and") -> str:
    """Join words as in prose.

    Examples
    --------
    >>> list_text(["a", "b", "c"])
    'a, b and c'
    """
    words = [str(item) for item in items]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def ordinal(position: int) -> str:
    """Say a position from 1: in words to ten, then ``11th``, ``22nd``.

    Raises
    ------
    ValueError
        If the position is below 1.
    """
    if position < 1:
        raise ValueError(f"A position starts at 1, not {position}.")
    if position <= len(ORDINALS):
        return ORDINALS[position - 1]
    teens = range(11, 14)
    ending = {1: "st", 2: "nd", 3: "rd"}.get(position % 10, "th")  # codespell:ignore nd
    return f"{position}{'th' if position % 100 in teens else ending}"


def weekday_name(number: int) -> str:
    """Return the day's name, Monday being 0."""
    return calendar.day_name[number]
