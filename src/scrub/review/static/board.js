// The frame before and after, where they meet, and what lies over it: findings, decisions, the box.
/* global Konva */

import { FrameStage, hue } from "/shared/stage.js";

const NAMES = ["gone", "doubt", "cleared", "drawn", "mask"];

export class Board extends FrameStage {
  #colors = Object.fromEntries(NAMES.map((one) => [one, hue(one)]));
  #before = new Konva.Image({ image: null });
  #after = new Konva.Group();
  #image = new Konva.Image({ image: null });
  #scene = null;

  constructor(element, onView) {
    super(element, onView);
    this.under.add(this.#before, this.#after);
  }

  /** Show frames of a size: before, and after where there is one. */
  setPictures(before, after) {
    const size = { rows: before.naturalHeight, columns: before.naturalWidth };
    this.#before.image(before);
    this.#image.image(after);
    if (size.rows !== this.size.rows || size.columns !== this.size.columns) this.resize(size);
    this.draw();
  }

  /** Show nothing. */
  clear() {
    this.#before.image(null);
    this.#image.image(null);
    this.#scene = null;
    for (const layer of [this.over, this.top]) layer.destroyChildren();
    this.#after.removeChildren();
    this.refresh();
  }

  /** Draw what lies over the frame: see `scene` in main.js. */
  draw(scene = this.#scene) {
    this.#scene = scene;
    if (!scene) return;
    this.#drawAfter(scene);
    const pixel = 1 / this.scale;
    this.over.destroyChildren();
    this.top.destroyChildren();
    for (const rect of scene.masks) this.outline(this.over, rect, this.#colors.mask, pixel, [3, 3]);
    for (const place of scene.places) this.#place(place, pixel);
    if (scene.split > 0 && scene.split < 1 && this.#image.image()) this.#line(scene.split * this.size.columns, pixel);
    if (scene.draft) this.#draft(scene.draft, pixel);
    this.refresh();
  }

  /** Tell whether a point is where before and after meet. */
  meets(point) {
    const split = this.#scene?.split ?? null;
    return split !== null && Math.abs(point.x - split * this.size.columns) * this.scale < 6;
  }

  /** What was published, with what was decided since: that is how it will be. */
  #drawAfter(scene) {
    const { rows, columns } = this.size, from = (scene.split ?? 1) * columns, image = this.#before.image();
    this.#after.removeChildren();
    this.#after.clip({ x: from, y: 0, width: Math.max(0, columns - from), height: rows });
    this.#after.visible(from < columns && Boolean(this.#image.image()));
    this.#after.add(this.#image);
    for (const rect of scene.cleared) {
      this.#after.add(new Konva.Image({ image, ...rect, crop: rect }));
    }
    for (const rect of scene.black) this.#after.add(new Konva.Rect({ ...rect, fill: "#000" }));
  }

  #place({ rect, kind, selected }, pixel) {
    const color = this.#colors[kind];
    if (selected) this.top.add(new Konva.Rect({ ...rect, fill: color, opacity: 0.16 }));
    this.outline(selected ? this.top : this.over, rect, color, (selected ? 3 : 1.5) * pixel, kind === "cleared" ? [5, 3] : null);
  }

  #draft(rect, pixel) {
    this.top.add(new Konva.Rect({ ...rect, fill: this.#colors.drawn, opacity: 0.25 }));
    this.outline(this.top, rect, this.#colors.drawn, 2 * pixel);
    this.knobs(this.top, rect, this.#colors.drawn);
  }

  #line(x, pixel) {
    this.top.add(new Konva.Rect({ x: x - pixel, y: 0, width: 2 * pixel, height: this.size.rows, fill: "#fff", stroke: "#000", strokeWidth: pixel / 2 }));
    this.top.add(new Konva.Circle({ x, y: this.size.rows / 2, radius: 9 * pixel, fill: "#fff", stroke: "#000", strokeWidth: pixel }));
    this.top.add(new Konva.Text({ x: x - 7 * pixel, y: this.size.rows / 2 - 5.5 * pixel, text: "◂▸", fontSize: 11 * pixel, fill: "#000" }));
  }
}
