// Ways of answering some questions, in as few boxes as joining gives: a box has options for each question, which go
// together whichever is taken. An option is an answer, or a span of numbers. See `advisor/solver/by_diagram.py`.

import { UNKNOWN } from "./conditions.js";
import { sortedBy } from "./grounds.js";
import { isInterval, merged } from "./intervals.js";
import { groupedBy } from "./knowledge.js";

/** So many ways at most from a node to the end of the levels, the options for each question of each. */
export function waysDown(node, levels, most) {
  const found = [];
  const passed = [];
  const way = [];
  const choose = (depth) => {
    if (depth < 0) found.push(way.slice());
    else
      for (const options of passed[depth]) {
        if (found.length === most) return;
        way[depth] = options;
        choose(depth - 1);
      }
  };
  const follow = (at, depth) => {
    if (depth === levels.length) choose(depth - 1);
    else
      for (const [end, each] of levels[depth].get(at)) {
        if (found.length === most) return;
        passed[depth] = each;
        follow(end, depth + 1);
      }
  };
  follow(node, 0);
  return found;
}

/** Of some questions, beside the answers of a case. Options are told apart by numbers: each has that of its `lists`. */
export class Boxes {
  constructor(questions, answers) {
    this.questions = questions;
    this.answers = answers;
    this.lists = [];
    this.numbers = new Map();
    this.seen = new Map(); // by the list itself, which may come often
  }

  /** The boxes of these ways, one question after the other joined, in the order of the questions' values. */
  of(ways) {
    const numbered = this.withFewestTicks(ways.map((way) => way.map((options) => this.numberOf(options))));
    let boxes = [...new Map(numbered.map((way) => [way.join(), way])).values()];
    for (let before = -1; before !== boxes.length; ) {
      before = boxes.length;
      this.questions.forEach((_, place) => (boxes = this.joinedAt(place, boxes)));
    }
    const ordered = boxes.map((box) => box.map((number, n) => inOrder(this.questions[n], this.lists[number])));
    const places = (options, n) => options.map((it) => placeOf(this.questions[n], it));
    return sortedBy(ordered, (box) => box.map(places)).map((box) => new Map(box.map((options, n) => [this.questions[n].id, options])));
  }

  numberOf(options) {
    let number = this.seen.get(options);
    if (number !== undefined) return number;
    const key = keyOfOptions(options);
    number = this.numbers.get(key) ?? this.lists.push(options) - 1;
    this.numbers.set(key, number);
    this.seen.set(options, number);
    return number;
  }

  /** Boxes that differ at one place alone as one. */
  joinedAt(place, boxes) {
    const alike = groupedBy(boxes, (box) => box.with(place, -1).join());
    return [...alike.values()].map((each) => {
      if (each.length === 1) return each[0];
      return each[0].with(place, this.numberOf(distinct(each.flatMap((box) => this.lists[box[place]]))));
    });
  }

  /** The ways without those that change more ticks than another one that is the same otherwise. */
  withFewestTicks(ways) {
    const known = this.questions.map(() => []);
    const ticks = (number, n) => (known[n][number] ??= this.ticksChanged(n, this.lists[number]));
    const each = ways.map((way) => {
      const changes = way.map(ticks);
      const rest = way.map((number, n) => (changes[n] < 0n ? number : -1)).join();
      return { way, rest, changed: changes.reduce((bits, more) => (more < 0n ? bits : bits | more), 0n) };
    });
    return [...groupedBy(each, ({ rest }) => rest).values()].flatMap((alike) => {
      if (alike.length === 1) return [alike[0].way];
      const left = withoutSupersets(new Set(alike.map(({ changed }) => changed)));
      return alike.filter(({ changed }) => left.delete(changed)).map(({ way }) => way);
    });
  }

  /** A bit for each tick that is another one, behind those of the questions before; below 0 where options are none. */
  ticksChanged(n, options) {
    const [answer] = options;
    const { id, kind, values } = this.questions[n];
    if (kind !== "many" || options.length > 1 || !Array.isArray(answer)) return -1n;
    const given = [this.answers[id]].flat();
    const place = this.questions.slice(0, n).reduce((sum, { values: others = [] }) => sum + others.length, 0);
    const isChanged = (value) => given.includes(value) !== answer.includes(value);
    return values.reduce((bits, value, tick) => (isChanged(value) ? bits | (1n << BigInt(place + tick)) : bits), 0n);
  }
}

/** In the order of the question's values, `unknown` last; numbers that touch as one span. */
function inOrder(question, options) {
  const known = sortedBy(options.filter((option) => option !== UNKNOWN), (option) => placeOf(question, option));
  const spans = merged(known.filter(isInterval), Boolean(question.whole));
  return [...(spans.length ? spans : known), ...(options.includes(UNKNOWN) ? [UNKNOWN] : [])];
}

function placeOf(question, option) {
  if (isInterval(option)) return [0, option.least, option.most];
  if (Array.isArray(option)) return [0, option.length, ...option.map((value) => question.values.indexOf(value))];
  return option === UNKNOWN ? [1] : [0, question.values.indexOf(option)];
}

/** Options, each once. */
export function distinct(options) {
  return [...new Map(options.map((option) => [JSON.stringify(option), option])).values()];
}

/** The same for the same options. */
export function keyOfOptions(options) {
  return [...new Set(options.map((option) => JSON.stringify(option)))].sort().join();
}

export function sizeOf(bits) {
  let size = 0;
  for (let left = bits; left; left &= left - 1n) size++;
  return size;
}

/** Those that hold no other one, by size. */
export function withoutSupersets(found) {
  const kept = [];
  for (const bits of sortedBy([...found], sizeOf)) if (!kept.some((other) => (other & bits) === other)) kept.push(bits);
  return new Set(kept);
}
