"""`advisor new`: a small, working knowledge base to start from."""

from __future__ import annotations

import shlex
from pathlib import Path

from advisor.cli.arguments import UsageError, parser
from advisor.cli.main import DONE, complain
from advisor.errors import escaped
from advisor.knowledge.folder import HEAD
from advisor.knowledge.node_reader import ID

STARTER = Path(__file__).resolve().parent.parent / "starter"
STARTER_ID = "id: starter\n"


def run(argv: list[str]) -> int:
    """Writes the files into a folder that is new or empty; returns the exit code."""
    options = parser("new", "A small, working knowledge base to start from.", of_knowledge=False)
    options.add_argument("folder", metavar="FOLDER", help="a folder that is not there yet, or is empty")
    args = options.parse(argv)
    folder = Path(args.folder)
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder}: is a file, not a folder")
    if folder.is_dir() and any(folder.iterdir()):
        raise UsageError(f"{folder}: is not empty; name a new folder")
    name = folder.resolve().name
    id = f"id: {name}\n" if ID.fullmatch(name) else STARTER_ID
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for file in sorted(STARTER.glob("*.yaml"), key=lambda file: (file.name != HEAD, file.name)):
        text = file.read_text(encoding="utf-8").replace(STARTER_ID, id)
        (folder / file.name).write_text(text, encoding="utf-8")
        written.append(folder / file.name)
    print("\n".join(escaped(str(path)) for path in written))
    if not args.quiet:
        shown = shlex.quote(str(folder))
        complain(f"try it with: advisor --kb {shown}")
        complain(f"prove it with: advisor check --kb {shown}")
    return DONE
