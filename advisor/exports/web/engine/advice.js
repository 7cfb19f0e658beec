// A recommendation as a page shows it: see `advisor/reports/page.py`.

import { said } from "./answering.js";
import { Citations, listed } from "./citations.js";
import { once } from "./knowledge.js";
import { nextText, takesText } from "./measures.js";
import { Outlook } from "./outlook.js";
import { Plan } from "./plan.js";
import { absenceCites, absenceOf, absenceSentence, besideOf, givenOf, noEarlier, reasonsByGoal, toldAbsence, openAsksOf } from "./reasons.js";
import { capital, firstSentence, oneLine, textOf } from "./texts.js";

export class AdvicePage {
  /** @param {import("./case.js").Case} about */
  constructor(about) {
    this.case = about;
    this.kb = about.kb;
    this.model = about.kb.model;
    this.citations = new Citations(this.kb);
  }

  /** The plan, which takes longer to find than all else; `key` begins the names of its pictures. */
  outlook(key) {
    return new Outlook(new Plan(this.case)).object(key);
  }

  /** What there is to show beside the plan; sources are numbered in the order of these parts. */
  object() {
    const { kb, case: about } = this;
    const { step } = about;
    return {
      eyebrow: this.eyebrow(),
      title: this.title(),
      more: this.more(),
      others: kb.goals.slice(1).map((id) => this.goal(id)),
      problem: this.problem(kb.goal),
      takes: capital(oneLine(this.takes())),
      doHtml: step ? this.html(step.do) : "",
      gives: step ? about.paragraphs(step.gives).map(oneLine) : [],
      watch: step ? about.paragraphs(step.watch).map(oneLine) : [],
      sources_of_step: this.citations.numbers(about.cite),
      why: reasonsByGoal(about).map(([id, reasons]) => [this.heading(id), this.#tree(reasons)]),
      beside: this.beside(),
      answers: this.answers(),
      unknown: openAsksOf(about).map(oneLine),
      sources: this.citations.sources().map(listed),
    };
  }

  /** What the step takes: on a road also that it is not known. */
  takes() {
    const { engine, state, step } = this.case;
    if (!step) return "";
    if (this.kb.hasRoad) return nextText(engine.road.stage(state, step), this.model.measures || []);
    return takesText(this.case.takesOf(step));
  }

  eyebrow() {
    const { words } = this.model;
    return oneLine(this.kb.recommends ? capital(words.your_next_step) : this.kb.conclusions.get(this.kb.goal).heading);
  }

  title() {
    const { value } = this.case;
    const { goal } = this.kb;
    return oneLine(value === null ? `No single ${this.kb.conclusions.get(goal).noun}` : this.case.titleOf(goal, value));
  }

  /** The goal's text beyond its first sentence, which is the title; of a step there is none. */
  more() {
    const { value } = this.case;
    if (value === null || this.kb.recommends) return [];
    const text = textOf(this.kb, this.kb.goal, value).trim();
    return this.split(text.slice(firstSentence(text).length));
  }

  goal(id) {
    const heading = oneLine(this.kb.conclusions.get(id).heading);
    const problem = this.problem(id);
    return { heading, said: problem ? [problem] : this.split(textOf(this.kb, id, this.case.values[id][0])) };
  }

  split(text) {
    return text.split("\n\n").filter((part) => part.trim()).map((part) => this.#filled(part));
  }

  problem(id) {
    const problem = this.case.problemOf(id);
    return problem && `${capital(oneLine(problem))}. ${this.model.says.fault}`;
  }

  heading(id) {
    const { why } = this.model.words;
    return oneLine(id === this.kb.goal ? why : `${why}: ${this.kb.conclusions.get(id).heading}`);
  }

  /** The derivation of a goal as a tree. */
  #tree(reasons) {
    const roots = [];
    let path = [];
    for (const reason of reasons) {
      const why = this.#reason(reason);
      path = path.slice(0, reason.depth);
      (path.length ? path.at(-1).below : roots).push(why);
      path.push(why);
    }
    return roots;
  }

  #reason(reason) {
    const { case: about, citations } = this;
    const { rule } = reason.firing;
    const facts = givenOf(about, reason);
    return {
      concludes: reason.depth ? oneLine(capital(about.english.conclusion(rule.pair))) : "",
      because: { text: this.#filled(rule.because), sources: citations.numbers(reason.cite) },
      given: facts.map(([text, cites]) => ({ text: oneLine(text), sources: citations.numbers(cites) })),
      missing: reason.missing.map((pair) => this.missing(toldAbsence(about, absenceOf(about, pair)))),
      no_earlier: facts.length ? oneLine(noEarlier(about, reason)) : "",
      below: [],
    };
  }

  missing(found) {
    const text = `${oneLine(capital(absenceSentence(found)))}.`;
    return { text, sources: this.citations.numbers(absenceCites(this.case, found)) };
  }

  beside() {
    const told = this.kb.also.map((id) => {
      const texts = besideOf(this.case, id).map(([text, cites]) => ({ text: oneLine(text), sources: this.citations.numbers(cites) }));
      return [oneLine(this.kb.conclusions.get(id).label), texts];
    });
    return told.filter(([, texts]) => texts.length);
  }

  /** The answers by topic, in the order of the questions. */
  answers() {
    const topics = new Map();
    for (const [id, question] of this.kb.questions) {
      if (!(id in this.case.answers)) continue;
      const topic = oneLine(question.topic || "");
      once(topics, topic, () => []).push([this.#filled(question.ask), said(this.case.texts, question, this.case.answers[id])]);
    }
    return [...topics];
  }

  /** Markdown that Python read; what is put in is HTML as well. */
  html(parts) {
    const { html = {}, links = [] } = this.model;
    const linked = (text, link) => text.replaceAll(link, () => `<a href="https://${link}">${link}</a>`);
    const plain = (words) => links.reduce(linked, escaped(words));
    const texts = (parts || []).filter((part) => this.case.state.shows(part));
    const filled = (text) => this.case.texts.fill(text, (words) => html[words] ?? plain(words));
    return texts.map((part) => filled(part.html ?? `<p>${plain(part.text.trim())}</p>\n`)).join("");
  }

  #filled(text) {
    return oneLine(this.case.fill(text));
  }
}

function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
