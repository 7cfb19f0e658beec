// Ways of answering some questions, in as few boxes as joining gives: a box has options for each question, which go
// together whichever is taken. An option is an answer, or a span of numbers. See `advisor/solver/by_diagram.py`.

import { bitsFor, withoutSupersets } from "./bit_sets.js";
import { UNKNOWN } from "./conditions.js";
import { sortedBy } from "./grounds.js";
import { isInterval, merged } from "./intervals.js";
import { groupedBy, once } from "./knowledge.js";

/** How many ways there are from a node to the end of the levels. */
export function countOfWays(node, levels) {
  let counts = new Map([[node, 1]]);
  for (const level of levels) {
    const next = new Map();
    for (const [at, count] of counts)
      for (const [end, each] of level.get(at)) next.set(end, (next.get(end) ?? 0) + count * each.length);
    counts = next;
  }
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

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

/** Things with numbers, the same for those that have the same key. */
class Numbered {
  constructor(keyOf) {
    this.keyOf = keyOf;
    this.items = [];
    this.numbers = new Map();
  }

  of(item) {
    const key = this.keyOf(item);
    return once(this.numbers, key, () => this.items.push(item) - 1);
  }
}

/** Of some questions, beside the answers of a case. Options have numbers, and so have the lists of them. */
export class Boxes {
  constructor(questions, answers) {
    this.questions = questions;
    this.answers = answers;
    const ticks = questions.map(({ kind, values }) => (kind === "many" ? values.length : 0));
    const { bits, none } = bitsFor(ticks.reduce((sum, more) => sum + more, 0));
    this.none = none;
    this.bits = ticks.map((count) => bits.splice(0, count)); // of the ticks of each question
    this.options = new Numbered(JSON.stringify);
    this.lists = new Numbered((numbers) => numbers.join());
    this.seen = new Map(); // the number of a list of options, which may come often
  }

  /** The boxes of these ways, one question after the other joined, in the order of the questions' values. */
  of(ways) {
    const numbered = this.#withFewestTicks(ways.map((way) => way.map((options) => this.#numberOf(options))));
    let boxes = [...new Map(numbered.map((way) => [way.join(), way])).values()];
    for (let before = -1; before !== boxes.length; ) {
      before = boxes.length;
      this.questions.forEach((_, place) => (boxes = this.#joinedAt(place, boxes)));
    }
    const ordered = boxes.map((box) => box.map((number, n) => inOrder(this.questions[n], this.#optionsOf(number))));
    const places = (options, n) => options.map((it) => placeOf(this.questions[n], it));
    return sortedBy(ordered, (box) => box.map(places)).map((box) => new Map(box.map((options, n) => [this.questions[n].id, options])));
  }

  #numberOf(options) {
    return once(this.seen, options, () => this.#numberOfAll(options.map((option) => this.options.of(option))));
  }

  #numberOfAll(numbers) {
    return this.lists.of([...new Set(numbers)].sort((one, other) => one - other));
  }

  #optionsOf(number) {
    return this.lists.items[number].map((option) => this.options.items[option]);
  }

  /** Boxes that differ at one place alone as one. */
  #joinedAt(place, boxes) {
    const alike = groupedBy(boxes, (box) => box.with(place, -1).join());
    return [...alike.values()].map((each) => {
      if (each.length === 1) return each[0];
      return each[0].with(place, this.#numberOfAll(each.flatMap((box) => this.lists.items[box[place]])));
    });
  }

  /** The ways without those that change more ticks than another one that is the same otherwise. */
  #withFewestTicks(ways) {
    const known = this.questions.map(() => []);
    const ticks = (number, n) => (known[n][number] ??= { changed: this.#ticksChanged(n, this.#optionsOf(number)) }).changed;
    const each = ways.map((way) => {
      const changes = way.map(ticks);
      const rest = way.map((number, n) => (changes[n] === null ? number : -1)).join();
      return { way, rest, changed: changes.reduce((bits, more) => (more === null ? bits : bits | more), this.none) };
    });
    return [...groupedBy(each, ({ rest }) => rest).values()].flatMap((alike) => {
      if (alike.length === 1) return [alike[0].way];
      const left = withoutSupersets(new Set(alike.map(({ changed }) => changed)));
      return alike.filter(({ changed }) => left.delete(changed)).map(({ way }) => way);
    });
  }

  /** A bit for each tick that is another one; null where the options are no ticks. */
  #ticksChanged(n, options) {
    const [answer] = options;
    const { id, kind, values } = this.questions[n];
    if (kind !== "many" || options.length > 1 || !Array.isArray(answer)) return null;
    const given = [this.answers[id]].flat();
    const isChanged = (value) => given.includes(value) !== answer.includes(value);
    return values.reduce((found, value, tick) => (isChanged(value) ? found | this.bits[n][tick] : found), this.none);
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
