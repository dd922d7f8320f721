// Draws a network where the server has placed it: on a canvas, and as a file. Labels are painted or escaped, never
// read as markup. Two thousand nodes are a few strokes: edges in handfuls, nodes kind by kind.
"use strict";

const SHAPES = { recruiter: 3, phone: 4, account: -4, place: 5, agency: 6, clinic: 8, booking: 4, job_order: 5, trainer: -3 };
const GLYPHS = {
  person: "○", recruiter: "▲", phone: "■", account: "◆", place: "⬟", agency: "⬢", clinic: "⯃", booking: "▰", job_order: "⬟", trainer: "▼",
};
const LONGEST_LABEL = 40, RADIUS = 13, LETTERS = 13, READABLE = 6, HANDFUL = 150, EDGE = 30, NEAR = 20, STILL = 5;
const SMALLEST = 0.02, LARGEST = 4, WHOLE = 1.6, WHEEL = 1.0015, MARGIN = 40, BIGGEST_FILE = 6000, MANY = 300, RESTING = 150, DOT = 3, WORD = [95, 18];

function short(label) { return label.length > LONGEST_LABEL ? label.slice(0, LONGEST_LABEL) + "…" : label; }

function colours() {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(["ink", "quiet", "card", "accent", "warm", "faint"].map((name) => [name, style.getPropertyValue("--" + name).trim()]));
}

const ON_PAPER = { ink: "#000", quiet: "#444", card: "#fff", accent: "#000", warm: "#000", faint: "#fff" };

function fill(kind, colour) {
  if (kind === "person") { return colour.card; }
  if (kind === "recruiter") { return colour.warm; }
  return kind === "phone" || kind === "account" ? colour.accent : colour.faint;
}

// The corners of a kind's shape around a point; none is a circle. A negative number stands on its point.
function corners(kind, x, y) {
  const count = Math.abs(SHAPES[kind] || 0), turn = SHAPES[kind] === 4 || SHAPES[kind] === -3 ? Math.PI / count : 0;
  return Array.from({ length: count }, (_, n) => [x + RADIUS * Math.sin(turn + 2 * Math.PI * n / count), y - RADIUS * Math.cos(turn + 2 * Math.PI * n / count)]);
}

class Drawing {
  constructor(container, network, picked) {
    Object.assign(this, { container, network, nodes: [], ties: [], marked: null, way: [], fingers: new Map(), scale: 1, left: 0, top: 0, waiting: false, stale: true });
    this.canvas = document.createElement("canvas");
    this.kept = document.createElement("canvas");
    container.append(this.canvas);
    this.colour = colours();
    const again = () => { this.colour = colours(); this.later(); };
    new MutationObserver(again).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
    addEventListener("beforeprint", () => { this.colour = ON_PAPER; this.draw(this.canvas.getContext("2d"), this, this.sharp); });
    addEventListener("afterprint", again);
    new ResizeObserver(() => this.resize()).observe(container);
    this.resize();
    this.listen(picked);
  }

  // Show these nodes and edges (numbers), and nothing else.
  show(nodes, ties) { this.nodes = [...nodes]; this.ties = ties; this.later(); }
  mark(picked, way) { this.marked = picked; this.way = way; this.later(); }
  at(place) { const node = this.network.nodes[place]; return [node[4], node[5]]; }

  resize() {
    const sharp = window.devicePixelRatio || 1, { clientWidth: wide, clientHeight: high } = this.container;
    Object.assign(this, { wide, high, sharp });
    Object.assign(this.canvas, { width: Math.max(1, wide * sharp), height: Math.max(1, high * sharp) });
    this.later();
  }

  // Draw anew with the next frame.
  later() {
    this.stale = true;
    if (this.waiting) { return; }
    this.waiting = true;
    requestAnimationFrame(() => { this.waiting = false; if (this.stale) { this.whole(); } else { this.slide(); } });
  }

