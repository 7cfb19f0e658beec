// A question as a form: its choices or its field, what is wrong with an answer, and why it is asked.

import { NONE, UNKNOWN } from "../engine/conditions.js";
import { h } from "./dom.js";
import { nearestNamed } from "./near.js";

/** @typedef {import("./types.js").Question} Question @typedef {import("./types.js").Answer} Answer */

const MANY_CHOICES = 12;

/**
 * The form of a question. `taken` gets what was chosen or typed, and returns what is wrong with it, or nothing.
 * @param {Question} question @param {Answer | undefined} now
 * @param {{ level: string, submit: string, headed?: boolean, taken: (raw: string | string[]) => string | undefined }} options
 * @returns {HTMLFormElement}
 */
export function questionForm(question, now, options) {
  const error = h("p", { id: "mistake", class: "mistake" });
  const heading = h(options.level, { id: options.headed === false ? null : "head", tabindex: "-1" }, question.ask);
  const help = question.help ? h("p", { id: "help", class: "help" }, question.help) : null;
  const field = question.kind === "number" ? numberField(question, now) : choices(question, now);
  const form = /** @type {HTMLFormElement} */ (
    h(
      "form",
      { class: "question", "data-question": question.id, novalidate: true, "aria-describedby": help ? "help" : null },
      h("fieldset", {}, h("legend", {}, heading), help, error, field),
      h("p", { class: "buttons" }, h("button", { class: "main" }, options.submit)),
    )
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const mistake = wrong(question, chosen(form, question)) ?? options.taken(chosen(form, question));
    if (mistake) tell(form, error, mistake);
  });
  return form;
}

/** @param {Question} question @param {Answer | undefined} now */
function choices(question, now) {
  const many = question.kind === "many";
  const ticked = Array.isArray(now) ? (now.length ? now : [NONE]) : now === undefined ? [] : [String(now)];
  const rows = question.choices.map(({ value, text, hint, names = [], rest = false }) =>
    h(
      "label",
      { class: alone(value, many) ? "choice alone" : "choice", "data-names": names.join("\n") || null, "data-rest": rest },
      h("input", { type: many ? "checkbox" : "radio", name: "answer", value, checked: ticked.includes(value), autocomplete: "off" }),
      h("span", {}, text, hint ? h("small", {}, hint) : null),
    ),
  );
  const list = h("div", { class: "choices" }, rows);
  if (many) list.addEventListener("change", (event) => untick(list, /** @type {HTMLInputElement} */ (event.target)));
  return rows.length > MANY_CHOICES ? [filter(list, rows), list] : list;
}

/** @param {string} value @param {boolean} many */
function alone(value, many) {
  return value === UNKNOWN || (many && value === NONE);
}

/** What says that nothing applies, or is known, goes with no other tick. @param {HTMLElement} list @param {HTMLInputElement} last */
function untick(list, last) {
  if (!last.checked) return;
  for (const box of list.querySelectorAll("input")) {
    if (box !== last && (alone(last.value, true) || alone(box.value, true))) box.checked = false;
  }
}

/** Whether what is typed is in the wording of the choice, or begins another name of it. @param {HTMLElement} row @param {string} typed */
function has(row, typed) {
  const names = (row.dataset.names ?? "").toLowerCase().split("\n");
  return (row.textContent ?? "").toLowerCase().includes(typed) || (typed !== "" && names.some((name) => name.startsWith(typed)));
}

/** Where nothing has it: the choice that is called nearly so, and the one for whatever has none of its own. @param {HTMLElement[]} rows @param {string} typed */
function meantInstead(rows, typed) {
  const namesOf = (/** @type {HTMLElement} */ row) => [row.textContent ?? "", ...(row.dataset.names ?? "").split("\n")].map((name) => name.toLowerCase());
  const meant = [nearestNamed(typed, rows, namesOf), rows.find(({ dataset }) => dataset.rest !== undefined)];
  return /** @type {HTMLElement[]} */ ([...new Set(meant)].filter(Boolean));
}

