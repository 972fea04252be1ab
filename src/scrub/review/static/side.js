// The instance: why it is here, its findings, what was decided.

import { at, make } from "/shared/page.js";

const RULED = { clear: "cleared", black: "to black", accept: "accepted", reject: "rejected" };

export class Side {
  constructor(desk) { this.desk = desk; }

  show() {
    const { item, findings } = this.desk;
    at("verdict").replaceChildren(
      make("div", {}, make("span", { className: `pill ${item.verdict}` }, item.verdict), item.reason ? `: ${item.reason}` : ""),
      ...item.checks.map((one) => make("small", {}, `${one.name}: ${one.detail}`)),
      item.needs && item.step ? make("small", {}, item.step) : "",
      item.other_bytes ? make("p", { className: "notice" }, `${item.other_bytes} decisions were made on other bytes of this file: they do not count.`) : "",
      item.stale ? make("p", { className: "notice" }, "The file changed since the run: run scrub again.") : "",
      make("code", { className: "file", title: item.file }, item.file || "source not found"),
    );
    const cleared = findings.filter((one) => one.kind === "cleared").length;
    at("finding-count").textContent = findings.length ? `${findings.length}${cleared ? `, ${cleared} cleared` : ""}` : "";
    at("findings").replaceChildren(...(findings.length ? findings.map((one) => this.#finding(one))
      : [make("li", { className: "empty" }, item.looked ? "Nothing was found." : "No text was looked for.")]));
    at("decisions").replaceChildren(...(item.decisions.length ? item.decisions.map((one) => this.#decision(one))
      : [make("li", { className: "empty" }, "None yet.")]));
    const { last } = this.desk;
    at("undo").disabled = !last;
    at("undo").title = last ? `${RULED[last.ruling]}${last.items > 1 ? ` on ${last.items} instances` : ` on instance ${last.item + 1}`}` : "";
    for (const id of ["accept", "reject", "box", "all-text"]) at(id).disabled = !item.bytes;
    at("clear").disabled = !item.bytes || !this.desk.selected();
  }

  /** Mark the finding that is selected. */
  mark() {
    const { findings } = this.desk, selected = this.desk.selected();
    [...at("findings").querySelectorAll("button")].forEach((one, index) => {
      const is = findings[index] === selected;
      one.setAttribute("aria-pressed", String(is));
      if (is) one.scrollIntoView({ block: "nearest" });
    });
    at("clear").disabled = !this.desk.item.bytes || !selected;
  }

  #finding(one) {
    const swatch = make("i");
    swatch.style.setProperty("--hue", `var(--${one.kind})`);
    const state = one.kind === "cleared" ? ", cleared: stays" : "";
    return make("li", {}, make("button", {
      type: "button", className: "finding", "aria-pressed": "false", onclick: () => this.desk.select(one.number),
    }, swatch, make("b", {}, one.is), make("span", {}, `${one.score.toFixed(2)} ${framesOf(one.frames, this.desk.item.frames)}`),
    make("small", {}, `${one.reason} · ${one.recognizer}${state}`)));
  }

  #decision(one) {
    const place = one.rect ? ` ${one.rect.width} × ${one.rect.height} at ${one.rect.x}, ${one.rect.y}` : "";
    const when = new Date(one.at).toLocaleString([], { dateStyle: "short", timeStyle: "short" });
    return make("li", { className: "decision" },
      make("span", {}, make("b", {}, RULED[one.ruling]), place, make("small", {}, ` ${one.by}, ${when}${one.note ? `, ${one.note}` : ""}`)),
      make("button", { type: "button", className: "plain", "aria-label": `Take back: ${RULED[one.ruling]}${place}`, title: "Take back", onclick: () => this.desk.takeBack(one) }, "↶"));
  }
}

/** Say on which frames something is; nothing where there is one frame. */
export function framesOf({ first, last }, count) {
  if (count < 2) return "";
  if (first === 1 && last === count) return "all frames";
  return first === last ? `frame ${first}` : `frames ${first}–${last}`;
}
