// What the template asks of a header: a test a line; what is more than that is shown as it is.

import { at, make } from "/shared/page.js";

const OPS = ["equals", "startswith", "endswith", "contains", "matches", "less", "greater", "present", "absent"];
const BARE = new Set(["present", "absent"]);
const SPOKEN = { startswith: "starts with", endswith: "ends with" };
const APART = " | ";

export class Tests {
  #shown = null;

  constructor(desk) {
    this.desk = desk;
    at("add-test").addEventListener("click", () => this.#put([...desk.draft.when, { attribute: "", equals: "" }]));
    at("sized").addEventListener("change", () => {
      const { rows, columns } = desk.machine, sized = at("sized").checked;
      desk.put({ ...desk.draft, rows: sized ? rows : null, columns: sized ? columns : null });
    });
    at("name").addEventListener("change", () => desk.put({ ...desk.draft, name: at("name").value.trim() }));
  }

  show() {
    const { draft, machine } = this.desk;
    // What was just written in a row is in it already; whoever wrote it goes on to the next field.
    if (this.#shown !== draft.when) at("tests").replaceChildren(...draft.when.map((test, index) => this.#row(test, index)));
    this.#shown = draft.when;
    if (document.activeElement !== at("name")) at("name").value = draft.name;
    const own = draft.rows ?? draft.columns;
    const other = own && (draft.rows !== machine.rows || draft.columns !== machine.columns);
    at("sized").checked = Boolean(own);
    at("sized-text").textContent = other
      ? `only frames of ${draft.columns ?? "any"} × ${draft.rows ?? "any"}: not this machine's`
      : `only frames of ${machine.columns} × ${machine.rows}`;
  }

  #row(test, index) {
    const remove = make("button", {
      type: "button", className: "plain", "aria-label": `Remove test ${index + 1}`, title: "Remove",
      onclick: () => this.#put(this.desk.draft.when.filter((_, other) => other !== index)),
    }, "×");
    const op = OPS.find((one) => one in test);
    if (!op || test.creator || test.exact_case) return make("div", { className: "test" }, make("code", {}, JSON.stringify(test)), remove);
    const negated = String(test.not) === "true";
    const attribute = make("input", {
      value: test.attribute, "aria-label": `Attribute of test ${index + 1}`, placeholder: "Manufacturer, or 0008,0070", spellcheck: false,
      onchange: () => this.#change(index, attribute, choice, values),
    });
    const choice = make("select", { "aria-label": `How test ${index + 1} compares`, onchange: () => this.#change(index, attribute, choice, values) },
      ...OPS.flatMap((one) => [[one, false], ...(BARE.has(one) ? [] : [[one, true]])]).map(([one, not]) => make("option", {
        value: `${not ? "not " : ""}${one}`, selected: one === op && not === negated,
      }, `${not ? "not: " : ""}${SPOKEN[one] ?? one}`)));
    const values = make("input", {
      className: "values", value: BARE.has(op) ? "" : [test[op]].flat().join(APART), hidden: BARE.has(op), spellcheck: false,
      "aria-label": `Value of test ${index + 1}`, title: "Any one of several will do: parted by |", placeholder: "value",
      onchange: () => this.#change(index, attribute, choice, values),
    });
    return make("div", { className: "test" }, attribute, choice, remove, values);
  }

  #change(index, attribute, choice, values) {
    const negated = choice.value.startsWith("not "), op = choice.value.replace("not ", "");
    const said = values.value.split("|").map((one) => one.trim()).filter(Boolean);
    const test = { attribute: attribute.value.trim(), [op]: BARE.has(op) ? true : said.length === 1 ? said[0] : said };
    if (negated) test.not = true;
    values.hidden = BARE.has(op);
    this.#shown = this.desk.draft.when.map((one, other) => (other === index ? test : one));
    this.#put(this.#shown);
  }

  #put(when) { this.desk.put({ ...this.desk.draft, when }); }
}
