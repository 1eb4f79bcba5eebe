"""Made-up pages in every format and encoding, and what any test may ask of a corpus that was made of them."""

import csv
import gzip
import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pages as generator

from cleaner.commands.restore import restore
from cleaner.store.commit import ATTEMPT, LOCK
from cleaner.store.manifest import read_manifest

ROOT = Path(__file__).parents[2]
SEED = 6
TEXTS: tuple[tuple[str, str], ...] = (
    ("utf-8.txt", "utf-8"),
    ("mark.txt", "utf-8-sig"),
    ("gb18030.txt", "gb18030"),
    ("utf-16.txt", "utf-16"),
    ("utf-16-be.txt", "utf-16-be-mark"),
    ("hz.txt", "hz"),
)


def page(number: int) -> str:
    """Return a made-up page; another number is another page."""
    return generator.make_page(SEED, "development", number)[0]


def speech(number: int, paragraphs: int = 6) -> str:
    """Return a speech of sentences that no other number has, without chrome."""
    places = "东南西北中上下前后左右内外高低大小长短新旧"
    lines = [f"在第{number}次工作会议上的讲话", "同志们："]
    for count in range(paragraphs):
        mark = int.from_bytes(hashlib.blake2b(f"{number} {count}".encode(), digest_size=8).digest(), "big")
        words = "".join(places[mark >> shift & 15] + chr(0x4E00 + (mark >> shift) % 6000) for shift in range(0, 56, 4))
        lines.append(
            f"今年以来我们围绕{words}抓好落实，第{number}组第{count}项任务按期完成，群众反映{words[::-1]}是好的。"
        )
    return "\n".join([*lines, "谢谢大家！", ""])


def fixture_files(count: int) -> dict[str, bytes]:
    """Return files with ``count`` pages together: text in every encoding, and every container that is read."""
    files: dict[str, bytes] = {}
    for first in range(0, count, 20):
        files |= {f"{first // 200}/{first:04}-{name}": data for name, data in _twenty(first, min(count - first, 20))}
    return files


