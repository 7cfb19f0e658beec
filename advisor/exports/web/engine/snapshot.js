// A consultation between two changes of its answers: what matters now, and what may still be asked. See
// `advisor/consultation/snapshot.py`.

import { requiredBeside } from "./cases.js";
import { UNKNOWN } from "./conditions.js";
import { whensOf } from "./road.js";

export class Snapshot {
  /** @param {import("./engine.js").Engine} engine */
  constructor(engine, answers) {
    this.engine = engine;
    this.kb = engine.knowledge;
    this.answers = answers;
    this.state = engine.stateOf(answers);
    const open = [...this.kb.questions.values()].filter(({ id }) => !(id in answers));
    this.required = new Set(open.filter((it) => requiredBeside(it, answers) === true).map(({ id }) => id));
    this.mayBeRequired = open.filter((it) => requiredBeside(it, answers) === null).map(({ id }) => id);
    this.goalQuestions = engine.relevance(this.state, this.kb.goals).names;
    this.goalNames = this.#namesOfGoal();
  }

  /** Required answers belong to every case; once nothing else is left, what is open stays unknown. */
  #namesOfGoal() {
    let names = new Set([...this.goalQuestions, ...this.required]);
    if (!names.size) names = new Set(this.#unmet().filter((id) => !(id in this.answers)));
    return [...this.kb.questions.keys()].filter((id) => names.has(id));
  }

  /** The questions whose answer is unknown where their condition requires one; what is absent is unknown. */
  #unmet() {
    const total = this.kb.total(this.answers);
    const asked = [...this.kb.questions.values()].filter((it) => it.required_when && total[it.id] === UNKNOWN);
    return asked.filter((it) => requiredBeside({ ...it, required: false }, total) === true).map(({ id }) => id);
  }

  /** What can change the texts beside the goal, and the road as far as it can be seen. */
  get roadNames() {
    if (!this.roadNames_) {
      const names = new Set(this.engine.relevance(this.state, this.kb.also).names);
      this.road.forEach(([state, step], n) => {
        for (const id of this.#askedOnTheWay(state, step, n === 0)) names.add(id);
      });
      this.roadNames_ = [...this.kb.questions.keys()].filter((id) => names.has(id));
    }
    return this.roadNames_;
  }

  /** The case before each step, up to one whose effect is open, or the end of the road. */
  get road() {
    if (!this.road_) {
      this.road_ = [];
      for (const [state, step] of this.engine.road.walk(this.answers)) {
        this.road_.push([state, step]);
        if (step && this.engine.relevance(state, [], whensOf(step.achieves)).names.length) break;
      }
    }
    return this.road_;
  }

  #askedOnTheWay(state, step, first) {
    if (!step) return this.engine.relevance(state, this.kb.goals).names;
    const listed = [step.achieves, step.takes, step.assumes, ...(first ? [step.do, step.gives, step.watch] : [])];
    return this.engine.relevance(state, [], listed.flatMap(whensOf)).names;
  }

  /** How many more questions there are, on the road or up to it. */
  bounds(road) {
    return road ? this.#boundsOfRoad() : this.#boundsOfGoal();
  }

  #boundsOfGoal() {
    if (!this.goalNames.length) return [0, 0];
    const named = new Set([...this.required, ...this.goalQuestions, ...this.mayBeRequired]);
    let [least, most] = [this.required.size, named.size];
    if (this.goalQuestions.length) {
      const found = this.engine.remainingCases(this.answers).bounds(this.kb.goals, this.required);
      [least, most] = [found[0], Math.min(found[1], most)];
    }
    return [Math.max(least, 1), Math.max(most, 1)];
  }

  #boundsOfRoad() {
    const names = this.roadNames;
    const [state, step] = this.road.at(-1);
    const least = Math.min(1, names.length);
    if (!this.kb.hasRoad || (step && !step.achieves)) return [least, names.length];
    const beyond = [...this.kb.questions.keys()].filter((id) => !(id in state.answers) && !names.includes(id));
    return [least, names.length ? names.length + beyond.length : 0];
  }
}
