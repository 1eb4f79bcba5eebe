"""``cleaner rules suggest``: mine a corpus for chrome that no rule takes yet, and draft rules. Nothing is applied."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from cleaner.commands.restore import restore
from cleaner.commands.rules.reading import Readings
from cleaner.config import Config
from cleaner.document.ruleset import builtin_rules
from cleaner.errors import InputError, UsageError
from cleaner.folders import MANIFEST
from cleaner.prepare import matcher
from cleaner.suggest.draft import Draft, drafts
from cleaner.suggest.mine import SHARE, common_to_sites, mine
from cleaner.suggest.pages import grouped, read_page
from cleaner.suggest.stamps import stamps


def suggest_rules(
    inputs: Sequence[str | Path],
    config: Config | None = None,
    *,
    share: float = SHARE,
    failed: list[InputError] | None = None,
) -> list[Draft]:
    """Return drafts of rule files for what recurs around and inside the texts of ``inputs`` and no rule in force takes.

    ``inputs`` are files and folders as for a run, or corpus folders whose ledger is full: their raw files are mined.
    ``share`` is the least share of a site's documents in which a line recurs. What cannot be read is added to ``failed``.
    """
    config = config or Config()
    if not 0.0 < share <= 1.0:
        raise UsageError(f"'--share' must be a number above 0 and at most 1, not {share}", code="share")
    with _raw(inputs) as places:
        readings = Readings(places, config)
        groups = grouped(read_page(document, matcher(config)) for document, _ in readings)
    if failed is not None:
        failed += readings.failed
    lines = mine(groups, share=share)
    return drafts(common_to_sites([*lines, *stamps(groups, lines)]), groups)


@contextmanager
def _raw(inputs: Sequence[str | Path]) -> Iterator[list[str | Path]]:
    """Yield the inputs with each corpus of ours replaced by a folder with its raw files."""
    with TemporaryDirectory() as name:
        places: list[str | Path] = []
        for number, place in enumerate(inputs):
            path = Path(place)
            if (path / MANIFEST).is_file() and (path / "ledger").is_dir():
                restored = Path(name) / str(number)
                restore(path, restored)
                places.append(restored)
            else:
                places.append(place)
        yield places


def write_drafts(found: Sequence[Draft], folder: str | Path) -> list[Path]:
    """Write a file a draft below ``folder``, which is made; return their paths. Refuses the built-in rules and existing files."""
    folder = Path(folder)
    refuse_place(folder)
    paths = [folder / draft.name for draft in found]
    for path in paths:
        if path.exists():
            raise UsageError(
                "is there already", code="output", file=str(path), advice="name a new folder with --output"
            )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, draft in zip(paths, found, strict=True):
            path.write_text(draft.text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror}", code="output", file=str(folder)) from None
    return paths


def refuse_place(place: Path) -> None:
    """Raise UsageError where drafts cannot go: in the built-in rules, into which a human moves them, and in what is no folder."""
    if place.suffix != ".toml" and os.path.lexists(place) and not place.is_dir():
        advice = "name a .toml file or a folder with --output"
        raise UsageError("is no folder", code="output", file=os.fspath(place), advice=advice)
    rules = builtin_rules().resolve()
    if place.resolve() == rules or rules in place.resolve().parents:
        advice = "write it elsewhere, read it, then move it there by hand"
        raise UsageError("drafts are never written into the rules", code="output", file=os.fspath(place), advice=advice)
