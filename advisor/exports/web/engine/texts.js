// Texts of the knowledge base filled from a case, and numbers as Python prints them.

import { NONE, UNKNOWN } from "./conditions.js";

export const NOT_KNOWN = "(not known)";
const ELSEWHERE = "..."; // where a text names what differs from case to case
export const I_DO_NOT_KNOW = "I do not know";
export const NONE_OF_THESE = "None of these";

const PLACEHOLDER = /\{\{|\}\}|\{([^{}]+)\}/g;

/** A number as Python prints it: with an exponent from 1e16 on, and below 0.0001. */
export function numberText(number) {
  const size = Math.abs(number);
  if (number === 0 || (size < 1e16 && (Number.isInteger(number) || size >= 1e-4))) return String(number);
  const [digits, power] = number.toExponential().split("e");
  return `${digits}e${power[0]}${power.slice(1).padStart(2, "0")}`;
}

/** A number with its unit: `3 years`, `1 year`. */
export function counted(number, { unit = "", unit_of_one = "" }) {
  return `${numberText(number)} ${number === 1 && unit_of_one ? unit_of_one : unit}`.trimEnd();
}

/** A concluded number with its unit, or what it may be: `77 points`, `70 to 77 points`. */
export function countedSpan(number, span) {
  if (!Array.isArray(span)) return counted(span, number);
  const [least, most] = span;
  return least === most ? counted(most, number) : `${numberText(least)} to ${counted(most, number)}`;
}

/** An id as words. */
export function idWords(id) {
  return id.replaceAll("_", " ").replaceAll("-", " ");
}

/** What stands as it is, as a text with placeholders has it. */
export function bracesDoubled(text) {
  return text.replaceAll("{", "{{").replaceAll("}", "}}");
}

export function capital(text) {
  const [first = ""] = text;
  return first.toUpperCase() + text.slice(first.length);
}

/** A label as it stands within a sentence: `next step`, but `HIV status`. */
export function uncapital(label) {
  return label.replace(/^.(?=\p{Lowercase})/u, (first) => first.toLowerCase());
}

/** `a, b and c`, or with another word before the last. */
export function series(texts, last = "and") {
  return texts.length > 1 ? `${texts.slice(0, -1).join(", ")} ${last} ${texts.at(-1)}` : texts.join("");
}

/** The clause with a capital and a full stop. */
export function sentence(clause) {
  return /[.!?]$/.test(clause) ? capital(clause) : `${capital(clause)}.`;
}

const SENTENCE = /(?<=[.!?])\s+(?=[A-Z])/;

/** The sentences of a text. */
export function sentences(text) {
  return text.split(SENTENCE);
}

/** The text up to the end of its first sentence. */
export function firstSentence(text) {
  return text.split(SENTENCE, 1)[0];
}

/** The text with single blanks, in one line, and `?` for all that turns the direction of what is read or steers. */
export function oneLine(text) {
  return text.trim().replace(/\s+/g, " ").replace(STEERING, "?");
}

const STEERING = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** The text with its placeholders filled by what `named` gives for the name in each. */
export function filledIn(text, named) {
  return text.replace(PLACEHOLDER, (all, name) => (name === undefined ? all[0] : named(name)));
}

/** The texts of one case: `answers` are its answers, and `numbers` gives its concluded numbers, be they spans. */
export class Filler {
  constructor(kb, answers, numbers, open = false) {
    this.kb = kb;
    this.open = open; // what is not known is called by its name
    this.answers = answers;
    this.numbers = numbers;
  }

  /** The text with its placeholders filled; `shown` is what becomes of each that is put in, `part` tells those of a test. */
  fill(text, shown = (words) => words, part = undefined) {
    return filledIn(text, (name) => shown(part && name[0] === "^" ? part(name.slice(1)) : this.#named(name)));
  }

  #named(name) {
    if (name[0] === "~") return this.#rowSaid(this.kb.model.row_sentences[name.slice(1)]);
    const [id, column] = name.split(".");
    const conclusion = this.kb.conclusions.get(id);
    if (conclusion) return id in this.numbers() ? countedSpan(conclusion.number, this.numbers()[id]) : this.open ? ELSEWHERE : NOT_KNOWN;
    const answer = this.answers[id] ?? UNKNOWN;
    if (this.open && answer === UNKNOWN) return !column || this.#namesRows(id, column) ? this.called(id) : ELSEWHERE;
    if (!column || answer === UNKNOWN) return this.#inWords(this.kb.questions.get(id), answer);
    return this.cell(`${id}.${column}`, answer);
  }

  called(id) {
    return uncapital(this.kb.questions.get(id).label);
  }

  /** Whether the column calls most rows by their name. */
  #namesRows(id, column) {
    const { table, texts } = this.kb.questions.get(id);
    const rows = Object.keys(this.kb.tables[table].rows);
    return 2 * rows.filter((row) => this.cell(`${id}.${column}`, row).includes(texts?.[row] ?? row)).length > rows.length;
  }

  /** A test by a table, with what the cell has of the case's own row. */
  #rowSaid([id, cell, called, unknown, known]) {
    const [question, column] = cell.split(".");
    const row = this.answers[question] ?? UNKNOWN;
    if (row === UNKNOWN) return unknown + called;
    const has = this.cell(cell, row);
    const said = has === "" || has === NOT_KNOWN ? `${called} ${has}`.trimEnd() : `${called} (${has})`;
    const limit = this.kb.tables[this.kb.questions.get(question).table].rows[row][column] !== UNKNOWN;
    const isKnown = this.kb.conclusions.has(id) || (this.answers[id] ?? UNKNOWN) !== UNKNOWN;
    return (limit && isKnown ? known : unknown) + said;
  }

  /** A value as it is offered. */
  offered(question, value) {
    const otherwise = { [UNKNOWN]: I_DO_NOT_KNOW, [NONE]: NONE_OF_THESE }[value] ?? idWords(value);
    return this.worded(question, value, otherwise);
  }

  /** What stands in a cell of a row, in words. */
  cell(name, row) {
    const [id, column] = name.split(".");
    const table = this.kb.tables[this.kb.questions.get(id).table];
    return table.words?.[row]?.[column] ?? table.rows[row][column];
  }

  /** The answer as a person would say it. */
  #inWords(question, answer) {
    if (answer === UNKNOWN) return NOT_KNOWN;
    if (Array.isArray(answer)) return answer.map((value) => this.worded(question, value)).join(", ") || NONE;
    return typeof answer === "string" ? this.worded(question, answer) : counted(answer, question);
  }

  /** One value in the words in which it is offered; `otherwise`, or else its id, where it has none. */
  worded(question, value, otherwise = "") {
    const words = question.texts?.[value] ?? (otherwise || value);
    return question.table ? words : this.fill(words);
  }
}

/** The texts of a case that is evaluated, whose numbers may be open. */
export function fillerOf(state) {
  return new Filler(state.kb, state.answers, () => state.spans);
}

/** The same where more may be answered: what is not known is called by its name. */
export function openFillerOf(state) {
  return new Filler(state.kb, state.answers, () => state.spans, true);
}

/** A value of a goal as it is told: the title of a step, or its own text; a text with placeholders. */
export function textOf(kb, id, value) {
  if (id === kb.goal && kb.steps.has(value)) return kb.steps.get(value).title;
  return kb.conclusions.get(id).texts?.[value] || bracesDoubled(capital(idWords(value)));
}

/** The same within a list or a sentence. */
export function titleOf(kb, id, value) {
  const text = textOf(kb, id, value);
  return id === kb.goal && kb.recommends ? text : firstSentence(text).trim().replace(/\.$/, "");
}