def _twenty(first: int, count: int) -> Iterator[tuple[str, bytes]]:
    texts = [page(first + number) for number in range(count)]
    for text, (name, encoding) in zip(texts, TEXTS, strict=False):
        yield name, encoded(text, encoding)
    rest = texts[len(TEXTS) :]
    if not rest:
        return
    yield "page.html", generator.as_html(generator.make_page(SEED, "development", first + len(TEXTS))[2]).encode()
    yield "copy.txt.gz", gzip.compress(texts[0].encode(), mtime=0)  # a repost, packed
    if len(rest) < 3:
        return
    rows: list[dict[str, Any]] = [
        {"id": str(number), "text": text, "x": [number, None]} for number, text in enumerate(rest[1:])
    ]
    third = max(len(rows) // 3, 1)
    yield "lines.jsonl", json_lines(rows[:third])
    yield "table.csv", csv_table(rows[third : 2 * third])
    yield "object.json", json.dumps(rows[2 * third : 2 * third + 1], ensure_ascii=False).encode()
    members = {f"in/{row['id']}.txt": row["text"].encode("gb18030") for row in rows[2 * third + 1 :]}
    yield "packed.zip", zipped(members)
    yield "packed.tar", tarred({"in/one.txt": texts[1].encode()})


def encoded(text: str, encoding: str) -> bytes:
    """Return bytes in an encoding; what it cannot write is a question mark."""
    if encoding == "utf-16-be-mark":
        return b"\xfe\xff" + text.encode("utf-16-be")
    return text.encode(encoding, "replace")


def json_lines(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Return rows as JSON Lines."""
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


def csv_table(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Return rows as a table."""
    stream = io.StringIO(newline="")
    table = csv.writer(stream)
    table.writerow(["id", "text"])
    table.writerows([row["id"], row["text"]] for row in rows)
    return stream.getvalue().encode()


def zipped(members: Mapping[str, bytes]) -> bytes:
    """Return a zip archive, without a time."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def tarred(members: Mapping[str, bytes]) -> bytes:
    """Return a tar archive, without a time."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, data in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return stream.getvalue()


def write_files(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write files below a folder; return it."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


# ------------------------------------------------------------------------------------------------ the tool as a process


def command(*arguments: str | Path) -> list[str]:
    """Return the command line of the tool."""
    return [sys.executable, "-m", "cleaner", *map(str, arguments)]


def run_command(
    *arguments: str | Path, timeout: float = 120, preexec: Callable[[], None] | None = None, **environment: str
) -> "subprocess.CompletedProcess[str]":
    """Run the tool to its end."""
    return subprocess.run(
        command(*arguments),
        capture_output=True,
        text=True,
        errors="replace",
        timeout=timeout,
        env={**os.environ, **environment},
        check=False,
        preexec_fn=preexec,
    )


@contextmanager
def running(*arguments: str | Path, **environment: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Run the tool in a process group of its own, of which nothing is left in the end."""
    options: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "start_new_session": True}
    with subprocess.Popen(command(*arguments), env={**os.environ, **environment}, **options) as process:
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


# ------------------------------------------------------------------------------------------------ what a corpus must be


def tree(out: Path) -> dict[str, str]:
    """Return every published file below a folder with its SHA-256; lock and unfinished work are none."""
    if not out.is_dir():
        return {}
    found = {}
    for path in sorted(out.rglob("*")):
        name = path.relative_to(out).as_posix()
        if path.is_file() and name != LOCK and not name.startswith(ATTEMPT):
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def lines(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a file of JSON Lines."""
    return [json.loads(line) for line in path.read_bytes().splitlines()] if path.exists() else []


def shards(out: Path, folder: str) -> list[dict[str, Any]]:
    """Return the objects of the corpus or the ledger."""
    return [value for path in sorted((out / folder).glob("*.jsonl")) for value in lines(path)]


def errors(out: Path) -> list[dict[str, Any]]:
    """Return the rows of errors.jsonl."""
    return lines(out / "errors.jsonl")


def assert_whole(out: Path) -> None:
    """No manifest names a file that is missing or wrong, and there is no published file without a manifest of its own."""
    if not (out / "manifest.json").exists():
        return
    for item in read_manifest(out).outputs:
        data = (out / str(item["path"])).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (item["bytes"], item["sha256"]), item["path"]


def assert_conserved(out: Path) -> None:
    """Every file is cleaned or listed, every character is kept or in the ledger: counted anew from the files alone."""
    manifest = read_manifest(out)
    rows = errors(out)
    entries = shards(out, "ledger")
    listed = {row["file"] for row in rows if row["status"] in ("error", "skipped")}
    told = {entry["source"] for entry in entries} | listed
    for source in manifest.sources():
        assert source in told or any(str(name).startswith(f"{source}!/") for name in told), f"{source} is lost"
    kept = gone = 0
    for entry in entries:
        position = 0
        for span in entry.get("spans", ()):
            assert span["start"] == position, f"{entry['source']}: a hole at {position}"
            position = span["end"]
            size = span["end"] - span["start"]
            kept, gone = (kept + size, gone) if "record" in span else (kept, gone + size)
            assert "record" in span or len(span["old"]) == size
    counts = manifest.counts
    assert (kept, gone) == (counts["characters_kept"], counts["characters_in_ledger"])
    assert kept + gone == counts["characters_in"]
    assert not [row for row in rows if row["code"] == "bug"], "a bug of ours"


def assert_restored(out: Path, folder: Path, to: Path) -> None:
    """Every file that is in the ledger comes back byte for byte; the others are named in errors.jsonl."""
    restored = restore(out, to)
    manifest = read_manifest(out)
    listed = {row["file"] for row in errors(out) if row["status"] == "error"}
    packed = {str(item["source"]) for item in manifest.inputs if "members" in item}
    assert {name for name in restored.absent if name.partition("!/")[0] not in listed} <= listed | packed
    for name in restored.files:
        if "!/" not in name and "\\x" not in name:
            assert (to / name).read_bytes() == (folder / name).read_bytes(), name
