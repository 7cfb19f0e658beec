// Sentences that Python wrote, filled from a case and joined: see `advisor/explanation/english.py`. Nothing here knows
// how a test is put in words, but how clauses are joined.

import { NONE, UNKNOWN, literal, nnf, partsOf } from "./conditions.js";
import { attributeOf, pairOf, unscaled, valueOf } from "./knowledge.js";
import { NONE_OF_THESE, bracesDoubled, capital, counted, firstSentence, idWords, numberText, sentence, series, titleOf, uncapital } from "./texts.js";

export const MAX_VALUES = 4;

/** What is said of one case. `texts` fills it; see `Filler`. */
export class English {
  constructor(kb, texts) {
    this.kb = kb;
    this.texts = texts;
  }

  get answers() {
    return this.texts.answers;
  }

  fill(text) {
    return this.texts.fill(text);
  }

  attribute(id) {
    return this.kb.questions.get(id) || this.kb.conclusions.get(id);
  }

  /** How an attribute is called within a sentence. */
  called(id) {
    return uncapital(this.#label(id));
  }

  /** One without a label is told to nobody, and only told apart. */
  #label(id) {
    return this.attribute(id).label ?? id;
  }

  is(id) {
    return this.attribute(id).plural ? "are" : "is";
  }

  includes(id) {
    return this.attribute(id).plural ? "include" : "includes";
  }

  /** That a pair is concluded, as a clause. */
  conclusion(pair) {
    const [id, value] = [attributeOf(pair), valueOf(pair)];
    const { number, many } = this.kb.conclusions.get(id);
    if (number) return this.fill(this.kb.rule.get(value).says);
    return `${this.called(id)} ${many ? this.includes(id) : this.is(id)} ${this.#valueOf(id, value)}`;
  }

  /** That it is not. */
  missing(pair) {
    const [id, value] = [attributeOf(pair), valueOf(pair)];
    const { number, many, not_yet = [] } = this.kb.conclusions.get(id);
    if (number) return this.fill(this.kb.rule.get(value).lacks);
    const not = not_yet.includes(value) ? this.kb.model.words.not_yet : "not";
    const lacks = many ? `${this.#doesNot(id)} include` : `${this.is(id)} ${not}`;
    return `${this.called(id)} ${lacks} ${this.#valueOf(id, value)}`;
  }

