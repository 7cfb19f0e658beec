// Changed answers as a person reads them, and what can be done about them: see
// `advisor/reports/explaining/changes.py` and `advisor/explanation/achievers.py`.

import { distinct } from "./boxes.js";
import { UNKNOWN } from "./conditions.js";
import { sortedBy } from "./grounds.js";
import { isInterval, isWithin } from "./intervals.js";
import { line } from "./lines.js";
import { counted, numberText, series } from "./texts.js";

const MAX_OPTIONS = 4;
const MAX_NAMED_TICKS = 4;

/** @typedef {string | number | string[] | import("./intervals.js").Interval} Option */

/** A question of a smallest change, with its answer now, those it may have instead, and the steps that achieve these. */
export function answerChange(advice, id, boxes) {
  const options = distinct(boxes.flatMap((box) => box.get(id)));
  const means = meansOf(advice, id, options);
  const decided = advice.kb.questions.get(id).decision ? "decision" : "fixed";
  const kind = means.length ? "step" : advice.case[id] === UNKNOWN ? "unsaid" : decided;
  return { question: id, now: advice.case[id], options, means, kind };
}

/** The steps after which the question's answer is one of these; those first that do so at once, then the road's. */
function meansOf(advice, id, options) {
  const found = [];
  for (const step of advice.kb.steps.values()) {
    if (!(step.achieves || []).some((effect) => id in effect.set)) continue;
    const gives = [];
    for (const option of options) {
      const ways = achieving(advice, step, id, option).map(({ when }) => !when || advice.holds(when));
      if (ways.length && !isLower(advice, id, option)) gives.push([option, ways.includes(true)]);
    }
    if (!gives.length) continue;
    const atOnce = gives.some(([, now]) => now);
    const made = gives.filter(([, now]) => now || !atOnce).map(([option]) => option);
    found.push({ step, takes: advice.takesOf(step), atOnce, gives: made });
  }
  const ahead = new Set(advice.roadmap.stages.map(({ step }) => step));
  return sortedBy(found, ({ step, atOnce }) => [atOnce ? 0 : 1, ahead.has(step) ? 0 : 1]);
}

/** What a person has reached, a step does not take away. */
function isLower({ kb, case: answers }, id, option) {
  const { values = [] } = kb.questions.get(id);
  if (!kb.furthest.includes(id) || !values.includes(option) || !values.includes(answers[id])) return false;
  return values.indexOf(option) < values.indexOf(answers[id]);
}

/** The effects of the step that make the answer be so. */
function achieving(advice, step, id, option) {
  return (step.achieves || []).filter(({ set }) => {
    if (!(id in set)) return false;
    const answer = advice.engine.road.applied(id, advice.case[id], set[id]);
    if (isInterval(option)) return isWithin(option, answer);
    if (!Array.isArray(option) || !Array.isArray(answer)) return option === answer;
    return option.length === answer.length && option.every((value) => answer.includes(value));
  });
}

/**
 * Changed answers that go together, `first` before the first of them, each with what can be done about it. `told` has
 * those of which all was said before, with the place; what is said now is added.
 */
export function changeLines(advice, changed, box, first, told = null) {
  const indent = " ".repeat(first.length);
  return changed.flatMap((change, n) => {
    const mark = n ? indent : first;
    const label = advice.english.label(change.question);
    const text = `${label}: ${instead(advice, change, box.get(change.question))}`;
    const done = doneText(advice, change);
    const key = JSON.stringify([text, done]);
    if (told?.has(key)) return [line(`${label}: as in ${told.get(key)}`, mark)];
    told?.set(key, first.replace(/[ .]+/g, ""));
    return [line(text, mark), ...(done ? [line(done, `${indent}  `)] : [])];
  });
}

/** The options with `or` between them, those that read alike once; of many about `most`, and how many others. */
export function optionsText(advice, id, options, now, most = MAX_OPTIONS) {
  const texts = options.map((option) => optionText(advice, id, option, now));
  const said = [...new Set(texts)];
  const lists = options.some((option) => Array.isArray(option) && option.length > MAX_NAMED_TICKS);
  const together = (parts) => (lists ? parts.join("; or ") : series(parts, "or"));
  const atMost = lists ? 1 : most;
  if (said.length <= atMost + 1) return together(said);
  const shown = said.slice(0, atMost);
  const others = `${texts.filter((text) => !shown.includes(text)).length} other answers`;
  return together([...shown, lists ? `one of ${others}` : others]);
}

/** An option in the words in which it is offered. */
export function optionText(advice, id, option, now) {
  if (isInterval(option)) return spanText(advice.kb.questions.get(id), option);
  if (!Array.isArray(option) || !option.length) return advice.english.answer(id, option);
  if (!Array.isArray(now) || !now.length) return ticksText(advice, id, option);
  const more = option.filter((value) => !now.includes(value));
  const less = now.filter((value) => !option.includes(value));
  const parts = more.length ? [`also ${ticksText(advice, id, more)}`] : [];
  return [...parts, ...(less.length ? [`not ${ticksText(advice, id, less)}`] : [])].join(" and ");
}

/** `3 years or more`, `2 to 4 years`, `less than 1 year`. */
function spanText(question, { least, most, above, below }) {
  const [low, high] = [counted(least, question), counted(most, question)];
  if (least === most) return low;
  if (most >= question.max && !below) return above ? `more than ${low}` : `${low} or more`;
  if (least <= question.min && !above) return below ? `less than ${high}` : `${high} or less`;
  const from = above ? `more than ${numberText(least)}` : numberText(least);
  return `${from} ${above || below ? "and" : "to"} ${below ? `less than ${high}` : high}`;
}

function ticksText(advice, id, values) {
  const said = values.map((value) => advice.english.answer(id, [value]));
  if (said.length <= MAX_NAMED_TICKS) return series(said);
  return series([...said.slice(0, MAX_NAMED_TICKS - 1), `${said.length - MAX_NAMED_TICKS + 1} more`]);
}

/** What it may be instead: not to know it only where there is nothing else. */
function instead(advice, { question, now }, options) {
  const known = options.filter((option) => option !== UNKNOWN);
  const said = optionsText(advice, question, known.length ? known : options, now);
  if (!(question in advice.answers) || (Array.isArray(now) && now.length > MAX_NAMED_TICKS)) return said;
  return `${said}, instead of ${advice.english.answer(question, now)}`;
}

/** What can be done about it. */
function doneText(advice, change) {
  const { words } = advice.kb.model;
  const unsaid = change.question in advice.answers ? "you did not know" : "you have not said";
  if (change.kind === "unsaid") return `(${unsaid}, so it may be so)`;
  if (change.kind === "decision") return "(you decide)";
  if (change.kind === "fixed") return advice.kb.steps.size ? `(no ${words.step} changes this)` : "";
  const [first, ...rest] = change.means;
  const others = rest.filter((means) => means.atOnce || !first.atOnce).length;
  const more = others ? `, or ${others === 1 ? `another ${words.step}` : `${others} other ${words.steps}`}` : "";
  const by = `by the ${words.step}: ${advice.english.stepTitle(first.step.id)}${more}`;
  return change.now === UNKNOWN ? `(${unsaid}, so it may be so; else ${by})` : `(${by})`;
}
