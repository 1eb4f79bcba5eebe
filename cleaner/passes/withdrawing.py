"""Withdraw sources from a corpus, and revive what had gone in favour of theirs.

A paragraph that repeated one of theirs is compared anew, as the newest, with all that stays: it goes in favour of another, or
comes back at its place. Nothing else changes but numbers of paragraphs that stand below one that came back. Documents that
lost something are cleaned again, out of the ledger; everything else is copied, and batches that do not change are left alone.
"""

from __future__ import annotations

import difflib
import json
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any

from cleaner.config import Config
from cleaner.document.corrections import STALE
from cleaner.document.script import script_of
from cleaner.errors import InputError, OutputError, RefusedError, UsageError
from cleaner.exports import Origin
from cleaner.formats.archives import INSIDE
from cleaner.inputs import Source
from cleaner.listing import UNLISTED
from cleaner.model import Cleaned, record_id
from cleaner.names import written
from cleaner.neardup import Twin, Unit, Units, find_reposts, key, profile
from cleaner.neardup.units import Settled
from cleaner.passes.batches import INDEX, Grown, indexed, next_folder, next_part, records_of, summed, with_outputs
from cleaner.passes.cleaning import clean_all
from cleaner.passes.deriving import done_in, gone_in, number_among, repetitions_in
from cleaner.passes.gathering import refer, settle
from cleaner.passes.making import Writers, template_rows
from cleaner.passes.pieces import Pieces
from cleaner.passes.preference import Facts
from cleaner.passes.restoring import restored_files
from cleaner.passes.searching import find, settled_among, settled_order
from cleaner.passes.settling import write_index
from cleaner.passes.tally import MOSTLY_CHROME, UNBOUND, Tally
from cleaner.passes.writing import Start, ended, opened
from cleaner.progress import Progress
from cleaner.store import contents, spool
from cleaner.store.commit import Attempt
from cleaner.store.manifest import DUPLICATES, ERRORS, REPOSTS, Manifest
from cleaner.store.records import Decision, Kept, family_order, make_records, record_ids

Json = Mapping[str, Any]
PENDING = "+"  # behind the id of a speech: those of its paragraphs that are decided anew
LISTS = {
    "error": "errors",
    "damaged": "damaged",
    MOSTLY_CHROME: "mostly",
    STALE: "stale",
    UNBOUND: "unbound",
    UNLISTED: "unlisted",
    "skipped": "skipped",
}  # the list of a Tally for each status of errors.jsonl


@dataclass(slots=True)
class Numbers:
    """Numbers of paragraphs: as their records number them, before and after, and among all of their speech.

    ``gone`` are those that are left out of records, ``revived`` those of them that come back.
    """

    gone: Mapping[str, Sequence[int]]
    revived: dict[str, set[int]] = field(default_factory=dict)

    def among_all(self, record: str, number: int) -> int:
        """Return the number among all paragraphs, of one as its record numbers it."""
        return number_among(self.gone.get(record, ()), number)

    def now(self, record: str, number: int) -> int:
        """Return the number in the record to come, of one among all paragraphs."""
        revived = self.revived.get(record, ())
        return number - bisect_left([each for each in self.gone.get(record, ()) if each not in revived], number)

    def changed(self, record: str) -> bool:
        """Whether a record will number its paragraphs otherwise."""
        return bool(self.revived.get(record)) and record in self.gone

    def anew(self, record: str, number: int) -> int:
        """Return the number in the record to come, of one as the record has numbered it."""
        return self.now(record, self.among_all(record, number)) if self.changed(record) else number

    def name(self, name: str) -> str:
        """Return the name of a paragraph, as it will be."""
        record, _, number = name.rpartition("#")
        return f"{record}#{self.anew(record, int(number))}"


