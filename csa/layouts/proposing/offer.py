"""What does ``csa layout`` say of a file: the layout it proposes, or that no table fits?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from csa.errors import SettingsError, SourceError
from csa.layouts.offences import offence_words
from csa.layouts.places import NO_DISTRICT, district_code, district_names
from csa.layouts.proposing.content import WORD, Clues, words_in
from csa.layouts.proposing.lexicon import is_personal
from csa.layouts.proposing.look import Sheet, look_at
from csa.layouts.proposing.proposal import Proposal
from csa.layouts.proposing.propose import propose
from csa.layouts.proposing.writing import as_toml
from csa.layouts.telling import looks_personal
from csa.layouts.words import folded
from csa.reading.files.discovery import RawFile, configured
from csa.reading.files.header import columns_read
from csa.reading.files.names import fits
from csa.schemas import (
    ASB_CATEGORIES,
    ASB_QUALIFIERS,
    COORDINATE_QUALITIES,
    CRIME_CATEGORIES,
    CRIME_STATUSES,
    ENVIRONMENT_CATEGORIES,
    FIRE_CLASSES,
    FIRE_MOTIVES,
    HATE_STRANDS,
    SUSPECT_STATUSES,
)
from csa.settings import Layout
from csa.settings.layouts import FOLDER
from csa.settings.reading import read_layouts
from csa.sources import all_sources

if TYPE_CHECKING:
    from csa.settings import Settings

EXAMPLES = "examples"
ROWS_OF_A_WORD = 5  # fewer may be those of one person
HIDDEN_WORD = "…"
LOCATED = ("police_crimes", "asb", "fire", "environment")
VALUES: Mapping[str, Sequence[str]] = {
    "police_crimes.police_uk_category": CRIME_CATEGORIES,
    "police_crimes.status": CRIME_STATUSES,
    "police_crimes.flag_hate": HATE_STRANDS,
    "police_suspects.status": SUSPECT_STATUSES,
    "asb.nsir_category": ASB_CATEGORIES,
    "asb.qualifiers": ASB_QUALIFIERS,
    "asb.risk": ("standard", "medium", "high"),
    "fire.incident_class": FIRE_CLASSES,
    "fire.motive": FIRE_MOTIVES,
    "environment.report_type": ENVIRONMENT_CATEGORIES,
    "environment.land": ("public", "private"),
    "environment.on_behalf": ("public", "officer"),
}


@dataclass(frozen=True)
class Offer:
    """What is proposed for a file.

    Attributes
    ----------
    proposal : Proposal
        What it seems to hold.
    name : str
        The settings file that the proposal would be, below the project folder; empty where no
        table fits.
    text : str
        What would stand in it.
    """

    proposal: Proposal
    name: str
    text: str


def offer(settings: Settings, path: Path) -> Offer:
    """Look at a file and propose its layout.

    Parameters
    ----------
    settings : Settings
        The project's settings.
    path : Path
        The file, wherever it lies.

    Raises
    ------
    SourceError
        If it cannot be read, holds no table, or is in the product's own format.
    """
    sources = [source for source in all_sources().values() if source.needs]
    layouts = (*settings.layouts, *read_layouts(settings.root, within=EXAMPLES))
    file = RawFile(sources[0], path, path.name)
    names = district_names(settings)
    found = propose(
        file,
        sources,
        layouts=layouts,
        clues=Clues(
            _words(settings, layouts),
            lambda text: bool(text) and district_code(text, names) != NO_DISTRICT,
            [place.circle[:2] for place in settings.places if place.circle is not None],
        ),
    )
    _refuse_own_format(found, path, settings)
    if not found.tables:
        return Offer(found, "", "")
    source = next(iter(found.tables))
    folder = next(one for one in sources if one.name == source).patterns[0].split("/")[0]
    name = f"{FOLDER}/{source}-new.toml"
    return Offer(found, name, as_toml(found, f"{folder}/{path.name}"))


def _refuse_own_format(found: Proposal, path: Path, settings: Settings) -> None:
    """Refuse to propose a layout for what is read without one."""
    first = [s for s in found.sheets if s.header == 1 and found.delimiter == ","]
    headings = [[seen.heading for seen in sheet.columns] for sheet in first]
    own = [
        configured(source, settings.sources.get(source.name, {}))
        for source in all_sources().values()
        if source.by_row and any(columns_read(names, source) for names in headings)
    ]
    if not own:
        return
    raw, whole = settings.raw.resolve(), path.resolve()
    name = whole.relative_to(raw).as_posix() if whole.is_relative_to(raw) else path.name
    patterns = [pattern for source in own for pattern in source.patterns]
    what = f"{name} is in csa's own format and needs no layout"
    if any(fits(name, pattern, loosely=True) for pattern in patterns):
        raise SourceError(f"{what}: 'csa build' reads it as it is.")
    raise SourceError(
        f"{what}, only a place and name such as data/raw/{patterns[0]}, by which 'csa build' finds "
        "it; see docs/raw_formats.md."
    )


def write_offer(settings: Settings, found: Offer, path: Path) -> None:
    """Write a proposal as a settings file.

    Raises
    ------
    SourceError
        If no table fits the file.
    SettingsError
        If the settings file is there already.
    """
    if not found.name:
        raise SourceError(nothing_fits(found, path))
    target = settings.root / found.name
    if target.exists():
        raise SettingsError(f"{found.name} is there already. Rename or remove it, then try again.")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(found.text, encoding="utf-8", newline="\n")


def _words(settings: Settings, layouts: Sequence[Layout]) -> dict[str, dict[str, str]]:
    """Return what texts are known to mean, by source and column."""
    words = {
        key: {folded(said): one for one in values for said in (one, one.replace("_", " "))}
        for key, values in _values()
    }
    types = words["police_crimes.police_uk_category"]
    types.update(
        {said: one for said, one in offence_words(settings.root).items() if said not in types}
    )
    for source, lists in settings.vocabulary.items():
        for column, values in lists.items():
            known = words.setdefault(f"{source}.{column}", {})
            for value, others in values.items():
                known.update({folded(one): value for one in (value, *others)})
    for layout in layouts:
        for table in layout.tables:
            for column, ways in table.columns.items():
                for way in (one for one in ways if len(one.headings) == 1):
                    known = words.setdefault(f"{table.source}.{column}", {})
                    known.update({folded(k): v for k, v in way.values.items() if "*" not in k})
    return words


def _values() -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the only values there are of columns, by source and column."""
    yield from VALUES.items()
    for name in LOCATED:
        yield f"{name}.coord_quality", COORDINATE_QUALITIES
    for source in all_sources().values():
        for column in source.columns:
            if column.values:
                yield f"{source.name}.{column.name}", column.values


