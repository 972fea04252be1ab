// The element that is selected, what may become of it, and all that is staged.

import { at, make } from "/shared/page.js";

/** What the codes of PS3.15 Table E.1-1a mean, and those of a site. */
export const CODES = { D: "a dummy", Z: "emptied", X: "removed", K: "kept", C: "cleaned", U: "a new UID", H: "hashed", R: "replaced" };
const REASONS = {
  "own words": "one of the header's own words is in it", statement: "scrub says here what it did", pseudonymize: "what stands for the patient",
  dummy: "what stands for every patient", pointer: "it pointed at what goes", "content item": "an item of a report that goes whole",
};
const DOES = { keep: "keep", remove: "remove", empty: "empty", replace: "replace with", hash: "hash" };

export class Side {
  constructor(desk) { this.desk = desk; }

  show(row) {
    const can = Boolean(row?.rule);
    at("element-name").textContent = row ? row.path : "No element";
    at("element-facts").replaceChildren(...(row ? facts(row).flatMap(([name, text]) => [make("dt", {}, name), make("dd", {}, text)]) : []));
    for (const id of ["keep", "remove", "empty", "hash", "value", "replace-go", "note"]) at(id).disabled = !can;
    at("drop").disabled = !row?.staged;
    at("gives-up").hidden = !(can && this.desk.seen.claims && row.takes && !row.staged);
    if (row) at("spoken").textContent = `${row.name}, ${row.changed ? "changed" : "not changed"}, ${reasonOf(row)}`;
  }

  staged() {
    const { seen } = this.desk, staged = seen?.staged ?? [];
    at("staged-count").textContent = staged.length || "";
    at("staged").replaceChildren(...(staged.length ? staged.map((one) => make("li", {}, make("b", {}, DOES[one.verb]), ` ${one.name}${one.value ? `: ${one.value}` : ""}`,
      one.note ? make("div", { className: "soft" }, one.note) : null)) : [make("li", { className: "empty" }, "Nothing yet.")]));
    at("warnings").replaceChildren(...(seen?.warnings ?? []).map((text) => make("p", { className: "notice" }, text)));
    at("undo").disabled = !seen?.undo;
    at("redo").disabled = !seen?.redo;
    at("revert").disabled = !staged.length;
    at("apply").disabled = !staged.length;
    at("file").textContent = seen?.file ?? "";
  }
}

function facts(row) {
  const why = [CODES[row.code], reasonOf(row)].filter(Boolean).join(": ");
  return [["Tag", `${row.tag} ${row.vr}`], ["Before", shown(row.before)], ["After", shown(row.after)], ["Why", why],
    ...(row.of > 1 ? [["Where", `changed in ${row.changes} of ${row.of}`]] : []),
    ...(row.rule ? [] : [["Rule", "no rule of a recipe is about it"]])];
}

/** Return by which rule, in words. */
export const reasonOf = ({ reason }) => REASONS[reason] ?? reason;

export const shown = ({ kind, text }) => kind === "none" ? "—" : text;
