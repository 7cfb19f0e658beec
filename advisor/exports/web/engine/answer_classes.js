// The answers that a question takes, as far as conditions tell them apart: see `advisor/logic/answer_classes.py`.

import { leafHolds, leaves } from "./conditions.js";
import { PARTS_OF_STEPS } from "./knowledge.js";

const SMALLEST = 1e-300;

/** The same for answers that no condition tells apart. */
export function kindOf(tests, answer) {
  return tests.map((leaf) => (leafHolds(leaf, answer) ? "1" : "0")).join("");
}

/** The leaves on each question of all that is concluded, achieved, demanded or shown. */
export function testsByQuestion(kb) {
  const found = new Map([...kb.questions.keys()].map((id) => [id, new Map()]));
  const note = (condition) => {
    for (const [leaf] of condition ? leaves(condition) : [])
      if (found.has(leaf[1])) found.get(leaf[1]).set(JSON.stringify(leaf.slice(0, 4)), leaf);
  };
  for (const rule of kb.rules) note(rule.when);
  for (const question of kb.questions.values()) note(question.required_when);
  for (const step of kb.steps.values())
    for (const key of PARTS_OF_STEPS) for (const part of step[key] || []) note(part.when);
  return new Map([...found].map(([id, tests]) => [id, [...tests.values()]]));
}

/** Numbers of which every class has one: the limits, and one between two. */
export function numbers(question, tests) {
  const { min, max, whole } = question;
  const limits = tests.filter((leaf) => leaf[0] === "n").map((leaf) => leaf[3]);
  let inside = limits.filter((limit) => min <= limit && limit <= max);
  if (whole) {
    const around = inside.map((limit) => limit - (limit % 1)).flatMap((limit) => [limit, limit + 1]).filter((it) => it <= max);
    inside = [...inside.filter(Number.isInteger), ...around];
  }
  const points = [...new Set([min, max, ...inside])].sort((a, b) => a - b);
  return points.flatMap((point, n) => {
    const next = points[n + 1];
    if (next === undefined) return [point];
    if (whole) return next - point > 1 ? [point, point + 1] : [point];
    const middle = between(point, next);
    return middle === null ? [point] : [point, middle];
  });
}

/** A decimal of at most 15 digits between two others, null where there is none. */
export function between(least, most) {
  if (least < 0 && 0 < most) return 0;
  const middle = (least + most) / 2;
  const rounded = Array.from({ length: 15 }, (_, n) => Number(middle.toPrecision(n + 1)));
  return [...rounded, SMALLEST, -SMALLEST].find((number) => least < number && number < most) ?? null;
}

