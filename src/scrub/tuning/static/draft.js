// The template being drawn, as values that are never changed: each change is a new one, so that
// undoing is going back. A patch is one entry of `black` or `keep`: `data` is what the file has,
// `rects` where that lies, which the server tells where it is not simply pixels.

let next = 1;

/** Return the draft of a template as the server has it; `places` are where its patches lie. */
export function draftOf(data, places) {
  const patches = (kind) => (data[kind] ?? []).map((one, index) => ({
    id: next++, kind, data: plainOf(one) ?? one, rects: plainOf(one) ? [plainOf(one)] : places?.[kind]?.[index] ?? [],
  }));
  return {
    name: data.name, when: data.when ?? [], rows: data.rows ? Number(data.rows) : null,
    columns: data.columns ? Number(data.columns) : null,
    patches: [...patches("black"), ...patches("keep")],
    note: data.note ?? "", fill: data.fill, provenance: data.provenance,
  };
}

/** Return a draft as the server takes it. */
export function dataOf(draft) {
  const kind = (wanted) => draft.patches.filter((one) => one.kind === wanted).map((one) => one.data);
  const data = { name: draft.name, when: draft.when, black: kind("black") };
  if (draft.rows) data.rows = draft.rows;
  if (draft.columns) data.columns = draft.columns;
  if (kind("keep").length) data.keep = kind("keep");
  for (const key of ["note", "fill", "provenance"]) if (draft[key]?.length) data[key] = draft[key];
  return data;
}

/** Return a new patch of whole pixels. */
export function patchOf(rect, kind) {
  return { id: next++, kind, data: bare(rect), rects: [bare(rect)] };
}

/** Return the entry with a rectangle of whole pixels, if it is that, with the frames it is for. */
function plainOf(entry) {
  const values = ["x", "y", "width", "height"].map((key) => Number(entry[key] ?? NaN));
  if (values.some((one) => !Number.isInteger(one) || one < 0)) return null;
  const [x, y, width, height] = values;
  return entry.frames ? { x, y, width, height, frames: spanOf(entry.frames) } : { x, y, width, height };
}

function spanOf(frames) {
  return { first: Number(frames.first ?? 1), last: Number(frames.last ?? -1) };
}

const bare = ({ x, y, width, height }) => ({ x, y, width, height });

/** Tell whether a patch is whole pixels from the top left, so that it can be drawn. */
export const isPlain = (patch) => plainOf(patch.data) !== null;

/** Return a draft with one patch in another place. */
export function withRect(draft, id, rect) {
  return withPatch(draft, id, (one) => ({
    ...one, rects: [bare(rect)],
    data: one.data.frames ? { ...bare(rect), frames: one.data.frames } : bare(rect),
  }));
}

/** Return a draft with one patch changed. */
export function withPatch(draft, id, change) {
  return { ...draft, patches: draft.patches.map((one) => (one.id === id ? change(one) : one)) };
}

/** What can be undone. Changes of one gesture, which share a mark, are one step. */
export class History {
  #past = [];
  #future = [];
  #mark = null;

  constructor(draft) { this.draft = draft; this.saved = draft; }

  /** Take a new draft. */
  put(draft, mark = null) {
    if (mark === null || mark !== this.#mark) this.#past.push(this.draft);
    this.#mark = mark;
    this.#future = [];
    this.draft = draft;
  }

  /** Take what the server says of where patches lie: no step of its own. */
  resolve(draft) { this.draft = draft; }

  get canUndo() { return this.#past.length > 0; }
  get canRedo() { return this.#future.length > 0; }
  get isChanged() { return JSON.stringify(dataOf(this.draft)) !== JSON.stringify(dataOf(this.saved)); }

  undo() { this.#step(this.#past, this.#future); }
  redo() { this.#step(this.#future, this.#past); }

  #step(from, to) {
    if (!from.length) return;
    to.push(this.draft);
    this.draft = from.pop();
    this.#mark = null;
  }
}
