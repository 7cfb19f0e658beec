"""Long work: it stops where it is told to, is told of on a terminal, and says where it gave up."""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pexpect
import pytest
from greenhouse import write_kb
from procedures import asked_by

import advisor
from advisor.cli.main import main
from advisor.errors import GaveUp
from advisor.knowledge.conditions import OneOf
from advisor.knowledge.loader import load
from advisor.long_work import Notice, interruptible
from advisor.solver import formula
from advisor.solver.case_space import Cases
from advisor.solver.cases import RemainingCases
from advisor.solver.formula import Formula, satisfiable, supposing
from advisor.solver.nodes import TooLarge

HEAD = "id: k\ntitle: K\nversion: 1\ngoal: next_step\nsources: {s: {title: S}}\n"
STEPS = "steps:\n  a: {title: A, do: D, achieves: {x0: v1}}\n  b: {title: B, do: D}\n"

AT_ONCE = 15.0
"""Seconds in which work without an end is left, however busy the machine is: it takes a fraction of one."""


def questions(ids: list[str], values: int) -> str:
    choices = ", ".join(f"v{n}: V{n}" for n in range(values))
    return "questions:\n" + "".join(f"  {id}: {{ask: Q?, why: W., choices: {{{choices}}}}}\n" for id in ids)


def decided_by(folder: Path, asked: str, when: str) -> Path:
    """A knowledge base whose next step is `a` where `clash` is met, which it is `when`, and else `b`."""
    rules = (
        "conclusions:\n  next_step: {one: steps, label: Next}\n  clash: {one: [met], label: Clash}\nrules:\n"
        f"  r1:\n    when: {when}\n    then: {{clash: met}}\n    because: B.\n    cite: [s]\n"
        "  r2:\n    when: {clash: met}\n    then: {next_step: a}\n    because: B.\n    cite: [s]\n"
        "  r3:\n    when: {clash: {not: met}}\n    then: {next_step: b}\n    because: B.\n    cite: [s]\n"
    )
    return write_kb(folder, head=HEAD, questions=asked, rules=rules, steps=STEPS)


def far_apart(folder: Path, pairs: int = 12) -> Path:
    """Questions that must agree with others far from them: their decision diagram is too large."""
    ids = [f"x{n}" for n in range(pairs)] + [f"y{n}" for n in range(pairs)]
    agree = (
        "{any: [" + ", ".join(f"{{all: [{{x{n}: v{k}}}, {{y{n}: v{k}}}]}}" for k in range(4)) + "]}"
        for n in range(pairs)
    )
    return decided_by(folder, questions(ids, 4), f"{{all: [{', '.join(agree)}]}}")


def pigeons(folder: Path, holes: int) -> Path:
    """More pigeons than holes: that two always share one takes a prover long."""
    birds = range(holes + 1)
    share = [f"{{x{i}: v{k}, x{j}: v{k}}}" for i in birds for j in range(i) for k in range(holes)]
    unknown = [f"{{x{i}: unknown}}" for i in birds]
    asked = questions([f"x{i}" for i in birds], holes)
    return decided_by(folder, asked, f"{{any: [{', '.join([*share, *unknown])}]}}")


def interrupted(work: Callable[[], object], after: float) -> float:
    """Seconds from a Ctrl-C, sent `after` so many, to the end of the work."""
    sent: list[float] = []

    def send() -> None:
        sent.append(time.monotonic())
        os.kill(os.getpid(), signal.SIGINT)

    timer = threading.Timer(after, send)
    timer.start()
    with pytest.raises(KeyboardInterrupt), interruptible():
        work()
    return time.monotonic() - sent[0]


@pytest.mark.parametrize("seed", range(4))
def test_an_interrupt_is_never_lost_in_z3(seed: int) -> None:
    kb = advisor.load()
    empty = kb.total({})

    def search() -> None:
        with asked_by("z3"):
            while True:
                RemainingCases(kb, {}).minimal_changes(empty, OneOf(kb.goal, ("apply",)))

    after = 0.2 + random.Random(seed).random() / 2
    assert interrupted(search, after) < AT_ONCE


def test_an_interrupt_that_an_object_swallows_as_it_goes_comes_again(capsys: pytest.CaptureFixture[str]) -> None:
    class Going:
        def __del__(self) -> None:
            for _ in range(500):
                pass

    def work() -> None:
        while True:
            Going()

    assert interrupted(work, 0.1) < AT_ONCE
    assert capsys.readouterr().err == ""


def test_an_interrupt_that_is_taken_for_another_error_ends_the_work() -> None:
    def work() -> None:
        try:
            while True:
                pass
        except BaseException:
            raise ValueError("misread") from None

    assert interrupted(work, 0.1) < AT_ONCE


def test_after_work_an_interrupt_is_as_it_was() -> None:
    before = signal.getsignal(signal.SIGINT)
    with interruptible():
        assert signal.getsignal(signal.SIGINT) != before
    assert signal.getsignal(signal.SIGINT) == before
    assert signal.set_wakeup_fd(-1) == -1


def test_one_hard_question_is_interrupted_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formula, "MAX_CONFLICTS", 10_000_000)
    found = Formula(load(pigeons(tmp_path, 12)))
    solver = found.solver()
    solver.add(found.pairs["next_step", "b"])
    assert interrupted(lambda: satisfiable(solver), 0.5) < AT_ONCE


