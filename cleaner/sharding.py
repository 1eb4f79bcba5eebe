"""A run on many machines: each cleans its share into a folder of its own; then one merges them into the corpus.

Nothing is told from one machine to another but by these folders, so anything that starts processes will do, and any file
system that all can see; or the folders are carried to where they are merged.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from cleaner import __version__
from cleaner.config import Config, with_options
from cleaner.errors import InputError, OutputError, RefusedError, UsageError
from cleaner.folders import MANIFEST, SPOOL
from cleaner.inputs import STDIN, Found, Source
from cleaner.passes.cleaning import cleaned, empty_pieces
from cleaner.passes.pieces import Pieces
from cleaner.passes.sharing import Own, Shard, own_inputs, own_stretches
from cleaner.passes.verifying import UNLIKELY, refuse_unsound
from cleaner.pipeline import (
    Job,
    Summary,
    manifest_of,
    refuse_changed,
    refuse_unfit_settings,
    sources_of,
    tables,
)
from cleaner.progress import Progress, Silence
from cleaner.reading import documents
from cleaner.store.commit import KEPT, SHARDS, Attempt, attempt, check_folder, locked
from cleaner.store.journal import JOURNAL, steps
from cleaner.store.manifest import TABLES, Manifest, file_sha256
from cleaner.store.shards import (
    ShardManifest,
    folder_of,
    is_whole,
    joined_inputs,
    read_shard,
    read_shards,
    shard_folders,
)

PLACES = ("corrections", "metadata")  # settings that name a file
MANY_PLACES = ("rules", "phrases", "against")
FILES_AT_ONCE = 3  # of a share: its spool, twice, and its lock
OTHER_FILES = 256


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What a share has come to: documents, and pieces that could not be cleaned; ``already`` if it was there before."""

    shard: Shard
    files: int
    documents: int = 0
    errors: int = 0
    already: bool = False


def run_shard(
    inputs: Sequence[str | Path],
    out: str | Path,
    shard: Shard,
    config: Config | None = None,
    *,
    restart: bool = False,
    progress: Progress | None = None,
) -> Cleaned:
    """Clean a share of all ``inputs`` into a folder below ``out``, where ``merge`` looks for it.

    The same call goes on where one was broken off, and does nothing where the share is there. Raises UsageError where there
    is nothing to do, and RefusedError where the share was made of other inputs or by other rules or settings and not
    ``restart``, or where another process is at work on it.
    """
    config, out = config or Config(), Path(out)
    refuse_unfit_settings(config)
    if STDIN in map(str, inputs):
        raise UsageError("standard input cannot be shared out", code="shard", advice="write it to a file first")
    check_folder(out, beside=SHARDS)
    found = sources_of(inputs, out, config)
    own = own_inputs(documents(found.sources, config), shard, config)
    folder = folder_of(out, shard.number, shard.count)
    with attempt(folder) as work:
        manifest = _shard_manifest(config, found, shard, own)
        files = len(manifest.inputs)
        if not restart and _is_there(folder, manifest):
            return Cleaned(shard, files, already=True)
        summary, members = _clean(own, manifest, config, work.kept(anew=restart), progress or Silence())
        refuse_changed(
            [str(was["source"]) for was, now in zip(manifest.inputs, _inputs(own), strict=True) if was != now]
        )
        _publish(replace(manifest, members=members), work)
    return replace(summary, shard=shard, files=files)


def _clean(
    own: Sequence[Own], manifest: ShardManifest, config: Config, kept: Path, progress: Progress
) -> tuple[Cleaned, list[dict[str, Any]]]:
    """Clean the share into the spool; return the counts, and what archives held."""
    progress.stage("cleaning", sum(each.size for each in own), "B")
    members: list[dict[str, Any]] = []
    documents = errors = 0
    sources = [replace(each.files[0], size=each.size) for each in own]
    stretches = own_stretches(own, config, members)
    for done, told in cleaned(stretches, sources, config, kept / SPOOL, manifest.fingerprint()):
        documents += sum(values is not None for _, values, _ in told)
        errors += sum(values is None and bool(names) for _, values, names in told)
        progress.step(done)
    return Cleaned(Shard(manifest.number, manifest.count), 0, documents, errors), members


