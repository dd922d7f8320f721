// Pages without a whole reload, where there is script: a form or link with data-swap="#id" is sent as it would be
// without script, and the part of the answer with that id takes the place of the part here. What comes is parsed by
// XMLHttpRequest as a document, so nothing in it runs, and no text is ever put in as markup (Trusted Types: none).
"use strict";

{  // a scope of its own: every island shares one page
const SENDING = "data-sending";

function take(address, method, body, target, pushed) {
  const request = new XMLHttpRequest();
  request.open(method, address);
  request.responseType = "document";
  request.setRequestHeader("Suluh-Swap", target);
  return new Promise((done) => {
    request.onloadend = () => {
      const came = request.response && request.response.querySelector(target);
      const here = document.querySelector(target);
      if (!came || !here) { done(false); return; }
      const part = document.importNode(came, true);
      here.replaceWith(part);
      const told = request.response.querySelector("#news");
      const news = document.querySelector("#news");
      if (told && news && told.childElementCount) { news.replaceChildren(...document.importNode(told, true).childNodes); }
      if (pushed && request.status < 400) { history.pushState({}, "", request.responseURL); }
      const focus = part.querySelector("[autofocus]");
      if (focus) { focus.focus(); }
      document.dispatchEvent(new CustomEvent("suluh:swapped", { detail: { part } }));
      done(true);
    };
    request.send(body);
  });
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.hasAttribute(SENDING)) { event.preventDefault(); return; }  // pressed twice
  const button = event.submitter;
  const target = (button && button.dataset.swap) || form.dataset.swap;
  if (!target) { form.setAttribute(SENDING, ""); setTimeout(() => form.removeAttribute(SENDING), 3000); return; }
  event.preventDefault();
  form.setAttribute(SENDING, "");
  const data = new FormData(form, button);
  const method = (form.getAttribute("method") || "get").toUpperCase();
  const address = new URL((button && button.getAttribute("formaction")) || form.getAttribute("action") || location.href, location.href);
  let done;
  if (method === "GET") {
    address.search = new URLSearchParams([...data].filter(([, value]) => value !== "")).toString();
    done = await take(address, "GET", null, target, form.hasAttribute("data-push"));
  } else {
    const body = [...data.values()].some((value) => value instanceof File) ? data : new URLSearchParams(data);
    done = await take(address, method, body, target, false);
  }
  form.removeAttribute(SENDING);
  if (!done) { form.removeAttribute("data-swap"); form.requestSubmit(button && button.isConnected ? button : undefined); }
});

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-swap]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) { return; }
  event.preventDefault();
  const done = await take(link.href, "GET", null, link.dataset.swap, link.hasAttribute("data-push"));
  if (!done && event.isTrusted) { location.href = link.href; }  // pressed by hand: never lose a half-written form
});

// What is chosen by what was ticked is looked for at once; whatever is typed meanwhile goes on.
let looked = 0;
document.addEventListener("change", (event) => {
  const button = event.target.closest("[data-looks]")?.querySelector("button[data-swap]");
  if (!button) { return; }
  const mine = ++looked;
  setTimeout(() => {
    const body = new URLSearchParams(new FormData(button.form, button));
    if (mine === looked && button.isConnected) { take(button.form.action, "POST", body, button.dataset.swap, false); }
  }, 300);
});

addEventListener("popstate", () => location.reload());

// What was revealed is covered again after its time, and when the window loses the eye.
function cover() {
  for (const shown of document.querySelectorAll("[data-cover]")) { shown.replaceChildren(shown.dataset.cover); shown.removeAttribute("data-cover"); }
}
document.addEventListener("suluh:swapped", () => {
  const shown = document.querySelector("[data-cover][data-seconds]");
  if (shown) { setTimeout(cover, 1000 * Number(shown.dataset.seconds)); }
});
document.addEventListener("visibilitychange", () => { if (document.hidden) { cover(); } });

document.addEventListener("DOMContentLoaded", () => {
  const fault = document.querySelector(".faults");
  if (fault) { fault.focus(); }
  const menu = document.querySelector(".folding");
  if (menu && matchMedia("(max-width: 60rem)").matches) { menu.open = false; }
});
}
