// The keyboard: everything that can be done here.

/** What the dialog of keys says. */
export const TOLD = [
  ["↑, ↓, Home, End", "the row before, the next, the first, the last"],
  ["←, →", "fold and unfold a sequence"],
  ["J, Shift + J", "next changed row, the one before"],
  ["K", "keep the element as it is: its change is undone"],
  ["X, E, H", "remove it, empty it, hash it"],
  ["R, Enter", "replace it with a value"],
  ["D", "as the profile says: nothing is staged for it"],
  ["U, Y, V", "undo, redo, revert all that is staged"],
  ["A", "apply: write what is staged to the recipe"],
  ["1 to 5", "the profiles"],
  ["F, /", "all, changed, kept, private rows; search"],
  ["N, P", "next instance, the one before"],
  ["B", "back to the review"],
];

/** Let keys work wherever nothing is being written. */
export function listen(table, desk) {
  const ROWS = { ArrowDown: () => table.step(1), ArrowUp: () => table.step(-1), ArrowLeft: () => table.fold(true), ArrowRight: () => table.fold(false),
    Home: () => table.end(-1), End: () => table.end(1) };
  const PLAIN = {
    j: () => table.stepChanged(1), J: () => table.stepChanged(-1),
    k: () => desk.stage("keep"), x: () => desk.stage("remove"), e: () => desk.stage("empty"), h: () => desk.stage("hash"),
    r: () => desk.replace(), d: () => desk.stage(""), u: () => desk.move("undo"), y: () => desk.move("redo"), v: () => desk.move("revert"),
    a: () => desk.apply(), f: () => desk.nextFilter(), "/": () => desk.search(), n: () => desk.step(1), p: () => desk.step(-1), b: () => desk.back(),
    "?": () => desk.help(),
    ...Object.fromEntries([1, 2, 3, 4, 5].map((number) => [number, () => desk.choose(number - 1)])),
  };

  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]")) return;
    if (isWriting(event.target)) {
      if (event.key === "Escape") { event.preventDefault(); table.focus(); }
      return;
    }
    if (event.altKey) return;
    if (event.ctrlKey || event.metaKey) {
      if (event.key.toLowerCase() !== "z") return;
      event.preventDefault();
      desk.move(event.shiftKey ? "redo" : "undo");
      return;
    }
    const act = ROWS[event.key] ?? PLAIN[event.key] ?? PLAIN[event.key.toLowerCase()];
    if (!act || (event.repeat && !(event.key in ROWS) && event.key.toLowerCase() !== "j")) return;
    event.preventDefault();
    act();
  });
}

const isWriting = (element) => element instanceof HTMLInputElement;
