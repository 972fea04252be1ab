// The keyboard: everything that can be done here.

import { moved, resized } from "/shared/rects.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const FAR = 10;
const PAN = 60;

/** What the dialog of keys says. */
export const TOLD = [
  ["N or →, P or ←", "next instance, the one before"],
  ["A, R", "accept the instance, reject it; and go on to the next"],
  ["Tab, Shift + Tab", "next finding, the one before; Esc lets go, then Tab leaves the frame"],
  ["C", "clear the finding: it is not of a patient, and stays"],
  ["B", "draw a box to black, with the mouse or with these:"],
  ["— arrows, Shift", "move it by 1 pixel, by 10"],
  ["— Alt or Ctrl + arrows", "resize it"],
  ["— F, Enter, Esc", "all frames or this one; black it; drop it"],
  ["X", "black all text that is seen here"],
  ["S", "do the same on all instances like this: same machine, size and place"],
  ["U, G", "undo what you decided last; go back to where you were"],
  [", and .", "frame before, next frame; with Shift the changed ones"],
  ["1 to 5", "before, both, after, mean and maximum of the frames"],
  ["[ and ]", "move where before and after meet"],
  ["+, −, 0, Z", "zoom in, out, the whole frame, to the finding; Shift + arrows pan"],
  ["W, O", "next window; outlines"],
  ["H", "the header, before and after"],
];

/** Let keys work wherever nothing is being written. */
export function listen(board, desk) {
  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]") || isWriting(event.target)) return;
    if (event.key === "Tab") tab(event);
    else if (event.key in ARROWS) arrow(event);
    else if (!event.ctrlKey && !event.metaKey && !event.altKey) plain(event);
  });

  function arrow(event) {
    if (event.target.type === "range" || event.target.tagName === "SELECT") return;
    event.preventDefault();
    const [across, down] = ARROWS[event.key], far = event.shiftKey ? FAR : 1, draft = desk.draft();
    if (draft) {
      const sizes = event.altKey || event.ctrlKey || event.metaKey;
      desk.setDraft(sizes ? resized(draft, [1, 1], across * far, down * far, board.size)
        : moved(draft, across * far, down * far, board.size));
    } else if (event.shiftKey) board.pan(-across * PAN, -down * PAN);
    else if (!event.altKey && !event.ctrlKey && !event.metaKey) desk.step(across + down);
  }

  function tab(event) {
    // With nothing selected Tab goes on to what follows the frame; it must not be a trap.
    if (event.target !== board.element && event.target !== document.body) return;
    if (desk.draft() || desk.isLetGo() || !desk.nextFinding(event.shiftKey ? -1 : 1)) return;
    event.preventDefault();
  }

  const PLAIN = {
    n: () => desk.step(1), p: () => desk.step(-1), a: () => desk.accept(), r: () => desk.reject(),
    c: () => desk.clear(), b: () => desk.beginDraft(), f: () => desk.toggleDraftFrames(), x: () => desk.blackAllText(),
    s: () => desk.applyToAlike(), u: () => desk.undo(), g: () => desk.goBack(), w: () => desk.nextWindow(), o: () => desk.toggleOutlines(), h: () => desk.openHeader(),
    z: () => desk.zoomToFinding(), ",": () => desk.stepFrame(-1), ".": () => desk.stepFrame(1),
    "<": () => desk.stepChanged(-1), ">": () => desk.stepChanged(1), "[": () => desk.moveSplit(-0.05), "]": () => desk.moveSplit(0.05),
    1: () => desk.setView("before"), 2: () => desk.setView("both"), 3: () => desk.setView("after"), 4: () => desk.setView("mean"), 5: () => desk.setView("max"),
    "+": () => board.zoomBy(1.25), "=": () => board.zoomBy(1.25), "-": () => board.zoomBy(0.8), 0: () => board.fit(), "?": () => desk.help(),
    Escape: () => desk.letGo(),
  };

  function plain(event) {
    if (event.key === "Enter") {
      // On a button Enter is the button's.
      if (!desk.draft() || (event.target.tagName === "BUTTON")) return;
      event.preventDefault();
      desk.blackDraft();
      return;
    }
    const act = PLAIN[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act || event.repeat && "arcxsub".includes(event.key.toLowerCase())) return;
    event.preventDefault();
    act();
  }
}

function isWriting(element) {
  return element instanceof HTMLInputElement && !["checkbox", "range"].includes(element.type);
}
