"""The YAML reader of conditions: a condition as its author may have written it, in one line."""

from __future__ import annotations

from advisor.knowledge.conditions import All, Compare, Condition, NoneOf, OneOf
from advisor.knowledge.conditions import Any as AnyOf

MOST_VALUES = 6


def written(condition: Condition) -> str:
    """The condition as an entry of a mapping, such as `soil: {not: dry}`; several as a mapping in braces."""
    if isinstance(condition, OneOf):
        return f"{condition.attribute}: {_values(condition.values)}"
    if isinstance(condition, Compare):
        if condition.comparison == "is":
            return f"{condition.attribute}: {condition.number}"
        return f"{condition.attribute}: {{{condition.comparison}: {condition.number}}}"
    if isinstance(condition, NoneOf) and len(condition.parts) == 1 and isinstance(condition.parts[0], OneOf):
        leaf = condition.parts[0]
        return f"{leaf.attribute}: {{not: {_values(leaf.values)}}}"
    if isinstance(condition, All):
        return "{" + ", ".join(map(written, condition.parts)) + "}"
    name = "any" if isinstance(condition, AnyOf) else "none"
    return f"{name}: [{', '.join(map(_item, condition.parts))}]"


def _item(condition: Condition) -> str:
    return written(condition) if isinstance(condition, All) else "{" + written(condition) + "}"


def _values(values: tuple[str, ...]) -> str:
    if len(values) == 1:
        return values[0]
    shown = [*values[: MOST_VALUES - 1], "..."] if len(values) > MOST_VALUES else values
    return f"[{', '.join(shown)}]"
