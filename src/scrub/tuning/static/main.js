// The page: what is selected and shown, and who is told when that changes.
//
// `desk` is what pointer.js and keys.js act on, and what the panels read and change.

import { ask, at, make } from "/shared/page.js";
import { Board } from "./board.js";
import { History, dataOf, draftOf, isPlain, patchOf, withPatch, withRect } from "./draft.js";
import * as keys from "./keys.js";
import { Patches } from "./patches.js";
import * as pointer from "./pointer.js";
import { clip, holds } from "/shared/rects.js";
import { Review } from "./review.js";
import { Machines, Rivals } from "./side.js";
import { Tests } from "./tests.js";
import { Verdict } from "./verdict.js";
import { Views } from "./views.js";

const QUIET = 120;
const CHECKS = ["show-heat", "show-texts", "show-rivals", "show-black"];

const board = new Board(at("board"), (scale) => { at("zoom").textContent = `${Math.round(scale * 100)} %`; });
const sittings = new Map();
let machine = null, page = null, history = null, selectedId = null, drawn = null;
let tool = "black", judged = null, shownMiss = -1, letGo = false, asked = 0, chosen = 0, timer = 0;

const desk = {
  get machine() { return machine; },
  get page() { return page; },
  get draft() { return history.draft; },
  get judged() { return judged; },
  get history() { return history; },
  board,

  tool: () => tool,
  setTool(wanted) { tool = wanted; showTool(); },
  patches: () => history?.draft.patches ?? [],
  isLetGo: () => letGo,
  help: () => at("help").showModal(),

  selected() {
    const patch = desk.patches().find((one) => one.id === selectedId);
    return patch ? { ...patch, plain: isPlain(patch), rect: patch.rects[0] } : null;
  },
  under(point) {
    const found = desk.patches().filter((one) => one.rects.some((rect) => holds(rect, point)));
    // The smallest: a large one must not keep a small one from being selected.
    const area = (one) => Math.min(...one.rects.map((rect) => rect.width * rect.height));
    const [best] = found.sort((a, b) => area(a) - area(b));
    return best ? { ...best, plain: isPlain(best), rect: best.rects[0] } : null;
  },
  select(id) { selectedId = id; letGo = false; show(); speak(); },
  letGo() { selectedId = null; letGo = true; show(); },
  pointAt(point) {
    const { rows, columns } = board.size;
    const inFrame = point && holds({ x: 0, y: 0, width: columns, height: rows }, point);
    at("place").textContent = inFrame ? `${Math.floor(point.x)}, ${Math.floor(point.y)}` : "";
  },

  put(draft, mark = null) { history.put(draft, mark); changed(); },
  setDrawn(one) { if (drawn !== one) { drawn = one; draw(); } },
  setRect(id, rect, mark) {
    const old = desk.patches().find((one) => one.id === id).rects[0];
    if (["x", "y", "width", "height"].every((key) => old[key] === rect[key])) return;
    desk.put(withRect(history.draft, id, rect), mark);
    speak();
  },
  addRect(rect, kind = "black") {
    const patch = patchOf(clip(rect, board.size), kind === "keep" ? "keep" : "black");
    selectedId = patch.id;
    desk.put({ ...history.draft, patches: [...history.draft.patches, patch] });
    speak();
  },
  addHere() {
    const { x, y } = board.middle();
    desk.addRect({ x: Math.round(x) - 40, y: Math.round(y) - 10, width: 80, height: 20 }, tool);
    board.element.focus();
  },
  remove(id = selectedId) {
    if (id === null) return;
    const index = desk.patches().findIndex((one) => one.id === id);
    if (index < 0) return;
    const patches = desk.patches().filter((one) => one.id !== id);
    selectedId = patches[Math.min(index, patches.length - 1)]?.id ?? null;
    desk.put({ ...history.draft, patches });
  },
  swapKind(id = selectedId) {
    desk.put(withPatch(history.draft, id, (one) => ({ ...one, kind: one.kind === "keep" ? "black" : "keep" })));
  },
  undo() { history?.undo(); changed(); },
  redo() { history?.redo(); changed(); },
  nextMiss(index = shownMiss + 1) {
    const misses = judged?.misses ?? [];
    if (!misses.length) return;
    shownMiss = index % misses.length;
    board.show(misses[shownMiss]);
  },
  toggle(id) { at(id).checked = !at(id).checked; draw(); },
  setView: (view) => views.set(view),

  /** Edit another template instead; undoing goes back. `stored`: it is so in the file, or empty. */
  edit(data, places, { stored }) {
    begin();
    const draft = draftOf(data, places);
    history.put(draft);
    if (stored) history.saved = draft;
    selectedId = null;
    changed();
  },
  async reload() { page = await ask(`/api/machines/${machine.id}`); rivals.show(page.rivals); draw(); },
  draw: () => draw(),
};

const views = new Views(desk);
const panels = [new Patches(desk), new Tests(desk), new Review(desk)];
const verdict = new Verdict(desk);
const rivals = new Rivals(desk);
const machines = new Machines((one) => choose(one).catch(trouble));

/** Nothing that was said of one template holds of the next. */
function begin() {
  at("complete").checked = false;
  at("equipment").value = "";
  at("saved").hidden = at("suggested").hidden = true;
}