@dataclass(slots=True)
class Survey:
    """What a withdrawal meets.

    ``inputs`` are withdrawn, and with them the ``speeches``; ``orphans`` are paragraphs that repeated one of these, by the
    speech that had them; ``holders`` the speeches that others repeat.
    """

    inputs: frozenset[str]
    speeches: set[str] = field(default_factory=set)
    orphans: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    holders: set[str] = field(default_factory=set)

    def has(self, source: str) -> bool:
        """Whether a source is withdrawn, by itself or with its archive."""
        return source in self.inputs or source.partition(INSIDE)[0] in self.inputs


@dataclass(slots=True)
class Revival:
    """What comes of the orphans: the pieces of their sources by the first source of each, and all that is decided on them."""

    pieces: Pieces | None = None
    places: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    decided: dict[str, Decision] = field(default_factory=dict)


def withdraw(
    corpus: Grown, names: Sequence[str], config: Config, origin: Origin, work: Attempt, progress: Progress
) -> Grown:
    """Return the corpus without the sources ``names``, or those in folders of these names.

    Raises UsageError where there is no such source, RefusedError where the ledger does not hold what is needed.
    """
    if corpus.manifest.config["ledger"] != "full":
        advice = "make the corpus anew without them: cleaner run"
        raise RefusedError("sources can only be withdrawn with --ledger full", code="ledger", advice=advice)
    corpus = indexed(corpus, config, work)
    survey = _surveyed(corpus, Survey(frozenset(_named(names, corpus.manifest))))
    lists = corpus.places(corpus.manifest.lists(DUPLICATES))
    numbers = Numbers(gone_in(lists) if config.near_duplicates == "drop" else {})
    revival = _revived(corpus, survey, numbers, config, work, progress) if survey.orphans else Revival()
    touched = [n for n in range(len(corpus.manifest.batches)) if _is_touched(corpus, n, survey, numbers, revival)]
    for number in touched:
        corpus = _rewritten(corpus, number, survey, numbers, revival, config, origin, work)
    manifest = corpus.manifest
    inputs = [item for item in manifest.inputs if not survey.has(str(item["source"]))]
    counts = summed([batch["counts"] for batch in manifest.batches])
    return indexed(Grown(replace(manifest, inputs=inputs, counts=counts), corpus.folders), config, work)


def _named(names: Sequence[str], manifest: Manifest) -> Iterator[str]:
    sources = [str(item["source"]) for item in manifest.inputs]
    for name in names:
        # as a source is written, or as the file is called, which may be bytes that are no text
        found = _under(name, sources) or _under(written(name), sources)
        if not found:
            near = difflib.get_close_matches(name, sources, 1)
            advice = f"did you mean '{near[0]}'?" if near else "the manifest has the names under inputs"
            raise UsageError("is no source of the corpus", code="no-source", file=name, advice=advice)
        yield from found


def _under(name: str, sources: Sequence[str]) -> list[str]:
    """Return the source of a name, and those in the folder of that name."""
    return [source for source in sources if source == name or source.startswith(f"{name.rstrip('/')}/")]


def _surveyed(corpus: Grown, survey: Survey) -> Survey:
    """Find the speeches that are withdrawn, and what had gone in favour of theirs."""
    for entries in _documents(corpus):
        pages = [survey.has(str(entry["source"])) for entry in entries]
        if any(pages) and not all(pages):
            file = str(entries[pages.index(False)]["source"])
            what = "is a page of a speech of which others are withdrawn"
            raise RefusedError(what, code="pages", file=file, advice="withdraw it as well")
    survey.speeches.update(record["id"] for record in _speeches(corpus) if survey.has(str(record["source"])))
    for row in repetitions_in(corpus.places(corpus.manifest.lists(DUPLICATES))):
        done, kept = done_in(row), row["kept"]["id"]
        if done["id"] in survey.speeches:
            continue
        if kept not in survey.speeches:
            survey.holders.add(kept)
        elif done["paragraph"] is not None:
            survey.orphans[done["id"]].add(done["paragraph"])
    return survey


