// Questions as they are put to a person, answers as they are taken, and cases as files hold them.

import { requiredBeside } from "./cases.js";
import { NONE, UNKNOWN } from "./conditions.js";
import { openAgain } from "./demands.js";
import { I_DO_NOT_KNOW, NONE_OF_THESE, capital, counted, idWords, oneLine } from "./texts.js";
import { readGiven, readNumber } from "./typed_numbers.js";

/** @typedef {import("./conditions.js").Answer} Answer @typedef {import("./engine.js").State} State */

const CASE_FORMAT = 2;

/** The id of a value that stands for all that has none of its own, if its wording says so, too. */
const OTHER = "other";
const SAYS_OTHER = /\b(another|others?|else)\b/i;

export class Answering {
  /** @param {import("./engine.js").Engine} engine */
  constructor(engine) {
    this.engine = engine;
    this.kb = engine.knowledge;
  }

  /** A question beside the answers so far: required also where it may come to be. @param {State} state @param {string} id */
  question(state, id) {
    const question = this.kb.questions.get(id);
    const texts = this.engine.textsOf(state);
    const { kind, topic = "", why = "", help = "", label, decision = false, unit = "", expected = "" } = question;
    const { min, max, whole } = question;
    const required = requiredBeside(question, state.answers) !== false;
    const values = [...(question.values || []), ...(kind === "many" && !question.values.includes(NONE) ? [NONE] : []), ...(required ? [] : [UNKNOWN])];
    const choices = values.map((value) => this.choice(texts, question, value));
    const told = { ask: texts.fill(question.ask), why, help: texts.fill(help), label, topic };
    return { id, kind, ...told, choices, required, decision, unit, expected, min, max, whole };
  }

  choice(texts, question, value) {
    const text = oneLine(offered(texts, question, value));
    const names = question.names?.[value];
    return { value, text, ...(names && { names }), ...(value === OTHER && SAYS_OTHER.test(text) && { rest: true }) };
  }

  /**
   * What was chosen or typed: a value or a text, or a list of values, of which `none` and `unknown` stand alone.
   * @param {State} state @param {string} id @param {string | string[]} raw
   * @returns {{answer: Answer} | {mistake: string}}
   */
  read(state, id, raw) {
    const { choices } = this.question(state, id);
    const question = this.kb.questions.get(id);
    const [first = ""] = Array.isArray(raw) ? raw : [raw];
    if (first === UNKNOWN && choices.some(({ value }) => value === UNKNOWN)) return { answer: UNKNOWN };
    if (question.kind === "number") return readNumber(question, String(raw));
    if (question.kind === "many" && Array.isArray(raw)) return { answer: first === NONE ? [] : this.kb.inOrder(id, raw) };
    return { answer: first };
  }

  /** The state with an answer more or another one, without answers that were unknown and now may be needed. */
  answered(state, id, answer) {
    const given = { ...state.answers, [id]: answer };
    const answers = openAgain(this.kb, given);
    return { state: { ...state, answers }, dropped: Object.keys(given).filter((it) => !(it in answers)) };
  }

  /** The answers so far, in the order in which they were given. @param {State} state */
  answers(state) {
    const texts = this.engine.textsOf(state);
    return Object.entries(state.answers).map(([id, answer]) => {
      const question = this.kb.questions.get(id);
      const { label, topic = "", ask } = question;
      return { id, label, topic, ask: texts.fill(ask), said: said(texts, question, answer) };
    });
  }

  /** The case as a file has it. @param {State} state @param {string} name */
  save(state, name) {
    const { id, version } = this.kb.model;
    const called = name.split(/\s+/).filter(Boolean).join(" ");
    return { format: CASE_FORMAT, knowledge_base: id, version, ...(called && { name: called }), answers: state.answers };
  }

