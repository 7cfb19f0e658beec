// What if some answers were different: both outcomes, and what differs. See `advisor/explanation/what_if.py` and
// `advisor/reports/explaining/what_if.py`.

import { openAgain } from "./demands.js";
import { attributeOf, pairOf, sameAnswer } from "./knowledge.js";
import { atMost, items, line, section, told } from "./lines.js";
import { together } from "./measures.js";
import { soManySteps } from "./numbers.js";
import { counted, firstSentence, sentence } from "./texts.js";

const MAX_QUESTIONS = 6;

/** Both outcomes of `before` and `after`, where these are the changes; null takes an answer back. */
export function explainWhatIf(engine, before, after, changes) {
  const found = new WhatIf(engine, before, after, changes);
  const sections = [found.given(), ...engine.knowledge.goals.map((id) => found.goal(id))];
  if (found.changed.length) sections.push(found.conclusions(), found.road(), found.questions());
  return told(sections);
}

/** The answers with these changes. */
export function changedAnswers(kb, answers, changes) {
  const other = Object.fromEntries(Object.entries({ ...answers, ...changes }).filter(([, answer]) => answer !== null));
  return openAgain(kb, other);
}

class WhatIf {
  constructor(engine, before, after, changes) {
    this.engine = engine;
    this.kb = engine.knowledge;
    this.before = before;
    this.after = after;
    this.changes = changes;
    this.changed = Object.keys(changes).filter((id) => !sameAnswer(before.answers[id] ?? null, changes[id]));
    this.courseBefore = course(engine, before.answers);
    this.courseAfter = course(engine, after.answers);
  }

  given() {
    const lines = Object.entries(this.changes).map(([id, answer]) => {
      const { english } = this.after;
      const said = `${english.label(id)}: ${english.answer(id, answer)}`;
      if (!this.changed.includes(id)) return `${said}, as it is now`;
      const old = this.before.answers[id];
      return old === undefined ? said : `${said} instead of ${this.before.english.answer(id, old)}`;
    });
    return section("WHAT IF", items(lines));
  }

  goal(id) {
    const [before, after] = [goalName(this.before, id), goalName(this.after, id)];
    const lines = before === after ? [line(`It stays the same: ${after}`)] : [line(before, "Now:  "), line(after, "Then: ")];
    const left = this.courseAfter.leftToGoal.length;
    if (this.changed.length && id === this.kb.goals.at(-1) && left) {
      const questions = left === 1 ? "one question that is" : `${left} questions that are`;
      lines.push(line(`It then depends on ${questions} not answered yet; here that counts as not known.`));
    }
    return section(this.kb.conclusions.get(id).heading.toUpperCase(), lines);
  }

  conclusions() {
    const [before, after] = [pairsOf(this.before), pairsOf(this.after)];
    const gained = toldPairs(this.after, after.filter((pair) => !before.includes(pair)));
    const lost = toldPairs(this.before, before.filter((pair) => !after.includes(pair)));
    return section("WHAT FOLLOWS", [
      ...items(gained, "+ "),
      ...items(lost.map((text) => `no longer: ${text}`)),
      ...items(this.numbers(), "+ "),
    ]);
  }

  /** The numbers that are others after the changes. */
  numbers() {
    const found = Object.entries(this.after.numbers).filter(([id, number]) => number !== this.before.numbers[id]);
    const told = found.filter(([id]) => !this.kb.conclusions.get(id).internal);
    return told.map(([id, number]) => {
      const was = counted(this.before.numbers[id], this.kb.conclusions.get(id).number);
      return sentence(`${this.after.english.number(id, number)}, no longer ${was}`);
    });
  }

  road() {
    if (!this.kb.hasRoad) return section("", []);
    const { words } = this.kb.model;
    const heading = `THE ${words.road.toUpperCase()}`;
    const [before, after] = [this.before, this.after].map((advice) => lengthOf(advice));
    const [steps, others] = [this.before, this.after].map((advice) => advice.roadmap.stages.map(({ step }) => step.id).join());
    if (steps === others) return section(heading, [line(`It has the same ${words.steps}: ${after}`)]);
    return section(heading, [line(before, "Now:  "), line(after, "Then: ")]);
  }

  questions() {
    const lines = [];
    const lists = [
      ["Asked anew:", this.#appearing()],
      ["No longer asked:", this.#disappearing()],
    ];
    for (const [heading, ids] of lists) {
      if (!ids.length) continue;
      const asks = ids.map((id) => this.after.fill(this.kb.questions.get(id).ask));
      lines.push(line(heading), ...items(atMost(MAX_QUESTIONS, asks), "- ", 1));
    }
    const falling = this.#fallingAway();
    if (falling.length) {
      const { english, answers } = this.before;
      const texts = falling.map((id) => `${english.label(id)}: ${english.answer(id, answers[id])}`);
      lines.push(line("These answers of yours would no longer matter:"), ...items(texts, "- ", 1));
    }
    return section("QUESTIONS", lines);
  }

  #appearing() {
    return this.left(this.courseAfter).filter((id) => !this.left(this.courseBefore).includes(id));
  }

  #disappearing() {
    const after = this.left(this.courseAfter);
    return this.left(this.courseBefore).filter((id) => !after.includes(id) && !(id in this.changes));
  }

  #fallingAway() {
    const before = this.courseAfter.leftToGoal.length ? this.courseBefore.toGoal : this.courseBefore.used;
    return before.filter((id) => !this.courseAfter.used.includes(id) && !(id in this.changes));
  }

  /** As far as both consultations come: to the end of the road only where both settle the goal. */
  left(way) {
    const both = !this.courseBefore.leftToGoal.length && !this.courseAfter.leftToGoal.length;
    return both ? way.left : way.leftToGoal;
  }
}

/** A consultation from its first question: which answers it asks for, and what is left to ask. */
function course(engine, answers) {
  const given = {};
  let left = follow(engine, answers, given, false);
  const [toGoal, leftToGoal] = [Object.keys(given), left];
  if (!left.length) left = follow(engine, answers, given, true);
  return { used: Object.keys(given), left, toGoal, leftToGoal };
}

function follow(engine, answers, given, road) {
  for (;;) {
    const now = engine.snapshot(openAgain(engine.knowledge, given));
    const names = road ? now.roadNames : now.goalNames;
    const id = names.find((name) => name in answers && !(name in given));
    if (id === undefined) return names;
    given[id] = answers[id];
  }
}

function goalName(advice, id) {
  const problem = advice.problemOf(id);
  return problem ? sentence(problem) : advice.titleOf(id, advice.values[id][0]);
}

function pairsOf(advice) {
  const others = Object.entries(advice.values).filter(([id]) => id !== advice.kb.goal);
  return others.flatMap(([id, values]) => values.map((value) => pairOf(id, value)));
}

/** What is for a person: no goal, which is told by itself, and nothing internal. */
function toldPairs({ kb, english }, pairs) {
  const isTold = (id) => !kb.goals.includes(id) && !kb.conclusions.get(id).internal;
  return pairs.filter((pair) => isTold(attributeOf(pair))).map((pair) => firstSentence(english.concluded(pair)));
}

/** `7 steps, 18 to 68 months, USD 229 to 299 (2026)`. */
function lengthOf({ kb, roadmap: { stages, complete } }) {
  const { words, measures = [] } = kb.model;
  const takes = together(stages, measures, words);
  const beyond = complete ? "" : ", and beyond that the way is not known";
  return `${[soManySteps(stages.length, words), ...(takes ? [takes] : [])].join(", ")}${beyond}`;
}
