"""Does commentary describe the one complaint that makes most of a change?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csa.counting.keys import write_dims
from csa.counting.records.persons import ONE_CASE
from csa.errors import DisclosureError
from csa.exhibits.trust.judgement import is_in_force
from csa.periods import Period
from csa.sources.single_case import named_times_and_places

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from csa.settings import Settings


def refuse_described_case(
    cells: pd.DataFrame, reference: Mapping[str, pd.DataFrame], *, settings: Settings, end: str
) -> None:
    """Refuse commentary that says when or where, on a subject that one complaint changes.

    Pages for partners say that one complaint makes a change. Beside a comment that names a month
    or a street this describes what happened to one person.

    Parameters
    ----------
    cells : DataFrame
        Cells of a release, by which pages say what one complaint makes.
    reference : mapping
        Public tables, with ``commentary``.
    settings : Settings
        Priorities with their sub-themes, and districts.
    end : str
        Last month of the assessment.

    Raises
    ------
    DisclosureError
        If there is such a comment; the message names its file and the word.
    """
    driven = cells[(cells["measure"] == ONE_CASE) & (cells["value"].fillna(0) > 0)]
    comments = reference.get("commentary")
    if comments is None or not len(driven):
        return
    subjects = {
        theme: {p.id, *(s.id for s in p.subthemes)}
        for p in settings.priorities
        for theme in (p.id, *(s.id for s in p.subthemes))
    }
    codes = {one.slug: one.code for one in settings.districts}
    shown = comments[is_in_force(comments, Period(end, end))].fillna("")
    for comment in shown.itertuples():
        named = next(named_times_and_places(str(comment.text)), None)
        themes = [write_dims({"theme": name}) for name in subjects.get(str(comment.key), ())]
        where = [codes.get(slug, slug) for slug in str(comment.districts).split(";") if slug]
        here = driven[driven["dims"].isin(themes) & driven["area"].isin(where or codes.values())]
        if named and len(here):
            raise DisclosureError(
                f"{comment.path} says '{named[1]}', and one complaint makes most of a change in "
                f"'{comment.key}': on one page they describe what happened to one person. Leave "
                "out when and where, then run csa build and csa assess again. Nothing was "
                "published."
            )
