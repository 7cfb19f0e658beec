"""Maps: what they say of a knowledge base and of a case, and that their text is what Graphviz and Mermaid take."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import html5lib
import pytest
from greenhouse import write_greenhouse, write_kb
from hypothesis import given, settings
from hypothesis import strategies as st
from profiles import examples
from strategies import knowledge_bases

from advisor.cli.main import main
from advisor.errors import AdvisorError
from advisor.explanation.recommendation import recommend
from advisor.knowledge.goals import title_in_general
from advisor.knowledge.loader import load
from advisor.knowledge.model import KnowledgeBase
from advisor.maps import dot, map_page, mermaid
from advisor.maps.derivation_map import derivation_map
from advisor.maps.graph import Arrow, Box, Map, acyclic, reduced
from advisor.maps.knowledge_map import knowledge_map

ANSWERS = {"plant": "tomato", "soil": "wet", "signs": ["wilting", "spots"], "days": 4, "shade": "no"}
NASTY = 'Say "end" <b>&amp; `x` #35; [a](b) {c} |d| \\n %%{init: 1}%% --> ; __s__ *t* \u202e\nsecond\tline'
BOX = r'n\d+(\(\["TEXT"\]\)|\("TEXT"\)|\["TEXT"\]):::[a-z]+'.replace("TEXT", r"(?:[\w .,:;?!/-]|[^\x00-\x7f]|#\d+;)+")
LINES = (
    BOX,
    r"n\d+ (-->|==>|-\.->) n\d+",
    r'subgraph g\d+\["(?:[\w .,:;?!/-]|#\d+;)+"\]',
    "end",
    r"(style g\d+|classDef [a-z]+|linkStyle [\d,]+) [a-z0-9#:,-]+",
)


def drawn(arrows: Map) -> dict[str, set[tuple[str, str]]]:
    """The arrows of each kind, with the texts of their boxes."""
    text = {box.id: box.text for box in arrows.boxes}
    found: dict[str, set[tuple[str, str]]] = {"reads": set(), "road": set(), "lacks": set()}
    for arrow in arrows.arrows:
        found[arrow.kind].add((text[arrow.source], text[arrow.target]))
    return found


def test_the_map_shows_what_decides_what_and_the_road(greenhouse: KnowledgeBase) -> None:
    whole = knowledge_map(greenhouse)
    assert {box.text for box in whole.boxes if box.kind == "milestone"} == {
        "Moisture: Enough",
        "Moisture: Short",
        "Light",
    }
    assert {box.group for box in whole.boxes if box.text == "Soil"} == {"The plant"}
    found = drawn(whole)
    assert ("Soil", "Moisture: Short") in found["reads"]
    assert ("Shade", "Light") in found["reads"]
    assert ("Moisture: Short", "Moisture: Enough") in found["lacks"]
    assert {("Moisture: Short", "Water the ..."), ("Light", "Enjoy it")} <= found["road"]
    assert {("Moisture: Enough", "Hang a cloth"), ("Hang a cloth", "Light")} <= found["road"]


LOAN = {
    "head": "id: loan\ntitle: Whether a loan is granted\nversion: 1\ngoals: [verdict, tier]\nalso: [score, note]\n",
    "questions": """\
questions:
  age: {ask: How old are you?, why: It is asked., number: {min: 0, max: 120, whole: yes}}
  work: {ask: Do you have work?, why: It is asked., choices: {steady: Steady, odd: Now and then}}
""",
    "conclusions": """\
conclusions:
  score: {label: Score, number: {min: 0, max: 100, unit: points}}
  grown: {label: Grown up, one: [met]}
  note: {label: Note, many: [young]}
  verdict:
    one: {granted: It is granted., refused: It is refused., seen: Somebody looks at it.}
    first: yes
    otherwise: {rule: see, value: seen, because: Nothing settles it.}
  tier: {one: {high: The high tier., low: The low tier.}}
""",
    "rules": """\
