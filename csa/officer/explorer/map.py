"""A map in a notebook that needs no server: for picking, for drawing, and for looking at rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget
import traitlets

from csa.officer.explorer.ground import NOTHING

HERE = Path(__file__).parent
PICK, SHAPE, CIRCLE, MOVE = "Pick", "Shape", "Circle", "Move"
HINTS = {
    PICK: "Click a neighbourhood, or drag a box over several.",
    SHAPE: "Click the corners; click the first one again, or press Enter, to end.",
    CIRCLE: "Press at the middle and drag outward.",
    MOVE: "Drag the map.",
}


class Map(anywidget.AnyWidget):
    """A map of areas, lines and points.

    Attributes
    ----------
    ground : dict
        What is drawn whatever is counted; see :meth:`csa.officer.explorer.ground.Drawing.ground`.
    marks, legend : dict and list
        Circles by area, and their classes in words.
    label : str
        What is shown, in words.
    picked : list of str
        Codes of areas, as the officer picked them.
    counted : list of str
        Codes of areas that a place is counted by.
    drawn : dict
        ``kind`` (shape or circle) and ``points`` in metres of what the officer drew.
    outline : str
        A path of SVG that is drawn over the map.
    modes : list of str
        What the officer may do with it.
    """

    _esm = HERE / "map.js"
    _css = HERE / "map.css"
    ground = traitlets.Dict(NOTHING).tag(sync=True)
    marks = traitlets.Dict().tag(sync=True)
    legend: Any = traitlets.List().tag(sync=True)
    label = traitlets.Unicode().tag(sync=True)
    picked = traitlets.List(traitlets.Unicode()).tag(sync=True)
    counted = traitlets.List(traitlets.Unicode()).tag(sync=True)
    drawn = traitlets.Dict().tag(sync=True)
    outline = traitlets.Unicode().tag(sync=True)
    modes = traitlets.List([MOVE]).tag(sync=True)
    hints = traitlets.Dict(HINTS).tag(sync=True)

    def __repr__(self) -> str:
        """Say what is shown; the map itself needs JupyterLab."""
        return f"Map: {self.label}"

    def place(self) -> Any:
        """Return what was drawn, as ``csa.place`` takes it; None where nothing was."""
        points = self.drawn.get("points")
        if points and self.drawn.get("kind") == "circle":
            return tuple(points)
        return points or None
