"""The procedures that answer for all cases, each made to be the one that does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

import pytest

from advisor.solver import diagrams
from advisor.solver.cases import PROCEDURES, Procedure
from advisor.solver.kept import Kept

each_procedure = pytest.mark.parametrize("procedure", PROCEDURES)


@contextmanager
def asked_by(procedure: Procedure) -> Iterator[None]:
    """Within it no diagram that would answer before this procedure may have more than a node, and none is kept."""
    whole, remaining = (1 if before < [*PROCEDURES].index(procedure) else 100_000 for before in range(2))
    limits = {"MAX_WHOLE": whole, "MAX_REMAINING": remaining, "MAX_BUILT": 0}
    with mock.patch.multiple(diagrams, _KEPT=Kept(diagrams.KeptDiagrams), **limits):
        yield
