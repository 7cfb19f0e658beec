// A consultation from the model of a knowledge base: everything is a function of its state, the answers in their order
// and whether the person has gone on from the goal to the road. No page, no clock and no storage is known here.

import { AllCases, RemainingCases } from "./cases.js";
import { Case } from "./case.js";
import { CaseInDiagram } from "./changes.js";
import { UNKNOWN } from "./conditions.js";
import { Firings } from "./firings.js";
import { CaseState } from "./interpretation.js";
import { Knowledge, PARTS_OF_STEPS, once, pairOf } from "./knowledge.js";
import { explainHow } from "./how.js";
import { explainHowSure } from "./how_sure.js";
import { explainRatherThan } from "./rather_than.js";
import { RoadWalker, whensOf } from "./road.js";
import { Snapshot } from "./snapshot.js";
import { changedAnswers, explainWhatIf } from "./what_if.js";
import { explainWhy } from "./why.js";
import { explainWhyNot } from "./why_not.js";

/** @typedef {{answers: Object<string, import("./conditions.js").Answer>, road: boolean}} State */

const MAX_KEPT_NODES = 600_000;
const NOTHING_GIVEN = {};

/** What explains a case of which all that is not answered is unknown. */
const EXPLAINING = {
  how: explainHow,
  why_not: explainWhyNot,
  rather_than: explainRatherThan,
  what_if: (before, changes) => {
    const { engine, kb, answers } = before;
    return explainWhatIf(engine, before, engine.advice(changedAnswers(kb, answers, changes)), changes);
  },
  how_sure: explainHowSure,
};

export class Engine {
  /** @param {any} model what Python wrote */
  constructor(model) {
    this.knowledge = new Knowledge(model);
    this.firings = new Firings(this.knowledge);
    this.road = new RoadWalker(this);
    this.cases = new Map();
    this.remaining = new WeakMap();
    this.states = new WeakMap();
    this.snapshots = new WeakMap();
    this.advices = new WeakMap();
  }

  /** Builds the diagrams on which the goals rest, piece by piece, as the first question that needs them would do at once. */
  *preparing() {
    const { all } = this.remainingCases(NOTHING_GIVEN);
    const { goals } = this.knowledge;
    yield* this.preparingRules(goals);
    for (const id of goals) yield all.outcome(id);
  }

  /** The same of what is asked for once the goals are settled. */
  *preparingRoad() {
    const { all } = this.remainingCases(NOTHING_GIVEN);
    const { also, conclusions, steps } = this.knowledge;
    yield* this.preparingRules(also);
    for (const id of also) for (const value of conclusions.get(id).values || []) yield all.holds(["v", id, [value]]);
    for (const step of steps.values())
      for (const when of PARTS_OF_STEPS.flatMap((key) => whensOf(step[key]))) yield all.holds(when);
  }

  *preparingRules(ids) {
    const { all } = this.remainingCases(NOTHING_GIVEN);
    for (const rule of this.knowledge.rulesBehind(ids)) yield all.holds(rule.when);
  }

  /** The cases in which these answers are given; a required one may be unknown where a road is followed from there. */
  remainingCases(given) {
    const kept = this.remaining.get(given);
    if (kept) return kept;
    const { questions } = this.knowledge;
    const optional = Object.keys(given).filter((id) => given[id] === UNKNOWN && questions.get(id).required);
    const key = optional.join();
    const known = this.cases.get(key);
    if (!known || known.diagrams.variable.length > MAX_KEPT_NODES) {
      this.cases.set(key, new AllCases(this.knowledge, new Set(optional)));
      this.remaining = new WeakMap();
    }
    const made = new RemainingCases(this.cases.get(key), given);
    this.remaining.set(given, made);
    return made;
  }

  /** The open questions, in their order, that can still change one of these attributes or conditions. */
  relevance(state, goals, conditions = []) {
    const { conclusions } = this.knowledge;
    const isOpen = (id) => (conclusions.get(id).values || []).some((value) => state.may.has(pairOf(id, value)));
    const open = goals.filter(isOpen);
    const left = conditions.filter((condition) => state.holds(condition) === null);
    if (!open.length && !left.length) return { names: [] };
    return { names: this.remainingCases(state.answers).dependsOn(open, left) };
  }

  /** What holds of a case in which these are the answers so far. @returns {CaseState} */
  stateOf(answers) {
    return once(this.states, answers, () => new CaseState(this.knowledge, answers));
  }

  /** @returns {Snapshot} */
  snapshot(answers) {
    return once(this.snapshots, answers, () => new Snapshot(this, answers));
  }

  /** What the answers come to, where all that is not answered is unknown. @returns {Case} */
  advice(answers) {
    return once(this.advices, answers, () => new Case(this, answers));
  }

  /** What comes next, and how many more questions there are. @param {State} state */
  look({ answers, road }) {
    const now = this.snapshot(answers);
    const onTheRoad = Boolean(road) && !now.goalNames.length;
    const [least, most] = now.bounds(onTheRoad);
    const left = onTheRoad ? now.roadNames : now.goalNames;
    const [id] = left;
    return {
      question: id === undefined ? null : id,
      least,
      most,
      settled: !now.goalNames.length,
      done: !now.goalNames.length && !now.roadNames.length,
      left,
    };
  }

  /** One total case among all legal ones. @param {Case} advice */
  inDiagram(advice) {
    const cases = this.remainingCases(NOTHING_GIVEN);
    return { cases, case: new CaseInDiagram(this.knowledge, cases.all, advice.case) };
  }

  /** The kinds of explanation that there are. */
  get explained() {
    return ["why", ...Object.keys(EXPLAINING)];
  }

  /** An explanation of this kind, about what is asked. @param {State} state @returns {import("./lines.js").Section[]} */
  explain(state, kind, about = []) {
    return kind === "why" ? explainWhy(this, state.answers, ...about) : EXPLAINING[kind](this.advice(state.answers), ...about);
  }
}
