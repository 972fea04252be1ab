// The mouse, or a finger or pen, on the board: drawing, moving, resizing, panning.

import { between, holds, moved, resized } from "/shared/rects.js";

const CURSORS = { "-1,-1": "nwse-resize", "1,1": "nwse-resize", "1,-1": "nesw-resize", "-1,1": "nesw-resize",
  "0,-1": "ns-resize", "0,1": "ns-resize", "-1,0": "ew-resize", "1,0": "ew-resize" };
const CLICK = 4;

/** Let the pointer work on a board. `desk` is what main.js gives: see there. */
export function listen(board, desk) {
  const element = board.element;
  let gesture = null;
  let spaceIsDown = false;

  element.addEventListener("pointerdown", (event) => {
    element.focus({ preventScroll: true });
    gesture = begin(event);
    if (!gesture) return;
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
      desk.setDrawn(null);
    });
  }
  element.addEventListener("wheel", (event) => {
    event.preventDefault();
    if (event.shiftKey) board.pan(-event.deltaX - event.deltaY, 0);
    else board.zoomBy(Math.exp(-event.deltaY / 400), event);
  }, { passive: false });
  element.addEventListener("contextmenu", (event) => event.preventDefault());
  element.addEventListener("keydown", (event) => { if (event.code === "Space") { spaceIsDown = true; event.preventDefault(); } });
  for (const name of ["keyup", "blur"]) element.addEventListener(name, () => { spaceIsDown = false; });

  function begin(event) {
    const point = board.point(event), selected = desk.selected();
    if (event.button !== 0 || spaceIsDown) return panning(event);
    const handle = selected?.plain && board.handle(selected.rect, point);
    if (handle) return changing(selected, point, (across, down) => resized(selected.rect, handle, across, down, board.size));
    if (selected?.plain && holds(selected.rect, point)) return moving(selected, point);
    if (desk.tool() === "move") {
      const under = desk.under(point);
      if (!under) return panning(event, () => desk.select(null));
      desk.select(under.id);
      return under.plain ? moving(under, point) : panning(event);
    }
    return drawing(point, event);
  }

  function drawing(start, first) {
    const kind = desk.tool();
    return {
      move(point) { desk.setDrawn({ kind, rect: between(start, point, board.size) }); },
      end(point, event) {
        if (isClick(first, event)) desk.select(desk.under(point)?.id ?? null);
        else desk.addRect(between(start, point, board.size), kind);
      },
    };
  }

  function moving(patch, start) {
    return changing(patch, start, (across, down) => moved(patch.rect, across, down, board.size));
  }

  function changing(patch, start, change) {
    const mark = Symbol("gesture");
    return {
      move(point) {
        const rect = change(Math.round(point.x - start.x), Math.round(point.y - start.y));
        desk.setRect(patch.id, rect, mark);
      },
    };
  }

  function panning(first, onClick) {
    let last = first;
    return {
      move(_, event) { board.pan(event.clientX - last.clientX, event.clientY - last.clientY); last = event; },
      end(_, event) { if (isClick(first, event)) onClick?.(); },
    };
  }

  function cursor(point) {
    const selected = desk.selected();
    const handle = selected?.plain && board.handle(selected.rect, point);
    if (handle) return CURSORS[handle];
    if (selected?.plain && holds(selected.rect, point)) return "move";
    if (desk.tool() === "move") return desk.under(point) ? "pointer" : "grab";
    return "crosshair";
  }
}

function isClick(first, last) {
  return Math.abs(first.clientX - last.clientX) < CLICK && Math.abs(first.clientY - last.clientY) < CLICK;
}
