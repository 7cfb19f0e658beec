"""`advisor test --mutate`: which small mistakes in the rules no case notices, each with a case that would."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from advisor.cli.arguments import UsageError
from advisor.cli.main import DONE, SOME_BAD
from advisor.cli.output import opened, width
from advisor.long_work import told

if TYPE_CHECKING:
    from advisor.cases.files import Case
    from advisor.knowledge.model import KnowledgeBase
    from advisor.verification.mutation import Survivor


def mutate(kb: KnowledgeBase, cases: Sequence[Case], at_least: float, folder: str | None, quiet: bool) -> int:
    """Tries the mutants on the cases, all of which pass; returns the exit code, 1 where too few are noticed."""
    from advisor.cases.files import as_text
    from advisor.plain_text import strip_controls, wrap
    from advisor.verification.mutation import expected, try_mutants

    if folder and Path(folder).exists() and not Path(folder).is_dir():
        raise UsageError(f"{folder}: is a file, not a folder for cases")
    with told("Trying mutants", quiet) as say:
        wanted = [expected(kb, case.answers, case.expect) for case in cases]
        found = try_mutants(kb, wanted, lambda number: say(f"Trying mutants: {number}"))
    texts = [as_text(kb, survivor.answers, _name(survivor), survivor.expect) for survivor in found.survivors]
    for survivor, text in zip(found.survivors, texts, strict=True):
        place = survivor.mutant.rule.place or kb.id
        print("\n".join(wrap(f"SURVIVED {place}: {_name(survivor)}; this case would notice:", width(sys.stdout))))
        print("\n".join(f"    {line}" for line in strip_controls(text).splitlines()))
    if folder:
        _write(
            Path(folder),
            [(survivor.mutant.rule.id, text) for survivor, text in zip(found.survivors, texts, strict=True)],
        )
    print(
        f"{found.different + found.alike} mutants, of which {found.alike} conclude the same in every case; "
        f"of the other {found.different} the cases notice {found.killed} ({100 * found.share:.1f} in 100)"
    )
    if found.undecided:
        print(f"{found.undecided} of these, which no case notices, may conclude the same: Z3 gave up on them")
    return DONE if 100 * found.share >= at_least else SOME_BAD


def _write(folder: Path, cases: Sequence[tuple[str, str]]) -> None:
    """Adds a file for each case, of a rule's id and a text, to the folder, which may hold the cases that were read."""
    folder.mkdir(parents=True, exist_ok=True)
    numbers = count(1)
    for rule, text in cases:
        free = next(path for number in numbers if not (path := folder / f"{number:03}-{rule}.yaml").exists())
        with opened(str(free)) as stream:
            stream.write(text)


def _name(survivor: Survivor) -> str:
    return f"Rule '{survivor.mutant.rule.id}' {survivor.mutant.how}"
