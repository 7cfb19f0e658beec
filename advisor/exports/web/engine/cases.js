// All cases of a knowledge base as decision diagrams, and those in which some answers are given: see
// `advisor/solver/case_space.py`, `case_diagram.py` and `diagrams.py`.

import { kindOf, numbers, testsByQuestion } from "./answer_classes.js";
import { KLEENE, NONE, UNKNOWN, fold, leafHolds } from "./conditions.js";
import { Diagrams } from "./diagrams.js";
import { Interpretation } from "./interpretation.js";
import { pairOf } from "./knowledge.js";
import { LegalFunction, overLegal } from "./legal.js";

const ANSWERED = 0;
const NOT_ANSWERED = 1;

/** What is concluded over all cases. What no one asks for is never made. */
class RuleDiagrams extends Interpretation {
  conclude(stratum) {
    if (stratum.recursive) return super.conclude(stratum);
    for (const [pair, rules] of stratum.concluding) {
      const { attribute } = rules[0];
      if (stratum.first.has(attribute)) this.pairs.set(pair, () => this.decided(attribute).pairs.get(pair)());
      else this.pairs.set(pair, () => this.algebra.any(rules.length, (n) => this.holds(rules[n].when)));
    }
  }

  /** Which rule of an attribute decides; nothing where that is not by the first that holds. */
  decided(id) {
    this.decisions ||= new Map();
    if (!this.decisions.has(id)) {
      const rules = this.kb.conclusions.get(id).first && this.kb.byAttribute.get(id);
      this.decisions.set(id, rules && this.algebra.first(rules, new Map(rules.map((rule) => [rule.id, this.holds(rule.when)]))));
    }
    return this.decisions.get(id);
  }
}

/** Every case: a variable stands for a question, its branches for the answers that conditions tell apart, unknown last. */
export class AllCases {
  /** @param {Set<string>} optional required questions whose answer may be unknown all the same */
  constructor(kb, optional) {
    this.kb = kb;
    this.at = new Map();
    this.owner = [];
    this.answers = new Map();
    this.tests = testsByQuestion(kb);
    const sizes = [];
    for (const [id, question] of kb.questions) {
      this.at.set(id, sizes.length);
      const known = this.classes(question);
      const answers = question.required && !optional.has(id) ? known : [...known, UNKNOWN];
      this.answers.set(id, answers);
      sizes.push(answers.length, ...(question.kind === "many" ? question.values.map(() => 2) : []));
      while (this.owner.length < sizes.length) this.owner.push(id);
    }
    const order = [...kb.questions.keys()];
    this.places = [...this.owner.map((id) => order.indexOf(id)), order.length]; // of the question of each variable, and of leaves
    this.diagrams = new Diagrams(sizes);
    this.outcomes = new Map();
    this.leafNodes = new Map();
    this.rules = new RuleDiagrams(kb, this.diagrams, (leaf) => this.ofLeaf(leaf));
  }

  classes(question) {
    if (question.kind === "many") return [[]];
    const tests = this.tests.get(question.id);
    const every = question.kind === "number" ? numbers(question, tests) : question.values;
    const found = new Map();
    for (const answer of every) if (!found.has(kindOf(tests, answer))) found.set(kindOf(tests, answer), answer);
    return [...found.values()];
  }

  ofLeaf(leaf) {
    const key = JSON.stringify(leaf);
    if (!this.leafNodes.has(key)) this.leafNodes.set(key, this.madeLeaf(leaf));
    return this.leafNodes.get(key);
  }

  madeLeaf(leaf) {
    const { diagrams: all } = this;
    const question = this.kb.questions.get(leaf[1]);
    const at = this.at.get(question.id);
    const answers = this.answers.get(question.id);
    if (question.kind !== "many") return all.among(at, (n) => leafHolds(leaf, answers[n]));
    const answered = all.among(at, (n) => n === ANSWERED);
    const ticked = (value) => all.among(at + 1 + question.values.indexOf(value), (n) => n === 1);
    const none = () => all.all(question.values.length, (n) => all.negate(ticked(question.values[n])));
    const ofValue = (value) => {
      if (value === UNKNOWN) return all.negate(answered);
      return all.conjoin(answered, value === NONE ? none() : ticked(value));
    };
    return all.any(leaf[2].length, (n) => ofValue(leaf[2][n]));
  }

