// The choice that was meant where none is called as what was typed.

const NEAR = 0.6;

/**
 * The one with a name that is nearly what was typed; nothing where no name is.
 * @template T @param {string} typed @param {T[]} choices @param {(choice: T) => string[]} namesOf @returns {T | undefined}
 */
export function nearestNamed(typed, choices, namesOf) {
  const likeness = (/** @type {string} */ name) => 1 - lettersApart(typed, name) / Math.max(typed.length, name.length, 1);
  const each = choices.map((choice) => ({ choice, like: Math.max(...namesOf(choice).map(likeness)) }));
  return each.filter(({ like }) => like >= NEAR).sort((one, other) => other.like - one.like)[0]?.choice;
}

/** How many letters have to be put in, left out or taken for others (Levenshtein). @param {string} one @param {string} other */
function lettersApart(one, other) {
  let row = Array.from({ length: other.length + 1 }, (_, n) => n);
  for (let at = 1; at <= one.length; at++) {
    const next = [at];
    for (let n = 1; n <= other.length; n++)
      next[n] = Math.min(row[n] + 1, next[n - 1] + 1, row[n - 1] + (one[at - 1] === other[n - 1] ? 0 : 1));
    row = next;
  }
  return row[other.length];
}
