import bz2
import gzip
import json
import lzma
import os
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import zstandard

from cleaner.cli import main
from cleaner.commands.dedup import Dedup, Outcome, dedup
from cleaner.commands.index import build
from cleaner.errors import InputError, RefusedError, UsageError
from cleaner.neardup import paragraphs
from cleaner.neardup.paragraphs import Paragraphs

TEXT = "".join(chr(0x4E10 + 7 * number) for number in range(100))
NEAR = TEXT[:50] + "甲" + TEXT[51:]
OTHER = "".join(chr(0x7010 + 7 * number) for number in range(100))
SHORT = "同志们："


def write_lines(path: Path, rows: Sequence[Any]) -> Path:
    lines = [row if isinstance(row, bytes) else json.dumps(row, ensure_ascii=False).encode() for row in rows]
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    return path


def run(
    tmp_path: Path,
    rows: Sequence[Any],
    settings: Dedup | None = None,
    against: Sequence[Any] = (),
    name: str = "in.jsonl",
) -> tuple[list[dict[str, Any]], list[bytes], Outcome]:
    """Return the pairs, the lines of the survivors, and the outcome."""
    references = [write_lines(tmp_path / "ref.jsonl", against)] if against else []
    out, left = tmp_path / "out.jsonl", tmp_path / "left.jsonl"
    outcome = dedup([write_lines(tmp_path / name, rows)], out, settings, write=left, against=references)
    assert not list(tmp_path.glob(".*"))
    return [json.loads(line) for line in out.read_bytes().splitlines()], left.read_bytes().splitlines(), outcome


STAYS = [
    pytest.param([], id="no records"),
    pytest.param([{"id": "a", "text": TEXT}], id="one record"),
    pytest.param([{"id": "a", "text": TEXT}, {"id": "b", "text": OTHER}], id="unlike"),
    pytest.param([{"id": "a", "text": SHORT}, {"id": "b", "text": SHORT}], id="short ones recur by nature"),
    pytest.param([{"id": "a", "text": ""}, {"id": "b", "text": ""}], id="empty"),
]


@pytest.mark.parametrize("rows", STAYS)
def test_stays(tmp_path: Path, rows: list[dict[str, Any]]) -> None:
    pairs, left, outcome = run(tmp_path, rows)
    assert (pairs, [json.loads(line) for line in left], outcome.written) == ([], rows, len(rows))


@pytest.mark.parametrize("name", ["in.jsonl", "in.jsonl.gz"])
@pytest.mark.parametrize("own", [{}, {"id": "a"}], ids=["without ids", "with ids"])
def test_a_blank_line_is_no_record(tmp_path: Path, own: dict[str, str], name: str) -> None:
    lines = [b"", json.dumps({**own, "text": TEXT}).encode(), b" \t\r", json.dumps({**own, "text": ""}).encode(), b""]
    data = b"\n".join(lines)
    blanks, texts = tmp_path / "blanks.jsonl", tmp_path / name
    blanks.write_bytes(b"\n\n \n")
    texts.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    outcome = dedup([blanks, texts], tmp_path / "out.jsonl", against=[write_lines(tmp_path / "ref.jsonl", [b"", b""])])
    assert (outcome.records, outcome.compared, list(outcome.errors)) == (2, 1, [])
    assert dedup([blanks], tmp_path / "out.jsonl").records == 0


GOES = [
    pytest.param(
        [{"id": "b", "text": TEXT}, {"id": "a", "text": TEXT}],
        [({"id": "b"}, {"id": "a"}, "exact", 1.0)],
        id="the smaller id stays, wherever it stands",
    ),
    pytest.param(
        [{"id": "a", "text": TEXT}, {"id": "b", "text": NEAR}],
        [({"id": "b"}, {"id": "a"}, "near", 91 / 101)],
        id="a near copy",
    ),
    pytest.param(
        [{"text": TEXT}, {"text": TEXT}],
        [({"id": None, "file": "in.jsonl", "line": 2}, {"id": None, "file": "in.jsonl", "line": 1}, "exact", 1.0)],
        id="without ids the first stays",
    ),
    pytest.param(
        [{"text": TEXT}, {"id": "z", "text": TEXT}],
        [({"id": None, "file": "in.jsonl", "line": 1}, {"id": "z"}, "exact", 1.0)],
        id="one with an id stays before one without",
    ),
    pytest.param(
        [{"id": 10, "text": TEXT}, {"id": 9, "text": TEXT}, {"id": '文"', "text": NEAR}],
        [({"id": 9}, {"id": 10}, "exact", 1.0), ({"id": '文"'}, {"id": 10}, "near", 91 / 101)],
        id="ids are compared as texts and come out as they were",
    ),
]


