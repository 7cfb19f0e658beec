// The advice as the page that `advisor recommend --format html` writes has it: the step, why, and what rests on what.

import { h, headed, linked, written } from "./dom.js";

/** @typedef {import("./types.js").Advice} Advice @typedef {import("./types.js").Cited} Cited @typedef {import("./types.js").Derivation} Derivation */
/** @typedef {Record<string, string>} Words */

/** The step or the verdict. @param {Advice} advice @returns {HTMLElement} */
export function hero(advice) {
  const { title, more, takes, problem, others } = advice;
  return h(
    "div",
    { class: "hero" },
    h("p", { class: "eyebrow" }, advice.eyebrow),
    headed(title),
    more.map((text) => h("p", {}, text)),
    takes && h("p", { class: "takes" }, takes),
    problem && h("p", {}, problem),
    others.map(({ heading, said }) => [h("h2", {}, heading), said.map((text) => h("p", {}, text))]),
  );
}

/** What to do, what it gives and what to watch. @param {Advice} advice @param {Words} words @returns {HTMLElement[]} */
export function whatToDo({ doHtml, gives, watch, sources_of_step: cited }, words) {
  if (!doHtml && !gives.length && !watch.length && !cited.length) return [];
  return [
    h(
      "section",
      {},
      h("h2", {}, words.what_to_do),
      doHtml && written("div", { class: "do" }, doHtml),
      gives.map((text) => h("p", { class: "note" }, withLabel(words.gives), linked(text))),
      watch.map((text) => h("p", { class: "note watch" }, withLabel(words.watch), linked(text))),
      cited.length ? h("p", { class: "see" }, "See", cites(cited)) : null,
    ),
  ];
}

/** Why each goal is what it is. @param {Advice} advice @param {Words} words @returns {HTMLElement[]} */
export function why(advice, words) {
  return advice.why.map(([heading, roots]) =>
    h(
      "section",
      {},
      h("h2", {}, heading),
      roots.map((root) => [
        h("p", { class: "because" }, linked(root.because.text), cites(root.because.sources)),
        rests(root, words),
        root.below.length ? tree(root.below, words) : null,
      ]),
    ),
  );
}

/** @param {Derivation[]} derivations @param {Words} words @returns {HTMLElement} */
function tree(derivations, words) {
  return h(
    "ul",
    { class: "tree" },
    derivations.map((it) =>
      h(
        "li",
        {},
        h(
          "details",
          { open: true },
          h("summary", {}, it.concludes),
          h("p", {}, linked(it.because.text), cites(it.because.sources)),
          rests(it, words),
          it.below.length ? tree(it.below, words) : null,
        ),
      ),
    ),
  );
}

/** What a reason rests on. @param {Derivation} why @param {Words} words */
function rests({ given, missing, no_earlier: last }, words) {
  const facts = given.map((it, at) => [at ? "; " : null, it.text, cites(it.sources)]);
  return [
    given.length || last ? h("p", { class: "rests" }, withLabel(words.given), facts, given.length ? ". " : null, last) : null,
    missing.map((it) => h("p", { class: "rests" }, withLabel(words.missing), it.text, cites(it.sources))),
  ];
}

/** What is told beside the goal. @param {Advice} advice @returns {HTMLElement[]} */
export function beside(advice) {
  return advice.beside.map(([heading, texts]) =>
    h("section", {}, h("h2", {}, heading), h("ul", {}, texts.map((it) => h("li", {}, linked(it.text), cites(it.sources))))),
  );
}

/** What is still unknown, and matters. @param {Advice} advice @param {Words} words @param {string} change @returns {HTMLElement[]} */
export function stillUnknown(advice, words, change) {
  if (!advice.unknown.length) return [];
  const asked = advice.unknown.map((text) => h("li", {}, text));
  return [h("section", {}, h("h2", {}, words.still_unknown), h("p", {}, change), h("ul", {}, asked))];
}

/** What the advice cites. @param {Advice} advice @param {Words} words @returns {HTMLElement[]} */
export function sources(advice, words) {
  if (!advice.sources.length) return [];
  return [h("section", { id: "sources" }, h("h2", {}, words.sources), sourceList(advice.sources))];
}

/** @param {import("./types.js").Source[]} sources @returns {HTMLElement} */
export function sourceList(sources) {
  const items = sources.map(({ number, title, url, as_of, passages }) =>
    h(
      "li",
      { id: `source-${number}`, value: number },
      url ? h("a", { href: url, rel: "noreferrer" }, title) : title,
      passages ? `: ${passages}` : null,
      as_of ? h("span", { class: "as-of" }, `, as of ${as_of}`) : null,
    ),
  );
  return h("ol", { class: "sources" }, items);
}

/** @param {number[]} numbers */
function cites(numbers) {
  return numbers.map((number) => [" ", h("a", { class: "cite", href: `#source-${number}`, "aria-label": `source ${number}` }, `[${number}]`)]);
}

/** @param {string} text */
function withLabel(text) {
  return [h("span", { class: "label" }, text), " "];
}
