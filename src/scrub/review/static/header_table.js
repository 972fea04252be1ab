// The rows: every element before and after, nested; which are seen, folded, selected.

import { at, make } from "/shared/page.js";
import { CODES, reasonOf, shown } from "./header_side.js";

const FILTERS = {
  all: ["All", () => true], changed: ["Changed", (row) => row.changed],
  kept: ["Kept", (row) => !row.changed], private: ["Private", (row) => row.private],
};
const DOES = { keep: "kept", remove: "removed", empty: "emptied", replace: "replaced", hash: "hashed" };

export class Table {
  #rows = [];
  #lines = new Map();
  #items = [];
  #folded = new Set();
  #filter = "all";
  #selected = "";

  constructor(desk) {
    this.desk = desk;
    at("filters").append(...Object.entries(FILTERS).map(([id, [text]]) => make("button", {
      type: "button", "aria-pressed": String(id === "all"), data: { filter: id }, onclick: () => this.#setFilter(id),
    }, text)));
    at("search").addEventListener("input", () => this.#see());
    at("search").addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === "ArrowDown") { event.preventDefault(); this.step(0); } });
    at("collapse").addEventListener("click", () => this.#foldAll());
    at("body").addEventListener("click", (event) => this.#clicked(event));
  }

  get selected() { return this.#rows.find((row) => row.key === this.#selected) ?? null; }

  show(rows) {
    const scrolled = at("rows").parentElement.scrollTop;
    this.#rows = rows;
    this.#lines.clear();
    this.#items = [];
    at("body").replaceChildren(...this.#drawn());
    if (!this.#lines.has(this.#selected)) this.#selected = rows.find((row) => row.changed && row.rule)?.key ?? rows[0]?.key ?? "";
    this.#see();
    this.#mark(document.activeElement === document.body);
    at("rows").parentElement.scrollTop = scrolled;
  }

  focus() { this.#lines.get(this.#selected)?.focus({ preventScroll: false }); }

  step(by) {
    const seen = this.#seen();
    if (!seen.length) return;
    const here = seen.findIndex((row) => row.key === this.#selected);
    this.#select(seen[Math.max(0, Math.min(seen.length - 1, here + by))].key);
  }

  stepChanged(by) {
    const seen = this.#seen(), here = seen.findIndex((row) => row.key === this.#selected);
    for (let at_ = here + by; at_ >= 0 && at_ < seen.length; at_ += by) if (seen[at_].changed) { this.#select(seen[at_].key); return; }
  }

  end(by) {
    const seen = this.#seen();
    if (seen.length) this.#select(seen.at(by < 0 ? 0 : -1).key);
  }

  /** Fold or unfold a sequence; from what is in it, go to it. */
  fold(is) {
    const row = this.selected;
    if (!row) return;
    const folds = row.sequence && is !== this.#folded.has(row.group);
    if (folds) { this.#folded[is ? "add" : "delete"](row.group); this.#see(); return; }
    const parent = is && this.#rows.find((one) => one.sequence && one.group === row.parent);
    if (parent) this.#select(parent.key);
    else if (!is && row.sequence) this.step(1);
  }

  nextFilter() {
    const all = Object.keys(FILTERS);
    this.#setFilter(all[(all.indexOf(this.#filter) + 1) % all.length]);
  }

  #setFilter(id) {
    this.#filter = id;
    for (const button of at("filters").children) button.setAttribute("aria-pressed", String(button.dataset.filter === id));
    this.#see();
  }

  #foldAll() {
    const is = at("collapse").getAttribute("aria-pressed") !== "true";
    at("collapse").setAttribute("aria-pressed", String(is));
    this.#folded = new Set(is ? this.#rows.filter((row) => row.sequence).map((row) => row.group) : []);
    this.#see();
  }

  #clicked(event) {
    const key = event.target.closest("tr")?.dataset.key;
    if (!key) return;
    this.#select(key);
    if (event.target.classList.contains("twist")) this.fold(!this.#folded.has(this.selected.group));
  }

  #select(key) {
    this.#selected = key;
    this.#mark(true);
    this.desk.select(this.selected);
  }

  #mark(focuses) {
    for (const [key, line] of this.#lines) {
      const is = key === this.#selected;
      line.tabIndex = is ? 0 : -1;
      line.setAttribute("aria-selected", String(is));
    }
    if (focuses) this.focus();
  }

  #seen() { return this.#rows.filter((row) => !this.#lines.get(row.key).hidden); }

  /** Show the rows that are asked for, with the sequences they are in, and none that are folded. */
  #see() {
    const sought = at("search").value.trim().toLowerCase(), fits = FILTERS[this.#filter][1];
    const parents = new Map(this.#rows.filter((row) => row.sequence).map((row) => [row.group, row]));
    const wanted = new Set();
    let found = 0;
    for (const row of this.#rows) {
      if (!fits(row) || (sought && !row.sought.includes(sought))) continue;
      found++;
      for (let one = row; one; one = parents.get(one.parent)) wanted.add(one.key);
    }
    const isFolded = (row) => { for (let up = parents.get(row.parent); up; up = parents.get(up.parent)) if (this.#folded.has(up.group)) return true; return false; };
    for (const row of this.#rows) {
      const line = this.#lines.get(row.key);
      line.hidden = !wanted.has(row.key) || isFolded(row);
      if (row.sequence) {
        const folded = this.#folded.has(row.group);
        line.setAttribute("aria-expanded", String(!folded));
        line.querySelector(".twist").textContent = folded ? "▸" : "▾";
      }
    }
    for (const { line, rows } of this.#items) line.hidden = rows.every((row) => this.#lines.get(row.key).hidden);
    const changed = this.#rows.filter((row) => row.changed).length;
    at("count").textContent = `${found} of ${this.#rows.length} rows, ${changed} changed`;
    if (this.#lines.get(this.#selected)?.hidden) {
      const first = this.#seen()[0];
      if (first) { this.#selected = first.key; this.#mark(false); this.desk.select(this.selected); }
    }
  }

  *#drawn() {
    const items = new Map();
    for (const row of this.#rows) {
      row.sought = `${row.path} ${row.tag} ${row.before.text} ${row.after.text} ${row.reason}`.toLowerCase();
      if (row.item) {
        const name = `${row.parent} ${row.item}`;
        if (!items.has(name)) {
          const line = make("tr", { className: "item", role: "row", "aria-level": row.depth + 1 }, make("td", { colSpan: 6, role: "gridcell" }, named(row.depth, "", `Item ${row.item}`)));
          items.set(name, { line, rows: [] });
          this.#items.push(items.get(name));
          yield line;
        }
        items.get(name).rows.push(row);
      }
      const line = this.#line(row);
      this.#lines.set(row.key, line);
      yield line;
    }
  }

  #line(row) {
    const where = row.of > 1 ? ` in ${row.changes} of ${row.of}` : "";
    const word = row.changed ? make("span", { className: where ? "word where" : "word" }, `changed${where}`) : null;
    const why = [make("b", {}, row.code), row.code ? ` ${[...new Set(row.code.split("/"))].map((code) => CODES[code]).join(", ")} · ` : "", reasonOf(row)];
    return make("tr", { className: `${row.changed ? "changed" : ""} ${row.staged ? "staged" : ""}`, role: "row", tabIndex: -1, "aria-level": row.depth + 1, data: { key: row.key } },
      make("td", { role: "gridcell" }, named(row.depth, row.sequence ? "▾" : "", make("b", {}, row.name), word)),
      make("td", { role: "gridcell" }, row.tag), make("td", { role: "gridcell" }, row.vr),
      value(row.before), value(row.after),
      make("td", { className: "why", role: "gridcell" }, ...why, row.staged ? make("em", {}, `staged: ${DOES[row.staged.verb]}`) : null));
  }
}

function named(depth, twist, ...inside) {
  const cell = make("div", { className: "name" }, make("span", { className: "twist", "aria-hidden": "true" }, twist), ...inside);
  cell.style.setProperty("--depth", depth);
  return cell;
}

const value = (one) => make("td", { role: "gridcell" }, one.kind === "text" ? one.text : make("span", { className: "quiet" }, shown(one)));
