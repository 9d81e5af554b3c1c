"""Are the reports safe one by one and two by two, as well as all together? (G7)

Whoever holds fewer reports holds fewer ranges and fewer sums, so that every number which all
reports together leave possible is possible for that reader too. What the attack on all of them
says, it therefore says of each report and each pair. Here that is looked at once more, with and
without public totals, by following sums through: a report that contradicts another, or a sum that
only two of them complete, is named.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from csa.disclosure.attack.gate import PUBLIC_CLASSES, follow_sums, given_by_public_totals
from csa.errors import DisclosureError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import pandas as pd

    from csa.counting.cells import Areas

Names = tuple[str, ...]


@dataclass(frozen=True)
class PairsReport:
    """What readers of one report, or of two, could work out.

    Attributes
    ----------
    attacked : tuple of tuple of str
        The names of the reports attacked: each alone, then each pair.
    failures : mapping
        Failing cells by rule, by the names of the reports; empty when none fails.
    """

    attacked: tuple[Names, ...]
    failures: Mapping[Names, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    def summary(self) -> dict[str, Any]:
        """Return what the manifest prints."""
        alone = sum(len(names) == 1 for names in self.attacked)
        pairs = len(self.attacked) - alone
        return {
            "reports_attacked": (
                f"{alone} reports alone and {pairs} pairs, each with and without public totals, "
                "and all together"
            )
        }

    def raise_if_failed(self) -> None:
        """Stop the release when a report or a pair gives a cell away.

        Raises
        ------
        DisclosureError
            Naming the reports, rules and cells, never a count.
        """
        found = [
            f"{' and '.join(names)}: {rule}, {len(keys)} cells, first {keys[0]}"
            for names, rules in self.failures.items()
            for rule, keys in rules.items()
        ]
        if found:
            raise DisclosureError(
                "Reports could reveal a person alone or as a pair, and the release was not "
                f"published (rule G7; {'; '.join(found)}). Merge or drop the tables these cells "
                "belong to."
            )


def attack_pairs(
    cells: pd.DataFrame,
    relations: pd.DataFrame,
    *,
    base: int,
    reports: Mapping[str, Collection[str]],
) -> PairsReport:
    """Attack each report alone and each pair of reports.

    Parameters
    ----------
    cells, relations, base
        As for :func:`csa.disclosure.attack.gate.attack_release`.
    reports : mapping
        Codes of the areas that each report is about, by its name: it is taken to show every cell
        of theirs. Figures of other areas are attacked in the pair with the report of that area.

    Returns
    -------
    PairsReport
        A leak is reported, not raised.

    Notes
    -----
    A pair that no relation ties together says what its two reports say alone, and a pair with a
    report that fails alone fails with it: neither is looked at again.
    """
    is_public = cells["class"].isin(PUBLIC_CLASSES)
    report = cells["area"].map({area: name for name, areas in reports.items() for area in areas})
    beforehand = given_by_public_totals(cells, relations)
    tied = _tied(cells.assign(report=report.mask(is_public)), relations)
    alone = tuple((name,) for name in reports)
    pairs = tuple(itertools.combinations(reports, 2))
    failures: dict[Names, Mapping[str, tuple[str, ...]]] = {}
    for names in (*alone, *pairs):
        failed = any((name,) in failures for name in names)
        if failed or (len(names) > 1 and frozenset(names) not in tied):
            continue
        shown = cells[is_public | report.isin(names)]
        found = follow_sums(shown, relations, base=base, beforehand=beforehand)
        if found:
            failures[names] = found
    return PairsReport((*alone, *pairs), failures)


def _tied(cells: pd.DataFrame, relations: pd.DataFrame) -> set[frozenset[str]]:
    """Return the pairs of reports with protected cells in one relation that both would see."""
    report = cells[cells["value"].notna()].set_index("key")["report"]
    sides = relations[relations["parent"].isin(report.index)]
    sides = sides.assign(whole=sides["parent"].map(report), part=sides["child"].map(report))
    both = sides.loc[sides["whole"].notna() & sides["part"].notna(), ["whole", "part"]]
    tied = set(both.drop_duplicates().itertuples(index=False, name=None))
    # A public whole is seen by everybody.
    apart = sides[sides["whole"].isna() & sides["part"].notna()]
    for _, parts in apart.drop_duplicates(["relation", "parent", "part"]).groupby(
        ["relation", "parent"]
    )["part"]:
        tied |= set(itertools.combinations(parts, 2))
    return {frozenset(pair) for pair in tied}


def areas_by_report(areas: Areas, *, names: Mapping[str, str]) -> dict[str, set[str]]:
    """Return the areas that each report is about: the partnership as a whole, or one district.

    Parameters
    ----------
    areas : Areas
        How areas nest.
    names : mapping
        Name of the report by code of the partnership or district.
    """
    inside: dict[str, set[str]] = {code: {code} for code in names}
    for level in ("ward", "lsoa"):
        for code, district in areas.district_of(level).items():
            inside[district].add(code)
    return {name: inside[code] for code, name in names.items()}