  /** The case of a file, be it of another version: what still fits, and what does not. @param {any} file */
  open(file) {
    const { id, title } = this.kb.model;
    const { format = 1, knowledge_base: of, version, name = "", answers } = file;
    if (format > CASE_FORMAT) return { mistake: `The file is of format ${format}, which a later version of this page wrote.` };
    if (of && of !== id) return { mistake: `The file holds answers to other questions than these: “${of}”, and not “${title}”.` };
    if (!answers || typeof answers !== "object") return { mistake: "The file holds no answers." };
    const unfit = [];
    const fitting = {};
    for (const [question, raw] of Object.entries(answers)) {
      const found = this.given(question, raw);
      if (found === null) continue;
      if (found.mistake) unfit.push(found.mistake);
      else fitting[question] = found.answer;
    }
    const state = { answers: openAgain(this.kb, fitting), road: false };
    return { state, name: typeof name === "string" ? name : "", unfit: [...unfit, ...this.#narrowed(state, version)] };
  }

  /** One answer of a file; null where that is blank. */
  given(id, raw) {
    const question = this.kb.questions.get(id);
    if (!question) return { mistake: `The answer to “${idWords(id)}” is left out: there is no such question here.` };
    if (raw === null || (typeof raw === "string" && !raw.trim())) return null;
    const written = typeof raw === "string" ? (question.kind === "many" ? withoutBlanks(raw) : raw.trim()) : raw;
    const label = capital(question.label);
    const text = asChosen(question, written);
    if ((text === UNKNOWN || text === "") && !question.required) return { answer: UNKNOWN };
    if (question.kind === "number" && (typeof text === "number" || (typeof text === "string" && text !== UNKNOWN))) {
      const found = readGiven(question, text);
      return "mistake" in found ? { mistake: `${label}: ${found.mistake}` } : found;
    }
    const chosen = question.kind === "many" ? listOf(text)?.map((part) => calledSo(question, part)) : calledSo(question, text);
    const fits = question.kind === "many" ? chosen?.every((value) => question.values.includes(value)) : question.values?.includes(chosen);
    if (!fits) return { mistake: `${label}: the answer in the file is none of those that can be chosen now, so it is left out.` };
    return { answer: question.kind === "many" ? this.kb.inOrder(id, chosen) : chosen };
  }

  /** What answers mean less than in the version to which they were given. */
  #narrowed({ answers }, version) {
    const texts = this.engine.textsOf({ answers, road: false });
    const found = [];
    for (const { id, label, narrowed = {}, ...question } of this.kb.questions.values())
      for (const [value, [since, text]] of Object.entries(narrowed)) {
        const isGiven = [answers[id]].flat().includes(value);
        if (!isGiven || version >= since) continue;
        const words = texts.worded(question, value);
        found.push(`${capital(label)}: the answer "${words}" holds less since version ${since}. ${text}`);
      }
    return found;
  }
}

/** What programs write for yes and no, where just these are the choices. */
function asChosen({ kind, values = [] }, raw) {
  const truth = { true: "yes", false: "no" }[String(raw).toLowerCase()];
  return truth && kind === "choice" && [...values].sort().join() === "no,yes" ? truth : raw;
}

/** The value that has this other name, unless that is the id of another one; else what is there. */
function calledSo({ values = [], names = {} }, text) {
  if (typeof text !== "string" || values.includes(text)) return text;
  const found = values.find((value) => names[value]?.some((name) => folded(name) === folded(text)));
  return found && !values.some((value) => value !== found && folded(value) === folded(text)) ? found : text;
}

/** In small letters, with single blanks. @param {string} text */
function folded(text) {
  return text.toLowerCase().split(/\s+/).filter(Boolean).join(" ");
}

/** What stands between semicolons; spreadsheets leave some behind which nothing stands. @param {string} raw */
function withoutBlanks(raw) {
  return raw.split(";").map((part) => part.trim()).filter(Boolean).join(";");
}

/** The values of an answer in a file that takes several; null where it is none. */
function listOf(raw) {
  if (typeof raw === "string") return raw === NONE ? [] : raw.split(";");
  return Array.isArray(raw) && raw.every((part) => typeof part === "string") ? raw.map((part) => part.trim()) : null;
}

/** An answer in the words in which it was offered. */
export function said(texts, question, answer) {
  if (typeof answer === "number") return oneLine(counted(answer, question));
  const values = Array.isArray(answer) && !answer.length ? [NONE] : [answer].flat();
  return oneLine(values.map((value) => offered(texts, question, value)).join("; "));
}

function offered(texts, question, value) {
  const defaults = { [NONE]: NONE_OF_THESE, [UNKNOWN]: I_DO_NOT_KNOW };
  return texts.worded(question, value, question.values?.includes(value) ? idWords(value) : defaults[value]);
}
