"""csa new: what a newcomer finds in the folder, and what is said of a name."""

from __future__ import annotations

import ast
import json
import re
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest
from builders import ROOT, files_below
from typer.testing import CliRunner

from csa.cli import app
from csa.errors import CsaError
from csa.fetch import FetchReport, Outcome
from csa.fetch.settings import load_fetch_settings
from csa.report.run.plan import find_chapters
from csa.settings import load_settings
from csa.settings.reading import read_layouts
from csa.starting import Begun, Wanted, begin, begin_demo
from csa.starting.forces import AREAS, slug_of_area
from csa.starting.settings_files import EXAMPLES

# Code, name, partnership, its name and police force area: invented, but for what is Welsh.
DISTRICTS = (
    ("E07000901", "Northbridge", "E22000901", "Bridges", "Devon & Cornwall"),
    ("E07000902", "Southbridge", "E22000901", "Bridges", "Devon & Cornwall"),
    ("E07000903", "Newhaven upon Sea", "E22000903", "Newhaven upon Sea", "Kent"),
    ("E07000904", "Newhaven-under-Hill", "E22000904", "Hill", "Gloucestershire"),
    ("E06000905", "Marsh, City of", "E22000905", "Marsh, City of", "Gloucestershire"),
    ("E06000906", "Westfells", "E22000906", "North Fells", "Cumbria"),
    ("E06000906", "Westfells", "E22000907", "South Fells", "Cumbria"),
    ("W06000001", "Isle of Anglesey", "W22000901", "Isle of Anglesey", "North Wales"),
    ("W06000002", "Gwynedd", "W22000902", "Gwynedd", "North Wales"),
)
WARDS = (("E07000901", "Northbridge", "Market"), ("E07000901", "Northbridge", "Castle"))
OURS = tomllib.loads((ROOT / "config" / "partnership.toml").read_text(encoding="utf-8"))
# What nobody elsewhere wants to read of the partnership that csa comes with.
OF_OURS = re.compile(
    r"worcester|west.mercia|kidderminster|stourport|matchborough|church.hill|rubery|oldington|"
    r"birmingham|SYN-|"
    + "|".join(
        re.escape(one[key])
        for table in ("district", "place")
        for one in OURS[table]
        for key in ("slug", "name", "code")
        if key in one
    ),
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def lookups(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Look-ups as the ONS publishes them, one of them older and out of date."""
    folder = tmp_path_factory.mktemp("lookups")
    lines = [",".join(f'"{text}"' for text in row) for row in DISTRICTS]
    head = "LAD24CD,LAD24NM,CSP24CD,CSP24NM,PFA24NM"
    (folder / "lad_csp_24.csv").write_text("\n".join([head, *lines]), encoding="utf-8-sig")
    old = "LAD21CD,LAD21NM,CSP21CD,CSP21NM,PFA21NM\nE07000801,Abolished,E22000801,Abolished,Kent"
    (folder / "lad_csp_21.csv").write_text(old, encoding="utf-8")
    fire = "ltla24_name,ltla24_code,fra24_name\nNorthbridge,E07000901,Bridges & Moors"
    (folder / "fire.csv").write_text(fire, encoding="utf-8")
    head = "ltla24_code,ltla24_name,ward24_name"
    wards = "\n".join([head, *(",".join(row) for row in WARDS)])
    (folder / "lsoa21_ward24.csv").write_text(wards, encoding="utf-8")
    return folder


def start(folder: Path, *districts: str, **more: Any) -> Begun:
    return begin(Wanted(folder, districts, **more), tell=lambda _: None)


def refusal(folder: Path, *districts: str, **more: Any) -> str:
    with pytest.raises(CsaError) as caught:
        start(folder, *districts, **more)
    assert not folder.exists() or not (folder / "config").exists()
    assert [*folder.parent.glob(f".{folder.name}*")] == []
    return str(caught.value)


@pytest.fixture(scope="module")
def bridges(tmp_path_factory: pytest.TempPathFactory, lookups: Path) -> Begun:
    """The project of two districts that are one partnership. Only to be read."""
    folder = tmp_path_factory.mktemp("bridges") / "project"
    return start(folder, "NORTHBRIDGE", "e07000902", lookups=lookups)


def test_names_codes_partnership_and_force_are_those_of_the_look_up(bridges: Begun) -> None:
    settings = bridges.settings
    own = settings.partnership
    assert (own.name, own.slug, own.code) == ("Bridges", "bridges", "E22000901")
    assert (own.force, own.force_name) == ("devon-and-cornwall", "Devon & Cornwall Police")
    assert [(d.code, d.slug, d.name) for d in settings.districts] == [
        ("E07000901", "northbridge", "Northbridge"),
        ("E07000902", "southbridge", "Southbridge"),
    ]
    assert settings.sources["fire"]["publisher"] == "Bridges & Moors Fire and Rescue Service"
    assert settings.sources["police_crimes"]["publisher"] == own.force_name
    assert bridges.remarks == ()


def test_nothing_that_csa_new_writes_names_a_district_or_place_of_ours(bridges: Begun) -> None:
    root = bridges.settings.root
    assert len(files_below(root)) > 40
    for name in files_below(root):
        text = (root / name).read_text(encoding="utf-8")
        assert OF_OURS.findall(text) == [], name


def test_whatever_is_somebody_s_own_to_say_is_left_to_them(bridges: Begun) -> None:
    settings = bridges.settings
    assert settings.places == ()
    assert settings.proposals == ()
    assert settings.plan.actions == ()
    assert settings.membership.members == ()
    assert settings.judged.risk.criteria == ()
    assert settings.judged.pcc.themes == ()
    assert settings.programme.evaluations == ()
    assert settings.disclosure.approval is None
    assert {p.id for p in settings.priorities} == {
        p.id for p in load_settings(ROOT).priorities
    }  # the priorities most partnerships have
    assert not [one for one in settings.breaks if one.synthetic]


def test_every_example_can_be_taken_up(bridges: Begun, tmp_path: Path) -> None:
    root = tmp_path / "project"
    shutil.copytree(bridges.settings.root, root)
    for name in (path.stem for path in EXAMPLES.glob("*.toml")):
        file = root / "config" / f"{name}.toml"
        if not file.exists():
            file = root / "config" / "partnership.toml"
        head, mark, rest = file.read_text(encoding="utf-8").rpartition("take the # away:\n#\n")
        assert mark, name
        example, end, others = rest.partition("\n\n")
        taken = re.sub(r"(?m)^# ?", "", example)
        file.write_text(head + mark + taken + end + others, encoding="utf-8")
    settings = load_settings(root)
    assert settings.plan.actions[0].districts == ("northbridge",)
    assert settings.judged.risk.scores
    assert settings.membership.groups
    assert settings.programme.allocations


def test_notebooks_are_chapters_with_the_partnership_s_own_parameters(bridges: Begun) -> None:
    folder = bridges.settings.root / "notebooks"
    ours = find_chapters(ROOT / "notebooks")
    assert [one.path.name for one in find_chapters(folder)] == [one.path.name for one in ours]
    for path in folder.glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        given = "".join(cells[1]["source"])
        assert "2016-17" not in given
        for value in re.findall(r'(?m)^district: str = "(.*?)"', given):
            assert value == "northbridge"
        for value in re.findall(r'(?m)^place: str = "(.*?)"', given):
            assert value == "Castle"  # a ward that the look-up has


def test_example_layouts_are_valid_and_of_the_new_districts(bridges: Begun) -> None:
    root = bridges.settings.root
    names = [one.name for one in read_layouts(root, within="examples")]
    assert names == [one.name for one in read_layouts(ROOT, within="examples")]
    text = (root / "config/layouts/examples/asb-housing.toml").read_text(encoding="utf-8")
    assert '"Northbridge*" = "northbridge"\n"Southbridge*" = "southbridge"\n' in text


def test_what_is_to_be_fetched_is_for_the_new_partnership(bridges: Begun) -> None:
    datasets = load_fetch_settings(bridges.settings).datasets
    assert "deprivation_2025" in [one.name for one in datasets]
    (police,) = (one for one in datasets if one.name == "police_uk")
    assert police.forces_for(bridges.settings) == ("devon-and-cornwall",)


def test_raw_files_and_reports_stay_out_of_version_control(bridges: Begun) -> None:
    root = bridges.settings.root
    assert {"data/", "reports/"} <= set((root / ".gitignore").read_text("utf-8").splitlines())
    assert (root / "data" / "raw" / "police_uk").is_dir()


def test_misspelt_district_is_met_with_the_nearest(tmp_path: Path, lookups: Path) -> None:
    said = refusal(tmp_path / "p", "Nothbridge", lookups=lookups)
    assert "'Nothbridge'. Did you mean 'Northbridge'?" in said


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("bridges", "Bridges has Northbridge, Southbridge"),
        ("Fells", "North Fells has Westfells; South Fells has Westfells"),
    ],
)
def test_name_of_partnerships_is_met_with_their_districts(
    tmp_path: Path, lookups: Path, wanted: str, said: str
) -> None:
    refused = refusal(tmp_path / "p", wanted, lookups=lookups)
    assert refused == (
        f"'{wanted}' is no district. Of the partnerships called so, {said}. Name each district "
        "that is yours."
    )


def test_part_of_several_names_is_told_and_of_one_is_taken(tmp_path: Path, lookups: Path) -> None:
    said = refusal(tmp_path / "p", "Newhaven", lookups=lookups)
    assert "Newhaven upon Sea (E07000903), Newhaven-under-Hill (E07000904)" in said
    found = start(tmp_path / "p", "marsh", lookups=lookups)
    assert [d.name for d in found.settings.districts] == ["Marsh"]  # as its LSOAs are named


def test_abolished_district_of_an_older_look_up_is_none(tmp_path: Path, lookups: Path) -> None:
    assert "no district 'Abolished'" in refusal(tmp_path / "p", "Abolished", lookups=lookups)


def test_welsh_name_is_understood_and_what_is_not_read_is_said(
    tmp_path: Path, lookups: Path
) -> None:
    found = start(tmp_path / "p", "Ynys Mon", "Gwynedd", lookups=lookups)
    assert [d.code for d in found.settings.districts] == ["W06000001", "W06000002"]
    assert found.settings.partnership.force == "north-wales"
    assert "'Ynys Mon' is taken for Isle of Anglesey." in found.remarks
    assert any("Welsh Index of Multiple Deprivation is not read" in one for one in found.remarks)
    datasets = [one.name for one in load_fetch_settings(found.settings).datasets]
    assert "census21_households" in datasets
    assert "deprivation_2025" not in datasets


def test_part_of_a_partnership_is_told_who_else_is_in_it(tmp_path: Path, lookups: Path) -> None:
    found = start(tmp_path / "p", "Southbridge", lookups=lookups)
    assert any("has Northbridge in the partnership Bridges as well" in s for s in found.remarks)
    assert any("no partnership of the look-up" in s for s in found.remarks)
    # the partnership and its one district have pages of their own
    assert found.settings.area_slugs == ["southbridge-partnership", "southbridge"]


def test_a_district_in_two_partnerships_is_one_district(tmp_path: Path, lookups: Path) -> None:
    found = start(tmp_path / "p", "Westfells", name="The Fells", lookups=lookups)
    assert found.settings.partnership.name == "The Fells"
    assert len(found.settings.districts) == 1


@pytest.mark.parametrize(
    ("districts", "said"),
    [
        (("Northbridge", "E07000901"), "named more than once"),
        ((), "Name the districts"),
        (("Northbridge", "Gwynedd"), "several police force areas: devon-and-cornwall, north-wales"),
        (("Northbridge=E07000902",), "E07000902 is Southbridge"),
        (("Northbridge=E0700090",), "no name and code"),
    ],
)
def test_what_cannot_be_a_partnership_is_refused(
    tmp_path: Path, lookups: Path, districts: tuple[str, ...], said: str
) -> None:
    assert said in refusal(tmp_path / "p", *districts, lookups=lookups)


@pytest.mark.parametrize("name", ['Safer "North"', "North \\ South", "Ynys Môn's"])
def test_a_name_stands_in_settings_and_notebooks_as_it_was_typed(tmp_path: Path, name: str) -> None:
    found = start(tmp_path / "p", f"{name}=E07000901", name=f"{name} & more", police="kent")
    assert found.settings.partnership.name == f"{name} & more"
    assert [one.name for one in found.settings.districts] == [name]
    assert find_chapters(found.settings.root / "notebooks")
    assert read_layouts(found.settings.root, within="examples")


def test_what_look_ups_call_a_ward_or_fire_service_is_quoted(tmp_path: Path) -> None:
    folder = tmp_path / "lookups"
    folder.mkdir()
    (folder / "a.csv").write_text(
        "LAD24CD,LAD24NM,WD24NM,FRA24NM,PFA24NM\n"
        'E07000901,"The ""Hill""","The ""Old"" Town","""Hill""",Kent\n',
        encoding="utf-8",
    )
    found = start(tmp_path / "p", "E07000901", lookups=folder)
    assert found.settings.districts[0].name == 'The "Hill"'
    assert found.settings.sources["fire"]["publisher"] == '"Hill" Fire and Rescue Service'
    typed = [
        line
        for path in (tmp_path / "p" / "notebooks").glob("*.ipynb")
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        for line in cell["source"]
        if line.startswith("place: str = ")
    ]
    (said,) = {ast.literal_eval(line.split(" = ", 1)[1]) for line in typed}
    assert said == 'The "Old" Town'


@pytest.mark.parametrize(
    ("district", "more", "said"),
    [
        ("Hill=E07000901", {"name": "Hill\nDale"}, r"'Hill\nDale' holds a line break"),
        ("東京=E07000901", {}, "'東京' has no letter from a to z"),
        ("Hill=E07000901", {"name": "東京"}, "'東京' has no letter from a to z"),
        ("Hill=E07000901", {"name": "a@b.org"}, "nothing is written: "),
    ],
)
def test_names_that_cannot_be_are_refused_before_anything_is_written(
    tmp_path: Path, district: str, more: dict[str, str], said: str
) -> None:
    assert said in refusal(tmp_path / "p", district, police="kent", **more)


@pytest.mark.parametrize(
    ("slug", "name"),
    [
        ("avon-and-somerset", "Avon and Somerset Constabulary"),
        ("city-of-london", "City of London Police"),
        ("metropolitan", "Metropolitan Police Service"),
        ("West Mercia Police", "West Mercia Police"),
    ],
)
def test_a_force_that_is_typed_is_one_there_is_by_its_right_name(
    tmp_path: Path, slug: str, name: str
) -> None:
    found = start(tmp_path / "p", "Hill=E07000901", police=slug)
    assert found.settings.partnership.force_name == name
    said = refusal(tmp_path / "q", "Hill=E07000901", police="west-mercier")
    assert "no force 'west-mercier'" in said
    assert "Did you mean 'west-mercia'?" in said
    assert "Did you mean" not in refusal(tmp_path / "q", "Hill=E07000901", police="nowhere-land")


def test_there_are_43_forces_and_a_look_up_s_area_is_one_of_them() -> None:
    assert len(AREAS) == 43
    for slug, area in AREAS.items():
        assert slug_of_area(area) == slug
    assert slug_of_area("Metropolitan Police") == "metropolitan"


def test_without_look_ups_names_and_codes_are_taken_as_given(tmp_path: Path) -> None:
    given = ("Northbridge=E07000901", "Southbridge=e07000902")
    assert "--police" in refusal(tmp_path / "p", *given)
    found = start(tmp_path / "p", *given, police="kent")
    assert [d.code for d in found.settings.districts] == ["E07000901", "E07000902"]
    assert found.settings.partnership.force_name == "Kent Police"
    assert "No look-up was read" in found.remarks[0]


def test_force_is_that_of_the_street_files_received(tmp_path: Path) -> None:
    month = tmp_path / "data" / "raw" / "police_uk" / "2025-01"
    month.mkdir(parents=True)
    (month / "2025-01-dyfed-powys-street.csv").touch()
    found = start(tmp_path, "Northbridge=E07000901")
    assert found.settings.partnership.force == "dyfed-powys"
    assert (month / "2025-01-dyfed-powys-street.csv").exists()


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch, lookups: Path) -> list[tuple[str, ...]]:
    """What is fetched; the answer is the look-up, or a failure once it was asked for twice."""
    asked: list[tuple[str, ...]] = []

    def pretend(settings: Any, wanted: Any) -> FetchReport:
        asked.append(wanted.names)
        if len(asked) > 1:
            failed = Outcome("lookup_partnerships", "x", "failed", "y", reason="No network.")
            return FetchReport((failed,))
        shutil.copytree(lookups, settings.raw / "lookups")
        return FetchReport(())

    monkeypatch.setattr("csa.starting.project.fetch", pretend)
    return asked


