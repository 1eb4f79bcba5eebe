"""Where in the raw sources findings about records are: file and line, by way of the ledger."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from cleaner.commands.findings.outcome import Finding, Report
from cleaner.errors import CleanerError
from cleaner.formats.archives import INSIDE
from cleaner.store import contents
from cleaner.store.ledger import frame_of, records_of, text_of
from cleaner.store.manifest import Manifest

SNIPPET = 20  # characters by which a passage is found in markup
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of the ledger that findings are about, and how many lines of its file are above it."""

    entry: Mapping[str, Any]
    above: int


def located(report: Report, corpus: Path, manifest: Manifest, root: str = "") -> Report:
    """Return the outcome with file and line of the raw source, as far as the ledger tells.

    ``root`` is the folder that was cleaned, as whoever reads the outcome names it. What is wrong with a file of the corpus
    is located there.
    """
    full = manifest.config["ledger"] == "full"  # else it does not say what stood before a text
    wanted = {finding.record for finding, _ in report.told if finding.record and full}
    entries = list(_wanted(corpus, manifest, wanted)) if wanted else []
    texts = _texts(corpus, manifest, {name for each in entries for name in records_of(each.entry)})
    places = {name: each for each in reversed(entries) for name in records_of(each.entry)}

    def find(findings: Iterable[Finding]) -> tuple[Finding, ...]:
        return tuple(_located(finding, places, texts, corpus, root) for finding in findings)

    measures = tuple(replace(measure, findings=find(measure.findings)) for measure in report.measures)
    return Report(find(report.findings), measures)


def _wanted(corpus: Path, manifest: Manifest, wanted: set[str]) -> Iterator[_Entry]:
    """Yield the entries of these records."""
    above: Counter[str] = Counter()
    for entry in contents.entries(corpus / name for name in manifest.files("ledger")):
        source, frame = str(entry["source"]), frame_of(entry)
        if wanted.intersection(records_of(entry)):
            yield _Entry(entry, above[source])
        above[source] += frame.before.count(b"\n") + frame.after.count(b"\n")


def _texts(corpus: Path, manifest: Manifest, wanted: set[str]) -> dict[str, str]:
    if not wanted:
        return {}
    shards = [corpus / name for name in manifest.files("corpus")]
    found = contents.texts(shards, manifest.config["format"])
    return {name: text for name, text in found if name in wanted}


def _located(
    finding: Finding, places: Mapping[str, _Entry], texts: Mapping[str, str], corpus: Path, root: str
) -> Finding:
    if not finding.record:
        return (
            replace(finding, file=_rooted(finding.place, root)) if finding.kind == "ledger" else _own(finding, corpus)
        )
    place = places.get(finding.record)
    if place is None:
        return replace(finding, file=_rooted(finding.file, root))
    source = str(place.entry["source"])
    line = None if INSIDE in source else _line(finding, place, texts)
    return replace(finding, file=_rooted(source, root), line=line)


def _rooted(source: str, root: str) -> str:
    """Return the name of a source below the root; a file in an archive is where the archive is."""
    name = source.partition(INSIDE)[0]
    return PurePosixPath(root.replace("\\", "/"), name).as_posix() if name else ""


def _own(finding: Finding, corpus: Path) -> Finding:
    """Locate what is wrong with a file of the corpus, or with a line of it."""
    name, _, line = finding.place.partition(":")
    if not (corpus / name).exists():
        return replace(finding, file=corpus.as_posix())
    return replace(finding, file=(corpus / name).as_posix(), line=int(line) if line.isdecimal() else None)


def _line(finding: Finding, place: _Entry, texts: Mapping[str, str]) -> int | None:
    """Return the line of the file, from 1; None where it is not known, as in a container of another kind."""
    frame = frame_of(place.entry)
    if frame.form.startswith("json"):
        return 1 + place.above + frame.before.count(b"\n")
    if frame.form == "raw":
        return _found(frame.before, place, texts[finding.record][finding.at :])
    try:
        raw = text_of(place.entry, texts)
    except (CleanerError, LookupError):  # a ledger without text; a damaged one is told apart
        return None
    return 1 + len(_LINE_END.findall(raw[: _offset(finding, place.entry["spans"])]))


def _found(raw: bytes, place: _Entry, text: str) -> int | None:
    """Return the line on which a passage stands in markup, if it stands there once."""
    passage = text.split("\n", 1)[0][:SNIPPET]
    try:
        whole = raw.decode(place.entry["encoding"], "replace")
    except LookupError:
        return None
    if not passage or whole.count(passage) != 1:
        return None
    return 1 + place.above + len(_LINE_END.findall(whole[: whole.index(passage)]))


def _offset(finding: Finding, spans: Sequence[Mapping[str, Any]]) -> int:
    """Return where in the raw text a character of a record comes from."""
    start = 0
    for span in spans:
        if span.get("record") == finding.record and span["at"] <= finding.at:
            start = span["start"] + min(finding.at - span["at"], span["end"] - span["start"])
    return int(start)
