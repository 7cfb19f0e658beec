"""Records of a table of the greenhouse, good and bad."""

from __future__ import annotations

HEADER = "id,name,plant,soil,signs,days,shade\n"

RECORDS = [
    b"1,Ann,cactus,,,,,9",
    b"2,Bob,cactus",
    b'3,"C"c,cactus,,,,',
    b"4,D\xff,cactus,,,,",
    b"5,Eve,rose,,,,",
    b"#6,F\0,cactus,,,,",
    b'"7","G, ""g""\nh",cactus,,,,',
    b"",
    b"8,\xe2\x80\xa8 ,cactus,,,,\r",
    b'9,"I,cactus,,,,',
]
"""Records of every kind, good and bad."""


def table(records: list[bytes]) -> bytes:
    return b"\n".join([HEADER.strip().encode(), *records, b""])
