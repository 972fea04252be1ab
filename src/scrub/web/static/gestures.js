// The mouse, or a finger or pen, on a board: who is told of what, panning and zooming.

const CLICK = 4;

/**
 * Let the pointer work on a board. `how.begin(event, point)` gives what a press begins: an object
 * with `move(point, event)` and perhaps `end(point, event)`. `how.cursor(point)` is what it looks
 * like, `how.pointAt(point)` is told where it is, `how.ended()` that it was let go.
 */
export function listen(board, how) {
  const element = board.element;
  let gesture = null;

  element.addEventListener("pointerdown", (event) => {
    element.focus({ preventScroll: true });
    gesture = how.begin(event, board.point(event));
    element.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  element.addEventListener("pointermove", (event) => {
    const point = board.point(event);
    how.pointAt(point);
    if (gesture) gesture.move(point, event);
    else element.style.cursor = how.cursor(point);
  });
  element.addEventListener("pointerleave", () => how.pointAt(null));
  for (const end of ["pointerup", "pointercancel"]) {
    element.addEventListener(end, (event) => {
      const ended = gesture;
      gesture = null;
      if (end === "pointerup") ended?.end?.(board.point(event), event);
      how.ended?.();
    });
  }
  element.addEventListener("wheel", (event) => {
    event.preventDefault();
    if (event.shiftKey) board.pan(-event.deltaX - event.deltaY, 0);
    else board.zoomBy(Math.exp(-event.deltaY / 400), event);
  }, { passive: false });
  element.addEventListener("contextmenu", (event) => event.preventDefault());
}

/** Return the gesture that pans a board, or is a click if it goes nowhere. */
export function panning(board, first, onClick) {
  let last = first;
  return {
    move(_, event) { board.pan(event.clientX - last.clientX, event.clientY - last.clientY); last = event; },
    end(_, event) { if (isClick(first, event)) onClick?.(); },
  };
}

/** Return the gesture that changes something by how far it went, in pixels of the frame. */
export function changing(start, change) {
  return { move: (point) => change(Math.round(point.x - start.x), Math.round(point.y - start.y)) };
}

/** Tell whether the pointer was let go where it was pressed. */
export function isClick(first, last) {
  return Math.abs(first.clientX - last.clientX) < CLICK && Math.abs(first.clientY - last.clientY) < CLICK;
}
