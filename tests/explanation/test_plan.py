"""The plan: every road that decisions lead to, what each takes, which is fastest, cheapest and furthest, and why."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from greenhouse import CONCLUSIONS, HEAD, write_greenhouse
from greenhouse import STEPS as GREENHOUSE_STEPS
from hypothesis import given, settings
from hypothesis import strategies as st
from profiles import examples
from reports import told as every_report
from strategies import answer_to, cases, conditions, make_kb, make_rule, questions

import advisor
from advisor.cases.files import Case, read_cases
from advisor.consultation import branches
from advisor.consultation.roadmap import after, roadmap
from advisor.explanation.plan import Choices, Plan, Road
from advisor.explanation.recommendation import stage
from advisor.knowledge.attributes import Answer, Answers, Conclusion, Question
from advisor.knowledge.conditions import UNKNOWN, All, NoneOf, OneOf
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.steps import FREE, Effect, Paragraph, Step, Takes
from advisor.reports.explaining.plan import as_object
from advisor.reports.explaining.plan import text as render
from advisor.reports.json_report import taken
from advisor.reports.measures import months

# One goes to a lake on foot, by train or by bus, and there swims or not. A swim has no price that is known.
QUESTIONS = """\
questions:
  way:
    ask: How do you travel?
    why: The train is quicker.
    label: your way
    decision: yes
    choices: {foot: On foot, train: By train, bus: "By {town}'s bus"}
  swim:
    ask: Do you swim?
    why: Swimming takes time.
    decision: yes
    choices: {yes: Yes, no: No, unknown: I will see}
  town:
    ask: Where do you live?
    why: The lake is near the south.
    choices: {north: North, south: South}
  place:
    ask: Where are you?
    why: The trip ends at home.
    choices: {home: At home, shore: On the shore, water: In the water}
"""
RULES = """\
rules:
  walk: {when: {place: home, town: {not: south}, way: foot}, then: {next_step: walk}, because: You like to walk.}
  ride: {when: {place: home, town: {not: south}, way: [train, bus]}, then: {next_step: ride}, because: It is quick.}
  think: {when: {place: home, town: {not: south}, way: unknown}, then: {next_step: think}, because: Say how.}
  stroll: {when: {place: home, town: south}, then: {next_step: stroll}, because: It is near.}
  dive: {when: {place: shore, swim: yes}, then: {next_step: dive}, because: You want to.}
  rest: {when: {place: shore, swim: {not: yes}}, then: {next_step: rest}, because: The sun shines.}
  dry: {when: {place: water}, then: {next_step: dry}, because: You are wet.}
"""
STEPS = """\
steps:
  walk:
    title: Walk
    do: Go.
    takes: {months: [4, 6], cost: [0, 0], currency: EUR, as_of: 2026}
    achieves: {place: shore}
  ride:
    title: Ride
    do: Board.
    takes:
      - {when: {way: train}, months: [1, 2], cost: [5, 9], currency: EUR, as_of: 2025}
      - {months: [2, 4], cost: [3, 3], currency: CHF, as_of: 2024}
    achieves: {place: shore}
  think: {title: Make up your mind, do: Think., achieves: {way: foot}}
  stroll: {title: Stroll, do: Go., takes: {months: [0, 1]}, achieves: {place: shore}}
  dive: {title: Dive, do: Jump., assumes: That it is warm., takes: {months: [1, 1]}, achieves: {place: water}}
  rest: {title: Rest, do: Lie down.}
  dry: {title: Dry, do: Sit.}
