"""The format of the files of a knowledge base, declared once.

The parser takes from here which keys there are and which are required, `advisor.exports.json_schema` what editors are
told of them. A new key is a line here, and whatever reads its value. What one value means to another is in neither:
the parser checks it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from advisor.knowledge import not_possible
from advisor.knowledge.conditions import COMPARISONS
from advisor.knowledge.schema_kinds import (
    Constant,
    Either,
    Key,
    Kind,
    Listed,
    Mapped,
    Named,
    Record,
    Scalar,
    Words,
    one_or_many,
)
from advisor.knowledge.wording import Terms

URL = re.compile(r"https?://[^\s/]\S*")

CONDITION, PARAGRAPHS, CITE, RANGE = Named("condition"), Named("paragraphs"), Named("cite"), Named("range")
WORDS = Listed(Scalar.WORD, least=1, unique=True)
PLURAL = Key(Scalar.FLAG, "Whether the label is a plural, 'are' and not 'is'; else its last letter decides.")

TRUST = ("official", "mirror", "secondary", "general")
SOURCE = Record(
    {
        "title": Key(Scalar.TEXT, "What it is called.", required=True),
        "url": Key(Scalar.URL, "Where it can be read; begins with https:// or http://."),
        "as_of": Key(Scalar.DATE, "The day, month or year of the statement."),
        "trust": Key(Words(TRUST), "How good it is."),
        "passages": Key(Mapped(Scalar.TEXT), "Parts of it by the names by which they are cited."),
    }
)
UNITS = Record(
    {
        "unit": Key(Scalar.TEXT, "What is counted, as 'years'."),
        "unit_of_one": Key(Scalar.TEXT, "The same of one, as 'year'."),
    }
)
COLUMN = Record(
    {
        "text": Key(Scalar.TEXT, "What the column is called; else its id in words."),
        "one": Key(WORDS, "Each cell holds one of these words."),
        "number": Key(UNITS, "Each cell holds a number, or 'unknown'."),
        "many": Key(
            Either((WORDS, Mapped(Scalar.TEXT, by_id=True, least=1), Scalar.WORD)),
            "Each cell lists some of these values, or some of the values of the question that is named; or 'unknown'.",
        ),
        "told": Key(
            Either((Scalar.TEXT, Mapped(Scalar.TEXT, least=1))),
            "A clause in which a reason tells the cell, or one for each of its words; {column} names what the row has.",
        ),
    },
    at_most_one=("one", "number", "many"),
)
CONTENT = Either((Scalar.TEXT, Listed(Scalar.WORD, unique=True)))
CELL = Record(
    {
        "is": Key(CONTENT, "What stands in the cell.", required=True),
        "cite": Key(CITE, "Told where a reason reads this cell, and nowhere else."),
        "as_of": Key(Scalar.DATE, "The day, month or year as of which it is so."),
    }
)
TABLE = Record(
    {
        "columns": Key(Mapped(COLUMN, by_id=True), "What is known of each row.", required=True),
        "rows": Key(
            Mapped(Mapped(Either((CONTENT, CELL))), by_id=True), "Each with what stands in its columns.", required=True
        ),
    }
)
NUMBER = Record(
    {
        "min": Key(Scalar.NUMBER, "The least answer.", required=True),
        "max": Key(Scalar.NUMBER, "The most.", required=True),
        "whole": Key(Scalar.FLAG, "Whether only whole numbers are answers."),
        **UNITS.keys,
    }
)
NARROWING = Record(
    {
        "since": Key(Scalar.VERSION, "The version of the knowledge base that narrowed it.", required=True),
        "text": Key(Scalar.TEXT, "What it no longer holds, and what to answer instead.", required=True),
    }
)
ALIKE = Listed(Scalar.WORD, least=2, unique=True)
DEMAND = Record({"when": Key(CONDITION, "On other questions.", required=True)})
QUESTION = Record(
    {
        "topic": Key(Scalar.TEXT, "A heading."),
        "label": Key(Scalar.TEXT, "A noun phrase for explanations; else the id in words."),
        "ask": Key(Scalar.TEXT, "The question.", required=True),
        "why": Key(Scalar.TEXT, "Shown when the person asks why.", required=True),
        "help": Key(Scalar.TEXT, "What its words mean, shown to who asks."),
        "plural": PLURAL,
        "required": Key(
            Either((Scalar.FLAG, DEMAND)), "A required question does not take 'unknown', always or where 'when' holds."
        ),
        "decision": Key(Scalar.FLAG, "The answer is for the person to choose, not a fact."),
        "alike": Key(
            Either((ALIKE, Listed(ALIKE, least=1))),
            "Values that mean the same on purpose, or a list of such lists; 'advisor check' proves that they do.",
        ),
        "choices": Key(Mapped(Scalar.TEXT, least=1), "One of these values."),
        "many": Key(Mapped(Scalar.TEXT, least=1), "Any number of these values."),
        "number": Key(NUMBER, "A number from min to max."),
        "table": Key(Scalar.WORD, "The values are the rows of this table."),
        "shown": Key(Scalar.WORD, "The column of the table that words its values."),
        "called": Key(
            Either((Scalar.WORD, Mapped(Scalar.TEXT, least=1))),
            "Other names of its values, parted by commas: of each value, or the table's column that lists them.",
        ),
        "narrowed": Key(Mapped(NARROWING, least=1), "Values that mean less than in an earlier version."),
    },
    just_one=("choices", "many", "number", "table"),
    instead=not_possible.QUESTION,
)

STEPS = "steps"
"""The word that stands for the ids of all steps, as the values of a conclusion."""

CONCLUDED = Either((WORDS, Mapped(Scalar.TEXT, by_id=True, least=1), Constant(STEPS)))
OTHERWISE = Record(
    {
        "rule": Key(Scalar.ID, "The id of this rule.", required=True),
        "value": Key(Scalar.WORD, "What it concludes.", required=True),
        "because": Key(Scalar.TEXT, "A sentence for the person.", required=True),
        "cite": Key(CITE, "What it rests on."),
    }
)
TOTAL = Record(
    {
        "min": Key(Scalar.NUMBER, "The least that it may come to; 'advisor check' proves it.", required=True),
        "max": Key(Scalar.NUMBER, "The most.", required=True),
        "start": Key(Scalar.NUMBER, "What the number begins with; else 0."),
        "places": Key(Scalar.NUMBER, "So many decimal places; else none."),
        "unit": Key(Scalar.TEXT, "What is counted, as 'points'."),
        "unit_of_one": Key(Scalar.TEXT, "The same of one, as 'point'."),
    }
)
CONCLUSION = Record(
    {
        "label": Key(Scalar.TEXT, "What reports call it; else its id in words."),
        "plural": PLURAL,
        "internal": Key(Scalar.FLAG, "Serves the rules: reports for a person pass it over."),
        "one": Key(CONCLUDED, "One of these values at most."),
        "many": Key(CONCLUDED, "Any number of these values."),
        "number": Key(TOTAL, "A number that rules add to."),
        "first": Key(Scalar.FLAG, "Of its rules only the first whose condition holds fires."),
        "otherwise": Key(OTHERWISE, "What holds where no rule does; it is a rule too."),
    },
    just_one=("one", "many", "number"),
    needs={"first": "one", "otherwise": "first"},
    instead=not_possible.CONCLUSION,
)
ADD = Record(
    {"add": Key(Scalar.NUMBER, "What the rule adds to the number; negative to take away.", required=True)},
    instead=not_possible.ADD,
)
RULE = Record(
    {
        "when": Key(CONDITION, "Where the rule holds; {} is everywhere.", required=True),
        "then": Key(
            Mapped(Either((Scalar.WORD, ADD)), least=1, most=1),
            "One value of one attribute, or what is added to a number.",
            required=True,
        ),
        "because": Key(Scalar.TEXT, "A sentence for the person.", required=True),
        "cite": Key(CITE, "What it rests on: source or source/passage."),
    },
    instead=not_possible.RULE,
)

PARAGRAPH = Record(
    {"when": Key(CONDITION, "Where it is shown."), "text": Key(Scalar.TEXT, "The paragraph.", required=True)}
)
TAKES = Record(
    {
        "when": Key(CONDITION, "Where this holds; of several the first that does counts."),
        "months": Key(RANGE, "The least and the most."),
        "cost": Key(Either((RANGE, Constant(0, "It is free."))), "The least and the most, or 0."),
        "currency": Key(Scalar.WORD, "Of the cost, as EUR."),
        "as_of": Key(Scalar.DATE, "The day, month or year of the figures."),
    },
    some_of=("months", "cost"),
    needs={"currency": "cost"},
    more={
        "allOf": [
            {
                "if": {
                    "required": ["cost"],
                    "properties": {"cost": {"type": "array", "contains": {"exclusiveMinimum": 0}}},
                },
                "then": {"required": ["currency", "as_of"]},
            }
        ]
    },
)
RAISE = Record({"at_least": Key(Scalar.NUMBER, "The number is raised to this, where it is less.", required=True)})
ACHIEVED = Mapped(Either((Scalar.VALUE, Listed(Scalar.WORD), RAISE)), least=1)
EFFECT = Record(
    {
        "when": Key(CONDITION, "Where this is achieved; read before the step."),
        "set": Key(ACHIEVED, "Answers that hold afterwards.", required=True),
    }
)
STEP = Record(
    {
        "title": Key(Scalar.TEXT, "What the person reads first.", required=True),
        "do": Key(PARAGRAPHS, "What to do, where and how; Markdown.", required=True),
        "gives": Key(PARAGRAPHS, "What it achieves."),
        "watch": Key(PARAGRAPHS, "What to watch for."),
        "assumes": Key(PARAGRAPHS, "What the roadmap takes for granted here."),
        "takes": Key(one_or_many(TAKES), "Months and money; of several the first that holds counts."),
        "achieves": Key(
            Either((ACHIEVED, Listed(EFFECT, least=1))), "Answers that hold afterwards; without it the road ends here."
        ),
        "cite": Key(CITE, "What it rests on."),
    }
)
CLAIMED = Record(
    {
        "at_least": Key(Scalar.AMOUNT, "So many or more."),
        "at_most": Key(Scalar.AMOUNT, "So many or fewer."),
        "of": Key(WORDS, "Of these values alone; else of all."),
    },
    some_of=("at_least", "at_most"),
)
PROPERTY = Record(
    {
        "never": Key(CONDITION, "Holds in no case."),
        "always": Key(CONDITION, "Holds in every case."),
        "count": Key(Mapped(CLAIMED, least=1, most=1), "So many values of a conclusion of many are concluded."),
        "when": Key(CONDITION, "Where they are counted; else in every case."),
        "because": Key(Scalar.TEXT, "Why it must be so.", required=True),
        "cite": Key(CITE, "What it rests on."),
    },
    just_one=("never", "always", "count"),
    needs={"when": "count"},
)
BRANCH = Listed(CONDITION, least=1)
LIMIT = Either((Scalar.NUMBER, Scalar.OF_ROW))
TEST = Record(
    {
        "not": Key(Named("values"), "None of these."),
        "all": Key(Listed(Scalar.WORD, least=1), "Each of these is among the values."),
        **{name: Key(LIMIT, "A number, or a column of numbers.") for name in COMPARISONS if name != "is"},
    },
    filled=True,
)

OWN_WORDS = Record(
    {name: Key(Scalar.TEXT, f'Instead of "{said}".') for name, said in Terms()._asdict().items()}, filled=True
)
HEAD = Record(
    {
        "id": Key(Scalar.ID, "The folder's name.", required=True),
        "title": Key(Scalar.TEXT, "What the consultation is about.", required=True),
        "version": Key(Scalar.VERSION, "A whole number that rises with each change of the advice.", required=True),
        "goal": Key(Scalar.WORD, "The concluded attribute the consultation is for."),
        "goals": Key(
            Listed(Scalar.WORD, least=1, unique=True),
            "Several that the consultation is for, in place of 'goal'; the first is the one that a road leads to.",
        ),
        "also": Key(Listed(Scalar.WORD, unique=True), "Shown with the goal."),
        "furthest": Key(
            Listed(Scalar.WORD, unique=True),
            "Questions whose choices are in rising order: how far a road leads.",
        ),
        "welcome": Key(Scalar.TEXT, "A short paragraph shown before the first question."),
        "complete": Key(Scalar.FLAG, "Every answer that matters is required; 'advisor check' proves it."),
        "words": Key(OWN_WORDS, "Words that replace the shell's own."),
    },
    just_one=("goal", "goals"),
)
SECTIONS = Record(
    {
        "sources": Key(Mapped(Named("source"), by_id=True), "What rules, steps and cells cite."),
        "tables": Key(
            Mapped(Named("table"), by_id=True), "Rows that are the values of a question, and what is known of each."
        ),
        "questions": Key(Mapped(Named("question"), by_id=True), "In the order in which they are asked."),
        "conclusions": Key(Mapped(Named("conclusion"), by_id=True), "What rules conclude."),
        "rules": Key(
            Mapped(Named("rule"), by_id=True), "When what is concluded. Of 'first' conclusions their order counts."
        ),
        "steps": Key(Mapped(Named("step"), by_id=True), "In the order of the road."),
        "properties": Key(
            Mapped(Named("property"), by_id=True), "What must hold in every case; 'advisor check' proves it."
        ),
    }
)

DEFINITIONS: Mapping[str, Kind] = {
    "source": SOURCE,
    "table": TABLE,
    "question": QUESTION,
    "conclusion": CONCLUSION,
    "rule": RULE,
    "step": STEP,
    "property": PROPERTY,
    "condition": Record(
        {
            "all": Key(BRANCH, "Each holds."),
            "any": Key(BRANCH, "At least one holds."),
            "none": Key(BRANCH, "None holds."),
        },
        others=Named("test"),
        doc="Every key is required. Keys are attributes, question.column, or all, any, none.",
    ),
    "test": Either((Named("values"), TEST)),
    "values": one_or_many(Scalar.VALUE),
    "cite": one_or_many(Scalar.CITATION),
    "paragraphs": one_or_many(Either((Scalar.TEXT, PARAGRAPH))),
    "range": Listed(Scalar.AMOUNT, least=2, most=2),
}
