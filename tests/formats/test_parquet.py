import io
import itertools
import subprocess
import sys
from typing import Any

import pytest

from cleaner.config import Config
from cleaner.formats import parquet
from cleaner.model import Piece

TEXT = "同志们，今天开会，主要是部署秋收工作，请大家认真听、认真记。"


def read(columns: dict[str, Any]) -> list[Piece]:
    import pyarrow
    from pyarrow.parquet import write_table

    stream = io.BytesIO()
    write_table(pyarrow.table(columns), stream)
    return list(parquet.read(stream, "a.parquet", 0, stream.tell(), Config()))[1:]


def test_a_text_whose_column_says_only_bytes_is_read() -> None:
    (piece,) = read({"text": [TEXT.encode()]})
    assert piece.document is not None
    assert piece.document.text == TEXT


def test_bytes_that_are_no_text_cost_only_their_record() -> None:
    first, last = read({"text": [b"\xff\xfe\xfd", TEXT.encode()]})
    assert first.error is not None
    assert last.document is not None


def test_bytes_beside_the_text_are_kept() -> None:
    (piece,) = read({"text": [TEXT], "picture": [b"\x89PNG\xff"]})
    assert piece.document is not None
    assert piece.document.meta["picture"] == {"base64": "iVBOR/8="}


def test_text_that_is_no_utf8_costs_only_its_record() -> None:
    """A writer that checks nothing, or a flipped bit, in a column that says it is text."""
    import pyarrow

    rows = pyarrow.array([TEXT.encode(), b"\xff\xfe", TEXT.encode()], pyarrow.binary())
    texts = pyarrow.Array.from_buffers(pyarrow.string(), 3, rows.buffers())
    first, second, third = read({"text": texts, "kind": texts.dictionary_encode()})
    assert second.error is not None
    assert [piece.document is not None for piece in (first, third)] == [True, True]


def odd_columns() -> dict[str, Any]:
    import pyarrow as arrow

    days = arrow.array([-719_528], arrow.int32()).cast(arrow.date32())
    return {
        "the year 0": days,
        "a far year": arrow.array([1 << 62], arrow.timestamp("us")),
        "a zone that is none": arrow.array([0], arrow.timestamp("us", tz="Mars/Base")),
        "years 0 in a list": arrow.ListArray.from_arrays(arrow.array([0, 1], arrow.int32()), days),
    }


@pytest.mark.parametrize("name", odd_columns())
def test_a_date_that_python_does_not_know_costs_no_document(name: str) -> None:
    (piece,) = read({"text": [TEXT], "odd": odd_columns()[name]})
    assert piece.document is not None
    assert isinstance(piece.document.meta["odd"], str)


FLIPPED = """
import io, sys
from cleaner.config import Config
from cleaner.formats import parquet

sound = sys.stdin.buffer.read()
index = len(sound) - 8 - int.from_bytes(sound[-8:-4], "little")
for at in range(index, len(sound) - 8):
    for bit in range(8):
        flipped = bytearray(sound)
        flipped[at] ^= 1 << bit
        list(parquet.read(io.BytesIO(flipped), "a.parquet", 0, len(flipped), Config()))
"""


def test_no_flipped_bit_of_the_index_ends_the_process() -> None:
    """Found by fuzzing: pyarrow aborts where a column whose index does not fit its schema is asked for its place."""
    import pyarrow
    from pyarrow.parquet import write_table

    stream = io.BytesIO()
    write_table(pyarrow.table({"text": [TEXT] * 2}), stream, row_group_size=1)
    done = subprocess.run([sys.executable, "-c", FLIPPED], input=stream.getvalue(), capture_output=True)
    assert done.returncode == 0, done.stderr.decode()[-300:]


def test_rows_are_numbered_through_the_file_and_groups_are_read_once() -> None:
    import pyarrow
    from pyarrow.parquet import write_table

    stream = io.BytesIO()
    write_table(pyarrow.table({"text": [TEXT, None, TEXT, TEXT, None, TEXT, TEXT]}), stream, row_group_size=2)
    total = stream.tell()
    places = [0, total // 3, total // 2, total]
    pieces = [
        piece
        for start, end in itertools.pairwise(places)
        for piece in parquet.read(stream, "a.parquet", start, end, Config())
    ]
    assert b"".join(piece.frame.before for piece in pieces if piece.frame.before) == stream.getvalue()
    assert sum(piece.document is not None for piece in pieces) == 5
    assert [piece.error.line for piece in pieces if piece.error is not None] == [2, 5]


def test_a_group_that_cannot_be_read_takes_no_number_from_the_rows_below(monkeypatch: pytest.MonkeyPatch) -> None:
    import pyarrow
    from pyarrow.parquet import write_table

    stream = io.BytesIO()
    write_table(pyarrow.table({"text": ["长" * 9_000 + TEXT, TEXT, None, TEXT]}), stream, row_group_size=2)
    monkeypatch.setattr(parquet, "LARGEST_GROUP", 1_000)
    pieces = list(parquet.read(stream, "a.parquet", 0, stream.tell(), Config()))
    assert [(piece.error.code, piece.error.line) for piece in pieces if piece.error is not None] == [
        ("too-large", None),
        ("no-text-field", 3),
    ]
