"""Which projects did the synthetic partnership fund, and what was written about its figures?"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

FOLDER = Path(__file__).parent / "written"


def projects() -> pd.DataFrame:
    """Return the funded projects, one row each, as in ``projects/projects.csv``."""
    return pd.read_csv(FOLDER / "projects.csv", keep_default_na=False)


def project_outputs() -> pd.DataFrame:
    """Return what the projects delivered, as in ``projects/project_outputs.csv``."""
    return pd.read_csv(FOLDER / "project_outputs.csv", keep_default_na=False)


def recommendations() -> pd.DataFrame:
    """Return what was recommended the year before, as in ``recommendations.csv``."""
    return pd.read_csv(FOLDER / "recommendations.csv", keep_default_na=False)


def residents_survey() -> pd.DataFrame:
    """Return what residents said in both waves, with a column ``month``."""
    return pd.read_csv(FOLDER / "residents_survey.csv", keep_default_na=False)


def commentary() -> dict[str, str]:
    """Return the text of the commentary files by name."""
    paths = sorted((FOLDER / "commentary").glob("*.md"))
    return {path.name: path.read_text(encoding="utf-8") for path in paths}
