// What the table knows of each instance, and which of them are shown in which order.

const BLOCK = 100;
const ORDER = ["held", "refused", "failed", "not dicom", "written"];
const words = read("words");
const facts = read("facts");
const said = (numbers) => numbers.map((number) => words[number]);

const rows = [];
for (const block of document.querySelectorAll("script.rows")) {
  for (const [verdict, source, path, machine, frames, kinds, causes, fit, near, seconds, reason, next] of JSON.parse(block.textContent)) {
    rows.push({
      number: rows.length, verdict: words[verdict], source, path, machine: words[machine], frames,
      kinds: kinds.map(([kind, many]) => [words[kind], many]), cause: said(causes), fit: said(fit), near: said(near),
      seconds, reason: words[reason], next: words[next],
    });
  }
}
for (const row of rows) {
  row.rank = ORDER.indexOf(row.verdict);
  row.name = row.path || row.source;
  row.kind = row.kinds.map(([kind]) => kind);
  row.texts = row.kinds.reduce((sum, [, many]) => sum + many, 0);
  row.template = [...row.fit, ...row.near];
  row.said = [row.source, row.path, row.machine, row.reason, ...row.template].join("\n").toLowerCase();
}

// Fields to choose by: some have one value in a row, some have several.
const FIELDS = ["verdict", "kind", "cause", "machine", "template"];
const has = (row, field, value) => Array.isArray(row[field]) ? row[field].includes(value) : row[field] === value;

let opened = { number: -1, list: [] };
/** Return what is shown of an instance when it is opened. Of the blocks one is kept. */
function detailOf(row) {
  const number = Math.floor(row.number / BLOCK);
  if (opened.number !== number) opened = { number, list: read("block" + number) };
  return opened.list[row.number % BLOCK];
}

/** Return the rows that fit, sorted; those that are alike stay in the order of the run. */
function chosen(sought, values, sorting) {
  const needles = sought.toLowerCase().split(/\s+/).filter(Boolean);
  const fields = FIELDS.filter((field) => values[field]);
  const fitting = rows.filter((row) => fields.every((field) => has(row, field, values[field])) &&
    needles.every((needle) => row.said.includes(needle)));
  const key = sorting.key, way = sorting.up ? 1 : -1;
  return fitting.sort((a, b) => a[key] < b[key] ? -way : a[key] > b[key] ? way : a.number - b.number);
}
