"""A corpus that grows: batches of new files, each cleaned and searched by itself against what those before it have kept.

What a batch has published no later one changes. A run over all files that is given their batches takes the same way, so it
makes the same corpus.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from cleaner.card import card
from cleaner.config import RECORDS, Config
from cleaner.errors import InputError, RefusedError, UsageError
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
    unapplied,
    with_outputs,
)
from cleaner.passes.tally import Tally
from cleaner.passes.withdrawing import withdraw
from cleaner.passes.writing import Start
from cleaner.pipeline import Job, Summary, as_read, manifest_of, origin_of, refuse_unfit_settings, sources_of
from cleaner.prepare import corrections
from cleaner.progress import Progress, Silence
from cleaner.store import contents
from cleaner.store.commit import attempt
from cleaner.store.manifest import ERRORS, Manifest, read_manifest, sha256_if_readable

NOTHING = Found((), (), ())
OF_BATCHES = ("inputs", "--corrections", "--metadata")  # what may be another for each batch


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
    favour of theirs is revived. A file that is in it already is passed over; rows of the corrections by which it was not
    read are told. Raises OutputError where there is no corpus or not all of it, RefusedError where it was made by other
    rules, settings or versions, where a file has changed since it was read, and as ``run``.
    """
    config, out = config or Config(), Path(out)
    _refuse_unfit(config)
    read_manifest(out)  # where there is no corpus, none is begun
    with attempt(out) as work:
        job = Job(config, work, progress or Silence())
        before = read_manifest(out)
        corpus = Grown(in_batches(before), (work.files, out))
        _refuse_other_settings(corpus.manifest, manifest_of(config, NOTHING), out)
        work.sweep(before)
        corpus.refuse_incomplete()
        if withdrawn:
            corpus = withdraw(corpus, withdrawn, config, origin_of(corpus.manifest), work, job.progress)
        left = len(before.inputs) - len(corpus.manifest.inputs)
        found = _new(sources_of(inputs, out, config), corpus) if inputs or not withdrawn else NOTHING
        tally = Tally(stale=unapplied(corpus.manifest, corrections(config)) if inputs else [])
        if found != NOTHING:
            start = partial(start_of, unapplied=tuple(tally.stale))
            corpus, tally = _with_batch(corpus, found, start, job)
        if found != NOTHING or withdrawn or before.batches:
            _write_pages(corpus, job)
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
    config, out = config or Config(), Path(out)
    _refuse_unfit(config)
    parts = _parted(sources_of(inputs, out, config), in_batches(read_manifest(Path(batches))))
    with attempt(out) as work:
        job = Job(config, work, progress or Silence())
        whole = [of_batch(manifest_of(config, found), number) for number, found in enumerate(parts)]
        planned = replace(whole[0], inputs=[item for manifest in whole for item in manifest.inputs])
        job.begin(planned, restart=restart)
        corpus = Grown(replace(whole[0], inputs=(), outputs=(), counts={}), (work.files,))
        start = partial(start_of, later=[str(item["source"]) for item in planned.inputs])
        rows: list[dict[str, Any]] = []
        for found in parts:
            corpus, tally = _with_batch(corpus, found, start, job)
            rows += tally.rows()
        _write_pages(corpus, job)
        work.publish(corpus.manifest)
    return Summary(corpus.manifest.counts, rows)


def _with_batch(corpus: Grown, found: Found, start: Callable[[Manifest], Start], job: Job) -> tuple[Grown, Tally]:
    """Clean, search and write a batch; what is written goes into the folder of the attempt."""
    number = len(corpus.manifest.batches)
    batch = manifest_of(job.config, found)
    corpus = indexed(corpus, job.config, job.work)
    key, settled = joined(corpus.manifest, of_batch(batch, number)).fingerprint(), corpus.manifest.lists(INDEX)
    pieces = job.clean(found, batch, f"pieces-{number:05}.jsonl", key, corpus.places(settled))
    tally = job.write(pieces, found, batch, key, start(corpus.manifest))
    manifest = joined(corpus.manifest, of_batch(as_read(batch, pieces), number))
    manifest = with_outputs(manifest, job.work, number)
    told = {"counts": tally.totals(), "aside": sorted(_aside(found)) if number else []}
    batches = (*manifest.batches, told)
    manifest = replace(manifest, batches=batches, counts=summed([each["counts"] for each in batches]))
    return indexed(Grown(manifest, corpus.folders), job.config, job.work), tally


def _write_pages(corpus: Grown, job: Job) -> None:
    """Write card and report of the whole corpus."""
    counts = corpus.manifest.counts
    job.report(corpus.manifest, counts, corpus.place)
    told = card(counts, job.config, len(corpus.manifest.batches))
    (job.work.files / "README.md").write_text(told, encoding="utf-8")


def _aside(found: Found) -> Iterator[str]:
    return (error.file or "" for error in (*found.skipped, *found.failed))


def _new(found: Found, corpus: Grown) -> Found:
    """Return what is not in the corpus yet, and was not set aside before; RefusedError where a file of it has changed."""
    known = {str(item["source"]): item for item in corpus.manifest.inputs}
    there = [source for source in found.sources if source.name in known]
    changed = [
        source.name
        for source in there
        if source.size != known[source.name]["bytes"] or sha256_if_readable(source.path) != known[source.name]["sha256"]
    ]
    if changed:
        raise RefusedError(
            "has changed since it was read into the corpus",
            code="input-changed",
            file=", ".join(changed[:3]),
            advice="add --withdraw NAME, and it is read anew",
        )
    told = {row["file"] for row in contents.troubles(corpus.places(corpus.manifest.lists(ERRORS)))}
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


def _refuse_unfit(config: Config) -> None:
    """A form for other tools is made of all records at once, and a tree of text files does not hold whole records."""
    refuse_unfit_settings(config)
    if config.format not in RECORDS:
        advice = f"make it with --format {RECORDS[0]}, and this form of it with `cleaner export`"
        raise UsageError(f"a corpus with --format {config.format} cannot grow", code="format", advice=advice)


def _refuse_other_settings(old: Manifest, new: Manifest, out: Path) -> None:
    """Raise RefusedError, naming what differs, where a corpus was made by other rules, settings or versions."""
    differing = [name for name in old.differences(new) if name not in OF_BATCHES]
    if differing:
        raise RefusedError(
            f"the corpus was made by other rules, settings or versions ({', '.join(differing)})",
            code="other-corpus",
            file=str(out),
            advice="give the same ones; or make it anew by these: cleaner run INPUTS --out NEW --batches CORPUS",
        )