def _speeches(corpus: Grown) -> Iterator[Json]:
    """Yield the records of all speeches, those that are left out too."""
    for number in range(len(corpus.manifest.batches)):
        yield from records_of(corpus, number)
    for row in contents.reposts(corpus.places(corpus.manifest.lists(REPOSTS))):
        yield row["record"]


def _documents(corpus: Grown, batch: int | None = None) -> Iterator[tuple[dict[str, Any], ...]]:
    """Yield the entries of the ledger, together those of the pages of one document."""
    return contents.documents(corpus.places(corpus.manifest.files("ledger", batch)))


# ------------------------------------------------------------------------------------------------ what is decided anew


def _revived(
    corpus: Grown, survey: Survey, numbers: Numbers, config: Config, work: Attempt, progress: Progress
) -> Revival:
    """Clean again what held orphans, and decide on these, which ``numbers`` then knows."""
    pieces = clean_all(_restored(corpus, survey, work.scratch), config, work.scratch / "revived.jsonl", progress)
    revival = Revival(pieces)
    documents = list(_cleaned(pieces, revival))
    cleaned = {name: (each, at) for each, _, names in documents for at, name in enumerate(names)}
    _refuse_read_otherwise(corpus, documents, config.near_duplicates)
    if missing := survey.orphans.keys() - cleaned.keys():
        what, advice = f"what the ledger holds of {min(missing)} gives another text", "see `cleaner check`"
        raise OutputError(what, code="ledger", file=str(corpus.folders[-1]), advice=advice)
    units, facts = _orphans(corpus, survey, cleaned, pieces, config, work.scratch)
    found, _, _ = find(units, facts, config, progress)
    fresh = {name: dict[int, Kept]() for name in survey.orphans}
    for twin in found.twins:
        kept = _kept(twin, numbers)
        if kept is not None:
            fresh[twin.speech.removesuffix(PENDING)][twin.index] = kept
    numbers.revived |= {name: gone - fresh[name].keys() for name, gone in survey.orphans.items()}
    twins, whole = _standing(corpus, survey, numbers, cleaned.keys())
    for name in survey.orphans:
        twins[name] |= fresh[name]
    assert units.settled is not None
    whole |= _reposts({name: twins[name] for name in survey.orphans}, cleaned, units.settled, survey.holders)
    templates: defaultdict[str, dict[int, Kept]] = defaultdict(dict)
    for twin in found.templates:
        name, kept = twin.speech.removesuffix(PENDING), _kept(twin, numbers)
        if kept is not None and twin.index in numbers.revived[name]:
            templates[name][numbers.now(name, twin.index)] = _as_now(kept, numbers)
    for name in cleaned:
        decision = {number: _as_now(kept, numbers) for number, kept in twins[name].items()}
        revival.decided[name] = Decision(decision, *whole.get(name, (None, None)), templates[name])
    return revival


def _restored(corpus: Grown, survey: Survey, scratch: Path) -> list[Source]:
    """Write the raw files of the speeches that had orphans, those of all their pages, and archives whole."""
    held = {str(record["source"]) for record in _speeches(corpus) if record["id"] in survey.orphans}
    for entries in _documents(corpus):
        if str(entries[0]["source"]) in held:
            held.update(str(entry["source"]) for entry in entries)
    wanted = {source.partition(INSIDE)[0] for source in held}
    folder = scratch / "raw"
    folder.mkdir()
    sources: list[Source] = []
    for source, chunks in restored_files(corpus.folders[-1], corpus.manifest):
        if source in wanted:
            path = folder / str(len(sources))
            with path.open("wb") as stream:
                stream.writelines(chunks)
            sources.append(Source(path, source, path.stat().st_size))
    return sorted(sources, key=lambda source: source.name)


