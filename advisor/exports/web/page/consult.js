// A consultation: the question that comes next, or the advice once it is settled.

import { beside, hero, sources, stillUnknown, whatToDo, why } from "./advice.js";
import { given } from "./answers.js";
import { askingBack, whyAsked } from "./asking.js";
import { afterPicture, button, h, headed } from "./dom.js";
import { keeps } from "./keeping.js";
import { questionForm } from "./question.js";
import { road } from "./road.js";

const LONG = 6; // so many sections make a page long enough to have its contents at its head

/** @typedef {import("./app.js").App} App @typedef {import("./types.js").Entry} Entry @typedef {import("./types.js").State} State */

/** @param {App} app @param {Entry} entry @returns {any[]} */
export function consulted(app, entry) {
  const { state } = entry;
  const { question, settled, done } = app.look(state);
  if (question && (!settled || (state.road && !done))) return asked(app, state, question);
  return advised(app, entry);
}

/** @param {App} app @param {State} state @param {import("./types.js").Question} question */
function asked(app, state, question) {
  const begins = !Object.keys(state.answers).length;
  const { engine } = app;
  const taken = (/** @type {string | string[]} */ raw) => {
    const { answer, mistake } = engine.read(state, question.id, raw);
    if (answer === undefined) return mistake;
    app.answer(question.id, answer);
  };
  return [
    begins ? welcome(app) : null,
    question.topic ? h("p", { class: "eyebrow" }, question.topic) : null,
    questionForm(question, undefined, { level: begins ? "h2" : "h1", headed: !begins, submit: "Continue", taken }),
    h("p", { id: "left", class: "help" }, app.look(state).more),
    whyAsked(app, state, question.id),
    state.road ? h("p", {}, button("See the advice again", () => app.go({ kind: "advice" }), { class: "link" })) : null,
    begins ? null : given(app, state, false),
  ];
}

/** @param {App} app */
function welcome({ engine: { kb } }) {
  const kept = keeps()
    ? "They are kept here, so that you can go on later, until you delete them."
    : "Save them in a file if you want to go on later: nothing else is kept.";
  return h(
    "header",
    { class: "welcome" },
    headed(kb.title),
    kb.welcome ? h("p", {}, kb.welcome) : null,
    h("p", { class: "note" }, `Your answers stay on this device. ${kept}`),
  );
}

/** The advice, also before all of its road is settled. @param {App} app @param {Entry} entry @returns {any[]} */
export function advised(app, { state }) {
  const { engine } = app;
  const advice = engine.shown(state);
  const { words } = engine;
  const contents = h("nav", { class: "contents controls", "aria-label": "On this page" });
  const parts = [
    whatToDo(advice, words),
    goingOn(app, state),
    why(advice, words),
    later(() => road(engine.outlook(state), words), app.hurries, () => list(contents, parts)),
    beside(advice),
    stillUnknown(advice, words, engine.says.can_change ?? "The answers to these can change it."),
    askingBack(app, state),
    given(app, state, true),
    sources(advice, words),
  ].flat();
  list(contents, parts);
  return [hero(advice), contents, parts];
}

/** The sections of a long page, with the way to each. @param {HTMLElement} contents @param {any[]} parts */
function list(contents, parts) {
  const sections = parts.flatMap((part) => [part, ...(part?.querySelectorAll?.("section") ?? [])]).filter((part) => part?.tagName === "SECTION");
  const named = sections.filter((part) => !part.classList.contains("controls"));
  named.forEach((part, at) => (part.id ||= `part-${at}`));
  const links = named.map((part) => h("li", {}, h("a", { href: `#${part.id}` }, part.querySelector("h2")?.textContent)));
  contents.replaceChildren(...(links.length >= LONG ? [h("ul", {}, links)] : []));
  contents.hidden = links.length < LONG;
}

/** What takes longer is shown in its place after all else; where nobody waits, with it. @param {() => any[]} made @param {boolean} hurries @param {() => void} shown */
function later(made, hurries, shown) {
  if (!hurries) return made();
  const place = h("div", {});
  afterPicture(() => (place.append(...made()), shown()));
  return place;
}

/** Once the goals are settled, the way on to what is told beside them. @param {App} app @param {State} state */
function goingOn({ engine, look, go }, state) {
  const ahead = look({ ...state, road: true });
  if (!ahead.question) return null;
  const what = engine.kb.has_road ? `the ${engine.words.road} after it` : "the rest,";
  return h(
    "section",
    { class: "go-on controls" },
    h("p", {}, `What was not asked counts as not known. A few more answers settle ${what} too (${ahead.more}).`),
    h("p", { class: "buttons" }, button("Go on with the questions", () => go({ kind: "consult" }, engine.on_to_the_road(state)), { class: "main" })),
  );
}
