"""How is a layer of the ONS Open Geography Portal asked for, page by page, and proved complete?"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from csa.errors import FetchError
from csa.fetch.content import choose_columns
from csa.fetch.settings import ArcGis
from csa.settings import Settings

MOST_PAGES = 500
GEOJSON = ".geojson"
EVERY_AREA = "1=1"
ReadJson = Callable[[str], Any]


def where_of(dataset: ArcGis, settings: Settings) -> str:
    """Return the condition that cuts a layer to the partnership's districts.

    Areas are found by the code of their district; where a layer has none, by their name, which is
    the district's with three digits (and, for LSOAs, a letter) behind it.
    """
    if dataset.everywhere:
        return EVERY_AREA
    if dataset.district_field:
        codes = ",".join(_quoted(district.code) for district in settings.districts)
        return f"{dataset.district_field} IN ({codes})"
    patterns = [_quoted(f"{district.name} %") for district in settings.districts]
    return " OR ".join(f"{dataset.name_field} LIKE {pattern}" for pattern in patterns)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def query_address(dataset: ArcGis, where: str, **more: str | int) -> str:
    """Return the address of a query of a layer."""
    return f"{dataset.address.rstrip('/')}/query?{urlencode({'where': where, **more})}"


def read_layer(dataset: ArcGis, settings: Settings, read_json: ReadJson) -> list[dict[str, Any]]:
    """Return the features of a layer in the partnership's districts.

    Parameters
    ----------
    dataset : ArcGis
        The layer.
    settings : Settings
        The project's settings.
    read_json : callable
        Returns the JSON at an address.

    Returns
    -------
    list of dict
        ``properties`` under the names they shall have, and ``geometry`` if the file is GeoJSON.

    Raises
    ------
    FetchError
        If the server reports a fault, or gives fewer or more features than it says there are.
    """
    where = where_of(dataset, settings)
    said = _answer(read_json, query_address(dataset, where, returnCountOnly="true", f="json"))
    total = said.get("count")
    if not isinstance(total, int) or total < 1:
        raise FetchError(
            f"{dataset.address} holds no area where {where}. Check the districts in "
            "config/partnership.toml and this dataset in config/fetch.toml."
        )
    found = _read_pages(dataset, where, read_json, total=total)
    names = [(district.name, district.code) for district in settings.districts]
    if dataset.name_field:
        found = [one for one in found if _is_named(one, dataset.name_field, names)]
    address = dataset.address
    rows = choose_columns([one["properties"] for one in found], dataset.columns, address=address)
    return [{**one, "properties": row} for one, row in zip(found, rows, strict=True)]


def _read_pages(
    dataset: ArcGis, where: str, read_json: ReadJson, *, total: int
) -> list[dict[str, Any]]:
    drawn = dataset.file.endswith(GEOJSON)
    fields = ",".join(dataset.columns)
    shared: dict[str, str | int] = {
        "outFields": fields,
        "orderByFields": fields,
        "resultRecordCount": dataset.page_size,
        **({"f": "geojson", "outSR": 4326} if drawn else {"f": "json", "returnGeometry": "false"}),
    }
    found: list[dict[str, Any]] = []
    for _ in range(MOST_PAGES):
        address = query_address(dataset, where, **shared, resultOffset=len(found))
        page = _features(_answer(read_json, address), dataset)
        found += page
        if not page or len(found) >= total:
            break
    if len(found) != total or _repeats(found):
        raise FetchError(
            f"{dataset.address} gave {len(found):,} areas instead of {total:,}, or some twice. "
            "Try again later."
        )
    return found


def _answer(read_json: ReadJson, address: str) -> dict[str, Any]:
    """Return an answer; a fault comes as JSON too, under the status 200."""
    answer = read_json(address)
    if not isinstance(answer, dict):
        raise FetchError(f"{address} did not answer as an ArcGIS service does.")
    if "error" in answer:
        fault = answer["error"] if isinstance(answer["error"], dict) else {}
        raise FetchError(
            f"{address} answered with a fault: {fault.get('message') or 'not explained'}. "
            "The layer may have moved, or a field may be named otherwise: see config/fetch.toml."
        )
    return answer


def _features(answer: dict[str, Any], dataset: ArcGis) -> list[dict[str, Any]]:
    features = answer.get("features")
    if not isinstance(features, list):
        raise FetchError(f"{dataset.address} answered without features. Try again later.")
    found = []
    for feature in features:
        there = feature if isinstance(feature, dict) else {}
        properties = there.get("properties") or there.get("attributes")
        if not isinstance(properties, dict):
            raise FetchError(f"{dataset.address} gave a feature without properties.")
        if dataset.file.endswith(GEOJSON) and not isinstance(there.get("geometry"), dict):
            raise FetchError(f"{dataset.address} gave an area without its outline.")
        found.append({"properties": properties, "geometry": there.get("geometry")})
    return found


def _repeats(found: list[dict[str, Any]]) -> bool:
    texts = [json.dumps(one["properties"], sort_keys=True) for one in found]
    return len(set(texts)) < len(texts)


def _is_named(feature: dict[str, Any], field: str, names: list[tuple[str, str]]) -> bool:
    """Return whether an area's name is a district's with its number, not a longer name."""
    name = str(feature["properties"].get(field, ""))
    return any(re.fullmatch(re.escape(district) + r" \d{3}[A-Z]?", name) for district, _ in names)


def as_geojson(features: list[dict[str, Any]]) -> bytes:
    """Return features as a GeoJSON file, one to a line."""
    lines = [json.dumps({"type": "Feature", **one}, ensure_ascii=False) for one in features]
    text = '{"type": "FeatureCollection", "features": [\n' + ",\n".join(lines) + "\n]}\n"
    return text.encode("utf-8")
