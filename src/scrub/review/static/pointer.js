// The mouse, or a finger or pen, on the board: drawing a box, moving it, panning, the slider.

import { between, holds, moved, resized } from "/shared/rects.js";

const CLICK = 4;

/** Let the pointer work on a board. `desk` is what main.js gives: see there. */
export function listen(board, desk) {
  const element = board.element;
  let gesture = null;

  element.addEventListener("pointerdown", (event) => {
    element.focus({ preventScroll: true });
    gesture = begin(event);
    element.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  element.addEventListener("pointermove", (event) => {
    const point = board.point(event);
    desk.pointAt(point);
    if (gesture) gesture.move(point, event);
    else element.style.cursor = cursor(point);
  });
  element.addEventListener("pointerleave", () => desk.pointAt(null));
  for (const end of ["pointerup", "pointercancel"]) {
    element.addEventListener(end, (event) => {
      const ended = gesture;
      gesture = null;
      if (end === "pointerup") ended?.end?.(board.point(event), event);
    });
  }
  element.addEventListener("wheel", (event) => {
    event.preventDefault();
    if (event.shiftKey) board.pan(-event.deltaX - event.deltaY, 0);
    else board.zoomBy(Math.exp(-event.deltaY / 400), event);
  }, { passive: false });
  element.addEventListener("contextmenu", (event) => event.preventDefault());

  function begin(event) {
    const point = board.point(event), draft = desk.draft();
    if (event.button !== 0) return panning(event);
    const handle = draft && board.handle(draft, point);
    if (handle) return changing(draft, point, (across, down) => resized(draft, handle, across, down, board.size));
    if (draft && holds(draft, point)) return changing(draft, point, (across, down) => moved(draft, across, down, board.size));
    if (board.meets(point)) return { move: (at) => desk.setSplit(at.x / board.size.columns) };
    return desk.isDrawing() ? drawing(point) : panning(event, () => desk.selectAt(point));
  }

  function drawing(start) {
    return { move: (point) => desk.setDraft(between(start, point, board.size)) };
  }

  function changing(_, start, change) {
    return { move: (point) => desk.setDraft(change(Math.round(point.x - start.x), Math.round(point.y - start.y))) };
  }

  function panning(first, onClick) {
    let last = first;
    return {
      move(_, event) { board.pan(event.clientX - last.clientX, event.clientY - last.clientY); last = event; },
      end(_, event) {
        if (Math.abs(first.clientX - event.clientX) < CLICK && Math.abs(first.clientY - event.clientY) < CLICK) onClick?.();
      },
    };
  }

  function cursor(point) {
    const draft = desk.draft();
    if (draft && board.handle(draft, point)) return "nwse-resize";
    if (draft && holds(draft, point)) return "move";
    if (board.meets(point)) return "ew-resize";
    return desk.isDrawing() ? "crosshair" : "grab";
  }
}
