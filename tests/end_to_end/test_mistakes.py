"""A mistake ends in one clear sentence and an exit code of its kind; nothing is written."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from builders import ROOT, files_below, without

ASSESS = ("assess", "--year", "2016-17", "--to", "2016-06")
Call = Callable[..., "tuple[int, str, str]"]


def check_refusal(call: Call, *words: str, root: Path, code: int) -> str:
    """Check what every mistake has in common; return the sentence."""
    before = files_below(root)
    ended, out, err = call(*words, root=root)
    assert ended == code, err
    assert out == ""
    assert err.startswith("csa: ")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    assert files_below(root) == before
    return err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--district", "reditch"), ["'reditch'", "redditch", "wyre-forest"]),
        (("--edition", "officer"), ["'officer'", "partner", "public"]),
        (("--edition", "website"), ["'website'", "partner", "public"]),
        (("--year", "2016-18"), ["'2016-18'", "2016-17"]),
        (("--year", "../../etc"), ["'../../etc'"]),
        (("--to", "2016-13"), ["'2016-13'", "YYYY-MM"]),
        (("--to", "2017-04"), ["2017-04", "2016-04", "2017-03"]),
    ],
)
def test_mistyped_name_is_refused_with_those_there_are(
    call: Call, project: Path, words: tuple[str, str], said: list[str]
) -> None:
    sentence = check_refusal(call, *ASSESS, *words, root=project, code=10)
    assert [word for word in said if word not in sentence] == []


def test_folder_without_settings_is_refused(call: Call, tmp_path: Path) -> None:
    assert "config" in check_refusal(call, "build", root=tmp_path, code=10)


def test_mistyped_setting_is_refused_by_name(call: Call, project: Path) -> None:
    path = project / "config" / "disclosure.toml"
    path.write_text(path.read_text(encoding="utf-8") + "\n[extra]\nbase = 1\n", encoding="utf-8")
    assert "extra" in check_refusal(call, "build", root=project, code=10)


def test_protection_cannot_be_switched_off(call: Call, project: Path) -> None:
    path = project / "config" / "disclosure.toml"
    text = path.read_text(encoding="utf-8").replace("base = 5", "base = 1", 1)
    path.write_text(text, encoding="utf-8")
    assert "base" in check_refusal(call, "build", root=project, code=10)


def test_missing_raw_folder_is_refused(call: Call, project: Path) -> None:
    without(project / "data" / "raw")
    sentence = check_refusal(call, "build", root=project, code=11)
    assert "data/raw" in sentence
    assert "csa demo" in sentence


def test_missing_folder_of_look_ups_is_refused(call: Call, project: Path) -> None:
    without(project / "data" / "raw" / "lookups")
    assert "data/raw/lookups" in check_refusal(call, "build", root=project, code=13)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><html><body>Not found</body></html>", "HTML"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "Git LFS"),
        (b"crime_ref;recorded_date;offence_group\n1;2016-04-01;Theft\n", "semicolons"),
        (b"colour,shape\nred,round\n", "crime_ref"),
    ],
    ids=["empty", "html", "pointer", "semicolons", "other-columns"],
)
def test_file_that_is_not_what_its_name_says_is_refused(
    call: Call, project: Path, content: bytes, said: str
) -> None:
    path = project / "data" / "raw" / "police" / "2016-05-crimes.csv"
    path.write_bytes(content)
    sentence = check_refusal(call, "build", root=project, code=11)
    assert "police/2016-05-crimes.csv" in sentence
    assert said in sentence


def test_workbook_under_the_name_of_a_csv_file_is_refused(call: Call, project: Path) -> None:
    path = project / "data" / "raw" / "asb" / "2016-05-asb.csv"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("[Content_Types].xml", "<Types/>")
    assert "asb/2016-05-asb.csv" in check_refusal(call, "build", root=project, code=11)


@pytest.mark.parametrize("words", [("status",), ASSESS], ids=["status", "assess"])
def test_tables_that_were_never_built_are_missed(
    call: Call, project: Path, words: tuple[str, ...]
) -> None:
    without(project / "data" / "processed")
    ended, out, err = call(*words, root=project)
    assert ended == 17
    assert "csa build" in err
    assert out == ""
    assert not (project / "reports" / "2016-17").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("--year", "2031-32"),
        ("--year", "2014-15"),
        ("--year", "2031-32", "--dry-run"),
        ("--year", "2016-17", "--to", "2016-12"),
    ],
)
def test_year_or_month_without_data_names_the_months_there_are(
    call: Call, project: Path, words: tuple[str, ...]
) -> None:
    assert "2015-04 to 2016-06" in check_refusal(call, "assess", *words, root=project, code=17)


@pytest.mark.parametrize("change", ["lacks", "does not know"])
def test_notebook_with_a_mistyped_parameter_is_refused_before_anything_runs(
    call: Call, project: Path, change: str
) -> None:
    path = project / "notebooks" / "strategic_assessment.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    source = notebook["cells"][1]["source"]
    if change == "lacks":
        source[0] = source[0].replace("district", "distrikt")
    else:
        source[-1] += '\nwards: str = "all"'
    path.write_text(json.dumps(notebook), encoding="utf-8")
    sentence = check_refusal(call, *ASSESS, root=project, code=15)
    assert "strategic_assessment.ipynb" in sentence
    assert change in sentence


def test_project_without_notebooks_is_refused(call: Call, project: Path) -> None:
    without(project / "notebooks")
    assert "notebook" in check_refusal(call, *ASSESS, root=project, code=15)


def test_real_files_are_never_mixed_with_synthetic_ones(call: Call, project: Path) -> None:
    sentence = check_refusal(call, "demo", root=project, code=11)
    assert "data/raw" in sentence


def test_failed_build_leaves_the_tables_that_were_there(call: Call, project: Path) -> None:
    import csa

    (project / "data" / "raw" / "police" / "2016-06-crimes.csv").write_bytes(b"")
    check_refusal(call, "build", root=project, code=11)
    shutil.rmtree(project / "data" / "raw")
    assert len(csa.load("crime", since="2016-06", root=str(project))) == 96  # 3 x 2 x 16 crimes


def test_command_without_its_year_explains_itself(call: Call, project: Path) -> None:
    ended, _, err = call("assess", root=project)
    assert ended == 2
    assert "--year" in err
    assert (ROOT / "config").is_dir()
