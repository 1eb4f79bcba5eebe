"""Speeches that lie in several files: which files are one document, what comes of it, and every byte again."""

import gzip
import hashlib
import io
import json
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.commands.audit import audit
from cleaner.commands.check import check
from cleaner.commands.restore import restore
from cleaner.config import Config
from cleaner.inputs import Files, Source, find_sources
from cleaner.model import Damage, Decoded, Document, Edit, Frame, Piece
from cleaner.pipeline import run
from cleaner.reading import Stretch, archived, cut, documents, joined, read

Pages = Callable[[dict[str, str | bytes]], Path]
Objects = Callable[[Path], list[dict[str, Any]]]
Tree = Callable[[Path], dict[str, bytes]]

TITLE = "在全镇春耕生产动员会上的讲话"
HEAD = f"某某范文网 > 领导讲话 > 正文\n{TITLE}\n发布时间：2023-03-02 09:16 来源：某某范文网 浏览：1024\n"
TAIL = "\n上一篇：镇长在防汛工作会议上的发言\n下一篇：没有了\n本站收录文章均来自网友\n版权所有：某某范文网 京ICP备00000000号"
BODIES = (
    "（2023年3月1日）\n镇党委书记 李某某\n同志们：\n今天我们召开全镇春耕生产动员会，主要任务是安排部署春耕生产。\n"
    "各村要把春耕生产作为头等大事来抓，早安排、早动手、早见效，各级干部要帮助群众解决种子和化肥的",
    "实际困难，做到不误农时。\n一、突出重点，抓好落实。",
    "三月十日前，种子、化肥、农药必须到村到户。\n谢谢大家！",
)
SPEECH = (
    "同志们：\n今天我们召开全镇春耕生产动员会，主要任务是安排部署春耕生产。\n"
    "各村要把春耕生产作为头等大事来抓，早安排、早动手、早见效，各级干部要帮助群众解决种子和化肥的实际困难，做到不误农时。\n"
    "一、突出重点，抓好落实。\n三月十日前，种子、化肥、农药必须到村到户。\n谢谢大家！"
)
ROWS = ("[1][2][3]下一页", "上一页[1][2][3]下一页", "上一页[1][2][3]")


def paged(*names: str, encodings: tuple[str, ...] = ("utf-8",)) -> dict[str, str | bytes]:
    texts = (f"{HEAD}{body}\n{row}{TAIL}" for body, row in zip(BODIES, ROWS, strict=True))
    return {
        name: text.encode(encodings[number % len(encodings)])
        for number, (name, text) in enumerate(zip(names, texts, strict=True))
    }


def read_all(folder: Path, **settings: Any) -> list[Document]:
    config = Config(**settings)
    found = documents(find_sources([folder]).sources, config)
    stretches = [stretch for files in found for stretch in cut(files, 1 << 20, config)]
    pieces = [piece for stretch in stretches for piece in read(stretch, config)]
    return [piece.document for piece in pieces if piece.document is not None]


NAMES = {
    "an underline": ("x.txt", "x_2.txt", "x_3.txt"),
    "a hyphen": ("x.txt", "x-2.txt", "x-3.txt"),
    "brackets": ("x.txt", "x(2).txt", "x(3).txt"),
    "full-width brackets": ("讲话.txt", "讲话（2）.txt", "讲话（3）.txt"),
    "p": ("x.txt", "x_p2.txt", "x_p3.txt"),
    "page": ("x.txt", "x-page-2.txt", "x-page-3.txt"),
    "in words": ("讲话.txt", "讲话第2页.txt", "讲话第3页.txt"),
    "from one on": ("x_1.txt", "x_2.txt", "x_3.txt"),
    "the second page is one": ("index.txt", "index_1.txt", "index_2.txt"),
    "a number in the stem": ("t2023_1.txt", "t2023_1_2.txt", "t2023_1_3.txt"),
}


@pytest.mark.parametrize("names", NAMES.values(), ids=NAMES)
def test_pages_of_one_speech_are_one_document(pages: Pages, names: tuple[str, ...]) -> None:
    (document,) = read_all(pages(paged(*names)))
    assert [page.source for page in document.pages] == [*names]
    assert document.source == names[0]


