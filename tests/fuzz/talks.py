"""The dialogue: whatever is typed, pasted or kept, no answer is lost and nothing but text is shown."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from unittest import mock

from prompt_toolkit.application import Application

from advisor.cases.files import Case, read_cases, read_what_fits
from advisor.errors import AdvisorError
from advisor.knowledge.model import KnowledgeBase
from advisor.terminal import command_words, inputs, names, replies
from advisor.terminal.choices import choices
from advisor.terminal.sessions import Session
from tests.talking import CTRL_D, Lines, Talk

from . import odd
from .fairness import LONGEST, fair_complaints, fair_text
from .files import CASES, answers
from .workplace import greenhouse, own_folder

ANSWERS = (
    "tomato", "cactus", "dry", "wet", "wilting", "spots", "none", "all", "u", "unknown", "yes", "no", "1", "2",
    "3", "1, 2", "1 and 2", "2.5", "60", "61", "-1", "3 days", "D", "Push",
)  # fmt: skip
COMMANDS = (
    *command_words.COMMANDS, "?", "undo", "exit", "how moisture", "why not hang-cloth", "what if soil = wet",
    "compare enjoy", "change 1", "change soil", "save case.yaml", "save case.yaml as test", "save",
    "save /dev/full", "/", "/h", "//",
)  # fmt: skip
KEYS = (
    "\t", "\x01", "\x05", "\x08", "\x0b", "\x0c", "\x15", "\x17", "\x19", "\x7f", "\x1b[A", "\x1b[B", "\x1b[C",
    "\x1b[D", "\x1b[H", "\x1b[3~", "\x1b\x7f", "\x1bb", "\x1b", "\x12", "\x1b[200~tomato\ndry\n\x1b[201~",
    "\x1b[201~", "\x1b[99;99R", "\x1b[<0;1;1M", "\x1b[M", "\x1b[5M", "\x1b[I", "\x00", "\x9b",
)  # fmt: skip
"""What keyboards, mice and terminals send; not Ctrl-Z, which would stop this process."""

ASKED_AT_THE_END = "What should become of your answers?"
PASTE_END = "\x1b[201~"


def lines(dice: odd.Dice, most: int) -> list[str]:
    """So many lines at most."""
    return [line(dice) for _ in range(dice.below(most + 1))]


def line(dice: odd.Dice) -> str:
    """An answer, a command, a command with something odd, or something odd alone."""
    how = dice.below(5)
    if how < 2:
        return str(dice.of(ANSWERS))
    typed = dice.text() if how == 2 else dice.of(COMMANDS) if how == 3 else f"{dice.of(COMMANDS)} {dice.text()}"
    return str(typed).replace("\n", " ")


def fuzz_typed_lines(data: Any) -> None:
    """One line: an answer that the question takes, a command that there is, or a mistake told in one line."""
    dice = odd.Dice(data)
    kb = greenhouse()
    question = kb.questions[dice.of(sorted(kb.questions))]
    typed = odd.mutated(dice, line(dice), most=2) * (1000 if dice.once_in(20) else 1)
    meant = inputs.read(choices(kb, question, {}), typed, dice.once_in(2))
    if isinstance(meant, replies.Given):
        assert question.read(meant.answer) == meant.answer
    elif isinstance(meant, replies.Command):
        assert meant.name in command_words.COMMANDS
        _named(kb, meant.rest)
    else:
        assert 0 < len(meant.text) <= LONGEST
    assert (typed.strip() == "") <= isinstance(meant, replies.Mistake)


def _named(kb: KnowledgeBase, rest: str) -> None:
    """What follows a command names what there is, or is told in a line."""
    answers = {"plant": "tomato", "days": 3}
    question = names.find_question(list(answers), kb.questions, rest)
    pair = names.find_conclusion(kb, answers, rest)
    changes = names.read_changes(kb, answers, rest)
    for found in (question, pair, changes):
        if isinstance(found, replies.Mistake):
            assert 0 < len(found.text) <= LONGEST
    assert isinstance(question, replies.Mistake) or question in kb.questions
    assert isinstance(pair, replies.Mistake) or pair[1] in kb.conclusions[pair[0]].values
    if not isinstance(changes, replies.Mistake):
        assert all(kb.questions[id].read(answer) == answer for id, answer in changes.items())


def fuzz_pipes(data: Any) -> None:
    """A dialogue through a pipe: it ends, shows text alone, and what was answered is kept if it is not finished."""
    dice = odd.Dice(data)
    kb = greenhouse()
    typed = lines(dice, 8)
    with own_folder() as folder, _state(folder):
        told = Lines(kb, *typed)
        assert told.code in (0, 2, 130)
        fair_text(told.out)
        fair_complaints(told.errors, most=2 * len(typed) + 1)
        kept = _kept(kb, folder)
        assert len(kept) <= 1
        if "Your answers are kept" in told.out:
            assert len(kept) == 1
            again = Lines(kb, "review", resume=True)
            assert f"with {len(kept[0].answers)} answer" in again.seen, again.out
            assert _kept(kb, folder) == kept


def fuzz_keys(data: Any) -> None:
    """A dialogue at a terminal: whatever the keys, it ends, and nothing that was typed steers the terminal."""
    dice = odd.Dice(data)
    kb = greenhouse()
    parts = [dice.of((f"{line(dice)}\r", line(dice), dice.of(KEYS), "\r")) for _ in range(dice.below(11))]
    keys = "".join(parts).replace("\x1a", "").encode("utf-8", "ignore").decode()
    with own_folder() as folder, _state(folder):
        failed: list[Any] = []
        with mock.patch.object(Application, "_handle_exception", lambda app, loop, context: failed.append(context)):
            talk = Talk(kb, f"{keys}{PASTE_END}{CTRL_D}", columns=dice.of((1, 20, 80, 200)))
        assert not failed, f"a key was an error: {failed[0].get('exception')!r}"
        assert talk.code in (0, 2, 130)
        assert len(_kept(kb, folder)) <= 1


def fuzz_sessions(data: Any) -> None:
    """Kept consultations: one that fits is resumed whole, one that does not stays as it is, and the person is told."""
    dice = odd.Dice(data)
    kb = greenhouse()
    case = answers(dice, kb)
    with own_folder() as folder, _state(folder):
        session = Session(kb, name="Ann")
        session.save({id: kb.questions[id].read(value) for id, value in case.items()}, dice.once_in(2))
        session.close()
        text = odd.mutated(dice, dice.of((session.path.read_text("utf-8"), *CASES)))
        session.path.write_bytes(odd.as_bytes(dice, text))
        before = session.path.read_bytes()
        whole = _fits(kb, session.path)
        told = Lines(kb, *lines(dice, 3), resume=True)
        assert told.code in (0, 2, 130)
        fair_complaints(told.errors, most=30)
        if not whole and ASKED_AT_THE_END not in told.seen:
            kept = [path.read_bytes() for path in (folder / "state").rglob("*") if path.is_file()]
            assert before in kept, "what does not fit was lost, and nobody wanted that"


def _fits(kb: KnowledgeBase, path: Path) -> bool:
    """Whether all that the session holds can be read."""
    try:
        return not read_what_fits(path, kb)[1]
    except AdvisorError:
        return False


def _state(folder: Path) -> Any:
    return mock.patch.dict(os.environ, {"ADVISOR_STATE_DIR": str(folder / "state")})


def _kept(kb: KnowledgeBase, folder: Path) -> list[Case]:
    found = [case for path in sorted((folder / "state").rglob("*.yaml")) for case in read_cases(path, kb)]
    assert all(isinstance(case, Case) for case in found), found
    return [case._replace(place="") for case in found if isinstance(case, Case)]