def _shard_manifest(config: Config, found: Found, shard: Shard, own: Sequence[Own]) -> ShardManifest:
    """Return what the share says of itself before it is cleaned."""
    whole = manifest_of(config, replace(found, sources=()))
    failed, skipped = ([error.to_values() for error in errors] for errors in (found.failed, found.skipped))
    aside = {"failed": failed, "skipped": skipped} if shard.number == 1 else {}
    sizes = [(source.name, source.size) for source in found.sources]
    made = {
        "schema": whole.schema,
        "version": whole.version,
        "versions": dict(whole.versions),
        "config": dict(whole.config),
        "rules": dict(whole.rules),
        "listing": _listing_sha256(sizes, failed, skipped),
    }
    # as JSON has it, to compare with what is read again
    made, aside, settings = json.loads(json.dumps([made, aside, _settings(config)]))
    return ShardManifest(shard.number, shard.count, made, _inputs(own), aside, settings)


def _inputs(own: Sequence[Own]) -> list[dict[str, Any]]:
    return [item for each in own for item in each.identity()]


def _settings(config: Config) -> dict[str, Any]:
    """Return all settings, those that name files as they are found from anywhere."""
    settings = asdict(config)
    for name in PLACES:
        settings[name] = settings[name] and str(Path(settings[name]).absolute())
    for name in MANY_PLACES:
        settings[name] = [str(Path(place).absolute()) for place in settings[name]]
    return settings


def _listing_sha256(sizes: Sequence[tuple[str, int]], failed: Sequence[Any], skipped: Sequence[Any]) -> str:
    """Return a hash of what was found: the names and sizes of files, and what is wrong with others."""
    return hashlib.sha256(json.dumps([sorted(sizes), failed, skipped]).encode("ascii")).hexdigest()


def _is_there(folder: Path, manifest: ShardManifest) -> bool:
    """Whether the share was made before, and is whole. Raises RefusedError where another one is there."""
    if not (folder / MANIFEST).exists():
        return False
    try:
        there = read_shard(folder)
    except OutputError:
        return False
    if there.fingerprint() != manifest.fingerprint():
        raise RefusedError(
            "the folder holds a share of other inputs, rules, settings or versions",
            code="other-corpus",
            file=str(folder),
            advice="name another folder, or replace what is there with --restart",
        )
    return all(is_whole(folder, item) for item in there.outputs)


def _publish(manifest: ShardManifest, work: Attempt) -> None:
    """Put spool and journal in their place, and the manifest after them."""
    kept = work.out / KEPT
    outputs = [
        {"path": name, "bytes": (kept / name).stat().st_size, "sha256": file_sha256(kept / name)}
        for name in (SPOOL, JOURNAL)
    ]
    for name in (SPOOL, JOURNAL):
        work.keep(name)
    work.publish(replace(manifest, outputs=outputs))


def merge(
    out: str | Path,
    options: Mapping[str, Any] | None = None,
    *,
    restart: bool = False,
    progress: Progress | None = None,
) -> tuple[Summary, Config]:
    """Make the corpus ``out`` of the shares that lie there, as one run over all inputs would have made it; then remove them.

    The settings are those of the shares, and returned; ``options`` may say where files that decide lie here (corrections,
    metadata, against), and what decides nothing (allow_rules, memory, max_errors). Raises RefusedError where a share is
    missing, damaged, at work or does not belong to the others, and as ``run``.
    """
    out = Path(out)
    folders = shard_folders(out)
    with attempt(out, beside=SHARDS) as work:
        with ExitStack() as locks:
            _make_room_for(len(folders))
            for folder in folders:
                locks.enter_context(locked(folder))
            shards = read_shards(out)
            config = with_options(with_options(Config(), shards[0].settings), options or {})
            found, manifest = _whole(out, shards)
            _refuse_other_tables(config, manifest)
            job = Job(config, work, progress or Silence())
            job.begin(manifest, restart=restart)
            try:
                pieces = _gathered(shards, found, job)
                tally = job.write(pieces, found, manifest, manifest.fingerprint())
                summary = job.publish(pieces, tally, manifest)
            except (*UNLIKELY, AssertionError, OutputError):
                _refuse_unsound(out, shards)
                raise
        os.replace(out / SHARDS, work.folder / SHARDS)  # all at once: they are removed with the attempt
    return summary, config


