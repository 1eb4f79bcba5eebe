"""Change what a corpus or a share holds, and make all checksums right again, as somebody would who forges one."""

import copy
import hashlib
import json
from pathlib import Path
from typing import Any

from cleaner.folders import SPOOL
from cleaner.store.journal import JOURNAL
from cleaner.store.manifest import sealed

Place = tuple[str | int, ...]  # the keys and indices that lead to a field
MISSING = object()
SEAL = 64  # characters before what a line of the journal says


def changed(value: Any, place: Place, new: Any) -> Any:
    """Return a value with another one at a place inside."""
    value = copy.deepcopy(value)
    inner = value
    for key in place[:-1]:
        inner = inner[key]
    if new is MISSING:
        del inner[place[-1]]
    else:
        inner[place[-1]] = new
    return value


def values_of(path: Path) -> list[Any]:
    if path.name == "manifest.json":
        value = json.loads(path.read_bytes())
        value.pop("checksum")
        return [value]
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def share_of(folder: Path) -> dict[str, list[Any]]:
    """Return the manifest of a share, the lines of its spool, and of its journal what they say."""
    notes = (folder / JOURNAL).read_bytes().splitlines()
    return {
        "manifest": values_of(folder / "manifest.json"),
        "spool": values_of(folder / SPOOL),
        "journal": [json.loads(line[SEAL:]) for line in notes],
    }


def write_share(folder: Path, share: dict[str, list[Any]], *, told_anew: bool) -> None:
    """Write a share with all checksums right; of a spool that has changed the journal tells the lengths."""
    (manifest,), notes = share["manifest"], share["journal"]
    lines = [json.dumps(value, separators=(",", ":")).encode() + b"\n" for value in share["spool"]]
    data = b"".join(lines)
    (folder / SPOOL).write_bytes(data)
    if told_anew:
        key, (_, _, told) = notes
        told = [[len(line), *each[1:]] for line, each in zip(lines, told, strict=True)]
        notes = [key, [hashlib.sha256(data).hexdigest(), len(data), told]]
    bodies = [json.dumps(note).encode() for note in notes]
    (folder / JOURNAL).write_bytes(b"".join(hashlib.sha256(b).hexdigest().encode() + b + b"\n" for b in bodies))
    for item in manifest["outputs"] if isinstance(manifest.get("outputs"), list) else ():
        if isinstance(item, dict) and item.get("path") in (SPOOL, JOURNAL):
            data = (folder / item["path"]).read_bytes()
            item["bytes"], item["sha256"] = len(data), hashlib.sha256(data).hexdigest()
    (folder / "manifest.json").write_bytes(sealed(manifest))


def reseal(out: Path) -> None:
    """Make the manifest agree with the files again, as somebody would who forges a corpus."""
    value = json.loads((out / "manifest.json").read_bytes())
    value.pop("checksum")
    for item in value["outputs"]:
        data = (out / item["path"]).read_bytes()
        item["bytes"], item["sha256"] = len(data), hashlib.sha256(data).hexdigest()
    (out / "manifest.json").write_bytes(sealed(value))
