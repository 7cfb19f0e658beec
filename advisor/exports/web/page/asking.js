// What can be asked back of a case: how, why not, compare, what if, how sure. Nothing of the case changes by it.

import { button, h, headed } from "./dom.js";
import { sectionsShown } from "./sections.js";

/** @typedef {import("./app.js").App} App @typedef {import("./types.js").Entry} Entry @typedef {import("./types.js").State} State */

const OF_A_QUESTION = "why";
const WHAT_IF = "what_if";
const PLAN = "plan";

/** What can be asked of this case, each as a button. @param {App} app @param {State} state @returns {HTMLElement | null} */
export function askingBack(app, state) {
  const { settled } = app.look(state);
  const kinds = app.engine.kinds.filter(({ kind, needs }) => kind !== OF_A_QUESTION && kind !== PLAN && (settled || !needs));
  if (!kinds.length) return null;
  const asked = kinds.map(({ kind }) => h("li", {}, button(title(app, kind), () => app.go({ kind: "explain", explain: kind }), { class: "link" })));
  return h("section", { class: "controls" }, h("h2", {}, "Ask about it"), h("ul", { class: "asking" }, asked));
}

/** Why a question is asked, once somebody wants to know. @param {App} app @param {State} state @param {string} id @returns {HTMLElement} */
export function whyAsked(app, state, id) {
  const details = h("details", {}, h("summary", {}, "Why is this asked?"));
  details.addEventListener("toggle", () => {
    if (details.children.length > 1) return;
    const told = app.engine.kinds.some(({ kind }) => kind === OF_A_QUESTION);
    const [first = [], ...above] = told ? byLevel(app.engine.explain(state, OF_A_QUESTION, [id])) : [];
    details.append(
      told ? h("div", {}, sectionsShown(first, "h2")) : h("p", {}, app.engine.question(state, id).why),
      above.length ? h("details", {}, h("summary", {}, "And what is that needed for?"), above.map((level) => sectionsShown(level, "h2"))) : "",
    );
  });
  return details;
}

/** What the answer decides, and each level above it by itself. @param {import("./types.js").Section[]} sections */
function byLevel(sections) {
  const lists = sections.findIndex(({ lines }) => lines.some(({ mark }) => mark));
  return lists < 0 ? [sections] : [sections.slice(0, lists + 1), ...sections.slice(lists + 1).map((section) => [section])];
}

/** One such question with its answer, or the list of what it may be about. @param {App} app @param {Entry} entry @returns {any[]} */
export function explained(app, { state, view }) {
  const kind = /** @type {string} */ (view.explain);
  const about = view.about ?? only(app, state, kind);
  return [
    headed(title(app, kind), view.text ? h("span", { class: "of" }, view.text) : null),
    about ? sectionsShown(app.engine.explain(state, kind, about), "h2") : null,
    choosing(app, state, kind, view.about),
  ];
}

/** What it is about where there is nothing to choose. @param {App} app @param {State} state @param {string} kind */
function only(app, state, kind) {
  if (!app.engine.kinds.find((it) => it.kind === kind)?.about) return [];
  const targets = app.engine.targets(state, kind);
  return targets.length < 2 && kind !== WHAT_IF ? (targets[0]?.about ?? []) : null;
}

/** The list of what it may be about. @param {App} app @param {State} state @param {string} kind @param {any[] | undefined} now */
function choosing(app, state, kind, now) {
  const targets = app.engine.kinds.find((it) => it.kind === kind)?.about ? app.engine.targets(state, kind) : [];
  if (targets.length < 2 && kind !== WHAT_IF) return null;
  const options = targets.map(({ about, text }, at) => h("option", { value: at, selected: JSON.stringify(about) === JSON.stringify(now) }, text));
  const select = /** @type {HTMLSelectElement} */ (h("select", { id: "about", autocomplete: "off" }, options));
  const form = h(
    "form",
    { class: "controls" },
    h("label", { for: "about" }, kind === WHAT_IF ? "Another answer to which question?" : now ? "Ask of another one" : "Of which one?"),
    select,
    h("p", { class: "buttons" }, h("button", { class: now ? null : "main" }, kind === WHAT_IF ? "Choose another answer" : "Show")),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { about, text } = targets[Number(select.value)];
    app.go(kind === WHAT_IF ? { kind: "change", id: String(about[0]) } : { kind: "explain", explain: kind, about, text });
  });
  return form;
}

/** @param {App} app @param {string} kind */
function title({ engine }, kind) {
  const { words, kb } = engine;
  const another = kb.recommends ? `another ${words.step}` : "something else";
  const titles = {
    how: "How was it concluded?",
    why_not: `Why not ${another}?`,
    rather_than: `Compare with ${another}`,
    what_if: "What if I answered otherwise?",
    how_sure: "How sure is this?",
  };
  return titles[/** @type {keyof typeof titles} */ (kind)] ?? kind;
}
