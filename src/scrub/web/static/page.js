// What our pages have in common: asking the server, and making elements.

/** Send data, or ask if there are none; the answer as JSON. Throws an Error that says why not, with HTTP's status. */
export async function ask(path, data) {
  const sent = data === undefined ? {} : {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(data),
  };
  let response;
  try {
    response = await fetch(path, sent);
  } catch {
    throw new Error("scrub does not answer: it was ended, or the connection was lost.");
  }
  if (!response.headers.get("Content-Type")?.startsWith("application/json")) {
    throw new Error(await response.text());
  }
  const answer = await response.json();
  if (!response.ok) throw Object.assign(new Error(answer.problem), { status: response.status });
  return answer;
}

/** Return an image that has loaded. */
export async function picture(path) {
  const image = new Image();
  image.src = path;
  try {
    await image.decode();
  } catch {
    throw new Error("This frame cannot be shown.");
  }
  return image;
}

/** Make an element: properties, attributes (with a dash), listeners (on…), and what is in it. */
export function make(name, properties = {}, ...inside) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key.includes("-") || key === "role") element.setAttribute(key, value);
    else if (key === "data") Object.assign(element.dataset, value);
    else element[key] = value;
  }
  element.append(...inside.flat().filter((one) => one !== null && one !== undefined && one !== false));
  return element;
}

/** Return the element of an id. */
export const at = (id) => document.getElementById(id);