def nothing_fits(found: Offer, path: Path) -> str:
    """Say that no table fits a file, with its headings."""
    names = _names(found.proposal.sheets)
    return f"No kind of table fits {path.name}, so nothing is proposed. Its headings are: {names}."


def texts_under(settings: Settings, path: Path, heading: str) -> list[tuple[str, int]]:
    """Return the texts of one column and how many rows each stands in, the most frequent first.

    One that seems to name somebody is told by its kind only. A word that stands in few rows and is
    on no list may be a name, and is left out.

    Raises
    ------
    SourceError
        If there is no such column, or it is one that is never kept.
    """
    if is_personal(heading):
        raise SourceError(f"The column '{heading}' may name somebody and is never shown.")
    source = next(one for one in all_sources().values() if one.needs)
    sheets, _ = look_at(RawFile(source, path, path.name))
    columns = [seen for sheet in sheets for seen in sheet.columns if seen.heading == heading]
    if not columns or any(seen.is_telling for seen in columns):
        raise SourceError(
            f"{path.name} has no column '{heading}' that may be shown. It has: {_names(sheets)}."
        )
    texts = sum((seen.texts for seen in columns), Counter[str]())
    layouts = (*settings.layouts, *read_layouts(settings.root, within=EXAMPLES))
    common = {
        word
        for known in _words(settings, layouts).values()
        for text in known
        for word in words_in(text)
    } | _often(texts)
    counts = Counter[str]()
    for text, n in texts.items():
        counts[_masked(text, common)] += n
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _often(texts: Mapping[str, int]) -> set[str]:
    rows = Counter[str]()
    for text, n in texts.items():
        rows.update(dict.fromkeys(words_in(text), n))
    return {word for word, n in rows.items() if n >= ROWS_OF_A_WORD}


def _masked(text: str, common: Collection[str]) -> str:
    found = looks_personal(text)
    if found:
        return f"(not shown: {found})"
    return WORD.sub(lambda word: word[0] if folded(word[0]) in common else HIDDEN_WORD, text)


def _names(sheets: Sequence[Sheet]) -> str:
    return ", ".join(dict.fromkeys(f"'{one.heading}'" for s in sheets for one in s.columns))
