// One sheet of paper for a talk with somebody who advises: what is advised in short, and the questions to ask, and of whom.

import { hero } from "./advice.js";
import { button, h, linked, pairs, written } from "./dom.js";

/** @typedef {import("./app.js").App} App @typedef {import("./types.js").Entry} Entry @typedef {import("./types.js").Sheet} Sheet */
/** @typedef {import("./types.js").Advice} Advice @typedef {import("./types.js").Outlook} Outlook @typedef {Record<string, string>} Words */

const MOST = 8;

/** @param {App} app @param {Entry} entry @returns {any[]} */
export function sheetShown({ engine }, { state }) {
  const [advice, sheet] = [engine.shown(state), engine.sheet(state)];
  const { words } = engine;
  const sections = [...inShort(advice, words), planned(engine.outlook(state), words), toAsk(sheet, words), saidBy(sheet, words)];
  return [
    h("p", { class: "controls buttons" }, button("Print this sheet", () => print(), { class: "main" })),
    h("article", { class: "sheet" }, hero(advice), h("div", { class: "sections" }, sections)),
  ];
}

/** @param {Advice} advice @param {Words} words */
function inShort({ doHtml, watch, why, beside }, words) {
  const notes = watch.map((text) => h("p", { class: "note watch" }, h("span", { class: "label" }, words.watch), " ", linked(text)));
  const does = doHtml || notes.length ? sheetPart(words.what_to_do, doHtml && written("div", { class: "do" }, doHtml), notes) : null;
  const reasons = why.map(([heading, roots]) => sheetPart(heading, roots.map(({ because }) => h("p", {}, linked(because.text)))));
  const told = beside.map(([heading, texts]) => sheetPart(heading, shortList(texts.map(({ text }) => linked(text)))));
  return [does, ...reasons, ...told];
}

/** @param {Outlook} outlook @param {Words} words */
function planned({ stages, facts, roads = [] }, words) {
  if (!stages.length) return null;
  const steps = stages.map(({ title, time, price, note }) => {
    const takes = [time, price, note].filter(Boolean).join(", ");
    return h("li", {}, h("strong", {}, title), takes && `: ${takes}`);
  });
  const others = roads.slice(1).map(({ heading, totals }) => {
    const said = totals.map(([what, text]) => `${what}: ${text}`).join("; ");
    return h("p", {}, h("strong", {}, `${heading}.`), ` ${said}.`);
  });
  return sheetPart(
    words.the_plan,
    h("ol", {}, steps),
    pairs("facts", facts),
    others.length ? [h("h3", {}, words.other_roads), others] : null,
  );
}

/** @param {Sheet} sheet @param {Words} words */
function toAsk({ open, enquiries, holds }, words) {
  if (!open.length && !enquiries.length && !holds.length) return null;
  const person = open.map(([ask, help]) => [ask, help ? [" ", h("span", { class: "see" }, linked(help))] : null]);
  const bodies = enquiries.map(({ step, asks, of }) => [`${step}: ${asks}`, of.map(placeToAsk), of.length ? "." : null]);
  return sheetPart(
    "Questions to ask",
    listBelow("Of the person", person),
    listBelow("Of the bodies concerned, as it is not known here", bodies),
    listBelow(`Whether it holds, as the ${words.plan} takes it for granted`, holds),
  );
}

/** @param {{ title: string, url: string, host: string }} source @param {number} at */
function placeToAsk({ title, url, host }, at) {
  return [at ? "; " : " See ", h("a", { href: url, rel: "noreferrer" }, title), host && ` (${host})`];
}

/** @param {Sheet} sheet @param {Words} words */
function saidBy({ answers }, words) {
  if (!answers.length) return null;
  return sheetPart(words.your_answers, pairs("answers", answers));
}

/** @param {string} heading @param {any[]} items */
function listBelow(heading, items) {
  return items.length ? [h("h3", {}, heading), shortList(items)] : null;
}

/** Of many only the first, and how many more there are. @param {any[]} items */
function shortList(items) {
  const shown = items.slice(0, MOST).map((item) => h("li", {}, item));
  return h("ul", {}, shown, items.length > MOST ? h("li", {}, `and ${items.length - MOST} more`) : null);
}

/** @param {string} heading @param {...any} parts */
function sheetPart(heading, ...parts) {
  return h("section", {}, h("h2", {}, heading), parts);
}
