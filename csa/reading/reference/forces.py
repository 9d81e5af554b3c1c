"""Does a police.uk file hold the force that its name says?"""

from __future__ import annotations

import re

import numpy as np

from csa.reading.rows.block import Block

WRONG_FORCE = "wrong_force"
FORCE_NAMES = {
    "btp": "british-transport",
    "psni": "police-service-of-northern-ireland",
    "northern-ireland": "police-service-of-northern-ireland",
}


def slug_of_force(name: str) -> str:
    """Return the slug that police.uk uses for a force.

    Examples
    --------
    >>> slug_of_force("Devon & Cornwall Police")
    'devon-and-cornwall'
    """
    words = re.sub(r"[^a-z]+", "-", name.casefold().replace("&", " and ")).strip("-")
    return re.sub(r"-(police|police-service|constabulary)$", "", words)


def is_force(slug: str, name: str) -> bool:
    """Return whether a force's name belongs to a slug."""
    ours, theirs = FORCE_NAMES.get(slug, slug), slug_of_force(name)
    return ours == theirs or theirs.startswith(f"{ours}-")


def check_force(block: Block, column: str) -> None:
    """Reject rows of another force than the name of their file says.

    A file in which every row is rejected is refused, so one with the wrong name never passes.
    """
    who = block.file.who
    codes, names = block.coded(column)
    wrong = np.array([*(bool(who) and not is_force(who, name) for name in names), False])
    block.reject(wrong[codes], column=column, reason=WRONG_FORCE)
