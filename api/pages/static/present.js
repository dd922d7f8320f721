// Who else has the case open: asked again when somebody comes back to the page or goes on working on it, at most once
// in the time that the link names. A page that nobody touches asks for nothing.
"use strict";

{  // a scope of its own: every island shares one page
let asked = Date.now();

function ask() {
  const link = document.querySelector("[data-present]");
  if (!link || document.hidden || Date.now() - asked < 1000 * Number(link.dataset.present)) { return; }
  asked = Date.now();
  link.click();  // swap.js takes the part of the answer
}

for (const kind of ["pointerdown", "keydown", "wheel", "focus"]) { addEventListener(kind, ask, { passive: true }); }
document.addEventListener("visibilitychange", ask);
}
