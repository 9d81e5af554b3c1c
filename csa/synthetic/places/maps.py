"""How are the synthetic places written as boundary and look-up files?"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import shapely

from csa.settings import Settings
from csa.synthetic.places.geography import Ground, join_shapes

DECIMALS = 7


def boundary_files(ground: Ground) -> dict[str, str]:
    """Return the text of every boundary file by name (GeoJSON, EPSG:4326)."""
    code = ground.districts.set_index("slug")["code"]
    lsoas, lsoas21, wards = ground.lsoas, ground.lsoas21, ground.wards
    msoas = _msoas(ground)
    layers = {
        "lsoa11_synthetic.geojson": (
            lsoas,
            {"LSOA11CD": lsoas["code"], "LSOA11NM": lsoas["name"],
             "LADCD_ACTIVE": lsoas["district"].map(code)},
        ),
        "lsoa21_synthetic.geojson": (
            lsoas21,
            {"LSOA21CD": lsoas21["code"], "LSOA21NM": lsoas21["name"],
             "LADCD_ACTIVE": lsoas21["district"].map(code)},
        ),
        "msoa21_synthetic.geojson": (
            msoas,
            {"MSOA21CD": msoas["msoa"], "MSOA21NM": msoas["msoa_name"],
             "LADCD_ACTIVE": msoas["district"].map(code)},
        ),
        "ward13_synthetic.geojson": (
            wards,
            {"WD13CD": wards["code"], "WD13NM": wards["name"],
             "LAD13CD": wards["district"].map(code)},
        ),
        "lad24_synthetic.geojson": (
            ground.districts,
            {"ltla24_code": ground.districts["code"], "ltla24_name": ground.districts["name"]},
        ),
    }  # fmt: skip
    return {
        name: _geojson(frame["geometry"], pd.DataFrame(properties), name=name)
        for name, (frame, properties) in layers.items()
    }


def lookup_tables(ground: Ground, settings: Settings) -> dict[str, pd.DataFrame]:
    """Return every look-up table by file name."""
    return {
        "lsoa11_lsoa21_ltla22_synthetic.csv": _changes(ground),
        "lsoa21_ward13_ltla24_synthetic.csv": _wards(ground),
        "lsoa11_ward13_msoa11_ltla21_synthetic.csv": _older_areas(ground),
        "ruc21_lsoa21_synthetic.csv": _rural_urban(ground),
        "ward13_ltla13_synthetic.csv": pd.DataFrame(
            {
                "ward13_name": ground.wards["name"],
                "ward13_code": ground.wards["code"],
                **_district_columns(ground, ground.wards, "ltla13"),
            }
        ),
        **_services(ground, settings),
    }


def _district_columns(ground: Ground, areas: pd.DataFrame, prefix: str) -> dict[str, pd.Series]:
    """Return name and code of the district of each area."""
    districts = ground.districts.set_index("slug")
    return {
        f"{prefix}_name": areas["district"].map(districts["name"]),
        f"{prefix}_code": areas["district"].map(districts["code"]),
    }


def _changes(ground: Ground) -> pd.DataFrame:
    lsoas21 = ground.lsoas21
    return pd.DataFrame(
        {
            "lsoa11_name": lsoas21["parent_name"],
            "lsoa11_code": lsoas21["parent"],
            "change_code": lsoas21["change"],
            "lsoa21_name": lsoas21["name"],
            "lsoa21_code": lsoas21["code"],
            **_district_columns(ground, lsoas21, "ltla22"),
        }
    )


def _wards(ground: Ground) -> pd.DataFrame:
    lsoas21 = ground.lsoas21
    return pd.DataFrame(
        {
            "lsoa21_name": lsoas21["name"],
            "lsoa21_code": lsoas21["code"],
            "ward13_name": lsoas21["ward_name"],
            "ward13_code": lsoas21["ward"],
            **_district_columns(ground, lsoas21, "ltla24"),
        }
    )


def _older_areas(ground: Ground) -> pd.DataFrame:
    lsoas = ground.lsoas
    return pd.DataFrame(
        {
            "lsoa11_name": lsoas["name"],
            "lsoa11_code": lsoas["code"],
            **_district_columns(ground, lsoas, "ltla21"),
            "msoa11_name": lsoas["msoa_name"],
            "msoa11_code": lsoas["msoa"],
            "ward13_code": lsoas["ward"],
        }
    )


def _rural_urban(ground: Ground) -> pd.DataFrame:
    rural = ground.lsoas21["rural"]
    nearness = "Nearer to a major town or city"
    return pd.DataFrame(
        {
            "lsoa21_code": ground.lsoas21["code"],
            "ruc21_code": np.where(rural, "RLN1", "UN1"),
            "classification": np.where(rural, f"Larger rural: {nearness}", f"Urban: {nearness}"),
            "ruc": np.where(rural, "Rural", "Urban"),
        }
    )


def _services(ground: Ground, settings: Settings) -> dict[str, pd.DataFrame]:
    """Return which partnership, police force and fire service each district belongs to."""
    own = settings.partnership
    areas = pd.DataFrame(
        {"ltla24_code": ground.districts["code"], "ltla24_name": ground.districts["name"]}
    )
    return {
        "ltla24_csp24_pfa24_synthetic.csv": areas.assign(
            csp24_code=own.code,
            csp24_name=own.name,
            pfa24_code="Z23000001",
            pfa24_name=own.force_name.removesuffix(" Police"),
        ),
        "ltla24_fra24_synthetic.csv": areas.assign(
            fra24_name="Hereford & Worcester", fra24_code="Z31000001"
        ),
    }


def _msoas(ground: Ground) -> pd.DataFrame:
    lsoas = ground.lsoas
    frame = lsoas.groupby("msoa", sort=True)[["msoa_name", "district"]].first()
    return frame.assign(geometry=join_shapes(lsoas["geometry"], lsoas["msoa"])).reset_index()


def _geojson(shapes: pd.Series, properties: pd.DataFrame, *, name: str) -> str:
    projected = _to_degrees(shapes.to_numpy())
    features = [
        {"type": "Feature", "properties": record, "geometry": json.loads(shapely.to_geojson(shape))}
        for record, shape in zip(properties.to_dict("records"), projected, strict=True)
    ]
    collection: dict[str, Any] = {
        "type": "FeatureCollection",
        "name": name.removesuffix(".geojson"),
        "features": features,
    }
    return json.dumps(collection, separators=(",", ":"), ensure_ascii=False) + "\n"


def _to_degrees(shapes: np.ndarray) -> np.ndarray:
    """Return shapes of EPSG:27700 in EPSG:4326, rounded so that equal corners stay equal."""
    from pyproj import Transformer

    transformer = Transformer.from_crs("EPSG:27700", "EPSG:4326", always_xy=True)

    def convert(points: np.ndarray) -> np.ndarray:
        x, y = transformer.transform(points[:, 0], points[:, 1])
        return np.round(np.column_stack([x, y]), DECIMALS)

    return np.asarray(shapely.transform(shapes, convert))
