"""`advisor explain`: each question that can be asked of a case, as text and as JSON, and what bad input gets."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from profiles import some

from advisor.cli.main import main

THIRSTY = "answers: {plant: tomato, soil: dry, shade: no}\n"
EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "cases"

ASKED = {
    "how": ["--how", "moisture"],
    "why": ["--why", "soil"],
    "why_not": ["--why-not", "enjoy"],
    "rather_than": ["--rather-than", "next_step=enjoy"],
    "what_if": ["--what-if", "soil=wet", "signs=spots,wilting"],
    "how_sure": ["--how-sure"],
    "roads": ["--plan"],
}


@pytest.fixture
def kb(greenhouse_folder: Path) -> list[str]:
    return ["--kb", str(greenhouse_folder)]


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "thirsty.yaml"
    path.write_text(f"name: A thirsty tomato\n{THIRSTY}", encoding="utf-8")
    return path


@pytest.mark.parametrize("key", ASKED)
def test_each_explanation_is_told_and_is_an_array_of_objects_in_json(
    kb: list[str], case: Path, key: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", str(case), *ASKED[key], *kb]) == 0
    streams = capsys.readouterr()
    assert streams.out.startswith("A thirsty tomato\n================\n\n")
    assert streams.err == ""
    assert "\x1b" not in streams.out
    assert main(["explain", str(case), *ASKED[key], "--format", "json", *kb]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert (found["knowledge_base"], found["name"]) == ("greenhouse", "A thirsty tomato")
    assert key in found


def test_every_case_of_a_file_is_explained_and_a_bad_one_does_not_hold_up_the_others(
    kb: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "several.yaml"
    path.write_text(f"name: one\n{THIRSTY}---\nanswers: {{plant: tomat}}\n---\n{THIRSTY}", encoding="utf-8")
    assert main(["explain", str(path), "--how", "moisture", *kb]) == 1
    streams = capsys.readouterr()
    assert streams.out.count("Moisture is short.") == 2
    assert "one\n===" in streams.out
    assert "several, line 6\n====" in streams.out
    assert "did you mean 'tomato'" in streams.err


def test_a_case_that_lacks_a_required_answer_is_complained_of_where_that_matters(
    kb: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "none.yaml"
    path.write_text("answers: {soil: wet}\n", encoding="utf-8")
    assert main(["explain", str(path), "--how-sure", *kb]) == 2
    assert "plant: this question needs an answer" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--how", "moistrue"], "did you mean 'moisture'"),
        (["--how", "moisture=shrt"], "did you mean 'short'"),
        (["--why", "moisture"], "'moisture' is concluded, not asked"),
        (["--why", "sol"], "did you mean 'soil'"),
        (["--why-not", "enjoi"], "did you mean 'enjoy'"),
        (["--why-not", "soil=wet"], "'soil' is answered, not concluded"),
        (["--why-not", "moisture"], "write moisture=VALUE, for example moisture=enough"),
        (["--rather-than", "moisture=shrt"], "did you mean 'short'"),
        (["--what-if", "soil"], "'soil' is no change; write QUESTION=ANSWER"),
        (["--what-if", "soil= "], "'soil= ' is no change; write QUESTION=ANSWER"),
        (["--what-if", "soil=drx"], "did you mean 'dry'"),
        (["--what-if", "moisture=short"], "'moisture' is concluded by rules, not answered"),
        ([], "one of the arguments"),
        (["--how", "soil", "--how-sure"], "not allowed with"),
    ],
)
def test_a_mistake_is_one_line_that_says_what_would_be_right(
    kb: list[str], case: Path, asked: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", str(case), *asked, *kb]) == 2
    streams = capsys.readouterr()
    assert streams.out == ""
    assert streams.err.startswith("advisor: ")
    assert streams.err.count("\n") == 1
    assert said in streams.err


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        (["--how", "moisture"], ["--how", "MOISTURE"]),
        (["--how", "caution=wet-feet"], ["--how", "never let"]),
        (["--how", "soil"], ["--how", "push a finger"]),
        (["--why", "soil"], ["--why", "Push a  finger into the soil. What do you feel?"]),
        (["--why", "days"], ["--why", "days since"]),
        (["--why-not", "enjoy"], ["--why-not", "enjoy it"]),
        (["--why-not", "next_step=water-now"], ["--why-not", "Next step: Water the Tomato"]),
        (["--why-not", "light=good"], ["--why-not", "light"]),
        (["--rather-than", "next_step=hang-cloth"], ["--rather-than", "next_step=Hang a"]),
        (["--what-if", "soil=unknown"], ["--what-if", "Push a finger=I have not"]),
        (["--what-if", "signs=spots,wilting"], ["--what-if", "signs=Hanging leaves;brown"]),
    ],
)
def test_what_a_report_tells_is_taken_where_an_id_is(
    kb: list[str], case: Path, asked: list[str], named: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", str(case), *asked, *kb]) == 0
    by_id = capsys.readouterr().out
    assert main(["explain", str(case), *named, *kb]) == 0
    assert capsys.readouterr().out == by_id


def test_a_name_that_fits_several_is_answered_by_them(
    kb: list[str], case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", str(case), "--why", "s", *kb]) == 2
    assert "'s' could be \"" in capsys.readouterr().err


def test_a_value_that_steers_a_terminal_is_shown_harmlessly(
    kb: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "steering.yaml"
    path.write_text(f'name: "a\\e[31mb"\n{THIRSTY}', encoding="utf-8")
    assert main(["explain", str(path), "--how", "moisture", *kb]) == 0
    assert "\x1b" not in capsys.readouterr().out


@pytest.mark.parametrize("path", some(sorted(EXAMPLES.glob("*.yaml"))), ids=lambda path: path.stem)
def test_every_shipped_case_is_explained_in_lines_that_fit(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At 40 columns nothing but an address is longer; and why-not of every step comes to an end."""
    from advisor.cases.files import Case, read_cases
    from advisor.explanation import how_sure, why_not
    from advisor.knowledge.loader import load
    from advisor.reports.explaining import how_sure as sure_report
    from advisor.reports.explaining import why_not as report

    base = _loaded.setdefault("kb", load())
    for case in read_cases(path, base):
        assert isinstance(case, Case)
        texts = [sure_report.text(how_sure.how_sure(base, case.answers), 40)]
        for value in base.conclusions[base.goal].values[:: len(base.steps) // 4]:
            texts.append(report.text(why_not.why_not(base, case.answers, base.goal, value), 40))
        for line in "\n".join(texts).splitlines():
            assert len(line) <= 40 or "://" in line, line


_loaded: dict = {}


def test_only_where_diagrams_are_too_large_z3_is_imported(case: Path, kb: list[str]) -> None:
    too_large = "from advisor.solver import diagrams; diagrams.MAX_WHOLE = diagrams.MAX_REMAINING = 1; "
    why_not = ["--why-not", "next_step=enjoy"]
    for asked, before, needed in (
        (["--how", "moisture"], "", False),
        (["--what-if", "soil=wet"], "", False),
        (why_not, "", False),
        (["--how-sure"], "", False),
        (why_not, too_large, True),
        (["--how-sure"], too_large, True),
    ):
        program = (
            f"import sys; {before}from advisor.cli.main import main; code = main(sys.argv[1:]); "
            "print('z3' in sys.modules, file=sys.stderr); sys.exit(code)"
        )
        done = subprocess.run(
            [sys.executable, "-c", program, "explain", str(case), *asked, *kb],
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0
        assert done.stderr.strip() == str(needed)
