"""Texts of partners are kept only as far as a list in the settings has them."""

import pytest
from ingest_project import as_csv, asb, crime, fire, make_project, report, victim, write

from csa.errors import SettingsError
from csa.reading.rows.vocabulary import check_vocabulary
from csa.settings import load_settings
from csa.sources import all_sources
from csa.store import Store, build

SECRET = "Ann Smith's brother"


def read_one(reader, source, name, rows):
    write(reader.raw, name, rows)
    return reader.read(source).account


def crimes(reader, *rows):
    account = read_one(reader, "police_crimes", "police/2016-04-crimes.csv", list(rows))
    return reader.tables["crime"], account


def test_a_listed_value_is_kept_whatever_its_case_and_spacing_or_another_way_of_writing_it(reader):
    table, account = crimes(
        reader,
        crime(1, offence_subgroup=" DOMESTIC  burglary "),
        crime(2, offence_subgroup="Rape offences"),
        crime(3, offence_subgroup=""),
    )
    assert table["offence_subgroup"].tolist()[:2] == ["Domestic burglary", "Rape"]
    assert table["offence_subgroup"].isna().tolist() == [False, False, True]
    assert account.accepted == 3
    assert "on no list" not in account.note


@pytest.mark.parametrize("code", ["1", "8N", "105A", "28e", "37.1", "1/4.1/4.10/4.2", "00123"])
def test_codes_of_offences_are_kept_as_they_are(reader, code):
    table, account = crimes(reader, crime(1, ho_offence_code=code, outcome_code="1A"))
    assert table["ho_offence_code"].tolist() == [code]
    assert table["outcome"].tolist() == ["1A"]
    assert "on no list" not in account.note


@pytest.mark.parametrize("text", [SECRET, "8 Ann", "1Smith", "28E Smith", "Smith 1", "4/Smith"])
def test_what_has_no_shape_of_a_code_is_not_kept_as_one(reader, text):
    table, _ = crimes(reader, crime(1, ho_offence_code=text, outcome_code=text), crime(2))
    assert table["ho_offence_code"].tolist() == ["not listed", "28E"]
    assert table["outcome"].tolist() == ["not listed", "18"]


def test_a_text_on_no_list_leaves_its_row_accepted_and_is_told_by_row_without_its_words(reader):
    rows = [asb(n, source=SECRET if n in (2, 3) else "Police") for n in range(1, 5)]
    account = read_one(reader, "asb", "asb/2016-04-asb.csv", rows)
    assert reader.tables["asb"]["reported_to"].value_counts().to_dict() == {
        "police": 2, "not listed": 2,
    }  # fmt: skip
    assert (account.accepted, account.quarantined) == (4, 0)
    assert "column 'source' on no list, stored as 'not listed': 2 (row 2, 3)." in account.note
    assert "add it to [asb.source] in config/vocabulary.toml" in account.note
    assert "Smith" not in account.note


def test_rows_are_numbered_through_the_whole_of_a_long_file(reader, monkeypatch):
    monkeypatch.setattr("csa.reading.files.records.BLOCK_BYTES", 1 << 14)
    rows = [crime(n, offence_group=SECRET if n in (7, 790) else "Robbery") for n in range(1, 801)]
    assert len(as_csv(rows)) > 1 << 17  # several blocks
    _, account = crimes(reader, *rows)
    assert (
        "column 'offence_group' on no list, stored as 'not listed': 2 (row 7, 790)" in account.note
    )


@pytest.mark.parametrize(
    ("source", "name", "make", "column", "kept"),
    [
        ("fire", "fire/2016-04-deliberate-fires.csv", fire, "property_type", "Grassland"),
        ("fire", "fire/2016-04-deliberate-fires.csv", fire, "location_type", "outdoor"),
        (
            "environment",
            "environment/2016-04-redditch-environment.csv",
            report,
            "size",
            "small van",
        ),
        (
            "environment",
            "environment/2016-04-redditch-environment.csv",
            report,
            "action",
            "cleared",
        ),
    ],
)
def test_other_partners_texts_likewise(reader, source, name, make, column, kept):
    account = read_one(reader, source, name, [make(1, **{column: SECRET}), make(2)])
    assert reader.tables[source][column].tolist() == ["not listed", kept]
    assert f"column '{column}' on no list, stored as 'not listed': 1 (row 1)" in account.note


