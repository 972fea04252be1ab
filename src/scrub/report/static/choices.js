// Choosing which instances are shown, and what shows that.

const sought = at("words-sought");

function refresh() {
  const values = Object.fromEntries(FIELDS.map((field) => [field, at(field).value]));
  state.shown = chosen(sought.value, values, state.sorting);
  for (const one of document.querySelectorAll("[data-filter]")) {
    one.setAttribute("aria-pressed", String(values[one.dataset.filter] === one.dataset.value));
  }
  at("clear").hidden = !sought.value && !FIELDS.some((field) => values[field]);
  showSorting();
  showPage(0);
}

for (const field of FIELDS) {
  const counted = new Map();
  for (const row of rows) {
    for (const value of new Set([row[field]].flat())) counted.set(value, (counted.get(value) || 0) + 1);
  }
  const values = [...counted.keys()].sort(field === "verdict" ? (a, b) => ORDER.indexOf(a) - ORDER.indexOf(b) : undefined);
  at(field).append(...values.map((value) => make("option", { value }, `${value} (${count(counted.get(value))})`)));
  at(field).addEventListener("change", refresh);
}

for (const one of document.querySelectorAll("[data-filter]")) {
  one.addEventListener("click", () => {
    const field = at(one.dataset.filter);
    field.value = field.value === one.dataset.value ? "" : one.dataset.value;
    refresh();
  });
}

let waiting = 0;
sought.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(refresh, 80); });
at("clear").addEventListener("click", () => {
  sought.value = "";
  for (const field of FIELDS) at(field).value = "";
  refresh();
  sought.focus();
});
document.addEventListener("keydown", (event) => {
  const writing = event.target.matches("input, select, textarea");
  if (event.key === "/" && !writing && !event.ctrlKey && !event.metaKey) {
    sought.focus();
    event.preventDefault();
  }
});
refresh();
