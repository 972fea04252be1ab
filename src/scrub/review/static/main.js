// The page: which instance, frame and finding are shown, and who is told when that changes.
//
// `desk` is what keys.js, pointer.js and the panels act on.

import { ask, at, make } from "/shared/page.js";
import { clip, holds, inside } from "/shared/rects.js";
import { Board } from "./board.js";
import { Deciding } from "./deciding.js";
import * as keys from "./keys.js";
import { List } from "./list.js";
import * as pointer from "./pointer.js";
import { Shown } from "./shown.js";
import { Side } from "./side.js";
import { Timeline } from "./timeline.js";
import { Windowing } from "./window.js";

const DOUBTS = ["unknown", "unreadable"];
const SLACK = 6;
const LEGEND = [["gone", "goes black"], ["doubt", "in doubt"], ["cleared", "cleared"], ["drawn", "drawn"], ["mask", "mask"]];

const board = new Board(at("board"), (scale) => { at("zoom").textContent = `${Math.round(scale * 100)} %`; });
let item = null, findings = [], blacks = [], clears = [], last = null;
let frame = 0, selectedNumber = null, letGo = false, draft = null, drawing = false, isShown = false;
let chosen = 0, pending = null;
const visited = [];

const desk = {
  board,
  get item() { return item; },
  get findings() { return findings; },
  get frame() { return frame; },
  get last() { return last; },
  get isShown() { return isShown; },
  get windowing() { return windowing; },

  // Instances.
  step(by) { const next = list.next(pending ?? item.id, by); if (next !== null) desk.choose(next); },
  async goOn() { const next = list.nextOpen(item.id); await desk.choose(next ?? item.id, { anew: next === null }); },
  goBack() { const number = visited.pop(); if (number !== undefined) desk.choose(number, { back: true }); },
  async choose(number, { anew = false, back = false } = {}) {
    if (desk.keepsDraft() || (item?.id === number && !anew)) return;
    if (item && item.id !== number && !back) visited.push(item.id);
    await open(number);
    at("board").focus({ preventScroll: true });
  },
  reload: () => open(item.id, { stay: true }),
  take({ lines, ...progress }) { list.update(lines); setProgress(progress); },
  isBlack: ({ rect, frames }) => [...item.mask, ...blacks].some((one) => covers(one, { rect, frames })),

  // Findings.
  selected: () => findings[selectedNumber] ?? null,
  isLetGo: () => letGo,
  nextFinding(by) {
    if (!findings.length) return false;
    const first = by > 0 ? 0 : findings.length - 1;
    desk.select(selectedNumber === null ? first : (selectedNumber + by + findings.length) % findings.length);
    return true;
  },
  select(number) {
    selectedNumber = number;
    letGo = false;
    const one = desk.selected();
    if (one && !shown.isProjection && !isOn(one, frame)) desk.setFrame(one.frames.first - 1);
    side.mark();
    draw();
    at("spoken").textContent = one ? `${one.is}, ${one.reason}, ${one.kind === "cleared" ? "cleared" : "goes black"}` : "";
  },
  selectAt(point) {
    const area = ({ rect }) => rect.width * rect.height;
    const [best] = findings.filter((one) => isVisible(one) && holds(one.rect, point)).sort((a, b) => area(a) - area(b));
    desk.select(best?.number ?? null);
  },
  letGo() {
    if (draft || drawing) { desk.dropDraft(); return; }
    selectedNumber = null;
    letGo = true;
    side.mark();
    draw();
  },
  zoomToFinding() { if (desk.selected()) board.show(desk.selected().rect); },

  // Frames and views.
  setFrame(wanted) {
    const next = inside(wanted, 0, item.frames - 1);
    if (next === frame) return;
    frame = next;
    timeline.show(frame);
    if (!shown.isProjection) load();
  },
  stepFrame: (by) => desk.setFrame(frame + by),
  stepChanged: (by) => desk.setFrame(timeline.nextChanged(frame, by)),
  setView(view) { shown.set(view); draw(); },
  setSplit(split) { shown.setSplit(split); draw(); },
  moveSplit(step) { shown.moveSplit(step); draw(); },
  nextWindow: () => windowing.next(),
  toggleOutlines() { at("outlines").checked = !at("outlines").checked; draw(); },
  pointAt(point) {
    const { rows, columns } = board.size, within = point && holds({ x: 0, y: 0, width: columns, height: rows }, point);
    at("place").textContent = within ? `${Math.floor(point.x)}, ${Math.floor(point.y)}` : "";
  },
  help: () => at("help").showModal(),
  openHeader() { if (!desk.keepsDraft()) at("header-open").click(); },

  // A box.
  draft: () => draft,
  isDrawing: () => drawing,
  beginDraft() {
    if (!item.bytes || draft) return;
    drawing = true;
    const { x, y } = board.middle(), { rows, columns } = board.size;
    const width = Math.max(8, Math.round(columns / 6)), height = Math.max(6, Math.round(rows / 14));
    at("draft-frames").checked = true;
    desk.setDraft({ x: Math.round(x - width / 2), y: Math.round(y - height / 2), width, height });
    board.element.focus({ preventScroll: true });
  },
  setDraft(rect) { draft = clip(rect, board.size); draw(); },
  toggleDraftFrames() { if (draft) { at("draft-frames").checked = !at("draft-frames").checked; draw(); } },
  dropDraft() { draft = null; drawing = false; draw(); },
  keepsDraft() {
    if (draft) desk.tell("There is a box: Enter blacks it, Esc drops it.", "bad");
    return draft !== null;
  },
  blackDraft() {
    if (!draft) return;
    const frames = at("draft-frames").checked || item.frames < 2 ? { first: 1, last: item.frames } : { first: frame + 1, last: frame + 1 };
    deciding.places("black", [{ rect: draft, frames }], "The box is to go black. S does it on all like this, U undoes it.");
  },

  // Decisions.
  accept() { if (!desk.keepsDraft()) deciding.whole("accept"); },
  reject() { if (!desk.keepsDraft()) deciding.whole("reject"); },
  clear() {
    const one = desk.selected();
    if (!one) { desk.tell("Select a finding first: Tab."); return; }
    if (one.kind === "cleared") { desk.tell("It is cleared already. U undoes what was decided last."); return; }
    deciding.places("clear", [{ rect: one.rect, frames: one.frames }], "Cleared: it stays. S does it on all like this, U undoes it.");
  },
  blackAllText() { if (!desk.keepsDraft()) deciding.allText(); },
  applyToAlike() {
    if (desk.keepsDraft()) return;
    const one = desk.selected(), on = item.decisions.filter((decision) => decision.rect);
    const decision = on.findLast((said) => one && grown(said, one)) ?? on.at(-1);
    if (decision) deciding.alike(decision);
    else desk.tell("Clear a finding or draw a box first: that is then done on all like this.");
  },
  undo() { if (!desk.keepsDraft()) deciding.undo(); },
  takeBack: (decision) => deciding.takeBack(decision),
  tell(text, how = "") {
    at("told").hidden = !text;
    at("told").className = `notice ${how}`;
    at("told").textContent = text;
  },
  draw: () => draw(),
};

