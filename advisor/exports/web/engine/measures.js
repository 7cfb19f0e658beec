// Months and money in words, and their sums over a road: see `advisor/reports/measures.py` and `totals.py`.

import { nearest, soMany, soManySteps, withCommas } from "./numbers.js";
import { numberText } from "./texts.js";

const WITHOUT_TIME = "not known";
export const YEAR = 12;
const LONGEST_IN_MONTHS = 36;

/** @typedef {[number, number]} Span @typedef {{months?: Span, cost?: Span, currency?: string, as_of?: string}} Takes */
/** @typedef {{step: any, takes?: Takes, title: string, assumes: string[]}} Stage */

/** @param {Span} span */
export function monthsText([least, most]) {
  if (most === 0) return "no time to speak of";
  if (least === most) return timeText(most);
  if (least === 0) return `up to ${timeText(most)}`;
  const inYears = most > LONGEST_IN_MONTHS;
  if (inYears && (least % YEAR || most % YEAR)) return `${inYearsText(least)} to ${timeText(most)}`;
  return `${inYears ? Math.floor(least / YEAR) : numberText(least)} to ${timeText(most)}`;
}

function timeText(months) {
  return months <= LONGEST_IN_MONTHS ? soMany(months, "month") : inYearsText(months);
}

/** The same in years from the first on. */
function inYearsText(months) {
  const years = Math.floor(months / YEAR);
  const rest = nearest(months % YEAR);
  return [years && soMany(years, "year"), rest && soMany(rest, "month")].filter(Boolean).join(" and ");
}

/** When something begins after that: `at once`, `within 2 months`, `after 4 to 6 months`. @param {Span} span */
export function beginsText([least, most]) {
  if (most === 0) return "at once";
  return least === 0 ? `within ${timeText(most)}` : `after ${monthsText([least, most])}`;
}

function costText([least, most], currency, years) {
  const of = years.length ? ` (${years.join(", ")})` : "";
  if (most === 0) return `free${of}`;
  if (least === most) return `${currency} ${withCommas(most)}${of}`;
  return least === 0
    ? `up to ${currency} ${withCommas(most)}${of}`
    : `${currency} ${withCommas(least)} to ${withCommas(most)}${of}`;
}

function costOf({ cost, currency = "", as_of }) {
  return costText(cost, currency, as_of ? [as_of] : []);
}

/** What a step takes, as one phrase; nothing where nothing is known. @param {Takes | undefined} takes */
export function takesText(takes) {
  if (!takes) return "";
  const { months, cost, as_of } = takes;
  if (months && as_of && !cost) return `${monthsText(months)} (${as_of})`;
  return [months ? monthsText(months) : "", cost ? costOf(takes) : ""].filter(Boolean).join(", ");
}

/** What a stage takes; that it is not known is said where it is known of any step. @param {Stage} stage */
export function stageText(stage, measures) {
  return [stageTime(stage, measures), stagePrice(stage, measures)].filter(Boolean).join(", ");
}

/** The same of what comes next: nothing at the end of a road. @param {Stage} stage */
export function nextText(stage, measures) {
  return isLasting(stage) ? "" : stageText(stage, measures);
}

/** @param {Stage} stage */
export function stageTime(stage, measures) {
  if (isLasting(stage)) return "from then on";
  if (stage.takes?.months) return monthsText(stage.takes.months);
  return measures.includes("time") ? `time ${WITHOUT_TIME}` : "";
}

/** @param {Stage} stage */
export function stagePrice(stage, measures) {
  if (stage.takes?.cost) return costOf(stage.takes);
  return measures.includes("price") && !isLasting(stage) ? `price ${WITHOUT_TIME}` : "";
}

/** `time` and `price`, where that of the stage is not known and that of another step is. @param {Stage} stage */
export function unknownOf(stage, measures) {
  const { months, cost } = stage.takes || {};
  if (isLasting(stage)) return [];
  return Object.entries({ time: months, price: cost }).filter(([what, it]) => measures.includes(what) && !it).map(([what]) => what);
}

function isLasting({ step, takes }) {
  return !step.achieves && !(takes?.months || takes?.cost);
}

/** The sum over some stages: what is not known of which steps, and which are free. @param {Stage[]} stages */
export function totalOf(stages) {
  const total = { months: [0, 0], costs: new Map(), timeless: [], priceless: [], free: [] };
  const sum = (one, other) => [nearest(one[0] + other[0]), nearest(one[1] + other[1])];
  for (const { step, takes = {} } of stages) {
    const { months, cost, currency } = takes;
    if (months) total.months = sum(total.months, months);
    else if (step.achieves) total.timeless.push(step.id);
    if (cost && isFree(cost)) total.free.push(step.id);
    if (cost && currency) total.costs.set(currency, sum(total.costs.get(currency) || [0, 0], cost));
    else if (step.achieves && !cost) total.priceless.push(step.id);
  }
  return total;
}

function isFree([least, most]) {
  return least === 0 && most === 0;
}

/** @param {Stage[]} stages */
export function together(stages, measures, words) {
  return [timeTogether(stages, measures, words), priceTogether(stages, measures, words)].filter(Boolean).join("; ");
}

/** @param {Stage[]} stages */
export function timeTogether(stages, measures, words) {
  if (!measures.includes("time") || !takesAny(stages)) return "";
  const total = totalOf(stages);
  const steps = stages.filter(({ step, takes }) => takes || step.achieves).length;
  const time = total.timeless.length === steps ? [] : [monthsText(total.months)];
  return withUnknown(time, "time", soManySteps(total.timeless.length, words));
}

/** @param {Stage[]} stages */
export function priceTogether(stages, measures, words) {
  if (!measures.includes("price") || !takesAny(stages)) return "";
  const total = totalOf(stages);
  const priceless = soManySteps(total.priceless.length, words);
  const money = [...total.costs]
    .filter(([, span]) => !isFree(span))
    .map(([currency, span]) => costText(span, currency, yearsOf(stages, [currency])));
  if (!money.length && total.free.length && !priceless) money.push(costText([0, 0], "", yearsOf(stages, [...total.costs.keys(), ""])));
  if (priceless && total.free.length && !money.length) return `free but for ${priceless}, whose price is ${WITHOUT_TIME}`;
  return withUnknown(money, "price", priceless);
}

function takesAny(stages) {
  return stages.some(({ step, takes }) => takes || step.achieves);
}

function withUnknown(known, what, steps) {
  if (!known.length) return `${what} ${WITHOUT_TIME}`;
  return steps ? `${known.join(" and ")}, and the ${what} of ${steps}, which is ${WITHOUT_TIME}` : known.join(" and ");
}

function yearsOf(stages, currencies) {
  const priced = stages.filter(({ takes }) => takes?.cost && takes.as_of && currencies.includes(takes.currency || ""));
  return [...new Set(priced.map(({ takes }) => takes.as_of))].sort();
}