def _cleaned(pieces: Pieces, revival: Revival) -> Iterator[tuple[Cleaned, str, list[str]]]:
    """Yield the documents with their keys and the ids of their speeches; note where in the spool those of each source stand."""
    keys = iter(pieces.keys)
    at = 0
    for line in pieces.lines():
        piece = spool.from_line(line)
        source, name = piece.source, ""
        if piece.cleaned is not None:
            source, name = piece.cleaned.document.source, next(keys)
            yield piece.cleaned, name, record_ids(piece.cleaned, name)
        revival.places.setdefault(source, []).append((at, name))
        at += len(line)


def _refuse_read_otherwise(corpus: Grown, documents: Sequence[tuple[Cleaned, str, list[str]]], mode: str) -> None:
    """Refuse documents that come out otherwise than they stand in the corpus, by what was decided on them then."""
    names = [name for _, _, names in documents for name in names]
    twins, repeated = _standing(corpus, Survey(frozenset()), Numbers({}), names)
    decided = {name: Decision(twins[name], *repeated[name]) for name in repeated}
    there = {record["id"]: record for record in _speeches(corpus) if record["id"] in twins}
    for document, name, _ in documents:
        script = script_of(document.document.text)
        records = [make_records(document, name, decided, mode, script, reposts=reposts) for reposts in (False, True)]
        if any(record != there.get(record["id"]) for record in chain(*records)):
            what = "must be cleaned again, and comes out otherwise than it was read: by other corrections or metadata"
            advice = "give those of then; or add --withdraw NAME, and it is read by those of now"
            raise RefusedError(what, code="other-lists", file=document.document.source, advice=advice)


def _orphans(
    corpus: Grown,
    survey: Survey,
    cleaned: Mapping[str, tuple[Cleaned, int]],
    pieces: Pieces,
    config: Config,
    scratch: Path,
) -> tuple[Units, dict[str, Facts]]:
    """Return the orphans, to be compared with all that stays, and what is known of their speeches."""
    units, facts = Units(config.memory, scratch), {}
    refer(units, config.against, config.text_field)
    settle(units, _staying(corpus, survey, config, scratch))
    texts = scratch / "orphans.jsonl"
    with texts.open("wb") as stream:
        for name, numbers in sorted(survey.orphans.items()):
            document, at = cleaned[name]
            paragraphs = [
                (paragraph.text if number in numbers else "", paragraph.protected)
                for number, paragraph in enumerate(document.speeches[at].paragraphs)
            ]
            line = json.dumps([text for text, _ in paragraphs]).encode("ascii") + b"\n"
            units.add(name + PENDING, profile(paragraphs, line), stream.tell())
            facts[name + PENDING] = pieces.facts[name]
            stream.write(line)
    units.texts_in(texts)
    return units, facts


def _staying(corpus: Grown, survey: Survey, config: Config, scratch: Path) -> Iterator[Path]:
    """Yield the index of each batch, without what is withdrawn."""
    touched = {item["batch"] for item in corpus.manifest.inputs if survey.has(str(item["source"]))}
    for number, name in enumerate(corpus.manifest.lists(INDEX)):
        if number not in touched:
            yield corpus.place(name)
            continue
        path = scratch / f"staying-{number}"
        left = (record for record in records_of(corpus, number) if record["id"] not in survey.speeches)
        write_index(left, config, scratch, path)
        yield path


def _kept(twin: Twin, numbers: Numbers) -> Kept | None:
    """Return what a pending paragraph names, numbered among all; None for one of its own speech that is not pending."""
    record = twin.kept_speech.removesuffix(PENDING)
    settled = record == twin.kept_speech
    if settled and record == twin.speech.removesuffix(PENDING):
        return None
    number, *others = (
        numbers.among_all(record, index) if settled else index for index in (twin.kept_index, *twin.others)
    )
    return Kept(record, number, twin.kind, twin.similarity, tuple(others))


def _as_now(kept: Kept, numbers: Numbers) -> Kept:
    others = tuple(numbers.now(kept.record, number) for number in kept.others)
    return replace(kept, paragraph=numbers.now(kept.record, kept.paragraph), others=others)