  holds(condition) {
    return this.rules.holds(condition);
  }

  /** The function whose leaves are the values that the attribute has. */
  outcome(id) {
    if (!this.outcomes.has(id)) {
      const values = this.kb.conclusions.get(id).values || [];
      const parts = () => values.map((value) => [value, this.rules.pair(pairOf(id, value))]);
      this.outcomes.set(id, this.rules.decided(id)?.outcome() ?? this.diagrams.choice(parts()));
    }
    return this.outcomes.get(id);
  }

  /** The branches that answers take, by variable. */
  fixed(answers) {
    const found = [];
    for (const [id, answer] of Object.entries(answers)) {
      const question = this.kb.questions.get(id);
      const at = this.at.get(id);
      if (question.kind !== "many") found[at] = this.classOf(id, answer);
      else if (answer === UNKNOWN) found[at] = NOT_ANSWERED;
      else {
        found[at] = ANSWERED;
        question.values.forEach((value, n) => (found[at + 1 + n] = answer.includes(value) ? 1 : 0));
      }
    }
    return found;
  }

  classOf(id, answer) {
    const answers = this.answers.get(id);
    if (answers.includes(answer)) return answers.indexOf(answer);
    const tests = this.tests.get(id);
    const kind = kindOf(tests, answer);
    return answers.findIndex((each) => each !== UNKNOWN && kindOf(tests, each) === kind);
  }

  /** Each answer to the question that comes first in a function, and where it leads; each end once. */
  waysOn(node, id) {
    const { diagrams: all } = this;
    const question = this.kb.questions.get(id);
    const answers = this.answers.get(id);
    if (question.kind !== "many") return answers.map((answer, n) => [answer, all.branches[node][n]]);
    const at = this.at.get(id);
    const on = (branch) => (all.variable[node] === at ? all.branches[node][branch] : node);
    const found = answers.includes(UNKNOWN) ? [[UNKNOWN, on(NOT_ANSWERED)]] : [];
    let level = new Map([[on(ANSWERED), []]]);
    question.values.forEach((value, n) => {
      const following = new Map();
      for (const [here, ticks] of level) {
        const [without, ticked] = all.variable[here] === at + 1 + n ? all.branches[here] : [here, here];
        if (!following.has(without)) following.set(without, ticks);
        if (!following.has(ticked)) following.set(ticked, [...ticks, value]);
      }
      level = following;
    });
    return [...found, ...[...level].map(([end, ticks]) => [ticks, end])];
  }

  /** The questions that a function depends on, in their order. */
  asked(node) {
    const found = new Set([...this.diagrams.support(node)].map((variable) => this.owner[variable]));
    return [...this.kb.questions.keys()].filter((id) => found.has(id));
  }
}

/** The cases in which some answers are given. */
export class RemainingCases {
  /** @param {AllCases} all */
  constructor(all, given) {
    this.all = all;
    this.kb = all.kb;
    this.diagrams = all.diagrams;
    this.given = given;
    this.fixed = all.fixed(given);
    this.known = new Map();
    this.legal = this.legalCases();
    this.allLegal = this.legal === this.diagrams.yes;
  }

  /** The legal ones: roads are followed from an answer that is unknown although it is required, which counts as legal. */
  legalCases() {
    const { diagrams: all } = this;
    let found = all.yes;
    for (const [id, question] of this.kb.questions) {
      if (!question.required_when) continue;
      if (this.given[id] === UNKNOWN && requiredBeside(question, this.given) === true) continue;
      const demanded = this.all.holds(question.required_when);
      const known = all.negate(this.all.ofLeaf(["v", id, [UNKNOWN]]));
      found = all.conjoin(found, this.restricted(all.disjoin(all.negate(demanded), known)));
    }
    return found;
  }

  restricted(node) {
    return this.diagrams.restrict(node, this.fixed, this.known);
  }

  /** The legal cases in which a condition holds. */
  holds(condition) {
    return this.diagrams.conjoin(this.restricted(this.all.holds(condition)), this.legal);
  }

