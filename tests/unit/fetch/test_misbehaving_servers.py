"""Whatever a server answers, a file is whole or refused in one sentence, and nothing of it acts."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from fetch_project import Project, seen_by_build
from misbehaving import Answer, Origin

from csa.fetch import Outcome, fetch
from csa.settings import Settings
from csa.visible import UNSEEN

ROWS = [f"E0100{number:04d},{number}" for number in range(1, 401)]
TABLE = "\n".join(["lsoa21_code,IMD_rank", *ROWS, ""]).encode()
MID_ROW = TABLE[: TABLE.index(b"E01000201") + 5]
MD5 = base64.b64encode(hashlib.md5(TABLE).digest()).decode()
PAST = format_datetime(datetime.now(UTC) - timedelta(days=1), usegmt=True)
DATASET = """
[[dataset]]
name = "imd"
kind = "file"
title = "Indices of deprivation"
source = "deprivation"
page = "https://www.gov.uk/somewhere"
address = "{address}"
folder = "deprivation"
file = "{file}"
"""
PARTS = '\n[dataset.columns]\nlsoa21_code = "lsoa21_code"\nIMD_rank = "IMD_rank"\n'


def said(length: str, body: bytes = TABLE) -> Answer:
    """An answer that states this length."""
    return Answer(body, headers={"Content-Length": length}, length=False)


def unsaid(body: bytes, **headers: str) -> Answer:
    """An answer that ends when the connection does."""
    return Answer(body, headers=headers, length=False)


def packed(body: bytes, encoding: str = "gzip", *, length: bool = True) -> Answer:
    return Answer(body, headers={"Content-Encoding": encoding}, length=length)


def part(span: str, body: bytes = TABLE) -> Answer:
    return Answer(body, status=206, headers={"Content-Range": span})


def chunks(*sizes: int, end: bytes = b"0\r\n\r\n") -> Answer:
    """A body in chunks; without an end it is cut."""
    text, start = b"", 0
    for size in sizes:
        text += b"%x\r\n%s\r\n" % (size, TABLE[start : start + size])
        start += size
    return unsaid(text + end, **{"Transfer-Encoding": "chunked"})


def moved(to: str | None) -> Answer:
    return Answer(status=302, headers={} if to is None else {"Location": to})


HALF = len(TABLE) // 2
REFUSED = {
    # What a length says
    "length larger than the body": (said(str(len(TABLE) + 9)), "broke off"),
    "length smaller than the body": (said(str(len(MID_ROW))), "does not end"),
    "length of nothing": (said("0"), "nothing"),
    "negative length, cut": (said("-5", MID_ROW), "does not end"),
    "length in words, cut": (said("many", MID_ROW), "does not end"),
    "length in superscript, cut": (said("\xb2\xb3", MID_ROW), "does not end"),
    "length of five thousand digits, cut": (said("9" * 5_000, MID_ROW), ""),
    "length beyond reason": (said("9" * 15), "larger than 200 MB"),
    "two lengths": (said("5, 7"), "cannot be asked for"),
    # Without any length
    "closed in mid-row": (unsaid(MID_ROW), "does not end"),
    "closed in the first row": (unsaid(b"lsoa21_code,IMD"), "does not end"),
    "closed behind the first row": (unsaid(TABLE[:21]), "no rows"),
    "closed between quotes": (unsaid(TABLE + b'E01000999,"1\n'), "does not end"),
    "closed before anything": (unsaid(b""), "nothing"),
    # In chunks
    "chunks cut between two": (chunks(HALF, end=b""), "broke off"),
    "chunks cut inside one": (chunks(HALF, end=b"fff\r\nE01"), "broke off"),
    "chunks of no size": (chunks(HALF, end=b"xyz\r\n"), "broke off"),
    "chunks of a negative size": (chunks(HALF, end=b"-5\r\n"), "broke off"),
    "chunks that end in mid-row": (chunks(len(MID_ROW)), "does not end"),
    # Packed without being asked
    "packed and cut": (packed(gzip.compress(TABLE)[:-40], length=False), "does not end"),
    "packed by its word only": (packed(TABLE), "says that the file is packed"),
    "packed in a way not known": (packed(TABLE, "br"), "packed as 'br'"),
    "packed in a way that acts": (packed(TABLE, "x\x1b[2J"), r"packed as 'x\x1b[2J'"),
    # Checksums
    "another checksum": (Answer(TABLE + b"\n", headers={"Content-MD5": MD5}), "damaged"),
    "checksum of no kind": (Answer(TABLE, headers={"Content-MD5": "!"}), "damaged"),
    "checksum that is short": (Answer(TABLE, headers={"Content-MD5": "AAAA"}), "damaged"),
    "checksum in no alphabet": (Answer(TABLE, headers={"Content-MD5": "\xe9\xe9"}), "damaged"),
    "digest of another file": (
        Answer(TABLE, headers={"Repr-Digest": f"sha-256=:{base64.b64encode(bytes(32)).decode()}:"}),
        "damaged",
    ),
    # Answers to another question
    "unchanged at the first request": (Answer(status=304), "304 although the whole file"),
    "a part at the first request": (part(f"bytes 5-{len(TABLE) - 1}/{len(TABLE)}"), "206 although"),
    "a part without a span": (Answer(TABLE, status=206), "206 although"),
    "a part of a span beyond reason": (part(f"bytes 0-1/{'9' * 5_000}"), "206 although"),
    "nothing beyond": (Answer(status=416), "416 although"),
    "no content": (Answer(status=204), "answered 204"),
    "a choice": (Answer(status=300), "answered 300"),
    "a code of no kind": (Answer(status=999), "answered 999"),
    # Redirects
    "to itself": (moved("/imd.csv"), "more than 3 times"),
    "to nowhere": (moved(None), "redirects to no address"),
    "to an empty place": (moved(" "), "redirects to no address"),
    "to a broken host": (moved("https://[::1"), "cannot be asked for"),
    "to a port beyond": (moved("https://127.0.0.1:99999/a"), ""),
    "to a host that is too long": (moved(f"https://{'a' * 300}.org/"), ""),
    "to another scheme": (moved("ftp://127.0.0.1/a"), "only https"),
    "to a file": (moved("file:///etc/passwd"), "only https"),
    "to a script": (moved("javascript:alert(1)"), "only https"),
    "to plain http elsewhere": (moved("http://192.0.2.1/a"), "only https"),
    "to a place that acts": (moved("http://192.0.2.1/\x1b[2J\x7f"), r"\x1b[2J\x7f"),
    "to a place in no encoding": (moved("http://192.0.2.1/\x9b"), "cannot be asked for"),
    # Pages and words in place of the file
    "page": (Answer(b"<!DOCTYPE html><p>Sign in, please\n"), "web page"),
    "page behind blanks": (Answer(b"\xef\xbb\xbf\n\n \t<p>Sign, in\n</p>\n"), "web page"),
    "page behind a remark": (Answer(b"<!-- 1,2 -->\n<html>\n"), "web page"),
    "fault as JSON": (Answer(b'{"error": 1, "code": 2}\n{}\n'), "no commas"),
    "words": (Answer(b"Too many requests, please wait\n"), "no rows"),
    "zeros": (Answer(bytes(5_000)), "no commas"),
    # Asked to wait
    "wait for ages": (Answer(status=429, headers={"Retry-After": "9" * 400}), "again later"),
    "wait a negative time": (Answer(status=503, headers={"Retry-After": "-5"}), "503"),
    "wait in words": (Answer(status=503, headers={"Retry-After": "soon"}), "503"),
    "wait no number": (Answer(status=503, headers={"Retry-After": "NaN"}), "503"),
    "wait in superscript": (Answer(status=503, headers={"Retry-After": "\xb2"}), "503"),
    "wait until yesterday": (Answer(status=503, headers={"Retry-After": PAST}), "503"),
    "wait until no day": (
        Answer(status=503, headers={"Retry-After": "Fri, 99 Foo 99999 99:99:99 +999999999"}), "503",
    ),
    # Words that act
    "reason that acts": (Answer(status=404, reason="\x1b]0;x\x07\x9b2J\x85 no"), r"404 (\x1b]0;x"),
    "reason without end": (Answer(status=500, reason="no " * 9_000), "500"),
}  # fmt: skip
ODD_BUT_WHOLE = {
    "negative length": said("-5"),
    "length in words": said("many"),
    "length in superscript": said("\xb2"),
    "no length": unsaid(TABLE),
    "no length, another line end": unsaid(TABLE.replace(b"\n", b"\r\n")),
    "chunks": chunks(HALF, len(TABLE) - HALF),
    "chunks with a trailer": chunks(len(TABLE), end=b"0\r\nX: y\r\n\r\n"),
    "packed": packed(gzip.compress(TABLE)),
    "packed, with the checksum of what was sent": replace(
        packed(gzip.compress(TABLE)),
        headers={"Content-Encoding": "gzip", "Content-MD5": MD5[::-1]},
    ),
    "packed as it says twice over": packed(TABLE, "identity"),
    "checksum": Answer(TABLE, headers={"Content-MD5": MD5}),
    "checksum in hexadecimal": Answer(
        TABLE, headers={"Content-MD5": hashlib.md5(TABLE).hexdigest()}
    ),
    "span that nobody asked for": Answer(TABLE, headers={"Content-Range": "bytes 0-1/2"}),
    "tag that cannot be sent back": Answer(TABLE, headers={"ETag": '"a\r\n b\x1b"'}),
    "date that cannot be sent back": Answer(TABLE, headers={"Last-Modified": "\x9b\xe9"}),
    "last row without an end, proven by a checksum": Answer(
        TABLE[:-1],
        headers={"Content-MD5": base64.b64encode(hashlib.md5(TABLE[:-1]).digest()).decode()},
    ),
}


@pytest.fixture(autouse=True)
def _no_pauses(waits: list[float]) -> None:
    """Make no pause between attempts."""


def served(
    origin: Origin, project: Project, answer: Answer, *, file: str = "imd2025_x.csv", more: str = ""
) -> tuple[Settings, Outcome]:
    address = origin.serve("/imd.csv", answer)
    settings = project(DATASET.format(address=address, file=file) + more)
    (done,) = fetch(settings).outcomes
    return settings, done


@pytest.mark.parametrize(("answer", "words"), REFUSED.values(), ids=REFUSED)
def test_what_may_not_be_the_whole_file_is_refused_in_a_sentence(
    answer: Answer, words: str, origin: Origin, project: Project
) -> None:
    settings, done = served(origin, project, answer)
    assert done.status == "failed"
    assert words in done.reason
    assert not UNSEEN.search(done.reason)
    assert len(done.reason) < 700
    assert done.reason.endswith((".", "?"))
    assert seen_by_build(settings) == []


@pytest.mark.parametrize("answer", ODD_BUT_WHOLE.values(), ids=ODD_BUT_WHOLE)
def test_what_is_odd_and_whole_is_taken_and_asked_for_again(
    answer: Answer, origin: Origin, project: Project
) -> None:
    settings, done = served(origin, project, answer)
    assert (done.status, done.reason) == ("fetched", "")
    got = (settings.raw / "deprivation" / "imd2025_x.csv").read_bytes()
    assert got.replace(b"\r", b"").rstrip() == TABLE.rstrip()
    assert fetch(settings).outcomes[0].status == "unchanged"


@pytest.mark.parametrize(
    "header",
    ["-5", "soon", "NaN", "0", "1.5", "\xb2", PAST],
    ids=["negative", "a word", "NaN", "none", "a half", "no digit", "in the past"],
)
def test_a_time_to_wait_that_is_none_leaves_the_usual_pauses(
    header: str, origin: Origin, project: Project, waits: list[float]
) -> None:
    served(origin, project, Answer(status=503, headers={"Retry-After": header}))
    assert waits == [1, 2]


def workbook(text: bytes = b"<x/>" * 5_000) -> bytes:
    """An archive as a workbook is one, whose members hold what they say."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", text)
    return packed.getvalue()


