"""`python -m advisor` is the command `advisor`."""

from __future__ import annotations

import sys

from advisor.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
