"""An exhibit carries what a reader needs to judge it, and nothing that could run."""

import base64
import io
import json
import re
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from csa.present import theme
from csa.present.exhibit import MARK, Exhibit, FigurePart
from csa.present.tables import Column, Table
from csa.present.words import say

MIME = "application/vnd.csa.exhibit+json"
FRAME = pd.DataFrame({"area": ["Redditch"], "n": [4955]})
TABLE = Table(FRAME, (Column("area", "Area"), Column("n", "N", "count")), "Counts", "area")


def draw():
    figure, axes = theme.new_figure(2)
    axes.plot([0, 1], [0, 1])
    return figure


def figure_part(**changes):
    return FigurePart(**{"draw": draw, "alt": "A line rises.", "caption": "Read it so.", **changes})


def exhibit(**changes):
    return Exhibit(
        **{
            "name": "crime-change",
            "title": "Recorded crime rose",
            "statements": (say("There were {n:n} offences.", n=4955),),
            "figures": (figure_part(),),
            "tables": (TABLE,),
            "notes": ("Read with care.",),
            "source": "Police recorded crime",
            "period": "April 2016 to January 2017",
            "editions": ("partner", "public"),
            "numbers": {"crime|redditch": np.int64(4955)},
            "data": FRAME,
            **changes,
        }
    )


class Outline(HTMLParser):
    """The tags of a page in order, and whether each that opens also closes."""

    VOID = ("img", "br")

    def __init__(self):
        super().__init__()
        self.tags, self.open, self.balanced = [], [], True

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        self.balanced &= bool(self.open) and self.open.pop() == tag


def outline(html):
    parsed = Outline()
    parsed.feed(html)
    assert parsed.balanced
    assert not parsed.open
    return parsed.tags


def test_a_reader_gets_title_words_figure_data_notes_and_source_in_order():
    html = exhibit()._repr_html_()
    parts = [
        '<section class="exhibit" data-exhibit="crime-change">',
        '<p class="exhibit-title">Recorded crime rose</p>',
        "<p>There were 4,955 offences.</p>",
        '<figure><img src="data:image/png;base64,',
        'alt="A line rises."',
        "<figcaption>Read it so.</figcaption></figure>",
        "<details><summary>Data behind this chart</summary>",
        "<caption>Counts</caption>",
        "</details>",
        '<ul class="notes"><li>Read with care.</li></ul>',
        '<p class="source">Source: Police recorded crime. Period: April 2016 to January 2017.</p>',
    ]
    places = [html.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)
    outline(html)


def test_the_picture_inside_is_the_figure():
    html = exhibit()._repr_html_()
    picture = base64.b64decode(re.search(r"base64,([^\"]+)", html)[1])
    assert picture == theme.render_png(draw())


def test_the_picture_of_an_officer_says_what_it_is_and_that_of_a_page_is_the_chart_alone(
    monkeypatch,
):
    def height(**changes):
        page = exhibit(figures=(figure_part(),), **changes)._repr_html_()
        picture = re.search(r"base64,([^\"]+)", page)[1]
        with Image.open(io.BytesIO(base64.b64decode(picture))) as drawn:
            return drawn.height, drawn.info.get("Description", "")

    chart, said = height()
    assert said == ""
    told, said = height(officer=True, area="Redditch")
    assert told > chart
    assert said.startswith(f"{MARK}. Area: Redditch. Source: ")
    monkeypatch.setenv("CSA_RELEASE", "a release")
    assert height(officer=True, area="Redditch") == (chart, "")


def test_an_area_is_told_once():
    assert exhibit(title="Burglary in Redditch", area="Redditch").about[0].startswith("Source: ")
    assert exhibit(title="Burglary", area="Redditch").about[0].startswith("Area: Redditch. Source")


def test_tables_without_a_figure_are_open_and_each_figure_folds_its_own():
    assert "details" not in outline(exhibit(figures=())._repr_html_())
    tags = outline(exhibit(figures=(figure_part(noun="map"),), tables=(TABLE, TABLE))._repr_html_())
    assert tags.count("details") == 1
    assert tags.count("table") == 2
    assert tags.index("figure") < tags.index("details") < tags.index("table")


