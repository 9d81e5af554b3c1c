"""How breakdowns of people are drawn and worded: shared by victims and suspects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.dimensions import AGE_BANDS, NO_PERSON
from csa.counting.keys import has_any_class
from csa.counting.records.described import UNKNOWN
from csa.counting.units import UNIT_NOUNS
from csa.exhibits.base import Parts, show, unavailable, why_missing
from csa.exhibits.wording.known import strength
from csa.exhibits.wording.largest import largest_groups
from csa.exhibits.wording.merged import shown_classes, sum_by_class
from csa.exhibits.wording.residents import MONTHS_OF_A_YEAR, a_year, residents_in, yearly_rates_of
from csa.exhibits.wording.verdicts import interval_of
from csa.periods import Period
from csa.present.charts import age_sex_bars
from csa.present.exhibit import FigurePart
from csa.present.number import add_known, are_enough
from csa.present.tables import RESIDENTS_A_YEAR, Column, Table
from csa.present.words import Statement, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from csa.exhibits.view import View
    from csa.findings.finding import Finding


def year_to_end(view: View) -> Period:
    """Return the twelve months to the end of the assessment period."""
    start = pd.Period(view.period.end, freq="M") - (MONTHS_OF_A_YEAR - 1)
    return Period(str(start), view.period.end)


def of_priority(view: View, frame: pd.DataFrame) -> pd.DataFrame:
    """Return this priority's cells of the period, without those that stand for no person."""
    if not len(frame):
        return frame
    cells = view.cells(frame, period=view.period, priority=view.priority.id)
    return cells[~has_any_class(cells["dims"], [NO_PERSON])]


def age_sex_exhibit(
    view: View,
    frame: pd.DataFrame,
    *,
    unit: str,
    title: str,
    offer: Callable[[View, pd.DataFrame], tuple[Finding, ...]] | None = None,
) -> Parts:
    """Draw people by age band and sex against residents, those with neither known apart.

    Parameters
    ----------
    frame : DataFrame
        A family by ``priority, age_band, sex``.
    offer : callable, optional
        Is given the view and the rows, and returns the findings that the exhibit offers. One that
        it offers is said in the place of the largest group and of the highest rate.
    """
    cells = of_priority(view, frame)
    reason = why_missing(view, cells, unit)
    if reason:
        return unavailable(view, title=title, reason=reason, units=[unit])
    wide = age_sex_rows(view, cells)
    noun = UNIT_NOUNS[unit]
    found = offer(view, wide) if offer else ()
    statements = _age_sex_statements(wide, noun, found)
    return show(
        view,
        title=title,
        statements=statements,
        figures=(_age_sex_figure(view, wide, noun, statements),),
        tables=(_age_sex_table(view, wide, unit),),
        cells=[cells],
        units=[unit],
        notes=_residents_note(view),
        findings=found,
        data=wide,
    )


def age_sex_rows(view: View, cells: pd.DataFrame) -> pd.DataFrame:
    """Lay out people by age band and sex, with yearly rates per 1,000 residents alike.

    Returns
    -------
    DataFrame
        One row per age band: ``age_band, F, M, not_known`` and, where residents are known,
        ``F_residents, F_rate, F_low, F_high`` and the same for M. No rate stands on fewer people
        than the least base of a percentage.
    """
    cells = cells.assign(sex=cells["sex"].replace(UNKNOWN, "not_known"))
    bands = shown_classes(view, cells, "age_band", _bands_of(cells))
    wide = view.laid_out(cells, rows="age_band", columns="sex").reindex(list(bands))
    residents = residents_in(view, "residents_by_age_sex")
    for sex in ("F", "M"):
        if not len(residents):
            continue
        people = residents[residents["sex"] == sex].groupby("age_band")["residents"].sum()
        at_risk = sum_by_class(people, bands)
        wide[f"{sex}_residents"] = at_risk
        count = wide[sex].astype(float)
        low, high = interval_of(view, wide[sex])
        shown = are_enough(wide[sex]) & (at_risk > 0)
        for name, values in (("rate", count), ("low", low), ("high", high)):
            wide[f"{sex}_{name}"] = (1000 * a_year(view) * values / at_risk).where(shown)
    return wide.reset_index()


def _bands_of(cells: pd.DataFrame) -> tuple[str, ...]:
    """Return the age bands; nobody under ten can be suspected, so that band needs somebody."""
    of_suspects = (cells["measure"] == "suspect").all()
    youngest = cells.loc[cells["age_band"] == AGE_BANDS[0], "value"].fillna(0)
    return AGE_BANDS[1:] if of_suspects and not youngest.any() else AGE_BANDS


def _residents_note(view: View) -> tuple[str, ...]:
    residents = residents_in(view, "residents_by_age_sex")
    if not len(residents):
        return ("No residents by age and sex were received for this area, so no rate is shown.",)
    return (
        f"{yearly_rates_of(view)} They are records per 1,000 residents of that age and sex in "
        f"mid-{int(residents['year'].iloc[0])}; none is shown on fewer than {view.small.minimum} "
        "records. One person with two crimes counts twice here, and not everybody counted lives "
        "here.",
    )


def _age_sex_figure(
    view: View,
    wide: pd.DataFrame,
    noun: str,
    statements: tuple[Statement, ...],
) -> FigurePart:
    drawn = wide[wide["age_band"] != UNKNOWN]
    return FigurePart(
        draw=lambda: age_sex_bars(
            drawn,
            band="age_band",
            left="F",
            right="M",
            left_label="Female",
            right_label="Male",
            value_label=noun[:1].upper() + noun[1:],
        ),
        alt=f"Bars of {noun} by age band, female and male. "
        + " ".join(str(one) for one in statements[:1]),
        caption=f"Age and sex of {noun}, {view.period.label}",
    )


def _age_sex_table(view: View, wide: pd.DataFrame, unit: str) -> Table:
    noun = UNIT_NOUNS[unit]
    columns = [Column("age_band", "Age")]
    for sex, name in (("F", "Female"), ("M", "Male")):
        columns.append(Column(sex, name, "count"))
        if f"{sex}_rate" in wide:
            columns += [
                Column(
                    f"{sex}_rate", f"{name}, per 1,000 a year", "rate", of=(sex, RESIDENTS_A_YEAR)
                ),
                Column(f"{sex}_low", f"{name}, 95% interval", "interval", upper=f"{sex}_high"),
            ]
    return Table(
        wide,
        [*columns, Column("not_known", "Sex not known", "count")],
        caption=f"{noun[:1].upper()}{noun[1:]} by age and sex in {view.name}",
        row_header="age_band",
        table_id=f"{unit}-age-sex",
    )


def _age_sex_statements(
    wide: pd.DataFrame, noun: str, found: tuple[Finding, ...]
) -> tuple[Statement, ...]:
    """Say what was found, else the largest group; and for how many both are known."""
    known = wide[wide["age_band"] != UNKNOWN].set_index("age_band")[["F", "M"]].stack()
    total = add_known(wide[["F", "M", "not_known"]].to_numpy().ravel())
    if not len(known) or max(known) <= 0:
        return (say("No group is large enough to describe."),)
    all_known = add_known(known)
    weakened = strength(all_known, total, what="Age and sex", noun=noun)
    told = [said for one in found for said in (one.headline, one.statement)]
    return (*(told or largest_groups(known, total, noun=noun)), *weakened)
