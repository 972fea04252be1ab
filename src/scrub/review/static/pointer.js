// The pointer on the board: drawing a box, moving it, panning, the slider.

import { changing, listen as wire, panning } from "/shared/gestures.js";
import { between, holds, moved, resized } from "/shared/rects.js";

/** Let the pointer work on a board. `desk` is what main.js gives: see there. */
export function listen(board, desk) {
  wire(board, { begin, cursor, pointAt: desk.pointAt });

  function begin(event, point) {
    const draft = desk.draft();
    if (event.button !== 0) return panning(board, event);
    const handle = draft && board.handle(draft, point);
    if (handle) return changing(point, (across, down) => desk.setDraft(resized(draft, handle, across, down, board.size)));
    if (draft && holds(draft, point)) return changing(point, (across, down) => desk.setDraft(moved(draft, across, down, board.size)));
    if (board.meets(point)) return { move: (at) => desk.setSplit(at.x / board.size.columns) };
    return desk.isDrawing() ? drawing(point) : panning(board, event, () => desk.selectAt(point));
  }

  function drawing(start) {
    return { move: (point) => desk.setDraft(between(start, point, board.size)) };
  }

  function cursor(point) {
    const draft = desk.draft();
    if (draft && board.handle(draft, point)) return "nwse-resize";
    if (draft && holds(draft, point)) return "move";
    if (board.meets(point)) return "ew-resize";
    return desk.isDrawing() ? "crosshair" : "grab";
  }
}
