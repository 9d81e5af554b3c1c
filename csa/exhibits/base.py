"""How an exhibit says in one place what it counts and how it shows.

``@exhibit(counts={...})`` turns a function of a view and its counts into a method of a
:class:`Group`. The counts it declares are collected over all exhibits before anything is drawn;
at drawing time it receives the published cells of those counts and nothing else.
"""

from __future__ import annotations

import functools
import inspect
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import pandas as pd

from csa.counting.units import RECORDED_PEOPLE, UNIT_NOUNS
from csa.disclosure.rules.design_rules import refuse_figures_of_one
from csa.disclosure.rules.policy import WITHHELD
from csa.errors import UnknownNameError, did_you_mean
from csa.exhibits.kept import KeptExhibit, note
from csa.exhibits.view import PROTECTED_NOTE, View
from csa.exhibits.wording.caveats import comparison_notes, comparison_statements, reference_notes
from csa.exhibits.wording.merged import merged_notes
from csa.exhibits.wording.nearest import with_nearest_public
from csa.exhibits.wording.revised import REVISED_NOTE, revised_keys, with_marks, with_notes
from csa.exhibits.wording.wholes import sum_notes, with_cells_of
from csa.measures.verdicts import NO_COMPARISON
from csa.present.exhibit import NO_SOURCE, Exhibit
from csa.present.number import as_plain, is_hidden

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from csa.counting.families import Count
    from csa.findings.finding import Finding

Parts = dict[str, Any]
Scope = Literal["area", "priority", "place", "ward"]
WARDS: Literal["wards"] = "wards"
# Code of a ward, real or made up.
WARD = re.compile(r"[EWZ]05[0-9]{6}")

WITHOUT_ARGUMENTS = inspect.Signature(
    [inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)], return_annotation=Exhibit
)
MAKE_ANEW = "Run csa assess again."
NEW_SETTINGS = f"The settings have changed since this release was made. {MAKE_ANEW}"
NO_LOOKUPS = "no look-ups of wards and neighbourhoods were received"
LOOKED_UP = ("ward", "lsoa")
NEWER = f"This release was made before this exhibit existed. {MAKE_ANEW}"
BOTH = ("partner", "public")
PARTNER_ONLY = ("partner",)
PUBLIC_ONLY = ("public",)
OFFICER_ONLY = ("officer",)


@dataclass(frozen=True)
class Group:
    """A set of exhibits about one subject, bound to a view.

    Attributes
    ----------
    name : str
        What it is called on a desk; the exhibits of a group without a name stand there themselves.
    scopes : tuple of str
        What it can be asked of: an ``area``, a ``priority`` in it, a named ``place``, a ``ward``.
    """

    name: ClassVar[str] = ""
    scopes: ClassVar[tuple[Scope, ...]]

    view: View

    def __repr__(self) -> str:
        """Say in a line what can be asked here."""
        calls = ", ".join(f"{name}()" for name in self.names())
        return f"<{self.name or 'exhibits'} of {self.view!r}: {calls}>"

    def __init_subclass__(cls) -> None:
        """Call each exhibit by the name it has here, also one that was made and not written."""
        for name in cls.names():
            vars(cls)[name].__name__ = name

    def __getattr__(self, name: str) -> Any:
        """Refuse an exhibit that is not here; the message lists those there are."""
        names = self.names()
        raise UnknownNameError(
            f"'{name}' is no exhibit of '{self.name}'.{did_you_mean(name, names)} There are: "
            f"{', '.join(names)}."
        )

    @classmethod
    def counts(cls) -> Iterator[Count]:
        """Yield every family of cells that the group's exhibits declare."""
        for name in sorted(vars(cls)):
            yield from getattr(vars(cls)[name], "declared_counts", ())

    @classmethod
    def names(cls) -> list[str]:
        """Return the names of the group's exhibits."""
        return [name for name in vars(cls) if hasattr(vars(cls)[name], "declared_counts")]

    def offered(self, *, of_wards: bool = False) -> Iterator[Finding]:
        """Yield the findings that the group's exhibits offer, or that those naming wards do."""
        for name in self.names():
            offers = vars(type(self))[name].offers
            if offers and (not of_wards or offers == WARDS):
                yield from getattr(self, name)().findings


