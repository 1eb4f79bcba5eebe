"""Shares of a run that were cleaned apart, each in a folder of its own: what a share has made, and of what.

A share is there when its ``manifest.json`` is, which is written last and names the other files with their checksums: its
spool, and the journal, which tells again what later passes must know.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from cleaner.errors import OutputError, RefusedError
from cleaner.folders import MANIFEST
from cleaner.store import shapes
from cleaner.store.commit import SHARDS
from cleaner.store.manifest import file_sha256, refuse_misshapen, sealed, unsealed

# What must be the same in all shares, with what to call it.
MADE = {
    "schema": "versions",
    "version": "versions",
    "versions": "versions",
    "config": "settings",
    "rules": "rules",
    "listing": "inputs",
}


@dataclass(frozen=True, slots=True)
class ShardManifest:
    """What a share says of itself.

    ``made`` is what decides the outcome, the same for all shares; ``inputs`` are what this one has read, ``found`` what was
    left alone or cannot be read, which the first share tells. ``settings`` are all, those too that decide nothing.
    """

    number: int
    count: int
    made: Mapping[str, Any]
    inputs: Sequence[Mapping[str, Any]]
    found: Mapping[str, Sequence[Sequence[Any]]]
    settings: Mapping[str, Any]
    members: Sequence[Mapping[str, Any]] = ()
    outputs: Sequence[Mapping[str, Any]] = ()

    def to_json(self) -> bytes:
        """Return the bytes of the file."""
        return sealed(asdict(self))

    def fingerprint(self) -> str:
        """Return a hash of what decides what the share makes."""
        decisive = [self.number, self.count, dict(self.made), list(self.inputs), dict(self.found)]
        return hashlib.sha256(json.dumps(decisive, sort_keys=True, default=list).encode()).hexdigest()


def read_shard(folder: Path) -> ShardManifest:
    """Read what a share says of itself. Raises OutputError where it is not there, or damaged."""
    value = unsealed(folder / MANIFEST)
    refuse_misshapen(value, shapes.SHARE, folder / MANIFEST)
    return ShardManifest(**{field.name: value[field.name] for field in fields(ShardManifest)})


def read_shards(out: Path) -> list[ShardManifest]:
    """Read all shares of a run, in order, of which every byte is checked.

    Raises RefusedError, naming the share and what to do, where one is missing, doubled or damaged, or was made of other
    inputs or by other rules, settings or versions than the first.
    """
    counts = sorted({folder.name.partition("-of-")[2] for folder in shard_folders(out)})
    if len(counts) > 1:
        what = f"holds shares of several divisions: of {', '.join(counts)}"
        advice = "remove the folders of those that are not meant"
        raise RefusedError(what, code="shards", file=str(out / SHARDS), advice=advice)
    count = int(counts[0]) if counts[0].isdigit() else 0
    shards = [_checked(out, number, count) for number in range(1, count + 1)]
    for shard in shards:
        _refuse_others(out, shards[0], shard)
    return shards


def shard_folders(out: Path) -> list[Path]:
    """Return the folders of all shares that are there. Raises RefusedError where there is none."""
    folders = sorted(path for path in (out / SHARDS).glob("*-of-*") if path.is_dir())
    if not folders:
        advice = "make them with `cleaner run INPUT … --out DIR --shard 1/8`, 2/8 and so on"
        raise RefusedError("holds no shares of a run", code="shards", file=str(out), advice=advice)
    return folders


def folder_of(out: Path, number: int, count: int) -> Path:
    """Return the folder of a share."""
    return out / SHARDS / f"{number}-of-{count}"


def _checked(out: Path, number: int, count: int) -> ShardManifest:
    folder = folder_of(out, number, count)
    again = f"run it again with --shard {number}/{count}"
    if not (folder / MANIFEST).is_file():
        what = f"share {number} of {count} is not there, or not finished"
        raise RefusedError(what, code="shard-missing", file=str(folder), advice=again)
    try:
        shard = read_shard(folder)
    except OutputError as error:
        raise RefusedError(error.what, code="shard-damaged", file=error.file, advice=f"{again} --restart") from None
    if (shard.number, shard.count) != (number, count):
        what = f"is a copy of share {shard.number} of {shard.count}, not share {number} of {count}"
        raise RefusedError(what, code="shard-doubled", file=str(folder), advice=f"{again} --restart")
    for item in shard.outputs:
        if not is_whole(folder, item):
            what = f"share {number} of {count} is damaged: a file of it is not as its manifest says"
            file = str(folder / str(item["path"]))
            raise RefusedError(what, code="shard-damaged", file=file, advice=f"{again} --restart")
    return shard


def is_whole(folder: Path, item: Mapping[str, Any]) -> bool:
    """Whether a file is as a manifest says."""
    path = folder / str(item["path"])
    try:
        return bool(path.stat().st_size == item["bytes"] and file_sha256(path) == item["sha256"])
    except OSError:
        return False


def _refuse_others(out: Path, first: ShardManifest, shard: ShardManifest) -> None:
    different = [name for key, name in MADE.items() if first.made.get(key) != shard.made.get(key)]
    if different:
        what = f"share {shard.number} of {shard.count} was made with other {different[0]} than share 1"
        folder = folder_of(out, shard.number, shard.count)
        advice = "run the one that is wrong again, with --restart"
        raise RefusedError(what, code="shard-other", file=str(folder), advice=advice)


def joined_inputs(shards: Sequence[ShardManifest]) -> list[dict[str, Any]]:
    """Return the inputs of all shares as a manifest names them.

    Raises RefusedError where a file that several have read was not the same for all.
    """
    found: dict[str, dict[str, Any]] = {}
    read: dict[str, list[tuple[int, Any]]] = {}
    seen: dict[str, list[Any]] = {}
    for shard in shards:
        for item in shard.inputs:
            name = str(item["source"])
            if "sha256" in item:
                found[name] = {"source": name, "bytes": item["bytes"], "sha256": item["sha256"]}
            if "parts" in item:
                seen[name] = list(item["parts"])
            if "part" in item or "parts" in item:
                read.setdefault(name, []).append((shard.number, item.get("part") or item["parts"][0]))
    for name, parts in read.items():
        if [part for _, part in parts] != seen.get(name):
            wrong = [number for (number, part) in parts[1:] if part not in seen.get(name, ())]
            who = ", ".join(map(str, wrong)) or "one of those after it"
            what = f"share {who} of {len(shards)} has read other bytes of it than share {parts[0][0]} has seen there"
            advice = "run these shares again, with --restart, when nothing writes to the file"
            raise RefusedError(what, code="shard-other", file=name, advice=advice)
    return [found[name] for name in sorted(found)]