def test_look_up_that_is_not_at_hand_is_fetched_and_kept(
    tmp_path: Path, fetched: list[tuple[str, ...]]
) -> None:
    found = start(tmp_path / "p", "Southbridge", "Northbridge")
    assert fetched == [("lookup_partnerships",)]
    assert found.settings.partnership.name == "Bridges"
    assert (tmp_path / "p" / "data" / "raw" / "lookups" / "lad_csp_24.csv").exists()
    said = refusal(tmp_path / "q", "Southbridge")
    assert "No network." in said
    assert "Name=E07000001" in said
    # csa new reads what the ONS publishes as it is, from wherever it is said to be.
    assert "to Police Force Areas (2024) in EW' from https://geoportal.statistics.gov.uk" in said
    assert "run csa new again with --lookups" in said
    assert "renamed" not in said


def test_look_ups_of_the_folder_itself_are_used_and_stay(tmp_path: Path, lookups: Path) -> None:
    there = tmp_path / "data" / "raw" / "lookups"
    shutil.copytree(lookups, there)
    (tmp_path / ".gitignore").write_text("mine\n", encoding="utf-8")
    before = files_below(there)
    assert start(tmp_path, "Gwynedd").settings.districts[0].code == "W06000002"
    assert files_below(there) == before
    assert (tmp_path / ".gitignore").read_text(encoding="utf-8") == "mine\n"