"""


NORTH = {"place": "home", "town": "north", "way": "foot", "swim": "no"}


@pytest.fixture
def lake(tmp_path: Path) -> KnowledgeBase:
    head = HEAD.replace("also: [alongside, caution]", "furthest: [place]")
    head = head.replace("greenhouse", "lake").replace("about one plant", "about a trip")
    conclusions = CONCLUSIONS[: CONCLUSIONS.index("  moisture")]
    return advisor.load(
        write_greenhouse(
            tmp_path / "lake",
            head=head,
            tables="tables: {}\n",
            questions=QUESTIONS,
            conclusions=conclusions,
            rules=RULES,
            steps=STEPS,
            properties="properties: {}\n",
        )
    )


def ids(road: Road) -> list[str]:
    return [stage.step.id for stage in road.stages]


def with_takes(kb: KnowledgeBase, step: str, *takes: Takes) -> KnowledgeBase:
    return replace(kb, steps={**kb.steps, step: kb.steps[step]._replace(takes=takes)})


def labels(plan: Plan) -> dict[tuple[str, ...], tuple[str, ...]]:
    """The labels of each road by the currencies that it is paid in and its steps."""
    return {(*road.total.costs, *ids(road)): road.labels for road in plan.roads}


def test_every_combination_of_decisions_is_followed_and_the_road_of_the_answers_comes_first(
    lake: KnowledgeBase,
) -> None:
    plan = advisor.plan(lake, NORTH)
    assert plan.exhaustive
    assert [(ids(road), road.now) for road in plan.roads] == [
        (["walk", "rest"], True),
        (["walk", "dive", "dry"], False),
        (["ride", "dive", "dry"], False),
        (["ride", "rest"], False),
        (["ride", "dive", "dry"], False),
        (["ride", "rest"], False),
    ]


def test_a_decision_that_does_not_matter_to_the_case_makes_no_further_road(lake: KnowledgeBase) -> None:
    plan = advisor.plan(lake, {**NORTH, "town": "south"})
    assert [road.choices for road in plan.roads] == [({"swim": ("no",)},), ({"swim": ("yes",)},)]


def test_roads_that_are_the_same_are_one_with_all_the_choices_that_lead_to_it(lake: KnowledgeBase) -> None:
    train = lake.steps["ride"].takes[0]
    plan = advisor.plan(with_takes(lake, "ride", train._replace(when=None)), NORTH)
    assert [road.choices for road in plan.roads if ids(road) == ["ride", "rest"]] == [
        ({"way": ("train", "bus"), "swim": ("no",)},)
    ]


def test_a_choice_among_all_there_are_is_no_condition_of_a_road(lake: KnowledgeBase) -> None:
    kb = replace(lake, questions={**lake.questions, "town": lake.questions["town"]._replace(decision=True)})
    stroll = next(road for road in advisor.plan(kb, NORTH).roads if ids(road) == ["stroll", "rest"])
    assert stroll.choices == ({"town": ("south",), "swim": ("no",)},)
    assert stroll.changes == ({"town": ("south",)},)


def test_a_road_that_only_the_undecided_take_is_told_where_it_is_the_road_now_and_else_not(
    lake: KnowledgeBase,
) -> None:
    undecided = advisor.plan(lake, {"place": "home", "town": "north"})
    assert ids(undecided.road) == ["think", "walk", "rest"]
    assert undecided.road.choices == ({"way": (UNKNOWN,), "swim": (UNKNOWN,)},)
    assert not any("think" in ids(road) for road in undecided.alternatives)
    assert not any("think" in ids(road) for road in advisor.plan(lake, NORTH).roads)


def test_to_decide_at_all_may_be_what_has_to_change(lake: KnowledgeBase) -> None:
    rest = lake.rule["rest"]
    rules = [
        rest._replace(when=All((rest.when, OneOf("swim", ("unknown",))))) if rule is rest else rule
        for rule in lake.rules
    ]
    kb = replace(lake, rules=tuple(rule for rule in rules if rule.id != "dive"))
    stuck = advisor.plan(kb, {"place": "shore"}).alternatives
    assert [(ids(road), road.changes) for road in stuck] == [([], ({"swim": ("yes", "no")},))]


def test_what_would_have_to_change_is_told_and_no_more(lake: KnowledgeBase) -> None:
    plan = advisor.plan(lake, {**NORTH, "swim": UNKNOWN})
    dive = next(road for road in plan.roads if ids(road) == ["walk", "dive", "dry"])
    assert dive.changes == ({"swim": ("yes",)},)
    assert dive.choices == ({"way": ("foot",), "swim": ("yes",)},)
    assert plan.road.changes == ()


def test_months_and_money_are_added_up_and_what_is_not_known_is_named(lake: KnowledgeBase) -> None:
    plan = advisor.plan(lake, {**NORTH, "way": "train", "swim": "yes"})
    total = plan.road.total
    assert total.months == (2, 3)
    assert total.costs == {"EUR": (5, 9)}
    assert (total.timeless, total.priceless) == ((), ("dive",))  # the end of the road is not counted
    assert plan.road.as_of == ("2025",)
    assert plan.road.assumes == ("That it is warm.",)
    assert [(slot.begins, slot.ends, slot.certain, slot.last) for slot in plan.road.slots] == [
        ((0, 0), (1, 2), True, False),
        ((1, 2), (2, 3), True, False),
        ((2, 3), (2, 3), True, True),
    ]


def test_sums_of_decimals_are_told_as_decimals(lake: KnowledgeBase) -> None:
    kb = with_takes(lake, "walk", Takes((0.1, 1.1), (0.1, 1.1), "EUR", "2026"))
    kb = with_takes(kb, "dive", Takes((0.2, 2.2), (0.2, 2.2), "EUR", "2026"))
    plan = advisor.plan(with_takes(kb, "ride"), {**NORTH, "swim": "yes"})
    assert plan.road.total.months == (0.3, 3.3)
    assert plan.road.total.costs == {"EUR": (0.3, 3.3)}
    assert "0.3 to 3.3 months" in " ".join(render(plan, 80).split())
    assert "102880 years and 7.5 months" in months((0, 1234567.5))


def test_after_a_step_of_unknown_time_no_beginning_is_certain(lake: KnowledgeBase) -> None:
    plan = advisor.plan(with_takes(lake, "walk"), {**NORTH, "swim": "yes"})
    assert plan.road.total.timeless == ("walk",)
    assert [slot.certain for slot in plan.road.slots] == [True, False, False]


def test_the_end_of_the_road_counts_with_what_it_says_it_takes(lake: KnowledgeBase) -> None:
    plan = advisor.plan(with_takes(lake, "dry", Takes((1, 2))), {"place": "water"})
    assert plan.road.total == ((1, 2), {}, (), (), ())
    text = " ".join(render(plan, 60).split())
    assert "1 to 2 months, price not known" in text
    assert "Together: 1 to 2 months" in text
    assert "#" in text
    assert "Together" not in render(advisor.plan(lake, {"place": "water"}), 60)


@pytest.mark.parametrize(
    ("walk", "dive", "said"),
    [
        (Takes((1, 1), FREE), Takes((1, 1), FREE), "2 months; free"),
        (Takes((1, 1), FREE), Takes((1, 1), FREE, "EUR", "2026"), "2 months; free (2026)"),
        (Takes((1, 1), FREE), Takes((1, 1)), "2 months; free but for 1 step, whose price is not known"),
        (Takes((1, 1), FREE), Takes((1, 1), (3, 3), "EUR", "2026"), "2 months; EUR 3 (2026)"),
        (Takes((1, 1), FREE, "CHF", "2025"), Takes((1, 1), (3, 3), "EUR", "2026"), "2 months; EUR 3 (2026)"),
        (Takes((1, 1)), Takes((1, 1)), "2 months; price not known"),
    ],
)
def test_what_is_free_and_what_is_not_known_are_told_apart(
    lake: KnowledgeBase, walk: Takes, dive: Takes, said: str
) -> None:
    kb = with_takes(with_takes(lake, "walk", walk), "dive", dive)
    plan = advisor.plan(kb, {**NORTH, "swim": "yes"})
    assert f"Together: {said}." in " ".join(render(plan).split())
    together = as_object(plan)["roads"][0]["together"]
    free = [id for id, takes in (("walk", walk), ("dive", dive)) if takes.cost == FREE]
    assert together["cost_free"] == free
    assert set(together["cost_not_known"]).isdisjoint(free)


def test_a_step_says_that_it_is_free_in_every_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_STATE_DIR", str(tmp_path / "state"))
    steps = GREENHOUSE_STEPS.replace("cost: [0, 5], currency: EUR, as_of: 2026", "cost: 0")
    kb = advisor.load(write_greenhouse(tmp_path / "greenhouse", steps=steps))
    assert kb.steps["water-now"].takes == (Takes((0, 1), FREE),)
    every = every_report(kb, {"plant": "tomato", "soil": "dry", "shade": "yes"})
    for name in ("text", "html", "markdown", "plan", "dialogue"):
        assert "up to 1 month, free" in " ".join(every[name].split()).replace("Up to", "up to"), name
    takes = advisor.recommend(kb, {"plant": "tomato", "soil": "dry"}).takes
    assert takes is not None
    assert taken(takes) == {"takes": {"months": [0, 1], "cost": [0, 0]}}


def test_currencies_are_never_added(lake: KnowledgeBase) -> None:
    kb = with_takes(lake, "dive", Takes(None, (2, 2), "EUR", "2026"))
    total = advisor.plan(kb, {**NORTH, "way": "bus", "swim": "yes"}).road.total
    assert total.costs == {"CHF": (3, 3), "EUR": (2, 2)}
    assert (total.timeless, total.priceless) == (("dive",), ())


def test_the_fastest_the_cheapest_and_the_furthest_are_called_so(lake: KnowledgeBase) -> None:
    assert labels(advisor.plan(lake, NORTH)) == {
        ("EUR", "walk", "rest"): ("cheapest",),  # nothing is cheaper than nothing, in whatever currency
        ("EUR", "walk", "dive", "dry"): ("furthest",),
        ("EUR", "ride", "dive", "dry"): ("furthest",),
        ("EUR", "ride", "rest"): ("fastest",),
        ("CHF", "ride", "dive", "dry"): ("furthest",),
        ("CHF", "ride", "rest"): (),
    }


def test_prices_in_two_currencies_are_not_compared(lake: KnowledgeBase) -> None:
    kb = with_takes(lake, "walk", Takes((4, 6), (1, 1), "EUR", "2026"))
    assert not any("cheapest" in road.labels for road in advisor.plan(kb, NORTH).roads)


def test_a_road_with_a_step_of_unknown_price_is_not_called_the_cheapest(lake: KnowledgeBase) -> None:
    kb = with_takes(lake, "walk", Takes((4, 6)))
    assert not any("cheapest" in road.labels for road in advisor.plan(kb, NORTH).roads)


def test_a_step_of_unknown_price_on_both_roads_does_not_keep_them_from_being_compared(lake: KnowledgeBase) -> None:
    kb = with_takes(lake, "stroll", Takes((0, 1)))
    assert labels(advisor.plan(kb, {**NORTH, "town": "south"})) == {
        ("stroll", "rest"): ("fastest", "cheapest"),
        ("stroll", "dive", "dry"): ("furthest",),
    }


def test_a_road_that_may_be_quicker_or_slower_is_not_called_the_fastest(lake: KnowledgeBase) -> None:
    kb = with_takes(lake, "walk", Takes((0, 6)))
    assert not any("fastest" in road.labels for road in advisor.plan(kb, NORTH).roads)


def test_a_road_with_a_step_of_unknown_time_is_not_called_the_fastest(lake: KnowledgeBase) -> None:
    kb = with_takes(lake, "ride", Takes(None, (1, 1), "EUR", "2026"))
    assert not any("fastest" in road.labels for road in advisor.plan(kb, NORTH).roads)


def test_a_road_that_reaches_no_end_is_not_called_the_fastest(lake: KnowledgeBase) -> None:
    kb = replace(lake, rules=tuple(rule for rule in lake.rules if rule.id != "rest"))
    plan = advisor.plan(kb, NORTH)
    assert not plan.road.complete
    assert plan.road.labels == ()
    assert {label for road in plan.roads for label in road.labels} == {"fastest", "cheapest"}
    assert all(road.complete for road in plan.roads if road.labels)


def test_a_label_that_every_road_would_have_is_none(lake: KnowledgeBase) -> None:
    plan = advisor.plan(replace(lake, furthest=()), NORTH)
    assert not any("furthest" in road.labels for road in plan.roads)
    assert advisor.plan(lake, {"place": "water"}).road.labels == ()


def test_what_differs_from_the_road_now_is_told(lake: KnowledgeBase) -> None:
    plan = advisor.plan(lake, {**NORTH, "way": "train"})
    told = {(*road.total.costs, *ids(road)): road.beside(plan.road) for road in plan.alternatives}
    dive = told["EUR", "walk", "dive", "dry"]
    assert [stage.step.id for stage in dive.more] == ["walk", "dive", "dry"]
    assert [stage.step.id for stage in dive.fewer] == ["ride", "rest"]
    bus = told["CHF", "ride", "rest"]
    assert (bus.more, bus.fewer, [stage.step.id for stage in bus.other]) == ((), (), ["ride"])
    assert not bus.reordered


def test_more_roads_than_can_be_followed_are_not_told_in_part(
    lake: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = advisor.plan(lake, NORTH)
    monkeypatch.setattr(branches, "MAX", 3)
    plan = advisor.plan(lake, NORTH)
    assert not plan.exhaustive
    assert [ids(road) for road in plan.roads] == [["walk", "rest"]]
    assert (plan.road.total, plan.road.reaches) == (whole.road.total, whole.road.reaches)
    assert "more roads than could be followed" in " ".join(render(plan, 80).split())


def test_a_case_without_a_single_next_step_has_an_honest_plan(lake: KnowledgeBase) -> None:
    plan = advisor.plan(lake, {"town": "north"})
    assert plan.road.stages == ()
    assert not plan.road.complete
    assert "no next step" in render(plan, 40)
    assert as_object(plan)["roads"][0]["steps"] == []


# Decisions in any knowledge base, against all combinations tried one by one.


@st.composite
def forked(draw: st.DrawFn) -> tuple[KnowledgeBase, dict[str, Answer]]:
    """A knowledge base with just one step, or none, in every case; some of its questions are decisions. And a case."""
    asked = draw(questions())
    asked = [one._replace(decision=one.kind == "choice" and draw(st.integers(0, 3)) > 0) for one in asked]
    names = [f"s{number}" for number in range(draw(st.integers(1, 5)))]
    holds = [draw(conditions(asked, {}, 0, 2)) for _ in names]
    if draw(st.integers(0, 3)):
        holds[-1] = All(())  # where no other step is next, the last one is
    whens = [All((holds[number], NoneOf(tuple(holds[:number])))) for number in range(len(names))]
    goal = Conclusion(id="goal", many=False, values=tuple(names), label="goal")
    kb = make_kb(asked, [goal], [make_rule(order, when, ("goal", names[order])) for order, when in enumerate(whens)])
    steps = {name: draw(step(name, asked)) for name in names}
    rising = [one.id for one in asked if one.kind == "choice"]
    furthest = tuple(draw(st.lists(st.sampled_from(rising), unique=True, max_size=2))) if rising else ()
    return replace(kb, steps=steps, furthest=furthest), draw(cases(kb, total=True))


@st.composite
def step(draw: st.DrawFn, name: str, asked: list[Question]) -> Step:
    when = st.none() | conditions(asked, {}, 0, 1)
    span = st.none() | st.sampled_from([(0, 0), (1, 1), (1, 3)])
    set_ = st.lists(st.sampled_from(asked), min_size=1, max_size=2, unique_by=lambda one: one.id)
    # fmt: off
    return Step(
        name,
        draw(st.sampled_from(["T", *(f"T {{{one.id}}}" for one in asked)])),
        (),
        takes=tuple(Takes(draw(span), when=draw(when)) for _ in range(draw(st.integers(0, 2)))),
        achieves=tuple(
            Effect({one.id: draw(answer_to(one)) for one in draw(set_)}, draw(when))
            for _ in range(draw(st.sampled_from((0, 1, 1, 2))))
        ),
        assumes=(Paragraph("That it works.", draw(when)),),
    )
    # fmt: on


def told(kb: KnowledgeBase, case: Answers) -> tuple[object, ...]:
    """What the road of a case is to a person."""
    way = roadmap(kb, case)
    end = after(*way.stages[-1]) if way.stages else kb.total(case)
    stages = (stage(*it) for it in way.stages)
    return tuple(map(said, stages)), way.complete, tuple(end[id] for id in kb.furthest)


def said(stage: Any) -> tuple[object, ...]:
    takes = (stage.takes.months, stage.takes.cost) if stage.takes else None
    return stage.step.id, stage.title, takes, stage.assumes


def covers(choices: Choices, case: Answers) -> bool:
    return all(case[id] in values for id, values in choices.items())


@settings(max_examples=examples(400))
@given(forked())
def test_the_roads_are_those_of_all_combinations_of_decisions(made: tuple[KnowledgeBase, dict[str, Answer]]) -> None:
    compare(*made)


@pytest.mark.slow
def test_the_roads_of_every_example_are_those_of_all_combinations_of_decisions() -> None:
    kb = advisor.load()
    forks = 0
    for path in sorted((Path(__file__).parents[2] / "examples" / "cases").glob("*.yaml")):
        for case in read_cases(str(path), kb):
            assert isinstance(case, Case)
            forks += compare(kb, advisor.recommend(kb, case).case)
    assert forks > 20


def compare(kb: KnowledgeBase, case: Answers) -> bool:
    """Compares the plan with the roads of all combinations, each tried by itself; whether there is more than one."""
    plan = advisor.plan(kb, case)
    assert plan.exhaustive
    decisions = [id for id, question in kb.questions.items() if question.decision]
    every = [{**case, **dict(zip(decisions, combo, strict=True))} for combo in product(*values(kb, decisions))]
    expected = {told(kb, other) for other in every} | {told(kb, case)}
    found = [(tuple(map(said, road.stages)), road.complete, tuple(road.reaches.values())) for road in plan.roads]
    assert len(found) == len(set(found))
    assert set(found) == expected
    assert found[0] == told(kb, case)
    assert [road.now for road in plan.roads] == [True] + [False] * len(plan.alternatives)
    for other in every:  # just those choices are named that lead there
        assert [road for road in plan.roads if any(covers(way, other) for way in road.choices)] == [
            plan.roads[found.index(told(kb, other))]
        ]
    for road, is_now in zip(plan.roads, found, strict=True):
        for way in road.changes:
            changed = {**case, **{id: chosen[0] for id, chosen in way.items()}}
            assert told(kb, changed) == is_now
        assert bool(road.changes) is not road.now
    return len(found) > 1


def values(kb: KnowledgeBase, ids: list[str]) -> list[tuple[str, ...]]:
    return [kb.questions[id].values for id in ids]


# How it reads


@pytest.mark.parametrize("width", [40, 80])
def test_the_text_keeps_to_its_width(width: int) -> None:
    text = render(advisor.plan(advisor.load(), {"country": "us"}), width)
    assert max(map(len, text.splitlines())) <= width
    assert "\n    |" in text


def test_the_text_tells_the_roads_and_what_is_not_known(lake: KnowledgeBase) -> None:
    text = render(advisor.plan(lake, {**NORTH, "way": "train", "swim": "yes"}), 60)
    for part in (
        "THE PLAN\n 1. Ride\n    1 to 2 months, EUR 5 to 9 (2025)\n    |",
        " 2. Dive\n    1 month, price not known\n    |",
        " 3. Dry\n    from then on\n",
        "Together: 2 to 3 months; EUR 5 to 9 (2025), and the price of\n  1 step, which is not known.",
        'At the end: place is "In the water".',
        "Of the 6 roads this is the furthest.",
        'The fastest, if swim is "No".',
        'The furthest, if your way is "By North\'s bus".',
        "Without: Dive; Dry.",
        "Different: Ride (2 to 4 months, CHF 3 (2024)).",
        "This plan takes for granted:\n- That it is warm.",
        "As of: prices as of 2024, 2025 and 2026.",
    ):
        assert part in text


def test_a_bar_begins_where_the_longest_of_those_before_it_ends(lake: KnowledgeBase) -> None:
    bars = [line for line in render(advisor.plan(lake, {**NORTH, "swim": "yes"}), 34).splitlines() if "|" in line]
    assert bars[:2] == ["    |################--------    |", "    |                        ####|"]


def test_a_step_of_unknown_time_is_marked_and_not_drawn_as_none(lake: KnowledgeBase) -> None:
    text = render(advisor.plan(with_takes(lake, "walk"), {**NORTH, "swim": "yes"}), 60)
    assert "    |?" in text
    assert "? the time is not known" in " ".join(text.split())
    assert "1 month, and the time of 1 step, which is not known" in " ".join(text.split())


def test_the_object_is_plain_data_with_all_roads(lake: KnowledgeBase) -> None:
    found = json.loads(json.dumps(as_object(advisor.plan(lake, {**NORTH, "way": "train", "swim": "yes"}, "Ann"))))
    assert (found["knowledge_base"], found["version"], found["name"]) == ("lake", 1, "Ann")
    assert found["answers"]["way"] == "train"
    now, *others = found["roads"]
    assert now["now"]
    assert not any(road["now"] for road in others)
    assert now["choices"] == [{"way": ["train"], "swim": ["yes"]}]
    assert now["together"] == {
        "months": [2, 3],
        "months_not_known": [],
        "costs": {"EUR": [5, 9]},
        "cost_not_known": ["dive"],
        "cost_free": [],
    }
    assert now["leads_to"] == {"place": "water"}
    assert now["steps"][1]["begins"] == {"months": [1, 2], "certain": True}
    assert [road["more"] for road in others if road["labels"] == ["fastest"]] == [["rest"]]


def test_the_fork_of_the_knowledge_base_that_ships_is_a_decision() -> None:
    plan = advisor.plan(advisor.load(), {"country": "us", "bachelor_plan": "no"})
    furthest = next(road for road in plan.roads if "furthest" in road.labels)
    assert furthest.changes == ({"bachelor_plan": ("now",)},)
    assert [stage.step.id for stage in furthest.beside(plan.road).more] == [
        "earn-bachelor-degree",
        "take-administrator-exam",
    ]