APART = {
    "a number is missing": ("x.txt", "x_2.txt", "x_4.txt"),
    "no first page": ("x_2.txt", "x_3.txt", "x_4.txt"),
    "other folders": ("a/x.txt", "b/x_2.txt", "c/x_3.txt"),
    "other endings": ("x.txt", "x_2.text", "x_3.txt"),
    "other stems": ("x.txt", "y_2.txt", "z_3.txt"),
}


@pytest.mark.parametrize("names", APART.values(), ids=APART)
def test_names_that_are_no_pages_stay_apart(pages: Pages, names: tuple[str, ...]) -> None:
    assert len(read_all(pages(paged(*names)))) == 3


def test_files_that_are_numbered_and_hold_other_speeches_stay_apart(pages: Pages, speech: Callable[[int], str]) -> None:
    files: dict[str, str | bytes] = {"x.txt": speech(1), "x_2.txt": speech(2), "x_3.txt": speech(3)}
    assert [document.text for document in read_all(pages(files))] == [*files.values()]


def test_what_is_known_of_pages_stands_where_they_are_in_the_document() -> None:
    """What the first says of the whole counts; damage and marks are those of all."""
    found = [
        Piece(
            f"{number}.txt",
            number,
            Frame("plain", b"x" * number),
            Document(
                f"{number}.txt",
                "",
                Decoded(text, "utf-8", damage=(Damage(1, 7, b"\xff"),)),
                {"title": text},
                marks=(Edit(2, 3, "", "rule", "share", "test"),),
            ),
        )
        for number, text in enumerate(("甲\ufffd乙", "丙\ufffd丁", "戊\ufffd己"))
    ]
    whole = joined(found)
    document = whole.document
    assert document is not None
    assert (whole.source, whole.offset, document.source, document.fields) == (
        "0.txt",
        0,
        "0.txt",
        {"title": "甲\ufffd乙"},
    )
    assert [document.text[spot.at] for spot in document.decoded.damage] == ["\ufffd"] * 3
    assert [spot.offset for spot in document.decoded.damage] == [7] * 3
    assert [document.text[mark.start : mark.end] for mark in document.marks] == ["乙", "丁", "己"]
    assert [page.frame for page in document.pages] == [piece.frame for piece in found]


def test_pages_can_be_left_apart(pages: Pages) -> None:
    assert len(read_all(pages(paged("x.txt", "x_2.txt", "x_3.txt")), pages="off")) == 3


def test_ten_pages_and_more_are_in_the_order_of_their_numbers(pages: Pages) -> None:
    names = ["x.txt", *(f"x_{number}.txt" for number in range(2, 13))]
    rows = (f"第{number}页 共12页" for number in range(1, 13))
    folder = pages({name: f"这是讲话的一页，说到{name}为止。\n{row}\n" for name, row in zip(names, rows, strict=True)})
    assert [[page.source for page in document.pages] for document in read_all(folder)] == [names]


def test_where_a_page_cannot_be_read_the_others_stand_by_themselves(pages: Pages, tmp_path: Path) -> None:
    folder = pages(paged("x.txt", "x_2.txt", "x_3.txt") | {"x_2.txt": b"\x89PNG\r\n\x1a\n" + bytes(200)})
    summary = run([folder], tmp_path / "out")
    assert [row["file"] for row in summary.errors] == ["x_2.txt"]
    assert summary.counts["records"] == 2


def test_the_speech_comes_out_once_with_the_sentence_mended_and_no_page_s_chrome(
    pages: Pages, tmp_path: Path, records: Objects
) -> None:
    run([pages(paged("x.txt", "x_2.txt", "x_3.txt"))], tmp_path / "out")
    (record,) = records(tmp_path / "out")
    assert record["text"] == SPEECH
    assert (record["source"], record["title"], record["truncated"]) == ("x.txt", TITLE, False)
    assert (record["date"], record["published"], record["speaker"]) == ("2023-03-01", "2023-03-02", "李某某")


def test_a_teaser_that_every_page_bears_goes_from_every_page(pages: Pages, tmp_path: Path, records: Objects) -> None:
    teaser = f"摘要：{SPEECH.partition(chr(10))[0]}{SPEECH.split(chr(10))[1][:24]}……\n"
    files = {
        name: bytes(data).replace(b"\xef\xbc\x9a1024\n", b"\xef\xbc\x9a1024\n" + teaser.encode(), 1)
        for name, data in paged("x.txt", "x_2.txt", "x_3.txt").items()
        if not isinstance(data, str)
    }
    run([pages({**files})], tmp_path / "out")
    assert [record["text"] for record in records(tmp_path / "out")] == [SPEECH]