@pytest.mark.parametrize("name", ["config", "notebooks"])
def test_nothing_is_written_over(tmp_path: Path, lookups: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "mine.txt").write_text("mine", encoding="utf-8")
    before = files_below(tmp_path)
    with pytest.raises(CsaError, match=f"has a {name} already"):
        start(tmp_path, "Gwynedd", lookups=lookups)
    assert files_below(tmp_path) == before


def test_folder_of_look_ups_that_holds_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    said = refusal(tmp_path / "p", "Gwynedd", lookups=tmp_path / "empty")
    assert "holds no look-up of districts" in said
    assert "There is no folder" in refusal(tmp_path / "p", "Gwynedd", lookups=tmp_path / "no")


def test_command_says_what_was_made_and_what_comes_next(tmp_path: Path, lookups: Path) -> None:
    words = ["new", str(tmp_path / "p"), "Northbridge", "Southbridge", "--lookups", str(lookups)]
    shown = CliRunner().invoke(app, words, catch_exceptions=False).output
    assert "Northbridge (E07000901), Southbridge (E07000902); Devon & Cornwall Police." in shown
    for command in ("csa fetch", "csa build", "csa assess"):
        assert command in shown


def test_demo_is_the_partnership_that_csa_comes_with(tmp_path: Path) -> None:
    begun = begin_demo(tmp_path / "p")
    assert begun.settings.partnership == load_settings(ROOT).partnership
    for folder in ("config", "notebooks"):
        assert set(files_below(tmp_path / "p" / folder)) == set(files_below(ROOT / folder))


def test_demo_in_an_empty_folder_makes_a_project_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Path] = []

    def pretend(raw: Path, **_: Any) -> Any:
        written.append(raw)
        raise CsaError("far enough")

    monkeypatch.setattr("csa.synthetic.write_partnership", pretend)
    monkeypatch.delenv("CSA_ROOT", raising=False)
    monkeypatch.chdir(tmp_path)
    CliRunner().invoke(app, ["demo"])
    assert written == [tmp_path / "data" / "raw"]
    assert (tmp_path / "config" / "partnership.toml").exists()
    (tmp_path / "config").rename(tmp_path / "other")
    result = CliRunner().invoke(app, ["demo"])
    assert "no project and not empty" in str(result.exception)


def test_notebook_in_no_project_says_which_one_it_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CSA_ROOT", raising=False)
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        assert load_settings().root == ROOT
    assert capsys.readouterr().err == f"{tmp_path} is in no project: csa reads the one in {ROOT}.\n"
