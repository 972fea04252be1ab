// The frames of a cine: which is shown, and which are changed.

import { at, make } from "/shared/page.js";

export class Timeline {
  #frames = 1;
  #changed = [];

  constructor(desk) {
    at("frame").addEventListener("input", () => desk.setFrame(at("frame").value - 1));
    at("changed-back").addEventListener("click", () => desk.stepChanged(-1));
    at("changed-next").addEventListener("click", () => desk.stepChanged(1));
  }

  /** Begin with an instance; `places` are where it is changed, each with the kind it is shown as. */
  begin(frames, places) {
    this.#frames = frames;
    at("timeline").hidden = frames < 2;
    at("frame").max = frames;
    this.#changed = changedOf(frames, places);
    at("marks").replaceChildren(...places.map(({ frames: { first, last }, kind }) => {
      const mark = make("i", { className: first === 1 && last === frames ? `${kind} throughout` : kind });
      mark.style.left = `${100 * (first - 1) / frames}%`;
      mark.style.width = `${100 * (last - first + 1) / frames}%`;
      return mark;
    }));
  }

  show(frame) {
    at("frame").value = frame + 1;
    const changed = this.#changed.some(([first, last]) => frame + 1 >= first && frame + 1 <= last);
    at("frame").setAttribute("aria-valuetext", `${frame + 1} of ${this.#frames}${changed ? ", changed" : ""}`);
    at("frame-out").textContent = `${frame + 1} of ${this.#frames}`;
  }

  /** Return where a changed stretch begins, after or before a frame; or that frame. */
  nextChanged(frame, step) {
    const starts = this.#changed.map(([first]) => first - 1);
    const there = step > 0 ? starts.find((one) => one > frame) : starts.findLast((one) => one < frame);
    return there ?? frame;
  }
}

/** Return the stretches of frames, from 1, on which the same places are changed. */
function changedOf(frames, places) {
  const edges = new Set([1, frames + 1]);
  for (const { frames: { first, last } } of places) edges.add(first).add(last + 1);
  const sorted = [...edges].sort((one, other) => one - other);
  return sorted.slice(0, -1).map((first, index) => [first, sorted[index + 1] - 1])
    .filter(([first]) => places.some((one) => one.frames.first <= first && first <= one.frames.last));
}