rules:
  grown: {when: {age: {at_least: 18}}, then: {grown: met}, because: You are grown up.}
  aged: {when: {age: {at_least: 30}}, then: {score: {add: 20}}, because: "You are {age}."}
  steady: {when: {work: steady}, then: {score: {add: 20}}, because: You work.}
  young: {when: {age: {below: 30}}, then: {note: young}, because: You are young.}
  child: {when: {grown: {not: met}}, then: {verdict: refused}, because: You are too young.}
  good: {when: {score: {at_least: 40}}, then: {verdict: granted}, because: Enough points.}
  bad: {when: {score: {below: 10}}, then: {verdict: refused}, because: Too few points.}
  high: {when: {score: {at_least: 20}}, then: {tier: high}, because: Many points.}
  low: {when: {score: {below: 20}}, then: {tier: low}, because: Few points.}
""",
}


def test_a_number_is_one_box_and_the_values_of_goals_say_the_places_of_their_rules(tmp_path: Path) -> None:
    """What only stands beside the goals is not drawn; that earlier rules fail is needed as what a rule tests itself."""
    whole = knowledge_map(load(write_kb(tmp_path / "loan", **LOAN)))
    assert [box.text for box in whole.boxes if box.kind == "milestone"] == ["Score", "Grown up"]
    values = [box.text for box in whole.boxes if box.kind == "step"]
    assert values == [
        "It is granted (2)",
        "It is refused (1, 3)",
        "Somebody looks at it (4)",
        "The high tier",
        "The low tier",
    ]
    assert "a number in brackets is the place of such a rule" in whole.legend
    found = drawn(whole)
    assert {("Score", "The high tier"), ("Score", "The low tier"), ("Score", "It is granted (2)")} <= found["road"]
    assert {("Grown up", "It is granted (2)"), ("Grown up", "Somebody looks at it (4)")} <= found["road"]
    read = {("Age", "Score"), ("Work", "Score"), ("Age", "Grown up"), ("Score", "It is refused (1, 3)")}
    assert read <= found["reads"]
    assert ("Grown up", "It is refused (1, 3)") in found["lacks"]


def test_a_case_shows_what_a_number_is_the_sum_of_also_where_rules_add_the_same(tmp_path: Path) -> None:
    kb = load(write_kb(tmp_path / "loan", **LOAN))
    found = derivation_map(recommend(kb, {"age": 40, "work": "steady"}))
    text = {box.id: box.text for box in found.boxes}
    adding = [arrow.source for arrow in found.arrows if text[arrow.target] == "Score is 40 points"]
    assert [text[id] for id in adding] == ["20 points are added to score"] * 2
    assert {("Score is 40 points", "It is granted"), ("Score is 40 points", "The high tier")} <= drawn(found)["road"]


def test_internal_conclusions_are_seen_through(tmp_path: Path) -> None:
    conclusions = """
        conclusions:
          next_step: {one: steps, label: Next step}
          gate: {many: [open], internal: yes}
          light: {one: [good], label: Light}
          alongside: {many: [air], label: Alongside}
          caution: {many: [leaves], label: Watch out}
    """
    rules = """
        rules:
          gate: {when: {soil: wet, light: good}, then: {gate: open}, because: So.}
          light: {when: {shade: yes}, then: {light: good}, because: So.}
          enjoy: {when: {gate: open}, then: {next_step: enjoy}, because: So.}
          water: {when: {soil: dry}, then: {next_step: water-now}, because: So.}
          cloth: {when: {soil: {not: dry}, gate: {not: open}}, then: {next_step: hang-cloth}, because: So.}
          air: {when: {signs: spots}, then: {alongside: air}, because: So.}
    """
    found = knowledge_map(
        load(
            write_greenhouse(
                tmp_path / "greenhouse", conclusions=conclusions, rules=rules, properties="properties: {}\n"
            )
        )
    )
    assert "Signs" not in {box.text for box in found.boxes}
    assert "gate" not in "".join(box.text for box in found.boxes).casefold()
    assert ("Light", "Enjoy it") in drawn(found)["road"]
    assert {("Soil", "Hang a cloth"), ("Soil", "Water the ...")} <= drawn(found)["reads"]
    assert ("Soil", "Enjoy it") not in drawn(found)["reads"]  # it is reached over the cloth and the light


def test_the_shipped_map_keeps_the_order_of_the_milestones_and_is_no_hairball() -> None:
    kb = load("medical-records-administrator")
    whole = knowledge_map(kb)
    road = {tuple(re.sub(r" \([\d., ]+\)$", "", end) for end in arrow) for arrow in drawn(whole)["road"]}
    first = {id: title_in_general(kb, "next_step", id) for id in kb.steps}
    towards = [(first["strengthen-detail"], "Skills"), (first["earn-associate-degree"], "Education")]
    towards += [(first["gain-experience"], "Practice"), (first["learn-positions"], "Positions")]
    further = {
        (first["renew-credential"], "Skills"),
        ("Skills", first["earn-associate-degree"]),
        (first["follow-up-applications"], first["keep-current"]),
    }
    assert {*towards, *further} <= road
    found = re.findall(r"^(.+) \((\d+)[\d., ]*\)$", "\n".join(it.text for it in whole.boxes), re.M)
    places = {text: int(place) for text, place in found}
    ahead = [places[step] for step, _ in towards]
    assert ahead == sorted(ahead)
    assert len(whole.arrows) < 1.5 * len(whole.boxes)
    assert {box.id for box in whole.boxes} >= {end for arrow in whole.arrows for end in arrow[:2]}


@settings(max_examples=examples(100))
@given(knowledge_bases())
def test_every_knowledge_base_has_a_map_without_circles(kb: KnowledgeBase) -> None:
    whole = knowledge_map(kb)
    assert acyclic(whole.arrows) == list(whole.arrows)
    steps = [f"c.{kb.goal}.{value}" for value in kb.conclusions[kb.goal].values]
    assert [box.id for box in whole.boxes if box.kind == "step"] == steps
    assert_mermaid(mermaid.document(whole))


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=20))
def test_reduced_arrows_reach_the_same_boxes_by_the_fewest(pairs: list[tuple[str, str]]) -> None:
    arrows = acyclic(Arrow(*pair) for pair in pairs)
    fewer = reduced(arrows)
    assert reach(fewer) == reach(arrows)
    for arrow in fewer:
        assert reach([other for other in fewer if other != arrow]) != reach(arrows)


def reach(arrows: list[Arrow]) -> set[tuple[str, str]]:
    found = {(arrow.source, arrow.target) for arrow in arrows}
    while more := {(a, d) for a, b in found for c, d in found if b == c} - found:
        found |= more
    return found


def test_the_map_of_a_case_leads_from_the_answers_to_the_step(greenhouse: KnowledgeBase) -> None:
    found = drawn(derivation_map(recommend(greenhouse, ANSWERS)))
    assert found["road"] == {("Moisture is enough", "Hang a cloth")}
    assert ("Moisture is not short", "Moisture is enough") in found["lacks"]
    assert ("Light is not yet good", "Hang a cloth") in found["lacks"]
    assert ('Shade is "Full sun"', "Light is not yet good") in found["lacks"]
    first = derivation_map(recommend(greenhouse, {"plant": "tomato", "soil": "dry"}))
    assert ('Soil ("Dry")', "Moisture is short") in drawn(first)["reads"]
    assert [box.text for box in first.boxes if box.kind == "goal"] == ["Water the Tomato"]


def test_a_case_without_just_one_step_has_no_map(tmp_path: Path) -> None:
    kb = load(write_greenhouse(tmp_path / "greenhouse", rules="rules: {}"))
    with pytest.raises(AdvisorError, match="the case: the knowledge base gives no next step for this case"):
        derivation_map(recommend(kb, {"plant": "tomato"}))


def nasty() -> Map:
    boxes = (
        Box('a "', NASTY, "step", "end"),
        Box("end", "end", "question", NASTY),
        Box("b", "1. list", "milestone"),
        Box("c", "- item", "goal"),
        Box("d", "", "missing"),
    )
    arrows = (Arrow('a "', "end"), Arrow("end", "b", "road"), Arrow("b", "c", "lacks"), Arrow("c", "d"))
    return Map(NASTY, NASTY, boxes, arrows)


def assert_mermaid(text: str) -> None:
    """Every line is one of the forms that Mermaid's own parser was seen to take."""
    begin, title, end, comment, head, *lines = text.splitlines()
    assert (begin, end, head) == ("---", "---", "flowchart LR")
    assert re.fullmatch(r'title: "([^"\\]|\\["\\])*"', title)
    assert comment.startswith("%% ")
    assert "%%" not in title + comment[2:]
    for line in lines:
        assert any(re.fullmatch(form, line.strip()) for form in LINES), line