def test_a_question_that_takes_too_much_work_is_given_up_and_the_solver_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formula, "MAX_CONFLICTS", 100)
    found = Formula(load(pigeons(tmp_path, 9)))
    solver = found.solver()
    with pytest.raises(GaveUp), supposing(solver, found.pairs["next_step", "b"]):
        satisfiable(solver)
    assert satisfiable(solver)  # without what it gave up on


def test_a_proof_that_is_given_up_leaves_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(formula, "MAX_CONFLICTS", 2)
    monkeypatch.setattr(Cases, "__init__", full)
    folder = str(pigeons(tmp_path, 4))
    assert main(["check", "--kb", folder, "--format", "json"]) == 1
    proofs = {proof["claim"]: proof for proof in json.loads(capsys.readouterr().out)["proofs"]}
    steps = proofs["Every step is recommended in some case (2)."]
    assert steps["holds"] is None
    assert "1 of its 2 questions took too much work" in steps["gave_up"]
    assert proofs["Every case has exactly one next_step."]["holds"] is True
    assert main(["check", "--kb", folder, "--quiet"]) == 1
    assert "Not proved:\n  Every " in capsys.readouterr().out


def test_a_diagram_that_is_too_large_costs_only_the_proofs_that_need_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(far_apart(tmp_path))
    assert main(["check", "--kb", folder]) == 1
    said = " ".join(capsys.readouterr().out.split())
    assert "Proved for every case: Every case has exactly one next_step." in said
    assert "Not proved: Every step that is taken changes the recommendation" in said
    assert "Nothing was found, but 3 of 13 claims could not be proved." in said


def full(*_: object) -> None:
    raise TooLarge


def test_a_diagram_that_grows_too_large_during_one_proof_costs_only_that(
    greenhouse_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Cases, "restricting", full)
    assert main(["check", "--kb", str(greenhouse_folder)]) == 1
    out = capsys.readouterr().out
    assert "Not proved:" in out
    assert "Every rule fires in some case" in out


def test_versions_that_decide_alike_are_the_same_however_large(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = str(far_apart(tmp_path / "old")), str(far_apart(tmp_path / "new"))
    assert main(["diff", old, new]) == 0
    assert "Every case gets the same advice." in capsys.readouterr().out
    assert main(["diff", old, str(far_apart(tmp_path / "other", 13))]) == 2
    assert capsys.readouterr().err.startswith("advisor: these versions depend on too many answers at once")


def test_a_notice_comes_after_a_moment_and_goes() -> None:
    written: list[str] = []
    with Notice(written.append, "Working"):
        time.sleep(0.1)
    assert written == []
    with Notice(written.append, "Working", columns=7) as notice:
        while not notice.was_shown:
            time.sleep(0.05)
        with notice.hidden():
            time.sleep(1.2)  # no notice comes between while something is said
            assert written == ["\r\x1b[KWork", "\r\x1b[K"]


def test_no_notice_where_nobody_sees_it(greenhouse_folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--kb", str(greenhouse_folder)]) == 1
    assert capfd.readouterr().err == ""


def spawned(environment: dict[str, str], *arguments: str) -> pexpect.spawn:
    return pexpect.spawn(
        sys.executable,
        ["-m", "advisor", *arguments],
        env={**os.environ, "TERM": "xterm", **environment},
        dimensions=(40, 100),
        encoding="utf-8",
        timeout=60,
    )


def test_long_work_in_the_dialogue_is_told_stops_and_drops_what_was_typed_meanwhile(tmp_path: Path) -> None:
    talk = spawned({"ADVISOR_STATE_DIR": str(tmp_path)}, "--kb", str(pigeons(tmp_path / "kb", 12)))
    talk.expect("Q\\?")
    talk.expect(">")
    talk.send("why not next_step=b\r")
    talk.expect("Working. Ctrl-C stops it.")
    talk.send("1\rreview\r")
    time.sleep(0.5)
    talk.sendintr()
    talk.expect("Stopped.")
    talk.expect("Q\\?")
    talk.send("review\r")
    talk.expect("Nothing has been answered yet.")
    talk.send("\x04")
    talk.expect(pexpect.EOF)
    assert "Exception" not in talk.before
    talk.close()
    assert talk.exitstatus == 0


@pytest.mark.parametrize("command", ["explain", "check", "diff"])
def test_a_long_command_is_told_and_ends_at_ctrl_c_with_130_and_no_word(command: str, tmp_path: Path) -> None:
    folder = str(far_apart(tmp_path / "kb", 30 if command == "diff" else 12))
    case = tmp_path / "case.yaml"
    case.write_text("answers: {}\n", encoding="utf-8")
    arguments = {
        "explain": [str(case), "--why-not", "next_step=b", "--kb", str(pigeons(tmp_path / "holes", 12))],
        "check": ["--kb", folder],
        "diff": [folder, str(pigeons(tmp_path / "new", 9))],
    }
    talk = spawned({}, command, *arguments[command])
    talk.expect({"explain": "Explaining", "check": "Checking|Following|Proving", "diff": "Comparing"}[command])
    talk.sendintr()
    talk.expect(pexpect.EOF)
    talk.close()
    assert talk.exitstatus == 130
    assert len(talk.before.split("\n")) <= 2
