// The answers so far, each with the way to change it.

import { button, h } from "./dom.js";

/** @typedef {import("./app.js").App} App @typedef {import("./types.js").State} State @typedef {import("./types.js").Given} Given */

/** The answers by topic; `open` shows them at once. @param {App} app @param {State} state @param {boolean} open @returns {HTMLElement | null} */
export function given(app, state, open) {
  const answers = app.engine.answers(state);
  if (!answers.length) return null;
  const { your_answers: heading } = app.engine.words;
  const topics = [...new Set(answers.map(({ topic }) => topic))];
  const lists = topics.map((topic) => [
    topic && open ? h("h3", {}, topic) : null,
    h("dl", { class: "answers changeable" }, answers.filter((it) => it.topic === topic).map((it) => row(app, it))),
  ]);
  if (open) return h("section", {}, h("h2", {}, heading), lists);
  return h("details", { class: "given" }, h("summary", {}, `${heading} (${answers.length})`), lists);
}

/** @param {App} app @param {Given} given */
function row(app, { id, label, ask, said }) {
  const change = button("Change", () => app.go({ kind: "change", id }), { class: "link", "aria-label": `Change: ${label}` });
  return h("div", {}, h("dt", {}, ask), h("dd", {}, said), h("dd", { class: "controls" }, change));
}
