// Why something was not concluded, and every smallest change that gives it: see `advisor/reports/explaining/why_not.py`.

import { failuresOf } from "./failures.js";
import { sortedBy } from "./grounds.js";
import { explainHow } from "./how.js";
import { CaseState } from "./interpretation.js";
import { pairOf } from "./knowledge.js";
import { line, section, told } from "./lines.js";
import { together } from "./measures.js";
import { soManySteps } from "./numbers.js";
import { answerChange, changeLines } from "./options.js";
import { Standing } from "./standing.js";

const MAX_TOLD_SETS = 2;

/** @param {import("./case.js").Case} advice */
export function explainWhyNot(advice, id, value) {
  const pair = pairOf(id, value);
  if (advice.concluded.has(pair))
    return [section("", [line("It is concluded. This is how:")]), ...explainHow(advice, id, value)];
  const isStep = id === advice.kb.goal && advice.kb.recommends;
  const name = isStep ? advice.english.stepTitle(value) : advice.english.concluded(pair);
  const found = smallestChanges(advice, ["v", id, [value]]);
  const route = found.sets.length && advice.kb.hasRoad ? routeTo(advice, pair) : [];
  return told([
    section("WHY NOT", [line(name)]),
    section("WHAT STANDS IN THE WAY", new Standing(advice).missing(failuresOf(advice, pair))),
    ...(found.sets.length && advice.kb.hasRoad ? [routeSection(advice, route)] : []),
    setsSection(advice, found, route.length > 0),
  ]);
}

/** Every smallest set of changed answers with which a condition holds. */
function smallestChanges(advice, condition) {
  const here = advice.engine.inDiagram(advice);
  const target = here.cases.holds(condition);
  const { sets, complete } = here.case.minimalChanges(target);
  const each = sets.map((ids) => {
    const ways = here.case.ways(target, ids);
    const changes = ids.map((id) => answerChange(advice, id, ways.boxes));
    return { ids, changes, ...ways, withinReach: changes.every(({ kind }) => kind !== "fixed") };
  });
  return { sets: each, complete };
}

/** That each way wants what is no choice of the person, now or on the road. */
function outOfReach({ kb }, sets, onTheRoad) {
  if (!kb.steps.size || sets.some(({ withinReach }) => withinReach)) return [];
  const none = `No ${kb.model.words.step} and no decision of yours`;
  if (onTheRoad) return [line(`${none} makes it so now; the ${kb.model.words.road} above leads there in time.`)];
  return [line(`${none} leads there: it is so for other people.`)];
}

/** What is the same in all of them is told once, before the others. */
function setsSection(advice, { sets, complete }, onTheRoad) {
  if (!sets.length) {
    const none = "There are no answers that give it.";
    const notProved = "No answers that give it were found, but it could not be proved that there are none.";
    return section("", [line(complete ? none : notProved)]);
  }
  if (sets.length === 1) return onlySection(advice, sets[0], complete, onTheRoad);
  const common = commonOf(sets);
  const lines = outOfReach(advice, sets, onTheRoad);
  const count = complete ? `${sets.length}` : `more than ${sets.length}`;
  if (common.size) {
    lines.push(line("Each of these would have to be so:"));
    for (const change of sets[0].changes)
      if (common.has(change.question)) lines.push(...changeLines(advice, [change], sets[0].boxes[0], "- "));
    lines.push(line(`and with that one of these ${count}, and nothing less:`));
  } else lines.push(line(`Any one of these ${count} would give it, and nothing less:`));
  const first = sortedBy(sets, (one) => [one.withinReach ? 0 : 1, one.ids.length]).slice(0, MAX_TOLD_SETS);
  const shown = first[0].withinReach ? first.filter(({ withinReach }) => withinReach) : first;
  const toldBefore = new Map();
  shown.forEach((one, n) => {
    const rest = one.changes.filter((change) => !common.has(change.question));
    lines.push(...changeLines(advice, rest, one.boxes[0], `${n + 1}. `, toldBefore), ...moreBoxes(one));
  });
  lines.push(...leftOut(sets, complete, shown.length, common.size));
  return section("SMALLEST CHANGES", lines);
}

function onlySection(advice, only, complete, onTheRoad) {
  const alone = "Only this, and nothing less, would give it:";
  const others = "This, and nothing less, would give it, and perhaps others that are no smaller:";
  const changes = only.changes.flatMap((change) => changeLines(advice, [change], only.boxes[0], "- "));
  return section("SMALLEST CHANGE", [...outOfReach(advice, [only], onTheRoad), line(complete ? alone : others), ...changes, ...moreBoxes(only)]);
}

/** The questions that are changed in every set, and always to the same answers. */
function commonOf(sets) {
  if (sets.some((one) => one.boxes.length > 1)) return new Set();
  const key = ({ question, options }) => JSON.stringify([question, options]);
  const others = sets.slice(1).map((one) => new Set(one.changes.map(key)));
  const same = sets[0].changes.filter((change) => others.every((keys) => keys.has(key(change))));
  const ids = new Set(same.map(({ question }) => question));
  return sets.every((one) => one.ids.length > ids.size) ? ids : new Set();
}

function moreBoxes({ boxes, complete }) {
  if (boxes.length === 1 && complete) return [];
  return [line("Other answers to these questions together would give it, too.", "   ")];
}

function leftOut(sets, complete, shown, common) {
  const left = sets.length - shown;
  if (!left) return [];
  const sizes = sets.map((one) => one.ids.length - common).sort((a, b) => a - b);
  const [least, most] = [sizes[0], sizes.at(-1)];
  const span = least < most ? `${least} to ${most}` : `${least}`;
  const more = left === 1 ? "another one" : `${left} others`;
  const beyond = complete ? "" : ", and others that are no smaller";
  const answers = `${most === 1 ? "answer" : "answers"}${common ? " more" : ""}`;
  return [line(`and ${more}${beyond}; all of them change ${span} ${answers}.`, "   ")];
}

/** The steps of the roadmap after which it is concluded; none where it does not lead there. */
function routeTo(advice, pair) {
  const { road } = advice.engine;
  const { stages } = advice.roadmap;
  const reached = ({ state, step }) => new CaseState(advice.kb, road.after(state, step)).yes.has(pair);
  return stages.slice(0, stages.findIndex(reached) + 1);
}

function routeSection(advice, route) {
  const { words, measures = [] } = advice.kb.model;
  const heading = `THE ${words.road.toUpperCase()}`;
  if (!route.length) return section(heading, [line(`${words.road_from_here} does not lead there.`)]);
  const takes = together(route, measures, words);
  const said = `${words.road_from_here} leads there after ${soManySteps(route.length, words)}${takes ? `, ${takes}` : ""}:`;
  return section(heading, [line(said), ...route.map(({ title }, n) => line(title, `${String(n + 1).padStart(2)}. `))]);
}
