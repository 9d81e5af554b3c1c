"""What comes again and again, offered to the summaries: the same victims, the same suspects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csa.exhibits.who.people import year_to_end
from csa.exhibits.wording.ranges import is_above
from csa.exhibits.wording.themes import in_sentence
from csa.findings.finding import Finding
from csa.present.number import Percent, add_known
from csa.present.words import Statement, list_text, say

if TYPE_CHECKING:
    import pandas as pd

    from csa.exhibits.view import View

MOST_SHARE_OF_SUSPECTS = 5.0
LEAST_SHARE_OF_CRIMES = 15.0


def stands_apart(view: View, rows: pd.DataFrame, *, of: int) -> pd.Series | None:
    """Return the district whose victims are harmed again clearly more often than the others'.

    Parameters
    ----------
    view : View
        Of a district, which alone is asked for, or of the partnership.
    rows : DataFrame
        ``code, crimes, repeats, share`` of each district.
    of : int
        How many comparisons are made in all, which is allowed for.
    """
    told = rows.dropna(subset=["share"])
    if len(told) < len(rows) or len(rows) < 2:
        return None
    top = told.loc[told["share"].astype(float).idxmax()]
    rest = told.drop(index=top.name)
    others = add_known(rest["repeats"]).percent_of(add_known(rest["crimes"]))
    is_asked = view.is_partnership or top["code"] == view.code
    is_apart = isinstance(others, Percent) and is_above(view, top["share"], others, of=of)
    return top if is_asked and is_apart else None


def repeats_finding(view: View, rows: pd.DataFrame, apart: pd.Series, subject: str) -> Finding:
    """Offer the district in which the same people are harmed more often than next door."""
    others = rows.drop(index=apart.name)
    clauses = [f"{{share_{n}:p}} in {{name_{n}:t}}" for n in "abcdefgh"[: len(others)]]
    values: dict[str, Any] = {}
    for n, (_, row) in zip("abcdefgh", others.iterrows(), strict=False):
        values |= {f"share_{n}": row["share"], f"name_{n}": row["name"]}
    return Finding(
        question="again",
        fact=f"{apart['theme']}|harmed again|{apart['code']}",
        headline=say(
            "{subject:t} falls on the same people more often in {area:t} than next door.",
            subject=subject,
            area=apart["name"],
        ),
        statement=say(
            "In the twelve months {period:t}, {people:n} people were harmed {crimes:n} times: "
            f"{{share:p}} of the crimes were repeats, against {list_text(clauses)}.",
            period=year_to_end(view).label,
            people=apart["people"],
            crimes=apart["crimes"],
            share=apart["share"],
            **values,
        ),
        evidence="repeats_by_district",
        priority=view.priority.id,
        size=float(apart["repeats"]),
        share=float(apart["share"]) / 100,
        certainty="clear",
        harm=view.priority.harm,
    )


def few_finding(view: View, rows: pd.DataFrame) -> tuple[Finding, ...]:
    """Offer the few suspects that a large part of the crimes of a sub-theme is linked to.

    Parameters
    ----------
    rows : DataFrame
        As :func:`csa.exhibits.who.suspected.threshold_rows` returns them.
    """
    few = rows[
        (rows["of_suspects"] <= MOST_SHARE_OF_SUSPECTS)
        & (rows["share"] >= LEAST_SHARE_OF_CRIMES)
        & (rows["least"] == rows["often"])
    ]
    if not len(few):
        return ()
    parts = few[few["theme"] != view.priority.id]
    # A sub-theme tells more than the whole, which is told where its parts are too few to be shown.
    top = parts.loc[parts["share"].idxmax()] if len(parts) else few.iloc[0]
    everyone = rows[(rows["theme"] == top["theme"]) & (rows["least"] == 1)]["crimes"]
    name = top["name"] if top["theme"] != view.priority.id else view.priority.short_label
    subject = in_sentence(name)
    return (
        Finding(
            question="again",
            fact=f"{top['theme']}|few suspects",
            headline=say(
                "{about:t}{suspects:n} suspects are linked to {part:t}{crimes:n} of the "
                "{everyone:n} crimes of {subject:t} with an identified suspect.",
                about="About " if top["crimes"].hidden else "",
                part="about " if top["crimes"].hidden else "",
                suspects=top["suspects"],
                crimes=top["crimes"],
                everyone=everyone.iloc[0],
                subject=subject,
            ),
            statement=_few_statement(view, top),
            evidence="few_suspects",
            priority=view.priority.id,
            size=float(top["crimes"]),
            share=float(top["share"]) / 100,
            certainty="clear",
            harm=view.priority.harm,
        ),
    )


def _few_statement(view: View, top: pd.Series) -> Statement:
    return say(
        "Each of them is linked to at least {least:n}, {period:t}.",
        least=int(top["least"]),
        period=year_to_end(view).label,
    )