async function choose(wanted) {
  const turn = ++chosen, answer = await ask(`/api/machines/${wanted.id}`);
  if (turn !== chosen) return;
  machine = wanted;
  page = answer;
  begin();
  judged = null;
  selectedId = null;
  at("title").textContent = [machine.label, machine.software, `${machine.columns} × ${machine.rows}`].filter(Boolean).join(" · ");
  board.begin({ rows: machine.rows, columns: machine.columns });
  const own = page.rivals.find((one) => one.own && !one.near);
  history = sittings.get(machine.id) ?? new History(own ? draftOf(own.data, own) : draftOf(page.new));
  sittings.set(machine.id, history);
  machines.mark(machine.id);
  rivals.show(page.rivals);
  changed();
  await views.begin();
}

function changed() {
  if (!history) return;
  if (!desk.patches().some((one) => one.id === selectedId)) selectedId = null;
  show();
  clearTimeout(timer);
  timer = setTimeout(judge, QUIET);
}

/** Ask the server what the draft does: the rules are the server's. */
async function judge() {
  const number = ++asked, draft = history.draft;
  let answer;
  try {
    answer = draft.patches.some((one) => one.kind === "black")
      ? await ask(`/api/machines/${machine.id}/judge`, { template: dataOf(draft) }) : null;
  } catch (problem) {
    answer = { problem: problem.message };
  }
  if (number !== asked || draft !== history.draft) return;
  judged = answer;
  if (answer && !answer.problem) history.resolve(resolved(draft, answer));
  show();
}

function resolved(draft, answer) {
  const left = { black: [...answer.black], keep: [...answer.keep] };
  return { ...draft, patches: draft.patches.map((one) => ({ ...one, rects: left[one.kind].shift() ?? one.rects })) };
}

function show() {
  for (const panel of panels) panel.show();
  verdict.show(judged);
  at("undo").disabled = !history.canUndo;
  at("redo").disabled = !history.canRedo;
  draw();
}

/** Draw what lies over the frame. */
function draw() {
  if (!history) return;
  const is = Object.fromEntries(CHECKS.map((id) => [id, at(id).checked]));
  board.draw({
    showHeat: is["show-heat"] && !views.isSingle, showTexts: is["show-texts"], asBlack: is["show-black"],
    boxes: views.boxes(), rivals: is["show-rivals"] ? rivals.shown() : [],
    patches: desk.patches().map((one) => ({ ...one, plain: isPlain(one) })),
    misses: is["show-texts"] && !views.isSingle ? judged?.misses ?? [] : [],
    selected: selectedId, drawn,
  });
  at("hint").textContent = hint();
}

function hint() {
  if (selectedId !== null) return "Arrows move · Alt resizes · Shift by 10 · Tab next · Del";
  return { black: "Drag to black a rectangle", keep: "Drag over what must never be blacked", move: "Drag to pan; click a rectangle" }[tool];
}

function speak() {
  const { rect, kind } = desk.selected() ?? {};
  at("spoken").textContent = rect ? `${kind}: x ${rect.x}, y ${rect.y}, ${rect.width} by ${rect.height}` : "";
}

function showTool() {
  for (const button of at("tools").children) button.setAttribute("aria-pressed", String(button.dataset.tool === tool));
  at("hint").textContent = hint();
}

function start() {
  const tools = [["black", "Black", "Draw black (B)"], ["keep", "Keep", "Draw what is never blacked (K)"], ["move", "Move", "Select and pan (V)"]];
  at("tools").append(...tools.map(([name, text, title]) => make("button", { type: "button", title, data: { tool: name }, onclick: () => desk.setTool(name) }, text)));
  for (const id of CHECKS) at(id).addEventListener("change", draw);
  at("zoom-in").addEventListener("click", () => board.zoomBy(1.25));
  at("zoom-out").addEventListener("click", () => board.zoomBy(0.8));
  at("zoom-fit").addEventListener("click", () => board.fit());
  at("undo").addEventListener("click", () => desk.undo());
  at("redo").addEventListener("click", () => desk.redo());
  at("add").addEventListener("click", () => desk.addHere());
  at("help-open").addEventListener("click", () => desk.help());
  at("keys").append(...keys.TOLD.flatMap(([key, what]) => [make("dt", {}, key), make("dd", {}, what)]));
  const legend = [["gone", "goes black"], ["stays", "stays"], ["missed", "missed"], ["rival", "templates"]];
  at("legend").append(...legend.map(([name, text]) => {
    const swatch = make("i");
    swatch.style.setProperty("--hue", `var(--${name})`);
    return make("span", {}, swatch, text);
  }));
  board.element.addEventListener("blur", () => { letGo = false; });
  pointer.listen(board, desk);
  keys.listen(board, desk);
  addEventListener("beforeunload", (event) => {
    if ([...sittings.values()].some((one) => one.isChanged)) event.preventDefault();
  });
  showTool();
}

async function open() {
  const answer = await ask("/api/machines");
  at("file").textContent = answer.file.split(/[\\/]/).slice(-2).join("/");
  at("file").title = answer.file;
  machines.show(answer.machines);
  if (answer.machines.length) await choose(answer.machines[0]);
}

function trouble(problem) {
  at("cover").hidden = false;
  at("cover").textContent = problem.message;
}

start();
open().catch(trouble);
