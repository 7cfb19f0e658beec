"""The seal of a certificate: tells that it was changed by mistake. It is no signature; anybody can make one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256

FORMAT = 2
"""The version of the certificates' format."""

FORMATS = (1, FORMAT)
"""Those that are read: the first knew no rules that forestall others, and no numbers."""


def seal(certificate: Mapping[str, object]) -> str:
    """SHA-256, in hexadecimal, of the certificate without its seal, as JSON with sorted keys, no blanks, in ASCII."""
    rest = {key: value for key, value in certificate.items() if key != "seal"}
    return sha256(json.dumps(rest, sort_keys=True, separators=(",", ":")).encode("ascii")).hexdigest()
