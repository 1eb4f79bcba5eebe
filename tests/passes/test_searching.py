from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleaner.commands.check import check
from cleaner.config import Config
from cleaner.neardup import Repost, Twin, Unit
from cleaner.passes.searching import decisions, search
from cleaner.pipeline import run
from cleaner.progress import Silence
from cleaner.store.records import Kept

Pages = Callable[[dict[str, str]], Path]
Records = Callable[[Path], list[dict[str, Any]]]
LONG = "".join(chr(0x4E00 + 7 * step) for step in range(60))
P = "我们要坚持以经济建设为中心，大力推进产业结构调整，加快发展现代农业和先进制造业，努力提高人民生活水平。"
X = "要切实加强党的领导，认真落实党建责任制，充分发挥基层党组织的战斗堡垒作用和党员的先锋模范作用，凝聚力量。"


def twin(speech: str, index: int, kept: str, kept_index: int) -> Twin:
    return Twin(speech, index, kept, kept_index, "near", 0.9)


def test_nothing_is_decided_where_near_duplicates_are_kept() -> None:
    units = [Unit("a", 0, LONG, False), Unit("b", 0, LONG, False)]
    assert search(units, Config(near_duplicates="keep"), Silence()) == {}
    assert set(search(units, Config(), Silence())) == {"b"}


@pytest.mark.parametrize(("shifted", "number"), [(True, 1), (False, 3)], ids=["dropped", "tagged"])
def test_kept_paragraphs_are_numbered_as_they_stand_in_their_record(shifted: bool, number: int) -> None:
    twins = [twin("b", 0, "a", 9), twin("b", 2, "a", 9), twin("c", 5, "b", 3)]
    decided = decisions(twins, {}, shifted=shifted)
    assert decided["c"].twins == {5: Kept("b", number, "near", 0.9)}


def test_reposts_are_whole_or_in_part() -> None:
    twins = [twin("b", 0, "a", 0), twin("c", 0, "a", 0), twin("d", 0, "a", 0)]
    decided = decisions(twins, {"b": Repost(True, "a"), "c": Repost(False, "a")}, shifted=True)
    assert (decided["b"].duplicate_of, decided["b"].partial_duplicate_of) == ("a", None)
    assert (decided["c"].duplicate_of, decided["c"].partial_duplicate_of) == (None, "a")
    assert (decided["d"].duplicate_of, decided["d"].partial_duplicate_of) == (None, None)


def paragraph_text(record: dict[str, Any], number: int) -> str:
    span = record["paragraphs"][number]
    return str(record["text"][span["start"] : span["end"]])


def test_every_drop_names_the_paragraph_that_stays(
    pages: Pages, speech: Callable[[int], str], records: Records, entries: Records, tmp_path: Path
) -> None:
    parts = [speech(n).split("\n")[2:-3] for n in range(8)]
    files = {f"{n}.txt": "\n".join(["同志们：", *parts[n], *parts[(n + 1) % 8][:-1], P, X]) for n in range(8)}
    run([pages(files)], tmp_path / "out")
    by_id = {record["id"]: record for record in records(tmp_path / "out")}
    omitted = [item for record in by_id.values() for item in record["omitted"]]
    assert omitted
    gone = [span for entry in entries(tmp_path / "out") for span in entry["spans"] if "twin" in span]
    assert len(gone) == len(omitted)
    for span in gone:
        name, number = span["twin"].split("#")
        assert paragraph_text(by_id[name], int(number)) == span["old"]


def test_a_chain_keeps_its_two_ends(pages: Pages, records: Records, tmp_path: Path) -> None:
    """Of A like B like C, with A unlike C, only B may go, whatever the order."""
    steps = [LONG, LONG[4:] + "甲乙丙丁", LONG[8:] + "甲乙丙丁戊己庚辛"]
    run([pages({f"{n}.txt": f"同志们：\n{text}。\n谢谢大家！" for n, text in enumerate(steps)})], tmp_path / "out")
    kept = "\n".join(record["text"] for record in records(tmp_path / "out"))
    assert steps[0] in kept or steps[1] in kept
    assert steps[2] in kept or steps[1] in kept
    assert sum(step in kept for step in steps) >= 1


def test_what_is_left_passes_the_check(pages: Pages, tmp_path: Path) -> None:
    """Paragraphs that become neighbours because what stood between them went are no new near-duplicates."""
    for n in range(8):
        pages({f"a{n}.txt": f"同志们：\n{X}\n谢谢大家！\n", f"b{n}.txt": f"各位代表：\n{P}\n{X}\n{P}\n谢谢大家！\n"})
        out = tmp_path / f"out{n}"
        run([tmp_path / "pages" / f"a{n}.txt", tmp_path / "pages" / f"b{n}.txt"], out)
        assert check(out, Config(check_min_characters=0)).passed
