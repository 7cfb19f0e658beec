// What the engine explains: sections of lines, those with a mark as lists.

import { sourceList } from "./advice.js";
import { h, linked } from "./dom.js";

/** @typedef {import("./types.js").Section} Section @typedef {import("./types.js").Line} Line */

/**
 * @param {Section[]} sections @param {string} level of their headings, such as `h2`
 * @returns {HTMLElement[]}
 */
export function sectionsShown(sections, level) {
  return sections.map(({ heading, lines, sources }) => {
    const told = sources?.length ? sourceList(sources) : blocks(lines, 0);
    return h("section", { class: "told" }, heading && h(level, {}, heading), told);
  });
}

/** Lines of this depth and what is below them. @param {Line[]} lines @param {number} depth @returns {HTMLElement[]} */
function blocks(lines, depth) {
  /** @type {HTMLElement[]} */
  const found = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at];
    let end = at + 1;
    while (end < lines.length && lines[end].depth > depth) end += 1;
    const below = blocks(lines.slice(at + 1, end), depth + 1);
    const last = found.at(-1);
    if (ITEM.test(line.mark)) {
      const item = h("li", { value: numberOf(line) }, linked(line.text), ...below);
      const tag = numberOf(line) ? "ol" : "ul";
      if (last?.tagName === tag.toUpperCase()) last.append(item);
      else found.push(h(tag, {}, item));
    } else {
      const label = line.mark.trim();
      const text = h("p", {}, label ? [h("span", { class: "label" }, label), " "] : null, linked(line.text));
      const goesOn = line.mark && !label && last && last.tagName !== "P";
      if (goesOn) last.lastElementChild?.append(text, ...below);
      else found.push(text, ...below);
    }
    at = end;
  }
  return found;
}

/** The mark of an item; another one is a label, and blanks go on with the item above. */
const ITEM = /^ *(?:[-+]|\[?\d+[.\]]?) +$/;

/** The number that marks a line; null for another mark. @param {Line} line */
function numberOf(line) {
  return /^\[?(\d+)/.exec(line.mark.trim())?.[1] ?? null;
}
