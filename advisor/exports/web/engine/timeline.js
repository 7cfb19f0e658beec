// The timeline of a plan: bars in percent of the longest road: see `advisor/reports/timeline.py`.

import { YEAR, beginsText, monthsText } from "./measures.js";
import { toHundredths } from "./numbers.js";
import { capital, oneLine } from "./texts.js";

const MAX_TICKS = 6;
const TICKS = [1, 2, 3, 6, 12, 24, 36, 60, 120, 240, 600, 1200];

/** The bars of a plan; `key` begins the names of all of them. @param {import("./plan.js").Plan} plan */
export function timelineOf({ road, roads }, key) {
  const longest = Math.max(...roads.map(({ total }) => total.months[1]));
  const own = road.total.months[1];
  return {
    ticks: ticksOf(own),
    steps: road.slots.map((slot, n) => barOfSlot(slot, own, `${key}-s${n + 1}`)),
    roads: roads.map(({ total }, n) => barOfTotal(total, longest, `${key}-r${n}`)),
    drawn: own > 0,
    unknown: road.total.timeless.length > 0,
  };
}

/** Laid out as if each step before took its longest. */
function barOfSlot({ stage, begins: from, ends, certain, last }, longest, key) {
  const months = stage.takes?.months;
  const shape = months ? "span" : last ? "end" : "unknown";
  let begins = beginsText(from);
  if (!certain) begins += " and what the steps of unknown time take";
  const lasts = months ? monthsText(months) : "a time that is not known";
  const text = last ? `Begins ${begins}, and goes on from then.` : `Begins ${begins}, and takes ${lasts}.`;
  const [least, most] = [0, 1].map((n) => percent(ends[n] - from[n], longest));
  return { key, text, title: oneLine(stage.title), at: percent(from[1], longest), least, most, shape };
}

function barOfTotal({ months, timeless }, longest, key) {
  const text = monthsText(months) + (timeless.length ? " and the steps of unknown time" : "");
  const [least, most] = months.map((month) => percent(month, longest));
  return { key, text: `${capital(text)}.`, title: "", at: 0, least, most, shape: months[1] ? "span" : "unknown" };
}

function percent(months, longest) {
  return longest ? toHundredths((100 * months) / longest) : 0;
}

function ticksOf(longest) {
  const step = TICKS.find((months) => longest / months <= MAX_TICKS);
  const ticks = [];
  if (step) for (let month = 0; month <= Math.floor(longest); month += step) ticks.push({ at: percent(month, longest), label: monthLabel(month, step) });
  return ticks;
}

/** Years where all the ticks are whole years. */
function monthLabel(month, step) {
  if (!month) return "now";
  return step % YEAR ? `${month} mo` : `${month / YEAR} y`;
}
