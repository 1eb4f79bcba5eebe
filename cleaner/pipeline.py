"""A whole corpus on one screen: find the inputs, clean each document, search for near-duplicates, write, commit."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from cleaner import __version__, report
from cleaner.config import Config
from cleaner.errors import InputError, OutputError, RefusedError
from cleaner.exports import Origin
from cleaner.formats import refuse_without_library
from cleaner.inputs import Found, find_sources
from cleaner.listing import UNLISTED
from cleaner.passes.cleaning import clean_all
from cleaner.passes.gathering import files_of
from cleaner.passes.guard import refuse_rules_that_touch_the_keep_set
from cleaner.passes.searching import search
from cleaner.passes.writing import MOSTLY_CHROME, UNBOUND, write
from cleaner.prepare import corrections, listing, matcher
from cleaner.progress import Progress, Silence
from cleaner.store.commit import attempt
from cleaner.store.manifest import MANIFEST, SCHEMA, Manifest, file_sha256, read_manifest

# Settings that have no say in what comes out, or that the hashes of rules and corrections speak for.
NOT_DECISIVE = (
    "rules",
    "phrases",
    "corrections",
    "metadata",
    "allow_rules",
    "workers",
    "memory",
    "max_errors",
    "against",
)
LIBRARIES = ("chardet", "google-re2", "opencc")


@dataclass(frozen=True, slots=True)
class Summary:
    """How a run went: the counts that its manifest holds, and the rows of its errors.jsonl."""

    counts: Mapping[str, Any]
    errors: Sequence[Mapping[str, Any]]

    @property
    def failures(self) -> int:
        """How many inputs were not cleaned, or only with damage, and how many rows of the corrections not applied."""
        return sum(row["status"] not in ("skipped", MOSTLY_CHROME, UNBOUND, UNLISTED) for row in self.errors)


def run(
    inputs: Sequence[str | Path],
    out: str | Path,
    config: Config | None = None,
    *,
    restart: bool = False,
    progress: Progress | None = None,
) -> Summary:
    """Clean all ``inputs`` (files, folders, globs) into the corpus folder ``out``.

    An input that cannot be cleaned is listed and does not stop the run. The same call goes on where a run was broken off,
    unless ``restart``. Raises UsageError where there is nothing to do,
    and RefusedError where ``out`` holds other things, or a corpus of other inputs, rules or settings and not ``restart``,
    or where a rule would remove too much, or is not built in and takes of the keep-set.
    """
    config, progress, out = config or Config(), progress or Silence(), Path(out)
    # a wrong rule file, a rule that takes speech, or a wrong correction is told before anything is read
    refuse_rules_that_touch_the_keep_set(matcher(config).ruleset, config.allow_rules)
    corrections(config)
    listing(config)
    refuse_without_library(config.format)
    found = _without_lists(find_sources(inputs, out), config)
    with attempt(out) as work:
        manifest = _manifest(config, found)
        _refuse_other_corpus(out, manifest, restart=restart)
        spool = work.kept(anew=restart) / "pieces.jsonl"
        pieces = clean_all(found.sources, config, spool, progress, manifest.fingerprint())
        _refuse_changed_inputs(manifest, found)
        pieces.guard.check(config.allow_rules)
        decided = search(pieces.units, pieces.facts, config, progress)
        tally = write(pieces, decided, found, config, work.files, progress, origin_of(manifest))
        progress.stage("reporting", tally.counts["documents"], "documents")
        report.write(work.files, manifest, tally.totals(), progress.step)
        work.publish(replace(manifest.with_members(pieces.members), outputs=work.outputs(), counts=tally.totals()))
    return Summary(tally.totals(), tuple(tally.rows()))


def origin_of(manifest: Manifest) -> Origin:
    """Return what an export says of how its corpus was made."""
    config = manifest.config
    variant = (config["near_duplicates"], config["threshold"], config["script"])
    return Origin(manifest.version, str(manifest.rules["sha256"]), len(manifest.inputs), *variant)


def _without_lists(found: Found, config: Config) -> Found:
    """Leave alone the tables that say something about the documents, where they lie among them."""
    lists = {os.path.realpath(path) for path in (config.metadata, config.corrections) if path is not None}
    aside = [source for source in found.sources if os.path.realpath(source.path) in lists]
    skipped = [InputError("is a list about the documents", code="skipped", file=source.name) for source in aside]
    sources = tuple(source for source in found.sources if source not in aside)
    return replace(found, sources=sources, skipped=(*found.skipped, *skipped))


def _manifest(config: Config, found: Found) -> Manifest:
    """Return the manifest of the run to come, as far as it is known before it."""
    rules, rows = matcher(config).ruleset, corrections(config)
    corrected = {"corrections": {"sha256": rows.sha256, "count": len(rows.rows)}} if rows.rows else {}
    known = listing(config)
    listed = {"metadata": {"sha256": known.sha256, "count": len(known.rows)}} if known.rows else {}
    settings = asdict(config)
    references = [_sha256(path) for path in files_of(map(Path, config.against))]
    compared = {"against": references} if references else {}
    return Manifest(
        schema=SCHEMA,
        version=__version__,
        versions={name: _version(name) for name in LIBRARIES},
        config={name: settings[name] for name in settings if name not in NOT_DECISIVE and not name.startswith("check")},
        rules={"sha256": rules.sha256, "count": len(rules.rules), **corrected, **listed, **compared},
        inputs=_inputs(found),
        outputs=(),
        counts={},
    )


def _inputs(found: Found) -> list[dict[str, Any]]:
    return [{"source": source.name, "bytes": source.size, "sha256": _sha256(source.path)} for source in found.sources]


def _sha256(path: Path) -> str | None:
    """Return the checksum of an input; None where it cannot be read, which the first pass then lists."""
    try:
        return file_sha256(path)
    except OSError:
        return None


def _refuse_changed_inputs(manifest: Manifest, found: Found) -> None:
    """What was cleaned must be what the manifest names; nobody is to find out later, from a ledger that does not fit."""
    changed = [
        item["source"]
        for item, source in zip(manifest.inputs, found.sources, strict=True)
        if _sha256(source.path) != item["sha256"]
    ]
    if changed:
        raise RefusedError(
            "changed while it was read, so nothing was written",
            code="input-changed",
            file=", ".join(changed[:3]),
            advice="run again when nothing writes to it",
        )


def versions_line() -> str:
    """Return the version of the cleaner, and of what decides with it what comes out."""
    others = ", ".join(f"{name} {_version(name)}" for name in LIBRARIES)
    return f"cleaner {__version__} ({others}; Python {platform.python_version()})"


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "unknown"


def _refuse_other_corpus(out: Path, manifest: Manifest, *, restart: bool) -> None:
    if restart or not (out / MANIFEST).exists():
        return
    try:
        same = read_manifest(out).fingerprint() == manifest.fingerprint()
    except OutputError as error:
        raise RefusedError(error.what, code=error.code, file=error.file, advice="replace it with --restart") from None
    if not same:
        raise RefusedError(
            "the folder holds a corpus of other inputs, rules, settings or versions",
            code="other-corpus",
            file=str(out),
            advice="name another folder, or replace what is there with --restart",
        )
