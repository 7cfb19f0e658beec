// The road: take the recommended step, ask the rules again, and so on. See `advisor/consultation/roadmap.py`.

import { CaseState } from "./interpretation.js";
import { once, pairOf } from "./knowledge.js";
import { fillerOf } from "./texts.js";

/** The roads of one knowledge base. A stage has its step, its state before it, its title, and what it takes and assumes. */
export class RoadWalker {
  /** @param {import("./engine.js").Engine} engine */
  constructor(engine) {
    this.engine = engine;
    this.kb = engine.knowledge;
    this.walks = new WeakMap();
  }

  /** The steps that remain for a total case; `complete` where the last one is the end of the road. */
  roadmap(answers) {
    const stages = [];
    for (const [state, step] of this.walk(answers)) {
      if (!step || stages.some((stage) => stage.step === step)) return { stages, complete: false };
      stages.push(this.stage(state, step));
    }
    return { stages, complete: true };
  }

  stage(state, step) {
    const texts = fillerOf(state);
    const takes = (step.takes || []).find((it) => state.shows(it));
    const assumes = (step.assumes || []).filter((it) => state.shows(it)).map((it) => texts.fill(it.text));
    return { state, step, title: texts.fill(step.title), takes, assumes };
  }

  /** How many stages hold whatever is answered later, and the questions that settle the next. */
  footing(answers) {
    let steps = 0;
    for (const [state, step] of this.walk(answers)) {
      if (!step) return { steps, questions: this.engine.relevance(state, [this.kb.goal]).names };
      steps += 1;
      const questions = this.engine.relevance(state, [], whensOf(step.achieves)).names;
      if (questions.length) return { steps, questions };
    }
    return { steps, questions: [] };
  }

  /** The case and its next step, then the same after each step, until one achieves nothing or comes again. */
  *walk(answers) {
    const { places, rest } = once(this.walks, answers, () => ({ places: [], rest: this.#walked(answers) }));
    for (let n = 0; ; n++) {
      if (n === places.length) {
        const { done, value } = rest.next();
        if (done) return;
        places.push(value);
      }
      yield places[n];
    }
  }

  *#walked(answers) {
    const taken = new Set();
    let state = this.engine.stateOf(answers);
    for (;;) {
      const step = this.nextStep(state);
      yield [state, step];
      if (!step || !step.achieves || taken.has(step.id)) return;
      taken.add(step.id);
      state = new CaseState(this.kb, this.after(state, step));
    }
  }

  /** The step that is settled; null where it is open, or where there is not just one. */
  nextStep(state) {
    const { kb } = this;
    const goalPairs = (kb.conclusions.get(kb.goal).values || []).map((value) => pairOf(kb.goal, value));
    let settled = state;
    if (goalPairs.some((pair) => state.may.has(pair)) && !this.engine.relevance(state, [kb.goal]).names.length)
      settled = new CaseState(kb, kb.total(state.answers));
    const steps = [...kb.steps.values()].filter((step) => settled.yes.has(pairOf(kb.goal, step.id)));
    return steps.length === 1 ? steps[0] : null;
  }

  /** The case after the step: every achievement whose condition holds before it is applied. */
  after(state, step) {
    const answers = { ...state.answers };
    for (const effect of step.achieves || [])
      if (state.shows(effect))
        for (const [id, value] of Object.entries(effect.set)) answers[id] = this.applied(id, answers[id], value);
    return answers;
  }

  applied(id, before, value) {
    if (value.raise !== undefined) return Math.max(typeof before === "number" ? before : value.raise, value.raise);
    if (Array.isArray(value) && Array.isArray(before)) return this.kb.inOrder(id, [...before, ...value]);
    return value;
  }
}

/** The conditions of some parts. */
export function whensOf(parts) {
  return (parts || []).map((part) => part.when).filter(Boolean);
}
