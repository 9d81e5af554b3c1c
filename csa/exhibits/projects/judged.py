"""Did it make a difference? Each project of an area set beside its comparator, as was declared.

The counts are those of the release, rounded where they are protected: what rounding leaves possible
is within the limits. A project is compared over the months of the period and the same months a year
before, so that it must have begun between the two.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.units import UNIT_NOUNS
from csa.exhibits.projects.delivery import SHORT, output_rows
from csa.exhibits.wording.places import cells_inside, sum_place
from csa.exhibits.wording.planned.indicators import family_of
from csa.exhibits.wording.planned.projects import designs_here, projects_here
from csa.exhibits.wording.themes import in_sentence, subject_of
from csa.exhibits.wording.verdicts import side_by_side
from csa.measures.evaluation import (
    breaks_inside,
    compare_areas,
    conclude,
    cost_per_incident_avoided,
    minimum_detectable_effect,
    regression_to_the_mean,
    scientific_methods_scale,
    weighted_displacement_quotient,
)
from csa.measures.evaluation.displacement import Displacement
from csa.measures.evaluation.effect import Effect
from csa.measures.evaluation.judging import Evidence
from csa.measures.evaluation.worth import Worth
from csa.periods import month_name
from csa.present.number import Number
from csa.settings.projects import REST

if TYPE_CHECKING:
    from csa.exhibits.view import View
    from csa.measures.evaluation.judging import Conclusion

NO_DESIGN = "by what it should be judged was not declared"
NO_PLACE = "its ward or place is not counted in this district"
NO_WARD = "its comparator or buffer names a ward that is not counted in this district"
NO_COMPARATOR = "it has no comparator, so what would have happened anyway cannot be told"
NOT_PUBLISHED = "a count that it needs is not published or was not received"
TOO_FEW = "too few incidents happen there to be compared"
WORST = "the place was picked when it was high, and would have fallen somewhat by itself"
RECORDING = "what is recorded changed between these years"
AFTERWARDS = "what it is judged by was declared after its start"
TREATED, BUFFER, CONTROL = "treated", "buffer", "control"


@dataclass(frozen=True)
class Judged:
    """What can be said of one project.

    Attributes
    ----------
    project : mapping
        Its row of the register, with ``where`` and ``priorities`` in words.
    what, place : str
        What is counted, as within a sentence, and where; empty without a design.
    before, after, rest_before, rest_after : Number or None
        Counts of the place and of its comparator in both years.
    effect : Effect
        What happened over what was to be expected, with limits to judge by; or why there is none.
    smallest : float or None
        The smallest fall that would have been found, as a share.
    level : int
        On the Scientific Methods Scale.
    conclusion : str
        One of the fixed vocabulary.
    doubts : tuple of str
        What else could explain a fall.
    displacement : Displacement
        Whether it turned up in the buffer.
    worth : Worth
        What an incident avoided cost.
    cells : DataFrame
        The cells that all of it rests on.
    """

    project: dict[str, Any]
    conclusion: Conclusion
    effect: Effect
    what: str = ""
    place: str = ""
    before: Number | None = None
    after: Number | None = None
    rest_before: Number | None = None
    rest_after: Number | None = None
    smallest: float | None = None
    level: int = 0
    doubts: tuple[str, ...] = ()
    displacement: Displacement = field(default_factory=Displacement)
    worth: Worth = field(default_factory=Worth)
    cells: pd.DataFrame = field(default_factory=pd.DataFrame, compare=False, repr=False)

    @property
    def name(self) -> str:
        """Name of the project."""
        return str(self.project["name"])


def judged_here(view: View) -> list[Judged]:
    """Judge every project of the year that concerns the area, in order of name."""
    rows = projects_here(view)
    if not len(rows):
        return []
    designs, outputs = designs_here(view), output_rows(view)
    found = []
    for project in rows.sort_values("name").to_dict("records"):
        own = outputs[outputs["project_id"] == project["project_id"]] if len(outputs) else outputs
        is_delivered = len(own) > 0 and not (own["reading"] == SHORT).any()
        design = designs.get(project["project_id"])
        found.append(_judge(view, project, design, is_delivered=is_delivered))
    return found


def _judge(view: View, project: dict[str, Any], design: Any, *, is_delivered: bool) -> Judged:
    evidence = Evidence(level=0, is_delivered=is_delivered, has_indicator=design is not None)
    if design is None:
        none = Effect(why=NO_DESIGN)
        return Judged(project, conclude(none, evidence), none)
    own = within(view, project, design)
    known: dict[str, Any] = {"what": what_of(own, design), "place": place_of(own, design)}
    why = _untimely(own, project) or ("" if design.comparator else NO_COMPARATOR)
    if why:
        none = Effect(why=why)
        return Judged(project, conclude(none, evidence), none, **known)
    found = _compared(own, design)
    declared = str(design.declared) < str(project["start"])
    doubts = (*found.doubts, *(() if declared else (AFTERWARDS,)))
    evidence = dataclasses.replace(
        evidence,
        level=found.level,
        is_declared_before=declared,
        doubts=found.doubts,
        is_displaced=(found.displacement.wdq or 0.0) <= -1,
    )
    return dataclasses.replace(
        found,
        project=project,
        conclusion=conclude(found.effect, evidence),
        doubts=doubts,
        worth=_worth(project, found),
        **known,
    )


def _worth(project: dict[str, Any], found: Judged) -> Worth:
    if found.after is None:
        return Worth(why=found.effect.why)
    spent = project["spent_gbp"]
    return cost_per_incident_avoided(
        None if pd.isna(spent) else float(spent), float(found.after), found.effect
    )


def within(view: View, project: dict[str, Any], design: Any) -> View:
    """Return the view of the district that the project's place lies in."""
    places = {one.slug: one.district for one in view.settings.places}
    slug = places.get(design.place) or str(project["districts"] or "").partition(";")[0]
    known = [one.slug for one in view.settings.districts]
    return replace(view, slug=slug, chosen=None) if slug in known else view


