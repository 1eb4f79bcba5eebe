"""What the data check found: frozen; how it is told is the business of the other modules here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

EXAMPLES = 5  # findings of one kind that are told one by one to people
HELD = 1000  # findings of one kind that are held for programs


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that should not be: the kind of finding, where, and what.

    ``record`` and ``at`` say where in a record's text it is, ``file`` and ``line`` (from 1) where in the raw source, or which
    file of the corpus it is; they are empty or None where that is not known.
    """

    kind: str
    place: str
    what: str
    record: str = ""
    at: int = 0
    file: str = ""
    line: int | None = None

    @property
    def source(self) -> str:
        """File and line as people read them."""
        return f"{self.file}:{self.line}" if self.line is not None else self.file


@dataclass(frozen=True, slots=True)
class Measure:
    """A share that is held against a threshold; of the findings the first ``HELD`` are there."""

    kind: str
    count: int
    of: int
    most: float
    findings: tuple[Finding, ...] = ()

    @property
    def share(self) -> float:
        """The share that was found."""
        return self.count / self.of if self.of else float(self.count > 0)

    @property
    def passed(self) -> bool:
        """Whether the share is within the threshold."""
        return self.share <= self.most


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome: ``findings`` are wrong whatever their number, ``measures`` where they exceed their threshold."""

    findings: tuple[Finding, ...]
    measures: tuple[Measure, ...]

    @property
    def passed(self) -> bool:
        """Whether the corpus is as it should be."""
        return not self.findings and all(measure.passed for measure in self.measures)

    @property
    def told(self) -> Iterator[tuple[Finding, bool]]:
        """All findings, and whether each is an error rather than within its threshold."""
        yield from ((finding, True) for finding in self.findings)
        for measure in self.measures:
            yield from ((finding, not measure.passed) for finding in measure.findings)


def verdict(measure: Measure) -> str:
    """Return a measure in a few words.

    >>> verdict(Measure("chrome", 3, 200, 0.01))
    'chrome: 3 of 200 (allowed 1.00%): TOO MANY'
    """
    outcome = "ok" if measure.passed else "TOO MANY"
    return f"{measure.kind}: {measure.count:,} of {measure.of:,} (allowed {measure.most:.2%}): {outcome}"
