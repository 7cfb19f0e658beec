// How sure a goal is: which answers it rests on, which other answer would change it, and what is still open. See
// `advisor/explanation/how_sure.py` and `advisor/reports/explaining/how_sure.py`.

import { UNKNOWN } from "./conditions.js";
import { sortedBy } from "./grounds.js";
import { ILLEGAL } from "./legal.js";
import { atMost, items, line, section } from "./lines.js";
import { optionText, optionsText } from "./options.js";
import { Filler, capital, titleOf } from "./texts.js";

const MAX_FLIPS = 2;
const MAX_STEPS = 6;
const WHAT_IS_OPEN = "WHAT IS NOT KNOWN";

/** @param {import("./case.js").Case} advice */
export function explainHowSure(advice, goal = advice.kb.goal) {
  const found = howSure(advice, goal);
  const { heading } = advice.kb.conclusions.get(goal);
  const head = section("HOW SURE", [line(`${heading}: ${outcomeName(found, found.outcome)}`)]);
  return [head, section("WHAT IT RESTS ON", restsOnLines(found)), section(WHAT_IS_OPEN, openLines(found))];
}

function howSure(advice, goal) {
  const { kb, engine } = advice;
  const ids = [...kb.questions.keys()];
  const known = Object.fromEntries(Object.entries(advice.case).filter(([, answer]) => answer !== UNKNOWN));
  const unknown = ids.filter((id) => !(id in known));
  const here = engine.inDiagram(advice);
  const outcome = here.cases.joint([goal], []);
  const flips = here.case.flips(outcome);
  const remaining = engine.remainingCases(known);
  const leaves = remaining.diagrams.leavesOf(remaining.joint([goal], []));
  leaves.delete(ILLEGAL);
  const { values } = kb.conclusions.get(goal);
  const place = (leaf) => valuesOfLeaf(leaf).map((value) => values.indexOf(value));
  const possible = sortedBy([...leaves], place);
  return {
    advice,
    goal,
    outcome: advice.values[goal].join(" "),
    restsOn: here.case.sufficientReason(outcome, unknown),
    flips: sortedBy(flips, (flip) => [ids.indexOf(flip.question), place(flip.outcome)]),
    possible,
    decisive: possible.length === 1 ? [] : remaining.dependsOn([goal], []),
    unanswered: unknown,
  };
}

function valuesOfLeaf(leaf) {
  return leaf ? leaf.split(" ") : [];
}

function outcomeName({ advice, goal }, outcome) {
  return valuesOfLeaf(outcome).map((value) => advice.titleOf(goal, value)).join(" and ") || "none";
}

/** The values with another answer: what that leaves open in their titles is left out. */
function flippedName({ advice, goal }, id, outcome) {
  const others = Object.fromEntries(Object.entries(advice.case).filter(([other]) => other !== id));
  const texts = new Filler(advice.kb, others, () => advice.numbers, true);
  return valuesOfLeaf(outcome).map((value) => texts.fill(titleOf(advice.kb, goal, value))).join(" and ") || "none";
}

function restsOnLines(found) {
  const { advice, restsOn } = found;
  if (!restsOn.length) return [line("Nothing: it is the same in every case there is.")];
  const lines = [line(`${enough(found)} ${legendOfFlips(found)}`)];
  for (const id of restsOn) {
    const isGiven = id in advice.answers;
    const said = isGiven ? optionText(advice, id, advice.answers[id], []) : "not answered, so not known";
    lines.push(line(`${advice.english.label(id)}: ${said}`, "- "), ...flipLines(found, id));
  }
  return lines;
}

/** An answer that opens another question leaves that one open. */
function legendOfFlips({ unanswered }) {
  const kept = unanswered.length ? ", while what you have not answered stays not known" : "";
  return `Below each answer, what another one alone would make of it${kept}.`;
}

/** How many answers are enough, and of which kind. */
function enough({ advice, restsOn }) {
  const every = Object.keys(advice.answers).length;
  const given = restsOn.filter((id) => id in advice.answers).length;
  const assumed = restsOn.length - given;
  const whole = { 1: "your one answer", 2: "both of your answers" }[every] ?? `all ${every} of your answers`;
  const parts = given ? [given < every ? `${given} of your ${every} answers` : whole] : [];
  if (assumed) parts.push(`${assumed} not given, which ${assumed === 1 ? "counts" : "count"} as not known`);
  const these = restsOn.length === 1 ? "this" : "these";
  return `${capital(parts.join(" and "))}: with ${these} it is so, whatever the others.`;
}

/** Other answers first, not to know the answer last. */
function flipLines(found, id) {
  const { advice, goal } = found;
  const own = found.flips.filter((flip) => flip.question === id);
  const flips = sortedBy(own, ({ options }) => (options.length === 1 && options[0] === UNKNOWN ? 1 : 0));
  const lines = flips.slice(0, MAX_FLIPS).map(({ options, outcome }) => {
    const said = optionsText(advice, id, options, advice.case[id], 2);
    return line(`${said} -> ${flippedName(found, id, outcome)}`, "", 2);
  });
  const left = flips.length - MAX_FLIPS;
  if (left > 0) {
    const { noun } = advice.kb.conclusions.get(goal);
    const others = advice.kb.recommends ? `${left} other ${noun}s` : `${left} others`;
    lines.push(line(left === 1 ? `and another ${noun}` : `and ${others}`, "", 2));
  }
  return lines;
}

function openLines(found) {
  const { advice, possible, decisive, outcome } = found;
  const count = found.unanswered.length;
  if (!count) return [line("You have answered every question.")];
  if (possible.length === 1) {
    const questions = count === 1 ? "the one question whose answer is" : `the ${count} questions whose answers are`;
    return [line(`It can no longer change. That is proved, for every way to answer ${questions} not known.`)];
  }
  const asks = decisive.map((id) => advice.fill(advice.kb.questions.get(id).ask));
  const steps = possible.filter((leaf) => leaf !== outcome).map((leaf) => outcomeName(found, leaf));
  return [
    line("The answers to these can still change it:"),
    ...items(atMost(MAX_STEPS, asks)),
    line("It may then be one of these:"),
    ...items(atMost(MAX_STEPS, steps)),
  ];
}
