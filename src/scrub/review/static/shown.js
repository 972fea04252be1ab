// Which pictures are shown: a frame before and after, or a projection as it is made.

import { ask, at, make, picture } from "/shared/page.js";

const VIEWS = [
  ["before", "Before", "The source (1)"], ["both", "Both", "Before and after, with a slider (2)"],
  ["after", "After", "As it is published, or would be (3)"],
  ["mean", "Mean", "The mean of all frames (4)"], ["max", "Max", "The brightest of all frames (5)"],
];
const AGAIN = 600;

export class Shown {
  #view = "both";
  #split = 0.5;
  #turn = 0;
  #timer = 0;

  constructor(desk) {
    this.desk = desk;
    at("views").append(...VIEWS.map(([name, text, title]) => make("button", {
      type: "button", title, data: { view: name }, onclick: () => desk.setView(name),
    }, text)));
    at("split").addEventListener("input", () => desk.setSplit(at("split").value / 1000));
    at("series").addEventListener("change", () => this.show());
    this.#press();
  }

  get isProjection() { return this.#view === "mean" || this.#view === "max"; }

  /** Return where in the frame's width after begins; null where there is nothing to compare. */
  get split() {
    if (this.isProjection) return null;
    return { before: 1, both: this.#split, after: 0 }[this.#view];
  }

  setSplit(split) {
    this.#split = Math.min(1, Math.max(0, split));
    at("split").value = Math.round(this.#split * 1000);
    if (this.#view !== "both") { this.#view = "both"; this.#press(); return this.show(); }
    return null;
  }

  moveSplit(step) { return this.setSplit(this.#split + step); }

  set(view) {
    this.#view = view;
    this.#press();
    return this.show();
  }

  /** Begin with an instance. */
  begin(item) {
    for (const one of at("views").children) one.hidden = item.frames < 2 && item.series < 2 && ["mean", "max"].includes(one.dataset.view);
    at("series-text").textContent = `series of ${item.series}`;
    at("series").checked = item.frames < 2;
    if (this.isProjection && item.frames < 2 && item.series < 2) { this.#view = "both"; this.#press(); }
  }

  /** Load and show what is to be seen; true once it is, unless something else is by then. */
  async show() {
    const turn = ++this.#turn;
    clearTimeout(this.#timer);
    try {
      return this.isProjection ? await this.#showProjection(turn) : await this.#showFrame(turn);
    } catch (problem) {
      if (turn !== this.#turn) return false;
      this.desk.board.clear();
      this.#cover(problem.message);
      return true;
    }
  }

  async #showFrame(turn) {
    const { board, item, frame, windowing } = this.desk, base = `/api/items/${item.id}`;
    const asked = ["before", "after"].map((one) => picture(`${base}/${one}/${frame}.png${windowing.query}`));
    const [before, after] = await Promise.all(asked);
    if (turn !== this.#turn) return false;
    this.#cover("");
    board.setPictures(before, after);
    this.desk.draw();
    return true;
  }

  async #showProjection(turn) {
    const { board, item } = this.desk, base = `/api/items/${item.id}`, view = this.#view;
    const series = at("series").checked ? "?series" : "";
    const { done, of, frames, left_out: leftOut } = await ask(`${base}/progress${series}`);
    if (turn !== this.#turn) return false;
    const image = await picture(`${base}/projections/${view}.png${series}`);
    if (turn !== this.#turn) return false;
    board.setPictures(image, null);
    this.desk.draw();
    const out = leftOut ? `, ${leftOut} of another size` : "";
    at("side-after").textContent = `${view} of ${frames} frame${frames === 1 ? "" : "s"}, source${out}`;
    this.#cover(done < of && !frames ? "looking at the frames" : "");
    if (done < of) this.#timer = setTimeout(() => this.show(), AGAIN);
    return true;
  }

  #press() {
    for (const one of at("views").children) one.setAttribute("aria-pressed", String(one.dataset.view === this.#view));
    at("split-field").hidden = this.#view !== "both";
  }

  /** Tell what is on which side. */
  sides(item) {
    at("series-field").hidden = !this.isProjection || item.series < 2;
    at("side-before").hidden = this.isProjection || this.#view === "after";
    at("side-after").hidden = this.#view === "before";
    if (this.isProjection) return;
    const waits = item.due ? ", with your decisions" : "";
    at("side-after").textContent = (item.written ? "after: as published" : "after: not published, as planned") + waits;
  }

  #cover(text) {
    at("cover").hidden = !text;
    at("cover").textContent = text;
  }
}
