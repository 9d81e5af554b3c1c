"""A file comes whole, or a sentence says why not, whatever the server does."""

from __future__ import annotations

import base64
import gzip
import hashlib
import random
import socket
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from misbehaving import Answer, Origin

from csa.errors import FetchError
from csa.fetch.addresses import check_address
from csa.fetch.partial import Version
from csa.fetch.settings import Transport as Limits
from csa.fetch.transport import Received, Transport, UnreachableError

BODY = bytes(range(256)) * 4_000  # 1,024,000 bytes, in which no part is like the next
OTHER = BODY[::-1]
LIMITS = Limits(
    connect_timeout_s=1, read_timeout_s=0.3, tries=3, first_wait_s=1, longest_wait_s=60, redirects=3
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "staging"
    path.mkdir()
    return path


def download(folder: Path, address: str, *, largest: int = 10**8, **options: object) -> Received:
    with Transport(LIMITS, folder) as transport:
        return transport.download(address, name="data", largest=largest, **options)


def test_a_file_comes_as_it_is_and_its_progress_is_told(origin: Origin, folder: Path) -> None:
    address = origin.serve("/a.csv", Answer(BODY, etag='"one"'))
    told: list[tuple[str, int, int | None]] = []
    with Transport(LIMITS, folder, lambda *args: told.append(args)) as transport:
        received = transport.download(address, name="data", largest=10**8)
    assert received.whole.read_bytes() == BODY
    assert (received.address, received.resumed) == (address, False)
    assert told[-1] == ("data", len(BODY), len(BODY))
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)


def test_a_known_version_is_not_sent_again(origin: Origin, folder: Path) -> None:
    address = origin.serve("/a.csv", Answer(BODY, etag='"one"'))
    first = download(folder, address)
    first.whole.unlink()
    again = download(folder, address, known=first.version)
    assert again.path is None
    assert origin.requests("/a.csv")[1]["If-None-Match"] == '"one"'


def test_what_is_left_of_another_run_is_never_taken_for_the_known_version(
    origin: Origin, folder: Path
) -> None:
    address = origin.serve("/a.csv", Answer(OTHER, etag='W/"old"'))
    download(folder, address)  # whole, but nothing names exactly these bytes
    origin.serve("/a.csv", Answer(BODY, etag='W/"new"'))
    assert download(folder, address, known=Version(etag='W/"new"')).path is None


# What breaks off


def test_a_broken_download_goes_on_where_it_stopped(
    origin: Origin, folder: Path, waits: list[float]
) -> None:
    cut = Answer(BODY, etag='"one"', stop_after=300_000)
    address = origin.serve("/a.zip", cut, Answer(BODY, etag='"one"'))
    received = download(folder, address)
    assert received.whole.read_bytes() == BODY
    assert received.resumed
    second = origin.requests("/a.zip")[1]
    assert (second["Range"], second["If-Range"]) == ("bytes=300000-", '"one"')


def test_any_number_of_breaks_gives_the_same_file_as_long_as_each_attempt_brings_some(
    origin: Origin, folder: Path, waits: list[float]
) -> None:
    cuts = [1, 17, 40_000, 1, 250_000, 2, 3, 123_456]
    parts = [Answer(BODY, etag='"one"', stop_after=size) for size in cuts]
    address = origin.serve("/a.zip", *parts, Answer(BODY, etag='"one"'))
    assert download(folder, address).whole.read_bytes() == BODY
    assert len(origin.requests("/a.zip")) == len(cuts) + 1  # more than the three tries allowed


def test_the_next_run_goes_on_where_the_last_one_stopped(
    origin: Origin, folder: Path, waits: list[float]
) -> None:
    address = origin.serve(
        "/a.zip", Answer(BODY, etag='"one"', stop_after=300_000), Answer(status=500)
    )
    with pytest.raises(FetchError, match="500"):
        download(folder, address)
    origin.serve("/a.zip", Answer(BODY, etag='"one"'))
    received = download(folder, address)
    assert received.whole.read_bytes() == BODY
    assert received.resumed
    assert origin.requests("/a.zip")[-1]["Range"] == "bytes=300000-"


