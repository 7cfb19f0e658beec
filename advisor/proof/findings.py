"""What a check of a knowledge base says: what was proved, and what was found, with a case that shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from advisor.knowledge.model import Answer


class Finding(NamedTuple):
    """One defect. `place` is `file:line:column`; `witness` the smallest case that shows it, where a case can.

    `about` are the ids that it is about; with `kind` they name it.
    """

    kind: str
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

    `limits` says what of it was not proved but only tried, or not even that; nothing where it is proved for every case.
    `remarks` are no defects.
    """

    claim: str
    findings: tuple[Finding, ...] = ()
    limits: str = ""
    remarks: tuple[Finding, ...] = ()


class Report(NamedTuple):
    """All proofs of one knowledge base; `cases` is how many cases there are, None where that is not known.

    `classed` are the questions whose numbers need not be whole, so that only classes of them were counted.
    """

    cases: int | None
    classed: tuple[str, ...]
    proofs: tuple[Proof, ...]

    @property
    def findings(self) -> list[Finding]:
        return [finding for proof in self.proofs for finding in proof.findings]
