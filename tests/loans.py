"""A small knowledge base of two goals, of which the first rule that holds decides one, and of concluded numbers."""

from __future__ import annotations

LOAN = {
    "head": """\
id: loan
title: Whether a loan is granted
version: 1
goals: [verdict, rate]
also: [score]
""",
    "questions": """\
questions:
  age: {label: age, ask: How old are you?, why: It counts., number: {min: 0, max: 120, whole: yes, unit: years}}
  work: {label: work, ask: Do you have work?, why: It counts., choices: {steady: Steady, odd: Now and then}}
""",
    "conclusions": """\
conclusions:
  score: {label: Score, number: {min: -10, max: 100, start: 10.5, places: 1, unit: points, unit_of_one: point}}
  checks: {label: Checks, number: {min: 0, max: 2}}
  rate: {label: Rate, one: {low: 3 percent, high: 7 percent}}
  verdict:
    label: Verdict
    one: {granted: It is granted., refused: It is refused., seen: Somebody looks at it.}
    first: yes
    otherwise: {rule: see, value: seen, because: Nothing settles it.}
""",
    "rules": """\
rules:
  grown: {when: {age: {at_least: 30}}, then: {score: {add: 20}}, because: "You are {age}."}
  steady: {when: {work: steady}, then: {score: {add: 30.5}}, because: You work.}
  odd: {when: {work: odd}, then: {score: {add: -12.5}}, because: You work now and then.}
  check: {when: {work: odd}, then: {checks: {add: 1}}, because: It is looked at.}
  child: {when: {age: {below: 18}}, then: {verdict: refused}, because: You are too young.}
  good: {when: {score: {at_least: 41}}, then: {verdict: granted}, because: "Your score is {score}."}
  bad: {when: {score: {below: 0}}, then: {verdict: refused}, because: Too few points.}
  low: {when: {score: {above: 41}}, then: {rate: low}, because: Many points.}
  high: {when: {score: {at_most: 41}, work: [steady, odd]}, then: {rate: high}, because: Few points.}
""",
}
ROWS = [
    {"id": "a", "age": "40", "work": "steady"},
    {"id": "b", "age": "20", "work": "steady"},
    {"id": "c", "age": "20", "work": "odd"},
    {"id": "d", "age": "12", "work": "steady"},
    {"id": "e", "age": "31", "work": None},
    {"id": "f", "age": "old", "work": "odd"},
]
