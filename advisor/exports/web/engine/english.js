// Sentences that Python wrote, filled from a case and joined: see `advisor/explanation/english.py`. Nothing here knows
// grammar but how clauses of one kind are joined.

import { NONE, UNKNOWN, leaves, nnf } from "./conditions.js";
import { attributeOf, unscaled, valueOf } from "./knowledge.js";
import { bracesDoubled, capital, counted, firstSentence, idWords, numberText, sentence, series } from "./texts.js";

const MAX_VALUES = 4;

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
    return this.attribute(id).called ?? this.attribute(id).label;
  }

  is(id) {
    return this.attribute(id).plural ? "are" : "is";
  }

  includes(id) {
    return this.attribute(id).plural ? "include" : "includes";
  }

  conclusion(pair) {
    return this.fill(this.saysOf(pair)[0]);
  }

  missing(pair) {
    return this.fill(this.saysOf(pair)[1]);
  }

  saysOf(pair) {
    const { number, values, says } = this.kb.conclusions.get(attributeOf(pair));
    return number ? this.kb.rule.get(valueOf(pair)).says : says[values.indexOf(valueOf(pair))];
  }

  /** `your experience ("Work as a coder")`. */
  given(id, answer) {
    return `${this.called(id)} (${this.quoted(id, answer)})`;
  }

  /** `your plan is "Later" or "No"`. */
  chosen(id, answers) {
    return `${this.called(id)} ${this.is(id)} ${answers.map((answer) => this.quoted(id, answer)).join(" or ")}`;
  }

  /** `soil is "Dry"`, `signs include "Hanging leaves" and "Brown spots"`. */
  fact(id, answer) {
    const [label, be] = [this.called(id), this.is(id)];
    if (answer === UNKNOWN) return `${label} ${be} not known`;
    if (!Array.isArray(answer)) return `${label} ${be} ${this.quoted(id, answer)}`;
    const values = answer.map((value) => this.valueOf(id, value));
    return values.length ? `${label} ${this.includes(id)} ${series(values)}` : `${label} ${be} none`;
  }

  quoted(id, answer) {
    if (answer === UNKNOWN) return "not known";
    if (Array.isArray(answer)) return answer.map((value) => this.valueOf(id, value)).join(", ") || NONE;
    return typeof answer === "string" ? this.valueOf(id, answer) : counted(answer, this.kb.questions.get(id));
  }

  /** A value in its author's words and in quotes, but for a table's row. */
  valueOf(id, value) {
    const question = this.kb.questions.get(id);
    if (!question) return this.fill(this.concludedValue(id, value));
    if (question.table) return question.texts?.[value] ?? idWords(value);
    return `"${this.fill(question.texts?.[value] ?? bracesDoubled(idWords(value)))}"`;
  }

  concludedValue(id, value) {
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

  /** A condition as a clause, of those that a person may be told of. */
  condition(condition) {
    return this.fill(this.kb.neededText(nnf(condition)));
  }

  /** Tests of one question in a row as a clause: each value that it is to include is told with those beside it. */
  every(conditions) {
    const clauses = [];
    const id = leaves(conditions[0]).next().value[0][1];
    for (let at = 0; at < conditions.length; ) {
      let end = at;
      while (end < conditions.length && this.isIncluded(conditions[end])) end++;
      if (end - at > 1) {
        const values = conditions.slice(at, end).map((leaf) => this.valueOf(id, leaf[2][0]));
        clauses.push(`${this.called(id)} ${this.includes(id)} ${allOf(values)}`);
        at = end;
      } else clauses.push(this.condition(conditions[at++]));
    }
    return series(clauses);
  }

  isIncluded(condition) {
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
    return capital(this.attribute(id).label);
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

function allOf(values) {
  return values.length > MAX_VALUES ? `all of ${values.slice(0, 2).join(", ")}, ... (${values.length} values)` : series(values);
}
