import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.config import Config
from cleaner.document.decode import decode
from cleaner.errors import OutputError
from cleaner.formats import jsonl
from cleaner.formats.frame import bytes_of
from cleaner.model import Document, Piece

TEXT = "同志们：今天我们召开会议。"
GOOD = json.dumps({"text": TEXT}, ensure_ascii=False).encode() + b"\n"


def read(data: bytes, **settings: Any) -> list[Piece]:
    return list(jsonl.read(io.BytesIO(data), "a.jsonl", 0, len(data), Config(**settings)))


def document_of(data: bytes, **settings: Any) -> Document:
    (piece,) = read(data, **settings)
    assert piece.document is not None, piece.error
    return piece.document


def codes(pieces: list[Piece]) -> list[str | None]:
    return [piece.error.code if piece.error else None for piece in pieces]


def bytes_again(pieces: list[Piece]) -> bytes:
    return b"".join(
        bytes_of(piece.frame, piece.document.decoded if piece.document else decode(b"")) for piece in pieces
    )


RECORDS = {
    "plain": (GOOD, TEXT),
    "no final newline": (GOOD.rstrip(), TEXT),
    "CRLF": (GOOD.rstrip() + b"\r\n", TEXT),
    "a byte-order mark": (b"\xef\xbb\xbf" + GOOD, TEXT),
    "GB18030": (GOOD.decode().encode("gb18030"), TEXT),
    "escapes for all beyond ASCII": (json.dumps({"text": TEXT}).encode(), TEXT),
    "escapes that nobody needs": (b'{"text": "\\u0041\\/\\u4eca\xe5\xa4\xa9"}', "A/今天"),
    "a text that is also the title": (json.dumps({"title": TEXT, "text": TEXT}).encode(), TEXT),
    "a key said twice, of which the last counts": (b'{"text": "\xe4\xbb\x8a", "text": "\xe5\xa4\xa9"}', "天"),
    "line separators in the text": ('{"text": "今\u2028天\x85"}'.encode(), "今\u2028天\x85"),
    "a null character": (b'{"text": "\xe4\xbb\x8a\\u0000"}', "今\0"),
    "NaN and infinity": (b'{"text": "\xe4\xbb\x8a", "x": NaN, "y": [Infinity, -Infinity]}', "今"),
    "an integer of 4,000 digits": (b'{"text": "\xe4\xbb\x8a", "x": ' + b"9" * 4000 + b"}", "今"),
    "a number beyond all floats": (b'{"text": "\xe4\xbb\x8a", "x": 1e999}', "今"),
    "nesting 100 deep": (b'{"text": "\xe4\xbb\x8a", "x": ' + b"[" * 100 + b"]" * 100 + b"}", "今"),
    "a pair of surrogates": (b'{"text": "\xe4\xbb\x8a\\ud83d\\ude00"}', "今\U0001f600"),
}


@pytest.mark.parametrize(("line", "text"), RECORDS.values(), ids=RECORDS)
def test_a_record_gives_its_text_and_its_bytes_again(line: bytes, text: str) -> None:
    pieces = read(line)
    assert [piece.document.text for piece in pieces if piece.document] == [text]
    assert bytes_again(pieces) == line


BAD = {
    "no JSON": (b"no json\n", "json"),
    "half an object": (b'{"text": "\xe4\xbb\x8a\n', "json"),
    "two objects": (b"{} {}\n", "json"),
    "an array": (b'["text"]\n', "json"),
    "a string": (b'"text"\n', "json"),
    "no text": (b'{"titel": "x"}\n', "no-text-field"),
    "an empty object": (b"{}\n", "no-text-field"),
    "a number for a text": (b'{"text": 1}\n', "json"),
    "an empty text": (b'{"text": " "}\n', "empty"),
    "nesting 100,000 deep": (b'{"text": ' + b"[" * 100_000 + b"\n", "json"),
    "an integer of 5,000 digits": (b'{"text": "x", "n": ' + b"9" * 5000 + b"}\n", "json"),
    "binary": (bytes(range(256)).replace(b"\n", b"") + b"\n", None),
}


