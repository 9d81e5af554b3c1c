"""What has the officer of an area that nobody else has?"""

from __future__ import annotations

from typing import Any

from csa.exhibits.desk import AreaDesk


class OfficerDesk(AreaDesk):
    """One area as the officer has it: its exhibits, and a desk of widgets over its rows.

    Examples
    --------
    >>> csa.open("Redditch").explore()
    The desk of Redditch (unprotected). It is shown in JupyterLab.
    """

    def explore(self) -> Any:
        """Return choices, a map, charts, a table and their code, which JupyterLab shows.

        Returns
        -------
        ExploreDesk
            Unprotected, for the officer's eyes; its last month is that of the area.

        Raises
        ------
        SettingsError
            If the packages that JupyterLab needs for it are not installed.
        """
        from csa.officer.explorer.showing import open_desk

        return open_desk(self.view.settings, self.view.slug, until=self.view.period.end)
