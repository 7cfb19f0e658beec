// A recommendation as `advisor recommend --format json` writes it: see `advisor/reports/json_report.py`.

import { attributeOf, valueOf } from "./knowledge.js";
import { textOf } from "./texts.js";

const FORMAT = 2;
const TAKEN = new Set(
  "format knowledge_base version name answers because conclusions roadmap questions_left problem settled roadmap_complete sources".split(" "),
);

/** The object of `advisor recommend --format json`. @param {import("./case.js").Case} advice */
export function adviceJson(advice) {
  const { kb } = advice;
  const found = { format: FORMAT, knowledge_base: kb.model.id, version: kb.model.version, name: advice.name, answers: advice.answers };
  for (const id of kb.goals) found[keyOf(id)] = goalJson(advice, id);
  found.because = advice.nodesOf(kb.goal).map(({ firing }) => firingJson(advice, firing));
  found.conclusions = {};
  for (const [id, { number }] of kb.conclusions)
    if (id !== kb.goal) found.conclusions[id] = number ? advice.numbers[id] : advice.values[id];
  if (kb.recommends) found.roadmap = advice.roadmap.stages.map((stage) => stageJson(stage));
  found.questions_left = advice.questionsLeft;
  if (advice.problem) found.problem = advice.problem;
  return { ...found, sources: sourcesCited(kb, found) };
}

function goalJson(advice, id) {
  if (advice.problemOf(id)) return null;
  if (id === advice.kb.goal && advice.step) return stepJson(advice, advice.step);
  const [value] = advice.values[id];
  const found = { id: value, text: advice.fill(textOf(advice.kb, id, value)) };
  if (id !== advice.kb.goal) found.because = advice.nodesOf(id).map(({ firing }) => firingJson(advice, firing));
  return found;
}

function stepJson(advice, step) {
  const found = { id: step.id, title: advice.fill(step.title), do: joinedText(advice.paragraphs(step.do)) };
  for (const key of ["gives", "watch", "assumes"]) {
    const shown = advice.paragraphs(step[key]);
    if (shown.length) found[key] = joinedText(shown);
  }
  return { ...found, ...takesJson(advice.takesOf(step)), cite: advice.cite };
}

function firingJson(advice, firing) {
  const { kb } = advice;
  const { rule } = firing;
  const read = [...firing.findings, ...firing.missing].map(attributeOf).filter((id) => kb.conclusions.get(id).number);
  const found = {
    rule: rule.id,
    because: advice.fill(rule.because),
    cite: rule.cite,
    facts: firing.answers,
    findings: pairsJson(advice, firing.findings),
    missing: pairsJson(advice, firing.missing),
  };
  if (read.length) found.numbers = Object.fromEntries(read.map((id) => [id, advice.numbers[id]]));
  const rivals = kb.earlier(rule);
  if (rivals.length) found.earlier = rivals.map(({ id }) => id);
  const cells = advice.cellsRead(rule);
  if (cells.length) found.cells = cells.map((cell) => cellJson(advice, cell));
  return found;
}

function cellJson(advice, cell) {
  const { question, row, column, table } = advice.located(cell);
  const cite = advice.citations([cell]);
  const { as_of } = advice.sourceOf(cell);
  return { question, row, column, is: table.rows[row][column], ...(cite.length && { cite }), ...(as_of && { as_of }) };
}

function pairsJson(advice, pairs) {
  const found = {};
  for (const pair of pairs)
    if (!advice.kb.conclusions.get(attributeOf(pair)).number) (found[attributeOf(pair)] ||= []).push(valueOf(pair));
  return found;
}

function stageJson({ step, title, takes }) {
  return { id: step.id, title, ...takesJson(takes) };
}

function keyOf(goal) {
  return TAKEN.has(goal) ? `goal_${goal}` : goal;
}

function joinedText(texts) {
  return texts.map((text) => text.trim()).join("\n\n");
}

/** What a step takes, as JSON has it. */
function takesJson(takes) {
  if (!takes) return {};
  const { months, cost, currency, as_of } = takes;
  return { takes: { ...(months && { months }), ...(cost && { cost, ...(currency && { currency }), ...(as_of && { as_of }) }) } };
}

/** Each source that the object cites, with what its author says of it and the passages cited. */
function sourcesCited(kb, told) {
  const found = {};
  for (const citation of citedIn(told)) {
    const [id, ...passage] = citation.split("/");
    const { title, url, as_of, trust, passages } = kb.sources[id];
    found[id] ||= { title, ...(url && { url }), ...(as_of && { as_of }), ...(trust && { trust }) };
    if (passage.length) (found[id].passages ||= {})[passage.join("/")] = passages[passage.join("/")];
  }
  return found;
}

/** What stands at each key `cite`, in the order of the object. */
function citedIn(told) {
  if (Array.isArray(told)) return told.flatMap(citedIn);
  if (typeof told !== "object" || told === null) return [];
  return Object.entries(told).flatMap(([key, value]) => (key === "cite" && Array.isArray(value) ? value : citedIn(value)));
}