@pytest.mark.parametrize(("line", "code"), BAD.values(), ids=BAD)
def test_a_bad_line_costs_only_itself_and_says_where_it_is(line: bytes, code: str | None) -> None:
    data = GOOD + b"\n" + line + GOOD
    pieces = read(data)
    bad = pieces[2].error
    assert bad is not None
    assert code is None or bad.code == code
    assert bad.file == "a.jsonl"
    start = len(GOOD) + 1
    assert bad.offset is not None
    assert start <= bad.offset < start + len(line)
    assert [piece.document.text for piece in pieces if piece.document] == [TEXT, TEXT]
    assert bytes_again(pieces) == data


@pytest.mark.parametrize(
    ("line", "said"),
    [
        pytest.param(
            BAD["an integer of 5,000 digits"][0], "a number of thousands of digits", id="not a word of Python's"
        ),
        pytest.param(b'{"text": null}\n', "field 'text' is null", id="a field that is there is not called missing"),
    ],
)
def test_what_is_wrong_is_said_for_people(line: bytes, said: str) -> None:
    (piece,) = read(line)
    assert said in str(piece.error)


def test_blank_lines_are_bytes_between_records() -> None:
    data = b"\n \t\r\n" + GOOD + b"\r\n"
    pieces = read(data)
    assert [piece.document is None for piece in pieces] == [True, True, False, True]
    assert not any(codes(pieces))
    assert bytes_again(pieces) == data


RETURN = GOOD.rstrip() + b"\r"
RETURNS = {
    "lines that end with returns": (RETURN * 3, 3),
    "the last without": (RETURN * 2 + GOOD.rstrip(), 3),
    "blank lines between": (b"\r\r" + RETURN + b"\r \r" + RETURN, 2),
    "a mark": (b"\xef\xbb\xbf" + RETURN * 2, 2),
    "a bad line": (RETURN + RETURN + b"bad\r" + RETURN, 3),
    "a bad line in front": (b"bad\r" + RETURN * 2, 2),
    "other ends below": (RETURN * 2 + GOOD + RETURN.rstrip() + b"\r\n" + RETURN, 5),
    "GB18030": ((RETURN * 2).decode().encode("gb18030"), 2),
    "a return inside of an object": (b'{"a": {},\r"text": "' + "今天".encode() + b'"}\n' + GOOD, 2),
    "a return inside of an object, before a brace": (b'{"a": [{},\r{}],\r"text": "' + "今天".encode() + b'"}\n', 1),
    "a return in front of the line feed": (GOOD.rstrip() + b"\r\n" + GOOD.rstrip() + b" \r\n", 2),
}


@pytest.mark.parametrize("size", [1, 40, 100, 1000])
@pytest.mark.parametrize(("data", "count"), RETURNS.values(), ids=RETURNS)
def test_lines_that_end_with_a_return_alone_are_read(tmp_path: Path, data: bytes, count: int, size: int) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(data)
    stretches = list(jsonl.cut(path, len(data), size))
    with path.open("rb") as stream:
        pieces = [piece for start, end in stretches for piece in jsonl.read(stream, "a.jsonl", start, end, Config())]
    assert [(p.offset, p.frame, p.document) for p in pieces] == [(p.offset, p.frame, p.document) for p in read(data)]
    assert sum(piece.document is not None for piece in pieces) == count
    assert bytes_again(pieces) == data


@pytest.mark.parametrize(("spare", "codes_"), [(0, [None]), (-1, ["too-large"])])
def test_the_longest_line_has_just_so_many_bytes_before_its_end(spare: int, codes_: list[str | None]) -> None:
    pieces = read(GOOD, max_line=len(GOOD) - 1 + spare)
    assert codes(pieces)[:1] == codes_
    assert bytes_again(pieces) == GOOD


def test_a_line_that_ends_with_a_return_and_is_too_long_costs_only_itself() -> None:
    data = RETURN + RETURN.replace(TEXT.encode(), TEXT.encode() * 9) + RETURN
    pieces = read(data, max_line=len(RETURN))
    assert [piece.document is not None for piece in pieces if piece.document or piece.error] == [True, False, True]
    assert bytes_again(pieces) == data


