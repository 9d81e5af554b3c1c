"""In whose words is the synthetic partnership written: in ours, or as other systems send it?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd

from csa.errors import SettingsError
from csa.settings.layouts import FOLDER
from csa.synthetic.places.geography import Ground
from csa.synthetic.worlds import records, warehouse
from csa.synthetic.writers import RawFolder

# By source, the raw columns of its rows in our own format, with their ``month``.
Extracts = Mapping[str, pd.DataFrame]
# Writes the files and returns the look-ups that the layouts need, by name.
Write = Callable[[RawFolder, Extracts, Ground], dict[str, str]]
WORLDS: Mapping[str, Write] = {"records": records.write, "warehouse": warehouse.write}
OWN = {
    "police_crimes": "police/{month}-crimes.csv",
    "police_victims": "police/{month}-victims.csv",
    "police_suspects": "police/{month}-suspects.csv",
    "asb": "asb/{month}-asb.csv",
    "fire": "fire/{month}-deliberate-fires.csv",
}


def write_extracts(
    folder: RawFolder, extracts: Extracts, ground: Ground, *, world: str = ""
) -> dict[str, str]:
    """Write what partners send, in our own format or in that of another world.

    Returns
    -------
    dict of str to str
        Layouts and look-ups that the files need in ``config/layouts``, by name.

    Raises
    ------
    SettingsError
        If there is no such world.
    """
    if not world:
        _write_own(folder, extracts, ground)
        return {}
    if world not in WORLDS:
        raise SettingsError(
            f"There is no layout '{world}' of the synthetic partnership; there are: "
            f"{', '.join(WORLDS)}."
        )
    look_ups = WORLDS[world](folder, extracts, ground)
    layouts = sorted((Path(__file__).parent / world).glob("*.toml"))
    return {path.name: path.read_text(encoding="utf-8") for path in layouts} | look_ups


def _write_own(folder: RawFolder, extracts: Extracts, ground: Ground) -> None:
    for source, pattern in OWN.items():
        folder.by_month(pattern, extracts[source])
    reports = extracts["environment"]
    for code, slug in zip(ground.districts["code"], ground.districts["slug"], strict=True):
        mine = reports[reports["district_code"] == code]
        folder.by_month(f"environment/{{month}}-{slug}-environment.csv", mine)


def write_layouts(root: Path, texts: Mapping[str, str]) -> None:
    """Write layouts and look-ups into the settings of a project.

    Raises
    ------
    SettingsError
        If another file of that name is there.
    """
    paths = {root / FOLDER / name: text for name, text in texts.items()}
    for path, text in paths.items():
        if path.exists() and path.read_text(encoding="utf-8") != text:
            raise SettingsError(
                f"{FOLDER}/{path.name} is there already and says something else. Rename or remove "
                "it, then try again."
            )
    for path, text in paths.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