def test_every_file_has_its_entry_with_offsets_of_its_own(pages: Pages, tmp_path: Path, entries: Objects) -> None:
    folder = pages(paged("x.txt", "x_2.txt", "x_3.txt", encodings=("gbk", "utf-8-sig", "utf-8")))
    summary = run([folder], tmp_path / "out")
    found = entries(tmp_path / "out")
    assert [(entry["source"], entry["page"], entry["pages"]) for entry in found] == [
        ("x.txt", 1, 3),
        ("x_2.txt", 2, 3),
        ("x_3.txt", 3, 3),
    ]
    assert [entry["encoding"] for entry in found] == ["gb18030", "utf-8", "utf-8"]
    lengths = [
        len((folder / entry["source"]).read_bytes().decode(entry["encoding"]).lstrip("\ufeff")) for entry in found
    ]
    assert [entry["spans"][-1]["end"] for entry in found] == lengths
    assert summary.counts["characters_in"] == sum(lengths)
    assert summary.counts["files"] == 3


def test_damage_is_told_with_the_file_it_is_in(pages: Pages, tmp_path: Path) -> None:
    files = paged("x.txt", "x_2.txt", "x_3.txt")
    second = files["x_2.txt"]
    assert isinstance(second, bytes)
    at = second.index("困难".encode())
    summary = run([pages(files | {"x_2.txt": second[:at] + b"\xff" + second[at + 1 :]})], tmp_path / "out")
    assert {(row["status"], row["file"], row["offset"]) for row in summary.errors} == {("damaged", "x_2.txt", at)}
    assert summary.counts["records"] == 1


def test_an_audit_reads_a_corpus_of_pages(pages: Pages, tmp_path: Path) -> None:
    run([pages(paged("x.txt", "x_2.txt", "x_3.txt"))], tmp_path / "out")
    sheet = audit([tmp_path / "out"])
    assert {row.source for row in sheet.rows} == {"x.txt", "x_2.txt", "x_3.txt"}


def test_another_order_and_more_workers_give_the_same_corpus(pages: Pages, tmp_path: Path, tree: Tree) -> None:
    folder = pages(paged("x.txt", "x_2.txt", "x_3.txt") | paged("a/y_1.txt", "a/y_2.txt", "a/y_3.txt"))
    run([folder], tmp_path / "one")
    run([*sorted(folder.rglob("*.txt"), reverse=True)], tmp_path / "named", Config(workers=2))
    run([folder], tmp_path / "two", Config(workers=2))
    assert tree(tmp_path / "one") == tree(tmp_path / "two")
    assert json.loads((tmp_path / "named/manifest.json").read_bytes())["counts"]["documents"] == 2


LINES = st.sampled_from(
    [
        *(
            "同志们：",
            "今天我们召开会议，总结去年的工作，部署今年的任务。",
            "各村要把春耕生产作为头等大事来抓，早安排",
            "",
            "　　",
        ),
        *(
            "二、抓好落实",
            "上一篇：物理教学论文",
            "某某范文网 京ICP备00000000号",
            TITLE,
            "第二篇：在大会上的讲话",
            "谢谢大家！",
        ),
        *(
            "（热烈鼓掌）",
            "We must work hard, and",
            "never give up, dear friends",
            "今\u200b天&ldquo;开会&rdquo;，",
            "同志們，今天開會。",
        ),
    ]
)
ENDS = st.sampled_from(["\n", "\r\n", "\r", "\u2028", ""])
TEXTS = st.lists(st.tuples(LINES, ENDS), min_size=1, max_size=8).map(lambda rows: "".join(map("".join, rows)))
CODECS = st.sampled_from(["utf-8", "gb18030", "utf-8-sig", "utf-16"])


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(TEXTS, CODECS), min_size=2, max_size=4),
    st.sampled_from(["keep", "traditional"]),
    st.sampled_from(["drop", "tag"]),
)
def test_every_file_comes_back_whatever_its_pages_hold(
    sheets: list[tuple[str, str]], script: str, near_duplicates: str
) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name) / "in"
        folder.mkdir()
        raw = {}
        for number, (text, codec) in enumerate(sheets, 1):
            file = "x.txt" if number == 1 else f"x_{number}.txt"
            raw[file] = f"这是会议讲话的第{'一二三四'[number - 1]}段，大家认真讨论。\n第{number}页\n{text}".encode(
                codec
            )
            (folder / file).write_bytes(raw[file])
        (folder / "other.txt").write_text("今天我们召开会议，总结去年的工作，部署今年的任务。\n", encoding="utf-8")
        run([folder], Path(name) / "out", Config(script=script, near_duplicates=near_duplicates))
        restore(Path(name) / "out", Path(name) / "raw")
        assert {file: (Path(name) / "raw" / file).read_bytes() for file in raw} == raw
        assert not check(Path(name) / "out").findings


