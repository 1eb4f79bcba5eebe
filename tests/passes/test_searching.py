import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleaner.commands.check import check
from cleaner.config import Config
from cleaner.neardup import Repost, Search, Twin, Unit
from cleaner.passes.preference import Facts
from cleaner.passes.searching import decisions, search
from cleaner.pipeline import run
from cleaner.progress import Silence
from cleaner.store.records import Kept

Pages = Callable[[dict[str, str]], Path]
Records = Callable[[Path], list[dict[str, Any]]]
FACTS = {
    name: Facts(f"{name}.txt", None, f"http://{host}/", None, 60) for name, host in (("a", "x.cn"), ("b", "gov.cn"))
}
LONG = "".join(chr(0x4E00 + 7 * step) for step in range(60))
P = "我们要坚持以经济建设为中心，大力推进产业结构调整，加快发展现代农业和先进制造业，努力提高人民生活水平。"
X = "要切实加强党的领导，认真落实党建责任制，充分发挥基层党组织的战斗堡垒作用和党员的先锋模范作用，凝聚力量。"


def twin(speech: str, index: int, kept: str, kept_index: int) -> Twin:
    return Twin(speech, index, kept, kept_index, "near", 0.9)


def test_nothing_is_decided_where_near_duplicates_are_kept() -> None:
    units = [Unit("a", 0, LONG, False), Unit("b", 0, LONG, False)]
    assert search(units, FACTS, Config(near_duplicates="keep"), Silence()) == {}
    assert set(search(units, FACTS, Config(), Silence())) == {"b"}


def test_preferred_speeches_keep_what_others_lose() -> None:
    units = [Unit("a", 0, LONG, False), Unit("b", 0, LONG, False)]
    assert set(search(units, FACTS, Config(prefer=("site:gov.cn",)), Silence())) == {"a"}


@pytest.mark.parametrize(("shifted", "number"), [(True, 1), (False, 3)], ids=["dropped", "tagged"])
def test_kept_paragraphs_are_numbered_as_they_stand_in_their_record(shifted: bool, number: int) -> None:
    twins = [twin("b", 0, "a", 9), twin("b", 2, "a", 9), twin("c", 5, "b", 3)]
    decided = decisions(Search(tuple(twins)), {}, shifted=shifted)
    assert decided["c"].twins == {5: Kept("b", number, "near", 0.9)}


def test_reposts_are_whole_or_in_part() -> None:
    twins = [twin("b", 0, "a", 0), twin("c", 0, "a", 0), twin("d", 0, "a", 0)]
    decided = decisions(Search(tuple(twins)), {"b": Repost(True, "a"), "c": Repost(False, "a")}, shifted=True)
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


GROWTH = (
    "按照市委的统一部署，在各级各部门和广大干部群众的共同努力下，去年全市完成地区生产总值{}亿元，"
    "各项主要指标都好于预期，经济运行总体平稳，人民生活水平有了新的提高，社会大局和谐稳定。"
)


def rows(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / "duplicates.jsonl").read_bytes().splitlines()]


@pytest.mark.parametrize("mode", ["drop", "tag"])
def test_a_paragraph_that_is_two_elsewhere(
    pages: Pages, records: Records, entries: Records, tmp_path: Path, mode: str
) -> None:
    folder = pages(
        {
            "merged.txt": f"同志们：\n{P}{X}\n{GROWTH.format(7)}",
            "split.txt": f"各位代表：\n{P}\n{X}\n谢谢大家！",
        }
    )
    config = Config(near_duplicates=mode, check_min_characters=0)
    run([folder], tmp_path / "out", config)
    [row] = rows(tmp_path / "out")
    split = next(record for record in records(tmp_path / "out") if record["source"] == "split.txt")
    assert row["kept"] == {"id": split["id"], "paragraph": row["kept"]["paragraph"], "others": row["kept"]["others"]}
    assert {row["kept"]["paragraph"], *row["kept"]["others"]} == {1, 2}
    assert row["kind"] == "contained"
    assert 0.9 <= row["similarity"] <= 1
    spans = [span for entry in entries(tmp_path / "out") for span in entry["spans"] if "twin" in span]
    assert [(span["rule"], span["others"]) for span in spans] == (
        [("contained", [f"{split['id']}#{row['kept']['others'][0]}"])] if mode == "drop" else []
    )
    assert check(tmp_path / "out", config).passed


def test_what_is_left_out_stays_visible(pages: Pages, records: Records, tmp_path: Path) -> None:
    """A page that has something of its own is kept, with what it lost and what holds that."""
    folder = pages(
        {
            "merged.txt": f"同志们：\n{P}{X}\n{GROWTH.format(7)}",
            "split.txt": f"各位代表：\n{P}\n{X}\n谢谢大家！",
        }
    )
    run([folder], tmp_path / "out")
    merged, split = sorted(records(tmp_path / "out"), key=lambda record: record["source"])
    [omission] = merged["omitted"]
    assert omission == {
        "after": 1,
        "kept": omission["kept"],
        "kind": "contained",
        "similarity": rows(tmp_path / "out")[0]["similarity"],
        "characters": len(P + X),
    }
    assert omission["kept"].split("#")[0] == split["id"] == merged["partial_duplicate_of"]


@pytest.mark.parametrize("mode", ["drop", "tag"])
def test_families_of_one_template_stay_and_are_told(pages: Pages, records: Records, tmp_path: Path, mode: str) -> None:
    texts = {f"{n}.txt": f"同志们：\n{GROWTH.format(n + 2)}\n谢谢大家！" for n in range(50)}
    summary = run([pages(texts)], tmp_path / "out", Config(near_duplicates=mode))
    kept = [record["text"] for record in records(tmp_path / "out")]
    assert all(any(GROWTH.format(n + 2) in text for text in kept) for n in range(50))
    assert {row["kind"] for row in rows(tmp_path / "out")} == {"template"}
    assert len({row["kept"]["id"] for row in rows(tmp_path / "out")}) == 1
    assert summary.counts["template_paragraphs"] == 49
    assert check(tmp_path / "out", Config(check_min_characters=0)).passed


def test_the_preferred_page_keeps_its_paragraphs(pages: Pages, records: Records, tmp_path: Path) -> None:
    texts = {f"{name}/{n}.txt": f"同志们：\n{P}\n{GROWTH.format(n + 2)}" for n in range(6) for name in ("a", "b")}
    for site in "ab":
        out = tmp_path / f"out-{site}"
        run([pages(texts)], out, Config(prefer=(f"site:{site}",)))
        [source] = [record["source"] for record in records(out) if P in record["text"]]
        assert source.startswith(f"{site}/")


@pytest.mark.parametrize("mode", ["drop", "tag"])
def test_a_reference_may_have_the_id_of_a_speech(pages: Pages, tmp_path: Path, records: Records, mode: str) -> None:
    """Where a corpus of the same files is compared with, what repeats it goes, and names file and line of it."""
    folder = pages({"a.txt": f"甲题\n同志们：\n{P}\n{X}\n", "b.txt": f"乙题\n同志们：\n{LONG}\n{P}\n"})
    run([folder], tmp_path / "one")
    run([folder], tmp_path / "out", Config(near_duplicates=mode, against=(str(tmp_path / "one"),)))
    rows = [json.loads(line) for line in (tmp_path / "out/duplicates.jsonl").read_bytes().splitlines()]
    own = {record["id"] for record in records(tmp_path / "one")}
    assert rows
    assert not own & {row["kept"]["id"] for row in rows}