SURROGATES = {
    "a high one": '"今\\ud800天"',
    "a low one": '"今\\udc00天"',
    "two, the wrong way round": '"今\\ude00\\ud83d天"',
    "at the end": '"今天\\ud800"',
}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32"])
def test_lines_of_wide_characters_are_refused_once_at_the_beginning(encoding: str) -> None:
    data = ("\ufeff" if encoding == "utf-16-be" else "").encode(encoding) + GOOD.decode().encode(encoding)
    for size in (len(data), 10):
        stretches = [(start, min(start + size, len(data))) for start in range(0, len(data), size)]
        found = [
            piece for start, end in stretches for piece in jsonl.read(io.BytesIO(data), "a.jsonl", start, end, Config())
        ]
        assert [(piece.offset, piece.error and (piece.error.code, piece.error.offset)) for piece in found] == [
            (0, ("encoding", 0))
        ]
        assert bytes_again(found) == b""


@pytest.mark.parametrize("literal", SURROGATES.values(), ids=SURROGATES)
def test_lone_surrogates_are_damage_and_come_back(literal: str) -> None:
    line = f'{{"text": {literal}}}\n'.encode()
    document = document_of(line)
    assert "\ufffd" in document.text
    assert [document.text[spot.at] for spot in document.decoded.damage] == ["\ufffd"] * document.text.count("\ufffd")
    assert bytes_again(read(line)) == line


def test_every_damaged_byte_is_named_where_it_is() -> None:
    line = f'{{"text": "{TEXT * 1000}"}}\n'.encode()
    at = [line.index("天".encode()), line.rindex("天".encode())]
    for place in at:
        line = line[:place] + b"\xff" * 3 + line[place + 3 :]
    document = document_of(line)
    assert [spot.offset for spot in document.decoded.damage] == at
    assert [spot.at for spot in document.decoded.damage] == [
        place for place, char in enumerate(document.text) if char == "\ufffd"
    ]
    assert bytes_again(read(line)) == line


def test_damage_in_another_field_is_no_damage_of_the_text() -> None:
    line = f'{{"note": "{TEXT}", "text": "{TEXT * 9}"}}\n'.encode()
    place = line.index("天".encode())
    document = document_of(line[:place] + b"\xff" * 3 + line[place + 3 :])
    assert document.text == TEXT * 9
    assert [spot.at for spot in document.decoded.damage] == [0]


def test_damage_in_another_field_is_no_replacement_character_of_the_text() -> None:
    line = f'{{"note": "{TEXT}", "text": "{TEXT}\ufffd"}}\n'.encode()
    place = line.index("天".encode())
    (spot,) = document_of(line[:place] + b"\xff" * 3 + line[place + 3 :]).decoded.damage
    assert (spot.at, spot.offset) == (0, place)


@pytest.mark.parametrize(
    ("line", "encoding"), [(b'{"text": "ok"}\n', "utf-8"), (GOOD.decode().encode("gb18030"), "gb18030")]
)
def test_a_line_of_ascii_alone_counts_as_utf8(line: bytes, encoding: str) -> None:
    assert document_of(line).decoded.encoding == encoding


def test_a_line_that_is_no_json_is_named_by_its_first_byte() -> None:
    assert [piece.error.offset for piece in read(GOOD + b"no json\n") if piece.error] == [len(GOOD)]


@pytest.mark.parametrize(("deep", "allowed"), [(jsonl.DEEPEST - 1, True), (jsonl.DEEPEST, False)])
def test_nesting_is_counted_with_the_object_itself(deep: int, allowed: bool) -> None:
    line = b'{"text": "x", "a": ' + b"[" * deep + b"]" * deep + b"}\n"
    assert [piece.error is None for piece in read(line)] == [allowed]