def test_role_and_injury_of_victims_likewise(reader):
    crimes(reader, crime(1), crime(2))
    reader.know_crimes()
    rows = [victim(1, role=SECRET, injury=SECRET), victim(2, role="Aggrieved", injury="minor")]
    read_one(reader, "police_victims", "police/2016-04-victims.csv", rows)
    assert reader.tables["victim"]["role"].tolist() == ["not listed", "victim"]
    assert reader.tables["victim"]["injury"].tolist() == ["not listed", "slight"]


def test_places_and_offences_that_somebody_described_are_not_read(reader):
    table, _ = crimes(reader, crime(1, location_text=SECRET, offence_description=SECRET))
    assert table["location_text"].isna().all()
    assert "offence_description" not in table


def set_list(root, text):
    path = root / "config" / "vocabulary.toml"
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_a_value_that_is_added_to_the_list_is_kept_by_the_next_build(tmp_path):
    settings = make_project(tmp_path)
    rows = [fire(1, property_type="Hay rick"), fire(2)]
    write(settings.raw, "fire/2016-04-deliberate-fires.csv", rows)
    build(settings)
    stored = Store(settings).load("fire").set_index("row_number")["property_type"]
    assert stored.to_dict() == {1: "not listed", 2: "Grassland"}
    path = tmp_path / "config" / "vocabulary.toml"
    text = path.read_text(encoding="utf-8")
    line = "[fire.property_type]\n"
    assert text.count(line) == 1
    path.write_text(text.replace(line, f'{line}"Hay rick" = []\n'), encoding="utf-8")
    changed = load_settings(tmp_path)
    assert Store(changed).is_stale()
    build(changed)
    stored = Store(changed).load("fire").set_index("row_number")["property_type"]
    assert stored.to_dict() == {1: "Hay rick", 2: "Grassland"}
    assert not Store(changed).accounts()["note"].fillna("").str.contains("on no list").any()


@pytest.mark.parametrize(
    ("added", "said"),
    [
        ('\n[fire.smoke]\nyes = []\n', r"\[fire.smoke\].*Its lists are: property_type, loc"),
        ('\n[fires.size]\nlarge = []\n', r"\[fires.size\], which nothing is read with"),
        ('\n[fire.property_type_]\n', r"\[fire.property_type_\]"),
    ],
)  # fmt: skip
def test_a_list_for_a_column_that_has_none_is_refused(tmp_path, added, said):
    make_project(tmp_path)
    set_list(tmp_path, added)
    with pytest.raises(SettingsError, match=said):
        check_vocabulary(load_settings(tmp_path), all_sources())


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"van": ("Lorry",), "lorry": ()}, "lists 'lorry' more than once under .fire.property"),
        ({"van": ("Not  listed",)}, "lists 'not listed' under"),
    ],
)
def test_one_way_of_writing_stands_for_one_value_only(reader, values, said):
    lists = {"fire": {"property_type": values}}
    settings = reader.settings.model_copy(update={"vocabulary": lists})
    with pytest.raises(SettingsError, match=said):
        check_vocabulary(settings, all_sources())


def test_the_lists_that_come_with_the_project_fit_its_sources(reader):
    check_vocabulary(reader.settings, all_sources())
    named = {(source, column) for source, of in reader.settings.vocabulary.items() for column in of}
    listed = {
        (source.name, column.name)
        for source in all_sources().values()
        for column in source.columns
        if column.listed
    }
    assert named <= listed
    assert listed - named == {("police_crimes", "outcome_code")}  # codes only


def test_no_open_source_is_cut_down_to_lists():
    assert not [one.name for one in all_sources().values() if one.open and any(
        column.listed for column in one.columns
    )]  # fmt: skip