def what_of(view: View, design: Any) -> str:
    """Return what a design counts, as it stands within a sentence."""
    if design.category:
        return in_sentence(design.category)
    if design.priority in view.settings.priority_ids:
        return in_sentence(subject_of(view.settings.priority(design.priority), design.unit))
    return UNIT_NOUNS[design.unit]


def place_of(view: View, design: Any) -> str:
    """Return the name of the place or ward that a design is about."""
    named = {one.slug: one.name for one in view.settings.places}
    return named.get(design.place, design.place) if design.place else f"{design.ward} ward"


def _untimely(view: View, project: dict[str, Any]) -> str:
    """Say why the months of the release do not lie on both sides of the start."""
    if pd.isna(project["start"]):
        return "when it starts is not recorded"
    start = str(project["start"])[:7]
    if start > view.period.end:
        return f"it starts in {month_name(start)}, after the last month counted"
    if start > view.period.start:
        return "it began within the months that are compared"
    if start <= view.before.end:
        return "it had begun in the year that it would be compared with"
    return ""


def _compared(view: View, design: Any) -> Judged:
    """Set a place beside its comparator, with all that bears on the reading."""
    nothing = Judged({}, "not yet measurable", Effect(why=NO_PLACE))
    if _names_others(view, design):
        return dataclasses.replace(nothing, effect=Effect(why=NO_WARD))
    parts = parts_of(view, design)
    if not len(parts) or TREATED not in set(parts["part"]):
        return nothing
    cells = _sources(_family(view, design), parts)
    sides = [_counts(view, parts, side) for side in view.sides(design.unit)]
    (before, rest_before), (after, rest_after) = sides
    numbers: dict[str, Any] = {
        "before": before, "after": after, "rest_before": rest_before, "rest_after": rest_after,
    }  # fmt: skip
    pairs = side_by_side(view, parts)
    pairs = pairs.assign(part=pairs["area"].map(parts.groupby("area")["part"].first()))
    known = pairs.dropna(subset=["before", "after"])
    told = dataclasses.replace(nothing, cells=cells, **numbers)
    if before is None or after is None or TREATED not in set(known["part"]):
        return dataclasses.replace(told, effect=Effect(why=NOT_PUBLISHED))
    if not before.is_enough:
        return dataclasses.replace(told, effect=Effect(why=TOO_FEW))
    return dataclasses.replace(told, **_measured(view, design, known))


def _names_others(view: View, design: Any) -> bool:
    """Say whether a design names wards that the district does not have."""
    nesting = view.reference("geography")
    own = set(nesting.loc[nesting["district"] == view.code, "ward_name"]) if len(nesting) else set()
    named = set(f"{design.comparator};{design.buffer}".split(";")) - {"", REST}
    return not named <= own


def _sources(frame: pd.DataFrame, parts: pd.DataFrame) -> pd.DataFrame:
    """Return the cells that parts are, or are the sums of."""
    keys = {key for joined in parts["key"] for key in str(joined).split(" + ")}
    return frame[frame["key"].isin(keys)]


def _family(view: View, design: Any) -> pd.DataFrame:
    """Return the cells of what a design counts, everywhere."""
    count, picked = family_of(design)
    frame = view.frame(count)
    for name, value in picked.items():
        frame = frame[frame[name] == value] if len(frame) else frame
    return frame


def parts_of(view: View, design: Any) -> pd.DataFrame:
    """Return the cells of the place, of its buffer and of its controls, each called by its part."""
    frame = _family(view, design)
    if not len(frame):
        return frame
    nesting = view.reference("geography")
    nesting = nesting[nesting["district"] == view.code]
    name_of = dict(zip(nesting["ward"], nesting["ward_name"], strict=True))
    wards = frame[(frame["level"] == "ward") & frame["area"].isin(name_of)]
    names = wards["area"].map(name_of)
    if design.place:
        place = next((one for one in view.settings.places if one.slug == design.place), None)
        if place is None:
            return frame.iloc[:0]
        treated = sum_place(view, place, frame)
    else:
        treated = wards[names == design.ward]
    touched = touched_by(view, design)
    buffer = set(filter(None, design.buffer.split(";")))
    comparator = set(filter(None, design.comparator.split(";")))
    is_control = ~names.isin(touched | buffer)
    if comparator != {REST}:
        is_control &= names.isin(comparator)
    return pd.concat(
        [
            treated.assign(part=TREATED),
            wards[names.isin(buffer - touched)].assign(part=BUFFER),
            wards[is_control].assign(part=CONTROL),
        ],
        ignore_index=True,
    )


