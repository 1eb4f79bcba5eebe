"""The manifest: what a corpus was made of and with, and the checksum of every file of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from cleaner.errors import OutputError

MANIFEST = "manifest.json"
SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """All that ``manifest.json`` says. It holds no time and no path of the machine: the same run gives the same bytes."""

    schema: int
    version: str
    versions: Mapping[str, str]
    config: Mapping[str, Any]
    rules: Mapping[str, Any]
    inputs: Sequence[Mapping[str, Any]]
    outputs: Sequence[Mapping[str, Any]]
    counts: Mapping[str, Any]

    def to_json(self) -> bytes:
        """Return the bytes of the file; ``checksum`` is a hash of all the rest."""
        value = asdict(self)
        value["checksum"] = _checksum(value)
        return json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass") + b"\n"

    def files(self, folder: str) -> list[str]:
        """Return the paths of the outputs in a folder, in order; what is not named here does not exist."""
        return sorted(str(item["path"]) for item in self.outputs if str(item["path"]).startswith(f"{folder}/"))

    def with_members(self, members: Sequence[Mapping[str, Any]]) -> Manifest:
        """Return the manifest with what was found in archives; each of ``members`` names its ``archive``."""
        found: dict[str, list[dict[str, Any]]] = {}
        for member in members:
            kept = {key: value for key, value in member.items() if key != "archive"}
            found.setdefault(str(member["archive"]), []).append(kept)
        inputs = [
            {**item, "members": found[item["source"]]} if item["source"] in found else item for item in self.inputs
        ]
        return replace(self, inputs=inputs)

    def sources(self) -> dict[str, str | None]:
        """Return the SHA-256 of every file that was read, of an archive those of the files in it."""
        files = (file for item in self.inputs for file in item.get("members", (item,)))
        return {str(file["source"]): file["sha256"] for file in files}

    def fingerprint(self) -> str:
        """Return a hash of what decides the result: inputs, rules, settings, versions."""
        inputs = [{key: value for key, value in item.items() if key != "members"} for item in self.inputs]
        decisive = [self.schema, self.version, dict(self.versions), dict(self.config), dict(self.rules), inputs]
        return hashlib.sha256(json.dumps(decisive, sort_keys=True, default=list).encode()).hexdigest()


def _checksum(value: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode("ascii")).hexdigest()


def read_manifest(out: Path) -> Manifest:
    """Read the manifest of a corpus; OutputError where there is none or where it is damaged."""
    path = out / MANIFEST
    try:
        value = json.loads(path.read_bytes())
        checksum = value.pop("checksum")
        manifest = Manifest(**{field.name: value[field.name] for field in fields(Manifest)})
    except (FileNotFoundError, NotADirectoryError):
        advice = "name a folder that `cleaner run --out` has written"
        raise OutputError("no manifest.json: no corpus", code="no-corpus", file=str(out), advice=advice) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise OutputError(f"damaged: {error!r}", code="damaged", file=str(path), advice="run again") from None
    if checksum != _checksum(value):
        raise OutputError("damaged: it does not match its checksum", code="damaged", file=str(path), advice="run again")
    if manifest.schema != SCHEMA:
        raise OutputError("was written by another version", code="version", file=str(path), advice="run again")
    return manifest


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