def test_no_text_breaks_out_of_a_mermaid_map() -> None:
    assert_mermaid(mermaid.document(nasty()))


def test_no_text_breaks_out_of_a_graphviz_map() -> None:
    shown = ElementTree.fromstring(dot.svg(nasty()))
    texts = ["".join(node.itertext()) for node in shown.iter("{http://www.w3.org/2000/svg}text")]
    whole = " ".join(" ".join(texts).split())
    said = " ".join(NASTY.replace("\u202e", "?").split())
    assert whole.replace("\xa0", " ").count(said) >= 3
    assert len([node for node in shown.iter() if "node" in node.get("class", "").split()]) == 5
    assert len([node for node in shown.iter() if "edge" in node.get("class", "").split()]) == 4


def test_a_picture_says_what_its_boxes_and_arrows_are_and_names_no_id(greenhouse: KnowledgeBase) -> None:
    shown = ElementTree.fromstring(dot.svg(knowledge_map(greenhouse)))
    titles = [title.text for title in shown.iter("{http://www.w3.org/2000/svg}title")]
    assert titles[0] == "Watering a greenhouse"
    arrows = {'A strong arrow from "Hang a cloth" to "Light"', 'An arrow from "Soil" to "Moisture: Short"'}
    assert {"Hang a cloth", *arrows} <= {*titles}
    assert not [text for text in titles if re.search(r"->|[qc]\.\w|\bn\d", str(text))]