def exhibit(
    *,
    counts: Mapping[str, Count] | None = None,
    editions: Sequence[str] = BOTH,
    offers: bool | Literal["wards"] = False,
) -> Callable[[Callable[..., Parts]], Callable[[Group], Exhibit]]:
    """Make a drawing function an exhibit.

    Parameters
    ----------
    counts : mapping of name to Count
        The families it draws on; each arrives as a keyword of that name, a frame of all areas.
    editions : sequence of str
        The published editions that include it, unless what it draws names others.
    offers : bool or "wards"
        Whether it offers findings to summaries, and whether some of them are about a ward: a ward's
        page asks these exhibits alone.
    """
    declared = dict(counts or {})

    def wrap(draw: Callable[..., Parts]) -> Callable[[Group], Exhibit]:
        def drawn_anew(self: Group) -> Exhibit:
            note(type(self).__module__)
            # A summary has others drawn, or finds them kept: what they consult is not its own.
            view = replace(self.view, consulted=set())
            asked = (declared.values(), view.consulted)
            predates = view.release.predates
            drawn = {} if predates(*asked) else _drawn(view, draw, declared)
            if predates(*asked):
                title = str(draw.__doc__).partition("\n")[0].rstrip(".")
                drawn = unavailable(view, title=title, reason=NEWER)
            drawn = {"editions": editions, **drawn}
            drawn["findings"] = _with_origin(drawn, may_name_wards=offers is not True)
            drawn["tables"] = tuple(
                replace(table, numbers=view.cell_numbers) for table in drawn.get("tables", ())
            )
            if "data" in drawn:
                drawn["data"] = as_plain(drawn["data"])
            drawn["editions"] = tuple(drawn["editions"])
            return Exhibit(name=make.__name__, area=view.name, **drawn)

        @functools.wraps(draw)
        def make(self: Group) -> Any:
            kept = self.view.kept
            if kept is None:
                return drawn_anew(self)
            name = f"{type(self).__module__} {type(self).__name__} {make.__name__}"
            return KeptExhibit(
                kept,
                f"{name} {self.view.identity}",
                lambda: drawn_anew(self),
                offers=bool(offers),
            )

        # What is counted is handed over by the group; whoever calls has nothing to give.
        make.__signature__ = WITHOUT_ARGUMENTS  # type: ignore[attr-defined]
        make.declared_counts = tuple(declared.values())  # type: ignore[attr-defined]
        make.offers = offers  # type: ignore[attr-defined]
        return make

    return wrap


def _with_origin(drawn: Parts, *, may_name_wards: bool) -> tuple[Finding, ...]:
    """Give findings the numbers, source and editions of their exhibit.

    Raises
    ------
    ValueError
        If one is about a ward and the exhibit does not say so: no ward's page would ask for it.
    """
    found = drawn.get("findings", ())
    named = [one for one in found if WARD.fullmatch(one.place) or WARD.fullmatch(one.fact)]
    if named and not may_name_wards:
        raise ValueError(f'A finding is about a ward: declare offers="{WARDS}".')
    editions = tuple(drawn["editions"])
    return tuple(
        replace(one, numbers=drawn["numbers"], source=drawn["source"], editions=editions)
        for one in found
    )


def _drawn(view: View, draw: Callable[..., Parts], declared: Mapping[str, Count]) -> Parts:
    frames = {name: view.frame(count) for name, count in declared.items()}
    below = [name for name, count in declared.items() if count.level in LOOKED_UP]
    if below and not view.release.has_lookups:  # it is told of the district alone
        frames |= {name: frames[name].iloc[:0] for name in below}
    nearest, frames, notes = with_nearest_public(view, declared, frames)
    drawn = draw(nearest, **frames)
    if not drawn.get("unavailable"):
        told = (*notes, *drawn.get("notes", ()), *reference_notes(view, drawn))
        drawn["notes"] = (*told, NEW_SETTINGS) if view.has_new_settings else told
    return drawn


