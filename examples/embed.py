"""Embeds the advisor in a program of your own: a recommendation for answers you have, and a consultation for the rest.

Run it with `python examples/embed.py`.
"""

from __future__ import annotations

import advisor


def main() -> None:
    kb = advisor.load()
    answers = {"country": "us", "schooling": "diploma", "numeracy": "growing", "experience": ["coder"]}

    # All at once: what was not answered counts as unknown.
    advice = advisor.recommend(kb, answers)
    if advice.step is None:
        raise SystemExit(advice.problem)
    print(f"Next step: {advice.fill(advice.step.title)}")
    for firing in advice.because:
        print(f"  {firing.rule.id}: {advice.fill(firing.rule.because)}")
    print("The road:", " > ".join(stage.step.id for stage in advice.roadmap))

    # One at a time: a consultation asks only what can still change the next step. Here every reply is "unknown"; a
    # program would show `question.ask` and `question.texts` and pass on what the person says.
    consultation = advisor.Consultation(kb, advice.answers)
    while consultation.question is not None and not consultation.goal_settled:
        print(f"? {consultation.question.ask}")
        for firing in consultation.answer("unknown"):
            print(f"  so: {firing.rule.attribute} {firing.rule.value}")


if __name__ == "__main__":
    main()
