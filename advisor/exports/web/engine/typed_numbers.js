// Numbers as people type them, and what a text may mean: see `advisor/knowledge/typed_numbers.py`, whose patterns the
// model has, and `decimals.py`.

import { toHundredths } from "./numbers.js";
import { numberText } from "./texts.js";

const DIGITS = 15;
const MOST_PLACES = 300;
const WRITTEN = /^([-+]?)(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d+))?$/;
const PLAIN = /^(?:\d+\.?\d*|\.\d+)$/;
const WITH_COMMA = /^\d*,\d+$/;
const TIMES = { "": "", k: "e3", m: "e6" };
const WITH_UNIT = /^([-+]?[\p{Nd}.][\p{Nd}.,'’\s]*?)\s*([\p{L}\p{Nl}\p{No}_].*)$/u;
const POINT_OF_THOUSANDS = /(?<![\p{Nd}.,])(?!0)(\p{Nd}{1,3})\.(\p{Nd}{3})(?![\p{Nd}.,])/gu;

/** What is no number here; the message goes on from what was typed. */
export class NoNumber extends Error {}

/** @typedef {{unit?: string, unit_of_one?: string, whole?: boolean, min: number, max: number, typed: any}} NumberQuestion */

/**
 * What a person's line means as the answer to a question for a number.
 * @param {NumberQuestion} question @param {string} line
 * @returns {{answer: number} | {mistake: string}}
 */
export function readNumber(question, line) {
  const typed = withoutUnit(question, line.trim());
  return byThousands(question, typed) ?? legal(question, typed);
}

/** A number of a file; what else is written there is read as it is typed. @param {NumberQuestion} question @param {any} raw */
export function readGiven(question, raw) {
  return legal(question, typeof raw === "number" ? numberText(raw) : raw.trim());
}

/** Its unit, or the beginning of it, may follow a number. @param {NumberQuestion} question @param {string} line */
function withoutUnit({ unit = "", unit_of_one = "", typed }, line) {
  const found = WITH_UNIT.exec(line);
  const behind = found?.[2].toLowerCase() ?? "";
  const times = typed.currency && behind in TIMES;
  const begun = [unit, unit_of_one].some((it) => it.toLowerCase().startsWith(behind));
  return found && !times && begun ? found[1] : line;
}

/** A point that may stand between thousands is asked back, where that number is legal. */
function byThousands(question, line) {
  const found = [...line.matchAll(POINT_OF_THOUSANDS)][0];
  const fewer = !question.typed.three_places;
  if (!found || !(fewer || found[2].endsWith("0"))) return null;
  const thousands = legal(question, line.replace(POINT_OF_THOUSANDS, "$1$2"));
  if ("mistake" in thousands) return null;
  const decimals = legal(question, line);
  if ("mistake" in decimals) return { mistake: `Do you mean ${numberText(thousands.answer)}? Type it without the point.` };
  return meant(numberText(thousands.answer), fewer ? asMoney(decimals.answer) : numberText(decimals.answer));
}

/** A number of at most three decimals with two, as Python prints it. */
function asMoney(number) {
  const rounded = toHundredths(number);
  return Number.isInteger(rounded) && !Number.isInteger(number) ? `${rounded}.0` : numberText(rounded);
}

function meant(one, other) {
  return { mistake: `Do you mean ${one} or ${other}? Type one of these.` };
}

function legal(question, text) {
  const fault = (what) => ({ mistake: `${what}. ${question.expected}` });
  let numbers;
  try {
    numbers = read(asciiDigits(text), question.typed);
  } catch (error) {
    if (error instanceof NoNumber) return fault(`${quoted(text)} ${error.message}`);
    throw error;
  }
  const within = numbers.filter((it) => question.min <= it && it <= question.max);
  if (within.length > 1) return meant(numberText(within[0]), numberText(within[1]));
  const number = within.length ? within[0] : numbers[0];
  if (!within.length) return fault(`${cut(text)} is not between ${numberText(question.min)} and ${numberText(question.max)}`);
  if (question.whole && !Number.isInteger(number)) return fault(`${cut(text)} is not a whole number`);
  return { answer: number };
}

/** The numbers that a text may mean: one, or two. Throws NoNumber. */
function read(text, typed) {
  try {
    return [decimal(text)];
  } catch (error) {
    if (!(error instanceof NoNumber) || error.message !== NOT_A_NUMBER) throw error;
    const written = [...asWritten(text, typed)];
    if (!written.length) throw error;
    return written.map(decimal);
  }
}

function* asWritten(text, typed) {
  const found = new RegExp(`^(?:${typed.amount})$`, "iu").exec(text);
  if (found) {
    const { sign, digits, times } = found.groups;
    for (const number of ungrouped(digits, typed)) yield sign + number + TIMES[(times || "").toLowerCase()];
  } else if (typed.currency && text) throw new NoNumber(`is no amount in ${typed.currency}`);
}

/** The number without its marks between thousands; with one comma, also what it is with decimals behind that. */
function* ungrouped(digits, { grouped, three_places }) {
  if (PLAIN.test(digits)) {
    yield digits;
    return;
  }
  const groups = grouped.map((form) => new RegExp(`^(?:${form})$`, "u").exec(digits)).find(Boolean)?.groups;
  if (groups) yield `${groups.whole.replace(/\D/g, "")}.${groups.part || 0}`;
  if (WITH_COMMA.test(digits) && (three_places || !groups)) yield digits.replace(",", ".");
}

const NOT_A_NUMBER = "is not a number";

/** The decimal that a text stands for: of at most 15 digits, which a double keeps. */
function decimal(text) {
  const written = WRITTEN.exec(text);
  if (!written || !(written[2] || written[3])) throw new NoNumber(NOT_A_NUMBER);
  const fraction = written[3] || "";
  const padded = (written[2] + fraction).replace(/^0+/, "");
  const digits = padded.replace(/0+$/, "");
  if (!digits) return 0;
  const shift = Math.max(-1e9, Math.min(1e9, Number(written[4] || 0)));
  const places = shift - fraction.length + padded.length;
  if (places > MOST_PLACES) throw new NoNumber("is too large: numbers are smaller than 1e300");
  if (places <= -MOST_PLACES) throw new NoNumber("is nearer to 0 than 1e-300");
  if (digits.length > DIGITS) throw new NoNumber(`has more than ${DIGITS} significant digits; round it`);
  return Number(`${written[1]}${digits}e${places - digits.length}`);
}

/** Digits of other scripts as those of ASCII: each script has its ten in a row, from nought on. @param {string} text */
function asciiDigits(text) {
  return text.replace(/\p{Nd}/gu, (sign) => {
    let before = 0;
    while (/^\p{Nd}$/u.test(String.fromCodePoint(sign.codePointAt(0) - before - 1))) before += 1;
    return String(before % 10);
  });
}

const LONGEST = 80;

function cut(text) {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
}

/** The text as Python quotes it. */
function quoted(text) {
  const escaped = text.slice(0, LONGEST).replaceAll("\\", "\\\\").replace(/(?! )[\p{Z}\p{C}]/gu, asEscape);
  const mark = escaped.includes("'") && !escaped.includes('"') ? '"' : "'";
  return `${mark}${mark === "'" ? escaped.replaceAll("'", "\\'") : escaped}${mark}${text.length > LONGEST ? "..." : ""}`;
}

/** @param {string} sign */
function asEscape(sign) {
  const short = { "\t": "\\t", "\n": "\\n", "\r": "\\r" }[sign];
  const code = sign.codePointAt(0).toString(16);
  return short ?? (code.length < 3 ? `\\x${code.padStart(2, "0")}` : code.length < 5 ? `\\u${code.padStart(4, "0")}` : `\\U${code.padStart(8, "0")}`);
}