const deciding = new Deciding(desk);
const windowing = new Windowing(() => load());
const shown = new Shown(desk);
const timeline = new Timeline(desk);
const side = new Side(desk);
const list = new List((number) => desk.choose(number).catch(trouble));

/** Show an instance as it is now; `stay` keeps what was selected and the frame. */
async function open(number, { stay = false } = {}) {
  const turn = ++chosen;
  setShown(false);
  pending = number;
  list.mark(number);
  const answer = await ask(`/api/items/${number}`);
  if (turn !== chosen) return;
  pending = null;
  item = answer;
  list.update([Object.fromEntries(Object.keys(list.line(number)).map((key) => [key, answer[key]]))]);
  at("title").textContent = `${number + 1}: ${[item.machine, item.modality, `${item.columns} × ${item.rows}`].filter(Boolean).join(" · ")}`;
  at("board").setAttribute("aria-label", `Frame of instance ${number + 1}, ${item.columns} by ${item.rows} pixels`);
  blacks = item.decisions.filter((one) => one.ruling === "black");
  clears = item.decisions.filter((one) => one.ruling === "clear");
  findings = item.findings.map((one, index) => ({ ...one, number: index, is: one.kind, kind: kindOf(one) }));
  if (!stay) begin();
  timeline.begin(item.frames, [...findings, ...blacks.map((one) => ({ ...one, kind: "drawn" }))]);
  timeline.show(frame);
  at("header-open").href = `/headers#item=${number}`;
  side.show();
  side.mark();
  if (stay) { setShown(true); draw(); return; }
  ask(`/api/items/${number}/looked`, {}).catch(trouble);
  await load();
}

function begin() {
  selectedNumber = null;
  letGo = false;
  frame = (findings[0]?.frames.first ?? 1) - 1;
  windowing.begin(item);
  shown.begin(item);
  if (item.problem) desk.tell(item.problem, "bad");
}

