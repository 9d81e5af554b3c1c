"""What a figure is worked out of decides what may be printed, to the last digit."""

from __future__ import annotations

import pytest

from csa.report.checks.worked import Ratio, ratio_fault

WRONG = "which does not follow from what it is worked out of"
WHOLE = "percentages are whole, or they give counts away"
BASE = "no percentage is shown on a count under 20"
MINUS = "\N{MINUS SIGN}"


@pytest.mark.parametrize(
    ("text", "ratio", "fault"),
    [
        # Shares of people or incidents: whole, on twenty or more, rounded half away from zero.
        ("33%", Ratio(10, 30), ""),
        ("13%", Ratio(5, 40), ""),
        ("12%", Ratio(5, 40), WRONG),
        ("33.3%", Ratio(10, 30), WHOLE),
        ("50%", Ratio(5, 10), BASE),
        ("+10% (small numbers)", Ratio(2, 20), ""),
        (f"{MINUS}10%", Ratio(-2, 20), ""),
        ("10%", Ratio(-2, 20), WRONG),
        # A protected none stands for up to four of at least 1,261: under 1%.
        ("under 1%", Ratio(0, 1265), ""),
        ("over 88%", Ratio(40, 40), ""),
        ("over 90%", Ratio(40, 40), WRONG),
        # Of what counts neither, a decimal gives nothing away: 30 rows became 32.
        ("+6.7%", Ratio(2, 30, is_counted=False), ""),
        ("+6.6%", Ratio(2, 30, is_counted=False), WRONG),
        # Differences.
        ("+1,250", Ratio(1250), ""),
        (f"{MINUS}5", Ratio(-5), ""),
        ("5", Ratio(-5), WRONG),
        ("0", Ratio(0), ""),
        # Rates: 20 of 1,100 is 18.18 per 1,000; 53 days with 73 are 1.4 a day.
        ("18.2", Ratio(20, 1_100, 1000), ""),
        ("18.3", Ratio(20, 1_100, 1000), WRONG),
        ("1.4", Ratio(73, 53), ""),
        ("0.0", Ratio(0, 53), ""),
        ("1.4", Ratio(73, 0), WRONG),
        ("405 more", Ratio(405), WRONG),
    ],
)
def test_printed_figure_follows_from_its_parts_or_is_refused(
    text: str, ratio: Ratio, fault: str
) -> None:
    assert ratio_fault(text, ratio) == fault
