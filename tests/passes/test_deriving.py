import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleaner.config import NEAR_DUPLICATES, Config
from cleaner.errors import OutputError, UsageError
from cleaner.passes.deriving import Variant, derived
from cleaner.pipeline import run
from cleaner.store.manifest import read_manifest

Records = Callable[[Path], list[dict[str, Any]]]
MATTERS = ("道路硬化", "水利设施", "师资培训", "企业技改", "山林防火", "社区服务", "粮食收购", "环境整治", "信访维稳")
DEEDS = ("抓紧抓好", "认真谋划", "统筹推进", "持续深化", "稳步落实", "全面检查")


def _paragraph(number: int) -> str:
    draw = random.Random(number)
    clauses = [f"{draw.choice(DEEDS)}{draw.choice(MATTERS)}，{draw.choice(DEEDS)}各项工作" for _ in range(4)]
    return f"{'，'.join(clauses)}。这是第{draw.randint(100, 999)}次部署。"


def _pages(folder: Path) -> Path:
    """Write pages that share paragraphs, repeat themselves, repeat others as a whole, break lines and mix scripts."""
    from opencc import OpenCC

    folder.mkdir()
    pool = [_paragraph(number) for number in range(12)]
    traditional = OpenCC("s2t").convert
    for number in range(24):
        draw = random.Random(number)
        own = [_paragraph(100 * number + each) for each in range(1, 3)]
        lines = draw.sample(pool, 4) + own if number % 5 else pool[:3]
        if number % 4 == 1:
            lines = [lines[0], *lines]
        page = "\n".join(["在全县农业工作会议上的讲话", "同志们：", *lines, "谢谢大家！", "上一篇：物理教学论文", ""])
        page = page.replace("，", "，\n", 1) if number % 7 == 2 else page
        (folder / f"{number:02}.txt").write_text(traditional(page) if number % 6 == 3 else page, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def corpora(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of every variant, made by runs."""
    base = tmp_path_factory.mktemp("variants")
    pages = _pages(base / "pages")
    for mode in NEAR_DUPLICATES:
        for script in ("keep", "simplified"):
            run([pages], base / f"{mode}-{script}", Config(near_duplicates=mode, script=script))
    return base


def of(corpus: Path, mode: str, script: str = "keep") -> list[dict[str, Any]]:
    return list(derived(corpus, read_manifest(corpus), Variant(mode, script)))


def test_the_variants_differ(corpora: Path, records: Records) -> None:
    counts = {mode: len(records(corpora / f"{mode}-keep")) for mode in NEAR_DUPLICATES}
    assert counts["drop"] == counts["reposts"] < counts["tag"] == counts["keep"] == 24
    paragraphs = [sum(len(r["paragraphs"]) for r in records(corpora / f"{mode}-keep")) for mode in ("drop", "reposts")]
    assert paragraphs[0] < paragraphs[1]
    kinds = {omission["kind"] for record in records(corpora / "drop-keep") for omission in record["omitted"]}
    assert {"exact"} <= kinds


@pytest.mark.parametrize("script", ["keep", "simplified"])
@pytest.mark.parametrize("wanted", NEAR_DUPLICATES)
@pytest.mark.parametrize("made", ["drop", "reposts", "tag"])
def test_a_variant_that_is_derived_is_the_one_that_a_run_makes(
    corpora: Path, records: Records, made: str, wanted: str, script: str
) -> None:
    right = records(corpora / f"{wanted}-{script}")
    assert of(corpora / f"{made}-keep", wanted, script) == right
    if script != "keep":
        assert of(corpora / f"{made}-{script}", wanted, script) == right


def test_of_keep_there_is_only_keep(corpora: Path, records: Records) -> None:
    assert of(corpora / "keep-keep", "keep", "simplified") == records(corpora / "keep-simplified")
    with pytest.raises(UsageError, match="nobody looked"):
        of(corpora / "keep-keep", "drop")


def test_what_was_converted_does_not_go_back(corpora: Path) -> None:
    for script in ("keep", "traditional"):
        with pytest.raises(UsageError, match="converted to simplified"):
            of(corpora / "tag-simplified", "tag", script)


def test_a_text_tree_holds_no_records(corpora: Path, tmp_path: Path) -> None:
    run([corpora / "pages"], tmp_path / "tree", Config(format="text"))
    with pytest.raises(UsageError, match="whole records"):
        of(tmp_path / "tree", "drop")


@pytest.mark.parametrize(
    ("made", "change", "said"),
    [
        (
            "drop",
            {"removed": {"id": "0-1", "paragraph": 1, "kind": "正文", "text": "讲话"}},
            "leaves out other paragraphs",
        ),
        ("tag", {"tagged": {"id": "0-1", "paragraph": 1, "kind": "正文", "text": "讲话"}}, "not in the corpus"),
        ("drop", {"removed": "0-1"}, "duplicates.jsonl:1: damaged: 'removed' is no object"),
        ("drop", {"kept": {}}, "duplicates.jsonl:1: damaged: 'kept.id' is missing"),
    ],
)
def test_rows_that_do_not_fit_are_told(
    corpora: Path, tmp_path: Path, made: str, change: dict[str, Any], said: str
) -> None:
    shutil.copytree(corpora / f"{made}-keep", tmp_path / "x")
    path = tmp_path / "x" / "duplicates.jsonl"
    first, *rest = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([json.dumps({**json.loads(first), **change}) + "\n", *rest]), encoding="utf-8")
    with pytest.raises(OutputError, match=said):
        of(tmp_path / "x", "keep")


def test_a_paragraph_behind_the_end_of_its_speech_is_told(corpora: Path, tmp_path: Path) -> None:
    shutil.copytree(corpora / "drop-keep", tmp_path / "x")
    path = tmp_path / "x" / "duplicates.jsonl"
    rows = [json.loads(line) for line in path.read_bytes().splitlines()]
    next(row for row in rows if "removed" in row and row["kind"] != "repost")["removed"]["paragraph"] = 999
    path.write_bytes(b"".join(json.dumps(row).encode() + b"\n" for row in rows))
    with pytest.raises(OutputError, match="leaves out other paragraphs"):
        of(tmp_path / "x", "keep")
