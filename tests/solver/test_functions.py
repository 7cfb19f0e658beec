"""What is asked of functions as decision diagrams, against what they are at every assignment of their variables."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from hypothesis import example, given, settings
from hypothesis import strategies as st
from profiles import examples

from advisor.solver.leading import Leading
from advisor.solver.mdd import MDD
from advisor.solver.nodes import Node

SIZES = (2, 3, 2, 2)
EVERY = [*product(*map(range, SIZES))]
LEAVES = ("a", "b", "c", None)

some = st.sets(st.sampled_from(range(len(EVERY))), max_size=4)
few = some.map(lambda chosen: [place in chosen for place in range(len(EVERY))])
truths = st.lists(st.booleans(), min_size=len(EVERY), max_size=len(EVERY))
"""Two of these are nearly always true together, of `few` seldom."""

led = st.lists(st.sampled_from(LEAVES), min_size=len(EVERY), max_size=len(EVERY))


@st.composite
def shared(draw: st.DrawFn, value: st.SearchStrategy[object]) -> list[object]:
    """A function that comes to the same parts by many ways."""
    parts = [draw(st.lists(value, min_size=4, max_size=4)) for _ in range(2)]
    chosen = draw(st.lists(st.sampled_from(parts), min_size=len(EVERY) // 4, max_size=len(EVERY) // 4))
    return [value for part in chosen for value in part]


def made(mdd: MDD, values: Sequence[object], variable: int = 0) -> Node:
    """The function that has these values, one for each assignment in order."""
    if variable == len(SIZES):
        return mdd.leaf(values[0])
    each = len(values) // SIZES[variable]
    parts = [values[n * each : (n + 1) * each] for n in range(SIZES[variable])]
    return mdd.node(variable, tuple(made(mdd, part, variable + 1) for part in parts))


def read(mdd: MDD, node: Node) -> list[object]:
    """Its value at each assignment."""

    def at(assignment: Sequence[int]) -> object:
        here = node
        while mdd.branches[here]:
            here = mdd.branches[here][assignment[mdd.variable[here]]]
        return mdd.value[here]

    return [at(assignment) for assignment in EVERY]


@settings(max_examples=examples(200))
@given(few | truths, few | truths)
def test_functions_are_joined_at_every_assignment(one: list[bool], other: list[bool]) -> None:
    mdd = MDD(SIZES)
    a, b = made(mdd, one), made(mdd, other)
    assert read(mdd, mdd.conjoin(a, b)) == [x and y for x, y in zip(one, other, strict=True)]
    assert read(mdd, mdd.disjoin(a, b)) == [x or y for x, y in zip(one, other, strict=True)]
    assert mdd.conjoin(b, a) == mdd.conjoin(a, b)
    assert read(mdd, mdd.negate(a)) == [not x for x in one]


@settings(max_examples=examples(200))
@given(st.lists(few | truths, min_size=1, max_size=4))
def test_functions_meet_just_where_all_are_true_of_some_assignment(many: list[list[bool]]) -> None:
    mdd = MDD(SIZES)
    assert mdd.meet([made(mdd, each) for each in many]) == any(map(all, zip(*many, strict=True)))


@settings(max_examples=examples(200))
@given(led, st.dictionaries(st.sampled_from(range(len(SIZES))), st.just(1)))
def test_a_restricted_function_is_what_the_others_make_of_it(values: list[object], fixed: dict[int, int]) -> None:
    mdd = MDD(SIZES)
    node = made(mdd, values)
    found = mdd.restricting(fixed)(node)
    at = [tuple(fixed.get(v, branch) for v, branch in enumerate(assignment)) for assignment in EVERY]
    assert read(mdd, found) == [values[EVERY.index(assignment)] for assignment in at]
    assert mdd.support(found).isdisjoint(fixed)


@settings(max_examples=examples(200))
@given(led)
def test_a_function_depends_on_what_alone_can_change_it(values: list[object]) -> None:
    mdd = MDD(SIZES)
    pairs = [*product(zip(EVERY, values, strict=True), repeat=2)]
    apart = [[v for v, branch in enumerate(one) if branch != other[v]] for (one, x), (other, y) in pairs if x != y]
    assert mdd.support(made(mdd, values)) == {variables[0] for variables in apart if len(variables) == 1}


@settings(max_examples=examples(200))
@example(2 * [*2 * ["a", *3 * "b"], *4 * "b"], [2 * [*2 * [False, True, False, False], *4 * [False]]], {"a"})  # twice
@given(
    led | shared(st.sampled_from(LEAVES)),
    st.lists(truths | few | shared(st.sampled_from((False, False, False, True))), max_size=3),
    st.sets(st.sampled_from((*LEAVES, "d")), max_size=2),
)
def test_where_a_function_leads_is_told_of_some_leaves(
    values: list[object], within: list[list[bool]], wanted: set[object]
) -> None:
    mdd = MDD(SIZES)
    leading = Leading(mdd, made(mdd, values))
    assert read(mdd, leading.where(wanted)) == [value in wanted for value in values]
    assert leading.meets(wanted, [made(mdd, each) for each in within]) == any(
        all(here) and value in wanted for value, *here in zip(values, *within, strict=True)
    )


@settings(max_examples=examples(200))
@given(st.lists(truths, max_size=4))
def test_the_first_function_that_is_true_is_named(many: list[list[bool]]) -> None:
    mdd = MDD(SIZES)
    found = mdd.first((name, made(mdd, each)) for name, each in enumerate(many))
    assert read(mdd, found) == [
        next((name for name, each in enumerate(many) if each[at]), None) for at in range(len(EVERY))
    ]
