"""A whole corpus on one screen: find the inputs, clean each document, search for near-duplicates, write, commit."""

from __future__ import annotations

import os
import platform
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleaner import __version__, report
from cleaner.config import Config
from cleaner.document.corrections import applied
from cleaner.errors import InputError, OutputError, RefusedError, UsageError
from cleaner.exports import Origin
from cleaner.folders import MANIFEST, SPOOL
from cleaner.formats import refuse_without_library
from cleaner.formats.archives import INSIDE
from cleaner.inputs import Found, find_sources
from cleaner.listing import UNLISTED
from cleaner.passes.cleaning import clean_all
from cleaner.passes.gathering import files_of
from cleaner.passes.guard import refuse_rules_that_touch_the_keep_set, refuse_unknown_rules
from cleaner.passes.pieces import Pieces
from cleaner.passes.searching import search
from cleaner.passes.stages import Stages
from cleaner.passes.tally import MOSTLY_CHROME, UNBOUND, Tally
from cleaner.passes.writing import Start, write
from cleaner.prepare import corrections, listing, matcher
from cleaner.progress import Progress, Silence
from cleaner.store.commit import Attempt, attempt
from cleaner.store.manifest import ERRORS, SCHEMA, Manifest, read_manifest, sha256_if_readable

if TYPE_CHECKING:
    from cleaner.engines.spark import Spark

# Settings that have no say in what comes out, or that the hashes of rules and corrections speak for.
NOT_DECISIVE = (
    "rules",
    "phrases",
    "corrections",
    "metadata",
    "allow_rules",
    "engine",
    "partitions",
    "workers",
    "memory",
    "max_errors",
    "against",
)
LIBRARIES = ("chardet", "google-re2", "opencc")


@dataclass(frozen=True, slots=True)
class Summary:
    """How a run went: the counts that its manifest holds, and the rows of its errors.jsonl.

    Where it changed a corpus, the rows are those of what it ``added``, of which these are the counts, empty for nothing;
    ``withdrawn`` is the number of files that it took out. ``list`` is the path of the rows in the corpus.
    """

    counts: Mapping[str, Any]
    errors: Sequence[Mapping[str, Any]]
    added: Mapping[str, Any] | None = None
    withdrawn: int = 0
    list: str = ERRORS

    @property
    def own(self) -> Mapping[str, Any]:
        """The counts of what was cleaned, which may be but a part of the corpus."""
        return self.counts if self.added is None else self.added

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
    engine: Spark | None = None,
) -> Summary:
    """Clean all ``inputs`` (files, folders, globs) into the corpus folder ``out``.

    An input that cannot be cleaned is listed and does not stop the run. The same call goes on where a run was broken off,
    unless ``restart``. ``engine`` names a session of Spark's to run on. Raises UsageError where there is nothing to do,
    and RefusedError where ``out`` holds other things, or a corpus of other inputs, rules or settings and not ``restart``,
    or where a rule would remove too much, or is not built in and takes of the keep-set.
    """
    config, out = config or Config(), Path(out)
    refuse_unfit_settings(config, whole=True)
    on_spark = _on_spark(config, engine) if config.engine == "spark" or engine else None
    found = sources_of(inputs, out, config)
    with attempt(out) as work:
        job, manifest = Job(config, work, progress or Silence()), manifest_of(config, found)
        job.begin(manifest, restart=restart)
        if on_spark:
            pieces, tally = on_spark(found, manifest, job)
        else:
            pieces = job.clean(found, manifest, SPOOL, manifest.fingerprint())
            tally = job.write(pieces, found, manifest, manifest.fingerprint())
        return job.publish(pieces, tally, manifest)


@dataclass(frozen=True, slots=True)
class Job:
    """A corpus in the making, whole or by batches: its settings, the attempt that it is written in, and who hears of it."""

    config: Config
    work: Attempt
    progress: Progress

    def begin(self, manifest: Manifest, *, restart: bool) -> None:
        """Refuse to replace another corpus than that of ``manifest``; make room for what the first pass has finished."""
        refuse_other_corpus(self.work.out, manifest, restart=restart)
        self.work.kept(anew=restart)

    def clean(self, found: Found, manifest: Manifest, spool: str, key: str, settled: Sequence[Path] = ()) -> Pieces:
        """Clean what was found, which ``manifest`` names, into a spool, and go on with that of an earlier call of the same ``key``.

        ``settled`` are the files of what earlier batches have kept.
        """
        path = self.work.kept() / spool
        pieces = clean_all(found.sources, self.config, path, self.progress, key, settled)
        refuse_changed_inputs(manifest, found)
        return pieces

    def write(self, pieces: Pieces, found: Found, manifest: Manifest, key: str, start: Start | None = None) -> Tally:
        """Search what the first pass of this ``key`` has made, and write it; ``start`` is where a batch goes on.

        Stages of the search that an earlier call has finished are not searched again. Raises RefusedError as ``run``.
        """
        pieces.guard.check(self.config.allow_rules)
        stages = Stages(self.work.kept(), key)
        decided = search(pieces.units, pieces.facts, self.config, self.progress, stages)
        pieces.compared()
        files, origin = self.work.files, origin_of(manifest)
        return write(pieces, decided, found, self.config, files, self.progress, origin, start)

    def report(self, manifest: Manifest, counts: Mapping[str, Any], place: Callable[[str], Path] | None = None) -> None:
        """Write the report on what is written; ``place`` tells where files are that were written before."""
        self.progress.stage("reporting", counts["documents"], "documents")
        report.write(self.work.files, manifest, counts, self.progress.step, place)

    def publish(self, pieces: Pieces, tally: Tally, manifest: Manifest) -> Summary:
        """Report on a corpus that was made as a whole, and publish it."""
        self.report(manifest, tally.totals())
        manifest = as_read(manifest, pieces)
        self.work.publish(replace(manifest, outputs=self.work.outputs(), counts=tally.totals()))
        return Summary(tally.totals(), tuple(tally.rows()))


