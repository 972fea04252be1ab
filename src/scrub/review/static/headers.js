// The page for headers: which header is shown, under which profile, and what is staged.
//
// `desk` is what the table, the side and the keys act on. What is staged is the server's: the page
// says what it saw, so that another tab is not written over.

import { ask, at, make } from "/shared/page.js";
import * as keys from "./header_keys.js";
import { Side } from "./header_side.js";
import { Table } from "./header_table.js";

let place = null, choice = "", seen = null, choices = [], busy = false, asked = 0;

const desk = {
  get seen() { return seen; },
  get choice() { return choices.find((one) => one.id === choice); },
  selected: () => table.selected,
  select(row) { side.show(row); },

  // What is shown.
  step(by) { if (place?.kind === "item") desk.open("item", place.number + by); },
  open(kind, number) {
    const button = document.querySelector(`nav button[data-kind="${kind}"][data-number="${number}"]`);
    if (!button || button.disabled) return null;
    place = { kind, number };
    return load();
  },
  choose(number) { if (choices[number]) { choice = choices[number].id; load(); } },
  back() { at("back").click(); },
  help: () => at("help").showModal(),
  search: () => at("search").focus(),
  nextFilter: () => table.nextFilter(),

  // What is staged.
  stage: (verb, value = "") => alone(async () => {
    const row = table.selected;
    if (!row) { desk.tell("Select an element first."); return; }
    take(await ask("/api/headers/stage", { ...said(), key: row.key, verb, value, note: at("note").value }));
    at("note").value = "";
    at("value").value = "";
    desk.tell(verb ? `${row.name}: ${verb}. U undoes it.` : `${row.name}: as the profile says.`, "good");
  }),
  replace() { if (table.selected && !at("value").disabled) at("value").focus(); },
  move: (how) => alone(async () => {
    take(await ask("/api/headers/move", { ...said(), how }));
    desk.tell({ undo: "Undone. Y does it again.", redo: "Done again.", revert: "All of it is taken back. U brings it back." }[how], "good");
  }),
  apply: () => alone(async () => {
    const done = await ask("/api/headers/apply", said());
    const beside = done.beside ? ` ${done.beside} could not be added to without changing what is in it, so it stays as it is, and this is a new file.` : "";
    at("applied-text").textContent = `${done.rules} rule${done.rules === 1 ? "" : "s"} written to ${done.file}.${beside}`;
    at("command").textContent = done.command;
    await refresh();
    at("applied").showModal();
  }),
  tell(text, how = "") {
    at("told").hidden = !text;
    at("told").className = `notice ${how}`;
    at("told").textContent = text;
  },
};

const table = new Table(desk);
const side = new Side(desk);

const query = () => ({ [place.kind]: String(place.number), choice });
const said = () => ({ ...query(), version: seen.version });

/** Do something that changes what is staged, one at a time. */
async function alone(act) {
  if (busy || !seen) return;
  setBusy(true);
  try {
    await act();
  } catch (problem) {
    const lost = problem.status === 409;
    // Somebody else staged something, or changed the file: what is there now is shown.
    if (problem.status === 409) await refresh();
    desk.tell(problem.message, "bad");
  } finally {
    setBusy(false);
  }
}

function setBusy(is) {
  busy = is;
  document.body.dataset.busy = is;
}

/** Show what is asked for. What is asked for later wins. */
async function load() {
  const ticket = ++asked;
  delete document.body.dataset.shown;
  history.replaceState(null, "", `#${new URLSearchParams(query())}`);
  marks();
  try {
    const answer = await ask(`/api/headers/view?${new URLSearchParams(query())}`);
    if (ticket !== asked) return;
    desk.tell("");
    take(answer);
  } catch (problem) {
    if (ticket === asked) nothing(problem.message);
  }
}

function take(answer) {
  seen = answer;
  at("cover").hidden = true;
  at("unseen").hidden = !seen.unseen;
  table.show(seen.rows);
  side.show(table.selected);
  side.staged();
  const { instances, left_out: left } = seen;
  at("title").textContent = place.kind === "item" ? `Instance ${place.number + 1}`
    : `Study, ${instances} instance${instances === 1 ? "" : "s"}${left ? `, ${left} more are left out` : ""}`;
  if (seen.problems.length) desk.tell(`${seen.problems.length} left out: ${seen.problems[0]}`, "bad");
  counted(choice, seen);
  document.body.dataset.shown = `${place.kind}-${place.number} ${choice} ${seen.version}`;
  count();
}

