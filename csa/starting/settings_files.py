"""What stands in the settings of a new project?

They are the settings that csa comes with, paragraph by paragraph: without what belongs to the
partnership that those are of, with the new one's own names, and with examples to take up, which are
comments until somebody does.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from csa.settings.texts import quoted
from csa.starting.plan import Plan
from csa.starting.shipped import CONFIG, shipped

EXAMPLES = Path(__file__).with_name("examples")
TAKE_UP = "# An example; write your own and take the # away:\n#"
POLICE = ("police_crimes", "police_suspects", "police_victims")
# Settings that are the same for everybody.
FOR_ALL = ("disclosure.toml", "duties.toml", "harm.toml", "vocabulary.toml")
HEADED = ("actions", "membership", "outlook", "pcc", "plan", "projects", "proposals", "risk")
ENGLISH_INDEX = 'name = "deprivation_2025"'
NO_WELSH_INDEX = """\
# The English indices of deprivation have no figures of Wales, and csa does not read the Welsh Index
# of Multiple Deprivation."""
LAYOUTS = "layouts/examples"


def settings_files(plan: Plan) -> dict[str, str]:
    """Return the text of every settings file of a new project, by its name below ``config``."""
    made: dict[str, Callable[[Plan], str]] = {
        "partnership.toml": _partnership,
        "priorities.toml": lambda _: re.sub(
            r"(?m)^pcc_themes = .*\n", "", _text("priorities.toml")
        ),
        "breaks.toml": lambda _: _without(_text("breaks.toml"), "synthetic = true"),
        "sources.toml": _sources,
        "fetch.toml": _fetch,
    }
    offences = [f"offences/{path.name}" for path in sorted((_shipped() / "offences").glob("*.csv"))]
    layouts = sorted((_shipped() / LAYOUTS).glob("*.toml"))
    return {
        **{name: make(plan) for name, make in made.items()},
        **{name: _text(name) for name in (*FOR_ALL, *offences)},
        **{f"{name}.toml": _headed(name, plan) for name in HEADED},
        **{f"{LAYOUTS}/{path.name}": _layout(path, plan) for path in layouts},
    }


def _shipped() -> Path:
    return shipped(CONFIG)


def _text(name: str) -> str:
    return (_shipped() / name).read_text(encoding="utf-8")


@cache
def demo_partnership() -> dict[str, Any]:
    """Return ``partnership.toml`` of the settings that csa comes with."""
    return tomllib.loads(_text("partnership.toml"))


def _paragraphs(text: str) -> list[str]:
    return re.split(r"\n{2,}", text.strip("\n"))


def _joined(paragraphs: list[str]) -> str:
    return "\n\n".join(paragraphs) + "\n"


def _without(text: str, mark: str) -> str:
    return _joined([one for one in _paragraphs(text) if mark not in one])


def _example(name: str, plan: Plan) -> str:
    """Return an example as comments."""
    text = (EXAMPLES / f"{name}.toml").read_text(encoding="utf-8")
    text = text.replace("{district}", plan.districts[0].slug)
    return re.sub(r"(?m)^(.+)$", r"# \1", text.strip("\n")).replace("\n\n", "\n#\n")


def _headed(name: str, plan: Plan) -> str:
    """Return what a file is for, as it stands at its head, and an example of it."""
    paragraphs = _paragraphs(_text(f"{name}.toml"))
    first = next(n for n, one in enumerate(paragraphs) if not _is_comment(one))
    if comment := re.match(r"(#.*\n)+", paragraphs[first]):  # the head and the first table in one
        paragraphs, first = [*paragraphs[:first], comment[0].rstrip("\n")], first + 1
    return _joined([*paragraphs[: max(first, 1)], f"{TAKE_UP}\n{_example(name, plan)}"])


def _is_comment(paragraph: str) -> bool:
    return all(line.startswith("#") for line in paragraph.splitlines())


def _partnership(plan: Plan) -> str:
    districts = "\n\n".join(
        f"[[district]]\ncode = {quoted(one.code)}\nslug = {quoted(one.slug)}\n"
        f"name = {quoted(one.name)}"
        for one in plan.districts
    )
    paragraphs = []
    for one in _paragraphs(_text("partnership.toml")):
        if one.startswith("[partnership]"):
            paragraphs += [_named(one, plan), districts]
        elif one.startswith("# A named place"):
            paragraphs += [f"{one}\n#\n{TAKE_UP}\n{_example('place', plan)}"]
        elif one.startswith("[holidays.school]"):
            paragraphs += [f"{TAKE_UP}\n{_example('school', plan)}"]
        elif not one.startswith(("[[district]]", "[[place]]")):
            paragraphs += [one]
    return _joined(paragraphs)


def _named(text: str, plan: Plan) -> str:
    """Return the table of the partnership itself with the names of a new one."""
    for name in ("name", "slug", "body", "code", "force", "force_name"):
        head, start, rest = text.partition(f"\n{name} = ")
        text = head + start + quoted(getattr(plan, name)) + rest[rest.index("\n") :]
    return re.sub(r"(?m)^# data_cut_off = .*?(?=  #)", '# data_cut_off = "2026-03"', text)


def _sources(plan: Plan) -> str:
    head = _paragraphs(_text("sources.toml"))[0]
    publishers = dict.fromkeys(POLICE, plan.force_name)
    services = {one.fire for one in plan.districts if one.fire}
    if len(services) == 1:
        publishers["fire"] = f"{services.pop()} Fire and Rescue Service"
    return _joined([head, *(f"[{k}]\npublisher = {quoted(v)}" for k, v in publishers.items())])


def _fetch(plan: Plan) -> str:
    paragraphs = _paragraphs(_text("fetch.toml"))
    if not plan.is_welsh:
        return _joined(paragraphs)
    place = next(n for n, one in enumerate(paragraphs) if ENGLISH_INDEX in one)
    end = place + 2 if paragraphs[place + 1].startswith("[dataset.columns]") else place + 1
    return _joined([*paragraphs[: place - 1], *paragraphs[end:], NO_WELSH_INDEX])


def _layout(path: Path, plan: Plan) -> str:
    """Return an example of a layout with the districts of a new project in place of its own."""
    names = "|".join(re.escape(one["name"]) for one in demo_partnership()["district"])
    rows = [(one.name, one.slug) for one in plan.districts]
    text = path.read_text(encoding="utf-8")
    text = re.sub(r'(?m)^"[^"\n]+" = "outside"\n', "", text)
    text = re.sub(
        rf'(?:"(?:{names})(\*?)" = "[a-z-]+"\n)+',
        lambda m: "".join(f"{quoted(name + m[1])} = {quoted(slug)}\n" for name, slug in rows),
        text,
    )
    sheets = ", ".join(quoted(name) for name, _ in rows)
    text = re.sub(rf'sheets = \["(?:{names})[^\]]*\]', lambda _: f"sheets = [{sheets}]", text)
    force = demo_partnership()["partnership"]["force"].replace("-", "_")
    return text.replace(force, plan.slug)
