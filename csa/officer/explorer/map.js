// The map of the officer's desk: neighbourhoods, circles for counts, and what is picked or drawn.
// It is drawn from the boundaries that were received, in metres; nothing is fetched from anywhere.

const SVG = "http://www.w3.org/2000/svg";
const ZOOM = 1.4;
const STILL_PX = 4;

function element(name, attributes, parent) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (parent) parent.append(made);
  return made;
}

function html(name, className, parent, text) {
  const made = document.createElement(name);
  made.className = className;
  if (text !== undefined) made.textContent = text;
  if (parent) parent.append(made);
  return made;
}

class OfficerMap {
  constructor(model, el) {
    this.model = model;
    this.mode = model.get("modes")[0] || "Move";
    this.corners = [];
    this.root = html("div", "csa-map", el);
    this.bar = html("div", "csa-map-bar", this.root);
    this.svg = element("svg", { role: "img", tabindex: 0 }, null);
    this.root.append(this.svg);
    this.hint = html("p", "csa-map-hint", this.root);
    this.legend = html("ul", "csa-map-legend", this.root);
    this.layers = {};
    for (const name of ["areas", "lines", "outline", "marks", "dots", "sketch"]) {
      this.layers[name] = element("g", { class: `csa-${name}` }, this.svg);
    }
    this.addButtons();
    this.addPointer();
    this.drawGround();
    this.drawMarks();
    this.drawPicked();
    for (const name of ["marks", "legend", "label"]) model.on(`change:${name}`, () => this.drawMarks());
    for (const name of ["picked", "outline", "counted"]) model.on(`change:${name}`, () => this.drawPicked());
    model.on("change:ground", () => { this.drawGround(); this.drawMarks(); this.drawPicked(); });
    this.watcher = new ResizeObserver(() => this.scale());
    this.watcher.observe(this.svg);
  }

  addButtons() {
    this.buttons = {};
    for (const mode of this.model.get("modes")) {
      const button = html("button", "csa-map-mode", this.bar, mode);
      button.type = "button";
      button.addEventListener("click", () => this.choose(mode));
      this.buttons[mode] = button;
    }
    const steps = [["+", 1 / ZOOM, "Closer"], ["−", ZOOM, "Farther"], ["Whole", 0, "The whole area"]];
    for (const [text, by, title] of steps) {
      const button = html("button", "", this.bar, text);
      button.type = "button";
      button.title = title;
      button.addEventListener("click", () => this.zoom(by));
    }
    this.choose(this.mode);
  }

  choose(mode) {
    this.mode = mode;
    this.corners = [];
    this.layers.sketch.replaceChildren();
    for (const [name, button] of Object.entries(this.buttons)) {
      button.setAttribute("aria-pressed", name === mode);
    }
    this.hint.textContent = this.model.get("hints")[mode] || "";
  }

  drawGround() {
    const ground = this.model.get("ground");
    this.view = [0, 0, ground.width, ground.height];
    this.layers.areas.replaceChildren();
    this.layers.lines.replaceChildren();
    this.layers.dots.replaceChildren();
    this.areas = {};
    for (const area of ground.areas) {
      const path = element("path", { d: area.d, "data-code": area.code }, this.layers.areas);
      element("title", {}, path).textContent = area.name;
      this.areas[area.code] = { ...area, path };
    }
    for (const line of ground.lines) {
      element("path", { d: line.d, class: line.kind }, this.layers.lines);
    }
    for (const [x, y, text] of ground.dots) {
      const dot = element("circle", { cx: x, cy: y, r: 1, "data-px": 3.5 }, this.layers.dots);
      element("title", {}, dot).textContent = text;
    }
    this.look();
  }

  drawMarks() {
    const marks = this.model.get("marks");
    this.layers.marks.replaceChildren();
    for (const area of Object.values(this.areas)) {
      const mark = marks[area.code];
      area.path.classList.toggle("missing", Boolean(mark) && mark.px === null);
      area.path.querySelector("title").textContent = mark ? mark.text : area.name;
      if (mark && mark.px) {
        const look = { cx: area.x, cy: area.y, r: 1, "data-px": mark.px, fill: mark.colour };
        element("circle", look, this.layers.marks);
      }
    }
    this.svg.setAttribute("aria-label", this.model.get("label"));
    this.legend.replaceChildren();
    html("li", "csa-map-title", this.legend, this.model.get("label"));
    for (const [px, colour, words] of this.model.get("legend")) {
      const item = html("li", "", this.legend);
      const dot = html("span", px ? "csa-map-dot" : "csa-map-void", item);
      if (px) Object.assign(dot.style, { width: `${2 * px}px`, height: `${2 * px}px`, background: colour });
      html("span", "", item, words);
    }
    this.scale();
  }

  drawPicked() {
    const picked = new Set(this.model.get("picked"));
    const counted = new Set(this.model.get("counted"));
    for (const area of Object.values(this.areas)) {
      area.path.classList.toggle("picked", picked.has(area.code));
      area.path.classList.toggle("counted", counted.has(area.code));
    }
    this.layers.outline.replaceChildren();
    if (this.model.get("outline")) element("path", { d: this.model.get("outline") }, this.layers.outline);
  }

