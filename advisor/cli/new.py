"""`advisor new`: a small, working knowledge base to start from, with cases that test it."""

from __future__ import annotations

import shlex
from pathlib import Path

from advisor.cli.arguments import UsageError, parser
from advisor.cli.main import DONE, complain
from advisor.errors import escaped
from advisor.knowledge.folder import CASES, HEAD
from advisor.knowledge.node_reader import ID

STARTERS = Path(__file__).resolve().parent.parent / "starter"
LIKE = {
    "plan": "the next step of a person, and the road from there",
    "diagnosis": "what is the matter, by the first rule that holds",
    "eligibility": "what a person is entitled to, with limits from a table",
}
STARTER_ID = "id: starter\n"


def run(argv: list[str]) -> int:
    """Writes the files into a folder that is new or empty; returns the exit code."""
    options = parser("new", "A small, working knowledge base to start from, with cases.", of_knowledge=False)
    options.add_argument("folder", metavar="FOLDER", help="a folder that is not there yet, or is empty")
    kinds = "; ".join(f"{name}: {what}" for name, what in LIKE.items())
    options.add_argument("--like", choices=[*LIKE], default="plan", metavar="KIND", help=f"{kinds}. By default plan")
    args = options.parse(argv)
    folder = Path(args.folder)
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder}: is a file, not a folder")
    if folder.is_dir() and any(folder.iterdir()):
        raise UsageError(f"{folder}: is not empty; name a new folder")
    print("\n".join(escaped(str(path)) for path in _write(STARTERS / args.like, folder)))
    if not args.quiet:
        shown = shlex.quote(str(folder))
        complain(f"try it with: advisor --kb {shown}")
        complain(f"prove it with: advisor check --kb {shown}")
        complain(f"test it with: advisor test --kb {shown} {shlex.quote(str(folder / CASES))}")
    return DONE


def _write(starter: Path, folder: Path) -> list[Path]:
    """Writes a starter's files, its head first; where the folder's name is an id, the knowledge base has it."""
    name = folder.resolve().name
    id = f"id: {name}\n" if ID.fullmatch(name) else STARTER_ID
    found = [file.relative_to(starter) for file in starter.rglob("*.yaml")]
    written = []
    for file in sorted(found, key=lambda file: (file.name != HEAD, len(file.parts), file)):
        text = (starter / file).read_text(encoding="utf-8").replace(STARTER_ID, id)
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(text, encoding="utf-8")
        written.append(folder / file)
    return written
