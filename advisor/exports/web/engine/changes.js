// Changes of answers, and what a case rests on, read off decision diagrams: see `advisor/solver/by_diagram.py`.
//
// The smallest sets of changed answers below a node are those below the branch that the given answer takes, and those
// below the other branches with the question added, as far as none holds another.

import { bitsFor, sizeOf, withoutSupersets } from "./bit_sets.js";
import { Boxes, countOfWays, distinct, keyOfOptions, waysDown } from "./boxes.js";
import { UNKNOWN } from "./conditions.js";
import { sortedBy } from "./grounds.js";
import { oneOfSpan, spansOf } from "./intervals.js";
import { once } from "./knowledge.js";
import { ILLEGAL } from "./legal.js";

const MAX_SETS = 200;
const MAX_AT_A_NODE = 400;
const MAX_WAYS = 5_000;

/** One total case, in which a required question may be unknown, among all cases. */
export class CaseInDiagram {
  /** @param {import("./cases.js").AllCases} cases the legal ones are those of `legal` */
  constructor(kb, cases, answers) {
    this.kb = kb;
    this.cases = cases;
    this.diagrams = cases.diagrams;
    this.answers = answers;
    this.ids = [...kb.questions.keys()];
    this.lacking = this.ids.filter((id) => kb.questions.get(id).required && answers[id] === UNKNOWN);
    this.taken = this.ids.filter((id) => !this.lacking.includes(id));
    this.classesOf = new Map();
  }

  /** The branches that the answers of some questions take, by variable. */
  fixed(ids) {
    return this.cases.fixed(Object.fromEntries(ids.map((id) => [id, this.answers[id]])));
  }

  /** The smallest sets of questions whose answers can be changed so that the target is true, and whether these are all. */
  minimalChanges(target, most = MAX_SETS) {
    const always = new Set(this.lacking);
    const changed = this.cases.asked(target).filter((id) => !always.has(id));
    const { bits, none } = bitsFor(changed.length);
    const below = this.#smallestSets(target, new Map(changed.map((id, n) => [id, bits[n]])), none);
    const isIn = (set, id) => always.has(id) || (set & (bits[changed.indexOf(id)] ?? none)) !== none;
    const numbers = (set) => this.ids.map((_, n) => n).filter((n) => isIn(set, this.ids[n]));
    const sets = sortedBy(below.sets.map(numbers), (set) => [set.length, ...set]);
    const found = sets.slice(0, most).map((set) => set.map((n) => this.ids[n]));
    return { sets: found, complete: below.upTo === null && sets.length <= most };
  }