async function load() {
  if (await shown.show()) setShown(true);
}

/** Tell, the page's tests too, whether the instance is on the screen. */
function setShown(is) {
  isShown = is;
  if (is) document.body.dataset.shown = item.id;
  else delete document.body.dataset.shown;
}

const kindOf = (finding) => clears.some((one) => grown(one, finding)) ? "cleared" : DOUBTS.includes(finding.kind) ? "doubt" : "gone";

/** Tell whether a finding lies in a place, as a run tells it. */
function grown({ rect, frames }, finding) {
  const wider = { x: rect.x - SLACK, y: rect.y - SLACK, width: rect.width + 2 * SLACK, height: rect.height + 2 * SLACK };
  return covers({ rect: wider, frames }, finding);
}

function covers(place, { rect, frames }) {
  const { x, y, width, height } = place.rect;
  return x <= rect.x && y <= rect.y && x + width >= rect.x + rect.width && y + height >= rect.y + rect.height
    && place.frames.first <= frames.first && frames.last <= place.frames.last;
}

const isOn = ({ frames }, index) => frames.first <= index + 1 && index + 1 <= frames.last;
const isVisible = (one) => shown.isProjection || isOn(one, frame);

/** Draw what lies over the frame. */
function draw() {
  if (!item) return;
  const lines = at("outlines").checked, selected = desk.selected();
  const places = lines ? [...findings, ...blacks.map((one) => ({ ...one, kind: "drawn" })), ...clears.map((one) => ({ ...one, kind: "cleared" }))] : [];
  board.draw({
    split: shown.split, draft,
    places: places.filter(isVisible).map(({ rect, kind, number }) => ({ rect, kind, selected: number !== undefined && number === selected?.number })),
    masks: lines ? item.mask.filter(isVisible).map((one) => one.rect) : [],
    black: blacks.filter((one) => isOn(one, frame)).map((one) => one.rect),
    cleared: clears.filter((one) => isOn(one, frame)).map((one) => one.rect),
  });
  shown.sides(item);
  at("draft").hidden = !draft;
  at("draft-frames").parentElement.hidden = item.frames < 2;
  if (draft) at("draft-text").textContent = `${draft.width} × ${draft.height} at ${draft.x}, ${draft.y}`;
  at("hint").textContent = hint(selected);
}

function hint(selected) {
  if (draft) return "Arrows move · Alt resizes · Shift by 10 · or drag";
  if (selected) return selected.kind === "cleared" ? "Cleared: it stays · Tab next" : "C clears it: it stays · Tab next · Z zooms to it";
  return "N next · A accept · Tab findings · B box · ? all keys";
}

function setProgress({ seen, of, last: newest }) {
  last = newest;
  list.progress({ seen, of });
}

function start() {
  const click = {
    accept: desk.accept, reject: desk.reject, undo: desk.undo, clear: desk.clear, box: desk.beginDraft, "all-text": desk.blackAllText,
    alike: desk.applyToAlike, "help-open": desk.help, "draft-drop": desk.dropDraft, "draft-black": desk.blackDraft,
    "zoom-in": () => board.zoomBy(1.25), "zoom-out": () => board.zoomBy(0.8), "zoom-fit": () => board.fit(),
  };
  for (const [id, act] of Object.entries(click)) at(id).addEventListener("click", () => act());
  at("outlines").addEventListener("change", draw);
  at("keys").append(...keys.TOLD.flatMap(([key, what]) => [make("dt", {}, key), make("dd", {}, what)]));
  at("legend").append(...LEGEND.map(([name, text]) => {
    const swatch = make("i");
    swatch.style.setProperty("--hue", `var(--${name})`);
    return make("span", {}, swatch, text);
  }));
  board.element.addEventListener("blur", () => { letGo = false; });
  pointer.listen(board, desk);
  keys.listen(board, desk);
  addEventListener("beforeunload", (event) => { if (draft) event.preventDefault(); });
}

async function enter() {
  const answer = await ask("/api/review");
  at("reviewer").textContent = answer.reviewer;
  list.show(answer.items);
  setProgress(answer);
  const wanted = Number(new URLSearchParams(location.hash.slice(1)).get("item") ?? answer.at);
  history.replaceState(null, "", "/");
  await desk.choose(wanted < list.count ? wanted : answer.at);
}

function trouble(problem) {
  at("cover").hidden = false;
  at("cover").textContent = problem.message;
}

start();
enter().catch(trouble);
