"""What two runs do differently is found, counted and sampled; what they do alike is no difference."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from cleaner.compare import Difference, compare
from cleaner.config import Config
from cleaner.errors import OutputError
from cleaner.pipeline import run

Pages = Callable[[Mapping[str, str | bytes]], Path]
Speech = Callable[[int], str]
Reseal = Callable[[Path], None]
P = "我们要坚持以经济建设为中心，大力推进产业结构调整，加快发展现代农业和先进制造业，努力提高人民生活水平。"
OTHER = "植树造林利在千秋，各村要把荒山荒坡都管起来，谁承包谁受益，三年之内把全镇的山头重新绿化一遍。"
RULE = """[[rule]]
id = "weather"
category = "advert"
scope = "inline"
why = "A test."
match = "天气广告"
removes = ["今日[-天气广告-]"]
"""


@pytest.fixture
def both(pages: Pages, tmp_path: Path) -> Callable[..., Difference]:
    """Compare two runs over some pages, with other settings."""

    def build(
        files: Mapping[str, str], old: Mapping[str, Any], new: Mapping[str, Any], other: Mapping[str, str] | None = None
    ) -> Difference:
        run([pages(files)], tmp_path / "old", Config(**old))
        run([pages(other or {})], tmp_path / "new", Config(**new))
        return compare(tmp_path / "old", tmp_path / "new")

    return build


@pytest.mark.parametrize(
    "settings",
    [{}, {"workers": 2}, {"format": "jsonl.gz"}, {"format": "text"}, {"ledger": "spans"}, {"ledger": "off"}],
    ids=str,
)
def test_what_decides_nothing_makes_no_difference(
    both: Callable[..., Difference], speech: Speech, settings: dict[str, Any]
) -> None:
    found = both({f"{n}.txt": speech(n % 3) for n in range(5)}, {}, settings)
    assert found.same
    assert {setting.name for setting in found.settings} <= {"format", "ledger"}
    count = 3 if settings.get("ledger") == "off" else 5  # of a speech that is dropped whole there is no record
    assert (found.documents.old, found.documents.new) == (count, count)


def test_another_rule_is_seen_in_text_paragraphs_and_records(
    both: Callable[..., Difference], speech: Speech, tmp_path: Path
) -> None:
    (tmp_path / "x.toml").write_text(RULE, encoding="utf-8")
    files = {"a.txt": speech(1), "b.txt": f"同志们：\n今日天气广告，{P}\n谢谢大家！\n"}
    found = both(files, {}, {"rules": (str(tmp_path / "x.toml"),)})
    (fate,) = found.fates or ()
    assert (fate.what, fate.old, fate.new) == ("removed", "kept", "advert/weather")
    assert (fate.pieces, fate.characters, fate.documents) == (1, 4, 1)
    (sample,) = fate.samples
    assert (sample.source, sample.before, sample.text, sample.after) == ("b.txt", "今日", "天气广告", f"，{P[:11]}")
    assert (found.documents.changed, found.records.changed) == (1, 1)
    assert (found.paragraphs.only_old, found.paragraphs.only_new) == (1, 1)
    assert {setting.name for setting in found.settings} == {"rules", "number of rules"}


def test_a_rule_that_is_left_out_gives_text_back(both: Callable[..., Difference], speech: Speech) -> None:
    found = both({"a.txt": speech(1)}, {}, {"builtin_rules": False})
    assert [(f.what, f.new) for f in found.fates or () if f.old.startswith("navigation/")] == [("restored", "kept")]


def test_text_in_another_script_is_rewritten_and_not_removed(both: Callable[..., Difference], speech: Speech) -> None:
    found = both({"a.txt": speech(1)}, {}, {"script": "traditional"})
    assert {fate.what for fate in found.fates or ()} == {"rewritten"}
    assert found.paragraphs.only_old == found.paragraphs.only_new > 0
    assert [field.name for field in found.fields] == ["title"]
    ((_, source, old, new),) = found.fields[0].samples
    assert (source, old != new) == ("a.txt", True)


def test_near_duplicates_that_are_kept_are_told_by_kind(both: Callable[..., Difference]) -> None:
    files = {"a.txt": f"同志们：\n{P}\n谢谢！\n", "b.txt": f"各位代表：\n{P}\n{OTHER}\n"}
    found = both(files, {}, {"near_duplicates": "keep"})
    assert (found.near_duplicates["exact"].only_old, found.near_duplicates["exact"].only_new) == (1, 0)
    assert [(f.what, f.old) for f in found.fates or ()] == [("restored", "near-duplicate/exact")]


def test_a_collection_that_is_not_split_has_fewer_speeches(
    both: Callable[..., Difference], encoded_pages: Mapping[str, bytes]
) -> None:
    found = both({"a.txt": encoded_pages["collection.txt"].decode()}, {}, {"split": "off"})
    assert (found.records.old, found.records.new, found.records.only_old, found.records.changed) == (2, 1, 1, 1)


def test_pages_of_which_one_run_knows_nothing(both: Callable[..., Difference], speech: Speech) -> None:
    found = both({"b.txt": speech(1), "d.txt": speech(2)}, {}, {}, {"a.txt": speech(3), "c.txt": ""})
    assert (found.inputs.old, found.inputs.new) == (2, 4)
    assert found.documents.new_samples == ("a.txt",)
    assert found.errors.new_samples == ("c.txt: error (empty)",)
    assert not found.same


def test_of_a_page_that_changed_only_what_came_out_is_compared(both: Callable[..., Difference], speech: Speech) -> None:
    found = both({"a.txt": speech(1)}, {}, {}, {"a.txt": speech(2)})
    assert (found.inputs.changed, found.documents.changed, found.fates) == (1, 1, ())


def test_without_a_ledger_nothing_is_said_of_characters(both: Callable[..., Difference], speech: Speech) -> None:
    found = both({"a.txt": speech(1)}, {}, {"ledger": "off", "builtin_rules": False})
    assert found.fates is None
    assert found.paragraphs.only_new == 1


@pytest.mark.parametrize("ledger", ["full", "spans"])
def test_offsets_are_enough_to_count(both: Callable[..., Difference], speech: Speech, ledger: str) -> None:
    found = both({"a.txt": speech(1)}, {"ledger": ledger}, {"ledger": ledger, "builtin_rules": False})
    assert [fate.characters for fate in found.fates or ()] == [10]


def test_documents_meet_in_whatever_order_they_come(speech: Speech, tmp_path: Path, pages: Pages) -> None:
    lines = [json.dumps({"id": n, "text": speech(n)}, ensure_ascii=False) for n in range(6)]
    run([pages({"a.jsonl": "\n".join(lines)})], tmp_path / "old")
    run([pages({"a.jsonl": "\n".join(reversed(lines))})], tmp_path / "new")
    found = compare(tmp_path / "old", tmp_path / "new")
    assert (found.same, found.inputs.changed, found.documents.new) == (True, 1, 6)


def test_a_corpus_that_makes_no_sense_is_told(pages: Pages, speech: Speech, tmp_path: Path, reseal: Reseal) -> None:
    run([pages({"a.txt": speech(1)})], tmp_path / "out")
    (tmp_path / "out/ledger/part-00000.jsonl").write_text('{"spans": 1, "source": "a.txt", "key": ""}\n')
    reseal(tmp_path / "out")
    with pytest.raises(OutputError, match=r"part-00000.jsonl:1: damaged: 'offset' is missing"):
        compare(tmp_path / "out", tmp_path / "out")
