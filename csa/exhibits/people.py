"""How a breakdown of people is drawn: shared by victims and suspects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.disclosure.countable import AGE_BANDS, UNKNOWN
from csa.exhibits.base import Parts, is_protected, show
from csa.exhibits.view import UNIT_NOUNS
from csa.present.charts import age_sex_bars
from csa.present.exhibit import FigurePart
from csa.present.tables import Column, Table
from csa.present.words import Statement, say

if TYPE_CHECKING:
    from csa.exhibits.view import View


def age_sex_exhibit(view: View, cells: pd.DataFrame, *, unit: str, title: str) -> Parts:
    """Draw people by age band and sex, those with neither known apart.

    Parameters
    ----------
    cells : DataFrame
        Cells by ``age_band`` and ``sex`` of one area and period.
    """
    protected = not view.is_officer and is_protected(cells)
    kind = "protected" if protected else "count"
    wide = (
        cells.pivot(index="age_band", columns="sex", values="value")
        .reindex(AGE_BANDS)
        .astype("Int64")
        .rename(columns={UNKNOWN: "not_known"})
        .reset_index()
    )
    drawn = wide[wide["age_band"] != UNKNOWN]
    noun = UNIT_NOUNS[unit]
    statements = age_sex_statements(wide, noun)
    return show(
        view,
        title=title,
        statements=statements,
        figures=(
            FigurePart(
                draw=lambda: age_sex_bars(
                    drawn,
                    band="age_band",
                    left="F",
                    right="M",
                    left_label="Female",
                    right_label="Male",
                    value_label=noun[:1].upper() + noun[1:],
                    protected=protected,
                ),
                alt=f"Bars of {noun} by age band, female and male. "
                + " ".join(str(one) for one in statements),
                caption=f"Age and sex of {noun}, {view.period.label}",
            ),
        ),
        tables=(
            Table(
                wide,
                [
                    Column("age_band", "Age"),
                    Column("F", "Female", kind),
                    Column("M", "Male", kind),
                    Column("not_known", "Sex not known", kind),
                ],
                caption=f"{noun[:1].upper()}{noun[1:]} by age and sex in {view.name}",
                row_header="age_band",
                table_id=f"{unit}-age-sex",
            ),
        ),
        cells=[cells],
        units=[unit],
        data=wide,
    )


def age_sex_statements(wide: pd.DataFrame, noun: str) -> tuple[Statement, ...]:
    """Name the largest group, and say for how many age or sex is not known."""
    known = wide[wide["age_band"] != UNKNOWN].set_index("age_band")[["F", "M"]].stack()
    if not len(known) or known.max() <= 0:
        return (say("No group is large enough to describe."),)
    band, sex = known.astype(float).idxmax()
    columns = [name for name in ("F", "M", "not_known") if name in wide]
    total = int(wide[columns].sum().sum())
    unknown = total - int(known.sum())
    statements = [
        say(
            "The largest group is {sex:t} aged {band:t}: {count:n} of {total:n} {noun:t}.",
            sex="women and girls" if sex == "F" else "men and boys",
            band=band.replace("-", " to ").replace("75+", "75 or over"),
            count=int(known[(band, sex)]),
            total=total,
            noun=noun,
        )
    ]
    if unknown > 0:
        statements.append(
            say("Age or sex is not recorded for {unknown:n} of them.", unknown=unknown)
        )
    return tuple(statements)


def breakdown_table(
    cells: pd.DataFrame,
    *,
    dimension: str,
    labels: dict[str, str],
    caption: str,
    heading: str,
    noun: str,
    protected: bool,
) -> tuple[pd.DataFrame, Table]:
    """Lay out people by one dimension, in the order of its labels.

    Returns
    -------
    frame : DataFrame
        ``name, value``, one row per label.
    table : Table
    """
    values = cells.set_index(dimension)["value"]
    frame = pd.DataFrame(
        {"name": list(labels.values()), "value": values.reindex(list(labels)).to_numpy()}
    )
    kind = "protected" if protected else "count"
    table = Table(
        frame,
        [Column("name", heading), Column("value", noun[:1].upper() + noun[1:], kind)],
        caption=caption,
        row_header="name",
        table_id=f"{noun}-{dimension}".replace(" ", "-").replace("_", "-"),
    )
    return frame, table
