"""Who is harmed, offered to the summaries: the group most at risk, by whom, and what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.records.described import UNKNOWN
from csa.exhibits.wording.known import is_firm
from csa.exhibits.wording.largest import SEX_NOUNS, group_words
from csa.exhibits.wording.residents import a_year
from csa.exhibits.wording.themes import in_sentence
from csa.exhibits.wording.verdicts import rules_of, spread_of_priority
from csa.findings.finding import Finding
from csa.measures.verdicts import CLEAR, judge_table
from csa.present.number import Number, add_known
from csa.present.words import list_text, say

if TYPE_CHECKING:
    from csa.exhibits.view import View

# A group at risk has so many times the rate of all others; of more groups none stands out.
TIMES_OTHERS, MOST_GROUPS = 1.5, 2
LEAST_KNOWN_PERSON, LEAST_NOT_REFERRED = 70.0, 33.0
AT_HOME = ("partner_ex", "family")
LETTERS = "ab"


def at_risk_finding(view: View, wide: pd.DataFrame) -> tuple[Finding, ...]:
    """Offer the age and sex of those harmed most for their number, where that is clear.

    Parameters
    ----------
    wide : DataFrame
        As :func:`csa.exhibits.who.people.age_sex_rows` returns it.
    """
    groups = _groups(wide) if "F_residents" in wide else wide.iloc[:0]
    if len(groups) < 2:
        return ()
    rates = groups["number"].astype(float) / groups["residents"]
    first = groups.loc[rates.idxmax()]
    others = groups.drop(index=first.name)
    is_lower = _is_higher(view, others, first)
    top = groups.loc[[first.name, *others.index[~is_lower]]]
    whole = {name: add_known(groups["number"]) if name == "number" else groups[name].sum()
             for name in ("number", "residents")}  # fmt: skip
    few = {"number": add_known(top["number"]), "residents": top["residents"].sum()}
    rest = pd.DataFrame([{name: whole[name] - few[name] for name in whole}])
    is_apart = bool(_is_higher(view, rest, pd.Series(few), times=TIMES_OTHERS).all())
    if len(top) > MOST_GROUPS or not is_apart:
        return ()
    return (_at_risk(view, top, whole=whole, few=few),)


def _groups(wide: pd.DataFrame) -> pd.DataFrame:
    """Return ``sex, band, number, rate, residents`` of each group whose residents are known."""
    rows = [
        {
            "sex": sex, "band": row["age_band"], "number": row[sex], "rate": row[f"{sex}_rate"],
            "residents": row[f"{sex}_residents"],
        }
        for _, row in wide[wide["age_band"] != UNKNOWN].iterrows()
        for sex in SEX_NOUNS
    ]  # fmt: skip
    known = pd.DataFrame(rows).dropna(subset=["number", "residents"])
    return known[known["residents"] > 0].reset_index(drop=True)


def _is_higher(
    view: View, others: pd.DataFrame, first: pd.Series, *, times: float = 1.0
) -> pd.Series:
    """Say of which others one group has clearly the higher rate, so many times as high."""
    pairs = pd.DataFrame(
        {
            "before": others["number"].astype(float),
            "after": float(first["number"]),
            "exposure_before": others["residents"] * times,
            "exposure_after": float(first["residents"]),
            "bound_before": [one.bound for one in others["number"]],
            "bound_after": first["number"].bound,
            **spread_of_priority(view),
        }
    )
    judged = judge_table(pairs, rules=rules_of(view))
    return (judged["certainty"] == CLEAR) & ~(judged["ratio"] < 1)


def _at_risk(view: View, top: pd.DataFrame, *, whole: Any, few: Any) -> Finding:
    names = [group_words(row["sex"], row["band"]) for _, row in top.iterrows()]
    values: dict[str, Any] = {}
    for letter, (_, row) in zip(LETTERS, top.iterrows(), strict=False):
        values |= {f"n_{letter}": row["number"], f"rate_{letter}": row["rate"]}
    letters = LETTERS[: len(top)]
    counts = list_text([f"{{n_{one}:n}}" for one in letters])
    rates = list_text([f"{{rate_{one}:r}}" for one in letters])
    usual = 1000 * a_year(view) / whole["residents"] * float(whole["number"])
    text = list_text(names)
    who = f"{text[:1].upper()}{text[1:]}"
    excess = float(few["number"]) - float(whole["number"]) * few["residents"] / whole["residents"]
    return Finding(
        question="who",
        fact=f"{view.priority.id}|at risk",
        headline=say(
            "{who:t} are harmed most often for how many they are.", who=who
        ),
        statement=say(
            f"They were {counts} of {{known:n}} victims whose age and sex are recorded: {rates} "
            "per {thousand:n} residents like them a year, against {usual:r} of all residents.",
            known=whole["number"], thousand=1000, usual=usual, **values,
        ),
        evidence="age_and_sex",
        priority=view.priority.id,
        subject=who,
        size=excess,
        share=float(few["number"]) / float(whole["number"]),
        certainty="clear",
        harm=view.priority.harm,
        is_standing=True,
    )  # fmt: skip


def relationship_finding(view: View, rows: pd.DataFrame) -> tuple[Finding, ...]:
    """Offer that nearly all victims know the suspect, or that nearly none does.

    Parameters
    ----------
    rows : DataFrame
        ``code`` and ``value``: victims by relationship.
    """
    value = rows.dropna(subset=["value"]).set_index("code")["value"]
    answered = add_known(value.drop(UNKNOWN, errors="ignore"))
    if answered.is_small or not is_firm(answered, add_known(value)):
        return ()
    if not {"stranger", *AT_HOME} <= set(value.index):
        return ()
    strangers, home = value["stranger"], add_known(value[[*AT_HOME]])
    known = answered - strangers
    share, of_strangers = known.percent_of(answered), strangers.percent_of(answered)
    if share is None or max(float(share), 100 - float(share)) < LEAST_KNOWN_PERSON:
        return ()
    is_known = share >= LEAST_KNOWN_PERSON
    return (
        Finding(
            question="who",
            fact=f"{view.priority.id}|relationship",
            headline=say(
                "{share:p} of the victims of {subject:t} {know:t} the suspect.",
                share=share if is_known else of_strangers,
                subject=in_sentence(view.priority.short_label),
                know="knew" if is_known else "did not know",
            ),
            statement=say(
                "Of {answered:n} of whom it is recorded, {home:n} were harmed by a partner, a "
                "former partner or a family member, {strangers:n} by a stranger.",
                answered=answered, home=home, strangers=strangers,
            ),
            evidence="relationship",
            priority=view.priority.id,
            size=float(known if is_known else strangers),
            share=0.0,
            certainty="clear",
            harm=view.priority.harm,
            is_standing=True,
        ),
    )  # fmt: skip


def support_finding(view: View, row: pd.Series) -> tuple[Finding, ...]:
    """Offer that many victims were not referred to support, where that is recorded.

    Parameters
    ----------
    row : Series
        ``yes, no, unknown``: victims referred to support.
    """
    yes, no, unknown = (Number.of(row[name]) or Number(0) for name in ("yes", "no", "unknown"))
    answered = yes + no
    share = no.percent_of(answered)
    if answered.is_small or not is_firm(answered, answered + unknown) or share is None:
        return ()
    if share < LEAST_NOT_REFERRED:
        return ()
    return (
        Finding(
            question="who",
            fact=f"{view.priority.id}|support",
            headline=say("{share:p} of victims were not referred to support.", share=share),
            statement=say(
                "{no:n} of the {answered:n} of whom it is recorded; of {unknown:n} more it is not.",
                no=no, answered=answered, unknown=unknown,
            ),
            evidence="support_and_vulnerability",
            priority=view.priority.id,
            size=float(no),
            share=0.0,
            certainty="clear",
            harm=view.priority.harm,
            is_standing=True,
        ),
    )  # fmt: skip
