// One case and what is concluded of it, as `advisor recommend` tells it.

import { UNKNOWN } from "./conditions.js";
import { English } from "./english.js";
import { Grounds } from "./grounds.js";
import { CaseState } from "./interpretation.js";
import { attributeOf, groupedBy, pairOf, citedBy } from "./knowledge.js";
import { Filler, titleOf } from "./texts.js";

/** What a case has for its goals: see `Recommendation` in Python. */
export class Case {
  /** @param {import("./engine.js").Engine} engine */
  constructor(engine, answers, name = "") {
    this.engine = engine;
    this.kb = engine.knowledge;
    this.name = name;
    this.answers = answers;
    this.case = this.kb.total(answers);
    this.state = new CaseState(this.kb, this.case);
    this.firings = engine.firings.of(this.case);
    this.concluded = new Set(this.firings.map(({ rule }) => rule.pair));
    this.numbers = this.kb.numbers(this.concluded);
    this.texts = new Filler(this.kb, this.case, () => this.numbers);
    this.english = new English(this.kb, this.texts);
    const found = groupedBy(this.concluded, attributeOf);
    this.values = {};
    for (const [id, { number, values = [] }] of this.kb.conclusions)
      if (!number || id === this.kb.goal) this.values[id] = values.filter((it) => (found.get(id) || []).includes(pairOf(id, it)));
    this.value = this.values[this.kb.goal].length === 1 ? this.values[this.kb.goal][0] : null;
    this.step = this.value !== null && this.kb.recommends ? this.kb.steps.get(this.value) : null;
  }

  holds(condition) {
    return this.state.holds(condition) === true;
  }

  fill(text) {
    return this.texts.fill(text);
  }

  /** The firings that a goal's value rests on, or those of the first where there are several. */
  nodesOf(goal) {
    const [value] = this.values[goal];
    return value === undefined ? [] : this.derivation(pairOf(goal, value));
  }

  /** The firings that a pair rests on, down to answers, each with how deep it stands. */
  derivation(pair) {
    const earliest = new Map();
    let own = null;
    for (const firing of this.firings) {
      if (!earliest.has(firing.rule.pair)) earliest.set(firing.rule.pair, firing);
      if (firing.rule.pair === pair && (!own || firing.rule.order < own.rule.order)) own = firing;
    }
    const found = [];
    const seen = new Set();
    const waiting = own ? [{ firing: own, depth: 0 }] : [];
    while (waiting.length) {
      const node = waiting.pop();
      const { firing, depth } = node;
      if (seen.has(firing.rule.id)) continue;
      seen.add(firing.rule.id);
      found.push(node);
      const behind = this.passed(firing.rule);
      let findings = firing.findings;
      if (behind.length) findings = this.inOrder(new Set([...findings, ...behind]));
      const below = findings.filter((it) => earliest.has(it)).map((it) => ({ firing: earliest.get(it), depth: depth + 1 }));
      waiting.push(...below.reverse());
    }
    return found;
  }

  /** The milestones behind the person, where the first rule that holds decided. */
  passed(rule) {
    return (rule.passes || "").split(" ").map((n) => this.kb.pairs[n]).filter((pair) => this.concluded.has(pair));
  }

  /** Pairs in the order of the knowledge base. */
  inOrder(pairs) {
    return [...pairs].sort((one, other) => this.kb.place.get(one) - this.kb.place.get(other));
  }

  problemOf(goal) {
    const values = this.values[goal];
    const { none_given, several_given } = this.kb.conclusions.get(goal);
    if (!values.length) return none_given;
    return values.length > 1 ? `${several_given}: ${values.map((value) => this.titleOf(goal, value)).join("; ")}` : "";
  }

  get problem() {
    return this.kb.goals.map((id) => this.problemOf(id)).filter(Boolean).join("; ");
  }

  titleOf(goal, value) {
    return this.fill(titleOf(this.kb, goal, value));
  }

