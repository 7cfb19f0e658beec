"""A recommendation and a plan as they show themselves in a notebook: pieces of HTML without style, ids or script."""

from __future__ import annotations

from datetime import date

from advisor.explanation.plan import Plan
from advisor.explanation.recommendation import Recommendation
from advisor.reports.outlook import outlook
from advisor.reports.page import page
from advisor.reports.pages import fill_template

TEMPLATE = "notebook.html.jinja"


def html(shown: Recommendation | Plan) -> str:
    """What is to do, why, the road and the sources; of a plan its roads."""
    kb = shown.kb
    told = {"words": kb.words, "has_road": kb.has_road}
    if isinstance(shown, Plan):
        return fill_template(TEMPLATE, kb, date.today(), page=None, plan=outlook(shown, ""), **told)
    return fill_template(TEMPLATE, kb, date.today(), page=page(shown, 1, shown.name), **told)
