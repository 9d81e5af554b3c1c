"""What is a police force called, in words and in the file names of data.police.uk?"""

from __future__ import annotations

from csa.reading.reference.forces import is_force, slug_of_force

# Those that are not called "... Police".
OTHERWISE = {
    "London, City of": "City of London Police",
    "Metropolitan Police": "Metropolitan Police Service",
    **dict.fromkeys(
        ("Hampshire", "Hampshire and Isle of Wight"), "Hampshire and Isle of Wight Constabulary"
    ),
    **{
        name: f"{name} Constabulary"
        for name in (
            "Avon and Somerset", "Cambridgeshire", "Cheshire", "Cumbria", "Derbyshire", "Durham",
            "Gloucestershire", "Hertfordshire", "Lancashire", "Norfolk", "Suffolk",
        )
    },
}  # fmt: skip
CITY = ("London, City of", "city-of-london")
# The police force areas of England and Wales, by the slug of their force.
AREAS = {
    CITY[1]: CITY[0],
    **{
        slug_of_force(area): area
        for area in (
            "Avon and Somerset", "Bedfordshire", "Cambridgeshire", "Cheshire", "Cleveland",
            "Cumbria", "Derbyshire", "Devon & Cornwall", "Dorset", "Durham", "Dyfed-Powys",
            "Essex", "Gloucestershire", "Greater Manchester", "Gwent", "Hampshire",
            "Hertfordshire", "Humberside", "Kent", "Lancashire", "Leicestershire", "Lincolnshire",
            "Merseyside", "Metropolitan Police", "Norfolk", "North Wales", "North Yorkshire",
            "Northamptonshire", "Northumbria", "Nottinghamshire", "South Wales",
            "South Yorkshire", "Staffordshire", "Suffolk", "Surrey", "Sussex", "Thames Valley",
            "Warwickshire", "West Mercia", "West Midlands", "West Yorkshire", "Wiltshire",
        )
    },
}  # fmt: skip


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
    >>> slug_of_area("Hampshire and Isle of Wight")
    'hampshire'
    """
    if area == CITY[0]:
        return CITY[1]
    return next((slug for slug in AREAS if is_force(slug, area)), slug_of_force(area))
