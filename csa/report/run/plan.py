"""Which chapters are due, for which areas, and can each take the parameters it will be given?

Everything that a user can mistype is found here, before any work starts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from csa.errors import NotebookError, SettingsError
from csa.periods import assessment_year, year_to_date
from csa.report.pages.outputs import as_node
from csa.settings import PUBLISHED_EDITIONS, Settings
from csa.visible import MOST_OF_A_NAME, visible

Per = Literal["area", "district", "priority", "partnership"]
PageKind = Literal["assessment", "annex", "wards", "note", "return", "how-to-read", "index"]
ASSESSMENT: PageKind = "assessment"
ANNEX: PageKind = "annex"
HOW_TO_READ: PageKind = "how-to-read"
WARDS: PageKind = "wards"
NOTE: PageKind = "note"
RETURN: PageKind = "return"
INDEX: PageKind = "index"
# One page of all areas has no area in its name.
OF_KIND = {True: "partnership", False: "district"}
_FILES: Mapping[PageKind, str] = {
    ASSESSMENT: "{area}.html",
    ANNEX: "{area}-annex.html",
    WARDS: "{area}-wards.html",
    NOTE: "{area}-note.html",
    RETURN: "{area}-return.html",
    HOW_TO_READ: "how-to-read.html",
    INDEX: "index.html",
}
# An officer is given these as a document to edit too.
EDITABLE = (NOTE,)
_OF_CHAPTERS = tuple(kind for kind in _FILES if kind != INDEX)
EXECUTED_EDITION = "partner"
_COMMON = frozenset({"district", "year", "to", "edition"})
_PARAMETERS: Mapping[str, frozenset[str]] = {
    "area": _COMMON,
    "district": _COMMON,
    "partnership": _COMMON,
    "priority": _COMMON | {"priority"},
}


@dataclass(frozen=True)
class Chapter:
    """One notebook and what it says about itself.

    Attributes
    ----------
    name : str
        The file's name with hyphens; part of the chapter's id on the page.
    path : Path
        The notebook.
    title : str
        Title shown in lists.
    order : int
        Place among the chapters of an area.
    per : {"area", "district", "priority", "partnership"}
        Made once for each area, for each district, for each area and priority, or for the
        partnership alone.
    page : {"assessment", "annex", "wards", "note", "return", "how-to-read"}
        The page that it is part of.
    editions : tuple of str
        The published editions that may show it.
    """

    name: str
    path: Path
    title: str
    order: int
    per: Per
    page: PageKind = ASSESSMENT
    editions: tuple[str, ...] = PUBLISHED_EDITIONS


@dataclass(frozen=True)
class Task:
    """One chapter to execute: a notebook, an area and perhaps a priority."""

    area: str
    chapter: Chapter
    title: str
    priority: str | None = None

    @property
    def slug(self) -> str:
        """Name of the chapter among those of its area."""
        return "-".join(filter(None, (self.chapter.name, self.priority)))

    @property
    def label(self) -> str:
        """Area and chapter, as lists and messages name the task."""
        return f"{self.area}/{self.slug}"

    @property
    def file(self) -> str:
        """Name of the page's file that the chapter is part of."""
        return file_of(self.area, self.chapter.page)

    def parameters(self, *, year: str, to: str) -> dict[str, str]:
        """Return the parameters the notebook is given."""
        values = {"district": self.area, "year": year, "to": to, "edition": EXECUTED_EDITION}
        return values | ({"priority": self.priority} if self.priority else {})


@dataclass(frozen=True)
class Plan:
    """What one run will make.

    Attributes
    ----------
    year : str
        Assessment year.
    to : str or None
        Last month; None until the release has settled it.
    areas, left_out : tuple of str
        Slugs of the areas to be made, and of those the user did not ask for.
    editions : tuple of str
        Editions to be published.
    tasks : tuple of Task
        Every chapter, in order of area, order of chapter and number of the priority.
    """

    year: str
    to: str | None
    areas: tuple[str, ...]
    left_out: tuple[str, ...]
    editions: tuple[str, ...]
    tasks: tuple[Task, ...]

    @property
    def due(self) -> list[str]:
        """Slugs of the areas that have a chapter, in order."""
        return list(dict.fromkeys(task.area for task in self.tasks))

    def of_area(self, area: str) -> tuple[Task, ...]:
        """Return the chapters of one area, in order."""
        return tuple(task for task in self.tasks if task.area == area)


def make_plan(
    settings: Settings,
    *,
    year: str,
    to: str | None = None,
    districts: Sequence[str] | None = None,
    editions: Sequence[str] = PUBLISHED_EDITIONS,
) -> Plan:
    """Resolve what is asked for into chapters, and refuse what cannot be made.

    Parameters
    ----------
    settings : Settings
        The partnership.
    year : str
        Assessment year, for example ``2016-17``.
    to : str, optional
        Last month of the year to date; without it the release takes the last complete month.
    districts : sequence of str, optional
        Slugs, names or codes of the areas to make; by default the partnership and every district.
    editions : sequence of str
        Of ``partner`` and ``public``.

    Raises
    ------
    SettingsError
        If a year, month, district or edition is not one of those there are.
    NotebookError
        If there is no chapter, or one does not take exactly the parameters of its kind.
    """
    first_month = settings.partnership.year_starts_in_month
    assessment_year(year, first_month=first_month)
    if to is not None:
        year_to_date(year, to, first_month=first_month)
    asked = {settings.area(name).slug for name in districts or ()}
    areas = [slug for slug in settings.area_slugs if slug in asked]
    if not areas or len(settings.districts) == 1:
        areas = settings.area_slugs
    chapters = find_chapters(settings.root / "notebooks")
    check_parameters(chapters)
    return Plan(
        year=year,
        to=to,
        areas=tuple(areas),
        left_out=tuple(slug for slug in settings.area_slugs if slug not in areas),
        editions=_chosen(editions),
        tasks=tuple(
            task
            for area in settings.area_slugs
            for task in _tasks(settings, area, chapters)
            # Every page links to how it is read, whichever areas are asked for.
            if area in areas or task.chapter.page == HOW_TO_READ
        ),
    )


