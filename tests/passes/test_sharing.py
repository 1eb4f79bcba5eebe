import io
import json
import zipfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.config import Config
from cleaner.errors import UsageError
from cleaner.inputs import Files, Source, find_sources
from cleaner.passes import cleaning
from cleaner.passes.cleaning import LEAST
from cleaner.passes.sharing import EDGE, Own, Shard, own_inputs, own_stretches, shard_of
from cleaner.reading import documents

Pages = Callable[[dict[str, str | bytes]], Path]


def zipped(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


@pytest.mark.parametrize("text", ["", "3", "0/3", "4/3", "1/0", "-1/3", "1/ 3", "1/10001", "１/３", "1/3/5"])
def test_what_is_no_share(text: str) -> None:
    with pytest.raises(UsageError, match="is no share of a run"):
        shard_of(text)


def test_the_last_share() -> None:
    assert shard_of("8/8") == Shard(8, 8)


def of(sizes: list[list[int]]) -> list[Files]:
    return [
        tuple(Source(Path("/nowhere"), f"{number}-{page}", size) for page, size in enumerate(files))
        for number, files in enumerate(sizes)
    ]


@given(st.lists(st.lists(st.integers(0, 5000), min_size=1, max_size=3), min_size=1, max_size=30), st.integers(1, 40))
def test_every_input_is_of_one_share_and_in_order(sizes: list[list[int]], count: int) -> None:
    inputs = of(sizes)
    shares = [own_inputs(inputs, Shard(number, count), Config()) for number in range(1, count + 1)]
    assert [own.files for share in shares for own in share] == inputs
    largest = max(max(sum(files), LEAST) for files in sizes)
    total = sum(max(sum(files), LEAST) for files in sizes)
    assert all(sum(own.size for own in share) <= total / count + largest for share in shares)


def test_a_large_file_of_records_is_divided_between_records(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning, "BATCH", 100)
    lines = [json.dumps({"id": number, "text": "好" * 30}).encode() + b"\n" for number in range(100)]
    folder = pages({"a.txt": "甲", "b.jsonl": b"".join(lines), "c.txt": "乙"})
    inputs = documents(find_sources([folder]).sources, Config())
    shares = [own_inputs(inputs, Shard(number, 7), Config()) for number in range(1, 8)]
    divided = [own for share in shares for own in share if own.files[0].name == "b.jsonl"]
    ranges = [(each.start, each.end) for own in divided for each in own.stretches]
    assert [own.files[0].name for share in shares for own in share] == ["a.txt", *["b.jsonl"] * 7, "c.txt"]
    assert (ranges[0][0], ranges[-1][1]) == (0, sum(map(len, lines)))
    assert all(end == start for (_, end), (start, _) in pairwise(ranges))
    assert all((folder / "b.jsonl").read_bytes()[:end].endswith(b"}\n") for _, end in ranges)
    assert max(own.size for own in divided) < 2 * min(own.size for own in divided)


def identities(path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[list[object], list[object]]:
    """Return what the share in which a file begins has seen of all parts, and what all have read."""
    monkeypatch.setattr(cleaning, "BATCH", 100)
    inputs = [(Source(path, path.name, path.stat().st_size),)]
    shares = [own_inputs(inputs, Shard(number, 3), Config()) for number in (1, 2, 3)]
    first, *others = [item for share in shares for own in share for item in own.identity()]
    assert "sha256" in first
    assert all("sha256" not in item for item in others)
    return first["parts"], [first["parts"][0], *(item["part"] for item in others)]


def test_a_divided_file_is_known_by_its_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"".join(b'{"text": "%d"}\n' % number for number in range(100)))
    seen, read = identities(path, monkeypatch)
    assert seen == read
    before, data = seen, path.read_bytes()
    path.write_bytes(data.replace(b'"70"', b'"07"'))
    seen, _ = identities(path, monkeypatch)
    changed = [a != b for a, b in zip(before, seen, strict=True)]
    assert changed == [True] * 3  # by the edges, which in a small file are all of it


def test_a_change_inside_a_large_file_changes_its_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "a"}\n' * (3 * EDGE // 14))
    parts = ((0, 14), (EDGE, EDGE + 14), (2 * EDGE, 3 * EDGE // 14 * 14))
    own = Own((Source(path, path.name, path.stat().st_size),), (), parts)
    (before,) = own.identity()
    with path.open("r+b") as stream:
        stream.seek(EDGE)
        stream.write(b"b")
    (after,) = own.identity()
    assert [a == b for a, b in zip(before["parts"], after["parts"], strict=True)] == [True, False, True]
    assert before["sha256"] != after["sha256"]


def test_what_belongs_together_stays_together(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of a speech, and an archive, whatever their size."""
    monkeypatch.setattr(cleaning, "BATCH", 50)
    texts = {f"x_{number}.txt": "同志们，今天开会。" * 20 for number in (1, 2, 3)}
    folder = pages({**texts, "y.zip": zipped({f"{n}.jsonl": b'{"text": "a"}\n' * 50 for n in range(3)})})
    inputs = documents(find_sources([folder]).sources, Config())
    shares = [own_inputs(inputs, Shard(number, 9), Config()) for number in range(1, 10)]
    assert sorted(own.files[-1].name for share in shares for own in share) == ["x_3.txt", "y.zip"]
    members: list[dict[str, object]] = []
    stretches = [s for share in shares for s in own_stretches(share, Config(), members)]
    assert [member["source"] for member in members] == [f"y.zip!/{number}.jsonl" for number in range(3)]
    assert len(stretches) > 9
