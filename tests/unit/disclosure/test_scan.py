"""A planted value is found through every wrapping, and an honest page is left alone."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import io
import struct
import zipfile
import zlib
from pathlib import Path
from urllib.parse import quote

import openpyxl
import pytest

from csa.disclosure.leaks.scan import Finding, scan
from csa.disclosure.leaks.unpack import DEEPEST
from csa.errors import DisclosureError

CANARY = "Quillfeather-Oddsworth"
SENTENCE = f"The victim was {CANARY}, aged 34."


def write(folder, content, name="page.html"):
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def rules(folder, content, *, name="page.html", **options):
    options.setdefault("machine_names", [])
    return [one.rule for one in scan(write(folder, content, name), **options)]


def png(*chunks, after=b""):
    parts = [(b"IHDR", b"\0" * 13), *chunks, (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(chunk, parts)) + after


def chunk(part):
    kind, content = part
    return (
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
    )


def archive(**members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return buffer.getvalue()


def workbook():
    book = openpyxl.Workbook()
    book.active["A1"] = SENTENCE
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def data_uri(content, kind="application/octet-stream"):
    return f'<img src="data:{kind};base64,{base64.b64encode(content).decode()}">'


def commented_archive():
    buffer = io.BytesIO(archive(a="x"))
    with zipfile.ZipFile(buffer, "a") as file:
        file.comment = SENTENCE.encode()
    return buffer.getvalue()


TEXT = SENTENCE.encode()
WRAPPINGS = {
    "plain": TEXT,
    "upper case": TEXT.upper(),
    "over two lines": b"<p>quillfeather-\nODDSWORTH".replace(b"-\n", b"-"),
    "inside mark-up": f"<p>{CANARY[:5]}<b>{CANARY[5:]}</b></p>",
    "HTML numbers": "".join(f"&#{ord(letter)};" for letter in SENTENCE),
    "HTML hexadecimal": "".join(f"&#x{ord(letter):x};" for letter in SENTENCE),
    "HTML twice": html.escape("".join(f"&#{ord(letter)};" for letter in SENTENCE)),
    "JSON": "".join(f"\\u{ord(letter):04x}" for letter in SENTENCE),
    "JavaScript": "".join(f"\\x{ord(letter):02x}" for letter in SENTENCE),
    "braced code points": "".join(f"\\u{{{ord(letter):04X}}}" for letter in SENTENCE),
    "URL": quote(SENTENCE, safe="").replace("-", "%2D"),
    "UTF-16": SENTENCE.encode("utf-16"),
    "UTF-16 without a mark": b"\0\1" + SENTENCE.encode("utf-16-le"),
    "binary": b"\0\1\2" + TEXT + b"\3\0",
    "base64": f'{{"x": "{base64.b64encode(TEXT).decode()}"}}',
    "base64 for URLs": base64.urlsafe_b64encode(TEXT).decode().rstrip("="),
    "base64 over lines": base64.encodebytes(TEXT * 4).decode(),
    "base64 twice": base64.b64encode(base64.b64encode(TEXT)).decode(),
    "data URI": data_uri(TEXT, "text/plain"),
    "data URI with percent signs": data_uri(TEXT).replace("=", "%3D"),
    "data URI of text": f"<img src='data:text/plain,{quote(SENTENCE)}'>",
    "gzip": gzip.compress(TEXT),
    "gzip in base64": base64.b64encode(gzip.compress(TEXT)).decode(),
    "zip": archive(a=SENTENCE),
    "zip in zip": archive(a=archive(b=SENTENCE)),
    "zip member's name": archive(**{f"{CANARY}.txt": "x"}),
    "zip comment": commented_archive(),
    "workbook": workbook(),
    "PNG text": png((b"tEXt", b"Comment\0" + TEXT)),
    "PNG compressed text": png((b"zTXt", b"Comment\0\0" + zlib.compress(TEXT))),
    "PNG international text": png((b"iTXt", b"Comment\0\0\0en\0\0" + TEXT)),
    "PNG compressed international text": png(
        (b"iTXt", b"Comment\0\1\0en\0\0" + zlib.compress(TEXT))
    ),
    "after a PNG": png(after=TEXT),
    "PNG without an end": png((b"tEXt", b"Comment\0" + TEXT))[:-12],
    "PNG in a data URI": data_uri(png((b"tEXt", b"Comment\0" + TEXT)), "image/png"),
}


@pytest.mark.parametrize("wrapping", WRAPPINGS)
def test_planted_value_is_found_in_every_wrapping(tmp_path, wrapping):
    assert "planted value" in rules(tmp_path, WRAPPINGS[wrapping], canaries=[CANARY])


@pytest.mark.parametrize("wrapping", WRAPPINGS)
def test_no_finding_repeats_the_planted_value(tmp_path, wrapping):
    found = scan(write(tmp_path, WRAPPINGS[wrapping]), canaries=[CANARY], machine_names=[])
    assert CANARY.casefold() not in repr(found).casefold()


@pytest.mark.parametrize("wrapping", WRAPPINGS)
def test_nothing_is_found_without_the_planted_value(tmp_path, wrapping):
    assert "planted value" not in rules(tmp_path, WRAPPINGS[wrapping], canaries=["Somebody-Else"])


def test_planted_value_in_a_file_name_is_found_and_masked(tmp_path):
    found = scan(write(tmp_path, "fine", f"{CANARY}.html"), canaries=[CANARY], machine_names=[])
    assert [one.rule for one in found] == ["planted value"]
    assert CANARY not in found[0].file


def test_planted_value_cannot_be_allowed(tmp_path):
    assert rules(tmp_path, SENTENCE, canaries=[CANARY], allowed=[CANARY]) == ["planted value"]


def test_planted_value_too_short_is_refused(tmp_path):
    with pytest.raises(DisclosureError, match="3 characters"):
        scan(write(tmp_path, "x"), canaries=["ab"])


IDENTIFIERS = [
    ("postcode", "Seen near B98 8AH on foot"),
    ("postcode", "b98 8ah"),
    ("postcode", "SW1A1AA"),
    ("persistent id", hashlib.sha256(b"a crime").hexdigest()),
    ("crime reference", "22/12345/24"),
    ("crime reference", "22DC/123456/16"),
    ("date of birth", "Born on the 1.2.1980"),
    ("date of birth", '"date_of_birth": "2001-02-03"'),
    ("date of birth", "<td>01/02/1980</td>"),
    ("National Insurance number", "QC 12 34 56 C".replace("QC", "AB")),
    ("NHS number", "943 476 5919"),  # the example number of the NHS Data Dictionary
    ("NHS number", "9434765919"),
    ("coordinates", "52.30612, -1.93412"),
    ("coordinates", "[-1.93412, 52.30612]"),
    ("coordinates", '"lat": [52.30612, 52.30613]'),
    ("grid reference", "404321, 267543"),
    ("grid reference", "SP 04321 67543"),
    ("folder of the computer", "/home/jsmith/reports"),
    ("folder of the computer", r"C:\Users\jsmith\reports"),
    ("folder of the computer", "C:/Users/jsmith"),
    ("folder of the computer", "file:///srv/data"),
    ("network folder", r"\\police01\share\crimes.xlsx"),
    ("IP address", "from 10.12.0.7 today"),
    ("author in document properties", "<dc:creator>J Smith</dc:creator>"),
]


@pytest.mark.parametrize(("rule", "text"), IDENTIFIERS)
def test_identifier_is_found_and_masked(tmp_path, rule, text):
    found = scan(write(tmp_path, f"first line\n{text}\n"), machine_names=[])
    assert rule in [one.rule for one in found]
    assert {one.where for one in found} == {"line 2"}
    assert all(text not in repr(one) for one in found)


STRUCTURES = [
    ("script", "<script>alert(1)</script>"),
    ("script", '<a href="javascript:run()">x</a>'),
    ("embedded page", '<iframe srcdoc="x"></iframe>'),
    ("encoded data", '{"bdata": "AAAA"}'),
    ("interactive figure", "application/vnd.plotly.v1+json"),
    ("interactive figure", "application/vnd.vegalite.v5+json"),
    ("event handler", '<p class="a" onclick="x()">'),
    ("outside address", '<img src="https://example.org/a.png">'),
    ("outside address", "<link href=//example.org/a.css>"),
    ("outside address", "body { background: url(http://example.org/a) }"),
    ("outside address", '@import "https://example.org/a.css"'),
    ("drawing that keeps every point", "<svg>" + "<use/>" * 501 + "</svg>"),
    ("drawing that keeps every point", "<svg>" + "<use/>" * 501),
    ("hidden sheet", '<sheet name="People" sheetId="2" state="veryHidden"/>'),
]


@pytest.mark.parametrize(("rule", "text"), STRUCTURES)
def test_structure_that_runs_hides_or_calls_out_is_found(tmp_path, rule, text):
    assert rule in rules(tmp_path, text)


HONEST = [
    "<p>In 2016/17 there were 12,435 offences, 13.6 per 1,000; E07000236, E01032345.</p>",
    "<p>Between 01/04/2016 and 31/03/2017 recorded crime rose by 4.2 % (95 % CI 1.1 to 7.3).</p>",
    "<p>&lt;script&gt; is shown as text, and so is on = off.</p>",
    "<svg>" + "<use/>" * 400 + "</svg><style>a { color: #1d70b8; margin: 0.1234567890em }</style>",
    "<td>123,456</td><td>234,567</td>",
    "<p>Ward populations 5,204 and 61,230; version 1.2.3; telephone 101.</p>",
    '<a href="#places">Places</a> <a href="redditch.html">Redditch</a>',
    "943 476 5918 is no NHS number",
    "QQ 12 34 56 C is no National Insurance number",
    data_uri(png((b"IDAT", bytes(range(256)) * 40)), "image/png"),
    b"\0" + bytes(range(256)) * 200,
    "%25" * 3 + "&amp;" * 3 + "%252525252541",
    "data:image/png;base64,A",
    r"\u{ffffff} is no letter",
    "",
]


@pytest.mark.parametrize("page", HONEST)
def test_honest_page_is_left_alone(tmp_path, page):
    assert rules(tmp_path, page) == []


def test_declared_postcode_is_allowed(tmp_path):
    assert rules(tmp_path, "Write to WR3 8SP.", allowed=["WR3 8SP"]) == []


def test_hash_of_an_input_is_allowed_where_it_is_declared(tmp_path):
    declared = hashlib.sha256(b"a").hexdigest()
    write(tmp_path, declared, "redditch.html")
    assert scan(tmp_path, machine_names=[], allowed=[declared]) == []
    assert {one.rule for one in scan(tmp_path, machine_names=[])} == {"persistent id"}


def test_name_of_user_or_computer_is_found_as_a_word(tmp_path):
    page = "written by JSMITH on desk-042; jsmithson is somebody else"
    found = scan(write(tmp_path, page), machine_names=["jsmith", "desk-042"])
    assert [one.masked for one in found] == ["J… (6 characters)", "d… (8 characters)"]


def test_everyday_names_are_not_looked_for(tmp_path):
    assert rules(tmp_path, "<p>root user jo</p>", machine_names=["root", "user", "jo"]) == []


def test_this_computers_own_names_are_looked_for_by_default(tmp_path, monkeypatch):
    monkeypatch.setattr("platform.node", lambda: "desk-042.force.local")
    monkeypatch.setattr(Path, "home", classmethod(lambda _cls: Path("/home/jsmith")))
    found = scan(write(tmp_path, "made on desk-042 by jsmith"))
    assert [one.rule for one in found] == ["name of the user or computer"] * 2


def test_executed_notebook_is_never_published(tmp_path):
    assert rules(tmp_path, "{}", name="a.ipynb") == ["executed notebook"]


def test_comments_and_pivot_caches_of_a_workbook_are_found(tmp_path):
    book = archive(**{"xl/comments1.xml": "x", "xl/pivotCache/a.xml": "y"})
    assert rules(tmp_path, book, name="a.xlsx") == ["spreadsheet part"] * 2


def encrypted():
    data = bytearray(archive(a="secret"))
    place = data.index(b"PK\x01\x02")
    data[place + 8] |= 1
    return bytes(data)


def nested(times):
    data = b"deep"
    for _ in range(times):
        data = gzip.compress(data)
    return data


DAMAGED = {
    "damaged zip": b"PK\x03\x04 damaged",
    "damaged gzip": b"\x1f\x8b damaged",
    "gzip cut short": gzip.compress(TEXT)[:-9],
    "PNG cut short": b"\x89PNG\r\n\x1a\n\0",
    "PNG with damaged text": png((b"zTXt", b"Comment\0\0 damaged")),
    "PNG text without an end": png((b"iTXt", b"Comment\0\0")),
    "encrypted zip": encrypted(),
    "packed too often": nested(DEEPEST + 1),
}


@pytest.mark.parametrize("content", DAMAGED)
def test_what_cannot_be_opened_is_reported_not_passed_over(tmp_path, content):
    found = rules(tmp_path, DAMAGED[content])
    assert [rule.partition(":")[0] for rule in found] == ["unreadable"]


SWELLING = {
    "zip": archive(a="x" * 2000),
    "gzip": gzip.compress(b"x" * 2000),
    "plain": b"x" * 2000,
}


@pytest.mark.parametrize("packing", SWELLING)
def test_content_that_swells_beyond_the_limit_is_reported(tmp_path, monkeypatch, packing):
    monkeypatch.setattr("csa.disclosure.leaks.unpack.LARGEST_BYTES", 1000)
    found = rules(tmp_path, SWELLING[packing])
    assert [rule.partition(":")[0] for rule in found] == ["unreadable"]


def test_folder_is_scanned_in_order_with_paths_below_it(tmp_path):
    write(tmp_path, "B98 8AH", "2016-17/public/redditch.html")
    write(tmp_path, "\nB98 8AH", "index.html")
    assert scan(tmp_path, machine_names=[]) == [
        Finding("2016-17/public/redditch.html", "", "postcode", "line 1", "B… (7 characters)"),
        Finding("index.html", "", "postcode", "line 2", "B… (7 characters)"),
    ]


def test_member_of_a_container_is_named(tmp_path):
    page = data_uri(gzip.compress(b"B98 8AH"))
    (found,) = scan(write(tmp_path, page), machine_names=[])
    assert found.member == "data URI 1 > gzip"


def test_nothing_to_scan_is_an_error(tmp_path):
    with pytest.raises(DisclosureError, match="nothing to scan"):
        scan(tmp_path / "reports")


def test_two_hashes_below_each_other_are_no_grid_reference(tmp_path: Path) -> None:
    page = tmp_path / "hashes.txt"
    # The digits that end one line and begin the next belong to longer words.
    page.write_text("ffc404321\n267543bb0\n", encoding="utf-8")
    assert scan(page) == []
