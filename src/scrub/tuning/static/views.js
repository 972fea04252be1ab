// What is under the rectangles: projections of many frames as they are made, or one frame.

import { ask, at, make, picture } from "/shared/page.js";

const VIEWS = [
  ["mean", "Mean", "What is always there is sharp (1)"],
  ["max", "Max", "The brightest of each pixel: what was there once (2)"],
  ["spread", "Spread", "Brightest less darkest: where anything changes (3)"],
  ["deviation", "Deviation", "How much it changes: what differs between patients (4)"],
  ["frame", "Frame", "Single frames (5)"],
];
const AGAIN = 700;

export class Views {
  #view = "mean";
  #texts = [];
  #turn = 0;
  #timer = 0;
  #progress = "";

  constructor(desk) {
    this.desk = desk;
    at("views").append(...VIEWS.map(([name, text, title]) => make("button", {
      type: "button", title, data: { view: name }, onclick: () => this.set(name),
    }, text)));
    at("instance").addEventListener("input", () => this.#moved(true));
    at("frame").addEventListener("input", () => this.#moved(false));
  }

  get isSingle() { return this.#view === "frame"; }

  /** Return the boxes of the texts found on what is shown. */
  boxes() { return this.isSingle ? this.#texts : this.desk.page.boxes; }

  /** Begin with a machine. */
  async begin() {
    const { machine, page, board } = this.desk;
    // What is still on its way is another machine's.
    this.#turn++;
    clearTimeout(this.#timer);
    at("instance").max = page.frames.length;
    at("instance").value = 1;
    this.#setFrames();
    at("board").setAttribute("aria-label", `Frame of ${machine.label}, ${machine.columns} by ${machine.rows} pixels`);
    const base = `/api/machines/${machine.id}`;
    if (page.boxes.length) {
      const heats = await Promise.all(["gone", "stays"].map((kind) => picture(`${base}/heat/${kind}.png`)));
      if (this.desk.machine === machine) board.setHeats(heats);
    }
    this.#progress = "";
    await this.set(this.#view);
  }

  async set(view) {
    this.#view = view;
    for (const button of at("views").children) button.setAttribute("aria-pressed", String(button.dataset.view === view));
    at("sliders").hidden = !this.isSingle;
    clearTimeout(this.#timer);
    if (this.isSingle) await this.#showFrame();
    else await this.#showProjection(true);
  }

  /** Show a projection of the frames so far, again as long as there are more to come. */
  async #showProjection(afresh) {
    const turn = ++this.#turn, view = this.#view, { machine, board } = this.desk, base = `/api/machines/${machine.id}`;
    try {
      const { done, of, frames, left_out: leftOut } = await ask(`${base}/progress`);
      // Another view or machine may have been chosen in the meantime.
      if (turn !== this.#turn) return;
      const progress = `${machine.id} ${done} ${frames}`;
      if (afresh || progress !== this.#progress) {
        const image = await picture(`${base}/projections/${view}.png?of=${done}`);
        if (turn !== this.#turn) return;
        board.setPicture(image);
      }
      this.#progress = progress;
      this.#cover(told(done, of, frames, leftOut));
      if (done < of) this.#timer = setTimeout(() => this.#showProjection(false), AGAIN);
    } catch (problem) {
      if (turn === this.#turn) this.#cover(problem.message);
    }
    this.desk.draw();
  }

  async #showFrame() {
    const turn = ++this.#turn, { machine, page, board } = this.desk;
    const instance = at("instance").value - 1, frame = at("frame").value - 1;
    at("instance-out").textContent = `${instance + 1} of ${page.frames.length}`;
    at("frame-out").textContent = `${frame + 1} of ${page.frames[instance]}`;
    const base = `/api/machines/${machine.id}/instances/${instance}`;
    try {
      const [image, { boxes }] = await Promise.all([
        picture(`${base}/frames/${frame}.png`), ask(`${base}/texts?frame=${frame}`),
      ]);
      if (turn !== this.#turn) return;
      board.setPicture(image);
      this.#texts = boxes;
      this.#cover("");
    } catch (problem) {
      if (turn !== this.#turn) return;
      this.#texts = [];
      this.#cover(problem.message);
    }
    this.desk.draw();
  }

  #moved(toInstance) {
    if (toInstance) this.#setFrames();
    this.#showFrame();
  }

  #setFrames() {
    at("frame").max = this.desk.page.frames[at("instance").value - 1];
    at("frame").value = 1;
    at("frame").disabled = at("frame").max === "1";
  }

  #cover(text) {
    at("cover").hidden = !text;
    at("cover").textContent = text;
  }
}

function told(done, of, frames, leftOut) {
  const out = leftOut ? `, ${leftOut} could not be shown` : "";
  const all = `${frames} frame${frames === 1 ? "" : "s"} of ${done}`;
  return done < of ? `${all} instances so far, of ${of}${out}` : `${all} instance${of === 1 ? "" : "s"}${out}`;
}
