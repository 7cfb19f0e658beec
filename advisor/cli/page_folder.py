"""A folder of pages: one for each case, and an index that leads to them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import quote

from advisor.atomic_files import atomic_write
from advisor.cases.files import called
from advisor.reports.pages import Form, contents, listed, write

if TYPE_CHECKING:
    from advisor.explanation.recommendation import Recommendation

_ENDINGS: dict[Form, str] = {"html": ".html", "markdown": ".md", "sheet": ".html"}
_BETWEEN_WORDS = re.compile(r"[\W_]+")
LONGEST = 60
"""Characters of a case's name that its file has."""


def write_folder(folder: str, answers: Iterable[Recommendation], form: Form) -> None:
    """Writes the pages as the answers come, and the index at the end; each whole or not at all. Raises OSError."""
    os.makedirs(folder, exist_ok=True)
    today, ending, kb = date.today(), _ENDINGS[form], None
    index, cases = f"index{ending}", []
    for number, advice in enumerate(answers, 1):
        kb, file = advice.kb, f"{_file_name(number, called(advice.name, advice.place))}{ending}"
        with atomic_write(os.path.join(folder, file)) as stream:
            stream.writelines(write([advice], form, today, index))
        cases.append(listed(advice, quote(file)))
    if kb is not None:
        with atomic_write(os.path.join(folder, index)) as stream:
            stream.write(contents(kb, cases, form, today))


def _file_name(number: int, name: str) -> str:
    """`003-ann-who-waters`: the number keeps the order, and tells those of one name apart."""
    words = _BETWEEN_WORDS.sub("-", name.casefold()).strip("-")[:LONGEST].rstrip("-")
    return f"{number:03}-{words}" if words else f"{number:03}"
