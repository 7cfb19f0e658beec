"""Functions of many variables are read in a thread with a small stack, where reading through C ends the process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent

STACK = 1 << (18 if sys.version_info >= (3, 11) else 20)
"""Bytes. Before Python 3.11 calls within Python took some of it, too."""

READ = """
import sys
import threading

from advisor.solver.case_space import deep
from advisor.solver.mdd import MDD

VARIABLES = 1_000
DONE = []


def read():
    mdd = MDD([2] * VARIABLES)
    odd, even = mdd.true, mdd.false
    for variable in reversed(range(VARIABLES)):
        odd, even = mdd.node(variable, (even, odd)), mdd.node(variable, (odd, even))
    last, every = VARIABLES - 1, range(VARIABLES)
    with deep(VARIABLES):
        {work}
    DONE.append(True)


threading.stack_size({stack})
thread = threading.Thread(target=read)
thread.start()
thread.join()
sys.exit(not DONE)
"""

WORK = {
    "negate": "assert mdd.negate(odd) == even",
    "support": "assert mdd.support(odd) == {*every}",
    "restricting": "assert mdd.restricting({last: 1})(odd) == mdd.restricting({last: 0})(even)",
    "for_some": "assert mdd.for_some([last])(odd) == mdd.true",
    "through": "assert mdd.through({last: [1, 0]})(odd) == even",
}


@pytest.mark.parametrize("work", WORK.values(), ids=WORK)
def test_a_deep_function_is_read_where_the_stack_is_small(work: str) -> None:
    program = READ.format(work=work, stack=STACK)
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2_000:]
