import gzip
import io
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.config import Config
from cleaner.errors import InputError
from cleaner.formats.compressed import inner_name, unpacker_of
from cleaner.formats.limits import Budget, Metered

NAMES = {
    "no ending of a compressed file": ("讲话.txt", "讲话.txt"),
    "gzip": ("讲话.txt.gz", "讲话.txt"),
    "capitals": ("A.TXT.GZ", "A.TXT"),
    "tar in short": ("a.tgz", "a.tar"),
    "tar and bzip2 in short": ("a.tbz2", "a.tar"),
    "Zstandard": ("a.jsonl.zst", "a.jsonl"),
}


@pytest.mark.parametrize(("name", "inner"), NAMES.values(), ids=NAMES)
def test_what_a_compressed_file_holds_is_called_as_it(name: str, inner: str) -> None:
    assert inner_name(name) == inner


def metered(data: bytes) -> Metered:
    return Metered(io.BytesIO(data).read, "a", Budget(Config(), len(data), "a"), counted=False)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.binary(max_size=300), min_size=1, max_size=4), st.lists(st.integers(1, 70), min_size=1, max_size=9))
def test_whatever_is_asked_for_at_a_time_is_what_was_packed(texts: list[bytes], counts: list[int]) -> None:
    import bz2
    import lzma

    import zstandard

    for pack in (gzip.compress, bz2.compress, lzma.compress, zstandard.compress):
        data = b"".join(pack(text) for text in texts)
        unpack = unpacker_of(data)
        assert unpack is not None
        read = unpack(metered(data))
        found = [read(counts[0])]
        while found[-1]:
            assert len(found[-1]) <= counts[(len(found) - 1) % len(counts)]
            found.append(read(counts[len(found) % len(counts)]))
        assert b"".join(found) == b"".join(texts)


def test_without_the_library_of_zstandard_its_name_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "zstandard", None)
    unpack = unpacker_of(b"\x28\xb5\x2f\xfd")
    assert unpack is not None
    with pytest.raises(InputError, match="zstandard"):
        unpack(metered(b""))
