"""A small knowledge base with a score, and with grades and a verdict that the first rule that holds decides."""

from __future__ import annotations

from pathlib import Path

from greenhouse import write_kb

from advisor.knowledge.loader import load
from advisor.knowledge.model import KnowledgeBase

HEAD = """\
id: loans
title: A loan
version: 1
goals: [verdict, grade]
also: [limit]
"""

QUESTIONS = """\
questions:
  age:
    label: your age
    ask: How old are you?
    why: The young have little history.
    number: {min: 18, max: 99, whole: yes, unit: years}
  work:
    label: your work
    ask: How are you employed?
    why: Steady work pays loans back.
    choices: {permanent: Permanently, temporary: For a time, none: Not at all}
  debts:
    label: your debts
    plural: yes
    ask: Do you have other debts?
    why: Debts eat up income.
    choices: {yes: "Yes", no: "No"}
  bankrupt:
    label: bankruptcy
    ask: Are you bankrupt?
    why: The law forbids such loans.
    required: yes
    choices: {yes: "Yes", no: "No"}
"""

CONCLUSIONS = """\
conclusions:
  score: {number: {min: -20, max: 100, unit: points, unit_of_one: point, start: 10}, label: Your score}
  grade:
    label: Your grade
    one: {good: A good grade, fair: A fair grade, poor: A poor grade}
    first: yes
    otherwise: {rule: grade-poor, value: poor, because: "Your score is only {score}."}
  verdict:
    label: Verdict
    one: {refused: You get no loan., granted: You get the loan. Congratulations., asked: We ask you to come by.}
    first: yes
    otherwise: {rule: refuse, value: refused, because: Your grade does not suffice.}
  limit:
    label: Your limit
    number: {min: 0, max: 5000, unit: dollars}
"""

RULES = """\
rules:
  score-age: {when: {age: {at_least: 30}}, then: {score: {add: 32}}, because: Who is thirty has a history.}
  score-work: {when: {work: permanent}, then: {score: {add: 45}}, because: Permanent work is steady.}
  score-debts: {when: {debts: yes}, then: {score: {add: -20}}, because: Debts eat up income.}
  grade-good: {when: {score: {at_least: 70}}, then: {grade: good}, because: "Your score is {score}."}
  grade-fair: {when: {score: {at_least: 40}}, then: {grade: fair}, because: "Your score is {score}, which is fair."}
  bankrupt: {when: {bankrupt: yes}, then: {verdict: refused}, because: Who is bankrupt gets no loan.}
  grant: {when: {grade: good}, then: {verdict: granted}, because: Your grade is good.}
  ask: {when: {grade: fair, work: {not: none}}, then: {verdict: asked}, because: Your grade is fair and you work.}
  limit-good: {when: {grade: good}, then: {limit: {add: 3000}}, because: A good grade lifts the limit.}
  limit-work: {when: {work: permanent}, then: {limit: {add: 2000}}, because: Permanent work lifts the limit.}
"""

PARTS = {"head": HEAD, "questions": QUESTIONS, "conclusions": CONCLUSIONS, "rules": RULES}


def write_loans(folder: Path, **changed: str) -> Path:
    """The knowledge base with some of its files replaced: head, questions, conclusions, rules, or one more."""
    return write_kb(folder, **{**PARTS, **changed})


def loans(folder: Path, **changed: str) -> KnowledgeBase:
    return load(write_loans(folder / "loans", **changed))