@pytest.mark.parametrize(("rows", "expected"), GOES)
def test_goes(tmp_path: Path, rows: list[dict[str, Any]], expected: list[tuple[Any, ...]]) -> None:
    pairs, left, outcome = run(tmp_path, rows)
    for pair in pairs:
        for side in ("removed", "kept"):
            if "file" in pair[side]:
                pair[side]["file"] = Path(pair[side]["file"]).name
    assert [(pair["removed"], pair["kept"], pair["kind"], pair["jaccard"]) for pair in pairs] == expected
    assert outcome.written == len(left) == len(rows) - len(expected)


def test_a_template_pair_stays_both_and_is_told(tmp_path: Path) -> None:
    rows = [{"id": "a", "text": TEXT + "增长3.5%"}, {"id": "b", "text": TEXT + "增长35%"}]
    pairs, left, outcome = run(tmp_path, rows)
    assert [{name: pair[name] for name in ("kept", "like", "kind")} for pair in pairs] == [
        {"kept": {"id": "b"}, "like": {"id": "a"}, "kind": "template"}
    ]
    assert (len(left), outcome.kinds["template"]) == (2, 1)


def test_what_survives_is_written_as_it_stood(tmp_path: Path) -> None:
    rows = [b'{"n": 1.50,  "text": "\\u4e2d", "id": "a"}', b'{"id":"b","text":"' + TEXT.encode() + b'"}']
    assert run(tmp_path, rows)[1] == rows


def test_the_paragraphs_of_a_text_are_its_lines(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"id": "a", "text": f"{SHORT}\n{TEXT}\n{OTHER}"},
        {"id": "b", "text": f"{SHORT}\r\n{NEAR}\r\n谢谢大家！", "more": [1, {"x": None}]},
        {"id": "c", "text": f"{TEXT}\n{OTHER}\n\n{OTHER}"},
    ]
    pairs, left, _ = run(tmp_path, rows, Dedup(unit="paragraph"))
    assert [(pair["removed"], pair["kept"], pair["kind"]) for pair in pairs] == [
        ({"id": "b", "paragraph": 1}, {"id": "a", "paragraph": 1}, "near"),
        ({"id": "c", "paragraph": 0}, {"id": "a", "paragraph": 1}, "exact"),
        ({"id": "c", "paragraph": 1}, {"id": "a", "paragraph": 2}, "exact"),
        ({"id": "c", "paragraph": 3}, {"id": "a", "paragraph": 2}, "exact"),
    ]
    assert [json.loads(line) for line in left] == [rows[0], rows[1] | {"text": f"{SHORT}\r\n谢谢大家！"}]


def test_references_are_named_and_never_written(tmp_path: Path) -> None:
    rows = [{"id": "a", "text": NEAR}, {"id": "b", "text": OTHER}]
    pairs, left, outcome = run(tmp_path, rows, against=[{"id": "z", "text": TEXT}, {"id": "y", "text": TEXT}])
    [pair] = pairs
    assert (pair["removed"], pair["kept"]["id"], Path(pair["kept"]["file"]).name) == ({"id": "a"}, "y", "ref.jsonl")
    assert ([json.loads(line)["id"] for line in left], outcome.references) == (["b"], 2)


PART, REST = "".join(chr(0x5100 + 3 * n) for n in range(60)), "".join(chr(0x6100 + 3 * n) for n in range(60))
WHOLE = PART + "。" + REST