def touched_by(view: View, design: Any) -> set[str]:
    """Return the wards that hold a part of a project's own place, and so are not around it.

    Parameters
    ----------
    view : View
        The district that the place lies in.
    design
        A row of the table ``evaluation``.
    """
    place = next((one for one in view.settings.places if one.slug == design.place), None)
    if place is None:
        return {design.ward}
    nesting = view.reference("geography")
    nesting = nesting[nesting["district"] == view.code]
    inside = set(cells_inside(view, place, _family(view, design))["area"])
    return set(nesting.loc[nesting["lsoa"].isin(inside), "ward_name"])


def _counts(
    view: View, parts: pd.DataFrame, spans: list[Any]
) -> tuple[Number | None, Number | None]:
    """Return the counts of the place and of its controls in some months."""
    here = parts[parts["period"].isin([span.key for span in spans])]
    own, rest = (here[here["part"] == part] for part in (TREATED, CONTROL))
    return view.total(own), view.total(rest)


def _measured(view: View, design: Any, pairs: pd.DataFrame) -> dict[str, Any]:
    """Work out effect, doubts and displacement from counts of place, buffer and controls."""
    is_own = pairs["part"] == TREATED
    (own,) = pairs[is_own].to_dict("records")
    usual = regression_to_the_mean(own["before"], places=pairs["before"])
    sums = pairs.set_index("area")
    effect = _effect(sums, expected=usual.expected or own["before"], least=own["dispersion"])
    controls = sums[sums["part"] == CONTROL][["before", "after"]].sum()
    would_be = own["before"] * controls["after"] / controls["before"] if controls["before"] else 0.0
    doubts = [*([WORST] if usual.is_doubtful else []), *_recording(view, design)]
    smallest = minimum_detectable_effect(
        (own["before"], would_be), tuple(controls), dispersion=effect.dispersion
    )
    return {
        "effect": effect,
        "smallest": smallest if effect.ratio is not None else None,
        "level": scientific_methods_scale(has_comparator=True),
        "doubts": tuple(doubts),
        "displacement": _displaced(sums, tuple(controls), (own["before"], own["after"])),
    }


def _effect(sums: pd.DataFrame, *, expected: float, least: float) -> Effect:
    """Compare with what rounding leaves possible: the limits are the furthest of them."""
    is_own = sums["part"] == TREATED
    chosen = sums[is_own | (sums["part"] == CONTROL)]
    (treated,) = sums.index[is_own]
    found = []
    # Both ends of what the place's counts may be; those of the controls are many and even out.
    for sign in (0, 1, -1) if chosen["bound_before"].any() or chosen["bound_after"].any() else (0,):
        counts = chosen[["before", "after"]].astype(float)
        off = sign * sums.loc[treated, "bound_before"], sign * sums.loc[treated, "bound_after"]
        counts.loc[treated] = [
            max(expected - off[0], 0.0), max(float(counts.loc[treated, "after"]) + off[1], 0.0),
        ]  # fmt: skip
        one = compare_areas(counts, treated=[treated], least=least)
        found.append(dataclasses.replace(one.cautious, why=one.why))
    if any(one.ratio is None for one in found):
        return Effect(why=next(one.why for one in found if one.ratio is None))
    return dataclasses.replace(
        found[0],
        lower=min(one.lower for one in found if one.lower is not None),
        upper=max(one.upper for one in found if one.upper is not None),
    )


def _recording(view: View, design: Any) -> list[str]:
    names = [design.unit, *filter(None, (design.priority, design.category))]
    starts = [one.start for one in view.breaks(*names)]
    span = view.comparison_span
    return [RECORDING] if breaks_inside(starts, first=span.start, last=span.end) else []


def _displaced(
    sums: pd.DataFrame, control: tuple[float, ...], own: tuple[float, float]
) -> Displacement:
    """Look for it in the buffer; a rise there that chance explains is none."""
    around = sums[sums["part"] == BUFFER][["before", "after"]].sum()
    found = weighted_displacement_quotient(own, tuple(around) if around.any() else None, control)
    beside = compare_areas(
        sums[sums["part"] != TREATED][["before", "after"]].astype(float),
        treated=list(sums.index[sums["part"] == BUFFER]),
    ) if around.any() else None  # fmt: skip
    if beside is not None and not beside.cautious.is_rise and (found.wdq or 0.0) <= -1:
        return dataclasses.replace(found, wdq=None, why="the rise around it may be chance")
    return found
