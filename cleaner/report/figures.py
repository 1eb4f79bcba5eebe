"""What a report says: frozen, in plain numbers and texts, and of everything only as much as a page can show.

Characters are code points; ``ink`` counts those that are no blanks. Where the ledger holds no text both are the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Shown(Generic[Item]):
    """Some of ``total`` things."""

    items: Sequence[Item]
    total: int


@dataclass(frozen=True, slots=True)
class Amount:
    """How many pieces of a kind there are, and how many characters these have."""

    name: str
    pieces: int
    characters: int


@dataclass(frozen=True, slots=True)
class Removal:
    """A piece that went, where it stood, and what came in its stead."""

    source: str
    before: str
    old: str
    new: str
    after: str


@dataclass(frozen=True, slots=True)
class Rule:
    """What one rule or step took, and a random few of its removals."""

    name: str
    cause: str
    category: str
    pieces: int
    ink: int
    documents: int
    removals: Sequence[Removal]


@dataclass(frozen=True, slots=True)
class Site:
    """The documents of one site, or of one folder where the site is not known.

    ``repeated`` are the characters that went as near-duplicates: what cleaning had left.
    ``outlier`` says that its kept share is far from that of the other sites; ``untitled`` and ``undated`` count records.
    """

    name: str
    documents: int
    characters: int
    kept: int
    repeated: int
    records: int
    untitled: int
    undated: int
    removed: Mapping[str, int]
    outlier: bool = False

    @property
    def share(self) -> float:
        """Which share of the characters cleaning left."""
        return (self.kept + self.repeated) / max(self.characters, 1)


@dataclass(frozen=True, slots=True)
class Share:
    """A document of which cleaning ``left`` few of its characters."""

    place: str
    characters: int
    left: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of two texts: ``same`` in both, or in the first (``gone``) or the second (``new``) only."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Copy:
    """A paragraph beside the kept one that it repeats: both texts, cut where they differ."""

    place: str
    kind: str
    similarity: float
    kept: Sequence[Piece]
    other: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Cluster:
    """A kept paragraph and some of those that repeat it."""

    place: str
    copies: Shown[Copy]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two paragraphs whose similarity is near the threshold, and what was decided: the kind, or empty for both stay."""

    place: str
    copy: Copy


@dataclass(frozen=True, slots=True)
class Family:
    """A paragraph that recurs, and how often; of a template also a few that were filled in otherwise."""

    place: str
    text: str
    count: int
    like: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Formula:
    """A sentence that recurs from speech to speech, and in how many of them it stands."""

    text: str
    count: int


@dataclass(frozen=True, slots=True)
class Bin:
    """How many documents have ``low`` characters or more and fewer than ``high``, before and after."""

    low: int
    high: int | None
    before: int
    after: int

    @property
    def name(self) -> str:
        """The range as people read it."""
        return f"{self.low:,}+" if self.high is None else f"{self.low:,}–{self.high - 1:,}"


@dataclass(frozen=True, slots=True)
class Holes:
    """A record from which paragraphs are left out as near-duplicates (with ``tag``: named as such)."""

    record: str
    source: str
    title: str
    paragraphs: int
    characters: int
    left: int


@dataclass(frozen=True, slots=True)
class Missing:
    """How many records lack a field, and a random few of them: the id, the source and how the text begins."""

    field: str
    count: int
    examples: Sequence[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Inputs with one cause of error: its status and code, what to do, a random few with file and message."""

    status: str
    code: str
    count: int
    advice: str
    examples: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a report says."""

    version: str
    config: Mapping[str, Any]
    counts: Mapping[str, Any]
    fates: Sequence[Amount]
    categories: Sequence[Amount]
    rules: Shown[Rule]
    sites: Shown[Site]
    least: Sequence[Share]
    kinds: Mapping[str, int]
    similarities: Mapping[str, int]
    clusters: Shown[Cluster]
    borderline: Shown[Pair]
    families: Shown[Family]
    recurring: Shown[Family]
    formulas: Shown[Formula]
    missed: int
    lengths: Sequence[Bin]
    holes: Mapping[str, int]
    holed: Shown[Holes]
    missing: Sequence[Missing]
    troubles: Shown[Trouble]
