"""How are the columns of published reference files headed?

Publishers write one heading in many ways (``LSOA21CD``, ``lsoa21_code``, ``LSOA code (2021)``), so
headings are compared in small letters without spaces and underscores.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple


class Heading(NamedTuple):
    """A column that may be headed in several ways.

    Attributes
    ----------
    pattern : str
        Regular expression of the whole heading, in small letters without spaces and underscores.
    words : str
        What a message calls it.
    """

    pattern: str
    words: str

    def among(self, headings: Iterable[str]) -> list[str]:
        """Return the headings that are this one, as they are written."""
        return [one for one in headings if re.fullmatch(self.pattern, plain_heading(one))]


@lru_cache(maxsize=1 << 12)
def plain_heading(text: str) -> str:
    """Return a heading as it is compared.

    Examples
    --------
    >>> plain_heading("LSOA_21 CD")
    'lsoa21cd'
    """
    return re.sub(r"[\s_]+", "", text).casefold()


def exactly(name: str) -> Heading:
    """Return the heading of a column that has one name, however it is spelt."""
    return Heading(re.escape(plain_heading(name)), f"'{name}'")


LSOA21 = Heading(r"lsoa(20)?21(code|cd)|lsoacode\((20)?21\)", "the LSOA 2021 code (LSOA21CD)")
LSOA11 = Heading(r"lsoa(20)?11(code|cd)|lsoacode(\((20)?11\))?", "the LSOA 2011 code (LSOA11CD)")
LSOA21_NAME = Heading(r"lsoa(20)?21(name|nm)|lsoaname\((20)?21\)", "the LSOA 2021 name (LSOA21NM)")
LSOA11_NAME = Heading(
    r"lsoa(20)?11(name|nm)|lsoaname(\((20)?11\))?", "the LSOA 2011 name (LSOA11NM)"
)
WARD = Heading(r"(ward|wd)(20)?(\d\d)(code|cd)", "the ward code with its year (WD24CD)")
WARD_NAME = Heading(r"(ward|wd)(20)?\d\d(name|nm)", "the ward name with its year (WD24NM)")
DISTRICT = Heading(
    r"(ltla|lad|localauthoritydistrict)(20)?(\d\d)?(code|cd)(\((20)?\d\d\))?",
    "the district code (LAD24CD)",
)
DISTRICT_NAME = Heading(
    r"(ltla|lad|localauthoritydistrict)(20)?(\d\d)?(name|nm)(\((20)?\d\d\))?",
    "the district name (LAD24NM)",
)
PARTNERSHIP = Heading(r"csp(20)?(\d\d)?(code|cd)", "the partnership code (CSP24CD)")
PARTNERSHIP_NAME = Heading(r"csp(20)?(\d\d)?(name|nm)", "the partnership name (CSP24NM)")
MSOA21 = Heading(r"msoa(20)?21(code|cd)", "the MSOA 2021 code (MSOA21CD)")
MSOA21_NAME = Heading(r"msoa(20)?21(name|nm)", "the MSOA 2021 name (MSOA21NM)")
# The two classes come first: a look-up has a finer division beside them.
RURAL_URBAN = Heading(r"ruc|urbanruralflag", "the rural-urban class")
RURAL_URBAN_FINE = Heading(r"ruc\d*(name|nm)|classification", "the rural-urban class")
CHANGE = Heading(r"ch(n|ng)?gind|change(code|indicator)", "the kind of change (CHGIND)")


def year_of(heading: str) -> str:
    """Return the two digits of the year that a heading or a file's name gives, or nothing.

    Examples
    --------
    >>> year_of("WD24CD"), year_of("lad_code")
    ('24', '')
    """
    match = re.search(r"(?<!\d)(?:20)?(\d\d)(?!\d)", heading)
    return match[1] if match else ""
