// Multi-valued decision diagrams, reduced, ordered and shared: see `advisor/solver/mdd.py`. A node is a number; a leaf
// has a value and no branches.

const MAX_NODES = 1 << 21;

export class Diagrams {
  /** @param {number[]} sizes the number of branches of each variable */
  constructor(sizes) {
    this.sizes = sizes;
    this.variable = [];
    this.branches = [];
    this.value = [];
    this.nodes = new Map();
    this.leaves = new Map();
    this.conjoined = new Map();
    this.disjoined = new Map();
    this.negated = new Map();
    this.no = this.leaf(false);
    this.yes = this.leaf(true);
  }

  leaf(value) {
    const found = this.leaves.get(value);
    if (found !== undefined) return found;
    const made = this.add(this.sizes.length, null, value);
    this.leaves.set(value, made);
    return made;
  }

  /** The node that goes on to `branches[n]` where the variable has its nth value. */
  node(variable, branches) {
    const [first] = branches;
    if (branches.every((branch) => branch === first)) return first;
    const key = `${variable}:${branches.join()}`;
    let found = this.nodes.get(key);
    if (found === undefined) {
      found = this.add(variable, branches, null);
      this.nodes.set(key, found);
    }
    return found;
  }

  add(variable, branches, value) {
    if (this.variable.length >= MAX_NODES) throw new RangeError("a diagram has too many nodes");
    this.variable.push(variable);
    this.branches.push(branches);
    this.value.push(value);
    return this.variable.length - 1;
  }

  /** True where the variable has a value for which `chosen` is. */
  among(variable, chosen) {
    return this.node(variable, Array.from({ length: this.sizes[variable] }, (_, n) => (chosen(n) ? this.yes : this.no)));
  }

  conjoin(a, b) {
    if (a === b || b === this.yes) return a;
    if (a === this.yes) return b;
    if (a === this.no || b === this.no) return this.no;
    return this.kept(this.conjoined, a, b, (x, y) => this.conjoin(x, y));
  }

  disjoin(a, b) {
    if (a === b || b === this.no) return a;
    if (a === this.no) return b;
    if (a === this.yes || b === this.yes) return this.yes;
    return this.kept(this.disjoined, a, b, (x, y) => this.disjoin(x, y));
  }

  /** What `work` makes of two nodes, whichever comes first. */
  kept(known, a, b, work) {
    return a < b ? this.keptInOrder(known, a, b, work) : this.keptInOrder(known, b, a, work);
  }

  /** As `kept`, where the order of the two counts. */
  keptInOrder(known, a, b, work) {
    const key = a * MAX_NODES + b;
    let found = known.get(key);
    if (found === undefined) {
      found = this.joined(a, b, work);
      known.set(key, found);
    }
    return found;
  }

  negate(a) {
    if (a === this.yes) return this.no;
    if (a === this.no) return this.yes;
    return this.mapped(a, this.negated, () => a);
  }

  /** The function with other leaves: `leaf` makes of each node that is one another node. */
  mapped(a, known, leaf) {
    const read = (node) => {
      const ways = this.branches[node];
      if (known === this.negated && !ways) return this.negate(node);
      let found = known.get(node);
      if (found === undefined) {
        found = ways ? this.node(this.variable[node], ways.map(read)) : leaf(node);
        known.set(node, found);
      }
      return found;
    };
    return read(a);
  }

  /** What `work` makes of two nodes that are not both leaves, branch by branch. */
  joined(a, b, work) {
    const atA = this.variable[a];
    const atB = this.variable[b];
    if (atA === atB) return this.node(atA, this.branches[a].map((x, n) => work(x, this.branches[b][n])));
    if (atA < atB) return this.node(atA, this.branches[a].map((x) => work(x, b)));
    return this.node(atB, this.branches[b].map((y) => work(a, y)));
  }

  all(count, part) {
    let found = this.yes;
    for (let n = 0; n < count && found !== this.no; n++) found = this.conjoin(found, part(n));
    return found;
  }

  /** Where some part is true; joined in pairs, so that large parts are gone through seldom. */
  any(count, part) {
    let level = [];
    for (let n = 0; n < count; n++) level.push(part(n));
    while (level.length > 1) {
      const next = [];
      for (let n = 0; n + 1 < level.length; n += 2) next.push(this.disjoin(level[n], level[n + 1]));
      if (level.length % 2) next.push(level.at(-1));
      level = next;
    }
    return level.length ? level[0] : this.no;
  }

