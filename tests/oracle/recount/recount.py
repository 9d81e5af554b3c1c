"""Hold what finished pages show against what the raw files say."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from counting import Counter, Truth
from raw import Raw
from recipes import RECIPES
from shown import Page, Table, number

BASE = 5
NEARLY_HALF = 0.5 + 1e-6
EDITIONS = ("partner", "public")
# Tables whose rows only two headings tell apart.
BY_TWO_HEADINGS = ("suspect-few",)
BY_THEME = {"headline", "subthemes", "priorities_at_a_glance"}

Compared = tuple[str, str, str]  # row, column and what is wrong, if anything


@dataclass
class Recount:
    """How many numbers were compared, by exhibit, and which disagree."""

    compared: Tally[str] = field(default_factory=Tally)
    wrong: list[str] = field(default_factory=list)

    def add(self, where: str, table: Table, compared: Compared) -> None:
        """Note one comparison."""
        row, column, fault = compared
        self.compared[table.exhibit] += 1
        if fault:
            at = f"{where}, {table.chapter}, {table.exhibit}"
            self.wrong.append(f"{at}, '{row}', '{column}': {fault}")


def recount_pages(raw: Raw, folder: Path, *areas: str) -> Recount:
    """Compare the pages of both editions of a published year: of some areas, or of all it has."""
    found = Recount()
    drawn = {
        slug: codes
        for slug, codes in raw.areas.items()
        if slug in (areas or raw.areas) and _is_drawn(folder, slug)
    }
    for slug, codes in drawn.items():
        pages = {
            edition: Page(
                *(
                    (folder / edition / name).read_text(encoding="utf-8")
                    for name in (f"{slug}.html", f"{slug}-annex.html", "how-to-read.html")
                    if (folder / edition / name).exists()
                )
            )
            for edition in EDITIONS
        }
        counter = Counter(raw, codes, pages["public"].months)
        for edition, page in pages.items():
            recount_tables(counter, page.tables, where=f"{edition}/{slug}", into=found)
    return found


def _is_drawn(folder: Path, slug: str) -> bool:
    return any((folder / edition / f"{slug}.html").exists() for edition in EDITIONS)


def recount_tables(counter: Counter, tables: Iterable[Table], *, where: str, into: Recount) -> None:
    """Compare the tables of a page."""
    for table in tables:
        for compared in (*_counted(counter, table), *_worked_out(table)):
            into.add(where, table, compared)


def _counted(counter: Counter, table: Table) -> Iterator[Compared]:
    """Compare the figures that a recipe counts; rows that the page leaves out are passed over."""
    recipe = RECIPES.get((table.exhibit, table.name))
    if recipe is None:
        return
    shown = {}
    for row in table.rows:
        name = f"{row[0]} / {row[1]}" if table.name in BY_TWO_HEADINGS else row[0]
        shown |= {(name, label): text for label, text in zip(table.labels, row, strict=False)}
    for truth in recipe(counter, table):
        at = (truth.row, truth.column)
        if at in shown:
            yield *at, _fault(shown[at], truth, bound=_bound(counter, table, truth))


def _bound(counter: Counter, table: Table, truth: Truth) -> int:
    """Return how far a count may be off: a rounded one as far as the page says, others not."""
    kind = table.kinds[table.labels.index(truth.column)]
    is_rounded = kind == "protected" or truth.each != 1 or _is_sensitive(counter, table, truth.row)
    return table.promise(truth.column) if is_rounded else 0


def _is_sensitive(counter: Counter, table: Table, row: str) -> bool:
    """Say whether a row of exact and rounded counts is of a theme that the settings protect."""
    if table.exhibit not in BY_THEME:
        return False
    for one in counter.raw.priorities:
        is_sensitive = one.get("sensitive", False)
        if row.startswith(f"{one['short_label']}: "):
            return is_sensitive
        if table.chapter == one["id"] and table.exhibit == "headline":
            return is_sensitive
        if table.chapter == one["id"]:
            return any(
                s.get("sensitive", is_sensitive) and not _is_type(s)
                for s in one["subtheme"]
                if s["label"] == row
            )
    return False


def _is_type(subtheme: dict[str, Any]) -> bool:
    """Say whether a sub-theme is one type of crime of the police, whose count everybody has."""
    conditions = [one for rule in subtheme["rules"] for one in rule.get("any_of", [])]
    return len(conditions) == 1 and list(conditions[0]) == ["category"]


def _fault(text: str, truth: Truth, *, bound: int) -> str:
    """Say what is wrong with a count or a rate; nothing where it is withheld."""
    if truth.value is None:
        return "" if text.startswith("not ") else f"shows {text}, which cannot be known"
    if text.startswith("not "):
        return ""
    if text.startswith("<"):
        is_right = bound and truth.value <= max(bound, BASE - 1)
        return "" if is_right else f"shows {text}, counted {truth.value:.0f}"
    value, decimals = number(text), len(text.partition(".")[2])
    printed = NEARLY_HALF / 10**decimals if decimals or truth.each != 1 else 0
    if value is None or abs(value - truth.value) > bound * truth.each + printed:
        return f"shows {text}, counted {truth.value:.2f}, within {bound}"
    return ""


def _worked_out(table: Table) -> Iterator[Compared]:
    """Compare percentages, changes and numbers a day with the figures of their row."""
    for row in table.rows:
        for place, named in enumerate(table.worked):
            part, _, whole = named.partition("/")
            by_people = whole.replace("-", "").isalpha()  # residents, of a year, households
            if not named or by_people or len(row) <= place:
                continue
            text, above = row[place], _combined(part, row)
            below = _combined(whole, row) if whole else 1.0
            value = None if table.kinds[place] == "interval" else number(text)
            if value is None or above is None or not below:
                continue
            worked = (100 if "%" in text else 1) * above / below
            decimals = len(text.partition(".")[2])
            is_right = abs(value - worked) <= NEARLY_HALF / 10**decimals
            fault = "" if is_right else f"shows {text}, worked out {worked:.3f}"
            yield row[0], table.labels[place], fault


def _combined(expression: str, row: list[str]) -> float | None:
    """Return the sum of some columns, given as in ``2-1``; a figure below five counts as none."""
    total, sign, place = 0.0, 1, ""
    for one in f"{expression}+":
        if one.isdigit():
            place += one
            continue
        value = 0.0 if row[int(place)].startswith("<") else number(row[int(place)])
        if value is None:
            return None
        total, sign, place = total + sign * value, -1 if one == "-" else 1, ""
    return total
