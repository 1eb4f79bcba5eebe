"""What a search found is kept for the run that it belongs to, and only where it is whole."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cleaner.pipeline
from cleaner import neardup
from cleaner.neardup import Search, Twin
from cleaner.passes import stages as module
from cleaner.passes.stages import Stages
from cleaner.pipeline import run
from cleaner.store.commit import KEPT

Pages = Callable[[dict[str, str]], Path]
P = "我们要坚持以经济建设为中心，大力推进产业结构调整，加快发展现代农业和先进制造业，努力提高人民生活水平。"
PAGES = {"a.txt": f"{P}\n第一点意见。\n", "b.txt": f"{P}\n第二点意见。\n"}

names = st.text(st.characters(exclude_categories=()), max_size=4)  # of files too that are named in no encoding
numbers = st.integers(0, 1 << 40)
kinds = st.sampled_from(["exact", "near", "contained", "template"])
twins = st.builds(
    Twin, names, numbers, names, numbers, kinds, st.floats(0, 1), st.lists(numbers, max_size=3).map(tuple)
)
searches = st.builds(
    Search,
    st.lists(twins, max_size=3).map(tuple),
    st.lists(twins, max_size=3).map(tuple),
    st.frozensets(st.tuples(names, numbers), max_size=3),
)
FOUND = Search((Twin("b", 0, "a", 1, "near", 0.9),), (Twin("c", 2, "a", 1, "template", 0.95),), frozenset({("d", 3)}))
OTHER = Search(())


def must_not_search() -> Search:
    raise AssertionError("was searched again")


@given(searches)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_was_found_is_read_back(tmp_path: Path, found: Search) -> None:
    for kept in tmp_path.iterdir():
        kept.unlink()
    assert Stages(tmp_path, "key").of("near", lambda: found) == found
    assert Stages(tmp_path, "key").of("near", must_not_search) == found


@pytest.mark.parametrize(("key", "name"), [("other", "near"), ("key", "contained")])
def test_what_is_of_another_run_or_stage_is_searched(tmp_path: Path, key: str, name: str) -> None:
    Stages(tmp_path, "key").of("near", lambda: FOUND)
    assert Stages(tmp_path, key).of(name, lambda: OTHER) == OTHER
    assert Stages(tmp_path, "key").of("near", must_not_search) == FOUND


def test_runs_whose_keys_begin_alike_are_told_apart(tmp_path: Path) -> None:
    Stages(tmp_path, "0123456789abcdef-one").of("near", lambda: FOUND)
    assert Stages(tmp_path, "0123456789abcdef-two").of("near", lambda: OTHER) == OTHER


def test_without_a_folder_nothing_is_kept() -> None:
    assert Stages().of("near", lambda: FOUND) == FOUND
    assert Stages().of("near", lambda: OTHER) == OTHER


def test_damage_anywhere_is_noticed(tmp_path: Path) -> None:
    Stages(tmp_path, "key").of("near", lambda: FOUND)
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    for at in range(len(whole)):
        for damaged in (whole[:at], whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]):
            file.write_bytes(damaged)
            assert Stages(tmp_path, "key").of("near", lambda: OTHER) == OTHER
    file.write_bytes(whole)
    assert Stages(tmp_path, "key").of("near", must_not_search) == FOUND


@pytest.mark.parametrize(
    "twin",
    [["b", 0, "a", 1, "near", 2.0, []], ["b", -1, "a", 1, "near", 0.9, []], ["b", 0, "a", 1, "like", 0.9, []], {}],
)
def test_a_whole_file_of_other_shape_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, twin: object
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(module, "astuple", lambda _: twin)
        Stages(tmp_path, "key").of("near", lambda: FOUND)
    (file,) = tmp_path.iterdir()
    assert json.dumps(twin, separators=(",", ":")).encode() in file.read_bytes()
    assert Stages(tmp_path, "key").of("near", lambda: OTHER) == OTHER


def test_a_run_broken_off_while_writing_does_not_search_again(
    tmp_path: Path, pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, out = pages(PAGES), tmp_path / "out"
    whole = run([folder], tmp_path / "whole").counts

    def broken_off(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(cleaner.pipeline, "write", broken_off)
        with pytest.raises(KeyboardInterrupt):
            run([folder], out)
    assert sorted(path.name.rpartition("-")[2] for path in (out / KEPT).glob("*-*")) == [
        "contained.jsonl",
        "near.jsonl",
    ]
    monkeypatch.setattr(neardup, "search", lambda *_, **__: must_not_search())
    assert run([folder], out).counts == whole
    for file in ("manifest.json", "duplicates.jsonl"):
        assert (out / file).read_bytes() == (tmp_path / "whole" / file).read_bytes()
    assert not (out / KEPT).exists()
