// Asking before much is done at once, with a picture of each place.

import { at, make } from "/shared/page.js";

/** Ask; true if it was said. `crops` are [address, caption]. */
export function confirmed(title, text, yes, crops) {
  const dialog = at("confirm");
  at("confirm-title").textContent = title;
  at("confirm-text").textContent = text;
  at("confirm-yes").textContent = yes;
  at("crops").replaceChildren(...crops.map(([src, caption]) => make("li", {},
    make("img", { src, alt: `Place on ${caption}`, loading: "lazy" }), make("small", {}, caption))));
  at("crops").hidden = !crops.length;
  at("crops").tabIndex = 0;
  dialog.returnValue = "";
  dialog.showModal();
  at("confirm-yes").focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

/** Return the address of a picture of a place. */
export function cropOf(item, { rect, frames }) {
  return `/api/items/${item}/crop/${frames.first - 1}.png?${new URLSearchParams(rect)}`;
}
