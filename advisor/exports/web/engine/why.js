// Why a question is asked: the rules that its answer can decide, what they are needed for, and so on up to the goals.
// See `advisor/explanation/why.py` and `advisor/reports/explaining/why.py`.

import { openAgain } from "./demands.js";
import { English } from "./english.js";
import { requiredBeside } from "./cases.js";
import { sortedBy } from "./grounds.js";
import { CaseState } from "./interpretation.js";
import { atMost, items, line, section, told } from "./lines.js";
import { whensOf } from "./road.js";
import { openFillerOf } from "./texts.js";
import { undecidedRules } from "./undecided.js";

const MAX_RULES = 5;
const MAX_ABOVE = 3;

/** @param {import("./engine.js").Engine} engine */
export function explainWhy(engine, answers, id) {
  const kb = engine.knowledge;
  const { words } = kb.model;
  const question = kb.questions.get(id);
  const others = Object.fromEntries(Object.entries(answers).filter(([other]) => other !== id));
  const english = new English(kb, openFillerOf(new CaseState(kb, others)));
  const found = whyOf(engine, answers, id);
  const sections = [section("", [line(english.fill(question.ask))]), section("", [line(english.fill(question.why))])];
  const say = (text) => sections.push(section("", [line(text)]));
  if (id in answers) {
    const given = english.answer(id, answers[id]);
    say(`You answered ${given}. This is what the answer decides, the others being as they are.`);
  }
  if (!found.levels.length && !found.shownAt.length)
    say(`${neededText(question, answers, english)} your other answers it no longer makes a difference.`);
  if (found.step)
    say(`It comes up further along the ${words.road}, after this ${words.step}: ${english.stepTitle(found.step.id)}`);
  const levels = toldLevels(kb, found.levels);
  levels.forEach((number) => {
    const lines = levelLines(kb, english, found.levels[number], number);
    if (number === levels.at(-1)) lines.push(topLine(kb, found.goals));
    sections.push(section("", lines));
  });
  if (found.shownAt.length) {
    const said = `It changes no ${words.step}, but what is said of these:`;
    sections.push(section("", [line(said), ...items(found.shownAt.map((step) => english.stepTitle(step.id)))]));
  }
  return told(sections);
}

function neededText(question, answers, english) {
  if (question.required) return "Every case needs this answer, but with";
  if (question.required_when && requiredBeside(question, answers) === true)
    return `This answer is needed where ${english.condition(question.required_when)}, but with`;
  return "With";
}

/** The levels that are told: those that hold only what serves the rules are passed over. */
function toldLevels(kb, levels) {
  return levels.map((_, n) => n).filter((n) => n === 0 || toldRules(kb, levels[n]).length);
}

function levelLines(kb, english, rules, number) {
  const shown = toldRules(kb, rules);
  const texts = (shown.length ? shown : rules).map((rule) => english.rule(rule));
  const head = number === 0 ? "The answer can decide:" : "That is needed for:";
  return [line(head), ...items(atMost(number ? MAX_ABOVE : MAX_RULES, texts))];
}

/** The rules that are told to a person, those of the goals first. */
function toldRules(kb, rules) {
  const sorted = sortedBy(rules, (rule) => (kb.goals.includes(rule.attribute) ? 0 : 1));
  return sorted.filter((rule) => !kb.conclusions.get(rule.attribute).internal);
}

function topLine(kb, goals) {
  const labels = goals.map((id) => `"${kb.conclusions.get(id).label}"`).join(" and ");
  return line(`That is what the consultation is for: ${labels}.`);
}

function whyOf(engine, answers, id) {
  const kb = engine.knowledge;
  const others = Object.fromEntries(Object.entries(answers).filter(([other]) => other !== id));
  const state = new CaseState(kb, others);
  for (const goals of [kb.goals, kb.also])
    if (engine.relevance(state, goals).names.includes(id))
      return { goals, levels: levelsOf(state, goals, id), step: null, shownAt: [] };
  return onTheRoad(engine, others, id);
}

function onTheRoad(engine, given, id) {
  const kb = engine.knowledge;
  const nothing = { goals: [], levels: [], step: null, shownAt: [] };
  const answers = openAgain(kb, given);
  const now = engine.snapshot(answers);
  if (now.goalNames.length || !now.roadNames.includes(id)) return nothing;
  let taken = null;
  const shown = new Set();
  for (const [state, step] of engine.road.walk(given)) {
    if (engine.relevance(state, kb.goals).names.includes(id))
      return { goals: kb.goals, levels: levelsOf(state, kb.goals, id), step: taken, shownAt: [] };
    if (step && engine.relevance(state, [], whensOfStep(step)).names.includes(id)) shown.add(step);
    taken = step;
  }
  return { ...nothing, shownAt: [...shown] };
}

function whensOfStep(step) {
  return ["do", "gives", "watch", "assumes", "takes", "achieves"].flatMap((key) => whensOf(step[key]));
}

/** From the rules that wait for the question up to the goals, among the undecided rules that lead there. */
function levelsOf(state, goals, id) {
  let rest = undecidedRules(state, goals);
  let waited = null;
  const levels = [];
  for (;;) {
    const here = rest.filter((rule) => waitsFor(state, rule, waited, id));
    if (!here.length) return levels;
    levels.push(sortedBy(here, (rule) => rule.order));
    rest = rest.filter((rule) => !here.includes(rule));
    waited = new Set(here.filter((rule) => !goals.includes(rule.attribute) || goals.length > 1).map((rule) => rule.pair));
  }
}

/** Whether the rule is open because of some pairs or, on the first level, of a question. */
function waitsFor(state, rule, pairs, id) {
  const leaves = state.openLeaves(rule.when);
  if (!pairs) return leaves.some((leaf) => leaf[1] === id);
  return leaves.some((leaf) => state.kb.testedPairs(leaf).some((pair) => pairs.has(pair)));
}