  whole() {
    const pen = this.canvas.getContext("2d"), { scale, left, top } = this;
    this.stale = false;
    this.draw(pen, this, this.sharp);
    if (this.nodes.length <= MANY) { return; }
    Object.assign(this.kept, { width: this.canvas.width, height: this.canvas.height });
    this.kept.getContext("2d").drawImage(this.canvas, 0, 0);
    this.keptAt = { scale, left, top };
  }

  // While a large network is moved its last picture is moved; it is drawn anew once the hand rests.
  move() {
    if (this.nodes.length <= MANY || !this.keptAt) { this.later(); return; }
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.later(), RESTING);
    if (this.waiting) { return; }
    this.waiting = true;
    requestAnimationFrame(() => { this.waiting = false; if (this.stale) { this.whole(); } else { this.slide(); } });
  }

  slide() {
    const pen = this.canvas.getContext("2d"), by = this.scale / this.keptAt.scale;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.fillStyle = this.colour.card;
    pen.fillRect(0, 0, this.canvas.width, this.canvas.height);
    pen.setTransform(by, 0, 0, by, (this.left - this.keptAt.left * by) * this.sharp, (this.top - this.keptAt.top * by) * this.sharp);
    pen.drawImage(this.kept, 0, 0);
  }

  around() {
    const points = this.nodes.map((place) => this.at(place)), xs = points.map(([x]) => x), ys = points.map(([, y]) => y);
    const reach = (values, by) => values.reduce((best, value) => by(best, value), values[0] || 0);
    const low = [reach(xs, Math.min) - MARGIN, reach(ys, Math.min) - MARGIN], high = [reach(xs, Math.max) + MARGIN, reach(ys, Math.max) + MARGIN];
    return { x: low[0], y: low[1], wide: high[0] - low[0], high: high[1] - low[1] };
  }

  fit() {
    const { x, y, wide, high } = this.around();
    this.scale = Math.min(WHOLE, this.wide / wide, this.high / high);
    this.left = this.wide / 2 - (x + wide / 2) * this.scale;
    this.top = this.high / 2 - (y + high / 2) * this.scale;
    this.later();
  }

  zoom(times, x = this.wide / 2, y = this.high / 2) {
    const scale = Math.min(LARGEST, Math.max(SMALLEST, this.scale * times)), by = scale / this.scale;
    Object.assign(this, { scale, left: x - (x - this.left) * by, top: y - (y - this.top) * by });
    this.move();
  }

  pan(x, y) { this.left += x; this.top += y; this.move(); }

  // Bring a node into the picture, where it is not there yet.
  centre(place) {
    const [x, y] = this.at(place), here = [x * this.scale + this.left, y * this.scale + this.top];
    if (here[0] < EDGE || here[1] < EDGE || here[0] > this.wide - EDGE || here[1] > this.high - EDGE) { this.pan(this.wide / 2 - here[0], this.high / 2 - here[1]); }
  }

  draw(pen, view, sharp) {
    const { colour, network } = this, step = new Map(this.way.map((place, nth) => [place, nth]));
    const inside = (x, y) => { const here = [x * view.scale + view.left, y * view.scale + view.top]; return here[0] > -EDGE && here[1] > -EDGE && here[0] < view.wide + EDGE && here[1] < view.high + EDGE; };
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.fillStyle = colour.card;
    pen.fillRect(0, 0, pen.canvas.width, pen.canvas.height);
    pen.setTransform(view.scale * sharp, 0, 0, view.scale * sharp, view.left * sharp, view.top * sharp);
    const thin = Math.max(1, 0.7 / view.scale), onWay = this.ties.filter((tie) => Math.abs(step.get(network.ties[tie][0]) - step.get(network.ties[tie][1])) === 1);
    const lines = (ties, paint, width) => {
      Object.assign(pen, { strokeStyle: paint, lineWidth: width });
      for (let begin = 0; begin < ties.length; begin += HANDFUL) {
        pen.beginPath();
        for (const tie of ties.slice(begin, begin + HANDFUL)) { pen.moveTo(...this.at(network.ties[tie][0])); pen.lineTo(...this.at(network.ties[tie][1])); }
        pen.stroke();
      }
    };
    pen.globalAlpha = 0.5;
    lines(this.ties, colour.quiet, thin);
    pen.globalAlpha = 1;
    lines(onWay, colour.warm, Math.max(4, 3 / view.scale));
    const seen = this.nodes.filter((place) => inside(...this.at(place))), kinds = new Map();
    for (const place of seen) { const kind = network.nodes[place][1]; if (!kinds.has(kind)) { kinds.set(kind, []); } kinds.get(kind).push(place); }
    for (const [kind, places] of kinds) {
      pen.fillStyle = fill(kind, colour);
      if (RADIUS * view.scale < DOT) { const size = 2 * DOT / view.scale; pen.fillStyle = kind === "person" ? colour.accent : fill(kind, colour) === colour.faint ? colour.quiet : fill(kind, colour); for (const place of places) { const [x, y] = this.at(place); pen.fillRect(x - size / 2, y - size / 2, size, size); } continue; }
      for (let begin = 0; begin < places.length; begin += HANDFUL) { this.shapes(pen, kind, places.slice(begin, begin + HANDFUL)); pen.fill(); this.outline(pen, kind === "person" ? colour.accent : colour.ink, 1.5); }
    }
    for (const place of seen) { if (step.has(place)) { this.shapes(pen, network.nodes[place][1], [place]); this.outline(pen, colour.warm, 5); } }
    if (this.marked !== null) { pen.beginPath(); const [x, y] = this.at(this.marked); pen.arc(x, y, RADIUS + 7, 0, 2 * Math.PI); this.outline(pen, colour.ink, 4); }
    if (LETTERS * view.scale >= READABLE) { this.labels(pen, this.nodes.length > MANY ? this.sparse(seen, view) : seen); } else { this.labels(pen, this.marked === null ? [] : [this.marked], READABLE * 2 / view.scale); }
  }

  outline(pen, paint, width) { Object.assign(pen, { strokeStyle: paint, lineWidth: width }); pen.stroke(); }

  shapes(pen, kind, places) {
    pen.beginPath();
    for (const place of places) {
      const [x, y] = this.at(place), points = corners(kind, x, y);
      if (!points.length) { pen.moveTo(x + RADIUS, y); pen.arc(x, y, RADIUS, 0, 2 * Math.PI); }
      points.forEach(([px, py], n) => (n ? pen.lineTo(px, py) : pen.moveTo(px, py)));
      if (points.length) { pen.closePath(); }
    }
  }

  // Of labels that would cover each other the first: whoever stands nearer to the middle of the network.
  sparse(places, view) {
    const taken = new Set();
    return places.filter((place) => {
      const [x, y] = this.at(place), cell = `${Math.round(x * view.scale / WORD[0])} ${Math.round(y * view.scale / WORD[1])}`;
      return !taken.has(cell) && taken.add(cell);
    });
  }

  labels(pen, places, size = LETTERS) {
    Object.assign(pen, { font: `${size}px system-ui, sans-serif`, textAlign: "center", fillStyle: this.colour.ink, strokeStyle: this.colour.card, lineWidth: 3, lineJoin: "round" });
    for (const place of places) { const [x, y] = this.at(place), label = short(this.network.nodes[place][2]); pen.strokeText(label, x, y + RADIUS + size); pen.fillText(label, x, y + RADIUS + size); }
  }

  // Which node is under a point of the canvas.
  under(x, y) {
    const there = [(x - this.left) / this.scale, (y - this.top) / this.scale], reach = Math.max(NEAR, NEAR / this.scale / 2);
    const far = (place) => Math.hypot(this.at(place)[0] - there[0], this.at(place)[1] - there[1]);
    const nearest = this.nodes.reduce((best, place) => (best === null || far(place) < far(best) ? place : best), null);
    return nearest !== null && far(nearest) <= reach ? nearest : null;
  }

  // One finger moves, two fingers zoom, the wheel zooms with Ctrl (without it the page scrolls on).
  listen(picked) {
    const { canvas, fingers } = this;
    const point = (event) => { const box = canvas.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
    const span = () => { const [[ax, ay], [bx, by]] = [...fingers.values()]; return { far: Math.hypot(ax - bx, ay - by), x: (ax + bx) / 2, y: (ay + by) / 2 }; };
    let moved = 0;
    canvas.addEventListener("pointerdown", (event) => { canvas.setPointerCapture(event.pointerId); if (!fingers.size) { moved = 0; } fingers.set(event.pointerId, point(event)); });
    canvas.addEventListener("pointermove", (event) => {
      const old = fingers.get(event.pointerId), here = point(event);
      if (!old) { return; }
      const before = fingers.size === 2 ? span() : null;
      fingers.set(event.pointerId, here);
      moved += Math.hypot(here[0] - old[0], here[1] - old[1]);
      if (before) { const now = span(); this.zoom(now.far / (before.far || 1), now.x, now.y); this.pan(now.x - before.x, now.y - before.y); }
      else { this.pan(here[0] - old[0], here[1] - old[1]); }
    });
    const lift = (event) => { fingers.delete(event.pointerId); };
    canvas.addEventListener("pointerup", (event) => { lift(event); const place = moved < STILL ? this.under(...point(event)) : null; if (place !== null) { picked(place); } });
    canvas.addEventListener("pointercancel", lift);
    canvas.addEventListener("wheel", (event) => { if (event.ctrlKey || event.metaKey) { event.preventDefault(); this.zoom(WHEEL ** -event.deltaY, ...point(event)); } }, { passive: false });
  }

  png() {
    const { x, y, wide, high } = this.around(), scale = Math.min(2, BIGGEST_FILE / wide, BIGGEST_FILE / high), canvas = document.createElement("canvas");
    Object.assign(canvas, { width: wide * scale, height: high * scale });
    this.draw(canvas.getContext("2d"), { scale, left: -x * scale, top: -y * scale, wide: wide * scale, high: high * scale }, 1);
    return new Promise((done) => canvas.toBlob(done, "image/png"));
  }

  svg() {
    const { colour, network } = this, { x: left, y: top, wide, high } = this.around(), step = new Set(this.way);
    const escaped = (words) => words.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]/g, "").replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
    const parts = [`<svg xmlns="http://www.w3.org/2000/svg" viewBox="${left} ${top} ${wide} ${high}" font-family="sans-serif" font-size="${LETTERS}">`, `<rect x="${left}" y="${top}" width="${wide}" height="${high}" fill="${colour.card}"/>`];
    for (const tie of this.ties) { const [one, other] = network.ties[tie].slice(0, 2).map((place) => network.nodes[place]); parts.push(`<line x1="${one[4]}" y1="${one[5]}" x2="${other[4]}" y2="${other[5]}" stroke="${colour.quiet}"/>`); }
    for (const place of this.nodes) {
      const [, kind, label, , x, y] = network.nodes[place], points = corners(kind, x, y);
      const paint = `fill="${fill(kind, colour)}" stroke="${step.has(place) ? colour.warm : colour.ink}" stroke-width="${step.has(place) ? 5 : 1.5}"`;
      parts.push(points.length ? `<polygon points="${points.map((at) => at.map((n) => n.toFixed(1)).join()).join(" ")}" ${paint}/>` : `<circle cx="${x}" cy="${y}" r="${RADIUS}" ${paint}/>`);
      parts.push(`<text x="${x}" y="${y + RADIUS + LETTERS}" text-anchor="middle" fill="${colour.ink}">${escaped(short(label))}</text>`);
    }
    return Promise.resolve(new Blob([...parts, "</svg>"], { type: "image/svg+xml" }));
  }
}