/** @param {HTMLElement[]} meant */
function noneCalledSo(meant) {
  const none = "None of the choices is called so";
  const [first] = meant;
  if (!first) return `${none}.`;
  return first.dataset.rest === undefined ? `${none}; did you mean “${first.textContent}”?` : `${none}; for any other, “${first.textContent}”.`;
}

/** A field that leaves those of many choices that have what is typed in them. @param {HTMLElement} list @param {HTMLElement[]} rows */
function filter(list, rows) {
  const told = h("span", { role: "status", class: "help" });
  const field = /** @type {HTMLInputElement} */ (h("input", { type: "search", id: "filter", autocomplete: "off", spellcheck: "false" }));
  const named = rows.filter((row) => !row.classList.contains("alone"));
  field.addEventListener("input", () => {
    const typed = field.value.trim().toLowerCase();
    const found = named.filter((row) => has(row, typed));
    const meant = found.length ? [] : meantInstead(named, typed);
    for (const row of named) row.hidden = !found.includes(row) && !meant.includes(row) && !row.querySelector(":checked");
    told.textContent = found.length ? (typed ? `${found.length} of ${named.length} are shown` : "") : noneCalledSo(meant);
  });
  field.addEventListener("keydown", (event) => {
    const only = named.filter((row) => !row.hidden);
    if (event.key !== "Enter") return;
    event.preventDefault();
    const first = only[0]?.querySelector("input");
    if (field.value.trim() && first) first.focus(), (first.checked = only.length === 1 || first.checked);
  });
  return h("p", { class: "filter" }, h("label", { for: "filter" }, "Type a part of it, or choose below"), field, told);
}

/** @param {Question} question @param {Answer | undefined} now */
function numberField(question, now) {
  const unknown = question.choices.find(({ value }) => value === UNKNOWN);
  const typed = h("input", {
    type: "text",
    inputmode: "decimal",
    id: "number",
    name: "number",
    autocomplete: "off",
    "aria-describedby": "expected",
    value: typeof now === "number" ? String(now) : null,
  });
  const box = unknown && h("input", { type: "checkbox", name: "answer", value: UNKNOWN, checked: now === UNKNOWN, autocomplete: "off" });
  typed.addEventListener("input", () => box && (/** @type {HTMLInputElement} */ (box).checked = false));
  return h(
    "div",
    { class: "choices" },
    h("label", { for: "number", class: "unit" }, question.unit || "Number"),
    typed,
    h("p", { id: "expected", class: "help" }, question.expected),
    unknown && h("label", { class: "choice alone" }, box, h("span", {}, unknown.text)),
  );
}

/** What the form holds. @param {HTMLFormElement} form @param {Question} question @returns {string | string[]} */
function chosen(form, question) {
  const data = new FormData(form);
  const ticks = data.getAll("answer").map(String);
  if (question.kind === "many") return ticks;
  return question.kind === "number" ? (ticks[0] ?? String(data.get("number") ?? "").trim()) : (ticks[0] ?? "");
}

/** What is missing where nothing was answered. @param {Question} question @param {string | string[]} raw */
function wrong(question, raw) {
  if (raw.length) return undefined;
  const or = question.required ? "" : " If you do not know, say so: that is an answer too.";
  if (question.kind === "number") return `Type a number.${or}`;
  return question.kind === "many" ? `Tick what applies, or “${none(question)}”.` : `Choose one of the answers.${or}`;
}

/** @param {Question} question */
function none(question) {
  return question.choices.find(({ value }) => value === NONE)?.text ?? "";
}

/** The mistake beside its field, which has the focus then. @param {HTMLFormElement} form @param {HTMLElement} error @param {string} text */
function tell(form, error, text) {
  error.replaceChildren(h("strong", {}, "Not yet: "), text);
  const field = /** @type {HTMLInputElement} */ (
    form.querySelector("#number") ?? form.querySelector("input[name=answer]:checked") ?? form.querySelector("label:not([hidden]) > input[name=answer]")
  );
  for (const input of form.querySelectorAll("input[name]")) input.setAttribute("aria-describedby", "mistake expected");
  field.setAttribute("aria-invalid", "true");
  field.focus();
}
