// The meaning of rules, stratum by stratum, in any algebra of truth: see `advisor/logic/interpretation.py`.

import { KLEENE, fold, leafHolds } from "./conditions.js";
import { pairOf, unscaled } from "./knowledge.js";

/** What a knowledge base concludes: `pairs` has where each pair is concluded, `fires` where each rule fires. */
export class Interpretation {
  /** `asked` says what a leaf on a question means. */
  constructor(kb, algebra, asked) {
    this.kb = kb;
    this.algebra = algebra;
    this.asked = asked;
    this.fires = new Map();
    this.sums = new Map();
    const never = algebra.any(0);
    this.pairs = new Map(kb.pairs.map((pair) => [pair, never]));
    for (const stratum of kb.strata) this.conclude(stratum);
  }

  conclude(stratum) {
    for (let n = 0; n < stratum.rounds && this.round(stratum); n++);
  }

  /** Where a pair is concluded; some functions are made when they are first read. */
  pair(pair) {
    const found = this.pairs.get(pair);
    if (typeof found !== "function") return found;
    const made = found();
    this.pairs.set(pair, made);
    return made;
  }

  holds(condition) {
    return fold(condition, (leaf) => this.leaf(leaf), this.algebra);
  }

  leaf(leaf) {
    if (this.kb.questions.has(leaf[1])) return this.asked(leaf);
    if (leaf[0] === "v") return this.algebra.any(leaf[2].length, (n) => this.pair(pairOf(leaf[1], leaf[2][n])));
    return this.algebra.between(this.sumOf(leaf[1]), endsOf(leaf));
  }

  /** The concluded number, scaled by its places, as the algebra has it. */
  sumOf(id) {
    if (!this.sums.has(id)) {
      const parts = this.kb.adding(id).map((rule) => [rule.add, this.pair(rule.pair)]);
      this.sums.set(id, this.algebra.sum(BigInt(this.kb.conclusions.get(id).number.start), parts));
    }
    return this.sums.get(id);
  }

  /** Goes through the rules once; whether something new was concluded. */
  round(stratum) {
    const holds = new Map(stratum.rules.map((rule) => [rule.id, this.holds(rule.when)]));
    for (const [id, truth] of holds) this.fires.set(id, truth);
    for (const rules of stratum.first.values()) {
      const { fires, pairs } = this.algebra.first(rules, holds);
      for (const [id, truth] of fires) this.fires.set(id, truth);
      for (const [pair, truth] of pairs) this.pairs.set(pair, truth);
    }
    const found = new Map();
    for (const [pair, rules] of stratum.concluding) {
      if (stratum.first.has(rules[0].attribute)) continue;
      found.set(pair, this.algebra.any(rules.length, (n) => this.fires.get(rules[n].id)));
    }
    let changed = false;
    for (const [pair, truth] of found) {
      changed ||= this.pairs.get(pair) !== truth;
      this.pairs.set(pair, truth);
    }
    for (const rule of stratum.rules) this.sums.delete(rule.attribute);
    return changed;
  }
}

/** The ends of the comparison of a concluded number, null being none. */
export function endsOf(leaf) {
  return leaf[4].map((end) => (end === null ? null : BigInt(end)));
}

/** One case, in which absent answers are open: `yes` are the pairs that are concluded, `may` those that may be. */
export class CaseState extends Interpretation {
  constructor(kb, answers) {
    super(kb, KLEENE, (leaf) => (answers[leaf[1]] === undefined ? null : leafHolds(leaf, answers[leaf[1]])));
    this.answers = answers;
    this.yes = new Set();
    this.may = new Set();
    for (const [pair, truth] of this.pairs) {
      if (truth) this.yes.add(pair);
      else if (truth === null) this.may.add(pair);
    }
  }

  /** The least and the most that each concluded number may be. */
  get spans() {
    const found = {};
    for (const [id, { number }] of this.kb.conclusions)
      if (number) found[id] = this.sumOf(id).map((sum) => unscaled(number, sum));
    return found;
  }

  /** Whether a part that is shown only where its condition holds is shown. */
  shows(part) {
    return !part.when || this.holds(part.when) === true;
  }

  /** The leaves that keep a condition open. */
  openLeaves(condition) {
    if (this.holds(condition) !== null) return [];
    if (condition[0] === "v" || condition[0] === "n") return [condition];
    const begin = condition[0] === "r" ? 2 : 1;
    return condition.slice(begin).flatMap((part) => this.openLeaves(part));
  }
}
