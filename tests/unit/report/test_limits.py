"""What a reader would lay aside is found: length, repetition, emptiness, sameness."""

from __future__ import annotations

from csa.report.checks.limits import (
    emptiness_faults,
    length_faults,
    likeness_faults,
    repetition_faults,
    silence_faults,
    summary_faults,
)
from csa.report.checks.reading import ShownPage


def exhibit(*sentences: str, caption: str = "", note: str = "") -> str:
    told = "".join(f"<p>{one}</p>" for one in sentences)
    table = f"<table><caption>{caption}</caption></table>" if caption else ""
    notes = f"<ul><li>{note}</li></ul>" if note else ""
    return f'<section class="exhibit" id="x">{told}{table}{notes}</section>'


def page(*parts: str) -> ShownPage:
    body = "".join(parts)
    return ShownPage(f"<html><body><main><h1>Easton</h1><p>About.</p>{body}</main></body></html>")


def test_words_are_counted_in_the_main_part_with_tables() -> None:
    shown = page(exhibit("one two three", caption="four five"))
    assert list(length_faults(shown, most=7)) == []
    (said,) = length_faults(shown, most=6)
    assert said.startswith("it has 7 words")


def test_words_that_are_folded_away_are_not_counted() -> None:
    folded = "<details><summary>Data</summary><p>six seven eight</p></details>"
    shown = exhibit("one two three")
    assert [*length_faults(page(shown + folded), most=1)] == [*length_faults(page(shown), most=1)]


def test_a_sentence_that_stands_twice_is_found_wherever_it_stands() -> None:
    twice = "Crime rose in May."
    first = exhibit(f"{twice} The rest of it fell.")
    assert list(repetition_faults(page(first, exhibit("Crime rose in June.")))) == []
    assert list(repetition_faults(page(first, exhibit("Another thing fell.", note=twice)))) == [
        f"a sentence stands 2 times on it: {twice}"
    ]


def test_a_caption_used_twice_is_found() -> None:
    shown = page(exhibit(caption="Crime by month"), exhibit(caption="Crime by month"))
    assert list(repetition_faults(shown)) == ["a caption is used 2 times on it: Crime by month"]


def test_an_empty_section_is_found_and_one_with_a_section_in_it_is_not_empty() -> None:
    assert list(emptiness_faults(page("<h2>A</h2><h3>B</h3><p>Words.</p>"))) == []
    assert list(emptiness_faults(page("<h2>A</h2><h3>B</h3><h2>C</h2><p>Words.</p>"))) == [
        "the section 'B' is empty"
    ]
    assert list(emptiness_faults(page("<h2>A</h2>"))) == ["the section 'A' is empty"]


def test_pages_that_differ_in_names_and_numbers_only_are_alike() -> None:
    pages = {
        "easton.html": page(exhibit("Crime in Easton rose from 10 to 1,200 or by 5%.")),
        "weston.html": page(exhibit("Crime in Weston rose from 900 to 950 or by 6%.")),
        "norton.html": page(exhibit("One ward made almost all of the rise in damage.")),
    }
    assert list(likeness_faults(pages, ["Easton", "Weston"])) == []  # too little to differ in
    (said,) = likeness_faults(pages, ["Easton", "Weston"], least=5)
    assert said.startswith("easton.html: 100% of its sentences are those of weston.html")
    assert list(likeness_faults(pages, [], least=5)) == []


def summary(name: str, *own: str) -> ShownPage:
    """A page whose summary has twelve sentences: its own, and others that every summary has."""
    common = [f"Crime in {name} rose by {n} in this {word} place." for n, word in enumerate(WORDS)]
    said = exhibit(*own, *common[len(own) :])
    later = exhibit(*(f"Nothing {word} in it is alike." for word in WORDS)).replace('"x"', '"y"')
    return page("<h2>Summary</h2><h3>In brief</h3>", said, "<h3>Later</h3>", later)


WORDS = (
    "first", "next", "quiet", "busy", "large", "small", "near", "far", "old", "new", "high", "low",
)  # fmt: skip


def test_summaries_may_share_fewer_than_half_of_their_sentences() -> None:
    own = [f"Only here the {word} thing is so." for word in WORDS[:7]]
    pages = {"easton.html": summary("Easton", *own), "weston.html": summary("Weston")}
    assert list(summary_faults(pages, ["Easton", "Weston"])) == []
    pages["easton.html"] = summary("Easton", *own[:6])
    (said,) = summary_faults(pages, ["Easton", "Weston"])
    assert said.startswith("easton.html: 6 of the 12 sentences of its summary are those of weston")


def test_what_stands_after_the_summary_is_not_of_it() -> None:
    pages = {"a.html": summary("A", *(f"Here it is {word}." for word in WORDS))}
    pages["b.html"] = summary("B", *(f"There it was {word}." for word in WORDS))
    assert list(summary_faults(pages, [])) == []


def test_an_exhibit_of_an_assessment_that_shows_nothing_or_is_evidence_of_nothing_is_found() -> (
    None
):
    told = {"id": "told", "unavailable": False, "for_finding": True, "findings": 1}
    frame = {"id": "frame", "unavailable": False, "for_finding": False, "findings": 0}
    assert list(silence_faults([told, frame])) == []
    assert list(silence_faults([told | {"findings": 0}])) == [
        "the exhibit told is evidence of no finding"
    ]
    (said,) = silence_faults([frame | {"unavailable": True}])
    assert said.startswith("the exhibit frame cannot be shown")
