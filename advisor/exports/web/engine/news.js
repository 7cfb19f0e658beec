// What an answer changed of what holds whatever is answered later: see `advisor/terminal/presenter.py`.

import { English } from "./english.js";
import { attributeOf, once, valueOf } from "./knowledge.js";
import { capital, idWords, oneLine } from "./texts.js";

/** What no longer holds, and what has been concluded and why; a settled goal is told by itself. */
export function newsBetween(engine, before, after) {
  const [then, now] = [before, after].map((state) => once(engine.told, state.answers, () => concludedIn(engine, state)));
  const { goals } = engine.knowledge;
  const settled = !engine.snapshot(after.answers).goalNames.length;
  const gone = [...then.keys()].filter((pair) => !now.has(pair));
  const come = [...now].filter(([pair]) => !then.has(pair) && !(settled && goals.includes(attributeOf(pair))));
  const texts = engine.textsOf(after);
  const because = (text, rule) => `${/[.!?]$/.test(text) ? text : `${text}.`} ${texts.fill(rule.because).trim()}`;
  return [
    ...gone.map((pair) => `${concludedText(engine.knowledge, texts, pair)} (no longer)`),
    ...come.map(([pair, { rule }]) => because(concludedText(engine.knowledge, texts, pair), rule)),
  ].map(oneLine);
}

/** A concluded pair as the person reads it: `Education: met`. */
function concludedText(kb, texts, pair) {
  const [id, value] = [attributeOf(pair), valueOf(pair)];
  const { number, label, texts: own } = kb.conclusions.get(id);
  if (number) return capital(new English(kb, texts).conclusion(pair));
  const text = id === kb.goal && kb.recommends ? kb.steps.get(value).title : own?.[value] || idWords(value);
  return `${label}: ${texts.fill(text)}`;
}

/** What is concluded and meant for the person, each pair with the first firing that concludes it. */
function concludedIn(engine, { answers }) {
  const { conclusions } = engine.knowledge;
  const found = new Map();
  for (const firing of engine.firings.of(answers, engine.stateOf(answers).may))
    if (!conclusions.get(firing.rule.attribute).internal) once(found, firing.rule.pair, () => firing);
  return found;
}
