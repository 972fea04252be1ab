// Making elements, and how things are said.

const at = (id) => document.getElementById(id);
const read = (id) => { const found = at(id); return found ? JSON.parse(found.textContent) : null; };

/** Make an element: properties, attributes (with a dash), listeners (on…), and what is in it. */
function make(name, properties = {}, ...inside) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key.includes("-") || key === "role" || key === "scope") element.setAttribute(key, value);
    else element[key] = value;
  }
  element.append(...inside.flat().filter((one) => one !== null && one !== undefined && one !== ""));
  return element;
}

/** Make an element of a drawing. */
function draw(name, attributes, ...inside) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...inside);
  return element;
}

const jpeg = (text) => "data:image/jpeg;base64," + text;
const count = (number) => number.toLocaleString("en");
const plural = (number, one) => `${count(number)} ${one}${number === 1 ? "" : "s"}`;
const range = (first, last) => first === last ? String(first) : `${first}–${last}`;
const style = (verdict) => verdict.replaceAll(" ", "-");
