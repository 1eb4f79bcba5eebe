"""The manifest: what a corpus was made of and with, and the checksum of every file of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from cleaner.errors import OutputError
from cleaner.folders import MANIFEST, ordinary
from cleaner.store import shapes

DUPLICATES, REPOSTS, ERRORS = shapes.LISTS
BATCHES = "batches"  # the folder of what each batch of a growing corpus has beside its records and its ledger
SCHEMA = 1
TABLES = ("corrections", "metadata", "against")  # files that decide beside the rules, of which these hold hashes
OUTCOMES = ("members", "corrections")  # what an input of the manifest has that only reading it tells


@dataclass(frozen=True, slots=True)
class Manifest:
    """All that ``manifest.json`` says. It holds no time and no path of the machine: the same run gives the same bytes.

    Of a corpus that has grown, ``batches`` are the counts of each batch, and inputs and outputs name theirs.
    """

    schema: int
    version: str
    versions: Mapping[str, str]
    config: Mapping[str, Any]
    rules: Mapping[str, Any]
    inputs: Sequence[Mapping[str, Any]]
    outputs: Sequence[Mapping[str, Any]]
    counts: Mapping[str, Any]
    batches: Sequence[Mapping[str, Any]] = ()

    def to_json(self) -> bytes:
        """Return the bytes of the file; ``checksum`` is a hash of all the rest."""
        value = asdict(self)
        if not self.batches:
            del value["batches"]
        return sealed(value)

    def files(self, folder: str, batch: int | None = None) -> list[str]:
        """Return the paths of the outputs in a folder, or those of a batch, in order; what is not named does not exist."""
        chosen = (item for item in self.outputs if batch is None or item["batch"] == batch)
        found = [item for item in chosen if str(item["path"]).startswith(f"{folder}/")]
        return [str(item["path"]) for item in sorted(found, key=_in_order)]

    def lists(self, name: str, batch: int | None = None) -> list[str]:
        """Return the paths of a list, such as ``errors.jsonl``: one, or that of each batch in order, or that of one."""
        chosen = (item for item in self.outputs if batch is None or item["batch"] == batch)
        found = [item for item in chosen if str(item["path"]) == name or _is_of_batch(str(item["path"]), name)]
        return [str(item["path"]) for item in sorted(found, key=_in_order)]

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

    def with_corrections(self, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> Manifest:
        """Return the manifest with the rows of the corrections that inputs took, by source."""
        inputs = [
            {**item, "corrections": list(rows[item["source"]])} if item["source"] in rows else item
            for item in self.inputs
        ]
        return replace(self, inputs=inputs)

    def sources(self) -> dict[str, str | None]:
        """Return the SHA-256 of every file that was read, of an archive those of the files in it."""
        files = (file for item in self.inputs for file in item.get("members", (item,)))
        return {str(file["source"]): file["sha256"] for file in files}

    def checksums(self) -> dict[str, str | None]:
        """Return the SHA-256 of every file that was read, archives and the files in them alike."""
        return {str(item["source"]): item["sha256"] for item in self.inputs} | self.sources()

    def fingerprint(self) -> str:
        """Return a hash of what decides the result: inputs, rules, settings, versions."""
        inputs = [{key: value for key, value in item.items() if key not in OUTCOMES} for item in self.inputs]
        decisive = [self.schema, self.version, dict(self.versions), dict(self.config), dict(self.rules), inputs]
        return hashlib.sha256(json.dumps(decisive, sort_keys=True, default=list).encode()).hexdigest()

    def differences(self, other: Manifest) -> list[str]:
        """Return what decides the result and is not the same for both, by the names that people know."""
        own, others = self._deciding(), other._deciding()
        return [name for name in own | others if own.get(name) != others.get(name)]

    def _deciding(self) -> dict[str, Any]:
        versions = {"schema": self.schema, "version": self.version, "versions": dict(self.versions)}
        rules = {name: value for name, value in self.rules.items() if name not in TABLES}
        given = {**self.config, **{name: value for name, value in self.rules.items() if name in TABLES}}
        settings = {f"--{name.replace('_', '-')}": value for name, value in given.items()}
        inputs = [{key: value for key, value in item.items() if key not in OUTCOMES} for item in self.inputs]
        found: dict[str, Any] = json.loads(json.dumps({**versions, "rules": rules, **settings, "inputs": inputs}))
        return found  # with tuples as they are read again


def batch_folder(number: int) -> str:
    """Return a folder for what a batch has, inside that of the corpus; most often its number is that of the batch."""
    return f"{BATCHES}/{number:05}"


def _in_order(output: Mapping[str, Any]) -> tuple[int, str]:
    return int(output.get("batch", 0)), str(output["path"])


def _is_of_batch(path: str, name: str) -> bool:
    return path.startswith(f"{BATCHES}/") and path.endswith(f"/{name}")


def _checksum(value: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode("ascii")).hexdigest()


def sealed(value: dict[str, Any]) -> bytes:
    """Return the bytes of a manifest with a checksum of all that it says."""
    value["checksum"] = _checksum(value)
    return json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass") + b"\n"


def unsealed(path: Path) -> dict[str, Any]:
    """Read what ``sealed`` has written. Raises OutputError where it is damaged, FileNotFoundError or NotADirectoryError."""
    if path.exists() and not path.is_file():  # a pipe would be waited for
        raise OutputError("is no ordinary file", code="damaged", file=str(path), advice="run again")
    try:
        value = json.loads(path.read_bytes())
        checksum = value.pop("checksum")
        whole = bool(checksum == _checksum(value))
    except (FileNotFoundError, NotADirectoryError):
        raise
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise OutputError(f"damaged: {error!r}", code="damaged", file=str(path), advice="run again") from None
    if not whole:
        raise OutputError("damaged: it does not match its checksum", code="damaged", file=str(path), advice="run again")
    return dict(value)


def read_manifest(out: Path) -> Manifest:
    """Read the manifest of a corpus; OutputError where there is none or where it is damaged."""
    path = out / MANIFEST
    try:
        value = unsealed(path)
    except (FileNotFoundError, NotADirectoryError):
        advice = "name a folder that `cleaner run --out` has written"
        raise OutputError("no manifest.json: no corpus", code="no-corpus", file=str(out), advice=advice) from None
    if value.get("schema") != SCHEMA:
        raise OutputError("was written by another version", code="version", file=str(path), advice="run again")
    refuse_misshapen(value, shapes.MANIFEST, path)
    return Manifest(**{field.name: value[field.name] for field in fields(Manifest) if field.name in value})


def refuse_misshapen(value: Any, shape: shapes.Shape, path: Path) -> None:
    """Raise OutputError, naming the field, for what is not built like ours: whoever writes a manifest can seal it."""
    wrong = shape(value)
    if wrong is not None:
        raise OutputError(shapes.said(wrong), code="damaged", file=str(path), advice="run again")


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal. Raises OSError, also for a pipe, which would be waited for."""
    with ordinary(path).open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def sha256_if_readable(path: Path) -> str | None:
    """Return the checksum of an input; None where it cannot be read, which the first pass then lists."""
    try:
        return file_sha256(path)
    except OSError:
        return None