def test_a_file_that_was_whole_when_the_run_ended_is_not_sent_again(
    origin: Origin, folder: Path
) -> None:
    address = origin.serve("/a.zip", Answer(BODY, etag='"one"'))
    download(folder, address)
    received = download(folder, address)
    assert received.whole.read_bytes() == BODY
    assert origin.requests("/a.zip")[1]["If-None-Match"] == '"one"'
    origin.serve("/a.zip", Answer(OTHER, etag='"two"'))
    assert download(folder, address).whole.read_bytes() == OTHER


def test_a_server_that_ignores_ranges_sends_the_whole_file_again(
    origin: Origin, folder: Path, waits: list[float]
) -> None:
    cut = Answer(BODY, etag='"one"', stop_after=300_000, ranges=False)
    address = origin.serve("/a.zip", cut, Answer(BODY, etag='"one"', ranges=False))
    received = download(folder, address)
    assert received.whole.read_bytes() == BODY
    assert not received.resumed


@pytest.mark.parametrize("careless", [False, True])
def test_two_versions_of_a_file_are_never_joined(
    careless: bool, origin: Origin, folder: Path, waits: list[float]
) -> None:
    cut = Answer(BODY, etag='"one"', stop_after=300_000)
    address = origin.serve("/a.zip", cut, Answer(OTHER, etag='"two"', careless=careless))
    assert download(folder, address).whole.read_bytes() == OTHER


def test_a_rest_that_comes_in_slices_is_asked_for_until_it_is_whole(
    origin: Origin, folder: Path, waits: list[float]
) -> None:
    slices = [
        Answer(
            BODY[start:end],
            status=206,
            headers={"Content-Range": f"bytes {start}-{end - 1}/{len(BODY)}"},
            etag='"one"',
        )
        for start, end in ((300_000, 700_000), (700_000, len(BODY)))
    ]
    address = origin.serve("/a.zip", Answer(BODY, etag='"one"', stop_after=300_000), *slices)
    assert download(folder, address).whole.read_bytes() == BODY


def test_a_rest_that_begins_elsewhere_is_not_joined(
    origin: Origin, folder: Path, waits: list[float]
) -> None:
    span = {"Content-Range": f"bytes 0-{len(BODY) - 300_001}/{len(BODY)}"}
    wrong = Answer(BODY[:-300_000], status=206, headers=span, etag='"one"')
    cut = Answer(BODY, etag='"one"', stop_after=300_000)
    address = origin.serve("/a.zip", cut, wrong, Answer(BODY, etag='"one"'))
    assert download(folder, address).whole.read_bytes() == BODY


@pytest.mark.parametrize("etag", ["", 'W/"one"'])
def test_what_cannot_be_told_apart_from_another_version_starts_anew(
    etag: str, origin: Origin, folder: Path, waits: list[float]
) -> None:
    cut = Answer(BODY, etag=etag, stop_after=300_000)
    address = origin.serve("/a.zip", cut, Answer(BODY, etag=etag))
    assert download(folder, address).whole.read_bytes() == BODY
    assert "Range" not in origin.requests("/a.zip")[1]


def test_a_file_that_always_breaks_off_is_never_taken_for_whole(
    origin: Origin, folder: Path, waits: list[float]
) -> None:
    address = origin.serve("/a.csv", Answer(BODY, stop_after=300_000, ranges=False))
    with pytest.raises(FetchError, match=r"a\.csv broke off"):
        download(folder, address)
    assert len(origin.requests("/a.csv")) == 4  # the first brought something, three did not


def test_a_stalled_download_goes_on(origin: Origin, folder: Path, waits: list[float]) -> None:
    stalled = Answer(BODY, etag='"one"', stop_after=300_000, stall_s=0.6)
    address = origin.serve("/a.zip", stalled, Answer(BODY, etag='"one"'))
    received = download(folder, address)
    assert received.whole.read_bytes() == BODY
    assert received.resumed