def show(
    view: View,
    *,
    title: str,
    cells: Sequence[pd.DataFrame] = (),
    units: Sequence[str] = (),
    notes: Sequence[str] = (),
    source: str = "",
    period: str = "",
    **parts: Any,
) -> Parts:
    """Gather the parts of an exhibit: sources, period, caveats and numbers filled in.

    Numbers of different months get the caveats of what lies between them (see
    :mod:`csa.exhibits.wording.caveats`).

    Parameters
    ----------
    title : str
        A sentence that says what is seen.
    cells : sequence of DataFrame
        The cells shown; their keys and values go to the manifest.
    units : sequence of str
        Units shown, which name the sources.
    **parts
        Statements, figures, tables and data of :class:`~csa.present.exhibit.Exhibit`.
    """
    if not set(units).isdisjoint(RECORDED_PEOPLE):
        for table in parts.get("tables", ()):
            refuse_figures_of_one((column.label for column in table.columns), exhibit=title)
    if "tables" in parts:
        parts["tables"] = tuple(one.without_empty(NO_COMPARISON) for one in parts["tables"])
    used = pd.concat([pd.DataFrame(columns=["key", "value", "class"]), *cells])
    told_of = (parts.get("tables", ()), parts.get("statements", ()))
    used = with_cells_of(view, used, *told_of)
    if "statements" in parts:
        parts["statements"] = (*parts["statements"], *comparison_statements(view, used))
    told = [*notes, *merged_notes(view, used), *comparison_notes(view, used)]
    if is_hidden(view.numbers(used)):
        told += [PROTECTED_NOTE, *sum_notes(parts.get("tables", ()), used)]
    if revised := revised_keys(used):
        told.append(REVISED_NOTE)
        parts["tables"] = with_marks(parts.get("tables", ()), revised)
        parts["figures"] = with_notes(parts.get("figures", ()))
    return {
        "title": title,
        "notes": tuple(dict.fromkeys(told)),
        "source": source or source_text(view, units),
        "period": period or view.period_label,
        "numbers": numbers_of(used),
        "officer": view.is_officer,
        **parts,
    }


def numbers_of(cells: pd.DataFrame) -> dict[str, int | None]:
    """Return the values of some cells by their keys, for the manifest."""
    return {
        key: None if pd.isna(value) else int(value)
        for key, value in zip(cells["key"], cells["value"], strict=True)
    }


def unavailable(view: View, *, title: str, reason: str, units: Sequence[str] = ()) -> Parts:
    """Gather the parts of an exhibit that says why there is nothing to show in this place."""
    return {
        "title": title,
        "source": source_text(view, units) or NO_SOURCE,
        "period": view.period_label,
        "officer": view.is_officer,
        "unavailable": reason,
    }


def keep_unpublished(parts: Parts) -> Parts:
    """Keep an exhibit that does not concern this priority or source off the published pages.

    The officer still sees it with its reason; a reader of the page is spared a block that says
    nothing about the subject.
    """
    return parts | {"editions": OFFICER_ONLY}


def nothing_beside(view: View, title: str) -> Parts:
    """Say that there are no districts to set side by side; no page shows it."""
    reason = "The partnership is one district, and there is none to set beside it."
    return keep_unpublished(unavailable(view, title=title, reason=reason))


def why_absent(view: View, unit: str) -> str:
    """Return the reason why a release holds no cell of a unit here."""
    noun = UNIT_NOUNS[unit]
    if not view.release.about.get("unit_sources", {}).get(unit):
        return f"no source of {noun} was received"
    if view.has_new_settings:
        return f"the settings that {noun} are counted by are newer than this release. {MAKE_ANEW}"
    return f"{noun} are not counted here" if view.release.has_lookups else NO_LOOKUPS


def why_missing(view: View, cells: pd.DataFrame, unit: str) -> str:
    """Return the reason why cells carry no number, or an empty text when some do.

    Where cells of the period as a whole are among them, theirs are judged: a year before does not
    stand in for it.
    """
    if not len(cells):
        reason = why_absent(view, unit)
        return f"{reason[:1].upper()}{reason[1:].rstrip('.')}."
    of_period = cells["period"] == view.period.key
    cells = cells[of_period] if of_period.any() else cells
    if cells["value"].notna().any():
        return ""
    reason = next(iter(cells["reason"]), "") or f"no data received for {view.period.label}"
    return reason[:1].upper() + reason[1:] + "."


def is_withheld(cells: pd.DataFrame) -> bool:
    """Say whether some of the cells were counted and are not published."""
    return bool((cells["value"].isna() & cells["reason"].isin(WITHHELD)).any())


def source_text(view: View, units: Sequence[str]) -> str:
    """Return the names of the sources behind some units, publishers included."""
    sources = view.release.about.get("unit_sources", {})
    names = [label for unit in units for label in sources.get(unit, [])]
    return "; ".join(dict.fromkeys(names))
