// The road that the answers lead to, and the others that one may decide on: see `advisor/explanation/plan.py`.

import { waysOf } from "./branches.js";
import { UNKNOWN } from "./conditions.js";
import { once, sameAnswer } from "./knowledge.js";
import { totalOf } from "./measures.js";
import { nearest } from "./numbers.js";

/** The roads of a case, the one that the answers give now first; `exhaustive` where these are all there are. */
export class Plan {
  /** @param {import("./case.js").Case} about */
  constructor(about) {
    this.case = about;
    this.kb = about.kb;
    this.engine = about.engine;
    this.exhaustive = true;
    this.roads = this.found();
    this.road = this.roads[0];
    this.alternatives = this.roads.slice(1);
  }

  found() {
    if (!this.kb.recommends) return [new Road([], false, [], {}, true)];
    const ways = waysOf(this.engine, this.case.case);
    if (!ways) {
      this.exhaustive = false;
      return [this.present()];
    }
    const merged = new Map();
    for (const { stages, ...way } of ways) {
      const told = stages.map(({ state, step }) => this.engine.road.stage(state, step));
      const key = JSON.stringify([told.map(saidOf), way.complete, this.kb.furthest.map((id) => way.end[id])]);
      once(merged, key, () => []).push({ ...way, stages: told });
    }
    const roads = [...merged.values()].map((alike) => this.#roadOf(alike)).filter(Boolean);
    return labelled(this.kb, [...roads.filter(({ now }) => now), ...roads.filter(({ now }) => !now)]);
  }

  /** The road of the answers now, where the others could not be followed. */
  present() {
    const { stages, complete } = this.case.roadmap;
    const last = stages.at(-1);
    const end = last ? this.engine.road.after(last.state, last.step) : this.case.case;
    return new Road(stages, complete, [], this.reaches(end), true);
  }

  /** The road of ways that are the same; null where only the undecided take it, and it is not the road now. */
  #roadOf(alike) {
    const total = this.case.case;
    const now = alike.some(({ choices }) => Object.entries(choices).every(([id, value]) => sameAnswer(total[id], value)));
    if (!now && !alike.some(({ choices }) => !Object.values(choices).includes(UNKNOWN))) return null;
    const [{ stages, complete, end }] = alike;
    return new Road(stages, complete, now ? [] : this.#joined(changesOf(total, alike)), this.reaches(end), now);
  }

  reaches(end) {
    return Object.fromEntries(this.kb.furthest.map((id) => [id, end[id]]));
  }

  /** The same ways in fewer entries: two that differ in one decision become one with the choices of both. */
  #joined(changes) {
    let ways = changes.map((way) => mapped(way, (value) => [value]));
    for (const [id, { decision, values }] of this.kb.questions) {
      if (!decision) continue;
      const groups = new Map();
      for (const way of ways) {
        const rest = Object.entries(way).filter(([other]) => other !== id);
        const key = JSON.stringify([rest.sort(([one], [other]) => (one < other ? -1 : 1)), id in way]);
        if (!groups.has(key)) groups.set(key, { ...way });
        const both = groups.get(key);
        if (id in way) both[id] = [...values, UNKNOWN].filter((value) => both[id].includes(value) || way[id].includes(value));
      }
      ways = [...groups.values()];
    }
    return ways;
  }

  /** The dates of the sources that the steps of all roads cite, earliest first. */
  get sourcesAsOf() {
    const cited = this.roads.flatMap(({ stages }) => stages.flatMap(({ step }) => step.cite));
    return sortedDates(cited.map((cite) => this.kb.sources[cite.split("/")[0]].as_of));
  }
}

/** One road: `changes` are the decisions that would have to change for it, each entry a way. */
class Road {
  constructor(stages, complete, changes, reaches, now) {
    Object.assign(this, { stages, complete, changes, reaches, now, labels: [] });
    this.total = totalOf(stages);
  }