def test_a_body_that_a_server_packs_on_its_own_accord_is_unpacked_and_never_joined(
    origin: Origin, folder: Path, waits: list[float]
) -> None:
    packed = gzip.compress(random.Random(7).randbytes(400_000))
    headers = {"Content-Encoding": "gzip"}
    cut = Answer(packed, etag='"one"', headers=headers, stop_after=300_000)
    address = origin.serve("/a.csv", cut, Answer(packed, etag='"one"', headers=headers))
    assert download(folder, address).whole.read_bytes() == gzip.decompress(packed)
    assert "Range" not in origin.requests("/a.csv")[1]


# What the server refuses, or asks to wait for


@pytest.mark.parametrize("status", [400, 403, 404, 410])
def test_a_refusal_is_not_asked_for_again(status: int, origin: Origin, folder: Path) -> None:
    address = origin.serve("/a.csv", Answer(status=status))
    with pytest.raises(FetchError, match=rf"a\.csv answered {status}"):
        download(folder, address)
    assert len(origin.requests("/a.csv")) == 1


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_given_the_time_it_asks_for(
    status: int, origin: Origin, folder: Path, waits: list[float]
) -> None:
    address = origin.serve(
        "/a.csv", Answer(status=status, headers={"Retry-After": "7"}), Answer(BODY)
    )
    assert download(folder, address).whole.read_bytes() == BODY
    assert waits == [7]


def test_a_busy_server_may_name_a_time_of_day(
    origin: Origin, folder: Path, waits: list[float]
) -> None:
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=40), usegmt=True)
    address = origin.serve(
        "/a.csv", Answer(status=503, headers={"Retry-After": until}), Answer(BODY)
    )
    download(folder, address)
    assert len(waits) == 1
    assert 20 < waits[0] <= 40


def test_a_server_that_asks_for_hours_is_left_for_another_day(
    origin: Origin, folder: Path, waits: list[float]
) -> None:
    address = origin.serve("/a.csv", Answer(status=429, headers={"Retry-After": "7200"}))
    with pytest.raises(FetchError, match="7200 seconds"):
        download(folder, address)
    assert waits == []


def test_a_failing_server_is_asked_again_after_ever_longer_pauses(
    origin: Origin, folder: Path, waits: list[float]
) -> None:
    address = origin.serve("/a.csv", Answer(status=500), Answer(status=502), Answer(BODY))
    assert download(folder, address).whole.read_bytes() == BODY
    assert waits == [1, 2]


def test_a_server_that_keeps_failing_is_given_up(
    origin: Origin, folder: Path, waits: list[float]
) -> None:
    address = origin.serve("/a.csv", Answer(status=500))
    with pytest.raises(FetchError, match="answered 500"):
        download(folder, address)
    assert len(origin.requests("/a.csv")) == LIMITS.tries


def test_a_server_that_never_answers_is_given_up(
    origin: Origin, folder: Path, waits: list[float]
) -> None:
    address = origin.serve("/a.csv", Answer(BODY, wait_s=0.6))
    with pytest.raises(FetchError, match=r"did not answer within 0\.3 seconds"):
        download(folder, address)


