"""Who belongs to the partnership, and how it is built? ``config/membership.toml``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import ConfigDict, Field

from csa.errors import SettingsError
from csa.settings.files import refuse_unknown
from csa.settings.frozen import Model
from csa.settings.texts import Id, Name, Words

if TYPE_CHECKING:
    from csa.settings.models import Settings

MEMBERSHIP = "config/membership.toml"


class Member(Model):
    """A body of the partnership: one that the law names, or one that was invited.

    ``shares_as`` are the bodies of ``config/duties.toml`` whose duties to share are its own.
    """

    name: Name
    kind: Literal["statutory", "invited"]
    shares_as: tuple[Name, ...] = ()


class WorkingGroup(Model):
    """A group of the partnership, what it does, and the one that it reports to."""

    id: Id
    name: Words
    does: Words
    under: Id | None = None


class Membership(Model):
    """The tables of ``config/membership.toml``; a synthetic one is of synthetic data alone."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    synthetic: bool = False
    members: tuple[Member, ...] = Field((), alias="member")
    groups: tuple[WorkingGroup, ...] = Field((), alias="group")


def check_membership(settings: Settings) -> None:
    """Refuse members of other duties than there are, and groups that hang together in no tree.

    Raises
    ------
    SettingsError
        Naming the table and the nearest name there is.
    """
    bodies = list(dict.fromkeys(duty.body for duty in settings.duties))
    for member in settings.membership.members if bodies else ():
        where = f'{MEMBERSHIP}, [[member]] "{member.name}": shares_as'
        refuse_unknown(member.shares_as, bodies, where, "no body of config/duties.toml")
    _refuse_twice(settings.membership)
    _check_tree(settings.membership.groups)


def _refuse_twice(membership: Membership) -> None:
    """Refuse a body that stands there twice, and a duty that is said to be that of two."""
    for what, names in (
        ("the name", [one.name for one in membership.members]),
        ("shares_as", [body for one in membership.members for body in one.shares_as]),
        ("the group", [one.name for one in membership.groups]),
    ):
        folded = [name.casefold() for name in names]
        repeated = [name for name in names if folded.count(name.casefold()) > 1]
        if repeated:
            raise SettingsError(
                f"{MEMBERSHIP}: {what} '{repeated[0]}' stands there more than once. Leave it with "
                "one of them."
            )


def _check_tree(groups: tuple[WorkingGroup, ...]) -> None:
    above = {one.id: one.under for one in groups}
    for one in groups:
        where = f'{MEMBERSHIP}, [[group]] "{one.id}"'
        refuse_unknown(filter(None, [one.under]), above, f"{where}: under", "no group")
        passed, at = {one.id}, one.under
        while at is not None:
            if at in passed:
                raise SettingsError(f"{where} is under itself, by way of '{at}'.")
            passed.add(at)
            at = above.get(at)
