import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from cleaner.cli import main
from cleaner.commands.dedup import Dedup, dedup
from cleaner.commands.index import build
from cleaner.errors import RefusedError, UsageError
from cleaner.neardup import stored

TEXTS = ["".join(chr(start + 7 * number) for number in range(100)) for start in (0x4E10, 0x6010, 0x7010)]


def write_lines(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """References, one of them without an id, and records that repeat them exactly, nearly, and in part."""
    references = [{"id": "y", "text": TEXTS[0]}, {"text": f"{TEXTS[1]}\n{TEXTS[2]}，增长3%"}, {"id": "z", "text": "短"}]
    records = [
        TEXTS[0],
        TEXTS[0][:50] + "甲" + TEXTS[0][51:],
        TEXTS[1],
        f"{TEXTS[1]}\n{TEXTS[2]}，增长4%",
        TEXTS[2][:60],
    ]
    rows = [{"id": str(number), "text": text} for number, text in enumerate(records)]
    return write_lines(tmp_path / "refs.jsonl", references), write_lines(tmp_path / "in.jsonl", rows)


@pytest.mark.parametrize("unit", ["record", "paragraph"])
def test_an_index_says_what_its_references_say(tmp_path: Path, files: tuple[Path, Path], unit: str) -> None:
    references, records = files
    index, settings = tmp_path / "refs.index", Dedup(unit=unit)
    built = build([references], index, settings)
    assert (built.records, list(built.errors)) == (3, [])
    found = []
    for against in ([references], [index]):
        outcome = dedup([records], tmp_path / "out.jsonl", settings, write=tmp_path / "left.jsonl", against=against)
        left = (tmp_path / "left.jsonl").read_bytes()
        found.append(((tmp_path / "out.jsonl").read_bytes(), left, outcome.references, outcome.kinds))
    assert found[0] == found[1]
    assert b'"kind":"exact"' in found[0][0]
    assert b'"kind":"near"' in found[0][0]
    assert not list(tmp_path.glob(".*"))


def test_an_index_stands_beside_other_references(tmp_path: Path, files: tuple[Path, Path]) -> None:
    references, records = files
    more = write_lines(tmp_path / "more.jsonl", [{"id": "x", "text": TEXTS[2]}])
    for path in (references, more):
        build([path], path.with_suffix(".index"))
    out = tmp_path / "out.jsonl"
    found = []
    for against in (
        [more, references],
        [more.with_suffix(".index"), references],
        [more, references.with_suffix(".index")],
    ):
        dedup([records], out, against=against)
        found.append(out.read_bytes())
    assert found[0] == found[1] == found[2]


def test_the_same_references_give_the_same_index(tmp_path: Path, files: tuple[Path, Path]) -> None:
    for name in ("a", "b"):
        build([files[0]], tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_an_index_that_does_not_fit_is_refused(
    tmp_path: Path, files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    references, records = files
    index, out = tmp_path / "refs.index", tmp_path / "out.jsonl"
    build([references], index)
    whole = index.read_bytes()
    with pytest.raises(UsageError, match="was built with --unit record: build it again"):
        dedup([records], out, Dedup(unit="paragraph"), against=[index])
    for damaged in (whole[:-9], whole[:40], whole[:60] + b"?" + whole[61:], stored.MAGIC):
        index.write_bytes(damaged)
        with pytest.raises(UsageError, match="is damaged"):
            dedup([records], out, against=[index])
    index.write_bytes(whole)
    monkeypatch.setattr(stored, "MINIMUM", 31)
    with pytest.raises(UsageError, match="another version of cleaner"):
        dedup([records], out, against=[index])
    monkeypatch.setattr(stored, "VERSION", 99)
    with pytest.raises(UsageError, match=r"of version [0-9]+, not 99"):
        dedup([records], out, against=[index])
    assert not out.exists()


HARMLESS = ("hashes", "bands", "prints", "indices")  # any value may stand there
NONSENSE = [
    pytest.param(lambda data: b"", id="nothing"),
    pytest.param(lambda data: data[:-1], id="no whole number"),
    pytest.param(lambda data: data + data[:1], id="a byte more"),
    pytest.param(lambda data: b"\xff" * len(data), id="all ones"),
    pytest.param(lambda data: data[1:] + data[:1], id="shifted"),
]


def forge(index: Path, table: dict[str, Any], sections: dict[str, bytes]) -> None:
    """Write an index with the right checksums."""
    with index.open("wb") as stream:
        stream.write(stored.MAGIC)
        rows = [stored.write_section(stream, name, (data,)) for name, data in sections.items()]
        stored.write_table(stream, {name: table[name] for name in table if name not in ("version", "scheme")}, rows)


@pytest.fixture
def opened(tmp_path: Path, files: tuple[Path, Path]) -> tuple[Path, dict[str, Any], dict[str, bytes]]:
    index = tmp_path / "refs.index"
    build([files[0]], index)
    with index.open("rb") as stream:
        table = stored.read_table(stream)
        stream.seek(len(stored.MAGIC))
        sections = stored.read_sections(stream, table)
    del table["sections"]
    return index, table, sections


@pytest.mark.parametrize("name", ["texts", *stored.COLUMNS])
@pytest.mark.parametrize("change", NONSENSE)
def test_a_forged_section_is_refused(
    tmp_path: Path,
    files: tuple[Path, Path],
    opened: tuple[Path, dict[str, Any], dict[str, bytes]],
    name: str,
    change: Any,
) -> None:
    index, table, sections = opened
    forged = change(sections[name])
    forge(index, table, sections | {name: forged})
    if (name in HARMLESS and len(forged) == len(sections[name])) or (
        name == "texts" and forged.startswith(sections[name])
    ):
        dedup([files[1]], tmp_path / "out.jsonl", against=[index])
        return
    with pytest.raises(UsageError, match="is damaged"):
        dedup([files[1]], tmp_path / "out.jsonl", against=[index])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("records", -1),
        ("records", 2**40),
        ("records", "3"),
        ("sources", []),
        ("sources", [["a", 99]]),
        ("sources", [["a", -1]]),
        ("sources", [[1, 0]]),
        ("sources", "ab"),
    ],
)
def test_a_forged_table_is_refused(
    tmp_path: Path,
    files: tuple[Path, Path],
    opened: tuple[Path, dict[str, Any], dict[str, bytes]],
    name: str,
    value: Any,
) -> None:
    index, table, sections = opened
    forge(index, table | {name: value}, sections)
    with pytest.raises(UsageError, match="is damaged"):
        dedup([files[1]], tmp_path / "out.jsonl", against=[index])


def test_a_section_too_few_or_of_a_wrong_size_is_refused(
    tmp_path: Path, files: tuple[Path, Path], opened: tuple[Path, dict[str, Any], dict[str, bytes]]
) -> None:
    index, table, sections = opened
    for without in sections:
        forge(index, table, {name: data for name, data in sections.items() if name != without})
        with pytest.raises(UsageError, match="is damaged"):
            dedup([files[1]], tmp_path / "out.jsonl", against=[index])
    for odd in ([["texts", -1, 0, True]], [["texts", 2**70, 0, True]], [["texts", 3]], [1], {"a": 1}, None):
        with index.open("wb") as stream:
            stream.write(stored.MAGIC)
            stored.write_table(stream, {"by_line": False, "records": 0, "sources": []}, odd)  # type: ignore[arg-type]
        with pytest.raises(UsageError, match="is damaged"):
            dedup([files[1]], tmp_path / "out.jsonl", against=[index])


@pytest.mark.parametrize("name", ["texts", "ids", "id_lengths", "places"])
def test_a_forged_section_that_fills_the_memory_is_refused_before_it_does(
    tmp_path: Path,
    files: tuple[Path, Path],
    opened: tuple[Path, dict[str, Any], dict[str, bytes]],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    index, table, sections = opened
    forge(index, table, sections | {name: bytes(1 << 25)})
    assert index.stat().st_size < 1 << 18
    monkeypatch.setattr(stored, "ROOM", 1 << 16)
    tracemalloc.start()
    with pytest.raises(UsageError, match="unpacks to more than an index of its size holds"):
        dedup([files[1]], tmp_path / "out.jsonl", against=[index])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1 << 25


def test_an_index_of_texts_that_shrink_far_is_read(tmp_path: Path) -> None:
    same = tmp_path / "same.jsonl"
    text = "各位代表，现在我代表市人民政府向大会报告工作，请予审议。" * 40
    same.write_text("".join(json.dumps({"id": f"{n}", "text": text}) + "\n" for n in range(300)), encoding="utf-8")
    build([same], tmp_path / "same.index")
    assert dedup([same], tmp_path / "out.jsonl", against=[tmp_path / "same.index"]).kinds["exact"] == 300


def test_an_index_is_never_written_over_what_is_read(tmp_path: Path, files: tuple[Path, Path]) -> None:
    with pytest.raises(RefusedError):
        build([files[0]], files[0])


def test_the_command(tmp_path: Path, files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    references, records = map(str, files)
    index, out = str(tmp_path / "refs.index"), str(tmp_path / "out.jsonl")
    assert main(["index", "build", references, "--out", index]) == 0
    assert "3 records, 2 texts" in capsys.readouterr().out
    assert main(["dedup", records, "--out", out, "--against", index, "--quiet"]) == 0
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "a.txt").write_text(f"讲话\n\n同志们：\n{TEXTS[0]}。\n谢谢大家！\n", encoding="utf-8")
    assert main(["run", str(pages), "--out", str(tmp_path / "corpus"), "--against", index]) == 2
    assert "--unit" in capsys.readouterr().err
    assert main(["index", "build", references, "--out", index, "--unit", "paragraph", "--quiet"]) == 0
    assert main(["run", str(pages), "--out", str(tmp_path / "corpus"), "--against", index]) == 0
    assert '"kept":{"id":"y"' in (tmp_path / "corpus" / "duplicates.jsonl").read_text(encoding="utf-8")
