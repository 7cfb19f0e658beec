// One case and what is concluded of it, as `advisor recommend` tells it.

import { UNKNOWN } from "./conditions.js";
import { English } from "./english.js";
import { Grounds } from "./grounds.js";
import { CaseState } from "./interpretation.js";
import { attributeOf, groupedBy, pairOf, valueOf } from "./knowledge.js";
import { Filler, textOf, titleOf } from "./texts.js";

const FORMAT = 2;
const TAKEN = new Set(
  "format knowledge_base version name answers because conclusions roadmap questions_left problem settled roadmap_complete sources".split(" "),
);

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
    this.texts = new Filler(this.kb, this.case, this.numbers);
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
    return (rule.passes || []).map((n) => this.kb.pairs[n]).filter((pair) => this.concluded.has(pair));
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
    return [...new Set([...(step.cite || []), ...this.citations(read)])];
  }

  /** The table, row and column of a cell of the case's own row; null where the row is not known. */
  located(cell) {
    const [question, column] = cell.split(".");
    const row = this.case[question];
    return row === UNKNOWN ? null : { table: this.kb.tables[this.kb.questions.get(question).table], question, row, column };
  }

  sourceOf(cell) {
    const at = this.located(cell);
    return (at && at.table.sources?.[at.row]?.[at.column]) || {};
  }

  /** What cells of the case's own rows cite, each once. */
  citations(cells) {
    return [...new Set(cells.flatMap((cell) => this.sourceOf(cell).cite || []))];
  }

  /** The cells that a person is told, in the order of the questions and their columns. */
  cellsTold(cells) {
    const found = [];
    if (!cells.size) return found;
    for (const [id, question] of this.kb.questions) {
      if (!question.table || this.case[id] === UNKNOWN) continue;
      const table = this.kb.tables[question.table];
      for (const [column, { kind }] of Object.entries(table.columns)) {
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
    return this.engine.relevance(new CaseState(this.kb, known), this.kb.goals).names;
  }

  /** The object of `advisor recommend --format json`. */
  json() {
    const { kb } = this;
    const found = { format: FORMAT, knowledge_base: kb.model.id, version: kb.model.version, name: this.name, answers: this.answers };
    for (const id of kb.goals) found[keyOf(id)] = this.goalJson(id);
    found.because = this.nodesOf(kb.goal).map(({ firing }) => this.firingJson(firing));
    found.conclusions = {};
    for (const [id, { number }] of kb.conclusions)
      if (id !== kb.goal) found.conclusions[id] = number ? this.numbers[id] : this.values[id];
    if (kb.recommends) found.roadmap = this.roadmap.stages.map((stage) => this.stageJson(stage));
    found.questions_left = this.questionsLeft;
    if (this.problem) found.problem = this.problem;
    return found;
  }

  goalJson(id) {
    if (this.problemOf(id)) return null;
    if (id === this.kb.goal && this.step) return this.stepJson(this.step);
    const [value] = this.values[id];
    const found = { id: value, text: this.fill(textOf(this.kb, id, value)) };
    if (id !== this.kb.goal) found.because = this.nodesOf(id).map(({ firing }) => this.firingJson(firing));
    return found;
  }

  stepJson(step) {
    const found = { id: step.id, title: this.fill(step.title), do: joinedText(this.paragraphs(step.do)) };
    for (const key of ["gives", "watch", "assumes"]) {
      const shown = this.paragraphs(step[key]);
      if (shown.length) found[key] = joinedText(shown);
    }
    return { ...found, ...takesJson(this.takesOf(step)), cite: this.cite };
  }

  firingJson(firing) {
    const { kb } = this;
    const { rule } = firing;
    const read = [...firing.findings, ...firing.missing].map(attributeOf).filter((id) => kb.conclusions.get(id).number);
    const found = {
      rule: rule.id,
      because: this.fill(rule.because),
      cite: rule.cite,
      facts: firing.answers,
      findings: this.pairsJson(firing.findings),
      missing: this.pairsJson(firing.missing),
    };
    if (read.length) found.numbers = Object.fromEntries(read.map((id) => [id, this.numbers[id]]));
    const rivals = kb.earlier(rule);
    if (rivals.length) found.earlier = rivals.map(({ id }) => id);
    const cells = this.cellsRead(rule);
    if (cells.length) found.cells = cells.map((cell) => this.cellJson(cell));
    return found;
  }

  cellJson(cell) {
    const { question, row, column, table } = this.located(cell);
    const { cite, as_of } = this.sourceOf(cell);
    return { question, row, column, is: table.rows[row][column], ...(cite && { cite }), ...(as_of && { as_of }) };
  }

  pairsJson(pairs) {
    const found = {};
    for (const pair of pairs)
      if (!this.kb.conclusions.get(attributeOf(pair)).number) (found[attributeOf(pair)] ||= []).push(valueOf(pair));
    return found;
  }

  stageJson({ step, title, takes }) {
    return { id: step.id, title, ...takesJson(takes) };
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

function keyOf(goal) {
  return TAKEN.has(goal) ? `goal_${goal}` : goal;
}

function joinedText(texts) {
  return texts.map((text) => text.trim()).join("\n\n");
}

/** What a step takes, as JSON has it. */
export function takesJson(takes) {
  if (!takes) return {};
  const { months, cost, currency, as_of } = takes;
  return { takes: { ...(months && { months }), ...(cost && { cost, ...(currency && { currency }), ...(as_of && { as_of }) }) } };
}