  /** The function that tells all of these, and where no case is. */
  joint(attributes, conditions) {
    const nodes = [
      ...attributes.map((id) => this.restricted(this.all.outcome(id))),
      ...conditions.map((condition) => this.restricted(this.all.holds(condition))),
    ];
    const node = nodes.reduce((one, other) => this.diagrams.paired(one, other));
    return this.allLegal ? node : overLegal(this.diagrams, node, this.legal);
  }

  /** The open questions, in their order, whose answer can change one of these, other answers being equal. */
  dependsOn(attributes, conditions) {
    const functions = [];
    for (const id of attributes) {
      const { many, values } = this.kb.conclusions.get(id);
      if (many) for (const value of values) functions.push(this.joint([], [["v", id, [value]]]));
      else functions.push(this.joint([id], []));
    }
    for (const condition of conditions) functions.push(this.joint([], [condition]));
    const found = new Set([...new Set(functions)].flatMap((node) => this.asked(node)));
    return [...this.kb.questions.keys()].filter((id) => found.has(id));
  }

  asked(node) {
    return this.allLegal ? this.all.asked(node) : new LegalFunction(this.all, node).asked();
  }

  /** How many questions are asked until these are settled, at least and at most. @param {Set<string>} required */
  bounds(attributes, required) {
    const node = this.joint(attributes, []);
    if (this.allLegal) return questionsAhead(this.all, node, required);
    const legal = new LegalFunction(this.all, node);
    const [least, most] = legal.questionsAhead(required);
    const idle = [...this.kb.questions.values()].filter(
      (it) => it.required_when && !(it.id in this.given) && !required.has(it.id) && this.mayBeIdle(it, legal),
    );
    return [least, most + idle.length];
  }

  /** Whether it may turn out at the end that a question is required, though it cannot change a function. */
  mayBeIdle(question, legal) {
    const { diagrams: all } = this;
    const required = this.restricted(this.all.holds(question.required_when));
    if (!this.all.asked(required).some((other) => this.leftOpen(required, question.id, other))) return false;
    const idle = all.negate(legal.pivots(question.id));
    return all.conjoin(all.conjoin(required, this.legal), idle) !== all.no;
  }

  leftOpen(required, id, other) {
    const { diagrams: all } = this;
    if (this.all.at.get(other) > this.all.at.get(id)) return true;
    if (!this.all.answers.get(other).includes(UNKNOWN)) return false;
    const unknown = all.restrict(required, this.all.fixed({ [other]: UNKNOWN }));
    return all.conjoin(unknown, all.negate(required)) !== all.no;
  }
}

/** Whether a question needs an answer other than unknown; null where that hangs on answers to come. */
export function requiredBeside(question, answers) {
  if (question.required || !question.required_when) return Boolean(question.required);
  const asked = (leaf) => (answers[leaf[1]] === undefined ? null : leafHolds(leaf, answers[leaf[1]]));
  return fold(question.required_when, asked, KLEENE);
}

/** How many questions are asked until a function is settled, each in its order and only where it depends on it. */
function questionsAhead(cases, node, required) {
  const { diagrams: all, answers: questions, places } = cases;
  const ids = [...questions.keys()];
  const dueBefore = [0];
  for (const id of ids) dueBefore.push(dueBefore.at(-1) + (required.has(id) ? 1 : 0));
  const place = (at) => places[all.variable[at]];
  const known = new Map();
  const ahead = (at) => {
    if (!all.branches[at]) return [0, 0];
    let found = known.get(at);
    if (found) return found;
    const here = place(at);
    found = [Infinity, 0];
    for (const end of new Set(cases.waysOn(at, ids[here]).map(([, it]) => it))) {
      const [least, most] = ahead(end);
      const asked = 1 + dueBefore[place(end)] - dueBefore[here + 1];
      found = [Math.min(found[0], asked + least), Math.max(found[1], asked + most)];
    }
    known.set(at, found);
    return found;
  };
  const [least, most] = ahead(node);
  const before = dueBefore[place(node)];
  return [before + least, before + most];
}
