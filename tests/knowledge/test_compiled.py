"""What is kept of a parsed knowledge base: it loads as its text does, and never in place of another text."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from greenhouse import HEAD, write_greenhouse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import knowledge_bases, with_steps

from advisor.errors import KnowledgeBaseError
from advisor.knowledge import compiled
from advisor.knowledge.folder import shipped
from advisor.knowledge.loader import load
from advisor.knowledge.model import KnowledgeBase

FORGED = "Somebody else's title"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which forms are kept in this test."""
    folder = tmp_path / "cache"
    monkeypatch.setenv(compiled.FOLDER, str(folder))
    return folder


def forms(cache: Path) -> list[Path]:
    return sorted(cache.iterdir()) if cache.is_dir() else []


def forge(folder: Path) -> None:
    """Keeps for this folder's texts a knowledge base that they do not mean, so that using it shows."""
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.yaml"))}
    compiled.keep(replace(load(folder), title=FORGED), folder, texts)
    assert load(folder).title == FORGED, "the form is what is used while nothing speaks against it"


def same(one: KnowledgeBase, other: KnowledgeBase) -> bool:
    """Equal in every part, and in the order of every mapping, which `==` does not look at."""
    return repr(one) == repr(other)


@pytest.mark.parametrize("folder", shipped().values(), ids=shipped())
def test_a_shipped_knowledge_base_is_the_same_from_its_form(folder: Path, cache: Path) -> None:
    parsed = load(folder)
    assert len(forms(cache)) == 1
    again = load(folder)
    assert again is not parsed
    assert again == parsed
    assert same(again, parsed)


