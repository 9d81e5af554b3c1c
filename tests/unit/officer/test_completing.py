"""Names are completed within quotes, where a notebook runs."""

from __future__ import annotations

import pytest
from IPython.core.completer import CompletionContext

from csa.officer.completing import complete_names


def offered(text: str) -> list[str]:
    """Return what is offered at the end of a line."""
    context = CompletionContext(
        token="", full_text=text, cursor_position=len(text), cursor_line=0, limit=None
    )
    return [one.text for one in complete_names(context)["completions"]]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ('csa.load("cri', {"crime", "crime_index"}),
        ("csa.load('asb', place='match", {"matchborough-centre"}),
        ('csa.load("crime", district="R', {"redditch"}),
        ('csa.load("crime", category="shop', {"Shoplifting"}),
        ('csa.load("asb", qualifiers=["youth", "alc', {"alcohol"}),
        ('csa.load("crime", subtheme="dom', {"domestic-abuse"}),
        ('area.priority("viol', {"violence-and-abuse"}),
        ('area.at("church', {"church-hill-centre"}),
        ('csa.place_profile("church-hill-centre", theme="youth', {"youth-anti-social-behaviour"}),
        ('csa.place_profile("x", theme="as', {"asb", "asb-damage-and-nuisance"}),
        ('csa.district_monitor("re', {"redditch"}),
        ('csa.load("crime", colour="r', set()),
        ('print("cri', set()),
        ('csa.load("crime", district="redditch").head("r', set()),
    ],
)
def test_names_are_offered_where_they_may_stand(typed, names) -> None:
    assert set(offered(typed)) == names
