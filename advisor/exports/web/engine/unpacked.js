// The model as Python's `packed` wrote it, where objects with the same keys are columns, and many texts are one.

/** @param {any} value @returns {any} */
export function unpacked(value) {
  if (typeof value !== "object" || value === null) return value;
  if (!Array.isArray(value)) return Object.fromEntries(Object.entries(value).map(([key, it]) => [key, unpacked(it)]));
  const [first, ids, columns] = value;
  if (first !== true) return value.map(unpacked);
  if (typeof columns === "string") return taken(columns);
  const cells = Object.entries(columns).map(([key, column]) => [key, taken(column)]);
  const objectAt = (_, n) =>
    Object.fromEntries(cells.filter(([, column]) => column[n] !== null).map(([key, column]) => [key, unpacked(column[n])]));
  const found = cells[0][1].map(objectAt);
  return ids ? Object.fromEntries(found.map((it, n) => [taken(ids)[n], it])) : found;
}

/** The texts that were joined; null where nothing stands. */
function taken(texts) {
  return typeof texts === "string" ? texts.split("|").map((text) => text || null) : texts;
}