function nothing(message) {
  seen = null;
  table.show([]);
  side.show(null);
  side.staged();
  at("cover").hidden = false;
  at("cover").textContent = message;
  for (const { id } of choices) told(id, "");
  document.body.dataset.shown = "nothing";
}

/** Ask how much each of the other profiles would change here, one after the other. */
async function count() {
  const ticket = ++asked;
  delete document.body.dataset.counted;
  for (const { id } of choices.filter((one) => one.id !== choice)) {
    told(id, "…");
    try {
      const answer = await ask(`/api/headers/count?${new URLSearchParams({ ...query(), choice: id })}`);
      if (ticket !== asked) return;
      counted(id, answer);
    } catch (problem) {
      if (ticket !== asked) return;
      told(id, problem.message);
    }
  }
  document.body.dataset.counted = document.body.dataset.shown;
}

const counted = (id, { rules, changed }) => told(id, `${rules} rules · ${changed} change`);
const told = (id, text) => { at(`choice-${id}`).querySelector("small").textContent = text; };

function marks() {
  for (const button of document.querySelectorAll("nav button")) {
    const is = button.dataset.kind === place.kind && Number(button.dataset.number) === place.number;
    button.setAttribute("aria-current", String(is));
    if (is) button.scrollIntoView({ block: "nearest" });
  }
  for (const { id } of choices) at(`choice-${id}`).setAttribute("aria-pressed", String(id === choice));
  at("back").href = place.kind === "item" ? `/#item=${place.number}` : "/";
}

function entry(kind, number, label, small, disabled = false) {
  const button = make("button", { type: "button", disabled, data: { kind, number }, onclick: () => desk.open(kind, number) },
    make("span", { className: "number soft" }, number + 1), make("b", { title: label }, label), make("small", {}, small));
  return make("li", {}, button);
}

/** Take what there is to choose from: after Apply, the recipe file is among it. */
async function refresh() {
  const answer = await ask("/api/headers");
  choices = answer.choices;
  at("choices").replaceChildren(...choices.map((one, number) => make("button", {
    type: "button", id: `choice-${one.id}`, "aria-pressed": "false", onclick: () => desk.choose(number),
    title: `${one.title}: how many rules it has, and how many elements it would change here`,
  }, make("b", {}, make("kbd", {}, number + 1), one.title), make("small", {}, "…"))));
  if (!choices.some((one) => one.id === choice)) choice = choices[0].id;
  if (place) await load();
  return answer;
}

async function enter() {
  const asks = new URLSearchParams(location.hash.slice(1));
  choice = asks.get("choice") ?? "";
  const answer = await refresh();
  at("reviewer").textContent = answer.reviewer;
  at("instances").replaceChildren(...answer.instances.map((one) => entry("item", one.id, one.machine || "unnamed equipment", one.there ? one.verdict : "source not found", !one.there)));
  place = asks.has("item") ? { kind: "item", number: Number(asks.get("item")) } : { kind: "item", number: Math.max(0, answer.instances.findIndex((one) => one.there)) };
  if (!asks.has("study")) await load();
  const { studies } = await ask("/api/headers/studies");
  at("studies").replaceChildren(...studies.map((one) => entry("study", one.id, one.label, `${one.count} instance${one.count === 1 ? "" : "s"}`)));
  if (asks.has("study")) { place = { kind: "study", number: Number(asks.get("study")) }; await load(); }
  marks();
}

function start() {
  const click = { undo: () => desk.move("undo"), redo: () => desk.move("redo"), revert: () => desk.move("revert"), apply: desk.apply, "help-open": desk.help, drop: () => desk.stage("") };
  for (const verb of ["keep", "remove", "empty", "hash"]) click[verb] = () => desk.stage(verb);
  for (const [id, act] of Object.entries(click)) at(id).addEventListener("click", () => act());
  at("replace").addEventListener("submit", (event) => {
    event.preventDefault();
    desk.stage("replace", at("value").value).then(() => table.focus());
  });
  at("applied").addEventListener("close", () => table.focus());
  at("help").addEventListener("close", () => table.focus());
  at("keys").append(...keys.TOLD.flatMap(([key, what]) => [make("dt", {}, key), make("dd", {}, what)]));
  keys.listen(table, desk);
}

start();
enter().catch((problem) => nothing(problem.message));
