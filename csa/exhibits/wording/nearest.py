"""What stands in for a sensitive priority where its own counts are not published?

Below the district the counts of a sensitive priority are closed. Published pages show there the
nearest figure that the police publish themselves: all crimes of one of their types, exactly.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.classes import CLOSED
from csa.counting.families import Count
from csa.exhibits.wording.themes import in_sentence
from csa.present.words import list_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csa.exhibits.view import View
    from csa.settings import Priority, SubTheme

PRIORITY, TYPE, UNIT = "priority", "category", "crime"


def with_nearest_public(
    view: View, counts: Mapping[str, Count], frames: Mapping[str, pd.DataFrame]
) -> tuple[View, dict[str, pd.DataFrame], tuple[str, ...]]:
    """Put the nearest public figure in the place of closed counts.

    Parameters
    ----------
    view : View
        What the reader looks at.
    counts, frames : mappings
        The families an exhibit draws on and their cells, by the same names.

    Returns
    -------
    view : View
        Its priority bears the name of what is shown, where anything stands in.
    frames : dict
        Families of the priority below the district hold the cells of the public type instead.
    notes : tuple of str
        What a reader must be told about it.
    """
    fine = [name for name, count in counts.items() if _is_closed(view, count, frames[name])]
    stand_ins = {name: _stand_in(view, counts[name]) for name in fine}
    if not stand_ins or any(not len(cells) for cells in stand_ins.values()):
        return view, dict(frames), ()
    swapped = {name: _swapped(view, frames[name], cells) for name, cells in stand_ins.items()}
    return named_after_type(view), {**frames, **swapped}, (nearest_note(view),)


def nearest_type(view: View) -> str:
    """Return the public type of crime that stands in for the view's priority, or nothing."""
    count = Count(UNIT, by=(PRIORITY,), level="ward")
    frame = view.frame(count)
    closed = len(frame) and (_of_priority(view, frame)["class"] == CLOSED).any()
    return view.settings.disclosure.nearest_public.get(view.priority.id, "") if closed else ""


def types_of(priority: Priority) -> tuple[str, ...]:
    """Return the police types whose crimes make up a priority; none if it takes part of one."""
    rules = [
        rule
        for subtheme in priority.subthemes
        for rule in subtheme.rules
        if subtheme.kind == "part" and rule.unit == UNIT
    ]
    conditions = [condition for rule in rules for condition in rule.any_of]
    is_whole = all(rule.any_of for rule in rules) and all(
        set(one) == {TYPE} and "" not in one[TYPE] for one in conditions
    )
    if not is_whole:
        return ()
    return tuple(dict.fromkeys(str(name) for one in conditions for name in one[TYPE]))


def type_named(subtheme: SubTheme) -> str:
    """Return the one police type that a sub-theme is another name for, or nothing."""
    conditions = [one for rule in subtheme.rules for one in rule.any_of]
    is_crime = all(rule.unit == UNIT and rule.any_of for rule in subtheme.rules)
    if not is_crime or len(conditions) != 1 or set(conditions[0]) != {TYPE}:
        return ""
    names = conditions[0][TYPE]
    return str(names[0]) if len(names) == 1 else ""


def public_types(view: View) -> tuple[str, ...]:
    """Return the police types a priority is made of, or else the one that stands in for it."""
    nearest = view.settings.disclosure.nearest_public.get(view.priority.id)
    return types_of(view.priority) or ((nearest,) if nearest else ())


def named_after_type(view: View) -> View:
    """Return the view with its priority named after the public type."""
    name = view.settings.disclosure.nearest_public[view.priority.id]
    return replace(view, chosen=view.priority.model_copy(update={"short_label": name}))


def noun_shown(view: View, noun: str) -> str:
    """Return what is counted in words, named after the public type where one stands in."""
    label = view.priority.short_label
    is_own = label == view.settings.priority(view.priority.id).short_label
    return noun if is_own else f"{noun} of the type '{label}'"


def nearest_note(view: View) -> str:
    """Say what stands in for what."""
    name = view.settings.disclosure.nearest_public[view.priority.id]
    return (
        f"Figures of wards, neighbourhoods and places show the police's own type '{name}', which "
        "data.police.uk publishes crime by crime: exact, and the nearest public figure to "
        f"{view.priority.short_label[:1].lower()}{view.priority.short_label[1:]}, whose own "
        f"counts are not published below the district.{_held_besides(view, name)}"
    )


def _held_besides(view: View, name: str) -> str:
    """Say which sub-themes a type holds that another priority counts, and which it leaves out."""
    told = []
    for other in view.settings.priorities:
        own = other.id == view.priority.id
        themes = [one for one in other.subthemes if one.kind == "part" and _is_in(one, name) != own]
        # Of a sub-theme whose rules name no type it is not known where it stands.
        labels = list_text([in_sentence(one.label) for one in themes if _types_in(one)])
        if labels and own:
            told.append(f" {labels[:1].upper()}{labels[1:]}, which the priority counts too, is not "
                        "in them.")  # fmt: skip
        elif labels:
            told.append(f" They hold {labels} as well, which stands under "
                        f"{in_sentence(other.short_label)}: where both are shown, the same crimes "
                        "stand in both.")  # fmt: skip
    return "".join(told)


def _is_in(subtheme: SubTheme, name: str) -> bool:
    return name in _types_in(subtheme)


def _types_in(subtheme: SubTheme) -> set[str]:
    """Return the police types that the rules of a sub-theme of recorded crime name."""
    conditions = [one for rule in subtheme.rules if rule.unit == UNIT for one in rule.any_of]
    return {str(name) for one in conditions for name in one.get(TYPE, ())}


def _is_closed(view: View, count: Count, frame: pd.DataFrame) -> bool:
    if view.is_officer or view.chosen is None or count.by != (PRIORITY,) or not len(frame):
        return False
    return bool((_of_priority(view, frame)["class"] == CLOSED).any())


def _of_priority(view: View, frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame[PRIORITY] == view.priority.id]


def _stand_in(view: View, count: Count) -> pd.DataFrame:
    """Return the cells of the public type, those of the district and above too."""
    name = view.settings.disclosure.nearest_public.get(view.priority.id, "")
    types = view.frame(replace(count, by=(TYPE,)))
    if not len(types):
        return types
    return types[types[TYPE] == name]


def _swapped(view: View, frame: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    others = frame[frame[PRIORITY] != view.priority.id]
    named = cells.assign(**{PRIORITY: view.priority.id}).drop(columns=TYPE)
    return pd.concat([others, named], ignore_index=True)
