"""Does what is weighed up when priorities are set name what there is, and hold together?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from csa.errors import SettingsError
from csa.schemas import CRIME_CATEGORIES
from csa.settings.files import refuse_unknown

if TYPE_CHECKING:
    from csa.settings.judged import Judgement, Score
    from csa.settings.models import Settings

HARM, RISK = "config/harm.toml", "config/risk.toml"
OUTLOOK, PCC, PRIORITIES = "config/outlook.toml", "config/pcc.toml", "config/priorities.toml"


def check_judged(settings: Settings) -> None:
    """Refuse judgements of what there is not, outside their scale, given twice or out of date.

    What a synthetic example says of priorities and districts is left alone.

    Raises
    ------
    SettingsError
        Naming file, table and the nearest name there is.
    """
    _check_harm(settings)
    _check_risk(settings)
    for where, judgement in _judgements(settings):
        if judgement.until < judgement.date:
            raise SettingsError(
                f"{where}: its evidence ran out in {judgement.until}, before it was judged in "
                f"{judgement.date}. Judge it anew, or correct until."
            )
        if not _is_example(where, settings):
            slugs = [one.slug for one in settings.districts]
            refuse_unknown(judgement.districts, slugs, where, "no slug of a district")
    _check_themes(settings)


def _check_harm(settings: Settings) -> None:
    """Refuse to leave out what is no type and no subgroup: it would leave nothing out."""
    subgroups = settings.vocabulary.get("police_crimes", {}).get("offence_subgroup", {})
    known = (*CRIME_CATEGORIES, *subgroups)
    for scheme, index in settings.harm.items():
        for name in ("leave_out", "historic"):
            where, what = f"{HARM}, [index.{scheme}]: {name}", "no police.uk category, no subgroup"
            refuse_unknown(getattr(index, name), known, where, what)


def _is_rising(bounds: Sequence[float]) -> bool:
    return all(low < high for low, high in pairwise(bounds)) and (not bounds or bounds[0] >= 0)


def _check_risk(settings: Settings) -> None:
    risk = settings.judged.risk
    levels = {one.id: len(one.levels) for one in risk.criteria}
    _refuse_twice([one.id for one in risk.criteria], f"{RISK}, [[criterion]]: the id")
    figures = [str(one.figure) for one in risk.criteria if one.figure]
    _refuse_twice(figures, f"{RISK}, [[criterion]]: the figure")
    for one in risk.criteria:
        if not _is_rising(one.above) or len(one.above) != len(one.levels) - 1:
            raise SettingsError(
                f'{RISK}, [[criterion]] "{one.id}": above needs {len(one.levels) - 1} numbers, '
                "each larger than the one before."
            )
    for score in risk.scores:
        where = _where(score)
        refuse_unknown([score.criterion], list(levels), where, "no id of a criterion")
        if not risk.synthetic:
            refuse_unknown([score.priority], settings.priority_ids, where, "no id of a priority")
        if not 0 <= score.score < levels[score.criterion]:
            raise SettingsError(
                f"{where}: the score {score.score} lies outside its scale, which runs from 0 to "
                f"{levels[score.criterion] - 1}."
            )
    scored = [
        f"{score.criterion} of {score.priority}{f' in {district}' * bool(district)}"
        for score in risk.scores
        for district in (score.districts or ("",))
    ]
    _refuse_twice(scored, f"{RISK}, [[score]]: the score of")


def _where(score: Score) -> str:
    return f'{RISK}, [[score]] of "{score.criterion}" for "{score.priority}"'


def _refuse_twice(names: list[str], what: str) -> None:
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise SettingsError(f"{what} '{repeated[0]}' is given more than once. Leave one of them.")


def _judgements(settings: Settings) -> Iterator[tuple[str, Judgement]]:
    """Yield all that somebody judged, with where it stands."""
    outlook = settings.judged.outlook
    yield from ((_where(one), one) for one in settings.judged.risk.scores)
    for number, one in enumerate(outlook.influences, start=1):
        yield f'{OUTLOOK}, [[pestelo]] number {number}, "{one.heading}"', one
    for issue in outlook.emerging:
        yield f'{OUTLOOK}, [[emerging]] "{issue.id}"', issue
    _refuse_twice([one.id for one in outlook.emerging], f"{OUTLOOK}, [[emerging]]: the id")


def _is_example(where: str, settings: Settings) -> bool:
    part = settings.judged.risk if where.startswith(RISK) else settings.judged.outlook
    return part.synthetic


def _check_themes(settings: Settings) -> None:
    """Refuse a priority with a theme that the Commissioner's plan has not, once it is listed."""
    themes = [one.name for one in settings.judged.pcc.themes]
    _refuse_twice(themes, f"{PCC}, [[theme]]: the name")
    for priority in settings.priorities if themes else ():
        where = f'{PRIORITIES}, [[priority]] "{priority.id}": pcc_themes'
        refuse_unknown(priority.pcc_themes, themes, where, f"no theme of {PCC}")
