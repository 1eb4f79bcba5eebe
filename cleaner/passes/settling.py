"""What a batch of a growing corpus has kept, gathered from its records, so that later batches can be compared with it."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from cleaner.config import Config
from cleaner.document.fold import fold
from cleaner.document.matcher import Matcher
from cleaner.neardup import Units, profile
from cleaner.neardup.settled import write_settled
from cleaner.neardup.strings import Strings
from cleaner.passes.preference import Facts, SpeechFacts, ranks
from cleaner.prepare import matcher

Record = Mapping[str, Any]


def write_index(records: Iterable[Record], config: Config, scratch: Path, to: Path) -> None:
    """Write the file of the paragraphs that these records keep, in the order in which they were decided."""
    names = Strings()
    known = SpeechFacts(names)
    lines = array("Q")
    rules = matcher(config)
    texts = scratch / "settled.jsonl"
    with texts.open("wb") as stream:
        for record in records:
            if record["duplicate_of"] is None:  # a speech that is repeated whole keeps nothing
                names.append(record["id"])
                known.add(facts_of(record))
                lines.append(stream.tell())
                stream.write(json.dumps(list(_kept(record, rules)), separators=(",", ":")).encode("ascii") + b"\n")
    rank = ranks(known, config.prefer)
    units = Units(config.memory, scratch)
    with texts.open("rb") as stream:
        for speech in sorted(names.in_order(), key=lambda speech: rank.get(names[speech], 0)):
            stream.seek(lines[speech])
            line = stream.readline()
            units.add(names[speech], profile(json.loads(line), line), lines[speech])
    units.texts_in(texts)
    with to.open("wb") as stream:
        write_settled(units, stream)
    units.held.close()
    texts.unlink()


def _kept(record: Record, rules: Matcher) -> Iterator[tuple[str, bool]]:
    """Yield text and protection of each paragraph; one that repeats another is there without its text."""
    for place in record["paragraphs"]:
        text = record["text"][place["start"] : place["end"]] if place["duplicate_of"] is None else ""
        yield text, rules.protects(fold(text).strip())


def facts_of(record: Record) -> Facts:
    """Return what says which of several speeches goes before another, as cleaning knew it."""
    written = sum(place["end"] - place["start"] for place in record["paragraphs"])
    characters = written + sum(gone["characters"] for gone in record["omitted"])
    date = record["date"] or record["published"]
    return Facts(record["source"], record["site"], record["url"], date, characters)
