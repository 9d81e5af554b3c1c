"""Which column of ours can a column of a file be, as far as its cells tell?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from csa.layouts.moments import BARE_CLOCK, CLOCK, HALF_CLOCK, read_clock
from csa.layouts.proposing.lexicon import is_personal, plain
from csa.layouts.proposing.look import Seen, month_in
from csa.layouts.words import folded
from csa.reading.model import CATEGORY, METRES, MOMENT, Column
from csa.reading.rows.values import FLAGS, NUMBER, Unreadable

Known = Mapping[str, str]
Fits = Callable[[str], bool]
# Codes and names of the synthetic partnership look alike, with Z and S.
LSOA_CODE = re.compile(r"[EWZ]01\d{6}", re.IGNORECASE)
LSOA = re.compile(rf"{LSOA_CODE.pattern}|.+ [S\d]\d\d[A-Z]", re.IGNORECASE)
AREA = re.compile(r"[EWZ]0[5-9]\d{6}", re.IGNORECASE)
OFFENCE_CODE = re.compile(r"0*\d{1,3}[A-Z]{0,2}(/\d+)?", re.IGNORECASE)
OUTCOME = re.compile(r"\d{1,2}[A-Z]?\b.*")
YES_NO = frozenset(FLAGS)
ANSWERS = (
    "repeat_caller", "attack_on_crew", "hoax", "disability", "vulnerable", "support_referred",
    "iom_flag", "yot_flag", "alcohol", "drugs",
)  # fmt: skip
WORD = re.compile(r"[^\W_]+")
NO_WORDS = ("flag", "on", "ref", "code", "date", "at", "is", "source", "caller")
SHAPES: Mapping[str, re.Pattern[str]] = {
    "lsoa_code": LSOA,
    "residence_lsoa": LSOA,
    "ho_offence_code": OFFENCE_CODE,
    "outcome_code": OUTCOME,
}
SURE, MOST, HALF = 0.95, 0.8, 0.5
NEAR_M = 40_000  # around the named places of the partnership
FEW_TEXTS = 80


@dataclass(frozen=True)
class Clues:
    """What is known of the partnership.

    Attributes
    ----------
    words : dict of str to dict of str to str
        By source and column, as ``source.column``, what texts mean.
    is_district : callable
        Says whether a text names one of the districts.
    places : sequence of (int, int)
        Easting and northing of its named places; none means that any place will do.
    """

    words: Mapping[str, Known]
    is_district: Fits
    places: Sequence[tuple[int, int]] = ()

    def is_near(self, text: str, axis: int) -> bool:
        """Return whether a number is an easting (0) or northing (1) in or near the area."""
        if not NUMBER.fullmatch(text):
            return False
        metres = float(text.replace(",", ""))
        there: list[float] = [place[axis] for place in self.places] or [metres]
        return min(there) - NEAR_M <= metres <= max(there) + NEAR_M and metres > 1


def cells_that_fit(seen: Seen, column: Column, known: Known, clues: Clues) -> int | None:
    """Return how many cells can be what a column of ours holds; None where no cell could tell."""
    fits = _test(column, known, clues)
    return None if fits is None else sum(n for text, n in seen.texts.items() if fits(text))


def _test(column: Column, known: Known, clues: Clues) -> Fits | None:
    if column.kind == MOMENT:
        return lambda text: bool(month_in(text))
    if column.kind == METRES:
        axis = int(column.name == "northing")
        return lambda text: clues.is_near(text, axis)
    if column.name == "district_code":
        return lambda text: clues.is_district(text) or bool(AREA.fullmatch(text))
    if column.name in SHAPES:
        return lambda text: bool(SHAPES[column.name].fullmatch(text))
    if is_answer(column):
        return lambda text: folded(text) in YES_NO or folded(text) in known
    if column.kind == CATEGORY and known:
        return lambda text: folded(text) in known or bool(alike(text, known))
    return (lambda text: folded(text) in known) if known else None


def is_answer(column: Column) -> bool:
    """Return whether a column holds yes or no."""
    return column.name.startswith("flag_") or column.name in ANSWERS


def find_by_content(
    columns: Sequence[Column], seen: Sequence[Seen], source: str, clues: Clues
) -> Iterator[tuple[str, Seen, str]]:
    """Yield columns of a source with the column of a file whose cells they can be, and why.

    Parameters
    ----------
    columns : sequence of Column
        Those that no heading fits.
    seen : sequence of Seen
        The columns of the file that nothing is made of yet.
    source : str
        The name of the source.
    clues : Clues
        What is known of the partnership.
    """
    left = [one for one in seen if one.texts and not is_personal(one.heading)]
    for column in columns:
        known = clues.words.get(f"{source}.{column.name}", {})
        shares = {n: _share(one, column, known, clues) for n, one in enumerate(left)}
        good = [n for n, share in shares.items() if share >= _needed(column)]
        if not good or (column.kind == METRES and len(good) > 1):
            continue
        best = max(good, key=shares.__getitem__)
        several = column.kind == MOMENT and len(good) > 1
        yield column.name, left.pop(best), _why(column, is_sure=shares[best] > SURE and not several)


def _needed(column: Column) -> float:
    return HALF if column.kind == CATEGORY else MOST


def _share(seen: Seen, column: Column, known: Known, clues: Clues) -> float:
    """Return the share of cells that fit a column, as far as cells alone can tell which it is."""
    if is_answer(column) and not _shares_word(seen.heading, column.name):
        return 0.0
    if column.name in ("ho_offence_code", "outcome_code"):
        return 0.0  # many numbers look like one: the heading must say so
    counted = column.kind in (CATEGORY, "") and column.name not in (*SHAPES, "district_code")
    if counted and (len(seen.texts) > FEW_TEXTS or not (known or is_answer(column))):
        return 0.0
    fitting = cells_that_fit(seen, column, known, clues)
    share = (fitting or 0) / seen.texts.total()
    answers = sum(n for text, n in seen.texts.items() if folded(text) in YES_NO)
    return share if is_answer(column) or answers < seen.texts.total() * HALF else 0.0


def _shares_word(heading: str, name: str) -> bool:
    words = {one for one in name.split("_") if one not in NO_WORDS}
    return bool(words & set(plain(heading).replace("?", "").split()))


def _why(column: Column, *, is_sure: bool) -> str:
    said = "by a word of its heading and its cells" if is_answer(column) else "by its cells"
    return said if is_sure else f"open: {said}"


def time_beside(day: Seen, columns: Sequence[Seen]) -> Seen | None:
    """Return the column with the times of the days of another: next to it, or named alike."""
    if any(":" in text or "." in text[8:] for text in day.texts if not text.endswith("00:00:00")):
        return None
    alike = plain(day.heading).replace("date", "time")
    after = columns[columns.index(day) + 1 :][:1]
    named = [one for one in columns if one is not day and plain(one.heading) == alike]
    beside = [one for one in after if "time" in plain(one.heading).split()]
    return next((one for one in (*named, *beside) if _is_times(one)), None)


def _is_times(seen: Seen) -> bool:
    good = sum(n for text, n in seen.texts.items() if _is_time(text))
    return bool(seen.texts) and good >= seen.texts.total() * MOST


def _is_time(text: str) -> bool:
    if not any(form.fullmatch(text) for form in (CLOCK, BARE_CLOCK, HALF_CLOCK)):
        return False
    try:
        read_clock(text)
    except Unreadable:
        return False
    return True


def alike(text: str, known: Known) -> str:
    """Return what a text may mean that is on no list but made of listed words only; else nothing.

    Only such a text may be shown: no name is among them.

    Examples
    --------
    >>> known = {"asb - nuisance": "Nuisance", "asb - personal": "Personal", "noise": "Nuisance"}
    >>> alike("ASB nuisance (noise)", known), alike("ASB nuisance by Jo", known)
    ('Nuisance', '')
    """
    words = words_in(text)
    listed = {key: words_in(key) for key in known}
    if not words or not words <= set().union(*listed.values()):
        return ""
    shared = {key: len(words & found) / len(words | found) for key, found in listed.items()}
    best = max(shared.values())
    meant = {known[key] for key, share in shared.items() if share == best > HALF}
    return meant.pop() if len(meant) == 1 else ""


def words_in(text: str) -> set[str]:
    """Return the words of a text, whatever their case."""
    return set(WORD.findall(folded(text)))
