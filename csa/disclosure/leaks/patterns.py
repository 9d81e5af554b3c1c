"""What does an identifier of a person or machine look like, and what may no page hold?"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

EARLIEST_REPORT_YEAR = 2010


def _always(_match: re.Match[str]) -> bool:
    return True


def _is_nhs_number(match: re.Match[str]) -> bool:
    """Test the check digit, eleven less the weighted sum modulo eleven (NHS Data Dictionary)."""
    digits = [int(digit) for digit in re.sub(r"\D", "", match[0])]
    total = sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    return (11 - total % 11) % 11 == digits[-1]


def _is_before_reports(match: re.Match[str]) -> bool:
    return int(match["year"]) < EARLIEST_REPORT_YEAR


@dataclass(frozen=True)
class Pattern:
    """What to look for; a text without any of the pieces needed, in lower case, is passed over."""

    rule: str
    expression: re.Pattern[str]
    holds: Callable[[re.Match[str]], bool] = _always
    needs: tuple[str, ...] = ()


FOLDERS = ("home", "users", "root", "tmp", "mnt", "media")

IDENTIFIERS = (
    Pattern(
        "postcode",
        re.compile(
            r"(?<![A-Za-z0-9])(?:[A-PR-UWYZ][A-HK-Y]?\d[\dA-HJKMNPR-Y]?(?:\s?\d[ABD-HJLNP-UW-Z]{2})"
            r"|(?i:[A-PR-UWYZ][A-HK-Y]?\d[\dA-HJKMNPR-Y]? \d[ABD-HJLNP-UW-Z]{2}))(?![A-Za-z0-9])"
        ),
    ),
    Pattern("persistent id", re.compile(r"(?<![0-9A-Za-z])[0-9a-fA-F]{64}(?![0-9A-Za-z])")),
    Pattern("crime reference", re.compile(r"(?<![\d/])\d{2}[A-Z]{0,2}/\d{4,6}/\d{2}(?![\d/])")),
    Pattern(
        "date of birth",
        re.compile(
            r"(?i:birth|born|\bdob\b|d\.o\.b).{0,30}?"
            r"(?<!\d)(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d{2}-\d{2})(?!\d)"
        ),
        needs=("birth", "born", "dob", "d.o.b"),
    ),
    Pattern(
        "date of birth",
        re.compile(
            r"(?<![\d/])(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2])/(?P<year>19\d\d|20\d\d)(?![\d/])"
        ),
        _is_before_reports,
    ),
    Pattern(
        "National Insurance number",
        re.compile(
            r"\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
            r" ?\d\d ?\d\d ?\d\d ?[A-D]\b"
        ),
    ),
    Pattern(
        "NHS number",
        re.compile(r"(?<![\w.#])[4679]\d\d([ -]?)\d{3}\1\d{4}(?![\w.])"),
        _is_nhs_number,
    ),
    Pattern(
        "coordinates",
        re.compile(
            r"(?<![\d.])(?:(?:49|5\d|60)\.\d{4,}[^\d.]{1,20}?-?\d\.\d{4,}"
            r"|-?\d\.\d{4,}[^\d.]{1,20}?(?:49|5\d|60)\.\d{4,})(?!\d)"
        ),
        needs=tuple(f"{degrees}." for degrees in range(49, 61)),
    ),
    Pattern(
        "coordinates",
        re.compile(r"(?i:\b(?:lat|lon|lng|latitude|longitude)\b)\W{1,6}\d{1,2}\.\d{4,}"),
    ),
    Pattern(
        "grid reference",
        re.compile(
            r"(?<![\w.,])[1-6]\d{5}(?:\.\d+)?\s?[,;|\s/]\s?[1-9]\d{5}(?:\.\d+)?(?![\d.,]\d|\w)"
        ),
    ),
    Pattern(
        "grid reference",
        re.compile(r"\b[HJNOST][A-HJ-Z] ?\d{5} ?\d{5}\b"),
    ),
    Pattern(
        "folder of the computer",
        re.compile(
            r"(?<![\w.])/(?:home|Users|root|tmp|mnt|media)/[\w.-]+"
            r"|\b[A-Za-z]:[\\/]+(?i:users|documents and settings)[\\/]+[^\\/\s\"'<>]+"
            r"|\bfile:/{2,3}[^\s\"'<>]+"
        ),
        needs=(*(f"/{one}/" for one in FOLDERS), ":/", ":\\"),
    ),
    Pattern(
        "network folder",
        re.compile(r"(?<![:\w\\])\\\\[A-Za-z0-9][\w.-]*\\+[\w$.-]+"),
        needs=("\\\\",),
    ),
    Pattern(
        "IP address",
        re.compile(
            r"(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w]|\.\d)"
        ),
    ),
    Pattern(
        "spreadsheet part",
        re.compile(r"\Axl/(?:comments|threadedComments|pivotCache)\w*"),
        needs=("xl/",),
    ),
    Pattern(
        "author in document properties",
        re.compile(r"<(?:dc:creator|cp:lastModifiedBy)>[^<\s][^<]*"),
        needs=("<dc:creator", "<cp:lastmodifiedby"),
    ),
)

STRUCTURES = (
    Pattern(
        "script",
        re.compile(r"<script\b|\bjavascript:", re.IGNORECASE),
        needs=("<script", "javascript:"),
    ),
    Pattern(
        "embedded page",
        re.compile(r"\bsrcdoc\s*=|<(?:iframe|object|embed)\b", re.IGNORECASE),
        needs=("srcdoc", "<iframe", "<object", "<embed"),
    ),
    Pattern("encoded data", re.compile(r"[\"']bdata[\"']\s*:"), needs=("bdata",)),
    Pattern(
        "interactive figure",
        re.compile(r"application/vnd\.(?:plotly|vega|vegalite|bokeh)[\w.+-]*", re.IGNORECASE),
        needs=("application/vnd.",),
    ),
    Pattern("event handler", re.compile(r"<[a-z][^<>]*\son[a-z]+\s*=", re.IGNORECASE)),
    Pattern(
        "outside address",
        re.compile(
            r"(?:\b(?:src|srcset|href|action|poster|data)\s*=\s*[\"']?|url\(\s*[\"']?|@import\s+[\"'])"
            r"\s*(?:https?:)?//[^\s\"'<>)]+",
            re.IGNORECASE,
        ),
        needs=("//",),
    ),
    Pattern(
        "hidden sheet",
        re.compile(r"<sheet\b[^>]*\bstate=[\"'](?:veryHidden|hidden)[\"']"),
        needs=("<sheet",),
    ),
)
