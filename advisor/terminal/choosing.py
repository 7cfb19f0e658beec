"""Asks which of several kept consultations is to be gone on with."""

from __future__ import annotations

from advisor.knowledge.model import KnowledgeBase
from advisor.terminal import inputs, messages, replies
from advisor.terminal.choices import choices
from advisor.terminal.console import Console


def which_session(kb: KnowledgeBase, console: Console, sessions: list[str]) -> int:
    """The number of the session that the person wants; -1 for a new consultation. Raises EOFError when they leave."""
    offered = choices(kb, messages.which_session(sessions), {})
    console.pose(offered.question.ask, offered, apart=False)
    while True:
        action = inputs.read(offered, console.ask(), True)
        if isinstance(action, replies.Given):
            return offered.question.values.index(str(action.answer)) if action.answer != messages.NEW else -1
        if isinstance(action, replies.Command) and action.name == "quit":
            raise EOFError
        console.warn(action.text if isinstance(action, replies.Mistake) else replies.expected(offered.question))
