// The knowledge base of a page: the model with what is looked up in it. Pairs are texts, `attribute=value`.

import { NONE, UNKNOWN, isLeaf, leaves, nnf, partsOf, withLeaves } from "./conditions.js";

/** @typedef {import("./conditions.js").Answer} Answer */
/** @typedef {{id: string, kind: string, [key: string]: any}} Question */

/** What of a step may have a condition. */
export const PARTS_OF_STEPS = ["do", "gives", "watch", "assumes", "takes", "achieves"];

export function pairOf(attribute, value) {
  return `${attribute}=${value}`;
}

export function attributeOf(pair) {
  return pair.slice(0, pair.indexOf("="));
}

export function valueOf(pair) {
  return pair.slice(pair.indexOf("=") + 1);
}

/** What `make` makes for a key, made once. @param {Map | WeakMap} known */
export function once(known, key, make) {
  if (!known.has(key)) known.set(key, make());
  return known.get(key);
}

/** The groups of some things by what is the same of them, in their order. */
export function groupedBy(items, key) {
  const found = new Map();
  for (const item of items) once(found, key(item), () => []).push(item);
  return found;
}

export class Knowledge {
  /** @param {any} model what `advisor.exports.web.model.model` writes */
  constructor(model) {
    this.model = model;
    this.leaves = [...(model.questions || []), ...model.conclusions].flatMap((it) => [...leavesOf(it)]);
    this.goal = model.goals[0];
    this.goals = model.goals;
    this.also = model.also || [];
    this.furthest = model.furthest || [];
    this.recommends = Boolean(model.recommends);
    this.hasRoad = Boolean(model.road);
    this.tables = model.tables || {};
    this.sources = model.sources || {};
    this.questions = byId((model.questions || []).map((it) => this.#conditioned(worded(it), "required_when")));
    this.conclusions = byId(model.conclusions.map(worded));
    this.steps = byId((model.steps || []).map((it) => this.#step(it)));
    this.rules = (model.rules || []).map((rule, order) => ({
      id: `${order}`,
      ...this.#conditioned(rule),
      order,
      cite: citedBy(rule),
      stratum: rule.stratum || 0,
      pair: pairOf(rule.attribute, rule.value),
      add: BigInt(rule.add || 0),
    }));
    this.rule = byId(this.rules);
    this.pairs = model.conclusions.flatMap(({ id, values = [] }) => values.map((value) => pairOf(id, value)));
    this.place = new Map(this.pairs.map((pair, n) => [pair, n]));
    this.concluding = groupedBy(this.rules, (rule) => rule.pair);
    this.byAttribute = groupedBy(this.rules, (rule) => rule.attribute);
    this.strata = [...this.#stratify()];
    this.hidden = new Set(
      model.conclusions.filter((it) => it.internal || (it.id === this.goal && this.recommends)).map((it) => it.id),
    );
  }

  /** Something of the model with the condition that it may have. */
  #conditioned(it, key = "when") {
    return it[key] === undefined ? it : { ...it, [key]: withLeaves(it[key], this.leaves) };
  }

  #step(step) {
    const parts = PARTS_OF_STEPS.filter((key) => step[key]).map((key) => [key, this.#parts(step[key], key === "achieves")]);
    return { ...step, cite: citedBy(step), ...Object.fromEntries(parts) };
  }

  /** Parts of a step, of which each stands before its condition. */
  #parts(told, isSet) {
    const found = [];
    for (const it of told) {
      if (typeof it === "number" || Array.isArray(it)) found.at(-1).when = withLeaves(it, this.leaves);
      else found.push(isSet ? { set: it } : typeof it === "string" ? { text: it } : { ...it });
    }
    return found;
  }

  *#stratify() {
    const strata = groupedBy(this.rules, (rule) => rule.stratum);
    for (const stratum of [...strata.keys()].sort((a, b) => a - b)) {
      const rules = strata.get(stratum);
      const concluding = groupedBy(rules, (rule) => rule.pair);
      const around = new Set();
      for (const rule of rules)
        if (this.testedPairs(rule.when).some((pair) => concluding.has(pair))) around.add(rule.pair);
      const first = groupedBy(
        rules.filter((rule) => this.conclusions.get(rule.attribute).first),
        (rule) => rule.attribute,
      );
      yield { rules, concluding, rounds: 1 + around.size, recursive: around.size > 0, first };
    }
  }

  /** The rules that add to a concluded number. */
  adding(id) {
    return this.byAttribute.get(id) || [];
  }

  /** The rules that keep this one from firing where one of them holds. */
  earlier(rule) {
    if (!this.conclusions.get(rule.attribute).first) return [];
    return this.byAttribute.get(rule.attribute).filter((other) => other.order < rule.order);
  }

  /** The rules on which some attributes rest, each after those on which it rests itself. */
  rulesBehind(ids) {
    const found = new Set(ids);
    for (const id of found)
      for (const rule of this.adding(id)) for (const pair of this.testedPairs(rule.when)) found.add(attributeOf(pair));
    return this.strata.flatMap(({ rules }) => rules.filter(({ attribute }) => found.has(attribute)));
  }

  /** The concluded pairs that a condition tests. */
  testedPairs(condition) {
    const found = [];
    for (const [leaf] of leaves(condition)) {
      const conclusion = this.conclusions.get(leaf[1]);
      if (!conclusion) continue;
      const values = leaf[0] === "v" ? leaf[2] : conclusion.values || [];
      for (const value of values) found.push(pairOf(leaf[1], value));
    }
    return found;
  }

  /** The pairs, and with one of an attribute that is `first` those of all its rules. */
  settling(pairs) {
    const found = new Set(pairs);
    for (const pair of [...found]) {
      const id = attributeOf(pair);
      if (this.conclusions.get(id).first) for (const rule of this.byAttribute.get(id) || []) found.add(rule.pair);
    }
    return found;
  }

  /** The case with every question answered: what is absent is unknown. */
  total(answers) {
    return Object.fromEntries([...this.questions.keys()].map((id) => [id, answers[id] ?? UNKNOWN]));
  }

  /** The numbers that are concluded where just these pairs are. */
  numbers(concluded) {
    const found = {};
    for (const [id, { number }] of this.conclusions) {
      if (!number) continue;
      let sum = BigInt(number.start);
      for (const rule of this.adding(id)) if (concluded.has(rule.pair)) sum += rule.add;
      found[id] = unscaled(number, sum);
    }
    return found;
  }

  /** The cells, as `question.column`, on which a condition rests, of whichever rows. */
  cellsTested(condition) {
    if (condition[0] === "v") return condition[3] ? [`${condition[1]}.${condition[3]}`] : [];
    if (isLeaf(condition)) return [];
    const own = condition[0] === "r" || condition[0] === "R" ? [`${condition[1][2]}.${condition[1][3]}`] : [];
    return [...own, ...partsOf(condition).flatMap((part) => this.cellsTested(part))];
  }

  /** The sentence of a test in normal form, a text with placeholders; null where it is that of one value. */
  testText(test) {
    this.tests ||= this.#testSentences();
    return this.tests.get(JSON.stringify(test));
  }

  /** What Python wrote, in the order in which it came upon the tests: those that are written alike once. */
  #testSentences() {
    const demands = [...this.questions.values()].map((it) => it.required_when).filter(Boolean);
    const conditions = [...this.rules.map(({ when }) => when), ...demands];
    const keys = new Set(conditions.flatMap((it) => [...testsOf(nnf(it))]).map((test) => JSON.stringify(test)));
    return new Map([...keys].map((key, n) => [key, this.model.tests[n]]));
  }

  /** Whether a condition tests something hidden. */
  testsHidden(condition) {
    return [...leaves(condition)].some(([leaf]) => this.hidden.has(leaf[1]));
  }

  /** The values of a list in the order of the question that takes them. */
  inOrder(id, values) {
    return this.questions.get(id).values.filter((value) => values.includes(value));
  }
}

/** The number of an integer that is scaled by the places of a concluded number. */
export function unscaled(number, sum) {
  return Number(`${sum}e-${number.places || 0}`);
}

/** The leaves on an attribute, as conditions have them. */
function* leavesOf({ id, values, leaves = [] }) {
  for (const [first, ...rest] of leaves)
    if (Array.isArray(first)) yield ["v", id, first.map((it) => values?.[it] ?? it), ...rest];
    else yield ["n", id, first, ...rest];
}

/** Whether two answers are the same. */
export function sameAnswer(one, other) {
  return one === other || (Array.isArray(one) && Array.isArray(other) && one.join() === other.join());
}

/** The leaves of a normal form, each with its negation, and the tests by a table, of which the leaves are tests as well. */
function* testsOf(condition) {
  if (condition[0] !== "&" && condition[0] !== "|") yield condition;
  if ("&|rR".includes(condition[0])) for (const part of partsOf(condition)) yield* testsOf(part);
}

/** What is told of values by the value. */
function worded(it) {
  const values = new Set([...(it.values || []), UNKNOWN, NONE]);
  const told = (each) => each && Object.fromEntries([...values].map((value, n) => [value, each[n]]).filter(([, said]) => said));
  return { ...it, texts: told(it.texts), names: told(it.names) };
}

/** What a rule, a step or a cell cites. */
export function citedBy({ cite }) {
  return cite ? cite.split(" ") : [];
}

function byId(items) {
  return new Map(items.map((item) => [item.id, item]));
}
