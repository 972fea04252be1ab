// The list of instances, in the order in which they need a person, and how far the review is.

import { at, make } from "/shared/page.js";

const MARKS = { accepted: "✓", rejected: "✕", begun: "…" };
const SAID = { accepted: "accepted", rejected: "rejected", begun: "begun", "": "open" };

export class List {
  #items = [];
  #buttons = [];
  #here = 0;

  constructor(choose) {
    this.choose = choose;
    at("only-open").addEventListener("change", () => this.#filter());
  }

  get count() { return this.#items.length; }
  line(number) { return this.#items[number]; }

  show(items) {
    this.#items = items;
    this.#buttons = items.map((one) => make("button", { type: "button", onclick: () => this.choose(one.id) }));
    at("items").replaceChildren(...this.#buttons.map((one) => make("li", {}, one)));
    items.forEach((one) => this.#draw(one));
  }

  /** Take lines that changed. */
  update(lines) {
    for (const one of lines) {
      this.#items[one.id] = one;
      this.#draw(one);
    }
    this.#filter();
  }

  mark(number) {
    this.#buttons[this.#here]?.removeAttribute("aria-current");
    this.#here = number;
    this.#buttons[number].setAttribute("aria-current", "true");
    this.#filter();
    this.#buttons[number].scrollIntoView({ block: "nearest" });
  }

  /** Return the next instance that is shown in the list, or none. */
  next(from, step) {
    for (let number = from + step; number >= 0 && number < this.count; number += step) {
      if (!this.#buttons[number].parentElement.hidden) return number;
    }
    return null;
  }

  /** Return the next instance after one that is still open, from the top again if need be. */
  nextOpen(from) {
    for (let step = 1; step < this.count; step++) {
      const number = (from + step) % this.count;
      if (!isDone(this.#items[number])) return number;
    }
    return null;
  }

  progress({ seen, of }) {
    at("progress").max = Math.max(1, of);
    at("progress").value = seen;
    at("progress-text").textContent = seen === of ? `all ${of} decided` : `${seen} of ${of} decided`;
    const due = this.#items.filter((one) => one.due).length;
    at("due").replaceChildren(...(due
      ? [make("b", {}, `${due} instance${due === 1 ? " waits" : "s wait"} for the next run. `), "Run the same scrub command again: it does what is decided here."]
      : ["What is decided here is done by the same scrub command, run again."]));
  }

  #draw(one) {
    const button = this.#buttons[one.id], why = one.frames > 1 ? `${one.why} · ${one.frames} frames` : one.why;
    button.className = one.needs ? "item needs" : "item";
    button.replaceChildren(
      make("span", { className: `mark ${one.state}`, title: SAID[one.state] }, MARKS[one.state] ?? "·", make("span", { className: "unseen" }, SAID[one.state])),
      make("span", { className: "number" }, one.id + 1), make("b", { title: one.machine }, one.machine),
      make("small", { title: why }, one.there ? why : `source not found: ${why}`),
    );
  }

  #filter() {
    const only = at("only-open").checked;
    this.#items.forEach((one) => {
      this.#buttons[one.id].parentElement.hidden = only && one.id !== this.#here && isDone(one);
    });
  }
}

const isDone = (one) => one.state === "accepted" || one.state === "rejected";
