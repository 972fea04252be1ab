// A frame in the window, drawn by Konva: zoom, pan, and what is drawn over it to the pixel.
/* global Konva */

import { HANDLES, handleAt, inside } from "./rects.js";

export const MOST_ZOOM = 16;
const HANDLE = 8;

/** Return a color of the style sheet. */
export const hue = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** What extends it has `draw()`, which draws what lies over the frame. Layers: under, over, top. */
export class FrameStage {
  #stage;
  #size = { rows: 1, columns: 1 };
  #fitted = true;
  under = new Konva.Layer({ listening: false });
  over = new Konva.Layer({ listening: false });
  top = new Konva.Layer({ listening: false });

  constructor(element, onView) {
    this.element = element;
    this.onView = onView;
    this.#stage = new Konva.Stage({ container: element, width: 1, height: 1 });
    this.#stage.add(this.under, this.over, this.top);
    new ResizeObserver(() => this.#resized()).observe(element);
  }

  get size() { return this.#size; }
  get scale() { return this.#stage.scaleX(); }

  /** Begin with frames of a size. */
  resize(size) {
    this.#size = size;
    this.#resized();
    this.fit();
  }

  /** Show what was drawn. */
  refresh() { this.#stage.batchDraw(); }

  /** Return the point of the frame, in pixels and parts of them, at a place of the window. */
  point(event) {
    const box = this.element.getBoundingClientRect(), stage = this.#stage;
    return {
      x: (event.clientX - box.left - stage.x()) / this.scale,
      y: (event.clientY - box.top - stage.y()) / this.scale,
    };
  }

  /** Return the handle of a rectangle at a point, or none. */
  handle(rect, point) {
    const reach = (HANDLE / 2 + 2) / this.scale;
    return HANDLES.find((one) => {
      const at = handleAt(rect, one);
      return Math.abs(at.x - point.x) <= reach && Math.abs(at.y - point.y) <= reach;
    });
  }

  /** Zoom to a scale, or by a factor, about a place of the window or the middle. */
  zoomBy(factor, event) { this.zoomTo(this.scale * factor, event); }

  zoomTo(scale, event) {
    const box = this.element.getBoundingClientRect();
    const at = event ? { x: event.clientX - box.left, y: event.clientY - box.top }
      : { x: box.width / 2, y: box.height / 2 };
    const old = this.scale, wanted = inside(scale, this.#fitScale() / 2, MOST_ZOOM);
    this.#view(wanted, at.x - (at.x - this.#stage.x()) * wanted / old, at.y - (at.y - this.#stage.y()) * wanted / old);
    this.#fitted = false;
  }

  /** Show the whole frame. */
  fit() {
    const scale = this.#fitScale(), stage = this.#stage;
    this.#view(scale, (stage.width() - this.#size.columns * scale) / 2, (stage.height() - this.#size.rows * scale) / 2);
    this.#fitted = true;
  }

  /** Move the view, in pixels of the screen. */
  pan(across, down) {
    this.#view(this.scale, this.#stage.x() + across, this.#stage.y() + down);
    this.#fitted = false;
  }

  /** Show a rectangle in the middle, large enough to work on. */
  show(rect) {
    const stage = this.#stage;
    const room = Math.min(stage.width() / (rect.width + 80), stage.height() / (rect.height + 80));
    const scale = inside(room, this.#fitScale(), 6);
    this.#view(scale, stage.width() / 2 - (rect.x + rect.width / 2) * scale,
      stage.height() / 2 - (rect.y + rect.height / 2) * scale);
    this.#fitted = false;
  }

  /** Return the point of the frame in the middle of the view. */
  middle() {
    const stage = this.#stage;
    return { x: (stage.width() / 2 - stage.x()) / this.scale, y: (stage.height() / 2 - stage.y()) / this.scale };
  }

  #view(scale, x, y) {
    // Something of the frame stays in view.
    const stage = this.#stage, margin = 60;
    stage.scale({ x: scale, y: scale });
    stage.position({
      x: Math.round(inside(x, margin - this.#size.columns * scale, stage.width() - margin)),
      y: Math.round(inside(y, margin - this.#size.rows * scale, stage.height() - margin)),
    });
    this.under.imageSmoothingEnabled(scale < 1);
    this.over.imageSmoothingEnabled(false);
    this.element.dataset.view = JSON.stringify({ scale, x: stage.x(), y: stage.y() });
    this.draw();
    stage.batchDraw();
    this.onView(scale);
  }

  #resized() {
    const { clientWidth, clientHeight } = this.element;
    this.#stage.size({ width: Math.max(1, clientWidth), height: Math.max(1, clientHeight) });
    if (this.#fitted) this.fit();
  }

  #fitScale() {
    const { rows, columns } = this.#size, margin = 16;
    const room = Math.min((this.#stage.width() - margin) / columns, (this.#stage.height() - margin) / rows);
    return inside(room, 0.02, MOST_ZOOM);
  }

  /** Add an outline whose inner edge is the edge of the pixels, so that none of them is hidden. */
  outline(layer, rect, color, width, dash) {
    layer.add(new Konva.Rect({
      x: rect.x - width / 2, y: rect.y - width / 2, width: rect.width + width, height: rect.height + width,
      stroke: color, strokeWidth: width, dash: dash?.map((one) => one / this.scale),
    }));
  }

  /** Add the handles of a rectangle. */
  knobs(layer, rect, color) {
    const pixel = 1 / this.scale, side = HANDLE * pixel;
    for (const at of HANDLES.map((one) => handleAt(rect, one))) {
      layer.add(new Konva.Rect({
        x: at.x - side / 2, y: at.y - side / 2, width: side, height: side, fill: "#fff", stroke: color, strokeWidth: 1.5 * pixel,
      }));
    }
  }
}
