"""Modules of JavaScript are joined into one script that means the same, or refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from py_mini_racer import MiniRacer

from advisor.exports.web import modules
from advisor.exports.web.modules import SMALL, joined, made, minified


def written(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        path = folder / f"{name.replace('__', '/')}.js"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def said(folder: Path, first: str = "main.js") -> object:
    """What the joined program leaves in `globalThis.said`."""
    v8 = MiniRacer()
    v8.eval(joined(folder, first))
    return v8.eval("globalThis.said")


def test_a_name_that_two_modules_give_is_refused_and_not_overwritten(tmp_path: Path) -> None:
    written(
        tmp_path,
        one="function tell() {}\nexport const one = tell;\n",
        main='import { one } from "./one.js";\nfunction tell() {}\nexport const main = [one, tell];\n',
    )
    with pytest.raises(ValueError, match=r"main\.js and one\.js both have the name tell"):
        joined(tmp_path, "main.js")


def test_a_module_that_several_import_is_there_once(tmp_path: Path) -> None:
    written(
        tmp_path,
        count="let times = 0;\nexport class Count {\n  static next() {\n    return (times += 1);\n  }\n}\n",
        a='import { Count } from "./count.js";\nexport const a = Count.next();\n',
        b='import {\n  Count,\n} from "./count.js";\nexport const b = Count.next();\n',
        main='import { a } from "./a.js";\nimport { b } from "./b.js";\nglobalThis.said = a * 10 + b;\n',
    )
    assert said(tmp_path) == 12


def test_a_program_that_is_made_small_means_the_same(tmp_path: Path) -> None:
    lines = [
        "// Begins.",
        "/** @param {number} first */",
        "const both = (first, second = first) => ({ first, 'two words': second });",
        "class Sum { #parts = [1n, 2n]; get total() { return this.#parts.reduce((one, other) => one + other); } }",
        "const { first: renamed, ...rest } = both(1);",
        "const text = `// https://x /** y */ ${renamed} ${rest['two words'] ?? 0} ${new Sum().total}`;",
        "globalThis.said = `${text} ${/(?<mark>[,.])\\k<mark>/u.test('1..2')} ${[...'ab'].map((it) => it + 1)}`;",
    ]
    program = joined(written(tmp_path, main="\n".join([*lines, ""])), "main.js")
    v8 = MiniRacer()
    v8.eval(minified(program))
    assert "Begins" not in minified(program)
    assert v8.eval("globalThis.said") == said(tmp_path) == "// https://x /** y */ 1 1 3 true a1,b1"


@pytest.mark.parametrize(
    "text",
    [
        "export default 1;\n",
        'export { tell } from "./other.js";\n',
        'import * as other from "./other.js";\n',
        'import other from "./other.js";\n',
        'import { tell as other } from "./other.js";\n',
        "const a = 1;\nexport { a };\n",
    ],
)
def test_another_form_of_import_or_export_is_refused_and_not_dropped(tmp_path: Path, text: str) -> None:
    written(tmp_path, main=text, other="export const tell = 1;\n")
    with pytest.raises(ValueError, match=r"main\.js"):
        joined(tmp_path, "main.js")


def test_modules_that_import_one_another_are_refused(tmp_path: Path) -> None:
    written(
        tmp_path,
        main='import { a } from "./a.js";\nexport const main = 1;\n',
        a='import { main } from "./main.js";\nexport const a = 1;\n',
    )
    with pytest.raises(ValueError, match=r"main\.js imports itself by way of a\.js"):
        joined(tmp_path, "main.js")


def test_what_no_module_exports_is_not_imported_as_nothing(tmp_path: Path) -> None:
    written(tmp_path, main='import { a, b } from "./a.js";\n', a="export const a = 1;\nconst b = 2;\n")
    with pytest.raises(ValueError, match=r"main\.js imports what a\.js does not export: b"):
        joined(tmp_path, "main.js")


def test_a_number_that_the_minifier_would_cut_is_refused() -> None:
    with pytest.raises(ValueError, match=r"Math\.trunc"):
        minified("globalThis.said = Math.trunc(3e9);")


def test_the_program_and_the_style_that_are_kept_are_those_of_the_modules() -> None:
    kept = Path(modules.__file__).parent / SMALL
    stale = [name for name, text in made().items() if (kept / name).read_text(encoding="utf-8") != text]
    assert not stale, "python -m advisor.exports.web.modules writes them"
