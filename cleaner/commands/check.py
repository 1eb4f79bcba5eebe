"""``cleaner check``: the data check on a corpus that was built."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cleaner.commands.restore import expected, restored_files
from cleaner.config import Config
from cleaner.document.fold import fold
from cleaner.document.strip import Matcher, strip
from cleaner.errors import CleanerError, OutputError
from cleaner.formats import WRITERS, jsonl
from cleaner.neardup import Unit, find_near_duplicates, key
from cleaner.prepare import matcher
from cleaner.store.manifest import Manifest, file_sha256, read_manifest
from cleaner.store.records import RECORD_KEYS

EXAMPLES = 5  # findings of one kind that are told one by one

# What stands in no speech: of 611,398 lines of clean speech none had one of these.
_RESIDUE = re.compile(
    r"[上下]一[篇页][:：]|https?://|www\.[a-z]|ICP备|版权所有|点击(?:此处|这里)?下载|\[/?(?:url|img|b)\b|</?(?:div|span|p|a|br)\b"
)
_MOJIBAKE = re.compile("\ufffd|锟斤拷|烫烫烫|鐨勬|锛屼|涓€")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that should not be: the kind of finding, where, and what."""

    kind: str
    place: str
    what: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A share that is held against a threshold."""

    kind: str
    count: int
    of: int
    most: float
    findings: tuple[Finding, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the share is within the threshold."""
        return self.count <= self.most * self.of


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome: ``findings`` are wrong whatever their number, ``measures`` where they exceed their threshold."""

    findings: tuple[Finding, ...]
    measures: tuple[Measure, ...]

    @property
    def passed(self) -> bool:
        """Whether the corpus is as it should be."""
        return not self.findings and all(measure.passed for measure in self.measures)


def check(corpus: str | Path, config: Config | None = None) -> Report:
    """Check the corpus folder ``corpus``: its files against the manifest, its ledger, its records, what is left in them.

    Raises OutputError where there is no corpus at all.
    """
    corpus, config = Path(corpus), config or Config()
    try:
        manifest = read_manifest(corpus)
    except OutputError as error:
        if error.code != "damaged":
            raise
        return Report((_finding(error),), ())
    findings = list(_files(corpus, manifest))
    if findings:  # what is in damaged files says nothing
        return Report(tuple(findings), ())
    tally = _Tally(matcher(config), config, schema=manifest.config["format"] != "text")
    try:
        findings += _ledger(corpus, manifest)
        for record in _records(corpus, manifest):
            tally.add(record)
    except CleanerError as error:
        return Report((*findings, _finding(error)), ())
    compared = manifest.config["near_duplicates"] == "drop"
    measures = tally.measures(manifest.config["threshold"] if compared else None)
    return Report((*findings, *tally.findings), measures)


def _finding(error: CleanerError) -> Finding:
    return Finding(error.code, error.file or "", error.what)


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
    missing = {str(item["source"]) for item in manifest.inputs}
    for source, chunks in restored_files(corpus, manifest):
        digest = hashlib.sha256()
        for chunk in chunks:
            digest.update(chunk)
        missing.discard(source)
        if digest.hexdigest() != expected(manifest, source):
            yield Finding("ledger", source, "does not restore to the bytes that were read")
    listed = {row.get("file") for row in jsonl.read_lines(corpus / "errors.jsonl") if row.get("status") == "error"}
    for source in sorted(missing - listed):
        yield Finding("ledger", source, "was read, and is neither in the ledger nor among the errors")


def _records(corpus: Path, manifest: Manifest) -> Iterator[Mapping[str, Any]]:
    shards = [corpus / name for name in manifest.files("corpus")]
    if manifest.config["format"] != "text":
        return jsonl.read_records(shards)
    pairs = WRITERS["text"].read_back(shards)
    return ({"id": name, "text": text, "damaged": 0} for name, text in pairs)


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
        if self.schema:
            self.findings += _schema_findings(record)
        name, text = str(record.get("id")), str(record.get("text"))
        if name in self.ids:
            self.findings.append(Finding("schema", name, "two records have this id"))
            return
        self.ids.add(name)
        paragraphs = text.split("\n")
        self.counts.update(records=1, paragraphs=len(paragraphs))
        if len(text.strip()) < self.config.check_min_characters:
            self.note("short", name, f"{len(text)} characters" if text.strip() else "empty")
        if record.get("damaged") or _MOJIBAKE.search(text):
            self.note("damaged", name, "undecodable bytes or mojibake in the text")
        for number, what in _chrome(text, paragraphs, self.rules):
            self.note("chrome", f"{name}#{number}", what)
        places = _places(record, len(paragraphs))
        for number, paragraph in zip(places, paragraphs, strict=False):
            protected = self.rules.protects(fold(paragraph).strip())
            self.units.append(Unit(name, number, key(paragraph), protected))

    def note(self, kind: str, place: str, what: str) -> None:
        self.counts[kind] += 1
        if len(self.examples[kind]) < EXAMPLES:
            self.examples[kind].append(Finding(kind, place, what))

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
        told = [
            Finding(
                "near-duplicate", f"{t.speech}#{t.index}", f"{t.similarity:.2f} like {t.kept_speech}#{t.kept_index}"
            )
            for t in twins[:EXAMPLES]
        ]
        return Measure("near-duplicate", len(twins), of, most, tuple(told))


def _places(record: Mapping[str, Any], count: int) -> list[int]:
    """Return where the paragraphs stood before others were dropped: only neighbours of old are compared in a record."""
    try:
        gone = Counter(int(omission["after"]) for omission in record.get("omitted") or ())
    except (TypeError, KeyError, ValueError, AttributeError):
        return list(range(count))
    places, shift = [], 0
    for number in range(count):
        shift += gone[number]
        places.append(number + shift)
    return places


def _schema_findings(record: Mapping[str, Any]) -> Iterator[Finding]:
    name = str(record.get("id"))
    if tuple(record) != RECORD_KEYS:
        differing = sorted(set(record) ^ set(RECORD_KEYS)) or ["their order"]
        yield Finding("schema", name, f"keys differ: {', '.join(differing)}")
        return
    for field in ("id", "source", "key", "text"):
        if not isinstance(record[field], str):
            yield Finding("schema", name, f"'{field}' is no string")
            return
    if record["characters"] != len(record["text"]):
        yield Finding("schema", name, "'characters' is not the length of the text")
    try:
        spans = [record["text"][paragraph["start"] : paragraph["end"]] for paragraph in record["paragraphs"]]
    except (TypeError, KeyError):
        yield Finding("schema", name, "'paragraphs' are not what they should be")
        return
    if "\n".join(spans) != record["text"]:
        yield Finding("schema", name, "'paragraphs' do not make up the text")


def _chrome(text: str, paragraphs: list[str], rules: Matcher) -> Iterator[tuple[int, str]]:
    """Yield (paragraph, what) wherever a rule would still take something, or a sure sign of chrome stands."""
    starts = [0]
    for paragraph in paragraphs:
        starts.append(starts[-1] + len(paragraph) + 1)
    told = set()
    for edit in strip(text, rules).edits:
        number = bisect_right(starts, edit.start) - 1
        told.add(number)
        yield number, f"rule '{edit.rule}' takes {text[edit.start : edit.end][:60]!r}"
    for number, paragraph in enumerate(paragraphs):
        sign = _RESIDUE.search(paragraph)
        if sign is not None and number not in told:
            yield number, f"holds {sign[0]!r}: {paragraph[max(sign.start() - 15, 0) : sign.end() + 25]!r}"


def report_lines(report: Report, corpus: str) -> list[str]:
    """Return the outcome for people."""
    lines = [f"{finding.kind}: {finding.place}: {finding.what}" for finding in report.findings]
    for measure in report.measures:
        verdict = "ok" if measure.passed else "TOO MANY"
        lines.append(f"{measure.kind}: {measure.count:,} of {measure.of:,} (allowed {measure.most:.2%}): {verdict}")
        if not measure.passed:
            lines += [f"  {finding.place}: {finding.what}" for finding in measure.findings]
    return [*lines, f"{corpus}: {'passed' if report.passed else 'FAILED'}"]


def report_json(report: Report) -> dict[str, Any]:
    """Return the outcome as plain objects."""
    measures = [{**asdict(measure), "passed": measure.passed} for measure in report.measures]
    return {"passed": report.passed, "findings": [asdict(finding) for finding in report.findings], "measures": measures}
