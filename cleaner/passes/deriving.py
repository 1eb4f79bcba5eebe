"""The records of a finished corpus in another variant, without cleaning again.

What a run leaves out for repeating something stands beside the records: paragraphs in ``duplicates.jsonl``, whole speeches in
``reposts.jsonl``. So every variant can be made of every other, but for one of ``keep``, where nobody looked for repetitions.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice, takewhile
from pathlib import Path
from typing import Any

from cleaner.document.script import convert
from cleaner.errors import OutputError, UsageError
from cleaner.store import contents
from cleaner.store.manifest import DUPLICATES, REPOSTS, Manifest

Record = Mapping[str, Any]
DONE = ("removed", "tagged")  # what rows say of the paragraph or speech that repeats another
BODY = ("text", "paragraphs", "omitted", "characters")


@dataclass(frozen=True, slots=True)
class Variant:
    """What is asked for: what becomes of near-duplicates, and the script of the text."""

    near_duplicates: str
    script: str


def derived(corpus: Path, manifest: Manifest, wanted: Variant) -> Iterator[dict[str, Any]]:
    """Yield the records of the corpus as a run with these settings would have made them, in its order.

    The script of a paragraph that ``keep`` has kept is judged by the paragraph, Taiwanese usage by the record. Raises
    UsageError where the corpus does not hold what the variant needs, OutputError where it is damaged.
    """
    refuse(corpus, manifest, wanted)
    made = Variant(manifest.config["near_duplicates"], manifest.config["script"])
    shards = [corpus / name for name in manifest.files("corpus")]
    records: Iterator[dict[str, Any]] = contents.records(shards, manifest.config["format"])
    if wanted.near_duplicates != made.near_duplicates:
        rows = [corpus / name for name in manifest.lists(DUPLICATES)]
        speeches = _speeches(records, list(_above(corpus, manifest)))
        records = _in_mode(speeches, rows, made.near_duplicates, wanted.near_duplicates)
    if wanted.script != made.script:
        records = (_in_script(record, wanted.script) for record in records)
    return _sound(records, corpus)


def _sound(records: Iterator[dict[str, Any]], corpus: Path) -> Iterator[dict[str, Any]]:
    """Yield the records; what is in no file that a run has written is told as damage."""
    try:
        yield from records
    except (LookupError, ValueError, TypeError, AttributeError) as error:
        raise _misfit(corpus, f"the files make no sense: {error!r}") from None


def _misfit(file: Path, what: str) -> OutputError:
    return OutputError(what, code="damaged", file=str(file), advice="see `cleaner check`")


def refuse(corpus: Path, manifest: Manifest, wanted: Variant) -> None:
    """Raise UsageError where a variant cannot be made of this corpus, and say what it takes."""
    config = manifest.config

    def error(what: str, advice: str) -> UsageError:
        return UsageError(what, code="variant", file=str(corpus), advice=advice)

    if config["format"] == "text":
        raise error("a tree of text files does not hold whole records", "run again with --format jsonl")
    if config["near_duplicates"] == "keep" != wanted.near_duplicates:
        what = "was made with --near-duplicates keep, so nobody looked for near-duplicates"
        raise error(what, "run again with --near-duplicates tag: every variant can be exported from that")
    if wanted.script != config["script"] != "keep":
        raise error(f"its text was converted to {config['script']} script", "run again with --script keep")


def _above(corpus: Path, manifest: Manifest) -> Iterator[tuple[Path, int]]:
    """Yield the lists of reposts, each with the number of records in the batches before its own."""
    before = 0
    counts = [batch["counts"] for batch in manifest.batches] or [manifest.counts]
    for name, batch in zip(manifest.lists(REPOSTS), counts, strict=True):
        yield corpus / name, before
        before += batch["records"]


def _in_mode(
    speeches: Iterator[dict[str, Any]], rows: Sequence[Path], made: str, wanted: str
) -> Iterator[dict[str, Any]]:
    gone = gone_in(rows)
    for record, repetitions in _with_twins(speeches, rows):
        if record["duplicate_of"] is not None and wanted in ("drop", "reposts"):
            continue
        twins = {number: _unshifted(row, gone) if made == "drop" else row for number, row in repetitions.items()}
        yield _body_in_mode(record, twins, gone, wanted)


def gone_in(rows: Sequence[Path]) -> dict[str, list[int]]:
    """Return the numbers of the paragraphs of each speech that repeat others."""
    gone: dict[str, list[int]] = {}
    for row in repetitions_in(rows):
        done = done_in(row)
        if done["paragraph"] is not None:
            gone.setdefault(done["id"], []).append(done["paragraph"])
    return {name: sorted(numbers) for name, numbers in gone.items()}


def repetitions_in(rows: Sequence[Path]) -> Iterator[Record]:
    """Yield the rows of what repeats something; in each file those of templates, which stay, come after them."""
    for path in rows:
        yield from takewhile(lambda row: row.keys() & set(DONE), contents.repetitions([path]))


def done_in(row: Record) -> Mapping[str, Any]:
    """Return what a row says of the paragraph or speech that repeats another."""
    found: Mapping[str, Any] = row.get("removed") or row["tagged"]
    return found


def _speeches(records: Iterator[dict[str, Any]], reposts: Sequence[tuple[Path, int]]) -> Iterator[dict[str, Any]]:
    """Yield the records of all speeches in the order of the input, of those that were left out whole too."""
    given = 0
    for path, before in reposts:
        for row in contents.reposts([path]):
            for record in islice(records, before + row["after"] - given):
                yield record
                given += 1
            yield row["record"]
    yield from records


def _with_twins(
    speeches: Iterator[dict[str, Any]], rows: Sequence[Path]
) -> Iterator[tuple[dict[str, Any], dict[int, Record]]]:
    """Yield each speech with the rows of its paragraphs, by their numbers; speeches and rows have one order."""
    groups = groupby(repetitions_in(rows), key=lambda row: done_in(row)["id"])
    name, group = next(groups, (None, iter(())))
    for speech in speeches:
        twins = {}
        if speech["id"] == name:
            twins = {done_in(row)["paragraph"]: row for row in group if done_in(row)["paragraph"] is not None}
            name, group = next(groups, (None, iter(())))
        yield speech, twins
    if name is not None:
        raise _misfit(rows[0], "names speeches that are not in the corpus")


def _unshifted(row: Record, gone: Mapping[str, list[int]]) -> Record:
    """Return a row that numbers the kept paragraph as it stands where nothing is left out."""
    kept = row["kept"]
    others = {"others": [number_among(gone.get(kept["id"], []), n) for n in kept["others"]]} if "others" in kept else {}
    place = {**kept, "paragraph": number_among(gone.get(kept["id"], []), kept["paragraph"]), **others}
    return {**row, "kept": place}


def number_among(gone: Iterable[int], number: int) -> int:
    """Return the number of a paragraph among all, given that among those that are left.

    >>> [number_among([1, 2, 4], number) for number in range(3)]
    [0, 3, 5]
    """
    for other in gone:
        if other <= number:
            number += 1
    return number


def _body_in_mode(
    record: Record, twins: Mapping[int, Record], gone: Mapping[str, list[int]], mode: str
) -> dict[str, Any]:
    """Return a record with the paragraphs that a variant has."""
    kept: list[dict[str, Any]] = []
    omitted: list[dict[str, Any]] = []
    texts: list[str] = []
    position = 0
    for number, (kind, text) in enumerate(_paragraphs(record, twins)):
        twin = twins.get(number) if mode != "keep" else None
        if twin is not None and mode == "drop":
            omitted.append(_omission(len(kept), twin, gone, text))
            continue
        name = f"{twin['kept']['id']}#{twin['kept']['paragraph']}" if twin is not None else None
        kept.append({"start": position, "end": position + len(text), "kind": kind, "duplicate_of": name})
        texts.append(text)
        position += len(text) + 1
    text = "\n".join(texts)
    changed = dict(record) | dict(zip(BODY, (text, kept, omitted, len(text)), strict=True))
    return changed if mode != "keep" else changed | {"duplicate_of": None, "partial_duplicate_of": None}


def _paragraphs(record: Record, twins: Mapping[int, Record]) -> Iterator[tuple[str, str]]:
    """Yield kind and text of all paragraphs of a speech, of those that were left out too."""
    left = ((place["kind"], record["text"][place["start"] : place["end"]]) for place in record["paragraphs"])
    if not record["omitted"]:
        yield from left
        return
    count = len(record["paragraphs"]) + len(record["omitted"])
    if len(twins) != len(record["omitted"]) or max(twins) >= count:
        raise ValueError(f"{record['id']} leaves out other paragraphs than duplicates.jsonl says")
    for number in range(count):
        if number in twins:
            yield done_in(twins[number])["kind"], done_in(twins[number])["text"]
        else:
            yield next(left)


def _omission(after: int, twin: Record, gone: Mapping[str, list[int]], text: str) -> dict[str, Any]:
    kept = twin["kept"]
    number = kept["paragraph"] - bisect_left(gone.get(kept["id"], []), kept["paragraph"])
    return {
        "after": after,
        "kept": f"{kept['id']}#{number}",
        "kind": twin["kind"],
        "similarity": twin["similarity"],
        "characters": len(text),
    }


def _in_script(record: Record, script: str) -> dict[str, Any]:
    """Return a record in another script: its paragraphs that are not in it, and its title and names."""
    texts = []
    paragraphs = []
    position = 0
    for place in record["paragraphs"]:
        text = convert(record["text"][place["start"] : place["end"]], script)
        paragraphs.append({**place, "start": position, "end": position + len(text)})
        texts.append(text)
        position += len(text) + 1
    text = "\n".join(texts)
    names = ("title", "speaker", "author", "origin")
    changed = {name: record[name] and convert(record[name], script) for name in names}
    return {**record, **changed, "text": text, "paragraphs": paragraphs, "characters": len(text)}