@given(st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_knowledge_base_is_the_same_from_its_form(cache: Path, tmp_path: Path, data: st.DataObject) -> None:
    kb = data.draw(with_steps(data.draw(knowledge_bases())))
    compiled.keep(kb, tmp_path, {})
    found = compiled.recall(tmp_path, {})
    assert found is not None
    assert same(found, kb)


def test_the_greenhouse_is_the_same_from_its_form_and_again_without_yaml(greenhouse_folder: Path, cache: Path) -> None:
    parsed = load(greenhouse_folder)
    assert same(load(greenhouse_folder), parsed)
    seen = (
        "import sys, advisor; kb = advisor.load(sys.argv[1]); print(kb.title, [*{'yaml', 'experta'} & {*sys.modules}])"
    )
    done = subprocess.run([sys.executable, "-c", seen, greenhouse_folder], capture_output=True, text=True, check=True)
    assert done.stdout == f"{parsed.title} []\n"


def test_a_changed_text_is_read_though_its_size_and_time_are_the_same(greenhouse_folder: Path, cache: Path) -> None:
    load(greenhouse_folder)
    head = greenhouse_folder / "knowledge-base.yaml"
    before = head.stat()
    head.write_text(HEAD.replace("Watering a greenhouse", "Watering a rainforest"), encoding="utf-8")
    os.utime(head, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (head.stat().st_size, head.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert load(greenhouse_folder).title == "Watering a rainforest"


def test_a_file_that_comes_goes_or_has_another_name_is_noticed(greenhouse_folder: Path, cache: Path) -> None:
    load(greenhouse_folder)
    properties = greenhouse_folder / "properties.yaml"
    properties.rename(greenhouse_folder / "claims.yaml")
    assert "claims.yaml" in next(iter(load(greenhouse_folder).properties.values())).place
    (greenhouse_folder / "claims.yaml").unlink()
    assert not load(greenhouse_folder).properties


def test_a_form_of_other_modules_is_not_used(
    greenhouse_folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forge(greenhouse_folder)
    makers = compiled._makers()
    assert any(str(name).endswith("parser.py") for name, _, _ in makers)  # type: ignore[misc, has-type]
    monkeypatch.setattr(compiled, "_makers", lambda: (*makers[:-1], ("parser.py", 1, 1)))
    assert load(greenhouse_folder).title == "Watering a greenhouse"


def test_places_are_told_from_where_one_works(
    greenhouse_folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert load(greenhouse_folder).rules[0].place.startswith(str(greenhouse_folder))
    monkeypatch.chdir(greenhouse_folder.parent)
    for _ in range(2):
        assert load(greenhouse_folder).rules[0].place.startswith("greenhouse/rules.yaml:")


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="the system has no owners of files")
def test_a_form_that_another_account_may_have_written_is_not_used(
    greenhouse_folder: Path, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forge(greenhouse_folder)
    (form,) = forms(cache)
    assert form.stat().st_mode & 0o777 == 0o600
    assert cache.stat().st_mode & 0o777 == 0o700
    with monkeypatch.context() as as_another:
        as_another.setattr(os, "geteuid", lambda: form.stat().st_uid + 1)
        as_another.setattr(compiled, "keep", lambda *_: None)
        assert load(greenhouse_folder).title == "Watering a greenhouse"
    content = form.read_bytes()
    for mode in (0o620, 0o602):
        form.write_bytes(content)
        form.chmod(mode)
        assert load(greenhouse_folder).title == "Watering a greenhouse"
    form.unlink()
    (tmp_path / "theirs").write_bytes(content)
    form.symlink_to(tmp_path / "theirs")
    assert load(greenhouse_folder).title == "Watering a greenhouse"


def test_a_form_that_is_damaged_is_not_used(greenhouse_folder: Path, cache: Path) -> None:
    forge(greenhouse_folder)
    (form,) = forms(cache)
    content = form.read_bytes()
    spots = range(0, len(content), len(content) // 40)
    damaged = [content[:spot] for spot in spots]
    damaged += [content[:spot] + bytes([content[spot] ^ 0x55]) + content[spot + 1 :] for spot in spots]
    for wrong in [*damaged, content + b"\0"]:
        form.write_bytes(wrong)
        assert load(greenhouse_folder).title == "Watering a greenhouse"
        assert form.read_bytes() != wrong, "it is replaced by one that is whole"


@pytest.mark.parametrize("kind", ["link", "pipe"])
def test_what_stands_in_the_place_of_a_form_is_replaced_and_never_followed(
    greenhouse_folder: Path, cache: Path, tmp_path: Path, kind: str
) -> None:
    """Whoever may write into the folder could otherwise have another file overwritten, or the program wait for ever."""
    kb = load(greenhouse_folder)
    (form,) = cache.iterdir()
    kept = form.read_bytes()
    form.unlink()
    precious = tmp_path / "precious.txt"
    precious.write_text("precious")
    if kind == "link":
        form.symlink_to(precious)
    else:
        os.mkfifo(form)
    assert load(greenhouse_folder) == kb
    assert precious.read_text() == "precious"
    assert form.is_file()
    assert not form.is_symlink()
    assert form.read_bytes() == kept
    assert [*cache.iterdir()] == [form]


def test_where_no_form_can_be_kept_the_knowledge_base_loads(
    greenhouse_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a-file").write_text("")
    for place in (tmp_path / "a-file", tmp_path / "a-file" / "below", Path("/proc/nowhere")):
        monkeypatch.setenv(compiled.FOLDER, str(place))
        assert load(greenhouse_folder).title == "Watering a greenhouse"
    monkeypatch.setenv(compiled.FOLDER, "")
    assert compiled.cache_folder() is None
    assert load(greenhouse_folder).title == "Watering a greenhouse"


def test_a_knowledge_base_with_mistakes_is_told_every_time(tmp_path: Path, cache: Path) -> None:
    folder = write_greenhouse(tmp_path / "greenhouse", head=HEAD.replace("goal: next_step", "goal: nowhere"))
    told = []
    for _ in range(2):
        with pytest.raises(KnowledgeBaseError) as caught:
            load(folder)
        told.append(caught.value.lines)
    assert told[0] == told[1]
    assert not forms(cache)
    write_greenhouse(folder)
    load(folder)
    (folder / "more.yml").write_text("rules: {}")
    with pytest.raises(KnowledgeBaseError, match=r"must end in \.yaml"):
        load(folder)


def test_forms_do_not_pile_up(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "MAX_FORMS", 3)
    for number in range(5):
        load(write_greenhouse(tmp_path / f"greenhouse{number}"))
    assert len(forms(cache)) == 3


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere platformdirs is asked")
def test_forms_are_kept_where_the_system_has_such_things(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import platformdirs

    monkeypatch.delenv(compiled.FOLDER, raising=False)
    for base in ("", str(tmp_path), None):
        monkeypatch.delenv("XDG_CACHE_HOME", raising=False) if base is None else monkeypatch.setenv(
            "XDG_CACHE_HOME", base
        )
        assert compiled.cache_folder() == Path(platformdirs.user_cache_dir("records-advisor"))
    monkeypatch.setenv("XDG_CACHE_HOME", "not/absolute")
    assert compiled.cache_folder() is None
