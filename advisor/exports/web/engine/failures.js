// Which conditions failed where something was not concluded, down to the answers: see
// `advisor/explanation/failures.py` and `closest.py`.

import { isLeaf, literal, nnf, partsOf, sameCondition } from "./conditions.js";
import { sortedBy } from "./grounds.js";
import { pairOf } from "./knowledge.js";

const NEVER = 1000;

/** Why a pair is not concluded. @param {import("./case.js").Case} advice */
export function failuresOf(advice, pair) {
  return new FailureSearch(advice).missing(pair, new Set());
}

/** Why a rule does not fire. @param {import("./case.js").Case} advice */
export function attempted(advice, rule) {
  return new FailureSearch(advice).attempt(rule, new Set([rule.pair]));
}

/** Of the rules before this one, that which the fewest changed answers would make hold, and then the earlier. */
export function closestEarlier(advice, rule) {
  const here = advice.engine.inDiagram(advice);
  const changes = (rival) => {
    const { sets } = here.case.minimalChanges(here.cases.holds(rival.when), 1);
    return sets.length ? sets[0].length : advice.kb.questions.size + 1;
  };
  return attempted(advice, sortedBy(advice.kb.earlier(rule), changes)[0]);
}

/** The conditions that all have to hold. */
export function conjuncts(condition) {
  return condition[0] === "&" ? partsOf(condition) : [condition];
}

class FailureSearch {
  constructor(advice) {
    this.advice = advice;
    this.kb = advice.kb;
    this.seen = new Map();
  }

  /** Explained once: a pair that was explained already, or is being explained, is only named. */
  missing(pair, above) {
    if (above.has(pair)) return { pair, attempts: [], again: true, distance: NEVER };
    if (this.seen.has(pair)) return this.seen.get(pair);
    const deeper = new Set([...above, pair]);
    const attempts = (this.kb.concluding.get(pair) || []).map((rule) => this.attempt(rule, deeper));
    const sorted = sortedBy(attempts, (attempt) => attempt.distance);
    const found = { pair, attempts: sorted, again: false, distance: sorted.length ? sorted[0].distance : NEVER };
    this.seen.set(pair, found);
    return found;
  }

  attempt(rule, above) {
    const parts = conjuncts(rule.when);
    const holds = parts.filter((part) => this.advice.holds(part));
    const failing = parts.filter((part) => !holds.some((other) => sameCondition(part, other)));
    const fails = distinctFailures(failing.flatMap((part) => this.#failed(nnf(part), above)));
    const forestalled = this.kb.earlier(rule).find((it) => this.advice.holds(it.when)) || null;
    const distance = fails.reduce((sum, failure) => sum + failure.distance, 0) + (forestalled ? 1 : 0);
    return { rule, holds, fails, forestalled, distance };
  }

  /** Why a condition in normal form is false. */
  #failed(node, above) {
    if (node[0] === "r" || node[0] === "R") return [this.#byRow(node, above)];
    if (node[0] === "|") return [this.#several(node, above)];
    if (node[0] !== "&") return [this.leaf(node, above)];
    return partsOf(node).filter((part) => !this.advice.holds(part)).flatMap((part) => this.#failed(part, above));
  }

  #several(node, above) {
    const ways = partsOf(node).map((part) => this.#failed(part, above)).filter((way) => way.length);
    return this.#failure(node, { ways });
  }

  /** What stands in the way is what compares with the row's own cell; or else that the row is not known. */
  #byRow(node, above) {
    const needs = this.needs(node);
    for (const part of partsOf(node)) {
      const [row, compared] = isLeaf(part) || part[0] === "!" ? [] : partsOf(part);
      if (this.advice.holds(row) !== (node[0] === "R")) return { ...this.leaf(compared, above), needs };
    }
    return { ...this.leaf(["v", node[1][2], []], above), needs };
  }

  leaf(node, above) {
    const [leaf, negated] = literal(node);
    const { english } = this.advice;
    const id = leaf[1];
    if (this.kb.questions.has(id)) return this.#failure(node, { answers: [english.fact(id, this.advice.case[id])] });
    if (leaf[0] === "n") return this.number(node, id, above);
    const pairs = leaf[2].map((value) => pairOf(id, value));
    if (negated) return this.#failure(node, { concluded: pairs.filter((pair) => this.advice.concluded.has(pair)) });
    return this.#failure(node, { missing: pairs.map((pair) => this.missing(pair, above)) });
  }

  /** A number is told as a whole; of one that is told to nobody, what is added to it and what is not. */
  number(node, id, above) {
    const { concluded, english } = this.advice;
    if (!this.kb.conclusions.get(id).internal) return this.#failure(node, { number: english.sumOf(id, concluded) });
    const pairs = this.kb.adding(id).map((rule) => rule.pair);
    const missing = pairs.filter((pair) => !concluded.has(pair)).map((pair) => this.missing(pair, above));
    return this.#failure(node, { concluded: pairs.filter((pair) => concluded.has(pair)), missing });
  }

  #failure(condition, { answers = [], concluded = [], missing = [], ways = [], number = "" }) {
    let own = answers.length + concluded.length + (number ? 1 : 0);
    if (missing.length) own += Math.min(...missing.map((it) => it.distance));
    if (ways.length) own += Math.min(...ways.map((way) => way.reduce((sum, it) => sum + it.distance, 0)));
    return { condition, needs: this.needs(condition), answers, concluded, missing, ways, number, distance: own || NEVER };
  }

  needs(condition) {
    return this.advice.english.condition(condition);
  }
}

/** Each once: what is alike in condition and need is alike in all. */
function distinctFailures(failures) {
  const found = new Map();
  for (const failure of failures) {
    const key = JSON.stringify([failure.condition, failure.needs]);
    if (!found.has(key)) found.set(key, failure);
  }
  return [...found.values()];
}
