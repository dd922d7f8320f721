// Single keys for those who work through many. A page says what they do, in its markup:
//   [data-row]                one line of a list; its first link opens it; j and k go through the lines
//   [data-row] [data-key="x"] what a key presses in the line that one is on
//   [data-goto-1="?…#…"]      on the list: where key 1 goes, from the address of the line's link
//   [data-key="t"]            anywhere else: what a key presses, chooses or begins to type in
//   [data-key="escape"]       a link that leads back
//   #keys-help                a popover that tells the keys, opened by ?
// Keys are dead while one types, with Ctrl, Alt or Meta, and where they were switched off (then this is not loaded).
"use strict";

const BACK_AFTER = 450;
let row = null, leaving = 0, escapes = 0, escaped = 0;

function typing(target) {
  return target.isContentEditable || target.matches("textarea, select, input:not([type='checkbox'], [type='radio'], [type='button'], [type='submit'])");
}

function rows() {
  return [...document.querySelectorAll("[data-row]")].filter((each) => each.getClientRects().length > 0);
}

function current() {
  const here = document.activeElement && document.activeElement.closest("[data-row]");
  return here || (row && row.isConnected ? row : null);
}

function move(step) {
  const all = rows();
  if (!all.length) { return; }
  const at = all.indexOf(current());
  row = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1)];
  const link = row.querySelector("a");
  (link || row).focus();
  row.scrollIntoView({ block: "nearest" });
}

function press(element) {
  element.focus();
  if (element.matches("input[type='radio'], input[type='checkbox'], button, a, summary")) { element.click(); }
}

function jump(key) {
  const line = current();
  const list = line && line.closest(`[data-goto-${CSS.escape(key)}]`);
  const link = list && line.querySelector("a");
  if (!link) { return false; }
  location.href = new URL(list.getAttribute(`data-goto-${key}`), link.href).href;
  return true;
}

// Esc goes back, but waits whether it was the first of the three that lock the screen.
function leave() {
  const back = document.querySelector("[data-key='escape']");
  const help = document.querySelector("#keys-help");
  clearTimeout(leaving);
  escapes = Date.now() - escaped < 2 * BACK_AFTER ? escapes + 1 : 1;
  escaped = Date.now();
  if (back && escapes === 1 && !(help && help.matches(":popover-open"))) {
    leaving = setTimeout(() => { location.href = back.href; }, BACK_AFTER);
  }
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || typing(event.target)) { return; }
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (key === "Escape") { leave(); return; }
  if (!/^[a-z0-9?/]$/.test(key)) { return; }
  const help = document.querySelector("#keys-help");
  if (key === "?") { if (help) { event.preventDefault(); help.togglePopover(); } return; }
  if (help && help.matches(":popover-open")) { return; }
  if ((key === "j" || key === "k") && rows().length) {
    event.preventDefault();
    move(key === "j" ? 1 : -1);
    return;
  }
  const name = `[data-key="${CSS.escape(key)}"]`;
  const line = current();
  const inside = line && line.querySelector(name);
  if (inside) { event.preventDefault(); press(inside); return; }
  if (jump(key)) { event.preventDefault(); return; }
  const found = [...document.querySelectorAll(name)].find((each) => !each.closest("[data-row]") && each.getClientRects().length > 0);
  if (found) { event.preventDefault(); press(found); }
});

document.addEventListener("focusin", (event) => { row = event.target.closest("[data-row]") || row; });

// What was just done is read out by the live region; where one is now, by the heading.
document.addEventListener("DOMContentLoaded", () => {
  const heading = document.querySelector("main h1");
  if (heading && document.querySelector("#news > .news") && !location.hash) { heading.tabIndex = -1; heading.focus(); }
});
