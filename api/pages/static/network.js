// Takes a network apart: what is shown, what is folded, a path, a day; every step can be taken back. All of it by
// buttons, so that the keyboard is enough. The words come from the page; what came with the data is text, never markup.
"use strict";

const LISTED = 200, NEARER = 1.35;
const KEY = 0, KIND = 1, LABEL = 2, ROLES = 3, WORK = 6, DAYS = 7;

function made(name, words, attributes = {}) {
  const element = document.createElement(name);
  if (words !== undefined) { element.textContent = words; }
  for (const [key, value] of Object.entries(attributes)) { element.setAttribute(key, value); }
  return element;
}

// The shape of a kind as a letter: the legend of the picture.
function glyph(kind) { return made("span", GLYPHS[kind] || "●", { class: `glyph ${kind === "recruiter" ? "warm" : ""}`, "aria-hidden": "true" }); }

class Apart {
  constructor(section, network) {
    this.section = section;
    this.words = JSON.parse(section.dataset.words);
    this.network = network;
    this.around = network.nodes.map(() => []);
    network.ties.forEach(([one, other], tie) => { this.around[one].push([other, tie]); this.around[other].push([one, tie]); });
    this.state = this.beginning();
    this.before = [];
    this.start = null;  // where a path that is being asked for begins
    this.drawing = new Drawing(section.querySelector(".canvas"), network, (place) => this.pick(place));
    this.slider = section.querySelector("#f-slider");
    this.slider.max = this.slider.value = String(network.days.length);
    this.listen();
    this.kinds();
    this.draw(true);
  }

  beginning() {
    const shown = this.network.nodes.slice(0, this.network.first).map((_, place) => place);
    return { shown: new Set(shown), off: new Set(), day: this.network.days.length, picked: null, way: [] };
  }

  find(selector) { return this.section.querySelector(selector); }

  // Do something that can be taken back.
  step(change, fit = false) {
    const old = this.state;
    this.before.push(old);
    this.state = { ...old, shown: new Set(old.shown), off: new Set(old.off) };
    change(this.state);
    this.draw(fit);
  }

  undo() {
    const old = this.before.pop();
    if (old) { this.state = old; this.slider.value = String(old.day); this.kinds(); this.draw(false); }
  }

  seen(tie) {
    const since = this.network.ties[tie][3], { day } = this.state, { days } = this.network;
    return !since || day >= days.length || since <= days[day];
  }

  visible() {
    const { shown, off, day } = this.state, { nodes, days } = this.network;
    return [...shown].filter((place) => !off.has(nodes[place][KIND]) && (day >= days.length || this.around[place].some(([, tie]) => this.seen(tie))));
  }

  draw(fit) {
    const nodes = this.visible(), here = new Set(nodes);
    const ties = this.network.ties.flatMap(([one, other], tie) => here.has(one) && here.has(other) && this.seen(tie) ? [tie] : []);
    this.drawing.show(nodes, ties);
    this.drawing.mark(here.has(this.state.picked) ? this.state.picked : null, this.state.way.filter((place) => here.has(place)));
    if (fit) { this.drawing.fit(); }
    this.section.dataset.nodes = String(nodes.length);
    this.section.dataset.ties = String(ties.length);
    this.find("[data-do=undo]").disabled = !this.before.length;
    const { day } = this.state, { days } = this.network;
    this.find("output").textContent = day >= days.length ? this.words.every_day : days[day].split("-").reverse().join("/");
    this.list(nodes);
    this.card();
  }

  list(nodes) {
    const wanted = this.find("#f-find").value.trim().toLowerCase(), { nodes: all } = this.network;
    const found = wanted ? all.flatMap((node, place) => (node[LABEL] + " " + node[ROLES]).toLowerCase().includes(wanted) ? [place] : []) : nodes;
    const items = found.slice(0, LISTED).map((place) => {
      const node = all[place], item = made("li"), button = made("button", undefined, { type: "button", "data-place": place, "aria-pressed": String(place === this.state.picked) });
      button.append(glyph(node[KIND]), made("bdi", short(node[LABEL])), made("span", node[ROLES] || this.network.kinds[node[KIND]], { class: "quiet" }));
      item.append(button);
      return item;
    });
    if (found.length > LISTED) { items.push(made("li", this.words.more.replace("{n}", found.length - LISTED), { class: "quiet" })); }
    const list = this.find(".nodes"), top = list.scrollTop, focused = list.contains(document.activeElement) ? document.activeElement.dataset.place : null;
    list.replaceChildren(...items);
    list.scrollTop = top;
    if (focused) { list.querySelector(`[data-place="${focused}"]`)?.focus(); }
    this.find(".count").textContent = this.words.shown.replace("{n}", nodes.length).replace("{all}", all.length);
  }

