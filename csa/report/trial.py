"""One exhibit taken through counting, protection and the checks of its page, in seconds.

Nothing is published and the ledger stays as it is; the numbers are protected with all that was
published before, so that the page is what a set with this exhibit alone would show.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from csa.counting.assessment import Wanted
from csa.disclosure.ledger.release import read_release
from csa.errors import SettingsError
from csa.exhibits.desk import AreaDesk, Desk, on_desk
from csa.exhibits.view import View
from csa.report.checks.audit import standards
from csa.report.pages.export import Exporter
from csa.report.pages.facts import read_facts
from csa.report.pages.layout import make_index, make_pages
from csa.report.pages.links import Places
from csa.report.pages.manifest import Drawn, make_manifest
from csa.report.publish import write_whole
from csa.report.run.plan import Chapter, Task
from csa.report.run.release import make_release
from csa.report.run.words import freeze_words

if TYPE_CHECKING:
    from csa.counting.families import Count
    from csa.present.exhibit import Exhibit
    from csa.settings import Edition, Settings
    from csa.store import Store

FOLDER = "trial"


@dataclass(frozen=True)
class Asked:
    """Which exhibit is tried, and for whom.

    Attributes
    ----------
    name : str
        Group and exhibit as a notebook calls them, ``time.week``; the exhibit alone where the group
        has no name.
    district, year : str
        The area, and the assessment year.
    to : str or None
        Last month; by default the last complete one.
    priority : str or None
        The priority, of an exhibit of one.
    edition : str
        ``partner`` or ``public``.
    """

    name: str
    district: str
    year: str
    to: str | None = None
    priority: str | None = None
    edition: Edition = "partner"


@dataclass(frozen=True)
class Trial:
    """What became of an exhibit: its page, or why there is none, and what the checks found."""

    exhibit: Exhibit
    page: Path | None
    faults: tuple[str, ...]


def try_exhibit(settings: Settings, store: Store, asked: Asked, *, folder: Path) -> Trial:
    """Count, protect and draw one exhibit, and check its page.

    Parameters
    ----------
    settings : Settings
        The project's settings.
    store : Store
        The processed tables.
    asked : Asked
        Which exhibit.
    folder : Path
        Where the page is written; none is where the exhibit is not available, or the edition does
        not show it.

    Raises
    ------
    SettingsError
        If there is no such exhibit; the message lists those there are.
    DisclosureError
        If a family breaks a design rule, or its numbers cannot be protected.
    """
    asked = replace(asked, district=settings.area(asked.district).slug)
    wanted = Wanted.declared(_families(asked))
    with tempfile.TemporaryDirectory() as kept:
        release = Path(kept) / "release"
        make_release(settings, store, year=asked.year, to=asked.to, folder=release, wanted=wanted)
        freeze_words(settings, store, release=release)
        return _drawn(settings, asked, release=release, folder=folder)


def _families(asked: Asked) -> list[Count]:
    held = on_desk("priority" if asked.priority else "area")
    names = {
        f"{one.name}.{exhibit}".lstrip("."): (one, exhibit)
        for one in held.values()
        for exhibit in one.names()
    }
    if asked.name not in names:
        scope = "a priority" if asked.priority else "an area (of a priority: --priority)"
        raise SettingsError(
            f"'{asked.name}' is no exhibit of {scope}. There are: {', '.join(sorted(names))}."
        )
    found, name = names[asked.name]
    declared: tuple[Count, ...] = vars(found)[name].declared_counts
    return [*declared]


def _drawn(settings: Settings, asked: Asked, *, release: Path, folder: Path) -> Trial:
    frozen = read_release(release)
    view = View(settings=settings, release=frozen, slug=asked.district, edition=asked.edition)
    desk: Desk = AreaDesk(view)
    if asked.priority:
        desk = AreaDesk(view).priority(asked.priority)
    group, _, name = asked.name.rpartition(".")
    shown = getattr(getattr(desk, group), name)() if group else getattr(desk, name)()
    if shown.unavailable or asked.edition not in shown.editions:
        return Trial(shown, None, ())
    facts = read_facts(release)
    exporter = Exporter(settings, facts)
    (page,) = make_pages([_chapter(asked, shown)], area=asked.district, edition=asked.edition)
    places = Places.of([page])
    drawn = Drawn(exporter.draw_page(page, [page], places), page)
    index = make_index([page], area=settings.partnership.slug, edition=asked.edition)
    listed = exporter.draw_index(index, [page], places, missing=[], left_out=[])
    pages = {page.file: drawn, index.file: Drawn(listed, index)}
    stated = make_manifest(
        settings, facts, style=exporter.style, editions={asked.edition: pages}, missing=[],
        left_out=[],
    )  # fmt: skip
    manifest = json.loads(stated)
    standard = standards(manifest, frozen)[asked.edition]
    trace = standard.judge(drawn.html, manifest["editions"][asked.edition][page.file])
    path = folder / f"{asked.name}-{asked.district}-{asked.edition}.html"
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(path, drawn.html)
    return Trial(shown, path, tuple(trace.faults))


def _chapter(asked: Asked, shown: Exhibit) -> tuple[Task, dict[str, object]]:
    """Return a chapter that holds the exhibit alone, as if it had been run."""
    title = shown.title
    chapter = Chapter("trial", Path("trial.ipynb"), title=title, order=0, per="area")
    output = {"output_type": "display_data", "data": shown._repr_mimebundle_(), "metadata": {}}
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": "# On trial"},
        {"cell_type": "code", "metadata": {}, "source": asked.name, "outputs": [output]},
    ]
    return Task(asked.district, chapter, title), {"cells": cells}
