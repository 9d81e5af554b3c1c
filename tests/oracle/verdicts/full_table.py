"""Draw many worlds, hold every rate to its bound, and write the table into docs/verdicts.md."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from alarms import PLANTED, ROWS, WARD_A_MONTH, allowed, found
from worlds import DISPERSIONS

PAGE = Path(__file__).resolve().parents[3] / "docs" / "verdicts.md"
WRITTEN = re.compile(r"(?<=<!-- rates -->\n).*?(?=<!-- end of rates -->)", re.DOTALL)
SEED = 13
WORLDS_WITH_EFFECT = 3000


def rows() -> Iterator[tuple[str, str, list[float], bool]]:
    """Yield name, what is intended, the rates by dispersion and whether all keep to the bound."""
    for row in ROWS:
        rates = [row.rate(one, row.full, np.random.default_rng(SEED)) for one in row.worlds]
        kept = all(rate <= allowed(row, one) for rate, one in zip(rates, row.worlds, strict=True))
        yield row.name, f"at most {row.nominal:.2f}", rates, kept
    for effect in PLANTED:
        rate = found(WARD_A_MONTH, effect)
        rates = [rate(one, WORLDS_WITH_EFFECT, np.random.default_rng(SEED)) for one in DISPERSIONS]
        name = f"A rise of {effect:.0%} in a ward of 480 a year, found"
        yield name, "as often as can be", rates, effect < 0.3 or rates[1] >= 0.60


def main() -> int:
    """Write the table; 1 if a rate breaks its bound."""
    heads = ["Poisson", *(f"dispersion {one:g}" for one in DISPERSIONS[1:])]
    lines = [
        f"| What is said | intended | {' | '.join(heads)} |",
        "|---|---|" + "---|" * len(heads),
    ]
    is_kept = True
    for name, intended, rates, kept in rows():
        shown = [f"{one:.2f}" for one in rates] + [""] * (len(DISPERSIONS) - len(rates))
        lines.append(f"| {name} | {intended} | {' | '.join(shown)} |")
        sys.stdout.write(f"{lines[-1]}{'' if kept else '  <- too often'}\n")
        is_kept &= kept
    page = PAGE.read_text(encoding="utf-8")
    table = "\n".join(lines) + "\n"
    PAGE.write_text(WRITTEN.sub(lambda _: table, page), encoding="utf-8")
    return 0 if is_kept else 1


if __name__ == "__main__":
    sys.exit(main())
