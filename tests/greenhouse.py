"""A small, whole knowledge base of the tests, and a writer of others."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.errors import KnowledgeBaseError
from advisor.knowledge.loader import load

HEAD = """\
id: greenhouse
title: Watering a greenhouse
version: 1
goal: next_step
also: [alongside, caution]
welcome: A few questions about one plant.
"""

SOURCES = """\
sources:
  handbook:
    title: The grower's handbook
    url: https://example.org/handbook
    as_of: 2026-05
    trust: official
    passages: {1: Water in the morning, light: Shade from noon}
  neighbour:
    title: The neighbour
"""

TABLES = """\
tables:
  plants:
    columns:
      name: {text: Name}
      thirsty: {one: [yes, no, unclear], text: Needs much water}
    rows:
      tomato: {name: Tomato, thirsty: yes}
      cucumber: {name: Cucumber, thirsty: yes}
      cactus: {name: Cactus, thirsty: no}
      orchid: {name: Orchid, thirsty: unclear}
"""

QUESTIONS = """\
questions:
  plant:
    topic: The plant
    label: plant
    ask: What do you grow?
    why: Plants differ in thirst.
    required: yes
    table: plants
    shown: name
  soil:
    topic: The plant
    ask: Push a finger into the soil. What do you feel?
    why: Wet soil needs no water.
    help: The soil is what the plant stands in.
    choices:
      dry: Dry
      wet: Wet
      unknown: I have not tried
  signs:
    topic: What you see
    label: signs
    ask: Which of these do you see?
    why: Signs tell what the soil does not.
    many: {wilting: Hanging leaves, spots: Brown spots}
  days:
    topic: What you did
    label: days since watering
    ask: How many days ago did you water?
    why: A pot dries out within days.
    number: {min: 0, max: 60, whole: yes, unit: days, unit_of_one: day}
  shade:
    ask: Is there shade at noon?
    why: Noon sun burns leaves.
    choices: {yes: Shade, no: Full sun}
"""

CONCLUSIONS = """\
conclusions:
  next_step: {one: steps, label: Next step}
  moisture: {one: [enough, short], label: Moisture}
  light: {one: [good], label: Light}
  alongside:
    label: Alongside
    many: [air, talk]
  caution:
    label: Watch out
    many:
      wet-feet: Never let {plant.name} stand in water.
      check-leaves: Look at the leaves each day.
"""

RULES = """\
rules:
  moisture-short:
    when: {soil: dry, plant.thirsty: yes}
    then: {moisture: short}
    because: Dry soil and a thirsty plant.
    cite: [handbook/1]
  moisture-short-by-days:
    when:
      soil: unknown
      days: {at_least: 3}
      signs: wilting
    then: {moisture: short}
    because: Nobody watered for {days} and the leaves hang.
    cite: [handbook, neighbour]
  moisture-enough:
    when: {moisture: {not: short}}
    then: {moisture: enough}
    because: Nothing says that water is short.
  light-good:
    when:
      any:
        - shade: yes
        - plant.thirsty: no
    then: {light: good}
    because: Shade, or a plant that likes the sun.
    cite: [handbook/light]
  next-water:
    when: {moisture: short}
    then: {next_step: water-now}
    because: Water comes first.
  next-shade:
    when:
      moisture: enough
      none:
        - light: good
    then: {next_step: hang-cloth}
    because: With enough water, {plant} lacks only shade.
    cite: [handbook/light]
  next-enjoy:
    when: {moisture: enough, light: good}
    then: {next_step: enjoy}
    because: Nothing is missing.
  alongside-air:
    when: {signs: [spots, wilting]}
    then: {alongside: air}
    because: Leaves with signs want air.
  alongside-talk:
    when: {signs: none, days: {below: 2}}
    then: {alongside: talk}
    because: A healthy plant likes company.
  caution-wet-feet:
    when: {plant.thirsty: {not: yes}, soil: {not: dry}}
    then: {caution: wet-feet}
    because: This plant rots in wet soil.
  caution-leaves:
    when: {signs: {all: [wilting, spots]}}
    then: {caution: check-leaves}
    because: Both signs together mean trouble.
"""

STEPS = """\
steps:
  water-now:
    title: Water the {plant.name}
    do: |
      Water it in the morning, **slowly**, until the pot is heavy.
    gives: Moist soil for days.
    watch:
      - Water in the saucer.
      - {when: {signs: spots}, text: Keep the leaves dry.}
    assumes: That the tap works.
    takes: {months: [0, 1], cost: [0, 5], currency: EUR, as_of: 2026}
    achieves: {soil: wet, days: 0}
    cite: [handbook/1]
  hang-cloth:
    title: Hang a cloth
    do:
      - Hang it on the south side.
    takes:
      - {when: {plant: tomato}, months: [0, 2]}
      - {months: [0, 1]}
    achieves:
      - {set: {shade: yes}}
      - {when: {days: {below: 1}}, set: {days: {at_least: 1}}}
  enjoy:
    title: Enjoy it
    do: Sit down beside it.
"""

PROPERTIES = """\
properties:
  thirst-is-seen:
    never: {soil: dry, plant.thirsty: yes, moisture: enough}
    because: Whoever feels dry soil is not told that there is water enough.
    cite: [handbook/1]
  water-is-judged:
    always:
      any: [{moisture: enough}, {moisture: short}]
    because: Every step needs one or the other.
"""

PARTS = {
    "head": HEAD,
    "sources": SOURCES,
    "tables": TABLES,
    "questions": QUESTIONS,
    "conclusions": CONCLUSIONS,
    "rules": RULES,
    "steps": STEPS,
    "properties": PROPERTIES,
}
"""The greenhouse's files by name."""


def write_kb(folder: Path, **sections_text: str) -> Path:
    """Writes `name.yaml` for each text; `__` in a name is a sub-folder and other `_` stand for `-`.

    A text under `head` becomes `knowledge-base.yaml`.
    """
    for name, text in sections_text.items():
        name = "knowledge-base" if name == "head" else name.replace("__", "/").replace("_", "-")
        path = folder / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def write_greenhouse(folder: Path, **changed: str) -> Path:
    """The greenhouse with some of its files replaced: head, sources, tables, questions, conclusions, rules, steps,
    properties."""
    return write_kb(folder, **{**PARTS, **changed})


def replaced(part: str, value: str) -> list[str]:
    """A file of the greenhouse, again and again, each time with another one of its values replaced."""
    import yaml

    def below(node: yaml.Node) -> list[yaml.Node]:
        inner = [value for _, value in node.value] if isinstance(node, yaml.MappingNode) else []
        inner += node.value if isinstance(node, yaml.SequenceNode) else []
        return [*inner, *(deeper for part in inner for deeper in below(part))]

    whole = PARTS[part]
    spans = [(node.start_mark.index, node.end_mark.index) for node in below(yaml.compose(whole))]
    return [whole[:start] + value + "\n" * whole[:end].endswith("\n") + whole[end:] for start, end in spans]


def mistakes(folder: Path) -> list[str]:
    """What the loader says of the knowledge base in this folder, the folder left out of the places."""
    with pytest.raises(KnowledgeBaseError) as caught:
        load(folder)
    return [str(problem).replace(f"{folder}/", "") for problem in caught.value.problems]
