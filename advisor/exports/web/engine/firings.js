// Which rules fire on a case, in the order in which experta fires them: see `advisor/inference/`.
//
// A rule's condition is read into left sides: questions to be asked, findings to be present, others to be absent. Where
// one of several parts suffices, a branch of its own stands for it, which a left side for each part concludes. Of a
// stratum the first production fires that can, in the order of the rules, and the oldest finding counts.

import { KLEENE, leafHolds, literal, nnf, partsOf } from "./conditions.js";
import { endsOf } from "./interpretation.js";
import { once, pairOf } from "./knowledge.js";

const WIDEST = 60;

class LeftSide {
  constructor({ asked = new Map(), present = [], absent = [] } = {}) {
    this.asked = asked; // question -> [[leaf, negated], ...]
    this.present = present; // ["finding", attribute, values] | ["sum", leaf, negated] | ["branch", node]
    this.absent = absent; // [attribute, values]
    this.undecided = "";
  }
}

class RuleReader {
  constructor(kb, rule) {
    this.kb = kb;
    this.rule = rule;
    this.nodes = 0;
    this.productions = [];
  }

  read() {
    const left = this.#leftSide(nnf(this.rule.when));
    if (this.kb.earlier(this.rule).length) left.undecided = this.rule.attribute;
    return [...this.productions, { rule: this.rule, node: null, left }];
  }

  #leftSide(condition) {
    const left = new LeftSide();
    this.add(condition, left);
    return this.#cut(left);
  }

  add(condition, left) {
    const kind = condition[0];
    if (kind === "&" || kind === "R") for (const part of partsOf(condition)) this.add(part, left);
    else if (kind === "|" || kind === "r") this.#branch(partsOf(condition).map((part) => () => this.#leftSide(part)), left);
    else this.#addLeaf(...literal(condition), left);
  }

  #addLeaf(leaf, negated, left) {
    const id = leaf[1];
    if (this.kb.questions.has(id)) {
      once(left.asked, id, () => []).push([leaf, negated]);
    } else if (leaf[0] === "n") left.present.push(["sum", leaf, negated]);
    else if (negated) left.absent.push([id, leaf[2]]);
    else if (leaf[2].length === 1) left.present.push(["finding", id, leaf[2]]);
    else this.#branch([() => new LeftSide({ present: [["finding", id, leaf[2]]] })], left);
  }

  #branch(ways, left) {
    const node = this.nodes++;
    for (const way of ways) {
      const side = way(); // the branches that it needs itself come before it
      this.productions.push({ rule: this.rule, node, left: side });
    }
    left.present.push(["branch", node]);
  }

  #cut(left) {
    if (left.asked.size + left.present.length + left.absent.length <= WIDEST) return left;
    const pieces = [
      ...chunks([...left.asked]).map((chunk) => new LeftSide({ asked: new Map(chunk) })),
      ...chunks(left.present).map((present) => new LeftSide({ present })),
      ...chunks(left.absent).map((absent) => new LeftSide({ absent })),
    ];
    const whole = new LeftSide();
    for (const piece of pieces) this.#branch([() => piece], whole);
    return this.#cut(whole);
  }
}

function chunks(items) {
  const found = [];
  for (let at = 0; at < items.length; at += WIDEST / 2) found.push(items.slice(at, at + WIDEST / 2));
  return found;
}

/** What fires in the cases of one knowledge base. */
export class Firings {
  constructor(kb) {
    this.kb = kb;
  }

  /** What is read of the rules, stratum by stratum, once something is to fire. */
  get strata() {
    this.strata_ ||= this.kb.strata.map(({ rules }) => rules.flatMap((rule) => new RuleReader(this.kb, rule).read()));
    return this.strata_;
  }

  /**
   * The rules that fire, in order; `may` are concluded pairs that may still come true.
   * @returns {{rule: any, answers: Object<string, any>, findings: string[], missing: string[]}[]}
   */
  of(answers, may = new Set()) {
    const run = new Run(this.kb, answers, may);
    for (const productions of this.strata) run.stratum(productions);
    return run.firings;
  }
}

class Run {
  constructor(kb, answers, may) {
    this.kb = kb;
    this.answers = answers;
    this.may = may;
    this.unsettled = new Set([...may].map((pair) => pair.slice(0, pair.indexOf("="))));
    this.age = new Map(); // of each finding
    this.decided = new Set(); // attributes
    this.fired = new Set();
    this.branches = new Map();
    this.firings = [];
  }

  stratum(productions) {
    const waiting = productions.filter((production) => this.asks(production.left));
    for (let at = 0; at < waiting.length; ) {
      const support = this.#match(waiting[at]);
      if (!support) at++;
      else {
        this.#fire(waiting[at], support);
        waiting.splice(at, 1);
        at = 0;
      }
    }
  }

  /** Whether the answers are those that are asked for. */
  asks(left) {
    for (const [id, tests] of left.asked) {
      const answer = this.answers[id];
      if (answer === undefined || tests.some(([leaf, negated]) => leafHolds(leaf, answer) === negated)) return false;
    }
    return true;
  }

  #match({ rule, left }) {
    const { undecided } = left;
    if (undecided && (this.decided.has(undecided) || this.unsettled.has(undecided))) return null;
    for (const [id, values] of left.absent)
      for (const value of values) if (this.age.has(pairOf(id, value)) || this.may.has(pairOf(id, value))) return null;
    const support = { asked: new Set(left.asked.keys()), findings: new Set(), missing: new Set() };
    for (const pattern of left.present) if (!this.present(rule, pattern, support)) return null;
    for (const [id, values] of left.absent) for (const value of values) support.missing.add(pairOf(id, value));
    return support;
  }

  present(rule, [kind, what, more], support) {
    if (kind === "branch") {
      const branch = this.branches.get(`${rule.id} ${what}`);
      if (!branch) return false;
      for (const part of ["asked", "findings", "missing"]) for (const it of branch[part]) support[part].add(it);
      return true;
    }
    if (kind === "sum") return this.sum(what, more, support);
    const found = more.map((value) => pairOf(what, value)).filter((pair) => this.age.has(pair));
    if (!found.length) return false;
    support.findings.add(found.reduce((one, other) => (this.age.get(other) < this.age.get(one) ? other : one)));
    return true;
  }

  /** Whether a concluded number compares so, be it open. */
  sum(leaf, negated, support) {
    const added = this.kb.adding(leaf[1]).map((rule) => [rule, this.#adds(rule)]);
    const start = BigInt(this.kb.conclusions.get(leaf[1]).number.start);
    const span = KLEENE.sum(start, added.map(([rule, holds]) => [rule.add, holds]));
    if (KLEENE.between(span, endsOf(leaf)) !== !negated) return false;
    for (const [rule, holds] of added) if (holds !== null) (holds ? support.findings : support.missing).add(rule.pair);
    return true;
  }

  #adds(rule) {
    return this.fired.has(rule.id) || (this.may.has(rule.pair) ? null : false);
  }

  #fire({ rule, node }, support) {
    if (node !== null) {
      const key = `${rule.id} ${node}`;
      if (!this.branches.has(key)) this.branches.set(key, support);
      return;
    }
    if (!this.age.has(rule.pair)) this.age.set(rule.pair, this.age.size);
    this.decided.add(rule.attribute);
    this.fired.add(rule.id);
    this.firings.push({
      rule,
      answers: Object.fromEntries([...support.asked].map((id) => [id, this.answers[id]])),
      findings: [...support.findings],
      missing: [...support.missing],
    });
  }
}
