"""How much is there at the place, of what, and is it more than in the rest of the district?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.both_years import YEAR
from csa.counting.handouts.at_place import HERE, REST, UNPLACED
from csa.counting.units import UNIT_NOUNS
from csa.exhibits.wording.changes import CHANGE_COLUMNS
from csa.measures.evaluation import relative_effect_size
from csa.measures.verdicts import NO_COMPARISON
from csa.periods import as_spans, shift_month
from csa.present.tables import Column, Table
from csa.present.words import Statement, describe_change, say
from csa.schemas.coverage import OK, PARTIAL

if TYPE_CHECKING:
    from csa.measures.verdicts import Verdict
    from csa.officer.handouts.shown import GroundDesk
    from csa.present.exhibit import Exhibit

NEIGHBOURHOODS = "neighbourhoods"
MOST_TYPES, FEW_TYPES = 6, 3
BY_PAGES = "Its whole neighbourhoods, as on pages"
NOT_WHERE = (
    "Of {n:n} incidents of the theme in {district:t} it is not known where they were: they are "
    "neither here nor in the rest."
)
AGAINST = (
    "Had it gone as in the rest of {district:t}, about {expected:n} were to be expected; {n:n} are "
    "{ratio:r} times as many ({lower:r} to {upper:r} times, at {confidence:n}% confidence)."
)


def what(desk: GroundDesk) -> Exhibit:
    """Show the theme at the place in both years, by type."""
    counts = desk.counts
    pieces, statements, notes = [], [], []
    for unit in counts.units:
        years = counts.both_years(unit)
        types = counts.types(unit).head(MOST_TYPES if len(counts.units) == 1 else FEW_TYPES)
        whole, parts = years.loc[[HERE]], years.loc[years.index == NEIGHBOURHOODS]
        (verdict,) = desk.judge(whole, unit=unit)
        of_types, of_parts = (desk.judge(one, unit=unit) for one in (types, parts))
        named = [label_of(desk, unit), *map(of_these, types.index)]
        pairs = pd.concat([whole, *([types] if len(types) > 1 else []), parts])
        verdicts = [verdict, *(of_types if len(types) > 1 else []), *of_parts]
        names = [*(named if len(types) > 1 else named[:1]), *([BY_PAGES] * len(parts))]
        pieces.append(desk.change_rows(pairs, names, verdicts))
        statements.append(_told(desk, unit, whole.iloc[0], verdict))
        notes += gaps(desk, unit)
    rows = pd.concat(pieces, ignore_index=True)
    title = f"{counts.theme.label} at {desk.place}, and a year earlier"
    table = Table(
        rows,
        [Column("name", "What is counted"), *CHANGE_COLUMNS],
        caption=f"{counts.theme.label}, {counts.ground.words}",
        row_header="name",
    )
    return desk.show(
        "what",
        title,
        units=counts.units,
        tables=[table.without_empty(NO_COMPARISON)],
        statements=tuple(statements),
        notes=tuple(notes),
        data=rows,
    )


def against_rest(desk: GroundDesk) -> Exhibit:
    """Set the place beside the rest of its district."""
    counts, unit = desk.counts, desk.counts.units[0]
    years = counts.both_years(unit).loc[[HERE, REST]]
    verdicts = desk.judge(years, unit=unit, at=(HERE, REST))
    names = [desk.place, f"The rest of {desk.district}"]
    rows = desk.change_rows(years, names, verdicts)
    unplaced = int(counts.both_years(unit).loc[UNPLACED, "after"])
    table = Table(
        rows,
        [Column("name", "Where"), *CHANGE_COLUMNS],
        caption=f"{label_of(desk, unit)}: the place and the rest of {desk.district}",
        row_header="name",
    )
    return desk.show(
        "against_rest",
        f"{desk.place} and the rest of {desk.district}",
        units=(unit,),
        tables=[table.without_empty(NO_COMPARISON)],
        statements=tuple(_relative(desk, years, verdicts)),
        notes=(*([str(say(NOT_WHERE, n=unplaced, district=desk.district))] if unplaced else []),
               *gaps(desk, unit)),
        data=rows,
    )  # fmt: skip


def label_of(desk: GroundDesk, unit: str) -> str:
    """Name what is counted of a unit."""
    theme, noun = desk.counts.theme, UNIT_NOUNS[unit]
    if theme.priority is None:
        return noun[:1].upper() + noun[1:]
    return theme.label if len(desk.counts.units) == 1 else f"{theme.label}: {noun}"


def of_these(kind: str) -> str:
    """Name a type below what it is a part of."""
    return f"of these: {kind.replace('_', ' ')}"


def _told(desk: GroundDesk, unit: str, pair: Any, verdict: Verdict) -> Statement:
    before, after = desk.number(pair["before"]), desk.number(pair["after"])
    if before is None:
        return say(
            "{what:t} in {period:t}: {n:n}. There is no year to set it beside.",
            what=label_of(desk, unit), period=desk.period.label, n=after,
        )  # fmt: skip
    return describe_change(
        f"{label_of(desk, unit)} at {desk.place}", verdict, before=before, after=after
    )


def _relative(desk: GroundDesk, years: pd.DataFrame, verdicts: list[Verdict]) -> list[Statement]:
    """Say how the place went beside the rest, in one number with its limits."""
    few = years.loc[HERE].sum() < desk.rules.fewest
    if few or years.isna().any(axis=None):
        return []
    here, rest = ((float(one.before), float(one.after)) for one in years.itertuples())
    found = relative_effect_size(
        here,
        rest,
        dispersion=max(one.dispersion for one in verdicts),
        degrees=min(one.degrees for one in verdicts),
        confidence=desk.settings.partnership.confidence,
    ).effect
    if found.ratio is None:
        return []
    told = say(
        AGAINST, district=desk.district, expected=round(here[1] / found.ratio), n=int(here[1]),
        ratio=found.ratio, lower=found.lower, upper=found.upper,
        confidence=round(100 * desk.settings.partnership.confidence),
    )  # fmt: skip
    return [told]


def gaps(desk: GroundDesk, *units: str) -> list[str]:
    """Name the months of each unit that are not among the figures, and what was not received."""
    told = []
    for unit in units:
        counts, noun = desk.counts, UNIT_NOUNS[unit]
        months, covered = counts.period.months, counts.covered(unit)
        compared = counts.compared(unit)
        if compared:
            left = [one for one in months if one not in compared]
            before = [shift_month(one, -YEAR) for one in left]
            lost = [one for one in (*before, *left) if covered.get(one) != OK]
            whole = " whole" if PARTIAL in map(covered.get, lost) else ""
            told += [
                f"{noun[:1].upper()}{noun[1:]}: without {_spans(left)} and {_spans(before)}, for "
                f"those of {_spans(lost)} were not received{whole}."
            ] if left else []  # fmt: skip
        elif lost := [one for one in months if one not in counts.months(unit)]:
            told.append(f"The {noun} of {_spans(lost)} were not received.")
    return told


def _spans(months: list[str]) -> str:
    return ", ".join(one.label for one in as_spans(months))
