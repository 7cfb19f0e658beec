"""Which rule fires next, and the network that matches: experta's own two parts, mended.

`DepthStrategy` misses removals, so that rules fire whose condition has become false, and leaves the order of equals to
chance. `ReteMatcher` shares one cache among all engines, and keeps pending activations over a reset.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from advisor.inference import experta_import

experta = experta_import.load()

Strategy: Any = experta.abstract.Strategy
ReteMatcher: Any = experta.matchers.rete.ReteMatcher
ConflictSetNode: Any = experta.matchers.rete.ConflictSetNode
NotNode: Any = experta.matchers.rete.nodes.NotNode
OrdinaryMatchNode: Any = experta.matchers.rete.nodes.OrdinaryMatchNode
SameContextCheck: Any = experta.matchers.rete.check.SameContextCheck
FeatureTesterNode: Any = experta.matchers.rete.nodes.FeatureTesterNode
FactCapture: Any = experta.matchers.rete.check.FactCapture
generate_checks: Any = experta.matchers.rete.utils.generate_checks
ChildNode: Any = experta.matchers.rete.mixins.ChildNode
NoMemory: Any = experta.matchers.rete.mixins.NoMemory
FeatureCheck: Any = experta.matchers.rete.FeatureCheck


class RuleOrder(Strategy):  # type: ignore[misc]
    """Salience first, then the order of the rules, then that of the facts: total, and removals are exact."""

    def _update_agenda(self, agenda: Any, added: list[Any], removed: list[Any]) -> None:
        waiting = agenda.activations
        for gone in removed:
            for index, activation in enumerate(waiting):
                if activation.rule is gone.rule and activation.context == gone.context:
                    del waiting[index]
                    break
        if added:
            for activation in added:
                activation.key = _urgency(activation)
            waiting.extend(added)
            waiting.sort(key=lambda activation: activation.key)  # the last one fires next


def _urgency(activation: Any) -> tuple[int, int, list[int]]:
    context = activation.context
    age = [-context[name]["__factid__"] for name in sorted(context) if not name.startswith("__")]
    return activation.rule.salience, -activation.rule.order, age


class Switch:
    """Stands for sibling nodes that test whether a slot has one of some values: the fact's value tells whom to ask."""

    def __init__(self, slot: str, children: list[tuple[Any, Iterable[object]]]) -> None:
        self.children = [child for child, _ in children]
        self._slot = slot
        self._by_value: dict[object, list[Any]] = {}
        for child, values in children:
            for value in values:
                self._by_value.setdefault(value, []).append(child)

    def activate(self, token: Any) -> None:
        """Passes the token on to the nodes that take what its fact has."""
        (fact,) = token.data
        for child in self._by_value.get(fact.get(self._slot), ()):
            child.callback(token)


def _with_switches(children: list[Any]) -> list[Any]:
    """The children, those that test the same slot for some values behind one switch."""
    by_slot: dict[str, list[tuple[Any, Iterable[object]]]] = {}
    others = []
    for child in children:
        check = getattr(child.node, "matcher", None)
        values = _values_of(check.how) if isinstance(check, FeatureCheck) else None
        if values is None:
            others.append(child)
        else:
            by_slot.setdefault(check.what, []).append((child, values))
    for slot, group in by_slot.items():
        switch = Switch(slot, group)
        others += [ChildNode(switch, switch.activate)] if len(group) > 1 else [child for child, _ in group]
    return others


def _values_of(constraint: Any) -> Iterable[object] | None:
    """The values that a constraint takes, where it is a literal or asks whether a set has the value."""
    if constraint.__bind__ is not None:
        return None
    if isinstance(constraint, experta.L):
        return (constraint.value,)
    accepted = getattr(getattr(constraint, "match", None), "__self__", None)
    return accepted if isinstance(accepted, frozenset) else None


class Terminal(ConflictSetNode):  # type: ignore[misc]
    """The end of one rule's left side. It names itself in `touched` where a match appears or disappears."""

    touched: dict[Terminal, None]

    def _activate(self, token: Any) -> None:
        super()._activate(token)
        self.touched[self] = None


class Rete(ReteMatcher):  # type: ignore[misc]
    """Its nodes are listed once, for each engine by itself; nothing pending survives `reset`.

    Sibling tests for a literal are looked up instead of tried in turn.
    """

    def __init__(self, engine: Any) -> None:
        super().__init__(engine)
        self._remembering: list[Any] = []
        self._touched: dict[Terminal, None] = {}
        seen: set[int] = set()
        todo = [self.root_node]
        while todo:
            node = todo.pop()
            if id(node) not in seen:
                seen.add(id(node))
                if not isinstance(node, (Switch, NoMemory)):
                    self._remembering.append(node)
                if isinstance(node, Terminal):
                    node.touched = self._touched
                if not isinstance(node, Switch):
                    node.children = _with_switches(node.children)
                todo.extend(child.node for child in reversed(node.children))

    @staticmethod
    def prepare_ruleset(engine: Any) -> set[Any]:
        """The rules as they are: the reader writes them in the normal form that experta would look for."""
        return set(engine.get_rules())

    @staticmethod
    def build_alpha_part(ruleset: set[Any], root_node: Any) -> dict[Any, Any]:
        """The tests of each pattern: its type, its slots in order, its name. Equal beginnings share their nodes."""
        terminals: dict[Any, Any] = {}
        made: dict[tuple[int, int], Any] = {}
        for rule in ruleset:
            for pattern in rule:
                fact = pattern[0] if isinstance(pattern, experta.NOT) else pattern
                if fact in terminals:
                    continue
                node = root_node
                for check in sorted(generate_checks(fact), key=lambda check: isinstance(check, FactCapture)):
                    key = id(node), id(check)
                    if key not in made:
                        made[key] = FeatureTesterNode(check)
                        node.add_child(made[key], made[key].activate)
                    node = made[key]
                terminals[fact] = node
        return terminals

    @staticmethod
    def build_beta_part(ruleset: set[Any], alpha_terminals: dict[Any, Any]) -> None:
        """Joins each rule's patterns in their order, as experta does, for the two kinds of pattern that there are."""
        for rule in ruleset:
            joined = alpha_terminals[rule[0]]
            for pattern in rule[1:]:
                absent = isinstance(pattern, experta.NOT)
                node = (NotNode if absent else OrdinaryMatchNode)(SameContextCheck())
                joined.add_child(node, node.activate_left)
                right = alpha_terminals[pattern[0] if absent else pattern]
                right.add_child(node, node.activate_right)
                joined = node
            last = Terminal(rule)
            joined.add_child(last, last.activate)

    def changes(self, adding: Any = None, deleting: Any = None) -> tuple[list[Any], list[Any]]:
        """The activations that appear and disappear with these facts."""
        for fact in deleting or ():
            self.root_node.remove(fact)
        for fact in adding or ():
            self.root_node.add(fact)
        added: list[Any] = []
        removed: list[Any] = []
        for node in self._touched:
            new, gone = node.get_activations()
            added.extend(new)
            removed.extend(gone)
        self._touched.clear()
        return added, removed

    def reset(self) -> None:
        """Forgets the case, and what a failed evaluation left pending."""
        for node in self._remembering:
            node._reset()
        for node in self._touched:
            node.get_activations()
        self._touched.clear()
