"""An exhibit is drawn again when something that it was drawn from is another, and not before."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from csa.disclosure.ledger.release import Release
from csa.exhibits import kept
from csa.exhibits.base import Group, Parts, exhibit, show
from csa.exhibits.kept import BASIS_FILE, FOLDER_VARIABLE, Basis, Kept, noted, table_thing
from csa.exhibits.view import View
from csa.findings.finding import Finding
from csa.present.exhibit import EXHIBIT_MIME
from csa.present.words import say
from csa.settings import load_settings

PROJECTS = table_thing("project")
NOW = Basis("all of them", {__name__: "code", PROJECTS: "rows", "csa.exhibits.other": "code"})
drawn: list[str] = []


class Invented(Group):
    """An exhibit that notes when it is drawn."""

    name, scopes = "invented", ()

    @exhibit(offers=True)
    def money(view: View) -> Parts:  # noqa: N805
        """Say how many projects there are."""
        drawn.append(view.slug)
        rows = view.reference("project")
        return show(view, title=f"{len(rows)} projects", source="Register")


@pytest.fixture
def view(tmp_path) -> View:
    drawn.clear()
    release = Release(
        cells=pd.DataFrame(columns=["key"]),
        reference={"project": pd.DataFrame({"id": ["a", "b"]})},
        about={"year": "2016-17", "period": {"start": "2016-04", "end": "2017-01"}},
    )
    return View(
        settings=load_settings(), release=release, slug="redditch", edition="partner",
        kept=Kept(tmp_path, NOW),
    )  # fmt: skip


def shown(view: View, **changed: str) -> dict[str, Any]:
    """Draw the exhibit, where some things are others than before."""
    basis = Basis(changed.pop("common", NOW.common), {**NOW.things, **changed})
    again = replace(view, kept=Kept(view.kept.folder, basis))
    return Invented(again).money()._repr_mimebundle_()


def test_it_is_drawn_once_and_says_from_what(view) -> None:
    first, again = shown(view), shown(view)
    assert first == again
    assert "2 projects" in again["text/html"]
    assert drawn == ["redditch"]
    assert again[EXHIBIT_MIME]["drawn_from"] == {__name__: "code", PROJECTS: "rows"}


@pytest.mark.parametrize(
    ("changed", "times"),
    [
        ({__name__: "another label"}, 2),
        ({PROJECTS: "other rows"}, 2),
        ({"common": "another release"}, 2),
        ({"csa.exhibits.other": "another label"}, 1),
        ({table_thing("commentary"): "other rows"}, 1),
    ],
)
def test_it_is_drawn_again_when_what_it_was_drawn_from_is_another(view, changed, times) -> None:
    shown(view)
    shown(view, **changed)
    assert len(drawn) == times


def test_of_another_area_it_is_another(view) -> None:
    shown(view)
    shown(replace(view, slug="bromsgrove"))
    assert drawn == ["redditch", "bromsgrove"]


def test_one_that_cannot_be_read_is_drawn_again(view) -> None:
    shown(view)
    for path in view.kept.folder.iterdir():
        path.write_bytes(b"half of i")
    assert "2 projects" in shown(view)["text/html"]
    assert len(drawn) == 2


def test_whoever_asks_for_findings_depends_on_what_they_were_drawn_from(view) -> None:
    for _ in range(2):  # drawn, then taken
        with noted() as seen:
            assert Invented(view).money().findings == ()
        assert seen == {__name__, PROJECTS}
    assert len(drawn) == 1


@pytest.mark.parametrize("first", ["a summary", "its own chapter"])
def test_what_it_offers_and_what_it_shows_are_of_one_drawing(view, first) -> None:
    asks = {
        "a summary": lambda: Invented(view).money().findings,
        "its own chapter": lambda: shown(view),
    }
    for name in sorted(asks, key=lambda name: name != first):
        asks[name]()
    assert drawn == ["redditch"]


def test_what_is_worked_out_once_is_noted_by_everyone_who_uses_it(view) -> None:
    for _ in range(2):
        with noted() as seen:
            view.once("rows", lambda: view.reference("project"))
        assert seen == {PROJECTS}


def test_code_that_nothing_is_known_of_is_never_taken_for_the_same() -> None:
    assert not NOW.is_same({"csa.exhibits.gone": "code"})
    with pytest.raises(LookupError):
        NOW.digests(["csa.exhibits.gone"])


def test_nothing_is_kept_outside_of_a_batch(tmp_path, monkeypatch) -> None:
    monkeypatch.delenv(FOLDER_VARIABLE, raising=False)
    assert Kept.of_batch() is None
    (tmp_path / BASIS_FILE).write_text(NOW.as_text(), encoding="utf-8")
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    assert Kept.of_batch() == Kept(tmp_path, NOW)
    assert not kept._open


def test_an_exhibit_that_names_wards_has_to_say_so(view) -> None:
    """A ward's page asks no others, so that an officer does not wait for all."""
    told = say("More there.")
    found = Finding(
        question="where", fact="E05007868", headline=told, statement=told, evidence="money",
        size=1, share=1, certainty="clear",
    )  # fmt: skip

    class Wards(Group):
        name, scopes = "named", ()

        @exhibit(offers=True)
        def silently(view: View) -> Parts:  # noqa: N805
            """Offer a ward."""
            return show(view, title="A ward", source="Register", findings=(found,))

        @exhibit(offers="wards")
        def openly(view: View) -> Parts:  # noqa: N805
            """Offer a ward, and say so."""
            return show(view, title="A ward", source="Register", findings=(found,))

    alone = replace(view, kept=None)
    assert [one.fact for one in Wards(alone).openly().findings] == ["E05007868"]
    with pytest.raises(ValueError, match='declare offers="wards"'):
        Wards(alone).silently()
    with pytest.raises(ValueError, match='declare offers="wards"'):
        list(Wards(alone).offered())
    assert len(list(Wards(alone).offered(of_wards=True))) == 1
