"""Do the cells of a column name or describe somebody, whatever its heading says?

A layout that would read such a column is refused unless it says why, and in which role somebody
decided so. What is found is told by its kind and by how many cells, never by a cell.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from csa.errors import SourceError
from csa.layouts.moments import read_moment
from csa.reading.model import MOMENT, Column
from csa.reading.rows.values import Unreadable
from csa.settings.layout_tables import FILE, SHEET, Table
from csa.settings.layouts import Layout
from csa.visible import MOST_OF_A_NAME, visible

# The commonest forenames of England and Wales that are no other word.
FORENAMES = (
    "aaron abdul abigail adam aidan alan alexander ali alice amanda amelia amir amy andrea "
    "andrew angela ann anna anne anthony ayesha barbara barry ben benjamin brenda brian "
    "callum carol caroline catherine charlotte chloe christine christopher claire connor "
    "daniel darren david dawn deborah denise dennis derek diane donna dorothy dylan edward "
    "eileen elizabeth ella emily emma ethan evie fatima fiona freya gareth gary gemma george "
    "georgia gillian graham gregory hannah harriet harry hayley heather helen ian imran "
    "isabella jacob jacqueline jake james jamie jane janet jason jean jeffrey jennifer "
    "jessica joan joanna joanne john jonathan joseph joshua joyce judith julia julie karen "
    "kate katherine kathleen keith kelly kenneth kerry kevin kimberley kyle laura lauren "
    "leanne leslie liam linda lisa louise lucy luke lynn malcolm margaret maria marie martin "
    "mary matthew maureen megan melanie michael michelle mohammad mohammed muhammad natalie "
    "natasha nathan neil nicholas nicola nigel noah oliver olivia owen pamela patricia "
    "patrick paul pauline peter philip rachel raymond rebecca richard robert roger ronald "
    "rosemary russell ruth ryan samantha samuel sandra sarah sean sharon sheila shirley simon "
    "sophie stacey stephanie stephen steven stuart susan suzanne thomas timothy tracey trevor "
    "valerie victoria vincent wayne wendy william yusuf yvonne zainab zoe"
).replace(" ", "|")
TITLE = r"(mr|mrs|ms|miss|dr|rev|pc|pcso|sgt|insp|cllr)\.?"
WORD = r"[^\W\d_][^\W\d_'\u2019.-]*"
NAME = re.compile(
    rf"{TITLE} {WORD}( {WORD}){{0,3}}"
    rf"|({WORD},? ){{0,2}}({FORENAMES})(,? {WORD}){{0,2}}",
    re.IGNORECASE,
)
STREET = (
    r"(street|st|road|rd|lane|ln|avenue|ave|close|drive|crescent|gardens|grove|terrace|court|"
    r"mews|walk|way|place|square|hill|rise|croft|green)"
)
# By what messages call them; texts that hold one of these seldom hold anything else.
PLAIN: Mapping[str, re.Pattern[str]] = {
    "addresses of mail": re.compile(r"[^@\s]+@[^@\s]+\.\w+"),
    "telephone numbers": re.compile(
        r"(?<!\d)(\+44 ?\(?0?\)?|0)(7\d{3} ?\d{3} ?\d{3}|[12]\d{2,3} \d{3} ?\d{3,4})(?!\d)"
    ),
    "addresses": re.compile(
        rf"(?i:\b\d+[a-z]?,? ({WORD} ){{1,4}}{STREET}\b|\bflat \d)"
        r"|\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b"
    ),
}
VEHICLE = re.compile(
    r"[A-Z]{2}\d{2} ?[A-Z]{3}|[A-Z]\d{1,3} ?[A-Z]{3}|[A-Z]{3} ?\d{1,3}[A-Z]", re.IGNORECASE
)
NAMES, VEHICLES, FREE_TEXT = "names of people", "marks of vehicles", "free text"
BIRTHS, NO_REFERENCES = "dates of birth", "words and no references"
FEW, MANY = 0.1, 0.3  # of filled cells: of what is plain, and of what may be chance
SENTENCE_WORDS, DIFFERENT = 7, 0.5
FEWEST_TEXTS, FEWEST_YEARS = 4, 5
YOUNGEST_YEARS = 15
SEEN_ROWS = SEEN_TEXTS = 1_000


@dataclass(frozen=True)
class Finding:
    """What a column seems to hold: ``what``, in ``cells`` of its ``filled`` ones."""

    what: str
    cells: int
    filled: int


def looks_personal(text: str) -> str:
    """Return what a single text seems to be of somebody; nothing for anything else.

    Examples
    --------
    >>> looks_personal("ring 07700 900123"), looks_personal("SMITH, Jane"), looks_personal("Noise")
    ('telephone numbers', 'names of people', '')
    """
    plain = next((what for what, pattern in PLAIN.items() if pattern.search(text)), "")
    return plain or (NAMES if NAME.fullmatch(text) else "")


def find_telling(texts: Counter[str], column: Column | None = None) -> Finding | None:
    """Return what a column seems to tell of somebody, or nothing.

    Parameters
    ----------
    texts : Counter
        Its different texts, and in how many cells each stands.
    column : Column, optional
        The column of ours that it would fill.
    """
    texts = Counter(dict(islice(texts.items(), SEEN_TEXTS)))
    kinds = Counter[str]()
    for text, n in texts.items():
        kinds[looks_personal(text)] += n
        kinds[VEHICLES] += n * bool(VEHICLE.fullmatch(text))
    filled = texts.total()
    for what in (*PLAIN, NAMES, VEHICLES):
        if kinds[what] > filled * (FEW if what in PLAIN else MANY):
            return Finding(what, kinds[what], filled)
    if column is not None and column.kind == MOMENT:
        return _births(texts)
    words = sum(len(text.split()) for text in texts)
    if len(texts) >= max(FEWEST_TEXTS, filled * DIFFERENT) and words >= len(texts) * SENTENCE_WORDS:
        return Finding(FREE_TEXT, filled, filled)
    return _no_references(texts) if column is not None and column.name.endswith("_ref") else None


def _births(texts: Counter[str]) -> Finding | None:
    """Find dates that lie a youth's age and more before the latest, of many years."""
    years = Counter[int]()
    for text, n in texts.items():
        try:
            years[int(read_moment(text)[:4])] += n
        except Unreadable:
            continue
    early = {year: n for year, n in years.items() if year <= max(years) - YOUNGEST_YEARS}
    cells = sum(early.values())
    wide = len(early) >= FEWEST_YEARS and cells > years.total() * MANY
    return Finding(BIRTHS, cells, texts.total()) if wide else None


