"""What a check of a knowledge base says: what was proved, and what was found, with a case that shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple, get_args

from advisor.knowledge.attributes import Answer
from advisor.solver.nodes import MAX_NODES
from advisor.solver.search import Procedure

TOO_LARGE = (
    f"the decision diagrams of this knowledge base have more than {MAX_NODES:,} nodes. They are smaller where fewer "
    "answers decide together, and where questions that are tested together stand beside each other"
)


def took_too_much(count: int, asked: int) -> str:
    """Why a proof has gaps: so many of its questions nothing could answer."""
    return (
        f"{count:,} of its {asked:,} questions took too much work. Conditions that hold fewer answers against each "
        "other are decided sooner"
    )


FindingKind = Literal[
    "conflict",
    "two-values",
    "gap",
    "blank",
    "out-of-range",
    "property",
    "no-end",
    "circle",
    "step-stays",
    "step-again",
    "never-fires",
    "never-reached",
    "never-recommended",
    "alike",
    "idle-demand",
    "implied",
    "needless",
    "by-order",
    "keeps-apart",
    "adds-nothing",
    "question",
    "value",
    "unread",
    "no-source",
    "asked",
    "not-asked",
]
MENDING: tuple[FindingKind, ...] = get_args(FindingKind)
"""The kinds of finding in the order in which an author would mend them: what bears on others comes before these.

Two answers where one is due, and none where one is due, make much else untrue; then what was claimed fails, the road
does not lead on, what stands there does nothing, or says too much. What the advisor itself does wrong comes last.
"""


class Finding(NamedTuple):
    """One defect. `place` is `file:line:column`; `witness` the smallest case that shows it, where a case can.

    `kind` is one of MENDING; `about` are the ids that it is about, and both together name it.
    """

    kind: FindingKind
    about: tuple[str, ...]
    place: str
    what: str
    advice: str
    witness: Mapping[str, Answer] | None = None

    @property
    def name(self) -> str:
        return "-".join([self.kind, *self.about]).replace("=", "-")


class Proof(NamedTuple):
    """One question that was put to the knowledge base: what holds if nothing was found, and what was found.

    `limits` says what of it was not proved but only tried; nothing where it is proved for every case. `gave_up` says
    why it is not proved at all, or not in whole, and what would help. `remarks` are no defects. `answered_by` is the
    last resort among the procedures that told it; None where the text of the knowledge base shows it.
    """

    claim: str
    findings: tuple[Finding, ...] = ()
    limits: str = ""
    remarks: tuple[Finding, ...] = ()
    gave_up: str = ""
    answered_by: Procedure | None = None

    @property
    def holds(self) -> bool | None:
        """Whether it holds as far as its `limits` go; None where that is not known."""
        if self.findings:
            return False
        return None if self.gave_up else True


class Report(NamedTuple):
    """All proofs of one knowledge base; `cases` is how many cases there are, None where that is not known.

    `classed` are the questions whose numbers need not be whole, so that only classes of them were counted.
    """

    cases: int | None
    classed: tuple[str, ...]
    proofs: tuple[Proof, ...]

    @property
    def findings(self) -> list[Finding]:
        """All of them, in the order in which they are mended."""
        return _to_mend(finding for proof in self.proofs for finding in proof.findings)

    @property
    def remarks(self) -> list[Finding]:
        """What is no defect, in the same order."""
        return _to_mend(remark for proof in self.proofs for remark in proof.remarks)

    @property
    def not_proved(self) -> list[Proof]:
        """The proofs that were given up, in whole or in part."""
        return [proof for proof in self.proofs if proof.gave_up]


def _to_mend(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: MENDING.index(finding.kind))
