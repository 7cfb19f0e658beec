"""The fingerprint of a knowledge base: one number for its text, whatever folder it is in."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from advisor.knowledge.folder import find, reading_order


def fingerprint(source: str | Path | None = None) -> str:
    """SHA-256, in hexadecimal, of the files of a knowledge base, named as for `load`.

    What is hashed, for each file in reading order (`knowledge-base.yaml`, then by path): the path below the folder with
    `/` between its parts, in UTF-8; a zero byte; the file's length in bytes as a decimal number; a zero byte; the bytes
    of the file. Raises KnowledgeBaseError and OSError.
    """
    folder = find(source)
    whole = sha256()
    for path in reading_order(folder):
        content = path.read_bytes()
        head = f"{path.relative_to(folder).as_posix()}\0{len(content)}\0"
        whole.update(head.encode("utf-8", "surrogateescape") + content)
    return whole.hexdigest()
