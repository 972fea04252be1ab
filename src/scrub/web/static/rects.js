// Rectangles in whole pixels: {x, y, width, height}, from the top left, half open.

/** The handles of a rectangle, by which of its sides they move: [across, down], -1, 0 or 1. */
export const HANDLES = [[-1, -1], [0, -1], [1, -1], [-1, 0], [1, 0], [-1, 1], [0, 1], [1, 1]];

/** Return the rectangle of the pixels from one point to another, both in it. */
export function between(a, b, size) {
  const left = Math.floor(Math.min(a.x, b.x)), top = Math.floor(Math.min(a.y, b.y));
  const right = Math.floor(Math.max(a.x, b.x)) + 1, bottom = Math.floor(Math.max(a.y, b.y)) + 1;
  return clip({ x: left, y: top, width: right - left, height: bottom - top }, size);
}

/** Return the part in a frame; at least the pixel nearest to it. */
export function clip(rect, size) {
  const x = inside(rect.x, 0, size.columns - 1), y = inside(rect.y, 0, size.rows - 1);
  const right = inside(rect.x + rect.width, x + 1, size.columns);
  const bottom = inside(rect.y + rect.height, y + 1, size.rows);
  return { x, y, width: right - x, height: bottom - y };
}

/** Return it moved, as far as the frame goes. */
export function moved(rect, across, down, size) {
  return {
    ...rect,
    x: inside(rect.x + across, 0, Math.max(0, size.columns - rect.width)),
    y: inside(rect.y + down, 0, Math.max(0, size.rows - rect.height)),
  };
}

/** Return it with the sides of a handle moved; it keeps one pixel at least. */
export function resized(rect, handle, across, down, size) {
  let { x, y, width, height } = rect;
  if (handle[0] < 0) { const left = inside(x + across, 0, x + width - 1); width += x - left; x = left; }
  if (handle[0] > 0) width = inside(width + across, 1, size.columns - x);
  if (handle[1] < 0) { const top = inside(y + down, 0, y + height - 1); height += y - top; y = top; }
  if (handle[1] > 0) height = inside(height + down, 1, size.rows - y);
  return { ...rect, x, y, width, height };
}

/** Tell whether a point is in a rectangle. */
export function holds(rect, point) {
  return point.x >= rect.x && point.x < rect.x + rect.width
    && point.y >= rect.y && point.y < rect.y + rect.height;
}

/** Return where a handle is. */
export function handleAt(rect, handle) {
  return { x: rect.x + rect.width * (handle[0] + 1) / 2, y: rect.y + rect.height * (handle[1] + 1) / 2 };
}

/** Return a number, or the nearest one in a range. */
export function inside(number, low, high) {
  return Math.min(Math.max(number, low), high);
}
