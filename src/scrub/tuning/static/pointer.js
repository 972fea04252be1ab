// The pointer on the board: drawing, moving, resizing, panning.

import { changing as byDistance, isClick, listen as wire, panning } from "/shared/gestures.js";
import { between, holds, moved, resized } from "/shared/rects.js";

const CURSORS = { "-1,-1": "nwse-resize", "1,1": "nwse-resize", "1,-1": "nesw-resize", "-1,1": "nesw-resize",
  "0,-1": "ns-resize", "0,1": "ns-resize", "-1,0": "ew-resize", "1,0": "ew-resize" };

/** Let the pointer work on a board. `desk` is what main.js gives: see there. */
export function listen(board, desk) {
  const element = board.element;
  let spaceIsDown = false;

  wire(board, { begin, cursor, pointAt: desk.pointAt, ended: () => desk.setDrawn(null) });
  element.addEventListener("keydown", (event) => { if (event.code === "Space") { spaceIsDown = true; event.preventDefault(); } });
  for (const name of ["keyup", "blur"]) element.addEventListener(name, () => { spaceIsDown = false; });

  function begin(event, point) {
    const selected = desk.selected();
    if (event.button !== 0 || spaceIsDown) return panning(board, event);
    const handle = selected?.plain && board.handle(selected.rect, point);
    if (handle) return changing(selected, point, (across, down) => resized(selected.rect, handle, across, down, board.size));
    if (selected?.plain && holds(selected.rect, point)) return moving(selected, point);
    if (desk.tool() === "move") {
      const under = desk.under(point);
      if (!under) return panning(board, event, () => desk.select(null));
      desk.select(under.id);
      return under.plain ? moving(under, point) : panning(board, event);
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
    return byDistance(start, (across, down) => desk.setRect(patch.id, change(across, down), mark));
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
