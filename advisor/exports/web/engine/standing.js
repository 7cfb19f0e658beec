// What stands in the way of a conclusion, down to the answers: see `advisor/reports/explaining/standing.py`.

import { literal } from "./conditions.js";
import { sortedBy } from "./grounds.js";
import { attributeOf } from "./knowledge.js";
import { MAX_DEEP, line } from "./lines.js";
import { capital, sentence } from "./texts.js";

const MAX_RULES_TRIED = 3;
const NEVER_SO = "That is never so.";

/** What is told of one case; what serves the rules only is passed over, and nothing is told twice. */
export class Standing {
  /** @param {import("./case.js").Case} advice */
  constructor(advice) {
    this.advice = advice;
    this.kb = advice.kb;
    this.told = new Set();
  }

  /** Every rule that would conclude it, of many only the nearest. */
  missing({ attempts }) {
    if (!attempts.length) return [line("No rule concludes it.")];
    if (attempts.length === 1) return this.attempt(attempts[0], 0);
    const verb = attempts.some((attempt) => attempt.forestalled) ? "applies" : "holds";
    const lines = [line(`It has ${attempts.length} rules, of which none ${verb}.`)];
    for (const attempt of attempts.slice(0, MAX_RULES_TRIED)) {
      this.told.clear();
      lines.push(line(`"${this.advice.fill(attempt.rule.because)}"`, "- "), ...this.attempt(attempt, 1));
    }
    const more = attempts.length - MAX_RULES_TRIED;
    if (more > 0) lines.push(line(`and ${more} more that ${more === 1 ? "is" : "are"} further from holding`, "- "));
    return lines;
  }

  /** Why one rule does not hold. */
  attempt(attempt, depth) {
    return this.lines([...this.#fails(attempt), ...this.forestalled(attempt)], depth);
  }

  forestalled({ forestalled }) {
    return forestalled ? [item(`Something else comes first: ${this.advice.fill(forestalled.because)}`)] : [];
  }

  lines(found, depth) {
    return found.flatMap((each) => {
      if (!each.text && !each.among) return this.lines(each.below, depth);
      return [line(failureText(each), "- ", Math.min(depth, MAX_DEEP)), ...this.lines(each.below, depth + 1)];
    });
  }

  /** The failed tests of one attribute in a row are told as one. */
  #fails({ fails }) {
    const found = [];
    for (let at = 0; at < fails.length; ) {
      const id = answeredOf(fails[at]);
      let end = at + 1;
      while (id && end < fails.length && answeredOf(fails[end]) === id) end++;
      const row = fails.slice(at, end);
      const needs = row.length > 1 ? this.advice.english.read(["&", ...row.map((it) => it.condition)], 0) : row[0].needs;
      found.push(this.#failure({ ...row[0], needs }));
      at = end;
    }
    return found.filter(Boolean);
  }

  /** Null where it has been told. */
  #failure(failure) {
    if (failure.missing.length) return this.#notConcluded(failure);
    if (this.told.has(failure.needs)) return null;
    this.told.add(failure.needs);
    if (this.kb.testsHidden(failure.condition)) return this.#seenThrough(failure);
    const instead = failure.ways.length ? "None of these is so." : this.#instead(failure);
    return item(`${failure.needs}. ${instead}`, [], { needed: true });
  }

  #notConcluded({ missing }) {
    const [nearest] = sortedBy(missing, (it) => it.distance);
    const hidden = this.kb.hidden.has(attributeOf(nearest.pair));
    if (this.told.has(nearest.pair) || (hidden && nearest.again)) return null;
    this.told.add(nearest.pair);
    const ways = missing.reduce((sum, it) => sum + it.attempts.length, 0);
    const text = hidden ? "" : capital(this.advice.english.missing(nearest.pair));
    if (hidden && !ways) return item(NEVER_SO);
    const [first] = nearest.attempts;
    return nearestOf(text, first ? [...this.#fails(first), ...this.forestalled(first)] : [], ways > 1);
  }

  /** What stands in the way, where what is needed is put in words that are not for a person. */
  #seenThrough(failure) {
    if (!failure.ways.length) return item(this.#instead(failure));
    const [way] = sortedBy(failure.ways, (each) => each.reduce((sum, it) => sum + it.distance, 0));
    return nearestOf("", way.map((it) => this.#failure(it)).filter(Boolean), failure.ways.length > 1);
  }

  #instead(failure) {
    const { advice } = this;
    if (failure.number) return `But ${failure.number}.`;
    if (failure.concluded.length) {
      const firings = failure.concluded.map((pair) => advice.firings.find(({ rule }) => rule.pair === pair));
      return firings.map(({ rule }) => `But: ${advice.fill(rule.because)}`).join(" ");
    }
    const id = answeredOf(failure);
    if (!id) return NEVER_SO;
    if (!(id in advice.answers)) return "You have not said.";
    return `You said: ${advice.english.answer(id, advice.answers[id])}.`;
  }
}

function item(text, below = [], { needed = false, among = false } = {}) {
  return { text, below, needed, among };
}

/** An item over what is needed, `among` other ways; where only one thing is needed, that is told of it once. */
function nearestOf(text, below, among) {
  const [only] = below;
  if (below.length === 1 && (only.needed || !only.text)) {
    const several = among || only.among;
    if (!text && only.needed) return { ...only, among: several };
    const inner = only.needed ? [{ ...only, among: false }] : only.below;
    return text || inner.length ? item(text, inner, { among: several }) : null;
  }
  if (below.length === 1 && !text && !only.below.length) return only;
  return text || below.length ? item(text, below, { among }) : null;
}

/** One item as a sentence, or as what stands over those below it. */
function failureText({ text, below, needed, among }) {
  if (needed) return `${among ? "The nearest of several ways" : "Needed"}: ${text}`;
  if (!below.length) return sentence(text);
  if (!among) return `${text}:`;
  return text ? `${text}; the nearest of several ways is this:` : "The nearest of several ways is this:";
}

/** The question whose answer fails the part; nothing for other parts. */
function answeredOf({ answers, condition }) {
  return answers.length ? literal(condition)[0][1] : "";
}
