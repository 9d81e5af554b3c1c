"""Nothing is published while a number on a page cannot be traced to the release."""

from __future__ import annotations

import shutil

import pandas as pd
import pytest
from report_project import make_release, notebook, write_chapter

from csa.disclosure.ledger.words import write_words
from csa.errors import DisclosureError
from csa.report.checks.audit import check_folder
from csa.report.run.batch import run_assessment
from csa.settings import Settings


def test_count_that_is_not_in_the_release_holds_back_the_whole_set(project: Settings) -> None:
    chapter = notebook(["## Where", 'Exhibit("map", text="7 were victims.")'], title="Assessment")
    write_chapter(project.root, "strategic_assessment", chapter)
    result = run_assessment(
        project, year="2016-17", make_release=make_release, districts=["easton"], jobs=2
    )
    assert not result.published
    assert not result.folder.exists()
    assert result.exit_code != 0
    assert all("its sentence states 7" in one for one in result.problems)
    assert {one.split(":")[0] for one in result.problems} == {
        "partner/easton.html",
        "public/easton.html",
    }


def test_text_with_a_number_beside_the_exhibits_holds_back_the_whole_set(
    project: Settings,
) -> None:
    chapter = notebook(["# Where", "## Detail\n\nThere were 12 more.", 'Exhibit("map")'], title="A")
    chapter.cells.pop(0)
    write_chapter(project.root, "strategic_assessment", chapter)
    result = run_assessment(
        project, year="2016-17", make_release=make_release, districts=["easton"], jobs=2
    )
    assert not result.published
    assert any("outside the exhibits states 12" in one for one in result.problems)


def test_words_that_the_pages_were_not_drawn_from_are_refused(published, tmp_path):
    folder = tmp_path / "reports" / published.folder.name
    shutil.copytree(published.folder, folder)
    comments = pd.DataFrame({"text": ["Said by nobody."], "editions": ["public"]})
    write_words({"commentary": comments}, {"sources": []}, folder=folder / "words", secret=b"key")
    with pytest.raises(DisclosureError, match="were not drawn from what is in"):
        check_folder(folder, raw=tmp_path, thorough=False)
