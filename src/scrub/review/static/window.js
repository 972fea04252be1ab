// Window center and width, of frames that are gray.

import { at, make } from "/shared/page.js";

export class Windowing {
  #presets = [];
  #window = null;

  constructor(changed) {
    this.changed = changed;
    at("window-preset").addEventListener("change", () => this.#take(this.#presets[at("window-preset").value]));
    for (const id of ["window-center", "window-width"]) at(id).addEventListener("change", () => this.#typed());
  }

  /** Begin with an instance: all of its values are shown at first. */
  begin({ range, windows }) {
    at("window").hidden = !range;
    this.#window = null;
    if (!range) return;
    const [low, high] = range, full = { name: "all values", center: (low + high) / 2, width: high - low };
    const own = windows.map(([center, width], index) => ({ name: `window ${index + 1}`, center, width }));
    const middle = { name: "middle half", center: full.center, width: full.width / 2 };
    this.#presets = [full, ...own, middle];
    at("window-preset").replaceChildren(...this.#presets.map((one, index) => make("option", { value: index }, one.name)),
      make("option", { value: "own", hidden: true }, "by hand"));
    this.#fields(full, 0);
  }

  /** Return what is asked of the server. */
  get query() {
    return this.#window ? `?center=${this.#window.center}&width=${this.#window.width}` : "";
  }

  next() {
    if (at("window").hidden) return;
    this.#take(this.#presets[(Number(at("window-preset").value) + 1 || 0) % this.#presets.length]);
  }

  #typed() {
    const center = at("window-center").valueAsNumber, width = at("window-width").valueAsNumber;
    if (!Number.isFinite(center) || !(width > 0)) return;
    this.#window = { center, width };
    at("window-preset").value = "own";
    this.changed();
  }

  #take(preset) {
    const index = this.#presets.indexOf(preset);
    this.#window = index ? preset : null;
    this.#fields(preset, index);
    this.changed();
  }

  #fields({ center, width }, index) {
    at("window-preset").value = index;
    at("window-center").value = Math.round(center * 100) / 100;
    at("window-width").value = Math.round(width * 100) / 100;
  }
}
