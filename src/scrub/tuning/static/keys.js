// The keyboard: all that the mouse can do, to the pixel.

import { moved, resized } from "/shared/rects.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const FAR = 10;
const PAN = 60;

/** What the dialog of keys says. */
export const TOLD = [
  ["Arrows", "move the rectangle by 1 pixel; with none selected, the view"],
  ["Shift + arrows", "by 10 pixels"],
  ["Alt or Ctrl + arrows", "move its right and lower edge: resize"],
  ["Tab, Shift + Tab", "the next rectangle, the one before"],
  ["Escape", "let go of the rectangle; then Tab leaves the frame"],
  ["N", "a new rectangle in the middle of the view"],
  ["Delete", "remove the rectangle"],
  ["Ctrl + Z, Ctrl + Shift + Z", "undo, redo"],
  ["X", "black or keep, for the rectangle"],
  ["J", "show the next text that is missed"],
  ["B, K, V", "draw black, draw keep, move"],
  ["1 to 5", "mean, max, spread, deviation, single frames"],
  ["+, −, 0", "zoom in, out, the whole frame; the wheel zooms too"],
  ["Space + drag", "pan, as dragging with the middle or right button"],
  ["H, T, P", "heat, texts, show what is black as black"],
];

/** Let keys work: on the board, and undoing wherever no text is being written. */
export function listen(board, desk) {
  let mark = null;
  board.element.addEventListener("keydown", (event) => {
    if (event.key in ARROWS) arrow(event);
    else if (event.key === "Tab") tab(event);
    else if (!event.ctrlKey && !event.metaKey && !event.altKey) plain(event);
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || isWriting(event.target)) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    if (key === "y" || event.shiftKey) desk.redo();
    else desk.undo();
  });

  function arrow(event) {
    event.preventDefault();
    const [across, down] = ARROWS[event.key], far = event.shiftKey ? FAR : 1;
    const selected = desk.selected();
    if (!selected) { board.pan(-across * PAN, -down * PAN); return; }
    if (!selected.plain) return;
    // A key that is held is one step to undo.
    if (!event.repeat || mark === null) mark = Symbol("key");
    const sizes = event.altKey || event.ctrlKey || event.metaKey;
    const rect = sizes
      ? resized(selected.rect, [1, 1], across * far, down * far, board.size)
      : moved(selected.rect, across * far, down * far, board.size);
    desk.setRect(selected.id, rect, mark);
  }

  function tab(event) {
    const patches = desk.patches();
    const here = patches.findIndex((one) => one.id === desk.selected()?.id);
    // With nothing selected Tab goes on to what follows the frame; it must not be a trap.
    if (!patches.length || (here < 0 && desk.isLetGo())) return;
    event.preventDefault();
    const step = event.shiftKey ? -1 : 1;
    const first = event.shiftKey ? patches.length - 1 : 0;
    desk.select(patches[here < 0 ? first : (here + step + patches.length) % patches.length].id);
  }

  const PLAIN = {
    Escape: () => desk.letGo(), Delete: () => desk.remove(), Backspace: () => desk.remove(),
    n: () => desk.addHere(), x: () => desk.swapKind(), j: () => desk.nextMiss(),
    b: () => desk.setTool("black"), k: () => desk.setTool("keep"), v: () => desk.setTool("move"),
    h: () => desk.toggle("show-heat"), t: () => desk.toggle("show-texts"), p: () => desk.toggle("show-black"),
    "+": () => board.zoomBy(1.25), "=": () => board.zoomBy(1.25), "-": () => board.zoomBy(0.8), 0: () => board.fit(),
    1: () => desk.setView("mean"), 2: () => desk.setView("max"), 3: () => desk.setView("spread"),
    4: () => desk.setView("deviation"), 5: () => desk.setView("frame"), "?": () => desk.help(),
  };

  function plain(event) {
    const act = PLAIN[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }
}

function isWriting(element) {
  return element instanceof HTMLTextAreaElement
    || (element instanceof HTMLInputElement && !["checkbox", "range"].includes(element.type));
}
