// Sets as bits: of numbers where all have room in one, which are much faster than the BigInts of larger sets.

const ROOM = 30;

/** A bit for each of so many things, and the empty set. */
export function bitsFor(count) {
  const bits = Array.from({ length: count }, (_, n) => (count <= ROOM ? 1 << n : 1n << BigInt(n)));
  return { bits, none: count <= ROOM ? 0 : 0n };
}

export function sizeOf(bits) {
  const one = typeof bits === "bigint" ? 1n : 1;
  let size = 0;
  for (let left = bits; left; left &= left - one) size++;
  return size;
}

/** Those that hold no other one, by size and then in order; of two as large as one another none holds the other. */
export function withoutSupersets(found) {
  const inOrder = ([size, bits], [otherSize, otherBits]) => size - otherSize || (bits < otherBits ? -1 : 1);
  const bySize = [...found].map((bits) => [sizeOf(bits), bits]).sort(inOrder);
  const kept = [];
  let [smaller, now] = [[], -1];
  for (const [size, bits] of bySize) {
    if (size !== now) [smaller, now] = [kept.slice(), size];
    if (!smaller.some((other) => (other & bits) === other)) kept.push(bits);
  }
  return new Set(kept);
}
