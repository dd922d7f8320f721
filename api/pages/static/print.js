// A button that prints the page; without script one prints as one prints any page, so the button is hidden till here.
"use strict";

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
