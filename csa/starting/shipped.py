"""Where lie the settings and notebooks that csa comes with?

In a checkout they stand beside the package, as those of a project; an installed package holds them.
"""

from __future__ import annotations

from pathlib import Path

from csa.errors import SettingsError

PACKAGE = Path(__file__).resolve().parents[1]
CONFIG, NOTEBOOKS = "config", "notebooks"


def shipped(name: str) -> Path:
    """Return the folder of this name that csa comes with.

    Raises
    ------
    SettingsError
        If it is in neither place: the installation is not whole.
    """
    for folder in (PACKAGE / "shipped" / name, PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise SettingsError(f"csa is not installed whole: it lacks its {name}. Install it again.")
