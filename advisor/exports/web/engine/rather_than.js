// Why this rather than that: where the rule that fired and the one that came nearest part ways. See
// `advisor/explanation/rather_than.py` and `advisor/reports/explaining/rather_than.py`.

import { sameCondition } from "./conditions.js";
import { MAX_VALUES } from "./english.js";
import { conjuncts, failuresOf } from "./failures.js";
import { Grounds } from "./grounds.js";
import { pairOf, valueOf } from "./knowledge.js";
import { items, line, section, told } from "./lines.js";
import { Standing } from "./standing.js";
import { sentence } from "./texts.js";

const HEADING = "THIS RATHER THAN THAT";

/** @param {import("./case.js").Case} advice where `self` is empty, it is the value that is concluded */
export function explainRatherThan(advice, id, self, other) {
  const { kb, english } = advice;
  const pairs = (kb.conclusions.get(id).values || []).map((value) => pairOf(id, value));
  const derived = pairs.filter((pair) => advice.concluded.has(pair) && (!self || valueOf(pair) === self));
  const here = derived.find((pair) => valueOf(pair) !== other) ?? derived[0];
  if (!here) return [section("", [line(`Nothing is concluded about it: ${kb.conclusions.get(id).label}.`)])];
  const there = pairOf(id, other);
  const [{ firing }] = advice.derivation(here);
  const because = line(advice.fill(firing.rule.because), "      ");
  const lines = [line(english.concluded(here), "This: "), because];
  if (here === there) return [section(HEADING, lines), section("", [line("That is what is concluded.")])];
  lines.push(line(english.concluded(there), "That: "));
  if (advice.concluded.has(there)) return [section(HEADING, lines), section("", [line("Both are concluded.")])];
  const [nearest] = failuresOf(advice, there).attempts;
  const that = nearest
    ? section("FOR THAT, IT IS NOT SO", new Standing(advice).attempt(nearest, 0))
    : section("FOR THAT", [line("No rule concludes it.")]);
  return told([section(HEADING, lines), section("FOR THIS, IT IS SO", ownLines(advice, firing.rule, nearest)), that]);
}

/** What only the rule that fired asks for; what hidden conclusions rest on only where there is nothing else. */
function ownLines(advice, rule, nearest) {
  const { kb, english } = advice;
  const theirs = nearest ? conjuncts(nearest.rule.when) : [];
  const own = conjuncts(rule.when).filter((part) => !theirs.some((other) => sameCondition(part, other)));
  let clauses = own.filter((part) => !kb.testsHidden(part)).map((part) => asItIs(advice, part));
  if (!clauses.length) {
    const grounds = new Grounds(kb, advice);
    for (const part of own) grounds.read(rule, part, false, false);
    clauses = [...kb.questions.keys()].filter((id) => grounds.asked.has(id)).map((id) => english.chosen(id, [advice.case[id]]));
    clauses.push(...advice.inOrder(grounds.found).map((pair) => english.conclusion(pair)));
    clauses.push(...advice.inOrder(grounds.missing).map((pair) => english.missing(pair)));
  }
  return items(clauses.map(sentence));
}

/** A part of the condition that holds; where it names many answers, that which was given. */
function asItIs({ kb, english, case: answers }, part) {
  const [kind, id, values] = part;
  const isLong = kind === "v" && values.length > MAX_VALUES && kb.questions.has(id);
  return isLong ? english.fact(id, answers[id]) : english.condition(part);
}