@pytest.mark.parametrize(
    ("rows", "expected", "left"),
    [
        pytest.param([{"id": "a", "text": PART + OTHER}, {"id": "b", "text": WHOLE}], [], ["a", "b"], id="half of it"),
        pytest.param(
            [{"id": "a", "text": PART + "增长3%"}, {"id": "b", "text": WHOLE + "增长4%"}],
            [{"kept": {"id": "a"}, "like": {"id": "b"}, "kind": "template", "jaccard": 56 / 59}],
            ["a", "b"],
            id="it states another figure",
        ),
        pytest.param(
            [{"id": "a", "text": PART}, {"id": "b", "text": WHOLE}],
            [{"removed": {"id": "a"}, "kept": {"id": "b"}, "kind": "contained", "jaccard": 1.0}],
            ["b"],
            id="a record within another",
        ),
        pytest.param(
            [{"id": "a", "text": PART}, {"id": "b", "text": PART}, {"id": "c", "text": WHOLE}],
            [
                {"removed": {"id": "a"}, "kept": {"id": "c"}, "kind": "contained", "jaccard": 1.0},
                {"removed": {"id": "b"}, "kept": {"id": "c"}, "kind": "contained", "jaccard": 1.0},
            ],
            ["c"],
            id="its copy goes with it, and names what holds both",
        ),
    ],
)
def test_what_another_record_holds_goes(
    tmp_path: Path, rows: list[dict[str, Any]], expected: list[dict[str, Any]], left: list[str]
) -> None:
    pairs, survivors, outcome = run(tmp_path, rows)
    assert pairs == expected
    assert [json.loads(line)["id"] for line in survivors] == left
    assert outcome.kinds["contained"] == len(rows) - len(left)


def test_a_merged_paragraph_names_all_that_hold_it(tmp_path: Path) -> None:
    rows = [{"id": "a", "text": WHOLE}, {"id": "b", "text": f"{PART}\n{SHORT}\n{REST}"}]
    [pair] = run(tmp_path, rows, Dedup(unit="paragraph"))[0]
    assert pair["removed"] == {"id": "a", "paragraph": 0}
    assert pair["kept"] == {"id": "b", "paragraph": 0, "others": [2]}
    assert pair["jaccard"] == 112 / 116


def test_a_reference_inside_of_a_record_is_told_and_nothing_goes(tmp_path: Path) -> None:
    rows = [{"id": "a", "text": WHOLE + OTHER}, {"id": "b", "text": TEXT}]
    pairs, left, outcome = run(tmp_path, rows, against=[{"id": "y", "text": REST}, {"id": "z", "text": WHOLE[:80]}])
    assert [(pair["kept"], pair["holds"]["id"], pair["kind"], pair["jaccard"]) for pair in pairs] == [
        ({"id": "a"}, "z", "contained", 1.0),
        ({"id": "a"}, "y", "contained", 1.0),
    ]
    assert (len(left), outcome.leaked) == (2, 2)


def test_what_a_reference_holds_goes(tmp_path: Path) -> None:
    pairs, left, _ = run(tmp_path, [{"id": "a", "text": PART}], against=[{"id": "z", "text": WHOLE}])
    assert [(pair["removed"]["id"], pair["kept"]["id"], pair["kind"]) for pair in pairs] == [("a", "z", "contained")]
    assert left == []


