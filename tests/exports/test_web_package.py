"""The consultation as one file: its own program and nothing else, no connection, always the same bytes."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
from greenhouse import HEAD, QUESTIONS, SOURCES, write_greenhouse

import advisor
from advisor.cli.main import main
from advisor.exports.web import package
from advisor.knowledge.model import KnowledgeBase

WHOLE, PROGRAM = 100 * 1024, 51_000
"""Bytes that the shipped knowledge base's page may take, compressed, and of them the program with the style, which is
somewhat more than it was when this was written, so that it does not grow unseen."""


@pytest.fixture(scope="module")
def shipped() -> KnowledgeBase:
    return advisor.load()


def parsed(html: str) -> Element:
    """The root of the page. Raises where the nesting, an attribute or a character is wrong."""
    root: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    return root


def named(root: Element, tag: str) -> list[Element]:
    return [element for element in root.iter() if element.tag == tag]


def policy(root: Element) -> dict[str, str]:
    (content,) = [
        it.get("content", "") for it in named(root, "meta") if it.get("http-equiv") == "Content-Security-Policy"
    ]
    return {rule.split()[0]: rule.partition(" ")[2] for rule in content.split("; ")}


def hash_of(text: str | None) -> str:
    return f"'sha256-{b64encode(sha256((text or '').encode()).digest()).decode()}'"


def packed(text: str) -> int:
    return len(gzip.compress(text.encode(), 9, mtime=0))


def test_the_page_may_run_its_own_program_and_style_and_connect_to_nothing(greenhouse: KnowledgeBase) -> None:
    root = parsed(package.page(greenhouse))
    data, program = named(root, "script")
    (style,) = named(root, "style")
    assert data.get("type") == "application/json"
    assert policy(root) == {
        "default-src": "'none'",
        "script-src": hash_of(program.text),
        "style-src": hash_of(style.text),
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert [link.get("href") for link in named(root, "link")] == ["data:,"]
    attributes = {name for it in root.iter() for name in it.attrib}
    assert not [name for name in attributes if name in ("src", "style") or name.startswith("on")]


def test_no_text_of_a_knowledge_base_becomes_a_part_of_the_page(tmp_path: Path) -> None:
    hostile = "</script><script>alert(1)</script><!-- <img src=x onerror=alert(1)> </title> & ]]>"
    quoted = json.dumps(hostile)
    folder = write_greenhouse(
        tmp_path / "kb",
        head=HEAD.replace("Watering a greenhouse", quoted),
        questions=QUESTIONS.replace("Push a finger into the soil. What do you feel?", quoted),
        sources=SOURCES.replace("The neighbour", quoted),
    )
    root = parsed(package.page(advisor.load(folder)))
    data, _ = named(root, "script")
    assert [title.text for title in named(root, "title")] == [hostile]
    assert hostile in json.dumps(json.loads(data.text or ""), ensure_ascii=False).replace('\\"', '"')
    assert not named(root, "img")


def test_the_same_knowledge_gives_the_same_bytes(greenhouse_folder: Path, tmp_path: Path) -> None:
    made = []
    for seed in "12":
        target = tmp_path / f"{seed}.html"
        command = [
            sys.executable,
            "-m",
            "advisor",
            "export",
            "--kb",
            str(greenhouse_folder),
            "--to",
            "web",
            "-o",
            str(target),
        ]
        subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": seed})
        made.append(target.read_bytes())
    assert made[0] == made[1] == package.page(advisor.load(greenhouse_folder)).encode()


def test_the_shipped_page_is_light(shipped: KnowledgeBase) -> None:
    html = package.page(shipped)
    root = parsed(html)
    _, program = named(root, "script")
    (style,) = named(root, "style")
    assert packed((program.text or "") + (style.text or "")) <= PROGRAM
    assert packed(html) <= WHOLE


def test_a_folder_has_all_that_an_installed_page_needs_and_asks_for_its_own_files_alone(
    greenhouse: KnowledgeBase,
) -> None:
    files = package.site(greenhouse)
    assert set(files) == {"index.html", "manifest.webmanifest", "worker.js", "icon.svg"}
    root = parsed(files["index.html"])
    assert {link.get("href") for link in named(root, "link")} <= set(files)
    assert policy(root)["default-src"] == "'none'"
    assert "connect-src" not in policy(root)
    manifest = json.loads(files["manifest.webmanifest"])
    assert manifest["name"] == greenhouse.title
    assert {icon["src"] for icon in manifest["icons"]} <= set(files)
    assert not re.search(r"https?:", files["worker.js"])


def test_another_page_is_another_cache_so_that_an_installed_one_is_renewed(
    greenhouse: KnowledgeBase, tmp_path: Path
) -> None:
    changed = write_greenhouse(tmp_path / "changed", head=HEAD.replace("one plant", "some plants"))
    assert package.site(greenhouse)["worker.js"] != package.site(advisor.load(changed))["worker.js"]


def test_the_command_writes_a_file_a_folder_or_to_standard_output(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export = ["export", "--kb", "kb", "--to", "web"]
    assert main([*export, "-o", "advice.html"]) == 0
    assert main([*export, "-o", "new/site/"]) == 0
    assert main(export) == 0
    (here / "there").mkdir()
    (here / "there" / "mine.txt").write_text("kept")
    assert main([*export, "-o", "there"]) == 0
    whole = (here / "advice.html").read_text(encoding="utf-8")
    assert capsys.readouterr().out == whole
    assert sorted(path.name for path in (here / "new" / "site").iterdir()) == sorted(package.site(advisor.load("kb")))
    assert (here / "there" / "index.html").is_file()
    assert (here / "there" / "mine.txt").read_text() == "kept"


def test_a_page_in_the_place_of_the_knowledge_base_is_refused(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "--kb", "kb", "--to", "web", "-o", "kb/rules.yaml"]) == 2
    assert "kb/rules.yaml: is a part of the knowledge base, which -o would write over" in capsys.readouterr().err