def archive_of(files: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def test_files_in_archives_are_sources_and_archives_come_back_byte_for_byte(
    pages: Pages, speech: Callable[[int], str], tmp_path: Path, records: Objects
) -> None:
    lines = "".join(json.dumps({"id": n, "text": speech(n)}, ensure_ascii=False) + "\n" for n in range(3, 9)).encode()
    members = {
        "a.zip!/讲话/甲.txt": speech(1).encode("gbk"),
        "a.zip!/乙.txt": speech(2).encode("utf-8-sig"),
        "b.jsonl.gz!/b.jsonl": lines + b"no json\n\n",
        "c.txt!/c.txt": speech(9).encode(),
    }
    folder = pages(
        {
            "a.zip": archive_of({name.partition("!/")[2]: members[name] for name in members if name.startswith("a")}),
            "b.jsonl.gz": gzip.compress(members["b.jsonl.gz!/b.jsonl"]),
            "c.txt": gzip.compress(members["c.txt!/c.txt"]),
            "d.txt": speech(10),
        }
    )
    summary = run([folder], tmp_path / "out")
    assert {record["source"] for record in records(tmp_path / "out")} == {*members, "d.txt"}
    assert [(row["code"], row["file"]) for row in summary.errors] == [("json", "b.jsonl.gz!/b.jsonl")]
    restored = restore(tmp_path / "out", tmp_path / "raw")
    assert sorted(restored.files) == ["a.zip", "b.jsonl.gz", "c.txt", "d.txt"]
    assert not restored.absent
    for name in restored.files:
        assert (tmp_path / "raw" / name).read_bytes() == (folder / name).read_bytes()
    assert not check(tmp_path / "out").findings


def test_an_archive_that_is_damaged_comes_back_too(pages: Pages, speech: Callable[[int], str], tmp_path: Path) -> None:
    folder = pages({"a.txt.gz": gzip.compress(speech(1).encode())[:-9], "b.txt": speech(2)})
    run([folder], tmp_path / "out")
    restore(tmp_path / "out", tmp_path / "raw")
    assert (tmp_path / "raw" / "a.txt.gz").read_bytes() == (folder / "a.txt.gz").read_bytes()


def test_a_large_archive_stands_in_the_ledger_in_parts(
    pages: Pages, speech: Callable[[int], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cleaner.passes.cleaning.BATCH", 100)
    folder = pages({"a.zip": archive_of({f"{n}.txt": speech(n).encode() for n in range(5)})})
    run([folder], tmp_path / "out")
    restore(tmp_path / "out", tmp_path / "raw")
    assert (tmp_path / "raw" / "a.zip").read_bytes() == (folder / "a.zip").read_bytes()


@pytest.mark.parametrize("ledger", ["spans", "off"])
def test_only_a_full_ledger_holds_archives(
    ledger: str, pages: Pages, speech: Callable[[int], str], tmp_path: Path
) -> None:
    folder = pages({"a.txt.gz": gzip.compress(speech(1).encode())})
    run([folder], tmp_path / "out", Config(ledger=ledger))
    sources = {json.loads(line)["source"] for path in (tmp_path / "out" / "ledger").iterdir() for line in path.open()}
    assert sources <= {"a.txt.gz!/a.txt"}


@pytest.mark.parametrize("size", [1, 200, 5000])
def test_lines_in_archives_are_the_same_whatever_is_read_at_a_time(
    pages: Pages, speech: Callable[[int], str], size: int
) -> None:
    lines = [json.dumps({"text": speech(n)}, ensure_ascii=False).encode() + b"\n" for n in range(5)]
    ((source,),) = documents(find_sources([pages({"a.jsonl.gz": gzip.compress(b"".join(lines))})]).sources, Config())
    members: list[dict[str, Any]] = []
    stretches = [stretch for stretch in cut((source,), size, Config(), members) if not stretch.packed]
    assert max(stretch.end - stretch.start for stretch in stretches) < size + 2 * max(map(len, lines)), "as they come"
    pieces = [piece for stretch in stretches for piece in read(stretch, Config())]
    assert [piece.offset for piece in pieces] == [len(b"".join(lines[:n])) for n in range(5)]
    assert [piece.source for piece in pieces] == ["a.jsonl.gz!/a.jsonl"] * 5
    assert members == [
        {
            "archive": "a.jsonl.gz",
            "source": "a.jsonl.gz!/a.jsonl",
            "bytes": len(b"".join(lines)),
            "sha256": hashlib.sha256(b"".join(lines)).hexdigest(),
        }
    ]


def test_damage_in_an_archive_costs_what_it_hits(
    pages: Pages, speech: Callable[[int], str], tmp_path: Path, records: Objects
) -> None:
    whole = gzip.compress(speech(1).encode())
    folder = pages(
        {
            "a.txt.gz": whole[:-9],
            "b.zip": b"PK\3\4" + bytes(50),
            "c.zip": archive_of({"a.txt": speech(2).encode(), "b.pdf": b"%PDF-", "c.png": b"\x89PNG", "d": b"x"}),
            "d.zip": archive_of({}),
            "e.txt": b"Rar!\x1a\x07\0",
        }
    )
    summary = run([folder], tmp_path / "out")
    assert {record["source"] for record in records(tmp_path / "out")} == {"c.zip!/a.txt"}
    assert {(row["status"], row["code"], row["file"]) for row in summary.errors} == {
        ("error", "archive", "a.txt.gz"),
        ("error", "archive", "b.zip"),
        ("skipped", "unsupported", "c.zip!/b.pdf"),
        ("skipped", "unsupported", "c.zip!/c.png"),
        ("skipped", "unsupported", "c.zip!/d"),
        ("error", "empty", "d.zip"),
        ("error", "format", "e.txt"),
    }
    assert not check(tmp_path / "out").findings


@pytest.mark.parametrize("pack", ["zip", "tar"])
def test_pages_in_an_archive_are_one_document(pages: Pages, tmp_path: Path, records: Objects, pack: str) -> None:
    files = {
        name: bytes(data)
        for name, data in paged("s/x.txt", "s/x_2.txt", "s/x_3.txt").items()
        if not isinstance(data, str)
    }
    data = archive_of(files)
    if pack == "tar":
        stream = io.BytesIO()
        with tarfile.open(fileobj=stream, mode="w:gz") as archive:
            for name in reversed(files):
                entry = tarfile.TarInfo(name)
                entry.size = len(files[name])
                archive.addfile(entry, io.BytesIO(files[name]))
        data = stream.getvalue()
    run([pages({"a.archive": data}) / "a.archive"], tmp_path / "out")
    (record,) = records(tmp_path / "out")
    assert (record["source"], record["text"]) == ("a.archive!/s/x.txt", SPEECH)
    restore(tmp_path / "out", tmp_path / "raw")
    assert (tmp_path / "raw" / "a.archive").read_bytes() == data
    assert not check(tmp_path / "out").findings


def test_numbered_archives_are_no_pages(pages: Pages, speech: Callable[[int], str], tmp_path: Path) -> None:
    names = ("x.txt.gz", "x_2.txt.gz", "y_1.zip", "y_2.zip", "z.txt", "z_2.txt")
    folder = pages(
        {
            name: (archive_of({"a.txt": speech(n).encode()}) if "zip" in name else gzip.compress(speech(n).encode()))
            for n, name in enumerate(names)
        }
    )
    summary = run([folder], tmp_path / "out")
    assert (summary.counts["records"], summary.errors) == (len(names), ())


def test_a_bomb_ends_at_its_limit_and_costs_only_itself(
    pages: Pages, speech: Callable[[int], str], tmp_path: Path
) -> None:
    folder = pages({"a.jsonl.gz": gzip.compress(bytes(80 << 20)), "b.txt": speech(1)})
    summary = run([folder], tmp_path / "out")
    assert [(row["code"], row["file"]) for row in summary.errors] == [("too-large", "a.jsonl.gz")]
    assert summary.counts["records"] == 1


def test_a_file_larger_than_may_be_read_at_once_is_told(
    pages: Pages, speech: Callable[[int], str], tmp_path: Path
) -> None:
    folder = pages({"a.txt": speech(1) * 9, "b.txt": speech(2)})
    summary = run([folder], tmp_path / "out", Config(max_file=2000))
    assert [(row["code"], row["file"]) for row in summary.errors] == [("too-large", "a.txt")]
    assert "max_file" in summary.errors[0]["advice"]


def test_archives_give_the_same_corpus_with_more_workers(
    pages: Pages, speech: Callable[[int], str], tmp_path: Path, tree: Tree
) -> None:
    folder = pages({"a.zip": archive_of({f"{n}.txt": speech(n).encode() for n in range(9)}), "b.txt": speech(9)})
    run([folder], tmp_path / "one", Config(workers=1))
    run([folder], tmp_path / "two", Config(workers=2))
    assert tree(tmp_path / "one") == tree(tmp_path / "two")


def files_in(folder: Path) -> Files:
    """Return the files of a folder, without asking which belong together."""
    return tuple(Source(path, path.name, path.stat().st_size) for path in sorted(folder.iterdir()))


def stretches_of(files: Files, size: int = 1 << 20, **settings: Any) -> list[Stretch]:
    return list(cut(files, size, Config(**settings)))


def test_files_that_may_be_pages_are_read_at_a_time(pages: Pages) -> None:
    files = files_in(pages({"x.txt": "一", "x_2.txt": "二二"}))
    assert stretches_of(files) == [Stretch(files, 0, 9)]
    assert stretches_of(files)[0].place == ("x.txt", 0)


def test_of_files_of_which_one_is_an_archive_each_is_read_by_itself(pages: Pages) -> None:
    text, archive = files_in(pages({"x.txt": "一", "x_2.txt": archive_of({"a.txt": b"b"})}))
    assert [stretch.place for stretch in stretches_of((text, archive))] == [("x.txt", 0), ("x_2.txt!/a.txt", 0)]


def test_a_file_that_is_gone_is_read_by_nobody(pages: Pages) -> None:
    """Who cuts it does not tell; who reads it does."""
    (file,) = files_in(pages({"a.txt": "一"}))
    file.path.unlink()
    assert not archived(file)
    (stretch,) = stretches_of((file,))
    assert stretch == Stretch((file,), 0, 3)
    (piece,) = read(stretch, Config())
    assert piece.error is not None
    assert (piece.error.code, piece.source, piece.offset) == ("unreadable", "a.txt", 0)


@pytest.mark.parametrize(("max_file", "code"), [(9, None), (8, "too-large")])
def test_a_file_that_is_read_at_once_may_have_as_many_bytes_as_are_allowed(
    pages: Pages, max_file: int, code: str | None
) -> None:
    (file,) = files_in(pages({"a.txt": "一二三"}))
    (stretch,) = stretches_of((file,), max_file=max_file)
    assert (stretch.start, stretch.end) == (0, 9)
    assert (stretch.error.code if stretch.error else None) == code
    (piece,) = read(stretch, Config())
    assert (piece.offset, piece.error) == (0, stretch.error)


ARCHIVES: dict[str, tuple[str, bytes, bool]] = {
    "a text": ("a.txt", b"text", False),
    "a document of Word, which is a zip archive": ("a.docx", archive_of({"a": b"b"}), False),
    "a crawl, which is compressed": ("a.warc.gz", gzip.compress(b"WARC/1.0"), False),
    "an archive": ("a.zip", archive_of({"a": b"b"}), True),
    "an archive, whatever it is called": ("a.txt", archive_of({"a": b"b"}), True),
    "compressed": ("a.gz", gzip.compress(b"text"), True),
}


@pytest.mark.parametrize(("name", "data", "is_one"), ARCHIVES.values(), ids=ARCHIVES)
def test_what_is_an_archive(pages: Pages, name: str, data: bytes, is_one: bool) -> None:
    assert archived(*files_in(pages({name: data}))) is is_one


def test_a_part_of_an_archive_that_is_too_large_costs_only_itself(pages: Pages) -> None:
    (file,) = files_in(pages({"a.zip": archive_of({"a.txt": b"0" * 201, "b.txt": b"text"})}))
    large, sound = stretches_of((file,), max_file=200)
    assert large == Stretch((file,), 0, 0, "a.zip!/a.txt", error=large.error)
    assert large.error is not None
    assert (large.error.code, large.error.file) == ("too-large", "a.zip!/a.txt")
    assert sound.data == b"text"


def test_a_part_of_an_archive_that_is_wrong_stands_at_its_beginning(pages: Pages) -> None:
    (file,) = files_in(pages({"a.zip": archive_of({"a.txt": b"text", "b.pdf": b"%PDF-"})}))
    sound, wrong = stretches_of((file,))
    assert (sound.start, sound.end, sound.data, sound.error) == (0, 4, b"text", None)
    assert wrong.error is not None
    assert (wrong.place, wrong.end, wrong.error.code) == (("a.zip!/b.pdf", 0), 0, "unsupported")
    (piece,) = read(wrong, Config())
    assert (piece.source, piece.offset, piece.error) == ("a.zip!/b.pdf", 0, wrong.error)


@pytest.mark.parametrize(("most", "together"), [(30, [3]), (29, [2, 1]), (20, [2, 1]), (19, [1, 1, 1])])
def test_pages_in_an_archive_are_held_together_as_long_as_there_is_room(
    pages: Pages, monkeypatch: pytest.MonkeyPatch, most: int, together: list[int]
) -> None:
    monkeypatch.setattr("cleaner.reading.LARGEST_PAGED", most)
    members = dict.fromkeys(("x.txt", "x_2.txt", "x_3.txt"), b"0123456789")
    found = stretches_of(files_in(pages({"a.zip": archive_of(members)})))
    assert [len(stretch.parts) or 1 for stretch in found] == together
    assert [stretch.end - stretch.start for stretch in found] == [10 * count for count in together]


@pytest.mark.parametrize(
    ("names", "together"),
    [
        (("s/x.txt", "s/x_2.txt"), [2]),
        (("s/x.txt", "t/x_2.txt"), [1, 1]),
        (("x.txt", "x_1.jsonl", "x_2.txt"), [1, 1, 1]),
    ],
    ids=["one folder", "two folders", "lines between them"],
)
def test_pages_in_an_archive_stand_side_by_side(pages: Pages, names: tuple[str, ...], together: list[int]) -> None:
    (archive,) = files_in(pages({"a.zip": archive_of(dict.fromkeys(names, b"text"))}))
    assert [len(stretch.parts) or 1 for stretch in stretches_of((archive,))] == together
    apart = stretches_of((archive,), pages="separate")
    assert [stretch.name.partition("!/")[2] for stretch in apart] == [*names]


@pytest.mark.parametrize(("length", "error"), [(200, None), (201, "too-large")])
def test_a_line_in_an_archive_may_have_as_many_bytes_as_a_file(pages: Pages, length: int, error: str | None) -> None:
    (file,) = files_in(pages({"a.jsonl.gz": gzip.compress(b"0" * length + b"\n" + b"1" * 9)}))
    found = stretches_of((file,), 100 if error is None else 201, max_file=200)
    codes = [stretch.error.code if stretch.error else None for stretch in found]
    assert codes == ([error] if error else [None, None])


@pytest.mark.parametrize(
    ("encodings", "told"), [(("gb18030",), "gb18030"), (("utf-8", "gb18030"), "mixed")], ids=["one", "two"]
)
def test_the_encoding_of_a_document_is_that_of_its_pages(pages: Pages, encodings: tuple[str, ...], told: str) -> None:
    (document,) = read_all(pages(paged("x.txt", "x_2.txt", "x_3.txt", encodings=encodings)))
    assert document.decoded.encoding == told
    starts = [page.start for page in document.pages]
    assert [document.text[page.start : page.end] for page in document.pages] == [
        page.decoded.text for page in document.pages
    ]
    assert [document.text[start - 1] for start in starts[1:]] == ["\n", "\n"]


GIVEN: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "text": (bytes, "stdin.txt"),
    "JSON Lines": (lambda data: json.dumps({"text": data.decode()}).encode(), "stdin.jsonl"),
    "compressed": (gzip.compress, "stdin!/stdin.txt"),
    "an archive": (lambda data: archive_of({"a.txt": data}), "stdin!/a.txt"),
}


@pytest.mark.parametrize(("pack", "source"), GIVEN.values(), ids=GIVEN)
def test_standard_input_is_an_input(
    pack: Callable[[bytes], bytes],
    source: str,
    speech: Callable[[int], str],
    tmp_path: Path,
    records: Objects,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(pack(speech(1).encode()))))
    run(["-"], tmp_path / "out")
    assert [record["source"] for record in records(tmp_path / "out")] == [source]
