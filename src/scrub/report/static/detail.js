// What is shown of an instance when it is opened: the frame, each finding, and the checks.

const MOST = 40;

function table(name, heads, lines) {
  if (!lines.length) return null;
  const head = make("tr", {}, heads.map((text) => text ? make("th", { scope: "col" }, text) : make("td")));
  const shown = make("tbody", {}, lines.slice(0, MOST));
  const made = make("table", { className: "facts" }, make("caption", {}, name), make("thead", {}, head), shown);
  if (lines.length <= MOST) return made;
  const more = make("button", { type: "button", onclick: () => { shown.append(...lines.slice(MOST)); more.remove(); } }, `All ${count(lines.length)}`);
  return make("div", {}, made, more);
}
const cell = (...inside) => make("td", {}, ...inside);

/** The frame with its places, of which one can be pointed at. */
function frameView(known, pictures) {
  const places = [
    ...known.findings.map(([x, y, w, h, first, last], number) => ({ x, y, w, h, first, last, finding: number })),
    ...known.mask.filter(([,,,,,,, cause]) => words[cause]).map(([x, y, w, h, first, last]) => ({ x, y, w, h, first, last })),
  ];
  if (!places.length) return null;
  const columns = known.columns || Math.max(...places.map((one) => one.x + one.w));
  const lines = known.rows || Math.max(...places.map((one) => one.y + one.h));
  const numbers = [...new Set([...Object.keys(pictures.frames || {}).map(Number), ...places.map((one) => one.first)])].sort((a, b) => a - b);
  const drawing = draw("svg", { viewBox: `0 0 ${columns} ${lines}`, role: "img" });
  const below = make("figcaption", { className: "soft" });
  let shown = 0;
  function show(frame, pointed = -1) {
    const picture = (pictures.frames || {})[frame];
    const parts = [draw("rect", { class: "ground", width: columns, height: lines })];
    if (picture) parts.push(draw("image", { href: jpeg(picture), width: columns, height: lines, preserveAspectRatio: "none" }));
    const here = places.filter((one) => one.first <= frame && frame <= one.last);
    for (const one of here) {
      parts.push(draw("rect", { x: one.x, y: one.y, width: one.w, height: one.h, class: one.finding === pointed ? "place pointed" : "place" }));
    }
    drawing.replaceChildren(...parts);
    drawing.setAttribute("aria-label", `Frame ${frame}, ${columns} × ${lines} pixels, with ${plural(here.length, "place")} outlined`);
    const what = !picture ? "places only" : facts.revealed ? "as it was" : "as it was written";
    below.textContent = `Frame ${frame}: ${what}`;
    shown = frame;
  }
  const steps = numbers.length < 2 ? null : make("span", { className: "segments", role: "group", "aria-label": "Frame" },
    [["‹", -1, "Frame before"], ["›", 1, "Next frame"]].map(([sign, step, label]) => make("button", {
      type: "button", "aria-label": label,
      onclick: () => show(numbers[(numbers.indexOf(shown) + step + numbers.length) % numbers.length]),
    }, sign)));
  show(numbers[0]);
  const figure = make("figure", { className: "frame" }, drawing, make("div", { className: "under" }, below, steps));
  return { figure, point: (number) => { const one = known.findings[number]; show(one[4] <= shown && shown <= one[5] ? shown : one[4], number); } };
}

/** A place with what is round it. A pixel is shown as one, where there is room. */
function cropView([x, y, width, height], [picture, left, top, across, down], label) {
  const size = { x: left, y: top, width: across, height: down };
  const scale = Math.min(1, 160 / across, 44 / down);
  return draw("svg", { viewBox: `${left} ${top} ${across} ${down}`, width: across * scale, height: down * scale, role: "img", "aria-label": label },
    draw("image", { href: jpeg(picture), preserveAspectRatio: "none", ...size }),
    draw("rect", { x, y, width, height, class: "place" }));
}

