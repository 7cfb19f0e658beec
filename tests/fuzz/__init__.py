"""Every reader under inputs that nobody meant: a harness for each, driven by hypothesis or by atheris.

A harness is one function `fuzz_x(data)`. It draws an input from hypothesis' `data`, hands it to a reader, and asserts
what must be true of whatever comes out. `tests/fuzz/test_fuzz.py` runs each for a few seconds; long runs are

    python -m tests.fuzz [HARNESS...] [--runs N] [--seconds S] [--atheris]
"""
