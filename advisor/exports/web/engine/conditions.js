// Conditions, once their leaves are put in: `["v", attribute, values, column?]`, `["n", attribute, comparison, number, ends?]`,
// `["&" | "|" | "!", ...parts]` and `["r", test, ...parts]`, an any that was made from a table; in normal form also
// `["R", test, ...parts]`, its opposite.

/** @typedef {any[]} Condition */
/** @typedef {string | number | string[]} Answer */

export const UNKNOWN = "unknown";
export const NONE = "none";

const COMPARISONS = {
  is: (a, b) => a === b,
  at_least: (a, b) => a >= b,
  at_most: (a, b) => a <= b,
  above: (a, b) => a > b,
  below: (a, b) => a < b,
};

/** A condition of the model with its leaves, of which it has the places. @returns {Condition} */
export function withLeaves(condition, leaves) {
  if (typeof condition === "number") return condition < 0 ? ["!", leaves[~condition]] : leaves[condition];
  const begin = condition[0] === "r" ? 2 : 1;
  const parts = condition.slice(begin).map((part) => withLeaves(part, leaves));
  return ["&|!"[condition[0]] ?? "r", ...condition.slice(1, begin), ...parts];
}

/** Whether it is a leaf. @param {Condition} condition */
export function isLeaf(condition) {
  return condition[0] === "v" || condition[0] === "n";
}

/** The parts of a branch. @param {Condition} condition @returns {Condition[]} */
export function partsOf(condition) {
  return condition.slice(condition[0] === "r" || condition[0] === "R" ? 2 : 1);
}

/** Whether the answer makes a leaf on a question hold. @param {Condition} leaf @param {Answer} answer */
export function leafHolds(leaf, answer) {
  if (leaf[0] === "n") return typeof answer === "number" && COMPARISONS[leaf[2]](answer, leaf[3]);
  if (!Array.isArray(answer)) return leaf[2].includes(answer);
  return answer.length ? answer.some((value) => leaf[2].includes(value)) : leaf[2].includes(NONE);
}

/** What a condition means, given what its leaves mean; parts are read only as far as the algebra asks. */
export function fold(condition, leaf, algebra) {
  const kind = condition[0];
  if (kind === "v" || kind === "n") return leaf(condition);
  const begin = kind === "r" || kind === "R" ? 2 : 1;
  const part = (n) => fold(condition[begin + n], leaf, algebra);
  const count = condition.length - begin;
  if (kind === "&" || kind === "R") return algebra.all(count, part);
  const found = algebra.any(count, part);
  return kind === "!" ? algebra.negate(found) : found;
}

/** Each leaf with whether it stands under an odd number of negations. @param {Condition} condition */
export function* leaves(condition, negated = false) {
  if (isLeaf(condition)) yield [condition, negated];
  else for (const part of partsOf(condition)) yield* leaves(part, negated !== (condition[0] === "!"));
}

/** The negation normal form, or where `negated` that of the opposite: see `nnf` in Python. @param {Condition} condition */
export function nnf(condition, negated = false) {
  if (isLeaf(condition)) return negated ? ["!", condition] : condition;
  const kind = condition[0];
  const inside = negated !== (kind === "!");
  const parts = partsOf(condition).map((part) => nnf(part, inside));
  if (kind === "r" || kind === "R") return [(kind === "r") === negated ? "R" : "r", condition[1], ...parts];
  if (parts.length === 1) return parts[0];
  return [(kind === "&") !== inside ? "&" : "|", ...parts];
}

/** The leaf of a normal form that is no branch, with whether it must not hold. @param {Condition} condition */
export function literal(condition) {
  return condition[0] === "!" ? [condition[1], true] : [condition, false];
}

/** Whether two conditions are written alike. */
export function sameCondition(one, other) {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

/** Whether parts decide: the first one that does ends it, and one that is open leaves it open. @param {boolean} decisive */
function decidedBy(decisive) {
  return (count, part) => {
    let result = !decisive;
    for (let n = 0; n < count; n++) {
      const truth = part(n);
      if (truth === decisive) return decisive;
      if (truth === null) result = null;
    }
    return result;
  };
}

/** Kleene's three values, null being open; a number of which parts are open is an interval. */
export const KLEENE = {
  all: decidedBy(false),
  any: decidedBy(true),
  negate: (part) => (part === null ? null : !part),
  sum(start, parts) {
    let least = start;
    let most = start;
    for (const [amount, holds] of parts) {
      if (holds || (holds === null && amount < 0n)) least += amount;
      if (holds || (holds === null && amount > 0n)) most += amount;
    }
    return [least, most];
  },
  between([low, high], [least, most]) {
    if (isInside(low, least, most) && isInside(high, least, most)) return true;
    const apart = (most !== null && low > most) || (least !== null && high < least);
    return apart || (least !== null && most !== null && least > most) ? false : null;
  },
  first(rules, holds) {
    const fires = new Map();
    let open = true;
    for (const rule of rules) {
      const here = holds.get(rule.id);
      fires.set(rule.id, here === false || open === false ? false : here && open);
      open = here === true || open === false ? false : here === null || open === null ? null : true;
    }
    const may = new Set();
    let settled = false;
    for (const rule of rules) {
      const here = holds.get(rule.id);
      if (here !== false) may.add(rule.pair);
      if (here) {
        settled = may.size === 1;
        break;
      }
    }
    const pairs = new Map(rules.map((rule) => [rule.pair, may.has(rule.pair) ? settled || null : false]));
    return { fires, pairs };
  },
};

/** Whether a scaled number is neither below the one end nor above the other; null is no end. */
export function isInside(number, least, most) {
  return (least === null || number >= least) && (most === null || number <= most);
}
