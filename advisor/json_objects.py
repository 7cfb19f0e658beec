"""Objects of JSON in which a key stands more than once: a plain dict keeps its last value, and does not tell."""

from __future__ import annotations

from collections import Counter


class Ambiguous(dict[str, object]):
    """An object that may say two things: the keys `repeated` stand in it more than once, the most frequent first."""

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        super().__init__(pairs)
        self.repeated = tuple(key for key, count in Counter(key for key, _ in pairs).most_common() if count > 1)


def made_of(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """The object; as `object_pairs_hook` of `json.loads`."""
    found = dict(pairs)
    return found if len(found) == len(pairs) else Ambiguous(pairs)


def repeated(found: object) -> tuple[str, ...]:
    """The keys that stand more than once in what was read."""
    return found.repeated if isinstance(found, Ambiguous) else ()
