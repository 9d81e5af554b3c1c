"""What may a thing be called? Its slug, name or code, however an officer writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csa.errors import SettingsError, did_you_mean, folded

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


def find_named(
    items: Iterable[Any], wanted: str, *, kind: str, names: Collection[str], where: str = ""
) -> Any:
    """Return the one thing that is called so.

    Parameters
    ----------
    items : iterable
        The things.
    wanted : str
        What was typed: one of its names, in any case and with any marks between the words.
    kind : str
        What they are, in the singular.
    names : collection of str
        The attributes that name one; the first is what lists show.
    where : str
        Whose they are; by default this partnership's.

    Raises
    ------
    SettingsError
        If none is called so, or several are; the message lists what there is, the nearest first.
    """
    things = [*items]
    found = called(things, wanted, names=names)
    if len(found) == 1:
        return found[0]
    shown = [next(iter(_names(one, names))) for one in found or things]
    where = where or "this partnership"
    if found:
        raise SettingsError(
            f"More than one {kind} of {where} is called '{wanted}'. Choose from: "
            f"{', '.join(shown)}."
        )
    known = [name for one in things for name in _names(one, names)]
    choices = f"Choose from: {', '.join(shown)}." if shown else "The settings name none."
    raise SettingsError(
        f"'{wanted}' is not a {kind} of {where}.{did_you_mean(wanted, known)} {choices}"
    )


def called(items: Iterable[Any], wanted: str, *, names: Collection[str]) -> list[Any]:
    """Return the things that are called so: letter by letter, or else in any case and marks."""
    things = [*items]
    for same in (str, folded):
        found = [one for one in things if same(wanted) in [same(n) for n in _names(one, names)]]
        if found:
            return found
    return []


def _names(item: Any, names: Collection[str]) -> list[str]:
    return [str(getattr(item, name)) for name in names]
