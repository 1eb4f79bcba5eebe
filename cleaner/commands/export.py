"""``cleaner export``: the records of a finished corpus in another form, or another variant, without cleaning again."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from cleaner.errors import OutputError, RefusedError
from cleaner.exports import EXPORTS
from cleaner.formats import WRITERS, refuse_without_library
from cleaner.passes.deriving import Variant, derived
from cleaner.pipeline import origin_of
from cleaner.store.commit import sync
from cleaner.store.manifest import read_manifest


@dataclass(frozen=True, slots=True)
class Exported:
    """How it went: how many records were written, to how many files, in which variant."""

    records: int
    files: int
    variant: Variant


def export(
    corpus: str | Path, to: str, out: str | Path, *, near_duplicates: str | None = None, script: str | None = None
) -> Exported:
    """Write the records of ``corpus`` in the form ``to`` (a format of ``run``) into the new folder ``out``.

    Without ``near_duplicates`` and ``script`` the variant is that of the corpus. The folder is there when it is whole, or not
    at all. Raises UsageError where the corpus does not hold what the variant needs, RefusedError where ``out`` holds
    anything, OutputError where the corpus is damaged or ``out`` cannot be written.
    """
    corpus, out = Path(corpus), Path(out)
    manifest = read_manifest(corpus)
    config = manifest.config
    variant = Variant(near_duplicates or config["near_duplicates"], script or config["script"])
    refuse_without_library(to)
    records = derived(corpus, manifest, variant)
    origin = replace(origin_of(manifest), near_duplicates=variant.near_duplicates, script=variant.script)
    count = 0
    with _new_folder(out) as folder:
        writer = EXPORTS[to].Writer(folder, origin) if to in EXPORTS else WRITERS[to].Writer(folder, to)
        with closing(writer):
            for record in records:
                writer.add(record)
                count += 1
        files = sum(path.is_file() for path in folder.rglob("*"))
    return Exported(count, files, variant)


@contextmanager
def _new_folder(out: Path) -> Iterator[Path]:
    """Give a folder of another name beside ``out``, which gets the name of ``out`` once all is written."""
    if os.path.lexists(out) and (not out.is_dir() or any(out.iterdir())):
        advice = "name a new folder with --out"
        raise RefusedError("is there already", code="output-folder", file=str(out), advice=advice)
    work = out.absolute().with_name(f".{out.absolute().name[:40]}.{secrets.token_hex(6)}")
    try:
        work.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield work
            for path in (*work.rglob("*"), work):
                sync(path)
            if out.is_dir():
                out.rmdir()  # it is empty, and not every system renames onto a folder
            os.replace(work, out)
            sync(out.absolute().parent)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    except OSError as error:
        what = f"cannot be written: {error.strerror or error}"
        raise OutputError(what, code="output", file=str(error.filename or out)) from error


def exported_lines(exported: Exported, out: str) -> list[str]:
    """Return the outcome for people."""
    variant = exported.variant
    about = f"near-duplicates: {variant.near_duplicates}, script: {variant.script}"
    return [f"{out}: {exported.records:,} records in {exported.files:,} files ({about})"]
