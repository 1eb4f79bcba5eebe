"""The keep-set: sentences that look like chrome and that a speaker may well say; no rule may take one of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class KeptLine:
    """A sentence of the keep-set, and where it is written: the file's name and the line in it."""

    file: str
    line: int
    text: str

    @property
    def place(self) -> str:
        """Where the sentence is written, for messages."""
        return f"{self.file}:{self.line}"


def keep_set_folder() -> Path | None:
    """Return the folder of the keep-set: the packaged copy, else the checkout's ``tests/keep``; None where neither is."""
    package = Path(__file__).parent.parent
    folders = (package / "keep", package.parent / "tests" / "keep")
    return next((folder for folder in folders if folder.is_dir()), None)


@cache
def keep_set() -> tuple[KeptLine, ...]:
    """Return all sentences of the keep-set, in the order of the files; none where there is no keep-set."""
    folder = keep_set_folder()
    return tuple(
        KeptLine(file.name, number, line.strip())
        for file in (sorted(path for path in folder.iterdir() if path.suffix == ".txt") if folder else ())
        for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), 1)
        if line.strip() and not line.startswith("#")
    )