FIELDS = {
    "text before content": ({"content": "内容", "text": "正文"}, None, "正文"),
    "content before body": ({"body": "二", "content": "一"}, None, "一"),
    "a Chinese name": ({"正文": "讲话"}, None, "讲话"),
    "the one that is named": ({"text": "甲", "讲稿": "乙"}, "讲稿", "乙"),
}


@pytest.mark.parametrize(("record", "wanted", "text"), FIELDS.values(), ids=FIELDS)
def test_which_field_is_the_text(record: dict[str, str], wanted: str | None, text: str) -> None:
    line = json.dumps(record).encode()
    assert document_of(line, text_field=wanted).text == text


def test_a_named_field_that_is_missing_is_told_with_those_that_are_there() -> None:
    (piece,) = read(GOOD, text_field="txet")
    assert piece.error is not None
    assert "'txet'" in str(piece.error)
    assert "text" in piece.error.advice


def test_fields_that_the_input_gives_are_read_and_all_others_carried_along() -> None:
    row = {"标题": "题目", "url": "http://a.cn", "date": "2023", "作者": " ", "n": 1, "text": TEXT}
    document = document_of(json.dumps(row).encode())
    assert dict(document.fields) == {"title": "题目", "url": "http://a.cn", "published": "2023"}
    assert "text" not in document.meta
    assert document.meta["n"] == 1


@pytest.mark.parametrize(("value", "own_id"), [("a", "a"), (7, "7"), (None, None), ([1], None), (1.5, None)])
def test_ids_are_strings_or_whole_numbers(value: object, own_id: str | None) -> None:
    (piece,) = read(json.dumps({"id": value, "text": TEXT}).encode())
    assert piece.own_id == own_id


LINES = st.lists(st.sampled_from([GOOD, b"\n", b"\r\n", b"bad\n", GOOD.replace(b"\n", b"\r\n"), b"x" * 50 + b"\n"]))


@settings(max_examples=60, deadline=None)
@given(lines=LINES, tail=st.sampled_from([b"", GOOD.rstrip(), b" "]), size=st.integers(1, 300))
def test_a_file_cut_at_any_size_gives_the_same_pieces(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], tail: bytes, size: int
) -> None:
    data = b"".join(lines) + tail
    path = tmp_path_factory.mktemp("cut") / "a.jsonl"
    path.write_bytes(data)
    stretches = list(jsonl.cut(path, len(data), size))
    assert [start for start, _ in stretches] == [0, *(end for _, end in stretches[:-1])]
    with path.open("rb") as stream:
        pieces = [piece for start, end in stretches for piece in jsonl.read(stream, "a.jsonl", start, end, Config())]
    whole = read(data)
    assert [(p.offset, p.frame, p.document) for p in pieces] == [(p.offset, p.frame, p.document) for p in whole]
    assert bytes_again(pieces) == data


RECORD = {"id": "a-1", "text": "讲话", "n": [None, 1]}


@pytest.mark.parametrize("format_", ["jsonl", "jsonl.gz", "jsonl.zst"])
def test_what_is_written_is_read_back(tmp_path: Path, format_: str) -> None:
    writer = jsonl.Writer(tmp_path / "corpus", format_)
    for _ in range(3):
        writer.add(RECORD)
    writer.close()
    assert list(jsonl.read_records(sorted((tmp_path / "corpus").iterdir()))) == [RECORD] * 3
    assert list(jsonl.read_back(sorted((tmp_path / "corpus").iterdir()))) == [("a-1", "讲话")] * 3


def test_gzip_gives_the_same_bytes_every_time(tmp_path: Path) -> None:
    for name in ("a.gz", "b.gz"):
        lines = jsonl.Lines(tmp_path / name)
        lines.add(RECORD)
        lines.close()
    assert (tmp_path / "a.gz").read_bytes() == (tmp_path / "b.gz").read_bytes()
    assert json.loads(gzip.decompress((tmp_path / "a.gz").read_bytes())) == RECORD
    assert (tmp_path / "a.gz").read_bytes()[4:8] == bytes(4)  # no time


