// The idle lock and the quick lock (Esc three times) of a shared computer. The server ends what was idle in any case.
"use strict";

{  // a scope of its own: every island shares one page
const WARNED_BEFORE = 120_000, QUICK_PRESSES = 3, QUICK_WITHIN = 1500, LOOKED_EVERY = 1000;
let last = Date.now(), escapes = [], warned = false;

function lock() {
  document.body.replaceChildren();  // at once, before any answer
  const form = document.createElement("form");
  form.method = "post";
  form.action = "/kunci";
  document.body.append(form);
  form.submit();
}

function stay() {
  last = Date.now();
  if (warned) { warned = false; document.querySelector("#news")?.replaceChildren(); }
}

for (const kind of ["pointerdown", "keydown", "wheel"]) { addEventListener(kind, stay, { passive: true }); }

addEventListener("keydown", (event) => {
  if (event.key !== "Escape") { return; }
  const now = Date.now();
  escapes = [...escapes.filter((at) => now - at < QUICK_WITHIN), now];
  if (escapes.length >= QUICK_PRESSES) { lock(); }
});

setInterval(() => {
  const idle = 1000 * Number(document.body.dataset.idle || 0);
  if (!idle) { return; }
  const rest = idle - (Date.now() - last);
  if (rest <= 0) { lock(); } else if (rest <= WARNED_BEFORE && !warned) {
    warned = true;
    const line = document.createElement("p");
    line.className = "warning";
    line.textContent = document.body.dataset.soon;
    document.querySelector("#news")?.replaceChildren(line);
  }
}, LOOKED_EVERY);

// A page that the browser kept for its back button shows no old state.
addEventListener("pageshow", (event) => { if (event.persisted) { location.reload(); } });
}