  /** The stages one after the other in time. */
  get slots() {
    return this.stages.map((stage, n) => {
      const before = totalOf(this.stages.slice(0, n));
      const [least, most] = stage.takes?.months || [0, 0];
      const ends = [nearest(before.months[0] + least), nearest(before.months[1] + most)];
      return { stage, begins: before.months, ends, certain: !before.timeless.length, last: !stage.step.achieves };
    });
  }

  get assumes() {
    return [...new Set(this.stages.flatMap(({ assumes }) => assumes))];
  }

  get asOf() {
    return sortedDates(this.stages.map(({ takes }) => takes?.as_of));
  }

  /** What this road has that the other has not. */
  beside(other) {
    const mine = new Map(this.stages.map((stage) => [stage.step.id, stage]));
    const theirs = new Map(other.stages.map((stage) => [stage.step.id, stage]));
    const shared = [...mine.keys()].filter((id) => theirs.has(id));
    return {
      more: this.stages.filter(({ step }) => !theirs.has(step.id)),
      fewer: other.stages.filter(({ step }) => !mine.has(step.id)),
      other: shared.filter((id) => saidOf(mine.get(id)) !== saidOf(theirs.get(id))).map((id) => mine.get(id)),
      reordered: shared.join() !== [...theirs.keys()].filter((id) => mine.has(id)).join(),
    };
  }
}

/** What of the answers each way changes, without ways that change all that another does and more. */
function changesOf(total, alike) {
  const changes = alike.map(({ choices }) =>
    Object.fromEntries(Object.entries(choices).filter(([id, value]) => !sameAnswer(total[id], value))),
  );
  const isWithin = (one, other) =>
    Object.keys(one).length < Object.keys(other).length && Object.entries(one).every(([id, value]) => sameAnswer(other[id], value));
  return changes.filter((change) => !changes.some((other) => isWithin(other, change)));
}

/** All that a road says of a stage; which of a step's measures it is does not matter. */
function saidOf({ step, title, takes, assumes }) {
  const { months, cost, currency = "", as_of = "" } = takes || {};
  return JSON.stringify([step.id, title, takes ? [months, cost, currency, as_of] : null, assumes]);
}

/** The roads with their labels; a label that all of them would have says nothing. */
function labelled(kb, roads) {
  const arriving = roads.filter(({ complete }) => complete);
  const tests = { fastest: isNoSlower, cheapest: isNoDearer, furthest: (one, other) => isNoNearer(kb, one, other) };
  for (const [label, test] of Object.entries(tests)) {
    const best = arriving.filter((one) => arriving.every((other) => test(one, other)));
    if (best.length < arriving.length) for (const road of best) road.labels.push(label);
  }
  return roads;
}

function isNoSlower({ total: mine }, { total: theirs }) {
  return mine.timeless.every((id) => theirs.timeless.includes(id)) && isAtMost(mine.months, theirs.months);
}

/** Currencies are not converted, so each must be no dearer by itself. */
function isNoDearer({ total: mine }, { total: theirs }) {
  const currencies = new Set([...mine.costs.keys(), ...theirs.costs.keys()]);
  const costs = [...currencies].every((it) => isAtMost(mine.costs.get(it) || [0, 0], theirs.costs.get(it) || [0, 0]));
  return mine.priceless.every((id) => theirs.priceless.includes(id)) && costs;
}

function isAtMost(mine, theirs) {
  return mine[0] <= theirs[0] && mine[1] <= theirs[1];
}

/** Whether it leads as far: by the first of what says so in which they differ. */
function isNoNearer(kb, one, other) {
  for (const id of kb.furthest) {
    const [mine, theirs] = [one, other].map(({ reaches }) => kb.questions.get(id).values.indexOf(reaches[id]));
    if (mine !== theirs) return mine > theirs;
  }
  return true;
}

function sortedDates(dates) {
  return [...new Set(dates.filter(Boolean))].sort();
}

function mapped(object, made) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, made(value)]));
}