def _standing(
    corpus: Grown, survey: Survey, numbers: Numbers, speeches: Iterable[str]
) -> tuple[dict[str, dict[int, Kept]], dict[str, tuple[str | None, str | None]]]:
    """Return of speeches that are written anew what stands as it was: twins, numbered among all, and what they repeat."""
    twins: dict[str, dict[int, Kept]] = {name: {} for name in speeches}
    for row in repetitions_in(corpus.places(corpus.manifest.lists(DUPLICATES))):
        done, kept = done_in(row), row["kept"]
        if done["id"] in twins and done["paragraph"] is not None and kept["id"] not in survey.speeches:
            number, *others = (
                numbers.among_all(kept["id"], each) for each in (kept["paragraph"], *kept.get("others", ()))
            )
            found = Kept(kept["id"], number, row["kind"], row["similarity"], tuple(others))
            twins[done["id"]][done["paragraph"]] = found
    repeated = {
        str(record["id"]): (record["duplicate_of"], record["partial_duplicate_of"])
        for record in _speeches(corpus)
        if record["id"] in twins and record["id"] not in survey.orphans
    }
    return twins, repeated


def _reposts(
    twins: Mapping[str, Mapping[int, Kept]],
    cleaned: Mapping[str, tuple[Cleaned, int]],
    settled: Settled,
    holders: set[str],
) -> dict[str, tuple[str | None, str | None]]:
    """Return what speeches with orphans repeat, wholly or in part."""
    pairs = [
        Twin(name, number, kept.record, kept.paragraph, "near", kept.similarity)
        for name, found in twins.items()
        for number, kept in found.items()
    ]
    named = {pair.kept_speech for pair in pairs}
    speeches = settled_among(settled, named)
    standing = [number for speech in speeches for number in settled.range_of(speech)]
    paragraphs: list[Unit] = [settled[number] for number in standing if not settled[number].takes_part]
    for name in twins:
        document, at = cleaned[name]
        for number, paragraph in enumerate(document.speeches[at].paragraphs):
            paragraphs.append(Unit(name, number, key(paragraph.text), paragraph.protected))
    found = find_reposts(paragraphs, pairs, settled_order(settled, speeches))
    return {
        name: (repost.of, None) if repost.whole and name not in holders else (None, repost.of)
        for name, repost in found.items()
    }


# ------------------------------------------------------------------------------------------------ what is written anew


def _is_touched(corpus: Grown, batch: int, survey: Survey, numbers: Numbers, revival: Revival) -> bool:
    """Whether something of a batch changes: its sources, or the numbers of what its paragraphs repeat."""
    sources = (str(item["source"]) for item in corpus.manifest.inputs if item["batch"] == batch)
    archives = {source.partition(INSIDE)[0] for source in revival.places}
    if any(survey.has(source) or source in archives for source in sources):
        return True
    rows = contents.repetitions(corpus.places(corpus.manifest.lists(DUPLICATES, batch)))
    named = (row[place]["id"] for row in rows for place in ("kept", "like") if place in row)
    return any(name in survey.speeches or numbers.changed(name) for name in named)


