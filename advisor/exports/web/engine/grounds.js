// What makes conditions hold or fail in a case, in answers and conclusions that a person is told: hidden conclusions
// are passed over, and what they rest on is told in their place. See `advisor/explanation/grounds.py`.

import { isLeaf, partsOf } from "./conditions.js";
import { attributeOf, pairOf } from "./knowledge.js";

/** What was read so far: questions `asked`, `cells` of their rows, pairs `found` and `missing`, and `numbers`. */
export class Grounds {
  /** `facts` has the pairs that are `concluded`, and says whether a condition `holds`. */
  constructor(kb, facts, brief = false) {
    this.asked = new Set();
    this.cells = new Set();
    this.found = new Set();
    this.missing = new Set();
    this.numbers = new Set();
    this.kb = kb;
    this.facts = facts;
    this.brief = brief;
    this.seen = new Set();
  }

  ofRule(rule) {
    this.read(rule, rule.when, false, false);
  }

  ofAbsence(pair) {
    if (this.kb.hidden.has(attributeOf(pair))) return this.#passOver(pair, true);
    for (const rule of this.#leastChoiceFirst(this.rules(pair))) this.#notFired(rule, false);
    this.missing.delete(pair);
  }

  /** What a firing matched; that its hidden findings were found is told by their own firings. */
  add(asked, found, missing) {
    for (const id of asked) this.asked.add(id);
    for (const pair of found) if (!this.kb.hidden.has(attributeOf(pair))) this.#tell(pair, this.found);
    for (const pair of missing) {
      if (this.kb.hidden.has(attributeOf(pair))) this.#passOver(pair, true);
      else this.#tell(pair, this.missing);
    }
  }

  read(rule, condition, negated, together) {
    if (condition[0] === "n") return this.#compare(rule, condition[1], together);
    if (condition[0] === "v") return this.#oneOf(rule, condition, negated, together);
    if (condition[0] === "r") this.cells.add(`${condition[1][2]}.${condition[1][3]}`);
    const inner = negated !== (condition[0] === "!");
    let parts = partsOf(condition);
    if (negated !== (condition[0] === "|" || condition[0] === "r")) {
      const fitting = parts.filter((part) => this.facts.holds(part) !== inner);
      parts = this.#sufficient(fitting, together && !inner);
    }
    for (const part of parts) this.read(rule, part, inner, together);
  }

  #sufficient(parts, every) {
    if (every) return parts;
    if (!this.brief) return parts.slice(0, 1);
    return sortedBy(parts, (part) => this.#added(part)).slice(0, 1);
  }

  #leastChoiceFirst(rules) {
    if (!this.brief) return rules;
    return sortedBy(rules, ({ when }) => (when[0] === "&" ? partsOf(when) : [when]).filter((it) => !this.facts.holds(it)).length);
  }

  /** How much there is to tell of a part: nothing, an answer, a conclusion, or more. */
  #added(part) {
    if (!isLeaf(part)) return 3;
    if (this.kb.questions.has(part[1])) return this.asked.has(part[1]) ? 0 : 1;
    return this.kb.hidden.has(part[1]) ? 3 : 2;
  }

  #oneOf(rule, [, id, values, column], negated, together) {
    if (this.kb.questions.has(id)) {
      this.asked.add(id);
      if (column) this.cells.add(`${id}.${column}`);
      return;
    }
    let pairs = values.map((value) => pairOf(id, value));
    if (!negated) {
      pairs = pairs.filter((pair) => this.facts.concluded.has(pair));
      if (!together) pairs = pairs.slice(0, 1);
    }
    if (!this.kb.hidden.has(id)) for (const pair of pairs) (negated ? this.missing : this.found).add(pair);
    else for (const pair of pairs) if (!(together && this.#isReadWith(pair, rule))) this.#passOver(pair, negated);
  }

  #compare(rule, id, together) {
    if (this.kb.questions.has(id)) this.asked.add(id);
    else if (!this.kb.hidden.has(id)) this.numbers.add(id);
    else
      for (const { pair } of this.kb.adding(id))
        if (!(together && this.#isReadWith(pair, rule))) this.#passOver(pair, !this.facts.concluded.has(pair));
  }

  /** What rules add to a number is told by the number. */
  #tell(pair, where) {
    const id = attributeOf(pair);
    if (this.kb.conclusions.get(id).number) this.numbers.add(id);
    else where.add(pair);
  }

  /** What the rule fails by: its own condition, or an earlier rule that decides. */
  #notFired(rule, together) {
    const decides = this.kb.earlier(rule).find((it) => this.facts.holds(it.when));
    if (!decides || !this.facts.holds(rule.when)) this.read(rule, rule.when, true, together);
    else if (this.kb.hidden.has(rule.attribute)) this.read(decides, decides.when, false, together);
    else this.#tell(decides.pair, this.found);
  }

  #passOver(pair, negated) {
    const recursive = this.#isRecursive(pair);
    for (const one of this.together(pair)) {
      if (this.seen.has(one) || this.facts.concluded.has(one) === negated) continue;
      this.seen.add(one);
      if (negated) {
        for (const rule of this.#leastChoiceFirst(this.rules(one))) this.#notFired(rule, recursive);
        continue;
      }
      const fired = this.rules(one).filter((rule) => this.fires(rule));
      for (const rule of recursive ? fired : fired.slice(0, 1)) {
        this.read(rule, rule.when, false, recursive);
        for (const rival of this.kb.earlier(rule)) this.read(rival, rival.when, true, recursive);
      }
    }
  }

  fires(rule) {
    return this.facts.holds(rule.when) && !this.kb.earlier(rule).some((rival) => this.facts.holds(rival.when));
  }

  rules(pair) {
    return this.kb.concluding.get(pair) || [];
  }

  #isRecursive(pair) {
    return this.rules(pair).some((rule) => this.kb.strata.some((it) => it.recursive && it.rules.includes(rule)));
  }

  /** The hidden pair with those of its stratum that it may rest on. */
  together(pair) {
    const found = [pair];
    if (this.#isRecursive(pair))
      for (const one of found)
        for (const rule of this.rules(one))
          for (const it of this.#ownPairs(rule)) if (!found.includes(it)) found.push(it);
    return found;
  }

  #isReadWith(pair, rule) {
    return this.kb.hidden.has(rule.attribute) && this.together(rule.pair).includes(pair);
  }

  /** The hidden pairs of the rule's own stratum that it tests. */
  #ownPairs(rule) {
    return this.kb
      .testedPairs(rule.when)
      .filter((pair) => this.kb.hidden.has(attributeOf(pair)))
      .filter((pair) => this.rules(pair).some((below) => below.stratum === rule.stratum));
  }
}

/** A sorted copy; what is alike stays in its order. */
export function sortedBy(items, key) {
  const keyed = items.map((item) => [key(item), item]);
  return keyed.sort(([one], [other]) => compareKeys(one, other)).map(([, item]) => item);
}

function compareKeys(one, other) {
  if (!Array.isArray(one)) return one < other ? -1 : one > other ? 1 : 0;
  for (let n = 0; n < Math.min(one.length, other.length); n++) {
    const found = compareKeys(one[n], other[n]);
    if (found) return found;
  }
  return one.length - other.length;
}