  look() {
    this.svg.setAttribute("viewBox", this.view.join(" "));
    this.scale();
  }

  // Circles keep their size on the screen, however near the map is.
  scale() {
    const box = this.svg.getBoundingClientRect();
    if (!box.width) return;
    this.metres = Math.max(this.view[2] / box.width, this.view[3] / box.height);
    for (const one of this.svg.querySelectorAll("[data-px]")) {
      one.setAttribute("r", one.dataset.px * this.metres);
    }
  }

  zoom(by) {
    const ground = this.model.get("ground");
    if (!by) this.view = [0, 0, ground.width, ground.height];
    else {
      const [x, y, w, h] = this.view;
      this.view = [x + (w - w * by) / 2, y + (h - h * by) / 2, w * by, h * by];
    }
    this.look();
  }

  point(event) {
    const at = new DOMPoint(event.clientX, event.clientY);
    return at.matrixTransform(this.svg.getScreenCTM().inverse());
  }

  addPointer() {
    let begun = null;
    this.svg.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      begun = { event, at: this.point(event), view: [...this.view], code: event.target.dataset.code };
      this.svg.setPointerCapture(event.pointerId);
    });
    this.svg.addEventListener("pointermove", (event) => {
      if (begun) this.drag(begun, event);
      else if (this.mode === "Shape" && this.corners.length) this.sketch(this.point(event));
    });
    this.svg.addEventListener("pointerup", (event) => {
      if (!begun) return;
      const from = begun;
      begun = null;
      this.drop(from, event);
    });
    this.svg.addEventListener("dblclick", (event) => {
      event.preventDefault();
      if (this.mode === "Shape") this.close();
    });
    this.svg.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.choose(this.mode);
      if (event.key === "Enter" && this.mode === "Shape") this.close();
    });
  }

  drag(from, event) {
    const to = this.point(event);
    const layer = this.layers.sketch;
    if (this.mode === "Move") {
      this.view[0] = from.view[0] - (event.clientX - from.event.clientX) * this.metres;
      this.view[1] = from.view[1] - (event.clientY - from.event.clientY) * this.metres;
      this.svg.setAttribute("viewBox", this.view.join(" "));
    } else if (this.mode === "Pick") {
      const [x, y] = [Math.min(from.at.x, to.x), Math.min(from.at.y, to.y)];
      const size = { width: Math.abs(to.x - from.at.x), height: Math.abs(to.y - from.at.y) };
      layer.replaceChildren(element("rect", { x, y, ...size }));
    } else if (this.mode === "Circle") {
      const r = Math.hypot(to.x - from.at.x, to.y - from.at.y);
      layer.replaceChildren(element("circle", { cx: from.at.x, cy: from.at.y, r }));
    }
  }

  drop(from, event) {
    const to = this.point(event);
    const moved = Math.hypot(event.clientX - from.event.clientX, event.clientY - from.event.clientY);
    if (this.mode === "Shape") {
      const first = this.corners[0];
      const isFirst = first && Math.hypot(first.x - to.x, first.y - to.y) < 9 * this.metres;
      const last = this.corners[this.corners.length - 1];
      const isAgain = last && Math.hypot(last.x - to.x, last.y - to.y) < STILL_PX * this.metres;
      if (isFirst && this.corners.length > 2) this.close();
      else if (!isAgain) this.corners.push(to);
      this.sketch(to);
    } else if (this.mode === "Circle" && moved > STILL_PX) {
      const r = Math.round(Math.hypot(to.x - from.at.x, to.y - from.at.y));
      this.send("circle", [...this.grid(from.at), r]);
    } else if (this.mode === "Pick") {
      this.layers.sketch.replaceChildren();
      if (moved > STILL_PX) this.pick(this.within(from.at, to));
      else if (from.code) this.toggle(from.code);
    }
  }

  within(one, other) {
    const inside = (value, a, b) => value >= Math.min(a, b) && value <= Math.max(a, b);
    const areas = Object.values(this.areas);
    return areas
      .filter((area) => inside(area.x, one.x, other.x) && inside(area.y, one.y, other.y))
      .map((area) => area.code);
  }

  toggle(code) {
    const picked = new Set(this.model.get("picked"));
    if (!picked.delete(code)) picked.add(code);
    this.pick([...picked]);
  }

  pick(codes) {
    this.model.set("picked", [...codes].sort());
    this.model.save_changes();
  }

  sketch(to) {
    const points = [...this.corners, to].map((one) => `${one.x},${one.y}`).join(" ");
    this.layers.sketch.replaceChildren(element("polygon", { points }));
  }

  close() {
    if (this.corners.length > 2) this.send("shape", this.corners.map((one) => this.grid(one)));
    this.corners = [];
    this.layers.sketch.replaceChildren();
  }

  grid(at) {
    const ground = this.model.get("ground");
    return [Math.round(ground.west + at.x), Math.round(ground.north - at.y)];
  }

  send(kind, points) {
    this.layers.sketch.replaceChildren();
    this.model.set("drawn", { kind, points });
    this.model.save_changes();
  }
}

function render({ model, el }) {
  const map = new OfficerMap(model, el);
  return () => map.watcher.disconnect();
}

export default { render };
