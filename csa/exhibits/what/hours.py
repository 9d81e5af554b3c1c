"""At what time does it happen in a ward that changed, and is that other than elsewhere?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from csa.counting.families import Count
from csa.counting.records.week import PART
from csa.exhibits.wording.themes import in_sentence
from csa.exhibits.wording.times import PART_WORDS, times_elsewhere, times_of
from csa.present.words import Statement, say
from csa.priorities import takes_all

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from csa.exhibits.view import View

UNIT = "asb"
OF_WARDS, OF_MARKS = "hours_of_wards", "hours_of_marks"
TIMES = {
    # Below the district nothing is divided by theme and time (rule D3).
    OF_WARDS: Count(UNIT, by=(PART,), level="ward"),
    OF_MARKS: Count(UNIT, by=("subtheme", PART)),
    # What binds both to the slots of the week.
    "hours_of_priority": Count(UNIT, by=("priority", PART)),
}


@dataclass(frozen=True)
class Hours:
    """What is said of the time at which it happens in a ward.

    Attributes
    ----------
    clause : str
        To go into a headline; empty where the time is no other than elsewhere.
    statements : tuple of Statement
        The counts, and the marks that share the time.
    """

    clause: str = ""
    statements: tuple[Statement, ...] = ()


def tell_hours(view: View, frames: Mapping[str, pd.DataFrame], ward: str) -> Hours:
    """Say at what time clearly more happens in a ward than elsewhere, and which marks share it.

    Parameters
    ----------
    view : View
        Of a district or the partnership; the rest of it is what the ward is set against.
    frames : mapping
        The families of :data:`TIMES`.
    ward : str
        Its code.
    """
    rules = [rule for one in view.priority.subthemes for rule in one.rules if rule.unit == UNIT]
    if not any(map(takes_all, rules)):
        return Hours()
    times = frames[OF_WARDS]
    here, whole = times_of(view, times, area=ward), times_of(view, times)
    part = here.apart(view, rest) if here and whole and (rest := whole.without(here)) else ""
    if not (here and part):
        return Hours()
    before = view.number(times, period=view.before, area=ward, part_of_week=part)
    values: dict[str, Any] = {} if before is None else {"before": before}
    earlier = " ({before:n} a year earlier)" if values else ""
    told = say(
        f"There {{share:p}} begin {{when:t}}, against {{rest:p}} elsewhere: {{count:n}}{earlier}.",
        share=here.share(part), when=PART_WORDS[part], rest=rest.share(part),
        count=here.numbers[part], **values,
    )  # fmt: skip
    how = "most of them" if here.is_most(part) else "more than elsewhere"
    marks = _marks(view, frames[OF_MARKS], part)
    return Hours(f", {how} {PART_WORDS[part]}", (told, *marks))


def _marks(view: View, frame: pd.DataFrame, part: str) -> tuple[Statement, ...]:
    """Say which marks have the same time, more than in the other districts."""
    found = []
    for one in view.settings.priority(view.priority.id).subthemes:
        times = times_of(view, frame, subtheme=one.id) if one.kind == "overlay" else None
        rest = times_elsewhere(view, frame, subtheme=one.id) if times else None
        if times and rest and times.apart(view, rest) == part:
            found.append(
                say(
                    "Of {name:t} in {area:t} {share:p} begins then ({count:n} of {known:n}), "
                    "against {rest:p} in the other districts; by ward it is not counted.",
                    count=times.numbers[part], known=times.known, area=view.name,
                    name=in_sentence(one.label), share=times.share(part),
                    rest=rest.share(part),
                )
            )  # fmt: skip
    return tuple(found)