  paragraphs(parts) {
    return (parts || []).filter((part) => this.state.shows(part)).map((part) => this.fill(part.text));
  }

  takesOf(step) {
    return (step.takes || []).find((takes) => this.state.shows(takes));
  }

  /** What the next step cites, and the cells on which its texts rest. */
  get cite() {
    const { step } = this;
    if (!step) return [];
    const parts = ["do", "gives", "watch"].flatMap((key) => step[key] || []).filter((part) => this.state.shows(part));
    const read = [step.title, ...parts.map((part) => part.text)].flatMap(cellsNamed);
    for (const part of parts) if (part.when) read.push(...this.kb.cellsTested(part.when));
    return [...new Set([...step.cite, ...this.citations(read)])];
  }

  /** The table, row and column of a cell of the case's own row; null where the row is not known. */
  located(cell) {
    const [question, column] = cell.split(".");
    const row = this.case[question];
    return row === UNKNOWN ? null : { table: this.kb.tables[this.kb.questions.get(question).table], question, row, column };
  }

  sourceOf(cell) {
    const at = this.located(cell);
    const source = (at && at.table.sources?.[at.row]?.[at.column]) || "";
    return typeof source === "string" ? { cite: source } : source; // most only cite
  }

  /** What cells of the case's own rows cite, each once. */
  citations(cells) {
    return [...new Set(cells.flatMap((cell) => citedBy(this.sourceOf(cell))))];
  }

  /** The cells that a person is told, in the order of the questions and their columns. */
  cellsTold(cells) {
    const found = [];
    if (!cells.size) return found;
    for (const [id, question] of this.kb.questions) {
      if (!question.table || this.case[id] === UNKNOWN) continue;
      const table = this.kb.tables[question.table];
      for (const [column, { kind }] of Object.entries(table.columns || {})) {
        const told = kind === "number" || kind === "many" || column in (table.sources?.[this.case[id]] || {});
        if (told && cells.has(`${id}.${column}`)) found.push(`${id}.${column}`);
      }
    }
    return found;
  }

  /** The told cells by which a rule holds that fired, or that its sentence repeats. */
  cellsRead(rule) {
    if (!this.kb.model.tells_cells) return [];
    const grounds = new Grounds(this.kb, this);
    grounds.ofRule(rule);
    const tested = this.kb.cellsTested(rule.when).filter((cell) => grounds.cells.has(cell));
    return this.cellsTold(new Set([...tested, ...cellsNamed(rule.because)]));
  }

  /** How much of the road holds whatever is answered later, and the questions that settle the next stage. */
  get footing() {
    this.footing_ ||= this.engine.road.footing(this.answers);
    return this.footing_;
  }

  /** The questions that were not answered and can change neither a goal nor what comes next on the road. */
  get unasked() {
    if (!this.unasked_) {
      const road = this.footing.questions;
      const matter = new Set([...Object.keys(this.answers), ...this.questionsLeft, ...road]);
      this.unasked_ = new Set([...this.kb.questions.keys()].filter((id) => !matter.has(id)));
    }
    return this.unasked_;
  }

  get questionsLeft() {
    const known = Object.fromEntries(Object.entries(this.answers).filter(([, answer]) => answer !== UNKNOWN));
    this.left_ ||= this.engine.relevance(new CaseState(this.kb, known), this.kb.goals).names;
    return this.left_;
  }

  /** The steps that remain, the next one first, and whether they reach the end of the road. */
  get roadmap() {
    this.road_ ||= this.step && this.kb.hasRoad ? this.engine.road.roadmap(this.case) : { stages: [], complete: false };
    return this.road_;
  }
}

/** The cells that are put into a text. */
export function cellsNamed(text) {
  return [...text.matchAll(/\{\{|\}\}|\{([^{}]+)\}/g)].map(([, name]) => name).filter((name) => name?.includes("."));
}
