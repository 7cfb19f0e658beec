"""Many cases at once: a table in, a table of the same kind out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from advisor.explanation import english
from advisor.given import flag, of_kind
from advisor.knowledge.model import KnowledgeBase

if TYPE_CHECKING:
    from advisor.columns.words import Wording

Table = TypeVar("Table")


def assess(frame: Table, kb: KnowledgeBase | None = None, *, details: bool = False) -> Table:
    """What the rules say of every row of a table, in a table of the same kind.

    `frame` is a Polars DataFrame or LazyFrame, a pandas DataFrame, a PyArrow table, a DuckDB relation or a PySpark
    DataFrame, with a column for each question (one that is not there counts as unknown, and a warning says so). Its
    `id` and `name` are carried through. Then come the goal (`next_step`), `rule`, `because`, a column for each
    attribute that is shown beside the goal (with `details` for every conclusion), and `error`, which is null in a good
    row. Rows keep their order where the engine has one. `kb` is by default the knowledge base that ships.

    Raises AdvisorError where a column is missing whose question is required, or one that is read is there twice or
    holds neither texts nor numbers, and for what is no table.
    """
    from advisor.columns.frames import assess as assess_frame
    from advisor.knowledge.loader import load

    kb = load() if kb is None else of_kind(kb, KnowledgeBase, "a knowledge base")
    details = flag(details, "True or False for `details`")
    found: Table = assess_frame(frame, kb, wording(kb), details=details)
    return found


def wording(kb: KnowledgeBase) -> Wording:
    """How the English reader tells facts."""
    from advisor.columns.words import Wording

    given: Any = partial(english.given, kb)
    return Wording(given, partial(english.conclusion_text, kb), partial(english.missing_text, kb))
