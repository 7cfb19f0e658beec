// Which answers are required of a case in which others may still be to come: see `advisor/logic/demands.py`.

import { requiredBeside } from "./cases.js";
import { UNKNOWN } from "./conditions.js";

/** The answers without those that are unknown though they are, or may come to be, required: they are to be asked. */
export function openAgain(kb, answers) {
  const left = { ...answers };
  const asked = [...kb.questions.values()].filter((question) => question.required_when);
  for (;;) {
    const gone = asked.filter((it) => left[it.id] === UNKNOWN && requiredBeside(it, left) !== false);
    if (!gone.length) return left;
    for (const { id } of gone) delete left[id];
  }
}