def spoilt(content: bytes) -> bytes:
    """The same bytes but for one in the middle of a member."""
    place = content.index(b"xml") + 20
    return content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]


@pytest.mark.parametrize(
    ("file", "body"),
    [
        ("imd2025_x.xlsx", workbook()[:-30]),
        ("imd2025_x.xlsx", spoilt(workbook())),
        ("imd2025_x.csv.gz", gzip.compress(TABLE)[:-9]),
        ("imd2025_x.csv.gz", spoilt(gzip.compress(b"xml" + TABLE, compresslevel=0))),
        ("imd2025_x.csv.gz", TABLE),
    ],
)
def test_packed_files_without_a_length_are_tested_to_their_end(
    file: str, body: bytes, origin: Origin, project: Project
) -> None:
    settings, done = served(origin, project, unsaid(body), file=file)
    assert done.status == "failed"
    assert "whole" in done.reason or "damaged" in done.reason
    assert seen_by_build(settings) == []


@pytest.mark.parametrize("file", ["imd2025_x.xlsx", "imd2025_x.csv.gz"])
def test_packed_files_that_are_whole_are_taken(file: str, origin: Origin, project: Project) -> None:
    body = workbook() if file.endswith("xlsx") else gzip.compress(TABLE)
    assert served(origin, project, unsaid(body), file=file)[1].status == "fetched"


