// The list of rectangles: exact numbers, black or keep, and for which frames.

import { ask, at, make } from "/shared/page.js";
import { isPlain, patchOf, withPatch } from "./draft.js";
import { clip } from "/shared/rects.js";

const SIDES = ["x", "y", "width", "height"];

export class Patches {
  #rows = new Map();
  #names = make("div", { className: "names", "aria-hidden": "true" }, make("span"), ...SIDES.map((one) => make("span", {}, one)));
  #none = make("p", { className: "empty" }, "None yet: drag on the frame, or begin with a suggestion.");

  constructor(desk) {
    this.desk = desk;
    at("suggest").addEventListener("click", () => this.#suggest());
    // What somebody is writing stays, whatever is shown anew meanwhile.
    at("patches").addEventListener("input", ({ target }) => { target.dataset.writing = ""; });
    for (const end of ["change", "focusout"]) at("patches").addEventListener(end, ({ target }) => { delete target.dataset.writing; }, true);
  }

  /** Show them; a row that is there stays, so that whoever writes in it is not interrupted. */
  show() {
    const { desk } = this, patches = desk.patches(), selected = desk.selected();
    const rows = patches.map((patch, index) => this.#row(patch, index + 1));
    this.#rows = new Map(rows.map((row) => [row.id, row]));
    const wanted = rows.length ? [this.#names, ...rows.map((row) => row.element)] : [this.#none];
    const there = at("patches").children;
    if (wanted.length !== there.length || wanted.some((one, index) => one !== there[index])) at("patches").replaceChildren(...wanted);
    for (const row of rows) this.#update(row, row.id === selected?.id);
    at("suggest").disabled = !desk.machine?.looked;
  }

  #row(patch, number) {
    const plain = isPlain(patch), key = `${number} ${patch.kind} ${plain ? "" : JSON.stringify(patch)}`;
    const old = this.#rows.get(patch.id);
    return old?.key === key ? { ...old, patch } : { id: patch.id, key, patch, number, element: this.#element(patch, number, plain) };
  }

  #element(patch, number, plain) {
    const { desk } = this, dot = make("i", { className: "dot" });
    dot.style.setProperty("--hue", `var(--${patch.kind})`);
    const which = make("button", {
      type: "button", className: "which", title: `Select rectangle ${number}, ${patch.kind}`, onclick: () => { desk.select(patch.id); desk.board.element.focus(); },
    }, dot, String(number));
    const parts = plain ? SIDES.map((key) => this.#field(patch.id, key, `${key} of rectangle ${number}`)) : [this.#said(patch)];
    const remove = make("button", { type: "button", className: "plain", "aria-label": `Remove rectangle ${number}`, title: "Remove", onclick: () => desk.remove(patch.id) }, "×");
    return make("div", { className: "patch", data: { kind: patch.kind } }, which, ...parts, remove);
  }

  #update({ element, patch, number }, selected) {
    element.classList.toggle("selected", selected);
    const fields = { ...patch.data, ...spanOf(patch) };
    if (selected && !element.querySelector(".more")) element.append(this.#more(patch, number));
    if (!selected) element.querySelector(".more")?.remove();
    for (const input of element.querySelectorAll("input:not([data-writing])")) input.value = fields[input.dataset.side];
  }

  #field(id, side, label) {
    const { desk } = this, patch = () => desk.patches().find((one) => one.id === id);
    return make("input", {
      type: "number", min: 0, step: 1, "aria-label": label, data: { side },
      onfocus: () => { if (desk.selected()?.id !== id) desk.select(id); },
      onchange: (event) => {
        const value = Number(event.target.value);
        if (event.target.value !== "" && Number.isInteger(value)) desk.setRect(id, clip({ ...patch().rects[0], [side]: value }, desk.board.size), null);
        this.show();
      },
    });
  }

  /** What is not pixels from the top left is told, and can be made that. */
  #said(patch) {
    const { desk } = this;
    const fix = make("button", {
      type: "button", className: "plain", title: "Make it rectangles of whole pixels, as it lies in this frame",
      onclick: () => desk.put({
        ...desk.draft, patches: desk.patches().flatMap((one) => (one.id === patch.id ? one.rects.map((rect) => patchOf(rect, one.kind)) : [one])),
      }),
    }, "as pixels");
    return make("span", { className: "said" }, told(patch.data), fix);
  }

  #more({ id, kind }, number) {
    const { desk } = this;
    const choice = make("select", { "aria-label": `Kind of rectangle ${number}`, onchange: () => desk.swapKind(id) },
      ...["black", "keep"].map((one) => make("option", { value: one, selected: one === kind }, one)));
    const end = (side) => make("input", {
      type: "number", "aria-label": `${side} frame of rectangle ${number}`, data: { side },
      onchange: (event) => this.#setFrames(id, side, Number(event.target.value)),
    });
    return make("div", { className: "more" }, choice, make("span", { title: "Counted from 1; −1 is the last" }, "frames"), end("first"), "to", end("last"));
  }

  #setFrames(id, side, value) {
    const { desk } = this;
    if (Number.isInteger(value) && value) {
      desk.put(withPatch(desk.draft, id, (one) => {
        const { frames: _, ...rest } = one.data, frames = { ...spanOf(one), [side]: value };
        return { ...one, data: frames.first === 1 && frames.last === -1 ? rest : { ...rest, frames } };
      }));
    }
    this.show();
  }

  async #suggest() {
    const { desk } = this, told = at("suggested");
    try {
      const answer = await ask(`/api/machines/${desk.machine.id}/suggestion`);
      if (answer.black.length) {
        desk.put({ ...desk.draft, patches: [...desk.patches(), ...answer.black.map((rect) => patchOf(rect, "black"))] });
      }
      const how = answer.why_not ? `Not enough to be sure: ${answer.why_not}.` : "Look at each before you save.";
      told.textContent = `${answer.black.length} rectangles from ${answer.from}. ${how}`;
    } catch (problem) {
      told.textContent = problem.message;
    }
    told.hidden = false;
  }
}

const spanOf = (patch) => ({ first: Number(patch.data.frames?.first ?? 1), last: Number(patch.data.frames?.last ?? -1) });

function told(data) {
  const frames = data.frames ? `, frames ${data.frames.first ?? 1} to ${data.frames.last ?? -1}` : "";
  if (data.area) return data.area.replaceAll("-", " ") + frames;
  if (data.left !== undefined) return `${data.left}, ${data.top} – ${data.right}, ${data.bottom} of the frame${frames}`;
  return `x ${data.x}, y ${data.y}, ${data.width ?? "to the edge"} × ${data.height ?? "to the edge"}${frames}`;
}
