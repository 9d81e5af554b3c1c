"""What is a police force called, in words and in the file names of data.police.uk?"""

from __future__ import annotations

from csa.reading.reference.forces import slug_of_force

# Those that are not called "... Police".
OTHERWISE = {
    "London, City of": "City of London Police",
    "Metropolitan Police": "Metropolitan Police Service",
    "Hampshire": "Hampshire and Isle of Wight Constabulary",
    **{
        name: f"{name} Constabulary"
        for name in (
            "Avon and Somerset", "Cheshire", "Cumbria", "Derbyshire", "Durham", "Gloucestershire",
            "Hertfordshire", "Lancashire", "Norfolk", "Suffolk",
        )
    },
}  # fmt: skip
CITY = ("London, City of", "city-of-london")


def name_of_force(area: str) -> str:
    """Return the name of the force of a police force area.

    Examples
    --------
    >>> name_of_force("Gwent"), name_of_force("London, City of")
    ('Gwent Police', 'City of London Police')
    """
    return OTHERWISE.get(area, f"{area} Police")


def slug_of_area(area: str) -> str:
    """Return the slug of the force of a police force area, as data.police.uk names its files.

    Examples
    --------
    >>> slug_of_area("Devon & Cornwall"), slug_of_area("London, City of")
    ('devon-and-cornwall', 'city-of-london')
    """
    return CITY[1] if area == CITY[0] else slug_of_force(area)
