"""What the first pass tells later ones of a document, and the same as plain values, which a resumed run reads again."""

from __future__ import annotations

from array import array
from base64 import b64decode, b64encode
from dataclasses import astuple, dataclass
from typing import Any

from cleaner.model import Outcome
from cleaner.neardup import Profile
from cleaner.passes.guard import Sentences
from cleaner.passes.preference import Facts


@dataclass(frozen=True, slots=True)
class Digest:
    """What later passes must know of a document before they read it again.

    That is its identity, and what its paragraphs are compared by.
    """

    source: str
    own_id: str | None
    content: str | None
    speeches: tuple[Profile, ...]
    facts: tuple[Facts, ...]
    sentences: Sentences
    corrected: tuple[Outcome, ...] = ()
    row: int | None = None
    offset: int = 0


def to_values(digest: Digest) -> list[Any]:
    """Return a digest as values that JSON has."""
    speeches = [
        [_text(found.lengths), _text(found.protected), _text(found.places), _text(found.hashes), _text(found.bands)]
        for found in digest.speeches
    ]
    facts, judged = [astuple(each) for each in digest.facts], digest.sentences
    taken = {rule: list(lines) for rule, lines in judged.taken.items()}
    sentences = [list(judged.lines), taken, dict(judged.examples)]
    corrected = [astuple(each) for each in digest.corrected]
    return [
        digest.source,
        digest.own_id,
        digest.content,
        speeches,
        facts,
        sentences,
        corrected,
        digest.row,
        digest.offset,
    ]


def from_values(values: list[Any]) -> Digest:
    """Return the digest that ``to_values`` was given."""
    source, own_id, content, speeches, facts, (lines, taken, examples), corrected, row, offset = values
    return Digest(
        source,
        own_id,
        content,
        tuple(_profile(*map(b64decode, each)) for each in speeches),
        tuple(Facts(*each) for each in facts),
        Sentences(tuple(lines), {rule: tuple(hashes) for rule, hashes in taken.items()}, examples),
        tuple(Outcome(*each) for each in corrected),
        row,
        offset,
    )


def _profile(lengths: bytes, protected: bytes, places: bytes, hashes: bytes, bands: bytes) -> Profile:
    return Profile(array("I", lengths), protected, array("Q", places), hashes, bands)


def _text(data: bytes | array[int]) -> str:
    return b64encode(data).decode("ascii")
