"""Which rule fires next, and the network that matches: experta's own two parts, mended.

`DepthStrategy` misses removals, so that rules fire whose condition has become false, and leaves the order of equals to
chance. `ReteMatcher` shares one cache among all engines, and keeps pending activations over a reset.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
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


def _urgency(activation: Any) -> tuple[int, tuple[int, int], list[int]]:
    context = activation.context
    age = [-context[name]["__factid__"] for name in sorted(context) if not name.startswith("__")]
    return activation.rule.salience, activation.rule.order, age


def _connect(before: Any, node: Any, callback: Callable[[Any], None]) -> None:
    """As experta's `add_child`, which first compares the node with all that are there."""
    before.children.append(ChildNode(node, callback))


class Switch:
    """Stands for sibling nodes that test whether a slot has one of some values: the fact's value tells whom to ask."""

    def __init__(self, slot: str) -> None:
        self._slot = slot
        self._by_value: dict[object, list[Any]] = {}

    def add(self, node: Any, values: Iterable[object]) -> None:
        """Adds a node that takes these values."""
        for value in values:
            self._by_value.setdefault(value, []).append(node)

    def activate(self, token: Any) -> None:
        """Passes the token on to the nodes that take what its fact has."""
        (fact,) = token.data
        for node in self._by_value.get(fact.get(self._slot), ()):
            node.activate(token)


def _values_of(constraint: Any) -> Iterable[object] | None:
    """The values that a constraint takes, where it is a literal or asks whether a set has the value."""
    if getattr(constraint, "__bind__", None) is not None:
        return None
    if isinstance(constraint, experta.L):
        return (constraint.value,)
    accepted = getattr(constraint.match, "__self__", None) if isinstance(constraint, experta.P) else None
    return accepted if isinstance(accepted, frozenset) else None


class Terminal(ConflictSetNode):  # type: ignore[misc]
    """The end of one rule's left side. It names itself in `touched` where a match appears or disappears."""

    def __init__(self, rule: Any, touched: dict[Terminal, None]) -> None:
        super().__init__(rule)
        self._touched = touched

    def _activate(self, token: Any) -> None:
        super()._activate(token)
        self._touched[self] = None


class Rete(ReteMatcher):  # type: ignore[misc]
    """A network that grows; each engine has its own, and nothing pending survives `reset`.

    Rules are added as they are: the reader writes them in the normal form that experta would look for.
    """

    def __init__(self, engine: Any) -> None:
        self._alpha: dict[Any, Any] = {}
        self._tests: dict[tuple[int, int], Any] = {}
        self._switches: dict[tuple[int, str], Switch] = {}
        self._remembering: list[Any] = []
        self._touched: dict[Terminal, None] = {}
        super().__init__(engine)

    def build_network(self) -> None:
        """The network of the rules that the engine begins with."""
        self.add(self.engine.get_rules())

    def add(self, rules: Iterable[Any]) -> None:
        """Joins each rule's patterns in their order, as experta does, for the two kinds of pattern that there are.

        The rules match what is declared after the next `reset`.
        """
        for rule in rules:
            joined = self._pattern(rule[0])
            for pattern in rule[1:]:
                absent = isinstance(pattern, experta.NOT)
                node = (NotNode if absent else OrdinaryMatchNode)(SameContextCheck())
                _connect(joined, node, node.activate_left)
                _connect(self._pattern(pattern[0] if absent else pattern), node, node.activate_right)
                self._remembering.append(node)
                joined = node
            last = Terminal(rule, self._touched)
            _connect(joined, last, last.activate)
            self._remembering.append(last)

    def _pattern(self, fact: Any) -> Any:
        """The end of a pattern's tests: its type, its slots in order, its name. Equal beginnings share their nodes."""
        known = self._alpha.get(fact)
        if known is not None:
            return known
        node = self.root_node
        for check in sorted(generate_checks(fact), key=lambda check: isinstance(check, FactCapture)):
            key = id(node), id(check)
            if key not in self._tests:
                self._tests[key] = self._test(node, check)
            node = self._tests[key]
        self._alpha[fact] = node
        return node

    def _test(self, before: Any, check: Any) -> Any:
        """A new node for the test, after another; one that asks for values stands behind its slot's switch."""
        node = FeatureTesterNode(check)
        values = _values_of(check.how) if isinstance(check, FeatureCheck) else None
        if values is None:
            _connect(before, node, node.activate)
            return node
        key = id(before), check.what
        if key not in self._switches:
            self._switches[key] = Switch(check.what)
            _connect(before, self._switches[key], self._switches[key].activate)
        self._switches[key].add(node, values)
        return node

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
