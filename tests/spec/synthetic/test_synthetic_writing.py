"""Is the synthetic partnership written whole, the same every time, and never over real files?"""

import hashlib
import json
import shutil

import pytest

from csa.errors import SettingsError, SourceError
from csa.settings import load_settings
from csa.synthetic import write_partnership


def digest(folder):
    """Return a hash of every file by its name."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def settings():
    return load_settings()


@pytest.fixture(scope="module")
def written(tmp_path_factory, settings):
    raw = tmp_path_factory.mktemp("once") / "data" / "raw"
    return write_partnership(raw, seed=31, settings=settings)


def test_the_summary_describes_what_was_written(written):
    files = digest(written.folder)
    assert written.files == len(files)
    assert written.bytes == sum(path.stat().st_size for path in written.folder.rglob("*.*"))
    lines = sum(
        len(path.read_text(encoding="utf-8").splitlines()) - 1
        for path in written.folder.glob("asb/*.csv")
    )
    assert written.rows["asb"] == lines


def test_the_folder_says_that_it_is_synthetic(written):
    marker = json.loads((written.folder / "synthetic.json").read_text(encoding="utf-8"))
    assert marker["synthetic"] is True
    assert marker["seed"] == 31


def test_nothing_is_left_beside_the_folder(written):
    assert [path.name for path in written.folder.parent.iterdir()] == ["raw"]


def test_a_seed_gives_the_same_bytes_again_and_services_are_added_where_asked(
    written, settings, tmp_path
):
    raw = shutil.copytree(written.folder, tmp_path / "raw")  # it replaces its own
    more = digest(write_partnership(raw, seed=31, settings=settings, services=True).folder)
    before = digest(written.folder)
    assert {name: more[name] for name in before} == before
    folders = {str(name).split("/")[0] for name in set(more) - set(before)}
    assert folders == {"ae-assaults", "domestic-abuse"}


def test_another_seed_gives_other_people_in_the_same_places(written, settings, tmp_path):
    other = digest(write_partnership(tmp_path / "raw", seed=32, settings=settings).folder)
    first = digest(written.folder)
    assert set(other) == set(first)
    same = {name for name in first if first[name] == other[name]}
    assert "boundaries/lsoa21_synthetic.geojson" in same
    assert not any(name.startswith(("police/", "asb/", "fire/", "environment/")) for name in same)


def test_real_files_are_never_replaced(tmp_path, settings):
    raw = tmp_path / "raw"
    real = raw / "police_uk" / "2021-03" / "2021-03-west-mercia-street.csv"
    real.parent.mkdir(parents=True)
    real.write_text("Crime ID\n")
    with pytest.raises(SourceError, match=r"police_uk/2021-03/2021-03-west-mercia-street\.csv"):
        write_partnership(raw, settings=settings)
    assert list(digest(raw)) == ["police_uk/2021-03/2021-03-west-mercia-street.csv"]
    assert [path.name for path in tmp_path.iterdir()] == ["raw"]


@pytest.mark.parametrize("text", ["{}", '{"synthetic": false}', "no json", '["synthetic"]'])
def test_a_marker_that_does_not_say_synthetic_protects_the_folder(tmp_path, settings, text):
    (tmp_path / "synthetic.json").write_text(text)
    with pytest.raises(SourceError, match="not synthetic"):
        write_partnership(tmp_path, settings=settings)
    assert (tmp_path / "synthetic.json").read_text() == text


def test_a_file_that_joined_the_synthetic_ones_is_not_lost(tmp_path):
    (tmp_path / "synthetic.json").write_text('{"synthetic": true}')
    (tmp_path / "notes.txt").write_text("mine")
    from csa.synthetic.writers import RawFolder

    with RawFolder(tmp_path) as folder:
        folder.text("synthetic.json", '{"synthetic": true}')
        with pytest.raises(SourceError, match=r"notes\.txt"):
            folder.publish()
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_an_empty_folder_kept_in_version_control_is_filled(tmp_path, settings):
    from csa.synthetic.writers import RawFolder

    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / ".gitkeep").touch()
    with RawFolder(raw) as folder:
        folder.text("synthetic.json", '{"synthetic": true}')
        folder.publish()
    assert sorted(path.name for path in raw.iterdir()) == [".gitkeep", "synthetic.json"]


def test_a_failure_half_way_leaves_what_was_there(tmp_path):
    from csa.synthetic.writers import RawFolder

    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "synthetic.json").write_text('{"synthetic": true}')

    def fail_half_way():
        with RawFolder(raw) as folder:
            folder.text("police/2016-05-crimes.csv", "crime_ref\n")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    assert list(digest(tmp_path)) == ["raw/synthetic.json"]


def test_a_file_in_place_of_the_folder_is_named(tmp_path, settings):
    (tmp_path / "raw").write_text("not a folder")
    with pytest.raises(SourceError, match="is a file"):
        write_partnership(tmp_path / "raw", settings=settings)


def test_another_partnership_is_refused(tmp_path, settings):
    one = settings.model_copy(update={"districts": settings.districts[:1]})
    with pytest.raises(SettingsError, match="bromsgrove, redditch, wyre-forest"):
        write_partnership(tmp_path / "raw", settings=one)
    assert list(tmp_path.iterdir()) == []