def _rewritten(
    corpus: Grown,
    batch: int,
    survey: Survey,
    numbers: Numbers,
    revival: Revival,
    config: Config,
    origin: Origin,
    work: Attempt,
) -> Grown:
    """Write a batch anew, under new names."""
    manifest = corpus.manifest
    start = Start(next_folder(manifest), next_part(manifest.files("corpus")), next_part(manifest.files("ledger")))
    tally = Tally()
    with closing(opened(work.files, config, origin, start)) as writers:
        copy = _Copy(corpus, batch, survey, numbers, revival, writers, tally)
        copy.documents()
        copy.templates()
    tally.counts.update(writers.counts)
    inputs = [item for item in manifest.inputs if item["batch"] == batch and not survey.has(str(item["source"]))]
    tally.counts["files"] = len(inputs)
    tally.counts["corrections"] = sum(len(item.get("corrections", ())) for item in inputs)
    for row in contents.troubles(corpus.places(manifest.lists(ERRORS, batch))):
        if not survey.has(str(row["file"])):
            values = row["message"], row["code"], row["file"], row["line"], row["offset"], row["advice"]
            getattr(tally, LISTS[row["status"]]).append(InputError.from_values(*values))
    ended(tally, config, work.files, start)
    for name in (str(item["path"]) for item in manifest.outputs if item["batch"] == batch):
        (work.files / name).unlink(missing_ok=True)
    outputs = [item for item in manifest.outputs if item["batch"] != batch]
    batches = list(manifest.batches)
    batches[batch] = {**batches[batch], "counts": tally.totals()}
    written = with_outputs(replace(manifest, outputs=outputs, batches=batches), work, batch)
    return Grown(written, corpus.folders)


class _Ahead:
    """Rows of a list, taken from its front as long as they belong to a document."""

    def __init__(self, rows: Iterable[dict[str, Any]], id_of: Callable[[dict[str, Any]], str]) -> None:
        self.rows, self.id_of = iter(rows), id_of
        self.next = next(self.rows, None)

    def take(self, stem: str) -> list[dict[str, Any]]:
        """Return the next rows of speeches whose ids begin so; none for no stem."""
        taken: list[dict[str, Any]] = []
        while stem and self.next is not None and self.id_of(self.next).startswith(stem):
            taken.append(self.next)
            self.next = next(self.rows, None)
        return taken


