"""Modules of JavaScript are joined into one script that means the same, or refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from py_mini_racer import MiniRacer

from advisor.exports.web.modules import joined


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


def test_names_that_two_modules_share_stay_apart(tmp_path: Path) -> None:
    written(
        tmp_path,
        lib__one='const text = "one";\nexport function tell() {\n  return text;\n}\n',
        lib__two='const text = "two";\nexport const tell = () => text;\n',
        page__main='import { tell } from "../lib/one.js";\nimport { tell as other } from "../lib/two.js";\n'
        "globalThis.said = `${tell()} ${other()}`;\n",
    )
    assert said(tmp_path, "page/main.js") == "one two"


def test_a_module_that_several_import_is_there_once(tmp_path: Path) -> None:
    written(
        tmp_path,
        count="let times = 0;\nexport class Count {\n  static next() {\n    return (times += 1);\n  }\n}\n",
        a='import { Count } from "./count.js";\nexport const a = Count.next();\n',
        b='import {\n  Count,\n} from "./count.js";\nexport const b = Count.next();\n',
        main='import { a } from "./a.js";\nimport { b } from "./b.js";\nglobalThis.said = a * 10 + b;\n',
    )
    assert said(tmp_path) == 12


def test_comments_go_and_what_looks_like_one_within_a_line_stays(tmp_path: Path) -> None:
    main = (
        '// Begins.\n/**\n * Says it.\n * @param {string} it\n */\nglobalThis.said = "// https://x /** y */"; // kept\n'
    )
    written(tmp_path, main=main)
    assert "Begins" not in joined(tmp_path, "main.js")
    assert "@param" not in joined(tmp_path, "main.js")
    assert said(tmp_path) == "// https://x /** y */"


@pytest.mark.parametrize(
    "text",
    [
        "export default 1;\n",
        'export { tell } from "./other.js";\n',
        'import * as other from "./other.js";\n',
        'import other from "./other.js";\n',
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
    written(tmp_path, main='import { a, b as c } from "./a.js";\n', a="export const a = 1;\nconst b = 2;\n")
    with pytest.raises(ValueError, match=r"main\.js imports what a\.js does not export: b as c"):
        joined(tmp_path, "main.js")
