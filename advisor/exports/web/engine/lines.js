// The lines of explanations: a section has a heading, or none, and lines; a line its depth, its mark and its text.

import { oneLine } from "./texts.js";

/** How deep lines are set at most. */
export const MAX_DEEP = 4;

/** @typedef {{depth: number, mark: string, text: string}} Line */
/** @typedef {{heading: string, lines: Line[], sources?: any[]}} Section */

/** @returns {Line} */
export function line(text, mark = "", depth = 0) {
  return { depth, mark, text: oneLine(text) };
}

/** Each text as an item of a list. */
export function items(texts, mark = "- ", depth = 0) {
  return texts.map((text) => line(text, mark, depth));
}

/** @returns {Section} */
export function section(heading, lines) {
  return { heading, lines };
}

/** The first of the texts, and how many more there are; one that stands alone is never cut. */
export function atMost(number, texts) {
  return texts.length <= number + 1 ? texts : [...texts.slice(0, number), `and ${texts.length - number} more`];
}

/** Without what says nothing. @param {Section[]} sections */
export function told(sections) {
  return sections.filter(({ lines }) => lines.length);
}
