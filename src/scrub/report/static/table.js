// The table: a page of rows at a time, each of which opens.

const PAGE = 100;
const COLUMNS = [
  ["Verdict", "rank"], ["Source", "name"], ["Machine", "machine"], ["Frames", "frames", "number"],
  ["Texts", "texts", "number"], ["Template", "template"], ["Seconds", "seconds", "number"], ["Why, and what to do next", "reason"],
];
const list = at("list"), body = list.tBodies[0];
const state = { sorting: { key: "rank", up: true }, page: 0, shown: [] };

function templateCell(row) {
  if (!row.template.length) return make("td", { className: "soft" }, "–");
  const [first] = row.template;
  const more = row.template.length - 1;
  const near = row.fit.length ? null : make("span", { className: "soft" }, "nearly ");
  return make("td", { title: row.template.join("\n") }, make("span", { className: "cut" }, near, first), more ? make("span", { className: "soft" }, ` +${more}`) : null);
}

function kindsLine(row) {
  return row.kinds.map(([kind, many]) => `${kind} ${many}`).join(" · ");
}

function toggle(line, row) {
  const button = line.querySelector("button");
  const open = button.getAttribute("aria-expanded") === "true";
  button.setAttribute("aria-expanded", String(!open));
  line.classList.toggle("open", !open);
  if (open) {
    line.nextSibling.remove();
  } else {
    const id = "detail" + row.number;
    line.after(make("tr", { className: "opened", id }, make("td", { colSpan: COLUMNS.length }, detailView(row))));
    button.setAttribute("aria-controls", id);
  }
}

function lineOf(row) {
  const button = make("button", { type: "button", className: `pill ${style(row.verdict)}`, "aria-expanded": "false", "aria-label": `${row.verdict}: instance ${row.number + 1}, ${row.machine}` }, row.verdict);
  const line = make("tr", { className: "row" },
    cell(button),
    make("td", { title: row.name }, make("code", { className: "cut" }, row.path ? row.path.split("/").pop() : row.source.slice(0, 12))),
    make("td", { title: row.machine }, make("span", { className: "cut" }, row.machine)),
    make("td", { className: "number" }, row.frames ? count(row.frames) : "–"),
    make("td", { className: "number", title: kindsLine(row) }, count(row.texts)),
    templateCell(row),
    make("td", { className: "number" }, row.seconds ? row.seconds.toFixed(2) : "–"),
    cell(row.reason, row.verdict === "written" ? (row.kinds.length ? make("div", { className: "soft" }, kindsLine(row)) : null) : make("div", { className: "todo" }, row.next)));
  line.addEventListener("click", (event) => {
    const marked = window.getSelection().toString();
    if (event.target.closest("button") || !marked) toggle(line, row);
  });
  return line;
}

function showPage(number, focus) {
  const pages = Math.max(1, Math.ceil(state.shown.length / PAGE));
  state.page = Math.min(Math.max(0, number), pages - 1);
  const from = state.page * PAGE;
  const part = state.shown.slice(from, from + PAGE);
  body.replaceChildren(...(part.length ? part.map(lineOf) : [make("tr", {}, make("td", { colSpan: COLUMNS.length, className: "soft" }, "No instance fits."))]));
  at("count").textContent = state.shown.length === rows.length ? plural(rows.length, "instance") : `${count(state.shown.length)} of ${plural(rows.length, "instance")}`;
  at("page").textContent = part.length ? `${count(from + 1)}–${count(from + part.length)}` : "0";
  at("back").disabled = state.page === 0;
  at("on").disabled = state.page === pages - 1;
  if (focus) body.querySelector("button")?.focus();
}

for (const [name, key, kind] of COLUMNS) {
  const sort = () => {
    state.sorting = { key, up: state.sorting.key === key ? !state.sorting.up : kind !== "number" };
    refresh();
  };
  list.tHead.rows[0].append(make("th", { scope: "col", className: kind || "" }, make("button", { type: "button", className: "plain", onclick: sort }, name)));
}

function showSorting() {
  for (const [place, head] of [...list.tHead.rows[0].cells].entries()) {
    if (COLUMNS[place][1] === state.sorting.key) head.setAttribute("aria-sort", state.sorting.up ? "ascending" : "descending");
    else head.removeAttribute("aria-sort");
  }
}

body.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !event.target.classList.contains("pill")) return;
  const buttons = [...body.querySelectorAll("button.pill")];
  const next = buttons[buttons.indexOf(event.target) + step];
  if (next) {
    next.focus();
    event.preventDefault();
  }
});
at("back").addEventListener("click", () => showPage(state.page - 1));
at("on").addEventListener("click", () => showPage(state.page + 1));