  /** The sums that there are, each with where the number is so. */
  sum(start, parts) {
    let found = new Map([[start, this.yes]]);
    for (const [amount, where] of parts) {
      const next = new Map();
      const put = (number, here) => {
        if (here !== this.no) next.set(number, this.disjoin(next.get(number) ?? this.no, here));
      };
      for (const [number, here] of found) {
        put(number, this.conjoin(here, this.negate(where)));
        put(number + amount, this.conjoin(here, where));
      }
      found = next;
    }
    return found;
  }

  between(sum, [least, most]) {
    const fits = [...sum].filter(([it]) => (least === null || it >= least) && (most === null || it <= most));
    return this.any(fits.length, (n) => fits[n][1]);
  }

  /** Concludes an attribute by the first of its rules that holds: one function tells which does, its values `outcome`. */
  first(rules, holds) {
    const first = this.firstOf(rules.map((rule) => [rule, holds.get(rule.id)]));
    const where = (chosen) => this.mapped(first, new Map(), (leaf) => (chosen(this.value[leaf]) ? this.yes : this.no));
    const fires = new Map(rules.map((rule) => [rule.id, () => where((it) => it === rule)]));
    const pairs = new Map(rules.map(({ pair }) => [pair, () => where((it) => it !== null && it.pair === pair)]));
    const outcome = () => this.mapped(first, new Map(), (leaf) => this.leaf(this.value[leaf]?.value ?? ""));
    return { fires, pairs, outcome };
  }

  /** The diagram whose leaves are the first name whose diagram is true there, or null. */
  firstOf(parts) {
    return this.together(parts, true, ([part]) => (part ? part[0] : null));
  }

  /** The diagram whose leaves are all names whose diagram is true there, joined with blanks. */
  choice(parts) {
    return this.together(parts, false, (left) => left.map(([name]) => name).join(" "));
  }

  /** The diagram whose leaves `valueOf` makes of the parts that are true there; none counts `behind` one that is true. */
  together(parts, behind, valueOf) {
    const { sizes, variable, branches, no, yes } = this;
    const known = new Map();
    const read = (open) => {
      let at = sizes.length;
      for (let n = 1; n < open.length; n += 2) at = Math.min(at, variable[open[n]]);
      if (at === sizes.length) return this.leaf(valueOf(parts.filter((_, n) => open.some((it, place) => it === n && place % 2 === 0))));
      const key = open.join();
      let found = known.get(key);
      if (found === undefined) {
        found = this.node(at, Array.from({ length: sizes[at] }, (_, branch) => read(after(open, at, branch))));
        known.set(key, found);
      }
      return found;
    };
    const after = (open, at, branch) => {
      const left = [];
      for (let n = 0; n < open.length; n += 2) {
        const node = open[n + 1];
        const end = variable[node] === at ? branches[node][branch] : node;
        if (end !== no) left.push(open[n], end);
        if (behind && end === yes) break;
      }
      return left;
    };
    return read(after(parts.flatMap(([, node], n) => [n, node]), -1, 0));
  }

  /** The diagram whose leaves are what both lead to. */
  paired(a, b) {
    const known = new Map();
    const pair = (x, y) => {
      if (!this.branches[x] && !this.branches[y]) return this.leaf(`${this.value[x]}|${this.value[y]}`);
      return this.keptInOrder(known, x, y, pair);
    };
    return pair(a, b);
  }

  /** Where a function leads to this leaf. */
  where(a, value) {
    return this.mapped(a, new Map(), (leaf) => (this.value[leaf] === value ? this.yes : this.no));
  }

  /** The function where some variables are at these branches. @param {number[]} fixed a branch by variable */
  restrict(a, fixed, known = new Map()) {
    const read = (node) => {
      const ways = this.branches[node];
      if (!ways) return node;
      let found = known.get(node);
      if (found === undefined) {
        const at = fixed[this.variable[node]];
        found = at === undefined ? this.node(this.variable[node], ways.map(read)) : read(ways[at]);
        known.set(node, found);
      }
      return found;
    };
    return read(a);
  }

  /** The node and every one below it, where some variables may be fixed. */
  below(a, fixed = []) {
    const found = new Set([a]);
    for (const node of found) {
      const ways = this.branches[node];
      if (!ways) continue;
      const at = fixed[this.variable[node]];
      if (at === undefined) for (const end of ways) found.add(end);
      else found.add(ways[at]);
    }
    return found;
  }

  /** What the function may lead to. */
  leavesOf(a, fixed = []) {
    return new Set([...this.below(a, fixed)].filter((node) => !this.branches[node]).map((node) => this.value[node]));
  }

  /** The variables that the function depends on. */
  support(a) {
    return new Set([...this.below(a)].filter((node) => this.branches[node]).map((node) => this.variable[node]));
  }
}
