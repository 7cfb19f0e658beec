// Why something is concluded, or is not, as a person is told it: see `advisor/explanation/derivation.py`, `absence.py`
// and what `advisor/reports/told.py` says of them.

import { cellsNamed } from "./case.js";
import { UNKNOWN } from "./conditions.js";
import { Grounds, sortedBy } from "./grounds.js";
import { attributeOf, pairOf } from "./knowledge.js";
import { soMany } from "./numbers.js";
import { capital, filledIn, idWords, oneLine, sentences, series } from "./texts.js";

const MAX_REASONS = 4;
const MAX_UNKNOWN = 5;

/**
 * The derivation without hidden conclusions: what they rest on belongs to the conclusion above them.
 * @param {import("./case.js").Case} advice
 */
export function reasonsOf(advice, nodes) {
  const { kb } = advice;
  const below = new Map(nodes.map(({ firing }) => [firing.rule.pair, firing]));
  const reasons = [];
  const path = [];
  for (const { firing, depth } of nodes) {
    while (path.length && path.at(-1)[0] >= depth) path.pop();
    const above = path.length ? path.at(-1)[1] : null;
    if (above && kb.hidden.has(firing.rule.attribute)) {
      path.push([depth, above]);
      continue;
    }
    const reason = reasonOf(advice, firing, below);
    reason.depth = above ? above.depth + 1 : 0;
    reasons.push(reason);
    path.push([depth, reason]);
  }
  return reasons;
}

function reasonOf(advice, firing, below) {
  const { kb } = advice;
  const grounds = new Grounds(kb, advice);
  const read = new Grounds(kb, advice);
  for (const one of seenThrough(kb, firing, below)) {
    grounds.add(Object.keys(one.answers), one.findings, one.missing);
    if (kb.model.tells_cells) read.ofRule(one.rule);
  }
  for (const pair of advice.passed(firing.rule)) grounds.found.add(pair);
  const said = cellsNamed(firing.rule.because);
  return {
    firing,
    depth: 0,
    cells: advice.cellsTold(read.cells).filter((cell) => !said.includes(cell) || advice.sourceOf(cell).as_of),
    cite: [...firing.rule.cite, ...advice.citations(said)],
    answers: [...kb.questions.keys()].filter((id) => grounds.asked.has(id)),
    findings: advice.inOrder(grounds.found),
    numbers: [...kb.conclusions.keys()].filter((id) => grounds.numbers.has(id)),
    earlier: kb.earlier(firing.rule).length > 0,
    missing: advice.inOrder(grounds.missing),
  };
}

/** The firing, and those of the hidden findings that it rests on. */
function seenThrough(kb, firing, below) {
  const found = [firing];
  for (const one of found)
    for (const pair of one.findings)
      if (kb.hidden.has(attributeOf(pair)) && !found.includes(below.get(pair))) found.push(below.get(pair));
  return found;
}

/** Each goal that has a value, with its derivation; what was told of a goal before is not told again. */
export function reasonsByGoal(advice) {
  return (advice.reasons_ ||= readByGoal(advice));
}

function readByGoal(advice) {
  const found = [];
  const seen = new Set();
  for (const id of advice.kb.goals) {
    const reasons = reasonsOf(advice, advice.nodesOf(id));
    const fresh = reasons.filter((reason) => reason.depth === 0 || !seen.has(reason.firing.rule.id));
    for (const reason of reasons) seen.add(reason.firing.rule.id);
    if (fresh.length) found.push([id, fresh]);
  }
  return found;
}

