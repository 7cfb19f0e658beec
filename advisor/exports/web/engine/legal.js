// Functions over legal cases alone: which answers are legal may hang on others. See `advisor/solver/legal_cases.py`.

import { UNKNOWN } from "./conditions.js";

/** The leaf to which a function leads where no case is. */
export const ILLEGAL = "no case";

/** The function where the cases are legal; elsewhere it leads to ILLEGAL. */
export function overLegal(diagrams, node, legal) {
  const illegal = diagrams.leaf(ILLEGAL);
  const known = new Map();
  const told = (at, where) => {
    if (where === diagrams.yes) return at;
    if (where === diagrams.no) return illegal;
    return diagrams.keptInOrder(known, at, where, told);
  };
  return told(node, legal);
}

/** A function whose leaves are ILLEGAL where no case is. */
export class LegalFunction {
  /** @param {import("./cases.js").AllCases} cases */
  constructor(cases, node) {
    this.cases = cases;
    this.diagrams = cases.diagrams;
    this.node = node;
    this.illegal = this.diagrams.leaf(ILLEGAL);
    this.differing = new Map();
    this.merged = new Map();
  }

  /** The questions, in their order, whose answer changes the function between two legal cases, others alike. */
  asked() {
    return this.cases.asked(this.node).filter((id) => this.pivots(id) !== this.diagrams.no);
  }

  /** The other answers with which two legal answers to the question lead to different leaves. */
  pivots(id) {
    const { diagrams, cases } = this;
    const first = cases.at.get(id);
    const after = first + cases.owner.filter((owner) => owner === id).length;
    const known = new Map();
    const where = (node) => {
      const variable = diagrams.variable[node];
      if (variable >= after) return diagrams.no;
      if (!known.has(node)) {
        let found;
        if (variable < first) found = diagrams.node(variable, diagrams.branches[node].map(where));
        else {
          const pairs = couples(this.ends(node, id));
          found = diagrams.any(pairs.length, (n) => this.#apart(...pairs[n]));
        }
        known.set(node, found);
      }
      return known.get(node);
    };
    return where(this.node);
  }

  /** How many questions are asked until the function is settled: those required, or surely to be, and what it rests on. */
  questionsAhead(required) {
    const order = [...this.cases.at.keys()];
    const known = new Map();
    const ahead = (node, n) => {
      if (n === order.length || !this.diagrams.branches[node]) {
        const due = order.slice(n).filter((id) => required.has(id)).length;
        return [due, due];
      }
      const key = `${node} ${n}`;
      if (!known.has(key)) {
        const id = order[n];
        const ends = this.ends(node, id);
        if (required.has(id) || this.#isDemanded(node, id) || this.#tellApart(ends)) {
          const each = ends.map((end) => ahead(end, n + 1));
          known.set(key, [1 + Math.min(...each.map(([it]) => it)), 1 + Math.max(...each.map(([, it]) => it))]);
        } else known.set(key, ahead(ends.reduce((one, other) => this.#either(one, other)), n + 1));
      }
      return known.get(key);
    };
    return ahead(this.node, 0);
  }

  /** Where the answers to a question lead, none of whose variables stands above the node; each legal end once. */
  ends(node, id) {
    if (!this.#dependsFirstOn(node, id)) return [node];
    const ends = this.cases.waysOn(node, id).map(([, end]) => end);
    return [...new Set(ends.filter((end) => end !== this.illegal))];
  }

  /** Whether no legal case is left in which this answer is unknown, though the question is not always required. */
  #isDemanded(node, id) {
    if (!this.#dependsFirstOn(node, id)) return false;
    return this.cases.waysOn(node, id).some(([answer, end]) => answer === UNKNOWN && end === this.illegal);
  }

  #dependsFirstOn(node, id) {
    return Boolean(this.diagrams.branches[node]) && this.cases.owner[this.diagrams.variable[node]] === id;
  }

  #tellApart(ends) {
    return couples(ends).some(([one, other]) => this.#apart(one, other) !== this.diagrams.no);
  }

  /** Where both are legal and lead to different leaves. */
  #apart(one, other) {
    const { diagrams } = this;
    if (one === other || one === this.illegal || other === this.illegal) return diagrams.no;
    if (!diagrams.branches[one] && !diagrams.branches[other]) return diagrams.yes;
    return diagrams.kept(this.differing, one, other, (x, y) => this.#apart(x, y));
  }

  /** Where one of the two is legal, what it leads to: they nowhere lead to different leaves. */
  #either(one, other) {
    if (one === other || other === this.illegal) return one;
    if (one === this.illegal) return other;
    return this.diagrams.kept(this.merged, one, other, (x, y) => this.#either(x, y));
  }
}

function couples(items) {
  return items.flatMap((one, n) => items.slice(n + 1).map((other) => [one, other]));
}