def _refuse_unsound(out: Path, shards: Sequence[ShardManifest]) -> None:
    """Raise RefusedError, naming it, where a share holds what none makes."""
    for shard in shards:
        again = f"run it again with --shard {shard.number}/{shard.count} --restart"
        refuse_unsound(folder_of(out, shard.number, shard.count) / SPOOL, again)


def _make_room_for(shards: int) -> None:
    """Have the system allow as many open files as the spools of all shares are. Raises RefusedError where it does not."""
    try:
        import resource
    except ImportError:  # Windows, which has no such limit
        return
    needed = FILES_AT_ONCE * shards + OTHER_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < needed:
        advice = "raise it with `ulimit -n`, or divide the run into fewer shares"
        raise RefusedError(
            f"{needed} files must be open at once, the system allows {hard}", code="limit", advice=advice
        )
    if soft != resource.RLIM_INFINITY and soft < needed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))


def _whole(out: Path, shards: Sequence[ShardManifest]) -> tuple[Found, Manifest]:
    """Return what all shares together have read, and the manifest of the corpus to come."""
    made = shards[0].made
    if made["version"] != __version__:
        what = f"the shares were made by version {made['version']}, this is {__version__}"
        raise RefusedError(what, code="shard-other", file=str(out), advice="merge them with the version that made them")
    inputs, aside = joined_inputs(shards), shards[0].found
    sizes = [(str(item["source"]), int(item["bytes"])) for item in inputs]
    if _listing_sha256(sizes, aside.get("failed", ()), aside.get("skipped", ())) != made["listing"]:
        what, advice = "the shares together have not read what they found", "run them again, with --restart"
        raise RefusedError(what, code="shard-other", file=str(out), advice=advice)
    failed, skipped = (
        tuple(InputError.from_values(*values) for values in aside.get(name, ())) for name in ("failed", "skipped")
    )
    found = Found(tuple(Source(Path(name), name, size) for name, size in sizes), skipped, failed)
    decisive = {name: made[name] for name in ("schema", "version", "versions", "config", "rules")}
    return found, Manifest(**decisive, inputs=inputs, outputs=(), counts={})


def _refuse_other_tables(config: Config, manifest: Manifest) -> None:
    """Refuse lists about documents, or references, that are not those by which the shares were made."""
    now = tables(config)
    for name in TABLES:
        if manifest.rules.get(name) != now.get(name):
            what, advice = "is not what the shares were made with", f"say where that is, with --{name}"
            file = getattr(config, name) or name
            raise RefusedError(what, code="shard-other", file=str(file), advice=advice)


def _gathered(shards: Sequence[ShardManifest], found: Found, job: Job) -> Pieces:
    """Return what the first passes of all shares hand on."""
    spools = [folder_of(job.work.out, shard.number, shard.count) / SPOOL for shard in shards]
    job.progress.stage("gathering", sum(spool.with_name(JOURNAL).stat().st_size for spool in spools), "B")
    pieces = empty_pieces(job.config, job.work.scratch)
    pieces.members += [dict(member) for shard in shards for member in shard.members]
    for spool in spools:
        for told in steps(spool):
            pieces.add(told)
        pieces.spools.append(spool)
        job.progress.step(spool.with_name(JOURNAL).stat().st_size)
    pieces.end(found.sources)
    return pieces
