"""The desk of widgets: each choice asks :class:`Explorer` anew, and shows what it answers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from csa.errors import CsaError
from csa.lately import read_span
from csa.officer.explorer.answers import LSOA, Explorer
from csa.officer.explorer.asked import A_YEAR_BEFORE, REST, Asked
from csa.officer.explorer.ground import Drawing, marks_of
from csa.officer.explorer.map import CIRCLE, MOVE, PICK, SHAPE, Map
from csa.officer.grounds import find_ground
from csa.officer.places import as_drawn
from csa.officer.readable import column_words
from csa.periods import month_name
from csa.present.exhibit import MARK
from csa.present.saving.picture import draw_png

if TYPE_CHECKING:
    from csa.officer.explorer.answers import Answer

DPI = 100
SPANS = {"Last 12 months": "12 months", "Last 6 weeks": "6 weeks", "From a month of choice": ""}
EVERYTHING, ALL_OF_IT, NOTHING = "Everything", "All of it", "Nothing"
PICKED, DRAWN = "picked", "drawn"
ON_MAP = {PICKED: "Picked on the map", DRAWN: "Drawn on the map"}
WIDE, HALF = widgets.Layout(width="100%"), widgets.Layout(width="50%")
THIRD = widgets.Layout(width="33%", min_width="240px")
NAMED = {"description_width": "90px"}
SAID = "margin:2px 0;line-height:1.4"
RED = "color:#b3261e;font-weight:600"


class ExploreDesk(widgets.VBox):  # type: ignore[misc]
    """Choices, a map, charts, a table and the code of what they show; for the officer alone.

    Parameters
    ----------
    explorer : Explorer
        What can be chosen, and what rows say under it.
    until : str
        The last month shown at first.
    """

    def __init__(self, explorer: Explorer, until: str) -> None:
        self.explorer = explorer
        self.answer: Answer | None = None
        self._is_setting = False
        self._drawn_charts = ""
        self._make_choices(until)
        self.map = Map(modes=[PICK, SHAPE, CIRCLE, MOVE])
        self.said = widgets.HTML()
        self.charts = widgets.Image(format="png", layout=widgets.Layout(width="100%"))
        self.table = widgets.HTML()
        self.table.add_class("csa-counts")
        self.code = widgets.Textarea(layout=widgets.Layout(display="none", width="100%"))
        self.code_button = _button("Code of this view", icon="code")
        self.name = widgets.Text(placeholder="A name for this place")
        self.save_button = _button("Save the place", icon="map-marker")
        self.saved = widgets.HTML()
        self._draw_ground()
        super().__init__(self._laid_out())
        self._listen()
        self._ask()

    def __repr__(self) -> str:
        """Say what it is of; the desk itself needs JupyterLab."""
        return f"The desk of {self._area_name} (unprotected). It is shown in JupyterLab."

    @property
    def _area_name(self) -> str:
        settings = self.explorer.settings
        return settings.area_name(self.explorer.area or settings.partnership.slug)

    def _make_choices(self, until: str) -> None:
        explorer = self.explorer
        priorities = [(one.short_label, one.id) for one in explorer.settings.priorities]
        months = [(month_name(one), one) for one in explorer.months]
        self.priority = _choice("Priority", [(EVERYTHING, ""), *priorities])
        self.subtheme = _choice("Sub-theme", [(ALL_OF_IT, "")])
        self.counted = _choice("Rows", [(noun, unit) for unit, noun in explorer.tables.items()])
        self.place = _choice("Place", self._places())
        self.span = _choice("Months", [*SPANS.items()])
        self.until = _choice("Up to", months)
        self.since = _choice("From", months)
        self.by = _choice("Table by", [])
        self.compare = _choice("Beside", [])
        self.until.value = until if until in explorer.months else explorer.months[0]
        self.since.value = explorer.months[min(11, len(explorer.months) - 1)]
        self._offer()

    def _places(self, *more: str) -> list[tuple[str, str]]:
        explorer = self.explorer
        return [
            (f"Whole of {self._area_name}", ""),
            *((ON_MAP[one], one) for one in more),
            *((name, slug) for slug, name in explorer.places.items()),
            *((f"{name} (ward)", name) for name in explorer.wards),
        ]

    def _offer(self) -> None:
        """Offer what can be chosen under what is chosen."""
        settings = self.explorer.settings
        chosen = settings.priority(self.priority.value) if self.priority.value else None
        themes = [(one.label, one.id) for one in chosen.subthemes] if chosen else []
        _offer(self.subtheme, [(ALL_OF_IT, ""), *themes])
        theme = next((t for t in chosen.subthemes if t.id == self.subtheme.value), None) \
            if chosen else None  # fmt: skip
        tables = self.explorer.tables_of(chosen, theme)
        _offer(self.counted, [(self.explorer.tables[one], one) for one in tables])
        ways = self.explorer.ways(self.counted.value) if self.counted.value else []
        _offer(self.by, [(_in_words(one), one) for one in ways])
        rest = [(f"The rest of {self._home}", REST)] if self.place.value else []
        beside = [(NOTHING, ""), ("A year earlier", A_YEAR_BEFORE), *rest]
        _offer(self.compare, [*beside, *self.explorer.others.items()])
        self.since.disabled = bool(self.span.value)
        if self.span.value:
            first = read_span(self.span.value).first_month(self.until.value)
            self.since.value = min(one for one in self.explorer.months if one >= first)

    @property
    def _home(self) -> str:
        return self._area_name if self.explorer.area else "its district"

    def _laid_out(self) -> list[widgets.Widget]:
        first = widgets.HBox([self.priority, self.subtheme, self.counted])
        second = widgets.HBox([self.place, self.compare, self.by])
        third = widgets.HBox([self.span, self.since, self.until])
        left = widgets.VBox(
            [self.map, widgets.HBox([self.name, self.save_button]), self.saved], layout=HALF
        )
        right = widgets.VBox([self.charts], layout=HALF)
        mark = widgets.HTML(f"<p style='{SAID};{RED}'>{escape(MARK)}</p>")
        both = widgets.HBox([left, right], layout=WIDE)
        return [
            mark, first, second, third, self.said, both, self.table,
            self.code_button, self.code,
        ]  # fmt: skip

    def _listen(self) -> None:
        choices = (
            self.priority, self.subtheme, self.counted, self.place, self.span, self.since,
            self.until, self.by, self.compare,
        )  # fmt: skip
        for one in choices:
            one.observe(self._chosen, names="value")
        self.map.observe(self._picked, names="picked")
        self.map.observe(self._drawn, names="drawn")
        self.code_button.on_click(self._show_code)
        self.save_button.on_click(self._save)

    def _chosen(self, change: Any) -> None:
        if self._is_setting:
            return
        with self._setting():
            if change.owner is self.place and self.place.value != PICKED:
                self.map.picked = []
            if change.owner in (self.priority, self.subtheme):
                self.counted.value = None  # the main rows of it, whatever was counted before
            self._offer()
        self._ask()

    def _picked(self, _: Any) -> None:
        if not self._is_setting:
            self._go_to(PICKED if self.map.picked else "")

    def _drawn(self, _: Any) -> None:
        if not self._is_setting and self.map.place() is not None:
            self._go_to(DRAWN)

    def _go_to(self, place: str) -> None:
        """Make what was picked or drawn on the map the place of every view."""
        with self._setting():
            if place != PICKED:
                self.map.picked = []
            _offer(self.place, self._places(*([place] if place else [])))
            self.place.value = place
            self._offer()
        self._ask()

    @contextmanager
    def _setting(self) -> Iterator[None]:
        """Set several choices at once, and ask once afterwards."""
        self._is_setting = True
        try:
            yield
        finally:
            self._is_setting = False

    @property
    def asked(self) -> Asked:
        """What is chosen."""
        on_map = {PICKED: [*self.map.picked], DRAWN: self.map.place(), "": None}
        place = on_map.get(self.place.value, self.place.value)
        span = (
            {"last": self.span.value}
            if self.span.value
            else {"last": "", "since": self.since.value}
        )
        return Asked(
            area=self.explorer.area, table=self.counted.value, until=self.until.value,
            priority=self.priority.value, subtheme=self.subtheme.value, place=place,
            by=self.by.value, compare=self.compare.value, **span,
        )  # fmt: skip

    def _ask(self) -> None:
        """Show what rows say, or in one sentence why they do not."""
        self.saved.value = ""
        try:
            self.answer = self.explorer.answer(self.asked)
        except CsaError as problem:
            self.answer = None
            self._show_problem(str(problem))
        else:
            self._show(self.answer)

    def _show_problem(self, problem: str) -> None:
        """Show nothing but one sentence: what was shown before answers another question."""
        self.table.value = self.code.value = self.map.outline = ""
        self._show_charts(b"")
        self._drawn_charts = ""
        with self.map.hold_sync():
            self.map.marks, self.map.legend, self.map.label = {}, [], ""
            self.map.counted = []
        self.said.value = f"<p style='{SAID};{RED}'>{escape(problem)}</p>"

    def _show(self, answer: Answer) -> None:
        self._draw_charts(answer)
        self.table.value = "".join(one.to_html() for one in answer.table.tables)
        self.code.value = answer.code
        self.code.rows = answer.code.count("\n") + 1
        names = self.explorer.nesting.drop_duplicates(LSOA).set_index(LSOA)["lsoa_name"]
        with self.map.hold_sync():
            self.map.marks, self.map.legend = marks_of(answer.by_lsoa, names, noun=answer.noun)
            self.map.label = answer.map_title
            self.map.outline = self._outline(answer)
            self.map.counted = self.explorer.made_of(answer.ground)
        lines = "".join(f"<p style='{SAID}'>{escape(one)}</p>" for one in answer.lines)
        problem = f"<p style='{SAID};{RED}'>{escape(answer.problem)}</p>" if answer.problem else ""
        self.said.value = lines + problem

    def _draw_charts(self, answer: Answer) -> None:
        """Draw the charts, unless they would be those that are there."""
        charts = answer.charts
        drawn = None if charts is None else (charts.title, [one.frame for one in charts.tables])
        if repr(drawn) != self._drawn_charts:
            self._show_charts(b"" if charts is None else draw_png(charts, dpi=DPI))
            self._drawn_charts = repr(drawn)

    def _show_charts(self, picture: bytes) -> None:
        """Show a picture; where there is none, nothing, for an empty one shows as broken."""
        self.charts.value = picture
        self.charts.layout.display = "" if picture else "none"

    def _outline(self, answer: Answer) -> str:
        """Return the outline of the place; what is picked on the map is marked there already."""
        if answer.ground is None or self.place.value == PICKED:
            return ""
        return self.drawing.path(answer.ground.shape)

    def _draw_ground(self) -> None:
        explorer = self.explorer
        tables = {name: _of(explorer.records.table(f"boundary_{name}"), explorer.codes)
                  for name in ("district", "ward", "lsoa")}  # fmt: skip
        if not len(tables["lsoa"]):
            self.drawing = Drawing((0, 0, 1, 1))
            self.map.label = "No boundary of a neighbourhood was received: there is no map."
            return
        self.drawing = Drawing(tables["lsoa"].total_bounds)
        lines = [*self.drawing.lines("ward", tables["ward"]),
                 *self.drawing.lines("district", tables["district"])]  # fmt: skip
        self.map.ground = self.drawing.ground(areas=self.drawing.areas(tables["lsoa"]), lines=lines)

    def _show_code(self, _: Any) -> None:
        is_hidden = self.code.layout.display == "none"
        self.code.layout.display = "" if is_hidden else "none"

    def _save(self, _: Any) -> None:
        """Write the place that is shown into the settings, and offer it from then on."""
        explorer, place = self.explorer, self.asked.place
        if place is None:
            self.saved.value = "Pick or draw a place on the map, then give it a name."
            return
        try:
            records = explorer.records
            ground = find_ground(explorer.settings, records.table, place)
            nesting = records.table("geography")
            kept = as_drawn(ground, explorer.settings, nesting).save(self.name.value)
        except CsaError as problem:
            self.saved.value = f"<p style='{SAID};{RED}'>{escape(str(problem))}</p>"
            return
        explorer.know(kept.settings)
        with self._setting():
            _offer(self.place, self._places())
            self.place.value = kept.slug
            self.map.picked = []
            self._offer()
        self._ask()
        self.saved.value = f"<p style='{SAID}'>Saved as {escape(kept.name)} ({kept.slug}).</p>"


def _choice(label: str, options: list[tuple[str, str]]) -> widgets.Dropdown:
    return widgets.Dropdown(options=options, description=label, style=NAMED, layout=THIRD)


def _button(label: str, *, icon: str) -> widgets.Button:
    return widgets.Button(description=label, icon=icon, layout=widgets.Layout(width="auto"))


def _offer(choice: widgets.Dropdown, options: list[tuple[str, str]]) -> None:
    """Set what can be chosen, and keep what is chosen where it still can be."""
    before = choice.value
    if [*choice.options] != options:
        choice.options = options
    values = [value for _, value in options]
    choice.value = before if before in values else next(iter(values), None)


def _of(boundaries: Any, codes: list[str]) -> Any:
    """Return the boundaries of the districts that are open."""
    if not len(boundaries):
        return boundaries
    column = "district" if "district" in boundaries else "code"
    return boundaries[boundaries[column].isin(codes)]


def _in_words(column: str) -> str:
    named = {"lsoa": "Neighbourhood", "weekday": "Day", "category": "Type"}
    words = named.get(column) or column_words(column)
    return f"{words[:1].upper()}{words[1:]}"
