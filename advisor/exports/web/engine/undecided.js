// What keeps goals open: rules, nearest to the goals first. See `advisor/consultation/relevance.py`.

import { KLEENE, isLeaf, partsOf } from "./conditions.js";
import { pairOf } from "./knowledge.js";

/** Works back from the goals over all that is open. @param {import("./interpretation.js").CaseState} state */
export function undecidedRules(state, goals) {
  const { kb } = state;
  const queue = [];
  const wanted = new Set();
  const want = (pairs) => {
    for (const pair of kb.settling(pairs))
      if (state.may.has(pair) && !wanted.has(pair)) {
        wanted.add(pair);
        queue.push(pair);
      }
  };
  want(goals.flatMap((id) => (kb.conclusions.get(id).values || []).map((value) => pairOf(id, value))));
  const rules = [];
  for (const pair of queue)
    for (const rule of kb.concluding.get(pair) || [])
      if (state.fires.get(rule.id) === null) {
        rules.push(rule);
        want(openPart(state, rule.when).waits.flatMap((part) => kb.testedPairs(part)));
      }
  return rules;
}

/** A part of a condition: whether it holds, the one question on which it depends alone, and its open parts that wait. */
function openPart(state, condition) {
  if (isLeaf(condition)) {
    const truth = state.holds(condition);
    const question = state.kb.questions.has(condition[1]) ? condition[1] : "";
    return { truth, question, waits: truth === null && !question ? [condition] : [] };
  }
  const parts = partsOf(condition).map((part) => openPart(state, part));
  const questions = new Set(parts.map((part) => part.question));
  const question = questions.size === 1 ? [...questions][0] : "";
  const [kind] = condition;
  let truth = (kind === "&" ? KLEENE.all : KLEENE.any)(parts.length, (n) => parts[n].truth);
  if (kind === "!") truth = KLEENE.negate(truth);
  return { truth, question, waits: truth !== null || question ? [] : parts.flatMap((part) => part.waits) };
}
