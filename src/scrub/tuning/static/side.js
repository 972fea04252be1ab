// The lists at the left: machines, and the templates that fit the one that is shown.

import { at, make } from "/shared/page.js";

export class Machines {
  #all = [];

  constructor(choose) {
    this.choose = choose;
    at("machine-filter").addEventListener("input", () => this.#filter());
  }

  show(machines) {
    this.#all = machines;
    at("machine-filter").hidden = machines.length < 6;
    at("machine-count").textContent = machines.length;
    at("machines").replaceChildren(...machines.map((one) => make("li", {}, make("button", {
      type: "button", className: "machine", data: { machine: one.id }, onclick: () => this.choose(one),
    },
    line(make("b", { title: one.label }, one.model || one.label), make("span", { className: "number" }, `${one.columns} × ${one.rows}`)),
    line(make("span", {}, [one.model && one.manufacturer, one.modality, one.software].filter(Boolean).join(" · ") || "no modality")),
    line(make("span", { className: "number" }, counted(one)), make("span", {}, fitted(one), holes(one)))))));
  }

  mark(id) {
    for (const button of at("machines").querySelectorAll("button")) {
      if (Number(button.dataset.machine) === id) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  }

  #filter() {
    const words = at("machine-filter").value.toLowerCase().split(/\s+/);
    [...at("machines").children].forEach((item, index) => {
      const one = this.#all[index];
      const text = `${one.label} ${one.software} ${one.modality} ${one.columns} × ${one.rows} ${one.columns}x${one.rows}`.toLowerCase();
      item.hidden = !words.every((word) => text.includes(word));
    });
  }
}

const line = (...inside) => make("div", {}, ...inside);

function counted(one) {
  return `${one.instances} inst · ${one.patients || "?"} pat`;
}

function fitted(one) {
  const title = `${one.templates} templates fit, ${one.near} in all but the size`;
  if (one.templates) return make("span", { className: "fine", title }, `${one.templates} fit${one.templates > 1 ? "" : "s"}`);
  return make("span", { className: "holes", title }, one.near ? "none but nearly" : "no template");
}

function holes(one) {
  if (!one.looked) return "";
  const title = "Instances with text that would go black where no template does";
  return make("span", { className: one.holes ? "holes number" : "fine", title }, one.holes ? ` · ${one.holes} holes` : " · no holes");
}

export class Rivals {
  #all = [];
  #off = new Set();

  constructor(desk) { this.desk = desk; }

  /** Return what to draw of the others: not of the one that is being edited. */
  shown() {
    const others = this.#all.filter((one) => !this.#off.has(one.name) && one.name !== this.desk.draft.name);
    return others.map((one) => ({ near: one.near, rects: [...one.black, ...one.keep].flat() }));
  }

  show(rivals) {
    this.#all = rivals;
    const fitting = rivals.filter((one) => !one.near).length;
    at("rival-count").textContent = rivals.length ? `${fitting} fit, ${rivals.length - fitting} nearly` : "";
    at("rivals").replaceChildren(...rivals.map((one) => this.#item(one)));
    if (!rivals.length) at("rivals").append(make("li", { className: "empty rival" }, "None fits this machine, or nearly."));
  }

  #item(one) {
    const tick = make("input", {
      type: "checkbox", checked: !this.#off.has(one.name), id: `rival-${one.name}`,
      onchange: () => { if (tick.checked) this.#off.delete(one.name); else this.#off.add(one.name); this.desk.draw(); },
    });
    const label = make("label", { htmlFor: tick.id, title: one.name }, one.name);
    return make("li", { className: "rival" }, tick, label, make("small", {}, facts(one)), make("button", {
      type: "button", className: "plain", title: one.own ? "Edit this template" : "Begin a new one from this",
      onclick: () => this.#edit(one),
    }, one.own ? "Edit" : "Copy"));
  }

  #edit(one) {
    const name = one.own ? one.name : `site-${one.name.replace(/^site-/, "")}`;
    this.desk.edit({ ...one.data, name, provenance: one.own ? one.data.provenance : [`after ${one.name}`] }, one, { stored: one.own });
  }
}

function facts(one) {
  const size = one.near && (one.rows || one.columns) ? `for ${one.columns ?? "any"} × ${one.rows ?? "any"}` : "";
  const how = one.complete ? "complete" : one.reviewed ? "reviewed" : one.proposal ? "proposal" : "not reviewed";
  return [one.near ? `nearly, ${one.instances}` : `${one.instances} inst`, size, how].filter(Boolean).join(" · ");
}
