// Draws a network: on the screen by cytoscape, which only draws what the server has placed, and as a file. Labels are
// painted or escaped, never read as markup.
"use strict";

const SHAPES = {
  person: "ellipse", recruiter: "triangle", phone: "rectangle", account: "diamond", place: "pentagon",
  agency: "hexagon", clinic: "octagon", booking: "rhomboid", job_order: "tag", trainer: "vee",
};
const CORNERS = { triangle: 3, rectangle: 4, diamond: 4, pentagon: 5, hexagon: 6, octagon: 8, rhomboid: 4, tag: 5, vee: 3 };
const LONGEST_LABEL = 40, MANY = 600, SIZE = 22, LABEL_BELOW = 6;

function short(label) { return label.length > LONGEST_LABEL ? label.slice(0, LONGEST_LABEL) + "…" : label; }

function colours() {
  const style = getComputedStyle(document.documentElement);
  const of = (name) => style.getPropertyValue("--" + name).trim();
  return { ink: of("ink"), quiet: of("quiet"), card: of("card"), accent: of("accent"), warm: of("warm"), faint: of("faint"), line: of("line") };
}

function fill(kind, colour) {
  if (kind === "person") { return colour.card; }
  if (kind === "recruiter") { return colour.warm; }
  return kind === "phone" || kind === "account" ? colour.accent : colour.faint;
}

function stylesheet(colour) {
  const ends = Object.keys(SHAPES).map((kind) => ({
    selector: `node[kind="${kind}"]`,
    style: { shape: SHAPES[kind], "background-color": fill(kind, colour), "border-color": kind === "person" ? colour.accent : colour.ink },
  }));
  return [
    { selector: "node", style: {
      width: SIZE, height: SIZE, shape: "ellipse", label: "data(label)", color: colour.ink, "font-size": 10, "border-width": 1.5,
      "background-color": colour.faint, "border-color": colour.ink, "text-valign": "bottom", "text-margin-y": 2, "min-zoomed-font-size": 7,
    } },
    ...ends,
    { selector: "edge", style: { width: 1, "line-color": colour.quiet, opacity: 0.55, "curve-style": "haystack" } },
    { selector: "node.way", style: { "border-width": 4, "border-color": colour.warm } },
    { selector: "edge.way", style: { width: 4, "line-color": colour.warm, opacity: 1 } },
    { selector: "node.picked", style: { "border-width": 5, "border-color": colour.ink, "font-size": 13, "min-zoomed-font-size": 0, "z-index": 9 } },
  ];
}

// What cytoscape is given: one picture, changed by what is shown. ``picked`` is told which node was touched.
class Drawing {
  constructor(container, network, picked) {
    this.network = network;
    this.view = cytoscape({
      container, style: stylesheet(colours()), layout: { name: "preset" }, autoungrabify: true, boxSelectionEnabled: false,
      textureOnViewport: network.nodes.length > MANY, hideEdgesOnViewport: false, pixelRatio: network.nodes.length > MANY ? 1 : "auto", minZoom: 0.02, maxZoom: 4,
    });
    this.view.on("tap", "node", (event) => picked(Number(event.target.id())));
    new MutationObserver(() => this.view.style(stylesheet(colours()))).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  }

  // Show these nodes (numbers) and edges (numbers), and nothing else.
  show(nodes, ties) {
    const shown = new Set([...[...nodes].map(String), ...ties.map((tie) => "e" + tie)]);
    const here = new Set();
    this.view.batch(() => {
      this.view.elements().forEach((each) => { if (shown.has(each.id())) { here.add(each.id()); } else { each.remove(); } });
      const added = [];
      for (const place of nodes) {
        if (here.has(String(place))) { continue; }
        const [, kind, label, , x, y] = this.network.nodes[place];
        added.push({ group: "nodes", data: { id: String(place), kind, label: short(label) }, position: { x, y } });
      }
      for (const tie of ties) {
        if (here.has("e" + tie)) { continue; }
        const [one, other] = this.network.ties[tie];
        added.push({ group: "edges", data: { id: "e" + tie, source: String(one), target: String(other) } });
      }
      this.view.add(added);
    });
  }

  mark(picked, way) {
    this.view.batch(() => {
      this.view.elements(".picked, .way").removeClass("picked way");
      if (picked !== null) { this.view.getElementById(String(picked)).addClass("picked"); }
      way.forEach((place, step) => {
        const node = this.view.getElementById(String(place)).addClass("way");
        if (step) { node.edgesWith(this.view.getElementById(String(way[step - 1]))).addClass("way"); }
      });
    });
  }

  fit() { this.view.fit(undefined, 30); if (this.view.zoom() > 1.6) { this.view.zoom(1.6); this.view.center(); } }
  zoom(times) { this.view.zoom({ level: this.view.zoom() * times, renderedPosition: { x: this.view.width() / 2, y: this.view.height() / 2 } }); }
  centre(place) { this.view.center(this.view.getElementById(String(place))); }
  resize() { this.view.resize(); }
  png() { return this.view.png({ output: "blob", full: true, scale: 2, maxWidth: 6000, maxHeight: 6000, bg: colours().card }); }

  svg() {
    const colour = colours(), around = this.view.elements().boundingBox();
    const escaped = (words) => words.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "");
    const parts = [`<svg xmlns="http://www.w3.org/2000/svg" viewBox="${around.x1} ${around.y1} ${around.w} ${around.h}" font-family="sans-serif" font-size="10">`, `<rect x="${around.x1}" y="${around.y1}" width="${around.w}" height="${around.h}" fill="${colour.card}"/>`];
    this.view.edges().forEach((edge) => {
      const one = edge.source().position(), other = edge.target().position(), way = edge.hasClass("way");
      parts.push(`<line x1="${one.x}" y1="${one.y}" x2="${other.x}" y2="${other.y}" stroke="${way ? colour.warm : colour.quiet}" stroke-width="${way ? 4 : 1}"/>`);
    });
    this.view.nodes().forEach((node) => {
      const { x, y } = node.position(), kind = node.data("kind"), radius = SIZE / 2, corners = CORNERS[SHAPES[kind]];
      const paint = `fill="${fill(kind, colour)}" stroke="${node.hasClass("way") ? colour.warm : colour.ink}" stroke-width="${node.hasClass("way") ? 4 : 1.5}"`;
      const turn = SHAPES[kind] === "rectangle" ? Math.PI / 4 : 0;
      const points = corners && Array.from({ length: corners }, (_, n) => [x + radius * Math.sin(turn + 2 * Math.PI * n / corners), y - radius * Math.cos(turn + 2 * Math.PI * n / corners)].map((at) => at.toFixed(1)).join());
      parts.push(corners ? `<polygon points="${points.join(" ")}" ${paint}/>` : `<circle cx="${x}" cy="${y}" r="${radius}" ${paint}/>`);
      parts.push(`<text x="${x}" y="${y + radius + LABEL_BELOW + 6}" text-anchor="middle" fill="${colour.ink}">${escaped(node.data("label"))}</text>`);
    });
    return new Blob([...parts, "</svg>"], { type: "image/svg+xml" });
  }
}
