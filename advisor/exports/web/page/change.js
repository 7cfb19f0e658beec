// An answer given anew: the question, and what would follow, before it is taken.

import { button, h, headed } from "./dom.js";
import { questionForm } from "./question.js";
import { sectionsShown } from "./sections.js";

/** @typedef {import("./app.js").App} App @typedef {import("./types.js").Entry} Entry */

/** The question once more, with the answer so far. @param {App} app @param {Entry} entry @returns {any[]} */
export function changing(app, { state, view }) {
  const id = /** @type {string} */ (view.id);
  const { engine } = app;
  const question = engine.question(state, id);
  const said = engine.answers(state).find((given) => given.id === id)?.said;
  const taken = (/** @type {string | string[]} */ raw) => {
    const { answer, mistake } = engine.read(state, id, raw);
    if (answer === undefined) return mistake;
    if (JSON.stringify(answer) === JSON.stringify(state.answers[id])) return "That is your answer already. Choose another one, or go back.";
    app.go({ kind: "preview", id, answer });
  };
  return [
    h("p", { class: "eyebrow" }, "What if?"),
    questionForm(question, state.answers[id], { level: "h1", submit: "Show what would follow", taken }),
    h("p", { class: "help" }, said ? `Your answer so far: ${said}. ` : null, "Nothing is changed before you have seen what would follow."),
  ];
}

/** What would follow from the other answer. @param {App} app @param {Entry} entry @returns {any[]} */
export function previewed(app, { state, view }) {
  const id = /** @type {string} */ (view.id);
  const answer = /** @type {import("./types.js").Answer} */ (view.answer);
  const label = app.engine.question(state, id).label;
  const known = id in state.answers;
  return [
    h("p", { class: "eyebrow" }, known ? "Change your answer?" : "Answer so?"),
    headed(`What would follow: ${label}`),
    sectionsShown(app.engine.what_if(state, { [id]: answer }), "h2"),
    h(
      "p",
      { class: "buttons" },
      button(known ? "Yes, change it" : "Yes, that is my answer", () => app.answer(id, answer), { class: "main" }),
      button("No, leave it as it is", () => history.go(-2)),
    ),
  ];
}
