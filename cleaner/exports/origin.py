"""Where the records of an export come from: what its card or header says of that."""

from __future__ import annotations

from dataclasses import dataclass

HOME = "https://pypi.org/project/speech-cleaner/"


@dataclass(frozen=True, slots=True)
class Origin:
    """The version of the cleaner, the hash of its rules, how many files were read, and the variant of the corpus."""

    version: str
    rules: str
    files: int
    near_duplicates: str
    threshold: float
    script: str