def _no_references(texts: Counter[str]) -> Finding | None:
    cells = sum(n for text, n in texts.items() if not any(map(str.isdigit, text)))
    wide = len(texts) >= FEWEST_TEXTS and cells > texts.total() * DIFFERENT
    return Finding(NO_REFERENCES, cells, texts.total()) if wide else None


class Watch:
    """Looks at the rows that a table takes, and refuses columns that tell of somebody.

    Parameters
    ----------
    table : Table
        What the layout says of the table.
    layout : Layout
        The layout.
    columns : dict of str to Column
        The columns of its source.
    """

    def __init__(self, table: Table, layout: Layout, columns: Mapping[str, Column]) -> None:
        self._layout = layout
        self._headings = dict(_watched(table, columns))
        self._allowed = {one.heading: one for one in layout.allowed}
        self._told: dict[str, str] = {}
        self._rows: list[Mapping[str, str]] = []

    @property
    def remarks(self) -> Sequence[str]:
        """What the account should say of columns that are read although they tell of somebody."""
        return list(self._told.values())

    def see(self, row: Mapping[str, str]) -> None:
        """Take one more row into account."""
        if len(self._rows) < SEEN_ROWS:
            self._rows.append(row)

    def refuse(self, where: str) -> None:
        """Refuse what was seen since the last time if a column tells of somebody.

        Raises
        ------
        SourceError
            Naming the column, what it seems to hold and in how many cells.
        """
        rows, self._rows = self._rows, []
        for heading, column in self._headings.items():
            found = find_telling(Counter(t for row in rows if (t := row.get(heading))), column)
            if found is None:
                continue
            name = visible(heading, MOST_OF_A_NAME)
            said = f"'{name}' seems to hold {found.what}"
            if heading not in self._allowed:
                raise SourceError(
                    f"{where}: the column {said} ({found.cells:,} of {found.filled:,} cells looked "
                    f"at), and {self._layout.path} would read it. Name it there as personal; if it "
                    "must be read, say so under [[allowed]], with heading, why and role."
                )
            allowed = self._allowed[heading]
            self._told[heading] = f"{said} and is read: {allowed.why} ({allowed.role})"


def _watched(table: Table, columns: Mapping[str, Column]) -> Iterator[tuple[str, Column]]:
    """Yield the headings whose texts may be kept; names of places are looked up and are not."""
    for name, ways in table.columns.items():
        for way in ways:
            if way.by == "code" and way.look_up is None:
                yield from ((h, columns[name]) for h in way.headings if h not in (SHEET, FILE))
