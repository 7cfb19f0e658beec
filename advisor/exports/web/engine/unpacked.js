// The model as Python's `packed` wrote it, where objects with the same keys are columns.

/** @param {any} value @returns {any} */
export function unpacked(value) {
  if (typeof value !== "object" || value === null) return value;
  if (!Array.isArray(value)) return Object.fromEntries(Object.entries(value).map(([key, it]) => [key, unpacked(it)]));
  const [first, ids, columns] = value;
  if (first !== true) return value.map(unpacked);
  const [anyColumn] = Object.values(columns);
  const objectAt = (n) => {
    const cells = Object.entries(columns).filter(([, column]) => column[n] !== null);
    return Object.fromEntries(cells.map(([key, column]) => [key, unpacked(column[n])]));
  };
  const found = anyColumn.map((_, n) => objectAt(n));
  return ids ? Object.fromEntries(found.map((it, n) => [ids[n], it])) : found;
}