function findingLine(finding, number, pictures, view) {
  const [x, y, width, height, first, last, kind, cause, reason, recognizer, score, length, text] = finding;
  const kept = (pictures.crops || {})[number];
  const hidden = text === undefined;
  const crop = kept ? cropView(finding, kept, hidden ? "the place, black" : "the place, as it was") : make("span", { className: "soft" }, "–");
  const point = () => view.point(number);
  return make("tr", { onmouseenter: point },
    pictures.crops ? make("td", { className: "crop" }, crop) : null,
    make("td", { className: "whole" }, words[kind]),
    make("td", { className: hidden ? "whole" : "" }, hidden ? make("span", { className: "soft" }, `‹${length} hidden›`) : make("q", {}, text)),
    cell(make("b", {}, words[cause]), words[reason] === words[cause] ? null : `: ${words[reason]}`),
    make("td", { className: "whole" }, words[recognizer]),
    make("td", { className: "number" }, score.toFixed(2)),
    make("td", { className: "number" }, range(first, last)),
    cell(make("button", { type: "button", className: "plain number", title: "Show on the frame", onclick: point, onfocus: point }, `${x}, ${y} · ${width} × ${height}`)));
}

function checksOf(known) {
  const checks = Array.isArray(known.checks) ? known.checks : words[known.checks];
  const failed = checks.filter(([, passed]) => !passed);
  if (!checks.length) return null;
  const lines = [...failed, ...checks.filter(([, passed]) => passed)].map(([name, passed, more]) => make("li", { className: passed ? "passed" : "failing" },
    make("b", {}, passed ? "passed" : "did not pass"), ` ${name}`, more ? make("span", { className: "soft" }, ` ${more}`) : null));
  const summary = failed.length ? `${failed.length} of ${plural(checks.length, "check")} did not pass` : `All ${checks.length} checks passed`;
  return make("details", { open: failed.length > 0 }, make("summary", {}, summary), make("ul", {}, lines));
}

const pairs = (list) => make("dl", {}, list.map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value))));

/** Return all that is known of an instance. */
function detailView(row) {
  const known = detailOf(row);
  const pictures = read("pictures" + row.number) || {};
  const view = frameView(known, pictures);
  const heads = ["kind", "text", "why", "recognizer", "score", "frames", "place"];
  const findings = table("Findings", pictures.crops ? ["crop", ...heads] : heads,
    known.findings.map((one, number) => findingLine(one, number, pictures, view)));
  const places = table("Other places", ["why", "frames", "place"], known.mask.filter(([,,,,,,, cause]) => words[cause])
    .map(([x, y, w, h, first, last, reason, cause]) => make("tr", {}, cell(make("b", {}, words[cause]), words[reason] === words[cause] ? null : `: ${words[reason]}`),
      make("td", { className: "number" }, range(first, last)), make("td", { className: "number" }, `${x}, ${y} · ${w} × ${h}`))));
  const header = known.header.map(([rule, many]) => [words[rule], many]);
  const changed = header.reduce((sum, [, many]) => sum + many, 0);
  const noPicture = known.findings.length && !pictures.frames;
  const why = row.verdict === "written" ? "Of thousands of instances a sample has pictures; this one has none." :
    "Nothing of it was published, so that its frame is not shown here; --reveal shows the original.";
  return make("div", { className: "detail" },
    row.verdict === "written" ? null : make("p", { className: "notice next" }, make("b", {}, "Next: "), row.next),
    make("div", { className: "sides" },
      make("div", { className: "left" }, view && view.figure, noPicture ? make("p", { className: "soft" }, why) : null),
      make("div", { className: "right" }, findings || make("p", { className: "soft" }, "No findings."), places,
        checksOf(known),
        header.length ? make("details", {}, make("summary", {}, `${plural(changed, "change")} of the header, by rule`), pairs(header.map(([rule, many]) => [rule, count(many)]))) : null,
        pairs([["source", row.source], ...(row.path ? [["path", row.path]] : []), ...known.facts.map(([name, value]) => [words[name], value]),
          ...(row.fit.length ? [["templates that fit", row.fit.join(", ")]] : []),
          ...(row.near.length ? [["templates that fit but for the frame", row.near.join(", ")]] : []),
          ["seconds", known.seconds.map(([stage, seconds]) => `${words[stage]} ${seconds.toFixed(2)}`).join(", ") || "–"]]))));
}
