"""A corpus that grows: batches of new files, each cleaned and searched by itself against what those before it have kept.

What a batch has published no later one changes. A run over all files that is given their batches takes the same way, so it
makes the same corpus.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from cleaner import report
from cleaner.card import card
from cleaner.config import RECORDS, Config
from cleaner.errors import InputError, RefusedError, UsageError
from cleaner.formats import jsonl
from cleaner.inputs import Found
from cleaner.passes.batches import (
    INDEX,
    Grown,
    in_batches,
    indexed,
    joined,
    of_batch,
    start_of,
    summed,
    with_outputs,
)
from cleaner.passes.cleaning import clean_all
from cleaner.passes.searching import search
from cleaner.passes.withdrawing import withdraw
from cleaner.passes.writing import Tally, write
from cleaner.pipeline import (
    Summary,
    manifest_of,
    origin_of,
    refuse_changed_inputs,
    refuse_other_corpus,
    refuse_unfit_settings,
    sources_of,
)
from cleaner.progress import Progress, Silence
from cleaner.store.commit import Attempt, attempt
from cleaner.store.manifest import ERRORS, Manifest, file_sha256, read_manifest

NOTHING = Found((), (), ())
OF_BATCHES = ("corrections", "metadata")  # of the hashes of rules, those of lists about single documents


def update(
    inputs: Sequence[str | Path],
    out: str | Path,
    config: Config | None = None,
    *,
    withdrawn: Sequence[str] = (),
    progress: Progress | None = None,
) -> Summary:
    """Add the new ones among ``inputs`` to the corpus folder ``out``, as its next batch.

    Before that the sources ``withdrawn``, or those in folders of these names, are taken out of it, and what had gone in
    favour of theirs is revived. A file that is in it already is passed over. Raises OutputError where there is no corpus, RefusedError where it was made
    by other rules, settings or versions, where a file has changed since it was read, and as ``run``.
    """
    config, progress, out = config or Config(), progress or Silence(), Path(out)
    refuse_unfit_settings(config)
    _refuse_form(config)
    read_manifest(out)  # where there is no corpus, none is begun
    with attempt(out) as work:
        corpus = Grown(in_batches(read_manifest(out)), (work.files, out))
        _refuse_other_settings(corpus.manifest, manifest_of(config, NOTHING), out)
        before = len(corpus.manifest.inputs)
        if withdrawn:
            corpus = withdraw(corpus, withdrawn, config, origin_of(corpus.manifest), work, progress)
        left = before - len(corpus.manifest.inputs)
        found = _new(sources_of(inputs, out, config), corpus) if inputs or not withdrawn else NOTHING
        tally = Tally()
        if found.sources or found.skipped or found.failed:
            corpus, tally = _with_batch(corpus, found, config, work, progress)
        elif not withdrawn and not read_manifest(out).batches:
            return Summary(corpus.manifest.counts, (), {})
        _write_pages(corpus, config, work, progress)
        work.extend(corpus.manifest)
    told = tally.totals() if found != NOTHING else {}
    lists = corpus.manifest.lists(ERRORS)
    return Summary(corpus.manifest.counts, tuple(tally.rows()), told, left, lists[-1])


def run_in_batches(
    inputs: Sequence[str | Path],
    out: str | Path,
    batches: str | Path,
    config: Config | None = None,
    *,
    restart: bool = False,
    progress: Progress | None = None,
) -> Summary:
    """Clean all ``inputs`` into the corpus folder ``out``, in the batches in which the corpus ``batches`` has grown.

    Raises UsageError where the inputs are not those of that corpus, and as ``run``.
    """
    config, progress, out = config or Config(), progress or Silence(), Path(out)
    refuse_unfit_settings(config)
    _refuse_form(config)
    parts = _parted(sources_of(inputs, out, config), in_batches(read_manifest(Path(batches))))
    with attempt(out) as work:
        whole = [of_batch(manifest_of(config, found), number) for number, found in enumerate(parts)]
        planned = replace(whole[0], inputs=[item for manifest in whole for item in manifest.inputs])
        refuse_other_corpus(out, planned, restart=restart)
        work.kept(anew=restart)
        corpus = Grown(replace(whole[0], inputs=(), outputs=(), counts={}), (work.files,))
        rows: list[dict[str, Any]] = []
        for found in parts:
            corpus, tally = _with_batch(corpus, found, config, work, progress)
            rows += tally.rows()
        _write_pages(corpus, config, work, progress)
        work.publish(corpus.manifest)
    return Summary(corpus.manifest.counts, rows)


def _with_batch(corpus: Grown, found: Found, config: Config, work: Attempt, progress: Progress) -> tuple[Grown, Tally]:
    """Clean, search and write a batch; what is written goes into the folder of the attempt."""
    number = len(corpus.manifest.batches)
    batch = manifest_of(config, found)
    manifest = joined(corpus.manifest, of_batch(batch, number))
    corpus = indexed(corpus, config, work)
    spool, key = work.kept() / f"pieces-{number:05}.jsonl", manifest.fingerprint()
    pieces = clean_all(found.sources, config, spool, progress, key, settled=corpus.places(corpus.manifest.lists(INDEX)))
    refuse_changed_inputs(batch, found)
    pieces.guard.check(config.allow_rules)
    decided = search(pieces.units, pieces.facts, config, progress)
    tally = write(pieces, decided, found, config, work.files, progress, origin_of(batch), start_of(corpus.manifest))
    manifest = joined(corpus.manifest, of_batch(batch.with_members(pieces.members), number))
    manifest = with_outputs(manifest, work, number)
    told = {"counts": tally.totals(), "aside": sorted(_aside(found)) if number else []}
    batches = (*manifest.batches, told)
    manifest = replace(manifest, batches=batches, counts=summed([each["counts"] for each in batches]))
    return indexed(Grown(manifest, corpus.folders), config, work), tally


def _write_pages(corpus: Grown, config: Config, work: Attempt, progress: Progress) -> None:
    """Write card and report of the whole corpus."""
    counts = corpus.manifest.counts
    progress.stage("reporting", counts["documents"], "documents")
    report.write(work.files, corpus.manifest, counts, progress.step, corpus.place)
    (work.files / "README.md").write_text(card(counts, config, len(corpus.manifest.batches)), encoding="utf-8")


def _aside(found: Found) -> Iterator[str]:
    return (error.file or "" for error in (*found.skipped, *found.failed))


def _new(found: Found, corpus: Grown) -> Found:
    """Return what is not in the corpus yet, and was not set aside before; RefusedError where a file of it has changed."""
    known = {str(item["source"]): item for item in corpus.manifest.inputs}
    there = [source for source in found.sources if source.name in known]
    changed = [
        source.name
        for source in there
        if source.size != known[source.name]["bytes"] or file_sha256(source.path) != known[source.name]["sha256"]
    ]
    if changed:
        raise RefusedError(
            "has changed since it was read into the corpus",
            code="input-changed",
            file=", ".join(changed[:3]),
            advice="withdraw it with --withdraw NAME, then add it anew",
        )
    told = {row["file"] for row in jsonl.read_records(corpus.places(corpus.manifest.lists(ERRORS)))}
    skipped, failed = (
        tuple(error for error in errors if error.file not in told) for errors in (found.skipped, found.failed)
    )
    return Found(tuple(source for source in found.sources if source.name not in known), skipped, failed)


def _parted(found: Found, manifest: Manifest) -> list[Found]:
    """Return the inputs batch by batch. Raises UsageError where they are not those of the manifest."""
    batch_of = {str(item["source"]): int(item["batch"]) for item in manifest.inputs}
    aside = {name: number for number, batch in enumerate(manifest.batches) for name in batch["aside"]}
    names = {source.name for source in found.sources}
    for what, missing in (
        ("is in no batch of that corpus", names - batch_of.keys()),
        ("is a source of that corpus and not among the inputs", batch_of.keys() - names),
    ):
        if missing:
            advice = "name the files that the corpus was made of"
            raise UsageError(what, code="batches", file=", ".join(sorted(missing)[:3]), advice=advice)

    def of(errors: Sequence[InputError], number: int) -> tuple[InputError, ...]:
        return tuple(error for error in errors if aside.get(error.file or "", 0) == number)

    parts = []
    for number in range(len(manifest.batches)):
        sources = tuple(source for source in found.sources if batch_of[source.name] == number)
        parts.append(Found(sources, of(found.skipped, number), of(found.failed, number)))
    return [part for part in parts if part != NOTHING]  # all of a batch may have been withdrawn


def _refuse_form(config: Config) -> None:
    """A form for other tools is made of all records at once, and a tree of text files does not hold whole records."""
    if config.engine != "local":
        what, advice = "a corpus grows on one machine", "leave --engine out: it may have been made on another"
        raise UsageError(what, code="engine", advice=advice)
    if config.format not in RECORDS:
        advice = f"make it with --format {RECORDS[0]}, and this form of it with `cleaner export`"
        raise UsageError(f"a corpus with --format {config.format} cannot grow", code="format", advice=advice)


def _refuse_other_settings(old: Manifest, new: Manifest, out: Path) -> None:
    """Raise RefusedError, naming what differs, where a corpus was made by other rules, settings or versions."""
    before, after = _deciding(old), _deciding(new)
    differing = [name for name in before if before[name] != after.get(name)]
    if differing:
        raise RefusedError(
            f"the corpus was made by other rules, settings or versions ({', '.join(differing)})",
            code="other-corpus",
            file=str(out),
            advice="give the same ones; or make it anew by these: cleaner run INPUTS --out NEW --batches CORPUS",
        )


def _deciding(manifest: Manifest) -> dict[str, Any]:
    """Return what decides on every document, by the names that people know."""
    settings = {f"--{name.replace('_', '-')}": value for name, value in manifest.config.items()}
    rules = {name: value for name, value in manifest.rules.items() if name not in OF_BATCHES}
    versions = {"schema": manifest.schema, "version": manifest.version, "versions": dict(manifest.versions)}
    found: dict[str, Any] = json.loads(json.dumps({**versions, "rules": rules, **settings}))  # tuples as they are read
    return found
