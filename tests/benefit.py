"""A knowledge base of the tests whose tables say more: limits, lists, and cells with sources of their own."""

from __future__ import annotations

from pathlib import Path

HEAD = """\
id: meals
title: Free meals at school
version: 1
goal: next_step
also: [caution]
"""

SOURCES = """\
sources:
  act: {title: The act on meals, as_of: 2026-01, url: "https://example.org/act", passages: {7: Who is entitled}}
  north: {title: The council of the north, as_of: 2025}
  south: {title: The council of the south}
"""

TABLES = """\
tables:
  households:
    columns:
      name: {text: Name}
      limit: {text: Monthly income limit, number: {unit: dollars, unit_of_one: dollar}}
    rows:
      one: {name: One person, limit: 1000}
      two: {name: Two people, limit: {is: 1500.5, cite: act/7, as_of: 2025-11}}
      three: {name: Three people, limit: 1500.5}
      more: {name: More than three, limit: unknown}
  councils:
    columns:
      name: {}
      form: {one: [paper, online, either], text: Its form}
      accepts: {many: school, text: Schools with an agreement}
      days: {many: {mon: Monday, tue: Tuesday, wed: Wednesday}, text: Opening days}
      years: {number: {}, text: Years of residence}
    rows:
      north:
        name: The North
        form: {is: paper, cite: [north], as_of: 2025-09}
        accepts: {is: [maple, oak], cite: north}
        days: [mon, wed, tue]
        years: 2
      south: {name: The South, form: {is: online, cite: south}, accepts: oak, days: [], years: 0}
      east: {name: The East, form: either, accepts: [oak], days: [mon], years: 5}
"""

QUESTIONS = """\
questions:
  size: {label: your household, ask: How many are you at home?, why: Limits differ., table: households, shown: name}
  income:
    label: your income
    ask: How much do you earn in a month?
    why: There is a limit.
    number: {min: 0, max: 5000, unit: dollars, unit_of_one: dollar}
  council: {label: your council, ask: Where do you live?, why: Councils differ., table: councils, shown: name}
  school:
    label: your school
    ask: Which school is it?
    why: Councils have agreements with some.
    choices: {oak: The Oak, elm: The Elm, maple: The Maple}
"""

CONCLUSIONS = """\
conclusions:
  next_step: {one: steps, label: Next step}
  entitled: {one: [yes], label: Entitlement}
  place: {one: [agreed], label: Place, internal: yes}
  caution: {many: {form: "{council} takes forms on {council.form}, on {council.days}."}, label: Watch out}
"""

RULES = """\
rules:
  entitled:
    when: {income: {at_most: size.limit}}
    then: {entitled: yes}
    because: Your income is low enough.
    cite: [act/7]
  agreed: {when: {school: council.accepts}, then: {place: agreed}, because: There is an agreement., cite: [act]}
  apply:
    when: {entitled: yes, place: agreed}
    then: {next_step: apply}
    because: "The limit is {size.limit}, and {council} accepts {council.accepts}."
    cite: [act]
  ask:
    when: {entitled: yes, place: {not: agreed}}
    then: {next_step: ask}
    because: Ask for an exception.
    cite: [act]
  wait: {when: {entitled: {not: yes}}, then: {next_step: wait}, because: "So far, no.", cite: [act]}
  form: {when: {council.form: paper}, then: {caution: form}, because: It is on paper.}
"""

STEPS = """\
steps:
  apply:
    title: Apply at {council}
    do: ["Bring the form.", {when: {council.form: [paper, either]}, text: Bring a pen.}]
    cite: [act]
  ask: {title: Ask the school, do: "They are open on {council.days}; the limit is {size.limit}."}
  wait: {title: Wait, do: Wait a year.}
"""

PARTS = {
    "head": HEAD,
    "sources": SOURCES,
    "tables": TABLES,
    "questions": QUESTIONS,
    "conclusions": CONCLUSIONS,
    "rules": RULES,
    "steps": STEPS,
}


def write_benefit(folder: Path, **changed: str) -> Path:
    """The knowledge base with some of its files replaced."""
    from greenhouse import write_kb  # the fuzzer, for which it has another name, needs the texts alone

    return write_kb(folder, **{**PARTS, **changed})
