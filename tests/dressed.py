"""Generated knowledge bases with words: labels, wordings with placeholders, units, reasons, and what is internal."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from advisor.knowledge.attributes import Conclusion, Question
from advisor.knowledge.conditions import OneOf
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.steps import Paragraph, Step

LABELS = ("your plan", "Signs of age", "HIV status", "how you are", "goods", "A {brace}", "What you can do. Now")
WORDS = ("Dry", "A long one. And more of it!", "100 {{percent}} of it.", "It is {}", "So {} said, so be it")
UNITS = (("", ""), ("years", "year"), ("USD", ""))


@st.composite
def dressed(draw: st.DrawFn, kb: KnowledgeBase) -> KnowledgeBase:
    """The same knowledge base as an author may have worded it."""
    plain = [id for id, question in kb.questions.items() if question.kind == "number"]
    named = [*plain, *(id for id, it in kb.conclusions.items() if it.number)]
    cells = [f"{id}.{column}" for id, it in kb.questions.items() if it.table for column in ("limit", "some", "word")]

    def worded(names: list[str]) -> str:
        """A text that names some of these."""
        name = draw(st.sampled_from([f"{{{name}}}" for name in names] or ["nothing"]))
        return draw(st.sampled_from(WORDS)).replace("{}", name)

    def texts(values: tuple[str, ...], names: list[str]) -> dict[str, str]:
        return {value: worded(names) for value in values if draw(st.booleans())}

    def asked(question: Question) -> Question:
        unit, of_one = draw(st.sampled_from(UNITS))
        values = (*question.values, *(["none"] if question.kind == "many" else []), "unknown")
        own = {} if question.table else texts(values, [id for id in plain if id != question.id])
        plural = draw(st.sampled_from((None, True, False)))
        question = question._replace(label=draw(st.sampled_from(LABELS)), texts=own, plural=plural)
        return question._replace(ask=worded(plain), why=worded(plain), unit=unit, unit_of_one=of_one)

    def concluded(conclusion: Conclusion) -> Conclusion:
        unit, of_one = draw(st.sampled_from(UNITS))
        number = conclusion.number._replace(unit=unit, unit_of_one=of_one) if conclusion.number else None
        own = {} if number else texts(conclusion.values, [*plain, *cells])
        internal = conclusion.id not in (*kb.goals, *kb.also) and draw(st.booleans())
        conclusion = conclusion._replace(label=draw(st.sampled_from(LABELS)), texts=own, number=number)
        return conclusion._replace(internal=internal, plural=draw(st.sampled_from((None, True, False))))

    def stepped(step: Step) -> Step:
        question = draw(st.sampled_from([it for it in kb.questions.values() if it.kind != "number"] or [None]))
        when = OneOf(question.id, question.values[:1]) if question else None
        shown = (Paragraph(worded([*named, *cells])), Paragraph(worded(plain), when))
        return step._replace(title=worded(plain), do=shown, watch=shown[1:], assumes=shown[1:])

    return replace(
        kb,
        questions={id: asked(question) for id, question in kb.questions.items()},
        conclusions={id: concluded(conclusion) for id, conclusion in kb.conclusions.items()},
        rules=tuple(rule._replace(because=worded([*named, *kb.questions, *cells])) for rule in kb.rules),
        steps={id: stepped(step) for id, step in kb.steps.items()},
    )