@dataclass(slots=True)
class _Copy:
    """Copies a batch document by document, but for what is withdrawn, and for what is cleaned anew."""

    corpus: Grown
    batch: int
    survey: Survey
    numbers: Numbers
    revival: Revival
    writers: Writers
    tally: Tally
    seen: int = 0

    def documents(self) -> None:
        """Write all documents, in their order."""
        manifest = self.corpus.manifest
        lists = {name: self.corpus.places(manifest.lists(name, self.batch)) for name in (REPOSTS, DUPLICATES)}
        records = _Ahead(records_of(self.corpus, self.batch), lambda record: str(record["id"]))
        reposts = _Ahead(contents.reposts(lists[REPOSTS]), lambda row: str(row["record"]["id"]))
        rows = _Ahead(map(dict, repetitions_in(lists[DUPLICATES])), lambda row: str(done_in(row)["id"]))
        anew: set[str] = set()
        for entries in _documents(self.corpus, self.batch):
            source, stem = str(entries[0]["source"]), ""
            if "key" in entries[0]:
                stem = record_id(source, entries[0]["key"], 1).rpartition("-")[0] + "-"
            mine = records.take(stem), reposts.take(stem), rows.take(stem)
            if source in self.revival.places:
                if source not in anew:
                    self.renew(source)
                anew.add(source)
            elif not self.survey.has(source):
                self.copy(entries, *mine)
            self.seen += len(mine[0])

    def copy(
        self,
        entries: Sequence[Json],
        records: Sequence[dict[str, Any]],
        reposts: Sequence[dict[str, Any]],
        rows: Sequence[dict[str, Any]],
    ) -> None:
        """Write what there is of a document, with new numbers of what it repeats."""
        writers = self.writers
        for row in reposts:
            after = row["after"] - self.seen + writers.written
            writers.reposts.add({"after": after, "record": self.renamed(row["record"])})
        for record in records:
            writers.records.add(self.renamed(record))
        writers.written += len(records)
        for entry in entries:
            spans = {"spans": [self.span(span) for span in entry["spans"]]} if "spans" in entry else {}
            writers.entries.add({**entry, **spans})
        for row in rows:
            writers.counts["reposts" if row["kind"] == "repost" else "near_duplicate_paragraphs"] += 1
            writers.duplicates.add({**row, "kept": self.place(row["kept"])})
        self.count(entries, records, [row["record"] for row in reposts])

    def renew(self, source: str) -> None:
        """Write the documents of a source as they were cleaned again."""
        assert self.revival.pieces is not None
        with self.revival.pieces.spools[0].open("rb") as stream:
            for at, name in self.revival.places[source]:
                stream.seek(at)
                piece = spool.from_line(stream.readline())
                if piece.cleaned is None:
                    self.writers.add_bytes(piece)
                else:
                    told = self.writers.add(piece, piece.cleaned, name, self.revival.decided)
                    Tally.add(self.tally, piece, *told)
        for listed in LISTS.values():  # what was told of them is told already
            getattr(self.tally, listed).clear()

    def templates(self) -> None:
        """Write the families of templates, of which some may have lost a member or won one."""
        rows = [
            {**row, "kept": self.place(row["kept"]), "like": self.place(row["like"])}
            for row in contents.repetitions(self.corpus.places(self.corpus.manifest.lists(DUPLICATES, self.batch)))
            if "like" in row and not self.survey.speeches & {row["kept"]["id"], row["like"]["id"]}
        ]
        mine = {item["source"] for item in self.corpus.manifest.inputs if item["batch"] == self.batch}
        decided = {
            name: self.revival.decided[name]
            for name, source in self.revived_sources()
            if source.partition(INSIDE)[0] in mine
        }
        rows += template_rows(decided)
        for row in sorted(rows, key=family_order):
            self.writers.counts["template_paragraphs"] += 1
            self.writers.duplicates.add(row)

    def revived_sources(self) -> Iterator[tuple[str, str]]:
        """Yield the speeches that were cleaned again, each with its source."""
        for source, places in self.revival.places.items():
            stems = {record_id(source, name, 1).rpartition("-")[0] for _, name in places}
            yield from ((speech, source) for speech in self.revival.decided if speech.rpartition("-")[0] in stems)

    def count(self, entries: Sequence[Json], records: Sequence[Json], reposts: Sequence[Json]) -> None:
        """Count a document that was copied."""
        if "spans" not in entries[0]:
            return
        spans = [span for entry in entries for span in entry["spans"]]
        size = sum(span["end"] - span["start"] for span in spans)
        kept = sum(span["end"] - span["start"] for span in spans if "record" in span)
        self.tally.counts.update(
            documents=1,
            speeches=len(records) + len(reposts),
            records=len(records),
            paragraphs=sum(len(record["paragraphs"]) for record in records),
            characters_in=size,
            characters_kept=kept,
            characters_in_ledger=size - kept,
        )
        encodings = {entry["encoding"] for entry in entries}
        self.tally.encodings[encodings.pop() if len(encodings) == 1 else "mixed"] += 1
        for record in (*records, *reposts):
            self.tally.removed.update(Counter({each["category"]: each["characters"] for each in record["removed"]}))

    def renamed(self, record: Json) -> dict[str, Any]:
        """Return a record with new numbers of what it repeats."""
        omitted = [{**gone, "kept": self.numbers.name(gone["kept"])} for gone in record["omitted"]]
        return {**record, "omitted": omitted}

    def span(self, span: Json) -> Json:
        """Return a span of the ledger, likewise."""
        if "twin" not in span:
            return span
        others = {"others": [self.numbers.name(name) for name in span["others"]]} if "others" in span else {}
        return {**span, "twin": self.numbers.name(span["twin"]), **others}

    def place(self, place: Json) -> dict[str, Any]:
        """Return the place of a paragraph in a row, likewise."""
        if place["paragraph"] is None:
            return dict(place)
        name = place["id"]
        others = {"others": [self.numbers.anew(name, each) for each in place["others"]]} if "others" in place else {}
        return {**place, "paragraph": self.numbers.anew(name, place["paragraph"]), **others}
