"""Files under the names that people and systems give them, and what lies beside them."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Mapping
from pathlib import Path

from dirty_cases import ASB, CRIMES, ENVIRONMENT, STREET, clean, zipped
from ingest_project import as_csv, report, street
from sent_case import OK, Content, Sent, refused
from sent_workbooks import BOOK, LINES
from workbook_files import Tab, workbook

APPLE = b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X        " + bytes(80)
LOCK = b"\x07Officer".ljust(165)
EMPTY_REPORTS = clean(ENVIRONMENT).splitlines()[0] + "\n"
OTHER = clean(ASB).replace("A5", "A6")
SLUGS = "bromsgrove, redditch, wyre-forest"


def council(name: str, slug: str = "redditch") -> Sent:
    """A council's file under a name that must be known as the district's."""
    path = f"environment/{name}"
    coverage = {
        ("environment", slug, "2016-04"): ("ok", 5 if slug == "redditch" else 0),
        ("environment", "bromsgrove", "2016-04"): ("missing", None),
    }
    return Sent(f"council file {name}", {path: clean(ENVIRONMENT)}, coverage=coverage)


def misnamed(name: str, *error: str) -> Sent:
    return refused(f"file named {name}", {name: clean(ASB)}, name, *error)


def pipe(path: Path) -> None:
    os.mkfifo(path)


def link(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


def listening(path: Path) -> None:
    """A socket, whose path may not be long."""
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(path.name)
    finally:
        os.chdir(here)


MEMBER = "2024-01\\2024-01-west-mercia-street.csv"
UNNAMED: Mapping[str, Content] = {ASB: clean(ASB), "asb/Copy of 2016-04-asb.csv": clean(ASB)}
NAMES = [
    council("2016-04-redditch-environment.csv"),
    council("2016-04-Redditch-environment.csv"),
    council("2016-04-REDDITCH-Environment.CSV"),
    council("2016-04-wyre forest-environment.csv", "wyre-forest"),
    council("2016-04-wyre_forest-environment.csv", "wyre-forest"),
    council("2016-04 Wyre_Forest Environment.csv", "wyre-forest"),
    council("2016-04-Redditch Borough Council-environment.csv"),
    council("2016-04-Wyre Forest District Council-environment.csv", "wyre-forest"),
    council("2016-04-redditch-bc-environment.csv"),
    Sent(
        "folder in capitals",
        {"Environment/2016-04-redditch-environment.csv": clean(ENVIRONMENT)},
        coverage={("environment", "redditch", "2016-04"): ("ok", 5)},
    ),
    Sent(
        "council file under initials",
        {"environment/2016-04-rbc-environment.csv": clean(ENVIRONMENT)},
        error=["environment/2016-04-rbc-environment.csv names 'rbc'", SLUGS],
        by_build=True,
    ),
    Sent(
        "council file of a neighbour",
        {"environment/2016-04-worcester-environment.csv": clean(ENVIRONMENT)},
        error=["names 'worcester'", SLUGS],
        by_build=True,
    ),
    refused(
        "two files of one council in two spellings",
        {
            ENVIRONMENT: clean(ENVIRONMENT),
            "environment/2016-04-Redditch-environment.csv": as_csv([report(9)]),
        },
        ENVIRONMENT,
        "environment/2016-04-Redditch-environment.csv",
        "differ",
    ),
    Sent(
        "one file of a council in two spellings",
        {
            "environment/2016-04-Redditch-environment.csv": clean(ENVIRONMENT),
            ENVIRONMENT: clean(ENVIRONMENT),
        },
        others={ENVIRONMENT: (0, 5)},
    ),
    refused(
        "one file as two councils'",
        {
            ENVIRONMENT: clean(ENVIRONMENT),
            "environment/2016-04-bromsgrove-environment.csv": clean(ENVIRONMENT),
        },
        "hold the same rows",
        "bromsgrove's",
        "redditch's",
    ),
    Sent(
        "two councils without a report, as declared",
        {
            "environment/2016-03-redditch-environment.csv": EMPTY_REPORTS,
            "environment/2016-03-bromsgrove-environment.csv": EMPTY_REPORTS,
        },
        accepted=0,
        others={"environment/2016-03-bromsgrove-environment.csv": (0, 0)},
        coverage={
            ("environment", "redditch", "2016-03"): ("ok", 0),
            ("environment", "bromsgrove", "2016-03"): ("ok", 0),
        },
        sources='[environment]\ndeclared_zero = ["2016-03"]',
    ),
    Sent(
        "revision in capitals",
        {"asb/2016-04-ASB-R2.csv": OTHER, ASB: clean(ASB)},
        coverage=OK,
        others={ASB: (0, 5)},
    ),
    Sent(
        "revision of a file that cannot be read",
        {"asb/2016-04-asb-r2.csv": clean(ASB), BOOK: workbook(Tab(LINES))[:900]},
        coverage=OK,
        others={BOOK: (0, 0)},
    ),
    Sent(
        "copy of a month",
        {**UNNAMED},
        coverage=OK,
        others={"asb/Copy of 2016-04-asb.csv": (0, 5)},
    ),
    Sent(
        "copy of a month says whose copy it is",
        {"asb/Copy of 2016-04-asb.csv": clean(ASB), ASB: clean(ASB)},
        accepted=0,
        superseded=5,
        note=["a copy of asb/2016-04-asb.csv"],
        others={ASB: (5, 0)},
    ),
    Sent(
        "copy of a month in capitals",
        {"asb/2016-04-ASB.CSV": clean(ASB), ASB: clean(ASB)},
        others={ASB: (0, 5)},
    ),
    Sent(
        "copy of a workbook",
        {
            BOOK: workbook(Tab(LINES)),
            "asb/Kopie 2016-04-asb.xlsx": workbook(Tab(LINES)),
        },
        others={"asb/Kopie 2016-04-asb.xlsx": (0, 5)},
    ),
    Sent(
        "copy of a month of fires, crimes and street crime",
        {
            CRIMES: clean(CRIMES),
            "police/old 2016-04-crimes.csv": clean(CRIMES),
            STREET: clean(STREET),
            "police_uk/Copy of 2024-01-west-mercia-street.csv": clean(STREET),
        },
        others={
            "police/old 2016-04-crimes.csv": (0, 5),
            STREET: (5, 0),
            "police_uk/Copy of 2024-01-west-mercia-street.csv": (0, 5),
        },
    ),
    refused(
        "copy of a month that was changed",
        {ASB: clean(ASB), "asb/Copy of 2016-04-asb.csv": OTHER},
        "asb/Copy of 2016-04-asb.csv gives no month",
        "2016-04-asb.csv",
    ),
    refused(
        "one force's file as another's",
        {
            STREET: clean(STREET),
            STREET.replace("mercia", "mercia-police"): clean(STREET),
        },
        "hold the same rows",
    ),
    refused(
        "numbered copy of a force's month that was changed",
        {
            STREET: clean(STREET),
            STREET.replace("mercia", "mercia (1)"): as_csv([street(9)]),
        },
        "names 'west-mercia-(1)', which is no force",
    ),
    refused(
        "changed copy of a force's month under another name",
        {
            STREET: clean(STREET),
            STREET.replace("mercia", "mercia-copy"): as_csv([street(9)]),
        },
        "should hold the force 'west-mercia-copy'",
    ),
    Sent(
        "numbered copy of a force's month",
        {STREET: clean(STREET), STREET.replace("mercia", "mercia (1)"): clean(STREET)},
        others={STREET.replace("mercia", "mercia (1)"): (0, 5)},
    ),
    misnamed("asb/April 2016-asb.csv", "gives no month", "2016-04-asb.csv"),
    misnamed("asb/2016-13-asb.csv", "gives no month"),
    misnamed("asb/2016_4-asb.csv", "gives no month"),
    misnamed("asb/final 2016-04-asb.csv", "gives no month"),
    misnamed("environment/Redditch-environment.csv", "2016-04-NAME-environment"),
    refused(
        "two files without a month are both named",
        {"asb/May-asb.csv": clean(ASB), "fire/June-deliberate-fires.csv": "x"},
        "asb/May-asb.csv",
        "fire/June-deliberate-fires.csv",
    ),
    Sent(
        "name that a pattern of one's own fits",
        {"asb/2016-04 from the council.csv": clean(ASB)},
        coverage=OK,
        sources='[asb]\npattern = "asb/*.csv"',
    ),
    Sent(
        "workbook that is open in Excel",
        {BOOK: workbook(Tab(LINES)), "asb/~$2016-04-asb.xlsx": LOCK},
        coverage=OK,
        left_out=[f"{BOOK} is open in a spreadsheet program: what is not saved there is not read."],
    ),
    Sent(
        "workbook that is open in LibreOffice",
        {BOOK: workbook(Tab(LINES)), "asb/.~lock.2016-04-asb.xlsx#": ",officer,desk,;"},
        left_out=[f"{BOOK} is open in a spreadsheet program: what is not saved there is not read."],
    ),
    Sent("lock that was left behind", {ASB: clean(ASB), "asb/~$2016-03-asb.xlsx": LOCK}),
    Sent("files of a Mac's own", {ASB: clean(ASB), "asb/._2016-04-asb.csv": APPLE}, coverage=OK),
    Sent(
        "archive and workbook of a Mac's own",
        {ASB: clean(ASB), "asb/._2016-04-asb.xlsx": APPLE, "asb/._april.zip": APPLE},
    ),
    Sent(
        "files of Windows' own",
        {ASB: clean(ASB), "asb/Thumbs.db": b"x", "asb/desktop.ini": "x", ".DS_Store": b"x"},
    ),
    Sent(
        "hidden copy of a month",
        {ASB: clean(ASB), "asb/.2016-04-asb.csv": OTHER},
        coverage=OK,
        left_out=["asb/.2016-04-asb.csv is hidden and left out."],
    ),
    Sent(
        "hidden month",
        {ASB: clean(ASB), "asb/.2016-05-asb.csv": OTHER},
        left_out=["asb/.2016-05-asb.csv is hidden and left out."],
    ),
    Sent("hidden folder", {STREET: clean(STREET), f"police_uk/.old/{STREET}": clean(STREET)}),
    Sent(
        "copies that no pattern fits",
        {ASB: clean(ASB), "asb/2016-04-asb (1).csv": OTHER, "asb/2016-04-asb - Copy.csv": OTHER},
        unrecognised=["asb/2016-04-asb (1).csv", "asb/2016-04-asb - Copy.csv"],
    ),
    Sent(
        "archive packed on Windows",
        {"police_uk/latest.zip": zipped({MEMBER: clean(STREET).encode()})},
        coverage={("crime", "redditch", "2024-01"): ("ok", 5)},
    ),
    Sent(
        "archive in capitals",
        {"police_uk/LATEST.ZIP": zipped({MEMBER: clean(STREET).encode()})},
    ),
    Sent(
        "archive with a file that nobody reads",
        {
            "police_uk/latest.zip": zipped(
                {MEMBER: clean(STREET).encode(), "notes.csv": b"a", "~$x.xlsx": LOCK}
            )
        },
        unrecognised=["police_uk/latest.zip/notes.csv"],
    ),
    Sent(
        "archives that nobody reads",
        {
            ASB: clean(ASB),
            "police_uk/other.zip": zipped({"notes.csv": b"a"}),
            "elsewhere/2016.zip": b"no archive at all",
        },
        unrecognised=["elsewhere/2016.zip", "police_uk/other.zip"],
    ),
    refused(
        "archive packed on Windows that climbs out",
        {"police_uk/latest.zip": zipped({f"..\\{MEMBER}": b"x"})},
        "outside its own folder",
    ),
    refused("named pipe", {ASB: pipe}, f"{ASB} is no file but a named pipe"),
    refused("named pipe as an archive", {"police_uk/a.zip": pipe}, "no file but a named pipe"),
    refused("device", {ASB: link("/dev/zero")}, f"{ASB} is no file but a device"),
    refused("socket", {ASB: listening}, f"{ASB} is no file but a socket"),
    refused("folder named as a file", {ASB: Path.mkdir}, f"{ASB} is no file but a folder"),
    refused("link to nothing", {ASB: link("nowhere.csv")}, f"{ASB} cannot be read"),
    Sent(
        "named pipe that nobody reads",
        {ASB: clean(ASB), "asb/pipe": pipe},
        unrecognised=["asb/pipe"],
    ),
    Sent("folder that leads back to itself", {ASB: clean(ASB), "asb/again": link("../asb")}),
]