def test_every_text_is_escaped():
    nasty = '"><script>alert(1)</script>'
    html = exhibit(
        name=nasty,
        title=nasty,
        statements=(say("{x:t}", x=nasty),),
        figures=(figure_part(alt=nasty, caption=nasty, noun=nasty),),
        notes=(nasty,),
        source=nasty,
        period=nasty,
    )._repr_html_()
    assert "<script" not in html
    assert "script" not in outline(html)
    hidden = exhibit(unavailable=nasty)._repr_html_()
    assert "<script" not in hidden


def test_nothing_inside_runs_styles_or_loads():
    html = exhibit()._repr_html_()
    visible = re.sub(r"data:image/png;base64,[^\"]+", "", html)
    assert not re.search(r"<(script|style|link|iframe|object|svg|h\d)", visible)
    assert not re.search(r"\s(on\w+|style|id)=", visible)
    assert "http" not in visible


def test_two_renderings_are_the_same():
    assert exhibit()._repr_html_() == exhibit()._repr_html_()


def test_what_is_unavailable_says_why_and_shows_no_figure():
    shown = exhibit(unavailable="fire data end in March 2016")
    html = shown._repr_html_()
    assert '<p class="unavailable">Not available: fire data end in March 2016</p>' in html
    assert not {"figure", "table", "details"} & set(outline(html))
    assert "4,955" not in html
    promises = shown._repr_mimebundle_()[MIME]
    assert promises["unavailable"] is True
    assert (promises["figures"], promises["tables"], promises["statements"]) == (0, 0, [])
    assert "4,955" not in shown._repr_mimebundle_()["text/plain"]


def test_an_officers_exhibit_says_it_is_unprotected():
    warning = '<p class="unprotected">Unprotected: officer\'s view, not for release</p>'
    assert warning in exhibit(officer=True)._repr_html_()
    assert warning not in exhibit()._repr_html_()
    assert exhibit(officer=True)._repr_mimebundle_()[MIME]["officer"] is True


def test_the_promises_are_plain_json():
    bundle = exhibit(numbers={"a": np.int64(5), "b": np.nan, "c": 0.5})._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain", MIME}
    assert json.loads(json.dumps(bundle[MIME], allow_nan=False)) == {
        "name": "crime-change",
        "title": "Recorded crime rose",
        "heading": "",
        "editions": ["partner", "public"],
        "numbers": {"a": 5, "b": None, "c": 0.5},
        "statements": [{"text": "There were 4,955 offences.", "values": {"n": 4955}}],
        "worked": [[]],
        "findings": 0,
        "figures": 1,
        "tables": 1,
        "unavailable": False,
        "reason": "",
        "officer": False,
    }
    assert bundle["text/plain"] == "Recorded crime rose\nThere were 4,955 offences."


def test_the_officer_can_take_sentence_figure_and_data():
    shown = exhibit()
    assert shown.sentence == "There were 4,955 offences."
    assert shown.figure.get_size_inches().tolist() == [7.5, 2]
    assert shown.data is FRAME
    assert exhibit(figures=()).figure is None


def test_figures_are_drawn_only_when_shown():
    def fail():
        raise RuntimeError("drawn too early")

    shown = exhibit(figures=(figure_part(draw=fail),))
    assert shown.sentence
    with pytest.raises(RuntimeError, match="too early"):
        shown._repr_html_()


@pytest.mark.parametrize("field", ["alt", "caption"])
def test_a_figure_without_its_words_is_refused(field):
    with pytest.raises(ValueError, match="alt text and a caption"):
        figure_part(**{field: "  "})


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": ""}, "no title"),
        ({"source": " "}, "no source"),
        ({"period": ""}, "no period"),
        ({"name": ""}, "no name"),
        ({"tables": ()}, "without the table"),
        ({"statements": ("Typed by hand.",)}, "say"),
        ({"editions": ()}, "edition"),
        ({"editions": ("press",)}, "press"),
    ],
)
def test_an_exhibit_a_reader_could_not_judge_is_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        exhibit(**changes)
