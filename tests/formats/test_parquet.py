import io
from typing import Any

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
