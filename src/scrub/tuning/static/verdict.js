// What the template does to the instances that were looked at, as the server tells.

import { at, make } from "/shared/page.js";

const MOST_MISSES = 40;

export class Verdict {
  constructor(desk) { this.desk = desk; }

  show(judged) {
    const element = at("verdict");
    if (!judged) element.replaceChildren(make("p", { className: "soft" }, "Nothing is black yet."));
    else if (judged.problem) element.replaceChildren(make("p", { className: "notice bad" }, judged.problem));
    else element.replaceChildren(...this.#lines(judged).filter(Boolean));
    at("yaml").textContent = judged?.yaml ?? "";
  }

  #lines(judged) {
    const { gone, stays, misses } = judged, { machine } = this.desk;
    return [
      make("div", { className: judged.fits ? "fits" : "fits none" }, make("b", {}, `${judged.fits}`),
        `of ${judged.instances} instances fit`, judged.near ? make("span", { className: "soft" }, `· ${judged.near} in all but the size`) : null),
      judged.also.length ? make("p", { className: "soft", title: judged.also.join("\n") }, `Fits ${judged.also.length} other machine${judged.also.length > 1 ? "s" : ""} too: ${judged.also.slice(0, 2).join("; ")}${judged.also.length > 2 ? "…" : ""}`) : null,
      machine.looked ? null : make("p", { className: "soft" }, "No text was looked for: go by what you see."),
      ...(machine.looked && judged.fits ? [
        meter(gone),
        make("div", { className: "counts" },
          make("span", {}, "Goes black"), count("good", gone.covered, "covered"), count("cut", gone.cut, "cut"), count("missed", gone.missed, "missed"),
          make("span", {}, "Stays"), count("good", stays.missed, "clear"), count("cut wide", stays.covered + stays.cut, "under")),
        misses.length ? this.#misses(misses) : null,
      ] : []),
    ];
  }

  #misses(misses) {
    const { desk } = this;
    const lines = misses.slice(0, MOST_MISSES).map((miss, index) => make("div", { className: "miss" },
      make("i", { className: miss.open ? "dot missed" : "dot cut", title: miss.open ? "no template covers it" : "another template covers it" }),
      make("button", { type: "button", className: "plain", title: "Show it", onclick: () => desk.nextMiss(index) },
        `${miss.count} × ${miss.kind} at ${miss.x}, ${miss.y} (${miss.width} × ${miss.height})`),
      make("button", { type: "button", className: "plain", title: "Black it too", "aria-label": "Black it too", onclick: () => desk.addRect(miss) }, "+")));
    const more = misses.length > MOST_MISSES ? make("p", { className: "soft" }, `and ${misses.length - MOST_MISSES} more places`) : null;
    return make("div", { className: "misses" }, ...lines, more);
  }
}

function meter({ covered, cut, missed }) {
  const bar = make("div", { className: "meter", role: "img", "aria-label": `${covered} covered, ${cut} cut, ${missed} missed` });
  for (const [name, number] of [["good", covered], ["cut", cut], ["missed", missed]]) {
    if (!number) continue;
    const part = make("i", { className: name });
    part.style.flexGrow = String(number);
    bar.append(part);
  }
  return bar;
}

function count(name, number, text) {
  return make("span", { className: name }, number ? make("i", { className: "dot" }) : null, make("b", {}, String(number)), ` ${text}`);
}
