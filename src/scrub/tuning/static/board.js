// What lies over the frame of a machine: its heat, texts, templates and the rectangles drawn.
/* global Konva */

import { FrameStage, hue } from "/shared/stage.js";

export class Board extends FrameStage {
  #colors = Object.fromEntries(["black", "keep", "rival", "gone", "missed", "stays"].map((n) => [n, hue(n)]));
  #picture = new Konva.Image({ image: null });
  #heats = [new Konva.Image({ image: null }), new Konva.Image({ image: null })];
  #scene = null;

  constructor(element, onView) {
    super(element, onView);
    this.under.add(this.#picture);
  }

  /** Begin with another machine's frames. */
  begin(size) {
    this.#picture.image(null);
    this.setHeats([]);
    this.resize(size);
  }

  /** Show a picture of the frame's size. */
  setPicture(image) { this.#picture.image(image); this.under.batchDraw(); }

  /** Lay pictures of heat over it. */
  setHeats(images) {
    this.#heats.forEach((one, index) => one.image(images[index] ?? null));
    this.draw();
  }

  /** Draw what lies over the frame: see `scene` in main.js. */
  draw(scene = this.#scene) {
    this.#scene = scene;
    if (!scene) return;
    const pixel = 1 / this.scale;
    this.over.destroyChildren();
    if (scene.showHeat) this.#heats.forEach((one) => { if (one.image()) this.over.add(one.clone()); });
    if (scene.showTexts) this.over.add(this.#boxes(scene.boxes, pixel));
    for (const rival of scene.rivals) this.#rival(rival, pixel);
    this.top.destroyChildren();
    for (const patch of scene.patches) this.#patch(patch, scene, pixel);
    if (scene.misses.length) this.top.add(this.#outlines(scene.misses, this.#colors.missed, 2 * pixel, pixel));
    if (scene.drawn) this.#patch({ ...scene.drawn, rects: [scene.drawn.rect] }, scene, pixel);
    this.refresh();
  }

  #patch(patch, scene, pixel) {
    const color = this.#colors[patch.kind], selected = patch.id === scene.selected;
    for (const rect of patch.rects) {
      const black = scene.asBlack && patch.kind === "black";
      this.top.add(new Konva.Rect({
        ...rect, fill: black ? "#000" : color, opacity: black ? 1 : selected ? 0.2 : 0.12,
      }));
      this.outline(this.top, rect, color, (selected ? 2 : 1.25) * pixel, patch.kind === "keep" ? [5, 3] : null);
      if (selected && patch.plain) this.knobs(this.top, rect, color);
    }
  }

  #rival(rival, pixel) {
    for (const rect of rival.rects) {
      this.outline(this.over, rect, this.#colors.rival, pixel, rival.near ? [3, 3] : null);
    }
  }

  #boxes(boxes, pixel) {
    const colors = this.#colors;
    return new Konva.Shape({
      sceneFunc(context) {
        context.setAttr("lineWidth", pixel);
        for (const box of boxes) {
          context.setAttr("strokeStyle", box.kind ? colors.gone : colors.stays);
          context.strokeRect(box.x, box.y, box.width, box.height);
        }
      },
    });
  }

  #outlines(boxes, color, width, grow) {
    return new Konva.Shape({
      sceneFunc(context) {
        context.setAttr("lineWidth", width);
        context.setAttr("strokeStyle", color);
        for (const box of boxes) {
          context.strokeRect(box.x - grow, box.y - grow, box.width + 2 * grow, box.height + 2 * grow);
        }
      },
    });
  }
}
