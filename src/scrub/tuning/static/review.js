// Who looked, and saving.

import { ask, at, make } from "/shared/page.js";
import { dataOf } from "./draft.js";

export class Review {
  constructor(desk) {
    this.desk = desk;
    at("review").addEventListener("submit", (event) => { event.preventDefault(); this.#save(); });
    at("complete").addEventListener("change", () => this.#warn());
    at("note").addEventListener("change", () => desk.put({ ...desk.draft, note: at("note").value.trim() }));
    at("new").addEventListener("click", () => {
      if (desk.history.isChanged && !confirm("What was drawn is not saved. Begin anew?")) return;
      desk.edit(desk.page.new, null, { stored: true });
    });
  }

  show() {
    const { draft, history, judged } = this.desk;
    if (document.activeElement !== at("note")) at("note").value = draft.note;
    at("save").disabled = !draft.patches.some((one) => one.kind === "black") || Boolean(judged?.problem);
    at("unsaved").textContent = history.isChanged ? "not saved" : "";
    this.#warn();
  }

  #warn() {
    const { judged, machine } = this.desk, element = at("complete-warning");
    const missed = judged?.gone ? judged.gone.missed + judged.gone.cut : 0;
    let text = "";
    if (at("complete").checked && missed) {
      text = `${missed} texts that would go black are not under it. A run with --ocr none would publish them.`;
    } else if (at("complete").checked && machine && !machine.looked) {
      text = "No text was looked for. A run with --ocr none publishes whatever is not under it.";
    }
    element.hidden = !text;
    element.textContent = text;
  }

  async #save() {
    const { desk } = this, told = at("saved"), draft = desk.draft, history = desk.history;
    const review = { by: at("by").value, equipment: at("equipment").value, complete: at("complete").checked };
    try {
      const answer = await ask("/api/save", { template: dataOf(draft), review });
      history.saved = draft;
      told.className = "notice good";
      told.replaceChildren(answer.replaced ? "Replaced in " : "Saved to ", make("code", {}, answer.file), ". Use it: ",
        make("code", {}, `scrub --pixel IN OUT --templates ${answer.folder}`));
      at("yaml").textContent = answer.yaml;
      await desk.reload();
      this.show();
    } catch (problem) {
      told.className = "notice bad";
      told.textContent = problem.message;
    }
    told.hidden = false;
  }
}
