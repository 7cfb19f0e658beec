// The numbers that a knowledge base cannot tell apart, as spans: see `advisor/logic/intervals.py`.

import { between } from "./answer_classes.js";
import { leaves } from "./conditions.js";

/** @typedef {{least: number, most: number, above: boolean, below: boolean}} Interval */

function interval(least, most, above = false, below = false) {
  return { least, most, above, below };
}

/** Whether an option is a span of numbers. */
export function isInterval(option) {
  return typeof option === "object" && !Array.isArray(option);
}

/** Whether the answer is one of these numbers. @param {Interval} span */
export function isWithin(span, answer) {
  if (typeof answer !== "number") return false;
  const low = span.above ? span.least < answer : span.least <= answer;
  return low && (span.below ? answer < span.most : answer <= span.most);
}

/** One of these numbers. @param {Interval} span */
export function oneOfSpan(span) {
  if (!span.above) return span.least;
  return (span.below ? between(span.least, span.most) : null) ?? span.most;
}

/** The legal numbers in spans, in their order; every condition holds of all or none of a span. */
export function spansOf(kb, question) {
  const tested = testedNumbers(kb, question.id);
  if (question.whole) {
    const [low, high] = [Math.ceil(question.min), Math.floor(question.max)];
    const begins = new Set([low, ...tested.flatMap((it) => [Math.floor(it) + 1, Math.ceil(it)])]);
    const starts = [...begins].filter((it) => low <= it && it <= high).sort((a, b) => a - b);
    return starts.map((start, n) => interval(start, (starts[n + 1] ?? high + 1) - 1));
  }
  const { min, max } = question;
  const points = [...new Set([min, max, ...tested.filter((it) => min <= it && it <= max)])].sort((a, b) => a - b);
  return points.flatMap((point, n) => {
    const own = interval(point, point);
    if (n === 0) return [own];
    const before = points[n - 1];
    return between(before, point) === null ? [own] : [interval(before, point, true, true), own];
  });
}

/** Spans in their order, those that touch as one. @param {Interval[]} found */
export function merged(found, whole) {
  const result = [];
  for (const span of found) {
    const last = result.at(-1);
    if (last && touch(last, span, whole)) result[result.length - 1] = interval(last.least, span.most, last.above, span.below);
    else result.push(span);
  }
  return result;
}

function touch(left, right, whole) {
  return whole ? left.most + 1 === right.least : left.most === right.least && left.below !== right.above;
}

function testedNumbers(kb, id) {
  const demands = [...kb.questions.values()].map((it) => it.required_when).filter(Boolean);
  const every = [...kb.rules.map((rule) => rule.when), ...demands].flatMap((condition) => [...leaves(condition)]);
  return [...new Set(every.filter(([leaf]) => leaf[0] === "n" && leaf[1] === id).map(([leaf]) => leaf[3]))];
}
