"""How is a change told as findings: what makes it, what does not, and what stands apart?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.exhibits.what.hours import Hours, tell_hours
from csa.exhibits.wording.themes import in_sentence
from csa.findings.finding import Finding
from csa.findings.telling import share_words, tell_driver, tell_spared
from csa.measures.verdicts import CLEAR
from csa.present.number import SMALL_NUMBERS, Number, are_enough
from csa.present.words import Statement, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from csa.exhibits.view import View
    from csa.exhibits.what.parts import Divided
    from csa.measures.verdicts import Verdict

EVERYWHERE_ELSE = "everywhere else in"
MOST_EXCEPTIONS = 2
MOST_OF_SPREAD = 3


def part_finding(
    view: View, one: Divided, part: pd.Series, *, subject: str, more: Iterable[Statement] = ()
) -> Finding:
    """Offer one part that makes at least a quarter of a change."""
    way = "rise" if one.change > 0 else "fall"
    named = str(part["name"]) + (" ward" if one.kind == "ward" else "")
    is_place = one.kind in ("ward", "district")
    told = tell_driver(
        part.to_dict(), rest=f"{EVERYWHERE_ELSE} {view.name}" if is_place else "for all else"
    )
    return Finding(
        question="where" if is_place else "what",
        fact=str(part["code"] if one.kind == "ward" else part["key"]),
        headline=say(
            "{name:t} made {share:t} {way:t} of {subject:t}.",
            name=named,
            share=share_words(part["least"], part["most"]),
            way=way,
            subject=subject,
        ),
        statement=Statement.join((told, *more)),
        evidence="drivers",
        priority=view.chosen.id if view.chosen else "",
        place=str(part["code"]) if one.kind == "ward" else "",
        size=abs(part["difference"]),
        share=min(part["share"], 1.0),
        certainty="clear",
        harm=view.chosen.harm if view.chosen else 1.0,
    )


def change_finding(
    view: View,
    verdict: Verdict,
    subject: str,
    opening: Statement,
    *,
    themes: Divided | None,
    months: tuple[Statement, ...],
) -> Finding:
    """Offer a clear change with what makes it and what does not."""
    named = themes.named if themes else pd.DataFrame()
    told, share = [opening], 0.5
    cause: dict[str, Any] = {}
    if themes and len(named):
        first = named.iloc[0]
        share = float(min(first["share"], 1.0))
        cause = {"cause": f"{share_words(first['least'], first['most'])} {way_of(verdict)} is "
                          f"{in_sentence(first['name'])}"}  # fmt: skip
        told += [_part_statement(part) for _, part in named.iterrows()]
    told += months
    if themes:
        told += tell_spared(themes.parts)
    before, after = (Number(int(one), small=view.small) for one in (verdict.before, verdict.after))
    size = after.change_text(before, verdict.percent).removesuffix(SMALL_NUMBERS)
    amount = {"size": size.lstrip("+−")} if size.endswith("%") else {}
    return Finding(
        question="what",
        fact=f"{view.priority.id}|{subject}",
        headline=say(
            "{subject:t} {word:t}"
            + (" by {size:t}" if amount else "")
            + (": {cause:t}" if cause else "")
            + ".",
            subject=subject, word=verdict.word, **amount, **cause,
        ),
        statement=Statement.join(told),
        evidence="drivers",
        priority=view.priority.id,
        size=abs(verdict.difference or 0.0),
        share=share,
        certainty="clear",
        harm=view.priority.harm,
    )  # fmt: skip


def spread_finding(verdict: Verdict, types: Divided) -> Finding:
    """Offer that a clear change of all crime has no driver, with the types that moved most."""
    sign = 1 if verdict.is_higher else -1
    largest = types.parts.assign(moved=sign * types.parts["difference"].astype(float))
    most = largest[largest["moved"] > 0].nlargest(MOST_OF_SPREAD, "moved")
    return Finding(
        question="what",
        fact="recorded crime|spread",
        headline=say(
            "The {way:t} of recorded crime is spread: no type of crime and no ward makes it.",
            way=way_of(verdict),
        ),
        statement=Statement.join(
            (
                *(_part_statement(part) for _, part in most.iterrows()),
                say("These moved most, and none of them clearly by itself."),
            )
        ),
        evidence="drivers",
        size=abs(verdict.difference or 0.0),
        share=0.25,
        certainty="clear",
    )


def _part_statement(part: pd.Series) -> Statement:
    return say(
        "{name:t} went from {before:n} to {after:n}.",
        name=part["name"],
        before=part["before"],
        after=part["after"],
    )


def ward_findings(
    view: View,
    where: Divided,
    subject: str,
    *,
    places: Divided | None,
    times: dict[str, pd.DataFrame] | None,
) -> list[Finding]:
    """Offer the wards that make a change, or that changed where the whole did not."""
    subject = in_sentence(subject)

    def hours(ward: pd.Series) -> Hours:
        return tell_hours(view, times, str(ward["code"])) if times else Hours()

    if len(where.apart):
        return [
            part_finding(
                view, where, part, subject=subject,
                more=(*_around(places, part), *hours(part).statements),
            )
            for _, part in where.apart.iterrows()
        ]  # fmt: skip
    parts = where.parts
    has_size = are_enough(parts["before"]) | are_enough(parts["after"])
    clear = parts[(parts["certainty"] == CLEAR) & (parts["name"] != "") & has_size]
    clear = clear.assign(size=clear["difference"].abs()).nlargest(MOST_EXCEPTIONS, "size")
    return [
        _exception(view, where, part, subject=subject, hours=hours(part))
        for _, part in clear.iterrows()
    ]


def _around(places: Divided | None, ward: pd.Series) -> tuple[Statement, ...]:
    """Say what happened at named places within a ward that make the change themselves."""
    if places is None:
        return ()
    inside = places.named[[one == {ward["code"]} for one in places.named["wards"]]]
    return tuple(
        say(
            "Around {name:t} it went from {before:n} to {after:n}.",
            name=part["name"],
            before=part["before"],
            after=part["after"],
        )
        for _, part in inside.iterrows()
    )


def _exception(
    view: View, where: Divided, part: pd.Series, *, subject: str, hours: Hours
) -> Finding:
    """Offer a ward that changed clearly by more than its part of the whole."""
    headline = say(
        "{subject:t} {word:t} in {name:t} ward{hours:t}.",
        subject=subject[:1].upper() + subject[1:],
        word=part["word"],
        name=part["name"],
        hours=hours.clause,
    )
    told = tell_driver(part.to_dict(), rest=f"{EVERYWHERE_ELSE} {view.name}")
    return Finding(
        question="when" if hours.clause else "where", fact=str(part["code"]), headline=headline,
        statement=Statement.join((told, *hours.statements)),
        evidence="drivers", priority=view.priority.id, place=str(part["code"]),
        size=abs(part["difference"]), share=abs(part["difference"]) / (where.whole["after"] or 1),
        certainty="clear", harm=view.priority.harm,
    )  # fmt: skip


def way_of(verdict: Verdict) -> str:
    """Say whether it rose or fell, as a noun."""
    return "rise" if verdict.is_higher else "fall"