def test_a_map_as_a_page_tells_every_arrow_in_words(greenhouse: KnowledgeBase) -> None:
    whole = knowledge_map(greenhouse)
    html = map_page.document(whole, greenhouse, date(2026, 11, 5))
    root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    told = [" ".join("".join(item.itertext()).split()) for item in root.iter("li")]
    assert len(told) == len(whole.arrows)
    assert 'A broken arrow from "Moisture: Short" to "Moisture: Enough".' in told


@pytest.mark.parametrize("ending", ["svg", "html", "mmd"])
def test_maps_are_written_by_their_ending(greenhouse_folder: Path, tmp_path: Path, ending: str) -> None:
    whole, one, case = tmp_path / f"a.{ending}", tmp_path / f"b.{ending}", tmp_path / "case.yaml"
    case.write_text("name: My tomato\nanswers: {plant: tomato, soil: dry}\n")
    kb = ["--kb", str(greenhouse_folder)]
    assert main(["show", "--map", str(whole), *kb]) == 0
    assert main(["show", "--map", str(one), "--case", str(case), *kb]) == 0
    assert "Watering a greenhouse" in whole.read_text(encoding="utf-8")
    assert "My tomato" in one.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("argv", "what"),
    [
        (["--map", "x.png"], "x.png: a map is written as .svg or .html (by Graphviz) or as .mmd (Mermaid)"),
        (["--case", "x.yaml"], "--case goes with --map; see 'advisor show --help'"),
        (["--map", "x.mmd", "soil"], "--map FILE stands alone, or with --case CASE; see 'advisor show --help'"),
        (["--map", "x.mmd", "--case", "two.yaml"], "two.yaml: holds 2 cases; a map shows one"),
        (["--map", "x.mmd", "--case", "bad.yaml"], "bad.yaml:1:17: soil: 'damp' is not one of dry, wet, unknown"),
    ],
)
def test_wrong_usage_is_one_line(
    argv: list[str],
    what: str,
    greenhouse_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("two.yaml").write_text("answers: {plant: tomato}\n---\nanswers: {plant: cactus}\n")
    Path("bad.yaml").write_text("answers: {soil: damp}\n")
    assert main(["show", *argv, "--kb", str(greenhouse_folder)]) == 2
    assert capsys.readouterr().err == f"advisor: {what}\n"
    assert not Path("x.mmd").exists()


def test_without_graphviz_the_person_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    with pytest.raises(AdvisorError, match=r"not installed; .* 'pip install graphviz-pure', or write a Mermaid map"):
        dot.svg(nasty())


def test_what_graphviz_complains_of_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    failing = tmp_path / "dot"
    failing.write_text("#!/bin/sh\necho 'Error: out of paper' >&2\nexit 3\n")
    failing.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(AdvisorError, match=r"dot cannot draw the map: Error: out of paper$"):
        dot.svg(nasty())
