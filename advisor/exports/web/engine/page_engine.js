// The engine as a page calls it: states in, what is shown out, as plain data.

import { AdvicePage } from "./advice.js";
import { Answering } from "./answering.js";
import { attributeOf, once, pairOf, valueOf } from "./knowledge.js";
import { Engine } from "./engine.js";
import { newsBetween } from "./news.js";
import { Plan } from "./plan.js";
import { sheetOf } from "./sheet.js";
import { Filler, capital, idWords } from "./texts.js";

/** @typedef {import("./engine.js").State} State */

export class PageEngine extends Engine {
  /** @param {any} model what Python wrote */
  constructor(model) {
    super(model);
    const { id, version, title, welcome = "", goals, road = false, recommends = false, words, says, kinds } = model;
    this.kb = { id, version, title, welcome, goals, has_road: road, recommends };
    this.words = words;
    this.says = says;
    this.kinds = kinds
      .map(([kind, needs, about]) => ({ kind, needs, about }))
      .filter(({ kind }) => this.explained.includes(kind));
    this.answering = new Answering(this);
    this.filled = new WeakMap();
    this.told = new WeakMap(); // what was concluded
  }

  /** The first question, which Python knows, so that it can be asked before anything is built; null where there is none. */
  first() {
    const { first } = this.knowledge.model;
    return first ? this.question({ answers: {}, road: false }, first) : null;
  }

  /** What comes next, and how many more questions there are, in words. @param {State} state */
  look(state) {
    const found = super.look(state);
    const question = found.question === null ? null : this.question(state, found.question);
    return { ...found, question, more: moreQuestions(found.least, found.most) };
  }

  question(state, id) {
    return this.answering.question(state, id);
  }

  read(state, id, raw) {
    return this.answering.read(state, id, raw);
  }

  /** The state with an answer more or another one, what has to be asked again, and what it changed. */
  answered(state, id, answer) {
    const found = this.answering.answered(state, id, answer);
    return { ...found, news: newsBetween(this, state, found.state) };
  }

  /** @param {State} state @returns {State} */
  on_to_the_road(state) {
    return { ...state, road: true };
  }

  answers(state) {
    return this.answering.answers(state);
  }

  save(state, name) {
    return this.answering.save(state, name);
  }

  open(file) {
    return this.answering.open(file);
  }

  /** What the page of the advice shows beside the plan. @param {State} state */
  shown({ answers }) {
    return new AdvicePage(this.advice(answers)).object();
  }

  /** The plan, with every other road. @param {State} state */
  outlook({ answers }) {
    return new AdvicePage(this.advice(answers)).outlook("road");
  }

  /** What a talk with somebody who advises needs beside the advice and the plan. @param {State} state */
  sheet({ answers }) {
    return sheetOf(new Plan(this.advice(answers)));
  }

  what_if(state, changes) {
    return this.explain(state, "what_if", [changes]);
  }

  /** What a kind of explanation can be about, each with what it is asked by. @param {State} state @param {string} kind */
  targets(state, kind) {
    const { about } = this.kinds.find((it) => it.kind === kind);
    const advice = this.advice(state.answers);
    const { kb } = advice;
    const named = (pairs) => pairs.map((pair) => ({ about: [attributeOf(pair), valueOf(pair)], text: nameOf(advice, pair) }));
    if (about === "goal") return kb.goals.map((id) => ({ about: [id], text: kb.conclusions.get(id).heading }));
    if (about === "changes" || about === "question") return this.questionsNamed(state);
    const told = [...kb.goals, ...[...kb.conclusions.keys()].filter((id) => !kb.goals.includes(id))];
    const shown = told.filter((id) => kb.goals.includes(id) || !(kb.conclusions.get(id).internal || kb.conclusions.get(id).number));
    const pairs = shown.flatMap((id) => (kb.conclusions.get(id).values || []).map((value) => pairOf(id, value)));
    if (about === "attribute") return named(pairs.filter((pair) => advice.concluded.has(pair)));
    const others = pairs.filter((pair) => !advice.concluded.has(pair) && !kb.also.includes(attributeOf(pair)));
    if (about === "conclusion") return named(others);
    return named(others.filter((pair) => kb.goals.includes(attributeOf(pair)))).map(({ about: [id, value], text }) => ({ about: [id, "", value], text }));
  }

  questionsNamed({ answers }) {
    const ids = [...Object.keys(answers), ...[...this.knowledge.questions.keys()].filter((id) => !(id in answers))];
    return ids.map((id) => ({ about: [id], text: capital(this.knowledge.questions.get(id).label) }));
  }

  /** What texts are filled from, of the answers so far. @param {State} state */
  textsOf({ answers }) {
    return once(this.filled, answers, () => new Filler(this.knowledge, answers, () => this.stateOf(answers).spans));
  }
}

/** How a conclusion stands in a list: by its text, or its label and its value. */
function nameOf(advice, pair) {
  const { kb } = advice;
  const [id, value] = [attributeOf(pair), valueOf(pair)];
  const { label, texts } = kb.conclusions.get(id);
  const text = id === kb.goal && kb.recommends ? kb.steps.get(value).title : texts?.[value];
  return text ? advice.fill(text) : `${label}: ${idWords(value)}`;
}

/** `2 to 5 more questions`, or nothing where none is left; the one that is asked counts. */
function moreQuestions(least, most) {
  if (most <= 0) return "";
  if (most === 1) return "1 more question, this one";
  if (least === most) return `${most} more questions`;
  return least > 0 ? `${least} to ${most} more questions` : `up to ${most} more questions`;
}