  card() {
    const card = this.find(".picked"), { picked, way } = this.state, parts = [];
    const focused = card.contains(document.activeElement) ? document.activeElement.dataset.do : null;
    if (picked !== null) {
      const node = this.network.nodes[picked], near = new Set(this.around[picked].map(([place]) => place));
      const folded = [...near].filter((place) => !this.state.shown.has(place)).length;
      const title = made("h3");
      title.append(made("bdi", node[LABEL]));
      const facts = [this.network.kinds[node[KIND]], node[ROLES], `${this.around[picked].length} ${this.words.ties}`, folded ? `${folded} ${this.words.hidden}` : ""];
      if (node[DAYS] !== null) { facts.push(node[DAYS] < 0 ? this.words.left : `${node[DAYS]} ${this.words.days}`); }
      const tools = made("div", undefined, { class: "bar" });
      const button = (what, words) => tools.append(made("button", words, { type: "button", class: "small", "data-do": what }));
      button("unfold", this.words.unfold);
      button("fold", this.words.fold);
      button("only", this.words.only);
      button("from", this.start !== null && this.start !== picked ? this.words.to : this.words.from);
      button("table", this.words.table);
      if (node[WORK] !== null) { tools.append(made("a", this.words.work, { href: `/tugas/${node[WORK]}`, class: "button small" })); }
      parts.push(title, made("p", facts.filter(Boolean).join(" · "), { class: "quiet" }), tools);
    }
    if (way.length) {
      const list = made("ol", undefined, { class: "way" });
      for (const place of way) { const item = made("li"); item.append(made("bdi", this.network.nodes[place][LABEL])); list.append(item); }
      parts.push(made("h3", this.words.path), list);
    } else if (this.missed) { parts.push(made("p", this.words.no_path)); }
    card.replaceChildren(...parts);
    if (focused) { card.querySelector(`[data-do="${focused}"]`)?.focus(); }
  }

  pick(place) {
    this.missed = false;
    const isNew = !this.state.shown.has(place);
    if (isNew) { this.step((state) => { state.shown.add(place); state.picked = place; }); } else { this.state = { ...this.state, picked: place }; this.draw(false); }
    this.drawing.centre(place);
  }

  near(place) { return this.around[place].map(([other]) => other); }

  unfold() { const { picked } = this.state; this.step((state) => this.near(picked).forEach((place) => state.shown.add(place))); }

  // Whatever hangs on this node alone goes; what is tied to something else that is shown stays.
  fold() {
    const { picked } = this.state;
    this.step((state) => {
      for (const place of this.near(picked)) {
        if (this.near(place).every((other) => other === picked || !state.shown.has(other))) { state.shown.delete(place); }
      }
    });
  }

  only() { const { picked } = this.state; this.step((state) => { state.shown = new Set([picked, ...this.near(picked)]); }, true); }

  path() {
    const { picked } = this.state;
    if (this.start === null || this.start === picked) { this.start = picked; this.card(); return; }
    const came = new Map([[this.start, null]]), waiting = [this.start];
    while (waiting.length && !came.has(picked)) {
      const here = waiting.shift();
      for (const [there, tie] of this.around[here]) {
        if (!came.has(there) && this.seen(tie) && !this.state.off.has(this.network.nodes[there][KIND])) { came.set(there, here); waiting.push(there); }
      }
    }
    const way = [];
    for (let at = came.has(picked) ? picked : null; at !== null; at = came.get(at)) { way.unshift(at); }
    this.start = null;
    this.missed = !way.length;
    this.step((state) => { state.way = way; way.forEach((place) => state.shown.add(place)); });
  }

  kinds() {
    this.find(".kinds").replaceChildren(...Object.entries(this.network.kinds).map(([kind, words]) => {
      const chip = made("button", undefined, { type: "button", class: "chip small", "aria-pressed": String(!this.state.off.has(kind)), "data-kind": kind });
      chip.append(glyph(kind), made("bdi", words));
      return chip;
    }));
  }

  toggle(chip) {
    const { kind } = chip.dataset;
    this.step((state) => { if (!state.off.delete(kind)) { state.off.add(kind); } });
    chip.setAttribute("aria-pressed", String(!this.state.off.has(kind)));
  }

  keep(blob, name) {
    const link = made("a", undefined, { href: URL.createObjectURL(blob), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  table() {
    const link = document.querySelector(`#relations a[data-node="${this.network.nodes[this.state.picked][KEY]}"]`);
    if (link) { link.click(); }
    else { location.href = `?simpul=${this.network.nodes[this.state.picked][KEY]}#relations`; }
    document.querySelector("#relations").scrollIntoView();
  }

  act(what) {
    const acts = {
      undo: () => this.undo(), begin: () => { this.step((state) => Object.assign(state, this.beginning()), true); this.slider.value = String(this.network.days.length); this.kinds(); },
      all: () => this.step((state) => { state.shown = new Set(this.network.nodes.keys()); }, true),
      nearer: () => this.drawing.zoom(NEARER), farther: () => this.drawing.zoom(1 / NEARER), fit: () => this.drawing.fit(),
      svg: async () => this.keep(await this.drawing.svg(), "jaringan.svg"), png: async () => this.keep(await this.drawing.png(), "jaringan.png"),
      unfold: () => this.unfold(), fold: () => this.fold(), only: () => this.only(), from: () => this.path(), table: () => this.table(),
    };
    acts[what]();
  }

  listen() {
    this.section.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) { return; }
      if (button.dataset.do) { this.act(button.dataset.do); }
      if (button.dataset.kind) { this.toggle(button); }
      if (button.dataset.place) { this.pick(Number(button.dataset.place)); }
    });
    this.find("#f-find").addEventListener("input", () => this.list(this.visible()));
    // One pull at the slider is one step to take back, however many days it passes.
    this.slider.addEventListener("input", () => {
      if (!this.pulled) { this.before.push(this.state); this.pulled = true; }
      this.state = { ...this.state, day: Number(this.slider.value) };
      this.draw(false);
    });
    this.slider.addEventListener("change", () => { this.pulled = false; });
  }
}

addEventListener("DOMContentLoaded", async () => {
  const section = document.querySelector("#picture");
  if (!section) { return; }
  section.hidden = false;
  try {
    const answer = await fetch(section.dataset.source, { headers: { Accept: "application/json" } });
    if (!answer.ok) { throw new Error(String(answer.status)); }
    section.apart = new Apart(section, await answer.json());
  } catch {
    section.querySelector(".network-columns").replaceChildren(made("p", JSON.parse(section.dataset.words).failed, { class: "warning" }));
  }
});
