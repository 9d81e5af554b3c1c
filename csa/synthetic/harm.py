"""Weights of harm that nobody published: round numbers in the layouts of the real spreadsheets."""

from __future__ import annotations

from csa.synthetic.records.offences import HARM, OFFENCES

TITLE = "Synthetic weights, invented: not for any real use"
NOTE = "Note: offences without a line have no weight."
WITHOUT = ("99",)
ELSEWHERE = (5, 2)  # of every subgroup that has none of its own


def weight_files() -> dict[str, str]:
    """Return the text of each file by its name: titles, a table and a note below it."""
    return {
        "crime-severity-weights-2016-synthetic.csv": _file(
            "Offence code,Offence description,Weight", column=0
        ),
        "crime-harm-index-2016-synthetic.csv": _file(
            "Offence code,Offence,Starting point (days)", column=1
        ),
    }


def _file(header: str, *, column: int) -> str:
    rows = [
        f'{one.code},"{one.description}",{HARM.get(one.subgroup, ELSEWHERE)[column]}'
        for one in OFFENCES
        if one.code not in WITHOUT
    ]
    return "\n".join([f'"{TITLE}",,', ",,", header, *rows, ",,", f"{NOTE},,", ""])
