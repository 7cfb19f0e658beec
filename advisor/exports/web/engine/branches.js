// Every road that the person's own decisions can lead to: see `advisor/consultation/branches.py`.

import { UNKNOWN } from "./conditions.js";
import { CaseState } from "./interpretation.js";
import { whensOf } from "./road.js";

const MAX = 256;

/**
 * The ways of a case, each with the choices that lead to it, its road and the case at its end; null where there are more
 * than are followed.
 * @param {import("./engine.js").Engine} engine
 */
export function waysOf(engine, answers) {
  const { knowledge: kb } = engine;
  const total = kb.total(answers);
  const choices = new Map();
  for (const [id, { decision, values }] of kb.questions)
    if (decision) choices.set(id, total[id] === UNKNOWN ? [...values, UNKNOWN] : values);
  const known = Object.fromEntries(Object.entries(total).filter(([id]) => !choices.has(id)));
  const waiting = [{ choices: {}, state: new CaseState(kb, known), stages: [] }];
  const found = [];
  while (waiting.length) {
    const { way, walker, open } = walked(engine, waiting.pop(), choices);
    if (way) {
      found.push(way);
      continue;
    }
    const tried = choices.get(open);
    if (found.length + waiting.length + tried.length > MAX) return null;
    for (const value of [...tried].reverse()) {
      const state = new CaseState(kb, { ...walker.state.answers, [open]: value });
      waiting.push({ ...walker, choices: { ...walker.choices, [open]: value }, state });
    }
  }
  return found;
}

/** Goes on to the end of the road, or to the first decision that it depends on. */
function walked(engine, walker, decisions) {
  const { knowledge: kb } = engine;
  const some = Object.fromEntries([...decisions.keys()].map((id) => [id, kb.questions.get(id).values[0]]));
  for (;;) {
    const { state, stages } = walker;
    const [asked] = engine.relevance(state, [kb.goal]).names;
    if (asked !== undefined) return { walker, open: asked };
    const settled = new CaseState(kb, { ...some, ...state.answers });
    const step = engine.road.nextStep(settled);
    if (!step || stages.some((taken) => taken.step === step)) return ended(kb, walker);
    const whens = [step.takes, step.assumes, step.achieves].flatMap(whensOf);
    const open = [...engine.relevance(state, [], whens).names, ...namedIn(kb, step).filter((id) => !(id in state.answers))];
    if (open.length) return { walker, open: open[0] };
    if (!step.achieves) return ended(kb, walker, { state: settled, step });
    const next = new CaseState(kb, afterStep(engine, settled, step, state.answers));
    walker = { ...walker, state: next, stages: [...stages, { state: settled, step }] };
  }
}

/** The way, once it is settled how far it leads; with its last stage, if it reaches the end of the road. */
function ended(kb, walker, last = null) {
  const { answers } = walker.state;
  const open = kb.furthest.find((id) => !(id in answers));
  if (open !== undefined) return { walker, open };
  const stages = last ? [...walker.stages, last] : walker.stages;
  return { way: { choices: walker.choices, stages, complete: Boolean(last), end: kb.total(answers) } };
}

/** The case after the step, in which a decision stays open that was open and is not made by the step. */
function afterStep(engine, settled, step, answers) {
  const held = (step.achieves || []).filter((part) => settled.shows(part));
  const known = new Set([...Object.keys(answers), ...held.flatMap((part) => Object.keys(part.set))]);
  return Object.fromEntries(Object.entries(engine.road.after(settled, step)).filter(([id]) => known.has(id)));
}

/** The questions whose answers stand in what the road says of the step. */
function namedIn(kb, step) {
  return [step.title, ...(step.assumes || []).map(({ text }) => text)].flatMap((text) => questionsNamed(kb, text));
}

function questionsNamed(kb, text) {
  const found = [];
  for (const name of placeholders(text)) {
    const id = name.split(".")[0];
    if (kb.conclusions.has(id)) continue;
    const { table, texts = {} } = kb.questions.get(id);
    found.push(id);
    if (!table) for (const words of Object.values(texts)) found.push(...placeholders(words).map((it) => it.split(".")[0]));
  }
  return found;
}

function placeholders(text) {
  return [...text.matchAll(/\{\{|\}\}|\{([^{}]+)\}/g)].map(([, name]) => name).filter(Boolean);
}