def file_of(area: str, page: PageKind = ASSESSMENT) -> str:
    """Return the name of the file of an area's page."""
    return _FILES[page].format(area=area)


def document_of(file: str) -> str:
    """Return the name of the document that is the same as a page, to edit."""
    return f"{file.removesuffix('.html')}.docx"


def find_chapters(folder: Path) -> list[Chapter]:
    """Return the notebooks of a folder that carry ``csa`` metadata, in order.

    Raises
    ------
    NotebookError
        If there is none, a notebook is not readable, or its metadata are not as they should be.
    """
    found = [path for path in sorted(folder.glob("*.ipynb")) if not path.name.startswith(".")]
    documents = {path: _read_document(path) for path in found}
    chapters = [
        _chapter(path, document["metadata"]["csa"])
        for path, document in documents.items()
        if isinstance(document.get("metadata"), dict) and "csa" in document["metadata"]
    ]
    if not chapters:
        raise NotebookError(f"{folder} holds no notebook with csa metadata: there is no chapter.")
    return sorted(chapters, key=lambda chapter: (chapter.order, chapter.name))


def check_parameters(chapters: Iterable[Chapter]) -> None:
    """Refuse a chapter whose parameters are not exactly those of its kind.

    papermill itself only logs a parameter that a notebook does not know, so a mistyped name would
    silently give every district the default one's figures.

    Raises
    ------
    NotebookError
        If a chapter misses a parameter or has one too many.
    """
    import papermill

    for chapter in chapters:
        with _readable(chapter.path):
            node = as_node(chapter.path.read_text(encoding="utf-8"))
            found = set(papermill.inspect_notebook(node))
        expected = _PARAMETERS[chapter.per]
        if found != expected:
            wrong = {"lacks": expected - found, "does not know": found - expected}
            faults = [
                f"{kind} {', '.join(sorted(names))}" for kind, names in wrong.items() if names
            ]
            raise NotebookError(
                f"The parameters cell of {chapter.path.name} {' and '.join(faults)}. "
                f"A chapter per {chapter.per} takes exactly {', '.join(sorted(expected))}."
            )


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Refuse a notebook that is none, whatever is wrong with its parts."""
    from nbformat import ValidationError

    try:
        yield
    except (OSError, ValueError, TypeError, LookupError, AttributeError, ValidationError):
        raise NotebookError(
            f"{visible(path.name, MOST_OF_A_NAME)} is not a readable notebook. Open it in "
            "JupyterLab and save it again."
        ) from None


def _chosen(editions: Sequence[str]) -> tuple[str, ...]:
    unknown = [name for name in editions if name not in PUBLISHED_EDITIONS]
    if unknown:
        raise SettingsError(
            f"'{unknown[0]}' is not a published edition of this partnership. Choose from: "
            f"{', '.join(PUBLISHED_EDITIONS)}."
        )
    return tuple(name for name in PUBLISHED_EDITIONS if name in editions)


def _tasks(settings: Settings, area: str, chapters: Sequence[Chapter]) -> list[Task]:
    tasks = []
    is_whole = area == settings.partnership.slug
    # An only district is told as the partnership; what is for districts alone is still its own.
    is_told = is_whole or len(settings.districts) > 1
    for chapter in chapters:
        if chapter.per == "priority" and is_told:
            ranked = sorted(settings.priorities, key=lambda priority: priority.number)
            tasks += [Task(area, chapter, one.label, one.id) for one in ranked]
        elif is_told if chapter.per == "area" else chapter.per == OF_KIND[is_whole]:
            tasks.append(Task(area, chapter, chapter.title))
    return tasks


def _read_document(path: Path) -> dict[str, Any]:
    document = None
    if path.is_file():  # and no pipe, which would be waited for
        with suppress(OSError, ValueError, RecursionError):
            document = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(document, dict):
        raise NotebookError(f"{visible(path.name, MOST_OF_A_NAME)} is not a readable notebook.")
    return document


def _chapter(path: Path, stated: Any) -> Chapter:
    if not _is_understood(stated):
        raise NotebookError(
            f"The csa metadata of {path.name} must hold title (text), order (number) and per "
            f"(one of {', '.join(_PARAMETERS)}), may hold page (one of {', '.join(_OF_CHAPTERS)}; "
            f"{HOW_TO_READ} only per partnership) and editions (a list of "
            f"{' and '.join(PUBLISHED_EDITIONS)}), and nothing else."
        )
    editions = tuple(stated.get("editions", PUBLISHED_EDITIONS))
    named = {"name": path.stem.replace("_", "-"), "path": path, "editions": editions}
    return Chapter(**stated | named)


def _is_understood(stated: Any) -> bool:
    needed, optional = {"title": str, "order": int, "per": str}, {"page": str, "editions": list}
    return (
        isinstance(stated, dict)
        and needed.keys() <= stated.keys() <= {**needed, **optional}.keys()
        and all(isinstance(stated.get(key, kind()), kind) for key, kind in optional.items())
        and all(isinstance(stated[key], kind) for key, kind in needed.items())
        and stated["per"] in _PARAMETERS
        and stated.get("page", ASSESSMENT) in _OF_CHAPTERS
        and (stated.get("page") != HOW_TO_READ or stated["per"] == "partnership")
        and all(one in PUBLISHED_EDITIONS for one in stated.get("editions", PUBLISHED_EDITIONS))
    )
