"""Small random worlds of crimes and people, and every number that releases would publish of them.

Counted here from the definitions alone, in plain Python, and by nothing of the product. Worlds are
one-sided on purpose: one person with a dozen records, five people on every crime, nobody
identified. What is no law is broken by one of them.
"""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

Number = tuple[str, str, str]
# A full year, the next one half way, and all of it: first and last month, counted from April 2014.
RELEASES = {"2015-04/2016-03": (12, 23), "2016-04/2016-09": (24, 29), "2016-04/2017-03": (24, 35)}
BEFORE = {"2015-04/2016-03": "2014-04/2015-03", "2016-04/2016-09": "2015-04/2015-09",
          "2016-04/2017-03": "2015-04/2016-03"}  # fmt: skip
# Themes of a kind of crime with all its flags: what it is part of, and the priority it counts to.
KINDS = {
    "a": ("a", "parts"), "b": ("b", "parts"), "marked a": ("a", "parts", "flagged"),
    "marked e": ("e", "marked", "across"), "e": ("e", "across"), "marked": ("marked", "across"),
    "both": ("a", "parts", "flagged", "marked", "across"), "d": ("d", "single"),
    "e and d": ("d", "single", "e", "across"), "marked d": ("d", "single", "flagged"),
}  # fmt: skip
PRIORITIES = ("parts", "single", "across")
THEMES = (*PRIORITIES, "a", "b", "flagged", "d", "e", "marked")
TYPES = ("person", "business", "state", "unknown")
ORDERS = ("1", "2", "3", "4", "5", "6 to 9", "10", "11 or more")
Person = tuple[str | None, str]


@dataclass(frozen=True, order=True)
class Crime:
    """A crime with the people recorded for it: victims with their type, suspects without."""

    day: date
    name: int
    month: int = field(compare=False)
    themes: tuple[str, ...] = field(compare=False)
    victims: tuple[Person, ...] = field(compare=False)
    suspects: tuple[str | None, ...] = field(compare=False)


