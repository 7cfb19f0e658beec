// The model as Python's `packed` wrote it, where objects with the same keys are columns, and many texts are one.

/** @param {any} value @returns {any} */
export function unpacked(value) {
  if (typeof value !== "object" || value === null) return value;
  if (!Array.isArray(value)) return Object.fromEntries(Object.entries(value).map(([key, it]) => [key, unpacked(it)]));
  const [first, ids, columns] = value;
  if (first !== true) return value.map(unpacked);
  if (typeof columns === "string") return taken(columns);
  const cells = Object.entries(columns).map(([key, column]) => [key, taken(column)]);
  const found = Array.from({ length: Math.max(...cells.map(([, column]) => column.length)) }, () => []);
  for (const [key, column] of cells) column.forEach((it, n) => it !== null && found[n].push([key, unpacked(it)]));
  const objects = found.map(Object.fromEntries);
  return ids ? Object.fromEntries(taken(ids).map((id, n) => [id, objects[n]])) : objects;
}

/** The texts that were joined; null where nothing stands, and `=` is the one before. */
function taken(texts) {
  let last;
  return typeof texts === "string" ? texts.split("|").map((text) => (text === "=" ? last : (last = text || null))) : texts;
}
