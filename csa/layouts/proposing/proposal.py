"""What is proposed for a file: its sheets, and how columns of ours would be filled from it."""

from __future__ import annotations

from dataclasses import dataclass, field

from csa.layouts.proposing.look import Seen, Sheet
from csa.settings.layout_tables import Table, Way
from csa.settings.layouts import Layout


@dataclass
class Fill:
    """How one column of a table would be filled.

    Attributes
    ----------
    way : Way
        How.
    why : str
        What speaks for it.
    seen : Seen, optional
        The column of the file, if it is one.
    missing : list of str
        Texts of it that are on no list.
    like : dict of str to str
        Texts that are on no list but made of listed words only, with what they may mean.
    fitting : int, optional
        How many of its cells can be what the column of ours holds, if they can tell.
    weight : float
        How much it speaks for the table: less where only the cells say so.
    later : tuple of Way
        Other ways, of which the first that gives anything counts.
    """

    way: Way
    why: str
    seen: Seen | None = None
    missing: list[str] = field(default_factory=list)
    like: dict[str, str] = field(default_factory=dict)
    fitting: int | None = None
    weight: float = 1
    later: tuple[Way, ...] = ()

    @property
    def reason(self) -> str:
        """What speaks for it, with the cells that fit if they can tell."""
        filled = self.seen.texts.total() if self.seen is not None else 0
        told = "" if self.fitting is None else f"; {self.fitting:,} of {filled:,} cells fit"
        return f"{self.why}{told}"


@dataclass
class Proposal:
    """What a file seems to hold.

    Attributes
    ----------
    sheets : list of Sheet
        The tables in it.
    encoding, delimiter : str
        Its encoding, and what stands between its fields.
    tables : dict of str to dict of str to Fill
        By source, how its columns would be filled; empty where no source fits.
    place : str
        The heading of a grid reference.
    born : str
        The heading of dates of birth.
    rules : dict of str to Table
        By source, a table of a layout there is, whose rules about rows fit the headings.
    former : Layout, optional
        A layout there is that reads most of the headings: what it says of the whole file holds.
    same : dict of str to list of str
        Headings of other sheets that mean the same as one of the first.
    optional : list of str
        Headings that some sheets lack.
    personal, ignored : list of str
        Headings that are never kept, and those that nothing is known to be made of.
    dates : list of str
        Other headings that hold dates: one of them may be the one that counts.
    """

    sheets: list[Sheet]
    encoding: str
    delimiter: str = ","
    tables: dict[str, dict[str, Fill]] = field(default_factory=dict)
    rules: dict[str, Table] = field(default_factory=dict)
    former: Layout | None = None
    same: dict[str, list[str]] = field(default_factory=dict)
    optional: list[str] = field(default_factory=list)
    place: str = ""
    born: str = ""
    personal: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