def draw_world(rng: random.Random) -> list[Crime]:
    """Draw one world."""
    number = rng.choice((1, 1, 2, 2, 3, 4, 5, 6, 10, 12))
    people = rng.choice((1, 1, 2, 3, 9, 14))
    everybody = people > 1 and rng.random() < 0.5
    kinds = rng.sample(list(KINDS), rng.choice((1, 1, 2)))
    months = rng.choices(range(36), k=rng.choice((1, 2, 2, 3)))
    days = rng.choice(((1,), (1, 15), range(1, 29)))
    identified = [rng.choice((0, 0.5, 1, 1, 1, 1)) for _ in range(2)]
    types = rng.choices(TYPES, (5, 1, 1, 1), k=rng.choice((1, 1, 2)))
    present = rng.choice(((1, 0), (0, 1), (1, 1), (0.5, 0.5), (0.3, 0.7)))
    same = rng.random() < 0.5

    def drawn(prefix: str, side: int) -> list[str | None]:
        if rng.random() >= present[side]:
            return []
        names = [f"{'' if same else prefix}{one}" for one in range(people)]
        if not everybody:
            names = rng.choices(names, k=rng.choice((0, 1, 1, 1, 2)))
        return [name if rng.random() < identified[side] else None for name in names]

    crimes = []
    for name in range(number):
        month = rng.choice(months)
        crimes.append(
            Crime(
                day=date(2014 + (month + 3) // 12, (month + 3) % 12 + 1, rng.choice(days)),
                name=name,
                month=month,
                themes=KINDS[rng.choice(kinds)],
                victims=tuple((one, rng.choice(types)) for one in drawn("v", 0)),
                suspects=tuple(drawn("s", 1)),
            )
        )
    return sorted(crimes)


def counted(world: Sequence[Crime]) -> Counter[Number]:
    """Count one world for all releases: ``(unit, period, dims)``; what is not there is zero."""
    numbers: Counter[Number] = Counter()
    for period, (first, last) in RELEASES.items():
        for name, start in ((period, first), (BEFORE[period], first - 12)):
            here = [c for c in world if start <= c.month <= start + last - first]
            numbers |= Counter(_crimes(name, here))
        here = [c for c in world if first <= c.month <= last]
        numbers += Counter(_crime_details(period, here))
        numbers += Counter(_records(period, here))
        numbers += Counter(_people(period, world, last))
    return numbers


def _named(theme: str) -> str:
    return f"{'priority' if theme in PRIORITIES else 'subtheme'}={theme}"


def _crimes(period: str, crimes: Sequence[Crime]) -> Iterator[Number]:
    for theme in itertools.chain.from_iterable(crime.themes for crime in crimes):
        yield "crime", period, _named(theme)


def _crime_details(period: str, crimes: Sequence[Crime]) -> Iterator[Number]:
    for crime in crimes:
        number = len({one for one in crime.suspects if one})
        many = {0: "unknown", 1: "1", 2: "2"}.get(number, "3 or more")
        many = many if crime.suspects else "none"
        known = "yes" if crime.suspects else "no"
        stated = "yes" if any(kind != "unknown" for _, kind in crime.victims) else "no"
        for theme in {*crime.themes} & {*PRIORITIES}:
            yield "crime", period, f"priority={theme};suspects={many}"
            yield "crime", period, f"priority={theme};suspect_known={known}"
            yield "crime", period, f"priority={theme};victim_known={stated}"


def _records(period: str, crimes: Sequence[Crime]) -> Iterator[Number]:
    for crime, theme in ((c, theme) for c in crimes for theme in c.themes):
        for _, kind in crime.victims:
            yield "victim", period, _named(theme)
            if theme in PRIORITIES:
                yield "victim", period, f"priority={theme};victim_type={kind}"
        for _ in crime.suspects:
            yield "suspect", period, _named(theme)


def _people(period: str, world: Sequence[Crime], last: int) -> Iterator[Number]:
    year = [c for c in world if last - 11 <= c.month <= last]
    for theme in THEMES:
        for nth, _ in _in_order(year, theme, "victims"):
            yield "harmed", period, f"theme={theme}"
            yield "harmed", period, f"nth={nth};theme={theme}"
        for nth, _ in _in_order(year, theme, "suspects"):
            yield "named", period, f"theme={theme}"
            yield "named", period, f"nth={nth};theme={theme}"
        yield from _followed(
            period, [c for c in world if last - 23 <= c.month <= last], theme, last
        )


def _in_order(crimes: Sequence[Crime], theme: str, side: str) -> Iterator[tuple[str, str]]:
    """Yield the band of each record of a person, and the person."""
    so_far: Counter[str] = Counter()
    for crime in crimes:
        for person in _persons(crime, side) if theme in crime.themes else ():
            so_far[person] += 1
            nth = so_far[person]
            yield ORDERS[nth - 1 if nth < 6 else 5 if nth < 10 else 6 if nth == 10 else 7], person


def _persons(crime: Crime, side: str) -> set[str]:
    if side == "suspects":
        return {one for one in crime.suspects if one}
    return {one for one, kind in crime.victims if one and kind == "person"}


def _followed(period: str, crimes: Sequence[Crime], theme: str, last: int) -> Iterator[Number]:
    days: dict[str, list[Crime]] = {}
    for crime in crimes:
        for person in _persons(crime, "victims") if theme in crime.themes else ():
            days.setdefault(person, []).append(crime)
    for records in days.values():
        first = records[0]
        if first.month <= last - 12:
            until = first.day.replace(year=first.day.year + 1)
            again = sum(one.day < until for one in records) > 1
            yield "followed", period, f"theme={theme}"
            yield "followed", period, f"again={'harmed' if again else 'not'} again;theme={theme}"


def every_number() -> list[Number]:
    """List everything that is counted, also where it is zero in all worlds."""
    spans = {*RELEASES, *BEFORE.values()}
    by_theme = {("crime", one, _named(theme)) for one in spans for theme in THEMES}
    detailed = {
        (unit, period, dims)
        for period in RELEASES
        for unit, dims in itertools.chain(*map(_of_theme, THEMES), *map(_of_priority, PRIORITIES))
    }
    return sorted(by_theme | detailed)


def _of_theme(theme: str) -> Iterator[tuple[str, str]]:
    yield from ((unit, _named(theme)) for unit in ("victim", "suspect"))
    yield from ((unit, f"theme={theme}") for unit in ("harmed", "named", "followed"))
    for unit, nth in itertools.product(("harmed", "named"), ORDERS):
        yield unit, f"nth={nth};theme={theme}"
    for one in ("harmed again", "not again"):
        yield "followed", f"again={one};theme={theme}"


def _of_priority(theme: str) -> Iterator[tuple[str, str]]:
    for one in ("none", "1", "2", "3 or more", "unknown"):
        yield "crime", f"priority={theme};suspects={one}"
    for name, one in itertools.product(("suspect", "victim"), ("yes", "no")):
        yield "crime", f"priority={theme};{name}_known={one}"
    for one in TYPES:
        yield "victim", f"priority={theme};victim_type={one}"
