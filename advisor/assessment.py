"""Many cases at once: a table in, a table of the same kind out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from advisor.explanation import cells, english
from advisor.given import flag, of_kind
from advisor.knowledge.model import KnowledgeBase

if TYPE_CHECKING:
    from advisor.columns.words import Wording

Table = TypeVar("Table")


def assess(frame: Table, kb: KnowledgeBase | None = None, *, details: bool = False, map: object = None) -> Table:
    """What the rules say of every row of a table, in a table of the same kind.

    Args:
        frame: A Polars DataFrame or LazyFrame, a pandas DataFrame, a PyArrow table, a DuckDB relation or a PySpark
            DataFrame, with a column for each question. One that is not there counts as unknown, and a warning says so.
        kb: The knowledge base; by default the one that ships.
        details: Whether there is a column for every conclusion, not only for those that are shown beside the goal.
        map: What columns and cells mean that have other names: the path of a map for `advisor batch`, or a mapping
            that holds what stands in one (`columns`, `set`, `empty`).

    Returns:
        A row for each row, in the same order where the engine has one: `id` and `name` as they came, the goal (such as
            `next_step`), `rule`, `because`, further goals, the conclusions (texts, and numbers where numbers are
            concluded), and `error`, which is null in a good row.

    Raises:
        AdvisorError: For a map that cannot be used; where a column is missing whose question is required, or one that
            is read is there twice or holds neither texts nor numbers; and for what is no table.

    Examples:
        >>> import polars
        >>> kb = advisor.load("my-plant")
        >>> rows = {"id": [1, 2], "soil": ["dry", "moist"], "days": [1, 5], "signs": ["none", "wilting;spots"]}
        >>> advice = advisor.assess(polars.DataFrame(rows), kb)
        >>> advice.columns
        ['id', 'next_step', 'rule', 'because', 'caution', 'error']
        >>> advice["next_step"].to_list()
        ['water', None]
        >>> print(advice["error"][1])
        row 2, soil: 'moist' is not one of dry, wet, unknown
    """
    from advisor.columns.assess import assess as assess_frame
    from advisor.columns.naming import ColumnMap
    from advisor.knowledge.loader import load
    from advisor.tables import column_map

    kb = load() if kb is None else of_kind(kb, KnowledgeBase, "a knowledge base")
    details = flag(details, "True or False for `details`")
    meant = ColumnMap() if map is None else column_map.given(map, kb)
    found: Table = assess_frame(frame, kb, wording(kb), details, meant)
    return found


def wording(kb: KnowledgeBase) -> Wording:
    """How the English reader tells facts."""
    from advisor.columns.words import Wording

    given: Any = partial(english.given, kb)
    return Wording(
        given,
        partial(cells.clause, kb),
        partial(english.conclusion_text, kb),
        partial(english.missing_text, kb),
        partial(english.number, kb),
    )
