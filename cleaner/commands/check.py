"""``cleaner check``: the data check on a corpus that was built."""

from __future__ import annotations

import hashlib
import os
import re
from bisect import bisect_right
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from cleaner.commands.findings.baseline import Baseline, held_against
from cleaner.commands.findings.locating import located
from cleaner.commands.findings.outcome import HELD, Finding, Measure, Report
from cleaner.commands.recount import wrong
from cleaner.config import Config
from cleaner.document.fold import fold
from cleaner.document.matcher import Matcher
from cleaner.document.revise import find_passages, touches
from cleaner.document.strip import strip
from cleaner.errors import CleanerError, OutputError
from cleaner.formats.archives import INSIDE
from cleaner.model import Edit
from cleaner.neardup import Unit, find_near_duplicates, key
from cleaner.passes.restoring import expected, restored_files
from cleaner.prepare import corrections, matcher
from cleaner.report.corpus import documents, opened
from cleaner.store import contents
from cleaner.store.ledger import is_partition
from cleaner.store.manifest import DUPLICATES, ERRORS, REPOSTS, Manifest, file_sha256, read_manifest
from cleaner.store.records import RECORD_KEYS
from cleaner.store.shapes import said

LISTS = {DUPLICATES: contents.repetitions, REPOSTS: contents.reposts, ERRORS: contents.troubles}

# What stands in no speech: of 611,398 lines of clean speech none had one of these.
_RESIDUE = re.compile(
    r"[上下]一[篇页][:：]|https?://|www\.[a-z]|ICP备|版权所有|点击(?:此处|这里)?下载|\[/?(?:url|img|b)\b|</?(?:div|span|p|a|br)\b"
)
_MOJIBAKE = re.compile("\ufffd|锟斤拷|烫烫烫|鐨勬|锛屼|涓€")


def check(
    corpus: str | Path, config: Config | None = None, *, baseline: Baseline | None = None, root: str = ""
) -> Report:
    """Check the corpus folder ``corpus``: its files against the manifest, its ledger, its records, what is left in them.

    The figures of a ``baseline`` are thresholds that go before those of ``config``; ``root`` is the folder that was cleaned, as
    findings are to name it. Raises OutputError where there is no corpus at all.
    """
    corpus, config = Path(corpus), config or Config()
    try:
        manifest = read_manifest(corpus)
    except OutputError as error:
        if error.code != "damaged":
            raise
        return Report((replace(_finding(error, corpus), file=error.file or ""),), ())
    report = held_against(_checked(corpus, manifest, config), baseline or {})
    try:
        return located(report, corpus, manifest, root)
    except CleanerError:  # a damaged ledger is told already
        return report


def _checked(corpus: Path, manifest: Manifest, config: Config) -> Report:
    findings = list(_files(corpus, manifest))
    if findings:  # what is in damaged files says nothing
        return Report(tuple(findings), ())
    tally = _Tally(matcher(config), config, schema=manifest.config["format"] != "text")
    findings += _told(_ledger(corpus, manifest), corpus)
    misshapen = [*_told(_records(corpus, manifest, tally), corpus), *_told(_lists(corpus, manifest), corpus)]
    if misshapen:  # a part cannot be measured
        return Report((*findings, *misshapen, *tally.findings), ())
    if tally.schema and manifest.config["near_duplicates"] != "keep":
        findings += _recounted(corpus, manifest, tally)
    compared = manifest.config["near_duplicates"] == "drop"
    measures = tally.measures(manifest.config["threshold"] if compared else None)
    return Report((*findings, *tally.findings), measures)


def _told(findings: Iterator[Finding], corpus: Path) -> Iterator[Finding]:
    """Yield findings, and what ends the search for them as one more."""
    try:
        yield from findings
    except CleanerError as error:
        yield _finding(error, corpus)


def _finding(error: CleanerError, corpus: Path) -> Finding:
    """Return an error as a finding; a file of the corpus is named as the manifest names it."""
    place = (error.file or "").removeprefix(f"{corpus}{os.sep}").replace(os.sep, "/")
    return Finding(error.code, place if error.line is None else f"{place}:{error.line}", error.what)


def _files(corpus: Path, manifest: Manifest) -> Iterator[Finding]:
    for item in manifest.outputs:
        path = corpus / item["path"]
        if not path.is_file():
            yield Finding("missing", item["path"], "the manifest names it and it is not there")
        elif path.stat().st_size != item["bytes"] or file_sha256(path) != item["sha256"]:
            yield Finding("damaged", item["path"], "does not match the manifest's checksum")