def test_lines_are_written_in_utf8_without_escapes_and_blanks() -> None:
    assert jsonl.encoded({"text": "讲话", "n": [1, 2]}) == '{"text":"讲话","n":[1,2]}\n'.encode()


def test_shards_are_numbered_one_by_one_and_close_behind_the_line_that_fills_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jsonl, "LARGEST_SHARD", 2 * len(jsonl.encoded(RECORD)))
    writer = jsonl.Writer(tmp_path / "corpus")
    for _ in range(7):
        writer.add(RECORD)
    writer.close()
    counts = {path.name: path.read_bytes().count(b"\n") for path in sorted((tmp_path / "corpus").iterdir())}
    assert counts == {"part-00000.jsonl": 3, "part-00001.jsonl": 3, "part-00002.jsonl": 1}


def test_only_a_later_batch_is_written_into_a_folder_that_is_there(tmp_path: Path) -> None:
    with pytest.raises(FileExistsError):
        jsonl.Writer(tmp_path)
    jsonl.Writer(tmp_path, first=1).close()
    assert [path.name for path in tmp_path.iterdir()] == ["part-00001.jsonl"]


def test_a_full_shard_is_followed_by_the_next_and_order_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "LARGEST_SHARD", 100)
    writer = jsonl.Writer(tmp_path / "corpus")
    for number in range(20):
        writer.add({"id": str(number), "text": "讲话" * 5})
    writer.close()
    assert len(list((tmp_path / "corpus").iterdir())) > 5
    assert [name for name, _ in jsonl.read_back(sorted((tmp_path / "corpus").iterdir()))] == [
        str(number) for number in range(20)
    ]


def test_what_is_written_is_utf8_whatever_the_strings_hold(tmp_path: Path) -> None:
    lines = jsonl.Lines(tmp_path / "x")
    lines.add({"title": "题\ud800目"})
    lines.close()
    json.loads((tmp_path / "x").read_bytes().decode("utf-8"))


DAMAGED = {
    "half a line": b'{"id": "a", "te',
    "no object": b"[]\n",
    "no UTF-8": b'{"id": "\xff"}\n',
    "deep nesting": b"[" * 100_000,
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_file_of_ours_is_named_with_the_line(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "part-00000.jsonl").write_bytes(b"{}\n" + data)
    with pytest.raises(OutputError) as caught:
        list(jsonl.read_records(sorted(tmp_path.iterdir())))
    assert (caught.value.code, caught.value.line) == ("damaged", 2)


def test_zstandard_is_what_its_own_library_reads_and_the_same_every_time(tmp_path: Path) -> None:
    for name in ("a.zst", "b.zst"):
        lines = jsonl.Lines(tmp_path / name)
        lines.add(RECORD)
        lines.close()
    assert (tmp_path / "a.zst").read_bytes() == (tmp_path / "b.zst").read_bytes()
    with (tmp_path / "a.zst").open("rb") as stream:
        assert json.loads(zstandard.ZstdDecompressor().stream_reader(stream).read()) == RECORD


@pytest.mark.parametrize("cut", [0, 4, 9, -1], ids=["empty", "in its head", "in its data", "before its end"])
def test_a_zstandard_file_that_breaks_off_is_told(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "part-00000.jsonl.zst"
    path.write_bytes(zstandard.compress(b"{}\n" * 999)[:cut])
    with pytest.raises(OutputError, match="breaks off"):
        list(jsonl.read_lines(path))
    path.write_bytes(b"no zstandard")
    with pytest.raises(OutputError, match="damaged"):
        list(jsonl.read_lines(path))


def test_no_record_is_an_empty_zstandard_file(tmp_path: Path) -> None:
    jsonl.Writer(tmp_path / "x", "jsonl.zst").close()
    assert list(jsonl.read_back(sorted((tmp_path / "x").iterdir()))) == []


def test_a_truncated_gzip_file_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "part-00000.jsonl.gz").write_bytes(gzip.compress(b"{}\n" * 999)[:-9])
    with pytest.raises(OutputError):
        list(jsonl.read_records(sorted(tmp_path.iterdir())))
