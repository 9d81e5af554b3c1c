"""Weights of harm that nobody published: round numbers in the layouts of the real spreadsheets."""

from __future__ import annotations

from csa.synthetic.records.offences import OFFENCES

TITLE = "Synthetic weights, invented: not for any real use"
NOTE = "Note: offences without a line have no weight."
WITHOUT = ("99",)
ELSEWHERE = (5, 2)
# Score and days by subgroup; every other subgroup has those of ELSEWHERE.
WEIGHTS = {
    "Homicide": (8000, 5500),
    "Rape": (3000, 1800),
    "Other sexual offences": (600, 300),
    "Violence with injury": (200, 100),
    "Violence without injury": (40, 10),
    "Stalking and harassment": (60, 20),
    "Robbery of personal property": (700, 360),
    "Robbery of business property": (800, 360),
    "Domestic burglary": (400, 20),
    "Non-domestic burglary": (150, 10),
    "Arson": (300, 30),
    "Theft of a motor vehicle": (120, 20),
    "Theft from the person": (60, 20),
    "Trafficking of drugs": (400, 180),
    "Possession of weapons offences": (80, 30),
}


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
        f'{one.code},"{one.description}",{WEIGHTS.get(one.subgroup, ELSEWHERE)[column]}'
        for one in OFFENCES
        if one.code not in WITHOUT
    ]
    return "\n".join([f'"{TITLE}",,', ",,", header, *rows, ",,", f"{NOTE},,", ""])
