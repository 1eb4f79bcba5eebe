"""One pass over two corpora, side by side, makes the figures of their difference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cleaner.compare.fates import Piece, differing
from cleaner.compare.figures import Difference, Fate, Field, Sample, Setting, Sides
from cleaner.compare.pairing import pairs
from cleaner.draws import Smallest, rank
from cleaner.errors import OutputError
from cleaner.report.corpus import Json, Text, opened
from cleaner.report.texts import one_line
from cleaner.store import contents
from cleaner.store.manifest import DUPLICATES, ERRORS, Manifest, read_manifest

SAMPLES = 5
LONGEST = 100  # characters of a sample
FIELDS = ("title", "date", "published", "speaker", "author", "origin", "url", "site")
NONE = Sides(0, 0, 0, 0)


def compare(old: Path, new: Path) -> Difference:
    """Return what the corpus folder ``new`` has otherwise than ``old``.

    Raises OutputError where one is no corpus, or is damaged.
    """
    manifests = read_manifest(old), read_manifest(new)
    try:
        documents = _Documents(*(manifest.sources() for manifest in manifests))
        ledgers = "off" not in {manifest.config["ledger"] for manifest in manifests}
        for both in pairs(opened(old), opened(new)):
            if ledgers or any(text and text.records for text in both):  # without ledger there are only records
                documents.add(*both)
        return Difference(
            settings=tuple(_settings(*manifests)),
            inputs=_inputs(*manifests),
            errors=_rows(*_lists(old, new, manifests, ERRORS), contents.troubles, _error).get("", NONE),
            documents=documents.documents.sides(),
            records=documents.records.sides(),
            paragraphs=documents.paragraphs.sides(),
            fields=tuple(documents.fields()),
            fates=tuple(documents.fates()) if ledgers else None,
            near_duplicates=_rows(*_lists(old, new, manifests, DUPLICATES), contents.repetitions, _duplicate),
        )
    except (LookupError, ValueError, TypeError, AttributeError) as error:
        what = f"the files make no sense: {error!r}"
        raise OutputError(what, code="damaged", file=f"{old}, {new}", advice="see `cleaner check`") from None


def _settings(old: Manifest, new: Manifest) -> Iterator[Setting]:
    """Yield what decides a run and is not the same."""
    groups = [_deciding(manifest) for manifest in (old, new)]
    for name in dict.fromkeys((*groups[0], *groups[1])):
        values = [group.get(name) for group in groups]
        if values[0] != values[1]:
            yield Setting(name, *values)


def _deciding(manifest: Manifest) -> dict[str, Any]:
    versions = {f"version of {name}": version for name, version in manifest.versions.items()}
    return {
        "version": manifest.version,
        **versions,
        "rules": manifest.rules.get("sha256"),
        "number of rules": manifest.rules.get("count"),
        **manifest.config,
    }


def _inputs(old: Manifest, new: Manifest) -> Sides:
    both = _Sides()
    sources = old.sources(), new.sources()
    for name in sorted({*sources[0], *sources[1]}):
        both.count(name in sources[0], name in sources[1], name, sources[0].get(name) != sources[1].get(name))
    return both.sides()


@dataclass(slots=True)
class _Sides:
    """Counts things of two corpora."""

    sizes: list[int] = field(default_factory=lambda: [0, 0])
    alone: list[int] = field(default_factory=lambda: [0, 0])
    drawn: tuple[Smallest[str], Smallest[str]] = field(default_factory=lambda: (Smallest(SAMPLES), Smallest(SAMPLES)))
    changed: int = 0

    def count(self, old: bool, new: bool, shown: str, changed: bool) -> None:
        """Count a thing that is in one or both."""
        self.sizes[0] += old
        self.sizes[1] += new
        if old and new:
            self.changed += changed
        else:
            self.only(int(new), shown)

    def only(self, side: int, shown: str, times: int = 1) -> None:
        """Count a thing that is on one side only, which is counted in its size already."""
        self.alone[side] += times
        self.drawn[side].add(rank(shown), shown)

    def sides(self) -> Sides:
        """Return the figures."""
        old, new = (tuple(drawn) for drawn in self.drawn)
        return Sides(self.sizes[0], self.sizes[1], self.alone[0], self.alone[1], old, new, self.changed)


@dataclass(slots=True)
class _Tally:
    """Counts what differs in one way, with a random few of it."""

    pieces: int = 0
    characters: int = 0
    documents: int = 0
    last: int = 0
    drawn: Smallest[Any] = field(default_factory=lambda: Smallest(SAMPLES))


class _Documents:
    """Compares one document after the other."""

    def __init__(self, old: Mapping[str, str | None], new: Mapping[str, str | None]) -> None:
        self.sources = old, new
        self.documents, self.records, self.paragraphs = _Sides(), _Sides(), _Sides()
        self.kinds: dict[tuple[str, str, str], _Tally] = {}
        self.named: dict[str, _Tally] = {name: _Tally() for name in FIELDS}
        self.number = 0

    def add(self, old: Text | None, new: Text | None) -> None:
        """Count a document that is in one corpus or in both."""
        self.number += 1
        place = _place(old or new)
        changed = self._speeches(old, new)
        changed |= self._texts(old, new, place)
        if old is not None and new is not None and self._of_the_same(old):
            for piece in differing(old, new):
                changed = True
                self._piece(piece)
        self.documents.count(old is not None, new is not None, place, changed)

    def _of_the_same(self, text: Text) -> bool:
        """Whether the raw file is the same in both."""
        names = {entry["source"] for entry in text.entries} or {text.source}
        return all(self.sources[0].get(name) == self.sources[1].get(name) for name in names)

    def _speeches(self, old: Text | None, new: Text | None) -> bool:
        """Compare the records and their fields; return whether anything differs."""
        sides = [{str(record["id"]): record for record in (text.records if text else ())} for text in (old, new)]
        different = False
        for name in dict.fromkeys((*sides[0], *sides[1])):
            a, b = sides[0].get(name), sides[1].get(name)
            changed = a is not None and b is not None and self._record(name, a, b)
            self.records.count(a is not None, b is not None, _shown(a or b or {}), changed)
            different |= changed or a is None or b is None
        return different

    def _record(self, name: str, old: Json, new: Json) -> bool:
        """Compare the fields of a record; return whether it is another."""
        different = bool(old["text"] != new["text"])
        for field_ in (name for name in FIELDS if name in old and name in new):  # a text tree's index has fewer
            a, b = old[field_] or None, new[field_] or None
            if a != b:
                different = True
                tally = self.named[field_]
                tally.pieces += 1
                tally.drawn.add(rank(field_, name), (name, str(old["source"]), a, b))
        return different

    def _texts(self, old: Text | None, new: Text | None, place: str) -> bool:
        """Compare the paragraphs, wherever in the document they stand; return whether any differs."""
        sides = [Counter(_paragraphs(text)) for text in (old, new)]
        for side, mine in enumerate(sides):
            self.paragraphs.sizes[side] += mine.total()
            for text, times in (mine - sides[1 - side]).items():
                self.paragraphs.only(side, f"{place}: {one_line(text, LONGEST)}", times)
        return sides[0] != sides[1]

    def _piece(self, piece: Piece) -> None:
        tally = self.kinds.setdefault((piece.what, piece.old, piece.new), _Tally())
        tally.pieces += 1
        tally.characters += piece.characters
        tally.documents += tally.last != self.number
        tally.last = self.number
        sample = Sample(piece.source, piece.before, one_line(piece.text.strip(), LONGEST), piece.after)
        tally.drawn.add(rank(piece.source, piece.before, sample.text, piece.after), sample)

    def fields(self) -> Iterator[Field]:
        """Yield the fields that differ."""
        yield from (Field(name, tally.pieces, tuple(tally.drawn)) for name, tally in self.named.items() if tally.pieces)

    def fates(self) -> Iterator[Fate]:
        """Yield what is treated differently, that of most characters first."""
        for kind, tally in sorted(self.kinds.items(), key=lambda item: (-item[1].characters, item[0])):
            yield Fate(*kind, tally.pieces, tally.characters, tally.documents, tuple(tally.drawn))


def _place(text: Text | None) -> str:
    if text is None:
        return ""
    return f"{text.source}#{text.key}" if text.key else text.source


def _shown(record: Json) -> str:
    title = one_line(str(record.get("title") or record["text"]), LONGEST // 2)
    return f"{record['source']} {record['id']} {title}"


def _paragraphs(text: Text | None) -> Iterable[str]:
    return (line for record in (text.records if text else ()) for line in str(record["text"]).split("\n"))


def _lists(old: Path, new: Path, manifests: tuple[Manifest, Manifest], name: str) -> tuple[list[Path], list[Path]]:
    """Return the files of a list of each corpus."""
    before, after = manifests
    return [old / path for path in before.lists(name)], [new / path for path in after.lists(name)]


def _rows(old: Sequence[Path], new: Sequence[Path], rows_of: Any, read: Any) -> dict[str, Sides]:
    """Compare the rows of a list of each corpus, in whatever order, by kind.

    Rows that both have are known by a hash, so that memory holds no text; those that only the old one has are read again.
    """
    kinds: dict[str, _Sides] = {}
    left: Counter[int] = Counter()
    for kind, shown in map(read, rows_of(old)):
        left[rank(kind, shown)] += 1
        kinds.setdefault(kind, _Sides()).sizes[0] += 1
    for kind, shown in map(read, rows_of(new)):
        sides = kinds.setdefault(kind, _Sides())
        sides.sizes[1] += 1
        if left[rank(kind, shown)]:
            left[rank(kind, shown)] -= 1
        else:
            sides.only(1, shown)
    left = +left
    for kind, shown in map(read, rows_of(old)) if left else ():
        if left[rank(kind, shown)]:
            left[rank(kind, shown)] -= 1
            kinds[kind].only(0, shown)
    return {kind: sides.sides() for kind, sides in sorted(kinds.items())}


def _error(row: Json) -> tuple[str, str]:
    place = f"{row['file']}:{row['line']}" if row.get("line") else str(row["file"])
    return "", f"{place}: {row['status']} ({row['code']})"


def _duplicate(row: Json) -> tuple[str, str]:
    own = row.get("removed") or row.get("tagged") or row["like"]
    done = "removed" if "removed" in row else "tagged" if "tagged" in row else "like"
    text = one_line(str(own.get("text") or ""), LONGEST)
    kept = row["kept"]
    return str(row["kind"]), f"{_numbered(own)} {done} for {_numbered(kept)} ({row['similarity']:.2f}): {text}"


def _numbered(place: Json) -> str:
    return str(place["id"]) if place["paragraph"] is None else f"{place['id']}#{place['paragraph']}"