def test_a_host_without_a_server_is_tried_in_full_only_once(
    folder: Path, waits: list[float]
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    with Transport(LIMITS, folder) as transport:
        for name in ("a", "b"):
            with pytest.raises(UnreachableError, match="cannot be reached"):
                transport.download(f"{address}/{name}", name=name, largest=10)
    assert len(waits) == LIMITS.tries - 1


# Redirects


def test_redirects_are_followed_and_the_last_address_is_kept(origin: Origin, folder: Path) -> None:
    address = origin.serve("/old", Answer(status=301, headers={"Location": "/newer"}))
    origin.serve("/newer", Answer(status=302, headers={"Location": origin.url("/newest")}))
    newest = origin.serve("/newest", Answer(BODY))
    received = download(folder, address)
    assert received.whole.read_bytes() == BODY
    assert received.address == newest


def test_a_circle_of_redirects_ends(origin: Origin, folder: Path) -> None:
    address = origin.serve("/a", Answer(status=302, headers={"Location": "/b"}))
    origin.serve("/b", Answer(status=302, headers={"Location": "/a"}))
    with pytest.raises(FetchError, match="redirects more than 3 times"):
        download(folder, address)
    assert len(origin.asked) == 4


@pytest.mark.parametrize(
    "target",
    ["file:///etc/passwd", "ftp://example.org/a", "http://example.org/a", "data:text/csv,a"],
)
def test_a_redirect_to_anything_but_https_is_refused(
    target: str, origin: Origin, folder: Path
) -> None:
    address = origin.serve("/a", Answer(status=302, headers={"Location": target}))
    with pytest.raises(FetchError, match="only https addresses"):
        download(folder, address)


@pytest.mark.parametrize(
    "address",
    [
        "http://data.police.uk/a.zip",
        "file:///etc/hosts",
        "https://",
        "https://name:word@ons.gov.uk/",
        "a.csv",
    ],
)
def test_addresses_that_are_not_safe_are_refused(address: str) -> None:
    with pytest.raises(FetchError):
        check_address(address)


def test_no_redirect_leads_from_the_internet_into_this_computer() -> None:
    check_address("https://127.0.0.1/a")
    with pytest.raises(FetchError, match="into this computer"):
        check_address("http://127.0.0.1/a", redirected_from="https://data.police.uk/a")


# Size and checksum


@pytest.mark.parametrize(("length", "most"), [(True, 0), (False, 1_000_000)])
def test_a_file_larger_than_allowed_is_not_downloaded_to_its_end(
    length: bool, most: int, origin: Origin, folder: Path
) -> None:
    address = origin.serve("/a.csv", Answer(BODY * 3, length=length))
    told = [0]
    with (
        Transport(LIMITS, folder, lambda _, done, __: told.append(done)) as transport,
        pytest.raises(FetchError, match="larger than 1 MB"),
    ):
        transport.download(address, name="data", largest=1_000_000)
    assert max(told) <= most
    assert [path for path in folder.iterdir() if path.suffix == ".part"] == []


def test_a_disk_that_is_too_small_is_noticed_before_it_is_full(
    origin: Origin, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from csa.fetch import disk

    class Usage:
        free = 1_000

    monkeypatch.setattr(disk.shutil, "disk_usage", lambda _: Usage)
    with pytest.raises(FetchError, match="Free some space"):
        download(folder, origin.serve("/a.csv", Answer(BODY)))


def digest(body: bytes, algorithm: str) -> str:
    return base64.b64encode(hashlib.new(algorithm, body).digest()).decode()


@pytest.mark.parametrize(
    ("header", "pattern", "algorithm"),
    [
        ("Repr-Digest", "sha-256=:{}:", "sha256"),
        ("Digest", "SHA-512={}", "sha512"),
        ("x-amz-checksum-sha256", "{}", "sha256"),
        ("Content-MD5", "{}", "md5"),
    ],
)
def test_a_checksum_that_the_server_states_is_verified(
    header: str, pattern: str, algorithm: str, origin: Origin, folder: Path, waits: list[float]
) -> None:
    stated = {header: pattern.format(digest(BODY, algorithm))}
    address = origin.serve("/a", Answer(OTHER, headers=stated), Answer(BODY, headers=stated))
    assert download(folder, address).whole.read_bytes() == BODY
    assert len(origin.requests("/a")) == 2
    address = origin.serve("/b", Answer(OTHER, headers=stated))
    with pytest.raises(FetchError, match="damaged"):
        download(folder, address)


def test_the_checksum_of_the_whole_is_verified_after_the_rest_has_come(
    origin: Origin, folder: Path, waits: list[float]
) -> None:
    stated = {"Repr-Digest": f"sha-256=:{digest(BODY, 'sha256')}:"}
    cut = Answer(OTHER[:300_000] + BODY[300_000:], etag='"one"', stop_after=300_000)
    address = origin.serve("/a", cut, Answer(BODY, etag='"one"', headers=stated))
    assert download(folder, address).whole.read_bytes() == BODY
    assert len(origin.requests("/a")) == 3  # cut, joined wrongly and refused, whole