def _ledger(corpus: Path, manifest: Manifest) -> Iterator[Finding]:
    """Rebuild every raw file in memory, stretch by stretch, and compare it with the checksum of what was read."""
    if manifest.config["ledger"] != "full":
        return
    checksums, missing = manifest.checksums(), set(manifest.sources())
    for source, chunks in restored_files(corpus, manifest):
        digest = hashlib.sha256()
        for chunk in chunks:
            digest.update(chunk)
        missing.discard(source)
        if digest.hexdigest() != expected(checksums, source):
            yield Finding("ledger", source, "does not restore to the bytes that were read")
    listed = {
        row["file"]
        for row in contents.troubles(corpus / name for name in manifest.lists(ERRORS))
        if row["status"] != "damaged"
    }
    told = {str(name).partition(INSIDE)[0] for name in listed}  # an archive is, by what was found in it
    for source in sorted(missing - listed - told):
        yield Finding("ledger", source, "was read, and is neither in the ledger nor among the errors")


def _recounted(corpus: Path, manifest: Manifest, tally: _Tally) -> Iterator[Finding]:
    """Count every row of duplicates.jsonl again."""
    paragraphs, threshold = tally.paragraphs(), manifest.config["threshold"]
    for name in manifest.lists(DUPLICATES):
        for number, row in enumerate(contents.repetitions([corpus / name]), 1):
            what = wrong(row, paragraphs, tally.ids, threshold)
            if what:
                yield Finding("duplicates", f"{name}:{number}", what)


def _records(corpus: Path, manifest: Manifest, tally: _Tally) -> Iterator[Finding]:
    """Look at every record, and yield what is wrong with the shape of one."""
    shards = [corpus / name for name in manifest.files("corpus")]
    if not tally.schema:
        for name, text in contents.texts(shards, "text"):
            tally.add({"id": name, "text": text, "damaged": 0})
        return
    for path, line, record, fault in contents.judged_records(shards, manifest.config["format"]):
        if fault is None:
            tally.add(record)
        else:
            yield Finding("schema", f"{path.relative_to(corpus).as_posix()}:{line}", said(fault))


def _lists(corpus: Path, manifest: Manifest) -> Iterator[Finding]:
    """Read all lists, and documents beside their records."""
    for name, read in LISTS.items():
        for path in manifest.lists(name):
            deque(read([corpus / path]), maxlen=0)
    for text in documents(opened(corpus)):
        for entry in text.entries:
            if not is_partition(entry["spans"]):
                yield Finding("ledger", entry["source"], "the spans do not join")