GEOJSON = b'{"type": "FeatureCollection", "features": []}\n'


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (GEOJSON, "fetched"),
        (GEOJSON[:-4], "failed"),
        (b"[" * 200_000, "failed"),
        (b"{" + b"9" * 5_000, "failed"),
        (b"words", "failed"),
    ],
    ids=["whole", "cut", "nested without end", "number without end", "words"],
)
def test_json_is_read_to_its_end(
    body: bytes, status: str, origin: Origin, project: Project
) -> None:
    address = origin.serve("/x", unsaid(body))
    text = DATASET.format(address=address, file="lsoa21_x.geojson")
    text = text.replace('"deprivation"', '"boundaries"')
    assert fetch(project(text)).outcomes[0].status == status


@pytest.mark.parametrize(
    "body",
    [
        TABLE + b"E01000999\n",
        TABLE + b"E01000999," + b"9" * 200_000 + b"\n",
        TABLE.replace(b"IMD_rank", b"rank"),
        b"\xff\xfe" + TABLE,
    ],
    ids=["short row", "field without end", "other column", "no UTF-8"],
)
def test_a_table_whose_columns_are_chosen_is_read_to_its_end(
    body: bytes, origin: Origin, project: Project
) -> None:
    settings, done = served(origin, project, unsaid(body), more=PARTS)
    assert done.status == "failed"
    assert done.reason.endswith(".")
    assert seen_by_build(settings) == []