  /** Of the questions that have a bit in `bitOf`. */
  #smallestSets(target, bitOf, none) {
    const { diagrams } = this;
    const taken = this.fixed(this.taken);
    const bits = this.cases.owner.map((id) => bitOf.get(id) ?? none);
    const known = new Map([
      [diagrams.no, { sets: [], upTo: null }],
      [diagrams.yes, { sets: [none], upTo: null }],
    ]);
    const below = (node) => {
      if (!known.has(node)) {
        const variable = diagrams.variable[node];
        const found = new Set();
        let upTo = null;
        diagrams.branches[node].forEach((end, n) => {
          const inner = below(end);
          const more = n === taken[variable] ? none : bits[variable];
          for (const set of inner.sets) found.add(set | more);
          if (inner.upTo !== null) upTo = upTo === null ? inner.upTo : Math.min(upTo, inner.upTo);
        });
        known.set(node, smallest(found, upTo));
      }
      return known.get(node);
    };
    return below(target);
  }

  /** How these questions may be answered so that the target is true, the others being as they are: boxes of options. */
  ways(target, ids, most = MAX_WAYS) {
    const node = this.diagrams.restrict(target, this.fixed(this.taken.filter((id) => !ids.includes(id))));
    const questions = this.ids.filter((id) => ids.includes(id)).map((id) => this.kb.questions.get(id));
    const levels = this.levels(node, questions);
    const complete = countOfWays(node, levels) <= most;
    // Whatever the first question's options lead to alike is joined first of all: not to begin with is the same, and long.
    if (complete && questions[0].kind !== "many")
      for (const [end, each] of levels[0].get(node)) levels[0].get(node).set(end, [distinct(each.flat())]);
    return { boxes: new Boxes(questions, this.answers).of(waysDown(node, levels, most)), complete };
  }

  /** Answers that give the outcome whatever the others are, of which none can be left out; those in `first` are tried first. */
  sufficientReason(outcome, first) {
    let needed = this.taken;
    const order = [...first, ...[...this.taken].reverse().filter((id) => !first.includes(id))];
    for (const id of order) {
      const fewer = needed.filter((other) => other !== id);
      if (fewer.length < needed.length && this.leaves(outcome, fewer).size <= 1) needed = fewer;
    }
    return needed;
  }

  /** Every other outcome that one other answer gives, and for what options. */
  flips(outcome) {
    const own = this.leaves(outcome, this.taken);
    return this.taken.flatMap((id) => {
      const others = this.leaves(outcome, this.taken.filter((other) => other !== id));
      return [...others].filter((leaf) => !own.has(leaf)).map((leaf) => {
        const { boxes, complete } = this.ways(this.diagrams.where(outcome, leaf), [id]);
        return { question: id, outcome: leaf, options: boxes[0].get(id), complete };
      });
    });
  }

  leaves(outcome, ids) {
    const found = this.diagrams.leavesOf(outcome, this.fixed(ids));
    found.delete(ILLEGAL);
    return found;
  }

  /** For each question where the nodes before it lead on; options that all of them have alike as one. */
  levels(node, questions) {
    const levels = [];
    let here = new Set([node]);
    for (const question of questions) {
      const level = new Map([...here].map((at) => [at, this.ends(at, question)]));
      const every = new Set([...level.values()].flatMap((ends) => [...ends.values()]).map((each) => keyOfOptions(each.flat())));
      if (every.size === 1 && [...level.values()].every((ends) => ends.size === 1))
        for (const ends of level.values()) for (const [end, each] of ends) ends.set(end, [distinct(each.flat())]);
      levels.push(level);
      here = new Set([...level.values()].flatMap((ends) => [...ends.keys()]));
    }
    return levels;
  }

  /** Where the options of the question lead that do not make the function false. */
  ends(node, question) {
    const { diagrams, cases } = this;
    const at = cases.at.get(question.id);
    let leads;
    if (question.kind === "many") leads = this.ticks(node, question);
    else {
      const ends = diagrams.variable[node] === at ? diagrams.branches[node] : cases.answers.get(question.id).map(() => node);
      leads = this.#options(question).map((options, n) => [options, ends[n]]);
    }
    const found = new Map();
    for (const [options, end] of leads) {
      if (end === diagrams.no || !options.length) continue;
      once(found, end, () => []).push(options);
    }
    return found;
  }

  /** The options of each branch of a choice or a number. */
  #options(question) {
    const { id } = question;
    if (!this.classesOf.has(id)) {
      const spans = question.kind === "number" ? spansOf(this.kb, question) : [];
      const legal = question.kind === "number" ? spans.map((span) => [span, oneOfSpan(span)]) : question.values.map((it) => [it, it]);
      if (!question.required) legal.push([UNKNOWN, UNKNOWN]);
      const found = this.cases.answers.get(id).map(() => []);
      for (const [option, answer] of legal) found[this.cases.classOf(id, answer)].push(option);
      this.classesOf.set(id, found);
    }
    return this.classesOf.get(id);
  }

  /** Of a `many` question: the smallest changes of its ticks that lead to each end, and that it is not known. */
  ticks(node, question) {
    const { diagrams } = this;
    const { values } = question;
    const now = this.answers[question.id];
    const given = Array.isArray(now) ? now : [];
    const at = this.cases.at.get(question.id);
    const on = (branch) => (diagrams.variable[node] === at ? diagrams.branches[node][branch] : node);
    const { bits, none } = bitsFor(values.length);
    let level = new Map([[on(0), new Set([none])]]);
    values.forEach((value, n) => {
      const following = new Map();
      const put = (end, changes) => {
        if (!following.has(end)) following.set(end, new Set());
        for (const change of changes) following.get(end).add(change);
      };
      for (const [here, changes] of level) {
        const ends = diagrams.variable[here] === at + 1 + n ? diagrams.branches[here] : [here, here];
        const [kept, changed] = given.includes(value) ? [ends[1], ends[0]] : ends;
        put(kept, changes);
        if (changed !== kept) put(changed, [...changes].map((change) => change | bits[n]));
      }
      level = new Map([...following].map(([here, changes]) => [here, withoutSupersets(changes)]));
    });
    const found = [];
    for (const [end, changes] of level)
      for (const change of changes) {
        const isTicked = (value, n) => given.includes(value) !== ((change & bits[n]) !== none);
        found.push([[values.filter(isTicked)], end]);
      }
    if (!question.required) found.push([[UNKNOWN], on(1)]);
    return found;
  }
}

function smallest(found, upTo) {
  let sets = [...withoutSupersets(found)].filter((bits) => upTo === null || sizeOf(bits) <= upTo);
  let most = upTo;
  if (sets.length > MAX_AT_A_NODE) {
    most = sizeOf(sets[MAX_AT_A_NODE]) - 1;
    sets = sets.filter((bits) => sizeOf(bits) <= most);
  }
  return { sets, upTo: most };
}
