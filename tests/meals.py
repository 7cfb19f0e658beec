"""A small knowledge base whose goals are no steps: who eats at school for free, and what the others pay."""

from __future__ import annotations

from pathlib import Path

from greenhouse import write_kb

from advisor.knowledge.loader import load
from advisor.knowledge.model import KnowledgeBase

HEAD = """\
id: meals
title: Meals at school
version: 1
goals: [verdict, price]
also: [hint]
welcome: A few questions about one child.
"""

QUESTIONS = """\
questions:
  foster:
    topic: The child
    label: whether it is a foster child
    ask: Is the child in foster care?
    why: Foster children eat for free.
    choices: {yes: "Yes", no: "No"}
  benefits:
    topic: The household
    label: the household's benefits
    plural: yes
    ask: Which of these does the household receive?
    why: Whoever receives some of them need not show an income.
    many: {snap: Food stamps, housing: A housing allowance}
  income:
    topic: The household
    label: the household's income
    ask: What does the household earn in a year?
    why: There are limits to the income.
    number: {min: 0, max: 500000, whole: yes, unit: dollars}
"""

CONCLUSIONS = """\
conclusions:
  verdict:
    label: Verdict
    one:
      free: The child eats for free. Nothing has to be paid back.
      reduced: The child eats at a reduced price.
      paid: The child pays the full price.
  price:
    label: Price of a meal
    one: {nothing: Nothing, forty-cents: 40 cents, full: The school's full price}
  categorical: {one: [yes], label: Entitlement by benefits}
  hint:
    label: Good to know
    many: {again: Apply again whenever the income changes.}
"""

RULES = """\
rules:
  categorical-snap:
    when: {benefits: snap}
    then: {categorical: yes}
    because: Food stamps are proof enough.
  free-foster:
    when: {foster: yes}
    then: {verdict: free}
    because: Foster children eat for free.
  free-categorical:
    when: {categorical: yes, foster: {not: yes}}
    then: {verdict: free}
    because: The household receives a benefit that counts.
  reduced-income:
    when: {foster: {not: yes}, categorical: {not: yes}, income: {at_most: 40000}}
    then: {verdict: reduced}
    because: The income of {income} is below the limit.
  paid:
    when: {foster: {not: yes}, categorical: {not: yes}, none: [{income: {at_most: 40000}}]}
    then: {verdict: paid}
    because: Nothing says that the household is entitled.
  price-free: {when: {verdict: free}, then: {price: nothing}, because: What is free costs nothing.}
  price-reduced: {when: {verdict: reduced}, then: {price: forty-cents}, because: The law sets the reduced price.}
  price-full: {when: {verdict: paid}, then: {price: full}, because: The school sets the full price.}
  hint-again:
    when: {verdict: [reduced, paid], income: {above: 30000}}
    then: {hint: again}
    because: The income is near the limit.
"""

PARTS = {"head": HEAD, "questions": QUESTIONS, "conclusions": CONCLUSIONS, "rules": RULES}


def write_meals(folder: Path, **changed: str) -> Path:
    """The knowledge base with some of its files replaced: head, questions, conclusions, rules, or one more."""
    return write_kb(folder, **{**PARTS, **changed})


def meals(folder: Path, **changed: str) -> KnowledgeBase:
    return load(write_meals(folder / "meals", **changed))