def _on_spark(config: Config, engine: Spark | None) -> Callable[[Found, Manifest, Job], tuple[Pieces, Tally]]:
    """Return the three passes on Spark. Raises UsageError where it is not there, or does not go with the settings."""
    from cleaner.engines.spark.passes import Spark, run_on

    spark = engine or Spark(partitions=config.partitions)
    spark.refuse_unfit(config)

    def passes(found: Found, manifest: Manifest, job: Job) -> tuple[Pieces, Tally]:
        work, unchanged = job.work, partial(refuse_changed_inputs, manifest, found)
        key, origin = manifest.fingerprint(), origin_of(manifest)
        return run_on(spark, found, config, work.kept(), key, work.files, origin, job.progress, unchanged)

    return passes


def as_read(manifest: Manifest, pieces: Pieces) -> Manifest:
    """Return the manifest with what reading the inputs has told: what archives held, which corrections were applied."""
    rows: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in applied(pieces.corrections, pieces.outcomes):
        rows[row.source.partition(INSIDE)[0]].append(row.to_values())
    return manifest.with_members(pieces.members).with_corrections(rows)


def refuse_unfit_settings(config: Config, *, whole: bool = False) -> None:
    """Tell of a wrong rule file, a rule that takes speech, or wrong corrections before anything is read.

    Only a corpus that is made as a ``whole`` is made by other engines.
    """
    if config.engine != "local" and not whole:
        advice = "leave --engine out, or --update, --batches and --shard"
        raise UsageError(f"--engine {config.engine} makes only whole corpora", code="engine", advice=advice)
    refuse_unknown_rules(matcher(config).ruleset, config.allow_rules)
    refuse_rules_that_touch_the_keep_set(matcher(config).ruleset, config.allow_rules)
    corrections(config)
    listing(config)
    refuse_without_library(config.format)


def origin_of(manifest: Manifest) -> Origin:
    """Return what an export says of how its corpus was made."""
    config = manifest.config
    variant = (config["near_duplicates"], config["threshold"], config["script"])
    return Origin(manifest.version, str(manifest.rules["sha256"]), len(manifest.inputs), *variant)


def sources_of(inputs: Sequence[str | Path], out: Path, config: Config) -> Found:
    """Return what is to be read; tables that say something about the documents are left alone where they lie among them."""
    found = find_sources(inputs, out)
    lists = {os.path.realpath(path) for path in (config.metadata, config.corrections) if path is not None}
    aside = [source for source in found.sources if os.path.realpath(source.path) in lists]
    skipped = [InputError("is a list about the documents", code="skipped", file=source.name) for source in aside]
    sources = tuple(source for source in found.sources if source not in aside)
    return replace(found, sources=sources, skipped=(*found.skipped, *skipped))


def manifest_of(config: Config, found: Found) -> Manifest:
    """Return the manifest of the run to come, as far as it is known before it."""
    rules = matcher(config).ruleset
    settings = asdict(config)
    return Manifest(
        schema=SCHEMA,
        version=__version__,
        versions={name: _version(name) for name in LIBRARIES},
        config={name: settings[name] for name in settings if name not in NOT_DECISIVE and not name.startswith("check")},
        rules={"sha256": rules.sha256, "count": len(rules.rules), **tables(config)},
        inputs=_inputs(found),
        outputs=(),
        counts={},
    )


def tables(config: Config) -> dict[str, Any]:
    """Return what a manifest says of lists about documents, and of files that are only compared with."""
    rows, known = corrections(config), listing(config)
    lists = (("corrections", rows.sha256, rows.rows), ("metadata", known.sha256, known.rows))
    found: dict[str, Any] = {name: {"sha256": digest, "count": len(held)} for name, digest, held in lists if held}
    references = [sha256_if_readable(path) for path in files_of(map(Path, config.against))]
    return found | ({"against": references} if references else {})


def _inputs(found: Found) -> list[dict[str, Any]]:
    return [
        {"source": source.name, "bytes": source.size, "sha256": sha256_if_readable(source.path)}
        for source in found.sources
    ]


def refuse_changed_inputs(manifest: Manifest, found: Found) -> None:
    """What was cleaned must be what the manifest names; nobody is to find out later, from a ledger that does not fit."""
    hashes = [sha256_if_readable(source.path) for source in found.sources]
    refuse_changed([item["source"] for item, now in zip(manifest.inputs, hashes, strict=True) if item["sha256"] != now])


def refuse_changed(sources: Sequence[str]) -> None:
    """Raise RefusedError where there are inputs that changed."""
    if sources:
        raise RefusedError(
            "changed while it was read, so nothing was written",
            code="input-changed",
            file=", ".join(sources[:3]),
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


def refuse_other_corpus(out: Path, manifest: Manifest, *, restart: bool) -> None:
    """Raise RefusedError where the folder holds a corpus that is not to be replaced."""
    if restart or not (out / MANIFEST).exists():
        return
    try:
        differing = read_manifest(out).differences(manifest)
    except OutputError as error:
        raise RefusedError(error.what, code=error.code, file=error.file, advice="replace it with --restart") from None
    if differing:
        raise RefusedError(
            f"the folder holds a corpus of other inputs, rules, settings or versions ({', '.join(differing)})",
            code="other-corpus",
            file=str(out),
            advice="name another folder, add to what is there with --update, or replace it with --restart",
        )