  #doesNot(id) {
    return this.attribute(id).plural ? "do not" : "does not";
  }

  /** `your experience ("Work as a coder")`. */
  given(id, answer) {
    return `${this.called(id)} (${this.#quoted(id, answer)})`;
  }

  /** `your plan is "Later" or "No"`. */
  chosen(id, answers) {
    return `${this.called(id)} ${this.is(id)} ${answers.map((answer) => this.#quotedOrNone(id, answer)).join(" or ")}`;
  }

  /** `your grade and your licence are not known`. */
  notKnown(ids) {
    const be = ids.length > 1 ? "are" : this.is(ids[0]);
    return `${series(ids.map((id) => this.called(id)))} ${be} not known`;
  }

  #quotedOrNone(id, answer) {
    return Array.isArray(answer) && !answer.length ? this.#none(id) : this.#quoted(id, answer);
  }

  /** That nothing was ticked, in the words in which it was offered. */
  #none(id) {
    return `"${this.fill(this.kb.questions.get(id).texts?.[NONE] ?? NONE_OF_THESE)}"`;
  }

  /** `soil is "Dry"`, `signs include "Hanging leaves" and "Brown spots"`. */
  fact(id, answer) {
    const [label, be] = [this.called(id), this.is(id)];
    if (answer === UNKNOWN) return `${label} ${be} not known`;
    if (!Array.isArray(answer)) return `${label} ${be} ${this.#quoted(id, answer)}`;
    const values = answer.map((value) => this.#valueOf(id, value));
    return values.length ? `${label} ${this.includes(id)} ${series(values)}` : `${label} ${be} ${this.#none(id)}`;
  }

  #quoted(id, answer) {
    if (answer === UNKNOWN) return "not known";
    if (Array.isArray(answer)) return answer.map((value) => this.#valueOf(id, value)).join(", ") || NONE;
    return typeof answer === "string" ? this.#valueOf(id, answer) : counted(answer, this.kb.questions.get(id));
  }

  /** A value in its author's words and in quotes, but for a table's row. */
  #valueOf(id, value) {
    const question = this.kb.questions.get(id);
    if (!question) return this.fill(this.#concludedValue(id, value));
    if (question.table) return question.texts?.[value] ?? idWords(value);
    return `"${this.fill(question.texts?.[value] ?? bracesDoubled(idWords(value)))}"`;
  }

  #concludedValue(id, value) {
    const isStep = id === this.kb.goal && this.kb.steps.has(value);
    const text = isStep ? this.kb.steps.get(value).title : this.kb.conclusions.get(id).texts?.[value];
    return text ? `"${firstSentence(text).trim().replace(/\.$/, "")}"` : bracesDoubled(idWords(value));
  }

  /** `your score is 77 points`. */
  number(id, number) {
    return `${this.called(id)} ${this.is(id)} ${counted(number, this.kb.conclusions.get(id).number)}`;
  }

  /** `your score: 32 for your age + 45 for your work = 77 points`. */
  sumOf(id, concluded) {
    const said = this.addends(id, concluded);
    return said.includes("=") ? `${this.called(id)}: ${said}` : this.number(id, this.kb.numbers(concluded)[id]);
  }

  addends(id, concluded) {
    const { number } = this.kb.conclusions.get(id);
    const start = BigInt(number.start);
    const parts = start ? [[start, "to begin with"]] : [];
    for (const rule of this.kb.adding(id)) if (concluded.has(rule.pair)) parts.push([rule.add, rule.added_for]);
    const sum = counted(this.kb.numbers(concluded)[id], number);
    if (parts.length === (start ? 1 : 0)) return sum;
    const said = parts.map(([amount, what]) => {
      const size = numberText(Math.abs(unscaled(number, amount)));
      return `${amount < 0n ? "- " : "+ "}${size} ${what}`;
    });
    return `${said.join(" ").replace(/^\+ /, "")} = ${sum}`;
  }

  /** A condition as a clause. */
  condition(condition) {
    return this.read(nnf(condition), 0);
  }

  read(node, depth) {
    const [kind] = node;
    if (kind === "v" && !node[2].length) return `${this.called(node[1])} `; // stands for a row that is not known
    if (kind !== "&" && kind !== "|") return this.test(node);
    const parts = partsOf(node);
    const compound = parts.some(isCompound);
    if (kind === "|") return bracketed(parts.map((part) => this.read(part, depth + 1)), "or", depth, compound);
    const clauses = [...this.each(parts)];
    if (clauses.length === 1) return clauses[0][1] || this.read(clauses[0][0], depth);
    return bracketed(clauses.map(([part, said]) => said || this.read(part, depth + 1)), "and", depth, compound);
  }

  test(node) {
    const text = this.kb.testText(node);
    const [[, id, values], negated] = literal(node);
    const part = (place) => (place ? this.#valueOf(id, values[place]) : this.called(id));
    if (text !== null) return this.texts.fill(text, undefined, part);
    const [value] = values;
    if (this.kb.conclusions.has(id)) return negated ? this.missing(pairOf(id, value)) : this.conclusion(pairOf(id, value));
    if (this.kb.questions.get(id).kind !== "many" || value === UNKNOWN) return this.fact(id, value);
    return this.fact(id, value === NONE ? [] : [value]);
  }

  /** The parts, each with its clause if that is another than its own; values of one attribute in a row as one. */
  *each(parts) {
    for (let at = 0; at < parts.length; ) {
      const id = this.#isIncluded(parts[at]) ? parts[at][1] : "";
      let end = at + 1;
      while (id && end < parts.length && parts[end][1] === id && this.#isIncluded(parts[end])) end++;
      const values = parts.slice(at, end).map((leaf) => leaf[2]?.[0]);
      const row = () => allOf(values.map((value) => this.#valueOf(id, value)));
      yield [parts[at], end - at > 1 ? `${this.called(id)} ${this.includes(id)} ${row()}` : ""];
      at = end;
    }
  }

  /** A rule, as it is told why a question is asked that it waits for: see `rule_said` in Python. */
  rule(rule) {
    const { attribute: id, when, pair } = rule;
    const because = `"${this.fill(rule.because)}"`;
    const { internal, yours } = this.kb.conclusions.get(id);
    if (internal) return `Whether this is so: ${because}`;
    const isGoal = this.kb.goals.includes(id);
    const concluded = isGoal ? `${yours} ${this.is(id)}: ${this.fill(titleOf(this.kb, id, rule.value))}` : this.conclusion(pair);
    if (this.kb.testsHidden(when)) return `${capital(concluded)}, if this is so: ${because}`;
    const unless = this.kb.earlier(rule).length ? this.kb.model.words.no_earlier : "";
    if (when[0] === "&" && when.length === 1) return unless ? `If ${unless}, then ${concluded}.` : `In every case, ${concluded}.`;
    return `If ${this.condition(when)}${unless ? `, and ${unless}` : ""}, then ${concluded}.`;
  }

  #isIncluded(condition) {
    if (condition[0] !== "v" || condition[2].length !== 1 || [NONE, UNKNOWN].includes(condition[2][0])) return false;
    const question = this.kb.questions.get(condition[1]);
    return question ? question.kind === "many" : Boolean(this.kb.conclusions.get(condition[1]).many);
  }

  // what the explanations share: see `advisor/reports/explaining/words.py`

  /** An answer in the words in which it was offered, in quotes. */
  answer(id, value) {
    if (value === undefined || value === null) return "not answered";
    const question = this.kb.questions.get(id);
    if (typeof value === "number") return counted(value, question);
    const values = Array.isArray(value) ? (value.length ? value : [NONE]) : [value];
    return values.map((each) => `"${this.texts.offered(question, each)}"`).join(", ");
  }

  label(id) {
    return capital(this.#label(id));
  }

  stepTitle(id) {
    return this.fill(this.kb.steps.get(id).title);
  }

  /** A conclusion as a sentence: its own text where it has one, else the clause; a step with its title. */
  concluded(pair) {
    const [id, value] = [attributeOf(pair), valueOf(pair)];
    if (id === this.kb.goal && this.kb.steps.has(value)) return `${this.label(id)}: ${this.stepTitle(value)}`;
    const text = this.kb.conclusions.get(id).texts?.[value];
    return text ? `${this.label(id)}: ${this.fill(text)}` : sentence(this.conclusion(pair));
  }

  /** What a person calls it: a step's title, the begin of its text, or its label, with the value if need be. */
  name(pair) {
    const [id, value] = [attributeOf(pair), valueOf(pair)];
    if (id === this.kb.goal && this.kb.recommends) return this.stepTitle(value);
    const { texts, values } = this.kb.conclusions.get(id);
    if (texts?.[value]) return this.fill(firstSentence(texts[value])).replace(/\.$/, "");
    return values.length === 1 ? this.label(id) : `${this.label(id)}: ${idWords(value)}`;
  }
}

function isCompound(node) {
  return "&|".includes(node[0]) && node.length > 1;
}

/** Clauses as one, in brackets where the reader could take them apart differently. */
function bracketed(texts, word, depth, compound) {
  if (!texts.length) return word === "and" ? "this always holds" : "this never holds";
  const comma = depth === 0 && compound ? "," : "";
  const text = texts.length === 1 ? texts[0] : `${texts.slice(0, -1).join(", ")}${comma} ${word} ${texts.at(-1)}`;
  if (depth === 0) return text;
  return word === "or" && depth === 1 ? `either ${text}` : `(${text})`;
}

function allOf(values) {
  return values.length > MAX_VALUES ? `all of ${values.slice(0, 2).join(", ")} and ${values.length - 2} others` : series(values);
}