def test_a_corpus_is_a_reference(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus-folder" / "corpus"
    corpus.mkdir(parents=True)
    write_lines(corpus / "part-00000.jsonl", [{"id": "z", "text": TEXT}])
    source, out = write_lines(tmp_path / "in.jsonl", [{"id": "a", "text": TEXT}]), tmp_path / "out.jsonl"
    dedup([source], out, against=[corpus.parent])
    assert json.loads(out.read_bytes())["kept"]["id"] == "z"
    (tmp_path / "nothing").mkdir()
    with pytest.raises(UsageError, match="holds no records"):
        dedup([source], out, against=[tmp_path / "nothing"])


WRONG = [
    pytest.param(b'{"text": "a', "is not JSON", id="broken"),
    pytest.param(b"[1]", "JSON but no object", id="a list"),
    pytest.param(b'{"id": 1}', "no field 'text'", id="no text"),
    pytest.param(b'{"text": 5}', "is no string", id="a number for a text"),
    pytest.param(b'{"text": "\xff"}', "is not UTF-8", id="bytes"),
    pytest.param(b'{"text": ' + b"[" * 99_999 + b"}", "nested too deep", id="deep"),
]


@pytest.mark.parametrize(("line", "what"), WRONG)
def test_a_bad_line_costs_only_itself(tmp_path: Path, line: bytes, what: str) -> None:
    rows = [{"id": "a", "text": TEXT}, line, b"  ", {"id": "b", "text": TEXT}, {"id": "c", "text": OTHER}]
    pairs, left, outcome = run(tmp_path, rows)
    assert [(pair["removed"]["id"], pair["kept"]["id"]) for pair in pairs] == [("b", "a")]
    [error] = outcome.errors
    assert what in str(error)
    assert "in.jsonl:2" in str(error)
    assert [json.loads(line)["id"] for line in left] == ["a", "c"]


LISTS = ['[{"text": "a"}]', '[{"text": "a"},\n{"text": "b"}]', '[\n{"text": "a"}\n]', '\ufeff [{"text": "a"}]']


@pytest.mark.parametrize("text", LISTS, ids=ascii)
def test_a_list_is_told_to_be_written_as_lines(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    first, *others = dedup([tmp_path / "a.json"], tmp_path / "out.jsonl").errors
    assert first.advice == "a list is not read here: write its objects as .jsonl, one a line"
    assert not [error for error in others if error.advice]


ODD = [
    pytest.param({"id": "a", "text": TEXT, "n": float("nan")}, id="NaN"),
    pytest.param({"id": "a", "n": {"text": "x"}, "text": TEXT}, id="an inner field of the name"),
    pytest.param(b'{"text": "x", "id": "a", "text": "' + TEXT.encode() + b'"}', id="the last of two fields counts"),
    pytest.param(b'\xef\xbb\xbf{"id": "a", "text": "' + TEXT.encode() + b'"}', id="a byte-order mark"),
    pytest.param(json.dumps({"id": "a", "text": TEXT}).encode(), id="escapes"),
    pytest.param(b'{"id": "a", "text": "\\ud800' + TEXT.encode() + b'"}', id="half a surrogate pair"),
    pytest.param(b'{"id": "\\u0061", "text": "' + TEXT.encode() + b'"}', id="an escape in the id"),
]


@pytest.mark.parametrize("row", ODD)
def test_odd_lines_count(tmp_path: Path, row: Any) -> None:
    pairs, _, outcome = run(tmp_path, [row, {"id": "b", "text": TEXT}])
    assert [(pair["removed"], pair["kept"]) for pair in pairs] == [({"id": "b"}, {"id": "a"})]
    assert not outcome.errors


def corpus(seed: int, count: int) -> list[Any]:
    chance = random.Random(seed)
    base = ["".join(chance.choices(TEXT + OTHER, k=80)) for _ in range(10)]
    rows: list[Any] = []
    for number in chance.sample(range(10 * count), count):
        text = list(chance.choice(base))
        for _ in range(chance.choice((0, 1, 2, 9, 30))):
            text[chance.randrange(80)] = chance.choice("甲乙丙丁12，\n")
        rows.append({"id": f"{number}", "text": "".join(text), "n": number})
        if chance.random() < 0.05:
            rows.append(chance.choice([b"", b"{", json.dumps({"text": TEXT, "n": float("nan")}).encode()]))
    return rows


@pytest.mark.parametrize("unit", ["record", "paragraph"])
def test_neither_order_nor_workers_nor_memory_nor_stretches_decide(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unit: str
) -> None:
    rows = corpus(5, 300)
    pairs, left, _ = run(tmp_path, rows, Dedup(unit=unit))
    assert len(pairs) > 50
    in_files = []
    moved = Paragraphs._to_files

    def noted(held: Paragraphs, folder: Path) -> None:
        in_files.append(folder)
        moved(held, folder)

    monkeypatch.setattr(Paragraphs, "_to_files", noted)
    monkeypatch.setattr(paragraphs, "STRETCH", 2000)
    assert run(tmp_path, rows, Dedup(unit=unit, workers=3, memory=20_000))[:2] == (pairs, left)
    assert len(in_files) == 1
    named = [row for row in rows if isinstance(row, dict)]
    shuffled = random.Random(1).sample(named, len(named))
    ids = [
        (pair["removed"], pair["kept"], pair["jaccard"])
        for pair in run(tmp_path, named, Dedup(unit=unit))[0]
        if "removed" in pair
    ]
    again = [
        (pair["removed"], pair["kept"], pair["jaccard"])
        for pair in run(tmp_path, shuffled, Dedup(unit=unit))[0]
        if "removed" in pair
    ]
    assert again == ids


@pytest.mark.parametrize(
    ("suffix", "pack"),
    [(".gz", gzip.compress), (".zst", zstandard.compress), (".bz2", bz2.compress), (".xz", lzma.compress)],
    ids=[".gz", ".zst", ".bz2", ".xz"],
)
def test_compressed_lines_are_read(suffix: str, pack: Callable[[bytes], bytes], tmp_path: Path) -> None:
    plain = write_lines(tmp_path / "a.jsonl", [{"id": "a", "text": TEXT}, b"{", {"id": "b", "text": TEXT}])
    packed = tmp_path / f"a.jsonl{suffix}"
    packed.write_bytes(pack(plain.read_bytes()))
    out, left = tmp_path / "out.jsonl", tmp_path / "left.jsonl"
    outcome = dedup([packed], out, write=left)
    assert json.loads(out.read_bytes())["removed"] == {"id": "b"}
    assert [json.loads(line)["id"] for line in left.read_bytes().splitlines()] == ["a"]
    assert [error.line for error in outcome.errors] == [2]
    packed.write_bytes(packed.read_bytes()[:-9])
    assert "damaged" in str(dedup([packed], out).errors[-1])
    packed.write_bytes(plain.read_bytes())
    assert "not compressed" in str(dedup([packed], out).errors[-1])


def test_a_table_is_read(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    table = tmp_path / "a.parquet"
    parquet.write_table(pyarrow.table({"id": ["a", "b", "c"], "body": [TEXT, NEAR, None], "n": [1, 2, 3]}), table)
    out, left = tmp_path / "out.jsonl", tmp_path / "left.jsonl"
    outcome = dedup([table], out, Dedup(text="body"), write=left)
    assert json.loads(out.read_bytes())["removed"] == {"id": "b"}
    assert [json.loads(line) for line in left.read_bytes().splitlines()] == [{"id": "a", "body": TEXT, "n": 1}]
    assert len(outcome.errors) == 1
    with pytest.raises(InputError, match="no column 'text'"):
        dedup([table], out)
    table.write_bytes(b"PAR1 but no table")
    with pytest.raises(InputError, match="is not Parquet"):
        dedup([table], out, Dedup(text="body"))


def test_calls_that_make_no_sense_are_refused(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "a.jsonl", [{"id": "a", "text": TEXT}])
    out = tmp_path / "out.jsonl"
    for files, target, kind in (
        ([tmp_path / "no.jsonl"], out, UsageError),
        ([tmp_path], out, UsageError),
        ([source], source, RefusedError),
        ([source], tmp_path, UsageError),
        ([source], tmp_path / "no" / "out.jsonl", UsageError),
        ([write_lines(tmp_path / "a.csv", [])], out, UsageError),
    ):
        with pytest.raises(kind):
            dedup(files, target)
    with pytest.raises(UsageError, match="the same file"):
        dedup([source], out, write=out)
    with pytest.raises(RefusedError):
        dedup([source], out, write=source)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "a.jsonl"]


def test_the_command_tells_how_it_went(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write_lines(tmp_path / "a.jsonl", [{"id": "a", "text": TEXT}, {"id": "b", "text": TEXT}])
    out = str(tmp_path / "out.jsonl")
    assert main(["dedup", str(source), "--out", out, "--quiet", "--json", "--memory", "64M"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["records"], told["removed"], told["written"]) == (2, {"exact": 1}, None)
    assert main(["dedup", str(source), "--out", out, "--write", str(tmp_path / "left.jsonl")]) == 0
    assert "1 go (1 exact, 0 near, 0 contained)" in capsys.readouterr().out
    write_lines(source, [b"{", {"id": "b", "text": TEXT}])
    assert main(["dedup", str(source), "--out", out, "--quiet"]) == 1
    assert "a.jsonl:1: is not JSON" in capsys.readouterr().err
    assert main(["dedup", str(source), "--out", out, "--memory", "much"]) == 2


@pytest.mark.skipif(os.name == "nt", reason="rights of folders")
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "a.jsonl", [{"id": "a", "text": TEXT}])
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o500)
    with pytest.raises(UsageError, match="cannot be written"):
        dedup([source], folder / "out.jsonl")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_device_or_pipe_is_written_to_and_never_replaced(tmp_path: Path) -> None:
    """By the superuser, `--out /dev/null` would otherwise leave a file in the place of the device."""
    source, pipe = tmp_path / "a.jsonl", tmp_path / "pipe"
    source.write_text('{"text": "今天开会"}\n', encoding="utf-8")
    os.mkfifo(pipe)
    descriptor = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        dedup([source], pipe)
        build([source], pipe)
        assert os.read(descriptor, 1 << 16)
    finally:
        os.close(descriptor)
    assert pipe.is_fifo()