/** What a firing rests on, as clauses, each with what it cites; what was not asked and cannot matter only where that is all. */
export function givenOf(advice, reason) {
  const { english } = advice;
  const plain = (text) => [text, []];
  const { cells, findings, numbers } = reason;
  let told = reason.answers.filter((id) => !advice.unasked.has(id));
  if (!told.length && !cells.length && !findings.length && !numbers.length) told = reason.answers;
  const facts = [
    ...findings.map((pair) => english.conclusion(pair)),
    ...numbers.map((id) => english.sumOf(id, advice.concluded)),
  ];
  const unknown = told.filter((id) => advice.case[id] === UNKNOWN);
  const several = unknown.length > 1 ? unknown : [];
  return [
    ...told.filter((id) => !several.includes(id)).map((id) => plain(english.given(id, advice.case[id]))),
    ...(several.length ? [plain(english.notKnown(several))] : []),
    ...cells.map((cell) => [cellClause(advice, cell), advice.citations([cell])]),
    ...facts.map(plain),
  ];
}

/** That no rule decides in place of this one, as a sentence; nothing where there is none that might. */
export function noEarlier(advice, reason) {
  return reason.earlier ? `${capital(advice.kb.model.words.no_earlier)}.` : "";
}

/** `the law of Nigeria demands a licence (as of 2025-09)`, or `Nigeria, needs a licence: yes`. */
export function cellClause(advice, cell) {
  const { question, row } = advice.located(cell);
  const { as_of } = advice.sourceOf(cell);
  const shown = advice.kb.questions.get(question).texts?.[row] ?? row;
  const said = authorsClause(advice, cell) || `${shown}, ${cellSaid(advice, cell)}`;
  return `${said}${as_of ? ` (as of ${as_of})` : ""}`;
}

function cellEntry(advice, cell) {
  const { as_of } = advice.sourceOf(cell);
  return `${authorsClause(advice, cell) || cellSaid(advice, cell)}${as_of ? `, as of ${as_of}` : ""}`;
}

/** The clause in which its author tells the cell of a row. */
function authorsClause(advice, cell) {
  const { table, question, row, column } = advice.located(cell);
  const { told = {} } = table.columns[column];
  const text = told[table.rows[row][column]] || told[""];
  return text && filledIn(text, (name) => advice.texts.cell(`${question}.${name}`, row));
}

function cellSaid(advice, cell) {
  const { table, row, column } = advice.located(cell);
  return `${table.columns[column].called}: ${advice.texts.cell(cell, row)}`;
}

/** Why a pair is not concluded: a clause, the clauses that explain it, and the cells that it tells. */
export function absenceOf(advice, pair, above = new Set()) {
  const { kb, english } = advice;
  const text = english.missing(pair);
  if (above.has(pair)) return { text, because: [], cells: [] };
  const grounds = new Grounds(kb, advice, true);
  grounds.ofAbsence(pair);
  const read = advice.cellsTold(grounds.cells);
  const rows = new Set(read.map((cell) => cell.split(".")[0]));
  const asked = [...kb.questions.keys()].filter((id) => grounds.asked.has(id) || rows.has(id));
  const deeper = new Set([...above, pair]);
  const found = advice.inOrder(grounds.found).map((it) => english.conclusion(it));
  for (const [id, number] of Object.entries(advice.numbers)) if (grounds.numbers.has(id)) found.push(english.number(id, number));
  return {
    text,
    because: [
      ...advice.inOrder(grounds.missing).map((it) => absenceOf(advice, it, deeper)),
      ...asked.map((id) => answerGiven(advice, id, read.filter((cell) => cell.split(".")[0] === id))),
      ...found.map((it) => ({ text: it, because: [], cells: [] })),
    ],
    cells: [],
  };
}

function answerGiven(advice, id, cells) {
  const said = cells.map((cell) => cellEntry(advice, cell)).join("; ");
  return { text: advice.english.chosen(id, [advice.case[id]]) + (said ? ` (${said})` : ""), because: [], cells, question: id };
}

/**
 * The absence without the answers that were not asked and cannot matter, where there are other reasons; what is not known
 * is told last, and as one.
 */
