"""An expert-system shell: knowledge bases as text, consultations, justified recommendations.

    import advisor

    kb = advisor.load()                                    # the knowledge base that ships; or an id, or a folder
    advice = advisor.recommend(kb, {"question": "value"})
    print(advice.step.id, [firing.rule.id for firing in advice.because])

What is named here is imported when it is first used, so that `import advisor` costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

__all__ = [
    "AdvisorError",
    "CaseError",
    "Consultation",
    "Decision",
    "IllegalAnswer",
    "KnowledgeBase",
    "KnowledgeBaseError",
    "Plan",
    "Problem",
    "Recommendation",
    "__version__",
    "assess",
    "decide",
    "how",
    "how_sure",
    "load",
    "plan",
    "rather_than",
    "recommend",
    "what_if",
    "why",
    "why_not",
]

if TYPE_CHECKING:
    from advisor.assessment import assess
    from advisor.consultation.consultation import Consultation
    from advisor.decision import Decision, decide
    from advisor.errors import AdvisorError, CaseError, IllegalAnswer, KnowledgeBaseError, Problem
    from advisor.explanation.how import how
    from advisor.explanation.how_sure import how_sure
    from advisor.explanation.plan import Plan, plan
    from advisor.explanation.rather_than import rather_than
    from advisor.explanation.recommendation import Recommendation, recommend
    from advisor.explanation.what_if import what_if
    from advisor.explanation.why import why
    from advisor.explanation.why_not import why_not
    from advisor.knowledge.loader import load
    from advisor.knowledge.model import KnowledgeBase

_PLACES = {
    "AdvisorError": "advisor.errors",
    "CaseError": "advisor.errors",
    "Consultation": "advisor.consultation.consultation",
    "Decision": "advisor.decision",
    "IllegalAnswer": "advisor.errors",
    "KnowledgeBase": "advisor.knowledge.model",
    "KnowledgeBaseError": "advisor.errors",
    "Plan": "advisor.explanation.plan",
    "Problem": "advisor.errors",
    "Recommendation": "advisor.explanation.recommendation",
    "assess": "advisor.assessment",
    "decide": "advisor.decision",
    "how": "advisor.explanation.how",
    "how_sure": "advisor.explanation.how_sure",
    "load": "advisor.knowledge.loader",
    "plan": "advisor.explanation.plan",
    "rather_than": "advisor.explanation.rather_than",
    "recommend": "advisor.explanation.recommendation",
    "what_if": "advisor.explanation.what_if",
    "why": "advisor.explanation.why",
    "why_not": "advisor.explanation.why_not",
}


def __getattr__(name: str) -> object:
    """Imports what is asked for from its own module (PEP 562)."""
    if name not in _PLACES:
        raise AttributeError(f"module 'advisor' has no attribute {name!r}")
    from importlib import import_module

    found: object = getattr(import_module(_PLACES[name]), name)
    globals()[name] = found
    _show_in_notebooks()
    return found


_SHOWN = {"advisor.explanation.recommendation": "Recommendation", "advisor.explanation.plan": "Plan"}
"""What shows itself in a notebook, by its module. Explanations know no reports: so it is told here, above both."""


def _show_in_notebooks() -> None:
    """Has what is imported by now show itself."""
    import sys

    for module, kind in _SHOWN.items():
        if module in sys.modules:
            getattr(sys.modules[module], kind)._repr_html_ = _as_html


def _as_html(shown: Recommendation | Plan) -> str:
    """What a notebook shows of it."""
    from advisor.reports.notebook import html

    return html(shown)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
