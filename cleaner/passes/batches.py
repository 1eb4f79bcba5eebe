"""A corpus as a row of batches: its manifest, where its files are, and the index of what each batch has kept."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Any

from cleaner.config import Config
from cleaner.document.corrections import STALE, Correction, Corrections
from cleaner.errors import InputError, OutputError
from cleaner.formats.archives import INSIDE
from cleaner.passes.settling import write_index
from cleaner.passes.writing import Start
from cleaner.store import contents
from cleaner.store.commit import PAGES, Attempt
from cleaner.store.manifest import BATCHES, ERRORS, Manifest, batch_folder

INDEX = "index"  # the file of what a batch has kept


@dataclass(frozen=True, slots=True)
class Grown:
    """A corpus as far as it has grown: its manifest, and the folders that hold its files, the newest first."""

    manifest: Manifest
    folders: tuple[Path, ...]

    def place(self, name: str) -> Path:
        """Return where a file is. Raises OutputError where it is not there."""
        for folder in self.folders:
            if (folder / name).exists():
                return folder / name
        raise _unlike_manifest(self.folders[-1] / name, "is missing")

    def places(self, names: Sequence[str]) -> list[Path]:
        """Return where files are."""
        return [self.place(name) for name in names]

    def refuse_incomplete(self) -> None:
        """Raise OutputError, naming the file, where one is missing or has another size than the manifest says."""
        for item in self.manifest.outputs:
            path = self.place(str(item["path"]))
            if path.stat().st_size != item["bytes"]:
                raise _unlike_manifest(path, "is not as the manifest says")


def _unlike_manifest(path: Path, what: str) -> OutputError:
    return OutputError(what, code="damaged", file=str(path), advice="see `cleaner check`")


def start_of(manifest: Manifest, later: Iterable[str] = (), unapplied: Sequence[InputError] = ()) -> Start:
    """Return where the next batch goes on; ``later`` are the sources of batches that follow, known before."""
    return Start(
        lists=next_folder(manifest) if manifest.batches else "",
        corpus=next_part(manifest.files("corpus")),
        ledger=next_part(manifest.files("ledger")),
        sources=frozenset((*later, *(str(item["source"]) for item in manifest.inputs))),
        unapplied=unapplied,
    )


def unapplied(manifest: Manifest, corrections: Corrections) -> list[InputError]:
    """Say in what the corrections and a corpus differ: rows by which what is in it was not read, and rows that are gone."""
    rows: defaultdict[str, list[Correction]] = defaultdict(list)
    for row in corrections.rows:
        rows[row.source.partition(INSIDE)[0]].append(row)
    found = []
    for item in manifest.inputs:
        source, taken = str(item["source"]), item.get("corrections", ())
        advice = f"name the input that it came from, add --withdraw '{source}', and it is read anew"
        for row in rows[source]:
            if not any(row.says_as(other) for other in taken):
                what, file = f"not applied: '{source}' is in the corpus already", PurePath(corrections.file).name
                found.append(InputError(what, code=STALE, file=file, line=row.line, advice=advice))
        if not all(any(row.says_as(other) for row in rows[source]) for other in taken):
            what = "was corrected by a row that the corrections do not have"
            found.append(InputError(what, code=STALE, file=source, advice=advice))
    return found


def next_part(names: Sequence[str]) -> int:
    """Return the number of a new part.

    >>> next_part(["corpus/part-00000.jsonl", "corpus/part-00001.jsonl.gz"])
    2
    """
    return 1 + max((int(name.rpartition("/part-")[2][:5]) for name in names), default=-1)


def next_folder(manifest: Manifest) -> str:
    """Return a folder that no batch has, for the lists of a new one; the first batch has them in the corpus folder."""
    taken = [int(name.split("/")[1]) for name in manifest.files(BATCHES)]
    return batch_folder(1 + max(taken, default=0))


def indexed(corpus: Grown, config: Config, work: Attempt) -> Grown:
    """Return the corpus with an index of each batch that has none: of a corpus that was not in batches, it is made anew."""
    manifest = corpus.manifest
    known = {item["batch"]: item["path"] for item in manifest.outputs if str(item["path"]).endswith(f"/{INDEX}")}
    for number in range(len(manifest.batches)) if config.near_duplicates != "keep" else ():
        if number not in known:
            lists = [name for name in manifest.files(BATCHES, number) if name.endswith(f"/{ERRORS}")]
            to = work.files / (lists[0].rpartition("/")[0] if lists else batch_folder(0)) / INDEX
            to.parent.mkdir(parents=True, exist_ok=True)
            write_index(records_of(corpus, number), config, work.scratch, to)
            manifest = with_outputs(manifest, work, number)
    return Grown(manifest, corpus.folders)


def records_of(corpus: Grown, batch: int) -> Iterator[dict[str, Any]]:
    """Yield the records of a batch."""
    manifest = corpus.manifest
    shards = corpus.places(manifest.files("corpus", batch))
    return contents.records(shards, manifest.config["format"])


def with_outputs(manifest: Manifest, work: Attempt, batch: int) -> Manifest:
    """Return the manifest with the files that were written since for a batch; pages for people are not among them."""
    known = {*PAGES, *(str(item["path"]) for item in manifest.outputs)}
    added = [{**item, "batch": batch} for item in work.outputs(known)]
    return replace(manifest, outputs=[*manifest.outputs, *added])


def in_batches(manifest: Manifest) -> Manifest:
    """Return the manifest of a corpus in batches; one that was made by a single run is the first of them."""
    if manifest.batches:
        return manifest
    # what a single run set aside is of the first batch, as is all that no later one names
    outputs = [{**item, "batch": 0} for item in manifest.outputs if item["path"] not in PAGES]
    batch = {"counts": dict(manifest.counts), "aside": []}
    return replace(of_batch(manifest, 0), outputs=outputs, batches=(batch,))


def of_batch(manifest: Manifest, number: int) -> Manifest:
    """Return a manifest whose inputs are those of a batch."""
    return replace(manifest, inputs=[{**item, "batch": number} for item in manifest.inputs])


def joined(manifest: Manifest, batch: Manifest) -> Manifest:
    """Return a manifest with the inputs of one more batch, and the lists that it went by."""
    return replace(manifest, inputs=[*manifest.inputs, *batch.inputs], rules=batch.rules)


def summed(counts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the counts of all batches together.

    >>> summed([{"files": 1, "encodings": {"utf-8": 1}}, {"files": 2, "encodings": {"big5": 1, "utf-8": 1}}])
    {'files': 3, 'encodings': {'big5': 1, 'utf-8': 2}}
    """
    names = dict.fromkeys(name for each in counts for name in each)
    groups = {name for name in names if any(isinstance(each.get(name), Mapping) for each in counts)}
    found: dict[str, Any] = {}
    for name in names:
        if name in groups:
            total: Counter[str] = Counter()
            for each in counts:
                total.update(each.get(name, {}))
            found[name] = dict(sorted(total.items()))
        else:
            found[name] = sum(each.get(name, 0) for each in counts)
    return found