export function toldAbsence(advice, absence) {
  const asked = absence.because.filter(({ question }) => !advice.unasked.has(question));
  const parts = asked.length ? asked : absence.because;
  const isUnknown = ({ question }) => question && advice.case[question] === UNKNOWN;
  const unknown = parts.filter(isUnknown).map(({ question }) => question);
  const because = parts.filter((part) => !isUnknown(part)).map((part) => toldAbsence(advice, part));
  if (unknown.length) because.push({ text: advice.english.notKnown(unknown), because: [], cells: [] });
  return { ...absence, because };
}

/** `education is not yet met, because accredited is no`; what explains an explanation stands in brackets. */
export function absenceSentence(absence, depth = 0) {
  if (!absence.because.length || depth > 2) return absence.text;
  const shown = absence.because.slice(0, MAX_REASONS).map((part) => absenceSentence(part, depth + 1));
  const more = absence.because.length - shown.length;
  const reasons = series([...shown, ...(more ? [soMany(more, "more reason")] : [])]);
  return depth ? `${absence.text} (because ${reasons})` : `${absence.text}, because ${reasons}`;
}

/** What the cells cite of which the sentence tells. */
export function absenceCites(advice, absence, depth = 0) {
  const below = depth <= 2 ? absence.because.slice(0, MAX_REASONS) : [];
  return [...advice.citations(absence.cells), ...below.flatMap((part) => absenceCites(advice, part, depth + 1))];
}

/** The sentences of what is to be done and watched for. */
function toldByStep(advice) {
  const { step } = advice;
  const texts = step ? [...advice.paragraphs(step.do), ...advice.paragraphs(step.watch)] : [];
  return new Set(texts.flatMap((text) => sentences(oneLine(text))));
}

/** Also where it only has words before it that lead to it. */
function isTold(said, told) {
  return told.has(said) || (said.includes(": ") && told.has(said.slice(said.indexOf(": ") + 2)));
}

/** First those on which the decision rests as unknown; those that were asked, but to no known answer, come last. */
export function weightiestFirst(advice, ids) {
  const grounds = new Set(reasonsByGoal(advice).flatMap(([, [decision]]) => decision.answers));
  return sortedBy(ids, (id) => (id in advice.answers ? 2 : 0) + (grounds.has(id) ? 0 : 1));
}

/** The questions that can still change a goal, the weightiest first; of many how many others. */
export function openAsksOf(advice) {
  const wasAsked = (id) => id in advice.answers;
  const ids = weightiestFirst(advice, advice.questionsLeft);
  const asks = ids.map((id) => `${advice.fill(advice.kb.questions.get(id).ask)}${wasAsked(id) ? " (you did not know)" : ""}`);
  const more = asks.length - MAX_UNKNOWN;
  return more > 1 ? [...asks.slice(0, MAX_UNKNOWN), `and ${more} more`] : asks;
}

/**
 * What is told of a concluded attribute beside the goals: the text of each value, or the sum, with citations. What the
 * next step tells word for word is not told again.
 */
export function besideOf(advice, id) {
  const { kb, english } = advice;
  const { number, texts } = kb.conclusions.get(id);
  if (number) {
    const cited = kb.adding(id).filter(({ pair }) => advice.concluded.has(pair)).flatMap((rule) => rule.cite);
    return [[`${english.addends(id, advice.concluded)}.`, [...new Set(cited)]]];
  }
  const byStep = toldByStep(advice);
  return advice.values[id].flatMap((value) => {
    const { rule } = advice.firings.find((it) => it.rule.pair === pairOf(id, value));
    const written = texts?.[value] || rule.because;
    const text = texts?.[value] ? advice.fill(written) : `${capital(idWords(value))}: ${advice.fill(written)}`;
    if (sentences(oneLine(text)).every((said) => isTold(said, byStep))) return [];
    return [[text, [...rule.cite, ...advice.citations([...cellsNamed(written), ...advice.cellsRead(rule)])]]];
  });
}