class _Tally:
    """Looks at one record after the other."""

    def __init__(self, rules: Matcher, config: Config, *, schema: bool) -> None:
        self.rules, self.config, self.schema = rules, config, schema
        self.findings: list[Finding] = []
        self.examples: dict[str, list[Finding]] = {"chrome": [], "short": [], "damaged": []}
        self.counts: Counter[str] = Counter()
        self.ids: set[str] = set()
        self.units: list[Unit] = []

    def add(self, record: Mapping[str, Any]) -> None:
        name, text, file = record["id"], record["text"], str(record.get("source") or "")
        if self.schema:
            found = (replace(finding, record=name, file=file) for finding in _schema_findings(record))
            self.findings += found
        if name in self.ids:
            self.findings.append(Finding("schema", name, "two records have this id", name, file=file))
            return
        self.ids.add(name)
        paragraphs = text.split("\n")
        self.counts.update(records=1, paragraphs=len(paragraphs))
        if len(text.strip()) < self.config.check_min_characters:
            what = f"{len(text)} characters" if text.strip() else "empty"
            self.note(Finding("short", name, what, name, file=file))
        sign = _MOJIBAKE.search(text)
        if record.get("damaged") or sign:
            what = "undecodable bytes or mojibake in the text"
            self.note(Finding("damaged", name, what, name, sign.start() if sign else 0, file))
        for number, at, what in _chrome(text, paragraphs, self.rules, self.kept(record, text)):
            self.note(Finding("chrome", f"{name}#{number}", what, name, at, file))
        places = _places(record, len(paragraphs))
        for number, paragraph in zip(places, paragraphs, strict=False):
            protected = self.rules.protects(fold(paragraph).strip())
            self.units.append(Unit(name, number, key(paragraph), protected, paragraph))

    def kept(self, record: Mapping[str, Any], text: str) -> Sequence[Edit]:
        """Return what of a text stays because a correction says so; a text tree does not say which file it is of."""
        rows = corrections(self.config)
        meant = rows.named(str(record["source"])) if record.get("source") is not None else rows.rows
        return find_passages(text, (), [row for row in meant if row.action == "keep"]).kept

    def paragraphs(self) -> dict[tuple[str, int], Unit]:
        """Return the paragraphs by record and number in it."""
        counts: Counter[str] = Counter()
        found = {}
        for unit in self.units:
            found[unit.speech, counts[unit.speech]] = unit
            counts[unit.speech] += 1
        return found

    def starts(self, records: set[str]) -> dict[tuple[str, int], int]:
        """Return where in the text of these records each paragraph begins, by record and the number that it had."""
        ends: Counter[str] = Counter()
        found = {}
        for unit in (unit for unit in self.units if unit.speech in records):
            found[unit.speech, unit.index] = ends[unit.speech]
            ends[unit.speech] += len(unit.text) + 1
        return found

    def note(self, finding: Finding) -> None:
        self.counts[finding.kind] += 1
        if len(self.examples[finding.kind]) < HELD:
            self.examples[finding.kind].append(finding)

    def measures(self, threshold: float | None) -> tuple[Measure, ...]:
        """Return the shares; ``threshold`` is None where near-duplicates were left in on purpose."""
        records, paragraphs, config = self.counts["records"], self.counts["paragraphs"], self.config
        if not records:
            self.findings.append(Finding("empty", "corpus", "there is no record"))
        shares = [
            self.measure("chrome", paragraphs, config.check_max_chrome),
            self.measure("short", records, config.check_max_short),
            self.measure("damaged", records, config.check_max_damaged),
        ]
        if threshold is not None:
            shares.append(self.near_duplicates(threshold, paragraphs, config.check_max_near_duplicates))
        return tuple(shares)

    def measure(self, kind: str, of: int, most: float) -> Measure:
        return Measure(kind, self.counts[kind], of, most, tuple(self.examples[kind]))

    def near_duplicates(self, threshold: float, of: int, most: float) -> Measure:
        twins = find_near_duplicates(self.units, threshold=threshold)
        if not self.schema:  # a text tree does not say what was dropped between two paragraphs that are neighbours now
            twins = [twin for twin in twins if twin.speech != twin.kept_speech]
        starts = self.starts({twin.speech for twin in twins[:HELD]})
        told = [
            Finding(
                "near-duplicate",
                f"{t.speech}#{t.index}",
                f"{t.similarity:.2f} like {t.kept_speech}#{t.kept_index}",
                t.speech,
                starts[t.speech, t.index],
            )
            for t in twins[:HELD]
        ]
        return Measure("near-duplicate", len(twins), of, most, tuple(told))


def _places(record: Mapping[str, Any], count: int) -> list[int]:
    """Return where the paragraphs stood before others were dropped: only neighbours of old are compared in a record."""
    gone = Counter(omission["after"] for omission in record.get("omitted", ()))
    places, shift = [], 0
    for number in range(count):
        shift += gone[number]
        places.append(number + shift)
    return places


def _schema_findings(record: Mapping[str, Any]) -> Iterator[Finding]:
    name = record["id"]
    if tuple(record) != RECORD_KEYS:
        differing = sorted(set(record) ^ set(RECORD_KEYS)) or ["their order"]
        yield Finding("schema", name, f"keys differ: {', '.join(differing)}")
    if record["characters"] != len(record["text"]):
        yield Finding("schema", name, "'characters' is not the length of the text")
    spans = [record["text"][paragraph["start"] : paragraph["end"]] for paragraph in record["paragraphs"]]
    if "\n".join(spans) != record["text"]:
        yield Finding("schema", name, "'paragraphs' do not make up the text")


def _chrome(text: str, paragraphs: list[str], rules: Matcher, kept: Sequence[Edit]) -> Iterator[tuple[int, int, str]]:
    """Yield (paragraph, offset in the text, what) wherever a rule would still take something, or a sure sign of chrome stands."""
    starts = [0]
    for paragraph in paragraphs:
        starts.append(starts[-1] + len(paragraph) + 1)
    told = set()
    for edit in strip(text, rules, kept=kept).edits:
        number = bisect_right(starts, edit.start) - 1
        told.add(number)
        yield number, edit.start, f"rule '{edit.rule}' takes {text[edit.start : edit.end][:60]!r}"
    for number, paragraph in enumerate(paragraphs):
        sign = _RESIDUE.search(paragraph)
        if sign is None or touches(starts[number] + sign.start(), starts[number] + sign.end(), kept):
            continue
        if number not in told:
            yield (
                number,
                starts[number] + sign.start(),
                f"holds {sign[0]!r}: {paragraph[max(sign.start() - 15, 0) : sign.end() + 25]!r}",
            )
