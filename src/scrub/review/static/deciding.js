// What is decided: sent at once, with what was known of the instance when it was.

import { ask, at } from "/shared/page.js";
import { confirmed, cropOf } from "./confirm.js";

/** Whoever has a `desk` has these, too. Nothing is decided while something is being decided. */
export class Deciding {
  #busy = false;

  constructor(desk) { this.desk = desk; }

  /** Do something that decides, one at a time, and only on what is shown. */
  async #alone(act) {
    const { desk } = this;
    if (this.#busy || !desk.isShown || !desk.item.bytes) return;
    this.#setBusy(true);
    try {
      await act();
    } catch (problem) {
      desk.tell(problem.message, "bad");
      // Somebody else may have decided: what is there now is shown.
      await desk.reload();
    } finally {
      this.#setBusy(false);
    }
  }

  #setBusy(is) {
    this.#busy = is;
    document.body.dataset.busy = is;
  }

  #send(data) {
    const { item } = this.desk;
    return ask(`/api/items/${item.id}/decide`, { version: item.version, bytes: item.bytes, ...data });
  }

  /** Accept or reject, and go on. */
  whole(ruling) {
    return this.#alone(async () => {
      const { desk } = this, { item } = desk;
      this.desk.take(await this.#send({ ruling }));
      desk.tell(`Instance ${item.id + 1}: ${ruling === "accept" ? "accepted" : "rejected, and not to be published"}. U undoes it.`, "good");
      await desk.goOn();
    });
  }

  places(ruling, places, said, note = "") {
    return this.#alone(async () => {
      this.desk.take(await this.#send({ ruling, places, note }));
      this.desk.dropDraft();
      this.desk.tell(said, "good");
      await this.desk.reload();
    });
  }

  takeBack(decision) {
    return this.#alone(async () => {
      this.desk.take(await this.#send({ ruling: "undo", of: decision.id }));
      this.desk.tell("Taken back.", "good");
      await this.desk.reload();
    });
  }

  undo() {
    return this.#alone(async () => {
      const { last } = this.desk;
      if (!last) return;
      this.desk.take(await ask("/api/undo", { at: last.at }));
      this.desk.tell(last.items > 1 ? `Taken back on ${last.items} instances.` : "Taken back.", "good");
      if (last.item !== null) await this.desk.choose(last.item, { anew: true });
    });
  }

  allText() {
    return this.#alone(async () => {
      const { desk } = this, { item } = desk;
      desk.tell("Looking for text…");
      const { places, note } = await ask(`/api/items/${item.id}/texts`, {});
      const open = places.filter((one) => !desk.isBlack(one));
      if (!open.length) {
        desk.tell(places.length ? "All text that is seen here goes black already." : "No text is seen here.");
        return;
      }
      desk.take(await this.#send({ ruling: "black", places: open, note }));
      desk.tell(`${open.length} more text${open.length === 1 ? "" : "s"} to black. U undoes it.`, "good");
      await desk.reload();
    });
  }

  alike(decision) {
    return this.#alone(async () => {
      const { desk } = this, { item } = desk, base = `/api/items/${item.id}/alike/${decision.id}`;
      const { alike } = await ask(base);
      if (!alike.length) {
        desk.tell(decision.ruling === "clear" ? "No other instance of this machine and size has such a finding there." : "There is no other instance of this machine and size.");
        return;
      }
      const count = `${alike.length} other instance${alike.length === 1 ? "" : "s"}`;
      const does = decision.ruling === "clear" ? "Clear this place on" : "Black this place on";
      const text = "Of the same machine and size, in the same place. For instances to come, draw a template: scrub templates tune.";
      const crops = alike.map((one) => [cropOf(one.item, one.places[0]), `instance ${one.item + 1}`]);
      if (!await confirmed(`${does} ${count}?`, text, `${does.split(" ")[0]} on ${alike.length}`, crops)) return;
      const answer = await ask(`${base}/decide`, { of: alike.map(({ item: number, version }) => ({ item: number, version })) });
      desk.take(answer);
      const lost = [[answer.overtaken, "decided on by somebody else meanwhile"], [answer.unread, "could not be read"]]
        .filter(([number]) => number).map(([number, why]) => `; ${number} left: ${why}`).join("");
      desk.tell(`Done on ${answer.decided} other instance${answer.decided === 1 ? "" : "s"}${lost}. U undoes it.`, lost ? "" : "good");
      await desk.reload();
      at("board").focus({ preventScroll: true });
    });
  }
}
